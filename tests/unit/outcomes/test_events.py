"""Rounds of events, checked against a walk through each world."""

import numpy as np
import pytest

from bargaining.chance import uniforms
from bargaining.errors import ArgumentError
from bargaining.outcomes import Ending, Response
from bargaining.outcomes.events import (
    event_words,
    first_rounds,
    first_true,
    n_givers,
    number_by_round,
    reduced,
)
from bargaining.scenario import load
from tests.unit.outcomes.synthetic import scenario_data, scenario_of, synthetic


def partial_threshold(run):
    return number_by_round(run, "outcome.partial", run.scenario.outcome.partial)


def test_never_is_nan():
    happened = np.array([[False, True, True], [False, False, False]])
    np.testing.assert_array_equal(first_true(happened), [1, np.nan])
    assert np.isnan(first_true(np.zeros((2, 0), dtype=bool))).all()


def test_every_event_is_found_by_a_plain_walk():
    run = synthetic(50)
    rounds = first_rounds(run)

    def walk(world, test):
        return next((float(t) for t in range(12) if test(world, t)), np.nan)

    def stands(w, t):
        return run.ending_by_round[w, t] in (Ending.SETTLEMENT, Ending.PARTIAL)

    plain = {
        "agreement": lambda w, t: run.response[w, t] == Response.AGREED,
        "default": lambda w, t: any(run.defaulted[w, t]),
        "default.south": lambda w, t: run.defaulted[w, t, 1],
        "lapse": lambda w, t: run.lapsed[w, t],
        "opening": lambda w, t: run.opened[w, t],
        "act.raid": lambda w, t: run.act[w, t, 0],
        "accommodation": stands,
        "accommodation_lost": lambda w, t: not stands(w, t) and any(stands(w, s) for s in range(t)),
        "snap_back": lambda w, t: min(run.step[w, t, :2]) < 0,
        "snap_back.dams": lambda w, t: run.step[w, t, 2] < 0,
    }
    for event, test in plain.items():
        expected = [walk(world, test) for world in range(50)]
        np.testing.assert_array_equal(rounds[event], expected, err_msg=event)
        assert np.isfinite(expected).any(), f"{event} never happens: the test sees nothing"


def test_an_unknown_event_is_refused():
    with pytest.raises(ArgumentError, match="agreement"):
        synthetic(5).first_round("wedding")


def test_a_threshold_with_a_prior_is_that_of_the_worlds_draw():
    run = synthetic(25, first_world=7)
    u = uniforms(7, "prior.outcome.partial", 0, 4)
    by_draw = 0.2 + 0.2 * u
    expected = by_draw[np.arange(7, 32) // 10]
    np.testing.assert_allclose(partial_threshold(run), np.repeat(expected[:, None], 12, axis=1))


def test_a_dated_change_of_the_threshold_holds_from_its_date():
    data = scenario_data()
    data["interventions"] = [
        {"at": 3, "until": 5, "kind": "parameter", "target": "outcome.partial", "value": 0.9}
    ]
    run = synthetic(10, scenario=scenario_of(data))
    changed = partial_threshold(run)[0] == 0.9
    np.testing.assert_array_equal(np.flatnonzero(changed), [3, 4, 5])


def test_one_sided_worlds_have_one_side_above_and_one_below():
    run = synthetic(200)
    found = reduced(run, "one_sided")
    threshold = partial_threshold(run)[:, -1]
    last = run.net_concession[:, -1]
    np.testing.assert_array_equal(
        found, (last.max(axis=1) >= threshold - 1e-9) & (last.min(axis=1) < threshold - 1e-9)
    )
    assert 0 < found.sum() < 200


def test_whatever_ends_in_accommodation_ever_had_one():
    run = synthetic(100)
    assert np.isfinite(run.first_round("accommodation"))[run.ending <= Ending.PARTIAL].all()


@pytest.mark.parametrize(
    ("scenario", "sides"),
    [("rubinstein", "the side that gives"), ("stockholm-2014", "both sides")],
)
def test_an_accommodation_is_told_with_who_gives(scenario, sides):
    words = event_words(n_givers(load(scenario)))
    assert words["accommodation"] == f"at some time {sides} had conceded something"
