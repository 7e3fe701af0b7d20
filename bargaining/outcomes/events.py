"""What the rounds of each world come to: when things first happened, and how often.

A result that keeps its rounds is counted when it is asked; one that does not, such as the result
of ``simulate(..., keep="summary")``, keeps these numbers in arrays of the same names.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.chance import Chance
from bargaining.codes import EVENTS, Closing, Ending, Response
from bargaining.outcomes.arrays import PlayedWorlds
from bargaining.outcomes.layout import smallest_integer
from bargaining.scenario.evidence import numbers_of
from bargaining.scenario.records import ScenarioRecord
from bargaining.world.priors import luck_of_numbers, value_at

__all__ = [
    "EVENTS", "READ", "REDUCED", "ending_meaning", "event_names", "event_words", "first_round",
    "first_rounds", "first_true", "happened", "n_givers", "number_by_round", "reduce_rounds",
    "reduced",
]  # fmt: skip

TOLERANCE = 1e-9
# The numbers of a scenario that `REDUCED` goes by.
READ = ("outcome.partial",)

# Events with a name after the dot: the array that holds them, and its axis.
_NAMED = {"default": ("defaulted", "party"), "snap_back": ("step", "issue"), "act": ("act", "act")}


def event_names(labels: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of all kinds of events, given the labels of a result's axes.

    They are those of `bargaining.codes.EVENTS`, ``accommodation_lost`` (an accommodation ends for
    the first time), ``default.<party>``, ``snap_back.<issue>`` and ``act.<act>``.
    """
    named = [
        f"{event}.{name}" for event, (_, axis) in _NAMED.items() for name in labels.get(axis, ())
    ]
    return (*EVENTS, "accommodation_lost", *named)


def event_words(n_givers: int = 2) -> dict[str, str]:
    """Return the events that tables count, in words, where so many of those who talk give."""
    sides = {1: "the side that gives", 2: "both sides"}.get(n_givers, "all parties")
    return {
        "agreement": "an agreement was signed",
        "default": "an agreement was broken",
        "accommodation": f"at some time {sides} had conceded something",
    }


def ending_meaning(ending: Ending, n_givers: int = 2) -> str:
    """Return what an ending means in one line, where so many of those who talk give."""
    # Where only one side gives, as of one pie, any agreement settles the matter.
    of_one = {
        Ending.SETTLEMENT: "an agreement is in place",
        Ending.PARTIAL: "a small concession is in place",
    }
    return of_one.get(ending, ending.meaning) if n_givers < 2 else ending.meaning


def n_givers(scenario: ScenarioRecord) -> int:
    """Return how many of those who talk give anything."""
    givers = {issue.giver for issue in scenario.issues.values()}
    return len(givers & set(scenario.table.principals))


def first_round(outcomes: PlayedWorlds, event: str) -> NDArray[np.float64]:
    """Return the first round of one of `event_names`, shape (world,), NaN for never."""
    if "first_rounds" in outcomes:
        first = outcomes["first_rounds"][:, outcomes.labels["event"].index(event)]
        return np.where(first >= 0, first, np.nan)
    if event == "accommodation_lost":
        there = happened(outcomes, "accommodation")
        return first_true(np.logical_or.accumulate(there, axis=1) & ~there)
    kind, _, name = event.partition(".")
    return first_true(happened(outcomes, kind, name))


def first_rounds(outcomes: PlayedWorlds) -> dict[str, NDArray[np.float64]]:
    """Return the first round of every kind of event by its name, each of shape (world,)."""
    return {event: first_round(outcomes, event) for event in event_names(outcomes.labels)}


