"""The scenarios that come with the library."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

from bargaining.errors import Problem, ScenarioError
from bargaining.scenario.suggestions import did_you_mean
from bargaining.text import natural_key

__all__ = ["bases", "folder", "list_scenarios", "path", "scenarios", "shelves", "stamp", "title"]


def folder() -> Path:
    """Return the folder of the bundled scenarios.

    In an installed wheel it lies inside the package; in a source checkout beside it.
    """
    package = Path(str(files("bargaining")))
    inside = package / "scenarios"
    return inside if inside.is_dir() else package.parent / "scenarios"


def _files(*, of_bases: bool) -> dict[str, Path]:
    found = sorted(folder().rglob("*.toml"), key=lambda file: file.stem)
    return {file.stem: file for file in found if (file.parent.name == "base") is of_bases}


def bases() -> dict[str, Path]:
    """Return the files that scenarios only stand on, by name."""
    return _files(of_bases=True)


def scenarios() -> dict[str, Path]:
    """Return the files of the bundled scenarios by name, sorted by it."""
    return _files(of_bases=False)


def stamp() -> tuple[tuple[str, int, int], ...]:
    """Return path, time of change and size of every file, which tell whether one has changed."""
    found = [(str(file), file.stat()) for file in sorted(folder().rglob("*.toml"))]
    return tuple((path, of_file.st_mtime_ns, of_file.st_size) for path, of_file in found)


def shelves() -> dict[str, tuple[str, ...]]:
    """Return the names of the bundled scenarios by the folder that they lie in, "" first."""
    root = folder()
    found: dict[str, list[str]] = {}
    for name, file in scenarios().items():
        place = file.parent.relative_to(root)
        found.setdefault("" if place == Path() else place.name, []).append(name)
    return {shelf: tuple(sorted(found[shelf], key=natural_key)) for shelf in sorted(found)}


def list_scenarios() -> tuple[str, ...]:
    """Return the names of the bundled scenarios, sorted."""
    return tuple(scenarios())


def path(name: str) -> Path:
    """Return the file of a bundled scenario; raise ScenarioError where none has this name."""
    found = scenarios()
    if name not in found:
        near = did_you_mean(name, found, "scenarios")
        fault = f"is no scenario that comes with the library. {near}"
        raise ScenarioError(name, [Problem("", fault)])
    return found[name]


def title(name: str) -> str:
    """Return the title of a bundled scenario; raise as `path` does."""
    return str(tomllib.loads(path(name).read_text("utf-8"))["scenario"]["title"])
