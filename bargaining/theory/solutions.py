"""Four solutions of the bargaining problem: what would be fair, by four answers to the question.

References
----------
* Nash, J. F. (1950). The bargaining problem. *Econometrica* 18(2), 155-162. With weights: Harsanyi,
  J. C. and Selten, R. (1972). A generalized Nash solution for two-person bargaining games with
  incomplete information. *Management Science* 18(5), P80-P106. On finite sets: Mariotti, M. (1998).
  Nash bargaining theory when the number of alternatives can be finite. *Social Choice and Welfare*
  15(3), 413-421.
* Kalai, E. and Smorodinsky, M. (1975). Other solutions to Nash's bargaining problem.
  *Econometrica* 43(3), 513-518. For many parties: Imai, H. (1983). Individual monotonicity and
  lexicographic maxmin solution. *Econometrica* 51(2), 389-401.
* Kalai, E. (1977). Proportional solutions to bargaining situations: interpersonal utility
  comparisons. *Econometrica* 45(7), 1623-1630. Leximin: Sen, A. K. (1970). *Collective Choice and
  Social Welfare*. San Francisco: Holden-Day, ch. 9.
* Harsanyi, J. C. (1955). Cardinal welfare, individualistic ethics, and interpersonal comparisons of
  utility. *Journal of Political Economy* 63(4), 309-321. As a solution of bargaining problems:
  Thomson, W. (1981). Nash's bargaining solution and utilitarian choice rules. *Econometrica* 49(2),
  535-538.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Bools, Floats
from bargaining.errors import ArgumentError
from bargaining.theory.arguments import read_numbers, require
from bargaining.theory.convex_frontiers import ConcaveFrontier, LotteryFrontier
from bargaining.theory.frontier import find_frontier, require_payoffs

Problem: TypeAlias = ArrayLike | ConcaveFrontier | LotteryFrontier
Rule: TypeAlias = Literal["nash", "kalai-smorodinsky", "egalitarian", "utilitarian"]

# Numbers count as equal within this share of their scale: sums of the same terms in another order
# must tie. The scale is that of the numbers compared: one absurd package must not set it for all.
TIE = 1e-9
# What adding up numbers of a scale may leave where the sum is 0.
_ROUNDING = 1e-14


@dataclass(frozen=True, slots=True)
class Solution:
    """What a solution concept chooses.

    Attributes
    ----------
    payoffs : array of float
        Shape (..., party): payoffs of the solution. NaN where nothing is chosen, and where several
        packages are chosen that pay differently: then look at `chosen`.
    value : array of float
        The leading shape: what the concept maximises, at its maximum; NaN where nothing is chosen.
    chosen : array of bool
        Shape (..., package): every package that solves the problem. Several may; none does where
        no package gives every party at least its disagreement payoff. Of shape (0,) on a convex
        frontier, which has points and no packages.
    """

    payoffs: Floats
    value: Floats
    chosen: Bools


def solve(
    problem: Problem,
    rule: Rule,
    *,
    disagreement: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> Solution:
    r"""Return what one of four solution concepts makes of a bargaining problem.

    With :math:`d_i` what party :math:`i` has without agreement and :math:`\alpha_i` its weight,
    over all :math:`p` that leave nobody below :math:`d`:

    * ``"nash"`` maximises the product of gains, :math:`\prod_i (u_i(p) - d_i)^{\alpha_i}`. The
      scale and the zero of a party's payoffs do not matter; packages that are not chosen do not,
      either.
    * ``"kalai-smorodinsky"`` maximises the smallest share of an ideal gain,
      :math:`\min_i (u_i(p) - d_i)/(a_i - d_i)` with :math:`a_i` the best for :math:`i` that leaves
      nobody below :math:`d`. It has no weights. A party that can gain nothing has its ideal anyway
      and does not constrain the others.
    * ``"egalitarian"`` maximises the smallest gain, :math:`\min_i (u_i(p) - d_i)/\alpha_i`: equal
      gains, or gains in the proportion of the weights. Payoffs must be in the same unit.
    * ``"utilitarian"`` maximises the sum :math:`\sum_i \alpha_i u_i(p)`, over everything unless
      disagreement is given, so that it may leave a party worse off than no agreement would.
      Payoffs must be in the same unit.

    Among equals the second and the third choose the package whose next worst-off party is best off,
    and so on (leximin), which makes the choice undominated.

    Parameters
    ----------
    problem : array_like, ConcaveFrontier or LotteryFrontier
        Payoffs of shape (..., package, party), any number of parties; or what the parties can reach
        where they may mix.
    rule : {"nash", "kalai-smorodinsky", "egalitarian", "utilitarian"}
        The solution concept.
    disagreement : array_like, optional
        Payoffs without agreement: one number, or of shape (party,), or for packages (..., party).
        By default 0, and nobody's for ``"utilitarian"``.
    weights : array_like, optional
        How much each party counts, above 0: one number (1 by default) or of shape (party,). Only
        their ratios matter for the choice.

    Returns
    -------
    Solution
        Of packages: all maximisers. Where no package gives all parties a strict gain Nash's
        products are all 0, and all undominated packages that leave nobody worse off are chosen. Of
        a frontier: one point of it, found with SciPy to six digits or more.

    Raises
    ------
    ArgumentError
        An argument is out of its range, or no point of a frontier gives every party its
        disagreement payoff (for Nash: more).

    Notes
    -----
    The axioms single out one point of a convex set. On a finite set the maximiser need not be
    unique: with payoffs (1, 0.16) and (0.16, 1) Nash's symmetry itself asks for both. The leximin
    order is Imai's, who carries the second solution to many parties, taken to a finite set.

    Examples
    --------
    >>> solve([[10, 1], [6, 4], [3, 6]], "nash", disagreement=[1, 0]).payoffs.tolist()
    [6.0, 4.0]
    >>> packages = [[10, 0], [6, 3], [4, 4], [0, 5]]
    >>> [solve(packages, rule).payoffs.tolist() for rule in ("kalai-smorodinsky", "egalitarian")]
    [[6.0, 3.0], [4.0, 4.0]]
    >>> pie = ConcaveFrontier(lambda share: 1 - share, low=0, high=1)
    >>> solve(pie, "nash", disagreement=[0.1, 0.3]).payoffs.round(6).tolist()
    [0.4, 0.6]
    """
    if rule not in get_args(Rule):
        names = ", ".join(f'"{name}"' for name in get_args(Rule))
        raise ArgumentError(f"rule must be one of {names}; got {rule!r}.")
    require(
        weights is None or rule != "kalai-smorodinsky",
        "weights must be left out for kalai-smorodinsky, which has none: the ideal payoffs say "
        'what counts as equal. For gains in given proportions use "egalitarian".',
    )
    if isinstance(problem, ConcaveFrontier | LotteryFrontier):
        return _solve_on_frontier(problem, rule, disagreement, 1.0 if weights is None else weights)
    values, gains, rational = _measure_gains(problem, 0.0 if disagreement is None else disagreement)
    weight = _read_weights(1.0 if weights is None else weights, values.shape[-1])
    if rule == "nash":
        strict = rational & np.all(gains > 0, axis=-1)
        # Only ratios of weights matter, so small ones must not make everything tie.
        share = weight / weight.max()
        logs = (share * np.log(np.where(strict[..., None], gains, 1.0))).sum(axis=-1)
        logs = np.where(strict, logs, -np.inf)
        gainful = strict.any(axis=-1)
        chosen = strict & (logs >= logs.max(axis=-1, keepdims=True) - TIE)
        if not gainful.all():
            # The frontier's tolerance goes by the span of what it sees: it must not see what
            # somebody refuses.
            inside = rational[..., None]
            least = np.where(inside, values, np.inf).min(axis=-2, keepdims=True)
            kept = np.where(inside, values, np.where(np.isfinite(least), least, 0.0))
            chosen = np.where(gainful[..., None], chosen, rational & find_frontier(kept))
        products = np.prod(np.where(strict[..., None], gains, 0.0) ** weight, axis=-1)
        return _choose(values, chosen, products.max(axis=-1))
    if rule == "utilitarian":
        allowed = np.ones_like(rational) if disagreement is None else rational
        sums = values @ weight
        largest = np.where(allowed, sums, -np.inf)
        best, leader = largest.max(axis=-1, keepdims=True), largest.argmax(axis=-1, keepdims=True)
        # Sums tie within a share of their own terms, and of how far the sums differ at all.
        terms = np.abs(values) @ weight
        size = np.maximum(terms, np.take_along_axis(terms, leader, axis=-1))
        slack = TIE * np.minimum(size, np.ptp(sums, axis=-1, keepdims=True))
        slack = np.maximum(slack, _ROUNDING * size)
        return _choose(values, allowed & (sums >= best - slack), best[..., 0])
    unit = weight
    if rule == "kalai-smorodinsky":
        unit = np.where(rational[..., None], gains, 0.0).max(axis=-2, keepdims=True)
    units = np.divide(gains, unit, out=np.ones(gains.shape), where=unit > 0)
    # Those whose worst-off party is best off, then the next worst-off, and so on.
    chosen = rational
    for worst in np.moveaxis(np.sort(units, axis=-1), -1, 0):
        best = np.where(chosen, worst, -np.inf).max(axis=-1, keepdims=True)
        slack = TIE * np.maximum(np.abs(worst), np.abs(np.where(np.isfinite(best), best, 0.0)))
        chosen = chosen & (worst >= best - slack)
    return _choose(values, chosen, np.where(chosen, units.min(axis=-1), -np.inf).max(axis=-1))


def _solve_on_frontier(
    frontier: ConcaveFrontier | LotteryFrontier,
    rule: Rule,
    disagreement: ArrayLike | None,
    weights: ArrayLike,
) -> Solution:
    given = 0.0 if disagreement is None else disagreement
    [without] = read_numbers("(-inf, inf)", "Give one for each party.", disagreement=given)
    without = _spread("disagreement", without, frontier.n_parties)
    weight = _read_weights(weights, frontier.n_parties)
    if rule == "utilitarian":
        payoffs = frontier._maximise_sum(None if disagreement is None else without, weight)
        value = np.asarray(payoffs @ weight)
    elif rule == "nash":
        payoffs = frontier._maximise_product(without, weight)
        value = np.asarray(np.prod((payoffs - without) ** weight))
    else:
        unit = weight
        if rule == "kalai-smorodinsky":
            unit = frontier.find_ideal(without) - without
        payoffs = frontier._equalise(without, unit)
        units = np.divide(payoffs - without, unit, out=np.ones(unit.shape), where=unit > 0)
        value = np.asarray(units.min())
    return Solution(payoffs, value, np.zeros(0, dtype=bool))


def _measure_gains(payoffs: ArrayLike, disagreement: ArrayLike) -> tuple[Floats, Floats, Bools]:
    """Return payoffs, gains (0 within rounding), and which packages leave nobody worse off."""
    values = require_payoffs(payoffs)
    [without] = read_numbers("(-inf, inf)", "Give one for each party.", disagreement=disagreement)
    n_packages, n_parties = values.shape[-2:]
    require(
        without.shape[-1:] in ((), (1,), (n_parties,)),
        f"disagreement must be one number, or one for each of the {n_parties} parties; got shape "
        f"{without.shape}.",
    )
    try:
        leading = np.broadcast_shapes(values.shape[:-2], without.shape[:-1])
    except ValueError as error:
        raise ArgumentError(
            f"the leading axes of payoffs, {values.shape[:-2]}, and of disagreement, "
            f"{without.shape[:-1]}, must fit each other."
        ) from error
    values = np.broadcast_to(values, (*leading, n_packages, n_parties))
    gains = values - (without[..., None, :] if without.ndim else without)
    entry = TIE * (np.abs(values) + np.abs(values - gains))
    # Only packages that all would accept tell how large a gain is; others may hold any number.
    counts = np.all(gains >= -entry, axis=-1, keepdims=True)
    scale = np.where(counts, np.abs(gains), 0.0).max(axis=-2, keepdims=True)
    slack = np.maximum(np.minimum(entry, TIE * scale), _ROUNDING * scale)
    gains = np.where(np.abs(gains) <= slack, 0.0, gains)
    return values, gains, np.asarray(np.all(gains >= 0, axis=-1))


def _choose(payoffs: Floats, chosen: Bools, value: Floats) -> Solution:
    """Return the solution, its payoffs filled in where the chosen packages agree."""
    inside = chosen[..., None]
    low = np.where(inside, payoffs, np.inf).min(axis=-2)
    high = np.where(inside, payoffs, -np.inf).max(axis=-2)
    some: Bools = np.asarray(np.any(chosen, axis=-1))
    spread = np.where(some[..., None], high, 0.0) - np.where(some[..., None], low, 0.0)
    # As everywhere, equal within a share of the scale: how far the party's payoffs differ at all,
    # and no more than the chosen ones are large.
    size = np.where(inside, np.abs(payoffs), 0.0).max(axis=-2)
    scale = np.minimum(payoffs.max(axis=-2) - payoffs.min(axis=-2), size)
    alike: Bools = np.asarray(some & np.all(spread <= TIE * scale, axis=-1))
    return Solution(
        payoffs=np.where(alike[..., None], high, np.nan),
        value=np.where(some, value, np.nan),
        chosen=chosen,
    )


def _read_weights(weights: ArrayLike, n_parties: int) -> Floats:
    remedy = "It says how much a party counts; leave out a party that counts for nothing."
    return _spread("weights", read_numbers("(0, inf)", remedy, weights=weights)[0], n_parties)


def _spread(name: str, array: Floats, n_parties: int) -> Floats:
    require(
        array.shape in ((), (n_parties,)),
        f"{name} must be one number, or one for each of the {n_parties} parties; got shape "
        f"{array.shape}.",
    )
    return np.broadcast_to(array, (n_parties,))
