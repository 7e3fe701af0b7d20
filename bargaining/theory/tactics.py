"""Concession by the clock: where two time-dependent tactics meet (Faratin, Sierra and Jennings)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.theory.arguments import read_counts, read_numbers

__all__ = ["Meeting", "find_demand", "find_meeting"]


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where two falling demands meet.

    Attributes
    ----------
    time : array of float
        When the demands add up to the pie in continuous time, in rounds from 0; NaN where they
        never do.
    share : array of float
        Share of the first proposer at that time: its own demand, also where the two demands add up
        to less than the pie from the start and the other would ask for less than the rest.
    round : array of float
        Round of agreement when offers alternate, whole numbers from 0; NaN where there is none.
    agreed_share : array of float
        Share of the first proposer in that agreement.
    """

    time: Floats
    share: Floats
    round: Floats
    agreed_share: Floats


def find_demand(
    time: ArrayLike,
    rounds: ArrayLike,
    exponent: ArrayLike = 1.0,
    initial: ArrayLike = 0.0,
    reservation: ArrayLike = 0.0,
) -> Floats:
    r"""Return the share that a party with a time-dependent tactic asks for.

    With :math:`\kappa` given up at the start, the exponent :math:`\beta`, the reservation share
    :math:`r` and :math:`T` rounds, the demand at time :math:`t` is

    .. math:: d(t) = 1 - (1 - r)\,\alpha(t), \qquad
              \alpha(t) = \kappa + (1-\kappa)\left(\frac{\min(t, T)}{T}\right)^{1/\beta}.

    Parameters
    ----------
    time : array_like
        In rounds, at least 0.
    rounds : array_like
        T, after which nothing is left to concede; above 0.
    exponent : array_like
        Beta, above 0.
    initial : array_like
        Kappa, in [0, 1].
    reservation : array_like
        r, in [0, 1].

    Returns
    -------
    array of float
        In [reservation, 1].

    Raises
    ------
    ArgumentError
        A number is out of its range.

    References
    ----------
    Faratin, P., Sierra, C. and Jennings, N. R. (1998). Negotiation decision functions for
    autonomous agents. *Robotics and Autonomous Systems* 24(3-4), 159-182 (the polynomial family).

    Examples
    --------
    >>> find_demand([0, 5, 10], rounds=10, exponent=0.5).tolist()
    [1.0, 0.75, 0.0]
    """
    [t] = read_numbers("[0, inf)", "It is counted in rounds from 0.", time=time)
    [last] = read_numbers("(0, inf)", "It is a number of rounds.", rounds=rounds)
    return _demand(t, last, *_tactic("", exponent, initial, reservation))


def find_meeting(
    rounds: ArrayLike,
    exponents: tuple[ArrayLike, ArrayLike] = (1.0, 1.0),
    initials: tuple[ArrayLike, ArrayLike] = (0.0, 0.0),
    reservations: tuple[ArrayLike, ArrayLike] = (0.0, 0.0),
) -> Meeting:
    r"""Return when two time-dependent tactics agree on the division of a pie, and on what.

    In continuous time they meet at the one :math:`t` with :math:`d_A(t) + d_B(t) = 1`. For
    :math:`\beta_A = \beta_B = \beta` that is

    .. math:: t = T \left(\frac{1 - \kappa_A (1-r_A) - \kappa_B (1-r_B)}
              {(1-\kappa_A)(1-r_A) + (1-\kappa_B)(1-r_B)}\right)^{\beta},

    otherwise it is the root of a falling function. When offers alternate in rounds
    :math:`0, \dots, T-1`, a party accepts what is worth at least its own next demand, so they agree
    in the last round before :math:`t` or the first from then on, on the demand then made. Two who
    hold out to the very end may find no round left.

    Parameters
    ----------
    rounds : array_like
        T, the number of rounds that the talks can last; whole numbers of at least 1.
    exponents, initials, reservations : pair of array_like
        As in `find_demand`, of the first proposer and of the other.

    Returns
    -------
    Meeting

    Raises
    ------
    ArgumentError
        A number is out of its range.

    References
    ----------
    Faratin, P., Sierra, C. and Jennings, N. R. (1998). Negotiation decision functions for
    autonomous agents. *Robotics and Autonomous Systems* 24(3-4), 159-182.

    Examples
    --------
    >>> met = find_meeting(rounds=20, exponents=(0.5, 2.0))
    >>> round(float(met.share), 3), float(met.round)
    (0.724, 11.0)
    """
    last = read_counts("[1, inf)", "They are the rounds of talks.", rounds=rounds)[0]
    pairs = {"exponents": exponents, "initials": initials, "reservations": reservations}
    for name, pair in pairs.items():
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise ArgumentError(f"{name} must be a pair, one for each party; got {pair!r:.60}.")
    tactics = [
        array
        for side in (0, 1)
        for array in _tactic(f"s[{side}]", exponents[side], initials[side], reservations[side])
    ]
    last, *tactics = np.broadcast_arrays(last, *tactics)
    own, other = tactics[:3], tactics[3:]
    time = _crossing(last, own, other)
    return Meeting(time, _demand(time, last, *own), *_agreement(time, last, own, other))


