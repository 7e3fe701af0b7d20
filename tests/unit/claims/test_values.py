"""Values of words and functions, against a plain walk through each world and by hand."""

import math

import numpy as np
import pytest

import bargaining as bg
from bargaining.claims.estimates import level as estimate
from bargaining.claims.tally import tally
from bargaining.claims.values import survival, world_values
from bargaining.outcomes import Closing, Ending, Response
from bargaining.scenario.quantity_words import REDUCERS, Vocabulary
from tests.unit.claims.made import read, small, with_arrays
from tests.unit.outcomes.synthetic import small_scenario, synthetic

RUN = synthetic(60)
LONG = synthetic(200, worlds_per_draw=5)
ROUNDS = range(12)


def level(issue, w, t):
    place = RUN.labels["issue"].index(issue)
    return small_scenario().issues[issue].rungs[RUN.rung[w, t, place]].level


# Each word of a round as a person would look it up in the arrays.
PLAIN = {
    "at_table": lambda w, t: RUN.sat[w, t],
    "agreement_in_force": lambda w, t: RUN.agreement_in_force[w, t],
    "talks_broken": lambda w, t: RUN.talks_broken[w, t],
    "opening": lambda w, t: RUN.opened[w, t],
    "agreement": lambda w, t: RUN.response[w, t] == Response.AGREED,
    "refusal": lambda w, t: RUN.response[w, t] == Response.REFUSED,
    "failed_ratification": lambda w, t: RUN.response[w, t] == Response.NOT_RATIFIED,
    "walk_out": lambda w, t: RUN.closing[w, t] == Closing.WALK_OUT,
    "breakdown": lambda w, t: RUN.closing[w, t] == Closing.BREAKDOWN,
    "adjournment": lambda w, t: RUN.closing[w, t] == Closing.ADJOURNMENT,
    "completion": lambda w, t: RUN.completed[w, t],
    "lapse": lambda w, t: RUN.lapsed[w, t],
    "default": lambda w, t: any(RUN.defaulted[w, t]),
    "accommodation": lambda w, t: RUN.ending_by_round[w, t] in (0, 1),
    "snap_back": lambda w, t: RUN.step[w, t, 0] < 0 or RUN.step[w, t, 1] < 0,
    **{f"default.{p}": lambda w, t, i=i: RUN.defaulted[w, t, i] for i, p in enumerate(
        ("north", "south", "upstream", "council"))},
    **{f"snap_back.{k}": lambda w, t, i=i: RUN.step[w, t, i] < 0 for i, k in enumerate(
        ("water", "power", "dams"))},
    "act.raid": lambda w, t: RUN.act[w, t, 0],
    "turnover.north": lambda w, t: RUN.turnover[w, t, 0],
    "turnover.south": lambda w, t: RUN.turnover[w, t, 1],
    **{k: lambda w, t, k=k: level(k, w, t) for k in ("water", "power", "dams")},
    "tension": lambda w, t: RUN.condition[w, t, 0],
    "belief.north": lambda w, t: RUN.belief[w, t, 0],
    "belief.south": lambda w, t: RUN.belief[w, t, 1],
    "type.north": lambda w, t: RUN.party_type[w, t, 0],
    "type.south": lambda w, t: RUN.party_type[w, t, 1],
    **{f"undelivered.{p}": lambda w, t, i=i: RUN.undelivered[w, t, i] for i, p in enumerate(
        ("north", "south", "upstream", "council"))},
    "unreciprocated.north": lambda w, t: RUN.unreciprocated[w, t, 0],
    "unreciprocated.south": lambda w, t: RUN.unreciprocated[w, t, 1],
    "net_concession.north": lambda w, t: RUN.net_concession[w, t, 0],
    "net_concession.south": lambda w, t: RUN.net_concession[w, t, 1],
    **{f"flow.{p}": lambda w, t, i=i: RUN.flow[w, t, i] for i, p in enumerate(
        ("north", "south", "upstream", "council"))},
}  # fmt: skip

EVENT_WALKS = {
    "ever({})": lambda h: any(h),
    "ever({}, 3, 5)": lambda h: any(h[3:6]),
    "never({}, 0, 6)": lambda h: not any(h[:7]),
    "count({})": lambda h: sum(h),
    "count({}, 11, 11)": lambda h: h[11],
    "at({}, 4)": lambda h: h[4],
    "last({})": lambda h: h[-1],
    "first({})": lambda h: h.index(True) if True in h else math.nan,
}
SERIES_WALKS = {
    "mean({})": lambda s: sum(s) / len(s),
    "mean({}, 2, 4)": lambda s: (s[2] + s[3] + s[4]) / 3,
    "last({})": lambda s: s[-1],
    "at({}, 0)": lambda s: s[0],
    "change({}, 3, 9)": lambda s: s[9] - s[3],
    "highest({})": max,
    "lowest({}, 6, 8)": lambda s: min(s[6:9]),
}


