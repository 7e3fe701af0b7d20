"""`bargaining run`: play a scenario, print its distribution, keep pictures and results."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bargaining.cli import options
from bargaining.cli.folder import Steps, prepare_folder
from bargaining.cli.playing import checked, counterfactual_of, play
from bargaining.cli.stops import exit_code
from bargaining.cli.streams import in_json, say, warn, with_options
from bargaining.errors import ArgumentError

if TYPE_CHECKING:
    from bargaining.outcomes import Outcomes
    from bargaining.scenario import Scenario

__all__ = ["run"]

_BASELINE = ""
_NEEDED_TO_REPORT = (
    "scipy.special",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "pyarrow.parquet",
)
_OWN_NAMES = re.compile(
    r"(\w+-)?((endings|flow|timeline|failures)\.png"
    r"|(partial-)?outcomes(-part-\d+-of-\d+)?\.(npz|parquet))"
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
_Part = Annotated[
    str | None,
    typer.Option(
        metavar="I/N",
        help="Play only the Ith of N equal parts of the run and save it; `bargaining merge` puts "
        "the parts together.",
    ),
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
    part: _Part = None,
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
    seats = _seats(strategy, baseline, steps)
    which = _part_of(part)
    folder = prepare_folder(out, baseline.name)
    report = _Report(folder, steps, explain, rounds=keep == "all", as_json=as_json, part=which)
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
                part=which,
            )
            report.add(playing, outcomes)
    except KeyboardInterrupt as stop:
        report.stopped(getattr(stop, "outcomes", None), playing, worlds)
        raise typer.Exit(exit_code()) from None
    report.end()
    raise typer.Exit(report.steps.finish())


def _seats(strategies: list[str] | None, scenario: Scenario, steps: Steps) -> dict[str, Any]:
    """Return who decides for whom, after saying which party was meant."""
    if not strategies:
        return {}
    from bargaining.cli.seats import read_seats

    seats, names, assumed = read_seats(strategies, scenario)
    for party in assumed if not steps.quiet else ():
        steps.tell(f"{names[party]} plays {party}, the first principal. Others: PARTY=STRATEGY.\n")
    return seats


def _part_of(text: str | None) -> tuple[int, int] | None:
    """Read a part and the number of parts, such as 3/40."""
    if text is None:
        return None
    number, slash, parts = text.partition("/")
    if not (slash and number.isdecimal() and parts.isdecimal()):
        raise ArgumentError(
            f"--part must be a part and the number of parts, such as 3/40; got {text}"
        )
    return int(number), int(parts)


@dataclass
class _Report:
    """Prints what was played as soon as it is known, then writes and draws it."""

    folder: Path
    steps: Steps
    explain: bool
    rounds: bool
    as_json: bool
    part: tuple[int, int] | None = None
    summary: dict[str, Any] = field(default_factory=dict)
    baseline: Outcomes | None = None

    def add(self, name: str, outcomes: Outcomes) -> None:
        """Report one result: the baseline first, then each counterfactual beside it."""
        from bargaining.analysis import compare
        from bargaining.plots import plot_endings, plot_failures, plot_flow, plot_timeline

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
            self.steps.files.append(outcomes.save(self.folder / f"{prefix}{self._outcomes}"))
        pictures: list[tuple[str, Any, Callable[[Any], Any]]] = [
            ("endings", outcomes, plot_endings),
            ("flow", comparison, plot_flow),
            ("timeline", outcomes if self.rounds else None, plot_timeline),
            ("failures", outcomes if self.explain else None, plot_failures),
        ]
        for picture, of, plot in pictures:
            # A part is not yet a result to look at.
            if of is not None and self.part is None:
                self.steps.draw(partial(plot, of), self.folder / f"{prefix}{picture}.png")
        files = [str(path) for path in self.steps.files[n_written:]]
        one = {**outcomes.summary(), "files": files}
        if explanation is not None:
            one["explanation"] = explanation.to_dict()
        if comparison is None:
            self.summary = {**one, "counterfactuals": {}}
        else:
            one["comparison"] = comparison.to_dict()
            self.summary["counterfactuals"][name] = one

    @property
    def _outcomes(self) -> str:
        """The name of a result's file, without its ending."""
        return "outcomes" if self.part is None else "outcomes-part-{}-of-{}".format(*self.part)

    def end(self) -> None:
        """Print the summary for scripts, and say where everything is."""
        with self.steps.step():
            if self.as_json:
                say(in_json(self.summary))
            self.steps.tell_files(_OWN_NAMES if self.part is None else None)

    def stopped(self, finished: Outcomes | None, playing: str, worlds: int) -> None:
        """Keep the worlds of a run that was stopped, and say what is kept."""
        if finished is None:
            warn("Stopped before any batch of worlds was finished.")
        else:
            warn(
                f"Stopped after {finished.n_worlds:,} of {worlds:,} worlds. They are whole worlds, "
                f"the first of the run that was asked for."
            )
            name = f"{playing}-partial-{self._outcomes}" if playing else f"partial-{self._outcomes}"
            with self.steps.step(f"{name} cannot be saved"):
                self.steps.files.append(finished.save(self.folder / name))
        warn("Kept: " + (", ".join(map(str, self.steps.files)) or "nothing") + ".")
