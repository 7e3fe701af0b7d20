"""A tournament says of its pairs what plain runs say, and of strategies what the pairs say."""

from __future__ import annotations

import json
import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

import bargaining as bg
from bargaining import HoldFirm, TimeDependent
from bargaining.analysis import tournament
from bargaining.analysis.matches import BargainingSet, read_entrants
from bargaining.analysis.standings import differences_of, holm, standings_of
from bargaining.engine import Interrupted, simulate
from bargaining.errors import ArgumentError, StrategyError
from bargaining.scenario import load
from bargaining.stats import estimate_mean, p_value
from tests.unit.analysis.tournaments import made_up
from tests.unit.scenario.samples import MINIMAL

STEP = {"issues.share.rungs": {"count": 21, "label": "{percent} to Bob"}}
NOISY = {"parties.ann.choice_noise": 0.1, "parties.bob.choice_noise": 0.1}


@pytest.fixture(scope="module")
def pie():
    return load("rubinstein").replace({**STEP, **NOISY, "settings.rounds": 5})


@pytest.fixture(scope="module")
def met(pie):
    return tournament(
        pie, ["uniform_random", "conceder", ("firm", HoldFirm()), TimeDependent], worlds=30, seed=3
    )


def test_pairs_are_plain_runs_in_the_same_worlds(pie, met):
    seats = {"ann": bg.UniformRandom(), "bob": HoldFirm()}
    plain = simulate(pie, worlds=30, seed=3, seats=seats)
    i, j = met.strategies.index("uniform_random"), met.strategies.index("firm")
    np.testing.assert_array_equal(met.arrays["payoff"][:, i, j], plain.payoff[:, :2])
    agreed = (plain.response == 4).any(axis=1)
    np.testing.assert_array_equal(met.arrays["agreed"][:, i, j], agreed)
    assert met.estimate("agreement", first="uniform_random", second="firm").value == agreed.mean()
    payoff = met.estimate("payoff_second", first="uniform_random", second="firm")
    assert payoff.value == pytest.approx(plain.payoff[:, 1].mean())
    assert payoff.standard_error == pytest.approx(plain.payoff[:, 1].std(ddof=1) / math.sqrt(30))


def test_scores_are_gains_in_both_seats_against_all(met):
    payoff = met.arrays["payoff"].mean(axis=0)
    # Nothing is worth 0; the best that leaves Bob anything is 0.95 for Ann, and 1 for Bob.
    np.testing.assert_allclose(met.scale, [0.95, 1.0])
    for standing in met.standings:
        i = met.strategies.index(standing.strategy)
        by_hand = (payoff[i, :, 0].mean() / 0.95 + payoff[:, i, 1].mean()) / 2
        assert standing.score.value == pytest.approx(by_hand)
        assert standing.payoff_first.value == pytest.approx(payoff[i, :, 0].mean())
    scores = [standing.score.value for standing in met.standings]
    assert scores == sorted(scores, reverse=True)


def test_the_order_of_entry_changes_nothing_but_the_order(pie, met):
    again = tournament(
        pie, [TimeDependent, ("firm", HoldFirm()), "conceder", "uniform_random"], worlds=30, seed=3
    )
    assert again.ranking == met.ranking
    order = [again.strategies.index(label) for label in met.strategies]
    for name in ("payoff", "distance", "nash_share", "score"):
        turned = again.arrays[name][:, order][:, :, order]
        np.testing.assert_array_equal(turned, met.arrays[name])


def test_scores_know_no_units(pie, met):
    larger = pie.replace(
        {
            "payoffs.bob.ever_agreed * share": 4.0,
            "parties.bob.choice_noise": 0.4,
        }
    )
    again = tournament(
        larger, ["uniform_random", "conceder", ("firm", HoldFirm()), TimeDependent], worlds=30,
        seed=3,
    )  # fmt: skip
    assert not np.array_equal(again.arrays["payoff"], met.arrays["payoff"])
    for name in ("score", "distance", "nash_share"):
        np.testing.assert_allclose(again.arrays[name], met.arrays[name], atol=1e-12)


def test_twins_do_not_differ(pie):
    twins = tournament(pie, [("one", bg.UniformRandom()), ("two", bg.UniformRandom())], worlds=20)
    (difference,) = twins.differences
    assert difference.value == 0
    assert difference.p_value == difference.corrected_p_value == 1


