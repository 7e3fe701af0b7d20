"""A thousand hostile inputs of each kind, and as many members as there is room for."""

from __future__ import annotations

import http.client
import random
import socket
from collections.abc import Iterator

import pytest

from bargaining.classroom.session import Session
from tests.unit.classroom.served import TOKEN, Browser, Served, serve
from tests.unit.classroom.test_app import begun, closes

pytestmark = pytest.mark.slow
MANY = 1_000


@pytest.fixture
def served(two_types) -> Iterator[Served]:
    with serve(Session(two_types, seed=3, beside=20)) as one:
        yield one


def check_nothing_is_lost(served: Served, ann: Browser, other: Browser) -> None:
    """Let the game go on where it was."""
    assert served.session.stage == "playing"
    members = list(served.session.members.values())
    assert [one.seat for one in members[:2]] == ["ann", None]
    assert members[0].choice is None
    ann.say("decide", choice=50, decision=ann.shown["seat"]["decision"]["number"])
    other.in_stage("over")
    ann.in_stage("over")
    assert served.session.talks.moves[0].value == {"share": 50}


def test_a_thousand_wrong_tokens_and_forged_keys(served):
    teacher, ann, other = begun(served)
    teacher.say("allow", what="joining", allowed=True)
    chance = random.Random(5)
    key, decision = ann.shown["welcome"]["key"], ann.shown["seat"]["decision"]
    # Another's key, but for a letter; the digest that the file of the class holds; its number.
    forged = [key[:-1] + "!", key.swapcase(), next(iter(served.session.members)), "1", 1]
    for _ in range(MANY // 50):
        strangers, thieves = [], []
        for _ in range(50):
            place = chance.randrange(len(TOKEN))
            token = TOKEN[:place] + chance.choice("ABCXYZ") + TOKEN[place + 1 :]
            strangers.append(served.browser(token=token))
            thieves.append(served.browser(key=chance.choice(forged)))
        for stranger in strangers:
            assert stranger.read()["kind"] == "stranger"
            assert closes(stranger)
        for thief in thieves:
            own = thief.until(lambda shown: "own" in shown)["own"]
            assert own["number"] > 2
            assert own["seat"] is None
            thief.connection.close()
            assert not any(decision["question"] in text for text in thief.texts)
    assert len(served.session.members) <= 200
    check_nothing_is_lost(served, ann, other)


def test_a_thousand_paths_lead_nowhere(served):
    _, ann, other = begun(served)
    chance = random.Random(7)
    parts = [
        "..",
        "%2e%2e",
        "%2f",
        "/",
        "\\",
        "etc",
        "passwd",
        "app.py",
        "%00",
        "%ff",
        "class.json",
    ]
    for _ in range(MANY):
        path = "/" + "".join(chance.choices(parts, k=chance.randrange(1, 9)))
        connection = http.client.HTTPConnection("127.0.0.1", served.port)
        connection.putrequest("GET", path)
        connection.endheaders()
        answer = connection.getresponse()
        assert answer.status in (307, 400, 404), path
        assert len(answer.read()) < 200
        connection.close()
    check_nothing_is_lost(served, ann, other)


def test_a_thousand_requests_that_are_none(served):
    _, ann, other = begun(served)
    chance = random.Random(11)
    for _ in range(MANY):
        with socket.create_connection(("127.0.0.1", served.port)) as raw:
            raw.sendall(chance.randbytes(chance.randrange(1, 400)) + b"\r\n\r\n")
    check_nothing_is_lost(served, ann, other)


def test_sixty_vote_on_every_decision(served):
    teacher = served.teacher()
    students = [served.student() for _ in range(60)]
    teacher.say("begin")
    for number, student in enumerate(students):
        student.in_stage("playing")
        decision = student.until(lambda shown: "decision" in shown["seat"])["seat"]["decision"]
        student.say("decide", choice=30 + number % 7, decision=decision["number"])
    teacher.until(lambda shown: (shown["room"]["asked"] or {}).get("votes") == 60)
    teacher.say("close")
    for student in students:
        student.in_stage("over")
        votes = student.until(lambda shown: shown["seat"]["tally"])["seat"]["tally"]["votes"]
        assert [one["votes"] for one in votes] == [9] * 4 + [8] * 3
    # Of four options with nine votes each, the first.
    options = served.session.talks.moves[0].value
    assert options == {"share": 30}


def test_two_hundred_join_and_one_more_is_refused(served):
    students = [served.student() for _ in range(200)]
    assert [one.shown["own"]["number"] for one in students] == list(range(1, 201))
    late = served.browser()
    assert late.refused() == "the class is full"
    assert closes(late)
    students[7].connection.close()
    students[0].until(lambda shown: shown["room"]["online"] == 199)
    # Who left without a word makes room.
    assert served.student().shown["own"]["number"] == 201
