"""`keep`: a result with fewer arrays says the same of what it keeps, and says what it lacks."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bargaining as bg
from bargaining.engine import simulate
from bargaining.engine.recorder import AXES
from bargaining.errors import ArgumentError, OutcomesError
from bargaining.outcomes.events import REDUCED
from bargaining.outcomes.layout import REDUCED_AXES, SUMMARY, kept_arrays
from tests.properties.play import assert_same_bits, lively

SCENARIO = lively(4)
HOW: dict[str, Any] = {"worlds": 60, "worlds_per_draw": 5, "seed": 4, "first_world": 3}


@pytest.fixture(scope="module")
def whole() -> bg.Outcomes:
    return simulate(SCENARIO, **HOW)


@pytest.fixture(scope="module")
def lean() -> bg.Outcomes:
    return simulate(SCENARIO, **HOW, keep="summary", batch=7)


def test_everything_is_kept_unless_told_otherwise(whole: bg.Outcomes) -> None:
    assert set(whole) == set(AXES)
    assert simulate(SCENARIO, **HOW, keep="all") == whole


def test_a_summary_keeps_a_few_numbers_a_world(whole: bg.Outcomes, lean: bg.Outcomes) -> None:
    assert set(lean) == set(SUMMARY)
    assert set(REDUCED) == set(REDUCED_AXES)
    assert {len(lean.axes[name]) for name in lean} == {1, 2}
    assert lean.record == whole.record
    for name in set(SUMMARY) & set(AXES):
        assert_same_bits({name: lean[name]}, {name: whole[name]})
    assert sum(lean[name].nbytes for name in lean) < 0.25 * sum(whole[n].nbytes for n in whole)


def test_the_summary_is_what_the_rounds_come_to(whole: bg.Outcomes, lean: bg.Outcomes) -> None:
    assert lean.summary() == whole.summary()
    assert lean.table() == whole.table()
    np.testing.assert_array_equal(lean.final_level, whole.level[:, -1])
    np.testing.assert_array_equal(lean.initial_rung, whole.initial_rung)
    assert len(lean.labels["event"]) > 10
    for event in lean.labels["event"]:
        expected = whole.first_round(str(event))
        np.testing.assert_array_equal(lean.first_round(str(event)), expected, err_msg=str(event))
    np.testing.assert_array_equal(lean.n_acts, whole.act.sum(axis=1))
    np.testing.assert_array_equal(lean.n_windows, whole.window_open.sum(axis=1))
    assert lean.n_acts.any()
    assert lean.n_walk_outs.any()


def test_counters_are_bytes_until_rounds_are_too_many() -> None:
    for rounds, kind in ((127, np.int8), (128, np.int16)):
        scenario = bg.load("grim-trigger").replace({"settings.rounds": rounds})
        outcomes = simulate(scenario, worlds=2, keep="summary")
        assert outcomes.first_rounds.dtype == outcomes.n_rounds_from_table.dtype == kind
        assert outcomes.final_rung.dtype == np.int8
        assert outcomes.one_sided.dtype == np.bool_


def test_single_arrays_may_be_named(whole: bg.Outcomes) -> None:
    some = simulate(SCENARIO, **HOW, keep=["response", "act"])
    assert set(some) == {"ending", "payoff", "response", "act"}
    assert_same_bits({n: some[n] for n in some}, {n: whole[n] for n in some})
    signed = some.first_round("agreement")
    np.testing.assert_array_equal(signed, whole.first_round("agreement"))
    more = simulate(SCENARIO, **HOW, keep=("summary", "act"))
    assert set(more) == {*SUMMARY, "act"}
    assert set(simulate(SCENARIO, **HOW, keep=())) == {"ending", "payoff"}
    assert set(kept_arrays(["all", "n_acts"])) == {*AXES, "n_acts"}


@pytest.mark.parametrize(
    ("keep", "said"),
    [
        ("sumary", r'keep must be "all", "summary" or a list'),
        ("act", r'\["summary", "act"\]; got \'act\''),
        (["rungs"], 'got "rungs". Did you mean "rung"'),
        (["standing"], 'got "standing". It is called "net_concession" today'),
        ([3], 'got "3". They are all, summary'),
        (7, "got 7"),
    ],
)
def test_what_cannot_be_kept_is_refused_before_anything_is_played(keep: Any, said: str) -> None:
    with pytest.raises(ArgumentError, match=said):
        simulate(SCENARIO, worlds=10**9, keep=keep)


def test_an_array_that_was_not_kept_is_asked_for_in_vain(lean: bg.Outcomes) -> None:
    with pytest.raises(OutcomesError, match=r"did not keep the array 'rung'.*keep=\"all\""):
        lean["rung"]
    with pytest.raises(OutcomesError, match=r"did not keep the array 'flow'.*\"summary\", \"flow"):
        lean.flow  # noqa: B018
    assert not hasattr(lean, "rung")
    assert "rung" not in lean
    with pytest.raises(OutcomesError, match="'rung'"):
        lean.level  # noqa: B018
    with pytest.raises(OutcomesError, match="did not keep"):
        lean.explain()
    with pytest.raises(OutcomesError, match="did not keep the array 'flow'"):
        bg.measure(lean, "E(mean(flow.north))")
    with pytest.raises(OutcomesError, match="did not keep"):
        bg.plot_timeline(lean)


def test_a_table_without_its_numbers_names_the_set_that_has_them() -> None:
    bare = simulate(SCENARIO, **HOW, keep=[])
    for ask in (bare.table, bare.summary, lambda: bare.first_round("default")):
        with pytest.raises(OutcomesError, match=r'for the table keep="summary" is enough'):
            ask()
    changed = simulate(SCENARIO, **HOW, keep="summary", seats={"north": "hold"})
    with pytest.raises(OutcomesError, match="did not keep"):
        bg.compare(bare, changed)
    assert bg.measure(bare, "P(settlement)").value == (bare.ending == 0).mean()


def test_comparisons_and_pictures_of_endings_need_no_rounds(
    whole: bg.Outcomes, lean: bg.Outcomes
) -> None:
    how = {**HOW, "seats": {"north": "hold"}}
    changed = simulate(SCENARIO, **how)
    lean_changed = simulate(SCENARIO, **how, keep="summary")
    assert bg.compare(lean, lean_changed).table() == bg.compare(whole, changed).table()
    bg.plot_endings(lean)


def test_histories_are_played_again_whatever_was_kept(
    whole: bg.Outcomes, lean: bg.Outcomes
) -> None:
    bare = simulate(SCENARIO, **HOW, keep=["ending"])
    for world in (3, 62):
        expected = whole.transcript(world)
        assert lean.transcript(world) == expected
        assert bare.transcript(world) == expected
        assert lean.select([world - 3, 1]).transcript(world) == expected


@pytest.mark.parametrize("array", ["first_rounds", "final_rung", "n_acts"])
def test_a_replay_that_comes_to_something_else_is_noticed(lean: bg.Outcomes, array: str) -> None:
    arrays = {name: lean[name].copy() for name in lean}
    arrays[array][7] += 1
    tampered = bg.Outcomes(arrays, lean.axes, lean.labels, lean.record)
    with pytest.raises(OutcomesError, match=f"goes otherwise \\({array!r} differs\\)"):
        tampered.transcript(10)
    assert tampered.transcript(11)


@pytest.mark.parametrize("suffix", [".npz", ".parquet"])
def test_what_is_kept_is_saved_and_read_back(
    lean: bg.Outcomes, tmp_path: Path, suffix: str
) -> None:
    if suffix == ".parquet":
        pytest.importorskip("pyarrow")
    loaded = bg.load_outcomes(lean.save(tmp_path / f"lean{suffix}"))
    assert loaded == lean
    assert loaded.table() == lean.table()
    assert loaded.transcript(5) == lean.transcript(5)
    assert pickle.loads(pickle.dumps(lean)) == lean


def test_parts_of_a_lean_result_join(lean: bg.Outcomes) -> None:
    parts = [lean.select(slice(0, 30)), lean.select(slice(30, 60))]
    assert bg.Outcomes.concatenate(parts) == lean


def test_frames_and_datasets_have_what_is_kept(whole: bg.Outcomes, lean: bg.Outcomes) -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("xarray")
    frame, full = lean.to_frame(), whole.to_frame()
    assert {"one_sided", "round_of.agreement", "payoff.north"} <= set(frame)
    lacking = [name for name in full if name not in frame]
    assert lacking
    assert all(name.startswith(("condition.", "type.", "belief.")) for name in lacking)
    pandas.testing.assert_frame_equal(frame, full[list(frame)])
    bare = simulate(SCENARIO, **HOW, keep=[]).to_frame(parameters=False)
    assert list(bare)[:2] == ["draw", "ending"]
    assert all(name.startswith("payoff.") for name in list(bare)[2:])
    data = lean.to_xarray()
    assert "level" not in data
    np.testing.assert_array_equal(data["final_level"], lean.final_level)
    assert data["n_acts"].dims == ("world", "act")
    assert list(data["event"].values) == list(lean.labels["event"])


def test_workers_send_back_only_what_is_kept(lean: bg.Outcomes) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as executor:
        spread = simulate(SCENARIO, **HOW, keep="summary", executor=executor, batch=20)
    assert spread == lean
