"""`bargaining compare`: the same worlds with and without a change, and which of them flipped."""

from __future__ import annotations

import os
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bargaining.cli import options
from bargaining.cli.folder import Steps, check_file, prepare_folder
from bargaining.cli.playing import checked, counterfactual_of, play, stopping
from bargaining.cli.streams import in_json, say, warn
from bargaining.errors import ArgumentError

if TYPE_CHECKING:
    from bargaining.analysis.compare import Comparison
    from bargaining.scenario import Scenario

_OWN_NAMES = re.compile(r"(.+-flow|changes)\.(png|svg|pdf)|comparisons\.json")
_Changes = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="CHANGE",
        help="A counterfactual of the scenario, another scenario, or scenario/counterfactual "
        "[all its counterfactuals].",
    ),
]
_Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Keep a picture of each change and all numbers here."),
]


def compare(
    scenario: options.NameOrFile,
    changed: _Changes = None,
    at: options.At = None,
    worlds: Annotated[
        int, options.worlds_for("the scenario as written and for each change")
    ] = options.WORLDS,
    worlds_per_draw: options.WorldsPerDraw = options.PER_DRAW,
    seed: options.Seed = options.SEED,
    out: _Out = None,
    pictures: options.Pictures = options.PNG,
    plot: options.Plot = None,
    workers: options.Workers = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Play the same worlds with and without a change, and draw which ended otherwise."""
    from bargaining.analysis import compare
    from bargaining.plots import plot_flow
    from bargaining.plots.changes import MOST_CHANGES, plot_changes
    from bargaining.scenario import load

    size = checked(worlds=worlds, worlds_per_draw=worlds_per_draw, workers=workers, seed=seed)
    check_file(plot, "--plot", picture=True)
    plot = plot and plot.expanduser()
    baseline = load(scenario)
    arms = _arms(baseline, list(dict.fromkeys(changed or ())), at)
    folder = None if out is None else prepare_folder(out, baseline.name)
    steps = Steps(quiet, warn if as_json else say, pictures)
    numbers: dict[str, Any] = {}
    found: dict[str, Comparison] = {}
    with stopping("Stopped: comparisons that were not finished are not shown."):
        size["quiet"] = quiet
        before = play(baseline, baseline.name, **size, later=len(arms))
        for name, arm in arms.items():
            comparison = found[name] = compare(before, play(arm, name, **size, later=None))
            gap = "\n" if numbers else ""
            numbers[name] = comparison.to_dict()
            with steps.step():
                if not as_json:
                    say(f"{gap}{name}\n\n{comparison.table()}")
            plain = name.replace("/", "-")
            # Pictures of several changes have names of their own.
            own = plot and (plot if len(arms) == 1 else plot.with_stem(f"{plot.stem}-{plain}"))
            kept = folder and folder / f"{plain}-flow"
            steps.draw(partial(plot_flow, comparison), *filter(None, (kept, own)))
    if folder is not None:
        if 1 < len(found) <= MOST_CHANGES:
            steps.draw(partial(plot_changes, found), folder / "changes")
        with steps.step("comparisons.json cannot be written"):
            path = folder / "comparisons.json"
            path.write_text(in_json(numbers) + "\n", "utf-8")
            steps.files.append(path)
    with steps.step():
        if as_json:
            say(in_json(numbers))
        steps.tell_files(_OWN_NAMES)
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
