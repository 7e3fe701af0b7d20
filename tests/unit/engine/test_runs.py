"""Many runs: reported, shared out, stopped, kept in a folder that may be damaged or shared."""

from __future__ import annotations

import os
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor

import numpy as np
import pytest

from bargaining.engine import Interrupted
from bargaining.engine.runs import Run, RunFolder, play_runs
from bargaining.errors import ArgumentError, WorkerError


def run(number, worlds=2):
    def play(*, workers, progress):
        if progress is not None:
            progress(1, worlds)
        return 10 * number + workers

    return Run(worlds, play)


def test_results_come_with_their_numbers_and_found_ones_are_not_played():
    told = []
    runs = [run(0), Run(5, None), run(2)]
    came = list(play_runs(runs, found=[(1, "known")], progress=lambda *said: told.append(said)))
    assert came == [(1, "known"), (0, 1), (2, 21)]
    assert told == [(5, 9), (6, 9), (7, 9), (8, 9), (9, 9)]
    assert list(play_runs([], progress=lambda *said: told.append(said))) == []


def test_workers_share_a_run_or_take_one_each(monkeypatch):
    # In threads, which take no time to start.
    executor = ThreadPoolExecutor(2)
    monkeypatch.setattr("loky.get_reusable_executor", lambda **watched: executor)
    runs = [run(number) for number in range(3)]
    assert list(play_runs(runs, workers=2)) == [(0, 2), (1, 12), (2, 22)]
    assert dict(play_runs(runs, workers=2, side_by_side=True)) == {0: 1, 1: 11, 2: 21}


class Losing(ThreadPoolExecutor):
    """Loses all that is under way each time that it is given the second of some runs."""

    def __init__(self, times):
        super().__init__(2)
        self.times, self.begun, self.alone = times, [], []

    def submit(self, call, job):
        self.begun = [future for future in self.begun if not future.done()]
        if job[0] != 1 or self.times == 0:
            # Nothing that is begun is done before it is lost, but what is played alone.
            busy = self.times and len(self.alone) < 2
            future = Future() if busy else super().submit(call, job)
            self.begun.append(future)
            return future
        self.times -= 1
        self.alone.append(not self.begun)
        self.begun.append(Future())
        for future in self.begun:
            future.set_exception(BrokenExecutor())
        return self.begun[-1]

    def shutdown(self, wait=True, *, kill_workers=False):
        super().shutdown()


@pytest.mark.parametrize("times", [1, 2, 3])
def test_what_is_lost_with_a_process_is_played_again_twice(monkeypatch, times):
    executor = Losing(times)
    monkeypatch.setattr("loky.get_reusable_executor", lambda **watched: executor)
    runs = [Run(2, run(number).play, f"the {number}.") for number in range(5)]
    shared = play_runs(runs, workers=2, side_by_side=True)
    if times < 3:
        assert dict(shared) == {0: 1, 1: 11, 2: 21, 3: 31, 4: 41}
    else:
        with pytest.raises(
            WorkerError, match=r"run 2 of 5 \(the 1\.\) cannot be played: .* 3 times"
        ):
            dict(shared)
    # The third time nothing else is lost with it.
    assert executor.alone == [False, False, True][:times]


def test_a_stop_loses_no_result_that_was_used():
    used = []

    def stop(done, total):
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as stopped:
        used.extend(play_runs([run(number) for number in range(3)], progress=stop))
    assert stopped.value.outcomes is None
    assert used == [(0, 1), (1, 11)]


def test_arrays_are_kept_beside_earlier_ones_and_found_again(tmp_path):
    folder = RunFolder.prepare(tmp_path / "deep" / "er")
    assert folder.find("one", dict) is None
    folder.keep("one", {"a": np.arange(3)})
    folder.keep("one", {"b": np.ones(2)})
    assert sorted(folder.find("one", dict)) == ["a", "b"]
    # What reads says that something is missing by returning nothing.
    assert folder.find("one", lambda arrays: arrays.get("c")) is None
    (tmp_path / "file").write_text("x")
    for there in ("file", "file/deeper"):
        with pytest.raises(ArgumentError, match="file is a file, not a folder"):
            RunFolder.prepare(tmp_path / there)


def test_a_damaged_file_is_told_once_and_written_anew(tmp_path):
    told = []
    folder = RunFolder.prepare(tmp_path, told.append)
    folder.keep("one", {"a": np.arange(50)})
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    rng = np.random.default_rng(1)
    for _ in range(300):
        data = bytearray(whole)
        for place in rng.integers(len(data), size=3):
            data[place] ^= int(rng.integers(1, 256))
        file.write_bytes(data)
        told.clear()
        found = folder.find("one", lambda arrays: arrays["a"].tolist())
        # A flipped bit may lie where it does no harm, such as in a date.
        assert found == list(range(50)) if not told else found is None
        assert len(told) <= 1
    file.write_bytes(whole[:40])
    assert folder.find("one", dict) is None
    assert "one.npz is damaged; its worlds are" in told[-1]
    assert "played again" in told[-1]
    folder.keep("one", {"a": np.arange(3)})
    assert folder.find("one", dict)["a"].tolist() == [0, 1, 2]


def test_a_file_under_another_name_is_not_believed(tmp_path):
    told: list[str] = []
    folder = RunFolder.prepare(tmp_path / "runs", told.append)
    folder.keep("first", {"sum": np.ones(2)})
    (tmp_path / "runs" / "first.npz").rename(tmp_path / "runs" / "second.npz")
    assert folder.find("second", lambda arrays: arrays["sum"]) is None
    assert len(told) == 1
    assert "second.npz is of another run; its worlds are" in told[0]


def test_two_processes_may_write_one_file_at_once(tmp_path, monkeypatch):
    folder = RunFolder.prepare(tmp_path)
    replace = os.replace

    def meanwhile(part, file):
        # The other one writes the same file from the beginning to the end.
        monkeypatch.setattr(os, "replace", replace)
        folder.keep("one", {"a": np.zeros(2)})
        replace(part, file)

    monkeypatch.setattr(os, "replace", meanwhile)
    folder.keep("one", {"a": np.ones(2)})
    assert folder.find("one", lambda arrays: arrays["a"].tolist()) == [1.0, 1.0]
    assert [file.name for file in tmp_path.iterdir()] == ["one.npz"]
