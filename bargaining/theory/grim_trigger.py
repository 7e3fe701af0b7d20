"""Cooperation under the threat of never again: the grim trigger (Friedman 1971)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Bools, Floats
from bargaining.theory.domains import require, require_within

__all__ = ["decide_compliance", "find_compliance_probability", "find_grim_threshold"]

_PER_ROUND = "It is per round: 0.9 means that a payoff one round later is worth 10 % less."


def find_grim_threshold(temptation: ArrayLike, reward: ArrayLike, punishment: ArrayLike) -> Floats:
    r"""Return the least discount factor at which nobody wants to break a mutual concession.

    To comply is worth :math:`R` in every round; to defect is worth :math:`T` once and :math:`P`
    ever after, since the other never concedes again. With payoffs normalised per round, comply iff
    :math:`R \ge (1-\delta) T + \delta P`, that is

    .. math:: \delta \ge \delta^* = \frac{T-R}{T-P}.

    Parameters
    ----------
    temptation : array_like
        T, the payoff of defecting while the other complies.
    reward : array_like
        R, the payoff of mutual compliance.
    punishment : array_like
        P, the payoff when nobody complies.

    Returns
    -------
    array of float
        Threshold on the discount factor per round, in (0, 1).

    Raises
    ------
    ArgumentError
        A payoff is not finite, or they are not in the order T > R > P.

    References
    ----------
    Friedman, J. W. (1971). A non-cooperative equilibrium for supergames. *Review of Economic
    Studies* 38(1), 1-12.

    Examples
    --------
    >>> float(find_grim_threshold(temptation=5, reward=3, punishment=1))
    0.5
    """
    t, r, p = _payoffs(temptation, reward, punishment)
    return (t - r) / (t - p)


def decide_compliance(
    discount_factor: ArrayLike, temptation: ArrayLike, reward: ArrayLike, punishment: ArrayLike
) -> Bools:
    """Return whether complying is at least as good as defecting once and for all.

    Parameters
    ----------
    discount_factor : array_like
        Per round, in (0, 1].
    temptation, reward, punishment : array_like
        As in `find_grim_threshold`.

    Returns
    -------
    array of bool
        True where the discount factor reaches the threshold.

    Raises
    ------
    ArgumentError
        A number is out of its range, or payoffs are not in the order T > R > P.

    References
    ----------
    Friedman (1971, 1-12), as in `find_grim_threshold`.
    """
    delta = require_within(
        "discount_factor", discount_factor, low=0, high=1, low_open=True, remedy=_PER_ROUND
    )
    return np.asarray(delta >= find_grim_threshold(temptation, reward, punishment))


def find_compliance_probability(
    discount_factor: ArrayLike,
    temptation: ArrayLike,
    reward: ArrayLike,
    punishment: ArrayLike,
    choice_noise: ArrayLike,
) -> Floats:
    r"""Return how often a noisy chooser complies, in a round that began in mutual compliance.

    It compares complying for good with defecting for good by a logit,

    .. math:: \Pr(\text{comply}) = \Lambda\!\left(\frac{R - (1-\delta)T - \delta P}{\lambda}\right),

    which turns from 0 to 1 at the threshold, the more sharply the smaller the noise.

    Parameters
    ----------
    discount_factor, temptation, reward, punishment : array_like
        As in `decide_compliance`.
    choice_noise : array_like
        Temperature of choice in payoff units, above 0.

    Returns
    -------
    array of float
        In [0, 1].

    Raises
    ------
    ArgumentError
        A number is out of its range, or payoffs are not in the order T > R > P.

    References
    ----------
    Friedman (1971, 1-12) for the comparison; McKelvey, R. D. and Palfrey, T. R. (1998).
    Quantal response equilibria for extensive form games. *Experimental Economics* 1(1), 9-41, for
    the noise.
    """
    delta = require_within(
        "discount_factor", discount_factor, low=0, high=1, low_open=True, remedy=_PER_ROUND
    )
    noise = require_within(
        "choice_noise",
        choice_noise,
        low=0,
        low_open=True,
        remedy="It is the temperature of quantal response in payoff units.",
    )
    t, r, p = _payoffs(temptation, reward, punishment)
    advantage = r - (1 - delta) * t - delta * p
    return np.asarray(0.5 * (1 + np.tanh(advantage / noise / 2)))


def _payoffs(
    temptation: ArrayLike, reward: ArrayLike, punishment: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    remedy = "It is a payoff: any finite number."
    t = require_within("temptation", temptation, remedy=remedy)
    r = require_within("reward", reward, remedy=remedy)
    p = require_within("punishment", punishment, remedy=remedy)
    require(
        (t > r) & (r > p),
        "payoffs must be in the order temptation > reward > punishment. Otherwise one answer is "
        "right at any patience.",
    )
    return t, r, p
