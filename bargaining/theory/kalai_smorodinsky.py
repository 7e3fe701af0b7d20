"""The Kalai-Smorodinsky solution: equal shares of what each could hope for (1975)."""

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
)
from bargaining.theory.concave_frontier import ConcaveFrontier
from bargaining.theory.lottery_frontier import LotteryFrontier

__all__ = ["solve_kalai_smorodinsky", "solve_kalai_smorodinsky_on_frontier"]


def solve_kalai_smorodinsky(payoffs: ArrayLike, disagreement: ArrayLike = 0.0) -> PackageChoice:
    r"""Return the packages that give the parties the most equal shares of their ideal gains.

    The ideal payoff of a party is the best that it gets from any package that leaves nobody below
    disagreement, :math:`a_i = \max_{p:\ u(p) \ge d} u_i(p)`. Chosen is

    .. math:: \max_{p:\ u(p) \ge d} \ \min_i \frac{u_i(p) - d_i}{a_i - d_i},

    and among equals the package whose next worst-off party is best off, and so on (leximin), which
    makes the choice undominated.

    Parameters
    ----------
    payoffs : array_like
        Payoffs of shape (..., package, party), any number of parties.
    disagreement : array_like
        Payoffs without agreement: one number, or of shape (party,) or (..., party).

    Returns
    -------
    PackageChoice
        The choice, and as its value the smallest share of an ideal gain, in [0, 1]. Nothing is
        chosen where every package leaves some party below its disagreement payoff. A party that
        can gain nothing has its ideal anyway and does not constrain the others.

    Raises
    ------
    ArgumentError
        Payoffs are not finite, or the shapes do not fit each other.

    Notes
    -----
    Kalai and Smorodinsky solve convex problems of two parties, where the solution lies on the line
    from disagreement to the ideal point. A finite set need not meet that line; the leximin order is
    Imai's, who carries the solution to many parties, taken to a finite set.

    References
    ----------
    Kalai, E. and Smorodinsky, M. (1975). Other solutions to Nash's bargaining problem.
    *Econometrica* 43(3), 513-518. Imai, H. (1983). Individual monotonicity and lexicographic
    maxmin solution. *Econometrica* 51(2), 389-401.

    Examples
    --------
    >>> choice = solve_kalai_smorodinsky([[10, 0], [6, 3], [4, 4], [0, 5]])
    >>> choice.payoffs.tolist(), float(choice.value)
    ([6.0, 3.0], 0.6)
    """
    values, gains, rational = measure_gains(payoffs, disagreement)
    ideal = np.where(rational[..., None], gains, 0.0).max(axis=-2, keepdims=True)
    shares = np.divide(gains, ideal, out=np.ones(gains.shape), where=ideal > 0)
    chosen = keep_leximin(shares, rational)
    worst = np.where(chosen, shares.min(axis=-1), -np.inf).max(axis=-1)
    return choose(values, chosen, worst)


def solve_kalai_smorodinsky_on_frontier(
    frontier: ConcaveFrontier | LotteryFrontier, disagreement: ArrayLike = 0.0
) -> FrontierPoint:
    r"""Return where the line from disagreement to the ideal point meets a convex frontier.

    .. math:: \frac{u_1 - d_1}{a_1 - d_1} = \frac{u_2 - d_2}{a_2 - d_2}

    with the ideal payoffs :math:`a_i` of `solve_kalai_smorodinsky`. With three parties or more the
    line may leave the set before it reaches the frontier; then those who can get more do (Imai).

    Parameters
    ----------
    frontier : ConcaveFrontier or LotteryFrontier
        What the parties can reach.
    disagreement : array_like
        Payoffs without agreement: one number or of shape (party,).

    Returns
    -------
    FrontierPoint
        The payoffs, and as its value the smallest share of an ideal gain, in [0, 1].

    Raises
    ------
    ArgumentError
        No point of the frontier gives every party its disagreement payoff.

    References
    ----------
    Kalai and Smorodinsky (1975, 513-518) and Imai (1983, 389-401), as in
    `solve_kalai_smorodinsky`.

    Examples
    --------
    >>> half = ConcaveFrontier(lambda share: 1 - share / 2, low=0, high=1)
    >>> solve_kalai_smorodinsky_on_frontier(half).payoffs.round(6).tolist()
    [0.666667, 0.666667]
    """
    without = require_parties("disagreement", disagreement, frontier.n_parties)
    unit = frontier.find_ideal(without) - without
    payoffs = frontier.equalise(without, unit)
    shares = np.divide(payoffs - without, unit, out=np.ones(unit.shape), where=unit > 0)
    return FrontierPoint(payoffs, float(shares.min()))
