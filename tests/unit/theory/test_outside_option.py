"""The outside option principle against iteration of the game with the option in it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import solve_outside_option, solve_rubinstein

discounts = st.floats(0.05, 0.98)
options = st.floats(0.0, 1.0)


def iterate(option: float, own: float, other: float) -> float:
    """Give the first responder, after each refusal, the better of leaving and waiting."""
    value_own, value_other = 1.0, 1.0
    for _ in range(5_000):
        value_own, value_other = 1 - max(other * value_other, option), 1 - own * value_own
    return 1 - value_own


@given(options, discounts, discounts)
def test_is_the_fixed_point_of_leaving_or_waiting(option: float, own: float, other: float) -> None:
    split = solve_outside_option(option, own, other)
    assert float(split.responder) == pytest.approx(iterate(option, own, other), abs=1e-9)
    assert float(split.proposer + split.responder) == pytest.approx(1)


@given(discounts, st.floats(0, 1))
def test_an_empty_threat_moves_nothing(discount: float, part: float) -> None:
    waiting = solve_rubinstein(discount, discount).responder
    split = solve_outside_option(part * waiting, discount)
    assert float(split.responder) == pytest.approx(discount / (1 + discount))


@given(discounts, options, options)
def test_a_better_option_never_hurts(discount: float, one: float, two: float) -> None:
    low, high = sorted((one, two))
    assert (
        solve_outside_option(low, discount).responder
        <= solve_outside_option(high, discount).responder
    )


def test_takes_arrays() -> None:
    assert solve_outside_option(np.linspace(0, 1, 5), [[0.5], [0.9]]).responder.shape == (2, 5)


@pytest.mark.parametrize("arguments", [(-0.1, 0.9), (1.1, 0.9), (0.5, 0.0), (0.5, 1.0)])
def test_refuses_what_has_no_answer(arguments: tuple[float, float]) -> None:
    with pytest.raises(ArgumentError, match=r"outside_option|discount"):
        solve_outside_option(*arguments)
