"""Chance names who proposes: two parties, a majority of many, or all of them.

References
----------
* Baron, D. P. and Ferejohn, J. A. (1989). Bargaining in legislatures. *American Political Science
  Review* 83(4), 1181-1206.
* Binmore, K. (1987). Perfect equilibria in bargaining models. In K. Binmore and P. Dasgupta
  (eds.), *The Economics of Bargaining*. Oxford: Blackwell, 77-105.
* Eraslan, H. (2002). Uniqueness of stationary equilibrium payoffs in the Baron-Ferejohn model.
  *Journal of Economic Theory* 103(1), 11-30.
* Merlo, A. and Wilson, C. (1995). A stochastic model of sequential bargaining with complete
  information. *Econometrica* 63(2), 371-399.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.theory.arguments import (
    PER_ROUND,
    read_counts,
    read_discounts,
    read_numbers,
    require,
)

_CHANCE = "It is the probability that the party proposes in a round."


@dataclass(frozen=True, slots=True)
class RandomProposer:
    """Shares of a pie of size 1 where chance decides who proposes; agreed in the first round.

    Attributes
    ----------
    share_proposing, share_proposing_other : array of float
        What the party, and the other, keeps when it is the one to propose, in [0, 1].
    value, value_other : array of float
        Expected share of the party, and of the other, before the draw; they sum to 1.
    """

    share_proposing: Floats
    share_proposing_other: Floats
    value: Floats
    value_other: Floats


@dataclass(frozen=True, slots=True)
class BaronFerejohn:
    """The stationary division of a pie of size 1 by a majority, agreed in the first round.

    Attributes
    ----------
    proposer_share : array of float
        What the proposer keeps, in [0, 1].
    partner_share : array of float
        The price of a partner: what each of the others gets whose consent is bought.
    partner_probability : array of float
        Probability that a party which does not propose is a partner; otherwise it gets nothing.
    value : array of float
        Expected share before chance has named the proposer: one over the number of parties.
    """

    proposer_share: Floats
    partner_share: Floats
    partner_probability: Floats
    value: Floats


@dataclass(frozen=True, slots=True)
class Unanimity:
    """The stationary division of a pie of size 1 where all must consent; arrays (..., party).

    Attributes
    ----------
    proposer_share, consent_share : array of float
        What a party keeps when it is the one to propose, and what it gets when another proposes.
    value : array of float
        Expected shares before chance has named the proposer; they sum to 1.
    """

    proposer_share: Floats
    consent_share: Floats
    value: Floats


def solve_random_proposer(
    discount_factor: ArrayLike,
    discount_factor_other: ArrayLike,
    recognition_probability: ArrayLike = 0.5,
) -> RandomProposer:
    r"""Return the subgame-perfect shares where a random party proposes in each round.

    In every round party A proposes with probability :math:`p`, else B. The other accepts what is no
    worse than waiting, so a proposer leaves it :math:`\delta v`, what the next round is worth to it
    before the draw:

    .. math:: v_A = \frac{p\,(1-\delta_B)}{p\,(1-\delta_B) + (1-p)(1-\delta_A)}, \qquad
        v_B = 1 - v_A,

    and A keeps :math:`1 - \delta_B v_B` when it proposes: :math:`1 - \delta/2` with :math:`p = 1/2`
    and one discount factor (Binmore 1987). A party that never proposes gets nothing, however
    patient it is.

    Parameters
    ----------
    discount_factor, discount_factor_other : array_like
        Per round, of the party and of the other, in (0, 1]; below 1 for one who may have to wait.
    recognition_probability : array_like
        Probability that the party proposes, in [0, 1].

    Examples
    --------
    >>> play = solve_random_proposer(0.9, 0.9)
    >>> round(float(play.share_proposing), 4), round(float(play.value), 4)
    (0.55, 0.5)
    """
    factors = {"discount_factor": discount_factor, "discount_factor_other": discount_factor_other}
    own, other = read_discounts(**factors)
    [chance] = read_numbers("[0, 1]", _CHANCE, recognition_probability=recognition_probability)
    ours, theirs = chance * (1 - other), (1 - chance) * (1 - own)
    require(
        ours + theirs > 0,
        "a party that may be made to wait must have a discount factor below 1; got 1 for each of "
        "them. Where delay costs nobody anything every split is an equilibrium.",
    )
    value, value_other = ours / (ours + theirs), theirs / (ours + theirs)
    return RandomProposer(
        share_proposing=1 - other * value_other,
        share_proposing_other=1 - own * value,
        value=np.asarray(value),
        value_other=np.asarray(value_other),
    )


def solve_baron_ferejohn(
    n_parties: ArrayLike, discount_factor: ArrayLike, n_needed: ArrayLike | None = None
) -> BaronFerejohn:
    r"""Return the stationary equilibrium of division by majority under a closed rule.

    In each round one of :math:`n` parties, each as likely as any other, proposes a division, and it
    is carried out if :math:`q` parties accept, the proposer among them; otherwise the next round
    begins. Every party expects :math:`1/n` before the draw, so a consent costs
    :math:`\delta/n`, and the proposer buys as few as it needs (Baron and Ferejohn 1989):

    .. math:: x_{\text{proposer}} = 1 - (q-1)\frac{\delta}{n}, \qquad
        x_{\text{partner}} = \frac{\delta}{n}, \qquad x_{\text{left out}} = 0.

    Parameters
    ----------
    n_parties : array_like
        How many parties divide the pie, a whole number of at least 2.
    discount_factor : array_like
        Per round, of all parties, in (0, 1]; below 1 where all must accept.
    n_needed : array_like, optional
        How many must accept, a whole number from 1 to `n_parties`; by default more than half.

    Notes
    -----
    Partners are drawn with equal probability from the others. Only stationary strategies are
    considered: with five parties or more and enough patience, strategies that punish deviations
    support any division (their Proposition 2). That stationary payoffs are unique, for any number
    of needed consents, is due to Eraslan (2002).

    Examples
    --------
    >>> play = solve_baron_ferejohn(3, 0.9)
    >>> round(float(play.proposer_share), 4), round(float(play.partner_share), 4)
    (0.7, 0.3)
    """
    [parties] = read_counts("[2, inf)", "It counts parties.", n_parties=n_parties)
    n_needed = np.floor(parties / 2) + 1 if n_needed is None else n_needed
    [needed] = read_counts("[1, inf)", "It counts parties.", n_needed=n_needed)
    require(
        needed <= parties,
        "n_needed must be at most n_parties. Where every party must accept, it is n_parties.",
    )
    [discount] = read_discounts(discount_factor=discount_factor)
    require(
        (discount < 1) | (needed < parties),
        "discount_factor must be below 1 where all parties must accept. Where delay costs nobody "
        "anything and all must consent, every division is an equilibrium.",
    )
    parties, needed, discount = np.broadcast_arrays(parties, needed, discount)
    return BaronFerejohn(
        proposer_share=1 - (needed - 1) * discount / parties,
        partner_share=discount / parties,
        partner_probability=(needed - 1) / (parties - 1),
        value=1 / parties,
    )


def solve_unanimity(discount_factors: ArrayLike, recognition_probabilities: ArrayLike) -> Unanimity:
    r"""Return the stationary equilibrium where everybody must consent and parties differ.

    Party :math:`i` proposes with probability :math:`p_i` and discounts by :math:`\delta_i`. Every
    consent costs :math:`\delta_j v_j`, all must be bought, and

    .. math:: v_i = \frac{p_i/(1-\delta_i)}{\sum_j p_j/(1-\delta_j)},

    with the proposer keeping :math:`1 - \sum_{j \ne i} \delta_j v_j`. With one discount factor for
    all, :math:`v_i = p_i`: the right to propose is all the power there is. Merlo and Wilson (1995)
    treat unanimity with a random proposer.

    Parameters
    ----------
    discount_factors : array_like
        Per round, in (0, 1), of shape (..., party), or one number for all.
    recognition_probabilities : array_like
        Shape (..., party), at least two parties: each in [0, 1], together 1.

    Examples
    --------
    >>> play = solve_unanimity(0.9, [0.5, 0.3, 0.2])
    >>> play.value.round(4).tolist(), play.proposer_share.round(4).tolist()
    ([0.5, 0.3, 0.2], [0.55, 0.37, 0.28])
    """
    [chance] = read_numbers("[0, 1]", _CHANCE, recognition_probabilities=recognition_probabilities)
    require(
        chance.ndim >= 1 and chance.shape[-1] >= 2,
        "recognition_probabilities must hold one for each of at least two parties; got shape "
        f"{chance.shape}.",
    )
    require(
        np.abs(chance.sum(axis=-1) - 1) <= 1e-9,
        "recognition_probabilities must sum to 1: somebody proposes in every round.",
    )
    [discount] = read_numbers("(0, 1)", PER_ROUND, discount_factors=discount_factors)
    require(
        discount.shape[-1:] in ((), (1,), chance.shape[-1:]),
        f"discount_factors must be one number, or one for each of the {chance.shape[-1]} parties; "
        f"got shape {discount.shape}.",
    )
    power = chance / (1 - discount)
    value = power / power.sum(axis=-1, keepdims=True)
    consent = discount * value
    return Unanimity(
        proposer_share=1 - consent.sum(axis=-1, keepdims=True) + consent,
        consent_share=consent,
        value=value,
    )
