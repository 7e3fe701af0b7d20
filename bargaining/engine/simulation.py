"""`simulate`: a scenario played in many worlds, as one labelled result."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import replace
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Any, Never

from numpy.typing import NDArray

from bargaining.defaults import PER_DRAW, SEED, WORLDS
from bargaining.engine.arguments import (
    check_callable,
    check_part,
    check_seed,
    check_whole,
    game_of,
    scenario_of,
)
from bargaining.engine.batches import BATCH, Batch, Gathered
from bargaining.engine.folders import KeptRanges, Resume, kept_in
from bargaining.engine.recorder import labels
from bargaining.engine.replay import replay
from bargaining.engine.runner import Progress, play_batches
from bargaining.engine.seats import Seat, check_seats, label_of
from bargaining.errors import ArgumentError
from bargaining.outcomes import History, Outcomes, RunRecord
from bargaining.outcomes.layout import AXES, GIVEN, REDUCED_AXES, Keep, kept_arrays
from bargaining.scenario import Scenario
from bargaining.scenario.played import MODEL_NUMBER
from bargaining.strategies import Strategy
from bargaining.version import __version__
from bargaining.world.game import Game
from bargaining.world.given import given_for_run

__all__ = ["Interrupted", "key_of", "outcomes_of", "record_of", "simulate"]


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
    worlds: int | None = None,
    worlds_per_draw: int = PER_DRAW,
    seed: int = SEED,
    parameters: Any = None,
    workers: int = 1,
    executor: Executor | None = None,
    batch: int = BATCH,
    first_world: int = 0,
    part: tuple[int, int] | None = None,
    seats: Mapping[str, Seat | type[Strategy] | str] | None = None,
    keep: Keep = None,
    resume: Resume = None,
    progress: Progress | None = None,
) -> Outcomes:
    """Play a scenario in parallel worlds and return what came out.

    Parameters
    ----------
    scenario : Scenario or str
        A scenario, the name of a bundled one, or the path of a file.
    worlds : int, optional
        How many worlds, at least 1: 10,000 unless told otherwise, or `worlds_per_draw` for each row
        of `parameters`.
    worlds_per_draw : int
        Worlds that share one draw of the parameters; world `i` belongs to draw
        ``i // worlds_per_draw``.
    seed : int
        Seed of all luck. World `i` of a seed is the same whatever the other arguments.
    parameters : pandas.DataFrame or mapping of str to sequence, optional
        Numbers to play with instead of drawing them: a column for each, named by its dotted path,
        and a row for each draw, the first for draw 0. All other numbers are drawn as ever. What is
        given is in the result, ``outcomes.parameters()``. A column or an index ``draw``, as that
        table has, says which draw each row is for, in any order.
    workers : int
        How many processes may share the work. Others than this one are started only where they
        save time: where what has been played says that the rest takes longer than a few seconds.
    executor : concurrent.futures.Executor, optional
        Where batches are played instead.
    batch : int
        Worlds played side by side; a matter of speed and memory only.
    first_world : int
        Number of the first world.
    part : tuple of int, optional
        ``(3, 40)`` plays only the third of forty equal parts of these worlds, whole draws each;
        `bargaining.merge` puts the parts together.
    seats : mapping of party's name to strategy or Party subclass, optional
        Who decides for a party, instead of what the scenario says. A strategy may be given by
        its name in the catalogue.
    keep : "all", "summary", or collection of names of arrays, optional
        Which arrays the result keeps; everything unless told otherwise. ``"summary"`` keeps what
        the table, `plot_endings` and comparisons need, a few numbers per world instead of some for
        each round. A list keeps the arrays that it names; it may name ``"summary"`` too. Endings
        and payoffs are always kept. What is kept changes no world: histories and transcripts are
        played again from the record, as ever.
    resume : Path or str, optional
        A folder that keeps each batch as soon as it is played. A run that was ended, however that
        came, goes on from what is there when it is started again, with other workers, batches or
        more worlds too. Code of a user's own is known by its name alone.
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
    Exception
        Whatever a rule of a user's own raises, with a note that names world, draw and round.
    WorkerError
        A process that played worlds was lost, and again when they were played once more.
    Interrupted
        The run was stopped by hand.

    Each of these, and every other error while worlds are played, has an attribute `outcomes` with
    the worlds that were finished, or None.
    """
    if others:
        raise ArgumentError(
            "simulate takes the scenario first and all else by name: "
            f"simulate(scenario, worlds={others[0]!r})"
        )
    scenario = scenario_of(scenario)
    size: dict[str, Any] = {"worlds_per_draw": worlds_per_draw, "first_world": first_world}
    asked = {} if worlds is None else {"worlds": worlds}
    check_whole(**asked, **size, workers=workers, batch=batch)
    given = None
    if parameters is not None:
        given = given_for_run(scenario, parameters, worlds=worlds, **size)
    if worlds is None:
        end = WORLDS if given is None else (given.first_draw + len(given)) * worlds_per_draw
        worlds = WORLDS if given is None else max(end - first_world, 1)
        check_whole(worlds=worlds)
    seed = check_seed(seed)
    check_callable(progress, executor)
    seats = check_seats(seats, scenario)
    game = game_of(scenario)
    keeps = kept_arrays(keep)
    whole = Batch(scenario, seed, first_world, worlds, worlds_per_draw, seats, keeps, given)
    of_run: dict[str, int] = {}
    if part is not None:
        ours = check_part(part, worlds, worlds_per_draw, first_world)
        # All that is given stays with it: its digest is that of the run.
        whole = replace(whole, first_world=ours.start, worlds=len(ours))
        of_run = {"run_worlds": worlds, "n_parts": int(part[1])}
    gathered = Gathered(whole.worlds)
    how = {"size": batch, "workers": workers, "executor": executor}
    try:
        with kept_in(resume, "worlds", record_of(whole, game), key_of(whole)) as kept:
            _play(whole, gathered, kept, progress, **how)
    except (KeyboardInterrupt, Exception) as stop:
        finished = outcomes_of(whole, game, gathered.arrays(), **of_run) if gathered.done else None
        if isinstance(stop, KeyboardInterrupt):
            raise Interrupted(finished) from None
        stop.outcomes = finished  # type: ignore[attr-defined]
        raise
    return outcomes_of(whole, game, gathered.arrays(), **of_run)


def _play(
    whole: Batch,
    gathered: Gathered,
    kept: KeptRanges | None,
    progress: Progress | None,
    **how: Any,
) -> None:
    """Gather what is kept of a run, and play the rest."""
    reported = 0

    def tell(job: Batch, done: int) -> None:
        # Of the first worlds without a gap, which a stop keeps, and of the batch behind them.
        nonlocal reported
        start = job.first_world - whole.first_world
        worlds = start + done if start == gathered.done else gathered.done
        if progress is not None and worlds > reported:
            reported = worlds
            progress(worlds, whole.worlds)

    if kept is not None:
        for start, arrays in kept.find(whole.first_world, whole.first_world + whole.worlds):
            gathered.add(start - whole.first_world, arrays)
        tell(whole, 0)
    for start, worlds in gathered.missing():
        with closing(play_batches(whole.part(start, worlds), tell=tell, **how)) as played:
            for job, arrays in played:
                gathered.add(job.first_world - whole.first_world, arrays)
                if kept is not None:
                    kept.keep(job.first_world, arrays)


def outcomes_of(
    whole: Batch, game: Game, arrays: Mapping[str, NDArray[Any]], **of_run: Any
) -> Outcomes:
    """Return arrays of the first worlds of a batch as a result; `of_run` goes into its record."""
    record = replace(record_of(whole, game), worlds=len(arrays["ending"]), **of_run)
    named = labels(game)
    if whole.given is not None:
        named["given_parameter"] = whole.given.paths

    def replay_one(world: int) -> History:
        row = None if whole.given is None else whole.given.of(world // whole.worlds_per_draw, 1)
        given = None if row is None else dict(zip(row.paths, row.values[0], strict=True))
        return replay(record, world, dict(whole.seats), given)

    return Outcomes(
        arrays=arrays,
        axes=AXES | REDUCED_AXES | {"given": GIVEN},
        labels=named,
        record=record,
        replay=replay_one,
    )


def record_of(whole: Batch, game: Game) -> RunRecord:
    """Return the record of a batch's worlds."""
    text, digest = _text_and_digest(game)
    return RunRecord(
        seed=whole.seed,
        first_world=whole.first_world,
        worlds=whole.worlds,
        worlds_per_draw=whole.worlds_per_draw,
        scenario=text,
        played_digest=digest,
        model_number=MODEL_NUMBER,
        versions=versions(),
        parameters="" if whole.given is None else whole.given.digest,
        seats={name: label_of(seat) for name, seat in whole.seats.items()},
    )


def key_of(whole: Batch) -> dict[str, Any]:
    """Return what beside the record of a run tells it from others, as it is kept in a folder."""
    given = {} if whole.given is None else whole.given.digests
    return {"name": whole.scenario.name, "keep": whole.keep, "parameters": given}


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
