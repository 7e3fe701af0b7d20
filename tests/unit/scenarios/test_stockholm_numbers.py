"""The Stockholm file carries the design's parameters, neither tuned nor dropped.

The tables below were typed from the design and not read off the file.
"""

from __future__ import annotations

import pytest

PARTIES = ["japan", "north_korea", "china", "south_korea", "united_states"]
RATIFIERS = ["japanese_public", "north_korean_elite"]

# issue -> giver, levels, start
LADDERS = {
    "sanctions_relief": ("japan", [0, 0.25, 0.5, 0.75, 1], 0),
    "abductee_information": ("north_korea", [0, 0.25, 0.5, 0.75, 1], 0),
    "test_restraint": ("north_korea", [0, 0.5, 1], 0),
    "patronage": ("china", [0, 0.25, 0.5, 0.75, 1], 0.75),
    "inter_korean_engagement": ("south_korea", [0, 0.5, 1], 0),
    "trilateral_coordination": ("south_korea", [0, 0.5, 1], 0.5),
    "alliance_backing": ("united_states", [0, 0.5, 1], 1),
    "exercise_restraint": ("united_states", [0, 0.5, 1], 0),
}

# condition -> kind, persistence
CONDITIONS = {
    "tension": ("autoregressive", (0.80, 0.95)),
    "capability": ("autoregressive", 1),
    "alliance_strain": ("autoregressive", (0.85, 0.95)),
    "military_exercise": ("bernoulli", None),
    "sino_japanese_dispute": ("autoregressive", 0.9),
    "diet_session": ("calendar", None),
    "venue_outside_china": ("autoregressive", 1),
}

# counterfactual -> (at, until, kind, target, value) of each change
CHANGES = {
    "nuclear_test": [(8, None, "act", "nuclear", None)],
    "no_nuclear_test": [(8, 23, "no_act", "nuclear", None)],
    "preemptive_reward": [(1, None, "level", "sanctions_relief", 0.5)],
    "disproportionate_reward": [(1, None, "level", "sanctions_relief", 1)],
    "unconditional_reward": [
        (1, None, "level", "sanctions_relief", 0.5),
        (1, None, "scale", "payoffs.japan.sanctions_relief * tension", 0),
        (1, None, "scale", "payoffs.japan.sanctions_relief * tension * type.japan", 0),
    ],
    "talks_in_beijing": [(0, None, "condition", "venue_outside_china", 0)],
    "no_reciprocity": [
        (0, None, "scale", f"payoffs.{party}.abductee_information * sanctions_relief", 0)
        for party in ("japan", "north_korea")
    ],
    "missile_at_4": [(4, None, "act", "missile", None)],
    "nuclear_at_4": [(4, None, "act", "nuclear", None)],
}


def plain(number):
    """Return what a number says, without its source: a value or the parameters of its prior."""
    if number is None:
        return None
    if hasattr(number, "alpha"):
        return ("beta", number.alpha, number.beta)
    return (number.low, number.high) if hasattr(number, "low") else number.value


def test_parties_stand_in_the_order_of_the_design(stockholm):
    assert list(stockholm.parties) == PARTIES + RATIFIERS
    assert stockholm.table.principals == ("japan", "north_korea")
    owners = {issue.giver for issue in stockholm.issues.values()}
    assert owners == set(PARTIES)


def test_party_parameters(stockholm):
    p = stockholm.parties
    assert plain(p["japan"].discount_factor) == (0.95, 0.985)
    assert plain(p["north_korea"].discount_factor) == (0.96, 0.99)
    for name in PARTIES[2:] + RATIFIERS:
        assert plain(p[name].discount_factor) == 0.97
        assert plain(p[name].choice_noise) == (0.02, 0.04)
    for name in PARTIES[:2]:
        assert plain(p[name].choice_noise) == (0.02, 0.05)
        assert plain(p[name].hurdle) == (-0.20, 0.05)
    for name in PARTIES:
        assert plain(p[name].inertia) == (0.06, 0.12)
    assert {n: plain(p[n].belief) for n in p if p[n].belief} == {
        "japan": ("beta", 6, 4),
        "north_korea": ("beta", 3, 5),
    }
    assert {n: p[n].ratifier for n in p if p[n].ratifier} == {
        "japan": "japanese_public",
        "north_korea": "north_korean_elite",
    }
    assert {n: plain(p[n].turnover) for n in p if p[n].turnover} == {"japan": 0.01}


def test_japans_delivery_is_one_draw_and_north_koreas_two(stockholm):
    japan = stockholm.parties["japan"].expected_delivery
    korea = stockholm.parties["north_korea"].expected_delivery
    assert plain(japan.type_0) == plain(japan.type_1) == (0.4, 0.8)
    assert japan.type_0.draw == japan.type_1.draw == "japan.expected_delivery"
    assert plain(korea.type_0) == (0.1, 0.4)
    assert plain(korea.type_1) == (0.7, 0.95)
    assert korea.type_0.draw is None
    assert korea.type_1.draw is None


def test_settings_and_table(stockholm):
    s, table = stockholm.settings, stockholm.table
    assert [n.value for n in (s.rounds, s.planning_window, s.table_lookahead, s.foresight)] == [
        24, 12, 6, 3,
    ]  # fmt: skip
    assert s.spread.value == 0.25
    assert not s.stake_in_steps
    assert table.open_at_start
    assert plain(table.breakdown_probability) == 0.01
    assert table.lapse.value == 18
    assert plain(table.undelivered_memory) == 0.95
    assert table.due.value == 14 + 3  # the year of July 2014 to July 2015, and three of grace
    assert (table.offer_prior, table.own_delivery, table.schedule) == (
        "equal", "incentives", "linear",
    )  # fmt: skip
    assert table.foresee_ratification
    assert table.learn_from_offers
    assert table.memory_outlasts_texts
    assert table.completed_promises_bind
    assert table.talks_have_weight
    assert plain(table.adjournment_probability) == (0.15, 0.40)
    assert table.default_voids_text
    assert table.deadline is None
    assert stockholm.header.start.isoformat() == "2014-05-01"


