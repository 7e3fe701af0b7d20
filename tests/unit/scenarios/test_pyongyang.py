"""The file on 2002 begins with a guarantee that Tokyo may break; its type says how readily."""

from __future__ import annotations

import numpy as np
import pytest

from bargaining.engine import simulate
from bargaining.scenario import Scenario, load
from bargaining.scenario.evidence import numbers_of
from bargaining.scenario.terms import parse_term

# dotted path -> ends of the prior, or parameters of a beta, typed from the design
NUMBERS = {
    "payoffs.north_korea.sanctions_relief": (0.7, 0.7),
    "payoffs.north_korea.sanctions_relief^2": (0.6, 0.6),
    "payoffs.north_korea.abductee_information^2": (-0.8, -0.1),
    "payoffs.japan.returnees": (-0.8, -0.8),
    "parties.japan.belief": ("beta", 4, 4),
    "parties.north_korea.belief": ("beta", 4, 4),
    "parties.japan.hurdle": (-0.25, 0.05),
    "issues.patronage.initial": (0.5, 0.5),
    "acts.missile.window.probability": (0.07, 0.2),
    "acts.nuclear.window.probability": (0.015, 0.06),
}

# counterfactual -> the month in which it begins, by the public record
MONTHS = {
    "returnees_sent_back": (2002, 10),
    "returnees_kept": (2002, 10),
    "early_sanctions_2004": (2004, 12),
    "leader_change_2006": (2006, 9),
    "no_leader_change_2006": (2006, 9),
    "nuclear_test_2006": (2006, 10),
    "no_2006_test": (2006, 10),
}


@pytest.fixture(scope="module")
def summit() -> Scenario:
    return load("pyongyang-2002")


@pytest.fixture(scope="module")
def winter(summit) -> Scenario:
    """The first half-year, in which the guarantee is kept or broken."""
    return summit.replace({"settings.rounds": 7})


def play(scenario, arm):
    return simulate(scenario.intervene(arm), worlds=8, worlds_per_draw=2, seed=5)


@pytest.mark.parametrize("path", NUMBERS)
def test_numbers_are_the_designs(summit, path):
    number = numbers_of(summit)[path]
    if hasattr(number, "alpha"):
        assert ("beta", number.alpha, number.beta) == NUMBERS[path]
    else:
        assert number.support() == NUMBERS[path]


def test_japans_type_has_one_meaning_here(summit):
    typed = {
        (party, column)
        for party, terms in summit.payoffs.items()
        for term in terms
        if "type.japan" in (columns := {str(column) for column in parse_term(term)})
        for column in columns - {"type.japan"}
    }
    assert typed == {("japan", "undelivered.japan")}
    assert summit.parties["japan"].type_labels == ("faithless", "faithful")
    numbers = numbers_of(summit)
    assert numbers["payoffs.japan.type.japan * undelivered.japan"].value < 0
    delivery = summit.parties["japan"].expected_delivery
    assert delivery.type_0.support()[1] < delivery.type_1.support()[0]
    assert delivery.type_0.draw is delivery.type_1.draw is None


def test_what_tension_costs_japan_is_the_bases_mean(summit, stockholm):
    # the base splits it by type: the line for both, and the resolute type's at its prior
    theirs = numbers_of(stockholm)
    resolute = theirs["payoffs.japan.sanctions_relief * tension * type.japan"]
    mean = theirs["payoffs.japan.sanctions_relief * tension"].expectation()
    mean += theirs["parties.japan.belief"].expectation() * resolute.expectation()
    ours = numbers_of(summit)["payoffs.japan.sanctions_relief * tension"].expectation()
    assert ours == pytest.approx(mean, abs=0.02)


def test_the_diet_session_is_gone(summit):
    assert "diet_session" not in summit.conditions
    assert not [term for term in summit.payoffs["japan"] if "diet_session" in term]


def test_the_guarantee_is_a_live_promise_of_japan(summit):
    returnees = summit.issues["returnees"]
    assert returnees.giver == "japan"
    assert not returnees.reversible
    assert [(rung.level, rung.label) for rung in returnees.rungs] == [
        (0, "kept in Japan"),
        (1, "sent back as guaranteed"),
    ]
    promise = summit.agreement.promises["returnees"]
    assert (promise.level_at_signing, promise.target) == (0, 1)
    assert "returnees" not in summit.table.menu.issues
    assert "returnees" not in summit.outcome.scope


@pytest.mark.parametrize("arm", MONTHS)
def test_counterfactuals_begin_in_the_months_of_the_record(summit, arm):
    [one] = [each for each in summit.what_ifs if each.name == arm]
    months = summit.header.start.month - 1 + min(change.at for change in one.do)
    assert (summit.header.start.year + months // 12, months % 12 + 1) == MONTHS[arm]


def test_every_counterfactual_has_a_month(summit):
    assert {one.name for one in summit.what_ifs} == set(MONTHS)
    assert summit.settings.rounds.value == 52


def test_keeping_the_five_is_japans_default_of_january_2003(winter):
    outcomes = play(winter, "returnees_kept")
    japan = list(winter.table.principals).index("japan")
    broken = np.asarray(outcomes.defaulted)[:, :, japan]
    assert (broken.argmax(axis=1) == 4).all()
    assert broken.any(axis=1).all()
    assert np.asarray(outcomes.agreement_in_force)[:, :4].all()
    assert not np.asarray(outcomes.sat)[:, :5].any()


def test_sending_them_back_keeps_the_promise_in_october_2002(winter):
    outcomes = play(winter, "returnees_sent_back")
    assert np.asarray(outcomes.completed)[:, 1].all()
    assert not np.asarray(outcomes.completed)[:, 0].any()
    assert not np.asarray(outcomes.defaulted)[:, :2].any()
    # exogenous, so only the stated likelihood ratio tells observers something
    before, after = (np.asarray(outcomes.belief)[:, round, 0] for round in (0, 1))
    assert (after > before).all()


def test_thresholds_are_the_ledgers(summit):
    found = {c.id: (c.direction, c.threshold) for c in summit.claims if c.id.startswith("H")}
    assert found == {"H18a": ("<=", -0.02), "H18b": ("<=", -0.02), "H20a": (">=", 0.03)}
