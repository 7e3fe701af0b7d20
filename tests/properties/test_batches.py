"""A world's history depends on the seed and its own number alone, bit for bit.

Neither its neighbours in the batch, nor the size of the batch, nor the place where the batch
begins, nor the process that plays it may show in any array, or in the odds behind a choice.
"""

from __future__ import annotations

import numpy as np
import pytest

from bargaining import load
from tests.properties.play import Arrays, arrays, assert_same_bits, listen, lively, part
from tests.reference.toy import number

SEED, PER_DRAW, WORLDS = 5, 4, 150
# Agreements lapse at once, so that some worlds have an agreement in force, some the memory of one
# and some neither: what a world's neighbours have must not show.
SCENARIO = lively(7, lapse=number(1), due=number(1))


@pytest.fixture(scope="module")
def together() -> Arrays:
    return arrays(SCENARIO, WORLDS, seed=SEED, worlds_per_draw=PER_DRAW)


@pytest.mark.parametrize(
    ("batch", "worlds"),
    [(1, 12), (3, 36), pytest.param(7, 56, marks=pytest.mark.slow), (64, WORLDS)],
)
def test_the_size_of_the_batch_does_not_show(together: Arrays, batch: int, worlds: int) -> None:
    cut = arrays(SCENARIO, worlds, seed=SEED, worlds_per_draw=PER_DRAW, batch=batch)
    assert_same_bits(cut, part(together, 0, worlds))


@pytest.mark.parametrize(("first", "count"), [(1, 3), (50, 21), (77, 10), (149, 1)])
def test_the_first_world_of_a_run_does_not_show(together: Arrays, first: int, count: int) -> None:
    cut = arrays(SCENARIO, count, first_world=first, seed=SEED, worlds_per_draw=PER_DRAW)
    assert_same_bits(cut, part(together, first, count))


def test_fewer_worlds_are_the_first_rows_of_more(together: Arrays) -> None:
    fewer = arrays(SCENARIO, 45, seed=SEED, worlds_per_draw=PER_DRAW)
    assert_same_bits(fewer, part(together, 0, 45))


@pytest.mark.slow
def test_neighbours_do_not_move_the_odds_of_any_choice() -> None:
    """Odds show a difference that few choices would."""
    together = listen(SCENARIO, SEED, 60, 40, PER_DRAW).heard
    kinds = set()
    for world in range(70, 86):
        alone = listen(SCENARIO, SEED, world, 1, PER_DRAW).heard
        of_world = {key: value for key, value in together.items() if key[0] == world}
        assert set(alone) == set(of_world)
        for key, (odds, chosen) in alone.items():
            kinds.add(key[2].split("/")[0])
            np.testing.assert_array_equal(odds, of_world[key][0], err_msg=str(key))
            assert chosen == of_world[key][1]
    assert {"act", "step", "walk", "open", "offer", "response", "ratification"} <= kinds


def test_the_shipped_scenario_is_batch_invariant() -> None:
    scenario = load("stockholm-2014").replace({"settings.rounds": 5})
    whole = arrays(scenario, 42, seed=2014)
    assert_same_bits(arrays(scenario, 13, seed=2014, first_world=26, batch=5), part(whole, 26, 13))
