"""The command line as a process: encodings, pipes, signals."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from unittest.mock import Mock

import pytest

from bargaining.cli import main, streams
from bargaining.cli.streams import with_options
from tests.house.source import ROOT

PROGRAM = [sys.executable, "-m", "bargaining"]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def done(*arguments: str, cwd=None, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PROGRAM, *arguments], cwd=cwd, env=environment(**more), capture_output=True, check=False
    )


def test_the_version_is_printed():
    from bargaining.version import __version__

    assert done("--version").stdout.decode().split() == ["bargaining", __version__]


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ("run", "Worlds to play"),
        ("facts", "Worlds to play."),
        ("compare", "for the scenario as written and for each change."),
        ("claims", "for each arm, a scenario or a counterfactual that claims compare."),
        ("sweep", "for each point, the scenario as written included."),
        ("tournament", "for each pair of strategies, in either order."),
        ("backtest", "for each cell, an episode with its horizon."),
    ],
)
def test_the_help_says_what_worlds_are_played_for_in_each_command(call, command, what):
    _, out, _ = call(command, "--help")
    said = " ".join(out.split())
    assert what in said
    assert "arm, cell or point" not in said


def test_without_a_command_the_help_is_shown(call):
    _, out, err = call()
    assert "Commands:" in out + err


@pytest.mark.parametrize("scenario", ["stockholm-2014", "mine.toml"])
def test_a_scenario_in_the_place_of_a_command_gets_the_command(call, scenario):
    code, out, err = call(scenario)
    assert (code, out) == (2, "")
    assert f'Did you mean "bargaining run {scenario}"?' in err


def test_a_wrong_option_leaves_with_2():
    assert done("run", "stockholm-2014", "--wrlds", "3").returncode == 2


# One command after another, in one process.
READING = """
from bargaining.cli import main
for command in (["show", "stockholm-2014"], ["list"], ["schema"]):
    try:
        main(command)
    except SystemExit as leave:
        assert not leave.code, command
    print("\\n" + "=" * 80)
