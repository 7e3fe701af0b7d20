"""`bargaining theory`: a closed form beside what the engine does, in numbers and pictures."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bargaining.cli.folder import Folder
from bargaining.cli.playing import shown_progress
from bargaining.cli.streams import say, warn
from bargaining.errors import ArgumentError

if TYPE_CHECKING:
    from bargaining.lessons import Convergence, EnginePlay, Lesson, Reading, Value

__all__ = ["STOPPED", "LessonRequest", "list_lessons", "show_lesson"]

STOPPED = 130
_WHO, _SUMMARY = 28, 52
_INTERVAL = 1.96
_LARGE = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonRequest:
    """What was asked for on the command line.

    Attributes
    ----------
    lesson : Lesson
        The lesson.
    options : mapping
        Its options.
    worlds, seed : int
        Worlds per grid, and the seed of their luck; idle for a closed form only.
    out : Path or None
        Folder to write to; ``bargaining-output/theory/NAME`` where None.
    as_json, quiet : bool
        Print JSON and nothing else; no progress bar and no list of files.
    """

    lesson: Lesson
    options: Mapping[str, Any]
    worlds: int = 1
    seed: int = 0
    out: Path | None = None
    as_json: bool = False
    quiet: bool = False


def list_lessons() -> None:
    """Print all lessons: name, result, who found it, and whether the engine plays it."""
    from bargaining.lessons import CHAPTERS, lesson_named

    width = max(len(name) for names in CHAPTERS.values() for name in names)
    for chapter, names in CHAPTERS.items():
        if not names:
            continue
        say(f"{chapter}\n")
        for name in names:
            lesson = lesson_named(name)
            played = "closed form only" if lesson.engine is None else "played by the engine"
            who = textwrap.wrap(lesson.who, _WHO, break_on_hyphens=False)
            summary = textwrap.wrap(lesson.summary, _SUMMARY, break_on_hyphens=False)
            rows = max(len(who), len(summary), 2)
            left = [name, f"  {played}"]
            for column in (left, who, summary):
                column += [""] * (rows - len(column))
            # The second line of a name says how it is played.
            indent = max(width, len("  played by the engine")) + 2
            for a, b, c in zip(left, summary, who, strict=True):
                say(f"  {a:<{indent}}{b:<{_SUMMARY + 2}}{c}".rstrip())
        say("")
    say("bargaining theory NAME shows one beside the engine; add --help for its options.")


def show_lesson(request: LessonRequest) -> int:
    """Print a lesson's exact values beside the engine's, draw its pictures; return the exit code.

    Raises
    ------
    ArgumentError
        A count or an option is out of range, or the folder cannot be written to.
    """
    if request.worlds < 1:
        raise ArgumentError(f"--worlds must be a whole number of at least 1; got {request.worlds}")
    lesson = request.lesson
    options = lesson.complete(**request.options)
    solved = lesson.solve(**options)
    folder = Folder.prepare(request.out, f"theory/{lesson.name}")
    try:
        obstacles = _obstacles(lesson, options)
        convergence = _play(request, options, [g for g, why in obstacles.items() if not why])
        if not request.as_json:
            say(_heading(lesson, options))
            say(_exact(solved))
            say(_closed_form_only(obstacles) if convergence is None else _beside(convergence))
        files = _draw(request, options, folder, convergence)
    except KeyboardInterrupt:
        warn("Stopped. What had been drawn is kept.")
        return STOPPED
    if request.as_json:
        say(json.dumps(_plain(lesson, options, solved, convergence, files), indent=2))
    elif not request.quiet:
        say(f"\nWritten to {folder.path}:\n  {', '.join(path.name for path in files)}")
    return 0


def _obstacles(lesson: Lesson, options: Mapping[str, Value]) -> dict[float, str | None]:
    """Return, by grid, why the engine cannot play these options; None where it can."""
    from bargaining.lessons import find_obstacle

    grids = () if lesson.engine is None else lesson.engine.grids
    return {grid: find_obstacle(lesson, grid, options) for grid in grids}


def _play(
    request: LessonRequest, options: Mapping[str, Any], grids: list[float]
) -> Convergence | None:
    if not grids:
        return None
    from bargaining.lessons import play_lesson

    total = request.worlds * len(grids)
    wanted = not request.quiet and not request.as_json
    with shown_progress(request.lesson.name, total, wanted=wanted) as progress:
        return play_lesson(
            request.lesson,
            worlds=request.worlds,
            seed=request.seed,
            grids=grids,
            progress=progress,
            **options,
        )


def _draw(
    request: LessonRequest,
    options: Mapping[str, Any],
    folder: Folder,
    convergence: Convergence | None,
) -> list[Path]:
    """Draw the convergence, where there are several grids, and the closed form over its sweep."""
    from bargaining.lessons import play_sweep
    from bargaining.plots import plot_convergence, plot_lesson

    lesson, files = request.lesson, []
    if convergence is not None and len({one.grid for one in convergence.readings}) > 1:
        files.append(folder.save_picture("convergence", plot_convergence(convergence)))
    total = request.worlds * len(lesson.sweep.played if lesson.sweep is not None else ())
    wanted = not request.quiet and not request.as_json
    with shown_progress("picture", total, wanted=wanted) as progress:
        played = play_sweep(
            lesson, worlds=request.worlds, seed=request.seed, progress=progress, **options
        )
    files.append(folder.save_picture("lesson", plot_lesson(lesson, played=played, **options)))
    return files


def _heading(lesson: Lesson, options: Mapping[str, Value]) -> str:
    said = lesson.describe(options)
    title = f"{lesson.title} ({lesson.who})"
    return "\n".join([title, lesson.summary, *([said] if said else [])])


def _exact(solved: Mapping[str, float]) -> str:
    width = max(map(len, solved))
    rows = [f"  {label:<{width}}  {_exactly(label, value):>9}" for label, value in solved.items()]
    return "\n".join(["", "Closed form", *rows])


def _closed_form_only(obstacles: Mapping[float, str | None]) -> str:
    if not obstacles:
        return "\nThe engine does not play this game: a closed form only."
    # All grids are in the way of it; the finest one is the last.
    why = list(obstacles.values())[-1]
    return f"\nThe engine cannot play these options, so that its column is missing: {why}"


def _beside(convergence: Convergence) -> str:
    """Return a table per quantity: exact value, engine's distribution and bound at each grid."""
    engine = convergence.lesson.engine
    assert engine is not None
    worlds = f"{convergence.worlds:,} world{'' if convergence.worlds == 1 else 's'} a row"
    lines = ["", f"The engine, playing {engine.file}: {worlds}, seed {convergence.seed}"]
    for quantity in dict.fromkeys(one.quantity for one in convergence.readings):
        readings = convergence.of(quantity)
        lines += _table(engine, readings, convergence.worlds)
        if any(2 * one.counted < convergence.worlds for one in readings):
            lines.append(
                "    Note: where fewer than half of the worlds count, a row speaks of few."
            )
    lines += [
        "",
        "±: half of the 95 % Monte Carlo interval; for a share of worlds by the larger of the",
        "errors at the share seen and at the exact one, otherwise at least what one world a ladder",
        "step away would make. worlds: those that have the quantity (for a party's share mostly",
        "those that agreed in the first round); 5 % to 95 %: of these. bound: how far the grid",
        "alone may take the mean; within: whether bound and four standard errors explain what it",
        "is off by. -: nothing is claimed.",
    ]
    return "\n".join(lines)


