"""`bargaining compare`: the same worlds with and without a change, and which of them flipped."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bargaining.cli import options
from bargaining.cli.folder import Steps, check_file, save_picture
from bargaining.cli.playing import check_counts, counterfactual_of, play, stopping
from bargaining.cli.streams import say, say_json, warn
from bargaining.errors import ArgumentError

if TYPE_CHECKING:
    from bargaining.scenario import Scenario

__all__ = ["compare"]


def compare(
    scenario: options.NameOrFile,
    changed: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CHANGE",
            help="A counterfactual of the scenario, another scenario, or scenario/counterfactual "
            "[all its counterfactuals].",
        ),
    ] = None,
    at: options.At = None,
    worlds: options.Worlds = options.WORLDS,
    worlds_per_draw: options.WorldsPerDraw = options.PER_DRAW,
    seed: options.Seed = options.SEED,
    plot: options.Plot = None,
    workers: options.Workers = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Play the same worlds with and without a change, and draw which ended otherwise."""
    from bargaining.analysis import compare
    from bargaining.scenario import load

    check_counts(worlds=worlds, worlds_per_draw=worlds_per_draw, workers=workers)
    check_file(plot, "--plot", picture=True)
    baseline = load(scenario)
    arms = _arms(baseline, list(dict.fromkeys(changed or ())), at)
    asked: dict[str, Any] = {
        "worlds": worlds,
        "worlds_per_draw": worlds_per_draw,
        "seed": seed,
        "workers": workers,
        "quiet": quiet,
    }
    steps = Steps(quiet)
    numbers: dict[str, Any] = {}
    with stopping("Stopped: comparisons that were not finished are not shown."):
        before = play(baseline, baseline.name, **asked)
        for name, arm in arms.items():
            comparison = compare(before, play(arm, name, **asked))
            gap = "\n" if numbers else ""
            numbers[name] = comparison.to_dict()
            with steps.step():
                if not as_json:
                    say(f"{gap}{name}\n\n{comparison.table()}")
            if plot is not None:
                # Pictures of several changes have names of their own.
                own = f"{plot.stem}-{name.replace('/', '-')}"
                file = plot if len(arms) == 1 else plot.with_stem(own)
                with steps.step(f"{file} cannot be written"):
                    from bargaining.plots import plot_flow

                    steps.files.append(save_picture(plot_flow(comparison), file.expanduser()))
    with steps.step():
        if as_json:
            say_json(numbers)
        steps.tell_files(warn if as_json else say)
    raise typer.Exit(steps.finish())


def _arms(baseline: Scenario, changed: list[str], at: str | None) -> dict[str, Scenario]:
    """Return the changed scenarios by what they are called in the report."""
    from bargaining.scenario import list_scenarios, load

    own = [one.name for one in baseline.what_ifs]
    usual = [one.name for one in baseline.counterfactuals]
    if not changed and not usual:
        raise ArgumentError(
            f"{baseline.name} has no counterfactuals of its own; name another scenario "
            "or a file to compare it with"
        )
    arms = {}
    for name in changed or usual:
        is_file = name.endswith(".toml") or os.sep in name
        other_name, _, change = name.partition("/")
        if other_name in list_scenarios() and change and not name.endswith(".toml"):
            arms[name] = counterfactual_of(
                load(other_name), change, at
            )  # as an arm of a claim is written
        elif name not in own and (is_file or name in list_scenarios()):
            if at is not None:
                raise ArgumentError(f"--at says when a counterfactual begins, and {name} is none")
            other = load(name)
            arms[other.name if other.name not in arms else name] = other
        else:
            # A name that is neither is told with the counterfactual that comes nearest.
            arms[name] = counterfactual_of(baseline, name, at)
    return arms
