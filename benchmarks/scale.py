"""What a run costs as it grows in worlds, rounds, packages and parties, and beside other programs.

From the root of the repository:

    python -m benchmarks.scale --write
    python -m benchmarks.scale --sizes stockholm-2014:1000000:sums ultimatum:10000000:sums

Each size is a scenario, its worlds and what is kept: ``all``, ``summary``, or ``sums`` of five
quantities. Times are of the processor, on one core.
"""

# ruff: noqa: E402 - threads are limited before NumPy is loaded

from __future__ import annotations

import os

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

import argparse
import time
from collections.abc import Iterator

import numpy as np

from bargaining.engine import simulate
from bargaining.scenario import Scenario
from benchmarks.benchmark import EVIDENCE, Benchmark, Found, digests, row, ruled
from benchmarks.memory import HEADS, Needed, needed
from benchmarks.scale_game import scale_game
from benchmarks.scale_peers import players

SIZES = (
    "stockholm-2014:1000:all",
    "stockholm-2014:10000:all",
    "stockholm-2014:100000:summary",
    "ultimatum:100000:sums",
    "ultimatum:1000000:sums",
    "ultimatum:10000000:sums",
)
ROUNDS = (6, 12, 24, 48, 96)
RUNGS = (3, 10, 32, 100)
PARTIES = (2, 3, 4, 5, 6, 8)
# As few worlds as the largest menus and single calls are timed in.
FEW = 20
# Combined standard errors by which two means of one game may differ.
MOST_APART = 4.0

WORLDS = """
Each run has a fresh interpreter and one process; *before* is what Python, the library and the
kernels take. *Sums* are those of `measure_run` for the shares of the five endings: draws with the
same sums are one row, so that more worlds need no more memory, and the number, its error and its
interval are those that all draws give, to rounding. What two workers save is in
[a decision](../design/decisions.md#processes-in-long-runs-and-no-threads).
""".strip()
GROWTH = """
In a made-up scenario (`benchmarks/scale_game.py`) two trade on a menu and look four rounds ahead;
others look on and move ladders of their own. More of them need no edit of the engine. A world
may end before its last round, and its table is idle once a text is signed, so that times also say
how long talks last.
""".strip()
PEERS = """
The ultimatum game, with a noise of its own in each world, in turns on one core. *Plain* is the same
game in a dozen lines of NumPy, one world at a time, in the plainest model of Mesa and the plainest
function of EMA workbench: it knows no rounds, agreements or histories, and keeps one number. What a
batch saves is what is paid once for each world there. A call of `simulate` for one world costs what
any call costs, so a sampler that calls the library should ask for many worlds at once
(`parameters=`, `bg.sweep`). What Ann has shows that all play one game: at most {apart:.1f} combined
standard errors lie between the first row and another (limit {most:.0f}).
""".strip()


def measure(asked: argparse.Namespace) -> Found:
    runs: dict[tuple[str, str], list[Needed]] = {}
    for size in asked.sizes:
        scenario, worlds, keep = size.rsplit(":", 2)
        runs.setdefault((scenario, keep), []).append(needed(scenario, int(worlds), keep))
    (scenario, keep), of_it = max(runs.items(), key=lambda one: one[1][-1].worlds)
    first, last = of_it[0], of_it[-1]
    beside, alike = peers(asked)
    return Found(
        sentence=(
            f"**{last.worlds:,} worlds of `{scenario}` need {last.peak:.0f} MB** and {cost(last)} "
            f"each, {first.worlds:,} need {first.peak:.0f} MB and {cost(first)} (kept: {keep})."
        ),
        played=plays(),
        lines=[*sizes(runs), *growth(asked), *beside],
        holds=alike,
    )


def cost(run: Needed) -> str:
    return f"{1e6 * run.seconds / run.worlds:,.0f} µs"


def sizes(runs: dict[tuple[str, str], list[Needed]]) -> Iterator[str]:
    yield "## Worlds"
    yield ""
    yield from ruled("scenario", "kept", *HEADS)
    for (scenario, keep), of_it in runs.items():
        for one in of_it:
            yield row(scenario, keep, *one.cells())
    yield ""
    yield WORLDS
    yield ""


