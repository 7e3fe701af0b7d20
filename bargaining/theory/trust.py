"""When to trust a partner who may cheat, and when the threat of never again keeps him honest."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Bools, Floats
from bargaining.theory.arguments import NOISE, PAYOFF, PER_ROUND, PROBABILITY, read_numbers, require

__all__ = [
    "decide_compliance",
    "decide_trust",
    "find_compliance_probability",
    "find_grim_threshold",
    "find_trust_threshold",
]


def find_trust_threshold(
    reward: ArrayLike, betrayal: ArrayLike, punishment: ArrayLike = 0.0
) -> Floats:
    r"""Return the least probability of a trustworthy partner at which trusting pays.

    To trust is worth :math:`R` where the partner keeps its word and :math:`S` where it does not;
    not to trust is worth :math:`P`, with :math:`R > P > S`. Trust iff
    :math:`bR + (1-b)S \ge P`, that is

    .. math:: b \ge b^* = \frac{P-S}{R-S}.

    Parameters
    ----------
    reward : array_like
        R, the payoff of trust that is honoured.
    betrayal : array_like
        S, the payoff of trust that is betrayed.
    punishment : array_like
        P, the payoff without trust.

    Returns
    -------
    array of float
        Threshold, in (0, 1).

    Raises
    ------
    ArgumentError
        A payoff is not finite, or they are not in the order R > P > S.

    References
    ----------
    Kydd, A. H. (2005). *Trust and Mistrust in International Relations*. Princeton University Press,
    ch. 2, 28 ff.

    Examples
    --------
    >>> round(float(find_trust_threshold(reward=1, betrayal=-1)), 4)
    0.5
    """
    r, s, p = read_numbers(
        "(-inf, inf)", PAYOFF, reward=reward, betrayal=betrayal, punishment=punishment
    )
    require(
        (r > p) & (p > s),
        "payoffs must be in the order reward > punishment > betrayal. Otherwise one answer is "
        "right for every belief, and trust does not matter.",
    )
    return (p - s) / (r - s)


def decide_trust(
    belief: ArrayLike, reward: ArrayLike, betrayal: ArrayLike, punishment: ArrayLike = 0.0
) -> Bools:
    """Return whether trusting is at least as good as not trusting.

    Parameters
    ----------
    belief : array_like
        Probability that the partner is trustworthy, in [0, 1].
    reward, betrayal, punishment : array_like
        As in `find_trust_threshold`.

    Returns
    -------
    array of bool
        True where the belief reaches the threshold.

    Raises
    ------
    ArgumentError
        The belief is outside [0, 1], or the payoffs are not in the order R > P > S.

    References
    ----------
    Kydd (2005, ch. 2), as in `find_trust_threshold`.
    """
    [b] = read_numbers("[0, 1]", PROBABILITY, belief=belief)
    return np.asarray(b >= find_trust_threshold(reward, betrayal, punishment))


def find_grim_threshold(temptation: ArrayLike, reward: ArrayLike, punishment: ArrayLike) -> Floats:
    r"""Return the least discount factor at which nobody wants to break a mutual concession.

    To comply is worth :math:`R` in every round; to defect is worth :math:`T` once and :math:`P`
    in all later rounds, since the other never concedes again. With payoffs normalised per round,
    comply iff :math:`R \ge (1-\delta) T + \delta P`, that is

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
    [delta] = read_numbers("(0, 1]", PER_ROUND, discount_factor=discount_factor)
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
    [delta] = read_numbers("(0, 1]", PER_ROUND, discount_factor=discount_factor)
    [noise] = read_numbers("(0, inf)", NOISE, choice_noise=choice_noise)
    t, r, p = _payoffs(temptation, reward, punishment)
    advantage = r - (1 - delta) * t - delta * p
    return np.asarray(0.5 * (1 + np.tanh(advantage / noise / 2)))


def _payoffs(temptation: ArrayLike, reward: ArrayLike, punishment: ArrayLike) -> list[Floats]:
    found = read_numbers(
        "(-inf, inf)", PAYOFF, temptation=temptation, reward=reward, punishment=punishment
    )
    require(
        (found[0] > found[1]) & (found[1] > found[2]),
        "payoffs must be in the order temptation > reward > punishment. Otherwise one answer is "
        "right at any patience.",
    )
    return found
