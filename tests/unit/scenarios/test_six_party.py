"""Five signers: every signature is needed, and the bilateral arm differs in the format alone."""

from __future__ import annotations

import numpy as np
import pytest

from bargaining.codes import Response
from bargaining.engine import simulate
from bargaining.scenario import Scenario, load
from bargaining.scenario.evidence import numbers_of
from bargaining.strategies import QuantalResponse

FIVE = ("china", "north_korea", "japan", "south_korea", "united_states")
ADDED = ("china", "south_korea", "united_states")
COSTS_OF_A_SIGNER = ("proposal_noise", "refusal_cost", "ratification_failure_cost")
# what a patron and allies in the room take the point from, and the venue of talks for two
DROPPED = {
    "payoffs.north_korea.at_table * sino_japanese_dispute",
    "payoffs.north_korea.agreement_in_force * sino_japanese_dispute",
    "payoffs.north_korea.at_table * six_party_talks",
    "payoffs.north_korea.alliance_strain * at_table",
    "payoffs.north_korea.at_table * venue_outside_china",
    "payoffs.japan.at_table * sino_japanese_dispute",
    "payoffs.china.at_table * sino_japanese_dispute",
    "payoffs.china.at_table * patronage * venue_outside_china",
    "conditions.alliance_strain.drivers.at_table",
    "conditions.venue_outside_china.mean",
    "conditions.venue_outside_china.persistence",
}


@pytest.fixture(scope="module")
def five() -> Scenario:
    return load("six-party-2014")


@pytest.fixture(scope="module")
def two() -> Scenario:
    return load("bilateral-2014")


def test_the_two_arms_differ_in_the_format_alone(five, two):
    ours, theirs = numbers_of(five), numbers_of(two)
    assert theirs.keys() - ours.keys() == DROPPED
    assert ours.keys() - theirs.keys() == {
        f"parties.{party}.{cost}" for party in ADDED for cost in COSTS_OF_A_SIGNER
    }
    assert {path for path in ours.keys() & theirs.keys() if ours[path] != theirs[path]} == {
        "issues.six_party_talks.initial"
    }
    for path in ours.keys() - theirs.keys():
        theirs_of_the_two = theirs[f"parties.north_korea.{path.split('.')[-1]}"]
        assert ours[path].support() == theirs_of_the_two.support()
    assert five.settings == two.settings
    assert five.table.open_at_start
    assert two.table.open_at_start
    for issue in two.table.menu.issues:
        assert five.table.menu.levels[issue] == two.table.menu.levels[issue]


def test_the_bilateral_arm_is_detente_made_simpler(two):
    detente = load("detente-2014")
    assert numbers_of(two) == numbers_of(detente)
    assert two.settings == detente.settings
    assert two.parties == detente.parties


def test_five_sign_over_what_five_can_give(five):
    assert five.table.principals == FIVE
    givers = {five.issues[issue].giver for issue in five.table.menu.issues}
    assert givers == {"north_korea", "japan", "south_korea", "united_states"}
    assert np.prod([len(levels) for levels in five.table.menu.levels.values()]) == 243


class _SignsNothing(QuantalResponse):
    """Bargains like anybody and refuses every offer."""

    def respond(self, view):
        return np.zeros(len(view.value_if_agreed))


def test_every_signature_is_needed(five):
    # four rounds, in which the last of the five does not propose
    open_table = five.replace({"settings.rounds": 4}).intervene("talks_kept_open")
    for seats, signed in (({}, True), ({FIVE[-1]: _SignsNothing}, False)):
        outcomes = simulate(open_table, worlds=24, worlds_per_draw=4, seed=11, seats=seats)
        assert (outcomes.response == Response.AGREED).any() == signed


def test_under_beijings_agenda_no_offer_runs_ahead_of_restraint(five):
    short = five.replace({"settings.rounds": 3}).intervene("beijing_sets_agenda")
    outcomes = simulate(short, worlds=48, worlds_per_draw=4, seed=11)
    menu = five.table.menu.issues
    offers = outcomes.offer[outcomes.offer[:, :, 0] >= 0]
    assert len(offers) > 10
    level = {
        issue: np.array([rung.level for rung in five.issues[issue].rungs])[offers[:, axis]]
        for axis, issue in enumerate(menu)
    }
    assert np.all(level["sanctions_relief"] <= level["test_restraint"])
    assert np.all(level["abductee_information"] <= level["test_restraint"])


def test_the_threshold_of_the_format_is_the_ledgers(five):
    [claim] = [c for c in five.claims if c.id == "H19"]
    assert claim.compare == ("six-party-2014", "bilateral-2014")
    assert (claim.direction, claim.threshold) == (">", 0.05)
