"""The shift of power against backward induction over many rounds and a grid of offers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import find_tolerable_power, solve_power_shift

powers = st.floats(0, 1)
costs = st.floats(0, 0.4)
discounts = st.floats(0.05, 0.9)
OFFERS = np.linspace(0, 1, 2001)


def induce(now: float, later: float, cost: float, delta: float) -> tuple[bool, float]:
    """Solve 200 rounds backwards: A picks among offers, B takes one or fights."""
    value_a = value_b = 0.0  # what is left after the last round weighs 0.9**200
    fights, offer = False, np.nan
    for round_ in reversed(range(200)):
        power = now if round_ == 0 else later
        war_b, war_a = 1 - power - cost, power - cost
        taken_b = (1 - delta) * OFFERS + delta * value_b
        taken_a = (1 - delta) * (1 - OFFERS) + delta * value_a
        accepts = taken_b >= war_b - 1e-12
        worth = np.where(accepts, taken_a, war_a)
        best = int(worth.argmax())
        fights, offer = not accepts[best], float(OFFERS[best])
        value_b, value_a = (taken_b[best], taken_a[best]) if accepts[best] else (war_b, war_a)
    return fights, offer


@settings(max_examples=60)
@given(powers, powers, st.floats(0.01, 0.4), discounts)
def test_is_backward_induction(now: float, later: float, cost: float, delta: float) -> None:
    later_value = max(1 - later - cost, 0)
    assume(abs(1 - now - cost - (1 - delta) - delta * later_value) > 1e-3)
    shift = solve_power_shift(now, later, cost, delta)
    fights, offer = induce(now, later, cost, delta)
    assert fights == bool(shift.fights)
    if not fights:
        step = (OFFERS[1] - OFFERS[0]) / (1 - delta)
        assert float(shift.offer_now) == pytest.approx(offer, abs=2 * step)


@given(powers, powers, costs, discounts)
def test_the_two_forms_of_the_condition_agree(
    now: float, later: float, cost: float, delta: float
) -> None:
    assume(abs(delta * later - now - (1 - delta) * cost) > 1e-9)
    shift = solve_power_shift(now, later, cost, delta)
    if later + cost <= 1:
        assert bool(shift.fights) == (delta * later - now > (1 - delta) * cost)
    bound = float(find_tolerable_power(now, cost, delta))
    assume(abs(later - bound) > 1e-9)
    assume(abs(1 - now - cost - (1 - delta)) > 1e-9)
    if later + cost <= 1:
        assert bool(shift.fights) == (later > bound)


@given(powers, powers, costs, discounts, st.floats(0, 0.5))
def test_faster_shifts_and_cheaper_wars_are_more_dangerous(
    now: float, later: float, cost: float, delta: float, more: float
) -> None:
    before = solve_power_shift(now, later, cost, delta)
    if bool(before.fights):
        assert solve_power_shift(now, min(later + more, 1), cost, delta).fights
        assert solve_power_shift(now, later, cost * (1 - more), delta).fights
    else:
        assert 0 <= before.offer_now <= 1
        assert 0 <= before.offer_later <= 1


@given(powers, costs, discounts)
def test_nothing_to_fear_nothing_to_fight_about(now: float, cost: float, delta: float) -> None:
    assume(cost > 1e-6)
    assert not solve_power_shift(now, now, cost, delta).fights


def test_takes_arrays() -> None:
    shift = solve_power_shift(0.2, [0.3, 0.9], 0.1, [[0.5], [0.9]])
    assert shift.fights.shape == shift.offer_now.shape == shift.offer_later.shape == (2, 2)
    assert bool(shift.fights[1, 1])
    assert np.isnan(shift.offer_now[1, 1])
    assert float(shift.offer_later[0, 0]) == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((-0.1, 0.5, 0.1, 0.5), "power_now"),
        ((0.1, 1.5, 0.1, 0.5), "power_later"),
        ((0.1, 0.5, -0.1, 0.5), "war_cost"),
        ((0.1, 0.5, 0.1, 1.0), "discount_factor"),
        ((0.1, 0.5, 0.1, np.nan), "discount_factor"),
    ],
)
def test_refuses_what_has_no_answer(arguments: tuple[float, ...], complaint: str) -> None:
    with pytest.raises(ArgumentError, match=complaint):
        solve_power_shift(*arguments)


def test_the_bound_refuses_too() -> None:
    with pytest.raises(ArgumentError, match="war_cost"):
        find_tolerable_power(0.3, -1, 0.5)
