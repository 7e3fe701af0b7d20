"""`bg.sensitivity`: what is known comes out, the same for any workers, and faults are in words."""

from __future__ import annotations

import json
import pickle

import numpy as np
import pytest

import bargaining as bg
from bargaining.chance import Chance
from bargaining.designs import sensitivity as module
from bargaining.designs.factors import factors_of, points_of
from bargaining.designs.sensitivity import design_of
from bargaining.scenario.evidence import numbers_of
from tests.unit.designs.made import UNIT, X, answering

JAPAN = ("parties.japan.hurdle", "parties.japan.inertia")
QUANTITIES = ("P(ever(agreement))", "E(first(agreement))")


@pytest.fixture(scope="module")
def scenario():
    return bg.load("stockholm-2014").replace({"settings.rounds": 3})


@pytest.fixture(scope="module")
def uniform(scenario):
    """The scenario with three numbers that are uniform between 0 and 1."""
    return scenario.replace(dict.fromkeys(X, UNIT))


def test_one_number_alone_matters(uniform, monkeypatch):
    monkeypatch.setattr(module, "play_points", answering(lambda x: 0.1 + 0.8 * x[X[1]]))
    for method, options in (("sobol", {"points": 64}), ("one_at_a_time", {})):
        result = bg.sensitivity(uniform, "P(partial)", method=method, factors=X, **options)
        assert result.ranking() == (
            "The most important assumptions for P(partial): 1. North Korea's hurdle (assumed); "
            "nothing else is told apart from 0."
        )
        assert result["P(partial)"].ranking() == result.ranking()
        first, *others = result["P(partial)"].effects
        assert first.factor.paths == (X[1],)
        assert [one.value for one in others] == [0, 0]
        assert [one.p_value for one in others] == [1, 1]


def test_shares_of_an_additive_chance(uniform, monkeypatch):
    chance = answering(lambda x: 0.1 + 0.4 * x[X[0]] + 0.2 * x[X[1]])
    monkeypatch.setattr(module, "play_points", chance)
    result = bg.sensitivity(uniform, "P(partial)", method="sobol", factors=X, points=2**11)
    of = result["P(partial)"]
    assert result.ranking().count("assumed") == 2
    assert "1. Japan's hurdle (assumed), and 1 more; nothing" in result.ranking(most=1)
    total = {one.factor.paths[0]: one.value for one in of.effects}
    assert total == pytest.approx({X[0]: 0.8, X[1]: 0.2, X[2]: 0.0}, abs=0.06)
    assert sum(one.first for one in of.effects) == pytest.approx(1, abs=0.15)
    assert of.level.low < 0.4 < of.level.high
    assert of.luck_low < 1 - (0.4**2 + 0.2**2) / 12 / 0.24 < of.luck_high


def test_a_change_is_that_of_the_same_worlds_and_quantiles(uniform, monkeypatch):
    monkeypatch.setattr(module, "play_points", answering(lambda x: x[X[0]]))
    result = bg.sensitivity(uniform, "P(partial)", method="one_at_a_time", factors=X, worlds=10_000)
    top = result["P(partial)"].effects[0]
    assert (top.at_low, top.at_high) == pytest.approx((0.1, 0.9), abs=0.02)
    assert top.value == pytest.approx(top.at_high - top.at_low)
    assert top.low < 0.8 < top.high


def test_where_nothing_matters_it_ranks_nothing_and_says_what_would(uniform, monkeypatch):
    monkeypatch.setattr(module, "play_points", answering(lambda x: 0.3))
    result = bg.sensitivity(uniform, "P(partial)", method="sobol", factors=X, points=8)
    assert result.ranking() == (
        "No assumption can be ranked for P(partial): none is told apart from 0."
    )
    monkeypatch.setattr(module, "play_points", answering(lambda x: 0.3 + 0.4 * x[X[0]]))
    few = bg.sensitivity(uniform, "P(partial)", method="sobol", factors=X, points=32, worlds=4)
    assert "about points=" in few.ranking()
    enough = int(few.ranking().split("points=")[1].split(" ")[0].replace(",", ""))
    more = bg.sensitivity(
        uniform, "P(partial)", method="sobol", factors=X, points=4 * enough, worlds=4
    )
    assert "1. Japan's hurdle" in more.ranking()


