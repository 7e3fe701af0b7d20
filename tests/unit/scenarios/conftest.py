"""Bundled scenarios read once, and their arms played once in a few worlds."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from bargaining.engine import simulate
from bargaining.outcomes import Outcomes
from bargaining.scenario import Scenario, load


@pytest.fixture(scope="session")
def stockholm() -> Scenario:
    return load("stockholm-2014")


@pytest.fixture(scope="session")
def arms_of() -> Callable[[Scenario, int], Callable[[str], Outcomes]]:
    """Give for a scenario, cut to some rounds, what plays each of its arms once."""

    def arms(scenario: Scenario, rounds: int) -> Callable[[str], Outcomes]:
        short = scenario.replace({"settings.rounds": rounds})

        @cache
        def play(arm: str) -> Outcomes:
            played = short if arm == "baseline" else short.intervene(arm)
            return simulate(played, worlds=4, worlds_per_draw=2, seed=5)

        return play

    return arms
