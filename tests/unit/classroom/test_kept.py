"""The file of a class: it goes on where it was, and tells nobody who was in it."""

from __future__ import annotations

import copy
import json
import os
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bargaining.classroom import showing
from bargaining.classroom.ballots import ENDINGS
from bargaining.classroom.kept import keep, take_up
from bargaining.classroom.session import Session
from bargaining.errors import ArgumentError

STAGES = ("lobby", "forecasts", "revealed", "playing", "voted", "answering", "over", "back")


def at(lesson: Any, stage: str) -> Any:
    """Bring a class to a stage."""
    for party in ("ann", "bob"):
        lesson.does("teacher", "mode", party=party, mode="class" if party == "ann" else "people")
    lesson.join("Ada", "Ben", "Eve")
    lesson.does("Ada", "sit", seat="ann")
    lesson.does("Ben", "sit", seat="bob")
    if stage != "lobby":
        lesson.does("teacher", "allow", what="forecasting", allowed=True)
        lesson.does("Eve", "forecast", shares={ENDINGS[0]: 60, ENDINGS[1]: 40})
    if stage == "revealed":
        lesson.does("teacher", "reveal", ending=ENDINGS[1])
    if stage in ("lobby", "forecasts", "revealed"):
        return lesson
    lesson.does("teacher", "allow", what="advice", allowed=True)
    lesson.does("teacher", "begin", world=4)
    if stage != "playing":
        lesson.decides("Ada", 35)
    if stage in ("answering", "over", "back"):
        lesson.does("teacher", "close")
    if stage in ("over", "back"):
        lesson.decides("Ben", 1)
    if stage == "back":
        lesson.does("teacher", "back")
    return lesson


def shown(session: Session) -> dict[str, Any]:
    """Return all that anybody is shown, but for who is connected."""
    views = {
        "room": showing.room_view(session),
        **{party: showing.seat_view(session, party) for party in session.modes},
        **{str(one.number): showing.own_view(session, one) for one in session.members.values()},
        "projected": session.projected,
    }
    told: dict[str, Any] = json.loads(json.dumps(views))
    # How the last vote stood is shown until the program ends.
    for party in session.modes:
        del told[party]["tally"]
    return told


@pytest.mark.parametrize("stage", STAGES)
def test_a_class_goes_on_where_it_was_in_every_stage(lesson, lesson_of, two_types, tmp_path, stage):
    at(lesson, stage)
    path = tmp_path / "class.json"
    keep(lesson.session, path)
    again = lesson_of(take_up(path, two_types, beside=20))
    assert shown(again.session) == shown(lesson.session)
    assert again.session.seed == lesson.session.seed
    # A key that was given is known; what follows is the same.
    again.keys = lesson.keys
    again.members = {name: again.session.join(key)[1] for name, key in lesson.keys.items()}
    for one in (lesson, again):
        if one.session.talks is None:
            one.does("teacher", "begin")
        one.plays_on()
    assert shown(again.session) == shown(lesson.session)
    assert again.session.stage == "over"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_only_its_owner_can_read_the_file(lesson, tmp_path):
    path = tmp_path / "class.json"
    path.write_text("older")
    path.chmod(0o644)
    before = os.umask(0)
    try:
        keep(lesson.session, path)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    # Nor is there another file beside it.
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_holds_neither_keys_nor_names(lesson, tmp_path):
    path = tmp_path / "class.json"
    keep(at(lesson, "over").session, path)
    text = path.read_text("utf-8")
    for name, key in lesson.keys.items():
        assert name not in text
        assert key not in text
    told = json.loads(text)
    assert len(told["members"]) == 3
    for digest, one in told["members"].items():
        assert re.fullmatch("[0-9a-f]{64}", digest)
        assert set(one) == {"number", "seat", "forecast", "choice"}


def test_a_file_of_another_scenario_says_which(lesson, short_stockholm, tmp_path):
    path = tmp_path / "class.json"
    keep(lesson.session, path)
    with pytest.raises(ArgumentError, match="a class that plays two-types, and not stockholm-2014"):
        take_up(path, short_stockholm)


