"""What somebody could try who wants to harm a class: nothing is lost, and nothing is shown."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bargaining.classroom.ballots import ENDINGS
from bargaining.classroom.session import Session
from tests.unit.classroom.served import TOKEN, Browser, Served, serve

HELLO = b'{"kind":"hello"}'


def frame(content: bytes, opcode: int = 1) -> bytes:
    """Return a masked frame of fewer than 126 bytes."""
    return bytes([0x80 | opcode, 0x80 | len(content), 0, 0, 0, 0]) + content


def connected(served: Served, sent: bytes = b"") -> socket.socket:
    """Return a connection on which some bytes were sent."""
    made = served.opened.enter_context(socket.create_connection(("127.0.0.1", served.port)))
    made.sendall(sent)
    return made


def shaken(served: Served) -> socket.socket:
    """Return a connection that has become a socket."""
    made = connected(
        served,
        f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n"
        f"Origin: http://127.0.0.1:{served.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode(),
    )
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += made.recv(1)
    assert answer.startswith(b"HTTP/1.1 101")
    return made


def is_ended(connection: socket.socket) -> bool:
    """Return whether the server ends a connection, whatever it says before."""
    with suppress(ConnectionResetError):
        while connection.recv(4096):
            pass
    return True


def is_let_go(browser: Browser) -> bool:
    with suppress(ConnectionClosed):
        while True:
            browser.read()
    return True


@pytest.fixture
def served(two_types) -> Iterator[Served]:
    with serve(Session(two_types, seed=3, beside=20)) as one:
        yield one


@pytest.fixture
def bystander(served, capfd) -> Iterator[Browser]:
    """Return a student who is not harmed by what happens beside; nothing is printed either."""
    student = served.student()
    yield student
    student.say("sit", seat=None)
    student.until(lambda shown: shown["own"]["seat"] is None)
    assert student.shown["own"]["number"] == 1
    assert capfd.readouterr() == ("", "")


BROKEN = (
    frame(b"\xff\xfe"), frame(b"", 3), frame(b"x", 15), frame(b"\x03", 8), b"\x81\x05hello",
    b"\xc1\x80\0\0\0\0", frame(b"x", 0), bytes(64), b"\x81\xff" + b"\xff" * 8 + bytes(4),
)  # fmt: skip


def test_frames_that_are_none_end_their_own_connection(served, bystander):
    for frames in BROKEN:
        for before in (b"", frame(HELLO)):
            broken = shaken(served)
            broken.sendall(before + frames)
            assert is_ended(broken), frames


def test_requests_that_are_not_finished_are_ended(two_types, monkeypatch, capfd):
    monkeypatch.setattr("bargaining.classroom.serving._REQUESTS", 0.5)
    with serve(Session(two_types)) as served:
        head = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n".encode()
        begun = [
            connected(served, sent)
            for sent in (b"", b"GET / HT", head, head + b"\r\n" + head, b"\x16\x03\x01", b"\0" * 99)
        ]
        assert all(map(is_ended, begun))
    assert capfd.readouterr() == ("", "")


def test_a_flood_of_bytes_is_cut_off(served, bystander):
    flood = shaken(served)

    def send() -> None:
        # What is answered is not read.
        with suppress(OSError):
            while True:
                flood.sendall(frame(b"x" * 100, 9) * 100)

    sender = threading.Thread(target=send)
    sender.start()
    sender.join()


def test_one_address_of_the_network_cannot_take_all_places(served, monkeypatch):
    # This machine's address stands for one of the network.
    monkeypatch.setattr("bargaining.classroom.app.LOOPBACK", "192.0.2.1")
    monkeypatch.setattr("bargaining.classroom.app._FROM_ONE_ADDRESS", 3)
    students = [served.student() for _ in range(3)]
    with pytest.raises(InvalidStatus, match="403"):
        served.connect()
    students[0].connection.close()
    opened = None
    while opened is None:
        with suppress(InvalidStatus):
            opened = served.connect()


def test_so_many_connections_of_one_address_are_not_accepted(two_types, monkeypatch):
    monkeypatch.setattr("bargaining.classroom.serving.LOOPBACK", "192.0.2.1")
    monkeypatch.setattr("bargaining.classroom.serving._FROM_ONE_ADDRESS", 3)
    with serve(Session(two_types)) as served:
        first = [shaken(served) for _ in range(3)]
        assert is_ended(connected(served))
        first[0].close()
        while not is_answered(served):
            pass


def is_answered(served: Served) -> bool:
    with suppress(ConnectionResetError):
        return connected(served, b"GET / HTTP/1.1\r\n\r\n").recv(12) != b""
    return False


def test_keys_cannot_be_guessed_from_keys(served):
    key = served.student().shown["welcome"]["key"]
    forged: tuple[Any, ...] = (
        "", key[:-1], key + "A", key.swapcase(), key.encode().hex(), 1, None, {"key": key}, [key],
        "0" * 8000,
    )  # fmt: skip
    for number, wrong in enumerate(forged, start=2):
        other = served.student(wrong)
        assert other.shown["own"]["number"] == number
        assert other.shown["welcome"]["key"] not in (key, wrong)


# A thousand of each.

TIMES = 1000
SECRET = re.compile(r"[A-Za-z0-9_-]{20,}")


def as_it_was(session: Session) -> str:
    """Return all of a class that must not change."""
    members = {one.number: (one.seat, one.choice, one.forecast) for one in session.members.values()}
    return json.dumps([members.get(1), members.get(2), session.modes, session.game, session.stage])


@pytest.fixture
def attacked(two_types, capfd, monkeypatch) -> Iterator[tuple[Served, str]]:
    """Serve a class in the middle of a game; nothing of it is lost, and nothing was shown."""
    monkeypatch.setattr("bargaining.classroom.app._PAUSE", 0.001)
    session = Session(two_types, seed=3, beside=20)
    with serve(session) as served:
        teacher, ann, other = served.teacher(), served.student(), served.student()
        teacher.say("mode", party="ann", mode="people")
        ann.until(lambda shown: shown["room"]["seats"][0]["mode"] == "people")
        ann.until(lambda shown: shown["own"]["seat"] is None)
        ann.say("sit", seat="ann")
        ann.until(lambda shown: shown["own"]["seat"] == "ann")
        teacher.say("begin")
        decision = ann.until(lambda shown: "decision" in shown.get("seat", {}))["seat"]["decision"]
        teacher.say("allow", what="joining", allowed=True)
        teacher.until(lambda shown: shown["room"]["joining"])
        other.until(lambda shown: shown["room"]["joining"])
        before = as_it_was(session)
        yield served, decision["number"]
        assert as_it_was(session) == before
        for browser in (other, teacher):
            assert not any(decision["question"] in text for text in browser.texts)
        ann.say("decide", choice=50, decision=decision["number"])
        for browser in (teacher, ann, other):
            browser.in_stage("over")
    assert capfd.readouterr() == ("", "")


def attempts(served: Served, message: dict[str, Any], key: str | None) -> Iterator[str]:
    """Send a message a thousand times, as fast as the server lets a student; yield the answers."""
    sent = 0
    while sent < TIMES:
        student = served.student(key)
        key = student.shown["welcome"]["key"]
        told = len(student.texts)
        for _ in range(min(25, TIMES - sent)):
            yield student.refused(**message)
            sent += 1
        for text in student.texts[told:]:
            assert not (set(SECRET.findall(text)) - {key})
        student.connection.close()


def hostile(decision: str) -> list[dict[str, Any]]:
    """Return messages by which a student would do what is not the student's to do."""
    share = {ENDINGS[0]: 100}
    return [
        {"kind": "begin", "world": 1}, {"kind": "again"}, {"kind": "close"}, {"kind": "agent"},
        {"kind": "back"}, {"kind": "free", "party": "ann"}, {"kind": "look", "party": "ann"},
        {"kind": "mode", "party": "bob", "mode": "class"}, {"kind": "reveal", "ending": "renege"},
        {"kind": "allow", "what": "advice", "allowed": True}, {"kind": "watch", "worlds": 500},
        {"kind": "decide", "decision": decision, "choice": 1},
        {"kind": "decide", "decision": decision, "choice": 1, "number": 1, "seat": "ann"},
        {"kind": "sit", "seat": "bob"}, {"kind": "sit", "seat": "../ann"},
        {"kind": "forecast", "shares": share}, {"kind": "hello", "token": TOKEN},
        {"kind": "settle"}, {"kind": "__init__"}, {"kind": "x" * 8000},
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("number", range(20))
def test_a_thousand_messages_that_are_not_a_students_to_send(attacked, number):
    served, decision = attacked
    message = hostile(decision)[number]
    assert all(attempts(served, message, None))


@pytest.mark.slow
@pytest.mark.parametrize("text", ["{", "[]", "[" * 8000, "x" * 8193, '{"kind": NaN}', b"\0" * 100])
def test_a_thousand_texts_that_are_no_messages(attacked, text):
    served, _ = attacked
    key, sent = None, 0
    while sent < TIMES:
        student = served.student(key)
        key = student.shown["welcome"]["key"]
        for _ in range(25):
            student.connection.send(text)
            assert student.refused()
            sent += 1
        student.connection.close()


@pytest.mark.slow
@pytest.mark.parametrize("origin", [None, "http://evil.example", "null"])
def test_a_thousand_sockets_of_other_pages(attacked, origin):
    served, _ = attacked
    for _ in range(TIMES):
        with pytest.raises(InvalidStatus, match="403"):
            served.connect(origin=origin)


@pytest.mark.slow
def test_a_thousand_wrong_tokens(attacked):
    served, _ = attacked
    for number in range(TIMES):
        stranger = served.browser(token=f"{TOKEN[:-1]}{number}")
        assert is_let_go(stranger)
        assert set(stranger.shown) == {"stranger"}


@pytest.mark.slow
def test_a_thousand_messages_that_are_too_large(attacked):
    served, _ = attacked
    key = None
    for _ in range(TIMES):
        student = served.student(key)
        key = student.shown["welcome"]["key"]
        with suppress(ConnectionClosed):
            student.connection.send("x" * 40_000)
        assert is_let_go(student)


@pytest.mark.slow
def test_a_phone_that_comes_back_a_thousand_times(attacked):
    served, _ = attacked
    key = None
    for number in range(TIMES):
        student = served.student(key)
        assert key in (None, student.shown["welcome"]["key"])
        key = student.shown["welcome"]["key"]
        assert student.shown["own"]["number"] == 3
        if number % 2:
            student.connection.close()
        else:
            # Without a word.
            student.connection.socket.close()


@pytest.mark.slow
def test_a_thousand_who_join_and_leave(attacked):
    served, _ = attacked
    for _ in range(TIMES):
        served.student().connection.close()
    assert len(served.session.members) <= 200
