"""`bargaining run`: play a scenario, print its distribution, keep pictures and results."""

from __future__ import annotations

import math
import re
import shlex
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bargaining.cli import options
from bargaining.cli.folder import Steps, kept_folder, prepare_folder
from bargaining.cli.parameters import read_parameters
from bargaining.cli.playing import checked, counterfactual_of, play, play_now, stopping
from bargaining.cli.seats import read_seats
from bargaining.cli.stops import held_back
from bargaining.cli.streams import in_json, say, warn, with_options
from bargaining.defaults import MANY_PACKAGES
from bargaining.errors import ArgumentError
from bargaining.text import counted, joined, wrap

if TYPE_CHECKING:
    from bargaining.analysis.compare import Comparison
    from bargaining.outcomes import Outcomes

__all__ = ["run"]

_BASELINE = ""
_NEEDED_TO_REPORT = (
    "scipy.special",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "pyarrow.parquet",
)
# Played within four seconds, imports included, in all scenarios that ship: fewer worlds where more
# packages can be offered, as between six parties; by one process, since others that share so few
# worlds would take longer to start than they save.
_LOOK, _LOOK_AT_MANY = 200, 100
_NOT_QUICK = (
    *("worlds", "worlds_per_draw", "out", "pictures", "counterfactual", "at", "explain", "keep"),
    *("parameters", "part", "resume"),
)
_OWN_NAMES = re.compile(
    r"(\w+-)?((endings|flow|timeline|failures)\.(png|svg|pdf)"
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

_Worlds = Annotated[
    int | None,
    options.count(
        "--worlds",
        metavar="N",
        help=f"Worlds to play [{options.WORLDS}, or as many as --parameters has rows for].",
    ),
]
_Parameters = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Play with the numbers of this .csv or .parquet table instead of drawing them: a "
        "column for each, named by its path, and a row for each draw; all others are drawn as "
        "ever.",
    ),
]
_Quick = Annotated[
    bool,
    typer.Option(
        "--quick",
        help=f"A first look in seconds: the first {_LOOK} worlds of the run ({_LOOK_AT_MANY} where "
        "very many packages can be offered), no pictures or files.",
    ),
]


