"""What a class does: who joins, who decides, whose vote counts, and who sees what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bargaining.classroom import showing
from bargaining.classroom.ballots import ENDINGS
from bargaining.classroom.session import MODES, Member, Session
from bargaining.errors import ArgumentError

SURE = {ENDINGS[0]: 100}


def seated(lesson: Any) -> Any:
    """Give Ann's and Bob's seats to a student each; a third watches."""
    for party in ("ann", "bob"):
        lesson.does("teacher", "mode", party=party, mode="people")
    lesson.join("Ada", "Ben", "Eve")
    lesson.does("Ada", "sit", seat="ann")
    lesson.does("Ben", "sit", seat="bob")
    return lesson


def test_who_joins_votes_where_a_group_decides_and_is_known_by_the_key_alone(lesson):
    session = lesson.session
    lesson.join("Ada", "Ben")
    assert [one.seat for one in session.members.values()] == ["ann", "ann"]
    assert session.projected == "ann"
    assert session.join(lesson.keys["Ada"])[1] is lesson.members["Ada"]
    for other in (None, "", "x", 1, [], lesson.keys["Ada"] + "x", "\ud800"):
        assert session.join(other)[1] not in lesson.members.values()
    lesson.does("teacher", "allow", what="joining", allowed=False)
    with pytest.raises(ArgumentError, match="nobody can join now"):
        session.join(None)
    assert session.join(lesson.keys["Ben"])[1] is lesson.members["Ben"]


def test_a_seat_takes_a_pair_and_is_changed_before_a_game_only(lesson):
    lesson.does("teacher", "mode", party="ann", mode="people")
    lesson.join("Ada", "Ben", "Cem")
    assert lesson.session.projected == ""
    for name in ("Ada", "Ben"):
        lesson.does(name, "sit", seat="ann")
    with pytest.raises(ArgumentError, match="this seat is taken"):
        lesson.does("Cem", "sit", seat="ann")
    # Again in one's own seat takes nobody's place.
    lesson.does("Ada", "sit", seat="ann")
    for seat in ("bob", "carol", 1, []):
        with pytest.raises(ArgumentError, match="an agent holds this seat"):
            lesson.does("Cem", "sit", seat=seat)
    lesson.does("Ben", "sit", seat=None)
    lesson.does("Cem", "sit", seat="ann")
    lesson.does("teacher", "begin")
    with pytest.raises(ArgumentError, match="seats cannot be changed now"):
        lesson.does("Ben", "sit", seat="ann")
    # Once the teacher has freed the seat and lets people join, it is taken again.
    lesson.does("teacher", "free", party="ann")
    lesson.does("teacher", "allow", what="joining", allowed=True)
    lesson.does("Ben", "sit", seat="ann")
    with pytest.raises(ArgumentError, match="seats cannot be changed now"):
        lesson.does("Ben", "sit", seat=None)
    assert [one.seat for one in lesson.members.values()] == [None, "ann", None]


def test_most_votes_decide_and_of_as_many_the_first_option(lesson):
    lesson.join("Ada", "Ben", "Cem", "Dia", "Eve")
    lesson.does("teacher", "begin")
    with pytest.raises(ArgumentError, match="nobody has voted yet"):
        lesson.does("teacher", "close")
    for name, choice in (("Ada", 90), ("Ben", 40), ("Cem", 90), ("Dia", 40), ("Eve", 10)):
        lesson.decides(name, choice)
    assert lesson.session.votes("ann") == {90: 2, 40: 2, 10: 1}
    assert showing.room_view(lesson.session)["asked"] == {
        "party": "ann", "label": "Ann", "votes": 5, "of": 5,
    }  # fmt: skip
    # One vote each: who votes again has changed it.
    lesson.decides("Eve", 20)
    lesson.decides("Eve", 10)
    assert lesson.session.votes("ann").total() == 5
    lesson.does("teacher", "close")
    (move,) = lesson.session.talks.moves
    assert (move.party, move.value) == ("ann", {"share": 40})
    assert {one.choice for one in lesson.members.values()} == {None}


def test_a_vote_for_a_decision_that_is_over_does_not_count_for_the_next(lesson):
    seated(lesson)
    lesson.does("teacher", "begin")
    first = lesson.session.decision
    lesson.decides("Ada", {"share": 30})
    assert lesson.session.decision.party == "bob"
    with pytest.raises(ArgumentError, match="belongs to another seat"):
        lesson.decides("Ada", 0)
    with pytest.raises(ArgumentError, match="this decision is over"):
        lesson.does("Ben", "decide", choice=0, decision=f"{first.round}.{first.slot}")
    for choice in (-1, 2, 10**50, {"share": 0}, {}):
        with pytest.raises(ArgumentError, match="this cannot be offered"):
            lesson.decides("Ben", choice)
    for choice in ("refuse", None, True, 1.0, [1]):
        with pytest.raises(ArgumentError, match="do not understand each other"):
            lesson.decides("Ben", choice)
    lesson.decides("Ben", 1)
    assert [move.value for move in lesson.session.talks.moves] == [{"share": 30}, True]
    assert lesson.session.stage == "over"


def test_the_agent_decides_what_it_advises(lesson):
    lesson.does("teacher", "begin")
    best = max(lesson.session.decision.options, key=lambda one: one.advice)
    lesson.does("teacher", "agent")
    assert lesson.session.talks.moves[0].value == best.value
    assert lesson.session.stage == "over"
    with pytest.raises(ArgumentError, match="nothing is asked at the moment"):
        lesson.does("teacher", "agent")


def test_back_and_again(lesson):
    seated(lesson)
    with pytest.raises(ArgumentError, match="no game to go back in"):
        lesson.does("teacher", "back")
    lesson.does("teacher", "begin", world=7)
    asked = lesson.session.decision.to_dict()
    lesson.decides("Ada", 60)
    lesson.decides("Ben", 1)
    told = showing.room_view(lesson.session)
    assert told["stage"] == "over"
    assert [one["party"] for one in told["debriefs"]] == ["ann", "bob"]
    assert told["forecasts"]["ending"] == told["debriefs"][0]["ending"]
    lesson.does("teacher", "back")
    assert lesson.session.decision.to_dict() == asked
    assert (lesson.session.debriefs, lesson.session.ending) == ({}, "")
    # Where nothing has been played, going back does nothing.
    lesson.does("teacher", "back")
    assert lesson.session.decision.to_dict() == asked
    with pytest.raises(ArgumentError, match="a game is going on"):
        lesson.does("teacher", "begin")
    with pytest.raises(ArgumentError, match="settled before a game begins"):
        lesson.does("teacher", "mode", party="ann", mode="agent")
    lesson.does("teacher", "again")
    assert lesson.session.stage == "lobby"
    assert showing.seat_view(lesson.session, "bob") == {"party": "bob", "tally": None}
    assert [one.seat for one in lesson.members.values()] == ["ann", "bob", None]


def test_while_the_engine_plays_nothing_is_decided(lesson):
    session = lesson.session
    lesson.join("Ada")
    session.handle(None, {"kind": "begin", "world": 5})
    refused = [
        {"kind": "begin", "world": 6},
        {"kind": "back"},
        {"kind": "again"},
        {"kind": "agent"},
        {"kind": "close"},
        {"kind": "mode", "party": "ann", "mode": "agent"},
        {"kind": "reveal", "ending": ENDINGS[0]},
    ]
    before = state(session)
    for message in refused:
        with pytest.raises(ArgumentError):
            session.handle(None, message)
        assert state(session) == before
    assert session.world == 5
    # Of what has failed nothing is left but what it was asked for.
    session.work = None
    session.settle(None)
    assert (session.stage, session.busy) == ("lobby", False)
    lesson.does("teacher", "begin")
    assert session.stage == "playing"


def test_forecasts_are_told_together_and_only_when_they_are_closed(lesson):
    lesson.join("Ada", "Ben")
    with pytest.raises(ArgumentError, match="forecasts are closed"):
        lesson.does("Ada", "forecast", shares=SURE)
    lesson.does("teacher", "allow", what="forecasting", allowed=True)
    lesson.does("Ada", "forecast", shares=SURE)
    lesson.does("Ben", "forecast", shares=dict.fromkeys(ENDINGS, 20))
    told = showing.room_view(lesson.session)["forecasts"]
    assert told == {"given": 2, "ending": ""}
    lesson.does("teacher", "reveal", ending=ENDINGS[0])
    told = showing.room_view(lesson.session)["forecasts"]
    assert told["mean"][ENDINGS[0]] == 60
    assert told["brier"]["best"] == 0
    assert told["brier"]["mean"] == pytest.approx(0.4)
    assert showing.own_view(lesson.session, lesson.members["Ada"])["brier"] == 0
    with pytest.raises(ArgumentError, match="forecasts are closed"):
        lesson.does("Ben", "forecast", shares=SURE)
    # Those of a history that is over are not those of the next.
    lesson.does("teacher", "allow", what="forecasting", allowed=True)
    assert showing.room_view(lesson.session)["forecasts"] == {"given": 0, "ending": ""}
    lesson.does("Ben", "forecast", shares=SURE)
    lesson.does("teacher", "begin")
    assert showing.room_view(lesson.session)["forecasts"]["given"] == 1
    with pytest.raises(ArgumentError, match="before a game"):
        lesson.does("teacher", "allow", what="forecasting", allowed=True)


def test_who_is_gone_is_not_waited_for_and_a_vote_is_told_when_it_is_closed(lesson):
    lesson.join("Ada", "Ben", "Cem")
    for name in ("Ada", "Ben"):
        lesson.members[name].online = 1
    lesson.does("teacher", "begin")
    assert showing.room_view(lesson.session)["asked"]["of"] == 2
    lesson.decides("Ada", 1)
    lesson.decides("Ben", 1)
    assert showing.seat_view(lesson.session, "ann")["tally"] is None
    label = lesson.session.decision.options[1].label
    lesson.does("teacher", "close")
    told = showing.seat_view(lesson.session, "ann")["tally"]
    assert told["votes"] == [{"label": label, "votes": 2}]


def test_a_class_may_be_asked_for_offers_and_answers_alone(short_stockholm, lesson_of):
    lesson = lesson_of(Session(short_stockholm, seed=3, beside=20))
    lesson.does("teacher", "allow", what="offers_only", allowed=True)
    lesson.does("teacher", "begin")
    asked = set()
    while lesson.session.stage == "playing":
        asked.add(lesson.session.decision.kind)
        lesson.does("teacher", "agent")
    assert asked
    assert asked <= {"offer", "accept"}


def test_advice_is_shown_where_the_teacher_allows_it_only(lesson):
    lesson.does("teacher", "begin")

    def shown() -> bool:
        options = showing.seat_view(lesson.session, "ann")["decision"]["options"]
        found = [[name in one for name in ("advice", "gain", "consequence")] for one in options]
        (same,) = {all(one) if any(one) else False for one in found}
        return same

    assert not shown()
    lesson.does("teacher", "allow", what="advice", allowed=True)
    assert shown()
    lesson.does("teacher", "allow", what="advice", allowed=False)
    assert not shown()


def test_members_who_are_gone_and_did_nothing_make_room(lesson, monkeypatch):
    monkeypatch.setattr("bargaining.classroom.session._MOST_MEMBERS", 4)
    session = lesson.session
    lesson.join("there", "forecaster", "voter", "gone")
    lesson.members["there"].online = 1
    lesson.members["forecaster"].forecast = dict(SURE)
    lesson.members["voter"].choice = 1
    lesson.join("new")
    known = list(session.members.values())
    assert not any(one is lesson.members["gone"] for one in known)
    assert len(known) == 4
    assert len({one.number for one in known}) == 4
    lesson.members["new"].online = 1
    with pytest.raises(ArgumentError, match="the class is full"):
        session.join(None)


def test_a_pair_in_its_seat_makes_no_room(lesson, monkeypatch):
    monkeypatch.setattr("bargaining.classroom.session._MOST_MEMBERS", 3)
    seated(lesson)
    lesson.join("new")
    assert list(lesson.session.members.values()) == [
        lesson.members[n] for n in ("Ada", "Ben", "new")
    ]


def secrets_of(session: Session, party: str) -> Iterator[str]:
    """Yield what only a seat may see, as texts that are found nowhere else."""
    known = session.talks[party].knows()
    yield from [known.type] if known.type else []
    yield from (repr(wish.weight) for wish in known.wants if wish.weight not in (0, 1, -1))
    if session.decision is not None and session.decision.party == party:
        told = session.decision.to_dict()
        public = set(told["so_far"])
        yield told["question"]
        for option in told["options"]:
            yield from {option["sentence"], option["consequence"]} - public - {""}


def test_no_view_of_others_holds_what_only_a_seat_knows(short_stockholm, lesson_of, texts_in):
    session = Session(short_stockholm, seed=3, beside=10)
    lesson = lesson_of(session)
    seats = ("japan", "north_korea")
    for party in seats:
        lesson.does("teacher", "mode", party=party, mode="people")
    lesson.join("J", "N", "Eve")
    lesson.does("J", "sit", seat="japan")
    lesson.does("N", "sit", seat="north_korea")
    lesson.does("teacher", "allow", what="advice", allowed=True)
    lesson.does("teacher", "begin")
    at, asked = {"japan": "J", "north_korea": "N"}, set()
    while True:
        for own in seats:
            (other,) = set(seats) - {own}
            views = [
                showing.room_view(session),
                showing.seat_view(session, other),
                *(showing.seat_view(session, party) for party in session.modes if party != own),
                *(showing.own_view(session, lesson.members[one]) for one in {"Eve", at[other]}),
            ]
            told, secrets = set(texts_in(views)), set(secrets_of(session, own))
            assert len(secrets) > 3
            assert told & secrets == set()
            assert session.talks[own].knows().type not in "\n".join(told)
            # What must not be found elsewhere is found in the own seat: the test can fail.
            assert secrets <= set(texts_in(showing.seat_view(session, own)))
        if session.stage == "over":
            break
        asked.add(session.decision.party)
        lesson.does("teacher", "agent")
    assert asked == set(seats)


def state(session: Session) -> str:
    """Return all that messages can change."""
    return json.dumps(
        [
            session.modes, session.joining, session.advice, session.forecasting, session.ending,
            session.world, session.stage, session.busy, session.seen, session.board,
            {key: vars(one) for key, one in session.members.items()},
        ]
    )  # fmt: skip


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
KINDS = (
    "sit", "forecast", "decide", "mode", "allow", "begin", "again", "close", "agent", "back",
    "free", "reveal", "look", "watch", "hello",
)  # fmt: skip
FIELDS = {
    "seat": st.sampled_from(["ann", "bob", None]) | JSON,
    "party": st.sampled_from(["ann", "bob"]) | JSON,
    "mode": st.sampled_from(MODES) | JSON,
    "what": st.sampled_from(["joining", "advice", "forecasting", "talks", "busy"]) | JSON,
    "allowed": st.booleans() | JSON,
    "world": st.integers(-2, 2**32) | JSON,
    "ending": st.sampled_from(ENDINGS) | JSON,
    "shares": st.dictionaries(st.sampled_from(ENDINGS), st.integers(-1, 101) | JSON) | JSON,
    "choice": st.integers(-2, 102) | st.dictionaries(st.just("share"), JSON) | JSON,
    "decision": st.just("0.offer") | JSON,
}
MESSAGES = st.fixed_dictionaries(
    {"kind": st.sampled_from(KINDS) | JSON}, optional=FIELDS
) | st.dictionaries(st.text(max_size=5), JSON)


@pytest.fixture(scope="module")
def begun(two_types):
    session = Session(two_types, seed=3, beside=10)
    session.handle(None, {"kind": "begin"})
    return session.work()


@settings(max_examples=100)
@given(sender=st.sampled_from(["Ada", "teacher"]), playing=st.booleans(), message=MESSAGES)
def test_no_message_does_harm(two_types, begun, sender, playing, message):
    session = Session(two_types, seed=3)
    ada, ben = (session.join(None)[1] for _ in "AB")
    if playing:
        session.settle(begun)
        ben.choice = 5
    member = ada if sender == "Ada" else None
    before, of_ben = state(session), vars(ben).copy()
    refused = False
    try:
        session.handle(member, message)
    except ArgumentError:
        refused = True
    assert not refused or state(session) == before
    if member is not None:
        # A student changes what is the student's own, and nothing else.
        assert vars(ben) == of_ben
        vars(ada).update(json.loads(before)[-1][next(iter(session.members))])
        assert state(session) == before


@pytest.mark.parametrize("kind", ["decide", "forecast", "sit", "mode", "allow", "reveal"])
def test_what_is_nested_deeply_does_no_harm(lesson, kind):
    lesson.join("Ada")
    lesson.does("teacher", "begin")
    deep: Any = 0
    for _ in range(3000):
        deep = {"share": [deep]}
    fields = dict.fromkeys(FIELDS, deep) | {"decision": "0.offer"}
    for member in (lesson.members["Ada"], None):
        with suppress(ArgumentError):
            lesson.session.handle(member, {"kind": kind, **fields})
    assert isinstance(lesson.members["Ada"], Member)
    assert lesson.members["Ada"].choice is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_student_is_not_the_teacher(lesson, kind):
    lesson.join("Ada")
    before = state(lesson.session)
    with pytest.raises(ArgumentError):
        lesson.session.handle(
            lesson.members["Ada"],
            {"kind": kind, "party": "bob", "mode": "class", "what": "advice", "allowed": True,
             "ending": ENDINGS[0]},
        )  # fmt: skip
    assert state(lesson.session) == before
