"""Each country's rules about its own steps and packages, in states set by hand, by world."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bargaining as bg
from bargaining.engine import NegotiationModel
from bargaining.parties import COUNTRIES
from bargaining.views.public_view import StepsView
from bargaining.views.table import feasible_at
from tests.unit.strategies.ladders import ladders

RELIEF, NEWS, RESTRAINT = "sanctions_relief", "abductee_information", "test_restraint"
COURTING, STANDING = "inter_korean_engagement", "trilateral_coordination"
EXERCISES, BACKING = "exercise_restraint", "alliance_backing"
CALM, CRISIS = 0.29, 0.3  # the threshold at which leaving the table is a rupture


@pytest.fixture(scope="module")
def scenario() -> bg.Scenario:
    return bg.load("stockholm-2014").replace({"settings.rounds": 3})


class Worlds:
    """As many worlds as states are supposed, each put into one of them."""

    def __init__(self, scenario: bg.Scenario, *states: dict[str, Any]) -> None:
        self.negotiation = NegotiationModel(scenario, seed=6, worlds=len(states))
        state, game = self.negotiation.world.state, self.negotiation.game
        state.rung[:] = 0
        state.condition[:] = 0.0
        for world, supposed in enumerate(states):
            for name, value in supposed.items():
                if name in game.issues:
                    state.rung[world, game.issues.index(name)] = value
                elif name in game.conditions:
                    state.condition[world, game.conditions.index(name)] = value
                else:
                    issue = game.issues.index(name.removeprefix("promised "))
                    state.agreement_in_force[world] = True
                    state.target[world, issue] = value

    def closed(self, party: str) -> dict[tuple[str | None, int], list[bool]]:
        """What the party's rule closes, by step, one entry a world."""
        index = self.negotiation.game.party(party)
        view = StepsView(self.negotiation.rows, index)
        answer = self.negotiation.parties[index].closed_steps(view)
        assert answer is not None
        assert answer.shape == (view.n, len(view.step_options))
        return {step: answer[:, o].tolist() for o, step in enumerate(view.step_options)}


def test_japan_eases_nothing_ahead_of_what_it_was_told_nor_in_a_crisis(scenario):
    worlds = Worlds(
        scenario,
        {RELIEF: 0, NEWS: 0, "tension": CALM},
        {RELIEF: 0, NEWS: 1, "tension": CALM},
        {RELIEF: 1, NEWS: 1, "tension": CALM},
        {RELIEF: 2, NEWS: 1, "tension": CALM},
        {RELIEF: 1, NEWS: 2, "tension": CALM},
        {RELIEF: 1, NEWS: 2, "tension": CRISIS},
        {RELIEF: 1, NEWS: 0, "promised " + RELIEF: 0.5},
        {RELIEF: 2, NEWS: 0, "promised " + RELIEF: 0.5},
        {RELIEF: 1, NEWS: 0, "promised " + RELIEF: 0.5, "tension": CRISIS},
    )
    closed = worlds.closed("japan")
    assert closed.pop((RELIEF, +1)) == [True, False, True, True, False, True, False, True, True]
    assert not np.any(list(closed.values())), "it may always hold and take relief back"


def test_north_korea_gives_the_next_rung_when_the_last_was_paid_for(scenario):
    worlds = Worlds(
        scenario,
        {},
        {NEWS: 1},
        {RESTRAINT: 1},
        {NEWS: 1, RELIEF: 1},
        {NEWS: 1, RESTRAINT: 1, RELIEF: 1},
        {NEWS: 2, RESTRAINT: 1, RELIEF: 4},
        # what third parties give pays for nothing
        {NEWS: 1, COURTING: 2, EXERCISES: 1},
    )
    unpaid = [False, True, True, False, True, False, True]
    closed = worlds.closed("north_korea")
    for (issue, direction), where in closed.items():
        assert where == (unpaid if direction > 0 else [False] * len(unpaid)), issue
    assert {issue for issue, direction in closed if direction > 0} == {NEWS, RESTRAINT}


def test_rungs_are_counted_from_where_the_file_begins_to_count(scenario):
    started = scenario.replace(
        {f"issues.{NEWS}.baseline": {"value": 0.25, "source": "assumed", "why": "told before"}}
    )
    worlds = Worlds(started, {NEWS: 0}, {NEWS: 1}, {NEWS: 2}, {NEWS: 2, RELIEF: 1})
    assert worlds.closed("north_korea")[NEWS, +1] == [False, False, True, False]


