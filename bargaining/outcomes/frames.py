"""A result as a data frame of worlds, and as a labelled dataset."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bargaining.codes import Closing, Ending, Response
from bargaining.errors import OutcomesError
from bargaining.outcomes.events import event_names, ever_accommodation, first_round, one_sided
from bargaining.outcomes.layout import NotKeptError
from bargaining.outcomes.reduced import n_acts

if TYPE_CHECKING:
    import pandas
    import xarray

    from bargaining.outcomes.played import PlayedWorlds

__all__ = ["to_frame", "to_xarray"]

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
    pandas = _needed("pandas", "to_frame()")
    columns: dict[str, Any] = {
        "draw": outcomes.draw,
        "ending": pandas.Categorical.from_codes(
            outcomes["ending"], categories=[ending.key for ending in Ending]
        ),
    }
    # Each block has its columns or, where their arrays were not kept, none.
    with suppress(NotKeptError):
        columns["ever_accommodation"] = ever_accommodation(outcomes)
    with suppress(NotKeptError):
        columns["one_sided"] = one_sided(outcomes)
    for event in event_names(outcomes.labels):
        with suppress(NotKeptError):
            columns[f"round_of_{event}"] = first_round(outcomes, event)
    with suppress(NotKeptError):
        # Counts may be held in one byte, which a reader of the frame should not have to know.
        times = n_acts(outcomes).astype(np.int64)
        columns |= _named("times", times, outcomes.labels["act"])
    with suppress(NotKeptError):
        columns |= _named("level", outcomes.final_level, outcomes.labels["issue"])
    for prefix, name in (("condition", "condition"), ("type", "party_type"), ("belief", "belief")):
        with suppress(NotKeptError):
            if (array := outcomes[name]).shape[1]:
                entries = outcomes.labels[outcomes.axes[name][2]]
                columns |= _named(prefix, array[:, -1], entries)
    columns |= _named("payoff", outcomes["payoff"], outcomes.labels["party"])
    return pandas.DataFrame(columns, index=pandas.Index(outcomes.world, name="world"))


def _named(prefix: str, values: NDArray[Any], entries: Sequence[object]) -> dict[str, NDArray[Any]]:
    """Return the columns of an array over (world, entry) by their names in the frame."""
    return {f"{prefix}_{entry}": values[:, i] for i, entry in enumerate(entries)}


def to_xarray(outcomes: PlayedWorlds) -> xarray.Dataset:
    """Return every array with named dimensions and labels; codes carry what they mean.

    The arrays `act` and `condition` are called ``acted`` and ``condition_level``, since their axes
    have the names already; ``level`` is added to ``rung``, and ``final_level`` to ``final_rung``.
    """
    dataset = _needed("xarray", "to_xarray()").Dataset
    variables = {}
    for name in outcomes:
        if name == "world":
            continue
        codes = _CODES.get(name)
        attributes = (
            {
                # NetCDF's conventions want the values in the variable's own type.
                "flag_values": np.array(list(codes), dtype=outcomes[name].dtype),
                "flag_meanings": " ".join(code.name.lower() for code in codes),
            }
            if codes
            else {}
        )
        variables[_OTHER_NAMES.get(name, name)] = (outcomes.axes[name], outcomes[name], attributes)
    if "rung" in outcomes:
        variables["level"] = (outcomes.axes["rung"], outcomes.level, {})
    if "final_rung" in outcomes:
        variables["final_level"] = (outcomes.axes["final_rung"], outcomes.final_level, {})
    coordinates: dict[str, Any] = {
        axis: list(entries)
        for axis, entries in outcomes.labels.items()
        if any(axis in outcomes.axes[name] for name in outcomes)
    }
    coordinates["world"] = outcomes.world
    coordinates["draw"] = ("world", outcomes.draw)
    record = outcomes.record
    built: xarray.Dataset = dataset(
        variables,
        coordinates,
        {
            "scenario": outcomes.scenario.scenario.name,
            "played_digest": record.played_digest,
            # NetCDF, to which datasets are often written, holds no integer above 64 bits.
            "seed": record.seed if abs(record.seed) < 2**63 else str(record.seed),
            "worlds_per_draw": record.worlds_per_draw,
            "versions": json.dumps(dict(record.versions)),
        },
    )
    return built


def _needed(module: str, what: str) -> Any:
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise OutcomesError(f"{what} needs {module}, which is not installed") from error
