"""Play stockholm-2014 in the engine and in the one-world reference, and count what differs.

Run from the root of the project::

    python -m benchmarks.second_reading --worlds 300 --processes 2

Every round's record is compared (rungs, conditions, beliefs, types, flags, offers, answers,
payoffs) and every value behind a decision. The exit code is 1 if anything differs.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed

import bargaining as bg
from tests.reference.comparison import CLOSE, Comparison, compare

CHUNK = 6


def part(name: str, seed: int, worlds: range, worlds_per_draw: int) -> Comparison:
    """Compare some worlds."""
    return compare(bg.load(name), seed, worlds, worlds_per_draw)


def compare_in_parallel(
    name: str, seed: int, worlds: int, worlds_per_draw: int, processes: int
) -> Comparison:
    """Compare many worlds over some processes."""
    chunks = [range(first, min(first + CHUNK, worlds)) for first in range(0, worlds, CHUNK)]
    total = Comparison()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as executor:
        parts = [executor.submit(part, name, seed, chunk, worlds_per_draw) for chunk in chunks]
        for done in as_completed(parts):
            total += done.result()
            print(f"\r{total.worlds} of {worlds} worlds", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return total


def table(name: str, seed: int, draws: int, total: Comparison, seconds: float) -> str:
    """Return the result as lines of text."""
    lines = {
        "scenario, seed": f"{name}, {seed}",
        "worlds compared": f"{total.worlds:,} of {draws:,} draws",
        "rounds compared": f"{total.rounds:,}",
        "decisions compared": f"{total.decisions:,}",
        "choices compared": f"{total.choices:,}",
        "choices that differ": f"{total.choices_that_differ:,}",
        "values compared": f"{total.values:,}",
        f"values that differ by more than {CLOSE:g}": f"{total.values_that_differ:,}",
        "largest difference of values": f"{total.largest_difference:.2g}",
        "seconds": f"{seconds:.0f}",
    }
    width = max(map(len, lines))
    return "\n".join(f"{name.ljust(width)}  {value}" for name, value in lines.items())


def main() -> int:
    """Run the comparison of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", default="stockholm-2014")
    parser.add_argument("--worlds", type=int, default=300)
    parser.add_argument("--worlds-per-draw", type=int, default=3)
    parser.add_argument("--seed", type=int, default=2014)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    start = time.perf_counter()
    total = compare_in_parallel(
        asked.scenario, asked.seed, asked.worlds, asked.worlds_per_draw, asked.processes
    )
    draws = -(-asked.worlds // asked.worlds_per_draw)
    print(table(asked.scenario, asked.seed, draws, total, time.perf_counter() - start))
    for message in total.messages:
        print(message)
    return 1 if total.choices_that_differ or total.values_that_differ else 0


if __name__ == "__main__":
    sys.exit(main())
