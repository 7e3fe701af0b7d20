"""One world by hand: the world of `simulate` until somebody moves, with a way back."""

from __future__ import annotations

import copy
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bargaining as bg
from bargaining.by_hand.knowledge import Round
from bargaining.errors import ArgumentError
from bargaining.parties import Party
from bargaining.scenario.played import MODEL_NUMBER
from bargaining.scenario.words import Wording

NAME = "stockholm-2014"
TRAVEL = {"sanctions_relief": "travel", "abductee_information": "first report"}


@pytest.fixture(scope="module")
def stockholm() -> bg.Scenario:
    return bg.load(NAME)


def same(one: bg.Outcomes, other: bg.Outcomes) -> bool:
    return all(np.array_equal(one[name], other[name], equal_nan=True) for name in one)


def told(talks: bg.Negotiation) -> list[tuple[str, ...]]:
    return [month.sentences for month in talks.story]


@pytest.mark.parametrize(("name", "world"), [(NAME, 0), (NAME, 7), ("ultimatum", 3)])
def test_with_no_hand_it_is_the_world_of_simulate(name: str, world: int) -> None:
    talks = bg.Negotiation(name, seed=2014, world=world, worlds_per_draw=5)
    while not talks.over:
        # To ask changes nothing.
        talks.next_decision()
        talks.step()
    played = bg.simulate(name, worlds=world + 1, seed=2014, worlds_per_draw=5)
    assert same(talks.outcomes, played.select([world]))
    assert talks.transcript() == played.transcript(world)
    assert talks.moves == ()


def test_a_round_prints_as_a_short_story_and_step_prints_nothing(
    stockholm: bg.Scenario, capsys: pytest.CaptureFixture[str]
) -> None:
    talks = bg.Negotiation(stockholm, seed=2014)
    month = talks.step()
    assert isinstance(month, Round)
    assert capsys.readouterr().out == ""
    assert str(month).splitlines()[0] == month.date == "May 2014"
    assert talks.story == (month,)
    assert month.undone == ()
    assert talks.date == "June 2014"
    assert "Nothing moved." in str(Round("May 2014", ()))


def test_an_offer_waits_for_the_floor_and_is_made(stockholm: bg.Scenario) -> None:
    talks = bg.Negotiation(stockholm, seed=2014)
    talks.offer("north_korea", TRAVEL)
    assert "Planned by hand" in str(talks)
    first = talks.step()
    assert first.undone[0].startswith("North Korea: offer ")
    assert first.undone[0].endswith(": it waits")
    assert "Not done – North Korea: offer" in str(first)
    # What somebody plans is nobody else's business.
    assert talks["japan"].knows().past == talks.story == (Round(first.date, first.sentences),)
    talks.step()
    (made,) = talks.moves
    assert (made.party, made.slot, made.round) == ("north_korea", "offer", 1)
    offers = [event for event in talks.events if event.decision == "offer" and event.round == 1]
    assert offers[0].data["package"] == {
        "sanctions_relief": 1, "abductee_information": 2, "test_restraint": 0
    }  # fmt: skip


def test_going_back_has_the_same_luck(stockholm: bg.Scenario) -> None:
    talks = bg.Negotiation(stockholm, seed=2014).play()
    whole, outcomes = told(talks), talks.outcomes
    talks.back(20)
    assert told(talks) == whole[:4]
    talks.play()
    assert told(talks) == whole
    assert same(talks.outcomes, outcomes)


def choices() -> st.SearchStrategy[list[float]]:
    return st.lists(st.floats(0.0, 1.0, exclude_max=True), min_size=30, max_size=30)


def play_rounds(talks: bg.Negotiation, rounds: int, luck: list[float]) -> None:
    """Let a list of numbers decide for both principals, each option as likely."""
    numbers = iter(luck * 40)
    for _ in range(rounds):
        while (decision := talks.next_decision("japan", "north_korea")) is not None:
            talks.decide(decision, int(next(numbers) * len(decision.options)))
        talks.step()


