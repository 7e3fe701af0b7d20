"""Who may decide for a party, by the names that a file calls them, and with which parameters.

Whether a seat can be taken is known without the classes that take it, so that a file is checked
where nothing could be played. A test holds these names and rules against the classes themselves.
"""

from __future__ import annotations

import datetime
import math
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from bargaining.errors import ArgumentError
from bargaining.scenario.records import ScenarioRecord, Strategy
from bargaining.scenario.suggestions import did_you_mean
from bargaining.text import Dates

__all__ = [
    "COUNTRIES", "STRATEGIES", "STRATEGY_TABLES", "When", "amount_named", "count_named",
    "issue_named", "named_faults", "positive_named", "read_moves", "read_offers", "read_rounds",
    "script_faults", "script_notes", "seat_errors", "share_named", "strategy_errors",
]  # fmt: skip

T = TypeVar("T")
# A round's number, or the date that it is given by.
When = int | str
Rule = Callable[[str, Any], Any]

_DIRECTIONS = {"up": 1, "down": -1}
_MOVES = '"1 share up; 2015-01 share down", or triples such as (1, "share", +1)'
_OFFERS = '"0 share=40; 2 share=50 ink=1", or pairs such as (0, {"share": 40})'
_ROUNDS = '"1 5", or rounds such as (1, "2015-01")'


def _number(rule: str, fits: Callable[[float], bool]) -> Rule:
    """Return a check of a parameter, given its name and value; it raises ArgumentError."""

    def check(name: str, value: Any) -> None:
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not number or abs(value) == float("inf") or not fits(value):
            raise ArgumentError(f"{name} must be {rule}; got {value!r}")

    return check


share_named = _number("a probability or share in [0, 1]", lambda one: 0 <= one <= 1)
amount_named = _number("a number of at least 0", lambda one: one >= 0)
positive_named = _number("a number above 0", lambda one: one > 0)
count_named = _number("a whole number of at least 1", lambda one: isinstance(one, int) and one >= 1)


def issue_named(name: str, value: Any) -> None:
    """Refuse what is no text; `named_faults` compares names with the issues of a scenario."""
    if not isinstance(value, str):
        raise ArgumentError(f"{name} must be the name of an issue, in quotes; got {value!r}")


def read_moves(moves: Any) -> dict[When, tuple[str, int]]:
    """Read steps by round or date; raise ArgumentError where one does not read so, or is twice."""

    def read(round: Any, issue: Any, way: Any) -> tuple[When, tuple[str, int]]:
        direction = _DIRECTIONS[way] if way in _DIRECTIONS else int(way)
        if direction not in (1, -1) or not isinstance(issue, str):
            raise ValueError
        return _when(round), (issue, direction)

    return _by_round("moves", moves, _MOVES, read)


def read_offers(offers: Any) -> dict[When, dict[str, int]]:
    """Read packages by round or date, each as rung numbers by issue; raise as `read_moves` does."""

    def read(round: Any, *rungs: Any) -> tuple[When, dict[str, int]]:
        if len(rungs) == 1 and isinstance(rungs[0], Mapping):
            pairs = list(rungs[0].items())
        else:
            pairs = [rung.split("=") for rung in rungs]
        package = {str(issue): _whole(rung) for issue, rung in pairs}
        if not package:
            raise ValueError
        return _when(round), package

    return _by_round("offers", offers, _OFFERS, read)


def _by_round(
    name: str, script: Any, form: str, read: Callable[..., tuple[When, T]]
) -> dict[When, T]:
    """Read the parts of a script, given as one text or as a sequence, each with its round."""
    if isinstance(script, str):
        script = [part.split() for part in script.split(";") if part.strip()]
    elif not isinstance(script, Sequence):
        raise _unread(name, form, script)
    found: dict[When, T] = {}
    for part in script:
        try:
            round, entry = read(*part)
        except (TypeError, ValueError, AttributeError):
            raise _unread(name, form, part) from None
        if round in found:
            raise ArgumentError(f"{name} must name a round once; got round {round} twice")
        found[round] = entry
    return found


