"""Whom a divided home helps: two negotiators with ratifiers at their backs (Schelling; Putnam)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bargaining.theory.domains import require, require_within
from bargaining.theory.splits import Split

__all__ = ["solve_ratified_offers", "solve_two_level"]

_SHARE = "It is the least share of the pie that would be ratified at home."
_PER_ROUND = "It is per round: 0.9 means that a share one round later is worth 10 % less."


def solve_two_level(
    least_share: ArrayLike, least_share_other: ArrayLike, weight: ArrayLike = 0.5
) -> Split:
    r"""Return the split of a pie when either side's home would refuse less than some share.

    Homes that need :math:`m_A` and :math:`m_B` leave the shares :math:`[m_A,\, 1-m_B]` of A to be
    bargained over. With the bargaining weight :math:`\alpha` of A the negotiators maximise
    :math:`x^\alpha (1-x)^{1-\alpha}` there, so that

    .. math:: x_A = \min(\max(\alpha,\, m_A),\, 1 - m_B).

    A demanding home never hurts its own negotiator, helps him once it asks for more than he would
    have got anyway, and takes everything from him when the win-sets no longer overlap
    (:math:`m_A + m_B > 1`): Schelling's conjecture and its limit.

    Parameters
    ----------
    least_share, least_share_other : array_like
        Least shares that either home ratifies, in [0, 1].
    weight : array_like
        Bargaining weight of the first side, in [0, 1]; one half for equals.

    Returns
    -------
    Split
        Shares of the first side and of the other; NaN for both where the win-sets do not overlap.

    Raises
    ------
    ArgumentError
        A share or the weight is outside [0, 1].

    References
    ----------
    Schelling, T. C. (1960). *The Strategy of Conflict*. Harvard University Press, ch. 2.

    Putnam, R. D. (1988). Diplomacy and domestic politics: the logic of two-level games.
    *International Organization* 42(3), 427-460.

    Examples
    --------
    >>> split = solve_two_level([0.3, 0.6, 0.8], 0.3)
    >>> split.proposer.tolist()
    [0.5, 0.6, nan]
    """
    own = require_within("least_share", least_share, low=0, high=1, remedy=_SHARE)
    other = require_within("least_share_other", least_share_other, low=0, high=1, remedy=_SHARE)
    alpha = require_within("weight", weight, low=0, high=1, remedy="It is a share of the power.")
    x = np.minimum(np.maximum(alpha, own), 1 - other)
    x = np.where(own > 1 - other, np.nan, x)
    return Split(x, 1 - x)


def solve_ratified_offers(
    least_share_responder: ArrayLike,
    discount_factor_proposer: ArrayLike,
    discount_factor_responder: ArrayLike,
) -> Split:
    r"""Return the split of alternating offers when the responder's home refuses less than a share.

    Every agreement, whoever proposes it, must leave the first responder B the share :math:`m` that
    its home ratifies. The first proposer A gives

    .. math:: x_B = \max\!\Big(m,\; \frac{\delta_B(1-\delta_A)}{1-\delta_A\delta_B}\Big),

    what B's home asks or what waiting is worth to B, whichever is more. Where home asks for more,
    waiting for B's own turn would bring :math:`1 - \delta_A(1-m)`, worth less than :math:`m` now.

    Parameters
    ----------
    least_share_responder : array_like
        Least share that the first responder's home ratifies, in [0, 1].
    discount_factor_proposer, discount_factor_responder : array_like
        Discount factors per round, in (0, 1], not both 1.

    Returns
    -------
    Split
        Shares in the order first proposer, first responder.

    Raises
    ------
    ArgumentError
        A number is outside its range.

    References
    ----------
    Rubinstein, A. (1982). Perfect equilibrium in a bargaining model. *Econometrica* 50(1), 97-109
    (the game); Putnam, R. D. (1988), *International Organization* 42(3), 427-460 (the home). The
    formula is that of an outside option, as in `solve_outside_option`, with the hurdle in its
    place.

    Examples
    --------
    >>> round(float(solve_ratified_offers(0.6, 0.9, 0.9).responder), 4)
    0.6
    """
    m = require_within("least_share_responder", least_share_responder, low=0, high=1, remedy=_SHARE)
    a, b = (
        require_within(name, value, low=0, high=1, low_open=True, remedy=_PER_ROUND)
        for name, value in (
            ("discount_factor_proposer", discount_factor_proposer),
            ("discount_factor_responder", discount_factor_responder),
        )
    )
    require(
        a * b < 1,
        "at least one discount factor must be below 1; got 1 and 1. Where delay costs nobody "
        "anything every split that is ratified is an equilibrium.",
    )
    responder = np.maximum(m, b * (1 - a) / (1 - a * b))
    return Split(np.asarray(1 - responder), np.asarray(responder))
