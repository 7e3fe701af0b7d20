"""Toy scenarios that between them switch on every rule of the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bargaining.scenario.schema import Scenario
from tests.reference.toy import between, document, ladder, number, party, read, verification

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


def _do(at: int, kind: str, target: str, value: Any = None, until: int | None = None) -> dict[str, Any]:
    """An intervention."""
    return {"at": at, "kind": kind, "target": target, "value": value, "until": until}


def _agreement(text: dict[str, Any]) -> None:
    text["table"].update(open_at_start=False, due=number(4), lapse=number(6))
    text["issues"]["relief"]["initial"] = number(0.5)
    text["issues"]["proof"]["initial"] = number(0.5)
    text["issues"]["relief"]["baseline"] = number(0.5)
    text["agreement"] = {
        "promises": {
            "relief": {"target": 1.0, "level_at_signing": 0.5},
            "proof": {"target": 1.0, "level_at_signing": 0.0},
        },
        "rounds_since": number(2),
        "source": "assumed",
        "why": "A toy.",
    }


def _three_signers(text: dict[str, Any]) -> None:
    text["table"]["principals"] = ["north", "south", "ally"]
    text["table"]["menu"]["issues"] = ["relief", "proof", "calm"]
    text["outcome"]["scope"] = {
        "relief": number(1.0),
        "proof": number(1.0),
        "calm": number(0.4),
        "backing": number(0.6),
    }
    text["parties"]["ally"].update(ratifier="public", hurdle=number(0.05), turnover=number(0.1))
    text["parties"]["ally"]["expected_delivery"] = {"type_0": number(0.4), "type_1": number(0.9)}
    text["payoffs"]["ally"]["proof"] = number(0.4)
    text["payoffs"]["ally"]["undelivered.south"] = number(-0.2)
    text["payoffs"]["ally"]["unreciprocated.north * type.north"] = number(-0.2)
    text["payoffs"]["public"]["type.north * undelivered.ally"] = number(-0.1)
    # Somebody must be left to react.
    text["parties"]["rival"] = party(inertia=number(0.05), belief=number(0.3))
    text["issues"]["trade"] = ladder("rival", 4, initial=number(1 / 3))
    text["payoffs"]["rival"] = {
        "trade": number(-0.1),
        "trade * relief": number(0.4),
        "trade * calm * type.rival": number(0.3),
        "unreciprocated.ally": number(0.1),
    }
    text["payoffs"]["south"]["trade"] = number(0.3)
    text["payoffs"]["south"]["trade * relief"] = number(-0.2)


def _certain(text: dict[str, Any]) -> None:
    text["parties"]["north"]["belief"] = number(1.0)
    text["parties"]["south"]["belief"] = number(0.0)
    text["parties"]["south"]["turnover"] = number(0.2)
    text["issues"]["proof"]["verification"] = verification(1.0, 0.0)


def _untyped(text: dict[str, Any]) -> None:
    for name in ("north", "ally"):
        del text["parties"][name]["belief"]
    del text["payoffs"]["north"]["relief * tension * type.north"]
    del text["payoffs"]["ally"]["type.ally * calm"]
    text["parties"]["north"]["expected_delivery"] = {"type_0": number(0.6), "type_1": number(0.6)}
    del text["parties"]["north"]["ratifier"], text["parties"]["north"]["hurdle"]


def _priors(text: dict[str, Any]) -> None:
    assumed = {"source": "assumed", "why": "A toy."}
    text["settings"]["spread"] = between(0.1, 0.5)
    text["parties"]["north"]["belief"] = {"alpha": 3.0, "beta": 2.0, **assumed}
    text["parties"]["north"]["hurdle"] = {"low": -0.3, "mode": -0.1, "high": 0.0, **assumed}
    shared = {"low": 0.3, "high": 0.9, "draw": "delivery", **assumed}
    text["parties"]["north"]["expected_delivery"] = {"type_0": shared, "type_1": shared}
    text["issues"]["relief"]["initial"] = {"choices": [0.0, 0.5], **assumed}
    text["issues"]["backing"]["initial"] = {
        "choices": [0.0, 0.5, 1.0],
        "probabilities": [0.2, 0.3, 0.5],
        **assumed,
    }
    text["payoffs"]["south"]["relief"] = {"value": 1.0, "spread": 0.6, **assumed}
    text["conditions"]["drill"]["probability_by_month"]["otherwise"] = between(0.1, 0.6)
    text["acts"][0]["window"]["factor_by_round"]["otherwise"] = between(0.5, 1.0)
    text["outcome"]["tolerance"] = between(0.0, 0.2)
    text["outcome"]["settlement"] = between(0.6, 0.8)
    text["table"]["breakdown_probability"] = between(0.0, 0.2)


def _more_acts(text: dict[str, Any]) -> None:
    text["acts"] += [
        {
            "name": "snub",
            "by": "ally",
            "issue": "backing",
            "floor": number(0.5),
            "sets": {"tension": number(-0.2)},
            "window": {"probability": number(0.7)},
        },
        {
            "name": "leak",
            "by": "south",
            "issue": "proof",
            "floor": number(0.0),
            "sets": {"strain": number(0.3), "session": number(0.2)},
            "window": {
                "probability": number(0.4),
                "factor_by_round": {"2": number(0.0), "otherwise": number(1.5)},
            },
        },
    ]


def _schedules(text: dict[str, Any]) -> None:
    text["conditions"]["drill"] = {
        "probability_by_round": {"1": number(0.9), "7": number(0.8), "otherwise": number(0.2)},
        "damped_by": "restraint",
    }
    text["conditions"]["session"]["value_by_round"]["otherwise"] = number(0.25)
    text["conditions"]["fatigue"] = {
        "persistence": number(0.5),
        "mean": number(0.4),
        "noise": number(0.1),
        "drivers": {
            "drill * session": number(0.3),
            "agreement_in_force": number(-0.1),
            "undelivered.south * relief^2": number(0.2),
            "ever_agreed * strain": number(0.1),
        },
    }
    text["payoffs"]["north"]["fatigue * at_table"] = number(-0.3)
    text["payoffs"]["ally"]["fatigue * calm"] = number(0.3)


_EVERY_INTERVENTION = _dated(
    _do(0, "parameter", "parties.south.belief", 0.8),
    _do(0, "scale", "payoffs.north.relief * tension", 0.5, until=3),
    _do(1, "scale", "conditions.strain.drivers.relief * tension", 3.0),
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
    {f"parties.{name}.discount_factor": number(1.0) for name in ("north", "south", "ally", "public")}
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
    "calendar foreseen": (_settings(foresee_calendar=True), _schedules),
    "calendar foreseen to a deadline": (
        _settings(foresee_calendar=True),
        _table(deadline=number(5)),
        _FINAL,
    ),
    "uniform answers": (_table(acceptance="uniform"),),
    "immediate delivery": (_table(delivery="immediate"),),
    "one agreement": (_table(delivery="immediate", one_agreement=True), _schedules),
    "agreement at the start": (_agreement,),
    "agreement at the start for one round": (_agreement, _ONE_ROUND),
    "three signers": (_three_signers,),
    "three signers, random, final": (_three_signers, _table(proposer="random"), _FINAL),
    "three signers, immediate": (_three_signers, _table(delivery="immediate"), _schedules),
    "endless window": (
        _set({"settings.planning_window": {"value": "unlimited", **number(0)}}),
        _set({"settings.planning_window.value": "unlimited"}),
        _schedules,
    ),
    "window of one round": (_settings(planning_window=number(1)),),
    "no foresight": (_settings(foresight=number(0)),),
    "long foresight": (_settings(foresight=number(6), table_lookahead=number(1)),),
    "no stake in steps": (_settings(stake_in_steps=False),),
    "every intervention": (_EVERY_INTERVENTION,),
    "every intervention, immediate": (
        _EVERY_INTERVENTION,
        _table(delivery="immediate"),
        _schedules,
    ),
    "one type made to deliver less": (
        _priors,
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
        _schedules,
    ),
    "one round to a deadline": (_ONE_ROUND, _table(deadline=number(6), may_walk=False)),
    "one round, not delivered": (_table(agreement_term="one_round"),),
    "neither opening nor walking": (_table(may_open=False, may_walk=False),),
    "priors of every kind": (_priors,),
    "types known": (_certain,),
    "types few": (_untyped,),
    "turnover": (
        _set({"parties.north.turnover": number(0.3), "parties.south.turnover": between(0.1, 0.4)}),
    ),
    "patience without end": (_EVERY_DELTA_ONE,),
    "patience without end or risk": (_EVERY_DELTA_ONE, _table(breakdown_probability=number(0.0))),
    "one patient": (
        _set({"parties.north.discount_factor": number(1.0)}),
        _table(breakdown_probability=number(0.0)),
    ),
    "several acts": (_more_acts,),
    "other schedules": (_schedules, _more_acts),
    "weeks": (_set({"scenario.round": "week"}),),
    "quarters": (_set({"scenario.round": "quarter"}),),
    "days": (_set({"scenario.round": "day"}),),
    "exchanges": (_schedules, _set({"scenario.round": "exchange", "scenario.start": None})),
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
        _three_signers,
        _priors,
        _schedules,
        _more_acts,
        _FINAL,
        _table(proposer="random", clock="window", delivery="immediate"),
        _settings(foresee_calendar=True),
    ),
}


def variant(name: str, rounds: int) -> Scenario:
    """The toy with one of the `VARIANTS` switched on."""
    text = document(rounds)
    for change in VARIANTS[name]:
        change(text)
    return read(text)
