"""Changed scenarios: counterfactuals, interventions, other values at a path, digests."""

from __future__ import annotations

import pickle
from datetime import date, datetime
from typing import Any

import numpy as np
import pytest

from bargaining.errors import ArgumentError, ScenarioError
from bargaining.scenario import Intervention, Scenario, load
from bargaining.scenario.numbers import UniformNumber
from bargaining.scenario.reader import build
from bargaining.scenario.schema import plain
from bargaining.world.priors import value_at

from .samples import MINIMAL, problems, spoiled


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(MINIMAL)


@pytest.mark.parametrize("name", [3, None, ["a"]])
def test_what_is_no_name_is_answered_in_words(scenario: Scenario, name: Any) -> None:
    with pytest.raises(ScenarioError, match="has no variant"):
        scenario.vary(name)
    with pytest.raises(ScenarioError, match="is no path of this scenario"):
        scenario.replace({3: 4})
    with pytest.raises(ScenarioError, match=r'Did you mean "settings\.rounds"'):
        scenario.replace({"scenario.rounds": 4})
    with pytest.raises(ScenarioError, match="must be a number; got a list"):
        scenario.replace({"settings.spread": np.array([1, 2])})


def test_a_named_counterfactual_and_its_record_are_the_same_change(scenario: Scenario) -> None:
    change = Intervention(at=6, kind="act", target="test")
    tested = scenario.intervene("tested")
    assert tested.interventions == (change,)
    assert tested == scenario.intervene(change)
    assert tested == scenario.intervene({"at": 6, "kind": "act", "target": "test"})
    assert tested.name == scenario.name
    assert scenario.interventions == ()
    twice = tested.intervene("much", change)
    assert len(twice.interventions) == 13
    assert twice.interventions[0] == twice.interventions[-1] == change


def test_unknown_counterfactuals_get_suggestions_all_at_once(scenario: Scenario) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario.intervene("testet", "mcuh")
    first, second = str(caught.value).splitlines()
    assert first == 'minimal: has no counterfactual "testet" among its own. Did you mean "tested"?'
    assert second.endswith('Did you mean "much"?')


def test_an_arm_is_played_by_name_and_is_no_counterfactual(scenario: Scenario) -> None:
    data = plain(scenario)
    first, second = data["counterfactuals"]
    parted = build({**data, "counterfactuals": [first], "arms": [second]}, "parted")
    assert [one.name for one in parted.counterfactuals] == ["tested"]
    assert [one.name for one in parted.what_ifs] == ["tested", "much"]
    assert parted.intervene("much").interventions == scenario.intervene("much").interventions
    late = build({**data, "counterfactuals": [second], "arms": [first]}, "parted")
    assert [one.name for one in late.replace({"settings.rounds": 5}).what_ifs] == ["much"]
    with pytest.raises(ScenarioError, match=r"arms.much.name must not be the name of a counterf"):
        build({**data, "arms": [second]}, "parted")
    second["do"][0]["target"] = "nothing"
    with pytest.raises(ScenarioError, match=r"arms.much.do\[0\].target"):
        build({**data, "counterfactuals": [first], "arms": [second]}, "parted")


def test_unsound_changes_are_refused(scenario: Scenario) -> None:
    with pytest.raises(ScenarioError, match=r"interventions\[0\].at must be a round"):
        scenario.intervene(Intervention(at=12, kind="act", target="test"))
    with pytest.raises(ScenarioError, match=r"interventions\[0\].target is missing"):
        scenario.intervene({"at": 1, "kind": "act"})
    with pytest.raises(ArgumentError, match="got int"):
        scenario.intervene(3)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match=r"at least one change.* tested, much"):
        scenario.intervene()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"at": 0, "kind": "levl", "target": "relief"}, r'^Intervention: kind .*mean "level"'),
        ({"kind": "level", "target": "relief"}, r"^Intervention: at is missing"),
        ({"at": -1, "kind": "level", "target": "x"}, r"at must be at least 0; got -1"),
        ({"at": 0, "kind": "level", "target": "x", "valeu": 1}, r'valeu is not a.*mean "value"'),
    ],
)
def test_an_intervention_built_directly_complains_as_a_file_does(
    values: dict[str, Any], said: str
) -> None:
    with pytest.raises(ScenarioError, match=said):
        Intervention(**values)


