"""Bargaining by reputation for being inflexible (Abreu and Gul 2000)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.theory.arguments import fit_shapes, read_numbers, require

__all__ = ["Reputation", "solve_reputation"]

_DEMAND = "It is the share of the pie that the party insists on."
_RATE = "It is the rate of discount per unit of time: 0.1 means about 10 % a unit."
_COMMITTED = "It is the probability that the party can never concede."


@dataclass(frozen=True, slots=True)
class Reputation:
    """The one equilibrium of a war of attrition between two who may be committed.

    Arrays have the broadcast shape of the arguments of `solve_reputation`. Probabilities of
    conceding are those that the other party expects, not knowing whether the party is committed.

    Attributes
    ----------
    concession_rate, concession_rate_other : array of float
        Rate per unit of time at which the party, and the other, concedes after the start.
    initial_concession_probability, initial_concession_probability_other : array of float
        Probability of conceding at once; at least one of the two is 0.
    committed_time : array of float
        Time by which all have conceded who can.
    agreement_probability : array of float
        Probability that one concedes ever; the rest is a deadlock of two committed parties.
    mean_delay : array of float
        Expected time until one concedes, given that one does.
    payoff, payoff_other : array of float
        Expected discounted share of each, if it is not committed.
    committed_probability, committed_probability_other : array of float
        Prior probability of being committed, as given.
    """

    concession_rate: Floats
    concession_rate_other: Floats
    initial_concession_probability: Floats
    initial_concession_probability_other: Floats
    committed_time: Floats
    agreement_probability: Floats
    mean_delay: Floats
    payoff: Floats
    payoff_other: Floats
    committed_probability: Floats
    committed_probability_other: Floats

    def holding_probability(self, time: ArrayLike) -> Floats:
        """Return the probability that the party has not conceded by `time`.

        Conceding at once counts. The last axes of this and of what follows are those of `time`.
        """
        return self._hold(self.concession_rate, self.initial_concession_probability, time)

    def holding_probability_other(self, time: ArrayLike) -> Floats:
        """Return the probability that the other has not conceded by `time`."""
        start = self.initial_concession_probability_other
        return self._hold(self.concession_rate_other, start, time)

    def disagreement_probability(self, time: ArrayLike) -> Floats:
        """Return the probability of no agreement by `time`: 1 less the distribution of delay."""
        return self.holding_probability(time) * self.holding_probability_other(time)

    def reputation(self, time: ArrayLike) -> Floats:
        """Return the probability that the party is committed, if it has held until `time`."""
        prior = _widen(self.committed_probability, time)
        return np.asarray(np.minimum(prior / self.holding_probability(time), 1.0))

    def reputation_other(self, time: ArrayLike) -> Floats:
        """Return the probability that the other is committed, if it has held until `time`."""
        prior = _widen(self.committed_probability_other, time)
        return np.asarray(np.minimum(prior / self.holding_probability_other(time), 1.0))

    def _hold(self, rate: Floats, start: Floats, time: ArrayLike) -> Floats:
        elapsed = np.minimum(
            read_numbers("[0, inf)", "It counts from the start.", time=time)[0],
            _widen(self.committed_time, time),
        )
        return np.asarray(_widen(1 - start, time) * np.exp(-_widen(rate, time) * elapsed))


def solve_reputation(
    demand: ArrayLike,
    demand_other: ArrayLike,
    *,
    discount_rate: ArrayLike,
    discount_rate_other: ArrayLike,
    committed_probability: ArrayLike,
    committed_probability_other: ArrayLike,
) -> Reputation:
    r"""Return the equilibrium of two incompatible demands, each of which may be meant.

    The parties demand shares :math:`\alpha_1 + \alpha_2 > 1` of a pie and discount at rates
    :math:`r_i`. Party :math:`i` is committed to its demand with probability :math:`z_i`; if not, it
    may concede at any time, which gives the other its demand and itself the rest. Party :math:`i`
    concedes at the constant rate that leaves :math:`j` indifferent,

    .. math:: \lambda_i = \frac{r_j (1-\alpha_i)}{\alpha_1 + \alpha_2 - 1},

    until :math:`T = \min(T_1, T_2)` with :math:`T_i = -\ln z_i / \lambda_i`, when both are known to
    be committed. For both to get there at once the weaker party, the one with the larger
    :math:`T_i`, concedes at the start with probability :math:`q_i = 1 - z_i e^{\lambda_i T}`, and
    the other with :math:`q_j = 0`. Until :math:`T` nobody has agreed with probability

    .. math:: (1-q_1)(1-q_2)\,e^{-(\lambda_1+\lambda_2)t},

    and an uncommitted party expects :math:`1 - \alpha_j + q_j(\alpha_1 + \alpha_2 - 1)`.

    Parameters
    ----------
    demand, demand_other : array_like
        Shares demanded, in (0, 1), together above 1.
    discount_rate, discount_rate_other : array_like
        Rates of discount per unit of time, above 0.
    committed_probability, committed_probability_other : array_like
        Prior probabilities of being committed, in (0, 1).

    Returns
    -------
    Reputation
        Rates, concessions at the start, payoffs, and the distribution of delay as a function.

    Raises
    ------
    ArgumentError
        An argument is outside its range, or the demands leave nothing to fight over.

    References
    ----------
    Abreu, D. and Gul, F. (2000). Bargaining and reputation. *Econometrica* 68(1), 85-117 (one type
    of commitment on each side, demands given).

    Examples
    --------
    >>> play = solve_reputation(
    ...     0.6,
    ...     0.6,
    ...     discount_rate=0.1,
    ...     discount_rate_other=0.2,
    ...     committed_probability=0.1,
    ...     committed_probability_other=0.1,
    ... )
    >>> round(float(play.initial_concession_probability_other), 4), round(float(play.payoff), 4)
    (0.6838, 0.5368)
    """
    demands = read_numbers("(0, 1)", _DEMAND, demand=demand, demand_other=demand_other)
    rates = read_numbers(
        "(0, inf)", _RATE, discount_rate=discount_rate, discount_rate_other=discount_rate_other
    )
    priors = read_numbers(
        "(0, 1)",
        _COMMITTED,
        committed_probability=committed_probability,
        committed_probability_other=committed_probability_other,
    )
    a, b, r, s, y, z = fit_shapes(
        demand=demands[0],
        demand_other=demands[1],
        discount_rate=rates[0],
        discount_rate_other=rates[1],
        committed_probability=priors[0],
        committed_probability_other=priors[1],
    )
    excess = a + b - 1
    require(
        excess > 0,
        "demand + demand_other must exceed 1. Demands that fit each other are simply met.",
    )
    rate, rate_other = s * (1 - a) / excess, r * (1 - b) / excess
    time, time_other = -np.log(y) / rate, -np.log(z) / rate_other
    end = np.minimum(time, time_other)
    # A party that sets the time concedes nothing at the start; rounding must not change that.
    held = np.where(time <= time_other, 1.0, y * np.exp(rate * end))
    held_other = np.where(time_other <= time, 1.0, z * np.exp(rate_other * end))
    deadlock = y * z
    waiting = (held * held_other - deadlock) / (rate + rate_other) - deadlock * end
    return Reputation(
        concession_rate=rate,
        concession_rate_other=rate_other,
        initial_concession_probability=1 - held,
        initial_concession_probability_other=1 - held_other,
        committed_time=end,
        agreement_probability=1 - deadlock,
        mean_delay=np.maximum(waiting, 0.0) / (1 - deadlock),
        payoff=1 - b + (1 - held_other) * excess,
        payoff_other=1 - a + (1 - held) * excess,
        committed_probability=y,
        committed_probability_other=z,
    )


def _widen(array: Floats, time: ArrayLike) -> Floats:
    """Add axes for those of `time` behind the array's own."""
    return np.asarray(np.asarray(array)[(..., *(None,) * np.ndim(time))])
