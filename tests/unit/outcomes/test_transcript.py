"""Transcripts tell what the events and the arrays say."""

import re
import sys
import types

import numpy as np
import pytest

from bargaining import simulate
from bargaining.errors import ArgumentError, OutcomesError
from bargaining.outcomes import Closing, Ending, Event, History, Response
from bargaining.outcomes.ending_in_words import KeyEvent
from bargaining.text import Dates
from tests.unit.outcomes.histories import history_of
from tests.unit.outcomes.synthetic import synthetic, with_arrays


@pytest.fixture(scope="module")
def run():
    plain = synthetic(60)
    return with_arrays(plain, lambda world: history_of(plain, world))


def told(run, world):
    """The transcript with its lines unbroken."""
    return re.sub(r"\n {6}", " ", run.transcript(world=world))


@pytest.mark.slow
def test_every_answer_signature_and_default_is_told(run):
    counts = {"signed": 0, "refused": 0, "defaulted": 0}
    for world in range(60):
        text = told(run, world)
        agreed = (run.response[world] == Response.AGREED).sum()
        refused = (run.response[world] == Response.REFUSED).sum()
        assert text.count("SIGNED: ") == agreed
        assert len(re.findall(r" refused(?:, against the odds)? \(\d+ %\): it", text)) == refused
        assert text.count(" BROKE the agreement") == run.defaulted[world].sum()
        broke = text.count(
            "The talks broke down for an outside reason (2 % a month by assumption)."
        )
        assert broke == (run.closing[world] == 3).sum()
        assert (
            text.count(" left the talks, against the odds (8 %):")
            == (run.closing[world] == 1).sum()
        )
        assert len(re.findall(r"used it(?:, against the odds)? \(", text)) == run.act[world].sum()
        counts["signed"] += agreed
        counts["refused"] += refused
        counts["defaulted"] += run.defaulted[world].sum()
        assert Ending(run.ending[world]).words.capitalize() + ":" in text.split("THE END")[1]
    assert min(counts.values()) > 10


def test_every_round_is_accounted_for_once(run):
    dates = Dates.of(run.scenario)
    names = [dates.name(round) for round in range(12)]
    for world in range(20):
        rounds = []
        for line in run.transcript(world=world).split("THE END")[0].splitlines():
            first, _, last = line.partition(":")[0].partition(" to ")
            if first in names:
                rounds += range(names.index(first), names.index(last or first) + 1)
        assert rounds == list(range(12))


def test_values_and_probabilities_are_those_of_the_events(run):
    texts = "\n".join(told(run, world) for world in range(10))
    assert "accepted (63 %): it gains 0.031" in texts
    assert "Release of water at “in drought”; Delivery of power at “at night”" in texts
    assert "let it pass (69 %): it would lose 0.012" in texts
    assert "; it loses 0.013" in texts
    assert "units of a year of power" in texts
    assert "South is tactical" in texts
    assert "South is sincere" in texts


def test_terms_are_explained_before_they_are_used(run):
    seen = set()
    for world in range(10):
        rest = " ".join(told(run, world).split()).split("within one party only.")[1]
        for term, meaning in (
            ("the window was open", "The window was open: a month in which the act was possible."),
            ("habit favours waiting", "Habit favours waiting 12 to 1: where"),
        ):
            assert rest.count(meaning) == (term in rest)
            seen |= {term} if term in rest else set()
    assert "the window was open" in seen


def test_the_ladders_told_are_those_of_the_arrays(run):
    ladder = [rung.label for rung in run.scenario.issues["water"].rungs]
    seen = 0
    for world in range(20):
        text = told(run, world)
        for _, end in re.findall(r"Release of water: from “(.*?)” to “(.*?)”;", text):
            assert end in ladder
            seen += 1
        last = ladder[run.rung[world, -1, 0]]
        assert f"Release of water: “{last}”" in text.split("THE END")[1]
    assert seen > 10


def test_lines_fit_and_carry_no_odd_spaces(run):
    for world in range(20):
        text = run.transcript(world=world)
        assert max(map(len, text.splitlines())) <= 88
        assert "\N{NO-BREAK SPACE}" not in text


def closing_of(way, *, rupture=False):
    return {"closing": way, "rupture": rupture, "final": False, "probability": 0.02}


