"""Paired comparisons: the flow adds up and the pairs sharpen the error."""

import json
import math
import re

import numpy as np
import pytest

from bargaining.analysis import compare
from bargaining.engine import simulate
from bargaining.errors import ArgumentError
from bargaining.outcomes import Ending
from tests.unit.outcomes.synthetic import synthetic


@pytest.fixture(scope="module")
def pair():
    return synthetic(600), synthetic(600, kindness=0.15)


def test_the_flow_has_the_endings_of_both_as_its_margins(pair):
    comparison = compare(*pair)
    for side, axis in zip(pair, (1, 0), strict=True):
        counts = np.bincount(side.ending, minlength=5)
        np.testing.assert_array_equal(comparison.flow.sum(axis=axis), counts)
    moved = (pair[0].ending == Ending.RENEGE) & (pair[1].ending == Ending.PARTIAL)
    assert comparison.flow[Ending.RENEGE, Ending.PARTIAL] == moved.sum() > 0
    off_diagonal = comparison.flow.sum() - np.trace(comparison.flow)
    assert comparison.flipped.value == pytest.approx(off_diagonal / 600)


def test_differences_are_those_of_the_shares_and_sum_to_nought(pair):
    comparison = compare(*pair)
    assert sum(of.value for of in comparison.endings.values()) == pytest.approx(0, abs=1e-12)
    for ending, of in comparison.endings.items():
        assert of.baseline == pytest.approx((pair[0].ending == ending).mean())
        assert of.changed - of.baseline == pytest.approx(of.value)
    water = pair[1].level[:, -1, 0].mean() - pair[0].level[:, -1, 0].mean()
    assert comparison.levels["Release of water"].value == pytest.approx(water)


def test_the_headline_tells_the_error_with_the_change(pair):
    comparison = compare(*pair)
    said = re.fullmatch(
        r"(.*) (rises|falls) by (.*) ± (.*) points, from (.*) to (.*) of 100 worlds",
        comparison.net_effect(),
    )
    change, half, before, after = map(float, said.groups()[2:])
    assert change == pytest.approx(abs(after - before), abs=0.11)
    most = max((of.estimate for of in comparison.endings.values()), key=lambda one: abs(one.value))
    assert (change, half) == pytest.approx((100 * abs(most.value), 100 * most.half_width), abs=0.51)


def test_pairs_are_sharper_than_separate_runs(pair):
    change = compare(*pair).endings[Ending.PARTIAL].estimate
    separate = math.hypot(*(run.summary()["endings"]["partial"]["standard_error"] for run in pair))
    assert change.standard_error < 0.6 * separate
    assert change.low > 0


@pytest.mark.slow
def test_intervals_of_paired_differences_cover():
    truth, covered, runs = [], 0, []
    for seed in range(120):
        pair = synthetic(100, seed=seed), synthetic(100, seed=seed, kindness=0.1)
        runs.append(compare(*pair).endings[Ending.PARTIAL].estimate)
        truth.append(runs[-1].value)
    mean = float(np.mean(truth))
    covered = sum(run.low <= mean <= run.high for run in runs)
    assert covered / 120 > 0.88


def test_the_same_twice_changes_nothing_but_is_not_known_without_error():
    run = synthetic(200)
    comparison = compare(run, run)
    assert comparison.flipped.value == 0
    assert np.trace(comparison.flow) == 200
    change = comparison.endings[Ending.PARTIAL].estimate
    assert change.value == 0
    assert 0.1 < change.high < 0.25
    # The table says so instead of an interval; the numbers keep theirs.
    rows = [row for row in str(comparison).splitlines() if "no world differs" in row]
    ends = [" ".join(row.split()[-5:]) for row in rows]
    assert ends == ["0.0 no world differs –"] * 8 + ["0.000 no world differs –"] * 3
    assert all(0 < of.estimate.high < 0.25 for of in comparison.levels.values())


