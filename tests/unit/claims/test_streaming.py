"""Quantities of a run of which no world is kept."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

import bargaining as bg
from bargaining.claims.streaming import _Counted
from tests.unit.claims import made

ASKED = ("P(settlement)", "E(mean(tension))", "E(first(agreement))", "P(renege | ever(agreement))")
SIZE = {"worlds": 60, "worlds_per_draw": 5, "seed": 11}


@pytest.fixture(scope="module")
def scenario():
    return bg.load("stockholm-2014").replace({"settings.rounds": 6})


def test_the_numbers_are_those_of_a_result(scenario):
    found = bg.measure_run(scenario, ASKED, **SIZE)
    outcomes = bg.simulate(scenario, **SIZE)
    for text in ASKED:
        one, other = found[text], bg.measure(outcomes, text)
        assert str(one) == str(other)
        ends = (one.value, one.standard_error, one.low, one.high)
        assert ends == pytest.approx(
            (other.value, other.standard_error, other.low, other.high), rel=1e-12, nan_ok=True
        )


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        # Nothing is drawn: worlds are the cases.
        ("two-types", ("P(settlement)", "P(collapse)", "E(payoff.ann)")),
        # Shares of draws need to know how far luck moves a draw's value.
        ("uniform-reservation", ("share_of_draws(E(payoff.ann) > 0.2)", "P(settlement)")),
    ],
)
def test_worlds_of_a_draw_are_told_apart_where_they_must(name, asked, monkeypatch):
    monkeypatch.setattr("bargaining.claims.playing.CHUNK", 100)
    monkeypatch.setattr("bargaining.claims.streaming._APART", 30)
    size = {"worlds": 403, "worlds_per_draw": 5, "seed": 3}
    found = bg.measure_run(name, asked, **size)
    outcomes = bg.simulate(name, **size)
    for text in asked:
        expected = bg.measure(outcomes, text)
        assert expected.standard_error >= 0
        made.assert_same_numbers(found[text], expected)


def test_rows_stay_as_few_however_many_draws_come():
    rng = np.random.default_rng(4)
    counted, draws = _Counted(each_draw=False), 0
    for _ in range(60):
        counts = np.full((5_000, 1), 5.0)
        part = made.counted(rng.binomial(5, 0.3, size=(5_000, 1)).astype(float), counts)
        counted.add(replace(part, draws=part.draws + draws))
        draws += 5_000
        assert sum(len(one.draws) for one in counted._parts) <= 15_000
    whole = counted.tally()
    assert (len(whole.draws), whole.n_draws, whole.n_worlds) == (6, draws, 5 * draws)
    assert whole.total[0][0] / whole.total[0][1] == pytest.approx(0.3, abs=0.003)


def test_no_run_begins_with_a_list_of_its_parts():
    class Stop(Exception):
        pass

    def stop(done, total):
        assert (done, total) == (1_000, 10**9)
        raise Stop

    bg.measure_run("ultimatum", "P(settlement)", worlds=10)
    tracemalloc.start()
    with pytest.raises(Stop):
        bg.measure_run("ultimatum", "P(settlement)", worlds=10**9, progress=stop)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 2**20


@pytest.mark.slow
def test_it_goes_on_from_a_folder(scenario, tmp_path, monkeypatch):
    monkeypatch.setattr("bargaining.claims.playing.CHUNK", 20)
    whole = bg.measure_run(scenario, ASKED, **SIZE)

    class Stop(Exception):
        pass

    def stop(done, total):
        if done > 20:
            raise Stop

    with pytest.raises(Stop):
        bg.measure_run(scenario, ASKED, folder=tmp_path, progress=stop, **SIZE)
    assert len([*tmp_path.glob("*.npz")]) == 1
    seen = []
    again = bg.measure_run(
        scenario, ASKED, folder=tmp_path, progress=lambda done, total: seen.append(done), **SIZE
    )
    assert seen[0] == 20
    assert [*map(str, again.values())] == [*map(str, whole.values())]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ([], "at least one quantity"),
        (3, "quantities are texts"),
        ("P(setlement)", "Did you mean"),
        ("median(first(agreement))", "no median"),
    ],
)
def test_what_no_sum_knows_is_refused(scenario, asked, words):
    with pytest.raises(bg.ArgumentError, match=words):
        bg.measure_run(scenario, asked, **SIZE)
