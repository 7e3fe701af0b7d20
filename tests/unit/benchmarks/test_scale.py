"""The made-up scenario that is as large as is asked, and the game that other programs play."""

from __future__ import annotations

import multiprocessing

import numpy as np
import pytest

import bargaining as bg
from bargaining.engine.arguments import game_of
from benchmarks.scale_game import scale_game
from benchmarks.scale_peers import players


@pytest.mark.parametrize(("parties", "rungs", "rounds"), [(2, 12, 3), (6, 3, 5), (9, 2, 2)])
def test_the_scenario_has_the_size_that_is_asked(parties, rungs, rounds):
    scenario = scale_game(parties, rungs, rounds)
    outcomes = bg.simulate(scenario, worlds=12, seed=5)
    assert outcomes.payoff.shape == (12, parties)
    assert outcomes["rung"].shape == (12, rounds, parties)
    assert game_of(scenario).n_packages == rungs**2
    # Those who look on move too.
    assert parties == 2 or (outcomes.final_level[:, 2:] > 0).any()


@pytest.fixture
def start_method():
    """Set back how processes are started, which Mesa's batch runner sets when it is imported."""
    before = multiprocessing.get_start_method(allow_none=True)
    yield
    multiprocessing.set_start_method(before, force=True)


@pytest.mark.slow
@pytest.mark.usefixtures("start_method")
def test_all_programs_play_one_game():
    found = []
    for player in players():
        seconds, payoffs = player.timed(max(30, int(300 * player.times)))
        assert seconds > 0
        found.append((payoffs.mean(), payoffs.std(ddof=1) / np.sqrt(len(payoffs))))
    assert len(found) >= 3
    (first, error), *others = found
    assert all(abs(mean - first) < 4 * np.hypot(error, of) for mean, of in others)
    assert error < 0.01