@settings(max_examples=6)
@given(choices(), choices(), st.integers(0, 50))
def test_the_same_moves_lead_to_the_same_history_and_others_change_what_follows(
    moves: list[float], others: list[float], seed: int
) -> None:
    talks = bg.Negotiation(NAME, seed=seed)
    play_rounds(talks, 4, moves)
    events, story, made = talks.events, talks.story, talks.moves
    saved = json.loads(json.dumps(talks.to_dict()))
    talks.back(2)
    assert talks.events == tuple(event for event in events if event.round < 2)
    assert talks.moves == tuple(move for move in made if move.round < 2)
    # Other moves: what was before is as it was.
    play_rounds(talks, 2, others)
    assert talks.story[:2] == story[:2]
    assert [event for event in talks.events if event.round < 2] == [
        event for event in events if event.round < 2
    ]
    # The same moves once more, from the file: all is as it was.
    again = bg.Negotiation.load(saved)
    assert (again.events, again.story, again.moves) == (events, story, made)
    assert again.to_dict() == saved


class Wooden(Party):
    """Does nothing, of whichever type it is."""

    def choose_step(self, view: Any) -> Any:
        return np.zeros(view.n, dtype=int)

    def propose(self, view: Any) -> Any:
        return np.full(view.n, view.passing)

    def _no(self, view: Any) -> Any:
        return np.zeros(view.n, dtype=bool)

    choose_act = open_talks = walk_out = respond = _no


def test_a_decision_that_neither_type_takes_is_no_evidence(stockholm: bg.Scenario) -> None:
    talks = bg.Negotiation(stockholm, seed=2014, seats={"north_korea": Wooden})
    (before,) = (one for one in talks["japan"].knows().beliefs if one.party == "north_korea")
    talks["north_korea"].move("test_restraint", +1)
    talks.step()
    (step,) = (one for one in talks.events if one.decision == "step" and one.party == "north_korea")
    chosen = step.data["chosen"]
    assert step.data["options"][chosen] == ("test_restraint", 1)
    assert step.data["probabilities"][chosen] == 0.0
    (after,) = (one for one in talks["japan"].knows().beliefs if one.party == "north_korea")
    assert 0.0 < after.probability == before.probability < 1.0
    assert np.isfinite(talks.play().outcomes["belief"]).all()


def test_a_move_that_cannot_be_made_is_refused_and_the_round_is_not_played(
    stockholm: bg.Scenario,
) -> None:
    talks = bg.Negotiation(stockholm, seed=2014)
    talks["japan"].move("sanctions_relief", -1)
    with pytest.raises(ArgumentError, match=r"in May 2014 this cannot be done: Japan: .* already"):
        talks.step()
    assert talks.round == 0
    assert talks.events == ()
    talks["japan"].move("sanctions_relief", +1)
    with pytest.raises(ArgumentError, match="by a rule of its own"):
        talks.next_decision("north_korea")
    with pytest.raises(ArgumentError, match="by a rule of its own"):
        talks.step()
    # The plan is given up, and the world is that of nobody's hand.
    assert talks.step() == bg.Negotiation(stockholm, seed=2014).step()


def test_answers_planned_are_given_or_told_as_not_done(stockholm: bg.Scenario) -> None:
    talks = bg.Negotiation(stockholm, seed=2014)
    talks["north_korea"].answer("walk", True)
    talks["japanese_public"].answer("ratify", True)
    month = talks.step()
    assert "North Korea left the talks." in month.sentences
    assert month.undone == ("Japanese public: ratify: nobody asked for it",)
    talks["japan"].answer("open", True)
    talks["north_korea"].answer("open", True)
    talks["north_korea"].hold()
    assert "Japan and North Korea agreed to talk: the talks opened." in talks.step().sentences
    assert {move.slot for move in talks.moves} == {
        "walk.north_korea", "open.japan", "open.north_korea", "step.north_korea"
    }  # fmt: skip


def test_an_act_is_gone_ahead_with_by_hand(stockholm: bg.Scenario) -> None:
    talks = bg.Negotiation(stockholm, seed=2014)
    talks.step()
    decision = talks.next_decision("north_korea")
    assert decision is not None
    assert decision.slot == "act.missile"
    talks["north_korea"].act("missile")
    assert "Ballistic-missile test: North Korea went ahead." in talks.step().sentences


