"""Errors are right: do the reported 95 % intervals cover the truth?

From the root of the repository:

    python -m benchmarks.coverage --workers 2 --write

*Played*: every seed is an independent sample of draws and luck, reported as a user would see it.
The truth is not known; the mean over all other seeds stands for it, whose own error is
1 / sqrt(seeds - 1) of a seed's. An interval that covers the truth with probability c covers that
mean a little less often; the table gives that expectation beside the observed share, and the
binomial error of the latter. *Made up*: draws whose truth is known, with shares near 0 and 1, few
draws, and one world a draw.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from bargaining.claims import measure as measured
from bargaining.codes import Ending
from bargaining.engine import simulate
from bargaining.scenario import Scenario
from bargaining.stats import CONFIDENCE, Estimate, estimate_change, estimate_mean, estimate_share
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

GOOD = (0.93, 0.97)
QUANTITIES = (
    *(f"P({ending.key})" for ending in Ending),
    "P(settlement | ever(agreement))",
    "E(first(agreement))",
    "E(count(agreement)) - E(count(default))",
)
# Draws, worlds a draw, and how alike the worlds of a draw are.
SIZES = ((3, 20, 0.1), (10, 20, 0.1), (25, 20, 0.1), (100, 1, 0.0), (100, 20, 0.1), (500, 20, 0.1))
SHARES = (0.003, 0.03, 0.3, 0.97)


def reported(scenario: Scenario, worlds: int, per_draw: int, seed: int) -> list[list[float]]:
    """Value and ends of the reported interval of each quantity under one seed."""
    outcomes = simulate(scenario, worlds=worlds, worlds_per_draw=per_draw, seed=seed)
    found = [measured(outcomes, text) for text in QUANTITIES]
    return [[one.value, one.low, one.high] for one in found]


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


def made_up(share: float, size: tuple[int, int, float], seed: int) -> list[tuple[Estimate, float]]:
    """Estimates of made-up worlds beside the truth: a share, its change, and a mean given it."""
    luck, (n_draws, per_draw, alike) = np.random.default_rng(seed), size
    draw, worlds = np.repeat(np.arange(n_draws), per_draw), n_draws * per_draw
    counts = 1 / alike - 1 if alike else np.inf
    of_draw = luck.beta(share * counts, (1 - share) * counts, n_draws) if alike else share
    chance = (of_draw * np.ones(n_draws))[draw]
    fate = luck.random(worlds)
    before, after = fate < chance, fate < chance * 0.8
    number = luck.normal(0, 1, n_draws)[draw] + luck.exponential(1, worlds)
    return [
        (estimate_share(before, draw), share),
        (estimate_change(before, after, draw), -0.2 * share),
        (estimate_mean(np.where(before, number, np.nan), draw), 1.0),
    ]


def made_up_lines(repeats: int) -> Iterator[str]:
    yield "Made-up draws: how often the intervals cover the truth, and their mean half-width."
    yield ""
    yield from ruled(
        "draws", "worlds a draw", "share", "share covered", "± points", "change covered",
        "± points", "mean where it happened covered", "known",
    )  # fmt: skip
    for size in SIZES:
        for share in SHARES:
            cells = []
            runs = [made_up(share, size, seed) for seed in range(repeats)]
            for place in range(3):
                pairs = [run[place] for run in runs if np.isfinite(run[place][0].half_width)]
                held = [one.low <= truth <= one.high for one, truth in pairs]
                cells.append(f"{np.mean(held):.3f}" if held else "-")
                if place < 2:
                    cells.append(f"{100 * np.mean([one.half_width for one, _ in pairs]):.2f}")
            known = len(pairs) / repeats
            yield row(str(size[0]), str(size[1]), f"{share:g}", *cells, f"{known:.0%}")
    yield ""
    yield (
        "A change is that of the same worlds when the chance is a fifth lower. `known`: how many "
        "runs had two worlds or more to take the mean of. What is rare is the hard case: where no "
        "draw of a handful shows the few in which a thing happens, no interval can know of them."
    )


def expected_coverage(seeds: int, draws: int) -> float:
    """Probability that an exact t interval covers the mean of the other seeds."""
    from scipy import stats

    reach = stats.t.ppf(0.5 + CONFIDENCE / 2, draws - 1) / np.sqrt(1.0 + 1.0 / (seeds - 1))
    return float(1.0 - 2.0 * stats.t.sf(reach, draws - 1))


def coverage(found: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which intervals cover the mean of the other seeds, over (seed, quantity)."""
    share, low, high = found[..., 0], found[..., 1], found[..., 2]
    others = (np.nansum(share, axis=0) - share) / (np.isfinite(share).sum(axis=0) - 1)
    return (low <= others) & (others <= high)