def read_rounds(rounds: Any) -> tuple[When, ...]:
    """Read a list of rounds or dates, each once; raise ArgumentError where it does not read so."""
    listed = rounds.split() if isinstance(rounds, str) else rounds
    if isinstance(listed, (Mapping, bytes, bytearray)) or not isinstance(listed, Sequence):
        raise _unread("accepts", _ROUNDS, rounds)
    read: dict[When, None] = {}
    for round in listed:
        try:
            read[_when(round)] = None
        except (TypeError, ValueError):
            raise _unread("accepts", _ROUNDS, round) from None
    return tuple(read)


def _when(round: Any) -> When:
    if isinstance(round, datetime.date):
        return round.isoformat()
    if isinstance(round, str) and "-" in round.strip().lstrip("-"):
        return round.strip()
    return _whole(round)


def _whole(number: Any) -> int:
    """Return a whole number of at least 0, which a text writes in the digits 0 to 9."""
    if isinstance(number, str):
        if not (number.isascii() and number.isdigit()):
            raise ValueError
    elif not 0 <= number < math.inf or number != int(number):
        raise ValueError
    return int(number)


def script_faults(
    scripts: Mapping[str, Collection[When]], party: str, scenario: ScenarioRecord
) -> Iterator[tuple[str, str]]:
    """Yield the parameters of a script, as it was read, each with what does not fit the scenario.

    What is wrong follows the parameter's name in a sentence.
    """
    dates, menu = Dates.of(scenario), scenario.table.menu.issues
    own = [name for name, issue in scenario.issues.items() if issue.giver == party]
    for parameter, script in scripts.items():
        rounds, named = scenario.settings.rounds.value, dict[int, When]()
        # Others anticipate steps past the end.
        rounds += scenario.settings.foresight.value if parameter == "moves" else 0
        for when in script:
            try:
                round = dates.round_of(when) if isinstance(when, str) else when
                if round >= rounds:
                    same = "" if round == when else f", which is round {round}"
                    last = f"the last that counts is {rounds - 1}"
                    raise ValueError(f"names round {when}{same}; {last}")
                if (first := named.setdefault(round, when)) != when:
                    raise ValueError(f"names a round twice, as {first} and as {when}")
            except ValueError as error:
                yield parameter, str(error)
        for entry in script.values() if isinstance(script, Mapping) else ():
            if parameter == "moves" and entry[0] not in own:
                near = did_you_mean(entry[0], own, f"issues of {party}")
                yield parameter, f'names "{entry[0]}", which is no issue that {party} gives. {near}'
            for issue, rung in entry.items() if parameter == "offers" else ():
                if issue not in menu:
                    near = did_you_mean(issue, menu, "issues of the menu")
                    yield parameter, f'names "{issue}", which is not on the menu. {near}'
                elif rung >= (n := len(scenario.issues[issue].rungs)):
                    yield parameter, f"names rung {rung} of {issue}, which has rungs 0 to {n - 1}"


def named_faults(
    parameters: Mapping[str, Any], party: str, scenario: ScenarioRecord
) -> Iterator[tuple[str, str]]:
    """Yield each parameter that names an issue which the party cannot move, or watch, so."""
    own = [name for name, issue in scenario.issues.items() if issue.giver == party]
    others = [name for name in scenario.issues if name not in own]
    for parameter, known, kind in (
        ("give", own, f"issues of {party}"),
        ("watch", others, "issues of others"),
    ):
        name = parameters.get(parameter)
        if name and isinstance(name, str) and name not in known:
            near = did_you_mean(name, known, kind)
            yield parameter, f'names "{name}", which is none of the {kind}. {near}'


