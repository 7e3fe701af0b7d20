"""The Stockholm file carries the design's payoff weights, neither tuned nor dropped.

The table below was taken from the design and not read off the file.
"""

from __future__ import annotations

import pytest

from bargaining.scenario.terms import canonical

# party -> term -> weight, or the ends of its uniform prior
PAYOFFS = {
    "north_korea": {
        "sanctions_relief": 0.6,
        "sanctions_relief^2": 0.4,
        "patronage * sanctions_relief": -0.3,
        "patronage": (2.0, 4.0),
        "inter_korean_engagement": 0.4,
        "abductee_information": -0.15,
        "abductee_information^2": (-1.0, -0.1),
        "abductee_information * sanctions_relief": 0.15,
        "test_restraint": -0.45,
        "exercise_restraint * test_restraint": 0.3,
        "undelivered.north_korea": -0.2,
        "type.north_korea * undelivered.north_korea": -0.7,
        "abductee_information * undelivered.japan": -0.25,
        "capability": (0.3, 1.2),
        "military_exercise * tension": 0.25,
        "tension": -0.1,
        "at_table": 0.02,
        "at_table * sino_japanese_dispute": 0.08,
        "agreement_in_force * sino_japanese_dispute": 0.1,
        "alliance_strain * at_table": 0.05,
        "at_table * venue_outside_china": 0.01,
    },
    "japan": {
        "abductee_information": 0.4,
        "abductee_information^2": 0.6,
        "test_restraint": 0.35,
        "sanctions_relief": -0.15,
        "sanctions_relief^2": -0.3,
        "abductee_information * sanctions_relief": 0.25,
        "sanctions_relief * tension": -0.4,
        "sanctions_relief * tension * type.japan": -0.6,
        "sanctions_relief * undelivered.north_korea": -0.35,
        "alliance_backing": 0.8,
        "trilateral_coordination": 0.3,
        "alliance_strain": -0.3,
        "undelivered.japan": -0.5,
        "tension * undelivered.japan": 0.35,
        "at_table": 0.04,
        "agreement_in_force": 0.1,
        "agreement_in_force * tension": -0.15,
        "at_table * sino_japanese_dispute": 0.03,
        "at_table * diet_session": -0.05,
        "at_table * tension": -0.2,
        "tension": -0.1,
        "capability": -0.3,
    },
    "china": {
        "test_restraint": 0.4,
        "sanctions_relief": -0.25,
        "patronage": 0.05,
        "patronage * sanctions_relief": 0.35,
        "patronage * tension": -0.25,
        "at_table * sino_japanese_dispute": -0.05,
        "tension": -0.3,
        "at_table * patronage * venue_outside_china": 0.06,
    },
    "south_korea": {
        "test_restraint": 0.6,
        "inter_korean_engagement": -0.2,
        "inter_korean_engagement * sanctions_relief": 0.4,
        "inter_korean_engagement * tension": -0.5,
        "at_table * inter_korean_engagement": 0.08,
        "trilateral_coordination": 0.12,
        "alliance_strain * trilateral_coordination": -0.6,
        "tension * trilateral_coordination": 0.3,
        "tension": -0.4,
    },
    "united_states": {
        "test_restraint": 0.8,
        "alliance_backing": 0.2,
        "alliance_backing * alliance_strain": -0.8,
        "alliance_backing * tension": 0.2,
        "exercise_restraint": -0.45,
        "exercise_restraint * test_restraint": 0.45,
        "exercise_restraint * tension": -0.3,
        "sanctions_relief": -0.1,
        "tension": -0.4,
    },
    "japanese_public": {
        "abductee_information": 0.5,
        "abductee_information^2": 0.5,
        "sanctions_relief": -0.6,
        "sanctions_relief * tension": -0.5,
        "sanctions_relief * undelivered.north_korea": -0.4,
        "test_restraint": 0.2,
    },
    "north_korean_elite": {
        "sanctions_relief": 0.7,
        "abductee_information": -0.25,
        "test_restraint": -0.5,
        "patronage": (1.0, 2.0),
    },
}


def plain(weight):
    """Return a weight without its source: a value, or the ends of a uniform prior."""
    return (weight.low, weight.high) if hasattr(weight, "low") else weight.value


@pytest.mark.parametrize("party", PAYOFFS)
def test_payoff_weights_are_the_designs(stockholm, party):
    terms = {canonical(term): plain(n) for term, n in stockholm.payoffs[party].items()}
    assert terms == PAYOFFS[party]


def test_no_weight_has_a_spread_of_its_own(stockholm):
    weights = [n for terms in stockholm.payoffs.values() for n in terms.values()]
    assert len(weights) == 79
    assert all(getattr(n, "spread", None) is None for n in weights)


def test_every_payoff_names_its_group_of_motives(stockholm):
    groups = {"exchange", "process", "posture", "alliance", "security", "domestic", "promise"}
    for party, terms in stockholm.payoffs.items():
        assert {n.tag for n in terms.values()} <= groups, party
    posture = {t for p in ("japan", "north_korea") for t, n in stockholm.payoffs[p].items()
               if n.tag == "posture"}  # fmt: skip
    assert posture == {
        "at_table * sino_japanese_dispute",
        "agreement_in_force * sino_japanese_dispute",
        "alliance_strain * at_table",
        "at_table * venue_outside_china",
    }
