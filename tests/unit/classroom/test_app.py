"""A class on the network of this machine: who is let in, what is refused, and who is shown what."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bargaining.classroom.ballots import ENDINGS
from bargaining.classroom.kept import keep, take_up
from bargaining.classroom.session import Session
from tests.unit.classroom.served import TOKEN, Browser, Served, serve

# None of these is a message of the page.
MALFORMED = {
    "bytes": b'{"kind": "sit", "seat": null}',
    "no JSON": "sit down",
    "empty": "",
    "a list": '["sit"]',
    "a number": "5",
    "null": "null",
    "half": '{"kind": "sit", "seat": nu',
    "deep": "[" * 4000 + "]" * 4000,
    "deep objects": '{"kind":' * 900 + "1" + "}" * 900,
    "not a number": '{"kind": "decide", "choice": NaN}',
    "infinite": '{"kind": "decide", "choice": -Infinity}',
    "beyond floats": '{"kind": "decide", "choice": 1e999}',
    "beyond digits": '{"kind": "decide", "choice": ' + "9" * 5000 + "}",
    "half a character": '{"kind": "\\ud800"}',
    "long": json.dumps({"kind": "sit", "seat": "x" * 9000}),
    "no kind": "{}",
    "unknown kind": '{"kind": "obey"}',
    "a kind that is none": '{"kind": ["sit"]}',
    "the teacher's": '{"kind": "begin", "world": 0}',
    "the teacher's look": '{"kind": "look", "party": "bob"}',
    "the teacher's worlds": '{"kind": "watch", "worlds": 500}',
    "another's seat": '{"kind": "decide", "choice": 0, "decision": "0.accept.bob", "number": 1}',
    "a seat of an agent": '{"kind": "sit", "seat": "bob"}',
    "a forecast": '{"kind": "forecast", "shares": {"settlement": 1000}}',
}


def watch(message: dict[str, Any]) -> dict[str, Any]:
    if message.get("fails"):
        raise ZeroDivisionError("half a world")
    return {"kind": "watched", "data": message.get("worlds", "\ud800")}


@pytest.fixture
def served(two_types) -> Iterator[Served]:
    with serve(Session(two_types, seed=3, beside=20), answers={"watch": watch}) as one:
        yield one


@pytest.fixture(scope="module")
def open_class(two_types) -> Iterator[Served]:
    """Serve a class whose tests leave nothing behind but members."""
    with serve(Session(two_types, seed=3), answers={"watch": watch}) as one:
        yield one


def begun(served: Served) -> tuple[Browser, Browser, Browser]:
    """Begin a game in which a student has Ann's seat, and another watches."""
    teacher = served.teacher()
    teacher.say("mode", party="ann", mode="people")
    ann, other = served.student(), served.student()
    ann.say("sit", seat="ann")
    ann.until(lambda shown: shown["own"]["seat"] == "ann")
    teacher.say("begin")
    ann.in_stage("playing")
    ann.until(lambda shown: "decision" in shown["seat"])
    return teacher, ann, other


def closes(browser: Browser) -> bool:
    """Read until the connection is closed by the server."""
    try:
        while True:
            browser.read()
    except ConnectionClosed:
        return True


def test_a_student_is_let_in_and_comes_back_with_the_key(served):
    first = served.student()
    welcome, own = first.shown["welcome"], first.shown["own"]
    assert welcome["teacher"] is False
    assert (own["number"], own["seat"]) == (1, "ann")
    first.connection.close()
    again = served.student(welcome["key"])
    assert again.shown["own"]["number"] == 1
    assert again.shown["welcome"]["key"] == welcome["key"]
    # Two devices with one key are one member; a key that nobody gave is a new one.
    served.student(welcome["key"])
    assert served.student("guessed").shown["own"]["number"] == 2
    assert len(served.session.members) == 2


def test_the_teacher_is_who_has_the_token(served):
    teacher = served.teacher()
    assert teacher.shown["welcome"]["teacher"] is True
    assert teacher.shown["welcome"]["key"] is None
    for token in ("", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), 1, True, [TOKEN], {}):
        stranger = served.browser(token=token)
        assert stranger.read()["kind"] == "stranger"
        assert closes(stranger)
    assert not served.session.members