def test_a_file_that_is_not_there_or_is_a_folder(two_types, tmp_path):
    with pytest.raises(ArgumentError, match="cannot be read: No such file"):
        take_up(tmp_path / "none.json", two_types)
    with pytest.raises(ArgumentError, match="cannot be read: "):
        take_up(tmp_path, two_types)


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b"null", b"[]", b"5", b'"class"', b"{}", b"\xff\xfe", b'{"format": 1}',
        b"[" * 100_000, b'{"format": 2, "members": {}}', b'{"format": 1, "members": []}', b"NaN",
    ],
)  # fmt: skip
def test_what_is_no_class_is_refused(two_types, tmp_path, text):
    path = tmp_path / "class.json"
    path.write_bytes(text)
    with pytest.raises(ArgumentError, match="holds no class that was kept"):
        take_up(path, two_types)


def spoilt(told: dict[str, Any], *where: str, to: Any) -> dict[str, Any]:
    """Return a file in which one thing is something else."""
    told = copy.deepcopy(told)
    inner = told
    for name in where[:-1]:
        inner = inner[name] if name != "*" else next(iter(inner.values()))
    if to is ...:
        del inner[where[-1]]
    else:
        inner[where[-1]] = to
    return told


SPOILT = [
    (("seed",), "x"), (("seed",), 1.5), (("seed",), True), (("seed",), None),
    (("world",), "x"), (("world",), -1), (("world",), 2.0), (("modes",), {}),
    (("modes",), []), (("modes",), {"ann": "class"}),
    (("modes", "ann"), "king"), (("modes", "ann"), []), (("joining",), 1), (("advice",), None),
    (("ending",), "peace"), (("ending",), None), (("ending",), []), (("members",), {"x": 1}),
    (("members", "*", "number"), "1"), (("members", "*", "number"), 2),
    (("members", "*", "number"), True), (("members", "*", "seat"), "carol"),
    (("members", "*", "seat"), []), (("members", "*", "forecast"), {"settlement": 50}),
    (("members", "*", "choice"), "1"), (("members", "*", "choice"), True),
    (("members", "*", "name"), "Ada"), (("members", "*", "online"), 5),
    (("members", "*", "seat"), ...), (("game",), 5), (("game",), "x"), (("game",), []),
    (("game", "round"), 99), (("game", "moves"), 1), (("game", "moves"), [{}]),
    (("game", "model_number"), 1), (("game", "seed"), "x"), (("game", "world"), -3),
    (("game", "seats"), {"ann": "king"}), (("game", "played_digest"), "0"),
    (("game", "seed"), 4), (("game", "world"), 5), (("modes",), {"ann": "agent", "bob": "agent"}),
    (("modes", "bob"), "agent"), (("game", "worlds_per_draw"), 0),
    (("game",), ...), (("members",), ...), (("seed",), ...),
]  # fmt: skip


@pytest.mark.parametrize(("where", "to"), SPOILT)
def test_a_file_that_was_changed_is_refused(lesson, two_types, tmp_path, where, to):
    path = tmp_path / "class.json"
    keep(at(lesson, "voted").session, path)
    path.write_text(json.dumps(spoilt(json.loads(path.read_text("utf-8")), *where, to=to)))
    with pytest.raises(ArgumentError):
        take_up(path, two_types)


def test_a_vote_for_no_option_does_not_count(lesson, two_types, tmp_path):
    path = tmp_path / "class.json"
    keep(at(lesson, "voted").session, path)
    for option in (-1, 10**6):
        told = spoilt(json.loads(path.read_text("utf-8")), "members", "*", "choice", to=option)
        path.write_text(json.dumps(told))
        assert not take_up(path, two_types).votes("ann")


@pytest.fixture(scope="module")
def text_kept(two_types, lesson_of, tmp_path_factory):
    path = tmp_path_factory.mktemp("kept") / "class.json"
    keep(at(lesson_of(Session(two_types, seed=3, beside=10)), "answering").session, path)
    return path.read_bytes()


@settings(max_examples=50)
@given(data=st.data())
def test_a_file_that_was_damaged_is_taken_up_or_refused(
    text_kept, two_types, tmp_path_factory, data
):
    at_byte = data.draw(st.integers(0, len(text_kept) - 1))
    new = data.draw(st.binary(max_size=3))
    path = tmp_path_factory.getbasetemp() / "damaged.json"
    path.write_bytes(text_kept[:at_byte] + new + text_kept[at_byte + 1 :])
    try:
        session = take_up(path, two_types, beside=10)
    except ArgumentError:
        return
    json.dumps(shown(session))
