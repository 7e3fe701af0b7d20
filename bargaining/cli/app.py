"""The program of all commands; what they do is imported when they are called."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bargaining.cli.asking import ask, explain, transcript
from bargaining.cli.claims import backtest, claims, facts
from bargaining.cli.compare import compare
from bargaining.cli.conditions import discover, given
from bargaining.cli.merge import merge
from bargaining.cli.play import play
from bargaining.cli.reading import check, cite, handout, list_, schema, show, strategies, why
from bargaining.cli.run import run
from bargaining.cli.sensitivity import sensitivity
from bargaining.cli.sweep import sweep
from bargaining.cli.teach import teach
from bargaining.cli.theory import LessonGroup, list_lessons
from bargaining.cli.tournament import tournament
from bargaining.errors import ArgumentError


class _Commands(TyperGroup):
    """All commands. If a scenario is given instead of a command, suggest `bargaining run`."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command, None where there is none of this name."""
        command = super().get_command(ctx, cmd_name)
        if command is None:
            from bargaining.scenario.library import list_scenarios

            if cmd_name in list_scenarios() or cmd_name.endswith(".toml"):
                raise ArgumentError(
                    f"{cmd_name} is a scenario and no command. "
                    f'Did you mean "bargaining run {cmd_name}"?'
                )
        return command


# Without markup the help is plain text: quick, and legible on any console.
app = typer.Typer(
    cls=_Commands,
    help="Play a sourced negotiation in many parallel worlds and read the distribution.",
    epilog="Exit codes: 0 done, 1 a bug, 2 bad input or a file that cannot be written, 130 stopped "
    "by Ctrl-C, 143 by SIGTERM.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _command in (
    *(run, play, teach, merge, compare, ask, explain, transcript, sweep, sensitivity, given),
    *(discover, tournament, facts, claims, backtest, strategies, check, show, why, handout, cite),
):
    app.command()(_command)
app.command(name="list")(list_)
app.command()(schema)


@app.callback(invoke_without_command=True)
def _options(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        from bargaining.cli.streams import say
        from bargaining.version import __version__

        say(f"bargaining {__version__}")
        raise typer.Exit


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


# Built once for all commands that one process runs.
program = typer.main.get_command(app)
