"""The war of attrition: whoever waits longer wins, and waiting costs both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.theory.domains import fit_shapes, require_within

__all__ = ["Attrition", "require_duration", "solve_attrition"]

_PRIZE = "It is what winning is worth, in payoff units."
_COST = "It is what waiting costs per unit of time, in payoff units."


@dataclass(frozen=True, slots=True)
class Attrition:
    """The equilibrium in which both concede at random, and nobody at once.

    Arrays have the broadcast shape of the arguments of `solve_attrition`.

    Attributes
    ----------
    hazard, hazard_other : array of float
        Rate per unit of time at which the party, and the other, concedes.
    win_probability : array of float
        Probability that the other concedes first.
    mean_duration : array of float
        Expected time until one concedes.
    payoff, payoff_other : array of float
        Expected payoffs; 0, since each is willing to concede at once.
    """

    hazard: Floats
    hazard_other: Floats
    win_probability: Floats
    mean_duration: Floats
    payoff: Floats
    payoff_other: Floats

    def survival_probability(self, time: ArrayLike) -> Floats:
        """Return the probability that it lasts longer than `time`; last axes those of `time`."""
        elapsed = require_duration("time", time)
        rate = np.asarray(self.hazard + self.hazard_other)[(..., *(None,) * elapsed.ndim)]
        return np.asarray(np.exp(-rate * elapsed))


def solve_attrition(
    prize: ArrayLike,
    cost: ArrayLike = 1.0,
    *,
    prize_other: ArrayLike | None = None,
    cost_other: ArrayLike | None = None,
) -> Attrition:
    r"""Return the mixed equilibrium of the war of attrition where all values are known.

    Each party pays :math:`c_i` per unit of time until one concedes; the other then wins its prize
    :math:`v_i`. A party waits a moment longer only if the other is likely enough to concede in it,
    so each concedes at a constant rate that leaves *the other* indifferent,

    .. math:: h_i = \frac{c_j}{v_j},

    whence the duration is exponential with rate :math:`h_1 + h_2` and both expect 0: in the
    symmetric case the whole prize is spent on waiting, on average. With unequal parties the one
    with *more* to win concedes the faster.

    There are other equilibria: one party concedes at once, for sure or with some probability.

    Parameters
    ----------
    prize, prize_other : array_like
        What winning is worth to each, above 0; the other's is the same where it is not given.
    cost, cost_other : array_like
        Cost of waiting per unit of time of each, above 0; the other's likewise.

    Returns
    -------
    Attrition
        Hazards, duration and payoffs.

    Raises
    ------
    ArgumentError
        A prize or a cost is not above 0.

    References
    ----------
    Maynard Smith, J. (1974). The theory of games and the evolution of animal conflicts. *Journal of
    Theoretical Biology* 47(1), 209-221 (the symmetric game).

    Hendricks, K., Weiss, A. and Wilson, C. (1988). The war of attrition in continuous time with
    complete information. *International Economic Review* 29(4), 663-680 (all equilibria).

    Examples
    --------
    >>> play = solve_attrition(10.0, 1.0)
    >>> float(play.hazard), float(play.mean_duration)
    (0.1, 5.0)
    """
    own, own_cost, other, other_cost = fit_shapes(
        prize=_above("prize", prize, _PRIZE),
        cost=_above("cost", cost, _COST),
        prize_other=_above("prize_other", prize if prize_other is None else prize_other, _PRIZE),
        cost_other=_above("cost_other", cost if cost_other is None else cost_other, _COST),
    )
    hazard, hazard_other = other_cost / other, own_cost / own
    return Attrition(
        hazard=hazard,
        hazard_other=hazard_other,
        win_probability=hazard_other / (hazard + hazard_other),
        mean_duration=1 / (hazard + hazard_other),
        payoff=np.zeros(own.shape),
        payoff_other=np.zeros(own.shape),
    )


def require_duration(name: str, value: ArrayLike) -> Floats:
    """Return times as an array.

    Raises
    ------
    ArgumentError
        One is negative or no finite number.
    """
    return require_within(name, value, low=0, remedy="It counts from the start.")


def _above(name: str, value: ArrayLike, remedy: str) -> Floats:
    return require_within(name, value, low=0, low_open=True, remedy=remedy)
