"""The outside option principle (Shaked and Sutton 1984; Binmore 1985)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bargaining.theory.domains import require_within
from bargaining.theory.rubinstein import solve_rubinstein
from bargaining.theory.splits import Split

__all__ = ["solve_outside_option"]


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
    option = require_within(
        "outside_option_responder",
        outside_option_responder,
        low=0,
        high=1,
        remedy="It is a share of the pie: above 1 the responder leaves whatever is offered.",
    )
    if discount_factor_responder is None:
        discount_factor_responder = discount_factor_proposer
    waiting = solve_rubinstein(discount_factor_proposer, discount_factor_responder)
    responder = np.maximum(waiting.responder, option)
    return Split(1 - responder, responder)
