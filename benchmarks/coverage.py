"""Errors are right: do the reported 95 % intervals of ending shares cover the truth?

From the root of the repository:

    python -m benchmarks.coverage --seeds 200 --worlds 500 --workers 2 --write
    python -m benchmarks.coverage --seeds 200 --outcomes outcomes.parquet

The second form cuts a stored run into so many parts of whole draws. No draw is in two parts, so the
parts are as independent as seeds are: each is the run of its own worlds, reported alone.

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

import bargaining as bg
from bargaining.engine import simulate
from bargaining.outcomes.codes import Ending
from bargaining.scenario import Scenario
from benchmarks.evidence import command, conditions, publish, row, ruled

LEVEL = 0.95
GOOD = (0.93, 0.97)


def reported(scenario: Scenario, worlds: int, per_draw: int, seed: int) -> list[list[float]]:
    """Share and ends of the reported interval of each ending under one seed."""
    outcomes = simulate(scenario, worlds=worlds, worlds_per_draw=per_draw, seed=seed)
    endings = outcomes.summary()["endings"]
    return [[endings[ending.key]["share"], *endings[ending.key]["interval"]] for ending in Ending]


def parts(stored: bg.Outcomes, count: int) -> Iterator[list[list[float]]]:
    """The same for each part of a stored run."""
    size = len(stored) // count
    for first in range(0, size * count, size):
        endings = stored.select(slice(first, first + size)).summary()["endings"]
        yield [[endings[e.key]["share"], *endings[e.key]["interval"]] for e in Ending]


def samples(scenario: Scenario, asked: argparse.Namespace) -> Iterator[list[list[float]]]:
    seeds = range(asked.first_seed, asked.first_seed + asked.seeds)
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


def lines(found: NDArray[np.float64], draws: int) -> Iterator[str]:
    """The table; `found` over (seed, ending, share and ends of the interval)."""
    seeds = len(found)
    share, low, high = found[..., 0], found[..., 1], found[..., 2]
    others = (share.sum(axis=0) - share) / (seeds - 1)
    covered = (low <= others) & (others <= high)
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
    total = covered.mean()
    yield ""
    yield (
        f"All endings together: {total:.3f} covered. Wanted: {GOOD[0]:.2f} to {GOOD[1]:.2f}. "
        "`half-width` and `spread of seeds` (1.96 standard deviations of the share over seeds) are "
        "in points and should agree."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", default="stockholm-2014")
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first-seed", type=int, default=10_000)
    parser.add_argument("--worlds", type=int, default=500)
    parser.add_argument("--worlds-per-draw", type=int, default=20)
    parser.add_argument("--rounds", type=int, help="shorten the scenario")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--outcomes", help="a stored run to cut into parts")
    parser.add_argument("--write", action="store_true", help="write docs/evidence/coverage.md")
    asked = parser.parse_args()
    if asked.seeds < 2:
        parser.error("--seeds must be at least 2")
    scenario = bg.load(asked.scenario)
    if asked.rounds:
        scenario = scenario.replace({"settings.rounds": asked.rounds})
    found = []
    kind, taken = f"seeds from {asked.first_seed}", samples(scenario, asked)
    if asked.outcomes:
        stored = bg.load_outcomes(asked.outcomes)
        asked.worlds_per_draw = stored.record.worlds_per_draw
        asked.worlds = len(stored) // asked.seeds
        if asked.worlds % asked.worlds_per_draw:
            parser.error("--seeds must cut the stored run into whole draws")
        scenario = stored.scenario
        kind = f"parts of one run of {len(stored):,} worlds, seed {stored.record.seed}"
        taken = parts(stored, asked.seeds)
    for place, sample in enumerate(taken):
        found.append(sample)
        if (place + 1) % 20 == 0:
            print(f"{place + 1} seeds", file=sys.stderr, flush=True)
    draws = -(-asked.worlds // asked.worlds_per_draw)
    page = [
        "# Errors are right",
        "",
        (
            f"`{command('coverage')}`: {asked.seeds} {kind}, each "
            f"of {asked.worlds} worlds in {draws} draws; {conditions(scenario)}."
        ),
        "",
        *lines(np.array(found, dtype=float), draws),
    ]
    publish(page, "coverage.md", write=asked.write)


if __name__ == "__main__":
    main()
