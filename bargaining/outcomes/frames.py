"""A result as a data frame of worlds, and as a labelled dataset."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from contextlib import suppress
from enum import IntEnum
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bargaining.codes import Closing, Ending, Response
from bargaining.errors import OutcomesError
from bargaining.outcomes.arrays import PlayedWorlds
from bargaining.outcomes.events import event_names, first_round, reduced
from bargaining.outcomes.layout import NotKeptError

if TYPE_CHECKING:
    import pandas
    import xarray

__all__ = ["needed_library", "to_frame", "to_xarray"]

# Arrays that bear the name of one of their axes; a dataset wants two names.
_OTHER_NAMES = {"act": "acted", "condition": "condition_level"}
_CODES: dict[str, type[IntEnum]] = {
    "ending": Ending,
    "ending_by_round": Ending,
    "response": Response,
    "closing": Closing,
}


def to_frame(outcomes: PlayedWorlds) -> pandas.DataFrame:
    """Return one row per world, indexed by its number.

    Columns: ``draw``, ``ending``, ``ever_accommodation``, ``one_sided``, ``round_of_<event>`` (NaN
    for never), ``times_<act>``, ``level_<issue>`` and ``condition_<condition>`` at the end,
    ``payoff_<party>``, ``type_<party>`` and ``belief_<party>`` at the end. A result that keeps only
    some arrays has the columns that these suffice for.
    """
    library = needed_library("pandas", "to_frame()")
    keys = [ending.key for ending in Ending]
    columns: dict[str, Any] = {
        "draw": outcomes.draw,
        "ending": library.Categorical.from_codes(outcomes["ending"], categories=keys),
    }

    def add(name: str, values: Callable[[], NDArray[Any]], axis: str = "") -> None:
        """Add a column, or one for each entry of an axis; none where its arrays were not kept."""
        with suppress(NotKeptError):
            found = values()
            if not axis:
                columns[name] = found
            for i, entry in enumerate(outcomes.labels.get(axis, ())):
                columns[f"{name}_{entry}"] = found[:, i]

    add("ever_accommodation", lambda: np.isfinite(first_round(outcomes, "accommodation")))
    add("one_sided", lambda: reduced(outcomes, "one_sided"))
    for event in event_names(outcomes.labels):
        add(f"round_of_{event}", partial(first_round, outcomes, event))
    # Counts may be held in one byte, which a reader of the frame should not have to know.
    add("times", lambda: reduced(outcomes, "n_acts").astype(np.int64), "act")
    add("level", lambda: outcomes.levels_of(reduced(outcomes, "final_rung")), "issue")
    add("condition", lambda: outcomes["condition"][:, -1], "condition")
    add("type", lambda: outcomes["party_type"][:, -1], "typed_party")
    add("belief", lambda: outcomes["belief"][:, -1], "typed_party")
    add("payoff", lambda: outcomes["payoff"], "party")
    index = library.Index(outcomes.world, name="world")
    frame: pandas.DataFrame = library.DataFrame(columns, index=index)
    return frame


def to_xarray(outcomes: PlayedWorlds) -> xarray.Dataset:
    """Return every array with named dimensions and labels; codes carry what they mean.

    The arrays `act` and `condition` are called ``acted`` and ``condition_level``, since their axes
    have the names already; ``level`` is added to ``rung``, and ``final_level`` to ``final_rung``.
    """
    dataset = needed_library("xarray", "to_xarray()").Dataset
    variables = {}
    for name in outcomes:
        if name == "world":
            continue
        attributes: dict[str, Any] = {}
        if codes := _CODES.get(name):
            # NetCDF's conventions want the values in the variable's own type.
            attributes["flag_values"] = np.array(list(codes), dtype=outcomes[name].dtype)
            attributes["flag_meanings"] = " ".join(code.name.lower() for code in codes)
        variables[_OTHER_NAMES.get(name, name)] = (outcomes.axes[name], outcomes[name], attributes)
    for rungs, levels in (("rung", "level"), ("final_rung", "final_level")):
        if rungs in outcomes:
            variables[levels] = (outcomes.axes[rungs], outcomes.levels_of(outcomes[rungs]), {})
    held, record = {axis for name in outcomes for axis in outcomes.axes[name]}, outcomes.record
    coordinates: dict[str, Any] = {
        axis: list(of) for axis, of in outcomes.labels.items() if axis in held
    }
    coordinates |= {"world": outcomes.world, "draw": ("world", outcomes.draw)}
    facts = {
        "scenario": outcomes.scenario.header.name,
        "played_digest": record.played_digest,
        # NetCDF, to which datasets are often written, holds no integer above 64 bits.
        "seed": record.seed if abs(record.seed) < 2**63 else str(record.seed),
        "worlds_per_draw": record.worlds_per_draw,
        "versions": json.dumps(dict(record.versions)),
    }
    built: xarray.Dataset = dataset(variables, coordinates, facts)
    return built


def needed_library(module: str, what: str) -> Any:
    """Import what something needs; where it is not installed, say so."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise OutcomesError(f"{what} needs {module}, which is not installed") from error
