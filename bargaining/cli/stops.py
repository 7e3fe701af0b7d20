"""Stops from outside: Ctrl-C, and what a scheduler or a closed terminal sends."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
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
    with _handled(("SIGTERM", "SIGHUP"), lambda now: now == signal.SIG_DFL, _stop, {}):
        yield


@contextmanager
def held_back() -> Iterator[None]:
    """Let a stop wait until something is written; a second Ctrl-C does not wait."""
    came: list[int] = []
    before: dict[int, Any] = {}

    def note(number: int, frame: FrameType | None) -> None:
        came.append(number)
        signal.signal(number, before[number])

    with _handled(("SIGINT", "SIGTERM", "SIGHUP"), callable, note, before):
        yield
    if came:
        signal.raise_signal(came[0])


@contextmanager
def _handled(
    names: Sequence[str],
    concerns: Callable[[Any], bool],
    handler: Callable[[int, FrameType | None], None],
    before: dict[int, Any],
) -> Iterator[None]:
    """Handle signals whose present handler it `concerns`, which is kept in `before` meanwhile."""
    for name in names:
        number = getattr(signal, name, None)
        if number is not None and concerns(signal.getsignal(number)):
            # Python allows a handler in the main thread only.
            with suppress(ValueError):
                before[number] = signal.signal(number, handler)
    try:
        yield
    finally:
        for number, was in before.items():
            signal.signal(number, was)


def _stop(number: int, frame: FrameType | None) -> None:
    # Said once: a scheduler that repeats itself must not cut short what is being saved.
    signal.signal(number, signal.SIG_IGN)
    _received.append(number)
    raise KeyboardInterrupt


def exit_code() -> int:
    """Return the exit code of a command that was stopped: 128 and the number of the signal."""
    return 128 + (_received or [signal.SIGINT])[-1]
