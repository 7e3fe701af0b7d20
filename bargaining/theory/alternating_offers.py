"""Alternating offers over a pie: impatience, a last round, a breakdown, and somewhere to go.

References
----------
* Binmore, K. (1985). Bargaining and coalitions. In A. E. Roth (ed.), *Game-Theoretic Models of
  Bargaining*, Cambridge University Press, 269-304.
* Binmore, K., Rubinstein, A. and Wolinsky, A. (1986). The Nash bargaining solution in economic
  modelling. *RAND Journal of Economics* 17(2), 176-188.
* Nash, J. F. (1950). The bargaining problem. *Econometrica* 18(2), 155-162.
* Rubinstein, A. (1982). Perfect equilibrium in a bargaining model. *Econometrica* 50(1), 97-109.
* Shaked, A. and Sutton, J. (1984). Involuntary unemployment as a perfect equilibrium in a
  bargaining model. *Econometrica* 52(6), 1351-1364.
* Ståhl, I. (1972). *Bargaining Theory*. Stockholm: Economic Research Institute, Stockholm School
  of Economics.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.theory.arguments import (
    fit_shapes,
    read_counts,
    read_discounts,
    read_numbers,
    require,
)


@dataclass(frozen=True, slots=True)
class Split:
    """Shares of a pie of size 1, agreed in the first round.

    Attributes
    ----------
    proposer, responder : array of float
        Shares of the party that proposes first and of the other, in [0, 1]; they sum to 1.
    """

    proposer: Floats
    responder: Floats


def solve_rubinstein(
    discount_factor_proposer: ArrayLike, discount_factor_responder: ArrayLike
) -> Split:
    r"""Return the one subgame-perfect split of alternating offers without a last round.

    With :math:`\delta_A` of the first proposer and :math:`\delta_B` of the other,

    .. math:: x_A = \frac{1-\delta_B}{1-\delta_A\delta_B}, \qquad x_B = 1 - x_A,

    agreed at once: each proposer offers exactly what the other would get by waiting one round and
    proposing (Rubinstein 1982).

    Parameters
    ----------
    discount_factor_proposer, discount_factor_responder : array_like
        Per round, in (0, 1], not both 1: without a cost of delay every split is an equilibrium.

    Examples
    --------
    >>> round(float(solve_rubinstein(0.9, 0.8).proposer), 4)
    0.7143
    """
    a, b = _factors(discount_factor_proposer, discount_factor_responder)
    require(
        a * b < 1,
        "at least one discount factor must be below 1; got 1 and 1. Where delay costs nobody "
        "anything every split is an equilibrium: add a breakdown probability (solve_breakdown).",
    )
    # The sum written out, so that a small share keeps its digits.
    return Split((1 - b) / (1 - a * b), b * (1 - a) / (1 - a * b))


def find_patience_weight(discount_factor: ArrayLike, discount_factor_other: ArrayLike) -> Floats:
    r"""Return a party's share as the time between offers goes to 0: its bargaining weight.

    With discount factors :math:`\delta_A^h, \delta_B^h` and the time between offers :math:`h \to
    0`, the share of A tends to its weight in the asymmetric Nash product, whichever party proposes
    first:

    .. math:: \alpha = \frac{\ln\delta_B}{\ln\delta_A + \ln\delta_B}

    (Binmore, Rubinstein and Wolinsky 1986).

    Parameters
    ----------
    discount_factor, discount_factor_other : array_like
        Per unit of time, of the party and of the other, in (0, 1], not both 1.
    """
    factors = {"discount_factor": discount_factor, "discount_factor_other": discount_factor_other}
    own, other = read_discounts(**factors)
    require(
        own * other < 1,
        "at least one discount factor must be below 1; got 1 and 1. Where nobody is impatient, "
        "patience gives no weights.",
    )
    return np.asarray(np.log(other) / (np.log(own) + np.log(other)))


def solve_stahl(
    rounds: ArrayLike,
    discount_factor_proposer: ArrayLike,
    discount_factor_responder: ArrayLike | None = None,
) -> Split:
    r"""Return the subgame-perfect split of alternating offers that end after `rounds` rounds.

    After the last refusal nobody gets anything. With a common discount factor :math:`\delta` the
    first proposer gets

    .. math:: x = \frac{1 - (-\delta)^T}{1 + \delta},

    and with :math:`q = \delta_A\delta_B` and :math:`k = \lfloor T/2 \rfloor`,

    .. math:: x_A = (1-\delta_B)\,(1 + q + \dots + q^{k-1}) + q^k\,[T \text{ odd}],

    the value of the backward induction :math:`x_A(T) = 1 - \delta_B\,(1 - \delta_A\,x_A(T-2))`
    (Ståhl 1972).

    Parameters
    ----------
    rounds : array_like of int
        Number of rounds T, at least 1.
    discount_factor_proposer, discount_factor_responder : array_like
        Per round, in (0, 1]; the responder's is the same where it is not given.

    Examples
    --------
    >>> [round(float(solve_stahl(n, 0.7).proposer), 3) for n in (1, 2, 3, 4)]
    [1.0, 0.3, 0.79, 0.447]
    """
    [count] = read_counts("[1, inf)", "One round is an ultimatum.", rounds=rounds)
    a, b = _factors(discount_factor_proposer, discount_factor_responder)
    count, a, b = fit_shapes(count, a, b)
    pairs, odd, both = np.floor(count / 2), count % 2, a * b
    # At q = 1 the geometric sum has k terms of 1, each worth 1 - delta_B = 0.
    denominator = np.where(both < 1, 1 - both, 1.0)
    series = np.where(both < 1, (1 - both**pairs) / denominator, pairs)
    proposer = (1 - b) * series + odd * both**pairs
    return Split(proposer, 1 - proposer)


def solve_breakdown(
    breakdown_probability: ArrayLike,
    disagreement_proposer: ArrayLike = 0.0,
    disagreement_responder: ArrayLike = 0.0,
) -> Split:
    r"""Return the subgame-perfect split where each refusal may end the talks for good.

    Nobody is impatient; after each refusal talks break down with probability :math:`\pi`, and then
    the parties get :math:`o_A` and :math:`o_B`. With :math:`s = 1 - o_A - o_B`,

    .. math:: x_A = \frac{1 + (1-\pi)\,o_A - o_B}{2-\pi} = o_A + \frac{s}{2-\pi},

    which tends to `solve_nash_split` as :math:`\pi \to 0` (Binmore, Rubinstein and Wolinsky 1986).

    Parameters
    ----------
    breakdown_probability : array_like
        Probability of breakdown after a refusal, in (0, 1].
    disagreement_proposer, disagreement_responder : array_like
        Payoffs after breakdown, each at least 0, together at most 1.
    """
    remedy = "At 0 delay costs nothing and every split is an equilibrium: see solve_nash_split."
    [risk] = read_numbers("(0, 1]", remedy, breakdown_probability=breakdown_probability)
    own, other = _disagreement(disagreement_proposer, disagreement_responder)
    surplus = 1 - own - other
    return Split(own + surplus / (2 - risk), other + surplus * (1 - risk) / (2 - risk))


def solve_nash_split(
    disagreement_proposer: ArrayLike = 0.0, disagreement_responder: ArrayLike = 0.0
) -> Split:
    r"""Return the Nash solution of a pie: each its disagreement payoff and half of the rest.

    .. math:: x_A = \frac{1 + o_A - o_B}{2}

    maximises :math:`(x_A - o_A)(1 - x_A - o_B)` (Nash 1950); who proposes does not matter.

    Parameters
    ----------
    disagreement_proposer, disagreement_responder : array_like
        Payoffs without agreement, each at least 0, together at most 1.
    """
    own, other = _disagreement(disagreement_proposer, disagreement_responder)
    return Split((1 + own - other) / 2, (1 - own + other) / 2)


def solve_outside_option(
    outside_option_responder: ArrayLike,
    discount_factor_proposer: ArrayLike,
    discount_factor_responder: ArrayLike | None = None,
) -> Split:
    r"""Return the split where the first responder may leave for an outside option after refusing.

    The option is usable at once after a refusal, by the first responder alone, and is worth
    :math:`o` to it and nothing to the other. The responder gets

    .. math:: x_B = \max\left(\frac{\delta_B(1-\delta_A)}{1-\delta_A\delta_B},\; o\right),

    with a common discount factor the larger of :math:`\delta/(1+\delta)` and :math:`o`. An option
    that is worse than waiting is an empty threat and moves nothing: it is a bound, not a point from
    which the rest is shared (Shaked and Sutton 1984; Binmore 1985). Under a risk of breakdown it is
    such a point: `solve_breakdown`.

    Parameters
    ----------
    outside_option_responder : array_like
        Worth of the option to the first responder, in [0, 1], in units of the pie.
    discount_factor_proposer, discount_factor_responder : array_like
        Per round, in (0, 1], not both 1; the responder's is the same where it is not given.

    Examples
    --------
    >>> split = solve_outside_option([0.3, 0.6], 0.9)
    >>> [round(float(share), 4) for share in split.responder]
    [0.4737, 0.6]
    """
    remedy = "It is a share of the pie: above 1 the responder would refuse every offer."
    [option] = read_numbers("[0, 1]", remedy, outside_option_responder=outside_option_responder)
    waiting = solve_rubinstein(*_factors(discount_factor_proposer, discount_factor_responder))
    responder = np.maximum(waiting.responder, option)
    return Split(1 - responder, responder)


def _disagreement(proposer: ArrayLike, responder: ArrayLike) -> list[Floats]:
    remedy = "It is in units of the pie: what the party gets where talks have broken down."
    payoffs = {"disagreement_proposer": proposer, "disagreement_responder": responder}
    found = read_numbers("[0, inf)", remedy, **payoffs)
    require(
        found[0] + found[1] <= 1,
        "disagreement_proposer + disagreement_responder must be at most 1, the pie. Above it there "
        "is nothing to bargain over and the talks end.",
    )
    return found


def _factors(proposer: ArrayLike, responder: ArrayLike | None) -> list[Floats]:
    other = proposer if responder is None else responder
    return read_discounts(discount_factor_proposer=proposer, discount_factor_responder=other)
