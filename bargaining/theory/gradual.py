"""How soon small announced steps lead to the top: the timing of GRIT (Osgood 1962)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.theory.domains import require, require_within

__all__ = ["count_initiatives", "find_initiative_round"]

_EVERY = "It is the number of rounds from one step to the next, at least 1."
_UNANSWERED = "It is the number of unanswered steps after which the initiator waits, at least 1."
_ANSWERED = (
    "It is the number of rounds until the initiator sees a step answered, at least 1; infinity "
    "for one who never answers."
)


def find_initiative_round(
    step: ArrayLike, every: ArrayLike = 1, unanswered: ArrayLike = 1, answered_after: ArrayLike = 1
) -> Floats:
    r"""Return the round in which the initiator takes a given step.

    It steps in rounds 0, :math:`q`, :math:`2q`, ... but waits while :math:`G` of its steps are
    unanswered; each is seen to be answered :math:`D` rounds later. Then step :math:`k` comes in
    round

    .. math:: s_k = q\,\big((k-1) \bmod G\big) + \Big\lfloor\frac{k-1}{G}\Big\rfloor
              \max\!\big(qG,\; q\lceil D/q\rceil\big).

    Against one who answers at once (:math:`D = 1`) that is :math:`q(k-1)`: a ladder of :math:`n`
    rungs above the lowest is climbed by round :math:`q(n-1)`, the round number
    :math:`1 + q(n-1)` of the talks, with the other at the top in the same round, or in the next if
    it moves before the initiator. Against one who never answers the series ends with step
    :math:`G`.

    Parameters
    ----------
    step : array_like
        k, whole numbers of at least 1.
    every : array_like
        q, whole numbers of at least 1.
    unanswered : array_like
        G, whole numbers of at least 1.
    answered_after : array_like
        D, at least 1; infinity for never.

    Returns
    -------
    array of float
        Round, counted from 0; infinity for a step that never comes.

    Raises
    ------
    ArgumentError
        A number is out of its range or not whole.

    References
    ----------
    Osgood, C. E. (1962). *An Alternative to War or Surrender*. University of Illinois Press (the
    strategy). The timing follows from its rule.

    Examples
    --------
    >>> find_initiative_round([1, 2, 3, 4], every=3).tolist()
    [0.0, 3.0, 6.0, 9.0]
    >>> find_initiative_round([1, 2, 3, 4], every=3, unanswered=2, answered_after=np.inf).tolist()
    [0.0, 3.0, inf, inf]
    """
    k = _whole("step", step, "Steps are counted from 1.")
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
    round : array_like
        t, whole numbers from 0.
    rungs : array_like
        n, the steps to the top of the ladder; whole numbers of at least 1.
    every, unanswered, answered_after : array_like
        As in `find_initiative_round`.

    Returns
    -------
    array of float
        Whole numbers from 1 to `rungs`.

    Raises
    ------
    ArgumentError
        A number is out of its range or not whole.

    References
    ----------
    Osgood (1962), as in `find_initiative_round`.

    Examples
    --------
    >>> count_initiatives([0, 1, 2, 3, 4, 5], rungs=4, every=2).tolist()
    [1.0, 1.0, 2.0, 2.0, 3.0, 3.0]
    """
    t = _whole("round", round, "Rounds are counted from 0.", low=0)
    n = _whole("rungs", rungs, "They are the steps to the top of the ladder.")
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
    q = _whole("every", every, _EVERY)
    g = _whole("unanswered", unanswered, _UNANSWERED)
    never = np.isposinf(np.asarray(answered_after, dtype=np.float64))
    d = _whole("answered_after", np.where(never, 1.0, answered_after), _ANSWERED)
    return q, g, np.where(never, np.inf, np.maximum(q * g, q * np.ceil(d / q)))


def _whole(name: str, value: ArrayLike, remedy: str, low: int = 1) -> Floats:
    number = require_within(name, value, low=low, remedy=remedy)
    require(number == np.round(number), f"{name} must be a whole number. {remedy}")
    return number
