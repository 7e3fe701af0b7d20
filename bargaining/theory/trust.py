"""When to trust a partner who may cheat, and when the threat of never again keeps him honest.

References
----------
* Friedman, J. W. (1971). A non-cooperative equilibrium for supergames. *Review of Economic Studies*
  38(1), 1-12.
* Kydd, A. H. (2005). *Trust and Mistrust in International Relations*. Princeton University Press.
* McKelvey, R. D. and Palfrey, T. R. (1998). Quantal response equilibria for extensive form games.
  *Experimental Economics* 1(1), 9-41.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.theory.arguments import NOISE, PAYOFF, read_discounts, read_numbers, require


def find_trust_threshold(
    reward: ArrayLike, betrayal: ArrayLike, punishment: ArrayLike = 0.0
) -> Floats:
    r"""Return the least probability of a trustworthy partner at which trusting pays, in (0, 1).

    To trust is worth :math:`R` where the partner keeps its word and :math:`S` where it does not;
    not to trust is worth :math:`P`. Trust iff :math:`bR + (1-b)S \ge P` (Kydd 2005, ch. 2, 28 ff.):

    .. math:: b \ge b^* = \frac{P-S}{R-S}.

    Parameters
    ----------
    reward, betrayal, punishment : array_like
        R, S and P, with R > P > S.

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


def find_grim_threshold(temptation: ArrayLike, reward: ArrayLike, punishment: ArrayLike) -> Floats:
    r"""Return the least discount factor, in (0, 1), that keeps both to a mutual concession.

    To comply is worth :math:`R` in every round; to defect is worth :math:`T` once and :math:`P`
    in all later rounds, since the other never concedes again. With payoffs normalised per round,
    comply iff :math:`R \ge (1-\delta) T + \delta P` (Friedman 1971), that is

    .. math:: \delta \ge \delta^* = \frac{T-R}{T-P}.

    Parameters
    ----------
    temptation, reward, punishment : array_like
        T, R and P, with T > R > P.

    Examples
    --------
    >>> float(find_grim_threshold(temptation=5, reward=3, punishment=1))
    0.5
    """
    t, r, p = _payoffs(temptation, reward, punishment)
    return (t - r) / (t - p)


def find_compliance_probability(
    discount_factor: ArrayLike,
    temptation: ArrayLike,
    reward: ArrayLike,
    punishment: ArrayLike,
    choice_noise: ArrayLike,
) -> Floats:
    r"""Return how often a noisy chooser complies, in a round that began in mutual compliance.

    It compares complying for good with defecting for good, as in `find_grim_threshold`, by a logit
    (McKelvey and Palfrey 1998),

    .. math:: \Pr(\text{comply}) = \Lambda\!\left(\frac{R - (1-\delta)T - \delta P}{\lambda}\right),

    which turns from 0 to 1 at the threshold, the more sharply the smaller the noise.

    Parameters
    ----------
    discount_factor : array_like
        Per round, in (0, 1].
    temptation, reward, punishment : array_like
        T, R and P, with T > R > P.
    choice_noise : array_like
        Temperature of choice in payoff units, above 0.
    """
    [delta] = read_discounts(discount_factor=discount_factor)
    [noise] = read_numbers("(0, inf)", NOISE, choice_noise=choice_noise)
    t, r, p = _payoffs(temptation, reward, punishment)
    advantage = r - (1 - delta) * t - delta * p
    return np.asarray(0.5 * (1 + np.tanh(advantage / noise / 2)))


def _payoffs(temptation: ArrayLike, reward: ArrayLike, punishment: ArrayLike) -> list[Floats]:
    payoffs = {"temptation": temptation, "reward": reward, "punishment": punishment}
    t, r, p = read_numbers("(-inf, inf)", PAYOFF, **payoffs)
    require(
        (t > r) & (r > p),
        "payoffs must be in the order temptation > reward > punishment. Otherwise one answer is "
        "right at any patience.",
    )
    return [t, r, p]