def values_of(text, kind):
    inside = read(f"{kind}({text})").tree
    return world_values(inside.event if kind == "P" else inside.number, RUN)


def test_every_word_of_the_synthetic_scenario_is_walked():
    known = Vocabulary.of(small_scenario())
    tagged = {word for word in known.series if word.count(".") == 2}  # tested with flows
    # The synthetic run holds no answers to talks; those are tested on what is played.
    answers = {word for word in known.events if word.startswith(("agrees.", "declines."))}
    assert set(PLAIN) == (known.events | known.series) - tagged - answers


@pytest.mark.parametrize("word", PLAIN)
def test_words_of_rounds_are_those_of_a_plain_walk(word):
    event = word in Vocabulary.of(small_scenario()).events
    paths = [[PLAIN[word](w, t) for t in ROUNDS] for w in range(60)]
    for text, walk in (EVENT_WALKS if event else SERIES_WALKS).items():
        truth = event and text.split("(")[0] in ("ever", "never", "at", "last")
        found = values_of(text.format(word), "P" if truth else "E")
        expected = [walk([bool(x) for x in path] if event else path) for path in paths]
        np.testing.assert_allclose(found, expected, rtol=1e-12, err_msg=text.format(word))


def test_the_walks_see_every_function():
    texts = (*EVENT_WALKS, *SERIES_WALKS)
    assert {text.split("(")[0] for text in texts} == set(REDUCERS)


@pytest.mark.parametrize(
    ("text", "walk"),
    [
        ("P(settlement or collapse)", lambda w: RUN.ending[w] in (0, 3)),
        ("P(not partial)", lambda w: RUN.ending[w] != Ending.PARTIAL),
        ("P(renege and payoff.north < 0)", lambda w: RUN.ending[w] == 2 and RUN.payoff[w, 0] < 0),
        ("P(stalemate)", lambda w: RUN.ending[w] == Ending.STALEMATE),
        ("E(payoff.south - 2 * payoff.north)", lambda w: RUN.payoff[w, 1] - 2 * RUN.payoff[w, 0]),
        ("E(-abs(payoff.north))", lambda w: -abs(RUN.payoff[w, 0])),
        ("P(last(water) == last(power))", lambda w: level("water", w, 11) == level("power", w, 11)),
        (
            "P(ever(water > power and at_table))",
            lambda w: any(level("water", w, t) > level("power", w, t) and RUN.sat[w, t]
                          for t in ROUNDS),
        ),
        ("E(highest(water - power))", lambda w: max(level("water", w, t) - level("power", w, t)
                                                    for t in ROUNDS)),
    ],
)  # fmt: skip
def test_expressions_are_those_of_a_plain_walk(text, walk):
    found = values_of(text[2:-1], text[0])
    np.testing.assert_allclose(found, [walk(w) for w in range(60)], rtol=1e-12)


def test_a_condition_chooses_the_worlds():
    run = small(5, payoff=np.arange(20).reshape(5, 4), ending=[0, 0, 1, 4, 4])
    # Payoffs of the north: 0, 4, 8, 12, 16.
    assert total("P(settlement | payoff.north > 3)", run) == [1, 4]
    assert total("E(payoff.north | settlement or partial)", run) == [12, 3]
    assert total("P(renege | settlement)", run) == [0, 2]
    assert total("P(settlement | renege)", run) == [0, 0]


def test_missing_numbers_are_left_out_and_no_comparison_holds_for_them():
    opened = [[0, 0, 0, 0], [0, 1, 0, 1], [0, 0, 0, 1]]
    run = small(3, opened=opened, ending=[0, 0, 4], payoff=np.ones((3, 4)))
    assert total("E(first(opening))", run) == [4, 2]
    assert total("E(first(opening) | settlement)", run) == [1, 1]
    assert total("P(first(opening) < 2)", run) == [1, 3]
    assert total("P(first(opening) >= 2)", run) == [1, 3]
    assert total("P(not first(opening) < 2)", run) == [2, 3]
    assert total("E(first(opening) + 10 * payoff.north)", run) == [24, 2]
    assert total("E(1 / count(opening))", run) == [1.5, 2]


