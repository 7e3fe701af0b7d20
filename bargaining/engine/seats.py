"""Who sits in a seat, however a caller names it."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import numpy as np

from bargaining.errors import ArgumentError
from bargaining.parties import Party
from bargaining.scenario.schema import Strategy as StrategyRecord
from bargaining.scenario.suggestions import did_you_mean
from bargaining.strategies import CATALOGUE, STRATEGIES, Strategy, strategy_named

__all__ = ["Seat", "check_seats", "label_of", "seat_of"]

Seat = type[Party] | Strategy

_MOST_LETTERS = 40


def seat_of(given: Any) -> Seat:
    """Return what sits in a seat; raise ArgumentError for what cannot.

    It is a name of the catalogue, a strategy, a class of strategies that needs no arguments, or a
    class of parties.
    """
    if isinstance(given, str):
        if given not in STRATEGIES:
            near = did_you_mean(given, STRATEGIES, "strategies")
            raise ArgumentError(f'the catalogue has no strategy "{given}". {near}')
        return strategy_named(StrategyRecord(name=given))
    if isinstance(given, Strategy):
        return given
    if isinstance(given, type) and issubclass(given, Party):
        return given
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


def check_seats(seats: Any) -> dict[str, Seat]:
    """Return the seats as a dict, empty where there are none; refuse what cannot sit."""
    if seats is None:
        return {}
    if not isinstance(seats, Mapping):
        raise ArgumentError(
            "seats must be a mapping of a party's name to a strategy or a Party subclass, such as "
            f'{{"ann": "hold"}} or {{"ann": Hold()}}; got {seats!r}'
        )
    checked = {}
    for name, given in seats.items():
        try:
            checked[name] = seat_of(given)
        except ArgumentError as error:
            raise ArgumentError(f"the seat of {name}: {error}") from None
    return checked


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
