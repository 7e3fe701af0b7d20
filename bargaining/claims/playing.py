"""Playing the arms of a study: each once, in chunks of whole draws, keeping tallies only."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bargaining.claims.arms import changed
from bargaining.claims.chunks import Chunk, TallyFolder
from bargaining.claims.tally import Tally, tally
from bargaining.engine import simulate
from bargaining.scenario.quantity import read_quantity

__all__ = ["Progress", "play_chunks"]

Progress = Callable[[int, int], None]


def play_chunks(
    wanted: list[Chunk],
    *,
    workers: int = 1,
    folder: TallyFolder | None = None,
    progress: Progress | None = None,
) -> Iterator[tuple[int, dict[str, Tally]]]:
    """Yield each chunk's number and its tallies by quantity, in the order in which they are done.

    Parameters
    ----------
    wanted : list of Chunk
        What is to be played.
    workers : int
        Processes that share the chunks; 1 plays in this one.
    folder : TallyFolder, optional
        Where tallies are kept, and found if they were kept before.
    progress : callable, optional
        Called as ``progress(done, total)`` with worlds, those found in the folder included.
    """
    report = progress or _silent
    total, done = sum(chunk.worlds for chunk in wanted), 0

    def within(more: int) -> None:
        report(done + more, total)

    left = []
    for place, chunk in enumerate(wanted):
        found = None if folder is None else folder.find(chunk)
        if found is None:
            left.append(place)
            continue
        done += chunk.worlds
        yield place, found
    if done:
        report(done, total)
    play = _in_turn if workers == 1 else _by_workers
    for place, tallies in play(wanted, left, workers, within):
        if folder is not None:
            folder.keep(wanted[place], tallies)
        done += wanted[place].worlds
        report(done, total)
        yield place, tallies


def _play(chunk: Chunk, within: Progress | None = None) -> dict[str, Tally]:
    scenario = changed(chunk.scenario, chunk.arm.counterfactual, chunk.arm.change)
    quantities = {text: read_quantity(text, scenario) for text in chunk.quantities}
    outcomes = simulate(
        scenario,
        worlds=chunk.worlds,
        worlds_per_draw=chunk.worlds_per_draw,
        seed=chunk.seed,
        first_world=chunk.first_world,
        progress=within,
    )
    return {text: tally(quantity, outcomes) for text, quantity in quantities.items()}


def _in_turn(
    wanted: list[Chunk], left: list[int], workers: int, report: Callable[[int], None]
) -> Iterator[tuple[int, dict[str, Tally]]]:
    for place in left:
        yield place, _play(wanted[place], lambda done, total: report(done))


def _by_workers(
    wanted: list[Chunk], left: list[int], workers: int, report: Callable[[int], None]
) -> Iterator[tuple[int, dict[str, Tally]]]:
    from concurrent.futures import as_completed

    from bargaining.engine.runner import processes

    executor = processes(workers)
    places = {executor.submit(_play, wanted[place]): place for place in left}
    try:
        for future in as_completed(places):
            yield places[future], future.result()
    except BaseException:
        # Waiting for chunks under way would keep whoever pressed Ctrl-C for minutes.
        executor.shutdown(wait=True, kill_workers=True)
        raise


def _silent(done: int, total: int) -> None:
    """Report to nobody."""
