"""A browser's connection to a class: what it may send, and what is sent to it."""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bargaining.classroom.session import Member
from bargaining.errors import ArgumentError
from bargaining.text.languages import translated

__all__ = ["Connection", "message_in", "received", "written"]

# A browser may send so many messages at once, and so many a second; of those beyond that, so many
# are refused before it is let go.
_AT_ONCE, _A_SECOND, _MOST_REFUSED = 30, 10, 200
_MOST_SENT = 8192


@dataclass(eq=False)
class Connection:
    """A browser that has said hello."""

    socket: WebSocket
    member: Member | None
    language: str
    key: str | None
    sent: dict[str, str] = field(default_factory=dict)
    # The seat that the teacher has asked to see; None until then.
    looks_at: str | None = None
    allowance: float = _AT_ONCE
    counted: float = field(default_factory=time.monotonic)
    refused: int = 0
    # What is being sent, and whether something has changed meanwhile.
    showing: asyncio.Task[None] | None = None
    behind: bool = False

    def count_message(self) -> None:
        """Count a message that has come.

        Raises
        ------
        ArgumentError
            It is beyond the limits.
        WebSocketDisconnect
            Too many were.
        """
        now = time.monotonic()
        self.allowance = min(_AT_ONCE, self.allowance + _A_SECOND * (now - self.counted))
        self.counted = now
        if self.allowance < 1:
            self.refused += 1
            if self.refused >= _MOST_REFUSED:
                raise WebSocketDisconnect(1008)
            raise ArgumentError("too many messages at once: wait a moment")
        self.allowance -= 1

    async def send(self, message: Any) -> None:
        """Send a message in the reader's language."""
        await self.send_text(written(message, self.language))

    async def send_text(self, text: str) -> None:
        """Send a text, unless the browser is gone."""
        with suppress(RuntimeError, WebSocketDisconnect, OSError):
            await self.socket.send_text(text)


def written(message: Any, language: str) -> str:
    """Return a message as it is sent to who reads a language."""
    return json.dumps(translated(message, language), ensure_ascii=False, separators=(",", ":"))


async def received(socket: WebSocket) -> object:
    """Return the text that a browser sends next; None where it sends something else.

    Raises
    ------
    WebSocketDisconnect
        There is none any more.
    """
    event = await socket.receive()
    if event["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(event.get("code", 1005))
    return event.get("text")


def message_in(text: object) -> Mapping[str, Any]:
    """Return the message that a text holds.

    Raises
    ------
    ArgumentError
        It is no message of this page.
    """
    try:
        if not isinstance(text, str) or len(text) > _MOST_SENT:
            raise ValueError
        message = json.loads(text, parse_constant=_number, parse_float=_number)
        if not isinstance(message, dict):
            raise ValueError
        # Halves of characters could not be sent on.
        json.dumps(message, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise ArgumentError("this page and the class do not understand each other") from None
    return message


def _number(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise ValueError
    return number
