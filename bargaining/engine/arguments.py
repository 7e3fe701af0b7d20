"""What `simulate` and a negotiation may be given; refused in the same words, as `ArgumentError`."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

import numpy as np

from bargaining.errors import ArgumentError
from bargaining.outcomes.parts import worlds_of_part
from bargaining.scenario import Scenario, load
from bargaining.world.game import Game

__all__ = [
    "check_callable", "check_memory", "check_part", "check_seed", "check_whole", "game_of",
    "scenario_of",
]  # fmt: skip

# The least and the most of each count. Numbers of worlds are 64-bit counters.
_BOUNDS = {
    "worlds": (1, 10**9),
    "worlds_per_draw": (1, 10**9),
    "workers": (1, 1_000),
    "batch": (1, 10**9),
    "first_world": (0, 2**62),
    "world": (0, 2**62),
}


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
    """Refuse counts that are no whole numbers, too small or too large, with a line for each."""
    wrong = []
    for name, value in counts.items():
        least, most = _BOUNDS[name]
        if not _whole(value) or value < least:
            wrong.append(f"{name} must be a whole number of at least {least}; got {value!r}")
        elif value > most:
            wrong.append(f"{name} must be at most {most:,}; got {value:,}")
    if wrong:
        raise ArgumentError("\n".join(wrong))


def check_part(part: Any, worlds: int, worlds_per_draw: int, first_world: int) -> range:
    """Return the worlds of a part of a run; refuse a part that cannot be."""
    if not (isinstance(part, tuple | list) and len(part) == 2 and all(map(_whole, part))):
        raise ArgumentError(
            f"part must be its number and the number of parts, such as (3, 40); got {part!r}"
        )
    number, n_parts = map(int, part)
    n_draws = -(-worlds // worlds_per_draw)
    wrong = []
    if not 1 <= number <= max(n_parts, 1):
        wrong.append(f"part must be one of 1 to {max(n_parts, 1):,}; got {number}/{n_parts}")
    if not 1 <= n_parts <= n_draws:
        wrong.append(
            f"part must be one of at most {n_draws:,} parts, as many as there are draws of the "
            f"parameters; got {number}/{n_parts}"
        )
    if wrong:
        raise ArgumentError("\n".join(wrong))
    if first_world:
        raise ArgumentError(f"first_world must be 0 with part; got {first_world}")
    return worlds_of_part(number, n_parts, worlds, worlds_per_draw)


def check_memory(worlds: int, size: int, remedy: str = "") -> None:
    """Refuse more worlds, of so many bytes each, than this computer has memory for.

    The `remedy` says what else helps than fewer worlds.
    """
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return  # such a system does not say
    if worlds * size > memory:
        raise ArgumentError(
            f"worlds must be fewer: {worlds:,} worlds of {size:,} bytes each do not fit into "
            f"memory{remedy}"
        )


def check_callable(progress: Any, executor: Any) -> None:
    """Refuse a progress that cannot be called, and an executor that takes no work."""
    if progress is not None and not callable(progress):
        raise ArgumentError(f"progress must be callable as progress(done, total); got {progress!r}")
    if executor is not None and not callable(getattr(executor, "submit", None)):
        raise ArgumentError(
            f"executor must be a concurrent.futures.Executor, such as ThreadPoolExecutor(2); "
            f"got {executor!r}"
        )


def check_seed(seed: Any) -> int:
    """Return the seed as an int; refuse what is no whole number."""
    if not _whole(seed):
        raise ArgumentError(f"seed must be a whole number; got {seed!r}")
    return int(seed)


def _whole(value: Any) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)
