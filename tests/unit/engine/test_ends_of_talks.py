"""Talks that weigh, sessions that end and texts that a default voids, each by its rule."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bargaining as bg
from bargaining.outcomes import Cause, Closing, Response
from bargaining.outcomes.explanation import attribute
from bargaining.solver.elementary import logistic_of
from bargaining.strategies import QuantalResponse
from bargaining.views.view import SessionView
from tests.reference.beginnings import written
from tests.reference.changes import begin_with_agreement
from tests.reference.edits import Change, put, table
from tests.reference.second_model import SECOND_MODEL, TALKS_WEIGH, VOID
from tests.reference.toy import number, read

WORLDS, ROUNDS = 400, 10
RARE = 0.05
ADJOURNING = SECOND_MODEL["talks adjourn"]
# Nothing lapses, and moves are cheap.
LASTING = table(lapse=None, due=None)
CHEAP = put({f"parties.{name}.inertia": number(0.02) for name in ("north", "south", "ally")})
TAKING_BACK = (CHEAP, begin_with_agreement, LASTING)


class Watching(QuantalResponse):
    """Keeps what it sees when asked about talks, with its answers."""

    def __init__(self) -> None:
        self.opened, self.left, self.ended = [], [], []

    def open_talks(self, view):
        answer = super().open_talks(view)
        self.opened.append((view, answer))
        return answer

    def walk_out(self, view):
        answer = super().walk_out(view)
        (self.ended if isinstance(view, SessionView) else self.left).append((view, answer))
        return answer


def played(scenario: bg.Scenario, **seats: Any) -> bg.Outcomes:
    return bg.simulate(scenario, worlds=WORLDS, worlds_per_draw=8, seed=3, seats=seats, workers=1)


def toy(*changes: Change) -> bg.Scenario:
    return read(written(*changes, rounds=ROUNDS))


def weighed(*changes: Change) -> Watching:
    easy = {"parties.south.inertia": number(0.01), "parties.south.choice_noise": number(0.05)}
    rare = {"parties.south.moves_at_indifference": number(RARE)}
    south = Watching()
    played(toy(*ADJOURNING, put({**easy, **rare}), *changes), south=south)
    assert south.opened
    assert south.left
    return south


def test_the_state_of_talks_weighs_as_much_as_holding_against_one_move() -> None:
    south = weighed(TALKS_WEIGH)
    weight = np.log((1 - RARE) / RARE * np.exp(-0.01 / 0.05))
    for view, answer in south.opened + south.left:
        np.testing.assert_allclose(view.holding, np.full(view.n, weight), rtol=1e-12)
        odds = (view.gain - 0.01) / 0.05 - weight
        np.testing.assert_allclose(np.exp(answer.log[..., 1]), logistic_of(odds), rtol=1e-9)
    # At exact indifference both happen in that share of rounds.
    assert logistic_of(np.array([-0.01 / 0.05 - weight]))[0] == pytest.approx(RARE)


@pytest.mark.parametrize(
    "changes", [(), (TALKS_WEIGH, put({"parties.south.inertia": number(0.2)}))]
)
def test_nothing_is_taken_without_the_key_or_where_moves_are_rarer_anyway(changes) -> None:
    south = weighed(*changes)
    for view, _ in south.opened + south.left:
        np.testing.assert_array_equal(view.holding, np.zeros(view.n))


def test_who_leaves_at_the_end_of_a_session_pays_nothing() -> None:
    south = weighed(TALKS_WEIGH)
    assert south.ended
    for view, answer in south.ended:
        np.testing.assert_array_equal(view.inertia, np.zeros(view.n))
        np.testing.assert_array_equal(view.holding, np.zeros(view.n))
        odds = logistic_of(view.gain / 0.05)
        np.testing.assert_allclose(np.exp(answer.log[..., 1]), odds, rtol=1e-9)


def test_only_rounds_without_an_offer_end_a_session() -> None:
    outcomes = played(toy(*ADJOURNING))
    adjourned = outcomes["closing"] == Closing.ADJOURNMENT
    assert adjourned.sum() > WORLDS / 20
    assert (outcomes["response"][adjourned] == Response.PASSED).all()
    assert outcomes["sat"][adjourned].all()
    assert not outcomes["at_table"][adjourned].any()
    ruptures = np.isin(outcomes["closing"], (Closing.WALK_OUT, Closing.BREAKDOWN)).any(axis=1)
    collapsed = outcomes["ending"] == bg.outcomes.Ending.COLLAPSE
    assert not (collapsed & ~ruptures).any()
    assert (attribute(outcomes).cause == Cause.ADJOURNED).any()


def test_nothing_adjourns_without_the_key() -> None:
    outcomes = played(toy(*ADJOURNING, table(adjournment_probability=None)))
    assert not (outcomes["closing"] == Closing.ADJOURNMENT).any()


def side_effects(alpha: Any) -> list[np.ndarray]:
    patience = put({"parties.south.discount_factor": number(0.9)})
    south = Watching()
    played(toy(*ADJOURNING, table(adjournment_probability=alpha), patience), south=south)
    return [view.side_effects for view, _ in south.left[:1]]


def test_talks_are_worth_by_themselves_what_they_bring_while_a_session_lasts() -> None:
    """The window of the toys is six rounds."""
    (whole,), (short,), (never,) = (
        side_effects(None), side_effects(number(0.25)), side_effects(number(0.0)),
    )  # fmt: skip
    kept = 0.9 ** np.arange(6)
    share = (kept * 0.75 ** np.arange(6)).sum() / kept.sum()
    assert np.abs(whole).max() > 1e-3
    np.testing.assert_allclose(short, share * whole, atol=1e-12)
    np.testing.assert_allclose(never, whole, atol=1e-12)


def defaults_on_texts_in_force(outcomes: bg.Outcomes) -> np.ndarray:
    """The toy begins with an agreement."""
    start = np.ones((WORLDS, 1), dtype=bool)
    before = np.concatenate([start, outcomes["agreement_in_force"][:, :-1]], axis=1)
    return outcomes["defaulted"].any(axis=2) & before & ~outcomes["completed"]


@pytest.mark.parametrize("voids", [True, False])
def test_a_text_ends_with_the_first_default_on_it(voids: bool) -> None:
    outcomes = played(toy(*TAKING_BACK, table(default_voids_text=voids)))
    on_it = defaults_on_texts_in_force(outcomes)
    assert on_it.any()
    assert outcomes["agreement_in_force"][on_it].any() == (not voids)
    if voids:
        assert outcomes["lapsed"][on_it].all()


def test_after_a_void_text_taking_back_is_no_default() -> None:
    outcomes = played(toy(*TAKING_BACK, VOID))
    defaulted = outcomes["defaulted"].any(axis=2)
    on_it = defaults_on_texts_in_force(outcomes)
    assert on_it.any()
    for world in np.flatnonzero(on_it.any(axis=1)):
        first = int(on_it[world].argmax())
        later = outcomes["response"][world, first:] == Response.AGREED
        until = first + 1 + (int(later.argmax()) if later.any() else ROUNDS)
        assert not defaulted[world, first + 1 : until].any()
    told = outcomes.transcript(world=int(on_it.any(axis=1).argmax()))
    assert "The broken promise ended the agreement" in told


def test_an_adjournment_is_told_with_who_wanted_no_more() -> None:
    outcomes = played(toy(*ADJOURNING))
    adjourned = (outcomes["closing"] == Closing.ADJOURNMENT).any(axis=1)
    told = outcomes.transcript(world=int(adjourned.argmax()))
    assert "asked for no further meeting" in told
    assert "The talks adjourned: nothing was offered" in told
