"""The server under a class, and what it puts up with: connections, bytes, and waiting."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

__all__ = ["LOOPBACK", "server_of"]

LOOPBACK = "127.0.0.1"
# Connections from one address of the network; several phones may share one.
_FROM_ONE_ADDRESS = 250
# Bytes that a connection may send at once, and in a second.
_AT_ONCE, _A_SECOND = 2**18, 2**16
# Seconds within which requests are over, and those within which what was sent is read.
_REQUESTS, _READING = 30.0, 10.0


def server_of(app: Any) -> uvicorn.Server:
    """Return a server for an application; it writes nothing to the terminal."""
    http, websocket = _protocols()
    config = uvicorn.Config(
        app,
        http=http,
        ws=websocket,
        ws_max_size=2**14,
        proxy_headers=False,
        server_header=False,
        log_level="critical",
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)


def _protocols() -> tuple[type[asyncio.Protocol], type[asyncio.Protocol]]:
    """Return protocols for requests and for sockets that end a connection which goes too far."""
    opened: Counter[str] = Counter()

    class Limited(asyncio.Protocol):
        transport: Any
        loop: Any
        _until_read: asyncio.TimerHandle | None = None
        _allowance, _counted = float(_AT_ONCE), 0.0

        def data_received(self, data: bytes) -> None:
            now = time.monotonic()
            more = _A_SECOND * (now - self._counted)
            self._allowance, self._counted = min(_AT_ONCE, self._allowance + more), now
            self._allowance -= len(data)
            if self._allowance < 0:
                self.transport.abort()
            else:
                super().data_received(data)

        def pause_writing(self) -> None:
            super().pause_writing()
            self._until_read = self.loop.call_later(_READING, self.transport.abort)

        def resume_writing(self) -> None:
            super().resume_writing()
            if self._until_read is not None:
                self._until_read.cancel()

        def connection_lost(self, exc: Exception | None) -> None:
            opened[self.transport.get_extra_info("peername")[0]] -= 1
            if self._until_read is not None:
                self._until_read.cancel()
            super().connection_lost(exc)

    class Requests(Limited, H11Protocol):
        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            address = transport.get_extra_info("peername")[0]
            opened[address] += 1
            if opened[address] > _FROM_ONE_ADDRESS and address != LOOPBACK:
                transport.abort()
            self.loop.call_later(_REQUESTS, self._end)

        def _end(self) -> None:
            # A socket, which may stay, has a protocol of its own.
            if self.transport.get_protocol() is self:
                self.transport.abort()

    class Sockets(Limited, WebSocketsSansIOProtocol):
        pass

    return Requests, Sockets
