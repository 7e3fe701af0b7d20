"""Arguments and options that several commands share, each said once, with one default for all."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from bargaining.cli.folder import PICTURES
from bargaining.defaults import PER_DRAW, PER_DRAW_EACH, SEED, WORLDS, WORLDS_EACH

__all__ = [
    "PER_DRAW", "PER_DRAW_EACH", "PNG", "SEED", "WORLDS", "WORLDS_EACH", "AsJson", "At",
    "NameOrFile", "Out", "Pictures", "Played", "Plot", "Quiet", "Resume", "Seed", "Strategies",
    "Workers", "Worlds", "WorldsPerDraw", "WorldsToAsk", "count", "worlds_for", "written",
]  # fmt: skip


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise typer.BadParameter(f"must be a whole number; got {text[:40]}") from None


PNG = PICTURES[0]  # what pictures are unless told otherwise


def _kind(text: str) -> str:
    if text not in PICTURES:
        raise typer.BadParameter(f"must be {', '.join(PICTURES)}; got {text[:40]}")
    return text


# An option that takes a whole number.
count = partial(typer.Option, parser=_whole)


def worlds_for(what: str) -> Any:
    """Return the option that says how many worlds to play for each of several things."""
    return count("--worlds", metavar="N", help=f"Worlds to play for {what}.")


def written(context: typer.Context, names: Iterable[str]) -> list[str]:
    """Return which of some parameters were given on the command line, as they are written there."""
    sources = ((name, context.get_parameter_source(name)) for name in names)
    given = (name for name, source in sources if source and source.name == "COMMANDLINE")
    return [f"--{name.replace('_', '-')}" for name in given]


NameOrFile = Annotated[
    str, typer.Argument(metavar="NAME|FILE", help="A shipped scenario or a file.")
]
Played = Annotated[
    str,
    typer.Argument(
        metavar="RESULT|NAME|FILE",
        help="A saved result, such as outcomes.parquet or its folder, or a scenario to play.",
    ),
]
WorldsToAsk = Annotated[
    int, count("--worlds", metavar="N", help="Worlds to play, where no result is given.")
]
Worlds = Annotated[int, count("--worlds", metavar="N", help="Worlds to play.")]
WorldsPerDraw = Annotated[
    int, count(metavar="A", help="Worlds that share one draw of the parameters.")
]
Seed = Annotated[int, count(metavar="S", help="Seed; the same seed plays the same worlds.")]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Folder for pictures and results [bargaining-output/NAME]."),
]
Plot = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Draw it in this file: .png, .svg or .pdf.")
]
Pictures = Annotated[
    str,
    typer.Option(metavar="png|svg|pdf", parser=_kind, help="Kind of the pictures in the folder."),
]
Workers = Annotated[
    int | None, count(metavar="W", help="Workers that share the work [as many as cores].")
]
Resume = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        help="Keep what is done in this folder as soon as it is; the same command goes on from "
        "there.",
    ),
]
Strategies = Annotated[
    list[str] | None,
    typer.Option(
        "--strategy",
        metavar="[NAME=]STRATEGY",
        help="A strategy of `bargaining strategies`, or my_file.py:MyStrategy; may be given again. "
        "NAME is the party it decides for, the first principal unless given; in a tournament it "
        "labels the strategy.",
    ),
]
At = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help="Let counterfactuals begin at this date, such as 2015-01, or round (from 0), instead "
        "of when the file says.",
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print the numbers for scripts, and nothing else.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no notes.")]
