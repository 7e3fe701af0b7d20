"""`bargaining run`: what ends it early, `--resume`, and folders that another run uses."""

from __future__ import annotations

import os

import pytest

from bargaining.engine.locks import held
from bargaining.errors import StrategyError, WorkerError
from tests.unit.cli.conftest import FakeOutcomes

RUN = ("run", "two-types", "--worlds", "60", "--worlds-per-draw", "5", "--workers", "1")


def test_a_run_that_is_started_again_goes_on_in_its_folder(call, tmp_path):
    kept = tmp_path / "kept"
    code, out, err = call(*RUN, "--resume", "kept", "--out", "a")
    assert (code, err) == (0, "")
    (batch,) = (kept / "baseline").glob("worlds-*")
    batch.write_bytes(batch.read_bytes()[:99])
    code, again, err = call(*RUN, "--resume", "kept", "--out", "b")
    assert code == 0
    assert again == out.replace(f"{tmp_path}/a", f"{tmp_path}/b")
    assert "baseline/worlds-0-59.npz is damaged; its worlds are played again." in err
    assert err.count("\n") == 1
    one, other = (tmp_path / name / "outcomes.parquet" for name in "ab")
    assert one.read_bytes() == other.read_bytes()
    code, _, err = call(*RUN, "--resume", "kept", "--seed", "1")
    assert code == 2
    assert f"{kept / 'baseline'} keeps another run, whose seed is 0; got 1" in err
    assert err.count("\n") == 1
    call(*RUN, "--resume", "kept", "--part", "2/3")
    assert {path.name for path in kept.iterdir()} == {"baseline", "baseline-part-2-of-3"}


@pytest.mark.slow
def test_a_folder_keeps_one_kind_of_study(call, tmp_path):
    sweep = ("sweep", "two-types", "--vary", "parties.ann.choice_noise=0.05,0.1")
    sweep += ("--worlds", "4", "--workers", "1", "--quiet", "--out", "o", "--resume")
    assert call(*RUN, "--resume", "runs", "--out", "o")[0] == 0
    assert call(*sweep, "points")[0] == 0
    # What is saved in the folder of the runs is no stranger there.
    assert call(*RUN, "--resume", "runs", "--out", "runs")[0] == 0
    assert call(*RUN, "--resume", "runs", "--out", "o")[0] == 0
    runs = "keeps the worlds of two-types in baseline, and takes no sweep beside it. Name another"
    points = "keeps the sweep of two-types, and takes no runs beside it. Name another folder."
    claims = points.replace("runs", "claims")
    for command, name, said in (
        (sweep, "runs", runs),
        ((*RUN, "--out", "o", "--resume"), "points", points),
        (("claims", "stockholm-2014", "--quiet", "--resume"), "points", claims),
    ):
        before = sorted((tmp_path / name).rglob("*"))
        code, out, err = call(*command, name)
        assert (code, out) == (2, "")
        assert f"{tmp_path / name} {said}" in err
        assert sorted((tmp_path / name).rglob("*")) == before
    # With the run.json lost too.
    (tmp_path / "points" / "run.json").unlink()
    code, _, err = call(*RUN, "--resume", "points", "--out", "o")
    assert code == 2
    assert "keeps the worlds of two-types in as-written, and takes no runs beside it" in err


@pytest.mark.parametrize(
    "command",
    [
        RUN,
        ("sweep", "two-types", "--vary", "parties.ann.choice_noise=0.05,0.1", "--quiet"),
        ("sensitivity", "stockholm-2014", "--quiet"),
        ("claims", "stockholm-2014", "--quiet"),
    ],
)
def test_a_folder_of_other_files_is_refused(call, tmp_path, command):
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("hi")
    code, out, err = call(*command, "--resume", "other")
    assert (code, out) == (2, "")
    said = f"{other} holds mine.txt, which no run kept there. Name another folder, which is new"
    assert said in err
    assert [path.name for path in other.iterdir()] == ["mine.txt"]
    code, _, err = call(*command, "--resume", "other/mine.txt")
    assert code == 2
    assert f"{other / 'mine.txt'} is a file, not a folder. Name another folder." in err