def test_efficiency_is_worked_out_world_by_world():
    """Against loops over worlds and packages, in a scenario whose numbers are drawn."""
    scenario = load(MINIMAL)
    worlds, per_draw = 9, 3
    agreeable = BargainingSet.of(scenario, worlds=worlds, seed=2, worlds_per_draw=per_draw)
    payoff = np.random.default_rng(1).uniform(-0.4, 0.9, (worlds, 2))
    found = agreeable.distance(payoff), agreeable.nash_share(payoff)
    for world in range(worlds):
        draw = world // per_draw
        points = [
            agreeable.value[draw, :, m]
            for m in range(agreeable.value.shape[2])
            if agreeable.feasible[draw, m]
        ]
        apart = agreeable.apart[draw]
        points.append(apart)
        efficient = [p for p in points if not any((q >= p).all() and (q > p).any() for q in points)]
        short = [
            math.hypot(*(max(0.0, float(x)) for x in (p - payoff[world]) / agreeable.scale))
            for p in efficient
        ]
        assert found[0][world] == pytest.approx(min(short), abs=1e-12)
        products = [np.prod(np.maximum(p - apart, 0)) for p in points]
        assert max(products) > 0
        won = np.prod(np.maximum(payoff[world] - apart, 0))
        assert found[1][world] == pytest.approx(won / max(products))


def test_an_even_split_at_once_is_efficient_and_waste_is_not():
    agreeable = BargainingSet.of(load("rubinstein"), worlds=4, seed=0, worlds_per_draw=20)
    payoff = np.array([[0.5, 0.5], [0.25, 0.75], [0.25, 0.5], [0.7, 0.7]])
    distance = agreeable.distance(payoff)
    np.testing.assert_allclose(distance[[0, 1, 3]], 0, atol=1e-12)
    # A quarter is lost; the nearest split shares it out, and steps are half a per cent.
    assert distance[2] == pytest.approx(0.25 / math.sqrt(2), abs=0.01)
    np.testing.assert_allclose(agreeable.nash_share(payoff), [1, 0.75, 0.5, 1.96])


def test_where_nothing_can_be_gained_nothing_is_claimed():
    poor = load("rubinstein").replace({**STEP, "payoffs.bob.ever_agreed * share": -1.0})
    agreeable = BargainingSet.of(poor, worlds=2, seed=0, worlds_per_draw=20)
    payoff = np.array([[0.0, 0.0], [0.2, -0.2]])
    np.testing.assert_array_equal(agreeable.scale, [1, 1])
    assert np.isnan(agreeable.nash_share(payoff)).all()
    assert agreeable.distance(payoff)[0] == 0


def test_holm_by_hand():
    # Sorted: 4 x 0.005, 3 x 0.01, 2 x 0.03 and, not below its predecessor, 1 x 0.04.
    corrected = holm(np.array([0.01, 0.04, 0.03, 0.005]))
    np.testing.assert_allclose(corrected, [0.03, 0.06, 0.06, 0.02])
    np.testing.assert_allclose(holm(np.array([0.5, np.nan, 0.01])), [1.0, np.nan, 0.03])


@given(some.lists(some.floats(0, 1), min_size=1, max_size=12))
def test_holm_rejects_as_the_step_down_procedure_does(p_values):
    p = np.array(p_values)
    corrected = holm(p)
    assert ((corrected >= p) & (corrected <= np.minimum(1, len(p) * p) + 1e-12)).all()
    for level in (0.01, 0.05, 0.3):
        rejected = np.zeros(len(p), dtype=bool)
        for k, place in enumerate(np.argsort(p, kind="stable")):
            if p[place] * (len(p) - k) >= level:
                break
            rejected[place] = True
        np.testing.assert_array_equal(corrected < level, rejected)


def test_p_values_are_those_of_a_t_test():
    from scipy import stats

    values = np.random.default_rng(4).normal(0.3, 1.0, 25)
    estimate = estimate_mean(values, np.arange(25))
    assert p_value(estimate) == pytest.approx(stats.ttest_1samp(values, 0).pvalue)
    assert math.isnan(p_value(estimate_mean(values[:1], np.arange(1))))
    assert p_value(estimate_mean(np.ones(4), np.arange(4))) == 0


def test_differences_are_paired_and_corrected():
    from scipy import stats

    result = made_up(4)
    score = result.arrays["score"].mean(axis=2)
    assert len(result.differences) == 6
    for difference in result.differences:
        i, j = map(result.strategies.index, (difference.better, difference.worse))
        raw = stats.ttest_rel(score[:, i], score[:, j])
        assert difference.value == pytest.approx(score[:, i].mean() - score[:, j].mean())
        assert difference.p_value == pytest.approx(raw.pvalue)
    raw = np.array([difference.p_value for difference in result.differences])
    corrected = [difference.corrected_p_value for difference in result.differences]
    np.testing.assert_allclose(corrected, holm(raw))


