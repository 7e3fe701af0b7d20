"""Alternating offers over a pie: impatience, a last round, a breakdown, and somewhere to go."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.theory.arguments import PER_ROUND, fit_shapes, read_counts, read_numbers, require

__all__ = [
    "Split",
    "find_patience_weight",
    "solve_breakdown",
    "solve_nash_split",
    "solve_outside_option",
    "solve_rubinstein",
    "solve_stahl",
]


@dataclass(frozen=True, slots=True)
class Split:
    """Shares of a pie of size 1, agreed in the first round.

    Attributes
    ----------
    proposer : array of float
        Share of the party that proposes first, in [0, 1]; the arguments' broadcast shape.
    responder : array of float
        Share of the other party; the two sum to 1.
    """

    proposer: Floats
    responder: Floats


def solve_rubinstein(
    discount_factor_proposer: ArrayLike, discount_factor_responder: ArrayLike
) -> Split:
    r"""Return the one subgame-perfect split of alternating offers with no last round.

    With :math:`\delta_A` of the first proposer and :math:`\delta_B` of the other,

    .. math:: x_A = \frac{1-\delta_B}{1-\delta_A\delta_B}, \qquad x_B = 1 - x_A,

    agreed at once. Each proposer offers exactly what the other would get by waiting one round and
    proposing.

    Parameters
    ----------
    discount_factor_proposer, discount_factor_responder : array_like
        Discount factors per round, in (0, 1], not both 1; broadcast against each other.

    Returns
    -------
    Split
        Shares in the order first proposer, first responder.

    Raises
    ------
    ArgumentError
        A discount factor is outside (0, 1], or both are 1: without a cost of delay every split is
        an equilibrium.

    References
    ----------
    Rubinstein, A. (1982). Perfect equilibrium in a bargaining model. *Econometrica* 50(1), 97-109.

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
    r"""Return a party's share as offers follow each other ever faster: its bargaining weight.

    With discount factors :math:`\delta_A^h, \delta_B^h` and the time between offers
    :math:`h \to 0`, both the proposer's and the responder's share of A tend to

    .. math:: \alpha = \frac{\ln\delta_B}{\ln\delta_A + \ln\delta_B},

    the weight of A in the asymmetric Nash product; who proposes first no longer matters.

    Parameters
    ----------
    discount_factor, discount_factor_other : array_like
        Discount factors per unit of time of the party and of the other, in (0, 1], not both 1.

    Returns
    -------
    array of float
        Weight of the party, in [0, 1].

    Raises
    ------
    ArgumentError
        A discount factor is outside (0, 1], or both are 1.

    References
    ----------
    Binmore, K., Rubinstein, A. and Wolinsky, A. (1986). The Nash bargaining solution in economic
    modelling. *RAND Journal of Economics* 17(2), 176-188.
    """
    own, other = read_numbers(
        "(0, 1]",
        PER_ROUND,
        discount_factor=discount_factor,
        discount_factor_other=discount_factor_other,
    )
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

    the value of the backward induction :math:`x_A(T) = 1 - \delta_B\,(1 - \delta_A\,x_A(T-2))`.

    Parameters
    ----------
    rounds : array_like of int
        Number of rounds T, at least 1.
    discount_factor_proposer : array_like
        Discount factor per round of the first proposer, in (0, 1].
    discount_factor_responder : array_like, optional
        That of the other party; the same as the proposer's where it is not given.

    Returns
    -------
    Split
        Shares in the order first proposer, first responder; the arguments' broadcast shape.

    Raises
    ------
    ArgumentError
        `rounds` is no whole number of at least 1, or a discount factor is outside (0, 1].

    References
    ----------
    Ståhl, I. (1972). *Bargaining Theory*. Stockholm: Economic Research Institute, Stockholm
    School of Economics.

    Examples
    --------
    >>> [round(float(solve_stahl(n, 0.7).proposer), 3) for n in (1, 2, 3, 4)]
    [1.0, 0.3, 0.79, 0.447]
    """
    if discount_factor_responder is None:
        discount_factor_responder = discount_factor_proposer
    [count] = read_counts("[1, inf)", "One round is an ultimatum.", rounds=rounds)
    a, b = _factors(discount_factor_proposer, discount_factor_responder)
    count, a, b = fit_shapes(rounds=count, discount_factor_proposer=a, discount_factor_responder=b)
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

    .. math:: x_A = \frac{1 + (1-\pi)\,o_A - o_B}{2-\pi} = o_A + \frac{s}{2-\pi}.

    As :math:`\pi \to 0` this is the Nash solution, `solve_nash_split`.

    Parameters
    ----------
    breakdown_probability : array_like
        Probability of breakdown after a refusal, in (0, 1].
    disagreement_proposer, disagreement_responder : array_like
        Payoffs after breakdown of the first proposer and of the other, each at least 0, together
        at most 1.

    Returns
    -------
    Split
        Shares in the order first proposer, first responder.

    Raises
    ------
    ArgumentError
        The probability is outside (0, 1], a payoff is below 0, or the payoffs exceed the pie.

    References
    ----------
    Binmore, K., Rubinstein, A. and Wolinsky, A. (1986). The Nash bargaining solution in economic
    modelling. *RAND Journal of Economics* 17(2), 176-188.

    Examples
    --------
    >>> round(float(solve_breakdown(0.1, 0.1, 0.3).proposer), 4)
    0.4158
    """
    [risk] = read_numbers(
        "(0, 1]",
        "At 0 delay costs nothing and every split is an equilibrium: see solve_nash_split.",
        breakdown_probability=breakdown_probability,
    )
    own, other = _disagreement(disagreement_proposer, disagreement_responder)
    surplus = 1 - own - other
    return Split(own + surplus / (2 - risk), other + surplus * (1 - risk) / (2 - risk))


