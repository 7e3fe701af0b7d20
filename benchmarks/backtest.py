"""Play the back-test in full and write docs/evidence/backtest.json, docs/history.md, its picture.

From the root of the repository:

    python -m benchmarks.backtest --workers 2 --write     # play, store, fill in the page
    python -m benchmarks.backtest --stored --write        # fill in the page from what is stored
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace

from bargaining.history import BacktestResult, backtest, cells, record
from bargaining.history.record import Cell, ending_of_coding
from bargaining.outcomes import Ending
from bargaining.scenario import load
from bargaining.text import Column
from benchmarks.benchmark import (
    DOCS,
    EVIDENCE,
    Benchmark,
    Found,
    markdown,
    provenance,
    sentence_of,
    unmarked,
)

STORED = EVIDENCE / "backtest.json"
PAGE = DOCS / "history.md"
PICTURE = DOCS / "history.png"
LADDERS = ("sanctions_relief", "abductee_information", "test_restraint")


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

    text = filled(unmarked(PAGE.read_text("utf-8")), result)
    played = {cell.id: cell.played_digest for cell in result.cells}
    return Found(sentence=sentence_of(text), played=played, text=text, store=store)


def filled(page: str, result: BacktestResult) -> str:
    """Return the page with its parts between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``."""
    parts = {
        "sentence": _sentence(result),
        "record": _record(),
        "coding": _coding(),
        "conditions": _conditions(result),
        "scores": f"```text\n{result.table()}\n```",
    }
    for name, text in parts.items():
        begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
        assert page.count(begin) == page.count(end) == 1, f"{PAGE.name} must mark {name} once"
        before, _, rest = page.partition(begin)
        page = f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}"
    return page


def _sentence(result: BacktestResult) -> str:
    """Say how the model scored beside the fairest baseline, where test cells were played."""
    held = result.of("test")
    if not held:
        return "**No test cell was played.**"
    gap = result.difference("brier", "climatology", split="test")
    return (
        f"**The mean Brier score of {len(held)} test cells is "
        f"{result.mean_score('brier', split='test'):.2f}**, that of how earlier cells ended "
        f"{result.mean_score('brier', 'climatology', split='test'):.2f}: {gap.value:+.2f} "
        f"({gap.low:+.2f} to {gap.high:+.2f}) for {gap.n_informed} clusters."
    )


def _record() -> str:
    known = record()
    counts = {letter: sum(entry.confidence == letter for entry in known) for letter in "ABC"}
    counted = ", ".join(f"{number} {letter}" for letter, number in counts.items())
    return (
        f"It has {len(known)} entries from {known.entries[0].first.year} to "
        f"{known.entries[-1].last.year} (confidence: {counted}) and {len(known.launch_months)} "
        f"months with launches."
    )


def _coding() -> str:
    heads = (
        "cell", "months", "relief", "information", "restraint", "signed, broken", "by the rule",
        "first coded", "confidence",
    )  # fmt: skip
    rows = [row for cell in cells() for row in _coded(cell)]
    return "\n".join(markdown([Column(head, words=True) for head in heads], rows))


def _coded(cell: Cell) -> Iterator[list[str]]:
    first = " or ".join(ending.words for ending in Ending if cell.first_coding.get(ending))
    for coding in cell.codings:
        ending = ending_of_coding(load(cell.scenario), coding)
        yield [
            cell.id,
            f"{cell.start} to {cell.end}",
            *(f"{coding.reached[name]:g}" for name in LADDERS),
            ", ".join("yes" if so else "no" for so in (coding.agreed, coding.defaulted)),
            ending.words + ("" if coding.weight == 1 else " (half)"),
            first,
            coding.confidence,
        ]


def _conditions(result: BacktestResult) -> str:
    run = result.run
    versions = ", ".join(f"{name} {version}" for name, version in run["versions"].items())
    digests = {cell.id: cell.played_digest for cell in result.cells}
    made = f"`{run['command']}`: " if "command" in run else ""
    return (
        f"{made}{run['worlds']:,} worlds a cell in {run['draws']:,} draws, seed {run['seed']}; "
        f"{versions}; {provenance(digests, run.get('model_number'))}."
    )


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
