"""What parties can reach where they may mix: a concave curve, or lotteries over packages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.theory.arguments import read_numbers, require
from bargaining.theory.frontier import find_frontier, require_payoffs

_EQUAL = 1e-9


@dataclass(frozen=True, slots=True)
class ConcaveFrontier:
    """What two parties can reach: for each payoff of the first, the best payoff of the second.

    The solution concepts take it as it is, as in ``solve(frontier, "nash")``. Payoffs
    below the curve are feasible, as if each party could throw some of its own away.

    Parameters
    ----------
    second : callable
        Takes a payoff of the first party in [low, high] and returns the best payoff of the second:
        concave, and nowhere increasing. It is checked at 101 points.
    low, high : float
        Smallest and largest payoff of the first party, in this order.

    Examples
    --------
    >>> bow = ConcaveFrontier(lambda own: 1 - own**2, low=0, high=1)
    >>> bow.find_ideal([0.0, 0.19]).round(6).tolist()
    [0.9, 1.0]
    """

    second: Callable[[float], float]
    low: float
    high: float
    n_parties: ClassVar[int] = 2

    def __post_init__(self) -> None:
        remedy = "It is a payoff of the first party."
        low, high = read_numbers("(-inf, inf)", remedy, low=self.low, high=self.high)
        require(low < high, f"low must be below high; got {low:g} and {high:g}.")
        values = np.asarray([self.second(float(own)) for own in np.linspace(low, high, 101)])
        remedy = "It must be a payoff at every point."
        read_numbers("(-inf, inf)", remedy, **{"second(payoff)": values})
        slack = 1e-9 * (abs(values).max() + 1e-300)
        require(
            np.diff(values) <= slack,
            "second must not increase: what is better for both is no trade-off. Start the frontier "
            "at the first party's payoff that is best for the second.",
        )
        require(
            np.diff(values, n=2) <= slack,
            "second must be concave. Give the packages themselves to LotteryFrontier, whose "
            "lotteries fill in the dents.",
        )

    def find_ideal(self, disagreement: Floats) -> Floats:
        """Return the best payoff of each party that leaves the other its disagreement payoff."""
        first, last = self._reach(disagreement)
        return np.array([last, self.second(first)])

    def _equalise(self, disagreement: Floats, unit: Floats) -> Floats:
        """Return leximin payoffs; a party's unit of gain is 0 where it can gain nothing."""
        first, last = self._reach(disagreement)

        def lead(own: float) -> float:
            ours, theirs = self._point(own) - disagreement
            return float(ours * unit[1] - theirs * unit[0])

        # With no unit for one party the other takes what the first leaves it.
        if unit[0] == 0 or lead(first) >= 0:
            return self._point(first)
        if unit[1] == 0 or lead(last) <= 0:
            return self._point(last)
        return self._point(_root(lead, first, last))

    def _maximise_product(self, disagreement: Floats, weights: Floats) -> Floats:
        """Return the payoffs with the largest weighted product of gains, all of them above 0."""
        first, last = self._reach(disagreement)
        require(
            first < last and self.second(first) > disagreement[1],
            "no point of the frontier gives every party more than disagreement; the product of "
            "gains is 0 everywhere. Lower disagreement, or take an end of the frontier.",
        )

        def loss(own: float) -> float:
            gains = self._point(own) - disagreement
            return -float(weights @ np.log(gains)) if gains.min() > 0 else float("inf")

        return self._point(self._descend(loss, first, last))

    def _maximise_sum(self, disagreement: Floats | None, weights: Floats) -> Floats:
        """Return payoffs with the largest weighted sum, nobody below disagreement if given."""
        first, last = self._reach(disagreement)
        own = self._descend(lambda point: -float(weights @ self._point(point)), first, last)
        return self._point(own)

    def _descend(self, loss: Callable[[float], float], first: float, last: float) -> float:
        """Return where a loss with one valley is least, the ends of the interval included."""
        from scipy.optimize import minimize_scalar

        if first == last:
            return first
        options = {"xatol": 1e-12 * (last - first), "maxiter": 1000}
        found = minimize_scalar(loss, bounds=(first, last), method="bounded", options=options)
        return min(first, last, float(found.x), key=loss)

    def _reach(self, disagreement: Floats | None) -> tuple[float, float]:
        """Return the first party's payoffs between which nobody is below disagreement."""
        if disagreement is None:
            return float(self.low), float(self.high)
        first = max(float(self.low), float(disagreement[0]))
        if first > self.high or self.second(first) < disagreement[1]:
            raise ArgumentError(
                "no point of the frontier gives every party its disagreement payoff; got "
                f"disagreement {disagreement.tolist()}. Then no agreement is better for somebody."
            )
        last = float(self.high)
        if self.second(last) < disagreement[1]:
            last = _root(lambda own: self.second(own) - disagreement[1], first, last)
        return first, last

    def _point(self, own: float) -> Floats:
        return np.array([own, self.second(own)])