_Tactic = list[Floats]


def _tactic(which: str, exponent: ArrayLike, initial: ArrayLike, reservation: ArrayLike) -> _Tactic:
    return [
        *read_numbers(
            "(0, inf)",
            "Below 1 a party holds out to the end (Boulware), above 1 it gives in early "
            "(conceder).",
            **{f"exponent{which}": exponent},
        ),
        *read_numbers(
            "[0, 1]",
            "It is the share of the range given up before the first offer.",
            **{f"initial{which}": initial},
        ),
        *read_numbers(
            "[0, 1]",
            "It is the least share of the pie that the party would take.",
            **{f"reservation{which}": reservation},
        ),
    ]


def _demand(
    time: Floats, rounds: Floats, exponent: Floats, initial: Floats, reservation: Floats
) -> Floats:
    elapsed = np.minimum(time / rounds, 1.0)
    conceded = initial + (1 - initial) * elapsed ** (1 / exponent)
    return np.asarray(1 - (1 - reservation) * conceded)


def _crossing(rounds: Floats, own: _Tactic, other: _Tactic) -> Floats:
    """Halve the interval in which the demands come to add up to 1 until no digit changes."""
    low, high = np.zeros(rounds.shape), np.array(rounds, dtype=np.float64)

    def meet(time: Floats) -> Floats:
        return np.asarray(_demand(time, rounds, *own) + _demand(time, rounds, *other) <= 1)

    at_once, ever = meet(low), own[2] + other[2] <= 1
    for _ in range(1_100):  # enough for the smallest number above 0
        middle = (low + high) / 2
        if np.all((middle == low) | (middle == high)):
            break
        met = meet(middle)
        low, high = np.where(met, low, middle), np.where(met, middle, high)
    return np.where(at_once, 0.0, np.where(ever, high, np.nan))


def _agreement(time: Floats, rounds: Floats, own: _Tactic, other: _Tactic) -> tuple[Floats, Floats]:
    """Round of agreement and the first proposer's share in it, when offers alternate."""
    round_, share = np.full(time.shape, np.nan), np.full(time.shape, np.nan)
    # Before the last round ahead of the crossing nothing is taken, in the first after it all is.
    before = np.maximum(np.ceil(time) - 1, 0.0)
    for candidate in (before + 1, before):
        first = candidate % 2 == 0
        asked = np.where(
            first, _demand(candidate, rounds, *own), _demand(candidate, rounds, *other)
        )
        wanted = np.where(
            first, _demand(candidate + 1, rounds, *other), _demand(candidate + 1, rounds, *own)
        )
        taken = (asked + wanted <= 1 + 1e-12) & (candidate < rounds)
        round_ = np.where(taken, candidate, round_)
        share = np.where(taken, np.where(first, asked, 1 - asked), share)
    return round_, share
