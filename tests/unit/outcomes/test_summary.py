"""The table and its numbers agree with the arrays they sum up."""

import json
import re

import numpy as np
import pytest

from bargaining.outcomes import Ending, Response
from bargaining.text import Dates
from tests.unit.outcomes.synthetic import number, scenario_data, scenario_of, synthetic, with_arrays


def flat(outcomes):
    """Return the table with its lines unbroken."""
    return " ".join(str(outcomes).split())


@pytest.fixture(scope="module")
def run():
    return synthetic(400)


def test_shares_are_those_of_the_endings_and_sum_to_one(run):
    endings = run.summary()["endings"]
    assert sum(row["share"] for row in endings.values()) == pytest.approx(1)
    for ending in Ending:
        row = endings[ending.key]
        assert row["worlds"] == (run.ending == ending).sum()
        assert row["share"] == pytest.approx((run.ending == ending).mean())
        assert row["interval"][0] <= row["share"] <= row["interval"][1]


def test_the_summary_is_plain_json(run):
    summary = run.summary()
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary


def test_the_summary_of_one_draw_says_that_it_knows_luck_only():
    run = synthetic(10)
    summary = run.summary()
    assert summary["run"]["draws"] == 1
    assert summary["run"]["errors"] == "one draw: luck only"
    assert summary["precision"]["more_worlds"] is None
    assert "leave out that the parameters are not known" in flat(run)


def test_levels_and_acts_are_means_over_worlds(run):
    summary = run.summary()
    assert summary["issues"]["dams"]["mean_level"] == pytest.approx(run.level[:, -1, 2].mean())
    assert not summary["issues"]["dams"]["principal"]
    assert sum(summary["issues"]["water"]["rung_shares"]) == pytest.approx(1)
    raid = summary["acts"]["raid"]
    assert raid["per_world"]["value"] == pytest.approx(run.act.sum() / 400)
    assert raid["windows_used"] == pytest.approx(run.act.sum() / run.window_open.sum())


def test_the_median_agreement_is_a_round_of_one(run):
    agreement = run.summary()["events"]["agreement"]
    when = run.first_round("agreement")
    assert agreement["share"]["value"] == pytest.approx(np.isfinite(when).mean())
    low, middle, high = agreement["quartiles"]
    assert (when <= middle).sum() >= np.isfinite(when).sum() / 2
    assert (when < middle).sum() <= np.isfinite(when).sum() / 2
    assert low <= middle <= high
    dates = Dates.of(run.scenario)
    assert agreement["dates"] == [dates.name(round) for round in (low, middle, high)]
    assert f"First agreement: median {dates.name(middle)}, half of them from " in flat(run)


def test_more_worlds_are_whole_draws(run):
    precision = run.summary()["precision"]
    assert precision["more_worlds"] == 10 * precision["more_draws"] > 0


def test_wide_priors_are_seen_in_the_split():
    narrow = synthetic(2000, wide=0.0).summary()["endings"]["partial"]
    wide = synthetic(2000, wide=1.0).summary()["endings"]["partial"]
    assert wide["epistemic_share"] > narrow["epistemic_interval"][1]
    assert wide["epistemic_interval"][0] > narrow["epistemic_share"]


@pytest.mark.parametrize("worlds", [1, 3, 10, 400])
def test_the_table_fits_the_projector(worlds):
    for text in (str(synthetic(worlds)), synthetic(worlds).table(ascii=True)):
        assert max(map(len, text.splitlines())) <= 88
    assert synthetic(worlds).table(ascii=True).isascii()


def test_the_table_names_everything(run):
    text = str(run)
    for ending in Ending:
        assert f"\n{ending.words}" in text
    for words in (
        "Release of water",
        "Dams upstream",
        "Raid",
        "400 worlds (40 draws × 10)",
        "seed 7",
    ):
        assert words in text
    share = f"{100 * (run.ending == Ending.RENEGE).mean():.1f}"
    assert re.search(rf"\nrenege +{share} ", text)


def test_no_worlds_are_no_crash():
    empty = synthetic(10).select(slice(0, 0))
    assert empty.n_worlds == 0
    assert str(empty).splitlines()[-1] == "The result holds no worlds, so it has no shares."
    json.dumps(empty.summary(), allow_nan=False)


def test_rates_from_noise_alone_are_shown_where_the_run_holds_them(run):
    assert run.summary()["noise"] is None
    step = np.tile([0.1, 0.2, 0.3, 0.0], (400, 1))
    noisy = with_arrays(run, noise_closing=np.full(400, 0.07), noise_step=step)
    noise = noisy.summary()["noise"]
    assert noise["closing_per_round"] == pytest.approx(0.07)
    assert noise["step_per_round"]["south"] == pytest.approx(0.2)
    stood = np.concatenate([np.ones((400, 1), dtype=bool), run.at_table[:, :-1]], axis=1)
    left = (run.closing == 1) & stood
    assert noise["walk_outs_per_round_at_table"] == pytest.approx(left.sum() / stood.sum())
    assert "walk out by mistake in 7.0 % of rounds; here parties walked out in" in flat(noisy)


def test_how_talks_go_is_told_with_its_error(run):
    talks = run.summary()["talks"]
    made = (run.response > Response.PASSED).sum(axis=1)
    accepted = (run.response > Response.REFUSED).sum(axis=1)
    failed = (run.response == Response.NOT_RATIFIED).sum(axis=1)
    assert talks["offers_per_world"]["value"] == pytest.approx(made.mean())
    assert talks["accepted_per_world"]["value"] == pytest.approx(accepted.mean())
    assert talks["refused_at_home"]["value"] == pytest.approx(failed.sum() / accepted.sum())
    low, high = talks["refused_at_home"]["interval"]
    assert 0 < low < talks["refused_at_home"]["value"] < high < 1
    assert talks["rare_offers"] is None, "results of earlier versions do not hold it"
    text = flat(run)
    assert f"Offers: {made.mean():.2f} per world (std. error" in text
    assert f"{100 * failed.sum() / accepted.sum():.1f} % (" in text
    assert "were refused at home." in text