def test_what_offers_refusals_and_turns_cost(stockholm):
    for name, party in stockholm.parties.items():
        gives, signs = name in PARTIES, name in PARTIES[:2]
        assert plain(party.reversal_cost) == (1.0 if gives else None)
        assert plain(party.moves_at_indifference) == ((0.03, 0.10) if gives else None)
        assert plain(party.proposal_noise) == ((0.2, 0.3) if signs else None)
        assert plain(party.refusal_cost) == (3.0 if signs else None)
        assert plain(party.ratification_failure_cost) == ((0.05, 0.15) if signs else None)


@pytest.mark.parametrize("name", LADDERS)
def test_ladders(stockholm, name):
    issue = stockholm.issues[name]
    start = plain(issue.initial) if issue.initial else 0
    assert (issue.giver, [rung.level for rung in issue.rungs], start) == LADDERS[name]


def test_what_is_particular_to_a_ladder(stockholm):
    assert list(stockholm.issues) == list(LADDERS)
    assert [n for n, i in stockholm.issues.items() if not i.reversible] == ["abductee_information"]
    check = stockholm.issues["abductee_information"].verification
    assert (plain(check.type_1), plain(check.type_0)) == (0.05, 0.35)
    menu = stockholm.table.menu
    assert menu.issues == ("sanctions_relief", "abductee_information", "test_restraint")
    assert all(list(menu.levels[n]) == LADDERS[n][1] for n in menu.issues)


def test_conditions(stockholm):
    c = stockholm.conditions
    assert {n: (x.kind, plain(x.persistence)) for n, x in c.items()} == CONDITIONS
    assert list(c) == list(CONDITIONS)
    assert {t: plain(n) for t, n in c["alliance_strain"].drivers.items()} == {
        "unreciprocated.japan": 0.25,
        "at_table": 0.01,
        "sanctions_relief * tension": 0.25,
    }
    dispute, venue = c["sino_japanese_dispute"], c["venue_outside_china"]
    assert (plain(dispute.mean), plain(dispute.noise)) == ((0.4, 0.9), 0.05)
    assert plain(venue.mean) == 1


def test_calendars(stockholm):
    drills, session = (stockholm.conditions[n] for n in ("military_exercise", "diet_session"))
    months = {k: plain(n) for k, n in drills.probability_by_month.items()}
    assert months == {"3": 0.95, "8": 0.95, "otherwise": 0.05}
    assert drills.damped_by == "exercise_restraint"
    assert {k: plain(n) for k, n in session.value_by_round.items()} == {
        "0": 1, "1": 1, "otherwise": 0,
    }  # fmt: skip


def test_acts(stockholm):
    acts = {act.name: act for act in stockholm.acts}
    assert list(acts) == ["missile", "nuclear"]
    found = {
        name: (act.by, act.issue, plain(act.floor), {c: plain(n) for c, n in act.sets.items()},
               plain(act.window.probability))
        for name, act in acts.items()
    }  # fmt: skip
    assert found == {
        "missile": ("north_korea", "test_restraint", 0.5,
                    {"tension": 0.10, "capability": 0.03}, (0.25, 0.75)),
        "nuclear": ("north_korea", "test_restraint", 0,
                    {"tension": 1, "capability": 0.20}, (0.03, 0.09)),
    }  # fmt: skip
    raised = {k: plain(n) for k, n in acts["nuclear"].window.factor_by_round.items()}
    assert raised == {"0": 1.5, "1": 1.5, "2": 1.5, "3": 1.5}


def test_endings(stockholm):
    o = stockholm.outcome
    assert {n: plain(w) for n, w in o.scope.items()} == {
        "sanctions_relief": 1, "abductee_information": 0.7, "test_restraint": 0.3,
    }  # fmt: skip
    assert [plain(x) for x in (o.settlement, o.partial, o.tolerance)] == [0.70, 0.15, 0.30]
    assert (o.rupture.condition, plain(o.rupture.threshold)) == ("tension", 0.30)


def test_counterfactuals(stockholm):
    found = {
        c.name: [(i.at, i.until, i.kind, i.target, i.value) for i in c.do]
        for c in stockholm.what_ifs
    }
    assert {name: found[name] for name in CHANGES} == CHANGES


def test_thresholds_of_claims_are_the_ledgers(stockholm):
    # set before any result of the engine was seen; they do not move
    thresholds = {c.id: (c.direction, c.threshold) for c in stockholm.claims}
    ledger = {
        "H01a": ("<=", 0.15), "H01c": (">=", 0.9), "H02b": (">=", 0.33), "H05a": (">=", 0.25),
        "H05b": ("<=", 0.20), "H07a": ("=", 0.02), "H10c": (">=", 0.10), "H11a": (">=", 0.5),
        "H11b": ("=", 0.10), "H12a": ("<=", -0.05), "H12b": ("<=", -0.02), "H13a": (">=", -0.02),
        "H13b": ("<=", -0.02), "H17a": ("=", 0.02), "H17b": ("<=", -0.05), "H20b": (">=", 0.03),
    }  # fmt: skip
    assert {id: thresholds[id] for id in ledger} == ledger
