"""The commands and their options; what they do is imported when they are called."""

from __future__ import annotations

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
from bargaining.cli.paired import add_paired
from bargaining.cli.tested import add_tested
from bargaining.cli.theory import LessonGroup, list_lessons

__all__ = ["command"]

# Without markup the help is plain text: quick, and legible on any console.
app = typer.Typer(
    help="Play a sourced negotiation in many parallel worlds and read the distribution.",
    epilog="Exit codes: 0 done, 1 a bug, 2 bad input, 130 stopped by Ctrl-C.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def command(arguments: list[str]) -> None:
    """Read the arguments, run the command and leave with its exit code."""
    typer.main.get_command(app)(arguments, prog_name="bargaining")


def _print_version(wanted: bool) -> None:
    if wanted:
        from bargaining.cli.streams import say
        from bargaining.version import __version__

        say(f"bargaining {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    pass


@app.command()
def run(
    scenario: NameOrFile,
    worlds: Annotated[int, typer.Option(help="Worlds to play.")] = 10_000,
    worlds_per_draw: WorldsPerDraw = 20,
    seed: Seed = 0,
    out: Out = None,
    workers: Workers = None,
    counterfactual: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Play this counterfactual of the file too and compare; may be given again.",
        ),
    ] = None,
    strategy: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[PARTY=]STRATEGY",
            help="Who decides for a party, the first principal unless named: a name of "
            "`bargaining strategies`, or my_file.py:MyStrategy; may be given again.",
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Also count and draw why no accommodation stands.")
    ] = False,
    keep: Annotated[
        str,
        typer.Option(
            metavar="all|summary",
            help="summary: save a few numbers a world instead of all rounds, for millions of "
            "worlds; without the picture of the rounds.",
        ),
    ] = "all",
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Play a scenario and print how its worlds ended."""
    from bargaining.cli.run import Request, run_scenario

    raise typer.Exit(
        run_scenario(
            Request(
                scenario=scenario,
                worlds=worlds,
                worlds_per_draw=worlds_per_draw,
                seed=seed,
                out=out,
                workers=workers,
                counterfactuals=tuple(dict.fromkeys(counterfactual or ())),
                as_json=as_json,
                quiet=quiet,
                strategies=tuple(strategy or ()),
                explain=explain,
                keep=keep,
            )
        )
    )


add_paired(app)
add_tested(app)


@app.command()
def strategies(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="One of them, at length.")
    ] = None,
) -> None:
    """List the strategies that may take a seat, with where they come from."""
    from bargaining.cli.strategies import list_strategies, show_strategy

    if name is None:
        list_strategies()
    else:
        show_strategy(name)


@app.command()
def check(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Scenario files, or my_file.py:MyStrategy."),
    ],
) -> None:
    """Check scenario files, and strategies of your own: every problem with rule and remedy."""
    from bargaining.cli.reading import check_files

    raise typer.Exit(check_files(files))


@app.command()
def show(
    scenario: NameOrFile,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Every number with its source and reason.")
    ] = False,
) -> None:
    """Print a scenario as a sheet to read."""
    from bargaining.cli.reading import show_scenario

    show_scenario(scenario, evidence=evidence)


@app.command(name="list")
def list_() -> None:
    """List the shipped scenarios."""
    from bargaining.cli.reading import list_scenarios

    list_scenarios()


@app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from bargaining.cli.reading import print_schema

    print_schema()


theory = typer.Typer(
    cls=LessonGroup,
    invoke_without_command=True,
    epilog="bargaining theory NAME --help lists the options of one.",
    subcommand_metavar="[NAME [OPTIONS]]",
)
app.add_typer(theory, name="theory")


@theory.callback()
def _theory(context: typer.Context) -> None:
    """List known results of bargaining theory, or show one beside the engine."""
    if context.invoked_subcommand is None:
        list_lessons()
