"""Strategies as a caller names them, each with the label it is listed under."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from bargaining.errors import ArgumentError
from bargaining.strategies import CATALOGUE, Strategy

if TYPE_CHECKING:
    from bargaining.engine.seats import Seat
    from bargaining.parties import Party

__all__ = ["Entrant", "read_entrants"]

Entrant: TypeAlias = "str | Strategy | type[Strategy] | type[Party] | tuple[str, Any]"

_MOST_LETTERS = 40


def read_entrants(strategies: Iterable[Entrant]) -> dict[str, Seat]:
    """Return what sits in the seats, by label.

    Parameters
    ----------
    strategies : iterable of str, Strategy, type or (label, one of these)
        Names of the catalogue, strategies, classes of strategies that need no arguments, or
        subclasses of `Party`.

    Raises
    ------
    ArgumentError
        There are fewer than two, one is none of these, or two have the same label.
    """
    if isinstance(strategies, (str, Strategy, type)) or not isinstance(strategies, Iterable):
        raise ArgumentError(
            f'strategies must be a list, such as ["hold", "tit_for_tat"]; got {strategies!r}'
        )
    seats: dict[str, Seat] = {}
    for entrant in strategies:
        label, seat = _labelled(entrant)
        if label in seats:
            raise ArgumentError(
                f'two strategies are labelled "{label}"; give each a label of its own, such as '
                f'("{label} 2", ...)'
            )
        seats[label] = seat
    if len(seats) < 2:
        raise ArgumentError(f"a tournament takes at least two strategies; got {len(seats)}")
    return seats


def _labelled(entrant: Any) -> tuple[str, Seat]:
    # The engine takes half a second to load, and results are compared without it.
    from bargaining.engine.seats import seat_of

    if isinstance(entrant, Sequence) and not isinstance(entrant, str):
        if len(entrant) != 2 or not isinstance(entrant[0], str) or not entrant[0].strip():
            raise ArgumentError(
                f"a strategy with a label is a pair such as "
                f'("stubborn", bg.Hold()); got {entrant!r}'
            )
        return entrant[0].strip(), seat_of(entrant[1])
    seat = seat_of(entrant)
    return (entrant if isinstance(entrant, str) else _label(seat)), seat


def _label(seat: Seat) -> str:
    """Name a seat as the catalogue does, or by its class, with what differs from the default."""
    if isinstance(seat, type):
        return seat.__name__
    kind = type(seat)
    of_kind = [entry for entry in CATALOGUE if type(entry.make()) is kind]
    same = next((entry.name for entry in of_kind if entry.make() == seat), None)
    if same is not None:
        return same
    name = next((entry.name for entry in of_kind if entry.make is kind), kind.__name__)
    fields: dict[str, dataclasses.Field[Any]] = getattr(kind, "__dataclass_fields__", {})
    changed = [
        f"{field.name}={_short(getattr(seat, field.name))}"
        for field in fields.values()
        if field.init and not _is_default(field, getattr(seat, field.name))
    ]
    return f"{name}({', '.join(changed)})" if changed else name


def _is_default(field: dataclasses.Field[Any], value: Any) -> bool:
    try:
        return bool(value == field.default)
    except (TypeError, ValueError):
        return False


def _short(value: Any) -> str:
    text = f"{value:g}" if isinstance(value, float) else repr(value)
    return text if len(text) <= _MOST_LETTERS else text[: _MOST_LETTERS - 1] + "…"
