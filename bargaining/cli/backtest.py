"""`bargaining backtest`: the record played from what was known before, and scored."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from bargaining.cli.folder import Folder
from bargaining.cli.playing import STOPPED, check_counts, cores
from bargaining.cli.progress import shown_progress
from bargaining.cli.streams import in_console, say, warn
from bargaining.errors import ArgumentError

__all__ = ["BacktestRequest", "run_backtest"]


@dataclass(frozen=True, slots=True)
class BacktestRequest:
    """What was asked for on the command line.

    Attributes
    ----------
    cells : tuple of str
        Ids of the cells to play; all of them where empty.
    worlds, worlds_per_draw, seed : int
        As `bargaining.history.backtest` takes them.
    workers : int or None
        Processes that share the work; as many as pay off where None.
    out : Path or None
        Folder for the picture; ``bargaining-output/backtest`` where None.
    json : Path or None
        File for the result, or ``-`` for standard output and nothing else on it.
    checks : bool
        Also play the Stockholm file for the checks of the priors.
    quiet : bool
        No progress bar and no notes.
    """

    cells: tuple[str, ...]
    worlds: int
    worlds_per_draw: int
    seed: int
    workers: int | None
    out: Path | None
    json: Path | None
    checks: bool
    quiet: bool


def run_backtest(request: BacktestRequest) -> int:
    """Do what was asked for and return the exit code."""
    from bargaining.history import backtest, cells

    check_counts(request.worlds, request.worlds_per_draw, request.workers)
    _check_file(request.json)
    folder = Folder.prepare(request.out, "backtest")
    n_scenarios = len(request.cells or cells()) + (3 if request.checks else 0)
    total = n_scenarios * request.worlds
    try:
        with shown_progress("backtest", total, wanted=not request.quiet) as progress:
            result = backtest(
                worlds=request.worlds,
                worlds_per_draw=request.worlds_per_draw,
                seed=request.seed,
                workers=request.workers or cores(),
                only=request.cells or None,
                checks=request.checks,
                progress=progress,
            )
    except KeyboardInterrupt:
        warn("Stopped: half a back-test scores nothing, so nothing was kept.")
        return STOPPED
    import matplotlib

    # Pictures go to files: no window, and no display needed.
    matplotlib.use("Agg")
    from bargaining.plots import plot_backtest

    files = [folder.save_picture("backtest", plot_backtest(result))]
    alone = request.json is not None and str(request.json) == "-"
    if alone:
        say(json.dumps(result.to_dict(), indent=1, ensure_ascii=True, allow_nan=False))
    else:
        say(in_console(result.table))
        if request.json is not None:
            files.append(result.save(request.json))
    if not request.quiet:
        (warn if alone else say)("\nWritten: " + ", ".join(map(str, files)))
    return 0


def _check_file(path: Path | None) -> None:
    """Refuse a file that cannot be written before hours are spent on its content."""
    if path is not None and str(path) != "-" and not path.expanduser().absolute().parent.is_dir():
        raise ArgumentError(f"--json {path}: there is no folder {path.parent}. Make it first")