def test_all_problems_of_an_intervention_are_told_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        Intervention(kind="levl", target=3)  # type: ignore[call-arg, arg-type]
    assert [problem.key for problem in caught.value.problems] == ["at", "kind", "target"]


def test_an_intervention_survives_pickling_and_equals_the_one_of_a_file(
    scenario: Scenario,
) -> None:
    change = Intervention(at=6, kind="act", target="test")
    assert pickle.loads(pickle.dumps(change)) == change
    assert isinstance(scenario.intervene("tested").interventions[0], Intervention)


def test_replacing_a_number_fixes_it(scenario: Scenario) -> None:
    changed = scenario.replace(
        {
            "settings.rounds": 24,
            "parties.east.hurdle": np.float64(0.2),
            "payoffs.west.tension*relief": -1,
            "conditions.strain.drivers.relief * tension": 0.5,
            "acts.test.window.probability": 0.2,
            "acts.test.window.factor_by_round.0": 1,
            "settings.stake_in_steps": False,
            "table.proposer": "fixed",
            "settings.planning_window": "unlimited",
            "parties.neighbour.belief": 0.5,
        }
    )
    assert changed.settings.rounds.value == 24
    hurdle = changed.parties["east"].hurdle
    assert hurdle is not None
    assert hurdle.model_dump(exclude_none=True) == {
        "value": 0.2,
        "source": ("assumed",),
        "why": "set by the caller: parties.east.hurdle",
    }
    weight = changed.payoffs["west"]["relief * tension"]
    assert value_at(weight, np.array([0.1, 0.9]), 0.25).tolist() == [-1, -1]
    driver = changed.conditions["strain"].drivers["relief * tension"]
    assert value_at(driver, np.array([0.1]), 0.25).tolist() == [0.5]
    assert changed.settings.stake_in_steps is False
    assert changed.table.proposer == "fixed"
    assert changed.settings.planning_window.value == "unlimited"
    assert changed.parties["neighbour"].belief is not None
    assert changed.acts[0].window.probability.expectation() == 0.2
    assert scenario == load(MINIMAL)


def test_replacing_by_records_tables_and_nothing(scenario: Scenario) -> None:
    prior = UniformNumber(low=0.0, high=0.1, source=("keck-2014:1",))
    table = {"low": 0.0, "high": 0.1, "source": "keck-2014:1"}
    one = scenario.replace({"parties.east.hurdle": prior})
    assert one == scenario.replace({"parties.east.hurdle": table})
    assert one.parties["east"].hurdle == prior
    assert scenario.replace({"table.deadline": None}).table.deadline is None
    assert scenario.replace({"parties.east.inertia.high": 0.2}).parties["east"].inertia


def test_a_table_without_a_source_is_assumed_as_a_plain_number_is(scenario: Scenario) -> None:
    plain = scenario.replace({"parties.east.hurdle": 0.1}).parties["east"].hurdle
    table = scenario.replace({"parties.east.hurdle": {"low": 0.1, "high": 0.2}})
    hurdle = table.parties["east"].hurdle
    assert plain is not None
    assert isinstance(hurdle, UniformNumber)
    assert (hurdle.source, hurdle.why, hurdle.unit) == (plain.source, plain.why, plain.unit)
    assert hurdle.source == ("assumed",)
    assert hurdle.support() == (0.1, 0.2)
    told = {"low": 0.1, "high": 0.2, "why": "said so"}
    kept = scenario.replace({"parties.east.hurdle": told}).parties["east"].hurdle
    assert kept is not None
    assert kept.why == "said so"
    with pytest.raises(ScenarioError, match="must say why"):
        scenario.replace({"parties.east.hurdle": {"value": 0.1, "source": "assumed"}})


def test_a_scenario_is_shown_in_a_line(scenario: Scenario) -> None:
    assert repr(load("stockholm-2014")) == (
        "<Scenario stockholm-2014: 7 parties, 8 issues, 24 rounds>"
    )
    assert str(scenario) == repr(scenario) == f"{scenario}"
    sizes = (len(scenario.parties), len(scenario.issues), scenario.settings.rounds.value)
    assert all(str(size) in repr(scenario) for size in sizes)
    one = scenario.replace({"settings.rounds": 1})
    assert repr(one).endswith("1 round>")


