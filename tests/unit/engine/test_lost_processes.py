"""Runs whose processes are really killed: only those that the tests themselves have started."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bargaining as bg
from bargaining.engine.folders import RunFolder
from bargaining.engine.simulation import simulate
from tests.house.source import ROOT
from tests.properties.play import assert_same_bits, lively

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals"),
]

# A run of two workers, this process and another one. Whatever a worker is to do, it does in the
# first batches of more than one world that it is given: the first world shows that it is there.
RUN = """
import json, os, signal, sys, time
from pathlib import Path
import bargaining as bg
from bargaining.engine import runner
from tests.properties.play import lively

what, folder, resume = sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3])
MAIN, lent = os.getpid(), []
runner._SECONDS_TO_START = 0.0
start = runner.JobWorkers.start
runner.JobWorkers.start = lambda others: lent.append(1) or start(others)

def told(name):
    return len(list(folder.glob(name + "*")))

def tell(name):
    (folder / f"{name}-{time.time_ns()}").touch()

class Own(bg.Party):
    def choose_step(self, view):
        step = super().choose_step(view)
        if os.getpid() != MAIN:
            tell("started")
            if len(step.log) > 1:
                in_worker()
        elif lent and told("playing") < enough:
            # Until they are there; then slowly, so that something is left for them.
            while not told("started"):
                time.sleep(0.01)
            # Rounds of a batch are told of and not kept: short ones, where the run is killed.
            time.sleep(0.05 if what == "run killed" else 0.4)
        elif lent and what == "run killed":
            os.kill(MAIN, signal.SIGKILL)
        return step

def in_worker():
    if what == "run killed":
        tell("playing")
        # Longer than anything waits for it.
        time.sleep(10**6)
    if told("playing") < enough:
        tell("playing")
        os.kill(os.getpid(), signal.SIGKILL)

enough = {"run killed": 1, "killed twice": 2, "killed thrice": 3}[what]
try:
    outcomes = bg.simulate(lively(3), worlds=1_600, seed=4, worlds_per_draw=4, batch=20, workers=2,
                           seats={"north": Own}, keep=["rung"], resume=resume,
                           progress=lambda done, total: print(done, flush=True))
except bg.WorkerError as error:
    print("lost:", error, flush=True)
    outcomes = error.outcomes
outcomes.save(folder / "result.npz")
"""


# The second of three runs kills its process, at first twice, then for ever.
RUNS = """
import os, signal, sys
from functools import partial
from pathlib import Path
from bargaining.engine.runs import Run, play_runs
from bargaining.errors import WorkerError
folder = Path(sys.argv[1])

def play(number, times, *, workers, progress):
    if number == 1 and len(list(folder.glob(f"{times} *"))) < times:
        (folder / f"{times} {os.getpid()}").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return 10 * number

for times in (2, 9):
    runs = [Run(1, partial(play, number, times), f"number {number}") for number in range(3)]
    try:
        print(sorted(play_runs(runs, workers=2, side_by_side=True)))
    except WorkerError as error:
        print(error)
"""


HEARING = """
import signal
from bargaining.engine.workers import Workers

def is_blocked(number):
    return number in signal.pthread_sigmask(signal.SIG_BLOCK, ())

if __name__ == "__main__":
    with Workers(1) as workers:
        in_worker = workers.submit(is_blocked, signal.SIGINT).result()
    print(in_worker, is_blocked(signal.SIGINT))
"""


def test_ctrl_c_is_heard_by_who_waits_for_workers_and_by_no_worker(tmp_path: Path) -> None:
    file = tmp_path / "hearing.py"
    file.write_text(HEARING)
    ended = in_a_process(str(file))
    assert (ended.returncode, ended.stdout) == (0, "True False\n"), ended.stderr


def test_one_of_many_runs_is_played_again_by_a_fresh_worker(tmp_path: Path) -> None:
    ended = in_a_process("-c", RUNS, str(tmp_path))
    assert ended.returncode == 0, ended.stderr
    played, lost = ended.stdout.splitlines()
    assert played == "[(0, 0), (1, 10), (2, 20)]"
    assert lost.startswith(
        "run 2 of 3 (number 1) cannot be played: the worker process was killed 3 times, perhaps"
    )
    assert [len(list(tmp_path.glob(f"{times} *"))) for times in (2, 9)] == [2, 3]


# As on Windows, the process is given what can be waited for; it is not asked who its parent is.
WATCHED = """
import multiprocessing, os, signal, sys, time
from pathlib import Path
from bargaining.engine.workers import _end_with

