"""Stops from outside: Ctrl-C, and what a scheduler or a closed terminal sends."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

__all__ = ["exit_code", "heard", "held_back"]

# What came last; a Ctrl-C raises an error of its own and leaves nothing here.
_received: list[int] = []


@contextmanager
def heard() -> Iterator[None]:
    """Let SIGTERM and SIGHUP stop a command as Ctrl-C does, unless they are ignored."""
    _received.clear()
    before = {}
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            # Only a program's main thread is told of signals.
            with suppress(ValueError):
                before[number] = signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def held_back() -> Iterator[None]:
    """Let a stop wait until something is written; a second Ctrl-C does not wait."""
    came: list[int] = []
    before: dict[int, Any] = {}

    def note(number: int, frame: FrameType | None) -> None:
        came.append(number)
        signal.signal(number, before[number])

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and callable(signal.getsignal(number)):
            with suppress(ValueError):
                before[number] = signal.signal(number, note)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if came:
        signal.raise_signal(came[0])


def _stop(number: int, frame: FrameType | None) -> None:
    # Said once: a scheduler that repeats itself must not cut short what is being saved.
    signal.signal(number, signal.SIG_IGN)
    _received.append(number)
    raise KeyboardInterrupt


def exit_code() -> int:
    """Return the exit code of a command that was stopped: 128 and the number of the signal."""
    return 128 + (_received or [signal.SIGINT])[-1]
