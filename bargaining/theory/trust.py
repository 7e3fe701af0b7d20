"""When to trust a partner who may cheat: the threshold of trust (Kydd 2005)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Bools, Floats
from bargaining.theory.domains import require, require_within

__all__ = ["decide_trust", "find_trust_threshold"]


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
    remedy = "It is a payoff: any finite number."
    r = require_within("reward", reward, remedy=remedy)
    s = require_within("betrayal", betrayal, remedy=remedy)
    p = require_within("punishment", punishment, remedy=remedy)
    require(
        (r > p) & (p > s),
        "payoffs must be in the order reward > punishment > betrayal. Otherwise one answer is "
        "right whatever one believes, and trust does not matter.",
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
    b = require_within("belief", belief, low=0, high=1, remedy="It is a probability.")
    return np.asarray(b >= find_trust_threshold(reward, betrayal, punishment))
