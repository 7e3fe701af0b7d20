"""Chance decides who proposes: to one other party, or to a majority."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bargaining.errors import ArgumentError
from bargaining.lessons import pie
from bargaining.lessons.lesson import (
    EnginePlay,
    Lesson,
    Measure,
    Pair,
    Sweep,
    np,
    options_of,
    theory,
)

if TYPE_CHECKING:
    from bargaining.arrays import Floats
    from bargaining.outcomes import Outcomes


_ANN, _BOB = "Ann's share where she proposes", "Bob's share where he proposes"
_VALUE = "Ann's share before the coin falls"
_NEGLECTED = 1e-3
_MOST_DEPTH = 2_000


def _coin(*, discount: Pair, recognition: float) -> dict[str, object]:
    play = theory.solve_random_proposer(*discount, recognition)
    return {_ANN: play.share_proposing, _BOB: play.share_proposing_other, _VALUE: play.value}


def _depth(discount: Pair) -> int:
    """Return how many rounds to look ahead until hardly anything lies beyond."""
    slowest = max(discount)
    needed = math.log(_NEGLECTED) / math.log(slowest) if slowest < 1 else math.inf
    return int(min(needed + 1, _MOST_DEPTH))


def _coin_changes(step: float, *, discount: Pair, recognition: float) -> dict[str, object]:
    depth = {"value": _depth(discount), "source": "assumed", "why": "What lies beyond is little."}
    return {
        **pie.steps(step),
        "table.recognition": {
            "ann": {"value": recognition, "source": "literature: Binmore 1987"},
            "bob": {"value": 1 - recognition, "source": "literature: Binmore 1987"},
        },
        "settings.table_lookahead": depth,
        **pie.discounts(discount),
    }


def _value_bound(step: float, *, discount: Pair, recognition: float) -> float:
    """Return how far a ladder's step may take Ann's value.

    The party that is offered a share gets up to `missed` more than waiting is worth: Ann loses that
    where she proposes and gains it where she does not. What is expected of the next round passes it
    on to this one.
    """
    passed_on = recognition * discount[1] + (1 - recognition) * discount[0]
    once = max(recognition, 1 - recognition) * pie.missed(step)
    return once / (1 - passed_on) + max(discount) ** _depth(discount)


def _share_bound(step: float, *, discount: Pair, recognition: float) -> float:
    """Return how far it may take a proposer's share: its own miss, and the other's value's."""
    return pie.missed(step) + _value_bound(step, discount=discount, recognition=recognition)


def _ann(outcomes: Outcomes) -> Floats:
    """Return Ann's share in worlds where she proposed and was accepted at once."""
    return np.where(outcomes.proposer[:, 0] == 0, pie.proposer_share(outcomes), np.nan)


def _bob(outcomes: Outcomes) -> Floats:
    return np.where(outcomes.proposer[:, 0] == 1, pie.responder_share(outcomes), np.nan)


_COIN_LESSON = Lesson(
    name="random-proposer",
    title="A coin decides who proposes",
    who="Binmore 1987",
    summary="The party that proposes gains by it, and patience decides what the coin is worth.",
    options=options_of(
        "discount 0.9 0.9 (0, 1]: discount factors per round, Ann's and Bob's",
        "recognition 0.5 (0, 1): probability that Ann proposes in a round",
    ),
    solution=_coin,
    sweep=Sweep(
        option="discount",
        place=1,
        values=tuple(k / 100 for k in range(30, 100)),
        quantities=(_ANN, _BOB, _VALUE),
        played=(0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95),
        axes=("Bob's discount factor per round", "share of the pie"),
    ),
    engine=EnginePlay(
        file="random-proposer",
        changes=_coin_changes,
        fine=0.0005,
        measures=(
            Measure(_ANN, _ann, _share_bound),
            Measure(_BOB, _bob, _share_bound),
            Measure(_VALUE, pie.proposer_share, _value_bound),
        ),
        cases=(
            *({"discount": pair} for pair in ((0.9, 0.9), (0.9, 0.6), (0.5, 0.8))),
            {"discount": (0.9, 0.9), "recognition": 0.7},
        ),
    ),
)


_PROPOSER, _PARTNER = "share of the proposer", "share of each partner"
_MAJORITY_VALUE = "expected share of everybody"


def _majority(*, parties: float, needed: float, discount: float) -> dict[str, object]:
    majority = parties // 2 + 1
    if needed > parties:
        raise ArgumentError(
            f"needed must be at most parties; got {needed:g} and {parties:g}. A bare majority of "
            f"{parties:g} is {majority:g}."
        )
    if needed == parties and discount == 1:
        raise ArgumentError(
            f"discount must be below 1 where all parties must accept, as with needed {needed:g} "
            f"of parties {parties:g}. Where delay costs nobody anything every division is an "
            "equilibrium."
        )
    play = theory.solve_baron_ferejohn(parties, discount, needed)
    partner = {
        _PARTNER: play.partner_share,
        "chance of being a partner, for one who does not propose": play.partner_probability,
    }
    return {
        _PROPOSER: play.proposer_share,
        # A proposer who needs no other consent has no partner to pay.
        **({} if needed == 1 else partner),
        _MAJORITY_VALUE: play.value,
        "how many are a bare majority": majority,
    }


_MAJORITY_LESSON = Lesson(
    name="baron-ferejohn",
    title="Division by majority",
    who="Baron and Ferejohn 1989",
    summary="The proposer buys only the consents it needs, and keeps more than any partner gets.",
    options=options_of(
        "parties 5 whole [2, inf): how many divide the pie",
        "needed 3 whole [1, inf): how many must accept, the proposer among them",
        "discount 0.9 (0, 1]: discount factor of all, per round",
    ),
    solution=_majority,
    sweep=Sweep(
        option="discount",
        values=tuple(k / 50 for k in range(1, 51)),
        quantities=(_PROPOSER, _PARTNER, _MAJORITY_VALUE),
        axes=("discount factor per round", "share of the pie"),
    ),
)

LESSONS = (_COIN_LESSON, _MAJORITY_LESSON)
