"""What every command that plays worlds does alike: counts, workers, counterfactuals, stops."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bargaining.cli.options import written
from bargaining.cli.progress import shown_progress
from bargaining.cli.stops import exit_code
from bargaining.cli.streams import warn
from bargaining.errors import ArgumentError
from bargaining.text import joined

if TYPE_CHECKING:
    from bargaining.outcomes import Outcomes
    from bargaining.scenario import Scenario

_SAVED = (".parquet", ".npz")
_LAST_WORLD = 2**62


def checked(*, seed: int, **counts: int | None) -> dict[str, Any]:
    """Return counts and seed for `bargaining.simulate`; refuse a count that plays no world."""
    from bargaining.engine.arguments import check_whole

    check_whole(**{name: count for name, count in counts.items() if count is not None})
    return {**counts, "seed": seed}


def check_world(world: int) -> None:
    """Refuse what is no number of a world."""
    if not 0 <= world <= _LAST_WORLD:
        raise ArgumentError(f"--world must be the number of a world, 0 or more; got {world}")


@contextmanager
def stopping(words: str, resume: Path | None = None) -> Iterator[None]:
    """Leave with the code of a stop, after saying what became of what was played."""
    try:
        yield
    except KeyboardInterrupt:
        warn(words)
        if resume is not None:
            warn(f"The same command goes on from {resume}.")
        raise typer.Exit(exit_code()) from None


def counterfactual_of(scenario: Scenario, name: str, at: str | None) -> Scenario:
    """Return a scenario with a counterfactual of its own, begun at a date or round if given."""
    from bargaining.text import Dates

    named = [one for one in scenario.what_ifs if one.name == name]
    if at is None or not named:
        return scenario.intervene(name)
    dates, last = Dates.of(scenario), scenario.settings.rounds.value - 1
    try:
        # Four digits are a year where rounds have dates.
        is_round = at.isascii() and at.isdigit() and (len(at) < 4 or not dates.known)
        start = int(at) if is_round else dates.round_of(at)
    except ValueError:
        start = -1
    if not 0 <= start <= last:
        dated = f", or a date from {dates.span(0, last)}, such as {dates.example()}"
        raise ArgumentError(
            f"--at must be the number of a round, 0 to {last}{dated if dates.known else ''}; "
            f'got "{at[:40]}"'
        )
    later = start - min(one.at for one in named[0].do)
    moved = [
        {"at": one.at + later, "until": None if one.until is None else one.until + later}
        for one in named[0].do
    ]
    changes = zip(named[0].do, moved, strict=True)
    return scenario.intervene(*(one.model_copy(update=when) for one, when in changes))


def cores() -> int:
    """Return how many processors this process may use."""
    from loky import cpu_count

    return int(cpu_count())


def play(
    scenario: Scenario,
    title: str,
    *,
    worlds: int,
    workers: int | None,
    quiet: bool,
    later: int | None = 0,
    needed_next: tuple[str, ...] = (),
    **options: Any,
) -> Outcomes:
    """Play a scenario and show how far it is; `options` go to `bargaining.simulate`.

    How long the command takes is said of this run and so many like it `later`; of none for None.
    Modules that are `needed_next` are imported meanwhile: kernels let another thread run.
    """
    from bargaining.engine import simulate

    more = None if later is None else later * worlds
    importing = threading.Thread(target=_import_all, args=(needed_next,), daemon=True)
    with shown_progress(title, worlds, wanted=not quiet, later=more) as shown:

        def progress(done: int, total: int) -> None:
            # Until now this thread itself imported and loaded, which two cannot do at once.
            if importing.ident is None:
                importing.start()
            if shown is not None:
                shown(done, total)

        return simulate(
            scenario, worlds=worlds, workers=workers or cores(), progress=progress, **options
        )


def result_or_scenario(name: str, context: typer.Context) -> tuple[Scenario, Outcomes | None]:
    """Return a saved result with its scenario, or a scenario that is yet to be played.

    Options that say what to play are refused with a result, which would not follow them.
    """
    from bargaining.outcomes import load_outcomes
    from bargaining.scenario import load

    file = result_of(name)
    if file is None:
        return load(name), None
    if given := written(context, ("worlds", "worlds_per_draw", "seed", "workers")):
        raise ArgumentError(
            f"{name} is a saved result, whose worlds are played already: leave out "
            f"{joined(given)}, or name a scenario to play instead"
        )
    outcomes = load_outcomes(file)
    return outcomes.scenario, outcomes


def result_of(name: str) -> Path | None:
    """Return the file of a saved result, named or in a folder that is; None for a scenario."""
    from bargaining.scenario.library import scenarios

    if name.lower().endswith(_SAVED):
        return Path(name)
    # A scenario that ships goes before a folder that happens to have its name.
    endings = () if name in scenarios() else _SAVED
    files = (Path(name, f"outcomes{ending}") for ending in endings)
    return next((file for file in files if os.path.isfile(file)), None)


def play_now(scenario: Scenario, size: dict[str, Any], quiet: bool) -> Outcomes:
    """Play a scenario, after what is asked of it was found to be in order."""
    with stopping("Stopped: nothing is said of worlds that were not all played."):
        return play(scenario, scenario.name, **size, quiet=quiet)


def _import_all(modules: tuple[str, ...]) -> None:
    # A kernel takes about a millisecond, and must not wait longer than that for this to pause.
    sys.setswitchinterval(0.0005)
    for name in modules:
        # A package that is missing is reported by the step that needs it.
        with suppress(Exception):
            import_module(name)
