"""Answering each other's moves: noisy tit for tat, generosity, and GRIT's announced steps.

References
----------
* Axelrod, R. (1984). *The Evolution of Cooperation*. Basic Books.
* Molander, P. (1985). The optimal level of generosity in a selfish, uncertain environment. *Journal
  of Conflict Resolution* 29(4), 611-618.
* Nowak, M. (1990). Stochastic strategies in the prisoner's dilemma. *Theoretical Population
  Biology* 38(1), 93-112.
* Nowak, M. A. and Sigmund, K. (1992). Tit for tat in heterogeneous populations. *Nature* 355,
  250-253.
* Osgood, C. E. (1962). *An Alternative to War or Surrender*. University of Illinois Press.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.theory.arguments import (
    PAYOFF,
    PROBABILITY,
    Pair,
    read_counts,
    read_numbers,
    read_pairs,
    require,
)

Moves: TypeAlias = Literal["simultaneous", "sequential"]

_ERROR = "It is the probability that a move comes out the wrong way; one half is pure chance."
_ROUND = "Rounds are counted from 0, the start."


@dataclass(frozen=True, slots=True)
class ReactivePair:
    """How two parties who answer each other's last move behave in the long run.

    Attributes
    ----------
    first, second : array of float
        Share of rounds in which each cooperates; both do so in the product of the two.
    """

    first: Floats
    second: Floats


def follow_tit_for_tat(
    round: ArrayLike, error_probability: ArrayLike, moves: Moves = "simultaneous"
) -> tuple[Floats, Floats]:
    r"""Return how likely each of two noisy tit-for-tats is to cooperate, round by round.

    Both begin in mutual cooperation (round 0) and repeat the other's last move (Axelrod 1984),
    which comes out wrong with probability :math:`\varepsilon` (Molander 1985). Each error is copied
    on, so that an odd number of them on the way turns cooperation into its opposite:

    .. math:: \Pr(C_t) = \tfrac12\left(1 + (1-2\varepsilon)^{n}\right)

    with :math:`n = t` where both move at once. Where one moves first in each round and the other
    answers in the same round, :math:`n = 2t - 1` for the first and :math:`2t` for the second. In
    the long run it is one half, however small the error.

    Parameters
    ----------
    round : array_like
        t, whole numbers from 0, the start.
    error_probability : array_like
        In [0, 1].
    moves : {"simultaneous", "sequential"}
        Whether the two move at once.

    Examples
    --------
    >>> first, second = follow_tit_for_tat([0, 1, 2], 0.1, "sequential")
    >>> first.round(4).tolist(), second.round(4).tolist()
    ([1.0, 0.9, 0.756], [1.0, 0.82, 0.7048])
    """
    [t] = read_counts("[0, inf)", _ROUND, round=round)
    [error] = read_numbers("[0, 1]", _ERROR, error_probability=error_probability)
    if moves not in ("simultaneous", "sequential"):
        raise ArgumentError(f'moves must be "simultaneous" or "sequential"; got {moves!r}.')
    at_once = moves == "simultaneous"
    errors = (t, t) if at_once else (np.where(t > 0, 2 * t - 1, 0), 2 * t)
    first, second = (np.asarray(0.5 * (1 + (1 - 2 * error) ** n)) for n in errors)
    return first, second


def solve_reactive_pair(first: Pair, second: Pair) -> ReactivePair:
    r"""Return the long run of two parties who answer each other's last move by chance.

    A reactive party cooperates with probability :math:`p` after cooperation of the other and
    with :math:`q` after defection. With :math:`r = p - q` the first cooperates in the share

    .. math:: s_1 = \frac{q_1 + r_1 q_2}{1 - r_1 r_2}

    of all rounds, and the four joint moves have the products of the shares as their frequencies
    (Nowak 1990; Nowak and Sigmund 1992). The two move at once.

    Parameters
    ----------
    first, second : pair of array_like
        (p, q) of each, in [0, 1]. Not both may copy the other without error, nor both turn the
        other's move round without error: the start would never be forgotten.

    Examples
    --------
    >>> round(float(solve_reactive_pair((0.99, 0.01), (0.99, 0.01)).first), 4)
    0.5
    >>> round(float(solve_reactive_pair((0.99, 0.33), (0.99, 0.33)).first), 4)
    0.9706
    """
    chances = "They are chances of cooperation after cooperation and after defection."
    p1, q1, p2, q2 = read_pairs("[0, 1]", chances, first=first, second=second)
    r1, r2 = p1 - q1, p2 - q2
    require(
        r1 * r2 < 1,
        "the pair never forgets how it began, so it has no one long run. Let at least one err.",
    )
    forgets = 1 - r1 * r2
    one, two = (q1 + r1 * q2) / forgets, (q2 + r2 * q1) / forgets
    return ReactivePair(np.clip(one, 0.0, 1.0), np.clip(two, 0.0, 1.0))


def solve_generous_pair(error_probability: ArrayLike, generosity: ArrayLike) -> ReactivePair:
    r"""Return the long run of two generous tit-for-tats who err (Nowak and Sigmund 1992).

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
    """
    [error] = read_numbers("[0, 1]", _ERROR, error_probability=error_probability)
    [generous] = read_numbers("[0, 1]", PROBABILITY, generosity=generosity)
    answer = (1 - error, error + generous * (1 - 2 * error))
    return solve_reactive_pair(answer, answer)


def find_generosity(
    temptation: ArrayLike, reward: ArrayLike, punishment: ArrayLike, betrayal: ArrayLike
) -> Floats:
    r"""Return how generous one may be without being exploited, in (0, 1).

    In a prisoner's dilemma the largest chance of answering defection with cooperation at which
    nobody does better by defecting is, as errors vanish (Molander 1985; Nowak and Sigmund 1992),

    .. math:: g = \min\left(1 - \frac{T-R}{R-S},\; \frac{R-P}{T-P}\right).

    Parameters
    ----------
    temptation, reward, punishment, betrayal : array_like
        T, R, P and S, with T > R > P > S and 2 R > T + S.
    """
    payoffs = {"temptation": temptation, "reward": reward, "punishment": punishment}
    t, r, p, s = read_numbers("(-inf, inf)", PAYOFF, **payoffs, betrayal=betrayal)
    require(
        (t > r) & (r > p) & (p > s) & (2 * r > t + s),
        "payoffs must be in the order temptation > reward > punishment > betrayal, with twice the "
        "reward above temptation + betrayal: else there is no dilemma, or taking turns beats it.",
    )
    return np.asarray(np.minimum(1 - (t - r) / (r - s), (r - p) / (t - p)))


def find_initiative_round(
    step: ArrayLike, every: ArrayLike = 1, unanswered: ArrayLike = 1, answered_after: ArrayLike = 1
) -> Floats:
    r"""Return the round in which the initiator takes a given step; infinity if it never does.

    It steps in rounds 0, :math:`q`, :math:`2q`, ... but waits while :math:`G` of its steps are
    unanswered; each is seen to be answered :math:`D` rounds later (the rule of Osgood 1962). Then
    step :math:`k` comes in round

    .. math:: s_k = q\,\big((k-1) \bmod G\big) + \Big\lfloor\frac{k-1}{G}\Big\rfloor
              \max\!\big(qG,\; q\lceil D/q\rceil\big).

    Against one who answers at once (:math:`D = 1`) that is :math:`q(k-1)`, so that a ladder of
    :math:`n` rungs above the lowest is climbed by round :math:`q(n-1)`; against one who never
    answers the series ends with step :math:`G`.

    Parameters
    ----------
    step, every, unanswered : array_like
        k, q and G, whole numbers of at least 1.
    answered_after : array_like
        D, a whole number of at least 1; infinity for never.

    Examples
    --------
    >>> find_initiative_round([1, 2, 3, 4], every=3).tolist()
    [0.0, 3.0, 6.0, 9.0]
    >>> find_initiative_round([1, 2, 3, 4], every=3, unanswered=2, answered_after=np.inf).tolist()
    [0.0, 3.0, inf, inf]
    """
    [k] = read_counts("[1, inf)", "Steps are counted from 1.", step=step)
    every, unanswered, cycle = _rhythm(every, unanswered, answered_after)
    waits = np.floor((k - 1) / unanswered)
    with np.errstate(invalid="ignore"):  # no wait, times infinity
        delay = np.where(waits > 0, waits * cycle, 0.0)
    return np.asarray(every * np.mod(k - 1, unanswered) + delay)


def count_initiatives(
    round: ArrayLike,
    rungs: ArrayLike,
    every: ArrayLike = 1,
    unanswered: ArrayLike = 1,
    answered_after: ArrayLike = 1,
) -> Floats:
    r"""Return how many steps the initiator has taken by the end of a round.

    The inverse of `find_initiative_round`: with :math:`M = \max(qG, q\lceil D/q\rceil)`,

    .. math:: \min\!\Big(n,\; G\Big\lfloor\frac{t}{M}\Big\rfloor +
              \min\!\big(G,\; 1 + \lfloor (t \bmod M)/q \rfloor\big)\Big).

    Parameters
    ----------
    round, rungs : array_like
        t, whole numbers from 0, and n, the steps to the top of the ladder, at least 1.
    every, unanswered, answered_after : array_like
        As in `find_initiative_round`.

    Examples
    --------
    >>> count_initiatives([0, 1, 2, 3, 4, 5], rungs=4, every=2).tolist()
    [1.0, 1.0, 2.0, 2.0, 3.0, 3.0]
    """
    [t] = read_counts("[0, inf)", _ROUND, round=round)
    [n] = read_counts("[1, inf)", "They are the steps to the top of the ladder.", rungs=rungs)
    every, unanswered, cycle = _rhythm(every, unanswered, answered_after)
    cycles = np.floor(t / cycle)
    with np.errstate(invalid="ignore"):
        into = np.where(np.isinf(cycle), t, t - cycles * cycle)
    taken = unanswered * cycles + np.minimum(unanswered, 1 + np.floor(into / every))
    return np.asarray(np.minimum(n, taken))


def _rhythm(
    every: ArrayLike, unanswered: ArrayLike, answered_after: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Return q, G and the rounds from one series of G steps to the next."""
    remedy = "It is the number of rounds from one step to the next."
    [q] = read_counts("[1, inf)", remedy, every=every)
    remedy = "It is the number of unanswered steps after which the initiator waits."
    [g] = read_counts("[1, inf)", remedy, unanswered=unanswered)
    never = np.isposinf(np.asarray(answered_after, dtype=np.float64))
    remedy = "It is the rounds until a step is seen to be answered; infinity for never."
    [d] = read_counts("[1, inf)", remedy, answered_after=np.where(never, 1.0, answered_after))
    return q, g, np.where(never, np.inf, np.maximum(q * g, q * np.ceil(d / q)))
