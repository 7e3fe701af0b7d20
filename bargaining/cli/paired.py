"""The commands that play the same worlds more than once: with a change, with other strategies."""

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

__all__ = ["add_paired"]


def add_paired(app: typer.Typer) -> None:
    """Give an application these commands."""
    for command in (compare, tournament):
        app.command()(command)


def compare(
    scenario: NameOrFile,
    changed: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CHANGE",
            help=(
                "A counterfactual of the scenario, another scenario, or scenario/counterfactual "
                "[all its counterfactuals]."
            ),
        ),
    ] = None,
    worlds: Annotated[int, typer.Option(help="Worlds to play of each.")] = 2_000,
    worlds_per_draw: WorldsPerDraw = 20,
    seed: Seed = 0,
    plot: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw which worlds went from which ending to which."),
    ] = None,
    workers: Workers = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Play the same worlds with and without a change."""
    from bargaining.cli.compare import CompareRequest, run_compare

    raise typer.Exit(
        run_compare(
            CompareRequest(
                scenario=scenario,
                changed=tuple(dict.fromkeys(changed or ())),
                worlds=worlds,
                worlds_per_draw=worlds_per_draw,
                seed=seed,
                workers=workers,
                plot=plot,
                as_json=as_json,
                quiet=quiet,
            )
        )
    )


def tournament(
    scenario: NameOrFile,
    strategy: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[LABEL=]STRATEGY",
            help="A name of `bargaining strategies`, or my_file.py:MyStrategy; given again for "
            "each. One alone meets a usual set of eight.",
        ),
    ] = None,
    worlds: Annotated[int, typer.Option(help="Worlds to play for each pair.")] = 200,
    worlds_per_draw: WorldsPerDraw = 5,
    seed: Seed = 0,
    out: Out = None,
    workers: Workers = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Let strategies meet in both principals' seats, each against each, and rank them."""
    from bargaining.cli.tournament import TournamentRequest, run_tournament

    raise typer.Exit(
        run_tournament(
            TournamentRequest(
                scenario=scenario,
                strategies=tuple(strategy or ()),
                worlds=worlds,
                worlds_per_draw=worlds_per_draw,
                seed=seed,
                out=out,
                workers=workers,
                as_json=as_json,
                quiet=quiet,
            )
        )
    )
