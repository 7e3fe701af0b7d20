"""The scenarios that come with the library."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from bargaining.errors import Problem, ScenarioError
from bargaining.scenario.near import did_you_mean

__all__ = ["folder", "names", "path"]


def folder() -> Path:
    """Return the folder of the bundled scenarios.

    In an installed wheel it lies inside the package; in a source checkout beside it.
    """
    package = Path(str(files("bargaining")))
    inside = package / "scenarios"
    return inside if inside.is_dir() else package.parent / "scenarios"


def _found(root: Path) -> dict[str, Path]:
    return {file.stem: file for file in sorted(root.rglob("*.toml"))}


def names() -> tuple[str, ...]:
    """Return the names of the bundled scenarios, sorted."""
    return tuple(sorted(_found(folder())))


def path(name: str) -> Path:
    """Return the file of a bundled scenario.

    Raises
    ------
    ScenarioError
        No bundled scenario has this name.
    """
    found = _found(folder())
    if name not in found:
        raise ScenarioError(
            name,
            [
                Problem(
                    "",
                    "is no scenario that comes with the library. "
                    + did_you_mean(name, found, "scenarios"),
                )
            ],
        )
    return found[name]
