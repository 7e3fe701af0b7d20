"""Process statistics of hand-made worlds, beside the record of the same months."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

import bargaining as bg
from bargaining.errors import ArgumentError
from bargaining.history import BacktestResult, process_of
from bargaining.outcomes import Outcomes, Response

MONTHS = 22


def made_up(scenario, **changed):
    """Return four worlds in two draws in which nothing happens but what is set.

    Parameters
    ----------
    scenario : Scenario
        Whose labels and months they have.
    changed : mapping of array to {place: value}
        A place is an index into an array over (world, round, ...).
    """
    played = bg.simulate(scenario, worlds=4, worlds_per_draw=2, seed=1)
    arrays = {name: np.array(played[name]) for name in played}
    quiet = {"response": Response.NO_TABLE, "proposer": -1, "step": 0, "act": 0, "defaulted": 0}
    for name, nothing in quiet.items():
        arrays[name][...] = nothing
    for name, places in changed.items():
        for place, value in places.items():
            arrays[name][place] = value
    return Outcomes(arrays, dict(played.axes), dict(played.labels), played.record)


@pytest.fixture(scope="module")
def accord():
    return bg.load("e7b-2014")


@pytest.fixture(scope="module")
def found(accord):
    relief, information = 0, 1
    japan, korea = 0, 1
    return process_of(
        made_up(
            accord,
            response={
                (0, 0): Response.REFUSED,
                (0, 1): Response.NOT_RATIFIED,
                (0, 2): Response.AGREED,
                (1, 0): Response.AGREED,
                (2, 5): Response.AGREED,
                (3, 0): Response.PASSED,
            },
            proposer={(0, 0): 0, (0, 1): 1, (0, 2): 0, (1, 0): 1, (2, 5): 0, (3, 0): 0},
            step={(0, 3, relief): 1, (0, 9, relief): -1, (1, 2, information): 1},
            defaulted={(0, 9, japan): 1, (1, 21, korea): 1},
            act={(0, 4, 0): 1, (1, 4, 0): 1, (1, 5, 0): 1, (3, 20, 1): 1},
        )
    )


def of(process, name):
    [one] = [one for one in process.statistics if one.name == name]
    return one


def test_worlds_are_counted_by_year_and_by_party(found):
    years = MONTHS / 12
    assert (found.scenario, found.start, found.months) == ("e7b-2014", "2014-05", MONTHS)
    assert of(found, "offers a year").value == pytest.approx(5 / 4 / years)
    assert of(found, "share of offers by Japan").value == pytest.approx(3 / 5)
    assert of(found, "share of accepted texts refused at home").value == pytest.approx(1 / 4)
    assert of(found, "steps of Japan a year").value == pytest.approx(2 / 4 / years)
    assert of(found, "steps of North Korea a year").value == pytest.approx(1 / 4 / years)
    assert of(found, "months with launches a year").value == pytest.approx(3 / 4 / years)
    assert of(found, "nuclear tests a year").value == pytest.approx(1 / 4 / years)


def test_a_text_lasts_from_its_own_month(found):
    # signed in rounds 2, 0 and 5; broken after 7 and 21 months, and not in 16
    median = of(found, "median months from text to first default")
    assert median.value == 21
    assert median.in_record == 21
    assert median.at_least_as_far == pytest.approx(2 / 3)


def test_the_record_is_counted_in_the_same_months(found):
    years = MONTHS / 12
    # measures lifted and taken back; committee set up and dissolved; seven months with launches
    assert of(found, "steps of Japan a year").in_record == pytest.approx(2 / years)
    assert of(found, "steps of North Korea a year").in_record == pytest.approx(2 / years)
    assert of(found, "months with launches a year").in_record == pytest.approx(7 / years)
    assert of(found, "nuclear tests a year").in_record == pytest.approx(1 / years)
    assert of(found, "share of accepted texts refused at home").in_record == 0
    for name in ("offers a year", "share of offers by Japan"):
        assert (of(found, name).in_record, of(found, name).at_least_as_far) == (None, None)


def test_how_far_the_record_lies_is_a_share_of_worlds(found):
    # Two worlds in four take as many steps as the record, or more, where Japan takes two.
    assert of(found, "steps of Japan a year").at_least_as_far == pytest.approx(1 / 4)
    assert of(found, "nuclear tests a year").at_least_as_far == pytest.approx(1 / 4)
    assert of(found, "months with launches a year").at_least_as_far == 0


def test_a_text_in_force_at_the_start_keeps_its_age():
    july = bg.load("trilateral-2014")
    relief = process_of(made_up(july, defaulted={(0, 3, 0): 1, (1, 3, 0): 1, (2, 3, 0): 1}))
    median = of(relief, "median months from text to first default")
    # two months old in July 2014; broken in October, in the record in February 2016
    assert (median.value, median.in_record) == (5, 21)
    assert median.at_least_as_far == pytest.approx(1 / 4)


def test_what_did_not_come_is_never_and_what_is_not_known_is_nothing(accord):
    quiet = process_of(made_up(accord.replace({"settings.rounds": 8})))
    median = of(quiet, "median months from text to first default")
    assert (median.value, median.in_record) == (None, math.inf)
    assert of(quiet, "share of offers by Japan").value is None
    result = BacktestResult(cells=(), checks=(), surprise={}, run={}, process=(quiet,))
    kept = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert BacktestResult.from_dict(kept) == result
    text = str(quiet)
    assert max(map(len, text.splitlines())) <= 96
    assert "never" in text


def test_only_months_of_the_two_are_compared():
    with pytest.raises(ArgumentError, match="rounds of a month"):
        process_of(bg.simulate(bg.load("rubinstein"), worlds=2, worlds_per_draw=1, seed=1))
