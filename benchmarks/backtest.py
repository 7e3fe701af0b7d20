"""Play the back-test in full and write docs/evidence/backtest.json, docs/history.md, its picture.

From the root of the repository:

    python -m benchmarks.backtest --workers 2 --write     # play, store, fill in the page
    python -m benchmarks.backtest --stored --write        # fill in the page from what is stored
"""

from __future__ import annotations

import argparse
import json

from bargaining.history import BacktestResult, backtest
from bargaining.history.page import fill, parts
from benchmarks.evidence import EVIDENCE

WORLDS, PER_DRAW, SEED = 2000, 5, 2014
STORED = EVIDENCE / "backtest.json"
PAGE = EVIDENCE.parent / "history.md"
PICTURE = EVIDENCE.parent / "history.png"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=WORLDS)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--stored", action="store_true", help="play nothing, read what is stored")
    parser.add_argument("--write", action="store_true", help="write result, page and picture")
    asked = parser.parse_args()
    if asked.stored:
        result = BacktestResult.from_dict(json.loads(STORED.read_text("utf-8")))
    else:
        result = backtest(
            worlds=asked.worlds, worlds_per_draw=PER_DRAW, seed=SEED, workers=asked.workers
        )
    print(result)
    if asked.write:
        from bargaining.plots import plot_backtest

        result.save(STORED)
        PAGE.write_text(fill(PAGE.read_text("utf-8"), parts(result)), encoding="utf-8")
        plot_backtest(result).figure.savefig(PICTURE, dpi=110)


if __name__ == "__main__":
    main()
