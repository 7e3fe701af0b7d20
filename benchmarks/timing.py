"""Where the time of a run goes, and what one operation costs."""

from __future__ import annotations

import cProfile
import pstats
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

__all__ = ["Part", "cost", "shares_of_time"]

# A label, a file of the library and a function in it.
Part = tuple[str, str, str]


def shares_of_time(run: Callable[[], object], parts: Sequence[Part]) -> Iterator[tuple[str, float]]:
    """Yield the share of the time of each part, none inside another, and of all that is in none."""
    profiler = cProfile.Profile()
    profiler.enable()
    run()
    profiler.disable()
    statistics: Any = pstats.Stats(profiler)
    rest = 1.0
    for label, file, function in parts:
        spent = sum(
            entry[3]
            for (path, _, name), entry in statistics.stats.items()
            if name == function and path.replace("\\", "/").endswith("bargaining/" + file)
        )
        rest -= spent / statistics.total_tt
        yield label, spent / statistics.total_tt
    yield "rest", rest


def cost(operation: Callable[[], object], elements: int) -> float:
    """Seconds of processor time per element of an operation, in the cache."""
    repeats, best = 400, np.inf
    for _ in range(7):
        start = time.process_time()
        for _ in range(repeats):
            operation()
        best = min(best, (time.process_time() - start) / repeats / elements)
    return float(best)