def test_what_a_world_never_told_before_is_told_too(run):
    events = (
        Event(0, "nature", "turnover", "north"),
        Event(
            0, "nature", "intervention", None, {"kind": "talks", "target": "open", "value": None}
        ),
        Event(
            0, "nature", "intervention", None, {"kind": "level", "target": "power", "value": 1.0}
        ),
        Event(0, "acts", "act", "south", {"act": "raid", "forced": True}),
        Event(1, "talks", "closing", None, closing_of(Closing.WALK_OUT, rupture=True)),
        Event(1, "moves", "default", "north", {"issue": "water"}),
        Event(1, "update", "lapse", None, {"undelivered": {"north": 0.25, "south": 0.0}}),
        Event(2, "talks", "closing", None, closing_of(Closing.DEADLINE)),
        Event(1, "steps", "verification", "south", {"issue": "power", "passed": False}),
        Event(2, "talks", "opt_out", "south", {"probability": 0.004, "chosen": True}),
        Event(3, "update", "completed"),
        Event(5, "talks", "something_new", "north"),
        Event(
            5,
            "moves",
            "step",
            "north",
            {
                "options": [("", 0), ("water", 1)],
                "probabilities": [0.25, 0.75],
                "values_by_option": [0.1, 0.2],
                "chosen": 0,
            },
        ),
        Event(6, "steps", "belief", "south", {"before": 0.4, "after": 0.43}),
        Event(6, "steps", "belief", "south", {"before": 0.43, "after": 0.31}),
        Event(7, "steps", "belief", "south", {"before": 0.31, "after": 0.312}),
    )
    text = told_events(run, *events)
    for words in (
        "North has a new leader: ",
        "found bogus; it does not count (Delivery of power)",
        "South took its outside option and left, against the odds (under 1 %)",
        "the agreement was complete",
        "[From outside] talks are open.",
        "[From outside] Delivery of power is set to 1 (“always”).",
        "[From outside] Raid: South was made to go ahead.",
        "was high, so this counts as a rupture.",
        "North BROKE the agreement – Release of water.",
        "its time had run out; of what was promised North had not delivered 25 %.",
        "The deadline ended the talks.",
        "North: something new.",
        "North did not move, against the odds: a step up was likelier (75 %) – Release of water.",
        "The belief that South is sincere fell from 40 % to 31 %.",
    ):
        assert words in text
    assert "\nDecember 2014 to April 2015: nothing moved." in text


def test_a_world_that_is_not_there_is_refused(run):
    with pytest.raises(ArgumentError, match="0 to 59"):
        run.transcript(world=60)
    part = run.select([5, 9])
    assert "World 9 of two-rivers" in part.transcript(world=9)
    with pytest.raises(ArgumentError):
        part.transcript(world=6)


def test_without_a_replayer_the_engine_is_asked(monkeypatch, run):
    asked = []
    engine = types.ModuleType("bargaining.engine")

    def replay(record, world, given):
        asked.append((record, world, given))
        return history_of(run, world)

    engine.replay = replay
    monkeypatch.setitem(sys.modules, "bargaining.engine", engine)
    loaded = synthetic(60)
    assert loaded.transcript(world=8) == run.transcript(world=8)
    assert asked == [(loaded.record, 8, {})]


def test_a_replay_that_ends_otherwise_is_not_told(run):
    world = int((run.ending != run.ending[0]).argmax())
    other = with_arrays(run, lambda _: history_of(run, 0))
    with pytest.raises(OutcomesError, match="ends otherwise"):
        other.transcript(world=world)


def told_events(run, *events, arrays=None):
    history = History(run.record, 4, events, arrays or {})
    return told(with_arrays(run, lambda _: history), 4)


@pytest.mark.parametrize("name", ["rung", "step", "closing", "offer", "response", "act"])
def test_a_replay_that_goes_otherwise_is_not_told(run, name):
    same = {array: run[array][4:5] for array in run if array != "world"}
    assert "THE END" in told_events(run, arrays=same)
    other = same[name].copy()
    other[0, 7] = 1 - other[0, 7]
    with pytest.raises(OutcomesError, match=rf"world 4 goes otherwise in December 2014 \('{name}'"):
        told_events(run, arrays={**same, name: other})


