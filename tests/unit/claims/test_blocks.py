"""What two scenarios differ in is divided among blocks: all of it, by Shapley's rule."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

import bargaining.claims.playing as playing
from bargaining import load, measure, simulate
from bargaining.claims.blocks import (
    ONE_FILE,
    OTHERS,
    Blocks,
    shapley_decomposition,
    shapley_weights,
)
from bargaining.errors import ArgumentError
from bargaining.scenario.evidence import numbers_of
from tests.unit.claims.studied import scenario

RELIEF = "E(mean(relief))"
SIZE = {"worlds": 12, "worlds_per_draw": 2, "seed": 5}
BLOCKS = {"wants": ["payoffs.west.news", "payoffs.east.*"], "scoring": "outcome.settlement"}
CHANGED = {
    "payoffs.west.news": 2.0,
    "outcome.settlement": 0.8,
    "parties.west.inertia": {"low": 0.01, "high": 0.03},
    "table.proposer": "fixed",
}


@pytest.fixture(scope="module")
def pair():
    return scenario(), scenario().replace(CHANGED)


@pytest.fixture(scope="module")
def shares(pair):
    return shapley_decomposition(*pair, RELIEF, blocks=BLOCKS, **SIZE)


def test_gloves_are_worth_what_the_textbook_says():
    # Worked by hand: of the six orders the one left glove completes a pair in four, each right
    # glove in one.
    worths = [0, 0, 0, 1, 0, 1, 0, 1]
    assert shapley_weights(3) @ worths == pytest.approx([4 / 6, 1 / 6, 1 / 6], abs=1e-15)


def test_an_airstrip_is_paid_for_by_those_who_need_its_length():
    # Littlechild and Owen's cost game with needs 1, 2 and 4: each length is shared by its users.
    needs = (1, 2, 4)
    worths = [max([n for m, n in enumerate(needs) if c >> m & 1], default=0) for c in range(8)]
    assert shapley_weights(3) @ worths == pytest.approx([1 / 3, 1 / 3 + 1 / 2, 1 / 3 + 1 / 2 + 2])


def test_what_adds_up_is_shared_as_it_adds_up():
    own = np.array([0.5, -2.0, 0.0, 3.0])
    worths = [7.0 + sum(own[m] for m in range(4) if c >> m & 1) for c in range(16)]
    assert shapley_weights(4) @ worths == pytest.approx(own)


@pytest.mark.slow
def test_shares_add_up_to_the_difference(pair, shares):
    assert [one.label for one in shares] == ["wants", "scoring", OTHERS, ONE_FILE]
    assert len(shares.shares) == 4
    assert sum(one.value for one in shares) == pytest.approx(shares.whole.value, abs=1e-12)
    levels = [measure(simulate(one, **SIZE), RELIEF).value for one in pair]
    assert (shares.whole.second, shares.whole.first) == pytest.approx(levels, abs=1e-12)
    assert shares.whole.value == pytest.approx(levels[1] - levels[0], abs=1e-12)
    # Else this would show nothing.
    assert abs(shares.whole.value) > 0.01
    assert sum(abs(one.value) > 0.001 for one in shares) >= 2


def test_alone_and_last_are_the_ends_of_the_orders(pair, shares):
    first, second = pair
    swapped = first.replace({"payoffs.west.news": 2.0})
    kept = second.replace({"payoffs.west.news": numbers_of(first)["payoffs.west.news"]})
    found = [measure(simulate(one, **SIZE), RELIEF).value for one in (first, swapped, kept, second)]
    assert shares["wants"].alone == pytest.approx(found[1] - found[0], abs=1e-12)
    assert shares["wants"].last == pytest.approx(found[3] - found[2], abs=1e-12)


def test_all_blocks_of_the_second_are_the_second_bit_for_bit(pair):
    first, second = pair
    # With what only one file has, and where numbers are all that differs.
    for other in (second, second.replace({"table.proposer": "alternate"})):
        blocks = Blocks(first, other, BLOCKS)
        assert (ONE_FILE in blocks.paths) == (other is second)
        ours, theirs = (simulate(one, **SIZE) for one in (blocks.scenario(blocks.paths), other))
        assert all(np.array_equal(ours[name], theirs[name], equal_nan=True) for name in theirs)


def test_the_bundled_scenarios_can_be_swapped_in_every_usual_block():
    first, second = load("stockholm-2014"), load("pyongyang-2002")
    blocks = Blocks(first, second)
    assert blocks.alike == ("rules",)
    ends = [blocks.scenario(labels) for labels in ((), blocks.paths)]
    for end, whole in zip(ends, (first, second), strict=True):
        assert end.played_digest == whole.played_digest
    # Two numbers that share their luck in one file and not in the other are swapped whole.
    path = "parties.japan.expected_delivery.type_1"
    back = blocks.scenario([label for label in blocks.paths if label != "parties"])
    assert numbers_of(first)[path].draw == numbers_of(back)[path].draw == "japan.expected_delivery"
    assert numbers_of(second)[path].draw is None
    assert "payoffs.japan.returnees" in numbers_of(back)


def test_a_block_in_which_nothing_differs_has_no_share(pair):
    first, _ = pair
    second = first.replace({"payoffs.west.news": 2.0})
    alike = {"wants": "payoffs.*.*", "patience": "parties.*.discount_factor"}
    found = shapley_decomposition(first, second, RELIEF, blocks=alike, **SIZE)
    assert [one.label for one in found] == ["wants"]
    assert found["wants"].paths == ("payoffs.west.news",)
    assert found.record["alike"] == ["patience"]
    assert "Nothing differs in: patience." in " ".join(str(found).split())
    # The one block makes the whole difference, with its interval.
    one = found["wants"]
    assert (one.value, one.low, one.high) == pytest.approx(
        (found.whole.value, found.whole.low, found.whole.high)
    )


def test_a_block_that_changes_no_world_is_not_known_to_be_nothing(shares):
    scoring = shares["scoring"]
    assert (scoring.value, scoring.alone, scoring.last) == (0.0, 0.0, 0.0)
    # What six draws may hide, as for the difference of two runs without any.
    assert scoring.low == pytest.approx(-scoring.high)
    assert scoring.high > 0.1


def test_what_is_not_defined_is_a_dash(pair):
    never = "P(settlement | count(act.test) > 100)"
    found = shapley_decomposition(*pair, never, blocks={"all": "*.*.*"}, **SIZE)
    assert math.isnan(found.whole.value)
    assert all(math.isnan(one.value) and math.isnan(one.low) for one in found)
    assert "not defined in some combination" in " ".join(str(found).split())


def test_the_table_fits_and_the_numbers_are_plain(shares):
    lines = str(shares).splitlines()
    assert all(len(line) <= 88 for line in lines)
    assert lines[0] == "E(mean(relief)): from minimal to minimal"
    assert lines[1] == "12 worlds, 6 draws in each of 16 combinations, same chance in all"
    data = json.loads(json.dumps(shares.to_dict(), allow_nan=False))
    assert [one["label"] for one in data["blocks"]] == [one.label for one in shares]
    assert data["combinations"] == 16
    assert data["seed"] == 5
    with pytest.raises(KeyError):
        shares["wishes"]


@pytest.mark.slow
def test_a_run_goes_on_from_its_folder(pair, tmp_path, monkeypatch):
    how = {"blocks": {"all": "*.*.*"}, "folder": tmp_path, **SIZE}
    before = shapley_decomposition(*pair, RELIEF, **how)
    monkeypatch.setattr(playing, "simulate", None)
    assert shapley_decomposition(*pair, RELIEF, **how).to_dict() == before.to_dict()


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ({"wants": "payoffs.west.newz"}, 'Did you mean "payoffs.west.news"?'),
        ({"wants": 3}, "which is no number that both scenarios have"),
        ({"a": "payoffs.*.*", "b": "payoffs.west.news"}, 'is in two blocks, "a" and "b"'),
        ({OTHERS: "payoffs.*.*"}, "no block may be named"),
        ({}, "blocks must be a table"),
        (["payoffs.*.*"], "blocks must be a table"),
        ({"none": []}, "the block \"none\" names '[]', which is no number"),
    ],
)
def test_blocks_that_cannot_be_are_refused(pair, blocks, said):
    with pytest.raises(ArgumentError) as refused:
        shapley_decomposition(*pair, RELIEF, blocks=blocks)
    assert said in str(refused.value)


def test_blocks_that_do_not_go_together_are_named(pair):
    # Either file's two numbers are in order; the first's settlement and the second's partial are
    # not.
    first, _ = pair
    second = first.replace({"outcome.partial": 0.75, "outcome.settlement": 0.9})
    apart = {"first rung": "outcome.partial", "most": "outcome.settlement"}
    with pytest.raises(ArgumentError, match="into one block") as refused:
        shapley_decomposition(first, second, RELIEF, blocks=apart, **SIZE)
    assert "'first rung'" in str(refused.value)
    assert "outcome" in str(refused.value)


def test_other_arguments_are_checked_before_anything_is_played(pair, monkeypatch):
    monkeypatch.setattr(playing, "simulate", None)
    first, second = pair
    with pytest.raises(ArgumentError, match="no difference to divide"):
        shapley_decomposition(first, first.replace({"claims": ()}), RELIEF)
    with pytest.raises(ArgumentError, match='Did you mean "settlement"'):
        shapley_decomposition(first, second, "P(setlement)")
    with pytest.raises(ArgumentError, match="confidence must be in"):
        shapley_decomposition(first, second, RELIEF, confidence=95)
    with pytest.raises(ArgumentError, match="worlds must be a whole number"):
        shapley_decomposition(first, second, RELIEF, worlds=0)
    paths = [path for path in numbers_of(first) if path.endswith("discount_factor")]
    paths += [path for path in numbers_of(first) if path.endswith("choice_noise")]
    many = first.replace(dict.fromkeys(paths, 0.5) | {"payoffs.west.news": 2.0})
    each = {path: path for path in [*paths, "payoffs.west.news"]}
    assert len(each) == 9
    with pytest.raises(ArgumentError, match="512 combinations; at most 8"):
        shapley_decomposition(first, many, RELIEF, blocks=each)
