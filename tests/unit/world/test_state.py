"""What follows from the public state by definition: undelivered and unreciprocated shares."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bargaining.arrays import Floats
from bargaining.engine import NegotiationModel
from bargaining.solver.elementary import logistic_of
from bargaining.solver.flows import flow_payoffs
from bargaining.world.layout import layout_of
from bargaining.world.state import BatchState
from tests.properties.play import lively

NEGOTIATION = NegotiationModel(lively(3), worlds=6, worlds_per_draw=1)
NORTH, SOUTH = 0, 1


def rows() -> BatchState:
    whole: BatchState = NEGOTIATION.rows
    return whole.take(np.arange(6))


class Shares(NamedTuple):
    """Arrays over (row, party), concessions over (row, scoped principal)."""

    undelivered: Floats
    concession: Floats
    excess: Floats


def shares(supposed: BatchState) -> Shares:
    game, n = supposed.game, supposed.n
    n_parties = len(game.parties)
    found = Shares(*(np.zeros((n, k)) for k in (n_parties, len(game.scope), n_parties)))
    flow_payoffs(
        layout_of(game),
        supposed.parameters.matrix,
        supposed.public(),
        supposed.positions(),
        np.ones((n, n_parties), dtype=np.int64),
        np.zeros(n, dtype=bool),
        game.n_columns,
        np.zeros((n, n_parties)),
        *found,
    )
    return found


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
    # Missing of 0.5 + 1.0 asked; memory without an agreement, and where nothing was asked.
    expected = [1.0, 1.0 / 1.5, 0.0, 0.5 / 1.5, 0.3, 0.3]
    np.testing.assert_allclose(shares(supposed).undelivered[:, SOUTH], expected)


def test_falling_behind_the_level_at_signing_counts_as_all_undelivered() -> None:
    supposed = rows()
    state, game = supposed.state, supposed.game
    relief = game.issues.index("relief")
    state.agreement_in_force[:] = True
    state.target[:, relief], state.signing[:, relief] = 1.0, 0.5
    state.rung[:, relief] = 0
    assert (shares(supposed).undelivered[:, NORTH] == 1.0).all()


def test_the_balance_is_one_sided_and_forgives_the_tolerance() -> None:
    supposed = rows().take(np.arange(5))
    state, game = supposed.state, supposed.game
    # Weights 1 of north's relief, 0.7 and 0.3 of south's proof and restraint; tolerance 0.1.
    state.rung[:, game.issues.index("relief")] = [1, 1, 0, 1, 2]
    state.rung[:, game.issues.index("proof")] = [0, 1, 0, 1, 2]
    state.rung[:, game.issues.index("restraint")] = [0, 0, 1, 1, 1]
    found = shares(supposed)
    concessions = [[0.5, 0.0], [0.5, 0.35], [0.0, 0.3], [0.5, 0.65], [1.0, 1.0]]
    np.testing.assert_allclose(found.concession, concessions)
    np.testing.assert_allclose(found.excess[:, NORTH], [0.4, 0.05, 0.0, 0.0, 0.0], atol=1e-15)
    np.testing.assert_allclose(found.excess[:, SOUTH], [0.0, 0.0, 0.2, 0.05, 0.0], atol=1e-15)


@settings(max_examples=100)
@given(st.floats(-1e6, 1e6))
def test_the_logistic_function_neither_overflows_nor_leaves_its_range(x: float) -> None:
    value = float(logistic_of(np.array([x]))[0])
    assert 0.0 <= value <= 1.0
    assert value + float(logistic_of(np.array([-x]))[0]) == pytest.approx(1.0)


def test_a_selection_is_a_copy() -> None:
    taken = rows()
    taken.state.rung[:] = 1
    taken.state.log_odds[:] = 9.0
    assert (NEGOTIATION.rows.state.rung != 1).any()
    assert (NEGOTIATION.rows.state.log_odds < 9.0).all()