def withholding(round, chosen=0):
    data = {
        "options": [("", 0), ("power", 1)],
        "probabilities": [0.75, 0.25],
        "values_by_option": [0.2, 0.1],
        "chosen": chosen,
        "promised": [False, True],
        "share_due": 1.0,
        "share_delivered": 0.0,
    }
    return Event(round, "moves", "step", "south", data)


def test_holding_back_what_was_promised_is_told_once_per_agreement(run):
    text = told_events(run, withholding(1), withholding(2), withholding(3))
    assert text.count("South delivered nothing this month (75 %) – Delivery of power: ") == 1
    signing = Event(3, "talks", "signing", None, {"package": {"power": 1}})
    text = told_events(run, withholding(1), signing, withholding(4))
    assert text.count("South delivered nothing this month") == 2
    text = told_events(run, withholding(1), withholding(2, chosen=1), withholding(4))
    assert text.count("South delivered nothing this month") == 2
    assert "South kept its promise (25 %) – Delivery of power: " in text


@pytest.mark.parametrize(("gain", "told_cost"), [(0.019, True), (0.2, False), (-0.1, False)])
def test_the_cost_of_a_move_is_named_where_it_eats_up_the_gain(run, gain, told_cost):
    data = {
        "probability": 0.3,
        "chosen": False,
        "value_talking": 0.1 + gain,
        "value_outside": 0.1,
        "cost_of_move": 0.08,
    }
    refusal = Event(1, "talks", "open", "north", data)
    act = Event(1, "acts", "act", "south", {"act": "raid", "forced": True})
    text = told_events(run, act, refusal)
    assert (", moving costs 0.080" in text) == told_cost


def test_small_thresholds_are_told_from_nought(run):
    data = {"ending": int(run.ending[4]), "partial": 0.0004, "settlement": 0.0007}
    text = told_events(run, Event(11, "update", "ending", None, data))
    assert "0.0004" in text or "0.0007" in text


def test_what_stands_although_a_promise_was_broken_is_told_with_who_broke_it(run):
    told_of = 0
    for world in range(60):
        if run.ending[world] > Ending.PARTIAL:
            continue
        parties = run.labels["party"]
        broke = [p for i, p in enumerate(parties) if run.defaulted[world, :, i].any()]
        end = told(run, world).split("THE END")[1]
        assert (", although " in end) == bool(broke)
        assert end.count(" broke the agreement in ") == len(broke)
        assert ("It is no renege, since so much is still conceded" in end) == bool(broke)
        told_of += bool(broke)
    assert told_of > 3


def test_a_breakdown_is_told_in_words(run):
    closing = Event(1, "talks", "closing", None, closing_of(Closing.BREAKDOWN, rupture=True))
    text = told_events(run, closing, Event(2, "talks", "odd"))
    assert "The talks broke down for an outside reason (2 % a month by assumption)." in text


def answers(round, *wishes):
    parties = ("north", "south")
    values = {"probability": 0.5, "value_talking": 0.2, "value_outside": 0.1}
    return [
        Event(round, "talks", "open", party, {**values, "chosen": wish})
        for party, wish in zip(parties, wishes, strict=True)
    ]


def test_quiet_months_tell_who_asked_for_talks(run):
    odd = Event(0, "talks", "odd")
    quiet = [event for r in range(2, 12) for event in answers(r, r in (3, 7), False)]
    text = told_events(run, odd, Event(1, "talks", "odd"), *quiet)
    assert "\nJuly 2014 to April 2015: no talks opened and nothing moved.\n" in text
    assert "  North asked for talks in two of them; South refused." in text
    every = [event for r in range(2, 12) for event in answers(r, False, True)]
    text = told_events(run, odd, Event(1, "talks", "odd"), *every)
    assert "  South asked for talks in all of them; North refused." in text
    none = [event for r in range(2, 12) for event in answers(r, False, False)]
    assert "asked for talks" not in told_events(run, odd, Event(1, "talks", "odd"), *none)


def test_a_belief_that_falls_while_nothing_is_delivered_says_so(run):
    def fell(round):
        return Event(round, "update", "belief", "south", {"before": 0.4, "after": 0.3})

    text = told_events(run, withholding(1), fell(1), withholding(2), fell(2))
    assert "The belief that South is sincere fell from 40 % to 30 %." in text
    assert (
        "Another month without a delivery: the belief that South is sincere fell from 40 % to 30 %."
    ) in text
    test = Event(2, "acts", "act", "south", {"act": "raid", "forced": True})
    assert "Another month" not in told_events(
        run, withholding(1), fell(1), test, withholding(2), fell(2)
    )