def wait():
    _end_with(0)
    time.sleep(0.5)
    Path(sys.argv[1]).touch()
    time.sleep(10**6)

if __name__ == "__main__":
    multiprocessing.get_context("spawn").Process(target=wait).start()
    while not Path(sys.argv[1]).exists():
        time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_that_may_wait_for_its_parent_ends_with_it(tmp_path: Path) -> None:
    script = tmp_path / "watched.py"
    script.write_text(WATCHED)
    # It holds the streams until it has ended.
    assert in_a_process(str(script), str(tmp_path / "up")).returncode == -9


def in_a_process(*given: str) -> subprocess.CompletedProcess[str]:
    """Wait until a process of Python and all that it started have closed their streams."""
    return subprocess.run(
        [sys.executable, *given],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def run(what: str, folder: Path, resume: Path | None = None) -> tuple[int, list[str], str]:
    """Play until the end of the run and of all its processes, which alone close its streams."""
    folder.mkdir()
    given = [what, str(folder), json.dumps(None if resume is None else str(resume))]
    ended = in_a_process("-c", RUN, *given)
    return ended.returncode, ended.stdout.splitlines(), ended.stderr


def played(worlds: int) -> dict[str, Any]:
    result = simulate(lively(3), worlds=worlds, seed=4, worlds_per_draw=4, keep=["rung"])
    return {name: result[name] for name in result}


def test_a_batch_is_played_again_by_a_fresh_worker(tmp_path: Path) -> None:
    code, out, err = run("killed twice", tmp_path / "here")
    assert code == 0, err
    assert len(list((tmp_path / "here").glob("playing*"))) == 2
    done = list(map(int, out))
    assert done == sorted(done)
    assert done[-1] == 1_600
    result = bg.load_outcomes(tmp_path / "here" / "result.npz")
    assert_same_bits({name: result[name] for name in result}, played(1_600))


def test_a_batch_that_kills_three_workers_is_named_and_all_before_it_is_kept(
    tmp_path: Path,
) -> None:
    code, out, err = run("killed thrice", tmp_path / "here")
    assert code == 0, err
    (said,) = (line for line in out if line.startswith("lost: "))
    named = re.match(
        r"lost: worlds ([\d,]+) to ([\d,]+) cannot be played: the worker process was killed 3 "
        r"times, perhaps for want of memory. Ask for fewer workers",
        said,
    )
    assert named, said
    first = int(named[1].replace(",", ""))
    result = bg.load_outcomes(tmp_path / "here" / "result.npz")
    # What was played behind it has a gap before it.
    assert result.n_worlds == first
    whole = played(first)
    assert_same_bits({name: result[name] for name in result}, whole)


def test_workers_end_after_a_run_that_is_killed_and_it_goes_on_from_what_was_done(
    tmp_path: Path,
) -> None:
    kept = tmp_path / "kept"
    code, out, _ = run("run killed", tmp_path / "here", kept)
    assert code == -9
    files = sorted(kept.glob("worlds-*.npz"))
    ranges = [tuple(map(int, file.stem.split("-")[1:])) for file in files]
    on_disk = {world for first, last in ranges for world in range(first, last + 1)}
    # What was told of counts rounds of a batch of 20 worlds that was not kept yet.
    assert on_disk.issuperset(range(int(out[-1]) // 20 * 20))
    before = {file.name: file.read_bytes() for file in files}
    asked: dict[str, Any] = {"seed": 4, "worlds_per_draw": 4, "keep": ["rung"]}

    class Own(bg.Party):
        pass

    # Of the same name, with other workers and batches; the lock of the dead run is taken over.
    assert (kept / ".run.lock").exists()
    told: list[int] = []
    seats = {"north": Own}
    result = simulate(
        lively(3),
        worlds=1_600,
        batch=333,
        seats=seats,
        resume=RunFolder.prepare(kept),
        progress=lambda done, total: told.append(done),
        **asked,
    )
    assert told[0] >= int(out[-1]) // 20 * 20
    assert told[-1] == 1_600
    assert not (kept / ".run.lock").exists()
    assert_same_bits({name: result[name] for name in result}, played(1_600))
    assert {name: (kept / name).read_bytes() for name in before} == before
    assert np.unique(result.world).size == 1_600
