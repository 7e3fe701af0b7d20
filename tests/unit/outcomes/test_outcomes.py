"""A result is frozen, labelled, and its parts are results."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bargaining.errors import ArgumentError, OutcomesError
from bargaining.outcomes import Outcomes
from tests.unit.outcomes.synthetic import small_scenario, synthetic


@pytest.fixture(scope="module")
def outcomes():
    return synthetic(60)


def test_arrays_are_attributes_and_items(outcomes):
    assert outcomes.ending is outcomes["ending"]
    assert outcomes.axes["rung"] == ("world", "round", "issue")
    assert outcomes.labels["principal"] == ("north", "south")
    assert len(outcomes) == outcomes.n_worlds == 60
    assert "rung" in outcomes
    assert "rung" in dir(outcomes)


def test_nothing_can_be_changed(outcomes):
    with pytest.raises(ValueError, match="read-only"):
        outcomes.ending[0] = 3
    with pytest.raises(AttributeError, match="frozen"):
        outcomes.ending = np.zeros(60)
    with pytest.raises(AttributeError, match="frozen"):
        del outcomes.record
    with pytest.raises(TypeError):
        outcomes.axes["ending"] = ("round",)


def test_handing_arrays_over_leaves_the_callers_own_as_they_are():
    mine = np.zeros(3, dtype=np.int16)
    base = synthetic(3)
    Outcomes({"ending": mine}, {"ending": ("world",)}, base.labels, base.record)
    mine[0] = 1


def test_a_wrong_name_is_met_with_a_near_one(outcomes):
    with pytest.raises(OutcomesError, match=r'a result has no "endign"\. Did you mean "ending"'):
        outcomes["endign"]
    with pytest.raises(AttributeError, match='Did you mean "rung"'):
        outcomes.rungs  # noqa: B018
    for ask in (lambda: outcomes.standing, lambda: outcomes["standing"]):
        with pytest.raises(OutcomesError, match='It is called "net_concession" today'):
            ask()
    # What is measured and no array, and a method, where an attribute was asked for.
    for name, said in {
        "settlement": r'no "settlement". Ask bg.measure\(outcomes, "P\(settlement\)"\)',
        "agreement": r'Ask bg.measure\(outcomes, "P\(ever\(agreement\)\)"\)',
        "histroy": 'Did you mean "history"',
    }.items():
        with pytest.raises(OutcomesError, match=said) as raised:
            getattr(outcomes, name)
        assert isinstance(raised.value, AttributeError)
        assert not type(raised.value).__name__.startswith("_")
    assert not hasattr(outcomes, "__wrapped__")


def test_levels_are_the_ladders_of_the_scenario(outcomes):
    ladder = [rung.level for rung in small_scenario().issues["water"].rungs]
    expected = np.array(ladder)[outcomes.rung[:, :, 0]]
    np.testing.assert_array_equal(outcomes.level[:, :, 0], expected)
    assert (outcomes.levels_of(outcomes.initial_rung) == 0).all()
    np.testing.assert_array_equal(outcomes.final_level, outcomes.level[:, -1])


def test_draws_follow_the_numbers_of_the_worlds():
    outcomes = synthetic(15, first_world=7, worlds_per_draw=10)
    np.testing.assert_array_equal(outcomes.world, np.arange(7, 22))
    np.testing.assert_array_equal(outcomes.draw, np.arange(7, 22) // 10)
    assert outcomes.n_draws == 3


@given(st.integers(0, 59), st.integers(1, 60))
@settings(max_examples=20)
def test_neighbouring_worlds_are_the_run_that_makes_just_them(first, count):
    run = synthetic(60)
    last = min(first + count, 60)
    part = run.select(slice(first, last))
    assert part == synthetic(last - first, first_world=first)
    assert part.record.first_world == first


@given(st.lists(st.booleans(), min_size=60, max_size=60))
@settings(max_examples=20)
def test_any_selection_keeps_the_numbers_of_its_worlds(mask):
    run, mask = synthetic(60), np.array(mask)
    part = run.select(mask)
    np.testing.assert_array_equal(part.world, np.flatnonzero(mask))
    np.testing.assert_array_equal(part.ending, run.ending[mask])
    np.testing.assert_array_equal(part.draw, run.draw[mask])


def test_selections_of_selections_keep_the_numbers():
    part = synthetic(60).select([3, 50, 12]).select([2, 0])
    np.testing.assert_array_equal(part.world, [12, 3])


def test_parts_join_to_the_whole():
    run = synthetic(60)
    parts = [run.select(slice(0, 25)), run.select(slice(25, 31)), run.select(slice(31, 60))]
    assert Outcomes.concatenate(parts) == run
    gap = Outcomes.concatenate([parts[0], parts[2]])
    np.testing.assert_array_equal(gap.world, [*range(25), *range(31, 60)])
    assert Outcomes.concatenate([gap, parts[1]]).n_worlds == 60


@pytest.mark.parametrize(
    ("other", "what"),
    [
        ({"seed": 8, "first_world": 20}, "seed"),
        ({"worlds_per_draw": 5, "first_world": 20}, "worlds_per_draw"),
        ({"first_world": 10}, "same world twice"),
        ({"first_world": 20, "rounds": 3}, "labels"),
    ],
)
def test_what_does_not_belong_together_is_not_joined(other, what):
    with pytest.raises(ArgumentError, match=what):
        Outcomes.concatenate([synthetic(20), synthetic(20, **other)])


@pytest.mark.parametrize(
    "worlds",
    [np.array([0.5]), np.array([True]), [99], np.zeros((2, 2), dtype=int), [3, 3, 3], [4, -16]],
)
def test_a_selection_that_makes_no_sense_says_so(worlds):
    with pytest.raises(ArgumentError, match=r"world|select"):
        synthetic(20).select(worlds)


def test_equal_means_the_same_bits_labels_and_record():
    run = synthetic(20)
    assert run == synthetic(20)
    assert run != synthetic(20, seed=8)
    arrays = {name: run[name] for name in run}
    arrays["payoff"] = arrays["payoff"].astype(np.float32).astype(np.float64)
    assert run != Outcomes(arrays, run.axes, run.labels, run.record)
    arrays["payoff"] = run["payoff"].copy()
    arrays["ending"] = run["ending"].astype(np.int32)
    assert run != Outcomes(arrays, run.axes, run.labels, run.record)


def test_results_travel_between_processes():
    run = synthetic(20, replay=lambda world: None)
    assert pickle.loads(pickle.dumps(run)) == run
    assert copy.deepcopy(run) == run
    assert copy.copy(run) == run


@pytest.mark.parametrize(
    ("name", "array", "axes"),
    [
        ("x", np.zeros((20, 3)), ("world", "issue", "round")),
        ("x", np.zeros((20, 4)), ("world", "issue")),
        ("x", np.zeros((3, 20)), ("issue", "world")),
        ("x", np.zeros(19), ("world",)),
    ],
)
def test_arrays_that_do_not_fit_their_axes_are_refused(name, array, axes):
    run = synthetic(20)
    with pytest.raises(OutcomesError, match="'x'"):
        Outcomes(
            {"ending": run.ending, name: array},
            {"ending": ("world",), name: axes},
            run.labels,
            run.record,
        )


def test_repr_is_short(outcomes):
    assert repr(outcomes) == "<Outcomes of two-rivers: 60 worlds, seed 7>"
