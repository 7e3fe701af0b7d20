"""`bargaining tournament`: every strategy against every other, as a table and a matrix."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bargaining.cli import options
from bargaining.cli.folder import Steps, prepare_folder
from bargaining.cli.playing import checked, cores, stopping
from bargaining.cli.progress import shown_progress
from bargaining.cli.seats import read_strategy, split_label
from bargaining.cli.streams import in_json, say, warn
from bargaining.errors import ArgumentError

if TYPE_CHECKING:
    from bargaining.engine.seats import Seat

# A way of each kind: the default, by the clock, by the other's offers, by risk, firm, blind.
USUAL = (
    "quantal_response", "boulware", "linear", "conceder", "reciprocal", "zeuthen", "hold_firm",
    "uniform_random",
)  # fmt: skip


def tournament(
    scenario: options.NameOrFile,
    strategy: options.Strategies = None,
    worlds: Annotated[
        int, options.worlds_for("each pair of strategies, in either order")
    ] = options.WORLDS_EACH,
    worlds_per_draw: options.WorldsPerDraw = options.PER_DRAW_EACH,
    seed: options.Seed = options.SEED,
    out: options.Out = None,
    pictures: options.Pictures = options.PNG,
    workers: options.Workers = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Let strategies meet in both principals' seats, each against each, and rank them.

    One strategy alone meets a usual set of eight; without any, these meet each other.
    """
    from bargaining.analysis import tournament
    from bargaining.scenario import load

    size = checked(worlds=worlds, worlds_per_draw=worlds_per_draw, workers=workers, seed=seed)
    read, given = load(scenario), tuple(strategy or ())
    entrants = _entrants(given, read.parties)
    folder = prepare_folder(out, read.name)
    total = len(entrants) ** 2 * worlds
    with (
        stopping("Stopped: half a tournament ranks nobody, so nothing was kept."),
        shown_progress("tournament", total, wanted=not quiet) as progress,
    ):
        result = tournament(
            read,
            list(entrants.items()),
            **{**size, "workers": workers or cores()},
            progress=progress,
        )
    steps = Steps(quiet, warn if as_json else say, pictures)
    with steps.step():
        if not as_json:
            say(result.table())
    from bargaining.plots.tournament import MOST, plot_tournament

    if len(result.strategies) <= MOST:
        steps.draw(lambda: plot_tournament(result), folder / "tournament")
    with steps.step("tournament.csv cannot be written"):
        records, path = result.pairs(), folder / "tournament.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(records[0]))
            writer.writeheader()
            writer.writerows(records)
        steps.files.append(path)
    with steps.step():
        if as_json:
            say(in_json({**result.summary(), "files": [str(path) for path in steps.files]}))
        if len(given) == 1 and not quiet:
            steps.tell("\nOne strategy was named: it met the usual ones. Name two for others.")
        steps.tell_files()
    raise typer.Exit(steps.finish())


def _entrants(texts: Iterable[str], parties: Collection[str]) -> dict[str, Seat]:
    """Return the strategies by label, each with a label of its own."""
    texts = tuple(texts)
    entrants: dict[str, Any] = {}
    for place, text in enumerate((*texts, *(USUAL if len(texts) < 2 else ()))):
        label, spec = split_label(text)
        if label is not None and label in parties:
            raise ArgumentError(
                f'--strategy {text}: "{label}" is a party. In a tournament every strategy plays in '
                f"both seats, and NAME=STRATEGY only labels: give it another name, or none"
            )
        if label in entrants:
            raise ArgumentError(
                f'--strategy {text}: "{label}" stands for another strategy already; give each a '
                "label of its own"
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
