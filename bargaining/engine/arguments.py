"""What `simulate` and `Negotiation` may be given, checked in the same words."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from bargaining.errors import ArgumentError
from bargaining.scenario import Scenario, load
from bargaining.world.game import Game

__all__ = ["check_callable", "check_seed", "check_whole", "game_of", "scenario_of"]

# Numbers of worlds are 64-bit counters.
_MOST = 2**62

_LEAST = {"worlds": 1, "worlds_per_draw": 1, "workers": 1, "batch": 1, "first_world": 0}


def scenario_of(scenario: Scenario | str) -> Scenario:
    """Return the scenario itself, or the one that a name or a path stands for."""
    return scenario if isinstance(scenario, Scenario) else load(scenario)


def game_of(scenario: Scenario) -> Game:
    """Return a scenario's game; that of the same content is compiled once."""
    return _game(scenario.model_dump_json())


@lru_cache(maxsize=8)
def _game(text: str) -> Game:
    # A scenario of its own, which nobody else can change.
    return Game(Scenario.model_validate_json(text))


def check_whole(**counts: Any) -> None:
    """Refuse counts that are no whole numbers, or too small.

    Raises
    ------
    ArgumentError
        Names the first of them.
    """
    for name, value in counts.items():
        if not _whole(value) or value < _LEAST[name]:
            raise ArgumentError(
                f"{name} must be a whole number of at least {_LEAST[name]}; got {value!r}"
            )
        if value > _MOST:
            raise ArgumentError(f"{name} must be at most {_MOST}; got {value!r}")


def check_callable(progress: Any, executor: Any) -> None:
    """Refuse a progress that cannot be called, and an executor that takes no work.

    Raises
    ------
    ArgumentError
        Names the first of them.
    """
    if progress is not None and not callable(progress):
        raise ArgumentError(f"progress must be callable as progress(done, total); got {progress!r}")
    if executor is not None and not callable(getattr(executor, "submit", None)):
        raise ArgumentError(
            f"executor must be a concurrent.futures.Executor, such as ThreadPoolExecutor(2); "
            f"got {executor!r}"
        )


def check_seed(seed: Any) -> int:
    """Return the seed as an int.

    Raises
    ------
    ArgumentError
        It is no whole number.
    """
    if not _whole(seed):
        raise ArgumentError(f"seed must be a whole number; got {seed!r}")
    return int(seed)


def _whole(value: Any) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)
