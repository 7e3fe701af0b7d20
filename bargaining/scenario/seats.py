"""Who may decide for a party, by the names that a file calls them; nobody is loaded for it.

Whether a seat can be taken is known without the classes that take it, so that a file is checked
where nothing could be played. A test holds these names and rules against the classes themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from bargaining.errors import ArgumentError
from bargaining.scenario.bounds import (
    amount_named,
    count_named,
    positive_named,
    read_moves,
    read_offers,
    read_rounds,
    share_named,
)
from bargaining.scenario.records import Party, ScenarioRecord, Strategy
from bargaining.scenario.suggestions import did_you_mean
from bargaining.text import Dates

__all__ = ["COUNTRIES", "STRATEGIES", "seat_errors", "strategy_errors"]

Rule = Callable[[str, Any], object]

COUNTRIES = ("Party", "Japan", "NorthKorea", "China", "SouthKorea", "UnitedStates")
"""Classes that a party's `country` may name."""


def _any(name: str, value: Any) -> None:
    """Take whatever the file's format lets pass: names of issues are known only at the table."""


_CURVE: Mapping[str, Rule] = {"exponent": positive_named, "initial": share_named}
_FOLLOWER: Mapping[str, Rule] = {
    "noise": share_named,
    "forgiveness": share_named,
    "give": _any,
    "watch": _any,
}

STRATEGIES: Mapping[str, Mapping[str, Rule]] = {
    "quantal_response": {},
    "equilibrium": {"remaining_noise": share_named},
    "time_dependent": _CURVE,
    "boulware": _CURVE,
    "linear": _CURVE,
    "conceder": _CURVE,
    "reciprocal": {"initiative": share_named, "generosity": amount_named},
    "zeuthen": {},
    "hold_firm": {},
    "salami": {"least_gain": amount_named},
    "stall_and_test": {},
    "side_effects": {},
    "tit_for_tat": _FOLLOWER,
    "generous_tit_for_tat": _FOLLOWER,
    "grit": {"every": count_named, "unanswered": count_named, "give": _any, "watch": _any},
    "grim_trigger": {"give": _any, "watch": _any},
    "hold": {},
    "uniform_random": {},
    "scripted": {
        "moves": lambda _, value: read_moves(value),
        "offers": lambda _, value: read_offers(value),
        "accepts": lambda _, value: read_rounds(value),
    },
}
"""What a party's `strategy` may name, with the rule of each of its parameters."""


def seat_errors(scenario: ScenarioRecord) -> list[ArgumentError]:
    """Return everything that keeps the file's own classes and strategies out of the seats."""
    return [
        error
        for name, party in scenario.parties.items()
        for error in (
            *strategy_errors(f"parties.{name}.strategy", party.strategy, Dates.of(scenario)),
            *_of_country(name, party),
        )
    ]


def strategy_errors(
    key: str, strategy: Strategy | None, dates: Dates | None = None
) -> Iterator[ArgumentError]:
    """Yield what is wrong with a strategy's record; with dates also where a script has others."""
    if strategy is None:
        return
    name, given = strategy.name, strategy.parameters
    rules = STRATEGIES.get(name)
    if rules is None:
        yield ArgumentError(
            f'{key}.name names the strategy "{name}", which does not exist. '
            f"{did_you_mean(name, STRATEGIES, 'strategies')}",
            key=f"{key}.name",
        )
        return
    for parameter, value in given.items():
        place = f"{key}.parameters.{parameter}"
        if parameter not in rules:
            near = did_you_mean(parameter, rules, "parameters")
            yield ArgumentError(f"{place} is no parameter of {name}. {near}", key=place)
            continue
        try:
            script = rules[parameter](parameter, value)
            if dates is not None and isinstance(script, Collection):
                for when in filter(lambda one: isinstance(one, str), script):
                    dates.round_of(when)
        except ArgumentError as error:
            yield ArgumentError(f"{key}.parameters: {error}", key=place)
        except ValueError as error:
            yield ArgumentError(f"{place} {error}.", key=place)


def _of_country(name: str, party: Party) -> Iterator[ArgumentError]:
    if party.country not in COUNTRIES:
        yield ArgumentError(
            f'parties.{name}.country names the class "{party.country}", which the library does '
            f"not have. {did_you_mean(party.country, COUNTRIES, 'classes')} The general one is "
            f'"Party"; a class of your own takes the seat by '
            f'seats={{"{name}": {party.country}}}.',
            key=f"parties.{name}.country",
        )
