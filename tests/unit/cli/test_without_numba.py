"""Reading needs no compiler: what is left where Numba is not installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

import bargaining as bg
from tests.house.source import ROOT

# Makes an environment without the package: importing it says that it is not there.
WITHOUT = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("numba", "llvmlite"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
"""
REMEDY = "needs the package numba, which is not installed here. Install it with: pip install numba"


def without_numba(code, *arguments):
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT + code, *arguments],
        cwd=ROOT, env={**os.environ, "PYTHONUTF8": "1"}, capture_output=True, text=True,
        encoding="utf-8",
    )  # fmt: skip


READING = {
    ("list",): "stockholm-2014",
    ("show", "stockholm-2014"): "Stockholm",
    ("check", str(ROOT / "scenarios" / "stockholm-2014.toml")): "no problems",
    ("theory",): "rubinstein",
    ("--version",): bg.__version__,
}
SHIPPED = sorted((ROOT / "scenarios").rglob("*.toml"))
CHECK_ALL = ("check", *map(str, SHIPPED))
# Some that seat strategies, which may not be imported for it.
CHECK_SEATED = (
    "check",
    *[str(file) for file in SHIPPED if "strategy" in file.read_text("utf-8")][:4],
)
PLAYING = [
    ("run", "ultimatum", "--worlds", "2"), ("theory", "rubinstein"), ("tournament", "ultimatum")
]  # fmt: skip
COMMANDS = """
import io, json
from bargaining.cli import main
told = []
for arguments in json.loads(sys.argv[1]):
    usual = sys.stdout, sys.stderr
    out, err = sys.stdout, sys.stderr = [io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in "oe"]
    code = 0
    try:
        main(arguments)
    except SystemExit as leave:
        code = leave.code or 0
    sys.stdout, sys.stderr = usual
    for stream in (out, err):
        stream.flush()
    told.append([code, *(stream.buffer.getvalue().decode() for stream in (out, err))])
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told():
    """Return what each command left with, printed and said, all of them in one process."""
    return what_is_told([*READING, CHECK_SEATED, *PLAYING])


def what_is_told(commands):
    done = without_numba(COMMANDS, json.dumps(commands))
    assert done.returncode == 0, done.stderr
    return dict(zip(commands, json.loads(done.stdout), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("arguments", READING, ids=" ".join)
def test_reading_commands_work(told, arguments):
    code, out, err = told[arguments]
    assert (code, err) == (0, "")
    assert READING[arguments] in out


@pytest.mark.slow
def test_a_closed_form_that_the_engine_does_not_play_needs_no_compiler(tmp_path):
    picture = tmp_path / "nash.svg"
    ((code, out, err),) = what_is_told([("theory", "nash", "--plot", str(picture))]).values()
    assert (code, err) == (0, "")
    assert "120.05" in out
    assert picture.stat().st_size


def test_a_file_that_seats_strategies_can_be_checked(told):
    assert len(CHECK_SEATED) > 3
    _, out, err = told[CHECK_SEATED]
    assert "numba" not in out + err
    assert "problems" in out


@pytest.mark.slow
def test_every_shipped_file_can_be_checked():
    ((_, out, err),) = what_is_told([CHECK_ALL]).values()
    assert "numba" not in out + err
    assert "problems" in out


@pytest.mark.parametrize("arguments", PLAYING, ids=" ".join)
def test_playing_commands_say_what_to_install(told, arguments):
    assert told[arguments] == [2, "", f"playing a scenario {REMEDY}\n"]


def test_simulate_says_what_to_install():
    done = without_numba("""
import bargaining as bg
from bargaining.errors import MissingPackageError
try:
    bg.simulate("ultimatum", worlds=2)
except MissingPackageError as error:
    print(error, isinstance(error, bg.BargainingError), isinstance(error, ImportError))
""")
    assert done.stdout == f"playing a scenario {REMEDY} True True\n", done.stderr


def test_a_compiler_that_cannot_be_imported_says_why(tmp_path):
    # Numba refuses versions of NumPy that are newer than it knows.
    (tmp_path / "numba.py").write_text('raise ImportError("Numba needs NumPy 2.5 or less.")\n')
    code = "import sys\nfrom bargaining.cli import main\nmain(['run', 'ultimatum'])\n"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == (
        "playing a scenario needs the package numba, which cannot be imported here (Numba needs "
        "NumPy 2.5 or less.). Install versions that fit with: pip install --upgrade numba numpy\n"
    )


@pytest.mark.slow
def test_a_loaded_result_can_be_read(tmp_path):
    played = bg.simulate("ultimatum", worlds=20, seed=1)
    file = played.save(tmp_path / "result")
    done = without_numba(
        """
import bargaining as bg
result = bg.load_outcomes(sys.argv[1])
print(len(result), result.summary()["run"]["worlds"])
print(bg.measure(result, "P(settlement)").value == float(sys.argv[2]))
print(result.table())
""",
        str(file),
        str(bg.measure(played, "P(settlement)").value),
    )
    assert done.stdout == f"20 20\nTrue\n{played.table()}\n", done.stderr
