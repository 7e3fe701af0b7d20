"""Sweeps and sensitivity with a folder that keeps points, and rules that fail at one of them."""

from __future__ import annotations

import os
import shutil

import numpy as np
import pytest

import bargaining as bg
from bargaining.designs.sweep import SweepStopped
from bargaining.engine import Interrupted
from bargaining.engine.folders import RunFolder
from bargaining.engine.locks import held
from tests.unit.designs.made import X

PATIENCE = "parties.japan.discount_factor"
ADJOURNMENT = "table.adjournment_probability"
GRID = {PATIENCE: [0.9, 0.95, 0.98], ADJOURNMENT: [0.1, 0.2]}
SIZE = {"worlds": 10, "worlds_per_draw": 2, "seed": 5}
ASKED = ("P(ever(agreement))", "E(mean(tension))", "median(last(tension))")


@pytest.fixture(scope="module")
def scenario():
    return bg.load("stockholm-2014").replace({"settings.rounds": 3})


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    """Two points of a sweep, or of sensitivity, in a batch."""
    monkeypatch.setattr("bargaining.engine.designs.BATCH", 20)


def sweep(scenario, **options):
    return bg.sweep(scenario, GRID, **{"quantities": ASKED, **SIZE, **options})


def sensitivity(scenario, method="one_at_a_time", **options):
    size = {"factors": X, "worlds": 10, "seed": 5, **options}
    if method == "sobol":
        size |= {"points": 8, "worlds": 2}
    return bg.sensitivity(scenario, ASKED[:2], method=method, **size)


@pytest.fixture(scope="module")
def played(scenario, tmp_path_factory):
    """A folder of a sweep that was played once."""
    folder = tmp_path_factory.mktemp("played")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bargaining.engine.designs.BATCH", 20)
        return folder, sweep(scenario, resume=folder)


@pytest.fixture
def whole(played, tmp_path):
    """The sweep whose folder is copied to `tmp_path`."""
    shutil.copytree(played[0], tmp_path, dirs_exist_ok=True)
    return played[1]


def stop_at(worlds):
    def stop(done, total):
        if done >= worlds:
            raise KeyboardInterrupt

    return stop


def test_a_sweep_goes_on_and_is_that_played_in_one_go(scenario, tmp_path, played):
    whole = played[1]
    with pytest.raises(SweepStopped) as stopped:
        sweep(scenario, resume=tmp_path, progress=stop_at(30))
    assert np.isfinite(stopped.value.sweep.numbers[:, 0, 0]).tolist() == [True] * 2 + [False] * 4
    assert not (tmp_path / ".run.lock").exists()
    (tmp_path / "points-4-5.npz").write_bytes(b"damaged")
    told, done = [], []
    folder = RunFolder.prepare(tmp_path, told.append)
    again = sweep(scenario, resume=folder, progress=lambda n, _: done.append(n))
    np.testing.assert_array_equal(again.numbers, whole.numbers)
    np.testing.assert_array_equal(again.baseline, whole.baseline)
    assert again.record == whole.record
    assert "points-4-5.npz is damaged" in told[0]
    assert len(told) == 1
    # As written, and what was found.
    assert done[:2] == [10, 30]
    assert done[-1] == 70
    assert len([*tmp_path.glob("points-?-?.npz")]) == 3


@pytest.mark.slow
@pytest.mark.parametrize("method", ["one_at_a_time", "sobol"])
def test_sensitivity_goes_on_in_other_batches(scenario, tmp_path, monkeypatch, method):
    whole = sensitivity(scenario, method)
    with pytest.raises(Interrupted):
        sensitivity(scenario, method, resume=tmp_path, progress=stop_at(20))
    kept = {path.name for path in tmp_path.glob("points-*")}
    assert kept
    monkeypatch.setattr("bargaining.engine.designs.BATCH", 13)
    done = []
    played = sensitivity(scenario, method, resume=tmp_path, progress=lambda n, _: done.append(n))
    assert played.to_dict() == whole.to_dict()
    assert done[:2] == [10, 20]
    assert {path.name for path in tmp_path.glob("points-*")} > kept


