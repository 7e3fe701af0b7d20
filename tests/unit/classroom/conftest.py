"""Classes without a network: what is left for the engine's thread is played at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import bargaining as bg
from bargaining.classroom.session import Member, Session
from bargaining.scenario import Scenario


class Lesson:
    """A class, its members by name, and what they and the teacher do."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.keys: dict[str, str] = {}
        self.members: dict[str, Member] = {}

    def join(self, *names: str) -> None:
        for name in names:
            self.keys[name], self.members[name] = self.session.join(None)

    def does(self, name: str, kind: str, **message: Any) -> None:
        """Let a member, or the teacher, send a message, and play what follows from it."""
        member = None if name == "teacher" else self.members[name]
        self.session.handle(member, {"kind": kind, **message})
        while (work := self.session.work) is not None:
            self.session.work = None
            self.session.settle(work())

    def decides(self, name: str, choice: Any) -> None:
        decision = self.session.decision
        assert decision is not None
        self.does(name, "decide", choice=choice, decision=f"{decision.round}.{decision.slot}")

    def plays_on(self) -> None:
        """Let agents take every decision that is left."""
        while self.session.stage == "playing":
            self.does("teacher", "agent")


@pytest.fixture(scope="session")
def two_types() -> Scenario:
    return bg.load("two-types")


@pytest.fixture(scope="session")
def short_stockholm() -> Scenario:
    return bg.load("stockholm-2014").replace({"settings.rounds": 3})


@pytest.fixture(scope="session")
def lesson_of() -> Callable[[Session], Lesson]:
    return Lesson


@pytest.fixture
def lesson(two_types: Scenario) -> Lesson:
    return Lesson(Session(two_types, seed=3, beside=20))


@pytest.fixture(scope="session")
def texts_in() -> Callable[[Any], Iterator[str]]:
    """Return a function that walks through all that a message holds, its keys too."""

    def texts(told: Any) -> Iterator[str]:
        if isinstance(told, dict):
            for key, value in told.items():
                yield from (str(key), *texts(value))
        elif isinstance(told, list | tuple):
            for one in told:
                yield from texts(one)
        else:
            yield str(told)

    return texts
