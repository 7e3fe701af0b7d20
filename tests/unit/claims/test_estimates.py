"""Intervals and shares of the prior, against closed forms, known truths and plain counting."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from bargaining.claims.estimates import effect, level, measure, ordered
from bargaining.claims.shrinkage import shrink
from bargaining.claims.sums import limits_of
from bargaining.claims.tally import Tally, tally
from bargaining.errors import ArgumentError
from bargaining.outcomes import Ending
from bargaining.scenario.quantity import read_quantity
from bargaining.stats import estimate_change, estimate_mean, estimate_share, rare_share
from bargaining.text import Dates
from tests.unit.claims.made import assert_same_numbers, counted, read, small, with_arrays
from tests.unit.outcomes.synthetic import synthetic

SETTLED = read("P(settlement)")
WATER = read("E(mean(water))")


@pytest.fixture(scope="module")
def pair():
    return synthetic(2_000), synthetic(2_000, kindness=0.1)


def test_levels_are_the_plain_numbers(pair):
    run = pair[0]
    settled, stands = run.ending == Ending.SETTLEMENT, run.level[:, 5, 0] > 0
    assert measure(run, "P(settlement)").value == pytest.approx(settled.mean())
    given = measure(run, "P(settlement | at(water, 5) > 0)")
    assert given.value == pytest.approx(settled[stands].mean())
    ratio = measure(run, "abs(P(settlement) - P(partial)) / (1 + E(payoff.north))").value
    gap = abs(settled.mean() - (run.ending == Ending.PARTIAL).mean())
    assert ratio == pytest.approx(gap / (1 + run.payoff[:, 0].mean()))


def test_a_round_is_told_with_its_date(pair):
    run = pair[0]
    dates = Dates.of(run.scenario)
    assert dates.known
    for text in ("median(first(agreement))", "E(first(agreement))"):
        found = measure(run, text)
        value, low, high = (dates.name(round(one)) for one in (found.value, found.low, found.high))
        assert found.notes == (f"As a date: {value} ({low} to {high}).",)
        assert str(found).endswith(found.notes[0])
    for text in ("E(count(agreement))", "2 * E(first(agreement))", "E(mean(water))"):
        assert not measure(run, text).notes


def test_effects_are_the_plain_differences(pair):
    before, after = pair
    change = measure(after, "E(mean(water))", baseline=before)
    plain = after.level[:, :, 0].mean() - before.level[:, :, 0].mean()
    assert change.value == pytest.approx(plain)
    assert (change.first, change.second) == pytest.approx(
        (after.level[:, :, 0].mean(), before.level[:, :, 0].mean())
    )
    arms = tally(WATER, after), tally(WATER, before)
    relative = effect(WATER, *arms, relative=True)
    assert relative.value == pytest.approx(plain / before.level[:, :, 0].mean())


@pytest.mark.parametrize("worlds", [2_000, 60, 10])
@pytest.mark.parametrize("text", ["P(settlement)", "E(mean(water))", "E(payoff.south)"])
def test_measured_intervals_are_those_of_the_tables(pair, text, worlds):
    run, other = (one.select(slice(0, worlds)) for one in pair)
    values, estimate = {
        "P(settlement)": (lambda of: of.ending == Ending.SETTLEMENT, estimate_share),
        "E(mean(water))": (lambda of: of.level[:, :, 0].mean(axis=1), estimate_mean),
        "E(payoff.south)": (lambda of: of.payoff[:, 1], estimate_mean),
    }[text]
    for found, expected in (
        (measure(run, text), estimate(values(run), run.cluster)),
        (
            measure(other, text, baseline=run),
            estimate_change(values(run), values(other), run.cluster),
        ),
    ):
        assert (found.value, found.low, found.high, found.standard_error) == pytest.approx(
            (expected.value, expected.low, expected.high, expected.standard_error), abs=1e-9
        )
        assert found.clustered == expected.clustered


def test_a_result_says_settlement_once():
    """The table of a run and a question to it give one interval of the same worlds."""
    for run in (synthetic(400), synthetic(400, worlds_per_draw=1), synthetic(90, wide=0.0)):
        for ending, row in run.summary()["endings"].items():
            found = measure(run, f"P({ending})")
            assert row["interval"] == pytest.approx([found.low, found.high])
            assert row["standard_error"] == pytest.approx(found.standard_error)


def test_independent_worlds_have_the_error_of_independent_worlds():
    run = synthetic(1_000, wide=0.0)
    sums = tally(SETTLED, run)
    as_fixed = replace(sums, drawn=False)
    found = level(SETTLED, as_fixed, confidence=0.95)
    share = (run.ending == Ending.SETTLEMENT).mean()
    assert not found.clustered
    half = 1.96 * math.sqrt(share * (1 - share) / 1_000)
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=0.1)


def test_more_confidence_is_wider(pair):
    widths = [
        (found := measure(pair[0], "P(settlement)", confidence=c)).high - found.low
        for c in (0.8, 0.95, 0.99)
    ]
    assert widths == sorted(widths)


@pytest.mark.parametrize(("happened", "low", "high"), [(0, 0, 0.19), (1, 0.81, 1)])
def test_what_never_varies_has_an_honest_bound(happened, low, high):
    sums = counted(np.full((40, 4), 7 * happened), np.full((40, 4), 7))
    found = level(SETTLED, sums)
    hidden = rare_share(40, 0.99)
    assert 0 < hidden < 0.19
    ends = (0, hidden) if not happened else (1 - hidden, 1)
    assert (found.low, found.high) == pytest.approx(ends)
    assert low <= found.low <= found.high <= high


def test_no_difference_is_not_known_exactly(pair):
    run = pair[0]
    same = measure(run, "P(settlement)", baseline=run, confidence=0.99)
    assert same.value == 0
    assert (same.low, same.high) == pytest.approx((-rare_share(200, 0.99), rare_share(200, 0.99)))
    few = run.select(slice(0, 100))
    assert measure(few, "P(settlement)", baseline=few).high > same.high
    wide = measure(run, "E(payoff.north)", baseline=run, confidence=0.99)
    assert wide.high == pytest.approx(same.high * np.ptp(run.payoff[:, 0]), rel=1e-3)


def test_a_single_draw_speaks_of_its_luck_only():
    found = measure(synthetic(400, worlds_per_draw=400), "P(settlement)")
    assert not found.clustered
    assert found.n_draws == 1
    assert found.low < found.value < found.high


def test_what_no_world_meets_is_not_defined(pair):
    found = measure(pair[0], "P(settlement | payoff.north > 100)")
    assert math.isnan(found.value)
    assert math.isnan(found.low)
    assert "not defined" in str(found)
    assert found.to_dict()["value"] is None
    assert found.n_informed == 0


def test_an_estimate_prints_on_one_line(pair):
    text = str(measure(pair[1], "P(settlement)", baseline=pair[0]))
    assert "\n" not in text
    assert "2,000 worlds, 200 draws" in text
    assert "from 0." in text
    found = measure(pair[1], "P(settlement)", baseline=pair[0])
    assert f"{found.value:+.3f}" in text, "a difference bears its sign"
    assert "+" not in str(measure(pair[1], "P(settlement)"))


def test_an_estimate_on_few_draws_says_so(pair):
    few = "With fewer than 10 draws the intervals tell little"
    assert few in str(measure(pair[0].select(slice(0, 90)), "P(settlement)"))
    assert few not in str(measure(pair[0].select(slice(0, 100)), "P(settlement)"))


def drawn_tally(truths, worlds, rng, blocks=20):
    """Return a tally of a share in draws with these true values."""
    size = worlds // blocks
    happened = rng.binomial(size, np.repeat(truths[:, None], blocks, axis=1))
    return counted(happened, np.full(happened.shape, size))


@pytest.mark.parametrize("worlds", [20, 400])
def test_the_share_of_the_prior_sees_through_luck(worlds):
    """Values of spread .034, in 20 worlds seen with an error of .074: plain counting is far off."""
    rng = np.random.default_rng(7)
    truths = rng.beta(12, 84, 300)
    sums = drawn_tally(truths, worlds, rng)
    truth = (truths <= 0.18).mean()
    found = level(SETTLED, sums, direction="<=", threshold=0.18).prior_share
    assert found == pytest.approx(truth, abs=0.06)
    share = level(read("share_of_draws(P(settlement) <= 0.18)"), sums)
    assert share.value == pytest.approx(found)
    assert share.prior_share == share.value
    assert share.low < share.value < share.high
    if worlds == 20:
        counts = sums.by_draw[0]
        raw = (counts[:, 0] / counts[:, 1] <= 0.18).mean()
        assert abs(raw - truth) > 0.1


def test_the_share_of_effects_sees_through_luck():
    """Effects of mean .02 and spread .05, each seen with an error of .10: .655 lie above 0."""
    rng = np.random.default_rng(3)
    truths = rng.normal(0.02, 0.05, 2_000)
    blocks = truths[:, None] + rng.normal(0, 0.1 * math.sqrt(10), (2_000, 10))
    quantity = read("E(payoff.north)")
    arms = (
        counted(blocks, np.ones((2_000, 10))),
        counted(np.zeros((2_000, 10)), np.ones((2_000, 10))),
    )
    found = effect(quantity, *arms, direction=">", threshold=0.0)
    raw = (blocks.mean(axis=1) > 0).mean()
    truth = (truths > 0).mean()
    assert abs(raw - truth) > 0.05
    assert found.prior_share == pytest.approx(truth, abs=0.04)
    less = effect(quantity, *arms, direction="<=", threshold=0.0)
    assert less.prior_share == pytest.approx(1 - found.prior_share)
    within = effect(quantity, *arms, direction="=", threshold=0.05).prior_share
    assert within == pytest.approx((abs(truths) <= 0.05).mean(), abs=0.04)


def test_shared_luck_is_no_luck_of_the_difference():
    """Both arms meet the same luck, far above the effect: the share must see the effect."""
    rng = np.random.default_rng(5)
    shared = rng.normal(0, 1, (50, 20))
    quantity = read("E(payoff.north)")
    first = counted(shared + 0.01, np.ones((50, 20)))
    second = counted(shared, np.ones((50, 20)))
    assert effect(quantity, first, second, direction=">", threshold=0.005).prior_share == 1
    found = effect(quantity, first, second)
    hidden = rare_share(50, 0.99)
    assert (found.low, found.high) == pytest.approx((0.01 - hidden, 0.01 + hidden))


def test_relative_shares_are_those_of_the_ratio():
    rng = np.random.default_rng(6)
    base = rng.uniform(0.5, 1.0, 400)
    cut = rng.uniform(0.0, 0.1, 400)
    ones = np.ones((400, 10))
    quantity = read("E(payoff.north)")
    arms = counted((base * (1 - cut))[:, None] * ones, ones), counted(base[:, None] * ones, ones)
    for direction, threshold, held in (
        ("<", -0.05, cut > 0.05),
        (">=", -0.02, cut <= 0.02),
        ("=", 0.03, cut <= 0.03),
    ):
        found = effect(quantity, *arms, relative=True, direction=direction, threshold=threshold)
        assert found.prior_share == pytest.approx(held.mean(), abs=0.01)


@pytest.mark.parametrize("size", [1, 5])
def test_draws_of_one_world_give_no_share_of_effects_and_say_so(size):
    arms = counted(np.eye(6)[:, :1], np.ones((6, 1))), counted(np.zeros((6, 1)), np.ones((6, 1)))
    found = effect(SETTLED, *arms, direction=">", threshold=0.0)
    assert math.isnan(found.prior_share)
    assert found.to_dict()["prior_share"] is None


def test_order_is_counted_by_draw():
    rng = np.random.default_rng(8)
    low, high = rng.uniform(0.1, 0.2, 200), rng.uniform(0.3, 0.4, 200)
    middle = rng.uniform(0.1, 0.4, 200)
    arms = [drawn_tally(truth, 2_000, rng) for truth in (low, middle, high)]
    truth = ((low < middle) & (middle < high)).mean()
    found = ordered(SETTLED, arms, "<")
    assert found.value == pytest.approx(truth, abs=0.04)
    assert found.low < truth < found.high
    assert ordered(SETTLED, arms[::-1], ">").value == pytest.approx(found.value, abs=0.02)
    assert ordered(SETTLED, arms, ">").value < 0.01


def test_a_tally_joins_and_travels(tmp_path):
    run = synthetic(95)
    quantity = read("P(settlement | ever(lapse)) + E(first(lapse)) - lost(accommodation, 4)")
    whole = tally(quantity, run)
    pieces = [tally(quantity, run.select(slice(a, b))) for a, b in ((40, 95), (0, 33), (33, 40))]
    joined = Tally.joined(pieces)
    np.savez(tmp_path / "tally.npz", **joined.to_arrays("x"))
    with np.load(tmp_path / "tally.npz") as file:
        read_back = Tally.from_arrays(file, "x")
    for one in (joined, read_back):
        assert one.drawn == whole.drawn
        for name in ("draws", "worlds", "ranges"):
            np.testing.assert_array_equal(getattr(one, name), getattr(whole, name))
        for got, expected in zip(one.sums, whole.sums, strict=True):
            np.testing.assert_allclose(got, expected, rtol=1e-12)
    with pytest.raises(ArgumentError, match="one quantity"):
        Tally.joined([whole, tally(SETTLED, run)])


@pytest.mark.parametrize("drawn", [True, False])
@pytest.mark.parametrize("blocks", [1, 5])
def test_draws_of_the_same_sums_may_be_one_row(drawn, blocks):
    run = synthetic(2_000)
    texts = "P(settlement)", "P(settlement | ever(lapse))", "E(first(lapse)) - lost(lapse, 4)"
    for text in (*texts, "P(never(lapse) and ever(lapse))", "E(mean(tension))"):
        quantity = read(text)
        pieces = [
            replace(tally(quantity, run.select(slice(a, a + 200)), blocks=blocks), drawn=drawn)
            for a in range(0, 2_000, 200)
        ]
        plain, alike = Tally.joined(pieces), Tally.alike(pieces)
        # What was put together can be put together again.
        again = Tally.alike([Tally.alike(pieces[:6]), Tally.alike(pieces[6:])])
        assert (alike.n_draws, alike.n_worlds) == (plain.n_draws, plain.n_worlds)
        assert len(alike.draws) < len(plain.draws) or "tension" in text
        for one in (alike, again):
            assert_same_numbers(level(quantity, one), level(quantity, plain))


def test_what_does_not_fit_is_refused(pair):
    run, other = pair
    some = tally(SETTLED, run.select(slice(0, 100)))
    whole = tally(SETTLED, run)
    with pytest.raises(ArgumentError, match="same draws and worlds"):
        effect(SETTLED, some, whole)
    with pytest.raises(ArgumentError, match="confidence"):
        measure(run, "P(settlement)", confidence=95)
    with pytest.raises(ArgumentError, match="two arms"):
        ordered(SETTLED, [whole], "<")
    with pytest.raises(ArgumentError, match=r'no word "setlement"\. Did you mean "settlement"'):
        measure(run, "P(setlement)")
    with pytest.raises(ArgumentError, match="seed is 8 in the baseline and 7"):
        measure(run, "P(settlement)", baseline=synthetic(2_000, seed=8))
    with pytest.raises(ArgumentError, match="same worlds"):
        measure(run, "P(settlement)", baseline=other.select(slice(0, 100)))
    with pytest.raises(ArgumentError, match="takes results"):
        measure("stockholm-2014", "P(settlement)")
    with pytest.raises(ArgumentError, match=r"two-rivers: .*between 0 and 3"):
        tally(read("P(ever(lapse, 0, 11))"), small(10))


def test_levels_do_not_depend_on_the_order_of_worlds(pair):
    run = pair[0].select(slice(0, 50))
    shuffled = run.select([7, *range(7), *range(8, 50)])
    assert measure(run, "E(mean(water))") == measure(shuffled, "E(mean(water))")
    moved = with_arrays(run, payoff=run.payoff[::-1])
    assert measure(moved, "E(payoff.north)").value == pytest.approx(run.payoff[:, 0].mean())


def test_draws_no_further_apart_than_luck_are_one():
    """Two draws at 0 and .1 with variance of luck .01: both lie at .05, give or take .005^.5."""
    found = shrink(np.array([0.0, 0.1]), np.array([0.01, 0.01]))
    assert found.mean == pytest.approx([0.05, 0.05])
    assert found.variance == pytest.approx([0.005, 0.005])
    assert found.share_meeting(">", 0.0) == pytest.approx(0.7602, abs=1e-4)


def test_draws_keep_what_luck_does_not_explain():
    """Variance .08 of own values, .02 of luck: three quarters of each distance are kept."""
    found = shrink(np.array([0.0, 0.4, np.nan]), np.array([0.02, 0.02, 0.02]))
    assert found.mean == pytest.approx([0.05, 0.35, np.nan], nan_ok=True)
    assert found.variance[0] == pytest.approx(0.75 * 0.02 + 0.25**2 * 0.08 / 2)


def test_a_share_of_few_worlds_says_on_which_it_rests(pair):
    run = pair[0].select(slice(0, 60))
    given = np.isfinite(run.first_round("default"))
    found = measure(run, "P(settlement | ever(default))")
    rests_on = (int(given.sum()), len(np.unique(run.draw[given])))
    assert (found.n_informed_worlds, found.n_informed) == rests_on
    assert (found.n_worlds, found.n_draws) == (60, 6)
    assert f"; {rests_on[0]} of 60 worlds, 6 draws)" in str(found)
    when = measure(run, "E(first(default))")
    assert (when.n_informed_worlds, when.n_informed) == rests_on
    assert [note.startswith("As a date: ") for note in when.notes] == [True]
    data = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert data["n_informed_worlds"] == rests_on[0]


def test_a_result_without_worlds_is_refused(pair):
    nobody = pair[0].select(np.zeros(len(pair[0]), dtype=bool))
    with pytest.raises(ArgumentError, match="at least one world"):
        measure(nobody, "P(settlement)")


def test_a_comparison_of_what_did_not_happen_is_told(pair):
    run = pair[0]
    first, second = run.first_round("default"), run.first_round("agreement")
    both = np.isfinite(first) & np.isfinite(second)
    found = measure(run, "P(first(agreement) < first(default))")
    assert found.value == pytest.approx((second < first).mean())
    assert f"In {both.sum():,} of 2,000 worlds every number to be compared is known" in str(found)
    assert not measure(run, "P(first(agreement) < first(default) | ever(default))").notes


def test_a_condition_that_may_come_after_the_event_is_told(pair):
    run = pair[0]
    test, agreed = run.first_round("act.raid"), run.first_round("agreement")
    late = int((np.isfinite(agreed) & (test > agreed)).sum())
    assert late
    (note,) = measure(run, "P(ever(agreement) | ever(act.raid))").notes
    assert note.startswith(f"In {late:,} of ")
    assert "the condition `ever(act.raid)` came true only after" in note
    for text in (
        "P(ever(default) | ever(agreement))",
        "P(settlement | ever(act.raid))",
        "P(ever(agreement, 4, 11) | ever(act.raid, 0, 3))",
        "E(mean(water) | ever(act.raid))",
    ):
        assert not measure(run, text).notes, text
    assert measure(run, "P(ever(agreement) | settlement)").notes
    assert measure(run, "P(ever(agreement) | never(act.raid))").notes
    (note,) = measure(run, "median(at(water, 2) | ever(act.raid))").notes
    assert "the condition `ever(act.raid)` came true only after" in note
    # Each condition once, however often it stands in the quantity.
    several = "P(ever(agreement) | {0}) - P(ever(agreement, 0, 5) | {0}) - P(ever(agreement) | {1})"
    notes = measure(run, several.format("ever(act.raid)", "never(act.raid)")).notes
    assert [note.split("`")[1] for note in notes] == ["ever(act.raid)", "never(act.raid)"]


def test_a_difference_of_groups_tells_the_worlds_of_each(pair):
    run = pair[0]
    raided = np.isfinite(run.first_round("act.raid"))
    with_it, without = (set(run.draw[one].tolist()) for one in (raided, ~raided))
    found = measure(run, "P(settlement | ever(act.raid)) - P(settlement | never(act.raid))")
    sizes = {"`ever(act.raid)`": int(raided.sum()), "`never(act.raid)`": int((~raided).sum())}
    assert found.groups == sizes
    assert sum(sizes.values()) == len(run)
    assert found.n_informed_worlds == min(sizes.values()) > 0
    assert found.n_informed == len(with_it & without)
    said = [f"{n:,} of {len(run):,} worlds where {of}" for of, n in sizes.items()]
    n_draws = len(np.unique(run.draw))
    said.append(f"{found.n_informed} of {n_draws} draws with worlds of each")
    assert found.rests_on == ", ".join(said)
    assert found.rests_on in str(found)
    assert found.to_dict()["groups"] == sizes
    beside_all = measure(run, "P(settlement | ever(act.raid)) - P(settlement)")
    assert beside_all.groups == {"`ever(act.raid)`": int(raided.sum()), "": len(run)}
    for of_one in ("P(settlement | ever(act.raid))", "P(partial) - P(settlement)"):
        assert not measure(run, of_one).groups


def test_worlds_and_draws_that_a_number_rests_on_belong_together(pair):
    run = pair[0]
    begun = run.first_round("accommodation")
    followed = begun < len(run.labels["round"]) - 1
    found = measure(run, "lost(accommodation, 6)")
    assert found.n_informed_worlds == followed.sum() > 0
    assert found.n_informed == len(np.unique(run.draw[followed]))


def test_worlds_that_do_not_differ_are_told_beside_the_interval(pair):
    same = measure(pair[0], "P(settlement)", baseline=pair[0])
    assert same.low < 0 < same.high
    assert "No world differs" in str(same)
    assert "No world differs" not in str(measure(pair[1], "P(partial)", baseline=pair[0]))


@pytest.mark.parametrize(
    ("quantity", "low", "high"),
    [
        ("E(last(water))", 0, 1),
        ("E(count(default))", 0, 12),
        ("E(change(water, 0, 5))", -1, 1),
        ("2 * P(partial) + 1", 1, 3),
        ("E(abs(change(water, 0, 5)))", 0, 1),
        ("P(partial) / P(settlement)", -np.inf, np.inf),
    ],
)
def test_no_interval_leaves_what_is_possible(pair, quantity, low, high):
    run = pair[0].select([0, 12])
    assert limits_of(read_quantity(quantity, run.scenario).tree, 12) == (low, high)
    found = measure(run, quantity)
    assert math.isnan(found.low) or low <= found.low <= found.high <= high
