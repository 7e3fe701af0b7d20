"""Runs that are really stopped and killed: only processes that the tests have started."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bargaining import load_outcomes
from tests.house.source import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")

# Does to itself what the first argument says as soon as some batches are finished; there are
# workers by then, where two are asked for.
RUN = """
import os, signal, sys
import bargaining.engine
played = bargaining.engine.simulate
todo, enough = sys.argv[1], int(sys.argv[2])

def simulate(*given, progress=None, **named):
    def reached(done, total):
        if done >= enough:
            exec(todo, globals())
    return played(*given, progress=reached, batch=20, **named)

bargaining.engine.simulate = simulate
from bargaining.cli import main
main(sys.argv[3:])
"""
LONG = ("run", "stockholm-2014", "--worlds", "200000", "--keep", "summary")


def begin(todo: str, enough: int, *command: str, ignoring: bool = False) -> subprocess.Popen[str]:
    """Start a command in a group of processes of its own, with Ctrl-C ignored if wanted."""
    shell = ("sh", "-c", "trap '' INT; exec \"$@\"", "sh") if ignoring else ()
    return subprocess.Popen(
        [*shell, sys.executable, "-c", RUN, todo, str(enough), *command],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def left_over(group: int) -> list[str]:
    """Return the processes that are left of a group, but Loky's that tidies up behind the last."""
    shown = subprocess.run(
        ["ps", "-eo", "pgid=,stat=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split(None, 2) for line in shown.stdout.splitlines()]
    alive = [row for row in rows if row[0] == str(group) and row[1][0] != "Z"]
    return [" ".join(row) for row in alive if "resource_tracker" not in row[-1]]


def ended(run: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait until a run has ended; return its code, output and errors."""
    run.wait()
    assert not left_over(run.pid)
    # Until all who could write have ended too.
    out, err = run.communicate()
    return run.returncode, out, err


@pytest.mark.parametrize(
    ("send", "code", "workers", "enough"),
    [
        pytest.param("os.kill(os.getpid(), signal.SIGTERM)", 143, "1", 60, marks=pytest.mark.slow),
        # To all processes of the run, as schedulers do.
        pytest.param("os.killpg(0, signal.SIGTERM)", 143, "2", 600, marks=pytest.mark.slow),
        pytest.param("os.kill(os.getpid(), signal.SIGHUP)", 129, "2", 600, marks=pytest.mark.slow),
    ],
)
def test_a_schedulers_stop_keeps_finished_worlds_and_leaves_no_worker(
    tmp_path: Path, send: str, code: int, workers: str, enough: int
) -> None:
    command = (*LONG, "--out", str(tmp_path), "--workers", workers)
    left, out, err = ended(begin(send, enough, *command, ignoring=True))
    assert (left, out) == (code, ""), err
    assert err.startswith("Stopped after "), err
    assert "Traceback" not in err
    (kept,) = tmp_path.iterdir()
    assert str(kept) in err
    partial = load_outcomes(kept)
    assert enough <= partial.n_worlds < 200_000
    assert partial.record.worlds == partial.n_worlds


@pytest.mark.slow
def test_a_stop_that_is_repeated_does_not_cut_short_what_is_saved(tmp_path: Path) -> None:
    twice = (
        "save = bargaining.outcomes.Outcomes.save\n"
        "def slow(*given):\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    return save(*given)\n"
        "bargaining.outcomes.Outcomes.save = slow\n"
        "os.kill(os.getpid(), signal.SIGTERM)"
    )
    command = (*LONG, "--out", str(tmp_path), "--workers", "1")
    left, _, err = ended(begin(twice, 60, *command))
    assert left == 143, err
    (kept,) = tmp_path.iterdir()
    assert load_outcomes(kept).n_worlds >= 60


def test_a_stop_before_anything_is_played_leaves_a_word_and_the_code() -> None:
    early = (
        "import os, signal, bargaining.scenario\n"
        "bargaining.scenario.load = lambda name: os.kill(os.getpid(), signal.SIGTERM)\n"
        "from bargaining.cli import main\n"
        "main(['run', 'trust'])"
    )
    left = subprocess.run(
        [sys.executable, "-c", early],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (left.returncode, left.stderr) == (143, "Stopped.\n")
