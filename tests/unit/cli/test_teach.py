"""`bargaining teach`: what is said before a class begins, and what is left when it is stopped."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

ROOT = Path(__file__).resolve().parents[3]
KEPT = Path("bargaining-output/two-types/class-1.json")


class NoServer:
    """Serves nobody, and notes where it would."""

    def __init__(self) -> None:
        self.app: Any = None
        self.address: tuple[str, int] | None = None

    def of(self, app: Any) -> NoServer:
        self.app = app
        return self

    async def serve(self, sockets: list[socket.socket]) -> None:
        self.address = sockets[0].getsockname()
        sockets[0].close()


@pytest.fixture
def server(monkeypatch):
    none = NoServer()
    monkeypatch.setattr("bargaining.classroom.serving.server_of", none.of)
    return none


def opened(call, *options: str) -> str:
    """Open a class that serves nobody; return what is said."""
    code, out, err = call("teach", "two-types", "--no-browser", "--port", "0", *options)
    assert (code, err) == (0, "")
    return " ".join(out.split())


def test_by_default_only_this_machine_is_served(call, server):
    said = opened(call)
    own = re.search(r"Your page, for you alone: http://127\.0\.0\.1:([0-9]+)/#([\w-]{20,}) ", said)
    assert own
    assert server.address == ("127.0.0.1", int(own[1]))
    assert "Only this machine can open it." in said
    assert "Students join at" not in said
    assert own[2] not in KEPT.read_text("utf-8")
    # Each class has a file and a token of its own.
    again = opened(call)
    assert own[2] not in again
    assert KEPT.with_name("class-2.json").exists()


def test_share_says_that_nothing_is_encrypted_and_shows_a_code(call, server, monkeypatch):
    monkeypatch.setattr("bargaining.cli.teach._own_address", lambda: "192.0.2.7")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    said = opened(call, "--share")
    assert server.address[0] == "0.0.0.0"
    assert f"Students join at: http://192.0.2.7:{server.address[1]}/ " in said
    assert "not encrypted (plain HTTP)" in said
    assert "ask for no names" in said
    assert said.count("▄") > 20
    # What students are told holds no token.
    token = re.search(r"/#([\w-]+)", said)[1]
    assert said.count(token) == 1


def test_a_machine_without_a_network_cannot_share(call, monkeypatch):
    def unreachable(*given: Any) -> None:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr("socket.socket.connect", unreachable)
    code, _, err = call("teach", "two-types", "--no-browser", "--share", "--port", "0")
    assert code == 2
    assert err == "--share: this machine is in no network that phones could join\n"


def test_a_browser_is_opened_unless_it_is_not_wanted(call, server, monkeypatch):
    pages: list[str] = []
    monkeypatch.setattr("webbrowser.open", pages.append)
    opened(call)
    assert pages == []
    code, out, _ = call("teach", "two-types", "--port", "0")
    assert code == 0
    assert [pages[0]] == pages
    assert pages[0] in out


def test_a_port_that_is_in_use_is_one_sentence(call):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = call("teach", "two-types", "--no-browser", "--port", str(port))
    assert (code, out) == (2, "")
    assert " ".join(err.split()) == (
        f"cannot serve at port {port}: Address already in use. Choose another: --port N, or 0 for "
        "any."
    )
    # No class was begun.
    assert not KEPT.exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--port", "-1"), "--port must be from 0 to 65535, 0 for any that is free; got -1"),
        (("--port", "65536"), "--port must be from 0 to 65535"),
        (("--world", "-1"), "--world must be the number of a world"),
        (("--export", "no-such-folder/page.html"), "no-such-folder"),
        (("--session", "no-such-folder/class.json"), "no-such-folder"),
        (("--session", "."), "there is a folder of this name"),
    ],
)
def test_options_that_cannot_be_are_one_sentence(call, server, options, told):
    code, out, err = call("teach", "two-types", "--no-browser", "--port", "0", *options)
    assert code == 2
    assert told in " ".join(err.split())
    assert "Traceback" not in err
    assert out == ""


def test_a_scenario_that_is_none_is_one_sentence(call):
    code, _, err = call("teach", "stokholm-2014")
    assert code == 2
    assert "stockholm-2014" in err


@pytest.mark.parametrize("package", ["starlette", "uvicorn", "websockets", "segno"])
def test_a_package_that_is_missing_is_one_sentence(call, monkeypatch, package):
    monkeypatch.setattr(
        "bargaining.cli.teach.find_spec", lambda name: None if name == package else object()
    )
    code, out, err = call("teach", "two-types")
    assert (code, out) == (2, "")
    assert " ".join(err.split()) == (
        f"a class needs {package}, which is not installed: pip install 'bargaining[class]'"
    )


def test_a_file_of_another_class_is_refused(call, server):
    opened(call, "--session", "class.json")
    kept = Path("class.json").read_text("utf-8")
    code, _, err = call("teach", "ultimatum", "--no-browser", "--session", "class.json")
    assert code == 2
    assert "holds a class that plays two-types, and not ultimatum" in " ".join(err.split())
    # It goes on as itself, with the luck it has.
    opened(call, "--session", "class.json", "--seed", "7")
    assert Path("class.json").read_text("utf-8") == kept


def test_a_class_that_cannot_be_kept_at_the_last_says_so(call, server, monkeypatch):
    from bargaining.classroom import kept

    tries: list[Any] = []

    def keep(*given: Any) -> None:
        tries.append(given)
        if len(tries) > 1:
            raise OSError(28, "No space left on device", "class.json")

    monkeypatch.setattr(kept, "keep", keep)
    code, _, err = call("teach", "two-types", "--no-browser", "--port", "0")
    assert code == 2
    assert err == "Cannot go on: No space left on device (class.json).\n"


# A look-up of a name, or a connection beyond this machine, stops the program at once. Tests run in
# the background have children that ignore Ctrl-C.
CUT_OFF = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
def only_here(event, given):
    if event in ("socket.connect", "socket.sendto") and given[1][0] != "127.0.0.1":
        os._exit(99)
    if event == "socket.getaddrinfo" and given[0] not in (None, "127.0.0.1", "localhost"):
        os._exit(98)
sys.addaudithook(only_here)
from bargaining.cli import main
main(sys.argv[1:])
"""


