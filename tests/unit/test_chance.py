"""Named draws: uniform, independent, addressed, and the documented words of Philox."""

from __future__ import annotations

from hashlib import blake2b
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import kolmogorov

from bargaining.chance import Chance, uniforms

MANY = 20_000
LIMIT = 4.0
ADDRESS = st.tuples(*(st.integers(0, 2**40) for _ in range(3)))


def philox(seed: int, slot: str, world: int, round: int, point: int, index: int) -> float:
    """One draw, worked out from the raw words of the generator at the documented counter."""
    digest = blake2b(f"{seed}\0{slot}".encode(), digest_size=16).digest()
    key = np.frombuffer(digest, dtype="<u8").astype(np.uint64)
    block, lane = divmod(world, 4)
    bits = np.random.Philox(counter=np.array([block, round, point, index], np.uint64), key=key)
    word = int(bits.random_raw(lane + 1)[lane])
    return max((word >> 11) * 2.0**-53, 2.0**-54)


def chance_of_a_wider_gap(drawn: NDArray[np.float64]) -> float:
    """The p-value of the test of Kolmogorov and Smirnov against numbers uniform on 0 to 1."""
    n = drawn.size
    ordered, steps = np.sort(drawn), np.arange(n + 1) / n
    gap = max((steps[1:] - ordered).max(), (ordered - steps[:-1]).max())
    return float(kolmogorov(np.sqrt(n) * gap))


def independent(one: NDArray[np.float64], other: NDArray[np.float64]) -> None:
    """Fail unless two samples look uncorrelated, in their values and in which are extreme."""
    z = np.corrcoef(one, other)[0, 1] * np.sqrt(one.size)
    assert abs(z) < LIMIT
    tails = ((one < 0.1) & (other < 0.1)).sum()
    spread = np.sqrt(one.size * 0.01 * 0.99)
    assert abs(tails - one.size * 0.01) / spread < LIMIT


@settings(max_examples=40)
@given(
    seed=st.integers(-(2**70), 2**70),
    slot=st.text(max_size=20),
    first=st.integers(0, 2**50),
    count=st.integers(1, 9),
    address=ADDRESS,
)
def test_draws_are_philox_at_the_documented_counter(
    seed: int, slot: str, first: int, count: int, address: tuple[int, int, int]
) -> None:
    drawn = Chance(seed, first, count).uniform(slot, *address)
    expected = [philox(seed, slot, world, *address) for world in range(first, first + count)]
    assert drawn.tolist() == expected


@settings(max_examples=40)
@given(first=st.integers(0, 200), count=st.integers(1, 60), round=st.integers(0, 500))
def test_a_world_has_its_draw_in_whatever_range_it_is_read(
    first: int, count: int, round: int
) -> None:
    whole = Chance(7, 0, 260).uniform("step.japan", round)
    part = Chance(7, first, count).uniform("step.japan", round)
    np.testing.assert_array_equal(part, whole[first : first + count])


def test_reading_other_slots_between_moves_nothing() -> None:
    chance = Chance(7, 3, 50)
    before = chance.uniform("offer", 4)
    for slot in ("accept.japan", "offer", "a slot nobody knows"):
        chance.uniform(slot, 9, 2, 1)
    np.testing.assert_array_equal(chance.uniform("offer", 4), before)


@pytest.mark.parametrize("address", [(0, 0, 0), (23, 0, 0), (0, 5, 0), (0, 0, 7)])
def test_draws_are_uniform(address: tuple[int, int, int]) -> None:
    drawn = Chance(2014, 0, MANY).uniform("offer", *address)
    assert drawn.min() > 0
    assert drawn.max() < 1
    assert chance_of_a_wider_gap(drawn) > 1e-4
    eighths = np.bincount((drawn * 8).astype(int), minlength=8)
    assert (((eighths - MANY / 8) ** 2).sum() / (MANY / 8)) < 35  # chi-square, 7 degrees


def test_draws_are_uniform_along_the_rounds_of_one_world() -> None:
    chance = Chance(5, 17, 1)
    drawn = np.array([chance.uniform("step.china", round)[0] for round in range(4000)])
    assert chance_of_a_wider_gap(drawn) > 1e-4
    independent(drawn[1:], drawn[:-1])


def test_neighbouring_worlds_are_independent() -> None:
    drawn = Chance(2014, 0, MANY).uniform("offer", 3)
    for lag in (1, 2, 3, 4, 8, 20):
        independent(drawn[lag:], drawn[:-lag])


def test_slots_rounds_points_indices_and_seeds_are_independent() -> None:
    base = Chance(1, 0, MANY).uniform("offer", 1, 1, 1)
    others = [
        Chance(1, 0, MANY).uniform("accept.japan", 1, 1, 1),
        Chance(1, 0, MANY).uniform("offer ", 1, 1, 1),
        Chance(1, 0, MANY).uniform("offer", 2, 1, 1),
        Chance(1, 0, MANY).uniform("offer", 1, 2, 1),
        Chance(1, 0, MANY).uniform("offer", 1, 1, 2),
        Chance(2, 0, MANY).uniform("offer", 1, 1, 1),
        Chance(-1, 0, MANY).uniform("offer", 1, 1, 1),
        Chance(2**64 + 1, 0, MANY).uniform("offer", 1, 1, 1),
    ]
    for other in others:
        assert (base != other).any()
        independent(base, other)
    for one, other in pairwise(others):
        independent(one, other)


def test_a_seed_and_a_slot_do_not_run_into_each_other() -> None:
    """Seed 1 with slot "23" is not seed 12 with slot "3"."""
    assert (Chance(1, 0, 8).uniform("23") != Chance(12, 0, 8).uniform("3")).all()


def test_results_are_fresh_arrays() -> None:
    chance = Chance(1, 0, 8)
    first = chance.uniform("offer")
    first[:] = 0.5
    assert (chance.uniform("offer") != 0.5).all()


def test_entries_of_a_slot_are_its_worlds() -> None:
    np.testing.assert_array_equal(
        uniforms(3, "prior.x", 10, 6), Chance(3, 0, 16).uniform("prior.x")[10:]
    )


def test_zero_never_comes() -> None:
    """An inverse CDF of zero would be minus infinity: the least draw is 2**-54."""
    least = 2.0**-54
    assert np.maximum(0.0, least) == least
    assert Chance(0, 0, MANY).uniform("offer").min() >= least
