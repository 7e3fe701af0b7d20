"""Threatening sanctions before an audience: who threatens, who yields, who follows through.

References
----------
* Drezner, D. W. (1999). *The Sanctions Paradox: Economic Statecraft and International Relations*.
  Cambridge University Press.
* Fearon, J. D. (1994). Domestic political audiences and the escalation of international disputes.
  *American Political Science Review* 88(3), 577-592.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.theory.arguments import PAYOFF, read_numbers, require


@dataclass(frozen=True, slots=True)
class SanctionThreat:
    """How a threat of sanctions is played; every attribute is an array of probabilities.

    Attributes
    ----------
    threat : array of float
        Probability that the sender threatens.
    yielding : array of float
        Probability that the target yields to a threat.
    imposing : array of float
        Probability that sanctions follow once the target refuses; what the target believes of a
        sender that threatens.
    """

    threat: Floats
    yielding: Floats
    imposing: Floats

    @property
    def success(self) -> Floats:
        """Probability that the target gives in without sanctions."""
        return np.asarray(self.threat * self.yielding)

    @property
    def imposed(self) -> Floats:
        """Probability that sanctions are imposed."""
        return np.asarray(self.threat * (1 - self.yielding) * self.imposing)

    @property
    def backing_down(self) -> Floats:
        """Probability that the sender threatens in vain and lets it be."""
        return np.asarray(self.threat * (1 - self.yielding) * (1 - self.imposing))


def solve_sanction_threat(
    gain: ArrayLike,
    stake: ArrayLike,
    damage: ArrayLike,
    audience_cost: ArrayLike,
    cost_low: ArrayLike = 0.0,
    cost_high: ArrayLike = 1.0,
) -> SanctionThreat:
    r"""Return the equilibrium when only the sender knows what sanctions would cost it.

    The sender threatens or not (0 to both); the target yields (:math:`B` to the sender, :math:`-v`
    to the target) or refuses; then the sender imposes (:math:`-k` and :math:`-s`) or backs down
    (:math:`-a` and 0). Its cost :math:`k` is private, uniform on :math:`[k_0, k_1]`. It imposes iff
    :math:`k < a`, which has probability :math:`p = \min(1, \max(0, (a-k_0)/(k_1-k_0)))`; the
    target yields iff it expects that with a chance of at least :math:`q = v/s`.

    * :math:`p \ge q`: every sender threatens and the target always yields.
    * :math:`p < q < 1`: all with :math:`k < a` threaten and of the others just so many that a
      threat is believed with chance :math:`q`; the target yields just so often that a bluff is
      worth nothing:

      .. math:: \Pr(\text{threat}) = p/q, \qquad \Pr(\text{yield}) = \frac{a}{a+B}, \qquad
                \Pr(\text{impose}) = q .

    * :math:`q \ge 1`, and :math:`p < q`: nothing frightens the target; only senders who like
      sanctions (:math:`k < 0`) threaten, and they impose.

    Where nobody would impose (:math:`p = 0`), nobody threatens and the target would stand firm. The
    game is the smallest one with the audience cost of Fearon (1994) and the sanctions of Drezner
    (1999).

    Parameters
    ----------
    gain, stake : array_like
        B and v, above 0.
    damage, audience_cost : array_like
        s and a, at least 0.
    cost_low, cost_high : array_like
        Ends of the interval from which the cost of sanctions is drawn, the first below the second.

    Notes
    -----
    With no cost below 0 there is also an equilibrium in which a threat is not believed and
    nobody makes one; it does not survive a few senders who like sanctions. Where nobody threatens,
    `yielding` and `imposing` are what would follow if somebody did: a threat out of the blue is
    ascribed to a sender who would impose, if there is one. At :math:`q = 1` (with :math:`p < 1`)
    the target is indifferent even to certain sanctions: any chance of yielding up to
    :math:`a/(a+B)` is an equilibrium, and the one returned is 0.

    Examples
    --------
    >>> play = solve_sanction_threat(gain=1, stake=0.5, damage=1, audience_cost=[0.0, 0.25, 0.6])
    >>> play.threat.tolist(), play.yielding.tolist(), play.imposed.tolist()
    ([0.0, 0.5, 1.0], [0.0, 0.2, 1.0], [0.0, 0.2, 0.0])
    """
    b, v = read_numbers("(0, inf)", "It is a payoff above 0.", gain=gain, stake=stake)
    cost = "It is what sanctions cost the target, or backing down the sender, at least 0."
    s, a = read_numbers("[0, inf)", cost, damage=damage, audience_cost=audience_cost)
    low, high = read_numbers("(-inf, inf)", PAYOFF, cost_low=cost_low, cost_high=cost_high)
    require(low < high, "cost_low must be below cost_high.")
    width = high - low
    credible = np.clip((a - low) / width, 0.0, 1.0)
    liking = np.clip(-low / width, 0.0, 1.0)
    with np.errstate(divide="ignore", over="ignore"):
        least = v / s  # infinite where sanctions do not hurt
    sure, mixed = credible >= least, least < 1
    threat = np.where(sure, 1.0, np.where(mixed, np.minimum(credible / least, 1.0), liking))
    # Where nobody would impose, every threat is empty.
    possible = credible > 0
    yielding = np.where(sure, 1.0, np.where(mixed & possible, a / (a + b), 0.0))
    believed = np.where(mixed, np.minimum(least, 1.0), 1.0)
    imposing = np.where(sure, credible, np.where(possible, believed, 0.0))
    shape = np.broadcast_shapes(threat.shape, yielding.shape)
    return SanctionThreat(*(np.broadcast_to(x, shape) + 0.0 for x in (threat, yielding, imposing)))
