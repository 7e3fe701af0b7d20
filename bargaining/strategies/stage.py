"""One round of the table: an offer, the answers to it, and what both are worth (equation 9).

Everything here is in units of each principal's own choice noise, above its value of sitting at the
table: ``(value - UT) / noise``. Logits then need no division, and the odds of each package can be
raised to the exponential once for all rounds looked ahead: 1 / (1 + exp(c - g)) is
1 / (1 + exp(c) exp(-g)), where only c changes from round to round.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Bools, Floats
from bargaining.strategies.mixing import over_types
from bargaining.world.state import logistic

__all__ = ["Answers", "Board", "Prepared", "prepare"]

# Beyond this many noises exponentials could overflow; such rows are played the slower way.
MILD = 300.0


@dataclass(frozen=True, slots=True)
class Prepared:
    """A principal's packages, ready for any round of the look-ahead.

    Attributes
    ----------
    worth : array over (row, type, package)
        Value once signed, in noises above the value of sitting at the table.
    against : array over (row, type, package) or None
        exp(-worth), where that cannot overflow.
    """

    worth: Floats
    against: Floats | None


def prepare(worth: Floats, *, mild: bool) -> Prepared:
    """Make a principal's packages ready."""
    return Prepared(worth, np.exp(-worth) if mild else None)


@dataclass(frozen=True, slots=True)
class Answers:
    """How a round's game is played.

    Attributes
    ----------
    value : dict of principal to array over (row, type)
    waiting : dict of principal to array over (row, type)
        Value of ending the round without a signature, the option to leave at once included.
    offers : array over (row, type, package + 1) or None
        Log-probability of each offer by the proposer's type, passing last.
    opts_out : dict of responder to array over (row, type)
        Probability of leaving at once after a refusal.
    """

    value: dict[int, Floats]
    waiting: dict[int, Floats]
    offers: Floats | None
    opts_out: dict[int, Floats]


@dataclass(frozen=True, slots=True)
class Board:
    """What does not change from round to round of the look-ahead.

    Attributes
    ----------
    principals : tuple of int
    belief : dict of principal to array over (row, type)
    offerable : array over (row, package)
        Probability that every ratifier approves; 0 where a package may not be offered.
    feasible : booleans over (row, package)
        Which packages may be offered.
    barred : array over (row,)
        How many packages may not.
    broken : dict of principal to array over (row, type)
        Value after a breakdown.
    opt_out, uniform : bool
        The responder may leave at once; answers have a uniform shock in the place of a logit one.
    noise : dict of principal to array over (row,)
    """

    principals: tuple[int, ...]
    belief: dict[int, Floats]
    offerable: Floats
    feasible: Bools
    barred: Floats
    broken: dict[int, Floats]
    opt_out: bool
    uniform: bool
    noise: dict[int, Floats]

    def play(
        self,
        agreed: dict[int, Prepared],
        waiting: dict[int, Floats],
        proposer: int,
        *,
        detail: bool = False,
    ) -> Answers:
        """Solve one round's game.

        Parameters
        ----------
        agreed : dict of principal to Prepared
        waiting : dict of principal to array over (row, type)
            Value of ending the round without a signature.
        detail : bool
            Whether the probabilities of offers are wanted beside the values.
        """
        responders = [p for p in self.principals if p != proposer]
        waiting, opts_out = self._after_opting_out(waiting, proposer, responders)
        accepts = {r: self._accepts(r, agreed[r], waiting[r]) for r in responders}
        expected = {r: over_types(accepts[r], self.belief[r]) for r in responders}
        signed = self.offerable
        for responder in responders:
            signed = signed * expected[responder]
        score = agreed[proposer].worth - waiting[proposer][:, :, None]
        score *= signed[:, None, :]
        top = None if agreed[proposer].against is not None else np.maximum(score.max(axis=-1), 0.0)
        weights = np.exp(score if top is None else score - top[:, :, None])
        # A package that cannot be offered scores 0 and weighs as much as passing: take it out.
        excess = 1.0 - self.barred[:, None]
        total = weights.sum(axis=-1) + (excess if top is None else excess * np.exp(-top))
        gain = np.einsum("rtm,rtm->rt", weights, score)
        value = {proposer: waiting[proposer] + gain / total}
        share = self.belief[proposer] / total
        offered = share[:, 0, None] * weights[:, 0]
        for type_ in range(1, weights.shape[1]):
            offered += share[:, type_, None] * weights[:, type_]
        offered *= self.offerable
        for responder in responders:
            reached = offered
            for other in responders:
                if other != responder:
                    reached = reached * expected[other]
            taken = np.multiply(accepts[responder], reached[:, None, :], out=accepts[responder])
            mean = np.einsum("rtm,rtm->rt", taken, agreed[responder].worth)
            chance = taken.sum(axis=-1)
            value[responder] = waiting[responder] + (mean - chance * waiting[responder])
        offers = self._offers(score, top, total) if detail else None
        return Answers(value, waiting, offers, opts_out)

    def _offers(self, score: Floats, top: Floats | None, total: Floats) -> Floats:
        """Log-probability of each offer, passing last."""
        shift = np.zeros(total.shape) if top is None else top
        possible = np.where(self.feasible[:, None, :], score, -np.inf)
        passing = np.zeros((*total.shape, 1))
        odds = np.concatenate([possible, passing], axis=2)
        return odds - (shift + np.log(total))[:, :, None]

    def _accepts(self, responder: int, agreed: Prepared, waiting: Floats) -> Floats:
        """Probability of accepting each package, (row, type, package)."""
        if self.uniform:
            noise = self.noise[responder][:, None, None]
            return np.clip((agreed.worth - waiting[:, :, None]) * noise, 0.0, 1.0)
        if agreed.against is None:
            return logistic(agreed.worth - waiting[:, :, None])
        odds = agreed.against * np.exp(waiting)[:, :, None]
        odds += 1.0
        return np.divide(1.0, odds, out=odds)

    def _after_opting_out(
        self, waiting: dict[int, Floats], proposer: int, responders: list[int]
    ) -> tuple[dict[int, Floats], dict[int, Floats]]:
        """Let the responder leave at once after rejecting, where the file says so."""
        if not self.opt_out:
            return waiting, {}
        (responder,) = responders
        waiting = dict(waiting)
        leaves = logistic(self.broken[responder] - waiting[responder])
        mean = over_types(leaves, self.belief[responder])[:, None]
        for party, share in ((responder, leaves), (proposer, mean)):
            waiting[party] = share * self.broken[party] + (1.0 - share) * waiting[party]
        return waiting, {responder: leaves}