def script_notes(scenario: ScenarioRecord) -> Iterator[str]:
    """Say where a script decides what its party is never asked."""
    table = scenario.table
    fixed = table.proposer == "fixed"
    for name, party in scenario.parties.items():
        if party.strategy is None or party.strategy.name != "scripted":
            continue
        sits, first = name in table.principals, name == table.principals[0]
        gives = any(issue.giver == name for issue in scenario.issues.values())
        for parameter, decision, asked in (
            ("moves", "a step", gives),
            ("offers", "an offer", sits and (first or not fixed)),
            ("accepts", "an answer", sits and not (first and fixed)),
        ):
            if parameter in party.strategy.parameters and not asked:
                yield (
                    f"parties.{name}.strategy.parameters.{parameter} plays no part: {name} is "
                    f"never asked for {decision}."
                )


def _unread(name: str, form: str, got: Any) -> ArgumentError:
    return ArgumentError(f"{name} must read {form}; got {got!r}")


COUNTRIES = ("Party", "Japan", "NorthKorea", "China", "SouthKorea", "UnitedStates")
"""Classes that a party's `country` may name."""


_RULES: Mapping[str, Rule] = {
    "share": share_named,
    "amount": amount_named,
    "positive": positive_named,
    "count": count_named,
    "issue": issue_named,
    "moves": lambda _, value: read_moves(value),
    "offers": lambda _, value: read_offers(value),
    "rounds": lambda _, value: read_rounds(value),
}
STRATEGY_TABLES: Mapping[str, Any] = tomllib.loads(
    Path(__file__).with_name("strategies.toml").read_text("utf-8")
)
"""The file of strategies: each strategy, the meaning of the traits, and the sources in full."""

STRATEGIES: Mapping[str, Mapping[str, Rule]] = {
    name: {each: _RULES[rule] for each, rule in told.get("parameters", {}).items()}
    for name, told in STRATEGY_TABLES["strategies"].items()
}
"""What a party's `strategy` may name, with the rule of each of its parameters."""


def seat_errors(scenario: ScenarioRecord, *, with_scripts: bool = True) -> list[ArgumentError]:
    """Return everything that keeps the file's own classes and strategies out of the seats.

    Rounds and issues of scripts are compared with the scenario's unless they are not known.
    """
    found: list[ArgumentError] = []
    for name, party in scenario.parties.items():
        key = f"parties.{name}"
        found += strategy_errors(f"{key}.strategy", party.strategy)
        if with_scripts and party.strategy is not None:
            given, scripts = party.strategy.parameters, dict[str, Collection[When]]()
            rules = STRATEGIES["scripted"] if party.strategy.name == "scripted" else {}
            for parameter in filter(rules.__contains__, given):
                with suppress(ArgumentError):  # told above
                    scripts[parameter] = rules[parameter](parameter, given[parameter])
            faults = [*script_faults(scripts, name, scenario)]
            if issue_named in STRATEGIES.get(party.strategy.name, {}).values():
                faults += named_faults(given, name, scenario)
            for parameter, fault in dict.fromkeys(faults):
                place = f"{key}.strategy.parameters.{parameter}"
                end = "" if fault.endswith((".", "?")) else "."
                found.append(ArgumentError(f"{place} {fault}{end}", key=place))
        if party.country not in COUNTRIES:
            near = did_you_mean(party.country, COUNTRIES, "classes")
            fault = (
                f'{key}.country names the class "{party.country}", which the library does not '
                f'have. {near} The general one is "Party"; a class of your own takes the seat by '
                f'seats={{"{name}": {party.country}}}.'
            )
            found.append(ArgumentError(fault, key=f"{key}.country"))
    return found


def strategy_errors(key: str, strategy: Strategy | None) -> Iterator[ArgumentError]:
    """Yield what is wrong with a strategy's record by itself."""
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
            rules[parameter](parameter, value)
        except ArgumentError as error:
            yield ArgumentError(f"{key}.parameters.{error}", key=place)
