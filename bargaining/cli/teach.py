"""`bargaining teach`: a class watches, plays and votes in its browsers, from this machine."""

from __future__ import annotations

import asyncio
import io
import os
import secrets
import shlex
import socket
import sys
import webbrowser
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bargaining.cli import options
from bargaining.cli.folder import check_file, next_file, prepare_folder
from bargaining.cli.playing import check_world, checked, stopping
from bargaining.cli.progress import shown_progress
from bargaining.cli.streams import reason, say
from bargaining.errors import ArgumentError, MissingPackageError
from bargaining.text import wrap

if TYPE_CHECKING:
    from bargaining.scenario import Scenario

__all__ = ["teach"]

_PORT = 8765
_Port = Annotated[int, typer.Option(metavar="N", help="Port of the page.", show_default=True)]
_Share = Annotated[
    bool,
    typer.Option(
        "--share",
        help="Let phones on the same network join: prints the address and a QR code. What is sent "
        "is not encrypted (plain HTTP).",
    ),
]
_NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Open no browser.")]
_Session = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Keep the class in this file, and go on where it was."),
]
_Export = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.html",
        help="Write worlds that are played before to one page that opens without Python.",
    ),
]
# None of those that are watched, so that a class has not seen its history before it plays it.
_WORLD = 20_000
_World = Annotated[int, options.count(metavar="I", help="Number of the world of the game.")]


def teach(
    scenario: Annotated[str, typer.Argument(metavar="[NAME|FILE]")] = "stockholm-2014",
    port: _Port = _PORT,
    share: _Share = False,
    no_browser: _NoBrowser = False,
    session: _Session = None,
    export: _Export = None,
    seed: options.Seed = options.SEED,
    world: _World = _WORLD,
    out: options.Out = None,
) -> None:
    """Open a class: worlds that unfold on a page, a game by vote, forecasts from phones."""
    from bargaining.scenario import load

    checked(seed=seed)
    check_world(world)
    if not 0 <= port < 2**16:
        raise ArgumentError(f"--port must be from 0 to 65535, 0 for any that is free; got {port}")
    played = load(scenario)
    if export is not None:
        from bargaining.classroom.export import export as write

        path = check_file(export, "--export") or export
        with (
            stopping("Stopped: nothing was written."),
            shown_progress(played.name, 0, wanted=True, later=None) as progress,
        ):
            write(played, path, seed=seed, progress=progress)
        say(f"Written: {path}\nIt opens in any browser, without Python and without a network.")
        return
    _expect_packages()
    kept = check_file(session, "--session")
    _serve(played, scenario, port, share, not no_browser, kept, seed, world, out)


def _expect_packages() -> None:
    """Say what to install where the packages of a class are missing."""
    for package in ("starlette", "uvicorn", "websockets", "segno"):
        if find_spec(package) is None:
            raise MissingPackageError(
                f"a class needs {package}, which is not installed: pip install 'bargaining[class]'"
            )


def _serve(
    scenario: Scenario,
    name: str,
    port: int,
    share: bool,
    browse: bool,
    kept: Path | None,
    seed: int,
    world: int,
    out: Path | None,
) -> None:
    """Serve the page until Ctrl-C."""
    from bargaining.classroom.app import ClassServer
    from bargaining.classroom.kept import keep, take_up
    from bargaining.classroom.serving import server_of
    from bargaining.classroom.session import Session
    from bargaining.classroom.watch import answers
    from bargaining.text.languages import LANGUAGES, REVIEW

    hosts = ["127.0.0.1", "localhost"]
    if share:
        hosts += [_own_address(), socket.gethostname().lower()]
    with _listen("0.0.0.0" if share else "127.0.0.1", port) as listening:
        port = listening.getsockname()[1]
        known = kept is not None and kept.exists()
        file = kept or next_file(prepare_folder(out, scenario.name), "class")
        lesson = take_up(file, scenario) if known else Session(scenario, seed=seed, world=world)
        keep(lesson, file)
        address = f"http://{hosts[2] if share else hosts[0]}:{port}/"
        token = secrets.token_urlsafe(16)
        server = ClassServer(
            lesson,
            answers(scenario, seed=seed),
            hosts=hosts,
            token=token,
            welcome={"languages": LANGUAGES, "review": REVIEW, "address": address, "shared": share},
            extra={"join.svg": _code(address)},
            keep=lambda: keep(lesson, file),
        )
        own = f"http://127.0.0.1:{port}/#{token}"
        again = f"bargaining teach {shlex.quote(name)} --session {shlex.quote(str(file))}"
        with stopping(f"The class is kept. Go on with: {again}"):
            _tell(scenario, own, address, share, file)
            if browse:
                webbrowser.open(own)
            try:
                asyncio.run(server_of(server.app).serve(sockets=[listening]))
            finally:
                # Whether it could be written at the last is not told to a page that is gone.
                keep(lesson, file)


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at a port."""
    # Of a socket whose protocol it is not told, asyncio sends small pieces late.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name != "nt":  # On Windows it would let two programs have the same port.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()
    except OSError as error:
        listening.close()
        raise ArgumentError(
            f"cannot serve at port {port}: {reason(error)}. Choose another: --port N, or 0 for any."
        ) from error
    return listening


def _own_address() -> str:
    """Return this machine's address on the local network; no packet is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    raise ArgumentError("--share: this machine is in no network that phones could join")


def _code(address: str) -> bytes:
    """Return the QR code of an address as a picture."""
    import segno

    written = io.BytesIO()
    segno.make(address, error="m").save(written, kind="svg", scale=8, border=2, light="white")
    return written.getvalue()


def _tell(scenario: Scenario, own: str, address: str, share: bool, kept: Path) -> None:
    """Say where the pages are."""
    import segno

    say("\n".join(wrap(scenario.header.title)))
    say(f"\nYour page, for you alone:  {own}")
    if share:
        say(f"Students join at:          {address}\n")
        if sys.stdout.isatty():
            segno.make(address, error="l").terminal(compact=True)
        told = (
            "What is sent is not encrypted (plain HTTP): use it in a network that you trust, and "
            "ask for no names. Everybody in the network can join; your page stops that."
        )
    else:
        told = "Only this machine can open it. --share lets phones on the same network join."
    say("\n".join(wrap(told)))
    say(f"\nKept as it goes on: {kept}\nCtrl-C stops.")
