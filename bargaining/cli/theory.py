"""`bargaining theory`: one command per lesson, showing a closed form beside what the engine does.

A command is made from its lesson's options when it is asked for: the rest of the command line knows
no lesson.
"""

from __future__ import annotations

import inspect
import json
import math
import textwrap
from collections.abc import Mapping
from pathlib import Path
from types import GenericAlias
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from bargaining.cli.options import whole
from bargaining.cli.streams import say, warn
from bargaining.errors import ArgumentError

if TYPE_CHECKING:
    from bargaining.cli.folder import Folder
    from bargaining.lessons import Convergence, EnginePlay, Lesson, Option, Reading, Value

__all__ = ["LessonGroup", "list_lessons"]

_WORLDS = 200
_LUCK = ("worlds", "seed")
_STOPPED = 130
_WHO, _SUMMARY = 28, 52
_INTERVAL = 1.96
_LARGE = 1e6


class LessonGroup(TyperGroup):
    """The lessons as commands, in the order in which they are taught."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the lessons' names."""
        from bargaining.lessons import lessons

        return [lesson.name for lesson in lessons()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command of a lesson; an unknown name gets a message in words."""
        from bargaining.lessons import lesson_named

        return _command(lesson_named(cmd_name))


class _LessonCommand(TyperCommand):
    """A command that tells what is wrong with a lesson's option in the lesson's words."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Check the lesson's options, counts of numbers included, before they are read."""
        from bargaining.lessons import lesson_named

        for option in lesson_named(str(self.name)).options:
            for given in _given(option.flag, args):
                option.check(tuple(given))
        return super().parse_args(ctx, args)


def _given(flag: str, args: list[str]) -> list[list[str]]:
    """Return what follows each use of a flag, up to the next one."""
    found: list[list[str]] = []
    behind: list[str] = []
    for word in args:
        name, equals, value = word.partition("=")
        if name == flag:
            behind = [value] if equals else []
            found.append(behind)
        elif word.startswith("-") and not _is_number(word):
            behind = []
        else:
            behind.append(word)
    return found


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _command(lesson: Lesson) -> Any:
    """Make the command of one lesson from its options."""
    app = typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    parameters = [_parameter(option) for option in lesson.options] + _common(lesson)

    def show(**given: Any) -> None:
        options = {option.name: given.pop(option.name) for option in lesson.options}
        if lesson.engine is None and [given.pop(name) for name in _LUCK] != [None, None]:
            warn(
                f"{lesson.name} is a closed form only: the engine does not play it, so that "
                "--worlds and --seed change nothing."
            )
        raise typer.Exit(_show(lesson, options, **given))

    # Typer reads both; a lesson's options are known only now.
    show.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    show.__annotations__ = {one.name: one.annotation for one in parameters}
    app.command(
        name=lesson.name,
        cls=_LessonCommand,
        help=f"{lesson.title} ({lesson.who}). {lesson.summary}",
        short_help=f"{lesson.title} ({lesson.who}).",
    )(show)
    return typer.main.get_command(app)


def _parameter(option: Option) -> inspect.Parameter:
    many = isinstance(option.default, tuple)
    kind: Any = GenericAlias(tuple, (float,) * option.count) if many else float
    meaning = f"{option.meaning}; {option.range}" if option.range else option.meaning
    return _keyword(
        option.name,
        kind,
        typer.Option(
            option.default,
            option.flag,
            metavar=" ".join(["X"] * option.count),
            help=f"{meaning[0].upper()}{meaning[1:]}. [default: {option.write(option.default)}]",
            show_default=False,
        ),
    )


def _common(lesson: Lesson) -> list[inspect.Parameter]:
    """Return the options that do not depend on the lesson, luck shown only where there is any."""
    if lesson.engine is None:
        # Taken all the same, so that one line of a script will do for every lesson.
        luck = [
            _keyword(name, int | None, typer.Option(None, f"--{name}", parser=whole, hidden=True))
            for name in _LUCK
        ]
    else:
        luck = [
            _keyword(name, int, typer.Option(default, f"--{name}", parser=whole, help=words))
            for name, default, words in (
                ("worlds", _WORLDS, "Worlds per row."),
                ("seed", 0, "Seed of all luck."),
            )
        ]
    return [
        *luck,
        _keyword(
            "out",
            Path | None,
            typer.Option(
                None,
                "--out",
                metavar="DIR",
                help=f"Folder for the pictures [bargaining-output/theory/{lesson.name}].",
            ),
        ),
        _keyword(
            "as_json",
            bool,
            typer.Option(False, "--json", help="Print numbers for scripts, and nothing else."),
        ),
        _keyword(
            "quiet",
            bool,
            typer.Option(False, "--quiet", "-q", help="No progress bar and no list of files."),
        ),
    ]


def _keyword(name: str, kind: Any, option: Any) -> inspect.Parameter:
    keyword = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, keyword, default=option, annotation=kind)


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


