"""Play stockholm-2014 in the engine and in the one-world reference, and count what differs.

From the root of the repository:

    python -m benchmarks.second_reading --workers 2 --write

Every round's record is compared (rungs, conditions, beliefs, types, flags, offers, answers,
payoffs) and every value behind a decision. The page's sentence says whether anything differs.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed

import bargaining as bg
from benchmarks.benchmark import EVIDENCE, Benchmark, Found, digests, row, ruled
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


def lines(asked: argparse.Namespace, total: Comparison) -> Iterator[str]:
    yield (
        "Every mechanism is on, the countries' own rules too. A plain-Python player, written from "
        "the equations for one world at a time and sharing with the engine only the scenario "
        "reader and the named draws, plays the same worlds."
    )
    yield ""
    yield from ruled("compared", "count", "differ")
    draws = -(-asked.worlds // asked.worlds_per_draw)
    yield row(f"worlds ({draws:,} draws of {asked.worlds_per_draw})", f"{total.worlds:,}", "")
    yield row("rounds", f"{total.rounds:,}", "")
    yield row("decisions", f"{total.decisions:,}", "")
    yield row("choices", f"{total.choices:,}", f"{total.choices_that_differ:,}")
    values = f"values (more than {CLOSE:g} apart)"
    yield row(values, f"{total.values:,}", f"{total.values_that_differ:,}")
    yield ""
    yield f"Largest difference of two values: {total.largest_difference:.2g}."
    for message in total.messages:
        yield f"- {message}"


def measure(asked: argparse.Namespace) -> Found:
    total = compare_in_parallel(
        asked.scenario, asked.seed, asked.worlds, asked.worlds_per_draw, asked.workers
    )
    choices, values = total.choices_that_differ, total.values_that_differ
    differ = f"{choices:,} AND {values:,} VALUES DIFFER" if choices or values else "none differs"
    return Found(
        sentence=f"**{total.choices:,} choices in {total.worlds:,} worlds, {differ}.**",
        played=digests([asked.scenario]),
        lines=list(lines(asked, total)),
        holds=not (choices or values),
    )


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scenario", default="stockholm-2014")
    parser.add_argument("--worlds", type=int, default=300)
    parser.add_argument("--worlds-per-draw", type=int, default=3)
    parser.add_argument("--seed", type=int, default=2014)


BENCHMARK = Benchmark(
    name="second_reading",
    page=EVIDENCE / "second-reading.md",
    title="A second reading agrees",
    question="does an independent player, written from the equations, choose alike?",
    measure=measure,
    plays=digests,
    options=options,
    quick=("--worlds", "12"),
    workers=True,
)

if __name__ == "__main__":
    BENCHMARK.main()