def test_numbers_are_at_the_quantiles_of_their_own_priors(scenario):
    pytest.importorskip("pandas")
    played = bg.simulate(scenario, worlds=4, worlds_per_draw=2, seed=5).parameters()
    factors = factors_of(scenario)
    chance = Chance(5, 0, 2)
    luck = [chance.uniform(f"prior.{draw}") for one in factors for draw in one.draws]
    points = points_of(scenario, factors, np.stack(luck, axis=1))
    assert {*points.paths} == {*played.columns}
    np.testing.assert_array_equal(points.values, played[[*points.paths]].to_numpy())


def test_numbers_of_one_draw_are_one_factor(scenario):
    factors = factors_of(scenario)
    together = [one for one in factors if len(one.paths) > 1]
    assert [one.label for one in together] == [
        "Japan's expected delivery type 0 and 1 number with it"
    ]
    paths = [path for one in factors for path in one.paths]
    assert len(paths) == len({*paths}) == len(factors) + 1
    named = factors_of(scenario, "parties.japan.expected_delivery.type_0")
    assert named == tuple(together)
    assert len(factors_of(scenario, "parties.*.belief")) == 2
    weights = factors_of(scenario, {"Japan": "payoffs.japan", "others": ["parties.japan"]})
    assert [one.label for one in weights] == ["Japan", "others"]
    assert len(weights[0].paths) == 22


def test_weights_keep_the_mean_of_a_spread_that_is_no_factor(scenario):
    spread = scenario.replace({"settings.spread": {"low": 0.1, "high": 0.3}})
    factors = factors_of(spread, "payoffs.japan.at_table")
    points = points_of(spread, factors, np.array([[0.1], [0.9]]))
    by_path = dict(zip(points.paths, points.values.T, strict=True))
    assert [*by_path["settings.spread"]] == [0.2, 0.2]
    fixed = scenario.replace({"settings.spread": 0.2})
    same = points_of(fixed, factors_of(fixed, "payoffs.japan.at_table"), np.array([[0.1], [0.9]]))
    np.testing.assert_array_equal(by_path["payoffs.japan.at_table"], same.values[:, 0])


# Sobol's indices take so many points that processes are started.
@pytest.mark.parametrize("method", [pytest.param("sobol", marks=pytest.mark.slow), "one_at_a_time"])
def test_workers_change_nothing_and_the_seed_does(scenario, method):
    asked = {"method": method, "factors": JAPAN, "worlds": 8}
    if method == "sobol":
        asked["points"] = 8
    one = bg.sensitivity(scenario, QUANTITIES, **asked, seed=3)
    two = bg.sensitivity(scenario, QUANTITIES, **asked, seed=3, workers=2)
    assert json.dumps(one.to_dict()) == json.dumps(two.to_dict())
    assert str(one) == str(pickle.loads(pickle.dumps(two)))
    other = bg.sensitivity(scenario, QUANTITIES, **asked, seed=4)
    assert other.to_dict()["quantities"] != one.to_dict()["quantities"]


def test_one_at_a_time_is_what_simulate_and_measure_say(scenario):
    result = bg.sensitivity(
        scenario, QUANTITIES, method="one_at_a_time", factors=JAPAN, worlds=60, seed=3
    )
    numbers = numbers_of(scenario)
    factors = factors_of(scenario, JAPAN)
    low = points_of(scenario, factors, np.array([[0.5, 0.1]]))
    table = {p: np.repeat(v, 60) for p, v in zip(low.paths, low.values.T, strict=True)}
    outcomes = bg.simulate(scenario, parameters=table, worlds_per_draw=1, seed=3)
    assert {*numbers} > {*table}
    effect = next(one for one in result[QUANTITIES[0]].effects if one.factor.paths == (JAPAN[0],))
    assert effect.at_low == pytest.approx(bg.measure(outcomes, QUANTITIES[0]).value)


def test_the_frame_has_a_row_for_each_quantity_and_factor(scenario):
    pandas = pytest.importorskip("pandas")
    result = bg.sensitivity(scenario, QUANTITIES, method="one_at_a_time", factors=JAPAN, worlds=20)
    frame = result.to_frame()
    assert isinstance(frame, pandas.DataFrame)
    assert frame.groupby("quantity").size().to_dict() == dict.fromkeys(QUANTITIES, 2)
    assert {*frame["paths"]} == {*JAPAN}
    assert frame.attrs["record"]["seed"] == 0