def begun(folder: Path) -> tuple[subprocess.Popen[str], int, str]:
    """Begin or take up a class in a folder; return it, its port and the teacher's token."""
    options = ("two-types", "--session", "class.json", "--port", "0", "--no-browser")
    process = subprocess.Popen(
        [sys.executable, "-c", CUT_OFF, "teach", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = ""
    while "Ctrl-C stops." not in said:
        line = process.stdout.readline()
        assert line, said
        said += line
    found = re.search(r"http://127\.0\.0\.1:([0-9]+)/#(\S+)", said)
    assert found
    return process, int(found[1]), found[2]


def joined(port: int, **hello: Any) -> dict[str, Any]:
    """Join a class; return what is shown at first, by kind."""
    shown: dict[str, Any] = {}
    origin: Any = f"http://127.0.0.1:{port}"
    with connect(f"ws://127.0.0.1:{port}/ws", origin=origin) as page:
        page.send(json.dumps({"kind": "hello", **hello}))
        while "room" not in shown or ("own" not in shown and "token" not in hello):
            message = json.loads(page.recv())
            shown[message["kind"]] = message
    return shown


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
def test_a_class_that_is_stopped_goes_on_with_its_file(tmp_path):
    key, before = None, None
    for number, code in ((signal.SIGKILL, -9), (signal.SIGTERM, 143), (signal.SIGINT, 130)):
        process, port, token = begun(tmp_path)
        try:
            page = http.client.HTTPConnection("127.0.0.1", port)
            page.request("GET", "/")
            assert b"app.js" in page.getresponse().read()
            page.close()
            shown = joined(port, key=key)
            # Who was there is known by the key that it was given.
            assert key in (None, shown["welcome"]["key"])
            key = shown["welcome"]["key"]
            assert shown["own"]["number"] == 1
            assert shown["room"]["members"] == 1
            teacher = joined(port, token=token)
            assert teacher["welcome"]["teacher"] is True
            assert before in (None, {**teacher["room"], "online": 0})
            before = {**teacher["room"], "online": 0}
        finally:
            process.send_signal(number)
            _, err = process.communicate()
        assert process.returncode == code, err
        if code > 0:
            assert "The class is kept. Go on with: bargaining teach two-types --session" in err
            assert err.count("\n") == 1
