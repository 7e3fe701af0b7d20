"""A sweep of nine points against nine runs of their own, in turns, on one core.

From the root of the repository:

    python -m benchmarks.sweeps --worlds 100 400 1000

Both measure the shares of the endings. The sweep also plays the scenario as written, a tenth run,
and measures the change from it at every point. Times are processor seconds, the least of each.
"""

# ruff: noqa: E402 - threads are limited before NumPy is loaded

from __future__ import annotations

import os

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

import argparse
import itertools
import time
from collections.abc import Callable

import bargaining as bg
from bargaining.designs.sweep_result import ENDINGS
from benchmarks.benchmark import conditions, row, ruled

VARIED = {
    "parties.japan.discount_factor": [0.95, 0.965, 0.98],
    "table.adjournment_probability": [0.15, 0.25, 0.35],
}


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, nargs="+", default=[100, 400, 1_000])
    parser.add_argument("--worlds-per-draw", type=int, default=5)
    parser.add_argument("--turns", type=int, default=3)
    asked = parser.parse_args()
    scenario = bg.load("stockholm-2014")
    bg.simulate(scenario, worlds=64)  # imports and caches
    print(conditions())
    for line in ruled("worlds a point", "sweep s", "nine runs s", "nine runs / sweep"):
        print(line, flush=True)
    for worlds in asked.worlds:
        size = {"worlds": worlds, "worlds_per_draw": asked.worlds_per_draw, "seed": 2014}

        def one_sweep(size: dict[str, int] = size) -> None:
            bg.sweep(scenario, VARIED, **size)

        def nine_runs(size: dict[str, int] = size) -> None:
            for point in itertools.product(*VARIED.values()):
                fixed = scenario.replace(dict(zip(VARIED, point, strict=True)))
                outcomes = bg.simulate(fixed, keep="summary", **size)
                for quantity in ENDINGS:
                    bg.measure(outcomes, quantity)

        turns = [(seconds(one_sweep), seconds(nine_runs)) for _ in range(asked.turns)]
        swept, alone = map(min, zip(*turns, strict=True))
        print(
            row(f"{worlds:,}", f"{swept:.2f}", f"{alone:.2f}", f"{alone / swept:.2f}"), flush=True
        )


if __name__ == "__main__":
    main()
