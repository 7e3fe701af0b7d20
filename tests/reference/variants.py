"""Toy scenarios that between them switch on every rule of the model."""

from __future__ import annotations

from bargaining.scenario.schema import Scenario
from tests.reference.changes import (
    add_acts,
    add_new_leaders,
    add_schedules,
    begin_with_agreement,
    correlate_priors,
    draw_every_prior,
    make_types_known,
    seat_three,
    take_types_away,
)
from tests.reference.edits import Change, dated, do, put, settings, table
from tests.reference.second_model import SECOND_MODEL
from tests.reference.toy import between, document, number, read

_EVERY_INTERVENTION = dated(
    do(0, "parameter", "parties.south.belief", 0.8),
    do(0, "scale", "payoffs.north.relief * tension", 0.5, until=3),
    do(1, "add", "payoffs.south.relief", -0.5, until=5, of="payoffs.north.tension * relief"),
    do(1, "scale", "conditions.strain.drivers.relief * tension", 3.0),
    do(2, "add", "payoffs.north.relief", 0.1),
    do(2, "parameter", "parties.north.discount_factor", 0.8),
    do(2, "parameter", "parties.south.expected_delivery.type_0", 0.7),
    do(1, "level", "relief", 0.5),
    do(3, "level", "proof", 1.0, until=4),
    do(4, "level", "backing", 0.0),
    do(2, "condition", "tension", 0.6, until=4),
    do(5, "condition", "session", 1.0),
    do(1, "act", "launch"),
    do(2, "no_act", "launch", until=3),
    do(0, "hold", "relief", "up", until=1),
    do(5, "hold", "calm", "both"),
    do(4, "hold", "restraint", "down"),
    do(1, "menu", "relief", "proof", until=5),
    do(3, "belief", "south", 3.0),
    do(5, "belief", "ally", 0.5),
    do(2, "talks", "closed"),
    do(3, "talks", "open", until=4),
    do(5, "turnover", "south"),
    do(6, "parameter", "acts.launch.floor", 0.4),
    do(6, "parameter", "table.breakdown_probability", 0.3),
)  # fmt: skip

_ONE_ROUND = table(agreement_term="one_round", delivery="immediate")
_LEAVING = table(opt_out="responder")
_FINAL = table(breakdown_is_final=True, breakdown_probability=number(0.15))
_EVERY_DELTA_ONE = put(
    {
        f"parties.{name}.discount_factor": number(1.0)
        for name in ("north", "south", "ally", "public")
    }
)