def test_two_teachers_and_one_that_loads_the_page_again(served):
    one, two = served.teacher(), served.teacher()
    one.say("allow", what="advice", allowed=True)
    two.until(lambda shown: shown["room"]["advice"])
    two.say("begin")
    one.in_stage("playing")
    one.connection.close()
    again = served.teacher()
    assert again.shown["room"]["stage"] == "playing"
    # Unasked the teacher's page shows the seat that a group votes for, and another when asked.
    assert again.until(lambda shown: "seat" in shown)["seat"]["party"] == "ann"
    again.say("look", party="bob")
    again.until(lambda shown: shown["seat"]["party"] == "bob")
    assert "decision" not in again.shown["seat"]


@pytest.mark.parametrize(
    "origin",
    [
        None, "null", "http://evil.example", "https://127.0.0.1:{port}", "http://127.0.0.1",
        "http://127.0.0.1:1", "http://localhost:{port}", "http://127.0.0.1:{port}.evil.example",
        "http://127.0.0.1:{port}/", "file://",
    ],
)  # fmt: skip
def test_only_the_page_itself_may_open_a_socket(open_class, origin):
    origin = origin and origin.format(port=open_class.port)
    with pytest.raises(InvalidStatus) as refused:
        open_class.connect(origin=origin)
    assert refused.value.response.status_code == 403


def test_a_name_that_leads_here_is_refused_unless_it_is_ours(open_class):
    assert Browser(open_class.connect(host="localhost"), {}).read()["kind"] == "welcome"
    for host in ("evil.example", "127.0.0.1.evil.example", "127.0.0.2"):
        with pytest.raises(InvalidStatus) as refused:
            open_class.connect(host=host)
        assert refused.value.response.status_code == 400
        assert asked(open_class, "GET", "/", Host=f"{host}:{open_class.port}")[0] == 400