def growth(asked: argparse.Namespace) -> Iterator[str]:
    yield "## Rounds, packages, parties"
    yield ""
    yield GROWTH
    series = {
        "rounds": [(n, scale_game(5, 5, n), asked.worlds) for n in ROUNDS],
        "packages": [
            (n * n, scale_game(2, n), max(FEW, min(asked.worlds, asked.worlds * 100 // n**2)))
            for n in RUNGS
        ],
        "parties": [(n, scale_game(n), asked.worlds) for n in PARTIES],
    }
    for what, games in series.items():
        yield ""
        yield from ruled(what, "worlds", "µs a world", "times the row above", f"{what}, times")
        before: tuple[float, ...] = ()
        for number, game, worlds in games:
            each = 1e6 * min(seconds(game, worlds, asked.seed) for _ in range(asked.times)) / worlds
            now = each, number
            grown = [f"{a / b:.2f}" for a, b in zip(now, before, strict=True)] if before else "––"
            yield row(f"{number:,}", f"{worlds:,}", f"{each:,.0f}", *grown)
            before = now
    yield ""


def seconds(game: Scenario, worlds: int, seed: int) -> float:
    simulate(game, worlds=2)
    start = time.process_time()
    simulate(game, worlds=worlds, seed=seed)
    return time.process_time() - start


def peers(asked: argparse.Namespace) -> tuple[list[str], bool]:
    """Return the lines on other programs, and whether all played the same game."""
    ways = list(players())
    counts = [max(FEW, int(asked.peers * way.times)) for way in ways]
    for way in ways:
        way.timed(2)  # imports and caches
    turns = [
        [way.timed(n) for way, n in zip(ways, counts, strict=True)] for _ in range(asked.times)
    ]
    lines = ["## Beside Mesa and EMA workbench", ""]
    lines += ruled("who plays", "worlds", "µs a world", "times the first row", "Ann has", "± 1.96")
    apart, first = 0.0, (0.0, 0.0)
    for place, (way, n) in enumerate(zip(ways, counts, strict=True)):
        ratios = ", ".join(f"{turn[place][0] / turn[0][0]:,.1f}" for turn in turns)
        payoffs = np.concatenate([turn[place][1] for turn in turns])
        mean, error = float(payoffs.mean()), float(payoffs.std(ddof=1) / np.sqrt(len(payoffs)))
        first = first if place else (mean, error)
        apart = max(apart, abs(mean - first[0]) / float(np.hypot(error, first[1])))
        each = f"{1e6 * min(turn[place][0] for turn in turns):,.0f}"
        lines.append(row(way.name, f"{n:,}", each, ratios, f"{mean:.3f}", f"{1.96 * error:.3f}"))
    lines += ["", PEERS.format(apart=apart, most=MOST_APART)]
    if len(ways) < 4:
        lines += ["", "EMA workbench is not installed; it was not timed."]
    return lines, apart <= MOST_APART


def plays() -> dict[str, str]:
    """Played digests by name."""
    game = {"scale-game": scale_game(6, 10).played_digest}
    return digests(("stockholm-2014", "ultimatum")) | game


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sizes", nargs="+", default=[*SIZES], help="scenario:worlds:kept")
    parser.add_argument("--worlds", type=int, default=1_000, help="of each made-up scenario")
    parser.add_argument("--peers", type=int, default=4_000, help="worlds of each plain game")
    parser.add_argument("--times", type=int, default=3, help="turns, of which the least counts")
    parser.add_argument("--seed", type=int, default=2014)


BENCHMARK = Benchmark(
    name="scale",
    page=EVIDENCE / "scale.md",
    title="Scale",
    question="what do more worlds, rounds, packages and parties cost?",
    measure=measure,
    plays=plays,
    options=options,
    quick=(
        *("--sizes", "stockholm-2014:200:all", "ultimatum:1000:sums", "ultimatum:20000:sums"),
        *("--worlds", "40", "--peers", "200", "--times", "1"),
    ),
)

if __name__ == "__main__":
    BENCHMARK.main()