def solve_nash_split(
    disagreement_proposer: ArrayLike = 0.0, disagreement_responder: ArrayLike = 0.0
) -> Split:
    r"""Return the Nash solution of a pie: each its disagreement payoff and half of the rest.

    .. math:: x_A = \frac{1 + o_A - o_B}{2}

    maximises :math:`(x_A - o_A)(1 - x_A - o_B)`.

    Parameters
    ----------
    disagreement_proposer, disagreement_responder : array_like
        Payoffs without agreement, each at least 0, together at most 1.

    Returns
    -------
    Split
        Shares in the order of the arguments; who proposes does not matter.

    Raises
    ------
    ArgumentError
        A payoff is below 0, or the payoffs exceed the pie.

    References
    ----------
    Nash, J. F. (1950). The bargaining problem. *Econometrica* 18(2), 155-162.
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
    :math:`o` to it and nothing to the other. With a common discount factor the responder gets

    .. math:: x_B = \max\left(\frac{\delta}{1+\delta},\; o\right),

    and with two, :math:`x_B = \max(\delta_B(1-\delta_A)/(1-\delta_A\delta_B),\, o)`. An option that
    is worse than waiting is an empty threat and moves nothing: it is a bound, not a point from
    which the rest is shared. (Under a risk of breakdown it is such a point: `solve_breakdown`.)

    Parameters
    ----------
    outside_option_responder : array_like
        Worth of the option to the first responder, in [0, 1], in units of the pie.
    discount_factor_proposer : array_like
        Discount factor per round of the first proposer, in (0, 1].
    discount_factor_responder : array_like, optional
        That of the responder; the same as the proposer's where it is not given.

    Returns
    -------
    Split
        Shares in the order first proposer, first responder.

    Raises
    ------
    ArgumentError
        The option is outside [0, 1], a discount factor outside (0, 1], or both factors are 1.

    References
    ----------
    Shaked, A. and Sutton, J. (1984). Involuntary unemployment as a perfect equilibrium in a
    bargaining model. *Econometrica* 52(6), 1351-1364.

    Binmore, K. (1985). Bargaining and coalitions. In A. E. Roth (ed.), *Game-Theoretic Models of
    Bargaining*, Cambridge University Press, 269-304.

    Examples
    --------
    >>> split = solve_outside_option([0.3, 0.6], 0.9)
    >>> [round(float(share), 4) for share in split.responder]
    [0.4737, 0.6]
    """
    [option] = read_numbers(
        "[0, 1]",
        "It is a share of the pie: above 1 the responder would refuse every offer.",
        outside_option_responder=outside_option_responder,
    )
    if discount_factor_responder is None:
        discount_factor_responder = discount_factor_proposer
    waiting = solve_rubinstein(discount_factor_proposer, discount_factor_responder)
    responder = np.maximum(waiting.responder, option)
    return Split(1 - responder, responder)


def _disagreement(proposer: ArrayLike, responder: ArrayLike) -> list[Floats]:
    found = read_numbers(
        "[0, inf)",
        "It is in units of the pie: what the party gets where talks have broken down.",
        disagreement_proposer=proposer,
        disagreement_responder=responder,
    )
    require(
        found[0] + found[1] <= 1,
        "disagreement_proposer + disagreement_responder must be at most 1, the pie. Above it there "
        "is nothing to bargain over and the talks end.",
    )
    return found


def _factors(proposer: ArrayLike, responder: ArrayLike) -> list[Floats]:
    return read_numbers(
        "(0, 1]", PER_ROUND, discount_factor_proposer=proposer, discount_factor_responder=responder
    )