def test_a_quantity_without_a_value_somewhere_is_told(scenario):
    result = bg.sensitivity(
        scenario, "P(renege | ever(default))", method="one_at_a_time", factors=JAPAN, worlds=2
    )
    assert "it has no value at" in result.ranking()
    assert str(result)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"method": "morris"}, "method must be 'one_at_a_time' or 'sobol'"),
        ({"points": 100, "method": "sobol"}, "points must be a power of two"),
        ({"points": 64, "method": "one_at_a_time"}, "more worlds tell more"),
        ({"worlds": 1}, "at least 2 at each point"),
        ({"factors": "parties.japan.hurdel"}, 'Did you mean "parties.japan.hurdle"'),
        ({"factors": []}, "names no number"),
        ({"factors": "payoffs.japan.capability^2"}, "is no number with a prior"),
        ({"factors": "settings.spread"}, "is fixed: it has no prior"),
        (
            {"factors": {"a": "parties.japan", "b": "parties.*.hurdle"}},
            'in two groups of factors, "a" and "b"',
        ),
        ({"quantity": "P(settled)"}, "settled"),
        ({"quantity": []}, "needs a quantity"),
        ({"quantity": "median(mean(tension))"}, "is a quantile"),
        ({"confidence": 95}, "confidence must be in"),
        ({"workers": 0}, "workers must be"),
    ],
)
def test_what_cannot_be_studied_is_refused_in_words(scenario, options, words):
    with pytest.raises(bg.ArgumentError, match=words):
        bg.sensitivity(scenario, **options)


def test_a_scenario_without_priors_is_refused():
    with pytest.raises(bg.ArgumentError, match="every number of rubinstein is fixed"):
        bg.sensitivity("rubinstein")


def test_a_quantity_that_was_not_studied_is_refused(uniform, monkeypatch):
    monkeypatch.setattr(module, "play_points", answering(lambda x: x[X[0]]))
    result = bg.sensitivity(uniform, "P(partial)", factors=X, method="one_at_a_time")
    with pytest.raises(bg.ArgumentError, match=r"studied are P\(partial\)"):
        result.ranking("P(renege)")


def test_batches_are_full_and_clusters_enough(scenario):
    small = design_of(scenario, method="sobol", factors=JAPAN, points=1_024)
    assert small.row == 4
    assert small.rows_a_cluster == 31
    assert small.total_worlds == 1_024 * 4 * 16
    assert design_of(scenario, method="sobol", factors=JAPAN, points=64).rows_a_cluster == 2
    assert design_of(scenario, method="sobol").rows_a_cluster == 1


def test_a_block_of_correlations_is_one_factor(scenario):
    from bargaining.scenario.evidence import uncertain_paths

    block = {"name": "patience", "numbers": [X[0], X[2]], "rank_correlations": [[1, 0.9], [0.9, 1]]}
    assumed = {"source": "assumed", "why": "A test."}
    together = scenario.replace({"correlations": [block | assumed]})
    factors = factors_of(together, X[2])
    assert [one.paths for one in factors] == [(X[2], X[0])]
    assert len(factors_of(together)) == len(factors_of(scenario)) - 1
    # The values are those that a run draws with the same luck.
    pytest.importorskip("pandas")
    played = bg.simulate(together, worlds=4, worlds_per_draw=2, seed=5).parameters()
    chance, every = Chance(5, 0, 2), factors_of(together)
    luck = [chance.uniform(f"prior.{draw}") for one in every for draw in one.draws]
    points = points_of(together, every, np.stack(luck, axis=1))
    assert {*points.paths} == {*uncertain_paths(together)}
    np.testing.assert_array_equal(points.values, played[[*points.paths]].to_numpy())
    # One at a time it moves by its first number, and the other follows.
    design = design_of(together, factors=X[2], worlds=2)
    rows = points_of(together, factors, module.luck_of(design, 0))
    by_path = dict(zip(rows.paths, rows.values.T, strict=True))
    assert by_path[X[0]][1] < by_path[X[0]][0] < by_path[X[0]][2]
    assert by_path[X[2]][1] < by_path[X[2]][0] < by_path[X[2]][2]
