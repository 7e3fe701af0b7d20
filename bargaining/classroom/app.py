"""The web side of a class: the page's files, a socket for each browser, limits, who may what."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from functools import partial
from importlib.resources import files
from typing import Any, TypeVar

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bargaining.classroom.connection import Connection, message_in, received, written
from bargaining.classroom.serving import LOOPBACK
from bargaining.classroom.session import Session
from bargaining.classroom.showing import own_view, room_view, seat_view
from bargaining.classroom.turn import Turn
from bargaining.errors import ArgumentError, BargainingError
from bargaining.text.languages import LANGUAGES, page_texts

__all__ = ["ClassServer", "page_files"]

T = TypeVar("T")

# Sockets of all, and of one address of the network; several phones may share one.
_MOST_SOCKETS, _FROM_ONE_ADDRESS = 300, 100
# What changes within this time, in seconds, is shown together; who says no hello within the other
# is let go.
_PAUSE, _GREETING = 0.05, 10.0
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
}
# Of the teacher's page alone: by kind, what plays worlds and tells of them.
Answers = Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]]


def page_files() -> dict[str, bytes]:
    """Return the files of the page by name, and its texts in each language."""
    folder = files("bargaining.classroom") / "page"
    found = {one.name: one.read_bytes() for one in folder.iterdir() if "." in one.name}
    for language in LANGUAGES:
        texts = json.dumps(page_texts(language), ensure_ascii=False, separators=(",", ":"))
        found[f"words-{language}.json"] = texts.encode()
    return found


class ClassServer:
    """A class on the network: Starlette's application around a `Session`.

    Parameters
    ----------
    session : Session
    answers : mapping of str to callable
        What the teacher's page may ask beside the game, by kind of message.
    hosts : iterable of str
        Names and addresses, without ports, under which the page may be asked for.
    token : str
        What the teacher's page knows and the others do not.
    welcome : mapping
        What every page is told first.
    keep : callable, optional
        Writes the class down; called whenever something has changed. An OSError is told to the
        teacher.
    """

    def __init__(
        self,
        session: Session,
        answers: Answers,
        *,
        hosts: Iterable[str],
        token: str,
        welcome: Mapping[str, Any],
        extra: Mapping[str, bytes] | None = None,
        keep: Callable[[], None] | None = None,
    ) -> None:
        self.session, self._answers, self._token = session, answers, token
        self._welcome, self._keep = welcome, keep
        self._files = page_files() | dict(extra or {})
        self._connections: set[Connection] = set()
        self._sockets: Counter[str] = Counter()
        # Why the class could not be written down.
        self._unkept = ""
        self._changed = asyncio.Event()
        # One thread for all that plays: what is asked first is played first.
        self._engine = ThreadPoolExecutor(1, "engine")
        self._tasks: set[asyncio.Task[None]] = set()
        self.app = Starlette(
            routes=[
                Route("/", self._file),
                Route("/{name}", self._file),
                WebSocketRoute("/ws", self._socket),
            ],
            middleware=[
                Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False),
                Middleware(GZipMiddleware, minimum_size=500),
            ],
            lifespan=self._lifespan,
        )

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        self._run(self._show_changes())
        try:
            yield
        finally:
            for task in self._tasks:
                task.cancel()
            self._engine.shutdown(wait=True, cancel_futures=True)
            self._write_down()

    def _run(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do something beside all else."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _write_down(self) -> None:
        why = ""
        try:
            if self._keep is not None:
                self._keep()
        except OSError as error:
            why = f"the class cannot be kept in its file: {error.strerror or error}"
        if why and why != self._unkept:
            self._tell_teacher(why)
        self._unkept = why

    def _tell_teacher(self, why: str) -> None:
        for one in self._connections:
            if one.member is None:
                self._run(one.send({"kind": "refused", "why": why}))

    async def _file(self, request: Request) -> Response:
        name = request.path_params.get("name", "index.html")
        found = self._files.get(name)
        if found is None:
            return Response("There is no such page.", 404, _HEADERS, "text/plain")
        return Response(found, 200, _HEADERS, _TYPES[name.rpartition(".")[2]])

    async def _socket(self, socket: WebSocket) -> None:
        origin, host = socket.headers.get("origin"), socket.headers.get("host")
        address = socket.client.host if socket.client else ""
        # Whatever the network does, who sits at this machine is let in.
        most, others = _FROM_ONE_ADDRESS, self._sockets.total()
        if address == LOOPBACK:
            most, others = _MOST_SOCKETS, 0
        full = self._sockets[address] >= most or others >= _MOST_SOCKETS
        if origin != f"http://{host}" or full:
            await socket.close(1008)
            return
        self._sockets[address] += 1
        connection = None
        try:
            await socket.accept()
            hello = message_in(await asyncio.wait_for(received(socket), _GREETING))
            connection = await self._greet(socket, hello)
            if connection is not None:
                await self._listen(connection)
            await socket.close(1008)
        except (WebSocketDisconnect, TimeoutError, ArgumentError, RuntimeError, OSError):
            with suppress(RuntimeError, WebSocketDisconnect, OSError):
                await socket.close(1008)
        finally:
            self._sockets[address] -= 1
            if connection is not None:
                self._connections.discard(connection)
                if connection.member is not None:
                    connection.member.online -= 1
                self._changed.set()

    async def _greet(self, socket: WebSocket, hello: Mapping[str, Any]) -> Connection | None:
        """Let a browser in as the teacher's, a member's, or a new member's."""
        language = hello.get("language")
        language = language if isinstance(language, str) and language in LANGUAGES else "en"
        given, key, member = hello.get("token"), None, None
        refusal = None
        if given is not None:
            known = isinstance(given, str) and secrets.compare_digest(
                given.encode("utf-8", "replace"), self._token.encode()
            )
            if not known:
                refusal = {"kind": "stranger", "why": "this is not the teacher's address"}
        else:
            try:
                key, member = self.session.join(hello.get("key"))
            except ArgumentError as error:
                refusal = {"kind": "refused", "why": str(error)}
        if refusal is not None:
            await socket.send_text(written(refusal, language))
            return None
        connection = Connection(socket, member, language, key)
        self._connections.add(connection)
        if member is not None:
            member.online += 1
        return connection

    async def _listen(self, connection: Connection) -> None:
        """Welcome a browser, and do what it says until it goes too far."""
        own = {"kind": "welcome", "key": connection.key, "teacher": connection.member is None}
        await connection.send({**self._welcome, **own})
        self._changed.set()
        while True:
            text = await received(connection.socket)
            try:
                connection.count_message()
                self._follow(connection, message_in(text))
            except BargainingError as error:
                await connection.send({"kind": "refused", "why": str(error)})

    def _follow(self, connection: Connection, message: Mapping[str, Any]) -> None:
        """Do what a message asks for, and show everybody what has changed."""
        kind = message.get("kind")
        if kind == "language" and message.get("language") in tuple(LANGUAGES):
            connection.language = message["language"]
            connection.sent.clear()
        elif connection.member is None and kind == "look":
            party = message.get("party")
            connection.looks_at = party if party in tuple(self.session.modes) else ""
        elif connection.member is None and isinstance(kind, str) and kind in self._answers:
            self._run(self._answer(connection, partial(self._answers[kind], message)))
            return
        else:
            self.session.handle(connection.member, message)
            self._start_work()
        self._changed.set()

    async def _answer(self, to: Connection, work: Callable[[], Any]) -> None:
        try:
            await to.send(await self._play(work))
        except BargainingError as error:
            await to.send({"kind": "refused", "why": str(error)})

    async def _play(self, work: Callable[[], T]) -> T:
        """Return what the engine's thread makes of something; whatever fails is one sentence."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._engine, work)
        except BargainingError:
            raise
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
            raise ArgumentError(f"this failed by a fault of the program ({what})") from error

    def _start_work(self) -> None:
        work, self.session.work = self.session.work, None
        if work is not None:
            self._run(self._work(work))

    async def _work(self, work: Callable[[], Turn]) -> None:
        turn = None
        try:
            turn = await self._play(work)
        except BargainingError as error:
            self._tell_teacher(str(error))
        finally:
            self.session.settle(turn)
            self._changed.set()

    async def _show_changes(self) -> None:
        """Send every browser what has changed for it since it was last told."""
        while True:
            await self._changed.wait()
            await asyncio.sleep(_PAUSE)
            self._changed.clear()
            texts: dict[tuple[str, str], str] = {}
            for one in self._connections:
                # Nobody waits for one that reads slowly.
                if one.showing is None or one.showing.done():
                    one.showing = self._run(self._show(one, texts))
                else:
                    one.behind = True
            if not self.session.busy:
                self._write_down()

    async def _show(self, to: Connection, texts: dict[tuple[str, str], str]) -> None:
        session, member = self.session, to.member
        views: dict[str, Callable[[], dict[str, Any]]] = {"room": lambda: room_view(session)}
        seat = session.projected if to.looks_at is None else to.looks_at
        if member is not None:
            seat = member.seat or ""
        # Of no seat too, so that what another seat knows is taken away.
        views[f"seat {seat}"] = lambda: seat_view(session, seat)
        if member is not None:
            views[f"own {member.number}"] = lambda: own_view(session, member)
        for name, view in views.items():
            kind = name.partition(" ")[0]
            known = (name, to.language)
            if known not in texts:
                texts[known] = written({"kind": kind, **view()}, to.language)
            if to.sent.get(kind) != texts[known]:
                to.sent[kind] = texts[known]
                await to.send_text(texts[known])
        if to.behind:
            to.behind = False
            self._changed.set()
