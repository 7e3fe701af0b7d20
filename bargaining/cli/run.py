"""`bargaining run`: play a scenario, print its distribution, keep pictures and results."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bargaining.cli.folder import Folder
from bargaining.cli.playing import STOPPED, check_counts, play
from bargaining.cli.streams import in_console, say, warn
from bargaining.errors import ArgumentError

if TYPE_CHECKING:
    from bargaining.analysis import Comparison
    from bargaining.engine.seats import Seat
    from bargaining.outcomes import Outcomes
    from bargaining.scenario import Scenario

__all__ = ["Request", "run_scenario"]

BASELINE = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line.

    Attributes
    ----------
    scenario : str
        Name of a shipped scenario, or path of a file.
    worlds, worlds_per_draw, seed : int
        As `bargaining.simulate` takes them.
    workers : int or None
        Processes that share the work; as many as pay off where None.
    out : Path or None
        Folder to write to; ``bargaining-output/NAME`` in the current folder where None.
    counterfactuals : tuple of str
        Names of counterfactuals to play beside the baseline.
    as_json : bool
        Print the summary as JSON and nothing else on standard output.
    quiet : bool
        No progress bar and no notes.
    strategies : tuple of str
        Who decides in the place of whom the scenario says, as `cli.seats` reads it.
    explain : bool
        Tell and draw why worlds end without an accommodation.
    keep : str
        ``"all"``, or ``"summary"`` to save a few numbers a world instead of all rounds.
    """

    scenario: str
    worlds: int
    worlds_per_draw: int
    seed: int
    out: Path | None
    workers: int | None
    counterfactuals: tuple[str, ...]
    as_json: bool
    quiet: bool
    strategies: tuple[str, ...] = ()
    explain: bool = False
    keep: str = "all"


@dataclass(slots=True)
class _Played:
    """What has been played so far, by counterfactual; the baseline stands under ``""``."""

    outcomes: dict[str, Outcomes] = field(default_factory=dict)
    files: dict[str, list[Path]] = field(default_factory=dict)


def run_scenario(request: Request) -> int:
    """Do what was asked for and return the exit code."""
    check_counts(request.worlds, request.worlds_per_draw, request.workers)
    _check_keep(request)
    played = _Played()
    folder: Folder | None = None
    try:
        scenarios = _scenarios(request)
        seats = _seats(request, scenarios[BASELINE])
        folder = Folder.prepare(request.out, scenarios[BASELINE].scenario.name)
        for name, scenario in scenarios.items():
            outcomes = play(
                scenario, request, name or scenario.scenario.name, seats=seats, keep=request.keep
            )
            played.outcomes[name] = outcomes
            played.files[name] = folder.write(
                outcomes, name, rounds=request.keep == "all", explain=request.explain
            )
    except KeyboardInterrupt as stop:
        _keep_what_was_finished(stop, request, played, folder)
        return STOPPED
    _report(request, played, folder)
    return 0


def _check_keep(request: Request) -> None:
    """Refuse what cannot be kept, and what needs more than is kept."""
    if request.keep not in ("all", "summary"):
        raise ArgumentError(f"--keep must be all or summary; got {request.keep}")
    if request.explain and request.keep == "summary":
        raise ArgumentError("--explain reads every round of the worlds: leave out --keep summary")


def _scenarios(request: Request) -> dict[str, Scenario]:
    from bargaining.scenario import load

    baseline = load(request.scenario)
    changed = {name: baseline.intervene(name) for name in request.counterfactuals}
    return {BASELINE: baseline, **changed}


def _seats(request: Request, scenario: Scenario) -> dict[str, Seat]:
    """Return who decides in the place of whom the scenario says, telling of what was assumed."""
    if not request.strategies:
        return {}
    from bargaining.cli.seats import read_seats

    seats, names, assumed = read_seats(request.strategies, scenario)
    if not request.quiet:
        tell = warn if request.as_json else say
        for party in assumed:
            tell(f"{names[party]} plays {party}, the first principal. Others: PARTY=STRATEGY.\n")
    return seats


def _keep_what_was_finished(
    stop: KeyboardInterrupt, request: Request, played: _Played, folder: Folder | None
) -> None:
    partial = getattr(stop, "outcomes", None)
    playing = (BASELINE, *request.counterfactuals)[
        min(len(played.files), len(request.counterfactuals))
    ]
    kept = [path for paths in played.files.values() for path in paths]
    if partial is not None and folder is not None:
        kept.append(folder.write_partial(partial, playing))
        warn(
            f"Stopped after {partial.n_worlds:,} of {request.worlds:,} worlds. They are whole "
            f"worlds, the first of the run that was asked for."
        )
    else:
        warn("Stopped before any batch of worlds was finished.")
    warn("Kept: " + (", ".join(map(str, kept)) if kept else "nothing") + ".")


def _report(request: Request, played: _Played, folder: Folder) -> None:
    if request.as_json:
        say(json.dumps(_summary(played, request), indent=2, ensure_ascii=True, allow_nan=False))
    else:
        say(in_console(played.outcomes[BASELINE].table))
        _explain(played.outcomes[BASELINE], request)
        for name, comparison in _comparisons(played).items():
            say(f"\nCounterfactual: {name}\n")
            say(in_console(comparison.table))
            _explain(played.outcomes[name], request)
    if not request.quiet:
        tell = warn if request.as_json else say
        written = [path for paths in played.files.values() for path in paths]
        tell(f"\nWritten to {folder.path}:")
        for name, paths in played.files.items():
            tell(f"  {', '.join(path.name for path in paths)}{f'  ({name})' if name else ''}")
        if old := folder.left_over(written):
            tell("Still there from another run, and not of this one:")
            tell(f"  {', '.join(path.name for path in old)}")


def _explain(outcomes: Outcomes, request: Request) -> None:
    if request.explain:
        say("")
        say(in_console(outcomes.explain().table))


def _comparisons(played: _Played) -> dict[str, Comparison]:
    """Compare each counterfactual with the baseline."""
    others = {name: result for name, result in played.outcomes.items() if name != BASELINE}
    if not others:
        return {}
    from bargaining.analysis import compare

    return {name: compare(played.outcomes[BASELINE], result) for name, result in others.items()}


def _summary(played: _Played, request: Request) -> dict[str, Any]:
    """Return the baseline's summary with its files, and the same for each counterfactual."""

    def one(name: str) -> dict[str, Any]:
        files = [str(path) for path in played.files[name]]
        summary = {**played.outcomes[name].summary(), "files": files}
        if request.explain:
            summary["explanation"] = played.outcomes[name].explain().to_dict()
        return summary

    others = {
        name: {**one(name), "comparison": comparison.to_dict()}
        for name, comparison in _comparisons(played).items()
    }
    return {**one(BASELINE), "counterfactuals": others}
