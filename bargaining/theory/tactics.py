"""Concession by the clock: where two time-dependent tactics meet.

References
----------
* Faratin, P., Sierra, C. and Jennings, N. R. (1998). Negotiation decision functions for autonomous
  agents. *Robotics and Autonomous Systems* 24(3-4), 159-182.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.theory.arguments import Pair, read_counts, read_numbers, read_pairs

_EXPONENT = "Below 1 a party holds out to the end (Boulware), above 1 it gives in early (conceder)."
_SHARE = (
    "It is a share: of the range given up before the first offer, or the least of the pie that the "
    "party would take."
)


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
    r"""Return the share that a party with a time-dependent tactic asks for, in [reservation, 1].

    With :math:`\kappa` given up at the start, the exponent :math:`\beta`, the reservation share
    :math:`r` and :math:`T` rounds, the demand at time :math:`t` is (Faratin, Sierra and Jennings
    1998, the polynomial family)

    .. math:: d(t) = 1 - (1 - r)\,\alpha(t), \qquad
              \alpha(t) = \kappa + (1-\kappa)\left(\frac{\min(t, T)}{T}\right)^{1/\beta}.

    Parameters
    ----------
    time, rounds : array_like
        t, at least 0, and T, above 0, after which nothing is left to concede; in rounds.
    exponent : array_like
        Beta, above 0.
    initial, reservation : array_like
        Kappa and r, in [0, 1].

    Examples
    --------
    >>> find_demand([0, 5, 10], rounds=10, exponent=0.5).tolist()
    [1.0, 0.75, 0.0]
    """
    [t] = read_numbers("[0, inf)", "It is counted in rounds from 0.", time=time)
    [last] = read_numbers("(0, inf)", "It is a number of rounds.", rounds=rounds)
    [beta] = read_numbers("(0, inf)", _EXPONENT, exponent=exponent)
    given_up, least = read_numbers("[0, 1]", _SHARE, initial=initial, reservation=reservation)
    return _demand(t, last, beta, given_up, least)


def find_meeting(
    rounds: ArrayLike,
    exponents: Pair = (1.0, 1.0),
    initials: Pair = (0.0, 0.0),
    reservations: Pair = (0.0, 0.0),
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

    Examples
    --------
    >>> met = find_meeting(rounds=20, exponents=(0.5, 2.0))
    >>> round(float(met.share), 3), float(met.round)
    (0.724, 11.0)
    """
    [last] = read_counts("[1, inf)", "They are the rounds of talks.", rounds=rounds)
    betas = read_pairs("(0, inf)", _EXPONENT, exponents=exponents)
    shares = read_pairs("[0, 1]", _SHARE, initials=initials, reservations=reservations)
    last, *tactics = np.broadcast_arrays(last, *betas, *shares)
    own, other = tactics[0::2], tactics[1::2]
    # Where the demands add up to 1: the interval is halved until no digit changes.
    low, high = np.zeros(last.shape), np.array(last, dtype=np.float64)

    def meet(time: Floats) -> Floats:
        return np.asarray(_demand(time, last, *own) + _demand(time, last, *other) <= 1)

    at_once, ever = meet(low), own[2] + other[2] <= 1
    for _ in range(1_100):  # enough for the smallest number above 0
        middle = (low + high) / 2
        if np.all((middle == low) | (middle == high)):
            break
        met = meet(middle)
        low, high = np.where(met, low, middle), np.where(met, middle, high)
    time = np.where(at_once, 0.0, np.where(ever, high, np.nan))
    agreed, share = np.full(time.shape, np.nan), np.full(time.shape, np.nan)
    # Before the last round ahead of the crossing nothing is taken, in the first after it all is.
    before = np.maximum(np.ceil(time) - 1, 0.0)
    for candidate in (before + 1, before):
        first = candidate % 2 == 0
        asked, wanted = (
            np.where(first, *(_demand(when, last, *of) for of in pair))
            for when, pair in ((candidate, (own, other)), (candidate + 1, (other, own)))
        )
        taken = (asked + wanted <= 1 + 1e-12) & (candidate < last)
        agreed = np.where(taken, candidate, agreed)
        share = np.where(taken, np.where(first, asked, 1 - asked), share)
    return Meeting(time, _demand(time, last, *own), agreed, share)


def _demand(
    time: Floats, rounds: Floats, exponent: Floats, initial: Floats, reservation: Floats
) -> Floats:
    elapsed = np.minimum(time / rounds, 1.0)
    conceded = initial + (1 - initial) * elapsed ** (1 / exponent)
    return np.asarray(1 - (1 - reservation) * conceded)