def test_china_cuts_no_support_against_a_rival_and_adds_none_in_a_crisis(scenario):
    worlds = Worlds(
        scenario,
        {RELIEF: 0, "tension": CALM},
        {RELIEF: 1, "tension": CALM},
        {RELIEF: 0, "tension": CRISIS},
        {RELIEF: 1, "tension": CRISIS},
    )
    closed = worlds.closed("china")
    assert closed["patronage", -1] == [False, True, False, True]
    assert closed["patronage", +1] == [False, False, True, True]
    others = {step: where for step, where in closed.items() if step[0] != "patronage"}
    assert not np.any(list(others.values()))


def test_south_korea_courts_in_quiet_months_and_coordinates_in_a_crisis(scenario):
    worlds = Worlds(
        scenario,
        {COURTING: 0, "tension": CALM},
        {COURTING: 1, "tension": CALM},
        {COURTING: 0, "tension": CRISIS},
        {COURTING: 1, "tension": CRISIS},
    )
    closed = worlds.closed("south_korea")
    assert closed.pop((COURTING, +1)) == [False, False, True, True]
    assert closed.pop((STANDING, +1)) == [False, True, False, False]
    assert not np.any(list(closed.values())), "it may always go back"


def test_the_united_states_change_exercises_in_their_season(scenario):
    worlds = Worlds(scenario, {"military_exercise": 0.0}, {"military_exercise": 1.0})
    closed = worlds.closed("united_states")
    assert closed[EXERCISES, +1] == closed[EXERCISES, -1] == [True, False]
    assert not any(closed[None, 0])


def test_the_united_states_take_nothing_from_a_tokyo_that_does_nothing(scenario):
    worlds = Worlds(scenario, {}, {RELIEF: 1}, {}, {NEWS: 1, "tension": CRISIS})
    worlds.negotiation.world.state.at_table[:] = [False, False, True, False]
    closed = worlds.closed("united_states")
    assert closed[BACKING, -1] == [True, False, False, True]
    assert not any(closed[BACKING, +1]), "it may always stand by Tokyo"


def test_japan_signs_no_relief_away_in_a_crisis(scenario):
    worlds = Worlds(
        scenario,
        {RELIEF: 1, "tension": CALM},
        {RELIEF: 1, "tension": CRISIS},
        {RELIEF: 4, "tension": CRISIS},
    )
    japan = worlds.negotiation.game.party("japan")
    view = StepsView(worlds.negotiation.rows, japan)
    barred = worlds.negotiation.parties[japan].barred_packages(view)
    asked = view.packages[:, view.menu.index(RELIEF)]
    assert not barred[0].any()
    np.testing.assert_array_equal(barred[1], asked > 1)
    assert not barred[2].any(), "nothing is left to be eased"
    # What is barred is off the table for both sides.
    offerable = feasible_at(worlds.negotiation.rows)
    assert (offerable[0] & (asked > 1)).any()
    assert not (offerable & barred).any()
    np.testing.assert_array_equal(offerable[1], offerable[0] & ~barred[1])


def test_without_its_issues_a_country_closes_nothing():
    for country in ("Japan", "China", "SouthKorea"):
        seats = {"ann": COUNTRIES[country]}
        negotiation = NegotiationModel(ladders(), seed=1, worlds=2, seats=seats)
        view = StepsView(negotiation.rows, 0)
        assert negotiation.parties[0].closed_steps(view) is None, country
    for country in ("NorthKorea", "UnitedStates"):
        negotiation = NegotiationModel(
            ladders(), seed=1, worlds=2, seats={"ann": COUNTRIES[country]}
        )
        view = StepsView(negotiation.rows, 0)
        assert not negotiation.parties[0].closed_steps(view).any(), country


def test_where_leaving_is_never_a_rupture_there_is_no_crisis(scenario):
    outcome = scenario.outcome.model_copy(update={"rupture": None})
    quiet = scenario.model_copy(update={"outcome": outcome})
    worlds = Worlds(quiet, {RELIEF: 0, NEWS: 1, "tension": 1.0})
    assert not worlds.closed("japan")[RELIEF, +1][0]
    assert not worlds.closed("china")["patronage", +1][0]
