"""`bargaining theory`: one command per lesson, with the lesson's own options.

A command is made when it is asked for, so that the rest of the command line knows no lesson.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from types import GenericAlias
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from bargaining.cli.streams import warn

if TYPE_CHECKING:
    from bargaining.lessons import Lesson, Option

__all__ = ["LessonGroup"]

_WORLDS = 200
_LUCK = ("worlds", "seed")


class LessonGroup(TyperGroup):
    """The lessons as commands, in the order in which they are taught."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the lessons' names."""
        from bargaining.lessons import lessons

        return [lesson.name for lesson in lessons()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command of a lesson; an unknown name is a mistake told in words."""
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
    """Return what stands behind each use of a flag, up to the next one."""
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
        from bargaining.cli.theory import LessonRequest, show_lesson

        options = {option.name: given.pop(option.name) for option in lesson.options}
        if lesson.engine is None:
            idle = [given.pop(name) for name in _LUCK]
            if idle != [None] * len(idle):
                warn(
                    f"{lesson.name} is a closed form only: the engine does not play it, so that "
                    "--worlds and --seed change nothing."
                )
        raise typer.Exit(show_lesson(LessonRequest(lesson=lesson, options=options, **given)))

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
            _keyword(name, int | None, typer.Option(None, f"--{name}", hidden=True))
            for name in _LUCK
        ]
    else:
        luck = [
            _keyword("worlds", int, typer.Option(_WORLDS, "--worlds", help="Worlds per row.")),
            _keyword("seed", int, typer.Option(0, "--seed", metavar="S", help="Seed of all luck.")),
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
