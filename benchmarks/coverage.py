"""Errors are right: do the reported 95 % intervals of ending shares cover the truth?

From the root of the repository:

    python -m benchmarks.coverage --workers 2 --write

Every seed is an independent sample of draws and luck, reported as a user would see it. The truth is
not known; the mean over all other seeds stands for it, whose own error is 1 / sqrt(seeds - 1) of
a seed's. An interval that covers the truth with probability c covers that mean a little less often;
the table gives that expectation beside the observed share, and the binomial error of the latter.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from bargaining.codes import Ending
from bargaining.engine import simulate
from bargaining.scenario import Scenario
from benchmarks.benchmark import (
    EVIDENCE,
    Benchmark,
    Found,
    digests,
    row,
    ruled,
    scenario_asked,
    scenario_options,
)

LEVEL = 0.95
GOOD = (0.93, 0.97)


def reported(scenario: Scenario, worlds: int, per_draw: int, seed: int) -> list[list[float]]:
    """Share and ends of the reported interval of each ending under one seed."""
    outcomes = simulate(scenario, worlds=worlds, worlds_per_draw=per_draw, seed=seed)
    endings = outcomes.summary()["endings"]
    return [[endings[ending.key]["share"], *endings[ending.key]["interval"]] for ending in Ending]


def samples(scenario: Scenario, asked: argparse.Namespace) -> Iterator[list[list[float]]]:
    seeds = range(asked.seed, asked.seed + asked.seeds)
    arguments = (
        [scenario] * asked.seeds,
        [asked.worlds] * asked.seeds,
        [asked.worlds_per_draw] * asked.seeds,
        seeds,
    )
    if asked.workers == 1:
        yield from map(reported, *arguments)
        return
    with ProcessPoolExecutor(asked.workers) as pool:
        yield from pool.map(reported, *arguments)


def expected_coverage(seeds: int, draws: int) -> float:
    """Probability that an exact t interval covers the mean of the other seeds."""
    reach = stats.t.ppf(0.5 + LEVEL / 2, draws - 1) / np.sqrt(1.0 + 1.0 / (seeds - 1))
    return float(1.0 - 2.0 * stats.t.sf(reach, draws - 1))


def coverage(found: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which intervals cover the mean of the other seeds, over (seed, ending)."""
    share, low, high = found[..., 0], found[..., 1], found[..., 2]
    others = (share.sum(axis=0) - share) / (len(found) - 1)
    return (low <= others) & (others <= high)


def lines(found: NDArray[np.float64], covered: NDArray[np.bool_], draws: int) -> Iterator[str]:
    """The table; `found` over (seed, ending, share and ends of the interval)."""
    seeds = len(found)
    share, low, high = found[..., 0], found[..., 1], found[..., 2]
    yield from ruled(
        "ending", "mean share", "half-width", "spread of seeds", "covered", "binomial error",
        "expected", "verdict",
    )  # fmt: skip
    expected = expected_coverage(seeds, draws)
    for place, ending in enumerate(Ending):
        rate = covered[:, place].mean()
        error = np.sqrt(max(rate * (1 - rate), 1.0 / seeds / 4) / seeds)
        inside = GOOD[0] <= rate <= GOOD[1]
        verdict = (
            "within" if inside else f"OUTSIDE by {(rate - np.clip(rate, *GOOD)) / error:+.1f} s.e."
        )
        yield row(
            ending.key,
            f"{100 * share[:, place].mean():.2f}",
            f"{50 * (high - low)[:, place].mean():.2f}",
            f"{100 * stats.norm.ppf(0.975) * share[:, place].std(ddof=1):.2f}",
            f"{rate:.3f}",
            f"{error:.3f}",
            f"{expected:.3f}",
            verdict,
        )
    yield ""
    yield (
        "`half-width` and `spread of seeds` (1.96 standard deviations of the share over seeds) are "
        "in points and should agree."
    )


def measure(asked: argparse.Namespace) -> Found:
    scenario = scenario_asked(asked)
    sampled = []
    for place, sample in enumerate(samples(scenario, asked), 1):
        sampled.append(sample)
        if place % 20 == 0:
            print(f"{place} seeds", file=sys.stderr, flush=True)
    found, draws = np.array(sampled, dtype=float), -(-asked.worlds // asked.worlds_per_draw)
    covered = coverage(found)
    each = covered.mean(axis=0)
    return Found(
        sentence=(
            f"**{covered.mean():.1%} of the {LEVEL:.0%} intervals cover**, by ending from "
            f"{each.min():.1%} to {each.max():.1%}, in {asked.seeds} runs of {asked.worlds} worlds "
            f"in {draws} draws; {GOOD[0]:.0%} to {GOOD[1]:.0%} is wanted."
        ),
        played={scenario.name: scenario.played_digest},
        lines=list(lines(found, covered, draws)),
    )


def options(parser: argparse.ArgumentParser) -> None:
    scenario_options(worlds=500)(parser)
    parser.add_argument("--seeds", type=int, default=200, help="how many seeds, from --seed on")
    parser.set_defaults(seed=10_000)


BENCHMARK = Benchmark(
    name="coverage",
    page=EVIDENCE / "coverage.md",
    title="Errors are right",
    question=f"do the reported {LEVEL:.0%} intervals cover?",
    measure=measure,
    plays=digests,
    options=options,
    quick=("--seeds", "40", "--worlds", "200", "--worlds-per-draw", "10"),
    workers=True,
)

if __name__ == "__main__":
    BENCHMARK.main()
