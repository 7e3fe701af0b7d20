#!/usr/bin/env python3
"""Install bargaining in .venv on first use, then play, test or check it.

    python3 dev.py run stockholm-2014      any command of `bargaining`: run, check, show, list ...
    python3 dev.py test                    the tests, shared among the cores, slow ones left out
    python3 dev.py test -m slow            the slow ones, which .ci/run adds
    python3 dev.py test --quick            some of every part of the library, in about a minute
    python3 dev.py test [pytest options]   those that pytest is asked for
    python3 dev.py lint                    style, formatting and types

On Windows: py dev.py run stockholm-2014. Needs Python 3.11 or newer and, the first time, a network.
"""

import sys

OLDEST = (3, 11)
if sys.version_info < OLDEST:
    import shutil

    newer = [name for name in ("python3.13", "python3.12", "python3.11") if shutil.which(name)]
    sys.exit(
        "bargaining needs Python {}.{} or newer; this is {} ({}). {}".format(
            OLDEST[0],
            OLDEST[1],
            sys.version.split()[0],
            sys.executable,
            f"Use the newer one that is here: {newer[0]} dev.py ..."
            if newer
            else "Install a newer Python and run this with it.",
        )
    )

import hashlib
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent
PLACE = ROOT / ".venv"
STAMP = PLACE / "bargaining-installed"
LOG = PLACE / "bargaining-install.log"
PYTHON = PLACE / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LINT = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
)
# Calls nearly all kernels that the tests call.
COMPILE = """
import bargaining as bg
from bargaining.engine.package_values import value_packages
from bargaining.testing import check_strategy
passing = bg.OneWorld(propose=lambda view: None)
bg.simulate("stockholm-2014", worlds=1, seats={"japan": passing})
value_packages("two-types", worlds=1)
check_strategy("zeuthen")
"""
# Some tests of every part of the library, the cheapest that would notice most mistakes.
QUICK = (
    "tests/docs/test_claims_page.py::test_the_page_is_made_of_the_stored_numbers",
    "tests/house",
    "tests/properties/test_beliefs.py",
    "tests/properties/test_batches.py::test_the_first_world_of_a_run_does_not_show",
    "tests/reference/test_second_reading.py::test_every_rule_is_read_alike[plain-3]",
    "tests/reference/test_second_reading.py::test_every_rule_is_read_alike[much noise-3]",
    "tests/reference/test_second_reading.py::test_every_rule_is_read_alike[three signers-3]",
    "tests/theory/test_second_reading.py",
    "tests/unit/analysis/test_compare.py",
    "tests/unit/benchmarks/test_process.py::test_a_median_has_the_error_of_its_share",
    "tests/unit/benchmarks/test_process.py::test_one_cost_of_open_promises_for_all",
    "tests/unit/by_hand/test_seats.py",
    "tests/unit/claims/test_quantity.py",
    "tests/unit/claims/test_verdict.py",
    "tests/unit/classroom/test_ballots.py",
    "tests/unit/cli/test_reading.py",
    "tests/unit/designs/test_sweep.py::test_all_faults_are_told_at_once",
    "tests/unit/engine/test_negotiation.py",
    "tests/unit/engine/test_progress.py",
    "tests/unit/history/test_scores.py",
    "tests/unit/interop/test_xml_tree.py",
    "tests/unit/lessons/test_play.py",
    "tests/unit/outcomes/test_events.py",
    "tests/unit/outcomes/test_outcomes.py",
    "tests/unit/outcomes/test_summary.py",
    "tests/unit/outcomes/test_transcript.py",
    "tests/unit/parties/test_closed_steps.py",
    "tests/unit/plots/test_claims.py",
    "tests/unit/scenario/test_changes.py",
    "tests/unit/scenario/test_inheritance.py",
    "tests/unit/scenario/test_rules.py",
    "tests/unit/scenarios/test_stockholm_numbers.py",
    "tests/unit/solver/test_elementary.py",
    "tests/unit/stats/test_spread.py",
    "tests/unit/strategies/test_catalogue.py",
    "tests/unit/strategies/test_views.py",
    "tests/unit/strategies/test_zeuthen.py",
    "tests/unit/test_chance.py",
    "tests/unit/test_dev.py",
    "tests/unit/testing/test_check_strategy.py::test_all_problems_are_told_at_once",
    "tests/unit/text",
    "tests/unit/theory/test_nash.py",
    "tests/unit/theory/test_rubinstein.py",
    "tests/unit/theory/test_stahl.py",
    "tests/unit/world/test_calendar.py",
    "tests/unit/world/test_parameters.py",
    "tests/unit/world/test_polynomial.py",
    "tests/unit/world/test_state.py",
)
# What pip says where it cannot reach an index, whatever its version.
OFFLINE = (
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "getaddrinfo failed",
    "NameResolutionError",
    "NewConnectionError",
    "Network is unreachable",
    "ConnectTimeoutError",
    "Read timed out",
    "ProxyError",
)


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__.strip())
        return 0
    command, rest = arguments[0], arguments[1:]
    with_tools = command in ("test", "lint")
    install(with_tools)
    if command == "test":
        return test(rest)
    if command == "lint":
        return max(subprocess.call([PYTHON, "-m", *tool], cwd=ROOT) for tool in LINT)
    return become(["-m", "bargaining", *arguments], None)


