"""Talks without an agreement in mind: stalling, and negotiating for side-effects."""

from __future__ import annotations

import numpy as np
import pytest

import bargaining as bg
from bargaining import SideEffects, StallAndTest
from bargaining.codes import Closing, Response
from bargaining.strategies import QuantalResponse
from tests.unit.scenario.samples import MINIMAL, number

WORLDS = 40


@pytest.fixture(scope="module")
def scenario():
    return bg.load(str(MINIMAL))


def played(scenario, **seats):
    return bg.simulate(scenario, worlds=WORLDS, seed=9, seats=seats)


def made_by(outcomes, scenario, principal):
    """Return where a principal had the floor, (world, round)."""
    return outcomes.proposer == scenario.table.principals.index(principal)


def test_stalling_never_signs_and_passes_when_it_has_the_floor(scenario):
    stalled = played(scenario, east=StallAndTest())
    assert not (stalled.response == Response.AGREED).any()
    assert not (stalled.response == Response.NOT_RATIFIED).any()
    had_floor = made_by(stalled, scenario, "east")
    assert had_floor.any()
    assert (stalled.response[had_floor] == Response.PASSED).all()
    assert (played(scenario).response == Response.AGREED).any()


def test_stalling_acts_whenever_it_can(scenario):
    stalled, usual = played(scenario, east=StallAndTest()), played(scenario)
    assert (stalled.act == stalled.window_open).all()
    assert (usual.act != usual.window_open).any()


def test_stalling_always_talks(scenario):
    """Where the other is willing too, talks never close and open at once."""
    willing = played(scenario, east=StallAndTest(), west=StallAndTest())
    unbroken = willing.closing != Closing.BREAKDOWN
    before = np.cumsum(~unbroken, axis=1) == 0
    before[:, scenario.table.deadline.value :] = False
    assert before.any()
    assert willing.sat[before].all()
    assert not (willing.closing == Closing.WALK_OUT).any()


def test_stalling_gives_nothing_away_at_the_table(scenario):
    """Both types would do the same, so belief moves by steps alone."""
    quiet = scenario.replace(
        {"parties.east.turnover": 0, "acts.test.window.probability": 0.6, "settings.rounds": 3}
    )
    seats = {"east": _StandStill()}
    belief = bg.simulate(quiet, worlds=WORLDS, seed=9, seats=seats).belief
    assert np.ptp(belief, axis=1).max() == pytest.approx(0.0, abs=1e-12)


class _StandStill(StallAndTest):
    def choose_step(self, view):
        return np.zeros(view.n, dtype=int)


class _Asked(SideEffects):
    """Side-effects, with a note of what was asked and said."""

    def __init__(self, said):
        self.said = said

    def open_talks(self, view):
        answer = super().open_talks(view)
        self.said.append(("open", view.side_effects, view.inertia, answer))
        return answer

    def walk_out(self, view):
        answer = super().walk_out(view)
        self.said.append(("walk", -view.side_effects, view.inertia, answer))
        return answer


def test_side_effects_sits_while_sitting_is_worth_it_and_signs_nothing(scenario):
    said = []
    outcomes = played(scenario, east=_Asked(said))
    assert {what for what, *_ in said} == {"open", "walk"}
    for _, gain, inertia, answer in said:
        for row in range(len(gain)):
            assert answer[row].tolist() == [g > inertia[row] for g in gain[row].tolist()]
    assert not np.isin(outcomes.response, (Response.AGREED, Response.NOT_RATIFIED)).any()
    assert (outcomes.response[made_by(outcomes, scenario, "east")] == Response.PASSED).all()


@pytest.mark.parametrize(("pays", "sits"), [(0.5, True), (-2.0, False)])
def test_side_effects_goes_by_what_sitting_pays(scenario, pays, sits):
    """No agreement gains the East anything here, so that all it may want is the talks."""
    paid = scenario.replace(
        {"payoffs.east": {"at_table": number(pays), "news^2": number(-0.3, "a chip spent")}}
    )
    paid = paid.replace({"table.deadline": 12})
    willing = _Willing()
    outcomes = played(paid, east=SideEffects(), west=willing)
    assert (outcomes.sat.mean() > 0.9) == sits


class _Willing(QuantalResponse):
    """Always ready to talk."""

    def open_talks(self, view):
        return np.ones(view.n, dtype=bool)

    def walk_out(self, view):
        return np.zeros(view.n, dtype=bool)