def test_who_is_asked_at_the_same_time_does_not_know_the_others_answers(
    stockholm: bg.Scenario,
) -> None:
    shown = []
    for leaves in (True, False):
        talks = bg.Negotiation(stockholm, seed=2014)
        talks["japan"].answer("walk", leaves)
        talks["north_korea"].hold()
        decision = talks.next_decision("north_korea")
        assert decision is not None
        assert decision.slot == "walk.north_korea"
        shown.append(decision.to_dict())
    assert shown[0] == shown[1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "always", "kinds"),
    [
        (NAME, {}, {"step", "act", "open", "walk", "offer", "accept", "ratify"}),
        (NAME, {"walk": 0, "offer": 0, "adjourn": 0}, {"step", "act", "walk", "offer", "adjourn"}),
        ("outside-option", {"accept": 0}, {"offer", "accept", "opt_out"}),
        ("uniform-reservation", {}, {"offer", "accept"}),
    ],
)
def test_every_decision_of_a_round_can_be_taken_by_hand(
    name: str, always: dict[str, int], kinds: set[str]
) -> None:
    talks, found = bg.Negotiation(name, seed=3), set()
    numbers = np.random.default_rng(1)
    while not talks.over:
        while (decision := talks.next_decision()) is not None:
            kind = decision.slot.partition(".")[0]
            found.add(kind)
            assert sum(one.advice for one in decision.options) == pytest.approx(1.0)
            assert [one.number for one in decision.options] == [*range(len(decision.options))]
            assert all(one.label and one.sentence for one in decision.options[:3])
            assert str(decision)
            choice = int(numbers.integers(len(decision.options)))
            talks.decide(decision, always.get(kind, choice))
        talks.step()
    assert found >= kinds
    assert len(talks.moves) == len({(one.round, one.party, one.slot) for one in talks.moves})


def test_a_choice_is_given_in_many_ways(stockholm: bg.Scenario) -> None:
    talks = bg.Negotiation(stockholm, seed=2014)
    decision = talks.next_decision("japan")
    assert decision is not None
    assert repr(decision) == "<Decision of japan: walk.japan, May 2014, 2 options>"
    leave, wording = decision.options[1], Wording(stockholm)
    for choice in (leave, 1, True, "leave the talks", "leave"):
        assert decision.option(choice, wording) is leave
    assert decision.option(False, wording) is decision.options[0]
    for choice in (2, -1, "the", "", None, ("sanctions_relief", 1), 0.5):
        with pytest.raises(ArgumentError, match="is none of the 2 options, or of several"):
            decision.option(choice, wording)
    talks.decide(decision, "stay")
    offer = talks.next_decision("japan")
    assert offer is not None
    assert offer.slot == "offer"
    chosen = offer.option(TRAVEL, wording)
    assert chosen.value == {"sanctions_relief": 1, "abductee_information": 2, "test_restraint": 0}
    assert offer.option(None, wording).label == "offer nothing"
    talks.step()
    with pytest.raises(ArgumentError, match="this decision belongs to May 2014"):
        talks.decide(offer, None)


def test_bad_input_is_refused_in_one_sentence(stockholm: bg.Scenario) -> None:
    talks = bg.Negotiation(stockholm, seed=2014)
    refused: list[tuple[Any, str]] = [
        (lambda: talks["jpan"], 'Did you mean "japan"'),
        (lambda: talks.next_decision("jpan"), 'Did you mean "japan"'),
        (lambda: talks.offer("china", TRAVEL), "china does not sit at the table"),
        (lambda: talks.offer("japan", {"patronage": 0}), '"patronage" is not on the menu'),
        (lambda: talks.offer("japan", {"sanctions_relief": 9}), "has no rung 9; its rungs are 0"),
        (lambda: talks.offer("japan", {"sanctions_relief": "x"}), '"x" is no rung'),
        (lambda: talks.offer("japan", {"abductee_information": "n"}), "is more than one rung"),
        (lambda: talks.offer("japan", 3), "a package must be a dict of issue to rung"),
        (lambda: talks["japan"].move("patronage", 1), 'japan gives no issue "patronage"'),
        (lambda: talks["japan"].move("sanctions_relief", 2), "direction must be"),
        (lambda: talks["japan"].act("nuclear"), 'japan has no act "nuclear". It has none'),
        (lambda: talks["japan"].answer("opn", True), 'Did you mean "open"'),
        (lambda: talks["china"].answer("open", True), "china does not sit at the table"),
        (lambda: talks["china"].answer("ratify", True), "china ratifies nothing"),
        (lambda: talks.back(1), "cannot go back 1 round: 0 have been played"),
        (lambda: talks.back(-1), "rounds must be a whole number"),
        (lambda: talks.outcomes, "the negotiation is not over"),
        (
            lambda: bg.Negotiation(NAME, world=-1),
            "world must be a whole number of at least 0; got -1",
        ),
        (lambda: bg.Negotiation(NAME, seats={"japan": "hld"}), 'Did you mean "hold"'),
    ]
    for ask, said in refused:
        with pytest.raises(ArgumentError, match=said):
            ask()
    talks.play()
    for ask in (talks.step, talks.next_decision, talks["japan"].hold):
        with pytest.raises(ArgumentError, match="all 24 rounds are played"):
            ask()