def run(
    context: typer.Context,
    scenario: options.NameOrFile,
    worlds: _Worlds = None,
    worlds_per_draw: options.WorldsPerDraw = options.PER_DRAW,
    seed: options.Seed = options.SEED,
    out: options.Out = None,
    pictures: options.Pictures = options.PNG,
    workers: options.Workers = None,
    counterfactual: _Counterfactuals = None,
    at: options.At = None,
    strategy: options.Strategies = None,
    explain: _Explain = False,
    keep: _Keep = "all",
    parameters: _Parameters = None,
    part: _Part = None,
    resume: options.Resume = None,
    quick: _Quick = False,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Play a scenario and print how its worlds ended."""
    from bargaining.engine.locks import held
    from bargaining.scenario import load

    if quick:
        _look(context, scenario, {"workers": workers or 1, "seed": seed}, strategy, as_json, quiet)
        return
    counts = {"worlds_per_draw": worlds_per_draw, "workers": workers}
    size = checked(worlds=options.WORLDS if worlds is None else worlds, **counts, seed=seed)
    table = read_parameters(parameters, size["worlds"], worlds_per_draw)
    if table is not None and worlds is None:
        size = checked(worlds=len(table) * worlds_per_draw, **counts, seed=seed)
    if keep not in ("all", "summary"):
        raise ArgumentError(f"--keep must be all or summary; got {keep}")
    if explain and keep == "summary":
        raise ArgumentError("--explain reads every round of the worlds: leave out --keep summary")
    baseline = load(scenario)
    if at is not None and not counterfactual:
        raise ArgumentError("--at says when a counterfactual begins: name it by --counterfactual")
    changed = {name: counterfactual_of(baseline, name, at) for name in counterfactual or ()}
    for one in (baseline, *changed.values()):
        if table is not None:
            table.check(one, size["worlds"], worlds_per_draw)
    steps = Steps(quiet, warn if as_json else say, pictures)
    seats = read_seats(strategy, baseline, None if quiet else steps.tell)
    which = _part_of(part)
    folder = prepare_folder(out, baseline.name)
    report = _Report(folder, steps, explain, keep == "all", as_json, size["worlds"], which)
    how = {"quiet": quiet, "needed_next": _NEEDED_TO_REPORT, "seats": seats, "keep": keep}
    how |= {"part": which} | ({} if table is None else {"parameters": table.columns})
    try:
        with held(folder, report.of_part("run")):
            for name, one in {_BASELINE: baseline, **changed}.items():
                kept = kept_folder(resume, "runs", report.of_part(name or "baseline"))
                asked = {**size, **how, "resume": kept, "later": None if name else len(changed)}
                report.add(name, partial(play, one, name or baseline.name, **asked))
    except KeyboardInterrupt:
        with stopping(f"Kept: {', '.join(map(str, steps.files)) or 'nothing'}.", resume):
            raise
    report.leave()


def _look(
    context: typer.Context,
    name: str,
    how: dict[str, Any],
    strategies: list[str] | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Play the first worlds of a run and print their table; nothing is drawn or saved."""
    from bargaining.scenario import load

    if given := options.written(context, _NOT_QUICK):
        raise ArgumentError(
            f"--quick plays {_LOOK} worlds at most and writes no files: leave it out, or "
            f"{joined(given)}"
        )
    scenario, tell = load(name), warn if as_json else say
    worlds = _LOOK_AT_MANY if scenario.n_packages > MANY_PACKAGES else _LOOK
    size = checked(worlds=worlds, worlds_per_draw=options.PER_DRAW, **how)
    seats = read_seats(strategies, scenario, None if quiet else tell)
    outcomes = play_now(scenario, {**size, "seats": seats}, quiet)
    summary = outcomes.summary()
    say(in_json(summary) if as_json else with_options(outcomes.table()))
    if not quiet:
        off = counted(math.ceil(100 * summary["precision"]["half_width"]), "point")
        told = (
            f"This is a first look at {worlds} worlds in {worlds // options.PER_DRAW} draws: a "
            f"share may be {off} off (95 %). There are no pictures, and nothing was saved. "
            f"In full, with {options.WORLDS:,} worlds:"
        )
        tell("\n".join(["", *wrap(told), f"  bargaining run {shlex.quote(name)}"]))


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
    worlds: int
    part: tuple[int, int] | None = None
    summary: dict[str, Any] = field(default_factory=dict)
    baseline: Outcomes | None = None
    replaced: str = ""

    def add(self, name: str, play: Callable[[], Outcomes]) -> None:
        """Play and report one result: the baseline first, then each counterfactual beside it."""
        prefix = f"{name}-" if name else ""
        try:
            outcomes = play()
        except (KeyboardInterrupt, Exception) as stop:
            finished: Outcomes | None = getattr(stop, "outcomes", None)
            if finished is not None:
                worlds = self.worlds
                if self.part is not None:
                    from bargaining.outcomes.parts import worlds_of_part

                    per_draw = finished.record.worlds_per_draw
                    worlds = len(worlds_of_part(*self.part, worlds, per_draw))
                warn(
                    f"Stopped after {finished.n_worlds:,} of {worlds:,} worlds. They are whole "
                    "worlds, the first of the run that was asked for."
                )
                self._save(finished, prefix + "partial-" + self.of_part("outcomes"))
            elif isinstance(stop, KeyboardInterrupt):
                warn("Stopped before any batch of worlds was finished.")
            if self.steps.files and not isinstance(stop, KeyboardInterrupt):
                warn("Kept: " + ", ".join(map(str, self.steps.files)) + ".")
            raise
        n_written = len(self.steps.files)
        try:
            one, comparison = self._show(name, outcomes)
        finally:
            # The result before its pictures, which can be drawn again from it.
            self._save(outcomes, prefix + self.of_part("outcomes"))
        from bargaining.plots import plot_endings, plot_failures, plot_flow, plot_timeline

        pictures: list[tuple[str, Any, Callable[[Any], Any]]] = [
            ("endings", outcomes, plot_endings),
            ("flow", comparison, plot_flow),
            ("timeline", outcomes if self.rounds else None, plot_timeline),
            ("failures", outcomes if self.explain else None, plot_failures),
        ]
        for picture, of, plot in pictures:
            # A part is not yet a result to look at.
            if of is not None and self.part is None:
                self.steps.draw(partial(plot, of), self.folder / f"{prefix}{picture}")
        one["files"] = [str(path) for path in self.steps.files[n_written:]]
        if name:
            self.summary["counterfactuals"][name] = one
        else:
            self.summary = {**one, "counterfactuals": {}}

    def _show(self, name: str, outcomes: Outcomes) -> tuple[dict[str, Any], Comparison | None]:
        """Print a result; return its numbers, and how it compares with the baseline."""
        from bargaining.analysis import compare

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
        one = outcomes.summary()
        if explanation is not None:
            one["explanation"] = explanation.to_dict()
        if comparison is not None:
            one["comparison"] = comparison.to_dict()
        return one, comparison

    def _save(self, outcomes: Outcomes, name: str) -> None:
        """Save worlds that may have taken hours: elsewhere if they cannot be saved here."""
        from bargaining.outcomes.storage import record_of

        n_written = len(self.steps.files)
        there = {path: record_of(path) for path in self.folder.glob(f"{name}.*")}
        with held_back():
            with self.steps.step(f"{name} cannot be saved"):
                self.steps.files.append(outcomes.save(self.folder / name))
                old = there.get(self.steps.files[-1])
                if old is not None and not self.replaced:
                    new = outcomes.record
                    differs = {
                        f"{old.worlds:,} worlds": old.worlds != new.worlds,
                        f"seed {old.seed}": old.seed != new.seed,
                        "other strategies": dict(old.seats) != dict(new.seats),
                    }
                    other = "other numbers or rules" if old.key() != new.key() else ""
                    self.replaced = ", ".join(filter(differs.get, differs)) or other
            if len(self.steps.files) > n_written:
                return
            with self.steps.step(f"{name} cannot be saved elsewhere either"):
                self.folder = Path(tempfile.mkdtemp(prefix="bargaining-"))
                self.steps.files.append(outcomes.save(self.folder / name))
                warn(f"Saved elsewhere: {self.steps.files[-1]}")

    def of_part(self, name: str) -> str:
        """Return a name that no other part of the run has."""
        return name if self.part is None else "{}-part-{}-of-{}".format(name, *self.part)

    def leave(self) -> None:
        """Print the summary for scripts, say where everything is, and end the command."""
        with self.steps.step():
            if self.as_json:
                say(in_json(self.summary))
            self.steps.tell_files(_OWN_NAMES if self.part is None else None)
            if self.replaced and not self.steps.quiet:
                self.steps.tell(f"They replace another run: {self.replaced}. --out DIR keeps both.")
        raise typer.Exit(self.steps.finish())
