"""A concave frontier of two parties, given by a function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.theory.domains import require, require_within

__all__ = ["ConcaveFrontier"]


@dataclass(frozen=True, slots=True)
class ConcaveFrontier:
    """What two parties can reach: for each payoff of the first, the best payoff of the second.

    The solution concepts take it by its name, as in ``solve_nash_on_frontier(frontier)``. Payoffs
    below the curve are feasible, as if each party could throw some of its own away.

    Parameters
    ----------
    second : callable
        Takes a payoff of the first party in [low, high] and returns the best payoff of the second:
        concave, and nowhere increasing. It is checked at 101 points.
    low, high : float
        Smallest and largest payoff of the first party.

    Raises
    ------
    ArgumentError
        The ends are not in order, or the function is not finite, increases, or is not concave.

    Examples
    --------
    >>> bow = ConcaveFrontier(lambda own: 1 - own**2, low=0, high=1)
    >>> bow.find_ideal([0.0, 0.19]).round(6).tolist()
    [0.9, 1.0]
    """

    second: Callable[[float], float]
    low: float
    high: float

    def __post_init__(self) -> None:
        unit = "It is a payoff of the first party."
        low = float(require_within("low", self.low, remedy=unit))
        high = float(require_within("high", self.high, remedy=unit))
        require(low < high, f"low must be below high; got {low:g} and {high:g}.")
        values = np.asarray([self.second(float(own)) for own in np.linspace(low, high, 101)])
        require_within("second(payoff)", values, remedy="It must be a payoff at every point.")
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

    @property
    def n_parties(self) -> int:
        """The number of parties: two."""
        return 2

    def find_ideal(self, disagreement: Floats) -> Floats:
        """Return the best payoff of each party that leaves the other its disagreement payoff.

        Raises
        ------
        ArgumentError
            No point gives both parties their disagreement payoffs.
        """
        first, last = self._reach(disagreement)
        return np.array([last, self.second(first)])

    def equalise(self, disagreement: Floats, unit: Floats) -> Floats:
        """Return the payoffs at which both gain equally many units, or come closest to it.

        Parameters
        ----------
        disagreement : array of float
            Payoffs without agreement, shape (party,).
        unit : array of float
            What counts as one unit of gain, shape (party,); 0 for a party that can gain nothing.

        Raises
        ------
        ArgumentError
            No point gives both parties their disagreement payoffs.
        """
        from scipy.optimize import brentq

        first, last = self._reach(disagreement)

        def lead(own: float) -> float:
            ours, theirs = own - disagreement[0], self.second(own) - disagreement[1]
            return float(ours * unit[1] - theirs * unit[0])

        # With no unit for one party the other takes what the first leaves it.
        if unit[0] == 0 or lead(first) >= 0:
            own = first
        elif unit[1] == 0 or lead(last) <= 0:
            own = last
        else:
            own = brentq(lead, first, last, xtol=1e-15, rtol=1e-14)
        return self._point(own)

    def maximise_product(self, disagreement: Floats, weights: Floats) -> Floats:
        """Return the payoffs with the largest weighted product of gains.

        Raises
        ------
        ArgumentError
            No point gives both parties a strict gain.
        """
        first, last = self._reach(disagreement)
        require(
            first < last and self.second(first) > disagreement[1],
            "no point of the frontier gives every party more than disagreement; the product of "
            "gains is 0 everywhere. Lower disagreement, or take an end of the frontier.",
        )

        def loss(own: float) -> float:
            gains = self._point(own) - disagreement
            if gains.min() <= 0:
                return float("inf")
            return -float(weights @ np.log(gains))

        return self._point(self._descend(loss, first, last))

    def maximise_sum(self, disagreement: Floats | None, weights: Floats) -> Floats:
        """Return payoffs with the largest weighted sum, nobody below disagreement if it is given.

        Raises
        ------
        ArgumentError
            Disagreement is given and no point gives both parties as much.
        """
        first, last = self._reach(disagreement)
        own = self._descend(lambda point: -float(weights @ self._point(point)), first, last)
        return self._point(own)

    def _descend(self, loss: Callable[[float], float], first: float, last: float) -> float:
        """Return where a loss with one valley is least, the ends of the interval included."""
        from scipy.optimize import minimize_scalar

        found = [first, last]
        if first < last:
            options = {"xatol": 1e-12 * (last - first), "maxiter": 1000}
            step = minimize_scalar(loss, bounds=(first, last), method="bounded", options=options)
            found.append(float(step.x))
        return min(found, key=loss)

    def _reach(self, disagreement: Floats | None) -> tuple[float, float]:
        """Return the first party's payoffs between which nobody is below disagreement."""
        from scipy.optimize import brentq

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
            last = brentq(
                lambda own: self.second(own) - disagreement[1], first, last, xtol=1e-15, rtol=1e-14
            )
        return first, last

    def _point(self, own: float) -> Floats:
        return np.array([own, self.second(own)])
