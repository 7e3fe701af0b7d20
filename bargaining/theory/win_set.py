"""What home will sign: win-sets, a setter before a ratifier, and two negotiators with homes.

References
----------
* Putnam, R. D. (1988). Diplomacy and domestic politics: the logic of two-level games.
  *International Organization* 42(3), 427-460.
* Romer, T. and Rosenthal, H. (1978). Political resource allocation, controlled agendas, and the
  status quo. *Public Choice* 33(4), 27-43.
* Rubinstein, A. (1982). Perfect equilibrium in a bargaining model. *Econometrica* 50(1), 97-109.
* Schelling, T. C. (1960). *The Strategy of Conflict*. Harvard University Press, ch. 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Bools, Floats
from bargaining.theory.alternating_offers import Split, solve_rubinstein
from bargaining.theory.arguments import SHARE, read_numbers

_POSITION = "It is a place on the line of policy: any finite number."
_HURDLE = "It is how far above the reversion a text must be, in the ratifier's payoff units."


@dataclass(frozen=True, slots=True)
class WinSet:
    """An interval of policies that would be ratified, both ends included.

    Attributes
    ----------
    low, high : array of float
        Ends of the interval, in units of the line; NaN where nothing would be ratified.
    """

    low: Floats
    high: Floats

    @property
    def empty(self) -> Bools:
        """Where nothing would be ratified."""
        return np.isnan(self.low)

    def overlap(self, other: WinSet) -> WinSet:
        """Return what both sides would ratify, empty where nothing is (Putnam 1988, 437 f.)."""
        low = np.asarray(np.maximum(self.low, other.low))
        high = np.asarray(np.minimum(self.high, other.high))
        apart = np.isnan(low) | np.isnan(high) | (low > high)
        return WinSet(np.where(apart, np.nan, low), np.where(apart, np.nan, high))


def find_win_set(ideal: ArrayLike, reversion: ArrayLike, hurdle: ArrayLike = 0.0) -> WinSet:
    r"""Return the policies that a ratifier with one favourite point prefers to the reversion.

    With the ideal point :math:`r`, the reversion :math:`q`, the hurdle :math:`h` and a quadratic
    loss :math:`u(x) = -(x-r)^2`, a policy :math:`x` passes iff :math:`u(x) \ge u(q) + h`, that is
    :math:`|x-r| \le \sqrt{(q-r)^2 - h}`; with :math:`h = 0` this is the interval between :math:`q`
    and its mirror image :math:`2r - q` (Romer and Rosenthal 1978; Putnam 1988). Where nothing is
    good enough both ends are NaN.

    Parameters
    ----------
    ideal, reversion : array_like
        The ratifier's favourite policy, and the policy in force if nothing is ratified.
    hurdle : array_like
        How much better than the reversion a text must be, in payoff units; it may be negative.

    Examples
    --------
    >>> home = find_win_set(ideal=0.5, reversion=0.2)
    >>> float(home.low), float(home.high)
    (0.2, 0.8)
    """
    r, q = read_numbers("(-inf, inf)", _POSITION, ideal=ideal, reversion=reversion)
    [h] = read_numbers("(-inf, inf)", _HURDLE, hurdle=hurdle)
    room = (q - r) ** 2 - h
    reach = np.sqrt(np.where(room >= 0, room, np.nan))
    # At no hurdle the reversion itself is an end, to the last digit.
    plain = h == 0
    low = np.where(plain, np.minimum(q, 2 * r - q), r - reach)
    return WinSet(low, np.where(plain, np.maximum(q, 2 * r - q), r + reach))


def solve_setter(
    ideal_setter: ArrayLike,
    ideal_ratifier: ArrayLike,
    reversion: ArrayLike,
    hurdle: ArrayLike = 0.0,
) -> Floats:
    r"""Return the policy that a setter gets from a ratifier who can only say yes or no.

    The setter proposes the policy nearest to its own ideal point :math:`s` in the win-set, or
    nothing where the reversion is at least as near. With :math:`s > r > q` and no hurdle the
    policy is :math:`\min(s,\, 2r - q)`: the worse the reversion for the ratifier, the further the
    setter can go (Romer and Rosenthal 1978).

    Parameters
    ----------
    ideal_setter, ideal_ratifier : array_like
        Favourite policies of the one who proposes and of the one who ratifies.
    reversion, hurdle : array_like
        As in `find_win_set`; any loss of the setter that grows with distance gives the same answer.

    Examples
    --------
    >>> float(solve_setter(ideal_setter=1.0, ideal_ratifier=0.5, reversion=0.2))
    0.8
    """
    s, q = read_numbers("(-inf, inf)", _POSITION, ideal_setter=ideal_setter, reversion=reversion)
    home = find_win_set(ideal_ratifier, q, hurdle)
    nearest = np.clip(s, home.low, home.high)
    # Where nothing passes this is NaN, which is not nearer.
    return np.where(np.abs(nearest - s) < np.abs(q - s), nearest, q)


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
    (:math:`m_A + m_B > 1`, where both shares are NaN): Schelling's (1960) conjecture and its limit
    (Putnam 1988).

    Parameters
    ----------
    least_share, least_share_other : array_like
        Least shares that either home ratifies, in [0, 1].
    weight : array_like
        Bargaining weight of the first side, in [0, 1]; one half for equals.

    Examples
    --------
    >>> split = solve_two_level([0.3, 0.6, 0.8], 0.3)
    >>> split.proposer.tolist()
    [0.5, 0.6, nan]
    """
    shares = {"least_share": least_share, "least_share_other": least_share_other}
    remedy = "It is the least share of the pie that would be ratified at home."
    own, other = read_numbers("[0, 1]", remedy, **shares)
    [alpha] = read_numbers("[0, 1]", "It is a share of the power.", weight=weight)
    x = np.minimum(np.maximum(alpha, own), 1 - other)
    x = np.where(own > 1 - other, np.nan, x)
    return Split(x, 1 - x)


def solve_ratified_offers(
    least_share_responder: ArrayLike,
    discount_factor_proposer: ArrayLike,
    discount_factor_responder: ArrayLike,
) -> Split:
    r"""Return the split of alternating offers when the responder's home refuses less than a share.

    Every agreement, by either proposer, must leave the first responder B the share :math:`m` that
    its home ratifies. The first proposer A gives

    .. math:: x_B = \max\!\Big(m,\; \frac{\delta_B(1-\delta_A)}{1-\delta_A\delta_B}\Big),

    what B's home asks or what waiting is worth to B (Rubinstein 1982), whichever is more: the
    formula of an outside option, `solve_outside_option`. Where home asks for more, waiting for B's
    own turn would bring :math:`1 - \delta_A(1-m)`, worth less than :math:`m` now.

    Parameters
    ----------
    least_share_responder : array_like
        Least share that the first responder's home ratifies, in [0, 1].
    discount_factor_proposer, discount_factor_responder : array_like
        Per round, in (0, 1], not both 1.
    """
    [least] = read_numbers("[0, 1]", SHARE, least_share_responder=least_share_responder)
    waiting = solve_rubinstein(discount_factor_proposer, discount_factor_responder)
    responder = np.maximum(least, waiting.responder)
    return Split(np.asarray(1 - responder), np.asarray(responder))