@pytest.mark.slow
def test_luck_alone_ranks_nobody_above_another_more_often_than_promised():
    """Equal strategies over many tournaments: some difference is called real in 5 % at most."""
    rng, called, n = np.random.default_rng(8), 0, 400
    for _ in range(n):
        score = rng.normal(size=(12, 4, 1)) + rng.normal(size=(12, 1, 1))
        arrays = {
            "score": score,
            "payoff": np.zeros((12, 4, 4, 2)),
            **{name: np.zeros((12, 4, 4)) for name in ("agreed", "distance", "nash_share")},
        }
        names = ("a", "b", "c", "d")
        standings = standings_of(names, arrays, np.arange(12))
        found = differences_of(standings, names, score, np.arange(12))
        called += any(one.corrected_p_value < 0.05 for one in found)
    # 20 are expected at most; 3.5 standard errors above.
    assert called <= 20 + 3.5 * math.sqrt(n * 0.05 * 0.95)


def test_labels_say_what_differs_from_the_catalogue():
    entrants = ["hold", TimeDependent(exponent=5.0), TimeDependent(exponent=0.5), bg.Japan]
    entrants += [("mine", bg.Hold), bg.UniformRandom]
    labels = ["hold", "conceder", "time_dependent(exponent=0.5)", "Japan", "mine", "uniform_random"]
    assert list(read_entrants(entrants)) == labels


class Needy(bg.QuantalResponse):
    def __init__(self, power):
        self.power = power


@pytest.mark.parametrize(
    ("entrants", "said"),
    [
        ("hold", "strategies must be a list"),
        (bg.Hold(), "strategies must be a list"),
        (["hold"], "at least two strategies; got 1"),
        (["hold", bg.Hold()], 'two strategies are labelled "hold"; give each a label'),
        (["hold", 3], "a strategy is a name of the catalogue, .* got 3"),
        (["hold", ("mine",)], "a strategy with a label is a pair"),
        (["hold", "hodl"], 'has no strategy "hodl". Did you mean "hold"?'),
        (["hold", Needy], "Needy cannot be made without arguments .*power.*Needy\\(...\\)"),
    ],
)
def test_what_is_no_strategy_is_told(pie, entrants, said):
    with pytest.raises(ArgumentError, match=said):
        tournament(pie, entrants, worlds=1)


def test_two_principals_are_needed():
    three = load(MINIMAL).replace({"table.principals": ["east", "west", "neighbour"]})
    with pytest.raises(ArgumentError, match=r"two principals, .* has 3: east, west, neighbour"):
        tournament(three, ["hold", "uniform_random"], worlds=1)


def test_a_wrong_answer_stops_it(pie):
    class Wrong(bg.UniformRandom):
        def propose(self, view):
            return np.full(view.n, 2.0)

    with pytest.raises(StrategyError, match="propose"):
        tournament(pie, ["hold", Wrong], worlds=2)


def test_progress_runs_to_the_end_and_a_stop_keeps_nothing(pie):
    told = []
    entrants = ["hold", "uniform_random"]
    tournament(pie, entrants, worlds=3, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (12, 12)
    assert [done for done, _ in told] == sorted(done for done, _ in told)

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(Interrupted) as stopped:
        tournament(pie, entrants, worlds=3, progress=stop)
    assert stopped.value.outcomes is None


def test_what_is_not_there_is_told(met):
    with pytest.raises(ArgumentError, match=r'"nash_shares"\. Did you mean "nash_share"'):
        met.matrix("nash_shares")
    with pytest.raises(ArgumentError, match=r'labelled "frim"\. Did you mean "firm"'):
        met.estimate("score", first="frim", second="firm")


@pytest.mark.parametrize("width", [60, 88])
@pytest.mark.parametrize("n", [2, 12, 20])
def test_the_table_is_narrow_and_holds_every_strategy(n, width, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    long = ("a strategy with a long name", *(f"strategy_{i}" for i in range(1, n)))
    result = made_up(n, labels=long)
    text = result.table()
    assert str(result) == text
    assert max(map(len, text.splitlines())) <= width
    assert all(label[:15] in text for label in long)
    assert result.table(ascii=True).isascii()


def test_the_numbers_travel(met):
    summary = json.loads(json.dumps(met.summary(), allow_nan=False))
    assert [one["strategy"] for one in summary["standings"]] == list(met.ranking)
    assert len(summary["pairs"]) == 16
    assert len(summary["differences"]) == 6
    again = pickle.loads(pickle.dumps(met))
    assert again.table() == met.table()
    with pytest.raises(ValueError, match="read-only"):
        met.arrays["payoff"][0] = 1


def test_a_frame_has_a_row_for_each_pair(met):
    pytest.importorskip("pandas")
    frame = met.to_frame().set_index(["strategy_first", "strategy_second"])
    mean, error = met.matrix("agreement")
    assert frame.loc[("firm", "conceder"), "agreement"] == mean[2, 1]
    assert frame.loc[("firm", "conceder"), "agreement_error"] == error[2, 1]
