"""Scripts as a file writes them: moves, offers and answers by round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bargaining.errors import ArgumentError

__all__ = ["read_moves", "read_offers", "read_rounds"]

_DIRECTIONS = {"up": 1, "down": -1}
_MOVES = '"1 share up; 8 share down", or triples such as (1, "share", +1)'
_OFFERS = '"0 share=40; 2 share=50 ink=1", or pairs such as (0, {"share": 40})'
_ROUNDS = '"1 5", or whole numbers such as (1, 5)'


def read_moves(moves: Any) -> dict[int, tuple[str, int]]:
    """Read steps by round.

    Raises
    ------
    ArgumentError
        They do not read as moves, or a round is named twice.
    """
    read: dict[int, tuple[str, int]] = {}
    for move in _parts("moves", moves, _MOVES):
        try:
            round, issue, way = move
            number = int(round)
            direction = _DIRECTIONS[way] if way in _DIRECTIONS else int(way)
        except (TypeError, ValueError):
            raise _unread("moves", _MOVES, move) from None
        if number < 0 or direction not in (1, -1) or not isinstance(issue, str):
            raise _unread("moves", _MOVES, move)
        _enter(read, "moves", number, (issue, direction))
    return read


def read_offers(offers: Any) -> dict[int, dict[str, int]]:
    """Read packages by round, each as rung numbers by issue.

    Raises
    ------
    ArgumentError
        They do not read as offers, or a round is named twice.
    """
    read: dict[int, dict[str, int]] = {}
    for offer in _parts("offers", offers, _OFFERS):
        try:
            round, *rungs = offer
            number = int(round)
            package = _package(rungs)
        except (TypeError, ValueError):
            raise _unread("offers", _OFFERS, offer) from None
        if number < 0 or not package or min(package.values()) < 0:
            raise _unread("offers", _OFFERS, offer)
        _enter(read, "offers", number, package)
    return read


def read_rounds(rounds: Any) -> frozenset[int]:
    """Read a list of rounds.

    Raises
    ------
    ArgumentError
        They do not read as rounds.
    """
    listed = rounds.split() if isinstance(rounds, str) else rounds
    if isinstance(listed, Mapping) or not isinstance(listed, Sequence):
        raise _unread("accepts", _ROUNDS, rounds)
    read = set()
    for round in listed:
        try:
            number = int(round)
        except (TypeError, ValueError):
            raise _unread("accepts", _ROUNDS, round) from None
        if number < 0 or (not isinstance(round, str) and number != round):
            raise _unread("accepts", _ROUNDS, round)
        read.add(number)
    return frozenset(read)


def _package(rungs: Sequence[Any]) -> dict[str, int]:
    """Rungs by issue, from ["share=40", "ink=1"] or from one mapping."""
    if len(rungs) == 1 and isinstance(rungs[0], Mapping):
        return {str(issue): int(rung) for issue, rung in rungs[0].items()}
    pairs = [rung.split("=") for rung in rungs if isinstance(rung, str)]
    if len(pairs) < len(rungs):
        raise TypeError
    return {issue: int(rung) for issue, rung in pairs}


def _parts(name: str, script: Any, form: str) -> Sequence[Any]:
    if isinstance(script, str):
        return [part.split() for part in script.split(";") if part.strip()]
    if not isinstance(script, Sequence):
        raise _unread(name, form, script)
    return script


def _enter(read: dict[int, Any], name: str, round: int, entry: Any) -> None:
    if round in read:
        raise ArgumentError(f"{name} must name a round once; got round {round} twice")
    read[round] = entry


def _unread(name: str, form: str, got: Any) -> ArgumentError:
    return ArgumentError(f"{name} must read {form}; got {got!r}")
