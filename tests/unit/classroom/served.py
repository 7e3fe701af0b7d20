"""A class served to this machine by a thread, and browsers without a screen."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from websockets.sync.client import ClientConnection, connect

from bargaining.classroom.app import ClassServer
from bargaining.classroom.serving import server_of
from bargaining.classroom.session import Session

TOKEN = "the-teachers-token"


class Browser:
    """A connection that remembers what it was last shown of each kind."""

    def __init__(self, connection: ClientConnection, hello: Mapping[str, Any]) -> None:
        self.connection = connection
        self.shown: dict[str, Any] = {}
        self.texts: list[str] = []
        self.say("hello", **hello)

    def say(self, kind: str, **message: Any) -> None:
        self.connection.send(json.dumps({"kind": kind, **message}))

    def read(self) -> dict[str, Any]:
        """Return the next message."""
        text = self.connection.recv()
        assert isinstance(text, str)
        self.texts.append(text)
        message: dict[str, Any] = json.loads(text)
        self.shown[message["kind"]] = message
        return message

    def until(self, holds: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """Read until something holds of what is shown."""
        while not holds(self.shown):
            self.read()
        return self.shown

    def refused(self, kind: str | None = None, **message: Any) -> str:
        """Return why a message, or the one that was sent, is refused."""
        if kind is not None:
            self.say(kind, **message)
        while (told := self.read())["kind"] != "refused":
            pass
        return str(told["why"])

    def in_stage(self, stage: str) -> dict[str, Any]:
        """Read until the class is in a stage and nothing is being played."""

        def holds(shown: dict[str, Any]) -> bool:
            room = shown.get("room", {})
            return room.get("stage") == stage and not room["busy"]

        return self.until(holds)


class Served:
    """A class that is served: where, and whose it is."""

    def __init__(self, server: ClassServer, port: int) -> None:
        self.server, self.session, self.port = server, server.session, port
        self.opened = ExitStack()

    def connect(
        self, *, host: str = "127.0.0.1", origin: str | None = "", **how: Any
    ) -> ClientConnection:
        """Open a socket; its origin is the page's own unless given."""
        if origin == "":
            origin = f"http://{host}:{self.port}"
        return self.opened.enter_context(
            connect(
                f"ws://{host}:{self.port}/ws",
                sock=socket.create_connection(("127.0.0.1", self.port)),
                origin=origin,  # type: ignore[arg-type]
                compression=None,
                max_size=None,
                max_queue=None,
                close_timeout=1,
                **how,
            )
        )

    def browser(self, **hello: Any) -> Browser:
        return Browser(self.connect(), hello)

    def student(self, key: str | None = None) -> Browser:
        browser = self.browser(key=key)
        browser.until(lambda shown: "own" in shown)
        return browser

    def teacher(self) -> Browser:
        browser = self.browser(token=TOKEN)
        browser.until(lambda shown: "room" in shown)
        return browser


@contextmanager
def serve(
    session: Session, *, answers: Mapping[str, Any] | None = None, **options: Any
) -> Iterator[Served]:
    """Serve a class until the block is left; options that begin with `ws_` are of uvicorn."""
    own = {name: value for name, value in options.items() if not name.startswith("ws_")}
    listening = socket.create_server(("127.0.0.1", 0))
    hosts = ("127.0.0.1", "localhost")
    welcome = {"languages": {}, "shared": False}
    server = ClassServer(session, answers or {}, hosts=hosts, token=TOKEN, welcome=welcome, **own)
    serving = server_of(server.app)
    for name in options.keys() - own.keys():
        setattr(serving.config, name, options[name])
    begun = threading.Event()

    async def run() -> None:
        task = asyncio.create_task(serving.serve(sockets=[listening]))
        while not (serving.started or task.done()):
            await asyncio.sleep(0.001)
        begun.set()
        await task

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    begun.wait()
    served = Served(server, listening.getsockname()[1])
    try:
        yield served
    finally:
        served.opened.close()
        serving.should_exit = True
        thread.join()
        listening.close()
