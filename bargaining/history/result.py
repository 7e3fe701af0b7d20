"""What a back-test found: cells as predicted and as they ended, their scores, tables and file."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from bargaining.arrays import Floats
from bargaining.claims.results import write_text
from bargaining.errors import ArgumentError
from bargaining.history.process import Check, Process, number
from bargaining.history.scores import BASELINES, ORDER, brier, log_score, ranked
from bargaining.outcomes import Ending
from bargaining.stats import Estimate, estimate_mean
from bargaining.text import (
    Column,
    Report,
    counted,
    decimal,
    interval,
    paragraphs,
    signed,
    table,
    wrap,
)

FORMAT = 1
MODEL = "model"
SCORES = {"brier": brier, "log": log_score, "ranked": ranked}
_SCORE_HEADS = ("Brier", "log", "ranked")
_NAMES = {MODEL: "the model", **BASELINES}
_CODINGS = {"happened": "forecasts", "first_coding": "first_forecasts"}
_SPLITS = {"train": "Training cells", "test": "Test cells"}
_RANKS = ", ".join(" or ".join(ending.words for ending in rank) for rank in ORDER)
_SCORE_WORDS = (
    "Shares of worlds in %. [ ]: ending coded from the record; two where it can be read in two "
    "ways, scored half and half. ( ): low confidence in the coding. Brier: 0 best, 2 worst. Log: 0 "
    f"best. Ranked: 0 best, 1 worst, over {_RANKS}."
)
_BRACKET_WORDS = (
    "In brackets: 95 % intervals, with each cluster as one case. Where one holds 0, the two cannot "
    "be told apart."
)
_HINDSIGHT_WORDS = "Climatology of all cells knows how every cell ended: hindsight and no forecast."
_SURPRISE_WORDS = (
    "Surprise: how probable the model holds a log score as low as the one earned. It tests "
    "consistency, no skill: a model that bets on everything is never surprised."
)
_TARGET_WORDS = (
    "A calibration target was looked at while the structure was built: to meet it supports nothing."
)


@dataclass(frozen=True, slots=True)
class CellResult:
    """One cell of the back-test: what was predicted, what happened, and what that is worth.

    Attributes
    ----------
    id, scenario, played_digest, cluster, split, start, months, confidence
        As a `Cell` has them, with the played digest of its scenario.
    happened, first_coding : tuple of float
        Weight of each ending in the order of `Ending`: by the engine's rule, and as written down
        before the rule was applied.
    worlds, first : tuple of int
        Worlds by ending; the endings of the first ten worlds, as a few played again must end.
    low, high : tuple of float
        Ends of the 95 % Monte Carlo intervals of the shares, clustered by draw.
    forecasts, first_forecasts : dict of str to tuple of float
        Probability of each ending by forecaster, ``"model"`` and the baselines; the same where all
        cells are coded as first written down, which moves what the baselines have seen.
    """

    id: str
    scenario: str
    played_digest: str
    cluster: str
    split: str
    start: str
    months: int
    confidence: str
    happened: tuple[float, ...]
    first_coding: tuple[float, ...]
    worlds: tuple[int, ...]
    first: tuple[int, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    forecasts: dict[str, tuple[float, ...]]
    first_forecasts: dict[str, tuple[float, ...]]

    @property
    def shares(self) -> Floats:
        """Share of worlds by ending."""
        counts = np.array(self.worlds, dtype=float)
        return np.asarray(counts / counts.sum())

    def score(self, score: str, forecaster: str = MODEL, *, coding: str = "happened") -> float:
        """Return a score, brier, log or ranked, of the model's distribution or of a baseline's.

        The `coding` is ``"happened"``, or ``"first_coding"`` for what was written down before the
        rule was applied.
        """
        if coding not in _CODINGS:
            raise ArgumentError(f"coding must be one of {', '.join(_CODINGS)}; got {coding!r}")
        forecasts = getattr(self, _CODINGS[coding])
        return SCORES[score](forecasts[forecaster], getattr(self, coding))


@dataclass(frozen=True)
class BacktestResult(Report):
    """Cells in order of their start, checks of the priors, if asked for, and the record of the run.

    The `surprise` of a split is the probability under the model of a total log score as low as the
    one earned; `process` tells how the worlds of the cells of 2014 proceed, beside the record.
    """

    cells: tuple[CellResult, ...]
    checks: tuple[Check, ...]
    surprise: dict[str, float]
    run: dict[str, Any]
    process: tuple[Process, ...] = ()

    def lines(self) -> list[str]:
        """Return the lines that ``print(result)`` shows."""
        run = self.run
        head = (
            f"Back-test on the record · {counted(len(self.cells), 'cell')} · "
            f"{counted(run['worlds'], 'world')} each ({counted(run['draws'], 'draw')}) · "
            f"seed {run['seed']}"
        )
        heads = ("months", *(ending.key for ending in Ending), *_SCORE_HEADS)
        columns = [Column("cell", words=True), Column("from"), *map(Column, heads)]
        rows = []
        for cell in self.cells:
            texts = [(ending, decimal(100 * cell.shares[ending], 1)) for ending in Ending]
            shares = [f"[{text}]" if cell.happened[one] > 0 else f"{text} " for one, text in texts]
            name = f"({cell.id})" if cell.confidence == "low" else cell.id
            scores = [decimal(cell.score(score)) for score in SCORES]
            rows.append([name, cell.start, str(cell.months), *shares, *scores])
        lines = [*wrap(head), "", *table(columns, rows), *wrap(_SCORE_WORDS)]
        for split in self.splits:
            lines += ["", *self._scores(split)]
        told = ", ".join(
            f"{self.surprise[split]:.2f} in the {_SPLITS[split].lower()}" for split in self.splits
        )
        surprise = f"{_SURPRISE_WORDS} {told[:1].upper()}{told[1:]}."
        lines += ["", *paragraphs((_BRACKET_WORDS, _HINDSIGHT_WORDS, surprise))]
        for one in self.process:
            lines += ["", *one.lines()]
        if self.checks:
            heads = ("worlds", "wanted", "record", "met")
            columns = [Column("Checks of the priors", words=True), *map(Column, heads)]
            rows = []
            for check in self.checks:
                known, met = number(check.in_record), "yes" if check.is_met else "no"
                wanted = f"{check.low:g} to {check.high:g}"
                rows.append([check.name, number(check.value), wanted, known, met])
            lines += ["", *table(columns, rows), *wrap(_TARGET_WORDS)]
        return lines

    def _scores(self, split: str) -> list[str]:
        """Return the table of the scores in a split."""
        held = self.of(split)
        clusters = len({cell.cluster for cell in held})
        title = f"{_SPLITS[split]}: {counted(len(held), 'cell')}, {counted(clusters, 'cluster')}"
        heads = (*_SCORE_HEADS, "Brier of the model less this one")
        columns = [Column(title, words=True), *map(Column, heads)]
        rows = []
        for forecaster, name in _NAMES.items():
            told = ""
            if forecaster != MODEL:
                gap = self.difference("brier", forecaster, split=split)
                # One cluster drawn again is itself: it has no interval.
                ends = "one cluster"
                if gap.clustered:
                    ends = interval(signed(gap.low), signed(gap.high))
                told = f"{signed(gap.value)} ({ends})"
            scores = [decimal(self.mean_score(one, forecaster, split=split)) for one in SCORES]
            rows.append([name, *scores, told])
        first = {
            name: self.mean_score("brier", name, split=split, coding="first_coding")
            for name in _NAMES
        }
        others = ", ".join(f"{first[name]:.2f} {_NAMES[name]}" for name in BASELINES)
        if_first = (
            f"If every cell is coded as first written down, before the rule was applied, Brier is "
            f"{first[MODEL]:.2f} for the model; {others}."
        )
        return [*table(columns, rows), *wrap(if_first)]

    @property
    def splits(self) -> tuple[str, ...]:
        """The splits that have cells, train first."""
        return tuple(split for split in _SPLITS if self.of(split))

    def of(self, split: str) -> tuple[CellResult, ...]:
        """Return the cells of a split."""
        return tuple(cell for cell in self.cells if cell.split == split)

    def mean_score(
        self, score: str, forecaster: str = MODEL, *, split: str, coding: str = "happened"
    ) -> float:
        """Return the mean of a score over the cells of a split."""
        scores = [cell.score(score, forecaster, coding=coding) for cell in self.of(split)]
        return float(np.mean(scores)) if scores else math.nan

    def difference(
        self, score: str, baseline: str, *, split: str, coding: str = "happened"
    ) -> Estimate:
        """Return the mean of the model's score less a baseline's, paired cell by cell.

        Scores ``"brier"`` and ``"ranked"`` are better when lower, ``"log"`` when higher; baselines
        are those of `bargaining.history.BASELINES`, splits ``"train"`` and ``"test"``. Cells of one
        cluster are drawn together, as worlds of one draw are: `n_informed` is the number of
        clusters, and there is an interval for the whole record where `clustered` holds.
        """
        if baseline not in BASELINES:
            raise ArgumentError(f"baseline must be one of {', '.join(BASELINES)}; got {baseline!r}")
        held = self.of(split)
        gaps = [
            cell.score(score, coding=coding) - cell.score(score, baseline, coding=coding)
            for cell in held
        ]
        return estimate_mean(np.array(gaps), np.array([cell.cluster for cell in held]))

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values that JSON can hold.

        What is not known is None, and what never came is the word ``"never"``.
        """
        plain: dict[str, Any] = TypeAdapter(BacktestResult).dump_python(self, mode="json")
        for cell, stored in zip(self.cells, plain["cells"], strict=True):
            stored["scores"] = {
                forecaster: {score: cell.score(score, forecaster) for score in SCORES}
                for forecaster in cell.forecasts
            }
        for check, stored in zip(self.checks, plain["checks"], strict=True):
            stored["is_met"] = check.is_met
        first = {"format": FORMAT, "run": plain.pop("run")}
        return {**first, "endings": [ending.key for ending in Ending], **plain}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> BacktestResult:
        """Return the result that `to_dict` wrote down; one of another format is refused."""
        if data.get("format") != FORMAT:
            raise ArgumentError(
                f"a stored back-test must have format {FORMAT}; got {data.get('format')!r}"
            )
        # Older files do not tell what was played.
        cells = [{"played_digest": "", **one} for one in data["cells"]]
        return TypeAdapter(BacktestResult).validate_python({**data, "cells": cells})

    def save(self, path: str | Path) -> Path:
        """Write the result as JSON and return the file's path; `OutcomesError` if it cannot."""
        text = json.dumps(self.to_dict(), indent=1, ensure_ascii=False, allow_nan=False)
        return write_text(path, text + "\n")
