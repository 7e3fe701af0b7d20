"""`bargaining sensitivity`: which assumptions matter for a quantity."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import typer

from bargaining.cli import options
from bargaining.cli.folder import Steps, kept_folder, prepare_folder
from bargaining.cli.playing import checked, cores, stopping
from bargaining.cli.progress import shown_progress
from bargaining.cli.streams import in_json, say, warn

__all__ = ["sensitivity"]

_METHODS = {"one-at-a-time": "one_at_a_time", "sobol": "sobol"}
_Quantities = Annotated[
    list[str] | None,
    typer.Option(metavar="TEXT", help='What to study [P(settlement)], such as "E(mean(tension))".'),
]
_Factors = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PATH",
        help="Vary these numbers only, such as parties.japan or parties.*.belief; others count "
        "as luck. May be given again.",
    ),
]
_Points = Annotated[
    int | None,
    options.count(metavar="N", help="Rows of the sobol design, a power of two [128]."),
]


def sensitivity(
    scenario: options.NameOrFile,
    quantity: _Quantities = None,
    method: Annotated[
        str, typer.Option(metavar="METHOD", help="one-at-a-time, or the thorough sobol.")
    ] = "one-at-a-time",
    factor: _Factors = None,
    points: _Points = None,
    worlds: Annotated[
        int | None, options.count(metavar="W", help="Worlds at each point [400; sobol 16].")
    ] = None,
    seed: options.Seed = options.SEED,
    out: options.Out = None,
    pictures: options.Pictures = options.PNG,
    workers: options.Workers = None,
    resume: options.Resume = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Rank the uncertain numbers by what they do to a quantity: which assumptions matter."""
    from bargaining.designs.sensitivity import QUANTITY, design_of, sensitivity
    from bargaining.engine.locks import held
    from bargaining.scenario import load

    size = checked(seed=seed, workers=workers)
    read = load(scenario)
    asked: dict[str, Any] = {"factors": factor or None, "points": points, "worlds": worlds}
    asked |= {"quantity": tuple(quantity or (QUANTITY,)), "method": _METHODS.get(method, method)}
    design = design_of(read, **asked)
    folder = prepare_folder(out, read.name)
    if not quiet:
        warn(f"To be played: {design.in_words()}.")
    words = "Stopped: half a design ranks nothing"
    with held(folder):
        with (
            stopping(words + ("." if resume else ", so the worlds played are lost."), resume),
            shown_progress("sensitivity", design.total_worlds, wanted=not quiet) as progress,
        ):
            result = sensitivity(
                read,
                **asked,
                **{**size, "workers": workers or cores()},
                resume=kept_folder(resume, "sensitivity"),
                progress=progress,
            )
        from bargaining.plots import plot_sensitivity

        steps = Steps(quiet, warn if as_json else say, pictures)
        numbers = in_json(result.to_dict())
        with steps.step():
            say(numbers if as_json else result.table())
        for place, of in enumerate(result, 1):
            name = "sensitivity" if len(result.quantities) == 1 else f"sensitivity-{place}"
            steps.draw(partial(plot_sensitivity, result, quantity=of.quantity), folder / name)
        with steps.step("sensitivity.json cannot be written"):
            path = folder / "sensitivity.json"
            path.write_text(f"{numbers}\n", "utf-8")
            steps.files.append(path)
        with steps.step():
            steps.tell_files()
    raise typer.Exit(steps.finish())
