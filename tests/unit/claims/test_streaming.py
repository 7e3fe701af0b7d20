"""Quantities of a run of which no world is kept."""

from __future__ import annotations

import pytest

import bargaining as bg

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
