"""What follows from the public state by definition: undelivered and unreciprocated shares."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bargaining.engine import Negotiation
from bargaining.world.state import Rows, logistic
from tests.properties.play import lively

NEGOTIATION = Negotiation(lively(3), worlds=6, worlds_per_draw=1)
NORTH, SOUTH = 0, 1


def rows() -> Rows:
    whole: Rows = NEGOTIATION.rows
    return whole.take(np.arange(6))


def test_the_undelivered_share_is_what_is_missing_of_what_was_asked() -> None:
    supposed = rows()
    state, game = supposed.state, supposed.game
    proof, restraint = game.issues.index("proof"), game.issues.index("restraint")
    state.agreement_in_force[:] = [True, True, True, True, False, True]
    state.memory[:, SOUTH] = 0.3
    state.target[:, proof], state.signing[:, proof] = 1.0, 0.5
    state.target[:, restraint], state.signing[:, restraint] = 1.0, 0.0
    state.target[5], state.signing[5] = 0.0, 0.0
    state.rung[:, proof] = [1, 2, 2, 1, 1, 1]
    state.rung[:, restraint] = [0, 0, 1, 1, 0, 0]
    levels = {issue: supposed.level(issue) for issue in game.own[SOUTH]}
    # Missing of 0.5 + 1.0 asked; memory without an agreement, and where nothing was asked.
    expected = [1.0, 1.0 / 1.5, 0.0, 0.5 / 1.5, 0.3, 0.3]
    np.testing.assert_allclose(supposed.undelivered(SOUTH, levels), expected)


def test_falling_behind_the_level_at_signing_counts_as_all_undelivered() -> None:
    supposed = rows()
    state, game = supposed.state, supposed.game
    relief = game.issues.index("relief")
    state.agreement_in_force[:] = True
    state.target[:, relief], state.signing[:, relief] = 1.0, 0.5
    state.rung[:, relief] = 0
    levels = {relief: supposed.level(relief)}
    assert (supposed.undelivered(NORTH, levels) == 1.0).all()


@pytest.mark.parametrize("live", [0, 3, 6])
def test_the_shape_of_a_share_does_not_depend_on_the_state(live: int) -> None:
    """Shapes decide in which order terms are added, so they must not vary with the neighbours."""
    supposed = rows()
    supposed.state.agreement_in_force[:live] = True
    supposed.state.target[:] = 1.0
    levels = {
        issue: np.broadcast_to(supposed.level(issue)[:, None, None], (6, 3, 2))
        for issue in supposed.game.own[SOUTH]
    }
    assert supposed.undelivered(SOUTH, levels).shape == (6, 3, 2)


def test_the_balance_is_one_sided_and_forgives_the_tolerance() -> None:
    supposed = rows()
    standings = {NORTH: np.array([0.5, 0.2, 0.0]), SOUTH: np.array([0.1, 0.2, 0.4])}
    three = supposed.take(np.arange(3))
    np.testing.assert_allclose(three.unreciprocated(NORTH, standings), [0.3, 0.0, 0.0])
    np.testing.assert_allclose(three.unreciprocated(SOUTH, standings), [0.0, 0.0, 0.3])


@settings(max_examples=100)
@given(st.floats(-1e6, 1e6))
def test_the_logistic_function_neither_overflows_nor_leaves_its_range(x: float) -> None:
    value = float(logistic(np.array([x]))[0])
    assert 0.0 <= value <= 1.0
    assert value + float(logistic(np.array([-x]))[0]) == pytest.approx(1.0)


def test_a_selection_is_a_copy() -> None:
    taken = rows()
    taken.state.rung[:] = 1
    taken.state.log_odds[:] = 9.0
    assert (NEGOTIATION.rows.state.rung != 1).any()
    assert (NEGOTIATION.rows.state.log_odds < 9.0).all()
