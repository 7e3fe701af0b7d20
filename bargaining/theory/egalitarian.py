"""The egalitarian solution: equal gains, or gains in fixed proportions (Kalai 1977)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bargaining.theory.choices import (
    FrontierPoint,
    PackageChoice,
    choose,
    keep_leximin,
    measure_gains,
    require_parties,
    require_weights,
)
from bargaining.theory.concave_frontier import ConcaveFrontier
from bargaining.theory.lottery_frontier import LotteryFrontier

__all__ = ["solve_egalitarian", "solve_egalitarian_on_frontier"]


def solve_egalitarian(
    payoffs: ArrayLike, disagreement: ArrayLike = 0.0, *, proportions: ArrayLike = 1.0
) -> PackageChoice:
    r"""Return the packages whose worst-off party gains most.

    With what party :math:`i` has without agreement, :math:`d_i`, and its proportion :math:`k_i`,

    .. math:: \max_{p:\ u(p) \ge d} \ \min_i \frac{u_i(p) - d_i}{k_i},

    and among equals the package whose next worst-off party is best off, and so on (leximin), which
    makes the choice undominated. Gains are compared between parties, so their payoffs must be in
    the same unit: money, months, or utilities that somebody has put on one scale.

    Parameters
    ----------
    payoffs : array_like
        Payoffs of shape (..., package, party), any number of parties.
    disagreement : array_like
        Payoffs without agreement: one number, or of shape (party,) or (..., party).
    proportions : array_like
        Gains that count as equal, above 0: one number or of shape (party,).

    Returns
    -------
    PackageChoice
        The choice, and as its value the smallest gain, in units of its proportion. Nothing is
        chosen where every package leaves some party below its disagreement payoff.

    Raises
    ------
    ArgumentError
        Payoffs are not finite, a proportion is not above 0, or the shapes do not fit each other.

    References
    ----------
    Kalai, E. (1977). Proportional solutions to bargaining situations: interpersonal utility
    comparisons. *Econometrica* 45(7), 1623-1630. Leximin: Sen, A. K. (1970). *Collective Choice
    and Social Welfare*. San Francisco: Holden-Day, ch. 9.

    Examples
    --------
    >>> choice = solve_egalitarian([[10, 0], [6, 3], [4, 4], [0, 5]])
    >>> choice.payoffs.tolist(), float(choice.value)
    ([4.0, 4.0], 4.0)
    """
    values, gains, rational = measure_gains(payoffs, disagreement)
    scaled = gains / require_weights("proportions", proportions, values.shape[-1])
    chosen = keep_leximin(scaled, rational)
    worst = np.where(chosen, scaled.min(axis=-1), -np.inf).max(axis=-1)
    return choose(values, chosen, worst)


def solve_egalitarian_on_frontier(
    frontier: ConcaveFrontier | LotteryFrontier,
    disagreement: ArrayLike = 0.0,
    *,
    proportions: ArrayLike = 1.0,
) -> FrontierPoint:
    """Return the point of a convex frontier at which gains are equal, or in fixed proportions.

    Where the line of equal gains ends inside the set, those who can get more do (leximin), so that
    the point is on the frontier; then gains are not equal.

    Parameters
    ----------
    frontier : ConcaveFrontier or LotteryFrontier
        What the parties can reach.
    disagreement : array_like
        Payoffs without agreement: one number or of shape (party,).
    proportions : array_like
        Gains that count as equal, above 0: one number or of shape (party,).

    Returns
    -------
    FrontierPoint
        The payoffs, and as its value the smallest gain, in units of its proportion.

    Raises
    ------
    ArgumentError
        No point of the frontier gives every party its disagreement payoff, or a proportion is not
        above 0.

    References
    ----------
    Kalai (1977, 1623-1630), as in `solve_egalitarian`.

    Examples
    --------
    >>> pie = ConcaveFrontier(lambda share: 1 - share, low=0, high=1)
    >>> solve_egalitarian_on_frontier(pie, proportions=[1, 3]).payoffs.round(6).tolist()
    [0.25, 0.75]
    """
    without = require_parties("disagreement", disagreement, frontier.n_parties)
    unit = require_weights("proportions", proportions, frontier.n_parties)
    payoffs = frontier.equalise(without, unit)
    return FrontierPoint(payoffs, float(((payoffs - without) / unit).min()))
