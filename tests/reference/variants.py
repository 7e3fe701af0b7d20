"""Toy scenarios that between them switch on every rule of the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bargaining.scenario.schema import Scenario
from tests.reference.changes import (
    add_acts,
    add_new_leaders,
    add_schedules,
    begin_with_agreement,
    draw_every_prior,
    make_types_known,
    seat_three,
    take_types_away,
)
from tests.reference.toy import between, document, number, read

Change = Callable[[dict[str, Any]], None]


def _set(values: dict[str, Any]) -> Change:
    """A change of a document: values by dotted path."""

    def change(text: dict[str, Any]) -> None:
        for path, value in values.items():
            here: Any = text
            *rooms, last = path.split(".")
            for room in rooms:
                here = here.setdefault(room, {}) if isinstance(here, dict) else here[int(room)]
            here[last] = value

    return change


def _table(**values: Any) -> Change:
    return _set({f"table.{key}": value for key, value in values.items()})


def _settings(**values: Any) -> Change:
    return _set({f"settings.{key}": value for key, value in values.items()})


def _dated(*changes: dict[str, Any]) -> Change:
    return _set({"interventions": list(changes)})


def _do(
    at: int,
    kind: str,
    target: str,
    value: Any = None,
    until: int | None = None,
    of: str | None = None,
) -> dict[str, Any]:
    """An intervention."""
    return {"at": at, "kind": kind, "target": target, "value": value, "until": until, "of": of}


_EVERY_INTERVENTION = _dated(
    _do(0, "parameter", "parties.south.belief", 0.8),
    _do(0, "scale", "payoffs.north.relief * tension", 0.5, until=3),
    _do(1, "add", "payoffs.south.relief", -0.5, until=5, of="payoffs.north.tension * relief"),
    _do(1, "scale", "conditions.strain.drivers.relief * tension", 3.0),
    _do(2, "add", "payoffs.north.relief", 0.1),
    _do(2, "parameter", "parties.north.discount_factor", 0.8),
    _do(2, "parameter", "parties.south.expected_delivery.type_0", 0.7),
    _do(1, "level", "relief", 0.5),
    _do(3, "level", "proof", 1.0, until=4),
    _do(4, "level", "backing", 0.0),
    _do(2, "condition", "tension", 0.6, until=4),
    _do(5, "condition", "session", 1.0),
    _do(1, "act", "launch"),
    _do(2, "no_act", "launch", until=3),
    _do(0, "hold", "relief", "up", until=1),
    _do(5, "hold", "calm", "both"),
    _do(4, "hold", "restraint", "down"),
    _do(1, "menu", "relief", "proof", until=5),
    _do(3, "belief", "south", 3.0),
    _do(5, "belief", "ally", 0.5),
    _do(2, "talks", "closed"),
    _do(3, "talks", "open", until=4),
    _do(5, "turnover", "south"),
    _do(6, "parameter", "acts.launch.floor", 0.4),
    _do(6, "parameter", "table.breakdown_probability", 0.3),
)  # fmt: skip

_ONE_ROUND = _table(agreement_term="one_round", delivery="immediate")
_LEAVING = _table(opt_out="responder")
_FINAL = _table(breakdown_is_final=True, breakdown_probability=number(0.15))
_EVERY_DELTA_ONE = _set(
    {
        f"parties.{name}.discount_factor": number(1.0)
        for name in ("north", "south", "ally", "public")
    }
)

VARIANTS: dict[str, tuple[Change, ...]] = {
    "plain": (),
    "random proposer": (_table(proposer="random"),),
    "weighed proposer": (
        _table(proposer="random", recognition={"north": number(0.25), "south": number(0.75)}),
    ),
    "never recognised": (
        _table(proposer="random", recognition={"north": number(0.0), "south": number(1.0)}),
    ),
    "fixed proposer": (_table(proposer="fixed"),),
    "opting out": (_LEAVING,),
    "opting out for good": (_LEAVING, _FINAL),
    "final breakdown": (_FINAL,),
    "deadline": (_table(deadline=number(5)),),
    "deadline, random, final": (_table(deadline=number(6), proposer="random"), _FINAL),
    "deadline and opening by force": (
        _table(deadline=number(3)),
        _dated(_do(1, "talks", "closed"), _do(2, "talks", "open"), _do(4, "talks", "open")),
    ),
    "window clock": (_table(clock="window"), _FINAL),
    "window clock of one round": (
        _table(clock="window"),
        _settings(planning_window=number(1)),
    ),
    "a text that changes nothing": (_set({"table.menu.empty_package": True}),),
    "calendar foreseen": (_settings(foresee_calendar=True), add_schedules),
    "calendar foreseen to a deadline": (
        _settings(foresee_calendar=True),
        _table(deadline=number(5)),
        _FINAL,
    ),
    "uniform answers": (_table(acceptance="uniform"),),
    "immediate delivery": (
        _table(delivery="immediate"),
        _set({"outcome.settlement": number(0.5), "outcome.partial": number(0.3)}),
    ),
    "one agreement": (_table(delivery="immediate", one_agreement=True), add_schedules),
    "agreement at the start": (begin_with_agreement,),
    "agreement at the start for one round": (begin_with_agreement, _ONE_ROUND),
    "three signers": (seat_three,),
    "three signers, random, final": (seat_three, _table(proposer="random"), _FINAL),
    "three signers, immediate": (seat_three, _table(delivery="immediate"), add_schedules),
    "endless window": (
        _set({"settings.planning_window": {"value": "unlimited", **number(0)}}),
        _set({"settings.planning_window.value": "unlimited"}),
        add_schedules,
    ),
    "window of one round": (_settings(planning_window=number(1)),),
    "no foresight": (_settings(foresight=number(0)),),
    "long foresight": (_settings(foresight=number(6), table_lookahead=number(1)),),
    "no stake in steps": (_settings(stake_in_steps=False),),
    "every intervention": (_EVERY_INTERVENTION,),
    "every intervention, immediate": (
        _EVERY_INTERVENTION,
        _table(delivery="immediate"),
        add_schedules,
    ),
    "one type made to deliver less": (
        draw_every_prior,
        _dated(_do(1, "parameter", "parties.north.expected_delivery.type_0", 0.1, until=5)),
    ),
    "no due date": (_set({"table.due": None, "table.lapse": number(2)}),),
    "no lapse": (_set({"table.due": None, "table.lapse": None}),),
    "short memory": (_table(undelivered_memory=number(0.4), lapse=number(2), due=number(1)),),
    "one round": (_ONE_ROUND,),
    "one round, fixed, opting out, foreseen": (
        _ONE_ROUND,
        _LEAVING,
        _FINAL,
        _table(proposer="fixed"),
        _settings(foresee_calendar=True),
        add_schedules,
    ),
    "one round to a deadline": (_ONE_ROUND, _table(deadline=number(6), may_walk=False)),
    "one round, not delivered": (_table(agreement_term="one_round"),),
    "neither opening nor walking": (_table(may_open=False, may_walk=False),),
    "priors of every kind": (draw_every_prior,),
    "types known": (make_types_known,),
    "types few": (take_types_away,),
    "turnover": (
        _set({"parties.north.turnover": number(0.3), "parties.south.turnover": between(0.1, 0.4)}),
    ),
    "new leaders who want something else": (
        _set({"parties.north.turnover": number(0.3)}),
        add_new_leaders,
    ),
    "patience without end": (_EVERY_DELTA_ONE,),
    "patience without end or risk": (_EVERY_DELTA_ONE, _table(breakdown_probability=number(0.0))),
    "one patient": (
        _set({"parties.north.discount_factor": number(1.0)}),
        _table(breakdown_probability=number(0.0)),
    ),
    "several acts": (add_acts,),
    "other schedules": (add_schedules, add_acts),
    "weeks": (_set({"scenario.round": "week"}),),
    "quarters": (_set({"scenario.round": "quarter"}),),
    "days": (_set({"scenario.round": "day"}),),
    "exchanges": (add_schedules, _set({"scenario.round": "exchange", "scenario.start": None})),
    "short menu": (
        _set({"table.menu": {"issues": ["proof", "relief"], "levels": {"relief": [1.0]}}}),
    ),
    "little noise": (
        _set({f"parties.{name}.choice_noise": number(2e-4) for name in ("north", "south", "ally")}),
    ),
    "much noise": (
        _set({f"parties.{name}.choice_noise": number(0.5) for name in ("north", "south", "ally")}),
    ),
    "many things": (
        seat_three,
        draw_every_prior,
        add_schedules,
        add_acts,
        _FINAL,
        _table(proposer="random", clock="window", delivery="immediate"),
        _settings(foresee_calendar=True, table_lookahead=number(2)),
    ),
}


def variant(name: str, rounds: int) -> Scenario:
    """The toy with one of the `VARIANTS` switched on."""
    text = document(rounds)
    for change in VARIANTS[name]:
        change(text)
    return read(text)
