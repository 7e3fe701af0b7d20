"""A back-test as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bargaining.history.baselines import BASELINES
from bargaining.history.process import number
from bargaining.history.scored import MODEL
from bargaining.history.scores import ORDER
from bargaining.outcomes import Ending
from bargaining.text import (
    Column,
    counted,
    decimal,
    in_ascii,
    interval,
    paragraphs,
    signed,
    table,
    wrap,
)

if TYPE_CHECKING:
    from bargaining.history.checks import Check
    from bargaining.history.scored import CellResult, ScoredCells

__all__ = ["render"]

_NAMES = {
    MODEL: "the model",
    "uniform": "uniform",
    "stalemate": "always a stalemate",
    "climatology": "climatology, earlier cells",
    "logit": "logit of two covariates",
    "hindsight": "climatology, all cells",
}
_SCORES = {"brier": "Brier", "log": "log", "ranked": "ranked"}
_SPLITS = {"train": "Training cells", "test": "Test cells"}
_RANKS = ", ".join(" or ".join(ending.words for ending in rank) for rank in ORDER)
_SCORE_WORDS = (
    "Shares of worlds in %. [ ]: ending coded from the record; two where it can be read in two "
    "ways, scored half and half. ( ): low confidence in the coding. Brier: 0 best, 2 worst. Log: 0 "
    f"best. Ranked: 0 best, 1 worst, over {_RANKS}."
)
_HINDSIGHT_WORDS = "Climatology of all cells knows how every cell ended: hindsight and no forecast."
_SURPRISE_WORDS = (
    "Surprise: how probable the model holds a log score as low as the one earned. It tests "
    "consistency, no skill: a model that bets on everything is never surprised."
)
_TARGET_WORDS = (
    "A calibration target was looked at while the structure was built: to meet it supports nothing."
)


def render(result: ScoredCells, *, ascii: bool = False) -> str:
    """Return the tables of a back-test."""
    run = result.run
    head = (
        f"Back-test on the record · {counted(len(result.cells), 'cell')} · "
        f"{counted(run['worlds'], 'world')} each ({counted(run['draws'], 'draw')}) · "
        f"seed {run['seed']}"
    )
    lines = [*wrap(head), "", *_cells(result)]
    for split in result.splits:
        lines += ["", *_scores(result, split)]
    lines += ["", *_surprise(result)]
    for one in result.process:
        lines += ["", *one.lines()]
    if result.checks:
        lines += ["", *_checks(result.checks)]
    text = "\n".join(lines)
    return in_ascii(text) if ascii else text


def _cells(result: ScoredCells) -> list[str]:
    heads = ("months", *(ending.key for ending in Ending), *_SCORES.values())
    columns = [Column("cell", words=True), Column("from"), *map(Column, heads)]
    return [*table(columns, map(_cell, result.cells)), *wrap(_SCORE_WORDS)]


def _cell(cell: CellResult) -> list[str]:
    shares = [
        f"[{text}]" if cell.happened[ending] > 0 else f"{text} "
        for ending, text in ((ending, decimal(100 * cell.shares[ending], 1)) for ending in Ending)
    ]
    name = f"({cell.id})" if cell.confidence == "low" else cell.id
    when = (str(cell.start), str(cell.months))
    return [name, *when, *shares, *(decimal(cell.score(score)) for score in _SCORES)]


def _scores(result: ScoredCells, split: str) -> list[str]:
    held = result.of(split)
    clusters = len({cell.cluster for cell in held})
    title = f"{_SPLITS[split]}: {counted(len(held), 'cell')}, {counted(clusters, 'cluster')}"
    columns = [
        Column(title, words=True),
        *map(Column, _SCORES.values()),
        Column("Brier of the model less this one"),
    ]
    rows = []
    for forecaster in (MODEL, *BASELINES):
        told = ""
        if forecaster != MODEL:
            gap = result.difference("brier", forecaster, split=split)
            # One cluster drawn again is itself: it has no interval.
            ends = "one cluster"
            if gap.clustered:
                ends = interval(signed(gap.low), signed(gap.high))
            told = f"{signed(gap.value)} ({ends})"
        scores = [decimal(result.mean_score(one, forecaster, split=split)) for one in _SCORES]
        rows.append([_NAMES[forecaster], *scores, told])
    return [*table(columns, rows), *wrap(_first_coded(result, split))]


def _first_coded(result: ScoredCells, split: str) -> str:
    mean = {
        name: result.mean_score("brier", name, split=split, coding="first_coding")
        for name in (MODEL, *BASELINES)
    }
    others = ", ".join(f"{mean[name]:.2f} {_NAMES[name]}" for name in BASELINES)
    return (
        f"If every cell is coded as first written down, before the rule was applied, Brier is "
        f"{mean[MODEL]:.2f} for the model; {others}."
    )


def _surprise(result: ScoredCells) -> list[str]:
    told = ", ".join(
        f"{result.surprise[split]:.2f} in the {_SPLITS[split].lower()}" for split in result.splits
    )
    few = (
        "In brackets: 95 % intervals, with each cluster as one case. Where one holds 0, the two "
        "cannot be told apart."
    )
    surprise = f"{_SURPRISE_WORDS} {told[:1].upper()}{told[1:]}."
    return paragraphs((few, _HINDSIGHT_WORDS, surprise))


def _checks(checks: tuple[Check, ...]) -> list[str]:
    heads = ("worlds", "wanted", "record", "met")
    rows = [
        [
            check.name,
            number(check.value),
            f"{check.low:g} to {check.high:g}",
            number(check.in_record),
            "yes" if check.is_met else "no",
        ]
        for check in checks
    ]
    columns = [Column("Checks of the priors", words=True), *map(Column, heads)]
    return [*table(columns, rows), *wrap(_TARGET_WORDS)]