def test_a_shorter_horizon_leaves_out_what_lies_beyond(scenario: Scenario) -> None:
    short = scenario.replace({"settings.rounds": 5.0})
    assert [one.name for one in short.counterfactuals] == ["much"]
    assert short.claims == ()
    assert [one.name for one in short.facts] == ["relief_by_spring"]
    assert scenario.replace({"settings.rounds": 3}).facts == ()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("parties.eats.hurdle", 'Did you mean "parties.east.hurdle"?'),
        ("parties.east.hurdel", 'Did you mean "parties.east.hurdle"?'),
        ("payoffs.west.tenson * relief", 'Did you mean "payoffs.west.relief * tension"?'),
        ("payoffs.west.relief", "is no path of this scenario"),
        ("acts.tets.floor", 'Did you mean "acts.test.floor"?'),
        ("acts.test", "is no path of this scenario"),
        ("parties.east.hurdle.value.x", "is no path of this scenario"),
        ("", "is no path of this scenario"),
        ("..", "is no path of this scenario"),
    ],
)
def test_unknown_paths_get_suggestions(scenario: Scenario, path: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario.replace({path: 0})
    assert words in str(caught.value)


def test_a_replaced_value_is_checked(scenario: Scenario) -> None:
    with pytest.raises(ScenarioError, match=r"parties.east.discount_factor must be in \(0, 1\]"):
        scenario.replace({"parties.east.discount_factor": 2})
    with pytest.raises(ScenarioError, match=r"settings.rounds must be from 1 to 400"):
        scenario.replace({"settings.rounds": 1000})
    with pytest.raises(ScenarioError, match=r"settings.rounds is missing"):
        scenario.replace({"settings.rounds": None})
    with pytest.raises(ScenarioError, match=r"parties must be a table; got 3"):
        scenario.replace({"parties": 3})


def test_a_scenario_survives_pickling(scenario: Scenario) -> None:
    again = pickle.loads(pickle.dumps(scenario))
    assert again == scenario
    assert again.played_digest == scenario.played_digest
    error = ScenarioError("x", [])
    assert isinstance(pickle.loads(pickle.dumps(error)), ScenarioError)


def test_claims_on_the_rule_of_a_country_go_with_the_rule() -> None:
    whole = load("stockholm-2014")
    resting = {claim.id for claim in whole.claims if "rules.japan" in (claim.rests_on or ())}
    plain = whole.replace({"parties.japan.country": "Party"})
    assert resting
    assert {claim.id for claim in whole.claims} - {claim.id for claim in plain.claims} == resting


def test_a_scenario_is_hashed_by_what_is_played(scenario: Scenario) -> None:
    assert hash(scenario) == hash(load(MINIMAL))
    assert len({scenario, load(MINIMAL), scenario.replace({"settings.rounds": 24})}) == 2


def test_a_scenario_lists_what_is_ours(scenario: Scenario) -> None:
    listed = {name for name in dir(scenario) if not name.startswith("_")}
    assert {"parties", "intervene", "replace", "vary", "played_digest"} <= listed
    assert not {name for name in listed if name.startswith("model_") or name in ("copy", "json")}


def test_replacing_by_name_is_answered_in_words(scenario: Scenario) -> None:
    with pytest.raises(ArgumentError, match=r'replace\(\{"settings.rounds": 3\}\)'):
        scenario.replace(rounds=3)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="takes one mapping from dotted paths"):
        scenario.replace(3)  # type: ignore[arg-type]


def test_nobody_unknown_takes_a_seat_by_replacing(scenario: Scenario) -> None:
    with pytest.raises(ScenarioError, match=r'parties.east.country names.*mean "Japan"'):
        scenario.replace({"parties.east.country": "Jpan"})
    with pytest.raises(ScenarioError, match=r"strategy.name names the strategy"):
        scenario.replace({"parties.east.strategy": {"name": "tit_for_tet"}})
    assert scenario.replace({"parties.east.country": "Japan"}).parties["east"].country == "Japan"


def test_a_change_of_an_absent_number_is_not_taken_for_another(scenario: Scenario) -> None:
    for kind, target in (
        ("parameter", "parties.west.turnover"),
        ("scale", "payoffs.west.strain"),
    ):
        with pytest.raises(ScenarioError) as caught:
            scenario.intervene({"at": 1, "kind": kind, "target": target, "value": 0.5})
        assert f'names "{target}", which this file does not give' in str(caught.value)
        assert "Did you mean" not in str(caught.value)


