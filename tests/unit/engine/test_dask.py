"""A run on a real cluster of Dask, of two local worker processes, one of which is lost."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

import bargaining as bg
from bargaining.engine import simulate
from tests.house.source import ROOT
from tests.properties.play import lively

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals"),
    pytest.mark.skipif(
        importlib.util.find_spec("distributed") is None,
        reason="distributed is not installed; it comes with bargaining[dev]",
    ),
]

# A worker is killed while it plays: as often as the first argument says, if it plays world 60.
RUN = """
import os, signal, sys, time
from pathlib import Path
import bargaining as bg
from tests.properties.play import lively

times, folder = int(sys.argv[1]), Path(sys.argv[2])

class Own(bg.Party):
    def choose_step(self, view):
        chance = self.model.world.chance
        here = chance.first_world <= 60 < chance.first_world + chance.worlds
        if here and len(list(folder.glob("killed-*"))) < times:
            (folder / f"killed-{time.time_ns()}").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().choose_step(view)

if __name__ == "__main__":
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        asked = dict(worlds=200, worlds_per_draw=4, seed=4, batch=20, seats={"north": Own})
        try:
            bg.simulate(lively(3), executor=client, **asked)
        except bg.ArgumentError as error:
            print("refused:", error)
        try:
            outcomes = bg.simulate(lively(3), executor=client.get_executor(), **asked)
        except bg.WorkerError as error:
            print("lost:", error)
            outcomes = error.outcomes
        outcomes.save(folder / "result.npz")
"""


def run(times: int, folder: Path) -> tuple[list[str], bg.Outcomes]:
    # A file: Dask's processes import what started them.
    (folder / "run.py").write_text(RUN)
    ended = subprocess.run(
        [sys.executable, "run.py", str(times), str(folder)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path[1:]])},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines(), bg.load_outcomes(folder / "result.npz")


def test_a_cluster_plays_the_same_though_a_worker_is_lost(tmp_path: Path) -> None:
    (said,), result = run(1, tmp_path)
    assert len(list(tmp_path.glob("killed-*"))) == 1
    assert said.startswith("refused: executor must give futures of concurrent.futures; got a Fut")
    assert said.endswith("Of a Dask client hand in client.get_executor()")
    whole = simulate(lively(3), worlds=200, worlds_per_draw=4, seed=4)
    for name in whole:
        assert result[name].tobytes() == whole[name].tobytes(), name


def test_a_batch_that_a_cluster_gives_up_is_named_and_all_before_it_is_kept(tmp_path: Path) -> None:
    (_, said), result = run(100, tmp_path)
    assert said.startswith("lost: the executor lost worlds 60 to 79: KilledWorker: ")
    whole = simulate(lively(3), worlds=200, worlds_per_draw=4, seed=4)
    assert 0 < result.n_worlds <= 60
    assert result.rung.tobytes() == whole.rung[: result.n_worlds].tobytes()
