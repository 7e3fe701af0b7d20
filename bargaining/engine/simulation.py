"""`simulate`: a scenario played in many worlds, as one labelled result."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from concurrent.futures import Executor
from contextlib import closing
from functools import cache, lru_cache, partial
from importlib.metadata import version
from typing import Never

from bargaining.defaults import PER_DRAW, SEED, WORLDS
from bargaining.engine.arguments import (
    check_callable,
    check_seed,
    check_whole,
    game_of,
    scenario_of,
)
from bargaining.engine.batches import BATCH, Batch, Gathered
from bargaining.engine.recorder import labels
from bargaining.engine.replay import replay
from bargaining.engine.runner import Progress, play_batches
from bargaining.engine.seats import Seat, check_seats, label_of
from bargaining.errors import ArgumentError
from bargaining.outcomes import Outcomes, RunRecord
from bargaining.outcomes.layout import AXES, REDUCED_AXES, Keep, kept_arrays
from bargaining.scenario import Scenario
from bargaining.scenario.played import MODEL_NUMBER
from bargaining.strategies import Strategy
from bargaining.version import __version__
from bargaining.world.game import Game

__all__ = ["Interrupted", "simulate"]


class Interrupted(KeyboardInterrupt):
    """A run stopped by hand; `outcomes` holds the worlds that were finished, or None.

    The worlds kept are the first ones without a gap, whole batches.
    """

    def __init__(self, outcomes: Outcomes | None) -> None:
        self.outcomes = outcomes
        kept = "" if outcomes is None else f"; {len(outcomes)} worlds were finished and kept"
        super().__init__(f"stopped by hand{kept}")


def simulate(
    scenario: Scenario | str,
    *others: Never,
    worlds: int = WORLDS,
    worlds_per_draw: int = PER_DRAW,
    seed: int = SEED,
    workers: int = 1,
    executor: Executor | None = None,
    batch: int = BATCH,
    first_world: int = 0,
    seats: Mapping[str, Seat | type[Strategy] | str] | None = None,
    keep: Keep = None,
    progress: Progress | None = None,
) -> Outcomes:
    """Play a scenario in parallel worlds and return what came out.

    Parameters
    ----------
    scenario : Scenario or str
        A scenario, the name of a bundled one, or the path of a file.
    worlds : int
        How many worlds, at least 1.
    worlds_per_draw : int
        Worlds that share one draw of the parameters; world `i` belongs to draw
        ``i // worlds_per_draw``.
    seed : int
        Seed of all luck. World `i` of a seed is the same whatever the other arguments.
    workers : int
        How many may share the work: two threads, or processes where a seat is decided by Python of
        your own (a Party subclass, a strategy, `OneWorld`) and in runs of more than 4,000 worlds.
        Small runs use one, and processes are started only where they save time.
    executor : concurrent.futures.Executor, optional
        Where batches are played instead.
    batch : int
        Worlds played side by side; a matter of speed and memory only.
    first_world : int
        Number of the first world.
    seats : mapping of party's name to strategy or Party subclass, optional
        Who decides for a party, instead of what the scenario says. A strategy may be given by
        its name in the catalogue.
    keep : "all", "summary", or collection of names of arrays, optional
        Which arrays the result keeps; everything unless told otherwise. ``"summary"`` keeps what
        the table, `plot_endings` and comparisons need, a few numbers per world instead of some for
        each round. A list keeps the arrays that it names; it may name ``"summary"`` too. Endings
        and payoffs are always kept. What is kept changes no world: histories and transcripts are
        played again from the record, as ever.
    progress : callable, optional
        Called in this thread as ``progress(done, total)`` with worlds done: while a batch is played
        in this process, and after each batch. Whole batches that it was told of are kept if the run
        is stopped.

    Returns
    -------
    Outcomes

    Raises
    ------
    ScenarioError
        The scenario cannot be read.
    ArgumentError
        An argument is out of its range.
    Interrupted
        The run was stopped by hand; carries the worlds that were finished.
    """
    if others:
        raise ArgumentError(
            "simulate takes the scenario first and all else by name: "
            f"simulate(scenario, worlds={others[0]!r})"
        )
    scenario = scenario_of(scenario)
    check_whole(
        worlds=worlds,
        worlds_per_draw=worlds_per_draw,
        workers=workers,
        batch=batch,
        first_world=first_world,
    )
    seed = check_seed(seed)
    check_callable(progress, executor)
    seats = check_seats(seats)
    game = game_of(scenario)
    whole = Batch(scenario, seed, first_world, worlds, worlds_per_draw, seats, kept_arrays(keep))
    gathered = Gathered(worlds)
    try:
        with closing(
            play_batches(whole, size=batch, workers=workers, executor=executor, report=progress)
        ) as played:
            for part in played:
                gathered.add(part)
    except KeyboardInterrupt:
        raise Interrupted(_outcomes(game, whole, gathered) if gathered.done else None) from None
    return _outcomes(game, whole, gathered)


def _outcomes(game: Game, whole: Batch, gathered: Gathered) -> Outcomes:
    text, digest = _text_and_digest(game)
    record = RunRecord(
        seed=whole.seed,
        first_world=whole.first_world,
        worlds=gathered.done,
        worlds_per_draw=whole.worlds_per_draw,
        scenario=text,
        played_digest=digest,
        model_number=MODEL_NUMBER,
        versions=versions(),
        seats={name: label_of(seat) for name, seat in whole.seats.items()},
    )
    return Outcomes(
        arrays=gathered.arrays(),
        axes=AXES | REDUCED_AXES,
        labels=labels(game),
        record=record,
        replay=partial(replay, record, seats=dict(whole.seats)),
    )


@lru_cache(maxsize=8)
def _text_and_digest(game: Game) -> tuple[str, str]:
    return game.scenario.model_dump_json(), game.scenario.played_digest


def versions() -> dict[str, str]:
    """Return the versions of the software that plays the worlds."""
    return {
        "bargaining": __version__,
        "python": platform.python_version(),
        **{name: _version(name) for name in ("numpy", "numba", "scipy", "mesa")},
    }


# Looked up once in the package's files on disk.
_version = cache(version)
