"""Worlds per second of processor time on one core, where the time goes, and the arithmetic floor.

From the root of the repository:

    python -m benchmarks.throughput --write

*Speed* is worlds over process time (not wall time), one core, linear-algebra threads at one.
*Shares* come from a separate run under the profiler: each part's own time with all it calls.
*Floor*: the cells of the table's look-ahead (row x round ahead x type x package) are counted as
they are solved; each needs about `OPERATIONS` multiplies or adds, times what NumPy needs per
element here, in arrays that fit the cache. A program that did nothing but this arithmetic would
need the floor. Exponentials are left out: kernels take them where nothing can count them.
*Reference* is the plain-Python reading of the model that plays one world at a time.
"""

# ruff: noqa: E402 - threads are limited before NumPy is loaded

from __future__ import annotations

import os

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

import argparse
import time
from collections.abc import Iterator
from functools import partial
from typing import Any
from unittest import mock

import numpy as np

from bargaining.engine import simulate
from bargaining.outcomes import Outcomes
from bargaining.scenario import Scenario
from bargaining.solver.room import N_TYPES
from bargaining.views import table
from benchmarks.benchmark import (
    EVIDENCE,
    Benchmark,
    Found,
    digests,
    row,
    ruled,
    scenario_asked,
)
from benchmarks.timing import Part, cost, shares_of_time
from tests.reference import play

# Multiplications and additions a cell: the responder's odds (3), the average over its types (2),
# ratification (1), the score (2), its weight (1), three sums of products (6), what is reached (2).
OPERATIONS = 17

# Parts of the time: file and function; none is inside another.
PARTS: tuple[Part, ...] = (
    ("table: packages and disagreement", "views/table.py", "table_payoffs"),
    ("table: look-ahead", "solver/table.py", "look_ahead"),
    ("positions of moves and acts", "views/positions.py", "position_value"),
    ("payoffs and endings", "protocol/update.py", "update"),
    ("writing the record", "engine/recorder.py", "close_round"),
    ("draws", "chance.py", "uniform"),
)


def timed(scenario: Scenario, worlds: int, batch: int, seed: int) -> tuple[float, Outcomes]:
    start = time.process_time()
    outcomes = simulate(scenario, worlds=worlds, seed=seed, batch=batch)
    return time.process_time() - start, outcomes


def shares(outcomes: Outcomes) -> dict[str, float]:
    """Shares of world-rounds: a table sat, an agreement is in force at the end, neither."""
    sat, live = outcomes["sat"], outcomes["agreement_in_force"]
    return {
        "at the table": float(sat.mean()),
        "agreement in force": float(live.mean()),
        "both (signed this round)": float((sat & live).mean()),
        "idle": float((~sat & ~live).mean()),
    }


def counted(scenario: Scenario, worlds: int, batch: int, seed: int) -> int:
    """Count the cells of the look-ahead that a run solves."""
    cells, look_ahead = 0, table.look_ahead

    def counting_look_ahead(rules: Any, feasible: Any, *rest: Any) -> None:
        nonlocal cells
        n_principals, types = rules.traits.shape[1], rules.traits[0, :, N_TYPES].sum()
        # The last round stands for talk without end, once for each who may propose there.
        rounds = len(rules.recognised) - 1 + n_principals
        cells += int(feasible.sum() * rounds * types // 2)
        look_ahead(rules, feasible, *rest)

    with mock.patch.object(table, "look_ahead", counting_look_ahead):
        simulate(scenario, worlds=worlds, seed=seed, batch=batch)
    return cells


def reference_seconds(scenario: Scenario, worlds: int, seed: int) -> float:
    start = time.process_time()
    for world in range(worlds):
        play(scenario, seed, world, 20)
    return (time.process_time() - start) / worlds


def measure(asked: argparse.Namespace) -> Found:
    scenario = scenario_asked(asked)
    timed(scenario, min(asked.worlds, 64), asked.batch, asked.seed)  # imports and caches
    runs = [timed(scenario, asked.worlds, asked.batch, asked.seed) for _ in range(asked.times)]
    seconds = [run[0] for run in runs]
    best = min(seconds)
    return Found(
        sentence=f"**{asked.worlds / best:,.0f} worlds per processor-second** on one core.",
        played={scenario.name: scenario.played_digest},
        lines=list(parts(scenario, asked, seconds, runs[0][1])),
    )


def parts(
    scenario: Scenario, asked: argparse.Namespace, seconds: list[float], outcomes: Outcomes
) -> Iterator[str]:
    best = min(seconds)
    spread = ", ".join(f"{asked.worlds / each:,.0f}" for each in seconds)
    yield f"(runs of {asked.worlds:,} worlds, batches of {asked.batch}: {spread})"
    yield ""
    yield from ruled("world-rounds", "share")
    for name, share in shares(outcomes).items():
        yield row(name, f"{share:.1%}")
    yield ""
    few = min(asked.worlds, asked.profiled)
    yield from ruled("part", "share of time")
    played = partial(simulate, scenario, worlds=few, seed=asked.seed, batch=asked.batch)
    for label, share in shares_of_time(played, PARTS):
        yield row(label, f"{share:.1%}")
    yield ""
    yield from floor(scenario, few, asked, best / asked.worlds)
    if asked.reference:
        each = reference_seconds(scenario, asked.reference, asked.seed)
        yield ""
        yield (
            f"The one-world reference needs {each:.2f} s a world ({asked.reference} worlds): the "
            f"engine is {each * asked.worlds / best:,.0f} times as fast."
        )


def floor(
    scenario: Scenario, worlds: int, asked: argparse.Namespace, seconds_a_world: float
) -> Iterator[str]:
    number = OPERATIONS * counted(scenario, worlds, asked.batch, asked.seed) / worlds
    rng = np.random.default_rng(0)
    one, other = rng.normal(size=4096), rng.normal(size=4096)
    out = np.empty_like(one)
    each = cost(lambda: np.multiply(one, other, out=out), one.size)
    total = number * each
    yield from ruled("arithmetic", "a world", "ns each", "ms a world")
    yield row("multiplication", f"{number:,.0f}", f"{1e9 * each:.2f}", f"{1e3 * total:.3f}")
    yield ""
    yield (
        f"Floor: {1e3 * total:.3f} ms a world, {1 / total:,.0f} worlds a second; the engine takes "
        f"{seconds_a_world / total:.1f} times the floor."
    )


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scenario", default="stockholm-2014")
    parser.add_argument("--worlds", type=int, default=2_000)
    parser.add_argument("--profiled", type=int, default=1_000, help="worlds under the profiler")
    parser.add_argument("--batch", type=int, default=1_000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--rounds", type=int, help="shorten the scenario")
    parser.add_argument("--seed", type=int, default=2014)
    parser.add_argument("--reference", type=int, default=3, help="worlds of the reference; 0: none")


BENCHMARK = Benchmark(
    name="throughput",
    page=EVIDENCE / "throughput.md",
    title="Throughput",
    question="how fast, and where does the time go?",
    measure=measure,
    plays=digests,
    options=options,
    quick=("--worlds", "1000", "--times", "2", "--profiled", "200", "--reference", "0"),
)

if __name__ == "__main__":
    BENCHMARK.main()
