"""A result as a data frame of worlds, and as a labelled dataset."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bargaining.outcomes.arrays import PlayedWorlds
from bargaining.outcomes.columns import columns_of, needed_library, plain_name
from bargaining.outcomes.layout import CODES, long_name_of, unit_of
from bargaining.outcomes.parameters import parameter_columns

if TYPE_CHECKING:
    import pandas
    import xarray

__all__ = ["to_frame", "to_xarray"]

# Arrays that bear the name of one of their axes; a dataset wants two names.
_OTHER_NAMES = {"act": "acted", "condition": "condition_level"}


def to_frame(
    outcomes: PlayedWorlds, *, plain_names: bool = False, parameters: bool = True
) -> pandas.DataFrame:
    """Return one row per world, indexed by its number.

    Columns: ``draw``, ``ending``, ``ever_accommodation``, ``one_sided``, ``round_of.<event>`` (NaN
    for never), ``times.<act>``, ``level.<issue>`` and ``condition.<condition>`` at the end,
    ``type.<party>`` and ``belief.<party>`` at the end, ``payoff.<party>``, and
    ``parameter.<path>``, the numbers that were drawn. A result that keeps only some arrays has the
    columns that these suffice for. Endings and types are words.

    ``frame.attrs`` says what was played, and under ``"columns"`` the long name and unit of each,
    of parameters also prior and source.

    Parameters
    ----------
    plain_names : bool
        Write ``level_<issue>``: letters, digits and underscores, which need no quotes anywhere.
    parameters : bool
        Whether to add the numbers of `parameters`, the same in all worlds of a draw.
    """
    library = needed_library("pandas", "to_frame()")
    # Read first, since what needs it would otherwise be left out.
    facts = _facts(outcomes)
    taken: set[str] = set()
    values: dict[str, Any] = {}
    meanings = {}
    for column in [*columns_of(outcomes), *(parameter_columns(outcomes) if parameters else ())]:
        name = plain_name(column.name, taken) if plain_names else column.name
        meanings[name] = column.attributes
        values[name] = column.of(slice(None))
        if column.words:
            values[name] = library.Categorical.from_codes(column.values, categories=column.words)
    index = library.Index(outcomes.world, name="world")
    frame: pandas.DataFrame = library.DataFrame(values, index=index)
    frame.attrs.update(facts, columns=meanings)
    return frame


def to_xarray(outcomes: PlayedWorlds, *, parameters: bool = True) -> xarray.Dataset:
    """Return every array with named dimensions and labels, long names, units, and words of codes.

    The arrays `act` and `condition` are called ``acted`` and ``condition_level``, since their axes
    have the names already; ``level`` is added to ``rung``, and ``final_level`` to ``final_rung``.
    The dataset's attributes say what was played; `record` is the whole record of the run as JSON.

    Parameters
    ----------
    parameters : bool
        Whether to add ``parameter``, the numbers that were drawn, over ``parameter_draw`` and
        ``path``, with ``unit``, ``prior`` and ``source`` of each path.
    """
    dataset = needed_library("xarray", "to_xarray()").Dataset
    variables = {}

    def add(array: str, axes: tuple[str, ...], values: NDArray[Any]) -> None:
        attributes: dict[str, Any] = {"long_name": long_name_of(array), "units": unit_of(array)}
        if codes := CODES.get(array):
            # NetCDF's conventions want the values in the variable's own type.
            attributes["flag_values"] = np.array(list(codes), dtype=values.dtype)
            attributes["flag_meanings"] = " ".join(code.name.lower() for code in codes)
        told = {key: of for key, of in attributes.items() if not isinstance(of, str) or of}
        variables[_OTHER_NAMES.get(array, array)] = (axes, values, told)

    for name in outcomes:
        if name != "world":
            add(name, outcomes.axes[name], outcomes[name])
    for rungs, levels in (("rung", "level"), ("final_rung", "final_level")):
        if rungs in outcomes:
            add(levels, outcomes.axes[rungs], outcomes.levels_of(outcomes[rungs]))
    held = {axis for name in outcomes for axis in outcomes.axes[name]}
    coordinates: dict[str, Any] = {
        axis: list(of) for axis, of in outcomes.labels.items() if axis in held
    }
    for name, values in (("world", outcomes.world), ("draw", outcomes.draw)):
        coordinates[name] = ("world", values, {"long_name": long_name_of(name)})
    drawn = list(parameter_columns(outcomes)) if parameters else []
    if drawn:
        values = np.stack([column.values for column in drawn], axis=1)
        variables["parameter"] = (("parameter_draw", "path"), values, {})
        coordinates["parameter_draw"] = np.unique(outcomes.draw)
        coordinates["path"] = [column.long_name for column in drawn]
        coordinates["unit"] = ("path", [column.units for column in drawn])
        for what in ("prior", "source"):
            coordinates[what] = ("path", [column.origin[what] for column in drawn])
    facts = {**_facts(outcomes), "record": outcomes.record.to_json()}
    # NetCDF holds no mapping, and no integer above 64 bits.
    facts["versions"] = json.dumps(facts["versions"])
    if abs(outcomes.record.seed) >= 2**63:
        facts["seed"] = str(outcomes.record.seed)
    built: xarray.Dataset = dataset(variables, coordinates, facts)
    return built


def _facts(outcomes: PlayedWorlds) -> dict[str, Any]:
    """Return what was played, for the attributes of frames and datasets."""
    record, header = outcomes.record, outcomes.scenario.header
    facts = {
        "scenario": header.name,
        "title": header.title,
        "played_digest": record.played_digest,
        "model_number": record.model_number,
        "seed": record.seed,
        "first_world": record.first_world,
        "worlds": len(outcomes),
        "worlds_per_draw": record.worlds_per_draw,
        "start": header.start.isoformat() if header.start else None,
        "round": header.round,
        "versions": dict(record.versions),
    }
    return {name: fact for name, fact in facts.items() if fact is not None}
