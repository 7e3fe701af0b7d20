"""The Nash bargaining solution: the largest product of gains (Nash 1950)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bargaining.theory.choices import (
    TIE,
    FrontierPoint,
    PackageChoice,
    choose,
    measure_gains,
    require_parties,
    require_weights,
)
from bargaining.theory.concave_frontier import ConcaveFrontier
from bargaining.theory.frontier import find_frontier
from bargaining.theory.lottery_frontier import LotteryFrontier

__all__ = ["solve_nash", "solve_nash_on_frontier"]


def solve_nash(
    payoffs: ArrayLike, disagreement: ArrayLike = 0.0, *, weights: ArrayLike = 1.0
) -> PackageChoice:
    r"""Return the packages that maximise the product of the parties' gains.

    With :math:`d_i` what party :math:`i` has without agreement and :math:`\alpha_i` its weight,

    .. math:: \max_{p:\ u_i(p) \ge d_i} \ \prod_i \left(u_i(p) - d_i\right)^{\alpha_i}.

    Equal weights give Nash's symmetric solution. Measuring a party's payoffs on another scale, or
    from another zero, does not change what is chosen; neither does taking away packages that were
    not chosen.

    Parameters
    ----------
    payoffs : array_like
        Payoffs of shape (..., package, party), any number of parties.
    disagreement : array_like
        Payoffs without agreement: one number, or of shape (party,) or (..., party).
    weights : array_like
        Bargaining weights, above 0: one number or of shape (party,). They need not sum to 1; only
        their ratios matter for the choice.

    Returns
    -------
    PackageChoice
        All maximisers, and as its value the product. Nothing is chosen where every package leaves
        some party below its disagreement payoff. Where no package gives all parties a strict gain
        every product is 0, and all undominated packages that leave nobody worse off are chosen:
        the product does not tell them apart.

    Raises
    ------
    ArgumentError
        Payoffs are not finite, a weight is not above 0, or the shapes do not fit each other.

    Notes
    -----
    Nash's axioms single out one point of a convex set. On a finite set the maximiser need not be
    unique: with payoffs (1, 0.16) and (0.16, 1) symmetry itself asks for both.

    References
    ----------
    Nash, J. F. (1950). The bargaining problem. *Econometrica* 18(2), 155-162. Weights: Harsanyi,
    J. C. and Selten, R. (1972). A generalized Nash solution for two-person bargaining games with
    incomplete information. *Management Science* 18(5), P80-P106. Finite sets: Mariotti, M. (1998).
    Nash bargaining theory when the number of alternatives can be finite. *Social Choice and
    Welfare* 15(3), 413-421.

    Examples
    --------
    >>> choice = solve_nash([[10, 1], [6, 4], [3, 6]], disagreement=[1, 0])
    >>> choice.payoffs.tolist(), float(choice.value)
    ([6.0, 4.0], 20.0)
    """
    values, gains, rational = measure_gains(payoffs, disagreement)
    weight = require_weights("weights", weights, values.shape[-1])
    strict = rational & np.all(gains > 0, axis=-1)
    # Only ratios of weights matter, so small ones must not make everything tie.
    share = weight / weight.max()
    logs = (share * np.log(np.where(strict[..., None], gains, 1.0))).sum(axis=-1)
    logs = np.where(strict, logs, -np.inf)
    best = logs.max(axis=-1)
    gainful = strict.any(axis=-1)
    chosen = strict & (logs >= best[..., None] - TIE)
    if not gainful.all():
        # The frontier's tolerance goes by the span of what it sees: nobody looks at the refused.
        least = np.where(rational[..., None], values, np.inf).min(axis=-2, keepdims=True)
        kept = np.where(rational[..., None], values, np.where(np.isfinite(least), least, 0.0))
        chosen = np.where(gainful[..., None], chosen, rational & find_frontier(kept))
    products = np.prod(np.where(strict[..., None], gains, 0.0) ** weight, axis=-1)
    return choose(values, chosen, products.max(axis=-1))


def solve_nash_on_frontier(
    frontier: ConcaveFrontier | LotteryFrontier,
    disagreement: ArrayLike = 0.0,
    *,
    weights: ArrayLike = 1.0,
) -> FrontierPoint:
    r"""Return the one point of a convex frontier that maximises the product of gains.

    The formula is that of `solve_nash`. On a convex set the maximiser is unique; it is found with
    SciPy, to six digits or more.

    Parameters
    ----------
    frontier : ConcaveFrontier or LotteryFrontier
        What the parties can reach.
    disagreement : array_like
        Payoffs without agreement: one number or of shape (party,).
    weights : array_like
        Bargaining weights, above 0: one number or of shape (party,).

    Returns
    -------
    FrontierPoint
        The payoffs, and as its value the product of gains.

    Raises
    ------
    ArgumentError
        No point of the frontier gives every party a strict gain, or a weight is not above 0.

    References
    ----------
    Nash (1950, 155-162), as in `solve_nash`.

    Examples
    --------
    >>> pie = ConcaveFrontier(lambda share: 1 - share, low=0, high=1)
    >>> solve_nash_on_frontier(pie, [0.1, 0.3]).payoffs.round(6).tolist()
    [0.4, 0.6]
    """
    without = require_parties("disagreement", disagreement, frontier.n_parties)
    weight = require_weights("weights", weights, frontier.n_parties)
    payoffs = frontier.maximise_product(without, weight)
    return FrontierPoint(payoffs, float(np.prod((payoffs - without) ** weight)))