@dataclass(frozen=True, slots=True, eq=False)
class LotteryFrontier:
    r"""What parties can reach by agreeing on a lottery over packages.

    A lottery :math:`w` pays party :math:`i` the expected :math:`\sum_p w_p u_i(p)`. The solution
    concepts take the frontier as it is, as in ``solve(frontier, "nash")``.

    Parameters
    ----------
    payoffs : array_like
        Finite payoffs of shape (package, party), any number of parties.

    Examples
    --------
    >>> either = LotteryFrontier([[1, 0], [0, 1], [0.3, 0.3]])
    >>> either.find_lottery([0.25, 0.75]).tolist()
    [0.25, 0.75, 0.0]
    """

    payoffs: ArrayLike
    _values: Floats = field(init=False, repr=False)
    _useful: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        values = require_payoffs(self.payoffs)
        require(
            values.ndim == 2, f"payoffs must have the shape (package, party); got {values.shape}."
        )
        object.__setattr__(self, "_values", values)
        # No lottery on the frontier ever needs a dominated package.
        object.__setattr__(self, "_useful", np.unique(values[find_frontier(values)], axis=0))

    @property
    def n_parties(self) -> int:
        """The number of parties."""
        return int(self._values.shape[-1])

    def find_lottery(self, payoffs: ArrayLike) -> Floats:
        """Return probabilities of packages that give every party at least these payoffs."""
        [aim] = read_numbers("(-inf, inf)", "Payoffs must be finite.", payoffs=payoffs)
        require(
            aim.shape == (self.n_parties,),
            f"payoffs must be one number for each of the {self.n_parties} parties; got shape "
            f"{aim.shape}.",
        )
        return _draw(self._values, np.ones(self.n_parties), aim)

    def find_ideal(self, disagreement: Floats) -> Floats:
        """Return the best payoff of each party that leaves the others theirs of disagreement."""
        best = self._reach(disagreement)
        rounding = _EQUAL * _scale(self._values)[1]
        return np.where(best <= disagreement + rounding, disagreement, best)

    def _equalise(self, disagreement: Floats, unit: Floats) -> Floats:
        """Return leximin payoffs; a party's unit of gain is 0 where it can gain nothing."""
        self._reach(disagreement)
        aim = np.array(disagreement, dtype=np.float64)
        free = unit > 0
        while free.any():
            floor = np.where(free, disagreement, aim)
            level = _raise_together(self._useful, floor, np.where(free, unit, 0.0))
            aim = np.where(free, disagreement + level * unit, aim)
            more = np.divide(self._reach(aim) - aim, unit, out=np.zeros(unit.shape), where=free)
            # A party that the others keep from gaining more is done; there is always at least one.
            free &= more > max(_EQUAL, more[free].min())
        return aim

    def _maximise_sum(self, disagreement: Floats | None, weights: Floats) -> Floats:
        """Return payoffs with the largest weighted sum, nobody below disagreement if given."""
        if disagreement is None:
            return np.asarray(self._useful[(self._useful @ weights).argmax()])
        return np.asarray(_draw(self._useful, weights, disagreement) @ self._useful)

    def _maximise_product(self, disagreement: Floats, weights: Floats) -> Floats:
        r"""Return the payoffs with the largest weighted product of gains.

        With weights that sum to 1 the gains are :math:`g_i = \alpha_i/\lambda_i`, where
        :math:`\lambda` are the prices of gains that solve

        .. math:: \max_\lambda \sum_i \alpha_i \ln\lambda_i \quad\text{subject to}\quad
            \sum_i \lambda_i g_i(p) \le 1 \text{ for every package } p:

        as many unknowns as parties, however many packages there are.
        """
        from scipy.optimize import minimize

        unit = self._reach(disagreement) - disagreement
        gainful = bool((unit > 0).all())
        require(
            gainful and _raise_together(self._useful, disagreement, unit) > _EQUAL,
            "no lottery gives every party more than disagreement; the product of gains is 0 for "
            "all of them. Lower disagreement, or choose among the packages themselves.",
        )
        shares = weights / weights.sum()
        gains = (self._useful - disagreement) / unit
        prices = minimize(
            lambda prices: -float(shares @ np.log(prices)),
            # Gains are in units of the best: none exceeds 1, so that no price is below its weight.
            x0=shares,
            jac=lambda prices: -shares / prices,
            bounds=[(share, None) for share in shares],
            constraints={"type": "ineq", "fun": lambda p: 1 - gains @ p, "jac": lambda _: -gains},
            method="SLSQP",
            options={"ftol": 1e-16, "maxiter": 1000},
        ).x
        # Prices that no package exceeds and gains that a lottery reaches prove each other optimal.
        reached = _raise_together(gains, np.zeros(self.n_parties), shares / prices)
        require(
            np.max(gains @ prices) <= 1 + 1e-6 and reached >= 1 - 1e-6,
            "SciPy found no maximum to six digits; bring the weights or the payoffs closer "
            "together.",
        )
        return np.asarray(disagreement + unit * shares / prices)

    def _reach(self, floor: Floats) -> Floats:
        """Return the best payoff of each party that leaves nobody below a floor."""
        goals = np.eye(self.n_parties)
        best = [_draw(self._useful, goal, floor) @ self._useful @ goal for goal in goals]
        return np.maximum(np.array(best), floor)


