"""`bargaining tournament`: every strategy against every other, as a table and a matrix."""

from __future__ import annotations

import csv
import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bargaining.cli.folder import Folder
from bargaining.cli.playing import STOPPED, check_counts, cores
from bargaining.cli.progress import shown_progress
from bargaining.cli.seats import read_strategy, split_label
from bargaining.cli.streams import in_console, say, warn
from bargaining.errors import ArgumentError

if TYPE_CHECKING:
    from bargaining.analysis import Tournament
    from bargaining.engine.seats import Seat

__all__ = ["USUAL", "TournamentRequest", "run_tournament"]

# A way of each kind: the default, by the clock, by the other's offers, by risk, firm, blind.
USUAL = (
    "quantal_response",
    "boulware",
    "linear",
    "conceder",
    "reciprocal",
    "zeuthen",
    "hold_firm",
    "uniform_random",
)


@dataclass(frozen=True, slots=True)
class TournamentRequest:
    """What was asked for on the command line.

    Attributes
    ----------
    scenario : str
        Name of a shipped scenario, or path of a file.
    strategies : tuple of str
        Each a strategy or ``LABEL=STRATEGY``; one alone meets the usual ones, none at all means
        these.
    worlds, worlds_per_draw, seed : int
        As `bargaining.tournament` takes them.
    workers : int or None
        Processes that share the work; as many as pay off where None.
    out : Path or None
        Folder to write to; ``bargaining-output/NAME`` in the current folder where None.
    as_json, quiet : bool
        As for `bargaining run`.
    """

    scenario: str
    strategies: tuple[str, ...]
    worlds: int
    worlds_per_draw: int
    seed: int
    out: Path | None
    workers: int | None
    as_json: bool
    quiet: bool


def run_tournament(request: TournamentRequest) -> int:
    """Do what was asked for and return the exit code."""
    from bargaining.analysis import tournament
    from bargaining.scenario import load

    check_counts(request.worlds, request.worlds_per_draw, request.workers)
    scenario = load(request.scenario)
    entrants = _entrants(request.strategies, scenario.parties)
    folder = Folder.prepare(request.out, scenario.scenario.name)
    total = len(entrants) ** 2 * request.worlds
    try:
        with shown_progress("tournament", total, wanted=not request.quiet) as progress:
            result = tournament(
                scenario,
                list(entrants.items()),
                worlds=request.worlds,
                worlds_per_draw=request.worlds_per_draw,
                seed=request.seed,
                workers=request.workers or cores(),
                progress=progress,
            )
    except KeyboardInterrupt:
        warn("Stopped: half a tournament ranks nobody, so nothing was kept.")
        return STOPPED
    files = _write(result, folder)
    if request.as_json:
        summary = {**result.summary(), "files": [str(path) for path in files]}
        say(json.dumps(summary, indent=2, ensure_ascii=True, allow_nan=False))
    else:
        say(in_console(result.table))
    if not request.quiet:
        tell = warn if request.as_json else say
        if len(request.strategies) == 1:
            tell("\nOne strategy was named: it met the usual ones. Name two or more for others.")
        tell(f"\nWritten to {folder.path}:\n  {', '.join(path.name for path in files)}")
    return 0


def _entrants(texts: tuple[str, ...], parties: Collection[str]) -> dict[str, Seat]:
    """Return the strategies by label, each with a label of its own."""
    entrants: dict[str, Any] = {}
    for place, text in enumerate((*texts, *(USUAL if len(texts) < 2 else ()))):
        label, spec = split_label(text)
        if label is not None and label in parties:
            raise ArgumentError(
                f'--strategy {text}: "{label}" is a party. In a tournament everybody plays in '
                f"both seats, and NAME=STRATEGY only labels: give it another name, or none"
            )
        name, seat = read_strategy(spec)
        if place >= len(texts) and name in entrants:
            continue
        label = label or name
        n = 2
        while label in entrants:
            label, n = f"{name} {n}", n + 1
        entrants[label] = seat
    return entrants


def _write(result: Tournament, folder: Folder) -> list[Path]:
    """Write picture and numbers; return their paths."""
    import matplotlib

    # Pictures go to files: no window, and no display needed.
    matplotlib.use("Agg")
    from bargaining.plots.tournament import MOST, plot_tournament

    files = []
    if len(result.strategies) <= MOST:
        files.append(folder.save_picture("tournament", plot_tournament(result)))
    records = result.pairs()
    path = folder.path / "tournament.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(records[0]))
        writer.writeheader()
        writer.writerows(records)
    return [*files, path]