def test(options: list[str]) -> int:
    """Run all but the slow tests, the quick ones, or what the options of pytest choose."""
    if "--quick" in options:
        # In one process: another one would spend as long on its imports as it saves.
        asked = (option for option in options if option != "--quick")
        options = [*QUICK, "-m", "not slow", *asked]
    elif not options:
        # Neighbouring tests stay together, so that what they share is played in one process only.
        options = ["-m", "not slow", "--numprocesses=auto", "--maxprocesses=4", "--dist=worksteal"]
        # What is compiled on first use is compiled once, before several processes would each do it.
        code = become(["-c", COMPILE], ROOT)
        # An error, which leaves with 1, is one that the tests tell of; else it was stopped by hand.
        if code > 1:
            return code
    return become(["-m", "pytest", *options], ROOT)


def install(with_tools: bool) -> None:
    """Make the environment as it should be, unless it already is."""
    wanted = digest()
    found = STAMP.read_text("utf-8").split() if STAMP.exists() and PYTHON.exists() else []
    if found[:1] == [wanted] and (not with_tools or "tools" in found):
        return
    if not can_be_used(found):
        make_environment()
    elif found:
        say("The pinned versions or the tools asked for have changed since the last installation.")
    STAMP.unlink(missing_ok=True)
    with_tools = with_tools or "tools" in found
    what = "bargaining and its tools for tests" if with_tools else "bargaining"
    say(f"Installing {what} (once, about a minute) ...")
    pip_install([f"{ROOT}[dev]" if with_tools else str(ROOT)])
    # Written last: without it a half-made environment is never taken for a whole one.
    STAMP.write_text(f"{wanted} {'tools' if with_tools else ''}\n", "utf-8")
    say("Installed.")


def digest() -> str:
    """Return a name for everything that the environment depends on."""
    parts = [str(ROOT), sys.version, sys.base_prefix]
    parts += [(ROOT / name).read_text("utf-8") for name in ("pyproject.toml", "constraints.txt")]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def can_be_used(stamp: list[str]) -> bool:
    """Tell whether .venv answers, is of this Python and has pip; refuse a folder not ours."""
    if not PLACE.exists():
        return False
    config = PLACE / "pyvenv.cfg"
    if not config.exists() and any(path.is_file() for path in PLACE.rglob("*")):
        sys.exit(f"{PLACE} is there but is no Python environment. Move it away and run this again.")
    if not PYTHON.exists():
        return False
    ask = "import sys, pip; print(sys.version, sys.prefix, sep='|', end='')"
    answer = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True, env=clean())
    version, _, prefix = answer.stdout.partition("|")
    return version == sys.version and Path(prefix) == PLACE


def make_environment() -> None:
    """Make .venv afresh."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        sys.exit(how_to_get_venv())
    say("Making a Python environment in .venv ...")
    command = [sys.executable, "-m", "venv", "--clear", PLACE]
    made = subprocess.run(command, capture_output=True, text=True, env=clean())
    if made.returncode:
        shutil.rmtree(PLACE, ignore_errors=True)
        sys.exit(f"{made.stdout}{made.stderr}\nCould not make {PLACE}. {how_to_get_venv()}")


def how_to_get_venv() -> str:
    """Say what to install where Python came without its `venv`."""
    version = "{}.{}".format(*sys.version_info)
    return (
        f"This Python ({sys.executable}) came without a working `venv`, which dev.py needs.\n"
        f"  Debian, Ubuntu:   sudo apt install python{version}-venv\n"
        f"  Fedora, openSUSE: install the packages python3 and python3-pip\n"
        f"  elsewhere:        install Python from its own installer, or use uv:\n"
        f"                    uv run bargaining run stockholm-2014"
    )


def pip_install(what: list[str]) -> None:
    """Install with pinned versions; pip's own words go to a log and are shown where it fails."""
    command = [PYTHON, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    command += ["--constraint", ROOT / "constraints.txt", "--editable", *what]
    with LOG.open("w", encoding="utf-8") as log:
        pip = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=clean())
        while True:
            try:
                code = pip.wait(timeout=5)
                break
            except subprocess.TimeoutExpired:
                print(".", end="", file=sys.stderr, flush=True)
            except KeyboardInterrupt:
                pip.terminate()
                pip.wait()
                raise
    print(file=sys.stderr)
    if code == 0:
        return
    said = LOG.read_text("utf-8", errors="replace")
    tail = "\n".join(said.splitlines()[-15:])
    if any(mark in said for mark in OFFLINE):
        advice = "The package index could not be reached. Connect to a network and run this again."
    else:
        advice = f"pip could not install the packages. All that it said is in {LOG}."
    sys.exit(f"{tail}\n\n{advice} Nothing needs to be deleted.")


def clean() -> dict[str, str]:
    """Return the environment's variables without those that lead Python or pip astray."""
    astray = ("PYTHONHOME", "PYTHONPATH", "PIP_CONSTRAINT", "PIP_PREFIX", "PIP_TARGET", "PIP_USER")
    kept = {name: value for name, value in os.environ.items() if name not in astray}
    return {**kept, "PIP_USER": "0", "PYTHONUTF8": "1"}


def become(arguments: list[str], folder: "Path | None") -> int:
    """Run Python in the environment and return its exit code."""
    # A Ctrl-C reaches the child too; it says what was kept, and this only waits for it.
    child = subprocess.Popen([PYTHON, *arguments], cwd=folder)
    while True:
        try:
            code = child.wait()
        except KeyboardInterrupt:
            continue
        # A child that a signal ended has a negative code here; a shell knows 128 + signal.
        return code if code >= 0 else 128 - code


def say(sentence: str) -> None:
    """Tell what goes on; standard output is left to the command."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run the same command again: it goes on from a clean start.")
