"""Runs that are really stopped and killed: only processes that the tests have started."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bargaining import load_outcomes
from tests.house.source import ROOT
from tests.unit.cli.test_compare import short

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals"),
]

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
        # Twice wide: else a name is cut off where COLUMNS is set.
        ["ps", "-eww", "-o", "pgid=,stat=,args="],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [line.split(None, 2) for line in shown.stdout.splitlines()]
    alive = [row for row in rows if row[0] == str(group) and row[1][0] != "Z"]
    # In brackets stand those that have given back their memory and are about to be gone.
    names = ("resource_tracker", "[python")
    return [" ".join(row) for row in alive if not any(name in row[-1] for name in names)]


def ended(run: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait until a run has ended; return its code, output and errors."""
    with run:
        run.wait()
        assert not left_over(run.pid)
        # Until all who could write have ended too.
        out, err = run.communicate()
    return run.returncode, out, err


@pytest.mark.parametrize(("sent", "code"), [("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_schedulers_stop_keeps_finished_worlds(tmp_path: Path, sent: str, code: int) -> None:
    command = (*LONG, "--out", str(tmp_path), "--workers", "1")
    send = f"os.kill(os.getpid(), signal.{sent})"
    left, out, err = ended(begin(send, 60, *command, ignoring=True))
    assert (left, out) == (code, ""), err
    assert "Stopped after " in err, err
    assert "Traceback" not in err
    (kept,) = tmp_path.iterdir()
    assert str(kept) in err
    partial = load_outcomes(kept)
    assert 60 <= partial.n_worlds < 200_000
    assert partial.record.worlds == partial.n_worlds


# A worker that has been given a batch is busy for ever; then the run is stopped.
BUSY = """
import os, signal, time
from pathlib import Path
from bargaining import QuantalResponse

MAIN, HERE = os.getpid(), Path(__file__).parent

class Busy(QuantalResponse):
    def choose_step(self, view):
        if os.getpid() != MAIN:
            (HERE / "busy").touch()
            time.sleep(10**6)
        elif (HERE / "busy").exists():
            os.KILL(PID, signal.SIGTERM)
        return super().choose_step(view)
"""


@pytest.mark.parametrize(("kill", "pid"), [("kill", "MAIN"), ("killpg", "0")])
def test_busy_workers_end_with_the_run(tmp_path: Path, kill: str, pid: str) -> None:
    own = tmp_path / "own.py"
    own.write_text(BUSY.replace("KILL", kill).replace("PID", pid))
    command = ("--out", str(tmp_path / "out"), "--workers", "2", "--strategy", f"{own}:Busy")
    # Its streams are closed when the workers have ended too, which else would be busy for ever.
    left, out, err = ended(begin("", 10**9, *LONG, *command))
    assert (left, out.splitlines()[1:]) == (143, []), err
    assert "Stopped after " in err, err
    assert "Traceback" not in err
    (kept,) = (tmp_path / "out").iterdir()
    assert load_outcomes(kept).n_worlds > 0


# Kills itself when the second batch of points is kept.
STUDY = """
import os, signal, sys
from bargaining.engine import designs, folders
designs.BATCH = 20
keep = folders.KeptRanges.keep

def killing(kept, first, arrays):
    keep(kept, first, arrays)
    if len(list(kept.folder.path.glob("points-*"))) == 2:
        os.kill(os.getpid(), signal.SIGKILL)

folders.KeptRanges.keep = killing
from bargaining.cli import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize(
    ("options", "file"),
    [
        (("sweep", "--vary", "parties.japan.discount_factor=0.9:0.98:5"), "sweep.csv"),
        (("sensitivity", "--factor", "parties.japan"), "sensitivity.json"),
    ],
)
def test_a_study_that_is_killed_goes_on_from_the_points_that_were_played(
    call: Any, tmp_path: Path, options: tuple[str, ...], file: str
) -> None:
    command = (options[0], short(tmp_path), *options[1:], "--worlds", "10", "--quiet")
    kept = ("--resume", str(tmp_path / "kept"))
    study = subprocess.Popen(
        [sys.executable, "-c", STUDY, *command, *kept, "--workers", "2", "--out", str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    # Its workers hold the streams until they have ended too.
    out, err = study.communicate()
    assert (study.returncode, out) == (-9, ""), err
    assert not left_over(study.pid)
    before = {path: path.read_bytes() for path in (tmp_path / "kept").glob("points-*")}
    assert len(before) == 2
    assert call(*command, *kept, "--workers", "1", "--out", "again")[0] == 0
    assert all(path.read_bytes() == held for path, held in before.items())
    assert call(*command, "--workers", "1", "--out", "whole")[0] == 0
    assert (tmp_path / "again" / file).read_bytes() == (tmp_path / "whole" / file).read_bytes()


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


STOP = "os.kill(os.getpid(), signal.SIGINT)"
SMALL = ("run", "two-types", "--worlds", "40", "--workers", "1")


@pytest.mark.parametrize(
    ("where", "files"),
    [
        # While the table is made, while the result is saved, while pictures are drawn.
        ("bargaining.outcomes.outcomes.Outcomes.table", {"outcomes.parquet"}),
        ("bargaining.outcomes.outcomes.Outcomes.save", {"outcomes.parquet"}),
        ("bargaining.plots.plot_timeline", {"outcomes.parquet", "endings.png"}),
    ],
)
def test_ctrl_c_while_a_result_is_written_names_what_is_there(
    tmp_path: Path, where: str, files: set[str]
) -> None:
    module, _, name = where.rpartition(".")
    stop = f"""
import importlib, os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from pkgutil import resolve_name
owner = resolve_name({module!r})
wrapped = getattr(owner, {name!r})
def stopping(*given, **named):
    {STOP}
    return wrapped(*given, **named)
setattr(owner, {name!r}, stopping)
from bargaining.cli import main
main(sys.argv[1:])
"""
    left = subprocess.run(
        [sys.executable, "-c", stop, *SMALL, "--out", str(tmp_path / "out")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert left.returncode == 130, left.stderr
    assert "Traceback" not in left.stderr
    there = {path.name for path in (tmp_path / "out").iterdir()}
    assert there == files
    for file in files:
        assert str(tmp_path / "out" / file) in left.stderr
    assert load_outcomes(tmp_path / "out" / "outcomes.parquet").n_worlds == 40


def test_a_folder_that_is_gone_at_the_end_costs_no_world(tmp_path: Path) -> None:
    gone = f"import shutil; shutil.rmtree({str(tmp_path / 'out')!r}, ignore_errors=True)"
    command = ("run", "two-types", "--worlds", "40", "--workers", "1", "--out")
    left, out, err = ended(begin(gone, 40, *command, str(tmp_path / "out")))
    assert left == 2, err
    assert "How it ends" in out
    assert "outcomes cannot be saved: " in err
    assert "Traceback" not in err
    saved = re.search(r"Saved elsewhere: (.*)", err)
    assert saved, err
    elsewhere = Path(saved[1]).parent
    assert load_outcomes(Path(saved[1])).n_worlds == 40
    assert {path.name for path in elsewhere.iterdir()} == {
        "outcomes.parquet", "endings.png", "timeline.png",
    }  # fmt: skip
    shutil.rmtree(elsewhere)


def test_a_full_disk_costs_no_table_and_says_so(tmp_path: Path) -> None:
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))"
    command = ("run", "two-types", "--worlds", "40", "--workers", "1", "--out")
    left, out, err = ended(begin(full, 40, *command, str(tmp_path / "out")))
    assert left == 2, err
    assert "How it ends" in out
    assert "outcomes cannot be saved: " in err
    assert "outcomes cannot be saved elsewhere either: " in err
    assert "Traceback" not in err