@pytest.mark.slow
def test_a_point_of_many_batches_is_kept_as_a_whole(scenario, tmp_path, monkeypatch):
    monkeypatch.setattr("bargaining.engine.designs.BATCH", 4)
    with pytest.raises(SweepStopped):
        sweep(scenario, resume=tmp_path, progress=stop_at(31))
    assert {path.name for path in tmp_path.glob("points-*")} == {"points-0-0.npz", "points-1-1.npz"}
    played = sweep(scenario, resume=tmp_path)
    np.testing.assert_array_equal(played.numbers, sweep(scenario).numbers)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"quantities": "P(partial)"}, "whose quantities is ['P(ever(agreement))', 'E(mean"),
        ({"worlds": 12}, "whose worlds is 10; got 12"),
        ({"seed": 6}, "whose seed is 5; got 6"),
        ({"varied": GRID | {PATIENCE: [0.9, 0.94, 0.98]}}, f"with other values of {PATIENCE}. "),
        ({"varied": {ADJOURNMENT: [0.1]}}, f"with other values of {PATIENCE} and {ADJOURNMENT}. "),
        ({"parties.japan.hurdle": 0.3}, "whose scenario differs in parties.japan.hurdle. "),
    ],
)
@pytest.mark.usefixtures("whole")
def test_a_folder_of_another_sweep_is_refused_in_words(scenario, tmp_path, other, said):
    changed = scenario
    if "parties.japan.hurdle" in other:
        changed, other = scenario.replace(other), {}
    (tmp_path / "as-written").rename(tmp_path / "elsewhere")
    asked = {"varied": GRID, "quantities": ASKED, **SIZE, **other}
    with pytest.raises(bg.ArgumentError, match="keeps another run") as refused:
        bg.sweep(changed, asked.pop("varied"), resume=tmp_path, **asked)
    assert said in str(refused.value)
    assert str(refused.value).endswith(". Name another folder.")
    with pytest.raises(bg.ArgumentError, match=r"keeps the sweep of .*, and takes no sensitivity"):
        sensitivity(scenario, resume=tmp_path)


@pytest.mark.parametrize(
    "other",
    [{"seed": 6}, {"varied": GRID | {PATIENCE: [0.9, 0.94, 0.98]}}, {"quantities": ASKED[0]}],
)
def test_points_of_another_sweep_are_not_taken_over(scenario, tmp_path, whole, other):
    path = tmp_path / "run.json"
    before = path.read_bytes()
    path.unlink()
    asked = {"varied": GRID, "quantities": ASKED, **SIZE, **other}
    said = "keeps another run" if "seed" in other else r"run\.json is missing, so it is not known"
    with pytest.raises(bg.ArgumentError, match=said):
        bg.sweep(scenario, asked.pop("varied"), resume=tmp_path, **asked)
    told = []
    again = sweep(scenario, resume=RunFolder.prepare(tmp_path, told.append))
    np.testing.assert_array_equal(again.numbers, whole.numbers)
    assert path.read_bytes() == before
    assert len(told) == 1
    assert "run.json is missing; it is written again" in told[0]


@pytest.mark.slow
@pytest.mark.parametrize("study", [sweep, sensitivity])
def test_a_folder_is_used_by_one_study_at_a_time(scenario, tmp_path, study):
    with held(tmp_path), pytest.raises(bg.ArgumentError, match=f"in use by process {os.getpid()}"):
        study(scenario, resume=tmp_path)

    def second(done, total):
        # From its first world on.
        with pytest.raises(bg.ArgumentError, match=f"in use by process {os.getpid()}"):
            study(scenario, resume=tmp_path)

    study(scenario, resume=tmp_path, progress=second)
    assert not [*tmp_path.glob(".*")]
    with pytest.raises(bg.ArgumentError, match="resume must name a folder"):
        study(scenario, resume=" ")


class Fails(bg.Party):
    """Raises in the third round of world 7, where the adjournment probability is high."""

    error = ZeroDivisionError

    def choose_step(self, view):
        world = self.model.world
        numbers = world.baseline_parameters.number(ADJOURNMENT, 0.0)
        rows = np.arange(len(numbers)) % world.chance.worlds + world.chance.first_world
        if self.model.round == 2 and ((rows == 7) & (numbers > 0.18)).any():
            raise self.error("no such luck")
        return super().choose_step(view)


class Refused(Fails):
    error = bg.StrategyError


@pytest.mark.slow
@pytest.mark.parametrize("batch", [4, 20, 2_000])
@pytest.mark.parametrize("kind", [Fails, Refused])
def test_a_rule_that_fails_is_named_with_point_and_world(scenario, monkeypatch, kind, batch):
    monkeypatch.setattr("bargaining.engine.designs.BATCH", batch)
    fixed = scenario.replace({ADJOURNMENT: 0.05})
    with pytest.raises(kind.error) as failed:
        sweep(fixed, seats={"japan": kind})
    told = [str(failed.value), *getattr(failed.value, "__notes__", ())]
    said = " ".join(told[::-1] if batch == 4 else told)
    point = f"point 1 ({PATIENCE} 0.9 and {ADJOURNMENT} 0.2)"
    assert point in said
    assert "world 7 (draw 3), round 2" in said
    assert said.index(point) < said.index("world 7")


@pytest.mark.parametrize("kind", [Fails, Refused])
def test_a_rule_that_fails_in_the_scenario_as_written_is_named_so(scenario, kind):
    with pytest.raises(kind.error) as failed:
        sweep(scenario.replace({ADJOURNMENT: 0.3}), seats={"japan": kind})
    said = " ".join([str(failed.value), *getattr(failed.value, "__notes__", ())])
    assert "the scenario as written" in said
    assert "world 7 (draw 3), round 2" in said
    assert "point" not in said
