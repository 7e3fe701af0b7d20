"""The random proposer against backward induction that knows nothing of the formula."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import find_patience_weight, solve_random_proposer, solve_stahl

discounts = st.floats(0.01, 0.95)
chances = st.floats(0, 1)


def induct(own: float, other: float, chance: float) -> tuple[float, float]:
    """Go back from a last round, each proposer leaving the other what waiting is worth."""
    value, value_other = 0.0, 0.0
    for _ in range(2000):
        keeps, keeps_other = 1 - other * value_other, 1 - own * value
        value, value_other = (
            chance * keeps + (1 - chance) * own * value,
            (1 - chance) * keeps_other + chance * other * value_other,
        )
    return value, value_other


@given(discounts, discounts, chances)
def test_is_where_backward_induction_settles(own: float, other: float, chance: float) -> None:
    play = solve_random_proposer(own, other, chance)
    value, value_other = induct(own, other, chance)
    assert float(play.value) == pytest.approx(value, abs=1e-9)
    assert float(play.value_other) == pytest.approx(value_other, abs=1e-9)
    assert float(play.share_proposing) == pytest.approx(1 - other * value_other, abs=1e-9)
    assert float(play.share_proposing_other) == pytest.approx(1 - own * value, abs=1e-9)


def test_playing_it_out_pays_the_value() -> None:
    rng = np.random.default_rng(7)
    play = solve_random_proposer(0.9, 0.7, 0.3)
    first = rng.random(100_000) < 0.3
    shares = np.where(first, play.share_proposing, 1 - play.share_proposing_other)
    error = float(shares.std() / np.sqrt(shares.size))
    assert abs(float(shares.mean() - play.value)) < 5 * error


@given(discounts)
def test_equals_share_equally_before_chance_speaks(discount: float) -> None:
    play = solve_random_proposer(discount, discount)
    assert float(play.value) == pytest.approx(0.5)
    assert float(play.share_proposing) == pytest.approx(1 - discount / 2)


@given(discounts, discounts, chances)
def test_names_do_not_matter_and_shares_are_shares(own: float, other: float, chance: float) -> None:
    play = solve_random_proposer(own, other, chance)
    mirrored = solve_random_proposer(other, own, 1 - chance)
    assert float(play.value) == pytest.approx(float(mirrored.value_other), abs=1e-9)
    assert 0 <= play.value <= 1
    assert 0 <= play.share_proposing <= 1
    assert float(play.value + play.value_other) == pytest.approx(1)
    # To propose is never worse than to be proposed to.
    assert play.share_proposing >= 1 - play.share_proposing_other - 1e-12


@given(discounts, discounts, st.floats(0.05, 0.9), st.floats(0.01, 0.04))
def test_patience_and_the_right_to_propose_pay(own, other, chance, more) -> None:
    value = float(solve_random_proposer(own, other, chance).value)
    assert float(solve_random_proposer(own + more, other, chance).value) > value
    assert float(solve_random_proposer(own, other, chance + more).value) > value


@given(discounts, discounts)
def test_fast_offers_split_by_patience(own: float, other: float) -> None:
    weight = float(find_patience_weight(own, other))
    gaps = [
        abs(float(solve_random_proposer(own**length, other**length).value) - weight)
        for length in (1e-2, 1e-3, 1e-4)
    ]
    assert gaps[2] < 1e-3
    assert gaps[2] <= gaps[1] + 1e-9


def test_a_certain_proposer_has_everything() -> None:
    assert float(solve_random_proposer(0.9, 0.8, 1.0).value) == 1
    assert float(solve_random_proposer(0.9, 0.8, 0.0).value) == 0
    assert float(solve_random_proposer(1.0, 0.8, 0.5).value) == 1
    # One round alone is Ståhl's: who proposes takes the pie.
    assert float(solve_stahl(1, 0.9, 0.9).proposer) == 1


def test_takes_arrays() -> None:
    play = solve_random_proposer(np.array([[0.9], [0.8]]), np.array([0.9, 0.8, 0.7]), 0.4)
    assert play.value.shape == play.share_proposing.shape == (2, 3)
    assert float(play.value[1, 0]) == float(solve_random_proposer(0.8, 0.9, 0.4).value)


@pytest.mark.parametrize(
    ("own", "other", "chance", "match"),
    [
        (0.0, 0.5, 0.5, "discount_factor"),
        (0.5, 1.1, 0.5, "discount_factor_other"),
        (0.5, 0.5, -0.1, "recognition_probability"),
        (0.5, 0.5, np.nan, "recognition_probability"),
        (1.0, 1.0, 0.5, "below 1"),
        (0.5, 1.0, 1.0, "below 1"),
    ],
)
def test_refuses_what_has_no_answer(own, other, chance, match) -> None:
    with pytest.raises(ArgumentError, match=match):
        solve_random_proposer(own, other, chance)
