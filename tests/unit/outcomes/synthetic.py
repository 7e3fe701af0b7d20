"""Made-up results that keep the contract between the engine and its results.

Worlds follow simple rules with a propensity per draw, so that draws cluster; every array agrees
with the others (endings with standing concessions, agreements with answers, closings with tables).
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np

from bargaining.outcomes import Closing, Ending, Outcomes, Response, RunRecord
from bargaining.outcomes.layout import AXES
from bargaining.scenario.schema import Scenario
from bargaining.version import __version__


def number(value: float, **more: Any) -> dict[str, Any]:
    return {"value": value, "source": "assumed", "why": f"made up: {value}", **more}


def uniform(low: float, high: float) -> dict[str, Any]:
    return {"low": low, "high": high, "source": "assumed", "why": f"made up: {low} to {high}"}


def ladder(*labels: str) -> list[dict[str, Any]]:
    return [{"level": i / (len(labels) - 1), "label": label} for i, label in enumerate(labels)]


def scenario_data() -> dict[str, Any]:
    """Two neighbours bargain over water and power; a third one, upstream, looks on."""
    party = {"discount_factor": number(0.97), "choice_noise": number(0.03)}
    return {
        "scenario": {
            "name": "two-rivers",
            "title": "Water for power",
            "start": "2014-05-01",
            "round": "month",
        },
        "settings": {
            "rounds": number(12),
            "planning_window": number(6),
            "table_lookahead": number(3),
            "foresight": number(1),
            "spread": number(0.25),
        },
        "table": {
            "principals": ["north", "south"],
            "open_at_start": True,
            "menu": {"issues": ["water", "power"]},
            "breakdown_probability": number(0.02),
            "lapse": number(4),
        },
        "parties": {
            "north": {**party, "label": "North", "ratifier": "council", "belief": number(0.6)},
            "south": {
                **party,
                "label": "South",
                "belief": number(0.4),
                "type_labels": ["tactical", "sincere"],
            },
            "upstream": {**party, "label": "The upstream state"},
            "council": {**party, "label": "Council of the North"},
        },
        "issues": {
            "water": {
                "label": "Release of water",
                "giver": "north",
                "rungs": ladder("none", "in drought", "half the flow", "the whole flow"),
                "source": "assumed",
                "why": "made up",
            },
            "power": {
                "label": "Delivery of power",
                "giver": "south",
                "rungs": ladder("none", "at night", "always"),
                "source": "assumed",
                "why": "made up too",
            },
            "dams": {
                "label": "Dams upstream",
                "giver": "upstream",
                "rungs": ladder("closed", "open"),
                "source": "assumed",
                "why": "made up as well",
            },
        },
        "conditions": {
            "tension": {"persistence": number(0.9), "mean": number(0.1), "noise": number(0.05)}
        },
        "payoffs": {
            "north": {"power": number(1.0, unit="a year of power"), "water": number(-0.4)},
            "south": {"water": number(0.9, unit="a year of power"), "power": number(-0.3)},
            "upstream": {"dams": number(0.1)},
            "council": {"power": number(0.5)},
        },
        "acts": [
            {
                "name": "raid",
                "label": "Raid",
                "by": "south",
                "issue": "power",
                "floor": number(0.0),
                "sets": {"tension": number(0.5)},
                "window": {"probability": number(0.3)},
            }
        ],
        "outcome": {
            "scope": {"water": number(1.0), "power": number(1.0)},
            "settlement": number(0.7),
            "partial": uniform(0.2, 0.4),
            "tolerance": number(0.1),
            "rupture": {"condition": "tension", "threshold": number(0.3)},
        },
    }


def scenario_of(data: dict[str, Any]) -> Scenario:
    return Scenario.model_validate_json(json.dumps(data))


@cache
def small_scenario() -> Scenario:
    return scenario_of(scenario_data())


def with_arrays(
    run: Outcomes, replay: Any = None, record: RunRecord | None = None, **changed: Any
) -> Outcomes:
    """Return a result with some arrays added or others in their place."""
    arrays = {name: run[name] for name in run} | changed
    return Outcomes(arrays, {**AXES, **run.axes}, run.labels, record or run.record, replay)


def record_of(scenario: Scenario, **changes: Any) -> RunRecord:
    fields: dict[str, Any] = {
        "seed": 7,
        "worlds": 1,
        "worlds_per_draw": 10,
        "scenario": scenario.model_dump_json(),
        "played_digest": scenario.played_digest,
        "versions": {"bargaining": __version__, "numpy": np.__version__},
    }
    return RunRecord(**{**fields, **changes})


class Play:
    """The state of a batch of made-up worlds and the arrays they leave behind."""

    def __init__(self, scenario: Scenario, record: RunRecord, rounds: int, wide: float) -> None:
        self.scenario, self.record, self.rounds = scenario, record, rounds
        self.n = n = record.worlds
        # Each world owns its luck: a part of a run is the same worlds.
        all_luck = np.random.default_rng([record.seed, 1]).random(
            (record.first_world + n, rounds, 16)
        )
        self.luck = all_luck[record.first_world :]
        world = record.first_world + np.arange(n)
        draw = world // record.worlds_per_draw
        by_draw = np.random.default_rng([record.seed, 2]).random(int(draw.max(initial=0)) + 1)
        self.bold = np.clip(0.5 + wide * (by_draw - 0.5), 0, 1)[draw]
        principals = scenario.table.principals
        givers = [issue.giver for issue in scenario.issues.values()]
        own = {p: [i for i, g in enumerate(givers) if g == p] for p in principals}
        self.labels: dict[str, tuple[Any, ...]] = {
            "round": tuple(range(rounds)),
            "issue": tuple(scenario.issues),
            "menu_issue": scenario.table.menu.issues,
            "condition": tuple(scenario.conditions),
            "party": tuple(scenario.parties),
            "principal": principals,
            "typed_party": tuple(k for k, p in scenario.parties.items() if p.belief is not None),
            "act": tuple(act.name for act in scenario.acts),
        }
        self.own = [own[p] for p in principals]
        self.actor = [self.labels["party"].index(act.by) for act in scenario.acts]
        self.top = np.array([len(issue.rungs) - 1 for issue in scenario.issues.values()])
        self.arrays: dict[str, np.ndarray] = {}
        self.axes: dict[str, tuple[str, ...]] = {}

    def new(self, name: str, dtype: Any, *axes: str, fill: Any = 0) -> np.ndarray:
        shape = (self.n, *(len(self.labels[axis]) for axis in axes))
        self.arrays[name] = np.full(shape, fill, dtype=dtype)
        self.axes[name] = ("world", *axes)
        return self.arrays[name]


def synthetic(
    worlds: int = 200,
    *,
    scenario: Scenario | None = None,
    seed: int = 7,
    first_world: int = 0,
    worlds_per_draw: int = 10,
    rounds: int = 12,
    wide: float = 0.8,
    kindness: float = 0.0,
    replay: Any = None,
) -> Outcomes:
    """Make up a result; `kindness` raises the chance of concessions, on the same luck."""
    scenario = scenario or small_scenario()
    record = record_of(
        scenario,
        seed=seed,
        first_world=first_world,
        worlds=worlds,
        worlds_per_draw=worlds_per_draw,
    )
    play = Play(scenario, record, rounds, wide)
    play.bold = np.clip(play.bold + kindness, 0, 1)
    make_arrays(play)
    return Outcomes(play.arrays, play.axes, play.labels, record, replay)


def make_arrays(play: Play) -> None:
    f8, i2, b1 = np.float64, np.int16, np.bool_
    new = play.new
    rung = new("rung", i2, "round", "issue")
    start = new("initial_rung", i2, "issue")
    step, verified = new("step", i2, "round", "issue"), new("verified", i2, "round", "issue")
    condition = new("condition", f8, "round", "condition")
    belief = new("belief", f8, "round", "typed_party")
    types = new("party_type", i2, "round", "typed_party")
    payoff, flow = new("payoff", f8, "party"), new("flow", f8, "round", "party")
    at_table, live = new("at_table", b1, "round"), new("agreement_in_force", b1, "round")
    new("talks_broken", b1, "round")
    sat = new("sat", b1, "round")
    window, act = new("window_open", b1, "round", "act"), new("act", b1, "round", "act")
    proposer = new("proposer", i2, "round", fill=-1)
    offer = new("offer", i2, "round", "menu_issue", fill=-1)
    response, closing = new("response", i2, "round"), new("closing", i2, "round")
    opened, lapsed = new("opened", b1, "round"), new("lapsed", b1, "round")
    new("completed", b1, "round")
    defaulted = new("defaulted", b1, "round", "party")
    undelivered = new("undelivered", f8, "round", "party")
    new("unreciprocated", f8, "round", "party")
    new("turnover", b1, "round", "principal")
    standing = new("net_concession", f8, "round", "principal")
    accommodation = new("accommodation", f8, "round")
    by_round = new("ending_by_round", i2, "round")
    ending = new("ending", i2)

    n, bold = play.n, play.bold
    rows = np.arange(n)
    now = start.copy()
    talking = np.full(n, play.scenario.table.open_at_start)
    age = np.full(n, -1)
    signed, broke, ruptured = (np.zeros(n, dtype=bool) for _ in range(3))
    types[:] = (play.luck[:, :1, 15:] < 0.5).astype(i2)
    for t in range(play.rounds):
        u = play.luck[:, t]
        giver_moves = u[:, 0] < 0.7
        which = (u[:, 1] * len(play.top)).astype(int)
        up = u[:, 2] < 0.3 + 0.6 * bold
        moved = np.clip(now[rows, which] + np.where(up, 1, -1), 0, play.top[which])
        change = np.where(giver_moves, moved - now[rows, which], 0)
        step[rows, t, which] = change
        now[rows, which] += change.astype(i2)
        verified[rows, t, which] = change > 0
        fell = signed & (change < 0)
        for k, actor in enumerate(play.actor):
            window[:, t, k] = u[:, 3 + k] < 0.3 / (1 + 4 * k)
            act[:, t, k] = window[:, t, k] & (u[:, 5 + k] > 0.4 + 0.5 * bold)
            defaulted[:, t, actor] |= act[:, t, k] & signed
        defaulted[:, t, 0] |= fell
        broke |= defaulted[:, t].any(axis=1)
        opening = ~talking & (age < 0) & (u[:, 7] < 0.1 + 0.2 * bold)
        leaving = talking & (u[:, 8] < 0.08)
        opened[:, t] = opening
        talking = (talking | opening) & ~leaving
        sat[:, t] = talking
        proposer[:, t] = np.where(talking, t % len(play.labels["principal"]), -1)
        offered = talking & (u[:, 9] < 0.8)
        offer[offered, t] = 1
        agreed = offered & (u[:, 10] < 0.15 + 0.35 * bold)
        unratified = agreed & (u[:, 11] < 0.2)
        agreed &= ~unratified
        response[:, t] = np.select(
            [~talking, ~offered, unratified, agreed],
            [Response.NO_TABLE, Response.PASSED, Response.NOT_RATIFIED, Response.AGREED],
            Response.REFUSED,
        )
        down = talking & ~agreed & (u[:, 12] < 0.02)
        closing[:, t] = np.select(
            [leaving, down, agreed],
            [Closing.WALK_OUT, Closing.BREAKDOWN, Closing.SIGNING],
            Closing.NONE,
        )
        ruptured = np.where(down, True, np.where(leaving | agreed, False, ruptured))
        talking = talking & ~agreed & ~down
        age = np.where(agreed, 0, np.where(age >= 0, age + 1, age))
        signed |= agreed
        lapsed[:, t] = age >= 4
        age[age >= 4] = -1
        at_table[:, t], live[:, t] = talking, age >= 0
        rung[:, t] = now
        condition[:, t] = u[:, 13:14]
        belief[:, t] = np.clip(0.5 + 0.3 * (types[:, t] - 0.5) * t / play.rounds, 0.05, 0.95)
        undelivered[:, t, 0] = np.where(age >= 0, 0.5, 0.0)
        flow[:, t] = now.mean(axis=1, keepdims=True) - u[:, 14:15]
        for p, own in enumerate(play.own):
            if own:
                standing[:, t, p] = (now[:, own] / play.top[own]).mean(axis=1)
        givers = [p for p, own in enumerate(play.own) if own]
        accommodation[:, t] = standing[:, t, givers].min(axis=1)
        by_round[:, t] = np.select(
            [
                accommodation[:, t] >= 0.7 - 1e-9,
                accommodation[:, t] >= 0.3 - 1e-9,
                signed & broke,
                ~talking & (age < 0) & ruptured,
            ],
            [Ending.SETTLEMENT, Ending.PARTIAL, Ending.RENEGE, Ending.COLLAPSE],
            Ending.STALEMATE,
        )
    payoff[:] = flow.mean(axis=1)
    ending[:] = by_round[:, -1]
