"""Who sits in a seat, however a caller names it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from bargaining.errors import ArgumentError, StrategyError
from bargaining.parties import COUNTRIES, Party
from bargaining.parties.party import RULES, class_wanted
from bargaining.scenario import Scenario
from bargaining.scenario.schema import Strategy as StrategyRecord
from bargaining.scenario.seats import seat_errors
from bargaining.scenario.suggestions import did_you_mean, nearest
from bargaining.strategies import CATALOGUE, STRATEGIES, OneWorld, Strategy, strategy_named
from bargaining.strategies.base import DECISIONS, misspelt
from bargaining.strategies.ladders import Watching
from bargaining.strategies.scripted import Scripted

__all__ = [
    "Seat", "check_seats", "label_of", "misfits", "occupant", "seat_of", "slips_of", "stranger",
]  # fmt: skip

Seat = type[Party] | Strategy

_MOST_LETTERS = 40


def seat_of(given: Any) -> Seat:
    """Return what sits in a seat; raise ArgumentError for what cannot.

    It is a name of the catalogue, a strategy, a class of strategies that needs no arguments, or a
    class of parties. One with a misspelt decision is a `StrategyError`.
    """
    for slip in slips_of(given):
        raise StrategyError(slip)
    return occupant(given)


def slips_of(given: Any) -> Iterator[str]:
    """Yield a sentence on each misspelt decision of the classes of a strategy or a party."""
    for one in (given if isinstance(given, type) else type(given)).__mro__:
        # A method that nobody calls, since its name is nearly that of a decision; in the library's
        # own classes there is none.
        ours = one.__module__.startswith("bargaining.")
        if not ours and issubclass(one, (Strategy, Party)):
            known = DECISIONS if issubclass(one, Strategy) else (*DECISIONS, *RULES)
            own = {name for name, value in vars(one).items() if callable(value)}
            while (found := misspelt(own, known)) is not None:
                own.remove(found[0])
                yield (
                    f'{one.__name__}.{found[0]} is no decision. Did you mean "{found[1]}"? If it '
                    "is something else, give it another name, or one that begins with an "
                    "underscore."
                )


def occupant(given: Any) -> Seat:
    """Return what sits in a seat, as `seat_of` does, without a look at its methods' names."""
    if isinstance(given, str):
        if given not in STRATEGIES:
            near = did_you_mean(given, STRATEGIES, "strategies")
            raise ArgumentError(f'the catalogue has no strategy "{given}". {near}')
        return strategy_named(StrategyRecord(name=given))
    if isinstance(given, OneWorld):
        seat_of(given.fallback)
    if isinstance(given, Strategy):
        return given
    if isinstance(given, type) and issubclass(given, Party):
        return given
    if isinstance(given, Party):
        raise ArgumentError(class_wanted(type(given).__name__))
    name = getattr(given, "__name__", "rule")
    if isinstance(given, type) and issubclass(given, Strategy):
        try:
            inspect.signature(given).bind()
        except TypeError as error:
            raise ArgumentError(
                f"{name} cannot be made without arguments ({error}): give them defaults, or hand "
                f"in an object of it, mine = {name}(...)"
            ) from None
        try:
            return given()
        except (Exception, SystemExit) as error:
            raise ArgumentError(f"{name}() fails: {type(error).__name__}: {error}") from error
    raise ArgumentError(
        f"a strategy is a name of the catalogue, an object or a class of bg.Strategy, or a "
        f"subclass of bg.Party; got {given!r}. A rule for one world is wrapped: bg.OneWorld({name})"
    )


def check_seats(seats: Any, scenario: Scenario) -> dict[str, Seat]:
    """Return the seats as a dict, empty where there are none; refuse all that cannot sit at once.

    Whom nobody is handed in for decides as the scenario says, if that can be played.
    """
    seats = {} if seats is None else seats
    if not isinstance(seats, Mapping):
        raise ArgumentError(
            "seats must be a mapping of a party's name to a strategy or a Party subclass, such as "
            f'{{"ann": "hold"}} or {{"ann": Hold()}}; got {seats!r}'
        )
    checked: dict[str, Seat] = {}
    faults: list[str] = []
    for name, given in seats.items():
        if name not in scenario.parties:
            near = nearest(str(name), scenario.parties)
            faults.append(
                f"seats names no party of {scenario.name}: {name!r}; the parties are "
                f"{', '.join(scenario.parties)}" + (f'. Did you mean "{near}"?' if near else "")
            )
            continue
        try:
            seat = checked[name] = seat_of(given)
            faults += [f"the seat of {name}: {one}" for one in misfits(seat, name, scenario)]
        except ArgumentError as error:
            faults.append(f"the seat of {name}: {error}")
    for wrong in seat_errors(scenario):
        _, name, what, *_ = wrong.key.split(".")
        # A strategy leaves the party its class, and a class its strategy.
        if not isinstance(checked.get(name), Strategy if what == "strategy" else type):
            faults.append(str(wrong))
    if faults:
        raise ArgumentError("\n".join(faults))
    return checked


def misfits(seat: Seat, party: str, scenario: Scenario) -> list[str]:
    """Return what keeps a seat's occupant from deciding for a party of a scenario."""
    if isinstance(seat, Scripted | Watching):
        return seat.faults(party, scenario)
    if isinstance(seat, OneWorld):
        return misfits(seat.fallback, party, scenario)
    found = stranger(seat, party, scenario)
    # A party of no country may have the rules of one.
    if not found or scenario.parties[party].country == "Party":
        return []
    return [f"{label_of(seat)} {found}: derive it from bg.Party"]


def stranger(seat: Seat, party: str, scenario: Scenario) -> str:
    """Return a sentence on a country's class that would decide for another; empty for no such."""
    line = seat.__mro__ if isinstance(seat, type) else ()
    country = next((one.__name__ for one in line if one in COUNTRIES.values()), "Party")
    own = scenario.parties[party].country
    if country in ("Party", own) or own not in COUNTRIES:
        return ""
    return f"is a class of bg.{country} and cannot decide for {party}, whose country is {own}"


def label_of(seat: Seat) -> str:
    """Name a seat as the catalogue does, or by its class, with what differs from the default."""
    if isinstance(seat, type):
        return seat.__name__
    kind = type(seat)
    of_kind = [entry for entry in CATALOGUE if type(entry.make()) is kind]
    same = next((entry.name for entry in of_kind if entry.make() == seat), None)
    if same is not None:
        return same
    name = next((entry.name for entry in of_kind if entry.make is kind), kind.__name__)
    changed = []
    for field in getattr(kind, "__dataclass_fields__", {}).values():
        value: Any = getattr(seat, field.name, None)
        # Of any kind, arrays too, for which == is no single answer.
        if field.init and not np.array_equal(value, field.default):
            text = f"{value:g}" if isinstance(value, float) else repr(value)
            cut = text if len(text) <= _MOST_LETTERS else text[: _MOST_LETTERS - 1] + "…"
            changed.append(f"{field.name}={cut}")
    return f"{name}({', '.join(changed)})" if changed else name
