"""Peak memory and cost of a run, each size in a fresh interpreter.

From the root of the repository:

    python -m benchmarks.memory --worlds 10000 100000
    python -m benchmarks.memory --scenario ultimatum --worlds 1000000 --keep summary
    python -m benchmarks.memory --scenario ultimatum --worlds 10000000 --keep sums

The peak is the largest resident set of the process; the result itself, the arrays that it keeps,
is a part of it and is given beside it. Not on Windows, which does not tell. With ``sums`` no world
is kept, only what `measure_run` adds up for the endings' shares. The cost is processor time, after
one world that loads the kernels.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass

from benchmarks.benchmark import row, ruled

__all__ = ["HEADS", "Needed", "needed"]

PLAY = """
import json, resource, sys, time
scale = 1024 if sys.platform != "darwin" else 1024**2
def peak():
    # The launching process is small, so its own peak, which getrusage() remembers, is no part.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale
import bargaining as bg
from bargaining.engine import simulate
name, worlds, rounds, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
scenario = bg.load(name)
if rounds:
    scenario = scenario.replace({"settings.rounds": rounds})
simulate(scenario, worlds=1)
ready, began = peak(), time.process_time()
if sys.argv[5] == "sums":
    asked = [f"P({ending.key})" for ending in bg.Ending]
    outcomes, arrays = bg.measure_run(scenario, asked, worlds=worlds, seed=2014), 0
else:
    outcomes = simulate(scenario, worlds=worlds, seed=2014, batch=batch, keep=sys.argv[5])
    arrays = sum(outcomes[name].nbytes for name in outcomes) / 1024**2
cost, played = time.process_time() - began, peak()
str(outcomes)
print(json.dumps([worlds, ready, arrays, played, peak(), cost]))
"""
HEADS = (
    "worlds", "before MB", "result MB", "peak MB", "peak with table MB", "kB a world",
    "microseconds a world",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Needed:
    """What a run needed: megabytes before it, of its result, at its peak, and processor seconds."""

    worlds: int
    before: float
    result: float
    peak: float
    with_table: float
    seconds: float

    def cells(self) -> tuple[str, ...]:
        """Return the cells of a row under `HEADS`."""
        megabytes = (self.before, self.result, self.peak, self.with_table)
        return (
            f"{self.worlds:,}",
            *(f"{one:.0f}" for one in megabytes),
            f"{1024 * (self.peak - self.before) / self.worlds:.2f}",
            f"{1e6 * self.seconds / self.worlds:.0f}",
        )


def needed(scenario: str, worlds: int, keep: str, *, rounds: int = 0, batch: int = 1_000) -> Needed:
    """Play so many worlds in a fresh interpreter; `rounds` shorten the scenario."""
    arguments = [scenario, worlds, rounds, batch, keep]
    done = subprocess.run(
        [sys.executable, "-c", PLAY, *map(str, arguments)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return Needed(*json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", default="stockholm-2014")
    parser.add_argument("--worlds", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=0, help="shorten the scenario")
    parser.add_argument("--batch", type=int, default=1_000)
    parser.add_argument("--keep", choices=("all", "summary", "sums"), default="all")
    asked = parser.parse_args()
    print("\n".join(ruled(*HEADS)), flush=True)
    for worlds in asked.worlds:
        one = needed(asked.scenario, worlds, asked.keep, rounds=asked.rounds, batch=asked.batch)
        print(row(*one.cells()), flush=True)


if __name__ == "__main__":
    main()