def test_a_text_whose_term_is_over_is_told(run):
    text = told_events(run, Event(3, "update", "expired", None, {"undelivered": {}}))
    assert "The term of the completed agreement was over: it no longer binds." in text


def test_a_promise_is_due_before_the_agreement_ends(run):
    shares = {"undelivered": {"north": 0.25, "south": 0.1}}
    text = told_events(
        run,
        Event(3, "moves", "default", "north", {"issue": None}),
        Event(3, "update", "void", None, shares),
    )
    assert (
        "North BROKE the agreement: its promises were due, and it had not kept them.\n"
        "  The broken promise ended the agreement; of what was due by then North had not delivered "
        "25 % and South 10 %."
    ) in text


def closed_in(run, round, way):
    """One world in which the talks closed once, in a round and in a way."""
    one = run.select(slice(4, 5))
    closing = np.zeros_like(one.closing)
    closing[0, round] = way
    return with_arrays(one, closing=closing)


@pytest.mark.parametrize(
    ("way", "decision", "clause"),
    [
        (Closing.WALK_OUT, "walk", "the talks ended in {date}, when North and South walked out"),
        (Closing.OPT_OUT, "opt_out", "the talks ended in {date}, when North and South took the"),
        (
            Closing.ADJOURNMENT,
            "adjourn",
            "the talks adjourned in {date} without an offer, when North and South asked for no",
        ),
        (Closing.BREAKDOWN, "", "the talks broke down in {date} for an outside reason"),
        (Closing.DEADLINE, "", "the deadline, {date}, ended the talks"),
        (Closing.INTERVENTION, "", "the talks were closed from outside in {date}"),
        (Closing.SIGNING, "", "the talks ended in {date} with a signature"),
    ],
)
def test_what_closed_the_talks_is_named_with_all_who_did_it(run, way, decision, clause):
    one = closed_in(run, 5, way)
    who = [Event(5, "talks", decision, party, {"chosen": True}) for party in ("north", "south")]
    history = History(run.record, 4, tuple(who) if decision else ())
    of = KeyEvent(history, one)
    assert of.closing.startswith(clause.format(date=of.words.dates.name(5)))


def test_a_refusal_is_told_with_who_refused_and_what_closed_the_talks(run):
    refusals = [
        Event(5, "talks", "offer", "north", {"passed": False, "package": {}}),
        Event(5, "talks", "response", "south", {"accepted": False}),
        Event(7, "talks", "walk", "north", {"chosen": True}),
    ]
    one = closed_in(run, 7, Closing.WALK_OUT)
    of = KeyEvent(History(run.record, 4, tuple(refusals)), one, round=5)
    dates = of.words.dates
    assert f"{of.closing}; {of.refusal}" == (
        f"the talks ended in {dates.name(7)}, when North walked out; South had refused the last "
        f"offer, North's, in {dates.name(5)}"
    )


def test_what_was_conceded_from_the_start_is_not_said_to_have_been_reached(run):
    one = run.select(slice(4, 5))
    assert not one.initial_rung.any()
    of = KeyEvent(History(run.record, 4, ()), with_arrays(one, rung=0 * one.rung), round=0)
    assert of.reached == "both sides had conceded enough from the start, and did to the end"
    of = KeyEvent(of.history, with_arrays(one, rung=0 * one.rung + 1), round=0)
    told = f"both sides had conceded enough from {of.date} on, the first month"
    assert of.reached == told


def test_highlights_tell_what_was_done_and_fold_the_rest():
    outcomes = simulate("stockholm-2014", worlds=1, first_world=3, seed=0)
    whole, short = outcomes.transcript(3), outcomes.transcript(3, highlights=True)
    assert len(short.splitlines()) < len(whole.splitlines())
    for undone in ("let it pass", "refused to talk", "Talks did not open", "delivered nothing"):
        assert undone in whole
        assert undone not in short
    # Every line of the highlights is also a line of the whole transcript.
    assert set(short.splitlines()) <= set(whole.splitlines()) | {
        line for line in short.splitlines() if line.endswith("nothing moved.")
    }
    for done in ("SIGNED", "BROKE", "used it", "THE END"):
        assert short.count(done) == whole.count(done) > 0
