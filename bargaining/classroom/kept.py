"""The file of a class: what suffices to go on after the program was stopped; no names in it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from bargaining.by_hand.negotiation import Negotiation
from bargaining.classroom.ballots import ENDINGS, read_forecast
from bargaining.classroom.session import FLAGS, MODES, Member, Session
from bargaining.errors import ArgumentError
from bargaining.outcomes.storage import write_whole
from bargaining.scenario import Scenario

__all__ = ["keep", "take_up"]

_FORMAT = 1
_OF_MEMBER = ("number", "seat", "forecast", "choice")


def keep(session: Session, path: Path) -> None:
    """Write a class to a file that only its owner can read.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    told = {
        "format": _FORMAT,
        "scenario": session.scenario.name,
        "seed": session.seed,
        "world": session.world,
        "modes": session.modes,
        **{name: getattr(session, name) for name in FLAGS},
        "ending": session.ending,
        "members": {
            key: {name: getattr(one, name) for name in _OF_MEMBER}
            for key, one in session.members.items()
        },
        "game": session.game,
    }
    text = json.dumps(told, indent=1) + "\n"

    def write(file: Any) -> None:
        os.chmod(file.name, 0o600)
        file.write(text.encode())

    write_whole(path, write)


def take_up(path: Path, scenario: Scenario, *, beside: int = 1000) -> Session:
    """Return the class that was kept, where it was.

    Parameters
    ----------
    path : Path
    scenario : Scenario
        What the class plays.
    beside : int
        As in `Session`.

    Raises
    ------
    ArgumentError
        The file cannot be read, holds no class, or one with another scenario.
    """
    try:
        told = json.loads(path.read_text("utf-8"))
        played = told["scenario"]
        if told["format"] != _FORMAT or not isinstance(played, str):
            raise ValueError("another layout")
        if played == scenario.name:
            return _session_of(told, scenario, beside)
    except OSError as error:
        raise ArgumentError(f"{path} cannot be read: {error.strerror or error}") from None
    except (
        ArgumentError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        what = f"{type(error).__name__}: {error}"
        raise ArgumentError(f"{path} holds no class that was kept: {what}") from None
    raise ArgumentError(f"{path} holds a class that plays {played:.60}, and not {scenario.name}")


def _session_of(told: dict[str, Any], scenario: Scenario, beside: int) -> Session:
    """Return what a file tells of, which may be anything."""
    session = Session(scenario, seed=told["seed"], world=told["world"], beside=beside)
    flags = {name: told[name] for name in FLAGS}
    modes, ending, game = told["modes"], told["ending"], told["game"]
    members = {
        key: Member(**{name: one[name] for name in _OF_MEMBER})
        for key, one in told["members"].items()
        if set(one) == set(_OF_MEMBER)
    }
    for member in members.values():
        if member.forecast is not None:
            member.forecast = read_forecast(member.forecast)
    numbers = [one.number for one in members.values()]
    whole = (
        type(session.seed) is int and type(session.world) is int and session.world >= 0,
        set(modes) == set(session.modes) and set(modes.values()) <= set(MODES),
        all(isinstance(flag, bool) for flag in flags.values()),
        ending in ("", *ENDINGS),
        len(members) == len(told["members"]),
        all(one.seat is None or modes[one.seat] != "agent" for one in members.values()),
        all(type(one.choice) in (int, type(None)) for one in members.values()),
        all(type(number) is int for number in numbers) and len(set(numbers)) == len(numbers),
        game is None or set(modes.values()) != {"agent"},
        game is None or (game["seed"], game["world"]) == (session.seed, session.world),
    )
    if not all(whole):
        raise ValueError("a part that does not fit")
    session.modes, session.members = modes, members
    # What a seat is shown depends on them.
    for name, flag in flags.items():
        setattr(session, name, flag)
    votes = {member.number: member.choice for member in members.values()}
    if game is not None:
        session.settle(session.turn(Negotiation.load(game, scenario=scenario)))
        options = () if session.decision is None else range(len(session.decision.options))
        for member in members.values():
            vote = votes[member.number]
            member.choice = vote if vote in options else None
    session.ending = session.ending or ending
    return session
