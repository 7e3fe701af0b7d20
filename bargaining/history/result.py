"""What a back-test found, as plain records that can be stored and read again."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.history.baselines import BASELINES
from bargaining.history.checks import Check
from bargaining.history.scores import brier, log_score, ranked
from bargaining.history.skill import Difference, paired_difference
from bargaining.outcomes import Ending

__all__ = ["MODEL", "SCORES", "BacktestResult", "CellResult"]

FORMAT = 1
MODEL = "model"
SCORES = {"brier": brier, "log": log_score, "ranked": ranked}
_CODINGS = {"happened": "forecasts", "first_coding": "first_forecasts"}


@dataclass(frozen=True, slots=True)
class CellResult:
    """One cell: what was predicted, what happened, and what that is worth.

    Attributes
    ----------
    id, scenario, played_digest, cluster, split, start : str
        Which cell, the scenario with its played digest, its cluster, ``"train"`` or ``"test"``, and
        its first month.
    months : int
        Horizon.
    confidence : str
        Of the coding.
    happened, first_coding : tuple of float
        Weight of each ending in the order of `Ending`: by the engine's rule, and as written down
        before the rule was applied.
    worlds : tuple of int
        Worlds by ending.
    first : tuple of int
        Codes of the endings of the first ten worlds: a few worlds played again must end so.
    low, high : tuple of float
        Ends of the 95 % Monte Carlo intervals of the shares, clustered by draw.
    forecasts : dict of str to tuple of float
        Probability of each ending by forecaster: ``"model"`` and the baselines.
    first_forecasts : dict of str to tuple of float
        The same where all cells are coded as first written down, which moves what the baselines
        have seen.
    errors : dict of str to float
        Monte Carlo standard error of the model's Brier and log scores.
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
    errors: dict[str, float]

    @property
    def shares(self) -> Floats:
        """Share of worlds by ending."""
        counts = np.array(self.worlds, dtype=float)
        return np.asarray(counts / counts.sum())

    def score(self, score: str, forecaster: str = MODEL, *, coding: str = "happened") -> float:
        """Return a score of a forecaster's distribution.

        Parameters
        ----------
        score : str
            ``"brier"``, ``"log"`` or ``"ranked"``.
        forecaster : str
            ``"model"`` or a baseline.
        coding : str
            ``"happened"``, or ``"first_coding"`` for what was written down before the rule.
        """
        if coding not in _CODINGS:
            raise ArgumentError(f"coding must be one of {', '.join(_CODINGS)}; got {coding!r}")
        forecasts = getattr(self, _CODINGS[coding])
        return SCORES[score](forecasts[forecaster], getattr(self, coding))


@dataclass(frozen=True)
class BacktestResult:
    """Cells with their scores, checks of the priors, and the record of the run.

    Attributes
    ----------
    cells : tuple of CellResult
        In order of their start.
    checks : tuple of Check
        Prior predictive checks and calibration targets; empty where none were asked for.
    surprise : dict of str to float
        By split, the probability under the model of a total log score as low as the one earned.
    run : dict
        Worlds, worlds per draw, seed and versions.
    """

    cells: tuple[CellResult, ...]
    checks: tuple[Check, ...]
    surprise: dict[str, float]
    run: dict[str, Any]

    def __str__(self) -> str:
        return self.table()

    @cached_property
    def splits(self) -> tuple[str, ...]:
        """The splits that have cells, train first."""
        held = {cell.split for cell in self.cells}
        return tuple(split for split in ("train", "test") if split in held)

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
    ) -> Difference:
        """Return the model's score less a baseline's, paired cell by cell.

        Parameters
        ----------
        score : str
            ``"brier"`` and ``"ranked"`` are better when lower, ``"log"`` when higher.
        baseline : str
            One of `bargaining.history.BASELINES`.
        split : str
            ``"train"`` or ``"test"``.
        coding : str
            As in `CellResult.score`.
        """
        if baseline not in BASELINES:
            raise ArgumentError(f"baseline must be one of {', '.join(BASELINES)}; got {baseline!r}")
        held = self.of(split)
        gaps = [
            cell.score(score, coding=coding) - cell.score(score, baseline, coding=coding)
            for cell in held
        ]
        return paired_difference(gaps, [cell.cluster for cell in held])

    def table(self, *, ascii: bool = False) -> str:
        """Return the tables that ``print(result)`` shows, at most 96 characters wide.

        Parameters
        ----------
        ascii : bool
            Use ASCII characters only.
        """
        from bargaining.history.table import render

        return render(self, ascii=ascii)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values that JSON can hold; what is not known is None."""
        return {
            "format": FORMAT,
            "run": self.run,
            "endings": [ending.key for ending in Ending],
            "cells": [
                {
                    **{name: _plain(value) for name, value in asdict(cell).items()},
                    "scores": {
                        forecaster: {score: cell.score(score, forecaster) for score in SCORES}
                        for forecaster in cell.forecasts
                    },
                }
                for cell in self.cells
            ],
            "checks": [{**_plain(asdict(check)), "is_met": check.is_met} for check in self.checks],
            "surprise": self.surprise,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> BacktestResult:
        """Return the result that `to_dict` wrote down.

        Raises
        ------
        ArgumentError
            It was written by another version of the format.
        """
        if data.get("format") != FORMAT:
            raise ArgumentError(
                f"a stored back-test must have format {FORMAT}; got {data.get('format')!r}"
            )
        names = {field.name for field in fields(CellResult)}
        return cls(
            cells=tuple(
                # Older files do not tell what was played.
                CellResult(
                    **{"played_digest": ""} | {k: _tupled(v) for k, v in one.items() if k in names}
                )
                for one in data["cells"]
            ),
            checks=tuple(_check(one) for one in data["checks"]),
            surprise=dict(data["surprise"]),
            run=dict(data["run"]),
        )

    def save(self, path: str | Path) -> Path:
        """Write the result as JSON and return the file's path."""
        file = Path(path)
        text = json.dumps(self.to_dict(), indent=1, ensure_ascii=False, allow_nan=False)
        file.write_text(text + "\n", encoding="utf-8")
        return file


def _check(stored: dict[str, Any]) -> Check:
    known = {key: value for key, value in stored.items() if key != "is_met"}
    # A value that was never reached is infinite; one that the record lacks is not a number.
    known["value"] = math.inf if known["value"] is None else known["value"]
    known["in_record"] = math.nan if known["in_record"] is None else known["in_record"]
    return Check(**known)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _tupled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _tupled(inner) for key, inner in value.items()}
    return tuple(value) if isinstance(value, list) else value
