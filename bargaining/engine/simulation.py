"""`simulate`: a scenario played in many worlds, as one labelled result."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from importlib.metadata import version
from typing import Any

import numpy as np

from bargaining import __version__
from bargaining.engine.arguments import check_seed, check_whole, scenario_of
from bargaining.engine.batches import BATCH, Batch, batches, play_batch
from bargaining.engine.ledger import AXES, labels
from bargaining.engine.replay import Replayer
from bargaining.engine.seats import Seat, check_seats, label_of
from bargaining.outcomes import Outcomes, RunRecord
from bargaining.scenario import Scenario
from bargaining.scenario.played import MODEL_NUMBER
from bargaining.strategies import Strategy
from bargaining.world.game import Game

__all__ = ["Interrupted", "simulate"]

Progress = Callable[[int, int], None]


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
    game = Game(scenario)
    size = min(batch, -(-worlds // workers)) if executor is None else batch
    jobs = list(batches(scenario, seed, first_world, worlds, worlds_per_draw, seats, size))
    parts: list[dict[str, Any]] = []
    try:
        # Extended in place: what was finished is there when the loop is stopped by hand.
        parts.extend(_played(jobs, workers, executor, progress or _silent))
    except KeyboardInterrupt:
        kept = None
        if parts:
            kept = _outcomes(game, parts, seed, first_world, worlds_per_draw, seats)
        raise Interrupted(kept) from None
    return _outcomes(game, parts, seed, first_world, worlds_per_draw, seats)


def _played(
    jobs: list[Batch], workers: int, executor: Executor | None, report: Progress
) -> Iterator[dict[str, Any]]:
    """Yield the arrays of each batch in order, reporting worlds done out of all."""
    total = sum(job.worlds for job in jobs)
    if executor is None and workers == 1:
        done = 0
        for job in jobs:
            yield play_batch(job, _within(report, done, job.worlds, total))
            # Reported once the batch is in safe hands: whoever hears of it may stop the run.
            done += job.worlds
            report(done, total)
        return
    own = executor is None
    if executor is None:
        from loky import get_reusable_executor

        executor = get_reusable_executor(max_workers=workers)
    futures: list[Future[dict[str, Any]]] = [executor.submit(play_batch, job) for job in jobs]
    done = 0
    try:
        for place, job in enumerate(jobs):
            part = futures[place].result()
            # A result that was handed on need not be held twice.
            futures[place] = Future()
            yield part
            done += job.worlds
            report(done, total)
    except BaseException:
        if own:
            # Waiting for batches under way would keep whoever pressed Ctrl-C for minutes.
            executor.shutdown(wait=True, kill_workers=True)  # type: ignore[call-arg]
        else:
            for future in futures:
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
    parts: list[dict[str, Any]],
    seed: int,
    first_world: int,
    worlds_per_draw: int,
    seats: Mapping[str, Seat],
) -> Outcomes:
    arrays = {}
    for name in AXES:
        pieces = [part.pop(name) for part in parts]
        whole = np.empty((sum(map(len, pieces)), *pieces[0].shape[1:]), dtype=pieces[0].dtype)
        arrays[name] = np.concatenate(pieces, out=whole)
    scenario = game.scenario
    record = RunRecord(
        seed=seed,
        first_world=first_world,
        worlds=len(arrays["ending"]),
        worlds_per_draw=worlds_per_draw,
        scenario=scenario.model_dump_json(),
        played_digest=scenario.played_digest,
        model_number=MODEL_NUMBER,
        versions=versions(),
        seats={name: label_of(seat) for name, seat in seats.items()},
    )
    return Outcomes(
        arrays=arrays,
        axes=AXES,
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
