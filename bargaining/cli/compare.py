"""`bargaining compare`: the same worlds with and without a change, and which of them flipped."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bargaining.cli.pictures import check_picture, save_picture
from bargaining.cli.playing import STOPPED, check_counts, play
from bargaining.cli.streams import in_console, say, warn
from bargaining.errors import ArgumentError

if TYPE_CHECKING:
    from bargaining.analysis import Comparison
    from bargaining.scenario import Scenario

__all__ = ["CompareRequest", "run_compare"]


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """What was asked for on the command line.

    Attributes
    ----------
    scenario : str
        Name of a shipped scenario, or path of a file: the baseline.
    changed : tuple of str
        Counterfactuals of the scenario, other shipped scenarios, or paths of files; all
        counterfactuals of the scenario where empty.
    worlds, worlds_per_draw, seed : int
        As `bargaining.simulate` takes them.
    workers : int or None
        Processes that share the work; as many as pay off where None.
    plot : Path or None
        Picture to write of each comparison; with several, their names are put before its ending.
    as_json, quiet : bool
        As for `bargaining run`.
    """

    scenario: str
    changed: tuple[str, ...]
    worlds: int
    worlds_per_draw: int
    seed: int
    workers: int | None
    plot: Path | None
    as_json: bool
    quiet: bool


def run_compare(request: CompareRequest) -> int:
    """Do what was asked for and return the exit code."""
    from bargaining.analysis import compare
    from bargaining.scenario import load

    check_counts(request.worlds, request.worlds_per_draw, request.workers)
    baseline = load(request.scenario)
    arms = _arms(baseline, request.changed)
    files = _pictures(request.plot, tuple(arms))
    comparisons: dict[str, Comparison] = {}
    try:
        before = play(baseline, request, baseline.scenario.name)
        for name, scenario in arms.items():
            comparisons[name] = compare(before, play(scenario, request, name))
            if not request.as_json:
                _tell(name, comparisons[name], first=len(comparisons) == 1)
            if name in files:
                _draw(comparisons[name], files[name])
    except KeyboardInterrupt:
        warn("Stopped: comparisons that were not finished are not shown.")
        return STOPPED
    if request.as_json:
        numbers = {name: one.to_dict() for name, one in comparisons.items()}
        say(json.dumps(numbers, indent=2, ensure_ascii=True, allow_nan=False))
    if files and not request.quiet:
        tell = warn if request.as_json else say
        tell(f"\nWritten: {', '.join(map(str, files.values()))}")
    return 0


def _arms(baseline: Scenario, changed: tuple[str, ...]) -> dict[str, Scenario]:
    """Return the changed scenarios by what they are called in the report."""
    from bargaining.scenario import load, names

    own = [one.name for one in baseline.what_ifs]
    usual = [one.name for one in baseline.counterfactuals]
    if not changed and not usual:
        raise ArgumentError(
            f"{baseline.scenario.name} has no counterfactuals of its own; name another scenario "
            "or a file to compare it with"
        )
    arms = {}
    for name in changed or usual:
        is_file = name.endswith(".toml") or os.sep in name
        other_name, _, change = name.partition("/")
        if other_name in names() and change and not name.endswith(".toml"):
            arms[name] = load(other_name).intervene(change)  # as an arm of a claim is written
        elif name not in own and (is_file or name in names()):
            other = load(name)
            arms[other.scenario.name if other.scenario.name not in arms else name] = other
        else:
            # A name that is neither is told with the counterfactual that comes nearest.
            arms[name] = baseline.intervene(name)
    return arms


def _pictures(plot: Path | None, arms: tuple[str, ...]) -> dict[str, Path]:
    """Return where each picture goes, refusing what could not be written."""
    check_picture(plot)
    if plot is None:
        return {}
    if len(arms) == 1:
        return {arms[0]: plot}
    return {name: plot.with_stem(f"{plot.stem}-{name.replace('/', '-')}") for name in arms}


def _tell(name: str, comparison: Comparison, *, first: bool) -> None:
    """Print a comparison as soon as it is known: the next one may take minutes."""
    say(f"{'' if first else chr(10)}{name}\n")
    say(in_console(comparison.table))


def _draw(comparison: Comparison, path: Path) -> None:
    from bargaining.plots import plot_flow

    save_picture(plot_flow(comparison), path)
