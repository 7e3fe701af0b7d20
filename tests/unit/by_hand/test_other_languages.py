"""Stories, questions, knowledge and endings in Japanese and Korean: nothing stays English."""

import re
from dataclasses import asdict

import pytest

import bargaining as bg
from bargaining.outcomes.ending_in_words import ending
from bargaining.text import translated

# Names that records keep beside their labels.
NAMES = {"party", "slot", "issue", "value"}
# In a world all decisions of every fourth round are asked for, and in them once another option is
# taken than the agent's.
EVERY = 4


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            if key not in NAMES:
                yield from texts(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from texts(one)


def play(name, world):
    """Play a world by hand and yield all that is said in it."""
    talks = bg.Negotiation(name, world=world)
    while not talks.over:
        asked = 0
        while talks.round % EVERY == world % EVERY and (decision := talks.next_decision()):
            yield asdict(decision)
            best = max(decision.options, key=lambda one: one.advice)
            other = decision.options[-1 if asked == 2 else best.number]
            talks.decide(decision, other)
            asked += 1
        yield asdict(talks.step())
    yield ending(talks.outcomes.history(world), talks.outcomes)


@pytest.mark.parametrize(
    ("name", "worlds"),
    [
        ("stockholm-2014", 6),
        pytest.param("pyongyang-2002", 6, marks=pytest.mark.slow),
        ("six-party-2014", 1),
        ("kishida-2023", 2),
        ("ultimatum", 2),
        ("rubinstein", 2),
    ],
)
def test_nothing_stays_english(name, worlds):
    said = {one for world in range(worlds) for part in play(name, world) for one in texts(part)}
    assert len(said) > 10
    left = {
        one
        for one in said
        for language in ("ja", "ko")
        # A particle whose form was not chosen is left too.
        if re.search(r"[A-Za-z]|\((가|는|를|와)\)|\(으\)", translated(one, language))
    }
    assert left == set()


def test_a_debrief_is_translated():
    talks = bg.Negotiation("stockholm-2014", world=1)
    while not talks.over:
        decision = talks.next_decision("japan") if talks.round < 6 else None
        if decision is None:
            talks.step()
        else:
            talks.decide(decision, min(decision.options, key=lambda one: one.advice))
    told = talks.debrief("japan", worlds=20)
    assert told.moments
    for one in (told.label, told.ending, *(asdict(moment) for moment in told.moments)):
        for language in ("ja", "ko"):
            assert not re.search("[A-Za-z]", str(list(texts(translated([one], language)))))
