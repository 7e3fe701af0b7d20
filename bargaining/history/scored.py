"""What a back-test found: cells as they were predicted and as they ended, with their scores."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.history.baselines import BASELINES
from bargaining.history.checks import Check
from bargaining.history.process import Process
from bargaining.history.scores import brier, log_score, ranked
from bargaining.stats import Estimate, estimate_mean

__all__ = ["MODEL", "SCORES", "CellResult", "ScoredCells"]

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
class ScoredCells:
    """Cells with their scores and the record of the run; `BacktestResult` shows and saves them."""

    cells: tuple[CellResult, ...]
    checks: tuple[Check, ...]
    surprise: dict[str, float]
    run: dict[str, Any]
    process: tuple[Process, ...] = ()

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
    ) -> Estimate:
        """Return the mean of the model's score less a baseline's, paired cell by cell.

        Cells of one cluster are drawn together, as worlds of one draw are: `n_informed` is the
        number of clusters, and there is an interval for the whole record where `clustered` holds.

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
        return estimate_mean(np.array(gaps), np.array([cell.cluster for cell in held]))
