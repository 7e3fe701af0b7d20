"""Bytes and seconds of results in files, and what loading makes of flipped bits.

From the root of the repository:

    python -m benchmarks.files --worlds 1000 20000
    python -m benchmarks.files --worlds 60 --flips 1500
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

import bargaining as bg
from bargaining.text import Column, table

_FORMATS = (".parquet", ".npz")


def main() -> None:
    """Print both tables."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--scenario", default="stockholm-2014")
    asked.add_argument("--worlds", type=int, nargs="+", default=[1_000])
    asked.add_argument("--flips", type=int, default=0, help="bits to flip, one at a time")
    given = asked.parse_args()
    heads = ("file", "in memory", "on disk", "seconds to save", "to load")
    columns = [Column(head, words=head == "file") for head in heads]
    with tempfile.TemporaryDirectory() as folder:
        rows, flipped = [], []
        for worlds in given.worlds:
            for keep in ("all", "summary"):
                outcomes = bg.simulate(given.scenario, worlds=worlds, seed=2014, keep=keep)
                for suffix in _FORMATS:
                    path = Path(folder) / f"{worlds}-{keep}{suffix}"
                    rows.append(measured(outcomes, path))
                    if given.flips:
                        flipped.append((path.name, flips(path, given.flips)))
        print("Bytes a world")
        print("\n".join(table(columns, rows)))
        for name, found in flipped:
            print(f"{name}: {', '.join(f'{count} {what}' for what, count in found.items())}")


def measured(outcomes: bg.Outcomes, path: Path) -> list[str]:
    """Return a row: bytes a world in memory and on disk, seconds to write and to read."""
    outcomes.parameters()  # so that no time of compiling is counted
    begun = time.perf_counter()
    outcomes.save(path)
    saved = time.perf_counter()
    assert bg.load_outcomes(path) == outcomes
    loaded = time.perf_counter()
    memory = sum(outcomes[name].nbytes for name in outcomes)
    sizes = (f"{size / len(outcomes):,.0f}" for size in (memory, path.stat().st_size))
    return [path.name, *sizes, f"{saved - begun:.2f}", f"{loaded - saved:.2f}"]


def flips(path: Path, n_flips: int) -> Counter[str]:
    """Return how many flipped bits were refused, made no difference, or changed the result."""
    outcomes, whole = bg.load_outcomes(path), path.read_bytes()
    broken_file, found = path.with_name(f"broken-{path.name}"), Counter[str]()
    for place in np.random.default_rng(2014).integers(0, 8 * len(whole), n_flips):
        broken = bytearray(whole)
        broken[place // 8] ^= 1 << (place % 8)
        broken_file.write_bytes(broken)
        try:
            back = bg.load_outcomes(broken_file)
        except bg.OutcomesError:
            found["refused"] += 1
        else:
            same = back == outcomes and all(
                back[name].tobytes() == outcomes[name].tobytes() for name in outcomes
            )
            found["without effect" if same else "changed the result"] += 1
    return found


if __name__ == "__main__":
    main()