def test_a_game_is_kept_in_a_file_and_taken_up_again(stockholm: bg.Scenario, tmp_path: Any) -> None:
    talks = bg.Negotiation(stockholm, seed=2014, world=4, seats={"china": "hold"})
    talks["north_korea"].move("abductee_information", +1)
    talks.step()
    talks.offer("japan", TRAVEL)
    file = talks.save(tmp_path / "game.json")
    again = bg.Negotiation.load(file)
    assert again.to_dict() == talks.to_dict()
    assert again.story == talks.story
    assert same(again.play().outcomes, talks.play().outcomes)
    seats = talks.outcomes.record.seats
    assert (seats["china"], seats["north_korea"]) == ("hold", "moves by hand")


def test_a_game_of_something_else_is_refused(stockholm: bg.Scenario, tmp_path: Any) -> None:
    class Mine(bg.Japan):
        """A Japan of somebody's own."""

    changed = stockholm.replace({"parties.japan.inertia": 0.2})
    kept = bg.Negotiation(changed, seed=1, seats={"japan": Mine}).to_dict()
    at_home = {"scenario": changed, "seats": {"japan": Mine}}
    late = {"round": 3, "party": "japan", "slot": "step.japan", "value": None}
    odd = {"round": None, "party": "japan", "slot": "offer", "value": {"sanctions_relief": 9}}
    older = copy.deepcopy(kept)
    older["model_number"] = MODEL_NUMBER - 1
    (tmp_path / "text.json").write_text("{", "utf-8")
    (tmp_path / "deep.json").write_text("[" * 100_000, "utf-8")
    refused: list[tuple[Any, dict[str, Any], str]] = [
        (kept, {}, "another stockholm-2014 than this one"),
        (kept, {"scenario": changed}, "with Mine in the seat of japan: hand it in"),
        (older, {}, f"was played by model {MODEL_NUMBER - 1}"),
        ({**kept, "format": 9}, {}, "this version reads layout 1"),
        ({**kept, "moves": [late]}, at_home, "holds a move that it cannot hold: step.japan"),
        ({**kept, "moves": [late, odd]}, at_home, "in round 3, None, and 1 more"),
        ({**kept, "moves": [odd], "round": 0}, at_home, "cannot hold: offer of japan"),
        ({**kept, "round": float("inf")}, at_home, "is in round inf, and there are 24 rounds"),
        ({**kept, "seed": 1.5}, at_home, "seed must be a whole number; got 1.5"),
        (tmp_path / "deep.json", {}, "is no negotiation that was saved by hand"),
        ({"format": 1}, {}, "is no negotiation that was saved by hand"),
        (tmp_path / "none.json", {}, "cannot be read: No such file"),
        (tmp_path / "text.json", {}, "is no negotiation that was saved by hand"),
    ]
    for game, more, said in refused:
        with pytest.raises(ArgumentError, match=said):
            bg.Negotiation.load(game, **more).play()
    again = bg.Negotiation.load(kept, scenario=changed, seats={"japan": Mine})
    assert again.to_dict() == kept


def test_a_negotiation_shows_where_it_is(stockholm: bg.Scenario) -> None:
    talks = bg.Negotiation(stockholm, seed=2014)
    assert repr(talks) == "<Negotiation of stockholm-2014, world 0: May 2014, round 1 of 24>"
    text = str(talks)
    assert "Talks are under way." in text
    assert "How it ended" not in text
    assert [seat.name for seat in talks] == list(stockholm.parties)
    talks.play()
    assert repr(talks) == "<Negotiation of stockholm-2014, world 0: over>"
    assert "How it ended" in str(talks)
    assert talks.back(2).round == 22
