"""Bargaining by reputation for being inflexible.

References
----------
* Abreu, D. and Gul, F. (2000). Bargaining and reputation. *Econometrica* 68(1), 85-117.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.theory.arguments import Pair, fit_shapes, read_numbers, read_pairs, require


@dataclass(frozen=True, slots=True)
class Reputation:
    """The one equilibrium of a war of attrition between two who may be committed.

    Probabilities of conceding are those that the other party expects, not knowing whether the party
    is committed. A method's result has the axes of `time` last.

    Attributes
    ----------
    concession_rate, initial_concession_probability : array of float, first axis the party
        Rate per unit of time at which each concedes after the start, and probability of conceding
        at once; at least one of the two is 0.
    committed_time : array of float
        Time by which all have conceded who can.
    agreement_probability : array of float
        Probability that one concedes ever; the rest is a deadlock of two committed parties.
    mean_delay : array of float
        Expected time until one concedes, given that one does.
    payoff, committed_probability : array of float, first axis the party
        Expected discounted share of each, if it is not committed; and the prior as given.
    """

    concession_rate: Floats
    initial_concession_probability: Floats
    committed_time: Floats
    agreement_probability: Floats
    mean_delay: Floats
    payoff: Floats
    committed_probability: Floats

    def reputation(self, time: ArrayLike) -> Floats:
        """Return the probability that each party is committed, if it has held until `time`."""
        [elapsed] = read_numbers("[0, inf)", "It counts from the start.", time=time)
        axes = (..., *(None,) * elapsed.ndim)
        # It grows at the party's rate and is 1 for both at the same time.
        left = np.maximum(np.asarray(self.committed_time)[axes] - elapsed, 0.0)
        return np.asarray(np.exp(-self.concession_rate[axes] * left))

    def disagreement_probability(self, time: ArrayLike) -> Floats:
        """Return the probability of no agreement by `time`: 1 less the distribution of delay.

        It is that of each party's not having conceded, at once or since, multiplied.
        """
        prior = self.committed_probability[(..., *(None,) * np.ndim(time))]
        return np.asarray(np.minimum(prior / self.reputation(time), 1.0).prod(axis=0))


def solve_reputation(
    demand: Pair, *, discount_rate: Pair, committed_probability: Pair
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

    and an uncommitted party expects :math:`1 - \alpha_j + q_j(\alpha_1 + \alpha_2 - 1)` (Abreu and
    Gul 2000, with one type of commitment on each side and demands given).

    Parameters
    ----------
    demand, discount_rate, committed_probability : pair of array_like
        Shares demanded, in (0, 1), together above 1; rates of discount per unit of time, above 0;
        and prior probabilities of being committed, in (0, 1).

    Examples
    --------
    >>> play = solve_reputation(
    ...     (0.6, 0.6), discount_rate=(0.1, 0.2), committed_probability=(0.1, 0.1)
    ... )
    >>> play.initial_concession_probability.round(4).tolist(), play.payoff.round(4).tolist()
    ([0.0, 0.6838], [0.5368, 0.4])
    """
    shares = "It is the share of the pie that the party insists on."
    rates = "It is the rate of discount per unit of time: 0.1 means about 10 % a unit."
    chances = "It is the probability that the party can never concede."
    a, b = read_pairs("(0, 1)", shares, demand=demand)
    r, s = read_pairs("(0, inf)", rates, discount_rate=discount_rate)
    y, z = read_pairs("(0, 1)", chances, committed_probability=committed_probability)
    a, b, r, s, y, z = fit_shapes(a, b, r, s, y, z)
    excess = a + b - 1
    require(excess > 0, "the demands must exceed 1 together. Demands that fit each other are met.")
    rate, rate_other = s * (1 - a) / excess, r * (1 - b) / excess
    time, time_other = -np.log(y) / rate, -np.log(z) / rate_other
    end = np.minimum(time, time_other)
    # A party that sets the time concedes nothing at the start; rounding must not change that.
    held = np.where(time <= time_other, 1.0, np.exp(np.log(y) + rate * end))
    held_other = np.where(time_other <= time, 1.0, np.exp(np.log(z) + rate_other * end))
    deadlock = y * z
    waiting = (held * held_other - deadlock) / (rate + rate_other) - deadlock * end
    return Reputation(
        concession_rate=np.stack([rate, rate_other]),
        initial_concession_probability=1 - np.stack([held, held_other]),
        committed_time=end,
        agreement_probability=1 - deadlock,
        mean_delay=np.maximum(waiting, 0.0) / (1 - deadlock),
        payoff=np.stack([1 - b + (1 - held_other) * excess, 1 - a + (1 - held) * excess]),
        committed_probability=np.stack([y, z]),
    )
