"""What the games about one pie share: a ladder of another step, and reading the first offers.

The ladder `share` is what Bob gets, given by Ann, who proposes in the first round.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bargaining.codes import Response
from bargaining.errors import ArgumentError
from bargaining.lessons.later import np, theory

if TYPE_CHECKING:
    from bargaining.arrays import Bools, Floats
    from bargaining.outcomes import Outcomes

FIRST, OTHER = "share of the first proposer", "share of the other"
AT_ONCE = "agreed in the first round"
# So small beside a step that hardly anybody errs by one.
NOISE_PER_STEP = 0.1
# Look ahead until no more than this is left, within what a classroom can wait for.
NEGLECTED = 1e-3
_LEAST_DEPTH, MOST_DEPTH = 100, 2_000


def steps(step: float) -> dict[str, object]:
    """Return the changes that make a ladder `share` of this step, and noise in proportion."""
    return {**ladder(step), **noise(NOISE_PER_STEP * step)}


def ladder(step: float) -> dict[str, object]:
    """Return the change that makes a ladder `share` of this step, which must divide the pie."""
    count = round(1 / step)
    if abs(count * step - 1) > 1e-9:
        raise ArgumentError(
            f"a step must divide the pie into whole steps; got {step:g}. Take 1 over a whole "
            f"number, such as {1 / max(count, 2):g}."
        )
    return {"issues.share.rungs": {"count": count + 1, "label": "{percent} to Bob"}}


def noise(choice_noise: float, *parties: str) -> dict[str, object]:
    """Return the changes that give parties, Ann and Bob unless named, this choice noise."""
    return {f"parties.{party}.choice_noise": choice_noise for party in parties or ("ann", "bob")}


def discounts(discount: tuple[float, float]) -> dict[str, object]:
    """Return the changes that give Ann and Bob these discount factors."""
    return {
        f"parties.{party}.discount_factor": factor
        for party, factor in zip(("ann", "bob"), discount, strict=True)
    }


def lengths(rounds: float, literature: str, *keys: str) -> dict[str, object]:
    """Return the change that makes each of these keys of a file so many rounds."""
    return {key: {"value": int(rounds), "source": f"literature: {literature}"} for key in keys}


def look_ahead(depth: int) -> dict[str, object]:
    """Return the change that lets talks without end look so many rounds ahead."""
    why = "What lies beyond weighs little."
    return {"settings.table_lookahead": {"value": depth, "source": "assumed", "why": why}}


def endless(step: float, discount: tuple[float, float]) -> dict[str, object]:
    """Return the changes for talks without end by these discount factors."""
    return {**steps(step), **look_ahead(depth(discount[0] * discount[1])), **discounts(discount)}


def depth(kept: float) -> int:
    """Return how far is far enough where two rounds leave `kept`, below 1, of a share."""
    needed = 2 * math.log(NEGLECTED) / math.log(kept) if kept > 0 else 0
    return int(min(max(needed, _LEAST_DEPTH), MOST_DEPTH))


def missed(step: float) -> float:
    """Return how far above what waiting is worth an offer may lie on a ladder.

    Up to a step, since there is no rung between, and a margin for the noise: with a pie of 1 at
    stake the risk of a refusal costs less than another step as soon as an offer lies
    noise × ln(1 / step) above what would be taken.
    """
    return step * (1 + NOISE_PER_STEP * math.log(1 / step))


def rounding(step: float, kept: float, rounds: float = math.inf) -> float:
    """Return how far a ladder's step may take the first proposer's share.

    What one proposer misses (`missed`) raises, discounted, what the other can ask for in the round
    before, and lowers what it can ask itself two rounds before. Misses of odd and even rounds work
    against each other, so that the worst is the sum over every second round. Talks without end add
    what lies beyond the rounds that are looked ahead. `kept` is what two rounds leave of a share:
    the product of the discount factors, or the square of the probability that talks survive a
    refusal.
    """
    if math.isinf(rounds):
        return missed(step) / (1 - kept) + math.pow(kept, depth(kept) / 2)
    return missed(step) * math.fsum(kept**pair for pair in range(math.ceil(rounds / 2)))


def threshold_slack(step: float, threshold: float, discount: tuple[float, float]) -> float:
    """Return how far rounding of later rounds may take Bob's share where he can ask a threshold.

    Where the threshold lies above what waiting is worth to him by more than rounding can add to
    waiting, what later rounds miss is nothing to him.
    """
    slack = rounding(step, discount[0] * discount[1])
    return 0.0 if threshold - float(theory.solve_rubinstein(*discount).responder) > slack else slack


def or_refused(step: float, off: float, stake: float) -> tuple[float, float]:
    """Return `off`, and how often an offer that theory has accepted may be refused on a ladder.

    A proposer who gives `missed` more than waiting is worth is refused hardly ever, so that no
    greater loss is run on purpose. Her own choice among 1 / step rungs is noisy: what that costs
    her is at most noise × ln(1 / step). A refusal costs her the stake, less what the ladder takes
    of her share and adds to what she has after a refusal: `off` each. It is 1 where the ladder may
    take the whole stake.
    """
    left = stake - 2 * off
    risked = missed(step) + NOISE_PER_STEP * step * math.log(1 / step)
    return off, min(risked / left, 1.0) if left > 0 else 1.0


def offered(outcomes: Outcomes, at: int = 0) -> Floats:
    """Return what the offer of a round, from 0, gives Bob, per world; NaN where none is made."""
    levels = np.array([rung.level for rung in outcomes.scenario.issues["share"].rungs])
    offer = outcomes.offer[:, at, 0]
    return np.where(offer >= 0, levels[np.maximum(offer, 0)], np.nan)


def agreed_at_once(outcomes: Outcomes) -> Bools:
    """Return whether the first offer is agreed, per world."""
    agreed: Bools = outcomes.response[:, 0] == Response.AGREED
    return agreed


def responder_share(outcomes: Outcomes) -> Floats:
    """Return what Bob gets, per world; NaN where it is not agreed at once."""
    return np.where(agreed_at_once(outcomes), offered(outcomes), np.nan)


def proposer_share(outcomes: Outcomes) -> Floats:
    """Return what Ann gets, per world; NaN where it is not agreed at once."""
    return 1 - responder_share(outcomes)
