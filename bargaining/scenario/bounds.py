"""What a strategy's parameters may be, said in words where they are something else."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any, TypeVar

from bargaining.errors import ArgumentError

__all__ = [
    "When",
    "amount_named",
    "count_named",
    "positive_named",
    "read_moves",
    "read_offers",
    "read_rounds",
    "share_named",
]

T = TypeVar("T")
# A round's number, or the date that it is given by.
When = int | str

_DIRECTIONS = {"up": 1, "down": -1}
_MOVES = '"1 share up; 2015-01 share down", or triples such as (1, "share", +1)'
_OFFERS = '"0 share=40; 2 share=50 ink=1", or pairs such as (0, {"share": 40})'
_ROUNDS = '"1 5", or rounds such as (1, "2015-01")'


def share_named(name: str, value: Any) -> float:
    """Return a parameter that must lie in [0, 1]; raise ArgumentError for another."""
    return _number(name, value, "a probability or share in [0, 1]", lambda one: 0 <= one <= 1)


def amount_named(name: str, value: Any) -> float:
    """Return a parameter that must be a number of at least 0; raise ArgumentError for another."""
    return _number(name, value, "a number of at least 0", lambda one: one >= 0)


def positive_named(name: str, value: Any) -> float:
    """Return a parameter that must be a number above 0; raise ArgumentError for another."""
    return _number(name, value, "a number above 0", lambda one: one > 0)


def _number(name: str, value: Any, rule: str, fits: Callable[[float], bool]) -> float:
    number = not isinstance(value, bool) and isinstance(value, (int, float)) and isfinite(value)
    if not number or not fits(value):
        raise ArgumentError(f"{name} must be {rule}; got {value!r}")
    return float(value)


def count_named(name: str, value: Any) -> int:
    """Return a parameter that must be a whole number from 1 on; raise ArgumentError for another."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ArgumentError(f"{name} must be a whole number of at least 1; got {value!r}")
    return value


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
        package = {str(issue): int(rung) for issue, rung in pairs}
        if not package or min(package.values()) < 0:
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


def read_rounds(rounds: Any) -> frozenset[When]:
    """Read a list of rounds or dates; raise ArgumentError where it does not read so."""
    listed = rounds.split() if isinstance(rounds, str) else rounds
    if isinstance(listed, Mapping) or not isinstance(listed, Sequence):
        raise _unread("accepts", _ROUNDS, rounds)
    read = set()
    for round in listed:
        try:
            read.add(_when(round))
        except (TypeError, ValueError):
            raise _unread("accepts", _ROUNDS, round) from None
    return frozenset(read)


def _when(round: Any) -> When:
    if isinstance(round, datetime.date):
        return round.isoformat()[:10]
    if isinstance(round, str) and "-" in round.strip().lstrip("-"):
        return round.strip()
    number = int(round)
    if number < 0 or (not isinstance(round, str) and number != round):
        raise ValueError
    return number


def _unread(name: str, form: str, got: Any) -> ArgumentError:
    return ArgumentError(f"{name} must read {form}; got {got!r}")
