"""The grim trigger against every plan of moves one might follow."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import find_compliance_probability, find_grim_threshold

gaps = st.floats(0.05, 5)
discounts = st.floats(0.01, 0.99)


def worth(plan: tuple[bool, ...], delta: float, t: float, r: float, p: float, s: float) -> float:
    """Play a plan, its last move repeated for ever, against a grim trigger; per round."""
    total, trusted = 0.0, True
    for number, complies in enumerate(plan):
        flow = (r if complies else t) if trusted else (s if complies else p)
        last = number == len(plan) - 1
        after = (r if complies else p) if trusted else flow
        total += (1 - delta) * delta**number * flow
        if last:
            total += delta ** (number + 1) * after
        trusted = trusted and complies
    return total


@settings(max_examples=60)
@given(gaps, gaps, gaps, discounts)
def test_no_plan_beats_compliance_just_from_the_threshold_on(
    sucker: float, low: float, high: float, delta: float
) -> None:
    s, p, r, t = 0.0, sucker, sucker + low, sucker + low + high
    assume(abs(delta - float(find_grim_threshold(t, r, p))) > 1e-6)
    best = max(
        worth(plan, delta, t, r, p, s) for plan in itertools.product((True, False), repeat=6)
    )
    complies = bool(delta >= find_grim_threshold(t, r, p))
    assert complies == (best <= r + 1e-12)


@given(gaps, gaps, gaps)
def test_more_to_gain_asks_for_more_patience(low: float, high: float, more: float) -> None:
    before = find_grim_threshold(low + high, low, 0.0)
    assert 0 < before < 1
    assert find_grim_threshold(low + high + more, low, 0.0) > before
    assert find_grim_threshold(low + high, low, -more) < before


@given(gaps, gaps, st.floats(0.1, 10), st.floats(-5, 5))
def test_units_do_not_matter(low: float, high: float, factor: float, shift: float) -> None:
    plain = find_grim_threshold(low + high, low, 0.0)
    scaled = find_grim_threshold(factor * (low + high) + shift, factor * low + shift, shift)
    assert float(scaled) == pytest.approx(float(plain), rel=1e-6)


def test_a_noisy_chooser_with_drawn_shocks_complies_so_often() -> None:
    rng = np.random.default_rng(8)
    n, noise, delta = 200_000, 0.4, 0.6
    comply = 3.0 + noise * rng.gumbel(size=n)
    defect = (1 - delta) * 5.0 + delta * 1.0 + noise * rng.gumbel(size=n)
    expected = float(find_compliance_probability(delta, 5, 3, 1, noise))
    assert abs((comply > defect).mean() - expected) < 4 * np.sqrt(expected * (1 - expected) / n)


@given(discounts, gaps, gaps)
def test_noise_falling_to_nothing_decides(delta: float, low: float, high: float) -> None:
    threshold = float(find_grim_threshold(low + high, low, 0.0))
    assume(abs(delta - threshold) > 1e-3)
    chances = [
        float(find_compliance_probability(delta, low + high, low, 0.0, noise))
        for noise in (1.0, 0.1, 0.01, 1e-6)
    ]
    right = float(delta > threshold)
    errors = [abs(chance - right) for chance in chances]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 1e-6


def test_takes_arrays() -> None:
    assert find_grim_threshold([[2.0], [3.0]], [1.0, 1.5], 0.0).shape == (2, 2)


@pytest.mark.parametrize("payoffs", [(3, 3, 1), (5, 1, 1), (1, 3, 5), (np.nan, 3, 1), ("a", 3, 1)])
def test_refuses_what_is_no_dilemma(payoffs: tuple[float, ...]) -> None:
    with pytest.raises(ArgumentError, match=r"temptation"):
        find_grim_threshold(*payoffs)
    with pytest.raises(ArgumentError, match=r"temptation"):
        find_compliance_probability(0.5, *payoffs, 0.1)


def test_refuses_discounts_and_noise_out_of_range() -> None:
    with pytest.raises(ArgumentError, match="discount_factor"):
        find_compliance_probability(1.5, 5, 3, 1, 0.1)
    with pytest.raises(ArgumentError, match="choice_noise"):
        find_compliance_probability(0.5, 5, 3, 1, 0.0)