VARIANTS: dict[str, tuple[Change, ...]] = {
    "plain": (),
    "random proposer": (table(proposer="random"),),
    "weighed proposer": (
        table(proposer="random", recognition={"north": number(0.25), "south": number(0.75)}),
    ),
    "never recognised": (
        table(proposer="random", recognition={"north": number(0.0), "south": number(1.0)}),
    ),
    "fixed proposer": (table(proposer="fixed"),),
    "opting out": (_LEAVING,),
    "opting out for good": (_LEAVING, _FINAL),
    "final breakdown": (_FINAL,),
    "deadline": (table(deadline=number(5)),),
    "deadline, random, final": (table(deadline=number(6), proposer="random"), _FINAL),
    "deadline and opening by force": (
        table(deadline=number(3)),
        dated(do(1, "talks", "closed"), do(2, "talks", "open"), do(4, "talks", "open")),
    ),
    "window clock": (table(clock="window"), _FINAL),
    "window clock of one round": (
        table(clock="window"),
        settings(planning_window=number(1)),
    ),
    "a text that changes nothing": (put({"table.menu.empty_package": True}),),
    "calendar foreseen": (settings(foresee_calendar=True), add_schedules),
    "calendar foreseen to a deadline": (
        settings(foresee_calendar=True),
        table(deadline=number(5)),
        _FINAL,
    ),
    "uniform answers": (table(acceptance="uniform"),),
    "immediate delivery": (
        table(delivery="immediate"),
        put({"outcome.settlement": number(0.5), "outcome.partial": number(0.3)}),
    ),
    "one agreement": (table(delivery="immediate", one_agreement=True), add_schedules),
    "agreement at the start": (begin_with_agreement,),
    "agreement at the start for one round": (begin_with_agreement, _ONE_ROUND),
    "three signers": (seat_three,),
    "three signers, random, final": (seat_three, table(proposer="random"), _FINAL),
    "three signers, immediate": (seat_three, table(delivery="immediate"), add_schedules),
    "endless window": (
        put({"settings.planning_window": {"value": "unlimited", **number(0)}}),
        put({"settings.planning_window.value": "unlimited"}),
        add_schedules,
    ),
    "window of one round": (settings(planning_window=number(1)),),
    "no foresight": (settings(foresight=number(0)),),
    "long foresight": (settings(foresight=number(6), table_lookahead=number(1)),),
    "no stake in steps": (settings(stake_in_steps=False),),
    "every intervention": (_EVERY_INTERVENTION,),
    "every intervention, immediate": (
        _EVERY_INTERVENTION,
        table(delivery="immediate"),
        add_schedules,
    ),
    "one type made to deliver less": (
        draw_every_prior,
        dated(do(1, "parameter", "parties.north.expected_delivery.type_0", 0.1, until=5)),
    ),
    "no due date": (put({"table.due": None, "table.lapse": number(2)}),),
    "no lapse": (put({"table.due": None, "table.lapse": None}),),
    "short memory": (table(undelivered_memory=number(0.4), lapse=number(2), due=number(1)),),
    "one round": (_ONE_ROUND,),
    "one round, fixed, opting out, foreseen": (
        _ONE_ROUND,
        _LEAVING,
        _FINAL,
        table(proposer="fixed"),
        settings(foresee_calendar=True),
        add_schedules,
    ),
    "one round to a deadline": (_ONE_ROUND, table(deadline=number(6), may_walk=False)),
    "one round, not delivered": (table(agreement_term="one_round"),),
    "neither opening nor walking": (table(may_open=False, may_walk=False),),
    "priors of every kind": (draw_every_prior,),
    "priors that go together": (correlate_priors,),
    "types known": (make_types_known,),
    "types few": (take_types_away,),
    "turnover": (
        put({"parties.north.turnover": number(0.3), "parties.south.turnover": between(0.1, 0.4)}),
    ),
    "new leaders who want something else": (
        put({"parties.north.turnover": number(0.3)}),
        add_new_leaders,
    ),
    "patience without end": (_EVERY_DELTA_ONE,),
    "patience without end or risk": (_EVERY_DELTA_ONE, table(breakdown_probability=number(0.0))),
    "one patient": (
        put({"parties.north.discount_factor": number(1.0)}),
        table(breakdown_probability=number(0.0)),
    ),
    "several acts": (add_acts,),
    "other schedules": (add_schedules, add_acts),
    "weeks": (put({"scenario.round": "week"}),),
    "quarters": (put({"scenario.round": "quarter"}),),
    "days": (put({"scenario.round": "day"}),),
    "exchanges": (add_schedules, put({"scenario.round": "exchange", "scenario.start": None})),
    "short menu": (
        put({"table.menu": {"issues": ["proof", "relief"], "levels": {"relief": [1.0]}}}),
    ),
    "little noise": (
        put({f"parties.{name}.choice_noise": number(2e-4) for name in ("north", "south", "ally")}),
    ),
    "much noise": (
        put({f"parties.{name}.choice_noise": number(0.5) for name in ("north", "south", "ally")}),
    ),
    "many things": (
        seat_three,
        draw_every_prior,
        add_schedules,
        add_acts,
        _FINAL,
        table(proposer="random", clock="window", delivery="immediate"),
        settings(foresee_calendar=True, table_lookahead=number(2)),
    ),
}


def variant(name: str, rounds: int) -> Scenario:
    """The toy with one of the `VARIANTS`, or of the second model's, switched on."""
    text = document(rounds)
    for change in {**VARIANTS, **SECOND_MODEL}[name]:
        change(text)
    return read(text)
