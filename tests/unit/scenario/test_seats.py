"""Names and rules of seats are held against the classes that take them."""

from __future__ import annotations

import pytest

from bargaining.engine import NegotiationModel
from bargaining.errors import ArgumentError
from bargaining.parties import COUNTRIES as CLASSES
from bargaining.scenario import Scenario, load
from bargaining.scenario.schema import Strategy
from bargaining.scenario.seats import COUNTRIES, STRATEGIES, seat_errors
from bargaining.strategies import CATALOGUE, strategy_named
from bargaining.strategies.ladders import Watching

from .samples import problems, spoiled

VALUES = (
    *(-1, 0, 1, 2, 7, -0.5, 0.0, 0.25, 1.0, 1.5, 3.0, True, False, ""),
    *("share", "1 share up; 8 share down", "1 share up; 1 share down", "0 share=1; 2 share=0"),
    *("0 share=1; 0 share=0", "1 5", "1 x", (1.0, 5.0), (1.5,)),
)
PARAMETERS = [(entry.name, parameter) for entry in CATALOGUE for parameter in entry.parameters]


BASE = load("rubinstein")
NAME = next(iter(BASE.parties))


def seated(**changes: object) -> Scenario:
    """Return a scenario with another first party, whose record is sound on its own."""
    if "strategy" in changes:
        changes["strategy"] = Strategy.model_validate(changes["strategy"])
    party = BASE.parties[NAME].model_copy(update=changes)
    return BASE.model_copy(update={"parties": {**BASE.parties, NAME: party}})


def said(scenario: Scenario) -> list[tuple[str, str]]:
    return [(str(error), error.key) for error in seat_errors(scenario)]


def refusal(scenario: Scenario) -> str:
    """Return what the engine says of the seats, empty where it takes them."""
    try:
        NegotiationModel(scenario).release()
    except ArgumentError as error:
        return str(error)
    return ""


def refusal_of_strategy(scenario: Scenario, key: str) -> list[str]:
    try:
        strategy = strategy_named(scenario.parties[NAME].strategy, key=key)
    except ArgumentError as error:
        return [str(error)]
    # What names no issue of the scenario.
    faults = strategy.faults(NAME, scenario) if isinstance(strategy, Watching) else ()
    return [f"{key}.parameters.{fault}" for fault in faults]


def test_strategies_and_their_parameters_are_those_of_the_catalogue():
    assert {name: set(rules) for name, rules in STRATEGIES.items()} == {
        entry.name: set(entry.parameters) for entry in CATALOGUE
    }
    assert list(STRATEGIES) == [entry.name for entry in CATALOGUE]


def test_countries_are_those_that_can_be_seated():
    assert set(COUNTRIES) == set(CLASSES)


@pytest.mark.parametrize(("name", "parameter"), PARAMETERS)
def test_a_value_is_taken_where_the_strategy_takes_it(name, parameter):
    key = f"parties.{NAME}.strategy"
    for value in VALUES:
        scenario = seated(strategy={"name": name, "parameters": {parameter: value}})
        refused = refusal_of_strategy(scenario, key)
        assert said(scenario) == [(one, f"{key}.parameters.{parameter}") for one in refused], value


@pytest.mark.parametrize(
    "changes",
    [
        {"country": "Japn"},
        {"country": "japan"},
        {"strategy": {"name": "tit_for_tet"}},
        {"strategy": {"name": "grit", "parameters": {"evry": 2}}},
        {"strategy": {"name": "hold", "parameters": {"noise": 0.5}}},
    ],
)
def test_unknown_names_are_refused_in_the_words_of_the_engine(changes):
    scenario = seated(**changes)
    ((sentence, key),) = said(scenario)
    assert sentence == refusal(scenario)
    assert sentence.startswith(key)


def test_everything_that_is_wrong_is_told_at_once():
    wrong = {"name": "time_dependent", "parameters": {"exponent": -1.0, "initial": 2.0, "x": 1}}
    told = said(seated(country="Japn", strategy=wrong))
    assert [key.split(".", 2)[2] for _, key in told] == [
        "strategy.parameters.exponent",
        "strategy.parameters.initial",
        "strategy.parameters.x",
        "country",
    ]


def test_a_wrong_strategy_is_told_with_the_other_faults_of_a_file():
    wrong = {"name": "grit", "parameters": {"every": 0}}
    told = problems(spoiled({"parties/east/strategy": wrong, "settings/foresight/value": 9}))
    assert [one.key for one in told] == [
        "settings.foresight",
        "parties.east.strategy.parameters.every",
    ]
    assert told[1].message == "must be a whole number of at least 1; got 0"


def test_a_wrong_class_is_told_with_the_other_faults_of_a_file():
    told = problems(spoiled({"parties/east/country": "Japn", "settings/foresight/value": 9}))
    assert [one.key for one in told] == ["settings.foresight", "parties.east.country"]
    assert told[1].message.startswith('names the class "Japn", which the library does not have.')


def test_issues_that_a_strategy_names_are_compared_with_the_scenario():
    told = said(seated(strategy={"name": "grit", "parameters": {"give": 5, "watch": "aid"}}))
    key = f"parties.{NAME}.strategy.parameters"
    assert [of for _, of in told] == [f"{key}.give", f"{key}.watch"]
    assert told[0][0].endswith("give must be the name of an issue, in quotes; got 5")
    assert 'watch names "aid", which is none of the issues of others.' in told[1][0]


def test_a_script_is_not_held_against_issues_that_are_unsound():
    script = {"name": "scripted", "parameters": {"moves": "99 reliefs up"}}
    told = problems(spoiled({"parties/west/strategy": script, "settings/foresight/value": 9}))
    assert [one.key for one in told] == ["settings.foresight"]


def test_shipped_scenarios_can_be_seated():
    for name in ("grit", "tactics", "grim-trigger", "noisy-tit-for-tat", "stockholm-2014"):
        assert said(load(name)) == []
