"""Strategies as a caller names them, each with the label it is listed under."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from bargaining.errors import ArgumentError
from bargaining.strategies import Strategy

if TYPE_CHECKING:
    from bargaining.engine.seats import Seat
    from bargaining.parties import Party
    from bargaining.scenario import Scenario

__all__ = ["Entrant", "read_entrants", "refuse_strangers"]

Entrant: TypeAlias = "str | Strategy | type[Strategy] | type[Party] | tuple[str, Any]"


def read_entrants(strategies: Iterable[Entrant]) -> dict[str, Seat]:
    """Return what sits in the seats by label, from what `tournament` takes; refuse all else."""
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
    from bargaining.engine.seats import label_of, seat_of

    if isinstance(entrant, Sequence) and not isinstance(entrant, str):
        if len(entrant) != 2 or not isinstance(entrant[0], str) or not entrant[0].strip():
            raise ArgumentError(
                f"a strategy with a label is a pair such as "
                f'("stubborn", bg.Hold()); got {entrant!r}'
            )
        return entrant[0].strip(), seat_of(entrant[1])
    seat = seat_of(entrant)
    return (entrant if isinstance(entrant, str) else label_of(seat)), seat


def refuse_strangers(seats: dict[str, Seat], scenario: Scenario, principals: Iterable[str]) -> None:
    """Refuse a country's class that would decide for another country among the principals."""
    from bargaining.parties import COUNTRIES

    for label, seat in seats.items():
        line = seat.__mro__ if isinstance(seat, type) else ()
        country = next((one.__name__ for one in line if one in COUNTRIES.values()), "Party")
        for party in principals if country != "Party" else ():
            own = scenario.parties[party].country or "Party"
            if own != country:
                raise ArgumentError(
                    f'"{label}" is a class of bg.{country} and cannot decide for {party}, whose '
                    f"country is {own}. In a tournament every strategy sits in both principals' "
                    f"seats: derive it from bg.Party or from a strategy such as bg.QuantalResponse"
                )
