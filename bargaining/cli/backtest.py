"""`bargaining backtest`: the record played from what was known before, and scored."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bargaining.cli import options
from bargaining.cli.folder import Steps, check_file, prepare_folder
from bargaining.cli.playing import checked, cores, shown_progress, stopping
from bargaining.cli.streams import in_json, say, warn

__all__ = ["backtest"]


def backtest(
    cell: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Only this cell, such as E7a; may be given again."),
    ] = None,
    worlds: options.WorldsEach = options.WORLDS_EACH,
    worlds_per_draw: options.WorldsPerDraw = options.PER_DRAW_EACH,
    seed: options.Seed = options.SEED,
    out: options.Out = None,
    workers: options.Workers = None,
    json: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write the result here too; - prints it."),
    ] = None,
    checks: Annotated[
        bool, typer.Option(help="Also check the priors on the Stockholm file.")
    ] = True,
    quiet: options.Quiet = False,
) -> None:
    """Play episodes of the record from what was known before them, and score the endings."""
    from bargaining.history import backtest, cells

    size = checked(worlds=worlds, worlds_per_draw=worlds_per_draw, workers=workers, seed=seed)
    alone = json is not None and str(json) == "-"
    file = None if alone else check_file(json, "--json")
    folder = prepare_folder(out, "backtest")
    only = tuple(dict.fromkeys(cell or ()))
    total = worlds * (len(only or cells()) + (3 if checks else 0))
    with (
        stopping("Stopped: half a back-test scores nothing, so nothing was kept."),
        shown_progress("backtest", total, wanted=not quiet) as progress,
    ):
        result = backtest(
            **{**size, "workers": workers or cores()},
            only=only or None,
            checks=checks,
            progress=progress,
        )
    from bargaining.plots import plot_backtest

    steps = Steps(quiet, warn if alone else say)
    with steps.step():
        if alone:
            say(in_json(result.to_dict()))
        else:
            say(result.table())
    steps.draw(lambda: plot_backtest(result), folder / "backtest.png")
    if file is not None:
        with steps.step(f"--json {json}"):
            steps.files.append(result.save(file))
    with steps.step():
        steps.tell_files()
    raise typer.Exit(steps.finish())