def lines(found: NDArray[np.float64], covered: NDArray[np.bool_], draws: int) -> Iterator[str]:
    """The table; `found` over (seed, quantity, value and ends)."""
    seeds = len(found)
    share, low, high = found[..., 0], found[..., 1], found[..., 2]
    yield from ruled(
        "quantity", "mean", "half-width", "spread of seeds", "covered", "binomial error",
        "expected", "verdict",
    )  # fmt: skip
    expected = expected_coverage(seeds, draws)
    for place, text in enumerate(QUANTITIES):
        rate = covered[:, place].mean()
        error = np.sqrt(max(rate * (1 - rate), 1.0 / seeds / 4) / seeds)
        yield row(
            f"`{text.replace('|', chr(92) + '|')}`",
            f"{np.nanmean(share[:, place]):.4f}",
            f"{np.nanmean((high - low)[:, place]) / 2:.4f}",
            f"{NormalDist().inv_cdf(0.975) * np.nanstd(share[:, place], ddof=1):.4f}",
            f"{rate:.3f}",
            f"{error:.3f}",
            f"{expected:.3f}",
            verdict(rate, error),
        )
    yield ""
    yield (
        "`half-width` and `spread of seeds` (1.96 standard deviations of the value over seeds) "
        "should agree."
    )


def verdict(rate: float, error: float) -> str:
    """Say whether a coverage lies where it ought to, and by how much it does not."""
    if GOOD[0] <= rate <= GOOD[1]:
        return "as wanted"
    side, end = ("too low", GOOD[0]) if rate < GOOD[0] else ("too high", GOOD[1])
    away = abs(rate - end) / error
    if away < 2:
        return f"{side}, but by no more than chance explains"
    return f"**{side}**: {away:.1f} times its error beyond {end:.0%}"


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
            f"**{covered.mean():.1%} of the {CONFIDENCE:.0%} intervals cover**, by quantity from "
            f"{each.min():.1%} to {each.max():.1%}, in {asked.seeds} runs of {asked.worlds} worlds "
            f"in {draws} draws; {GOOD[0]:.0%} to {GOOD[1]:.0%} is wanted."
        ),
        played={scenario.name: scenario.played_digest},
        lines=[*lines(found, covered, draws), "", *made_up_lines(asked.repeats)],
    )


def options(parser: argparse.ArgumentParser) -> None:
    scenario_options(worlds=500)(parser)
    parser.add_argument("--seeds", type=int, default=200, help="how many seeds, from --seed on")
    parser.add_argument("--repeats", type=int, default=2000, help="how many made-up runs of a kind")
    parser.set_defaults(seed=10_000)


BENCHMARK = Benchmark(
    name="coverage",
    page=EVIDENCE / "coverage.md",
    title="Errors are right",
    question=f"do the reported {CONFIDENCE:.0%} intervals cover?",
    measure=measure,
    plays=digests,
    options=options,
    quick=("--seeds", "40", "--worlds", "200", "--worlds-per-draw", "10", "--repeats", "100"),
    workers=True,
)

if __name__ == "__main__":
    BENCHMARK.main()
