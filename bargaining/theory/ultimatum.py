"""Take it or leave it: the ultimatum, exact and with noisy choices.

References
----------
* Güth, W., Schmittberger, R. and Schwarze, B. (1982). An experimental analysis of ultimatum
  bargaining. *Journal of Economic Behavior and Organization* 3(4), 367-388.
* Matějka, F. and McKay, A. (2015). Rational inattention to discrete choices: a new foundation for
  the multinomial logit model. *American Economic Review* 105(1), 272-298.
* McKelvey, R. D. and Palfrey, T. R. (1998). Quantal response equilibria for extensive form games.
  *Experimental Economics* 1(1), 9-41.
* Ståhl, I. (1972). *Bargaining Theory*. Stockholm: Economic Research Institute, Stockholm School
  of Economics.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.theory.alternating_offers import Split
from bargaining.theory.arguments import NOISE, SHARE, read_numbers, require


@dataclass(frozen=True, slots=True)
class LogitUltimatum:
    """Agent quantal response equilibrium of an ultimatum.

    Attributes
    ----------
    offer_probabilities : array of float
        Probability of each offer, in the order of the offers; last axis "offer".
    pass_probability : array of float
        Probability that no offer is made.
    acceptance_probabilities : array of float
        Probability that the responder accepts each offer, where it is made; last axis "offer".
    """

    offer_probabilities: Floats
    pass_probability: Floats
    acceptance_probabilities: Floats

    @property
    def agreement_probability(self) -> Floats:
        """Probability that an offer is made and accepted."""
        product = self.offer_probabilities * self.acceptance_probabilities
        return np.asarray(product.sum(axis=-1))


def solve_ultimatum(smallest_share: ArrayLike = 0.0) -> Split:
    """Return the subgame-perfect split: the proposer takes all but the smallest unit.

    Any positive share is better than nothing, so the responder accepts the least share above 0; on
    a continuum that is 0, accepted at indifference. It is the last round of Ståhl (1972); Güth,
    Schmittberger and Schwarze (1982) tell what people do.

    Parameters
    ----------
    smallest_share : array_like
        Smallest unit in which the pie can be divided, in [0, 1]; 0 for a continuum.
    """
    [unit] = read_numbers("[0, 1]", SHARE, smallest_share=smallest_share)
    return Split(1 - unit, unit + 0.0)


def solve_logit_ultimatum(
    offers: ArrayLike,
    choice_noise: ArrayLike,
    choice_noise_responder: ArrayLike | None = None,
    *,
    proposal_noise: ArrayLike = 1.0,
    refusal_cost: ArrayLike = 0.0,
    offer_prior: Literal["flat", "equal"] = "flat",
) -> LogitUltimatum:
    r"""Return the probabilities of each offer and of its acceptance with logit choices.

    With :math:`\Lambda(v) = 1/(1+e^{-v})`, an offer of share :math:`x` is accepted with probability
    :math:`a(x) = \Lambda(x/\lambda_B)`, and the proposer makes it with probability

    .. math:: \sigma(x) = \frac{\exp[a(x)(1-x)/\lambda_A]}{1 + \sum_y \exp[a(y)(1-y)/\lambda_A]},

    the 1 being "no offer", worth 0 (McKelvey and Palfrey 1998).

    An offer may be drafted with more care than it is answered, with the noise :math:`\nu\lambda_A`,
    and a refusal may cost :math:`k` of these noises. Its weight is then

    .. math:: w\exp\Big[\frac{a(x)(1-x)}{\nu\lambda_A} - k\big(1-a(x)\big)\Big],

    with :math:`w` 1, or 1 over the number of offers, so that offering anything and passing are
    alike where nothing depends on the choice (Matějka and McKay 2015, equation 12).

    Parameters
    ----------
    offers : array_like, shape (offer,)
        Shares that may be offered to the responder, each in [0, 1].
    choice_noise, choice_noise_responder : array_like
        Temperature of each one's choice, above 0; any shape, which leads the result's axes. The
        responder's is the same where it is not given.
    proposal_noise : array_like
        Factor on the proposer's temperature, above 0.
    refusal_cost : array_like
        Cost of a refused offer, in temperatures of proposals, at least 0.
    offer_prior : {"flat", "equal"}
        Whether passing weighs as much as each offer beforehand, or as all offers together.

    Examples
    --------
    >>> play = solve_logit_ultimatum([0.25, 0.5, 0.75], 0.1)
    >>> play.offer_probabilities.round(3).tolist()
    [0.867, 0.122, 0.01]
    """
    [x] = read_numbers("[0, 1]", "An offer is the responder's share of the pie.", offers=offers)
    require(
        x.ndim == 1 and x.size > 0,
        f"offers must be a list of at least one share; got an array of shape {x.shape}. Give "
        f"the rungs of the ladder, such as [0.25, 0.5, 0.75].",
    )
    if choice_noise_responder is None:
        choice_noise_responder = choice_noise
    noises = {"choice_noise": choice_noise, "choice_noise_responder": choice_noise_responder}
    remedy = f"{NOISE} For its limit 0 use solve_ultimatum."
    noise, noise_responder, care = read_numbers(
        "(0, inf)", remedy, **noises, proposal_noise=proposal_noise
    )
    if offer_prior not in ("flat", "equal"):
        raise ArgumentError(f'offer_prior must be "flat" or "equal"; got {offer_prior!r}')
    remedy = "It counts temperatures of proposals."
    [cost] = read_numbers("[0, inf)", remedy, refusal_cost=refusal_cost)
    # Λ(v) through tanh never overflows.
    accepted = 0.5 * (1 + np.tanh(x / noise_responder[..., None] / 2))
    worth = accepted * (1 - x) / (noise * care)[..., None] - cost[..., None] * (1 - accepted)
    if offer_prior == "equal":
        worth = worth - np.log(x.size)
    # The greatest exponent is taken out; that of "no offer" is 0.
    top = np.maximum(worth.max(axis=-1, keepdims=True), 0.0)
    weights = np.exp(worth - top)
    none = np.exp(-top)
    total = weights.sum(axis=-1, keepdims=True) + none
    accepted = np.broadcast_to(accepted, weights.shape)
    return LogitUltimatum(weights / total, (none / total)[..., 0], accepted)