def test_rounding_is_no_difference():
    condition = np.full((2, 4, 1), 0.1 + 0.2)
    run = small(2, condition=condition)
    assert total("P(last(tension) == 0.3)", run) == [2, 2]
    assert total("P(last(tension) > 0.3 or last(tension) != 0.3)", run) == [0, 2]
    assert total("P(last(tension) <= 0.3 and last(tension) >= 0.3)", run) == [2, 2]


def total(text, run):
    return tally(read(text), run).total[0][:2].tolist()


def test_survival_counts_rounds_since_an_event_was_first_true():
    # Rows: lost after 1 round; after 2, though true again later; never lost; late; never begun.
    rows = [[0, 1, 0, 0], [1, 1, 0, 1], [1, 1, 1, 1], [0, 0, 0, 1], [0, 0, 0, 0]]
    run = small(5, lapsed=rows)
    lost, observed = survival(read("lost(lapse, 3)").tree.event, run, 3)
    assert lost.astype(int).tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]]
    assert observed.astype(int).tolist() == [[1, 0, 0], [1, 1, 0], [1, 1, 1], [0, 0, 0], [0, 0, 0]]
    # One of three is lost in the first round, one of the two left in the second, none in the third.
    quantity = read("lost(lapse, 3)")
    value = estimate(quantity, tally(quantity, run)).value
    assert value == pytest.approx(1 - (2 / 3) * (1 / 2) * 1)


def test_without_censoring_the_probability_of_loss_is_a_share():
    rows = [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]]
    run = small(4, lapsed=rows)
    for rounds, share in ((1, 0.25), (2, 0.5), (3, 0.75)):
        quantity = read(f"lost(lapse, {rounds})")
        assert estimate(quantity, tally(quantity, run)).value == pytest.approx(share)


def test_what_nobody_was_watched_for_is_not_known():
    never = small(3, lapsed=np.zeros((3, 4)))
    late = small(3, lapsed=np.tile([0, 0, 1, 1], (3, 1)))
    at_once = small(3, lapsed=np.tile([0, 0, 1, 0], (3, 1)))
    quantity = read("lost(lapse, 3)")
    assert math.isnan(estimate(quantity, tally(quantity, never)).value)
    assert math.isnan(estimate(quantity, tally(quantity, late)).value)
    assert estimate(quantity, tally(quantity, at_once)).value == 1.0


def test_windows_after_an_event_are_those_of_a_plain_walk():
    raids = [[t for t in ROUNDS if RUN.act[w, t, 0]] for w in range(60)]
    assert any(raids)
    number = read("E(mean(tension, act.raid + 1, act.raid + 2))").tree.number
    found = world_values(number, RUN)
    truth = world_values(read("P(ever(at_table, act.raid - 1, act.raid))").tree.event, RUN)
    for w, first in enumerate(raids):
        within = bool(first) and first[0] + 2 < 12
        expected = RUN.condition[w, first[0] + 1 : first[0] + 3, 0].mean() if within else math.nan
        assert found[w] == pytest.approx(expected, nan_ok=True)
        near = [t for t in (first[0] - 1, first[0]) if t >= 0] if first else []
        assert truth[w] == any(RUN.sat[w, t] for t in near)


def test_quantiles_are_of_the_worlds_that_count():
    payoffs = np.sort(RUN.payoff[:, 0])
    median = bg.measure(RUN, "median(payoff.north)")
    assert (median.value, median.n_worlds) == (payoffs[29], 60)
    assert payoffs[0] <= median.low < median.value < median.high <= payoffs[-1]
    nine = bg.measure(RUN, "quantile(payoff.north, 0.9)")
    assert nine.value == payoffs[53]
    settled = bg.measure(RUN, "median(payoff.north | settlement)").value
    chosen = np.sort(RUN.payoff[RUN.ending == Ending.SETTLEMENT, 0])
    assert settled == chosen[(len(chosen) - 1) // 2]
    none = bg.measure(RUN, "median(first(act.raid) | never(act.raid))")
    assert math.isnan(none.value)
    with pytest.raises(bg.ArgumentError, match="of one result"):
        bg.measure(RUN, "median(payoff.north)", baseline=RUN)


def test_the_interval_of_a_median_covers_as_often_as_it_says():
    """Fifty runs of forty draws whose true median is known: 95 % cover, give or take luck."""
    rng = np.random.default_rng(5)
    covered = 0
    for _ in range(50):
        payoff = np.repeat(rng.normal(size=40), 5) + rng.normal(size=200)
        run = with_arrays(LONG, payoff=np.tile(payoff[:, None], (1, 4)))
        found = bg.measure(run, "median(payoff.north)")
        covered += found.low <= 0.0 <= found.high
    assert covered >= 44