def test_rare_offers_are_those_below_twice_chance(run):
    offered = run.response > Response.PASSED
    options = np.where(offered, 10, 0)
    likely = np.where(offered, np.where(np.arange(12) % 2, 0.19, 0.2), np.nan)
    known = with_arrays(run, offer_probability=likely, offer_options=options)
    share = offered[:, 1::2].sum() / offered.sum()
    assert known.summary()["talks"]["rare_offers"]["value"] == pytest.approx(share)
    assert "were less than twice as likely as chance" in flat(known)


def test_without_offers_or_ratifiers_nothing_is_told_of_them():
    data = scenario_data()
    del data["parties"]["north"]["ratifier"]
    alone = synthetic(20, scenario=scenario_of(data))
    assert alone.summary()["talks"]["refused_at_home"] is None
    silent = with_arrays(alone, response=np.zeros_like(alone.response))
    assert silent.summary()["talks"]["offers_per_world"]["value"] == 0
    assert "Offers:" not in str(silent)


def test_the_offer_floor_stands_beside_the_noise_floor(run):
    floor = with_arrays(run, noise_offer=np.tile([0.047, 0.1], (400, 1)))
    assert floor.summary()["noise"]["hopeless_offer_per_round"]["north"] == pytest.approx(0.047)
    told = (
        "by mistake alone a party would make an offer that is sure to be refused in 4.7 to 10.0 %"
    )
    assert told in flat(floor)


def fixed_numbers():
    data = scenario_data()
    data["settings"]["spread"] = number(0.0)
    data["outcome"]["partial"] = number(0.3)
    return scenario_of(data)


def all_alike(worlds, **more):
    run = synthetic(worlds, **more)
    return with_arrays(run, ending=np.zeros_like(run.ending))


def test_worlds_are_independent_where_every_number_is_fixed():
    fixed, drawn = synthetic(200, scenario=fixed_numbers(), wide=0.0), synthetic(200, wide=0.0)
    assert not fixed.has_uncertainty
    assert drawn.has_uncertainty
    np.testing.assert_array_equal(fixed.ending == 0, drawn.ending == 0)
    share = (fixed.ending == Ending.PARTIAL).mean()
    row = fixed.summary()["endings"]["partial"]
    assert row["standard_error"] == pytest.approx((share * (1 - share) / 199) ** 0.5)
    assert row["epistemic_share"] is None
    assert fixed.summary()["precision"]["more_draws"] is None
    assert "all of the uncertainty is chance" in flat(fixed)
    assert "parameters are not known" not in flat(synthetic(10, scenario=fixed_numbers()))


def test_the_precision_told_is_that_of_the_interval_printed():
    for run in (all_alike(100, worlds_per_draw=20), synthetic(400)):
        summary = run.summary()
        reaches = [
            (row["interval"][1] - row["interval"][0]) / 2 for row in summary["endings"].values()
        ]
        assert summary["precision"]["half_width"] == pytest.approx(max(reaches))
        assert summary["precision"]["more_worlds"] > 0
        assert "or better" not in str(run)


def test_both_ways_to_more_precision_are_told():
    run = synthetic(4_000)
    precision = run.summary()["precision"]
    fewer, needed = precision["with_more_draws"], len(run) + precision["more_worlds"]
    assert fewer["worlds_per_draw"] == 5
    assert fewer["worlds"] < needed
    text = f"use `worlds={needed}`, or `worlds={fewer['worlds']}` with `worlds_per_draw=5`."
    assert text in flat(run)
    # The spread within draws and between them, worked out from the worlds.
    name = precision["ending"]
    ended = (run.ending == Ending[name.upper()]).reshape(-1, 10).astype(float)
    luck = ended.var(axis=1, ddof=1).mean()
    known = ended.mean(axis=1).var(ddof=1) - luck / 10
    ratio = 5 * (known + luck / 5) / (10 * (known + luck / 10))
    assert fewer["worlds"] == pytest.approx(needed * ratio, abs=10)
    assert synthetic(40).summary()["precision"]["with_more_draws"]["worlds"] is not None
    assert all_alike(100).summary()["precision"]["with_more_draws"]["worlds"] is None


def test_why_the_spread_is_not_split_is_told():
    assert "All worlds end alike" in str(all_alike(100))
    assert "can be split from 2 draws of 5 worlds" in flat(synthetic(10))
    assert "a single draw does not tell how certain" in flat(synthetic(10))


@pytest.mark.parametrize(("worlds", "few"), [(10, False), (20, True), (90, True), (100, False)])
def test_intervals_on_few_draws_are_told_to_say_little(worlds, few):
    # With one draw the table says that it knows of luck alone.
    told = "With fewer than 10 draws the intervals tell little"
    assert (told in str(synthetic(worlds))) == few


def test_a_last_draw_that_is_not_full_is_told():
    assert "35 worlds (4 draws of up to 10)" in str(synthetic(35))


def test_rates_of_moves_that_the_rules_forbid_are_left_out(run):
    data = scenario_data()
    data["table"]["may_walk"] = False
    plain = synthetic(20, scenario=scenario_of(data))
    silent = with_arrays(plain, noise_closing=np.zeros(20), noise_step=np.zeros((20, 4)))
    assert "Sanity check" not in str(silent)


def test_a_record_is_shown_in_a_few_lines(run):
    assert len(repr(run.record)) < 500
    assert "seed=7" in repr(run.record)
