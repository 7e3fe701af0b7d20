"""What a step costs, what weighs for holding, and what an answer gains, each by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bargaining as bg
from bargaining.parties import Party
from bargaining.solver.elementary import logistic_of
from bargaining.strategies import QuantalResponse
from bargaining.strategies.choice_probabilities import ChoiceProbabilities
from tests.properties.play import changed, lively_document
from tests.reference.changes import begin_with_agreement
from tests.reference.toy import number, read
from tests.unit.strategies import ladders as two

INERTIA, TURN, NOISE, RARE = 0.08, 1.5, 0.05, 0.1


class Watching(QuantalResponse):
    """Keeps what it sees of its steps, with its answers."""

    def __init__(self, first: tuple[str, int] | None = None) -> None:
        self.first, self.seen = first, []

    def choose_step(self, view):
        answer = super().choose_step(view)
        seen = {name: getattr(view, name).copy() for name in ("cost", "holding", "values")}
        seen |= {"feasible": view.feasible.copy(), "promised": view.promised.copy()}
        self.seen.append({**seen, "options": view.options, "odds": answer})
        if self.first is not None and view.round == 0:
            return np.full(view.n, view.option(*self.first))
        return np.zeros(view.n, dtype=int) if self.first is not None else answer


def alone(**parties: Any) -> bg.Scenario:
    """Two ladders of four rungs, both begun half-way up."""
    own = {
        "parties.ann.inertia": two.number(INERTIA),
        "parties.ann.choice_noise": two.number(NOISE),
        **{f"parties.ann.{key}": two.number(value) for key, value in parties.items()},
    }
    return two.ladders(rungs=4, start=(0.5, 0.5), rounds=4).replace(own)


def steps_seen(scenario: bg.Scenario, first: tuple[str, int] | None) -> list[dict[str, Any]]:
    ann = Watching(first)
    bg.simulate(scenario, worlds=3, seed=2, seats={"ann": ann}, workers=1)
    return ann.seen


@pytest.mark.parametrize(("direction", "costs"), [(+1, (1, 1 + TURN)), (-1, (1 + TURN, 1))])
def test_undoing_the_last_step_costs_more_however_old_it_is(direction, costs):
    seen = steps_seen(alone(reversal_cost=TURN), ("pens", direction))
    assert seen[0]["options"] == ((None, 0), ("pens", +1), ("pens", -1))
    np.testing.assert_allclose(seen[0]["cost"], np.tile([0, INERTIA, INERTIA], (3, 1)))
    for later in seen[1:]:
        expected = [0, *(INERTIA * cost for cost in costs)]
        np.testing.assert_allclose(later["cost"], np.tile(expected, (3, 1)))


def test_without_the_key_a_turn_costs_what_any_step_does():
    for seen in steps_seen(alone(), ("pens", +1)):
        np.testing.assert_allclose(seen["cost"], np.tile([0, INERTIA, INERTIA], (3, 1)))
        np.testing.assert_array_equal(seen["holding"], np.zeros(3))


def test_holding_makes_moves_as_rare_as_the_file_says_where_nothing_depends_on_them():
    free = np.exp(-INERTIA / NOISE)
    middle, top = (
        steps_seen(alone(moves_at_indifference=RARE), first)[1] for first in (("pens", -1), None)
    )
    np.testing.assert_allclose(
        middle["holding"], np.full(3, np.log((1 - RARE) / RARE * 2 * free)), rtol=1e-12
    )
    assert set(np.unique(top["feasible"].sum(axis=1))) <= {2, 3}
    moves = (top["feasible"].sum(axis=1) - 1) * free
    np.testing.assert_allclose(top["holding"], np.log((1 - RARE) / RARE * moves), rtol=1e-12)
    # At indifference the two together leave exactly that share.
    weights = np.array([np.exp(middle["holding"][0]), free, free])
    assert weights[1:].sum() / weights.sum() == pytest.approx(RARE)


def test_holding_never_weighs_less_than_a_move():
    """Where inertia makes moves rarer than the key asks, nothing is taken from holding."""
    rare = alone(moves_at_indifference=0.5, inertia=20 * NOISE)
    np.testing.assert_array_equal(steps_seen(rare, None)[0]["holding"], np.zeros(3))


def test_who_delivers_pays_nothing_and_the_promise_counts_in_full():
    """Toy in mid-story: South has promised proof, and more of it costs nothing."""
    text = lively_document(4)
    text["parties"]["south"] |= {
        "reversal_cost": number(TURN),
        "moves_at_indifference": number(RARE),
    }
    begin_with_agreement(text)
    south = Watching()
    bg.simulate(read(text), worlds=6, seed=2, seats={"south": south}, workers=1)
    first = south.seen[0]
    proof = first["options"].index(("proof", +1))
    others = [o for o in range(1, len(first["options"])) if o != proof]
    assert first["promised"][:, proof].all()
    assert (first["cost"][:, proof] == 0).all()
    assert not first["promised"][:, others].any()
    # What was delivered before the story begins was a step up: going back on it is a turn.
    costs = [0.08 * (1 + TURN * (first["options"][o] == ("proof", -1))) for o in others]
    np.testing.assert_allclose(first["cost"][:, others], np.tile(costs, (6, 1)))
    n_free = first["feasible"][:, others].sum(axis=1)
    weight = n_free * np.exp(-0.08 / 0.12) + 1
    np.testing.assert_allclose(first["holding"], np.log((1 - RARE) / RARE * weight), rtol=1e-12)


def test_the_quantal_response_is_made_of_values_costs_and_holding():
    text = lively_document(3)
    for party in ("north", "south", "ally"):
        text["parties"][party] |= {
            "reversal_cost": number(TURN),
            "moves_at_indifference": number(RARE),
        }
    south = Watching()
    bg.simulate(read(text), worlds=8, seed=2, seats={"south": south}, workers=1)
    for seen in south.seen:
        scores = (seen["values"] - seen["cost"][:, None, :]) / 0.12
        scores[..., 0] += seen["holding"][:, None]
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        np.testing.assert_allclose(
            np.exp(seen["odds"].log), weights / weights.sum(axis=-1, keepdims=True), atol=1e-12
        )


class Answering(QuantalResponse):
    """Keeps what it sees of offers, with its answers."""

    def __init__(self) -> None:
        self.seen: list[tuple[Any, ChoiceProbabilities]] = []

    def respond(self, view):
        answer = super().respond(view)
        self.seen.append((view, answer))
        return answer


COST = 0.07


@pytest.mark.parametrize("foreseen", [False, True])
def test_an_answer_gains_what_a_signature_is_worth_over_waiting(foreseen):
    text = lively_document(5, foresee_ratification=foreseen)
    text["parties"]["south"]["ratification_failure_cost"] = number(COST)
    south = Answering()
    bg.simulate(read(text), worlds=80, seed=4, seats={"south": south}, workers=1)
    refused_at_home = []
    for view, answer in south.seen:
        beyond = view.value_if_agreed - view.value_of_waiting
        approved = view.ratified_probability[:, None]
        refused_at_home.append(1 - approved)
        expected = approved * beyond - (1 - approved) * COST if foreseen else beyond
        assert view.gain.shape == (view.n, 2)
        np.testing.assert_allclose(view.gain, expected, rtol=0, atol=1e-12)
        yes = np.exp(answer.log[..., 1])
        np.testing.assert_allclose(yes, logistic_of(view.gain / 0.12), atol=1e-12)
    assert np.concatenate(refused_at_home).max() > 0.1, "no text might fail at home"


def test_without_ratifiers_an_answer_counts_no_failure():
    text = lively_document(4, foresee_ratification=True)
    del text["parties"]["north"]["ratifier"], text["parties"]["north"]["hurdle"]
    del text["parties"]["public"], text["payoffs"]["public"]
    text["parties"]["south"]["ratification_failure_cost"] = number(COST)
    south = Answering()
    bg.simulate(read(text), worlds=40, seed=4, seats={"south": south}, workers=1)
    assert south.seen
    for view, _ in south.seen:
        assert (view.ratified_probability == 1.0).all()
        np.testing.assert_allclose(
            view.gain, view.value_if_agreed - view.value_of_waiting, rtol=0, atol=1e-12
        )


class Talking(Party):
    """Agrees to talks in some rounds; stays at the table where it sits."""

    rounds: tuple[int, ...] = ()

    def open_talks(self, view):
        return np.full(view.n, view.round in self.rounds)

    def walk_out(self, view):
        return np.ones(view.n, dtype=bool)


class Early(Talking):
    rounds = (0, 1)


class Late(Talking):
    rounds = (1, 2)


def test_who_would_talk_is_on_record_where_they_were_asked():
    text = read(lively_document(5, open_at_start=False))
    seats = {"north": Early, "south": Late}
    outcomes = bg.simulate(text, worlds=20, seed=4, seats=seats)
    asked = outcomes.would_talk
    # Nobody is asked in a round that begins at the table; both leave it at once, and then are.
    sat_before = np.zeros(asked.shape[:2], dtype=bool)
    sat_before[:, 1:] = outcomes.at_table[:, :-1]
    busy = np.zeros_like(sat_before)
    busy[:, 1:] = outcomes.agreement_in_force[:, :-1]
    free = ~sat_before & ~busy
    for place, rounds in ((0, Early.rounds), (1, Late.rounds)):
        said = np.where(np.isin(np.arange(5), rounds), 1, -1)
        np.testing.assert_array_equal(asked[..., place], np.where(free, said, 0))
    np.testing.assert_array_equal(outcomes.opened, (asked == 1).all(axis=2))
    assert outcomes.opened[:, 1].all()
    assert (asked[:, 2:][~free[:, 2:]] == 0).all()


def test_nobody_is_asked_where_talks_cannot_open():
    closed = read(lively_document(4, open_at_start=False, may_open=False))
    forced = changed(
        read(lively_document(4, open_at_start=False)),
        {"at": 0, "until": 3, "kind": "talks", "target": "closed"},
    )
    for scenario in (closed, forced):
        outcomes = bg.simulate(scenario, worlds=6, seed=4)
        assert not outcomes.would_talk.any()
        assert not outcomes.opened.any()


def test_the_words_of_quantities_read_who_would_talk():
    text = read(lively_document(5, open_at_start=False))
    outcomes = bg.simulate(text, worlds=60, worlds_per_draw=6, seed=4)
    for place, name in enumerate(("north", "south")):
        for word, code in (("agrees", 1), ("declines", -1)):
            share = (outcomes.would_talk[:, :, place] == code).any(axis=1).mean()
            measured = bg.measure(outcomes, f"P(ever({word}.{name}))")
            assert measured.value == pytest.approx(share)
            assert share > 0