def _root(function: Callable[[float], float], first: float, last: float) -> float:
    from scipy.optimize import brentq

    return float(brentq(function, first, last, xtol=1e-15, rtol=1e-14))


def _draw(packages: Floats, weights: Floats, floor: Floats) -> Floats:
    """Return the lottery with the largest weighted sum that leaves nobody below a floor."""
    from scipy.optimize import linprog

    low, span = _scale(packages)
    found = linprog(
        -((packages - low) / span) @ (weights * span / (weights * span).max()),
        A_ub=-((packages - low) / span).T,
        b_ub=-(floor - low) / span,
        A_eq=np.ones((1, len(packages))),
        b_eq=[1.0],
    )
    if not found.success:
        raise ArgumentError(
            "no lottery over the packages gives every party at least the payoffs asked for; got "
            f"{floor.tolist()}. As disagreement payoffs they make no agreement the better choice "
            "for somebody."
        )
    return np.asarray(found.x)


def _raise_together(packages: Floats, floor: Floats, unit: Floats) -> float:
    """Return how many units all can get on top of a floor at once."""
    from scipy.optimize import linprog

    low, span = _scale(packages)
    rise = unit / span
    # The last unknown is the number of units, measured in the largest rise.
    found = linprog(
        np.append(np.zeros(len(packages)), -1.0),
        A_ub=np.column_stack([-((packages - low) / span).T, rise / rise.max()]),
        b_ub=-(floor - low) / span,
        A_eq=np.append(np.ones(len(packages)), 0.0)[None],
        b_eq=[1.0],
    )
    return max(0.0, float(found.x[-1] / rise.max())) if found.success else 0.0


def _scale(packages: Floats) -> tuple[Floats, Floats]:
    """Return each party's lowest payoff and its range, to bring all onto one scale."""
    low, span = packages.min(axis=0), np.ptp(packages, axis=0)
    return low, np.where(span > 0, span, 1.0)
