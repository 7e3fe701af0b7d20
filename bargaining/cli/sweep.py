"""`bargaining sweep`: numbers varied over a design, and quantities at every point."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bargaining.cli import options
from bargaining.cli.folder import Steps, kept_folder, prepare_folder
from bargaining.cli.playing import checked, cores, stopping
from bargaining.cli.progress import shown_progress
from bargaining.cli.streams import in_json, say, warn
from bargaining.errors import ArgumentError

if TYPE_CHECKING:
    from bargaining.designs.sweep_result import Sweep

__all__ = ["sweep"]

_QUANTILES = "quantiles:"
Vary = Annotated[
    list[str],
    typer.Option(
        metavar="PATH[=VALUES]",
        help="A number by its dotted path and its values, 0.9,0.95,0.98 or 4 of them from low to "
        "high, 0.1:0.4:4, or those at quantiles of its prior, quantiles:0.1,0.9; with another "
        "design a range, 0.1:0.4, or nothing for the number's own prior. May be given again.",
    ),
]

_Quantities = Annotated[
    list[str] | None,
    typer.Option(
        metavar="QUANTITY",
        help='What to measure, such as "E(last(sanctions_relief))" [the shares of the endings]; '
        "may be given again.",
    ),
]


def sweep(
    scenario: options.NameOrFile,
    vary: Vary,
    quantity: _Quantities = None,
    design: Annotated[
        str, typer.Option(metavar="DESIGN", help="grid, latin_hypercube or sobol.")
    ] = "grid",
    points: Annotated[
        int | None, options.count(metavar="N", help="Points of a design other than a grid [64].")
    ] = None,
    worlds: Annotated[
        int, options.worlds_for("each point, the scenario as written included")
    ] = options.WORLDS_EACH,
    worlds_per_draw: options.WorldsPerDraw = options.PER_DRAW_EACH,
    seed: options.Seed = options.SEED,
    out: options.Out = None,
    pictures: options.Pictures = options.PNG,
    workers: options.Workers = None,
    resume: options.Resume = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Vary numbers and measure quantities at every point, with the same luck at each."""
    from bargaining.designs.sweep import SweepStopped, sweep
    from bargaining.engine.locks import held
    from bargaining.scenario import load

    size = checked(worlds=worlds, worlds_per_draw=worlds_per_draw, workers=workers, seed=seed)
    design = design.replace("-", "_")
    varied = _varied(vary, is_grid=design == "grid")
    read = load(scenario)
    folder = prepare_folder(out, read.name)
    steps = Steps(quiet, warn if as_json else say, pictures)
    with held(folder):
        try:
            with shown_progress("sweep", worlds, wanted=not quiet) as progress:
                found = sweep(
                    read,
                    varied,
                    quantities=quantity or None,
                    design=design,
                    points=points,
                    **{**size, "workers": workers or cores()},
                    resume=kept_folder(resume, "sweep"),
                    progress=progress,
                )
        except SweepStopped as stop:
            words = "Stopped before a point was finished, so none was kept."
            if stop.sweep is not None:
                words = "Stopped: the points that were finished were kept."
                _tell(stop.sweep, folder, steps, as_json=as_json)
            with stopping(words, resume):
                raise
        _tell(found, folder, steps, as_json=as_json)
    raise typer.Exit(steps.finish())


def _tell(found: Sweep, folder: Path, steps: Steps, *, as_json: bool) -> None:
    """Print a sweep, and write its files and its picture."""
    from bargaining.plots import plot_sweep

    with steps.step():
        if not as_json:
            say(found.table())
    with steps.step("sweep.csv cannot be written"):
        # An empty cell is a number that is not known.
        records, path = found.to_dict()["points"], folder / "sweep.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(records[0]))
            writer.writeheader()
            writer.writerows(records)
        steps.files.append(path)
    if find_spec("pandas") and find_spec("pyarrow"):
        with steps.step("sweep.parquet cannot be written"):
            path = folder / "sweep.parquet"
            found.to_frame().to_parquet(path)
            steps.files.append(path)
    undrawn = ""
    try:
        axes = plot_sweep(found)
    except ArgumentError as error:
        undrawn = f"No picture: {error}"
    else:
        steps.draw(lambda: axes, folder / "sweep")
    with steps.step():
        if as_json:
            say(in_json({**found.to_dict(), "files": [str(path) for path in steps.files]}))
        if undrawn and not steps.quiet:
            steps.tell(undrawn)
        steps.tell_files()


def _varied(texts: Iterable[str], *, is_grid: bool) -> dict[str, Any]:
    """Return the values, the range or None of each path."""
    varied: dict[str, Any] = {}
    faults = []
    for text in texts:
        path, named, values = (part.strip() for part in text.partition("="))
        if path in varied:
            faults.append(f"--vary {path} is given twice; write all its values in one")
        try:
            varied[path] = _values(values, is_grid=is_grid) if named else None
        except ValueError as error:
            faults.append(f"--vary {text[:200]}: {error}")
        if is_grid and not named:
            faults.append(
                f"--vary {path}: a grid needs values, {path}=0.1,0.2 or {path}=0.1:0.4:4; its "
                "prior is sampled by --design latin_hypercube or sobol"
            )
    if faults:
        raise ArgumentError("\n".join(faults))
    return varied


def _values(text: str, *, is_grid: bool) -> Any:
    """Return a list of numbers, so many from low to high, a range, or quantiles of a prior."""
    import numpy as np

    if is_grid and text.startswith(_QUANTILES):
        return {"quantiles": _values(text.removeprefix(_QUANTILES), is_grid=True)}
    parts = text.split(":")
    try:
        numbers = [float(one) for one in (text.split(",") if len(parts) == 1 else parts[:2])]
        n = int(parts[2]) if len(parts) == 3 else 0
    except ValueError:
        raise ValueError(
            f"must be numbers such as 0.9,0.95 or 0.1:0.4:4; got {text[:60]}"
        ) from None
    if len(parts) == 1:
        return numbers
    if len(parts) > 3 or (len(parts) == 3) != is_grid or (is_grid and not 2 <= n <= 1_000):
        wanted = "low:high:number, such as 0.1:0.4:4" if is_grid else "low:high, such as 0.1:0.4"
        raise ValueError(f"must be {wanted}, with this design; got {text[:60]}")
    low, high = numbers
    # 0.3 and not 0.30000000000000004, which heads of tables and files would show.
    return [float(f"{one:.12g}") for one in np.linspace(low, high, n)] if is_grid else (low, high)
