"""`bargaining theory`: one command per lesson, showing a closed form beside what the engine does.

A command is made from its lesson's options when it is asked for: the rest of the command line knows
no lesson.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from bargaining.cli import options as common
from bargaining.cli.folder import Steps, check_file, prepare_folder
from bargaining.cli.playing import checked
from bargaining.cli.progress import shown_progress
from bargaining.cli.stops import exit_code
from bargaining.cli.streams import in_json, say, warn
from bargaining.text import entry, wrap

if TYPE_CHECKING:
    from bargaining.lessons import Convergence, Lesson

__all__ = ["LessonGroup", "list_lessons"]

_FLAG = re.compile("--?[a-zA-Z]")
_OWN_PICTURES = re.compile(r"(convergence|lesson)\.(png|svg|pdf)")
_NAMES = 26


class LessonGroup(TyperGroup):
    """The lessons as commands, in the order in which they are taught."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the lessons' names."""
        from bargaining.lessons import lessons

        return [lesson.name for lesson in lessons()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command of a lesson, made of its options and those of all lessons.

        An unknown name gets a message in words.
        """
        from bargaining.lessons import lesson_named

        lesson = lesson_named(cmd_name)
        app = typer.Typer(
            add_completion=False,
            rich_markup_mode=None,
            context_settings={"help_option_names": ["-h", "--help"]},
        )
        _, _, *shared = inspect.signature(_show, eval_str=True).parameters.values()
        if lesson.engine is None:
            # Taken all the same, so that one line of a script will do for every lesson.
            shared[:2] = [
                one.replace(
                    default=None,
                    annotation=Annotated[int | None, typer.Option(f"--{one.name}", hidden=True)],
                )
                for one in shared[:2]
            ]
        own = []
        for option in lesson.options:
            meaning = f"{option.meaning}; {option.range}" if option.range else option.meaning
            said = typer.Option(
                option.default,
                option.flag,
                metavar=" ".join(["X"] * option.count),
                help=f"{meaning[0].upper()}{meaning[1:]}. "
                f"[default: {option.write(option.default)}]",
                show_default=False,
            )
            many = isinstance(option.default, tuple)
            kind: Any = GenericAlias(tuple, (float,) * option.count) if many else float
            keyword = inspect.Parameter.KEYWORD_ONLY
            own.append(inspect.Parameter(option.name, keyword, default=said, annotation=kind))
        parameters = [*own, *shared]

        def show(**given: Any) -> None:
            asked = {option.name: given.pop(option.name) for option in lesson.options}
            if lesson.engine is None and {given.pop("worlds"), given.pop("seed")} != {None}:
                warn(
                    f"{lesson.name} is a closed form only: the engine does not play it, so that "
                    "--worlds and --seed change nothing."
                )
            if lesson.engine is not None:
                checked(worlds=given["worlds"], seed=given["seed"])
            raise typer.Exit(_show(lesson, asked, **given))

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


class _LessonCommand(TyperCommand):
    """A command that tells what is wrong with a lesson's option in the lesson's words."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Check the lesson's options, counts of numbers included, before they are read."""
        from bargaining.lessons import lesson_named

        options = {option.flag: option for option in lesson_named(str(self.name)).options}
        # What follows each use of a flag, up to the next one.
        uses: list[tuple[str, list[str]]] = []
        for word in args:
            flag, equals, value = word.partition("=")
            if _FLAG.match(word):
                uses.append((flag, [value] if equals else []))
            elif uses:
                uses[-1][1].append(word)
        for flag, given in uses:
            if flag in options:
                options[flag].check(tuple(given))
        return super().parse_args(ctx, args)


def list_lessons() -> None:
    """Print all lessons: name, result, who found it, and whether the engine plays it."""
    from bargaining.lessons import CHAPTERS, lesson_named

    for chapter, names in CHAPTERS.items():
        say(f"{chapter}\n")
        for lesson in map(lesson_named, names):
            plays = "Closed form only" if lesson.engine is None else "Played by the engine"
            said = f"{lesson.summary} {lesson.who}. {plays}."
            say("\n".join(entry(lesson.name, said, _NAMES)))
        say("")
    last = "bargaining theory NAME shows one beside the engine; add --help for its options."
    say("\n".join(wrap(last)))


def _show(
    lesson: Any,
    given: Mapping[str, Any],
    *,
    worlds: Annotated[
        int, common.count("--worlds", metavar="N", help="Worlds to play for each row of the table.")
    ] = 200,
    seed: common.Seed = common.SEED,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Folder for the pictures [bargaining-output/theory/NAME]."
        ),
    ] = None,
    pictures: common.Pictures = common.PNG,
    plot: common.Plot = None,
    as_json: common.AsJson = False,
    quiet: common.Quiet = False,
) -> int:
    """Print exact values beside the engine's, draw the lesson's pictures; return the exit code."""
    from bargaining.lessons import find_obstacle, play_lesson, play_sweep
    from bargaining.plots import plot_convergence, plot_lesson

    check_file(plot, "--plot", picture=True)
    options = lesson.complete(**given)
    solved = lesson.solve(**options)
    picture = (
        plot.expanduser()
        if plot is not None
        else prepare_folder(out, f"theory/{lesson.name}") / "lesson"
    )
    steps = Steps(quiet, pictures=pictures)
    grids = () if lesson.engine is None else lesson.engine.grids
    obstacles = {grid: find_obstacle(lesson, grid, options) for grid in grids}
    asked = {"worlds": worlds, "seed": seed, **options}
    convergence, shown = None, not quiet and not as_json
    try:
        if free := [grid for grid, why in obstacles.items() if not why]:
            with shown_progress(lesson.name, worlds * len(free), wanted=shown) as progress:
                convergence = play_lesson(lesson, grids=free, progress=progress, **asked)
        with steps.step():
            if not as_json:
                # All grids are in the way where none is free; the finest one is the last.
                why = list(obstacles.values())[-1] if obstacles else None
                say("\n".join(_lines(lesson, options, convergence, why)))
        if plot is None and convergence is not None and len(free) > 1:
            steps.draw(partial(plot_convergence, convergence), picture.with_name("convergence"))
        total = worlds * len(lesson.sweep.played if lesson.sweep is not None else ())
        with shown_progress("picture", total, wanted=shown) as progress:
            played = play_sweep(lesson, progress=progress, **asked)
        steps.draw(lambda: plot_lesson(lesson, played=played, **options), picture)
    except KeyboardInterrupt:
        warn(f"Stopped. Kept: {', '.join(map(str, steps.files)) or 'nothing'}.")
        return exit_code()
    with steps.step():
        if as_json:
            numbers = _plain(lesson, options, solved, convergence)
            say(in_json({**numbers, "files": [str(path) for path in steps.files]}))
        else:
            steps.tell_files(_OWN_PICTURES if plot is None else None)
    return steps.finish()


def _lines(
    lesson: Lesson,
    options: Mapping[str, Any],
    convergence: Convergence | None,
    obstacle: str | None,
) -> Iterator[str]:
    """Yield what is printed: the closed form, then the engine beside it or why it is not."""
    yield from lesson.lines(**options)
    yield ""
    if convergence is not None:
        yield from convergence.lines()
    elif obstacle is None:
        yield "The engine does not play this game: a closed form only."
    else:
        yield from wrap(
            f"The engine cannot play these options, so that its column is missing: {obstacle}"
        )


def _plain(
    lesson: Lesson,
    options: Mapping[str, Any],
    solved: Mapping[str, float],
    convergence: Convergence | None,
) -> dict[str, Any]:
    played, engine = None, lesson.engine
    if convergence is not None and engine is not None:
        played = {"file": engine.file, "grid": engine.grid, **convergence.to_dict()}
    exact = {label: value if math.isfinite(value) else None for label, value in solved.items()}
    return {
        "lesson": lesson.name,
        "who": lesson.who,
        "options": options,
        "closed_form": exact,
        "engine": played,
    }
