"""Read a scenario file: all that is wrong with it at once, or the scenario."""

from __future__ import annotations

import os
import pickle
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from bargaining.errors import ArgumentError, Problem, ScenarioError
from bargaining.scenario import library
from bargaining.scenario.building import build_record, build_resolved
from bargaining.scenario.evidence import sourced
from bargaining.scenario.files import MOST_BYTES, TOO_LONG, base_of, layer_of, text_of
from bargaining.scenario.inheritance import Resolved, resolve
from bargaining.scenario.schema import Scenario
from bargaining.scenario.wording import key_text

__all__ = ["build", "line_of", "load", "load_with_origins", "loads", "origins", "taken_over"]


def load(name_or_path: str | os.PathLike[str]) -> Scenario:
    """Read a scenario that comes with the library, or a file of one's own.

    Parameters
    ----------
    name_or_path : str or path
        Name of a bundled scenario such as ``"stockholm-2014"``, or the path of a TOML file.

    Raises
    ------
    ScenarioError
        The file cannot be read or breaks rules; every broken rule is listed.
    """
    if not isinstance(name_or_path, (str, os.PathLike)):
        raise ArgumentError(
            f"load takes a scenario's name or a path; got {type(name_or_path).__name__}"
        )
    if isinstance(name_or_path, str) and name_or_path in library.scenarios():
        # As bytes, of which everybody gets a scenario of their own.
        scenario: Scenario = pickle.loads(_bundled(name_or_path, library.stamp()))
        return scenario
    return loads(*text_of(name_or_path))


@lru_cache(maxsize=64)
def _bundled(name: str, stamp: tuple[Any, ...]) -> bytes:
    """Return a bundled scenario, read once while no file of the library changes."""
    return pickle.dumps(loads(*text_of(name)), pickle.HIGHEST_PROTOCOL)


def line_of(name_or_path: str | os.PathLike[str], key: str) -> int | None:
    """Return the line of a dotted key in the file that `load` would read, or None.

    Where the key itself does not stand there, the line is that of its longest beginning.
    """
    return layer_of(*text_of(name_or_path)).locator.line(key.split("."))


def load_with_origins(name_or_path: str | os.PathLike[str]) -> tuple[Scenario, dict[str, str]]:
    """Read a scenario as `load` does; return also the file that each sourced thing comes from.

    Files are given by dotted path. A scenario that stands on no base has one file for all.
    """
    scenario, resolved = _read(*text_of(name_or_path))
    return scenario, {one.path: resolved.home(one.keys)[0].origin for one in sourced(scenario)}


def origins(name_or_path: str | os.PathLike[str]) -> dict[str, str]:
    """Return the file that each sourced thing of a scenario comes from, by its dotted path."""
    return load_with_origins(name_or_path)[1]


def taken_over(name_or_path: str | os.PathLike[str]) -> frozenset[str]:
    """Return the dotted paths of the sourced things that a file takes from what it stands on."""
    own = text_of(name_or_path)[1]
    return frozenset(path for path, file in origins(name_or_path).items() if file != own)


def loads(text: str, origin: str = "<text>") -> Scenario:
    """Read a scenario from the text of a TOML file.

    Parameters
    ----------
    text : str
        The TOML text.
    origin : str
        What to call it in error messages.

    Raises
    ------
    ScenarioError
        The text is no TOML or breaks rules; every broken rule is listed.
    """
    if not isinstance(text, str):
        raise ArgumentError(f"loads takes a text; got {type(text).__name__}")
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise ScenarioError(origin, [Problem("", TOO_LONG)])
    return _read(text, origin)[0]


def _read(text: str, origin: str) -> tuple[Scenario, Resolved]:
    """Return the scenario that a text describes, and what it is joined from."""
    resolved, found = resolve(layer_of(text, origin), base_of)
    # What a base would have brought that cannot be read is not missing from the file.
    unread = any(finding.path == ("base",) for _, finding in found)
    problems = [
        Problem(
            key_text(finding.path, layer.data),
            finding.message,
            layer.locator.line(finding.path),
            None if layer.origin == origin else layer.origin,
        )
        for layer, finding in found
    ]
    return build_resolved(Scenario, resolved, problems, origin, whole=not unread), resolved


def build(data: Mapping[str, Any], origin: str) -> Scenario:
    """Return the scenario that raw data describe.

    Parameters
    ----------
    data : mapping
        Nested tables, lists, texts and numbers, as a TOML file holds them.
    origin : str
        What to call it in error messages.

    Raises
    ------
    ScenarioError
        The data break rules; every broken rule is listed.
    """
    return build_record(Scenario, data, origin)