"""


def test_a_console_without_unicode_is_borne():
    settings = environment(PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    shown = subprocess.run(
        [sys.executable, "-c", READING], env=settings, capture_output=True, check=False
    )
    assert shown.returncode == 0, shown.stderr.decode()
    told = shown.stdout.decode("ascii").split("=" * 80)
    assert all(one.strip() for one in told[:3])
    assert not told[3].strip()


@pytest.mark.parametrize("write", [streams.say, streams.warn])
def test_text_of_files_does_not_steer_a_terminal(capsys, write):
    write("a\x1b[31m\u202eb\x85\r\nc\t\u2066d\u2028" + "e" * 300)
    out = "".join(capsys.readouterr())
    assert out.startswith("a\\x1b[31m\\u202eb\\x85 \nc \\u2066d ")
    assert len(out) == (333 if write is streams.say else 134)


@pytest.mark.parametrize("terminal", [True, False])
def test_errors_are_as_wide_as_a_terminal_and_keep_paths(monkeypatch, terminal):
    path = "/a/path/of/rather/many/folders/and/letters/stockholm.toml"
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    streams.warn(f"{path}:3: a rule of the file is broken, and so it is refused.\n  second line")
    lines = sys.stderr.getvalue().splitlines()
    assert lines == (
        [f"{path}:3:", "a rule of the file is broken, and so it", "is refused.", "  second line"]
        if terminal
        else [f"{path}:3: a rule of the file is broken, and so it is refused.", "  second line"]
    )


def test_hard_letters_become_plain_ones(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    streams.bear_any_encoding()
    streams.say("61 ± 2 – “a” → 北")
    assert raw.getvalue().decode("ascii").strip() == '61 +/- 2 - "a" -> ?'


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_reader_that_goes_away_is_no_bug():
    child = subprocess.Popen(
        [*PROGRAM, "show", "stockholm-2014"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdout is not None
    child.stdout.close()
    with child:
        assert child.wait() == streams.READER_GONE
        assert child.stderr is not None
        assert child.stderr.read() == b""


SMALL = ("run", "two-types", "--worlds", "20", "--workers", "1", "--quiet", "--out", "kept")
# What is run, how, and what standard error must say in one line.
SHELL = [
    (("list",), 'exec "$@" >&-', "standard output cannot be written to: it is closed"),
    (("list",), 'exec "$@" >/dev/full', "standard output cannot be written to: No space left"),
    (("--help",), 'exec "$@" >/dev/full', "Cannot go on: No space left"),
    pytest.param(("list",), 'exec "$@" >&- 2>&-', "", marks=pytest.mark.slow),
    pytest.param(("show", "no-such"), 'exec "$@" 2>/dev/full', "", marks=pytest.mark.slow),
]
# What needs the current folder, and what is said where it is no longer there.
FOLDERLESS = [
    (SMALL, "the current folder no longer exists"),
    (("run", "trust", "--strategy", "x.py"), "no longer"),
]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no such file here")
@pytest.mark.parametrize(("command", "how", "said"), SHELL)
def test_streams_and_folders_that_are_gone_cost_a_line(tmp_path, command, how, said):
    shell = subprocess.run(
        ["sh", "-c", how, "sh", *PROGRAM, *command],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert shell.returncode == 2
    assert shell.stderr.count("\n") == bool(said)
    assert said in shell.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the folder that somebody is in")
@pytest.mark.parametrize(("command", "said"), FOLDERLESS)
def test_a_folder_that_is_gone_costs_a_line(call, tmp_path, monkeypatch, command, said):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    code, _, err = call(*command)
    assert code == 2
    assert err.count("\n") == 1
    assert said in err


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the folder that somebody is in")
@pytest.mark.parametrize(("command", "said"), FOLDERLESS)
def test_a_program_begun_in_a_folder_that_is_gone_costs_a_line(tmp_path, command, said):
    test_streams_and_folders_that_are_gone_cost_a_line(
        tmp_path, command, 'mkdir d; cd d; rmdir ../d; exec "$@"', said
    )


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no such file here")
def test_a_result_is_kept_though_its_table_went_nowhere(call, tmp_path, monkeypatch):
    with open("/dev/full", "w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        code, _, err = call(*SMALL)
    assert code == 2
    assert err.count("\n") == 1
    assert "standard output cannot be written to: No space left" in err
    assert len(list((tmp_path / "kept").iterdir())) == 3


def test_arguments_of_the_library_are_options_on_the_command_line():
    told = (
        "For ±1, use `worlds=300` (or fewer with `worlds_per_draw=5`).\n"
        'worlds_per_draw must be fewer; with keep="summary" a world takes least'
    )
    assert with_options(told) == (
        "For ±1, use `--worlds 300` (or fewer with `--worlds-per-draw 5`).\n"
        "--worlds-per-draw must be fewer; with --keep summary a world takes least"
    )
    assert with_options("of the worlds must be") == "of the worlds must be"


def test_an_option_does_not_make_a_full_line_too_long(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    full = "For ±1, use `worlds=300` (or fewer with `worlds_per_draw=5`)."
    assert len(full) == 61
    told = with_options(f"{full[:-1]}\n")
    assert told == "For ±1, use `--worlds 300` (or fewer with\n`--worlds-per-draw 5`)\n"
    # What was longer before is no line of a table, and stays as it is.
    assert with_options(full).count("\n") == 0


@pytest.mark.parametrize(
    "trouble", [KeyboardInterrupt(), RuntimeError("cannot build a class:\n  KeyboardInterrupt: ")]
)
@pytest.mark.parametrize("where", ["bargaining.cli.app.program", "bargaining.scenario.load"])
def test_ctrl_c_before_anything_is_played_leaves_a_word_and_130(
    monkeypatch, capsys, where, trouble
):
    # Around Typer, and inside it; as it is, and as Pydantic words it while it builds a class.
    monkeypatch.setattr(where, Mock(side_effect=trouble))
    with pytest.raises(SystemExit) as left:
        main(["run", "ultimatum"])
    assert left.value.code == 130
    assert capsys.readouterr().err == "Stopped.\n"


# Sends itself and its worker processes a real Ctrl-C as soon as some batches are finished, the
# first of them before there are workers, however fast the machine.
STOPPED_AFTER_A_BATCH = """
import os, signal, sys
# Whoever starts the tests in the background has told their children to ignore Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
import bargaining.engine
played = bargaining.engine.simulate

def simulate(*given, progress=None, **named):
    def stop(done, total):
        if done >= 80:
            os.killpg(0, signal.SIGINT)
    return played(*given, progress=stop, batch=20, **named)

bargaining.engine.simulate = simulate
from bargaining.cli import main
main(sys.argv[1:])
"""


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
@pytest.mark.parametrize("workers", ["1", pytest.param("2", marks=pytest.mark.slow)])
def test_ctrl_c_stops_a_long_run_at_once_and_keeps_whole_worlds(tmp_path, workers):
    from bargaining import load_outcomes

    run = ("run", "two-types", "--worlds", "200000", "--out", str(tmp_path))
    run += ("--workers", workers)
    stopped = subprocess.run(
        [sys.executable, "-c", STOPPED_AFTER_A_BATCH, *run],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    assert stopped.returncode == 130, stopped.stderr
    assert stopped.stdout == ""
    # Neither Python's traceback nor loky's, which begins otherwise.
    assert stopped.stderr.startswith("Stopped after "), stopped.stderr
    assert "Traceback" not in stopped.stderr
    (kept,) = tmp_path.iterdir()
    assert str(kept) in stopped.stderr
    partial = load_outcomes(kept)
    # At once: batches that were under way may be kept, but none of the thousands that were not.
    assert 0 < partial.n_worlds < 20_000
    assert partial.record.worlds == partial.n_worlds
