"""Process statistics are what the arrays say, with errors by draw; what is missing is left out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bargaining as bg
from bargaining.outcomes import Ending, Outcomes, Response
from bargaining.outcomes.layout import AXES
from bargaining.stats import estimate_share
from benchmarks import process
from benchmarks.process_figures import Figure, figures, median, ratio, undoing
from tests.house.source import ROOT
from tests.unit.outcomes.synthetic import synthetic


@pytest.fixture(scope="module")
def run() -> Outcomes:
    return synthetic(200)


def found(outcomes: Outcomes) -> dict[str, Figure]:
    return {figure.key: figure for figure in figures(outcomes)}


def changed(run: Outcomes, **arrays: Any) -> Outcomes:
    axes = {**AXES, **run.axes}
    return Outcomes({**{n: run[n] for n in run}, **arrays}, axes, run.labels, run.record)


def test_shares_are_those_of_the_arrays(run: Outcomes) -> None:
    told = found(run)
    for ending in Ending:
        estimate = estimate_share(run.ending == ending, run.cluster)
        assert told[f"ending.{ending.key}"].value == pytest.approx(estimate.value)
        assert told[f"ending.{ending.key}"].error == pytest.approx(estimate.standard_error)
    accepted = (run.response > Response.REFUSED).sum(axis=1)
    refused = (run.response == Response.NOT_RATIFIED).sum(axis=1)
    estimate = estimate_share(refused, run.cluster, of=accepted)
    assert told["refused_at_home"].value == pytest.approx(estimate.value)
    assert told["refused_at_home"].error == pytest.approx(estimate.standard_error, rel=0.02)
    assert told["moves.south"].value == pytest.approx((run.step[..., 1] != 0).sum() / 200)
    assert told["acts.raid"].value == pytest.approx(run.act.sum() / 200)


def test_what_earlier_versions_did_not_record_is_left_out(run: Outcomes) -> None:
    told = found(run)
    assert not {"offer_probability", "rare_offers", "offers_worth_less"} & set(told)
    assert "refused_at_home.council" not in told
    made = run.response > Response.PASSED
    likely = np.where(made, np.where(np.arange(12) < 6, 0.1, 0.3), np.nan)
    refused = np.zeros((200, 12, 2), dtype=int)
    refused[..., 0] = -1 * (run.response == Response.NOT_RATIFIED)
    told = found(
        changed(
            run,
            offer_probability=likely,
            offer_options=np.where(made, 10, 0),
            offer_gain=np.where(made, likely - 0.2, np.nan),
            ratified=refused,
        )
    )
    early = made[:, :6].sum() / made.sum()
    assert told["rare_offers"].value == pytest.approx(early)
    assert told["offers_worth_less"].value == pytest.approx(early)
    assert told["offer_probability"].value == np.median(likely[made])
    assert told["refused_at_home.council"].value == told["refused_at_home"].value


def test_a_median_has_the_error_of_its_share() -> None:
    run = synthetic(400)
    generator = np.random.default_rng(3)
    medians, errors = [], []
    for _ in range(200):
        by_draw = generator.normal(0, 1, 40)[np.arange(400) // 10]
        values = by_draw + generator.normal(0, 1, 400)
        middle, error = median(run, values, np.arange(400))
        medians.append(middle)
        errors.append(error)
    assert np.mean(errors) == pytest.approx(np.std(medians), rel=0.15)
    assert np.isnan(median(run, np.zeros(0), np.zeros(0, dtype=int))).all()
    assert np.isnan(ratio(run, np.zeros(400), np.zeros(400))).all()


def test_texts_are_told_by_what_they_promise(run: Outcomes) -> None:
    # Every offer names both issues' second rung: water 1/3, power 1/2.
    world, round = np.nonzero(run.response == Response.AGREED)
    level = run.level[world, round][:, :2]
    target = np.maximum(level, [1 / 3, 1 / 2])
    told = found(run)
    top = target >= 1
    assert told["all_for_all"].value == pytest.approx(top.all(axis=1).mean())
    assert told["modest"].value == pytest.approx((target.mean(axis=1) <= 0.4 + 1e-9).mean())
    assert told["top_of_each"].value == told["all_for_all"].value, "each giver has one issue"
    full = changed(run, offer=np.where(run.offer >= 0, [3, 2], -1))
    assert found(full)["all_for_all"].value == 1
    assert found(full)["modest"].value == 0


def one_world(run: Outcomes, **set_: Any) -> Outcomes:
    """One world in which nothing happens but what is set, (round, ...) by array."""
    one = run.select(slice(0, 1))
    still = {n: np.zeros_like(one[n]) for n in ("rung", "step", "response", "defaulted", "lapsed")}
    still["offer"] = np.full_like(one["offer"], -1)
    for name, values in set_.items():
        for place, value in values.items():
            still[name][(0, *place)] = value
    return changed(one, **still)


def test_what_is_delivered_is_measured_when_the_text_is_over(run: Outcomes) -> None:
    # A text for two rungs of water (of three) and one of power (of two); water moves one rung, then
    # another one after the text has lapsed; power moves and is taken back before that.
    rung = {(t, 0): 1 for t in range(3, 12)} | {(t, 0): 2 for t in range(8, 12)} | {(3, 1): 1}
    texts = {"response": {(2,): Response.AGREED}, "offer": {(2, 0): 2, (2, 1): 1}}
    told = found(one_world(run, rung=rung, lapsed={(6,): True}, **texts))
    assert told["delivered.north"].value == pytest.approx(0.5)
    assert told["delivered.south"].value == 0
    assert told["delivered"].value == pytest.approx(0.25)
    endless = found(one_world(run, rung=rung, **texts))
    assert endless["delivered.north"].value == pytest.approx(1.0)


def test_the_first_default_counts_from_the_text_before_it(run: Outcomes) -> None:
    agreed = {(2,): Response.AGREED, (5,): Response.AGREED, (11,): Response.AGREED}
    texts = {"response": agreed, "offer": {(t, i): 1 for (t,) in agreed for i in (0, 1)}}
    told = found(one_world(run, **texts, defaulted={(9, 0): True, (10, 1): True}))
    assert told["months_to_default"].value == 4
    assert told["first_default.north"].value == 1
    assert "first_default.south" not in told
    both = found(one_world(run, **texts, defaulted={(9, 0): True, (9, 1): True}))
    assert both["first_default.together"].value == 1
    assert both["first_default.north"].value == 0
    # A text that the file begins with is counted from the start.
    begun = found(one_world(run, defaulted={(3, 0): True}))
    assert begun["months_to_default"].value == 3


def test_a_step_undoes_the_last_of_the_same_ladder_only() -> None:
    step = np.array([[1, 0, -1, -1, 1, 0, 1]])[..., None]
    np.testing.assert_array_equal(undoing(step)[0, :, 0], [0, 0, 1, 0, 1, 0, 0])
    two = np.stack([step[..., 0], 0 * step[..., 0]], axis=-1)
    two[0, 1, 1] = -1
    assert undoing(two).sum() == 2


def test_one_cost_of_open_promises_for_all() -> None:
    shipped = bg.load("stockholm-2014")
    dear = process.with_promise_cost(shipped, 0.6)
    for principal in shipped.table.principals:
        for term, number in dear.payoffs[principal].items():
            old = shipped.payoffs[principal][term].support()
            if f"undelivered.{principal}" not in term:
                assert number.support() == old
            elif term == f"undelivered.{principal}":
                assert number.support() == (-0.6, -0.6)
            else:
                assert number.support() == (0, 0)


def figure(key: str, value: float) -> Figure:
    return Figure(key, key, value, 0.01, "share")


def test_missed_aims_are_named() -> None:
    kept = {"refused_at_home": 0.15, "modest": 0.3, "all_for_all": 0.1, "first_default.japan": 0.66}
    told = {key: figure(key, value) for key, value in kept.items()}
    assert process.missed("stockholm-2014", told) == {}
    broken = {**kept, "refused_at_home": 0.16, "modest": 0.1, "first_default.japan": 0.67}
    told = {key: figure(key, value) for key, value in broken.items()}
    assert set(process.missed("stockholm-2014", told)) == {
        "refused_at_home",
        "modest",
        "first_default.japan",
    }
    # The record has a first default of one side in 2002, and its texts are not of 2014.
    assert set(process.missed("pyongyang-2002", told)) == {"refused_at_home"}
    table = list(process.brief({"stockholm-2014": told}))
    assert any(line.startswith("| first_default.japan | **67.0 ± 1.0** |") for line in table)


@pytest.mark.slow
def test_the_page_has_every_figure(capsys: pytest.CaptureFixture[str]) -> None:
    process.BENCHMARK.main(["--worlds", "20", "--scenario", "stockholm-2014"])
    text = capsys.readouterr().out
    assert text.startswith("# How talks proceed\n")
    assert "\n| worlds with a signed text |" in text
    assert "\n| median probability of the offer made |" in text
    assert "\n| open promises cost | worlds with a signed text | delivered of promises |\n" in text
    assert text.count("\n| 0.2 |") == 1


def test_every_article_file_is_measured() -> None:
    assert set(process.FILES) == {path.stem for path in (ROOT / "scenarios").glob("*.toml")}