def asked(served: Served, method: str, path: str, **headers: str) -> tuple[int, Any, bytes]:
    """Ask for a page; return status, headers and body."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    told = answer.status, answer.headers, answer.read()
    connection.close()
    return told


@pytest.mark.parametrize(
    "path",
    [
        "/../app.py", "/..%2fapp.py", "/%2e%2e/app.py", "/..%5capp.py", "/page/app.js",
        "//etc/passwd", "/%2fetc%2fpasswd", "/app.js%00.html", "/app.js/", "/.", "/.git",
        "/class-1.json", "/session.py", "/__init__.py", "/ws", "/" + "a" * 5000,
    ],
)  # fmt: skip
def test_no_file_is_read_but_those_of_the_page(open_class, path):
    status, _, body = asked(open_class, "GET", path)
    assert status in (307, 400, 404)
    assert b"import" not in body
    assert b"root" not in body


def test_the_page_is_sent_with_rules_for_what_it_may_fetch(open_class):
    pages = {"/": "text/html", "/app.js": "text/javascript", "/words-ja.json": "application/json"}
    for path, kind in pages.items():
        status, headers, body = asked(open_class, "GET", path)
        assert (status, headers["Content-Type"].partition(";")[0]) == (200, kind)
        rules = headers["Content-Security-Policy"]
        assert rules.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in rules
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Server" not in headers
        assert TOKEN.encode() not in body
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
        assert asked(open_class, method, "/")[0] == 405


@pytest.mark.parametrize("what", MALFORMED)
def test_what_is_no_message_is_refused_and_nothing_is_lost(open_class, what):
    student = open_class.student()
    kept = json.dumps({key: vars(one) for key, one in open_class.session.members.items()})
    student.connection.send(MALFORMED[what])
    assert student.refused()
    assert json.dumps({key: vars(one) for key, one in open_class.session.members.items()}) == kept
    assert open_class.session.stage == "lobby"
    # The connection is as good as before.
    student.say("sit", seat=None)
    student.until(lambda shown: shown["own"]["seat"] is None)


@pytest.mark.parametrize("what", ["bytes", "no JSON", "a list", "deep", "not a number", "long"])
def test_who_does_not_say_hello_is_let_go(served, what):
    connection = served.connect()
    connection.send(MALFORMED[what])
    with pytest.raises(ConnectionClosed):
        connection.recv()
    assert not served.session.members


def test_a_message_that_is_too_large_is_not_read_at_all(served):
    student, other = served.student(), served.student()
    student.connection.send("x" * 20_000)
    assert closes(student)
    assert student.connection.close_code == 1009
    other.until(lambda shown: shown["room"]["online"] == 1)


def test_who_says_nothing_is_let_go(served, monkeypatch):
    monkeypatch.setattr("bargaining.classroom.app._GREETING", 0.05)
    connection = served.connect()
    with pytest.raises(ConnectionClosed):
        connection.recv()
    monkeypatch.undo()
    assert served.student()


def test_who_sends_too_much_is_refused_and_then_let_go(served):
    student = served.student()
    with suppress(ConnectionClosed):
        for _ in range(400):
            student.say("sit", seat=None)
    assert closes(student)
    refused = [text for text in student.texts if "too many messages" in text]
    assert 150 < len(refused) <= 200
    # Who comes back is who it was.
    assert served.student(student.shown["welcome"]["key"]).shown["own"]["number"] == 1


def test_nobody_is_shown_what_only_a_seat_knows(served):
    teacher, ann, other = begun(served)
    question = ann.shown["seat"]["decision"]["question"]
    for text in other.texts:
        assert question not in text
        assert '"seat","label"' not in text
    teacher.say("agent")
    other.in_stage("over")
    assert not any(question in text for text in other.texts if '"debriefs":[{' not in text)
    # What opens the teacher's page, or another's seat, is told to nobody else.
    keys = [one.shown["welcome"]["key"] for one in (ann, other)]
    for reader, not_its in ((ann, keys[1]), (other, keys[0]), (teacher, keys[0])):
        assert not any(not_its in text for text in reader.texts)
        assert not any(digest in text for text in reader.texts for digest in served.session.members)
        assert not any(TOKEN in text for text in reader.texts)


def test_a_phone_that_was_away_comes_back_to_its_seat(served):
    teacher, ann, other = begun(served)
    ann.connection.socket.close()
    teacher.until(lambda shown: shown["room"]["online"] == 1)
    # Nobody else can sit down there meanwhile.
    assert other.refused("sit", seat="ann")
    again = served.student(ann.shown["welcome"]["key"])
    decision = again.until(lambda shown: "seat" in shown)["seat"]["decision"]
    assert decision == ann.shown["seat"]["decision"]
    again.say("decide", choice=50, decision=decision["number"])
    other.in_stage("over")


def test_texts_come_in_the_language_that_was_chosen(served):
    student = served.browser(language="ja")
    student.until(lambda shown: "own" in shown)
    japanese = student.shown["room"]["endings"]["settlement"]["label"]
    assert not japanese.isascii()
    for language in ("xx", 1, ["ko"], None):
        assert student.refused("language", language=language)
    student.say("language", language="en")
    student.until(lambda shown: shown["room"]["endings"]["settlement"]["label"] == "settlement")
    student.say("language", language="ko")
    student.until(lambda shown: not shown["room"]["endings"]["settlement"]["label"].isascii())
    assert student.shown["room"]["endings"]["settlement"]["label"] != japanese


def test_a_class_goes_on_where_it_was_with_its_file(two_types, tmp_path):
    path = tmp_path / "class.json"
    session = Session(two_types, seed=3, beside=20)
    with serve(session, keep=lambda: keep(session, path)) as served:
        _, ann, other = begun(served)
        other.say("forecast", shares={ENDINGS[0]: 100})
        keys = [one.shown["welcome"]["key"] for one in (ann, other)]
        before = ann.shown["seat"]["decision"]
    again = take_up(path, two_types)
    with serve(again) as served:
        ann, other = (served.student(key) for key in keys)
        assert (ann.shown["own"]["number"], other.shown["own"]["number"]) == (1, 2)
        assert ann.until(lambda shown: "seat" in shown)["seat"]["decision"] == before
        ann.say("decide", choice=50, decision=before["number"])
        ann.in_stage("over")


def test_a_fault_of_the_engine_is_told_to_the_teacher_alone(served, monkeypatch):
    teacher, ann, other = begun(served)

    def fails(talks: Any) -> Any:
        raise FloatingPointError("no world")

    monkeypatch.setattr(served.session, "turn", fails)
    number = ann.shown["seat"]["decision"]["number"]
    ann.say("decide", choice=1, decision=number)
    assert "FloatingPointError: no world" in teacher.refused()
    ann.until(lambda shown: not shown["room"]["busy"])
    monkeypatch.undo()
    ann.say("decide", choice=50, decision=number)
    for one in (ann, other):
        one.in_stage("over")
        assert not any("no world" in text for text in one.texts)


def test_what_the_teacher_asks_beside_the_game_is_answered_or_refused(served):
    teacher, student = served.teacher(), served.student()
    teacher.say("watch", worlds=7)
    assert teacher.until(lambda shown: "watched" in shown)["watched"]["data"] == 7
    assert "half a world" in teacher.refused("watch", fails=True)
    assert student.refused("watch", worlds=7)
    assert "watched" not in student.shown


def test_a_disk_that_is_full_is_told_once_and_stops_nobody(two_types):
    session, tries = Session(two_types, seed=3), []

    def full() -> None:
        tries.append(1)
        raise OSError(28, "No space left on device")

    with serve(session, keep=full) as served:
        teacher, student = served.teacher(), served.student()
        assert "No space left on device" in teacher.refused()
        for seat in (None, "ann", None):
            student.say("sit", seat=seat)
            student.until(lambda shown, seat=seat: shown["own"]["seat"] == seat)
        teacher.until(lambda shown: shown["room"]["seats"][0]["members"] == 0)
        assert sum("No space" in text for text in teacher.texts) == 1
        assert len(tries) > 2


def shaken(served: Served) -> socket.socket:
    """Open a socket that will never read or answer again, after a student's hello."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    raw.connect(("127.0.0.1", served.port))
    raw.sendall(
        f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n"
        f"Origin: http://127.0.0.1:{served.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    assert raw.recv(12) == b"HTTP/1.1 101"
    hello = b'{"kind":"hello"}'
    raw.sendall(bytes([0x81, 0x80 | len(hello), 0, 0, 0, 0]) + hello)
    return raw


def until(holds: Callable[[], object]) -> None:
    while not holds():
        threading.Event().wait(0.005)


def test_a_phone_that_sleeps_is_counted_out(two_types):
    with serve(Session(two_types, seed=3), ws_ping_interval=0.2, ws_ping_timeout=1.0) as served:
        # The phone that answers stays.
        student = served.student()
        raw = shaken(served)
        until(lambda: len(served.session.members) == 2)
        _, asleep = served.session.members.values()
        until(lambda: asleep.online == 0)
        student.say("sit", seat=None)
        student.until(lambda shown: shown["own"]["seat"] is None)
        raw.close()


@pytest.mark.parametrize("patience", [0.3, 600.0])
def test_who_never_reads_holds_nobody_up(two_types, monkeypatch, patience):
    monkeypatch.setattr("bargaining.classroom.serving._READING", patience)
    session = Session(two_types, seed=3)
    # So much is shown that no buffer holds it.
    session.board = {"past": ["x" * 1_000_000]}
    with serve(session) as served:
        raw = shaken(served)
        until(lambda: session.members)
        (member,) = session.members.values()
        student = served.student()
        for seat in (None, "ann") * 5:
            student.say("sit", seat=seat)
            student.until(lambda shown, seat=seat: shown["own"]["seat"] == seat)
        if patience < 1:
            until(lambda: member.online == 0)
        assert member.online == (patience > 1)
        raw.close()


def test_seats_are_not_used_up_by_who_joins_and_leaves(served, monkeypatch):
    monkeypatch.setattr("bargaining.classroom.session._MOST_MEMBERS", 6)
    first = served.student()
    first.say("forecast", shares={})
    for _ in range(12):
        served.student().connection.close()
    until(lambda: sum(one.online for one in served.session.members.values()) == 1)
    assert len(served.session.members) == 6
    assert served.student().shown["own"]["number"] > 1
    assert served.student(first.shown["welcome"]["key"]).shown["own"]["number"] == 1
