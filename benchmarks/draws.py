"""Draws against worlds a draw: what the same number of worlds tells, and what it costs.

From the root of the repository:

    python -m benchmarks.draws --write

*Half-width* is half of the 95 % interval of an ending's share, as a user would see it. *Times 1 a
draw* is the ratio of the widths, so its square is how many times as many worlds are needed. The
*split* is the share of a world's variance that not knowing the numbers makes, and the half-width of
its interval; one world a draw cannot tell it from luck, and `spread_of` refuses fewer than 5 worlds
a draw, so that its value for 2 is only measured here. *Processor time* is that of this process, on
one core, after one run that compiles and imports.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Mapping
from unittest import mock

import numpy as np

from bargaining.codes import Ending
from bargaining.engine import simulate
from bargaining.outcomes import Outcomes
from bargaining.scenario import Scenario, load
from bargaining.stats import LEAST_WORLDS_PER_DRAW, Estimate, Spread, estimate_share, spread_of
from benchmarks.benchmark import EVIDENCE, Benchmark, Found, digests, row, ruled

SCENARIOS = ("stockholm-2014", "pyongyang-2002", "kishida-2023")
SIZES = (1, 2, 5, 10, 20)
# What a handful of draws shows or not says nothing of how alike their worlds are.
COMMON = (0.02, 0.98)
NOTE = (
    "Worlds needed are those for the same interval, against one world a draw, over endings of 2 to "
    "98 % and files; processor time is against 20 worlds a draw. The split of the spread into not "
    f"knowing the numbers and luck needs {LEAST_WORLDS_PER_DRAW} worlds a draw."
)


class Run:
    """What a run of some worlds a draw tells of the endings."""

    def __init__(self, scenario: Scenario, worlds: int, per_draw: int, seed: int) -> None:
        start = time.process_time()
        outcomes: Outcomes = simulate(
            scenario, worlds=worlds, worlds_per_draw=per_draw, seed=seed, keep="summary"
        )
        self.seconds = time.process_time() - start
        self.per_draw = per_draw
        ended = {one: outcomes["ending"] == one for one in Ending}
        self.shares: Mapping[Ending, Estimate] = {
            one: estimate_share(happened, outcomes.cluster) for one, happened in ended.items()
        }
        happened = np.stack([*ended.values()], axis=1)
        with mock.patch("bargaining.stats.spread.LEAST_WORLDS_PER_DRAW", 2):
            spreads = spread_of(happened, outcomes.draw)
        self.spreads: Mapping[Ending, Spread] = dict(
            zip(ended, spreads or (), strict=bool(spreads))
        )


def split_text(run: Run, ending: Ending) -> str:
    if ending not in run.spreads or np.isnan(run.spreads[ending].epistemic_share):
        return "–"
    of = run.spreads[ending]
    return f"{100 * of.epistemic_share:.0f} ± {50 * (of.high - of.low):.0f}"


def lines_of(name: str, runs: Mapping[int, Run], worlds: int) -> Iterator[str]:
    """The table of a scenario: a row for each ending and number of worlds a draw."""
    yield from ("", f"## {name}", "")
    yield from ruled(
        "ending", "worlds a draw", "draws", "share %", "half-width, points", "times 1 a draw",
        "split %",
    )  # fmt: skip
    for ending in Ending:
        for per_draw, run in runs.items():
            share = run.shares[ending]
            yield row(
                ending.words,
                per_draw,
                f"{-(-worlds // per_draw):,}",
                f"{100 * share.value:.1f}",
                f"{100 * share.half_width:.2f}",
                f"{share.half_width / runs[1].shares[ending].half_width:.2f}",
                split_text(run, ending),
            )
    yield ""
    yield from ruled("worlds a draw", "processor seconds", "times 20 a draw")
    for per_draw, run in runs.items():
        ratio = run.seconds / runs[SIZES[-1]].seconds
        yield row(per_draw, f"{run.seconds:.1f}", f"{ratio:.2f}")


def widening(runs: Mapping[int, Run], per_draw: int) -> list[float]:
    """How many times as many worlds each ending that is not rare needs as with one a draw."""
    return [
        (runs[per_draw].shares[one].half_width / runs[1].shares[one].half_width) ** 2
        for one in Ending
        if COMMON[0] <= runs[1].shares[one].value <= COMMON[1]
    ]


def measure(asked: argparse.Namespace) -> Found:
    names, found, lines = asked.scenario or SCENARIOS, {}, []
    for name in names:
        scenario = load(name)
        Run(scenario, 64, 2, asked.seed)
        found[name] = {a: Run(scenario, asked.worlds, a, asked.seed) for a in SIZES}
        lines += lines_of(name, found[name], asked.worlds)
    ratios = {a: [x for runs in found.values() for x in widening(runs, a)] for a in SIZES}
    cost = {
        a: np.mean([runs[a].seconds / runs[20].seconds for runs in found.values()]) for a in SIZES
    }
    told = ", ".join(
        f"{a} a draw {min(ratios[a]):.1f} to {max(ratios[a]):.1f}" for a in SIZES if a > 1
    )
    head = [
        *ruled("worlds a draw", "as many worlds needed, median", "least", "most", "processor time"),
        *(
            row(
                a,
                f"{np.median(ratios[a]):.2f}",
                f"{min(ratios[a]):.2f}",
                f"{max(ratios[a]):.2f}",
                f"{cost[a]:.2f}",
            )
            for a in SIZES
        ),
        "",
        NOTE,
    ]
    return Found(
        sentence=(
            "**For the same interval as with one world a draw, as many times as many worlds are "
            f"needed:** {told}."
        ),
        played=digests(names),
        lines=[*head, *lines],
    )


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scenario", action="append", help="only this one; may be given again")
    parser.add_argument("--worlds", type=int, default=10_000, help="of each run")
    parser.add_argument("--seed", type=int, default=2014)


BENCHMARK = Benchmark(
    name="draws",
    page=EVIDENCE / "draws.md",
    title="Draws against worlds a draw",
    question="how many worlds should share a draw of the numbers?",
    measure=measure,
    plays=lambda: digests(SCENARIOS),
    options=options,
    quick=("--scenario", "stockholm-2014", "--worlds", "400"),
)

if __name__ == "__main__":
    BENCHMARK.main()
