"""A small scenario with every mechanism in it, for tests of the second reading."""

from __future__ import annotations

import datetime
from typing import Any

from bargaining.scenario.schema import Scenario


def number(value: float, **more: Any) -> dict[str, Any]:
    return {"value": value, "source": "assumed", "why": "A toy.", **more}


def between(low: float, high: float) -> dict[str, Any]:
    return {"low": low, "high": high, "source": "assumed", "why": "A toy."}


def ladder(giver: str, count: int, **more: Any) -> dict[str, Any]:
    rungs = [{"level": n / (count - 1), "label": f"rung {n}"} for n in range(count)]
    return {"giver": giver, "rungs": rungs, "source": "assumed", "why": "A toy.", **more}


def party(**more: Any) -> dict[str, Any]:
    return {"discount_factor": between(0.9, 0.97), "choice_noise": number(0.06), **more}


def verification(type_0: float, type_1: float) -> dict[str, Any]:
    return {"type_0": number(type_0), "type_1": number(type_1)}


def conditions() -> dict[str, Any]:
    return {
        "tension": {"persistence": number(0.8), "noise": number(0.03), "initial": number(0.1)},
        "skill": {"persistence": number(1.0)},
        "strain": {
            "persistence": number(0.9),
            "drivers": {
                "unreciprocated.north": number(0.3),
                "relief * tension": number(0.2),
                "at_table": number(0.02),
            },
        },
        "drill": {
            "probability_by_month": {"3": number(0.9), "otherwise": number(0.1)},
            "damped_by": "calm",
        },
        "session": {"value_by_round": {"0": number(1.0), "3": number(0.5)}},
    }


def payoffs() -> dict[str, Any]:
    return {
        "north": {
            "proof": number(0.5),
            "proof^2": number(0.5),
            "relief": number(-0.4),
            "relief * tension": number(-0.3),
            "relief * tension * type.north": number(-0.6),
            "undelivered.north": number(-0.4),
            "relief * undelivered.south": number(-0.4),
            "agreement_in_force": number(0.2),
            "failed_ratification": number(-0.05),
            "strain": number(-0.3),
            "at_table * session": number(-0.05),
            "backing": number(0.4),
        },
        "south": {
            "relief": number(1.0),
            "proof": number(-0.2),
            "proof.steep": number(-0.3),
            "undelivered.south * type.south": number(-0.8),
            "skill": number(0.6),
            "at_table": number(0.05),
            "agreement_in_force": number(0.2),
            "tension * drill": number(0.2),
            "restraint": number(-0.2),
            "calm * restraint": number(0.2),
            "talks_broken": number(-0.1),
            "ever_agreed": number(0.02),
        },
        "ally": {
            "backing": number(0.2),
            "backing * strain": number(-0.8),
            "calm": number(-0.3),
            "calm * restraint": number(0.4),
            "relief": number(-0.1),
            "type.ally * calm": number(0.1),
        },
        "public": {"proof": number(1.0), "relief": number(-0.6), "tension": number(-0.2)},
    }


def document(rounds: int = 6, **table: Any) -> dict[str, Any]:
    """The toy as a dictionary; `table` overrides keys of its table."""
    issues = {
        "relief": ladder("north", 3),
        "proof": ladder("south", 3, reversible=False, verification=verification(0.4, 0.1)),
        "restraint": ladder("south", 2),
        "backing": ladder("ally", 3, initial=number(1.0)),
        "calm": ladder("ally", 3),
    }
    issues["proof"]["scales"] = {"steep": [0.0, 0.2, 1.0]}
    delivery = {"type_0": number(0.3), "type_1": number(0.8)}
    parties = {
        "north": party(
            inertia=number(0.08), belief=number(0.6), ratifier="public", hurdle=number(-0.1)
        ),
        "south": party(inertia=number(0.08), belief=number(0.4), expected_delivery=delivery),
        "ally": party(inertia=number(0.08), belief=number(0.5)),
        "public": party(),
    }
    launch = {
        "name": "launch",
        "by": "south",
        "issue": "restraint",
        "floor": number(0.0),
        "sets": {"tension": number(0.4), "skill": number(0.1)},
        "window": {"probability": number(0.5), "factor_by_round": {"0": number(1.5)}},
    }
    scope = {"relief": number(1.0), "proof": number(0.7), "restraint": number(0.3)}
    rupture = {"condition": "tension", "threshold": number(0.3)}
    return {
        "scenario": {
            "name": "toy", "title": "Toy", "start": datetime.date(2020, 1, 1), "round": "month",
        },
        "settings": {
            "rounds": number(rounds), "planning_window": number(6),
            "table_lookahead": number(3), "foresight": number(2), "spread": number(0.2),
        },
        "table": {
            "principals": ["north", "south"], "open_at_start": True,
            "menu": {"issues": ["relief", "proof", "restraint"]},
            "breakdown_probability": number(0.03), "lapse": number(4), "due": number(3), **table,
        },
        "parties": parties, "issues": issues, "conditions": conditions(), "payoffs": payoffs(),
        "acts": [launch],
        "outcome": {
            "scope": scope, "settlement": number(0.7), "partial": number(0.15),
            "tolerance": number(0.1), "rupture": rupture,
        },
    }  # fmt: skip


def toy(rounds: int = 6, **table: Any) -> Scenario:
    """The toy scenario."""
    return read(document(rounds, **table))


def read(text: dict[str, Any]) -> Scenario:
    """The records of a scenario given as a dictionary."""
    return Scenario.model_validate(text)


def pie(tick: float, patience: tuple[float, float], rounds: int = 1, **table: Any) -> Scenario:
    """Split the pie: the ladder is the second party's share, which the first hands over."""
    patient = {"choice_noise": number(tick / 10), "inertia": number(1.0)}
    text = document(rounds)
    text["settings"].update(
        planning_window=number(1),
        table_lookahead=number(60),
        foresight=number(0),
        spread=number(0.0),
        stake_in_steps=False,
    )
    text["table"] = {
        "principals": ["first", "second"],
        "open_at_start": True,
        "may_open": False,
        "may_walk": False,
        "one_agreement": True,
        "delivery": "immediate",
        "menu": {"issues": ["share"]},
        "breakdown_probability": number(0.0),
        **table,
    }
    text["parties"] = {
        "first": {**patient, "discount_factor": number(patience[0])},
        "second": {**patient, "discount_factor": number(patience[1])},
    }
    text["issues"] = {"share": ladder("first", round(1 / tick) + 1)}
    text["payoffs"] = {
        "first": {"ever_agreed": number(1.0), "ever_agreed * share": number(-1.0)},
        "second": {"ever_agreed * share": number(1.0)},
    }
    text["conditions"], text["acts"] = {}, []
    text["outcome"] = {
        "scope": {"share": number(1.0)},
        "settlement": number(0.7),
        "partial": number(0.15),
        "tolerance": number(0.0),
    }
    return read(text)
