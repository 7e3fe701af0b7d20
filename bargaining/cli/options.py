"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "AsJson",
    "NameOrFile",
    "Out",
    "Quiet",
    "Seed",
    "Workers",
    "WorldsPerDraw",
]

NameOrFile = Annotated[
    str, typer.Argument(metavar="NAME|FILE", help="A shipped scenario or a file.")
]

WorldsPerDraw = Annotated[
    int, typer.Option(metavar="A", help="Worlds that share one draw of the parameters.")
]
Seed = Annotated[int, typer.Option(metavar="S", help="Seed; the same seed plays the same worlds.")]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Folder for pictures and results [bargaining-output/NAME]."),
]
Workers = Annotated[
    int | None,
    typer.Option(metavar="W", help="Workers that share it [as many as cores]."),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print a summary for scripts, and nothing else.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no notes.")]
