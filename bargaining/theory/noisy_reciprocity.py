"""Reciprocity among those who err: noisy tit for tat and its generous variant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.theory.domains import require, require_within

__all__ = [
    "Moves",
    "ReactivePair",
    "find_generosity",
    "follow_tit_for_tat",
    "solve_generous_pair",
    "solve_reactive_pair",
]

Moves: TypeAlias = Literal["simultaneous", "sequential"]

_ERROR = "It is the probability that a move comes out the wrong way; one half is pure chance."
_PROBABILITY = "It is a probability."


@dataclass(frozen=True, slots=True)
class ReactivePair:
    r"""How two parties who answer each other's last move behave in the long run.

    Attributes
    ----------
    first, second : array of float, shape (\*cells)
        Share of rounds in which each cooperates.
    both, first_alone, second_alone, neither : array of float, shape (\*cells)
        Share of rounds in which both cooperate, only one does, or none; they sum to 1.
    """

    first: Floats
    second: Floats

    @property
    def both(self) -> Floats:
        """Share of rounds of mutual cooperation."""
        return self.first * self.second

    @property
    def first_alone(self) -> Floats:
        """Share of rounds in which only the first cooperates."""
        return self.first * (1 - self.second)

    @property
    def second_alone(self) -> Floats:
        """Share of rounds in which only the second cooperates."""
        return (1 - self.first) * self.second

    @property
    def neither(self) -> Floats:
        """Share of rounds in which nobody cooperates."""
        return (1 - self.first) * (1 - self.second)


def follow_tit_for_tat(
    round: ArrayLike, error_probability: ArrayLike, moves: Moves = "simultaneous"
) -> tuple[Floats, Floats]:
    r"""Return how likely each of two noisy tit-for-tats is to cooperate, round by round.

    Both begin in mutual cooperation (round 0) and repeat the other's last move, which comes out
    wrong with probability :math:`\varepsilon`. Each error is copied on, so that an odd number of
    them on the way turns cooperation into its opposite:

    .. math:: \Pr(C_t) = \tfrac12\left(1 + (1-2\varepsilon)^{n}\right)

    with :math:`n = t` where both move at once. Where one moves first in each round and the other
    answers in the same round, :math:`n = 2t - 1` for the first and :math:`2t` for the second.

    Parameters
    ----------
    round : array_like
        Rounds from 0, the start.
    error_probability : array_like
        In [0, 1].
    moves : {"simultaneous", "sequential"}
        Whether the two move at once.

    Returns
    -------
    first, second : array of float
        Probability of cooperation of each; one half in the long run, however small the error.

    Raises
    ------
    ArgumentError
        A number is out of its range, a round is no whole number, or `moves` is neither of the two.

    References
    ----------
    Axelrod, R. (1984). *The Evolution of Cooperation*. Basic Books. Molander, P. (1985). The
    optimal level of generosity in a selfish, uncertain environment. *Journal of Conflict
    Resolution* 29(4), 611-618 (tit for tat with errors).

    Examples
    --------
    >>> first, second = follow_tit_for_tat([0, 1, 2], 0.1, "sequential")
    >>> first.round(4).tolist(), second.round(4).tolist()
    ([1.0, 0.9, 0.756], [1.0, 0.82, 0.7048])
    """
    t = require_within("round", round, low=0, remedy="Rounds are counted from 0, the start.")
    require(t == np.round(t), "round must be a whole number. Moves are made once a round.")
    error = require_within("error_probability", error_probability, low=0, high=1, remedy=_ERROR)
    if moves == "simultaneous":
        chance = 0.5 * (1 + (1 - 2 * error) ** t)
        return chance, chance.copy()
    if moves != "sequential":
        raise ArgumentError(f'moves must be "simultaneous" or "sequential"; got {moves!r}.')
    copied = np.where(t > 0, 2 * t - 1, 0)
    return (
        np.asarray(0.5 * (1 + (1 - 2 * error) ** copied)),
        np.asarray(0.5 * (1 + (1 - 2 * error) ** (2 * t))),
    )


def solve_reactive_pair(
    first: tuple[ArrayLike, ArrayLike], second: tuple[ArrayLike, ArrayLike]
) -> ReactivePair:
    r"""Return the long run of two parties who answer each other's last move by chance.

    A reactive party cooperates with probability :math:`p` after cooperation of the other and
    with :math:`q` after defection. With :math:`r = p - q` the first cooperates in the share

    .. math:: s_1 = \frac{q_1 + r_1 q_2}{1 - r_1 r_2}

    of all rounds, and the four joint moves have the products of the shares as their frequencies.
    The two move at once.

    Parameters
    ----------
    first, second : pair of array_like
        (p, q) of each, in [0, 1].

    Returns
    -------
    ReactivePair

    Raises
    ------
    ArgumentError
        A probability is out of range, or both copy each other without error (or turn each other
        round without error), so that the start is never forgotten.

    References
    ----------
    Nowak, M. (1990). Stochastic strategies in the prisoner's dilemma. *Theoretical Population
    Biology* 38(1), 93-112. Nowak, M. A. and Sigmund, K. (1992). Tit for tat in heterogeneous
    populations. *Nature* 355, 250-253.

    Examples
    --------
    >>> round(float(solve_reactive_pair((0.99, 0.01), (0.99, 0.01)).first), 4)
    0.5
    >>> round(float(solve_reactive_pair((0.99, 0.33), (0.99, 0.33)).first), 4)
    0.9706
    """
    p1, q1 = _reactive("first", first)
    p2, q2 = _reactive("second", second)
    r1, r2 = p1 - q1, p2 - q2
    require(
        r1 * r2 < 1,
        "the pair never forgets how it began, so it has no one long run. Let at least one err.",
    )
    forgets = 1 - r1 * r2
    one, two = (q1 + r1 * q2) / forgets, (q2 + r2 * q1) / forgets
    return ReactivePair(np.clip(one, 0.0, 1.0), np.clip(two, 0.0, 1.0))


def solve_generous_pair(error_probability: ArrayLike, generosity: ArrayLike) -> ReactivePair:
    r"""Return the long run of two generous tit-for-tats who err.

    Each means to cooperate after cooperation always and after defection with probability
    :math:`g`; what it means comes out wrong with probability :math:`\varepsilon`. So
    :math:`p = 1-\varepsilon`, :math:`q = \varepsilon + g(1-2\varepsilon)`, and each cooperates in
    the share

    .. math:: s = \frac{q}{1-(p-q)} = \frac{\varepsilon + g(1-2\varepsilon)}
              {2\varepsilon + g(1-2\varepsilon)}

    of all rounds: one half without generosity, nearly 1 where it is large beside the error.

    Parameters
    ----------
    error_probability : array_like
        In (0, 1); 0 is allowed with some generosity.
    generosity : array_like
        Probability of letting a defection pass, in [0, 1].

    Returns
    -------
    ReactivePair

    Raises
    ------
    ArgumentError
        A probability is out of range, or neither errors nor generosity let the pair forget.

    References
    ----------
    Nowak, M. A. and Sigmund, K. (1992). Tit for tat in heterogeneous populations. *Nature* 355,
    250-253.

    Examples
    --------
    >>> solve_generous_pair(0.01, [0.0, 0.1, 1 / 3]).first.round(3).tolist()
    [0.5, 0.915, 0.971]
    """
    error = require_within("error_probability", error_probability, low=0, high=1, remedy=_ERROR)
    generous = require_within("generosity", generosity, low=0, high=1, remedy=_PROBABILITY)
    answer = (1 - error, error + generous * (1 - 2 * error))
    return solve_reactive_pair(answer, answer)


def find_generosity(
    temptation: ArrayLike, reward: ArrayLike, punishment: ArrayLike, betrayal: ArrayLike
) -> Floats:
    r"""Return how generous one may be without being exploited.

    In a prisoner's dilemma :math:`T > R > P > S` the largest chance of answering defection with
    cooperation at which nobody does better by defecting is, as errors vanish,

    .. math:: g = \min\left(1 - \frac{T-R}{R-S},\; \frac{R-P}{T-P}\right).

    Parameters
    ----------
    temptation, reward, punishment, betrayal : array_like
        T, R, P and S, with T > R > P > S and 2 R > T + S.

    Returns
    -------
    array of float
        In (0, 1).

    Raises
    ------
    ArgumentError
        The payoffs are not in this order.

    References
    ----------
    Molander, P. (1985). The optimal level of generosity in a selfish, uncertain environment.
    *Journal of Conflict Resolution* 29(4), 611-618. Nowak and Sigmund (1992, 250-253).

    Examples
    --------
    >>> round(float(find_generosity(5, 3, 1, 0)), 4)
    0.3333
    """
    t, r, p, s = (
        require_within(name, value, remedy="It is a payoff: any finite number.")
        for name, value in (
            ("temptation", temptation),
            ("reward", reward),
            ("punishment", punishment),
            ("betrayal", betrayal),
        )
    )
    require(
        (t > r) & (r > p) & (p > s) & (2 * r > t + s),
        "payoffs must be in the order temptation > reward > punishment > betrayal, with twice the "
        "reward above temptation + betrayal: else there is no dilemma, or taking turns beats it.",
    )
    return np.asarray(np.minimum(1 - (t - r) / (r - s), (r - p) / (t - p)))


def _reactive(which: str, answer: tuple[ArrayLike, ArrayLike]) -> tuple[Floats, Floats]:
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        raise ArgumentError(
            f"{which} must be the pair (p, q): chances of cooperation after cooperation and after "
            f"defection; got {answer!r:.60}."
        )
    after_cooperation, after_defection = answer
    return (
        require_within(f"{which}[0]", after_cooperation, low=0, high=1, remedy=_PROBABILITY),
        require_within(f"{which}[1]", after_defection, low=0, high=1, remedy=_PROBABILITY),
    )
