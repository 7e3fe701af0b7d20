"""A result as named columns with one value a world, as frames and files hold it."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bargaining.codes import Ending
from bargaining.errors import OutcomesError
from bargaining.outcomes.arrays import PlayedWorlds
from bargaining.outcomes.events import event_names, first_round, reduced
from bargaining.outcomes.layout import NotKeptError, long_name_of, unit_of

if TYPE_CHECKING:
    from bargaining.scenario.schema import Scenario

__all__ = ["Column", "columns_of", "known_scenario", "needed_library", "plain_name", "unique"]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One value a world, with its name and meaning."""

    name: str
    """What it is, and after a dot of what: ``"level.sanctions_relief"``."""
    values: NDArray[Any]
    """Flags, numbers, codes of `words`, or rounds, shape (world,)."""
    long_name: str
    units: str = ""
    """Its unit, ``"1"`` for a pure number."""
    words: tuple[str, ...] = ()
    """What the codes 0, 1, ... mean; empty where the values are no codes."""
    is_round: bool = False
    """Whether the values are rounds, NaN for never."""
    rows: NDArray[Any] | None = None
    """Place of each world's value in `values`, where several worlds share one."""
    origin: Mapping[str, str] = field(default_factory=dict)
    """More that is known of the column, such as its ``"prior"`` and ``"source"``."""

    def of(self, worlds: slice) -> NDArray[Any]:
        """Return the values of some worlds."""
        return self.values[worlds] if self.rows is None else self.values[self.rows[worlds]]

    @property
    def attributes(self) -> dict[str, str]:
        """Long name and unit, by the names that NetCDF's conventions give them, and origin."""
        named = {"long_name": self.long_name, "units": self.units, **self.origin}
        return {key: text for key, text in named.items() if text}


def columns_of(outcomes: PlayedWorlds) -> Iterator[Column]:
    """Yield the columns of a data frame of worlds, as far as the kept arrays suffice for them.

    Those that need the scenario are left out where this version cannot read it.
    """
    scenario = known_scenario(outcomes)
    lacking = OutcomesError if scenario is None else NotKeptError

    def made(name: str, array: str, values: NDArray[Any], entry: str = "", **more: Any) -> Column:
        whole = f"{name}.{entry}" if entry else name
        return Column(whole, values, long_name_of(array, entry, scenario), unit_of(array), **more)

    def of_world(
        name: str, array: str, values: Callable[[], NDArray[Any]], entry: str = "", **more: Any
    ) -> Iterator[Column]:
        with suppress(lacking):
            yield made(name, array, values(), entry, **more)

    def of_entries(
        name: str, array: str, axis: str, values: Callable[[], NDArray[Any]]
    ) -> Iterator[Column]:
        with suppress(lacking):
            found = values()
            for i, entry in enumerate(map(str, outcomes.labels[axis])):
                labels: tuple[str, ...] = ()
                if array == "party_type" and scenario is not None:
                    labels = scenario.parties[entry].type_labels
                yield made(name, array, found[:, i], entry, words=_meant(found[:, i], labels))

    yield from of_world("draw", "draw", lambda: outcomes.draw)
    with suppress(lacking):
        endings = outcomes["ending"]
        words = _meant(endings, tuple(ending.key for ending in Ending))
        yield made("ending", "ending", endings, words=words)
    yield from of_world(
        "ever_accommodation",
        "ever_accommodation",
        lambda: np.isfinite(first_round(outcomes, "accommodation")),
    )
    yield from of_world("one_sided", "one_sided", lambda: reduced(outcomes, "one_sided"))
    for event in event_names(outcomes.labels):
        first = partial(first_round, outcomes, event)
        yield from of_world("round_of", "first_rounds", first, event, is_round=True)
    # Counts may be held in one byte, which a reader of the frame should not have to know.
    n_acts = partial(reduced, outcomes, "n_acts")
    yield from of_entries("times", "n_acts", "act", lambda: n_acts().astype(np.int64))
    rungs = partial(reduced, outcomes, "final_rung")
    yield from of_entries("level", "final_level", "issue", lambda: outcomes.levels_of(rungs()))
    for name, array, axis in (
        ("condition", "condition", "condition"),
        ("type", "party_type", "typed_party"),
        ("belief", "belief", "typed_party"),
    ):
        last = partial(lambda of: outcomes[of][:, -1], array)
        yield from of_entries(name, array, axis, last)
    yield from of_entries("payoff", "payoff", "party", lambda: outcomes["payoff"])


def known_scenario(outcomes: PlayedWorlds) -> Scenario | None:
    """Return the scenario of a result; None where this version cannot read it."""
    try:
        return outcomes.scenario
    except OutcomesError:
        return None


def _meant(codes: NDArray[Any], words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of the codes, or none where they do not fit."""
    known = len(codes) == 0 or (codes.min() >= 0 and codes.max() < len(words))
    return words if known and len(set(words)) == len(words) else ()


def plain_name(name: str, taken: set[str]) -> str:
    """Return a name of letters, digits and underscores only, which is not taken yet; take it."""
    return unique(re.sub(r"\W+", "_", name, flags=re.ASCII), taken)


def unique(name: str, taken: set[str]) -> str:
    """Return the name, with a number behind it where it is taken, and take it."""
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    taken.add(free)
    return free


def needed_library(module: str, what: str) -> Any:
    """Import what something needs; where it is not installed, say so."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise OutcomesError(f"{what} needs {module}, which is not installed") from error