@pytest.mark.parametrize("at", ["2015-01", date(2015, 1, 20), 8])
def test_a_change_may_be_dated(at) -> None:
    scenario = load("stockholm-2014")
    change = {"at": at, "until": at, "kind": "act", "target": "nuclear"}
    assert scenario.intervene(change).interventions[-1].at == 8
    assert scenario.intervene(change).interventions[-1].until == 8


@pytest.mark.parametrize("section", ["interventions", "counterfactuals", "arms"])
def test_dates_in_a_file_stand_for_rounds(section: str) -> None:
    def data(at: object, **changes: object) -> dict[str, Any]:
        change = {"at": at, "until": at, "kind": "talks", "target": "closed"}
        named = {"name": "dated", "source": "assumed", "why": "to try", "do": [change]}
        entry = change if section == "interventions" else named
        return spoiled({section: [entry], "claims": [], **changes})

    for at in ("2014-07", "2014-07-20", date(2014, 7, 1)):
        (read,) = getattr(build(data(at), "x"), section)
        (one,) = getattr(read, "do", [read])
        assert (one.at, one.until) == (2, 2)
    told = problems(data("1999-01", **{"table/menu/issues": ["x"]}))
    assert any("before round 0" in one.message and one.key.endswith(".until") for one in told)
    assert any(one.key == "table.menu.issues" for one in told)
    (fault, *_) = problems(data("2015-01", **{"scenario/round": "exchange"}))
    assert "is a date, 2015-01, but rounds of this scenario have none" in fault.message
    told = problems(data("2015-01", **{"scenario/start": "May"}))
    assert [one.key for one in told] == ["scenario.start"]


def test_a_date_before_the_start_or_past_the_end_is_refused() -> None:
    scenario = load("stockholm-2014")
    for at, told in (("2014-04", "before round 0, May 2014"), ("2020-01", "a round of the")):
        with pytest.raises(ScenarioError, match=told):
            scenario.intervene({"at": at, "kind": "act", "target": "nuclear"})


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("2017-02", "must be a round of the scenario, May 2014 to April 2016; got 2017-02"),
        (33, "must be a round of the scenario, 0 to 23; got 33"),
        ("2014-00", "with a month from 01 to 12"),
        ("2014-05-00", "a day that the month has"),
        (datetime(2014, 7, 1, 10), "a date without a time of day; got 2014-07-01T10:00:00"),
        ("2014-07-01T10:00:00", "a date without a time of day; got 2014-07-01T10:00:00"),
        ("\uff12\uff10\uff11\uff14-07", 'must be a date such as "2014-05"'),
    ],
)
def test_a_date_that_is_no_round_is_told_in_its_own_words(at: Any, told: str) -> None:
    change = {"at": at, "kind": "act", "target": "nuclear"}
    with pytest.raises(ScenarioError) as caught:
        load("stockholm-2014").intervene(change, {**change, "kind": "no act"})
    first, second, third = (str(one.message) for one in caught.value.problems)
    assert told in first, "with all other faults, and those of the same change"
    assert told in second
    assert "must be one of" in third


def test_the_end_of_a_change_is_not_before_its_start() -> None:
    change = {"at": "2015-02", "until": "2014-12", "kind": "act", "target": "nuclear"}
    with pytest.raises(ScenarioError, match="must not be before `at`, 2015-02; got 2014-12"):
        load("stockholm-2014").intervene(change)


def test_a_counterfactual_after_a_shortened_end_is_said_to_be_so() -> None:
    short = load("stockholm-2014").replace({"settings.rounds": 8})
    with pytest.raises(ScenarioError, match="dated after the shortened end: there are only 8"):
        short.intervene("nuclear_test")


BLOCK = {
    "name": "haste",
    "numbers": ["parties.east.inertia", "parties.east.belief"],
    "rank_correlations": [[1, 0.6], [0.6, 1]],
    "source": "assumed",
    "why": "who is in a hurry moves easily",
}


def test_a_number_of_a_block_can_be_made_fixed() -> None:
    scenario = build(spoiled({"correlations": [BLOCK]}), "x")
    assert set(scenario.priors()["block"].dropna().index) == {*BLOCK["numbers"]}
    fixed = scenario.replace({"parties.east.inertia": 0.1})
    assert fixed.correlations == scenario.correlations
    # It can be built again, as a saved result's scenario is.
    assert build(fixed.model_dump(exclude_none=True), "x") == fixed
