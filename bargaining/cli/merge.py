"""`bargaining merge`: the parts of a run put together to the result of the whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bargaining.cli import options
from bargaining.cli.folder import Steps, check_file, whole_path
from bargaining.cli.streams import in_json, say, warn, with_options
from bargaining.errors import ArgumentError

__all__ = ["merge"]


def merge(
    parts: Annotated[
        list[Path],
        typer.Argument(
            metavar="PART...", help="The files of `bargaining run --part`, all of one run."
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help="Where the whole result is saved: .parquet or .npz; .csv and .nc are for other "
            "programs.",
        ),
    ],
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Put the parts of a run together: the same result as that of one run, to the last bit."""
    from bargaining import outcomes
    from bargaining.outcomes.storage import FOR_OTHERS, LOADED

    check_file(out, "--out")
    # Digits are no ending: "seed-2.5".
    if out.suffix not in ("", *LOADED, *FOR_OTHERS) and not out.suffix[1:].isdigit():
        raise ArgumentError(
            f"--out must end in {' or '.join(LOADED)}, or for other programs in "
            f"{' or '.join(FOR_OTHERS)}; got {out}"
        )
    if any(part.exists() and out.exists() and part.samefile(out) for part in parts):
        raise ArgumentError(f"--out {out}: this is one of the parts. Name another file.")
    merged = outcomes.merge(parts)
    steps = Steps(quiet, warn if as_json else say)
    with steps.step():
        if not as_json:
            say(with_options(merged.table()))
    with steps.step("the whole result cannot be saved"):
        steps.files.append(merged.save(whole_path(out, "--out")))
    with steps.step():
        if as_json:
            say(in_json({**merged.summary(), "files": list(map(str, steps.files))}))
        steps.tell_files()
        if out.suffix in FOR_OTHERS and not quiet:
            steps.tell(
                f"A {out.suffix} file cannot be loaded again: save the result as "
                f"{' or '.join(LOADED)} too."
            )
    raise typer.Exit(steps.finish())