def first_true(happened: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the first true of each row of (world, round), shape (world,), NaN for none."""
    if happened.shape[1] == 0:
        return np.full(len(happened), np.nan)
    return np.where(happened.any(axis=1), happened.argmax(axis=1), np.nan)


def happened(outcomes: PlayedWorlds, event: str, name: str = "") -> NDArray[np.bool_]:
    """Return in which rounds of which worlds an event happened, shape (world, round).

    It is one of `EVENTS`, where ``accommodation`` is that there is one at the round's end, and
    ``snap_back`` a principal's own step down; with the name of a party ``default``, of an issue
    ``snap_back``, or of an act ``act``.
    """
    if name:
        array, axis = _NAMED[event]
        found = outcomes[array][:, :, outcomes.labels[axis].index(name)]
        return np.asarray(found < 0) if event == "snap_back" else found
    if event == "snap_back":
        scenario, steps = outcomes.scenario, outcomes["step"]
        givers = [scenario.issues[str(issue)].giver for issue in outcomes.labels["issue"]]
        own = np.isin(givers, scenario.table.principals)
        return np.asarray((steps[:, :, own] < 0).any(axis=2))
    if event == "accommodation":
        # Settlement and partial are the first two endings: both mean that it was reached.
        return np.asarray(outcomes["ending_by_round"] <= Ending.PARTIAL)
    array, code = EVENTS[event]
    found = outcomes[array]
    if code is not None:
        return np.asarray(found == code)
    return np.asarray(found.any(axis=2)) if found.ndim == 3 else found


def number_by_round(outcomes: PlayedWorlds, path: str, number: Any) -> NDArray[np.float64]:
    """Return a number of the scenario as it was in each round, shape (world, round).

    It stands at a dotted path, and no lognormal spread applies to it. Where the worlds were not
    handed it, it is read again from the seed, at the world's draw.
    """
    if path in outcomes.given_paths:
        of_world = outcomes["given"][:, outcomes.given_paths.index(path)]
    else:
        draws = outcomes.draw if len(outcomes.draw) else np.zeros(1, dtype=np.int64)
        first = int(draws.min())
        chance = Chance(outcomes.record.seed, first, int(draws.max()) - first + 1)
        scenario = outcomes.scenario
        luck = luck_of_numbers(numbers_of(scenario), scenario.correlations, chance.uniform)
        of_world = value_at(number, luck(path), 0.0)[outcomes.draw - first]
    n_rounds = len(outcomes.labels["round"])
    values = np.repeat(of_world[:, None], n_rounds, axis=1)
    for change in outcomes.scenario.interventions:
        if change.kind == "parameter" and change.target == path:
            last = n_rounds if change.until is None else change.until + 1
            values[:, change.at : last] = float(change.value or 0.0)
    return values


def reduced(outcomes: PlayedWorlds, name: str) -> NDArray[Any]:
    """Return one of `REDUCED` for each world: as it was kept, or else counted now."""
    return outcomes[name] if name in outcomes else np.asarray(REDUCED[name](outcomes))


def reduce_rounds(outcomes: PlayedWorlds, names: Collection[str]) -> Mapping[str, NDArray[Any]]:
    """Return some of `REDUCED` of a result that keeps its rounds, in the smallest integers."""
    counter = smallest_integer(len(outcomes.labels["round"]))
    found = {name: reduced(outcomes, name) for name in REDUCED if name in names}
    counts = {name: of.astype(counter) for name, of in found.items() if of.dtype == np.int64}
    return found | counts


def _began_at_table(outcomes: PlayedWorlds) -> NDArray[np.bool_]:
    """Return the rounds that began at the table: only from these can anybody walk out."""
    began = np.zeros(outcomes["at_table"].shape, dtype=bool)
    began[:, 1:] = outcomes["at_table"][:, :-1]
    began[:, :1] = outcomes.scenario.table.open_at_start
    return began


def _one_sided(outcomes: PlayedWorlds) -> NDArray[np.bool_]:
    """Return where one scoped principal's net concession makes an accommodation, another's not."""
    scenario, by_round = outcomes.scenario, outcomes["net_concession"]
    givers = {
        scenario.issues[issue].giver
        for issue, weight in scenario.outcome.scope.items()
        if weight.support()[1] > 0
    }
    scoped = [i for i, name in enumerate(outcomes.labels["principal"]) if str(name) in givers]
    if len(scoped) < 2 or by_round.shape[1] == 0:
        return np.zeros(len(outcomes), dtype=bool)
    conceded = by_round[:, -1][:, scoped]
    threshold = number_by_round(outcomes, "outcome.partial", scenario.outcome.partial)[:, -1]
    threshold = threshold - TOLERANCE
    return np.asarray((conceded.max(axis=1) >= threshold) & (conceded.min(axis=1) < threshold))


# Reductions by the name of the array that keeps them; their axes are in `layout.REDUCED_AXES`.
REDUCED: dict[str, Callable[[PlayedWorlds], NDArray[Any]]] = {
    # -1 for never.
    "first_rounds": lambda o: np.nan_to_num([*first_rounds(o).values()], nan=-1).T.astype(np.int64),
    "final_rung": lambda o: o["rung"][:, -1] if o["rung"].shape[1] else o["initial_rung"],
    # How often each act was done, and in how many rounds it could be.
    "n_acts": lambda o: o["act"].sum(axis=1),
    "n_windows": lambda o: o["window_open"].sum(axis=1),
    # Rounds that began at the table, and those of them in which somebody walked out.
    "n_rounds_from_table": lambda o: _began_at_table(o).sum(axis=1),
    "n_walk_outs": lambda o: (_began_at_table(o) & (o["closing"] == Closing.WALK_OUT)).sum(axis=1),
    "n_offers": lambda o: (o["response"] > Response.PASSED).sum(axis=1),
    # Chance picks one of the packages that may be offered, or passing.
    "n_rare_offers": lambda o: (
        (o["offer_probability"] * o["offer_options"] < 2.0) & (o["offer_options"] > 0)
    ).sum(axis=1),
    # Texts that all at the table accepted, and those of them that were not ratified.
    "n_accepted": lambda o: (o["response"] > Response.REFUSED).sum(axis=1),
    "n_refused_at_home": lambda o: (o["response"] == Response.NOT_RATIFIED).sum(axis=1),
    "one_sided": _one_sided,
}
