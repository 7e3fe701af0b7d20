"""What is left of a game by hand: its result, and the moves that suffice to play it again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bargaining.by_hand.moves import Move
from bargaining.engine.arguments import scenario_of
from bargaining.engine.batches import Batch
from bargaining.engine.negotiation import NegotiationModel
from bargaining.engine.recorder import AXES, labels
from bargaining.engine.seats import label_of
from bargaining.engine.simulation import record_of
from bargaining.errors import ArgumentError
from bargaining.outcomes import Event, History, Outcomes
from bargaining.scenario import Scenario
from bargaining.scenario.played import MODEL_NUMBER
from bargaining.strategies import STRATEGIES
from bargaining.text import counted, joined

__all__ = ["SavedGame", "outcomes_by_hand", "read_game", "told_of"]

_FORMAT = 1
_PLACE = ("seed", "world", "worlds_per_draw")


@dataclass(frozen=True, slots=True)
class SavedGame:
    """What suffices to play a game by hand again."""

    scenario: Scenario
    place: dict[str, int]
    seats: dict[str, Any]
    round: int
    moves: tuple[Move, ...]


def outcomes_by_hand(
    of_world: Batch, model: NegotiationModel, events: Iterable[Event], moves: Iterable[Move]
) -> Outcomes:
    """Return the result of one world that is over; its record says who was moved by hand."""
    record = record_of(of_world, model.game)
    by_hand = {move.party: "moves by hand" for move in moves}
    record = replace(record, seats={**record.seats, **by_hand})
    arrays = model.recorder.finish(model.world)
    history = History(record, of_world.first_world, tuple(events), arrays)
    return Outcomes(arrays, AXES, labels(model.game), record, replay=lambda world: history)


def told_of(of_world: Batch, round: int, moves: Iterable[Move]) -> dict[str, Any]:
    """Return a game in values that JSON knows."""
    place = of_world.seed, of_world.first_world, of_world.worlds_per_draw
    return {
        "format": _FORMAT,
        "scenario": of_world.scenario.name,
        "played_digest": of_world.scenario.played_digest,
        "model_number": MODEL_NUMBER,
        **dict(zip(_PLACE, place, strict=True)),
        "seats": {party: label_of(seat) for party, seat in of_world.seats.items()},
        "round": round,
        "moves": [move.to_dict() for move in moves],
    }


def read_game(
    game: str | Path | Mapping[str, Any],
    scenario: Scenario | str | None,
    seats: Mapping[str, Any] | None,
) -> SavedGame:
    """Read a game that was kept, and refuse what cannot be played again as it was.

    Raises
    ------
    ArgumentError
        It is no such game, or one of another scenario, model or seats.
    """
    name = "this game" if isinstance(game, Mapping) else str(game)
    try:
        told = game if isinstance(game, Mapping) else json.loads(Path(game).read_text("utf-8"))
        layout, place = told["format"], {key: told[key] for key in _PLACE}
        moves = tuple(Move.from_dict(move) for move in told["moves"])
        digest, model, round = told["played_digest"], told["model_number"], told["round"]
        sat, title = dict(told["seats"]), str(told["scenario"])
    except OSError as error:
        raise ArgumentError(f"{name} cannot be read: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ArgumentError(
            f"{name} is no negotiation that was saved by hand: {type(error).__name__}: {error}"
        ) from None
    if layout != _FORMAT:
        raise ArgumentError(f"{name} has layout {layout!r}; this version reads layout {_FORMAT}")
    if model != MODEL_NUMBER:
        raise ArgumentError(
            f"{name} was played by model {model}, and this is model {MODEL_NUMBER}, in which the "
            f"same moves may lead elsewhere: take it up with the version that saved it"
        )
    played = scenario_of(title if scenario is None else scenario)
    if played.played_digest != digest:
        raise ArgumentError(
            f"{name} was played with another {title} than this one: hand that in, scenario=..."
        )
    rounds = played.settings.rounds.value
    if type(round) is not int or not 0 <= round <= rounds:
        raise ArgumentError(f"{name} is in round {round!r:.40}, and there are {rounds} rounds")
    # None is of a move that is planned for the next round.
    when = (None, *range(round))
    odd = [
        move
        for move in moves
        if not (type(move.round) in (int, type(None)) and move.round in when)
        or not move.exists(played)
    ]
    if odd:
        several = f", and {counted(len(odd) - 1, 'more')}" if len(odd) > 1 else ""
        raise ArgumentError(
            f"{name} holds a move that it cannot hold: {odd[0].slot!s:.40} of {odd[0].party!s:.40} "
            f"in round {odd[0].round!s:.40}, {odd[0].value!s:.40}{several}"
        )
    known = {party: label for party, label in sat.items() if label in list(STRATEGIES)}
    seated = {**known, **(seats or {})}
    if missing := sorted(set(sat) - set(seated)):
        raise ArgumentError(
            f"{name} was played with {sat[missing[0]]} in the seat of {joined(missing)}: hand it "
            f'in, seats={{"{missing[0]}": ...}}'
        )
    return SavedGame(played, place, seated, round, moves)