def test_the_headline_asserts_no_change_that_chance_explains():
    run, other = synthetic(100), synthetic(100, kindness=0.05)
    comparison = compare(run, other)
    assert all(of.estimate.low <= 0 <= of.estimate.high for of in comparison.endings.values())
    assert re.fullmatch(
        r"No ending changes by more than sampling error \(largest: [a-z ]+, [+-][\d.]+ ± [\d.]+ "
        r"points\)",
        comparison.net_effect(),
    )


@pytest.mark.parametrize(
    ("other", "what"),
    [
        ({"seed": 8}, "seed is 7 in the baseline and 8"),
        ({"worlds_per_draw": 20}, "worlds_per_draw"),
        ({"first_world": 1}, "not the same ones"),
    ],
)
def test_results_without_common_luck_are_refused(other, what):
    with pytest.raises(ArgumentError, match=what):
        compare(synthetic(40), synthetic(40, **other))
    with pytest.raises(ArgumentError, match="the baseline has 40 and the changed one 30"):
        compare(synthetic(40), synthetic(30))


def test_selections_of_the_same_worlds_may_be_compared(pair):
    picked = [run.select([5, 300, 41]) for run in pair]
    assert compare(*picked).n_worlds == 3


def test_table_and_json(pair):
    comparison = compare(*pair)
    text = str(comparison)
    assert max(map(len, text.splitlines())) <= 88
    assert comparison.table(ascii=True).isascii()
    # In the words of the table of one result.
    for shown in (text, str(pair[0])):
        assert "t some time both sides had conceded" in shown
    for ending, of in comparison.endings.items():
        line = next(row for row in text.splitlines() if row.startswith(ending.words))
        assert f"{100 * of.changed:.1f}" in line
    plain = comparison.to_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["flow"]["renege"]["partial"] == comparison.flow[2, 1]


def test_what_is_no_result_is_refused_in_words(pair):
    for wrong in ((pair[0].scenario, pair[1]), (pair[0], None)):
        with pytest.raises(ArgumentError, match="compare takes results of simulate; got "):
            compare(*wrong)


def test_different_lengths_are_told():
    short = synthetic(60, rounds=6)
    comparison = compare(synthetic(60), short)
    assert "after 12 months before the change, and after 6 months with it" in str(comparison)
    assert not compare(synthetic(60), synthetic(60)).note


def test_worlds_needed_bring_the_interval_of_a_difference_to_what_is_asked():
    few = compare(synthetic(400, seed=3), synthetic(400, seed=3, kindness=0.1))
    wanted = few.endings[Ending.PARTIAL].estimate.half_width / 2
    needed = few.worlds_needed(wanted)["partial"]
    assert needed % 10 == 0
    assert needed == pytest.approx(4 * 400, rel=0.02)
    more = compare(synthetic(needed, seed=3), synthetic(needed, seed=3, kindness=0.1))
    assert more.endings[Ending.PARTIAL].estimate.half_width == pytest.approx(wanted, rel=0.25)
    assert f"{few.worlds_needed()['partial']:,}" in str(few)
    with pytest.raises(ArgumentError, match="half_width"):
        few.worlds_needed(1)


def test_worlds_needed_are_told_where_no_world_differs():
    run = synthetic(400)
    needed = compare(run, run).worlds_needed(0.05)
    # The interval then is that of a share of which not one world was found.
    more = synthetic(needed["partial"])
    reach = compare(more, more).endings[Ending.PARTIAL].estimate.half_width
    assert 0.045 < reach <= 0.05 * 1.001
    assert needed["Release of water"] == needed["partial"]


def test_issues_that_only_one_result_has_are_named():
    one, other = (
        simulate(name, worlds=2, seed=1, workers=1) for name in ("two-types", "stockholm-2014")
    )
    note = compare(one, other).note
    assert "only the scenario before has it: Bob's share of the stake." in note
    assert "only the scenario after has it: " in note


@pytest.mark.parametrize("width", [60, 66, 88])
def test_no_line_is_wider_than_the_terminal(monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    comparison = compare(synthetic(6000), synthetic(6000, kindness=0.15))
    table = comparison.table()
    assert max(map(len, table.splitlines())) <= width
    assert all(f"{count:,}" in table for count in comparison.flow.flat)
