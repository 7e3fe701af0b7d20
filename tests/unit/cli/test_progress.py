"""What is said of how far a command is, and of how long the rest takes."""

from __future__ import annotations

import re

import pytest

from bargaining.cli import progress
from bargaining.cli.progress import shown_progress


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test sets, in seconds."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def played(clock, capsys, steps, **how):
    """Return what is written while worlds are done at given seconds."""
    with shown_progress("minimal", 1_000, **{"wanted": True, **how}) as show:
        for seconds, done in steps:
            clock[0] = 100.0 + seconds
            show(done, 1_000)
    return capsys.readouterr().err


def test_the_rest_is_estimated_once_from_what_was_played_since_the_first_report(clock, capsys):
    # The first report comes late, since kernels are loaded, and counts for nothing.
    said = played(clock, capsys, [(5, 100), (6, 150), (7, 200), (8, 250)])
    assert said == "About 16 seconds more, as fast as the first 100 worlds.\n"


def test_what_comes_later_counts_and_may_be_left_out(clock, capsys):
    steps = [(5, 100), (7, 200)]
    # 800 of this run and 2,000 of the others, 50 a second.
    assert "About 56 seconds more" in played(clock, capsys, steps, later=2_000)
    assert "About 4 minutes more" in played(clock, capsys, steps, later=10_000)
    assert "About 6 hours more" in played(clock, capsys, steps, later=1_000_000)
    assert played(clock, capsys, steps, later=None) == ""


@pytest.mark.parametrize(
    "steps", [[(5, 100), (6, 900)], [(5, 100), (7, 1_000)], [(5, 100), (7, 950), (8, 980)]]
)
def test_of_a_short_rest_nothing_is_said(clock, capsys, steps):
    assert played(clock, capsys, steps) == ""


def test_what_a_folder_kept_is_no_measure_of_the_rest(clock, capsys):
    steps = [(0.001, 300), (0.002, 600), (0.003, 700), (3.003, 730)]
    assert "About 27 seconds more, as fast as the first 30" in played(clock, capsys, steps)


def test_without_a_terminal_there_is_a_line_every_ten_seconds(clock, capsys):
    steps = [(1 + second, 100 + 10 * second) for second in range(32)]
    said = played(clock, capsys, steps, later=None).splitlines()
    assert [re.match(r"minimal: (\d+) of 1,000 worlds, about", line)[1] for line in said] == [
        "190",
        "290",
        "390",
    ]
    assert said[0].endswith("about 81 seconds more")


def test_quiet_commands_say_nothing(clock, capsys):
    with shown_progress("minimal", 1_000, wanted=False) as show:
        assert show is None
    assert capsys.readouterr().err == ""


@pytest.mark.slow
def test_run_and_compare_say_how_long_all_of_it_takes(call, monkeypatch):
    for name in ("_SECONDS_TO_TELL", "_SECONDS_TO_PLAY"):
        monkeypatch.setattr(progress, name, 0.0)
    few = ("--worlds", "40", "--workers", "1")
    for command in (("run", "two-types", *few), ("compare", "two-types", *few)):
        code, _, err = call(*command)
        assert code == 0
        assert err.count("more, as fast as the first") <= 1
    code, _, err = call("run", "stockholm-2014", *few, "--counterfactual", "nuclear_test")
    assert code == 0
    assert len(re.findall(r"About \d+ \w+ more, as fast as the first \d+ worlds", err)) == 1
    assert "more" not in call("run", "stockholm-2014", *few, "--quiet")[2]
