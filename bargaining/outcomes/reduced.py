"""What the rounds of each world come to: the few numbers per world that a table needs.

A result that keeps its rounds is reduced when it is asked; one that does not, such as the result
of ``simulate(..., keep="summary")``, keeps these numbers in arrays of the same names.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bargaining.codes import Closing, Response
from bargaining.outcomes.events import event_names, first_round, one_sided
from bargaining.outcomes.layout import smallest_integer

if TYPE_CHECKING:
    from bargaining.outcomes.played import PlayedWorlds

__all__ = [
    "REDUCED",
    "final_rungs",
    "levels_of",
    "n_accepted",
    "n_acts",
    "n_offers",
    "n_rare_offers",
    "n_refused_at_home",
    "n_rounds_from_table",
    "n_walk_outs",
    "n_windows",
    "reduce_rounds",
]

Ints = NDArray[Any]


def final_rungs(outcomes: PlayedWorlds) -> Ints:
    """Return the rungs at the end, shape (world, issue)."""
    if "final_rung" in outcomes:
        return outcomes["final_rung"]
    rung = outcomes["rung"]
    return rung[:, -1] if rung.shape[1] else outcomes["initial_rung"]


def levels_of(outcomes: PlayedWorlds, rungs: Ints) -> NDArray[np.float64]:
    """Return the levels of rungs, whose last axis is the issue, in the same shape."""
    levels = np.empty(rungs.shape)
    for i, name in enumerate(outcomes.labels["issue"]):
        ladder = np.array([rung.level for rung in outcomes.scenario.issues[str(name)].rungs])
        levels[..., i] = ladder[rungs[..., i]]
    return levels


def n_acts(outcomes: PlayedWorlds) -> Ints:
    """Return how often each act was done, shape (world, act)."""
    if "n_acts" in outcomes:
        return outcomes["n_acts"]
    return np.asarray(outcomes["act"].sum(axis=1))


def n_windows(outcomes: PlayedWorlds) -> Ints:
    """Return in how many rounds each act could be done, shape (world, act)."""
    if "n_windows" in outcomes:
        return outcomes["n_windows"]
    return np.asarray(outcomes["window_open"].sum(axis=1))


def n_rounds_from_table(outcomes: PlayedWorlds) -> Ints:
    """Return how many rounds began at the table, shape (world,)."""
    if "n_rounds_from_table" in outcomes:
        return outcomes["n_rounds_from_table"]
    return np.asarray(_began_at_table(outcomes).sum(axis=1))


def n_walk_outs(outcomes: PlayedWorlds) -> Ints:
    """Return in how many of these rounds somebody walked out, shape (world,)."""
    if "n_walk_outs" in outcomes:
        return outcomes["n_walk_outs"]
    walked_out = outcomes["closing"] == Closing.WALK_OUT
    return np.asarray((walked_out & _began_at_table(outcomes)).sum(axis=1))


def n_offers(outcomes: PlayedWorlds) -> Ints:
    """Return how many offers were made, shape (world,)."""
    if "n_offers" in outcomes:
        return outcomes["n_offers"]
    return np.asarray((outcomes["response"] > Response.PASSED).sum(axis=1))


def n_rare_offers(outcomes: PlayedWorlds) -> Ints:
    """Return how many offers were less than twice as likely as chance, shape (world,).

    Chance picks one of the packages that may be offered, or passing.
    """
    if "n_rare_offers" in outcomes:
        return outcomes["n_rare_offers"]
    options = outcomes["offer_options"]
    rare = (outcomes["offer_probability"] * options < 2.0) & (options > 0)
    return np.asarray(rare.sum(axis=1))


def n_accepted(outcomes: PlayedWorlds) -> Ints:
    """Return how many texts were accepted by all at the table, shape (world,)."""
    if "n_accepted" in outcomes:
        return outcomes["n_accepted"]
    return np.asarray((outcomes["response"] > Response.REFUSED).sum(axis=1))


def n_refused_at_home(outcomes: PlayedWorlds) -> Ints:
    """Return how many of these were not ratified, shape (world,)."""
    if "n_refused_at_home" in outcomes:
        return outcomes["n_refused_at_home"]
    return np.asarray((outcomes["response"] == Response.NOT_RATIFIED).sum(axis=1))


def _began_at_table(outcomes: PlayedWorlds) -> NDArray[np.bool_]:
    """Return the rounds that began at the table: only from these can anybody walk out."""
    began = np.zeros(outcomes["at_table"].shape, dtype=bool)
    began[:, 1:] = outcomes["at_table"][:, :-1]
    began[:, :1] = outcomes.scenario.table.open_at_start
    return began


def _first_rounds(outcomes: PlayedWorlds) -> Ints:
    """Return the first round of every kind of event, -1 for never, shape (world, event)."""
    events = event_names(outcomes.labels)
    first = np.full((len(outcomes), len(events)), -1)
    for place, event in enumerate(events):
        first[:, place] = np.nan_to_num(first_round(outcomes, event), nan=-1)
    return first


# Reductions by the name of the array that keeps them; their axes are in `layout.REDUCED_AXES`.
REDUCED: dict[str, Callable[[PlayedWorlds], NDArray[Any]]] = {
    "first_rounds": _first_rounds,
    "final_rung": final_rungs,
    "n_acts": n_acts,
    "n_windows": n_windows,
    "n_rounds_from_table": n_rounds_from_table,
    "n_walk_outs": n_walk_outs,
    "n_offers": n_offers,
    "n_rare_offers": n_rare_offers,
    "n_accepted": n_accepted,
    "n_refused_at_home": n_refused_at_home,
    "one_sided": one_sided,
}


def reduce_rounds(outcomes: PlayedWorlds, names: Collection[str]) -> Mapping[str, NDArray[Any]]:
    """Return some reductions of a result that keeps its rounds, in the smallest integers.

    Parameters
    ----------
    outcomes : Outcomes
        A result with all its rounds.
    names : collection of str
        Which of `REDUCED`.
    """
    counter = smallest_integer(len(outcomes.labels["round"]))
    reduced = {name: REDUCED[name](outcomes) for name in REDUCED if name in names}
    return {
        name: values.astype(counter) if values.dtype == np.int64 else values
        for name, values in reduced.items()
    }
