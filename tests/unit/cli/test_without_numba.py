"""Reading needs no compiler: what is left where Numba is not installed."""

from __future__ import annotations

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


def command(*arguments):
    return without_numba(
        "from bargaining.cli import main\nmain(sys.argv[1:])\n", *map(str, arguments)
    )


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("list",), "stockholm-2014"),
        (("show", "stockholm-2014"), "Stockholm"),
        (("check", ROOT / "scenarios" / "stockholm-2014.toml"), "no problems"),
        (("theory",), "rubinstein"),
        (("--version",), bg.__version__),
    ],
)
def test_reading_commands_work(arguments, part):
    done = command(*arguments)
    assert done.returncode == 0, done.stderr
    assert part in done.stdout
    assert done.stderr == ""


def test_every_shipped_file_can_be_checked():
    # Some seat strategies, which may not be imported for it.
    done = command("check", *sorted((ROOT / "scenarios").rglob("*.toml")))
    assert "numba" not in done.stdout + done.stderr
    assert "problems" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [("run", "ultimatum", "--worlds", "2"), ("theory", "rubinstein"), ("tournament", "ultimatum")],
)
def test_playing_commands_say_what_to_install(arguments, tmp_path):
    done = command(*arguments)
    assert done.returncode == 2
    assert done.stderr == f"playing a scenario {REMEDY}\n"
    assert done.stdout == ""


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
