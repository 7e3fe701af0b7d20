"""Batches kept in a folder while a run goes on, which is held by one process at a time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bargaining as bg
from bargaining.engine import Interrupted, simulate
from bargaining.engine.folders import RunFolder
from bargaining.engine.locks import held
from tests.house.source import ROOT
from tests.properties.play import lively

SCENARIO = lively(3)
RUN: dict[str, Any] = {"worlds": 40, "worlds_per_draw": 4, "seed": 5}


@pytest.fixture(scope="module")
def whole() -> bg.Outcomes:
    return simulate(SCENARIO, **RUN)


def stop_at(worlds: int) -> Any:
    def stop(done: int, total: int) -> None:
        if done >= worlds:
            raise KeyboardInterrupt

    return stop


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_run_goes_on_in_other_batches_and_to_more_worlds(
    tmp_path: Path, whole: bg.Outcomes
) -> None:
    with pytest.raises(Interrupted):
        simulate(SCENARIO, **RUN, batch=6, resume=tmp_path, progress=stop_at(12))
    assert names(tmp_path) == ["run.json", "worlds-0-5.npz", "worlds-6-11.npz"]
    told: list[int] = []
    result = simulate(
        SCENARIO, **RUN, batch=16, resume=tmp_path, progress=lambda done, _: told.append(done)
    )
    assert result == whole
    assert told[0] == 12
    assert names(tmp_path)[1:4] == ["worlds-0-5.npz", "worlds-12-27.npz", "worlds-28-39.npz"]
    # Nothing is left to play, and what is there may be more than is asked for.
    told.clear()
    again = simulate(SCENARIO, **RUN, resume=tmp_path, progress=lambda *done: told.append(done[0]))
    assert again == whole
    assert told == [40]
    few = {**RUN, "worlds": 15}
    assert simulate(SCENARIO, **few, resume=tmp_path) == simulate(SCENARIO, **few)
    more = {**RUN, "worlds": 50}
    assert simulate(SCENARIO, **more, resume=tmp_path) == simulate(SCENARIO, **more)
    assert simulate(SCENARIO, **RUN, part=(2, 3), resume=tmp_path).record.first_world == 12


def test_gaps_are_filled(tmp_path: Path, whole: bg.Outcomes) -> None:
    simulate(SCENARIO, **RUN, batch=8, resume=tmp_path)
    for gone in ("worlds-0-7.npz", "worlds-16-23.npz"):
        (tmp_path / gone).unlink()
    damaged = tmp_path / "worlds-32-39.npz"
    damaged.write_bytes(damaged.read_bytes()[:200])
    told: list[str] = []
    folder = RunFolder.prepare(tmp_path, told.append)
    assert simulate(SCENARIO, **RUN, batch=5, resume=folder) == whole
    assert len(told) == 1
    assert "worlds-32-39.npz is damaged" in told[0]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"seed": 6}, "whose seed is 5; got 6"),
        ({"worlds_per_draw": 5}, "whose worlds_per_draw is 4; got 5"),
        ({"keep": ["rung"]}, "whose keep is"),
        ({"seats": {"north": "hold"}}, "whose seats is {}; got {'north': 'hold'}"),
        ({"scenario": lively(4)}, "whose scenario differs in settings.rounds. Name"),
    ],
)
def test_a_folder_of_another_run_is_refused(
    tmp_path: Path, other: dict[str, Any], said: str
) -> None:
    simulate(SCENARIO, **RUN, resume=tmp_path)
    before = names(tmp_path)
    asked = {"scenario": SCENARIO, **RUN, **other}
    with pytest.raises(bg.ArgumentError, match="keeps another run") as refused:
        simulate(asked.pop("scenario"), **asked, resume=tmp_path)
    assert str(tmp_path) in str(refused.value)
    assert said in str(refused.value)
    assert names(tmp_path) == before
    # Without what the folder knows of itself each file does.
    asked = {"scenario": SCENARIO, **RUN, **other}
    for text, said in (("{", "is damaged"), ("", "is missing"), ('{"a": 1}', "is damaged")):
        (tmp_path / "run.json").write_text(text)
        if not text:
            (tmp_path / "run.json").unlink()
        with pytest.raises(bg.ArgumentError, match=rf"run\.json {said}, so it is not known which"):
            simulate(**asked, resume=tmp_path)
        assert {*names(tmp_path), "run.json"} == {*before}


@pytest.mark.parametrize("text", ["", "{", "[1]", "[" * 100_000, "\udcff"])
def test_a_lost_run_json_is_written_again(tmp_path: Path, whole: bg.Outcomes, text: str) -> None:
    simulate(SCENARIO, **RUN, batch=20, resume=tmp_path)
    path = tmp_path / "run.json"
    before = path.read_bytes()
    path.write_text(text, errors="surrogateescape")
    if not text:
        path.unlink()
    told: list[str] = []
    done: list[int] = []
    folder = RunFolder.prepare(tmp_path, told.append)
    again = simulate(SCENARIO, **RUN, resume=folder, progress=lambda n, _: done.append(n))
    assert again == whole
    assert done == [40]
    assert path.read_bytes() == before
    (said,) = told
    assert f"run.json {'is damaged' if text else 'is missing'}; it is written again" in said


def test_a_file_of_another_run_is_not_read(tmp_path: Path, whole: bg.Outcomes) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    simulate(SCENARIO, **RUN, batch=20, resume=ours)
    simulate(SCENARIO, **{**RUN, "seed": 7}, batch=20, resume=theirs)
    (theirs / "worlds-0-19.npz").replace(ours / "worlds-0-19.npz")
    told: list[str] = []
    folder = RunFolder.prepare(ours, told.append)
    assert simulate(SCENARIO, **RUN, batch=20, resume=folder) == whole
    (said,) = told
    assert "worlds-0-19.npz is of another run; its worlds are played again." in said
    assert simulate(SCENARIO, **RUN, resume=ours) == whole


def test_a_folder_of_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("hi")
    for study in (
        lambda: simulate("trust", worlds=4, resume=tmp_path),
        lambda: bg.sweep("two-types", {"parties.ann.choice_noise": [0.1]}, resume=tmp_path),
        lambda: bg.sensitivity("stockholm-2014", resume=tmp_path),
    ):
        with pytest.raises(bg.ArgumentError, match=r"holds mine\.txt, which no run kept there"):
            study()
    assert names(tmp_path) == ["mine.txt"]
    # Locks, and what a killed run was about to write, are nobody's files.
    (tmp_path / "mine.txt").rename(tmp_path / ".run.json.1a2b3c4d.part")
    (tmp_path / ".DS_Store").write_text("")
    assert len(simulate("trust", worlds=4, resume=tmp_path)) == 4


def test_numbers_that_were_handed_in_are_told_by_name(tmp_path: Path) -> None:
    patience, noise = "parties.ann.discount_factor", "parties.ann.choice_noise"
    numbers = {patience: [0.9, 0.95], noise: [0.1, 0.2]}
    run: dict[str, Any] = {"worlds": 8, "worlds_per_draw": 4, "resume": tmp_path}
    simulate("ultimatum", **run, parameters=numbers)
    for other, said in (
        ({**numbers, noise: [0.1, 0.3]}, f"with other values of {noise}. Name another"),
        ({noise: numbers[noise]}, f"with other values of {patience}. Name another"),
        (None, f"with other values of {patience} and {noise}. Name another"),
    ):
        with pytest.raises(bg.ArgumentError, match="keeps another run") as refused:
            simulate("ultimatum", **run, parameters=other)
        assert said in str(refused.value)


def test_a_run_goes_on_though_its_folder_is_full_or_gone(
    tmp_path: Path, whole: bg.Outcomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, write: Any) -> None:
        if path.suffix == ".npz":
            raise OSError(28, "No space left on device")
        path.write_bytes(b"{}")

    monkeypatch.setattr("bargaining.engine.folders.write_whole", full)
    told: list[str] = []
    folder = RunFolder.prepare(tmp_path, told.append)
    assert simulate(SCENARIO, **RUN, batch=8, resume=folder) == whole
    assert len(told) == 1
    assert "No space left on device" in told[0]
    assert "The run goes on" in told[0]


HOLD = """
import sys
from pathlib import Path
from bargaining.engine.locks import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.slow
def test_a_folder_is_held_by_one_process_and_freed_when_that_is_killed(tmp_path: Path) -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with pytest.raises(bg.ArgumentError) as refused:
            simulate(SCENARIO, **RUN, resume=tmp_path)
        said = str(refused.value)
        assert f"{tmp_path} is in use by process {first.pid} on " in said
        assert ", since 20" in said
        # What is of another name is not held.
        with held(tmp_path, "part-1-of-2"):
            pass
        first.kill()
    assert (tmp_path / ".run.lock").exists()
    with held(tmp_path), pytest.raises(bg.ArgumentError, match=f"in use by process {os.getpid()}"):
        held(tmp_path).__enter__()
    assert not (tmp_path / ".run.lock").exists()


