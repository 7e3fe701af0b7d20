"""Ståhl's split against backward induction by search over every division of a grid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import solve_rubinstein, solve_stahl

discounts = st.floats(0.05, 0.99)
STEP = 1 / 4000


def search(rounds: int, own: float, other: float) -> float:
    """Let each proposer try every division; indifferent responders accept."""
    shares = np.arange(4001) * STEP  # of the party that proposes in even rounds
    discount = (own, other)
    value = (0.0, 0.0)
    for turn in reversed(range(rounds)):
        proposer = turn % 2
        worth = (shares, 1 - shares)
        waiting = tuple(discount[party] * value[party] for party in (0, 1))
        accepted = worth[1 - proposer] >= waiting[1 - proposer] - 1e-12
        best = int(np.argmax(np.where(accepted, worth[proposer], -1.0)))
        value = (float(worth[0][best]), float(worth[1][best]))
    return value[0]


@pytest.mark.parametrize("rounds", [1, 2, 3, 4, 5, 6, 9])
@pytest.mark.parametrize(("own", "other"), [(0.7, 0.7), (0.9, 0.6), (0.5, 0.95), (1.0, 0.8)])
def test_equals_search_over_a_grid(rounds: int, own: float, other: float) -> None:
    exact = float(solve_stahl(rounds, own, other).proposer)
    assert exact == pytest.approx(search(rounds, own, other), abs=rounds * STEP)


@given(st.integers(1, 60), discounts)
def test_common_discount_is_the_textbook_formula(rounds: int, discount: float) -> None:
    expected = (1 - (-discount) ** rounds) / (1 + discount)
    assert float(solve_stahl(rounds, discount).proposer) == pytest.approx(expected)


@given(st.integers(1, 60), discounts, discounts)
def test_one_round_more_is_one_step_back(rounds: int, own: float, other: float) -> None:
    longer = solve_stahl(rounds + 1, own, other)
    swapped = solve_stahl(rounds, other, own)
    assert float(longer.responder) == pytest.approx(other * float(swapped.proposer), abs=1e-12)
    assert 0 <= longer.proposer <= 1


@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_a_far_deadline_is_no_deadline(own: float, other: float) -> None:
    endless = float(solve_rubinstein(own, other).proposer)
    for rounds in (800, 801):
        assert float(solve_stahl(rounds, own, other).proposer) == pytest.approx(endless, abs=1e-12)


def test_without_impatience_the_last_word_takes_all() -> None:
    assert solve_stahl([1, 2, 3, 4], 1.0).proposer.tolist() == [1, 0, 1, 0]
    assert float(solve_stahl(2, 1.0, 0.4).proposer) == pytest.approx(0.6)


def test_takes_arrays() -> None:
    split = solve_stahl(np.arange(1, 7), np.array([[0.7], [0.9]]))
    assert split.proposer.shape == (2, 6)
    np.testing.assert_allclose(split.proposer + split.responder, 1)


@pytest.mark.parametrize(
    "arguments", [(0, 0.5), (1.5, 0.5), (np.inf, 0.5), (2, 0.0), (2, 0.5, 1.2), ([1, 2], [0.5] * 3)]
)
def test_refuses_what_has_no_answer(arguments: tuple[float, ...]) -> None:
    with pytest.raises(ArgumentError, match=r"rounds|discount|shapes"):
        solve_stahl(*arguments)
