"""Alternating offers under a risk of breakdown (Binmore, Rubinstein and Wolinsky 1986)."""

from __future__ import annotations

from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.theory.domains import require, require_within
from bargaining.theory.splits import Split

__all__ = ["solve_breakdown", "solve_nash_split"]

_PAYOFF = "It is in units of the pie: what the party gets where talks have broken down."


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
    risk = require_within(
        "breakdown_probability",
        breakdown_probability,
        low=0,
        high=1,
        low_open=True,
        remedy="At 0 delay costs nothing and every split is an equilibrium: see solve_nash_split.",
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


def _disagreement(proposer: ArrayLike, responder: ArrayLike) -> tuple[Floats, Floats]:
    own = require_within("disagreement_proposer", proposer, low=0, remedy=_PAYOFF)
    other = require_within("disagreement_responder", responder, low=0, remedy=_PAYOFF)
    require(
        own + other <= 1,
        "disagreement_proposer + disagreement_responder must be at most 1, the pie. Above it there "
        "is nothing to bargain over and the talks end.",
    )
    return own, other
