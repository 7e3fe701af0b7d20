"""`bargaining run`: play a scenario, print its distribution, keep pictures and results."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bargaining.cli import options
from bargaining.cli.folder import Steps, prepare_folder
from bargaining.cli.playing import STOPPED, checked, counterfactual_of, play
from bargaining.cli.streams import in_json, say, warn, with_options
from bargaining.errors import ArgumentError

if TYPE_CHECKING:
    from bargaining.outcomes import Outcomes

__all__ = ["run"]

_BASELINE = ""
_NEEDED_TO_REPORT = (
    "scipy.special",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "pyarrow.parquet",
)
_OWN_NAMES = re.compile(
    r"(\w+-)?(endings\.png|timeline\.png|failures\.png|(partial-)?outcomes\.(npz|parquet))"
)
_Counterfactuals = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="Play this counterfactual of the file too and compare; may be given again.",
    ),
]
_Explain = Annotated[
    bool, typer.Option("--explain", help="Also count and draw why there is no accommodation.")
]
_Keep = Annotated[
    str,
    typer.Option(
        metavar="all|summary",
        help="summary: save a few numbers a world instead of all rounds, for millions of worlds; "
        "without the picture of the rounds.",
    ),
]


def run(
    scenario: options.NameOrFile,
    worlds: options.Worlds = options.WORLDS,
    worlds_per_draw: options.WorldsPerDraw = options.PER_DRAW,
    seed: options.Seed = options.SEED,
    out: options.Out = None,
    workers: options.Workers = None,
    counterfactual: _Counterfactuals = None,
    at: options.At = None,
    strategy: options.Strategies = None,
    explain: _Explain = False,
    keep: _Keep = "all",
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Play a scenario and print how its worlds ended."""
    from bargaining.scenario import load

    size = checked(worlds=worlds, worlds_per_draw=worlds_per_draw, workers=workers, seed=seed)
    if keep not in ("all", "summary"):
        raise ArgumentError(f"--keep must be all or summary; got {keep}")
    if explain and keep == "summary":
        raise ArgumentError("--explain reads every round of the worlds: leave out --keep summary")
    baseline = load(scenario)
    if at is not None and not counterfactual:
        raise ArgumentError(
            "--at says when a counterfactual begins: name it, --counterfactual NAME"
        )
    asked = dict.fromkeys(counterfactual or ())
    changed = {name: counterfactual_of(baseline, name, at) for name in asked}
    steps = Steps(quiet, warn if as_json else say)
    seats: dict[str, Any] = {}
    if strategy:
        from bargaining.cli.seats import read_seats

        seats, names, assumed = read_seats(strategy, baseline)
        for party in assumed if not quiet else ():
            steps.tell(
                f"{names[party]} plays {party}, the first principal. Others: PARTY=STRATEGY.\n"
            )
    folder = prepare_folder(out, baseline.name)
    report = _Report(folder, steps, explain, rounds=keep == "all", as_json=as_json)
    playing = _BASELINE
    try:
        for playing, one in {_BASELINE: baseline, **changed}.items():
            outcomes = play(
                one,
                playing or baseline.name,
                **size,
                quiet=quiet,
                needed_next=_NEEDED_TO_REPORT,
                seats=seats,
                keep=keep,
            )
            report.add(playing, outcomes)
    except KeyboardInterrupt as stop:
        report.stopped(getattr(stop, "outcomes", None), playing, worlds)
        raise typer.Exit(STOPPED) from None
    report.end()
    raise typer.Exit(report.steps.finish())


@dataclass
class _Report:
    """Prints what was played as soon as it is known, then writes and draws it."""

    folder: Path
    steps: Steps
    explain: bool
    rounds: bool
    as_json: bool
    summary: dict[str, Any] = field(default_factory=dict)
    baseline: Outcomes | None = None

    def add(self, name: str, outcomes: Outcomes) -> None:
        """Report one result: the baseline first, then each counterfactual beside it."""
        from bargaining.analysis import compare
        from bargaining.plots import plot_endings, plot_failures, plot_timeline

        comparison = None if self.baseline is None else compare(self.baseline, outcomes)
        if comparison is None:
            self.baseline = outcomes
        explanation = outcomes.explain() if self.explain else None
        with self.steps.step():
            if not self.as_json:
                if comparison is None:
                    say(with_options(outcomes.table()))
                else:
                    say(f"\nCounterfactual: {name}\n\n{comparison.table()}")
                if explanation is not None:
                    say(f"\n{explanation.table()}")
        n_written = len(self.steps.files)
        prefix = f"{name}-" if name else ""
        # The result first: pictures can be drawn again from it.
        with self.steps.step(f"{prefix}outcomes cannot be saved"):
            self.steps.files.append(outcomes.save(self.folder / f"{prefix}outcomes"))
        self.steps.draw(lambda: plot_endings(outcomes), self.folder / f"{prefix}endings.png")
        if self.rounds:
            self.steps.draw(lambda: plot_timeline(outcomes), self.folder / f"{prefix}timeline.png")
        if self.explain:
            self.steps.draw(lambda: plot_failures(outcomes), self.folder / f"{prefix}failures.png")
        files = [str(path) for path in self.steps.files[n_written:]]
        one = {**outcomes.summary(), "files": files}
        if explanation is not None:
            one["explanation"] = explanation.to_dict()
        if comparison is None:
            self.summary = {**one, "counterfactuals": {}}
        else:
            one["comparison"] = comparison.to_dict()
            self.summary["counterfactuals"][name] = one

    def end(self) -> None:
        """Print the summary for scripts, and say where everything is."""
        with self.steps.step():
            if self.as_json:
                say(in_json(self.summary))
            self.steps.tell_files(_OWN_NAMES)

    def stopped(self, partial: Outcomes | None, playing: str, worlds: int) -> None:
        """Keep the worlds of a run that was stopped, and say what is kept."""
        if partial is None:
            warn("Stopped before any batch of worlds was finished.")
        else:
            warn(
                f"Stopped after {partial.n_worlds:,} of {worlds:,} worlds. They are whole worlds, "
                f"the first of the run that was asked for."
            )
            name = f"{playing}-partial-outcomes" if playing else "partial-outcomes"
            with self.steps.step(f"{name} cannot be saved"):
                self.steps.files.append(partial.save(self.folder / name))
        warn("Kept: " + (", ".join(map(str, self.steps.files)) or "nothing") + ".")
