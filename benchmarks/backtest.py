"""Play the back-test in full and write docs/evidence/backtest.json, docs/history.md, its picture.

From the root of the repository:

    python -m benchmarks.backtest --workers 2 --write     # play, store, fill in the page
    python -m benchmarks.backtest --stored --write        # fill in the page from what is stored
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace

from bargaining.history import BacktestResult, backtest, cells
from bargaining.history.page import fill, parts
from bargaining.scenario import load
from benchmarks.benchmark import DOCS, EVIDENCE, Benchmark, Found, sentence_of, unmarked

STORED = EVIDENCE / "backtest.json"
PAGE = DOCS / "history.md"
PICTURE = DOCS / "history.png"


def measure(asked: argparse.Namespace) -> Found:
    if asked.stored:
        result = BacktestResult.from_dict(json.loads(STORED.read_text("utf-8")))
    else:
        result = backtest(
            worlds=asked.worlds,
            worlds_per_draw=asked.worlds_per_draw,
            seed=asked.seed,
            workers=asked.workers,
        )
        run = {"command": BENCHMARK.command(asked), **result.run}
        result = replace(result, run=run)

    def store() -> None:
        from bargaining.plots import plot_backtest

        result.save(STORED)
        plot_backtest(result).figure.savefig(PICTURE, dpi=110)

    text = fill(unmarked(PAGE.read_text("utf-8")), parts(result))
    played = {cell.id: cell.played_digest for cell in result.cells}
    return Found(sentence=sentence_of(text), played=played, text=text, store=store)


def plays() -> dict[str, str]:
    """Return the played digests of the cells by id."""
    return {cell.id: load(cell.scenario).played_digest for cell in cells()}


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--worlds", type=int, default=2000)
    parser.add_argument("--worlds-per-draw", type=int, default=5)
    parser.add_argument("--seed", type=int, default=2014)
    parser.add_argument("--stored", action="store_true", help="play nothing, read what is stored")


BENCHMARK = Benchmark(
    name="backtest",
    page=PAGE,
    title="History as the judge",
    question="how does the model score on twelve episodes of the record?",
    measure=measure,
    plays=plays,
    options=options,
    quick=("--worlds", "200"),
    workers=True,
)

if __name__ == "__main__":
    BENCHMARK.main()