def test_a_process_of_another_computer_is_not_declared_dead(tmp_path: Path) -> None:
    lock = tmp_path / ".run.lock"
    lock.write_text(json.dumps({"pid": 7, "host": "elsewhere", "since": "2026-11-30 10:00:00"}))
    with pytest.raises(bg.ArgumentError) as refused:
        simulate(SCENARIO, **RUN, resume=tmp_path)
    assert "in use by process 7 on elsewhere, since 2026-11-30 10:00:00" in str(refused.value)
    assert "`ps -p 7` on elsewhere" in str(refused.value)
    assert f"elsewhere was started again since then, remove {lock}." in str(refused.value)
    lock.unlink()
    # What nobody can read names nobody.
    lock.write_text("half a line")
    assert len(simulate(SCENARIO, **RUN, resume=tmp_path)) == 40
    (tmp_path / "file").write_text("")
    with pytest.raises(bg.ArgumentError, match="file is a file, not a folder"):
        simulate(SCENARIO, **RUN, resume=tmp_path / "file")


class Fails(bg.Party):
    """Raises in the second round of one world, whatever is played beside it."""

    error: type[Exception] = ZeroDivisionError

    def choose_step(self, view: Any) -> Any:
        chance = self.model.world.chance
        if chance.first_world <= 23 < chance.first_world + chance.worlds and self.model.round == 1:
            raise self.error("no such luck")
        return super().choose_step(view)


