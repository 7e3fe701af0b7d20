"""The utilitarian solution: the largest sum of payoffs (Harsanyi 1955)."""

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
from bargaining.theory.lottery_frontier import LotteryFrontier

__all__ = ["solve_utilitarian", "solve_utilitarian_on_frontier"]


def solve_utilitarian(
    payoffs: ArrayLike, disagreement: ArrayLike | None = None, *, weights: ArrayLike = 1.0
) -> PackageChoice:
    r"""Return the packages with the largest weighted sum of payoffs.

    .. math:: \max_p \ \sum_i \alpha_i u_i(p)

    The rule asks nothing of disagreement, so it may leave a party worse off than no agreement
    would. Payoffs are added up, so they must be in the same unit.

    Parameters
    ----------
    payoffs : array_like
        Payoffs of shape (..., package, party), any number of parties.
    disagreement : array_like, optional
        Payoffs without agreement: one number, or of shape (party,) or (..., party). Where given,
        only packages that leave nobody below it are considered.
    weights : array_like
        Weights, above 0: one number or of shape (party,).

    Returns
    -------
    PackageChoice
        All maximisers, and as its value the weighted sum. Nothing is chosen where disagreement is
        given and every package leaves some party below it.

    Raises
    ------
    ArgumentError
        Payoffs are not finite, a weight is not above 0, or the shapes do not fit each other.

    References
    ----------
    Harsanyi, J. C. (1955). Cardinal welfare, individualistic ethics, and interpersonal comparisons
    of utility. *Journal of Political Economy* 63(4), 309-321. As a solution of bargaining problems:
    Thomson, W. (1981). Nash's bargaining solution and utilitarian choice rules. *Econometrica*
    49(2), 535-538.

    Examples
    --------
    >>> choice = solve_utilitarian([[10, 0], [6, 3], [4, 4], [0, 5]])
    >>> choice.payoffs.tolist(), solve_utilitarian([[10, 0], [6, 3]], [0, 1]).payoffs.tolist()
    ([10.0, 0.0], [6.0, 3.0])
    """
    values, _, rational = measure_gains(payoffs, 0.0 if disagreement is None else disagreement)
    weight = require_weights("weights", weights, values.shape[-1])
    allowed = np.ones_like(rational) if disagreement is None else rational
    sums = values @ weight
    best = np.where(allowed, sums, -np.inf).max(axis=-1, keepdims=True)
    # Sums tie within a share of their own terms, and of how far the sums differ at all.
    terms = np.abs(values) @ weight
    leader = np.where(allowed, sums, -np.inf).argmax(axis=-1, keepdims=True)
    size = np.maximum(terms, np.take_along_axis(terms, leader, axis=-1))
    slack = TIE * np.minimum(size, np.ptp(sums, axis=-1, keepdims=True))
    return choose(values, allowed & (sums >= best - slack), best[..., 0])


def solve_utilitarian_on_frontier(
    frontier: ConcaveFrontier | LotteryFrontier,
    disagreement: ArrayLike | None = None,
    *,
    weights: ArrayLike = 1.0,
) -> FrontierPoint:
    """Return a point of a convex frontier with the largest weighted sum of payoffs.

    Where a straight piece of the frontier has the slope of the weights, every point of it is a
    solution and one of them is returned.

    Parameters
    ----------
    frontier : ConcaveFrontier or LotteryFrontier
        What the parties can reach.
    disagreement : array_like, optional
        Payoffs that nobody may fall below: one number or of shape (party,); none by default.
    weights : array_like
        Weights, above 0: one number or of shape (party,).

    Returns
    -------
    FrontierPoint
        The payoffs, and as its value the weighted sum.

    Raises
    ------
    ArgumentError
        Disagreement is given and no point of the frontier gives every party as much, or a weight is
        not above 0.

    References
    ----------
    Harsanyi (1955, 309-321) and Thomson (1981, 535-538), as in `solve_utilitarian`.

    Examples
    --------
    >>> bow = ConcaveFrontier(lambda own: 1 - own**2, low=0, high=1)
    >>> solve_utilitarian_on_frontier(bow).payoffs.round(6).tolist()
    [0.5, 0.75]
    """
    weight = require_weights("weights", weights, frontier.n_parties)
    without = None
    if disagreement is not None:
        without = require_parties("disagreement", disagreement, frontier.n_parties)
    payoffs = frontier.maximise_sum(without, weight)
    return FrontierPoint(payoffs, float(payoffs @ weight))
