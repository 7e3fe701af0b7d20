"""A result as a data frame of worlds, and as a labelled dataset."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bargaining.errors import OutcomesError
from bargaining.outcomes.codes import Closing, Ending, Response
from bargaining.outcomes.events import ever_accommodation, first_rounds, one_sided

if TYPE_CHECKING:
    import pandas
    import xarray

    from bargaining.outcomes.outcomes import Outcomes

__all__ = ["to_frame", "to_xarray"]

# Arrays that bear the name of one of their axes; a dataset wants two names.
_OTHER_NAMES = {"act": "acted", "condition": "condition_level"}
_CODES = {"ending": Ending, "ending_by_round": Ending, "response": Response, "closing": Closing}


def to_frame(outcomes: Outcomes) -> pandas.DataFrame:
    """Return one row per world, indexed by its number.

    Columns: ``draw``, ``ending``, ``ever_accommodation``, ``one_sided``, ``round_of_<event>`` (NaN
    for never), ``times_<act>``, ``level_<issue>`` and ``condition_<condition>`` at the end,
    ``payoff_<party>``, ``type_<party>`` and ``belief_<party>`` at the end.
    """
    pandas = _needed("pandas", "to_frame()")
    columns: dict[str, Any] = {
        "draw": outcomes.draw,
        "ending": pandas.Categorical.from_codes(
            outcomes["ending"], categories=[ending.key for ending in Ending]
        ),
        "ever_accommodation": ever_accommodation(outcomes),
        "one_sided": one_sided(outcomes),
    }
    for event, round in first_rounds(outcomes).items():
        columns[f"round_of_{event}"] = round
    for i, act in enumerate(outcomes.labels["act"]):
        columns[f"times_{act}"] = outcomes["act"][:, :, i].sum(axis=1)
    level = outcomes.level
    final = level[:, -1] if level.shape[1] else outcomes.initial_level
    for i, issue in enumerate(outcomes.labels["issue"]):
        columns[f"level_{issue}"] = final[:, i]
    for prefix, name in (("condition", "condition"), ("type", "party_type"), ("belief", "belief")):
        array = outcomes[name]
        for i, entry in enumerate(outcomes.labels[outcomes.axes[name][2]]):
            if array.shape[1]:
                columns[f"{prefix}_{entry}"] = array[:, -1, i]
    for i, party in enumerate(outcomes.labels["party"]):
        columns[f"payoff_{party}"] = outcomes["payoff"][:, i]
    return pandas.DataFrame(columns, index=pandas.Index(outcomes.world, name="world"))


def to_xarray(outcomes: Outcomes) -> xarray.Dataset:
    """Return every array with named dimensions and labels; codes carry what they mean.

    The arrays `act` and `condition` are called ``acted`` and ``condition_level``, since their axes
    have the names already; ``level`` is added to ``rung``.
    """
    dataset = _needed("xarray", "to_xarray()").Dataset
    variables = {}
    for name in outcomes:
        if name == "world":
            continue
        codes = _CODES.get(name)
        attributes = (
            {
                "flag_values": [int(code) for code in codes],
                "flag_meanings": " ".join(code.name.lower() for code in codes),
            }
            if codes
            else {}
        )
        variables[_OTHER_NAMES.get(name, name)] = (outcomes.axes[name], outcomes[name], attributes)
    variables["level"] = (outcomes.axes["rung"], outcomes.level, {})
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
