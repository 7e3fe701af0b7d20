"""The commands that hold worlds against what was stated beforehand: facts, claims, the record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bargaining.cli.options import (
    AsJson,
    NameOrFile,
    Out,
    Quiet,
    Seed,
    Workers,
    WorldsPerDraw,
)

__all__ = ["add_tested"]


def add_tested(app: typer.Typer) -> None:
    """Give an application these commands."""
    for command in (facts, claims, backtest):
        app.command()(command)


def facts(
    scenario: NameOrFile,
    worlds: Annotated[int, typer.Option(help="Worlds to play.")] = 1_000,
    worlds_per_draw: WorldsPerDraw = 5,
    seed: Seed = 0,
    workers: Workers = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Hold the facts that a file states against its worlds: value, interval, band, misses."""
    from bargaining.cli.facts import FactsRequest, run_facts

    raise typer.Exit(
        run_facts(
            FactsRequest(
                scenario=scenario,
                worlds=worlds,
                worlds_per_draw=worlds_per_draw,
                seed=seed,
                workers=workers,
                as_json=as_json,
                quiet=quiet,
            )
        )
    )


def claims(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME|FILE]...", help="Whose claims [all shipped scenarios]."),
    ] = None,
    claim: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Test this claim only; may be given again."),
    ] = None,
    article: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Only claims of this article, such as keck-2014."),
    ] = None,
    worlds: Annotated[int, typer.Option(help="Worlds to play of each arm.")] = 400,
    worlds_per_draw: WorldsPerDraw = 10,
    seed: Seed = 0,
    columns: Annotated[
        str,
        typer.Option(
            metavar="effect|all",
            help="all: also their kinds (null, open signs), k* and the robustness grid.",
        ),
    ] = "effect",
    workers: Workers = None,
    json: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write every number to this file.")
    ] = None,
    resume: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Keep what is played here, and go on from it."),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw a slide of each article: .png, .svg, .pdf."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Test the articles' claims on paired worlds: effect, interval, verdict, kind."""
    from bargaining.cli.claims import ClaimsRequest, run_claims

    raise typer.Exit(
        run_claims(
            ClaimsRequest(
                scenarios=tuple(dict.fromkeys(scenarios or ())),
                claims=tuple(claim or ()),
                article=article,
                worlds=worlds,
                worlds_per_draw=worlds_per_draw,
                seed=seed,
                columns=columns,
                workers=workers,
                json=json,
                resume=resume,
                plot=plot,
                quiet=quiet,
            )
        )
    )


def backtest(
    cell: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Only this cell, such as E7a; may be given again."),
    ] = None,
    worlds: Annotated[int, typer.Option(help="Worlds to play for each cell.")] = 500,
    worlds_per_draw: WorldsPerDraw = 5,
    seed: Seed = 2014,
    out: Out = None,
    workers: Workers = None,
    json: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write the result here too; - prints it."),
    ] = None,
    checks: Annotated[
        bool, typer.Option(help="Also check the priors on the Stockholm file.")
    ] = True,
    quiet: Quiet = False,
) -> None:
    """Play episodes of the record from what was known before them, and score the endings."""
    from bargaining.cli.backtest import BacktestRequest, run_backtest

    raise typer.Exit(
        run_backtest(
            BacktestRequest(
                cells=tuple(dict.fromkeys(cell or ())),
                worlds=worlds,
                worlds_per_draw=worlds_per_draw,
                seed=seed,
                workers=workers,
                out=out,
                json=json,
                checks=checks,
                quiet=quiet,
            )
        )
    )
