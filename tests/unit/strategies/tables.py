"""A table for two: two issues, one agreement, delivered at once; nothing outside the talks."""

from __future__ import annotations

from typing import Any

import numpy as np

from bargaining.scenario import Scenario
from bargaining.scenario.reader import build
from bargaining.strategies import Strategy
from bargaining.strategies.choice_probabilities import ChoiceProbabilities
from bargaining.views.view import OfferView, ResponseView
from tests.unit.strategies.ladders import number


def table(
    *,
    rungs: tuple[int, int] = (4, 4),
    ann: tuple[float, float, float] = (1.0, -1.0, 0.6),
    bob: tuple[float, float, float] = (0.5, 0.9, -0.5),
    rounds: int = 10,
    spread: float = 0.0,
    **changes: Any,
) -> Scenario:
    """Return a game in which Ann gives `pens` and Bob gives `ink`, once they have agreed.

    `ann` and `bob` hold what an agreement is worth by itself, and all pens and all ink.
    """
    data: dict[str, Any] = {
        "scenario": {"name": "table", "title": "A table for two", "round": "exchange"},
        "settings": {
            "rounds": number(rounds),
            "planning_window": number(1),
            "table_lookahead": number(2),
            "foresight": number(0),
            "spread": number(spread),
            "stake_in_steps": False,
        },
        "table": {
            "principals": ["ann", "bob"],
            "open_at_start": True,
            "may_open": False,
            "may_walk": False,
            "one_agreement": True,
            "delivery": "immediate",
            "menu": {"issues": ["pens", "ink"]},
            "breakdown_probability": number(0),
        },
        "parties": {},
        "issues": {},
        "payoffs": {},
        "outcome": {
            "scope": {"pens": number(1), "ink": number(1)},
            "settlement": number(0.01),
            "partial": number(0.005),
            "tolerance": number(0),
        },
        "interventions": [
            {"at": 0, "kind": "hold", "target": issue, "value": "both"} for issue in ("pens", "ink")
        ],
    }
    for name, issue, steps, worth in zip(
        ("ann", "bob"), ("pens", "ink"), rungs, (ann, bob), strict=True
    ):
        data["parties"][name] = {
            "discount_factor": number(0.95),
            "choice_noise": number(0.02),
            "inertia": number(0),
        }
        data["issues"][issue] = {
            "giver": name,
            "source": "assumed",
            "why": f"what {name} has",
            "rungs": [{"level": n / steps, "label": f"step {n}"} for n in range(steps + 1)],
        }
        terms = ("ever_agreed", "ever_agreed * pens", "ever_agreed * ink")
        data["payoffs"][name] = {
            term: number(value) for term, value in zip(terms, worth, strict=True) if value
        }
    scenario = build(data, "table")
    return scenario.replace(changes) if changes else scenario


class Recording(Strategy):
    """Plays another strategy and keeps what it saw and said, one entry a call.

    Test equipment: a strategy in earnest keeps no history.
    """

    def __init__(self, inner: Strategy) -> None:
        self.inner = inner
        self.asked: list[dict[str, Any]] = []
        self.answered: list[dict[str, Any]] = []

    def __getattribute__(self, name: str) -> Any:
        if name in ("choose_step", "choose_act", "open_talks", "walk_out", "ratify", "react"):
            return getattr(self.inner, name)
        return super().__getattribute__(name)

    def propose(self, view: OfferView) -> Any:
        answer = self.inner.propose(view)
        odds = ChoiceProbabilities.read(answer, view.n, view.passing + 1, "propose")
        self.asked.append({**seen(view), "passing": view.passing, "odds": np.exp(odds.log)})
        return answer

    def respond(self, view: ResponseView) -> Any:
        answer = self.inner.respond(view)
        odds = ChoiceProbabilities.read(answer, view.n, 2, "respond")
        more = {"offered": view.offered.copy(), "yes": np.exp(odds.log[..., 1])}
        self.answered.append({**seen(view), **more})
        return answer


def seen(view: Any) -> dict[str, Any]:
    (other,) = view.others
    return {
        "round": view.round,
        "horizon": view.horizon,
        "n": view.n,
        "types": view.n_types,
        "feasible": view.feasible.copy(),
        "values": view.values.copy(),
        "apart": view.value_apart.copy(),
        "theirs": view.values_of(other).copy(),
        "theirs_apart": view.value_apart_of(other).copy(),
        "own_offers": view.offers_of(view.party).tolist(),
        "others_offers": view.offers_of(other).tolist(),
        "packages": view.packages.copy(),
    }


def cells(entry: dict[str, Any]) -> Any:
    """Yield each world and own type of a record as plain numbers."""
    for row in range(entry["n"]):
        for type_ in range(entry["types"]):
            one = {
                "round": entry["round"],
                "horizon": entry["horizon"],
                "values": entry["values"][row, type_].tolist(),
                "apart": float(entry["apart"][row, type_]),
                "theirs": entry["theirs"][row].tolist(),
                "theirs_apart": float(entry["theirs_apart"][row]),
                "can": [k for k, ok in enumerate(entry["feasible"][row]) if ok],
                "own_offers": [k for k in entry["own_offers"][row] if k >= 0],
                "others_offers": [k for k in entry["others_offers"][row] if k >= 0],
                "sizes": entry["packages"].sum(axis=1).tolist(),
            }
            if "odds" in entry:
                odds = entry["odds"][row, min(type_, entry["odds"].shape[1] - 1)]
                assert odds.max() == 1.0
                chosen = int(odds.argmax())
                one["chosen"] = None if chosen == entry["passing"] else chosen
            else:
                one["offered"] = int(entry["offered"][row])
                yes = entry["yes"][row, min(type_, entry["yes"].shape[1] - 1)]
                assert yes in (0.0, 1.0)
                one["yes"] = bool(yes)
            yield one


def cheapest(one: dict[str, Any], target: float) -> int | None:
    """Return the package with the least own value at or above a target, best for the other."""
    enough = [k for k in one["can"] if one["values"][k] >= target - 1e-9]
    if not enough:
        return None
    least = min(one["values"][k] for k in enough)
    tied = [k for k in enough if one["values"][k] <= least + 1e-9]
    return max(tied, key=lambda k: (one["theirs"][k], -k))


def range_of(one: dict[str, Any]) -> tuple[float, float]:
    """Return the value of no agreement and that of the best package, not below it."""
    best = max((one["values"][k] for k in one["can"]), default=one["apart"])
    return one["apart"], max(best, one["apart"])