def _table(engine: EnginePlay, readings: tuple[Reading, ...], worlds: int) -> list[str]:
    head = f"{'mean':>9}{'±':>8}{'5 % to 95 %':>20}{'off by':>10}{'bound':>9}  {'within':<6}"
    width = max(len(engine.grid), *(len(f"{one.grid:g}") for one in readings))
    first = readings[0]
    lines = ["", f"  {first.quantity}: exact {_number(first.exact)}"]
    lines.append(f"    {engine.grid:<{width}}{head}  worlds")
    for one in readings:
        some = math.isfinite(one.low)
        spread = f"{_number(one.low)} to {_number(one.high)}" if some else "-"
        judged = {None: "-", True: "yes", False: "NO"}[one.within]
        lines.append(
            f"    {one.grid:<{width}g}{_number(one.mean):>9}"
            f"{_number(_INTERVAL * one.standard_error):>8}{spread:>20}{_number(one.error, '+'):>10}"
            f"{'-' if one.bound is None else _number(one.bound):>9}  {judged:<6}  "
            f"{one.counted:,} of {worlds:,}"
        )
    return lines


def _exactly(label: str, value: float) -> str:
    """Return an exact value; a count, or another whole number above 1, without decimals."""
    least = 0 if label.startswith("packages") else 2
    whole = least <= value < _LARGE and value == math.floor(value)
    return f"{value:.0f}" if whole else _number(value)


def _number(value: float, sign: str = "") -> str:
    if not math.isfinite(value):
        return "-"
    if abs(value) >= _LARGE:
        return f"{value:{sign}.4g}"
    # Rounded first, and 0 added, since a negative zero is written with its sign.
    return f"{round(value, 4) + 0.0:{sign}.4f}"


def _plain(
    lesson: Lesson,
    options: Mapping[str, Value],
    solved: Mapping[str, float],
    convergence: Convergence | None,
    files: list[Path],
) -> dict[str, Any]:
    engine = lesson.engine
    return {
        "lesson": lesson.name,
        "who": lesson.who,
        "options": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in options.items()
        },
        "closed_form": {
            label: value if math.isfinite(value) else None for label, value in solved.items()
        },
        "engine": None
        if convergence is None or engine is None
        else {"file": engine.file, "grid": engine.grid, **convergence.to_dict()},
        "files": [str(path) for path in files],
    }