class Refused(Fails):
    error = bg.StrategyError


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("kind", [Fails, Refused])
def test_a_rule_that_fails_is_named_with_its_world_and_the_others_are_kept(
    kind: type[Fails], workers: int, whole: bg.Outcomes, tmp_path: Path
) -> None:
    with pytest.raises(kind.error) as failed:
        simulate(SCENARIO, **RUN, batch=8, seats={"north": kind}, resume=tmp_path, workers=workers)
    where = "world 23 (draw 5), round 1"
    if kind is Refused:
        assert str(failed.value) == f"{where}: no such luck"
    else:
        assert failed.value.__notes__[-1] == f"That was in {where}."
    kept = failed.value.outcomes  # type: ignore[attr-defined]
    assert kept.n_worlds == 16
    np.testing.assert_array_equal(kept.rung, whole.rung[:16])
    assert names(tmp_path) == ["run.json", "worlds-0-7.npz", "worlds-8-15.npz"]


def test_a_rule_that_fails_once_is_named_with_its_batch() -> None:
    class Once(bg.Party):
        left = [1]

        def choose_step(self, view: Any) -> Any:
            if self.model.round == 2 and self.left:
                self.left.clear()
                raise ZeroDivisionError
            return super().choose_step(view)

    with pytest.raises(ZeroDivisionError) as failed:
        simulate(SCENARIO, worlds=8, seats={"north": Once})
    assert failed.value.__notes__ == ["That was in worlds 0 to 7, round 2."]
    assert failed.value.outcomes is None  # type: ignore[attr-defined]


def test_an_error_of_what_shows_progress_is_no_error_of_a_world() -> None:
    def show(done: int, total: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as failed:
        simulate(SCENARIO, worlds=8, batch=4, progress=show)
    assert not hasattr(failed.value, "__notes__")
