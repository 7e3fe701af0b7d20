"""Runs that are shared with processes: who plays what, and that it does not show."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

import bargaining as bg
from bargaining.engine import runner, workers
from bargaining.engine.batches import Batch
from bargaining.errors import ArgumentError
from tests.properties.play import arrays, assert_same_bits, lively

SCENARIO = lively(3)


def test_a_worker_of_a_pool_starts_no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("multiprocessing.current_process", lambda: SimpleNamespace(daemon=True))
    with (
        pytest.raises(ArgumentError, match="workers must be 1 here: this process is"),
        workers.Workers(2) as processes,
    ):
        processes.submit(str, 1)


def test_small_runs_start_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loky.get_reusable_executor", None)
    whole = arrays(SCENARIO, 60, seed=4)
    assert_same_bits(arrays(SCENARIO, 60, seed=4, workers=8), whole)
    own = {"north": OwnParty}
    assert_same_bits(arrays(SCENARIO, 60, seed=4, workers=8, seats=own), whole)


class OwnParty(bg.Party):
    """Decides as any other, in Python of a user's."""


class Later(Future[Any]):
    """Is played when it was looked at a few times, or is waited for."""

    def __init__(self, play: Callable[[], Any]) -> None:
        super().__init__()
        self.play, self.looks = play, 0

    def done(self) -> bool:
        self.looks += 1
        if self.looks == 3:
            self.set_result(self.play())
        return super().done()

    def result(self, timeout: float | None = None) -> Any:
        while not self.done():
            pass
        return super().result(timeout)


class InTheirPlace(Executor):
    """Plays here what processes are given; notes the worlds."""

    def __init__(self) -> None:
        self.played: list[tuple[int, int]] = []

    def submit(self, call: Any, *given: Any, **named: Any) -> Future[Any]:
        self.played.append((given[0].first_world, given[0].worlds))
        return Later(partial(call, *given, **named))


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> dict[int, InTheirPlace]:
    """Let short runs use processes; return what takes their place, by their number."""
    monkeypatch.setattr(runner, "_SMALLEST", 2)
    monkeypatch.setattr(runner, "_WORLDS_TO_TRY", 4)
    monkeypatch.setattr(runner, "_SECONDS_TO_START", 0.0)
    started: dict[int, InTheirPlace] = {}
    monkeypatch.setattr(
        "loky.get_reusable_executor",
        lambda max_workers, **watched: started.setdefault(max_workers, InTheirPlace()),
    )
    return started


def test_long_runs_are_played_here_and_in_processes(processes: dict[int, InTheirPlace]) -> None:
    said: list[int] = []
    shared = arrays(SCENARIO, 30, seed=4, workers=3, batch=5, progress=lambda n, _: said.append(n))
    assert_same_bits(shared, arrays(SCENARIO, 30, seed=4))
    assert said == sorted(said)
    assert said[-1] == 30
    # The first world only shows that a process is ready.
    assert list(processes) == [2]
    ready, *theirs = processes[2].played
    assert ready == (0, 1)
    assert 0 < sum(worlds for _, worlds in theirs) < 25


@pytest.mark.slow
@pytest.mark.parametrize("own", [OwnParty, bg.OneWorld(walk_out=lambda view: False)])
def test_rules_of_a_users_own_are_played_in_processes(
    own: Any, processes: dict[int, InTheirPlace]
) -> None:
    seats = {"north": own}
    shared = arrays(SCENARIO, 30, seed=4, workers=2, batch=5, seats=seats)
    assert_same_bits(shared, arrays(SCENARIO, 30, seed=4, seats=seats))
    assert len(processes[1].played) > 1


def test_nobody_waits_for_processes_that_do_not_start(
    processes: dict[int, InTheirPlace], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(InTheirPlace, "submit", lambda *given, **named: Future())
    seats = {"north": OwnParty}
    alone = arrays(SCENARIO, 30, seed=4, workers=2, batch=5, seats=seats)
    assert_same_bits(alone, arrays(SCENARIO, 30, seed=4, seats=seats))


def test_what_cannot_be_sent_is_played_here(
    processes: dict[int, InTheirPlace], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*given: Any, **named: Any) -> Future[Any]:
        refused: Future[Any] = Future()
        refused.set_exception(pickle.PicklingError("Could not pickle the task"))
        return refused

    monkeypatch.setattr(InTheirPlace, "submit", refuse)
    seats = {"north": OwnParty}
    alone = arrays(SCENARIO, 30, seed=4, workers=2, batch=5, seats=seats)
    assert_same_bits(alone, arrays(SCENARIO, 30, seed=4, seats=seats))


class Unsendable(Exception):
    """Holds what no other process can have."""

    def __init__(self, told: str) -> None:
        super().__init__(told)
        self.lock = threading.Lock()


def test_an_error_that_cannot_be_sent_back_is_told_in_words() -> None:
    def fail(error: Exception) -> None:
        error.add_note("world 3, round 1")
        raise error

    with pytest.raises(bg.StrategyError, match="Unsendable: no such luck") as told:
        workers._called(fail, Unsendable("no such luck"))
    assert told.value.__notes__ == ["world 3, round 1"]
    with pytest.raises(KeyError) as kept:
        workers._called(fail, KeyError("as it is"))
    assert kept.value.__notes__ == ["world 3, round 1"]


@pytest.mark.parametrize("worlds", [1, 499, 500, 501, 3_000, 20_001])
@pytest.mark.parametrize("workers", [2, 3])
@pytest.mark.parametrize("started", [True, False])
def test_the_last_batches_are_the_smallest(worlds: int, workers: int, started: bool) -> None:
    whole = Batch(SCENARIO, 4, 7, worlds, 1, {}, ())
    others: Any = SimpleNamespace(started=started)
    batches = list(runner._cut(whole, 2_000, workers, others))
    sizes = [batch.worlds for batch in batches]
    assert [batch.first_world for batch in batches] == [
        7 + sum(sizes[:place]) for place in range(len(sizes))
    ]
    assert sum(sizes) == worlds
    assert max(sizes) <= 2_000
    if started:
        assert sizes == sorted(sizes, reverse=True)
        assert sizes[-1] <= 250
    else:
        # One process needs no small batches; the first may turn out to be shared.
        assert len(sizes) <= 2 + worlds // 2_000


def test_it_is_told_how_long_the_rest_would_take(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(runner.time, "perf_counter", lambda: now[0])
    monkeypatch.setattr(runner, "compilation_seconds", lambda: 30.0)
    pace = runner._Pace(1_000)
    # The first round loads kernels.
    assert pace.seconds_left(200, 4) == 0.0
    now[0] += 3.0
    # Fifty worlds in three seconds, then a hundred.
    assert pace.seconds_left(200, 4) == pytest.approx(57.0)
    assert pace.seconds_left(200, 4) == pytest.approx(27.0)
