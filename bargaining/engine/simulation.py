"""`simulate`: a scenario played in many worlds, as one labelled result."""

from __future__ import annotations

import platform
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import closing
from importlib.metadata import version
from itertools import islice
from typing import Any

from bargaining.engine.arguments import check_seed, check_whole, scenario_of
from bargaining.engine.batches import BATCH, Batch, Gathered, batches, play_batch
from bargaining.engine.ledger import labels
from bargaining.engine.replay import Replayer
from bargaining.engine.seats import Seat, check_seats, label_of
from bargaining.outcomes import Outcomes, RunRecord
from bargaining.outcomes.layout import AXES, REDUCED_AXES, Keep, kept_arrays
from bargaining.scenario import Scenario
from bargaining.scenario.played import MODEL_NUMBER
from bargaining.strategies import Strategy
from bargaining.version import __version__
from bargaining.world.game import Game

__all__ = ["Interrupted", "simulate"]

Progress = Callable[[int, int], None]

# Batches handed out before the first of them is back: enough that nobody waits for work, few
# enough that results which wait for an earlier one need little memory.
_AHEAD_PER_WORKER = 4
_AHEAD = 256


class Interrupted(KeyboardInterrupt):
    """A run stopped by hand; `outcomes` holds the worlds that were finished, or None.

    The worlds kept are the first ones without a gap, whole batches.
    """

    def __init__(self, outcomes: Outcomes | None) -> None:
        self.outcomes = outcomes
        kept = 0 if outcomes is None else len(outcomes)
        super().__init__(f"stopped by hand; {kept} worlds were finished and kept")


def simulate(
    scenario: Scenario | str,
    *,
    worlds: int = 10_000,
    worlds_per_draw: int = 20,
    seed: int = 0,
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
        Processes to use; 1 plays in this one.
    executor : concurrent.futures.Executor, optional
        Where batches are played, in the place of own workers.
    batch : int
        Worlds played side by side; a matter of speed and memory only.
    first_world : int
        Number of the first world.
    seats : mapping of party's name to strategy or Party subclass, optional
        Who decides for a party, in the place of what the scenario says. A strategy may be given by
        its name in the catalogue.
    keep : "all", "summary", or collection of names of arrays, optional
        Which arrays the result keeps; everything unless told otherwise. ``"summary"`` keeps what
        the table, `plot_endings` and comparisons need, a few numbers per world instead of some for
        each round. A list keeps the arrays that it names; it may name ``"summary"`` too. Endings
        and payoffs are always kept. What is kept changes no world: histories and transcripts are
        played again from the record, as ever.
    progress : callable, optional
        Called as ``progress(done, total)`` with worlds done, after each round of a batch played
        here and each batch played elsewhere.

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
    scenario = scenario_of(scenario)
    check_whole(
        worlds=worlds,
        worlds_per_draw=worlds_per_draw,
        workers=workers,
        batch=batch,
        first_world=first_world,
    )
    seed = check_seed(seed)
    seats = check_seats(seats)
    kept = kept_arrays(keep)
    game = Game(scenario)
    size = min(batch, -(-worlds // workers)) if executor is None else batch
    jobs = batches(scenario, seed, first_world, worlds, worlds_per_draw, seats, size, kept)
    gathered = Gathered(worlds)
    try:
        played = _played(jobs, worlds, workers, executor, progress or _silent)
        with closing(played):
            for part in played:
                gathered.add(part)
    except KeyboardInterrupt:
        finished = None
        if gathered.done:
            finished = _outcomes(game, gathered, seed, first_world, worlds_per_draw, seats)
        raise Interrupted(finished) from None
    return _outcomes(game, gathered, seed, first_world, worlds_per_draw, seats)


def _played(
    jobs: Iterator[Batch], total: int, workers: int, executor: Executor | None, report: Progress
) -> Generator[dict[str, Any], None, None]:
    """Yield the arrays of each batch in order, reporting worlds done out of all."""
    done = 0
    if executor is None and workers == 1:
        for job in jobs:
            yield play_batch(job, _within(report, done, job.worlds, total))
            # Reported once the batch is in safe hands: anyone who hears of it may stop the run.
            done += job.worlds
            report(done, total)
        return
    own = executor is None
    if executor is None:
        from loky import get_reusable_executor

        executor = get_reusable_executor(max_workers=workers)
    ahead = _AHEAD_PER_WORKER * workers if own else _AHEAD
    handed_out: deque[tuple[Batch, Future[dict[str, Any]]]] = deque()
    try:
        for job in islice(jobs, ahead):
            handed_out.append((job, executor.submit(play_batch, job)))
        while handed_out:
            job, future = handed_out[0]
            part = future.result()
            handed_out.popleft()
            for following in islice(jobs, 1):
                handed_out.append((following, executor.submit(play_batch, following)))
            # A result that was handed on need not be held twice.
            del future
            yield part
            del part
            done += job.worlds
            report(done, total)
    except BaseException:
        if own:
            # Waiting for batches under way would take minutes after Ctrl-C.
            executor.shutdown(wait=True, kill_workers=True)  # type: ignore[call-arg]
        else:
            for _, future in handed_out:
                future.cancel()
        raise


def _within(report: Progress, before: int, worlds: int, total: int) -> Progress:
    """Turn rounds played of a batch into worlds done of all."""

    def by_round(played: int, rounds: int) -> None:
        if played < rounds:
            report(before + worlds * played // rounds, total)

    return by_round


def _silent(done: int, total: int) -> None:
    """Report to nobody."""


def _outcomes(
    game: Game,
    gathered: Gathered,
    seed: int,
    first_world: int,
    worlds_per_draw: int,
    seats: Mapping[str, Seat],
) -> Outcomes:
    scenario = game.scenario
    record = RunRecord(
        seed=seed,
        first_world=first_world,
        worlds=gathered.done,
        worlds_per_draw=worlds_per_draw,
        scenario=scenario.model_dump_json(),
        played_digest=scenario.played_digest,
        model_number=MODEL_NUMBER,
        versions=versions(),
        seats={name: label_of(seat) for name, seat in seats.items()},
    )
    return Outcomes(
        arrays=gathered.arrays(),
        axes=AXES | REDUCED_AXES,
        labels=labels(game),
        record=record,
        replay=Replayer(record, dict(seats)),
    )


def versions() -> dict[str, str]:
    """Return the versions of the software that plays the worlds."""
    return {
        "bargaining": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in ("numpy", "scipy", "mesa")},
    }