@pytest.mark.slow
def test_results_of_another_run_that_are_replaced_are_told(call, tmp_path):
    small = ("run", "ultimatum", "--worlds", "10", "--out", "o")
    for options, told in (
        ((), ""),
        ((), ""),
        (("--seed", "3", "--worlds", "20"), "10 worlds, seed 0"),
        (("--strategy", "ann=conceder", "--seed", "3", "--worlds", "20"), "other strategies"),
        (("--worlds-per-draw", "1"), "20 worlds, seed 3, other strategies"),
        ((), "other numbers or rules"),
    ):
        code, out, err = call(*small, *options)
        assert (code, err) == (0, "")
        said = f"They replace another run: {told}. --out DIR keeps both.\n"
        assert out.endswith(said) if told else "They replace" not in out
    (tmp_path / "o" / "outcomes.parquet").write_text("damaged")
    code, out, _ = call(*small, "--seed", "9")
    assert code == 0
    assert "They replace" not in out


def test_every_counterfactual_has_a_folder_of_its_own(call, engine, tmp_path):
    call("run", "stockholm-2014", "--counterfactual", "nuclear_test", "--resume", "kept")
    folders = [asked["resume"].path for asked in engine.calls]
    assert folders == [tmp_path / "kept" / name for name in ("baseline", "nuclear_test")]
    call("run", "stockholm-2014")
    assert engine.calls[2]["resume"] is None


@pytest.mark.parametrize(
    "study",
    [
        ("sweep", "--vary", "parties.japan.discount_factor=0.9,0.95"),
        ("sensitivity", "--factor", "parties.japan"),
    ],
)
@pytest.mark.parametrize("option", ["--out", "--resume"])
def test_a_folder_is_used_by_one_study_at_a_time(call, tmp_path, study, option):
    (tmp_path / "o").mkdir()
    command, *options = study
    with held(tmp_path / "o"):
        given = ("stockholm-2014", *options, "--worlds", "4", "--quiet")
        code, out, err = call(command, *given, option, "o")
    assert (code, out) == (2, "")
    assert err.startswith(f"{tmp_path / 'o'} is in use by process {os.getpid()} on ")
    assert err.count("\n") == 1


def test_a_folder_is_used_by_one_run_at_a_time(call, engine, tmp_path):
    (tmp_path / "o").mkdir()
    with held(tmp_path / "o"):
        code, out, err = call("run", "trust", "--out", "o")
        assert (code, out) == (2, "")
        assert err.startswith(f"{tmp_path / 'o'} is in use by process {os.getpid()} on ")
        assert err.count("\n") == 1
        assert not engine.calls
        # A part has a file of its own.
        assert call("run", "trust", "--out", "o", "--part", "1/2")[0] == 0
    assert call("run", "trust", "--out", "o")[0] == 0
    assert not list((tmp_path / "o").glob(".*"))


@pytest.mark.parametrize(
    ("trouble", "said", "left"),
    [
        (StrategyError("world 8,231 (draw 411), round 5: own.py, line 3"), "world 8,231 (dr", 2),
        (WorkerError("worlds 0 to 9 cannot be played"), "worlds 0 to 9 cannot be played", 2),
        (MemoryError(), "not enough memory", 2),
        (ZeroDivisionError("in the engine"), "This is a bug", 1),
    ],
)
def test_what_was_finished_before_an_error_is_kept(call, engine, tmp_path, trouble, said, left):
    from bargaining.scenario import load

    trouble.outcomes = FakeOutcomes(load("trust"), 512)
    engine.trouble[0] = trouble
    code, out, err = call("run", "trust", "--worlds", "5000", "--out", "o")
    assert (code, out) == (left, "")
    kept = tmp_path / "o" / "partial-outcomes.npz"
    assert kept.read_text() == "512"
    assert "Stopped after 512 of 5,000 worlds" in err
    assert f"Kept: {kept}." in err
    assert said in err


def test_a_result_that_cannot_be_saved_is_saved_elsewhere(call, engine, tmp_path, monkeypatch):
    save = FakeOutcomes.save
    other = tmp_path / "other"
    other.mkdir()

    def full(outcomes, path):
        if path.parent == tmp_path / "o":
            raise OSError(28, "No space left on device")
        return save(outcomes, path)

    monkeypatch.setattr(FakeOutcomes, "save", full)
    monkeypatch.setattr("tempfile.mkdtemp", lambda prefix: str(other))
    code, out, err = call("run", "trust", "--worlds", "30", "--out", "o")
    assert code == 2
    assert out.startswith("trust: 30 worlds")
    assert err.splitlines() == [
        "outcomes cannot be saved: No space left on device",
        f"Saved elsewhere: {other / 'outcomes.npz'}",
    ]
    assert {path.name for path in other.iterdir()} == {
        "outcomes.npz",
        "endings.png",
        "timeline.png",
    }