def _show(
    lesson: Lesson,
    given: Mapping[str, Any],
    *,
    out: Path | None,
    as_json: bool,
    quiet: bool,
    worlds: int = 1,
    seed: int = 0,
) -> int:
    """Print a lesson's exact values beside the engine's, draw pictures; return the exit code."""
    from bargaining.cli.folder import Folder
    from bargaining.lessons import find_obstacle

    if worlds < 1:
        raise ArgumentError(f"--worlds must be a whole number of at least 1; got {worlds}")
    options = lesson.complete(**given)
    solved = lesson.solve(**options)
    folder = Folder.prepare(out, f"theory/{lesson.name}")
    luck = {"worlds": worlds, "seed": seed}
    try:
        grids = () if lesson.engine is None else lesson.engine.grids
        obstacles = {grid: find_obstacle(lesson, grid, options) for grid in grids}
        free = [grid for grid, why in obstacles.items() if not why]
        convergence = _play(lesson, options, free, luck, wanted=not quiet and not as_json)
        if not as_json:
            say(_heading(lesson, options))
            say(_exact(solved))
            say(_closed_form_only(obstacles) if convergence is None else _beside(convergence))
        files = _draw(lesson, options, convergence, folder, luck, wanted=not quiet and not as_json)
    except KeyboardInterrupt:
        warn("Stopped. What had been drawn is kept.")
        return _STOPPED
    if as_json:
        say(json.dumps(_plain(lesson, options, solved, convergence, files), indent=2))
    elif not quiet:
        say(f"\nWritten to {folder.path}:\n  {', '.join(path.name for path in files)}")
    return 0


def _play(
    lesson: Lesson,
    options: Mapping[str, Any],
    grids: list[float],
    luck: Mapping[str, int],
    *,
    wanted: bool,
) -> Convergence | None:
    if not grids:
        return None
    from bargaining.cli.playing import shown_progress
    from bargaining.lessons import play_lesson

    total = luck["worlds"] * len(grids)
    with shown_progress(lesson.name, total, wanted=wanted) as progress:
        return play_lesson(lesson, grids=grids, progress=progress, **luck, **options)


def _draw(
    lesson: Lesson,
    options: Mapping[str, Any],
    convergence: Convergence | None,
    folder: Folder,
    luck: Mapping[str, int],
    *,
    wanted: bool,
) -> list[Path]:
    """Draw the convergence, where there are several grids, and the closed form over its sweep."""
    from bargaining.cli.playing import shown_progress
    from bargaining.lessons import play_sweep
    from bargaining.plots import plot_convergence, plot_lesson

    files = []
    if convergence is not None and len({one.grid for one in convergence.readings}) > 1:
        files.append(folder.save_picture("convergence", plot_convergence(convergence)))
    total = luck["worlds"] * len(lesson.sweep.played if lesson.sweep is not None else ())
    with shown_progress("picture", total, wanted=wanted) as progress:
        played = play_sweep(lesson, progress=progress, **luck, **options)
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
