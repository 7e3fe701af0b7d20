"""One history told: a world replayed alone, with every decision and the values behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bargaining.arrays import Ints
from bargaining.codes import Ending
from bargaining.engine.negotiation import Negotiation
from bargaining.engine.seats import Seat, check_seats, label_of
from bargaining.engine.telling import PHASES, Heard
from bargaining.errors import ArgumentError, OutcomesError
from bargaining.outcomes import Event, History, RunRecord
from bargaining.scenario import Scenario
from bargaining.world.world import World

__all__ = ["EventRecorder", "replay"]


class EventRecorder:
    """An observer that writes down what it is told of one world, in plain values.

    Parameters
    ----------
    place : int
        Which world of the batch.
    """

    def __init__(self, place: int = 0) -> None:
        self.place = place
        self.events: list[Event] = []

    def note(
        self, world: World, decision: str, party: int, worlds: Ints, data: Mapping[str, Any]
    ) -> None:
        """Write a decision down, if it concerns the world."""
        found = np.flatnonzero(worlds == self.place)
        if not found.size:
            return
        # A text is ratified by another party than the one it is noted of.
        heard = Heard(world, data.get("ratifier", party), self.place, int(found[0]), data)
        told = heard.tell_choice(decision) if "odds" in data else heard.tell_fact(decision)
        if told is not None:
            name = world.game.parties[party] if party >= 0 else None
            self.add(world.round, decision, name, told)

    def add(self, round: int, decision: str, party: str | None, data: dict[str, Any]) -> None:
        """Write an event down."""
        self.events.append(Event(round, PHASES.get(decision, "talks"), decision, party, data))


def replay(
    record: RunRecord,
    world: int,
    seats: Mapping[str, Seat] | None = None,
    given: Mapping[str, float] | None = None,
) -> History:
    """Play one world of a recorded run again, alone, and return every event of it.

    Parameters
    ----------
    record : RunRecord
        Record of the run.
    world : int
        Number of the world.
    seats : mapping, optional
        Who decided for a party, where that was not what the scenario says.
    given : mapping of path to float, optional
        Numbers that the world was played with instead of drawn ones.

    Raises
    ------
    ArgumentError
        The run holds no such world.
    OutcomesError
        Somebody else than the scenario says sat in the run, and is not handed in.
    """
    last = record.first_world + record.worlds - 1
    if not record.first_world <= world <= last:
        raise ArgumentError(f"world must be from {record.first_world} to {last}; got {world}")
    if record.parameters and not given:
        raise OutcomesError(
            "this run was handed numbers instead of drawing them, which its record does not hold: "
            "ask the result itself, outcomes.history(world)"
        )
    missing = sorted(set(record.seats) - set(seats or {}))
    if missing:
        party = missing[0]
        raise OutcomesError(
            f"this run was played with {record.seats[party]} in the seat of {party}, which a "
            f"stored result cannot hold; replay it with "
            f'bargaining.engine.replay(outcomes.record, {world}, seats={{"{party}": ...}})'
        )
    scenario = Scenario.model_validate_json(record.scenario)
    for party, seat in check_seats(seats, scenario).items():
        if record.seats.get(party, label_of(seat)) != label_of(seat):
            raise OutcomesError(
                f"this run was played with {record.seats[party]} in the seat of {party}; got "
                f"{label_of(seat)}, whose history would be another"
            )
    recorder = EventRecorder()
    negotiation = Negotiation(
        scenario,
        seed=record.seed,
        first_world=world,
        worlds=1,
        worlds_per_draw=record.worlds_per_draw,
        seats=seats,
        observer=recorder,
        given={path: np.array([value]) for path, value in (given or {}).items()},
    )
    try:
        _play_and_tell(negotiation, recorder)
        # Handed over too, so that a history which is not that of the stored world is noticed.
        arrays = negotiation.recorder.finish(negotiation.world)
    finally:
        negotiation.release()
    return History(record, world, tuple(recorder.events), arrays)


def _play_and_tell(negotiation: Negotiation, recorder: EventRecorder) -> None:
    """Play all rounds; tell of beliefs that a round changed, and of the ending."""
    world, game = negotiation.world, negotiation.game
    for round in range(game.scenario.settings.rounds.value):
        before = [float(world.rows.belief(party)[0]) for party in game.typed]
        negotiation.step()
        for party, was in zip(game.typed, before, strict=True):
            now = float(world.rows.belief(party)[0])
            if now != was:
                told = {"before": was, "after": now}
                recorder.add(round, "belief", game.parties[party], told)
    log, numbers = world.log, world.parameters
    net = [float(one) for one in log["net_concession"][0]]
    ending = {
        "ending": Ending(int(log["ending_by_round"][0])),
        "accommodation": float(log["accommodation"][0]),
        "settlement": float(numbers.number("outcome.settlement", 1.0)[0]),
        "partial": float(numbers.number("outcome.partial", 1.0)[0]),
        "net_concession": {
            game.parties[party]: one for party, one in zip(game.principals, net, strict=True)
        },
    }
    recorder.add(round, "ending", None, ending)
