"""The scenarios that come with the library."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path

from bargaining.errors import Problem, ScenarioError
from bargaining.scenario.suggestions import did_you_mean

__all__ = ["bases", "folder", "list_scenarios", "path", "scenarios", "shelves", "stamp", "title"]


def folder() -> Path:
    """Return the folder of the bundled scenarios.

    In an installed wheel it lies inside the package; in a source checkout beside it.
    """
    package = Path(str(files("bargaining")))
    inside = package / "scenarios"
    return inside if inside.is_dir() else package.parent / "scenarios"


_BASES = "base"


def _found(root: Path) -> dict[str, Path]:
    return {file.stem: file for file in sorted(root.rglob("*.toml"))}


def bases() -> dict[str, Path]:
    """Return the files that scenarios only stand on, by name."""
    return _found(folder() / _BASES)


def scenarios() -> dict[str, Path]:
    """Return the files of the bundled scenarios by name, sorted by it."""
    return {
        name: file for name, file in sorted(_found(folder()).items()) if file.parent.name != _BASES
    }


def stamp() -> tuple[tuple[str, int, int], ...]:
    """Return path, time of change and size of every file, which tell whether one has changed."""
    files = [(str(file), file.stat()) for file in sorted(folder().rglob("*.toml"))]
    return tuple((path, of_file.st_mtime_ns, of_file.st_size) for path, of_file in files)


def shelves() -> dict[str, tuple[str, ...]]:
    """Return the names of the bundled scenarios by the folder that they lie in, "" first."""
    root = folder()
    found: dict[str, list[str]] = {}
    for name, file in scenarios().items():
        place = file.parent.relative_to(root)
        found.setdefault("" if place == Path() else place.name, []).append(name)
    return {shelf: tuple(sorted(found[shelf], key=_by_number)) for shelf in sorted(found)}


def _by_number(name: str) -> list[tuple[int, str]]:
    """Order e2 before e10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name)
    return [(int(part), "") if part.isdigit() else (0, part) for part in parts]


def list_scenarios() -> tuple[str, ...]:
    """Return the names of the bundled scenarios, sorted."""
    return tuple(scenarios())


def path(name: str) -> Path:
    """Return the file of a bundled scenario.

    Raises
    ------
    ScenarioError
        No bundled scenario has this name.
    """
    found = scenarios()
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


def title(name: str) -> str:
    """Return the title of a bundled scenario, which its own file gives; the rest is not read.

    Raises
    ------
    ScenarioError
        No bundled scenario has this name.
    """
    header = tomllib.loads(path(name).read_text("utf-8"))["scenario"]
    return str(header["title"])
