"""`backtest`: every cell played from what was known before it, and scored."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from bargaining.arrays import Floats
from bargaining.defaults import PER_DRAW_EACH, SEED, WORLDS_EACH
from bargaining.errors import ArgumentError
from bargaining.history.cells import Cell, cells, coded_endings
from bargaining.history.checks import Check, acceptance_checks, predictive_checks
from bargaining.history.covariates import covariates_before
from bargaining.history.process import process_of
from bargaining.history.result import MODEL, BacktestResult, CellResult
from bargaining.history.scores import Observed, baseline_forecasts, smoothed, surprise
from bargaining.outcomes import Ending, Outcomes
from bargaining.scenario import Scenario, load
from bargaining.scenario.suggestions import did_you_mean
from bargaining.stats import estimate_share

__all__ = ["backtest"]

CHECKED = "stockholm-2014"
# The episode whose course the record dates month by month.
DATED = "E7"
FIRST = 10
Progress = Callable[[int, int], None]


def backtest(
    *,
    worlds: int = WORLDS_EACH,
    worlds_per_draw: int = PER_DRAW_EACH,
    seed: int = SEED,
    workers: int = 1,
    only: Sequence[str] | None = None,
    checks: bool = True,
    progress: Progress | None = None,
) -> BacktestResult:
    """Play the cells of the back-test and score the endings predicted for them.

    Nothing is fitted: each cell is a bundled scenario file that holds what was known before it.
    Baselines that look at earlier cells see all of them, played or not.

    Parameters
    ----------
    worlds, worlds_per_draw, seed, workers : int
        As `bargaining.simulate` takes them, for each cell; the seed is the same for all, so that
        two horizons of one episode are the same worlds.
    only : sequence of str, optional
        Ids of the cells to play, such as ``["E7a", "E7b"]``; all of them where None.
    checks : bool
        Also play the Stockholm file, with and without a nuclear test, for the checks of the priors.
    progress : callable, optional
        Called as ``progress(done, total)`` with worlds done.

    Raises
    ------
    ArgumentError
        An argument is out of its range, or there is no such cell.

    Examples
    --------
    >>> from bargaining.history import backtest
    >>> result = backtest(worlds=20, only=["E6"], checks=False)
    >>> [cell.id for cell in result.cells]
    ['E6']
    """
    every = cells()
    chosen = _chosen(every, only)
    scenarios = {cell.id: load(cell.scenario) for cell in every}
    arms = _arms() if checks else []
    observed = [_observed(cell, scenarios[cell.id]) for cell in every]
    first = [replace(one, happened=_by_ending(one.cell.first_coding)) for one in observed]
    forecasts = [_by_cell(baseline_forecasts(coded)) for coded in (observed, first)]
    # Late: a stored back-test is read and drawn without the engine.
    from bargaining.engine import simulate
    from bargaining.engine.runs import Run, play_runs

    size: dict[str, Any] = {"worlds": worlds, "worlds_per_draw": worlds_per_draw, "seed": seed}
    wanted = [*(scenarios[cell.id] for cell in chosen), *arms]
    runs = [Run(worlds, partial(simulate, scenario, **size)) for scenario in wanted]
    outcomes = [one for _, one in play_runs(runs, workers=workers, progress=progress)]
    played = {cell.id: one for cell, one in zip(chosen, outcomes, strict=False)}
    results = tuple(
        _result(one, played[one.cell.id], [by_cell[place] for by_cell in forecasts])
        for place, one in enumerate(observed)
        if one.cell.id in played
    )
    record = outcomes[0].record
    return BacktestResult(
        cells=results,
        checks=_checks(chosen, played, outcomes[len(chosen) :]) if checks else (),
        surprise={
            split: _surprise([cell for cell in results if cell.split == split], played)
            for split in dict.fromkeys(cell.split for cell in results)
        },
        run={
            "worlds": worlds,
            "worlds_per_draw": worlds_per_draw,
            "draws": outcomes[0].n_draws,
            "seed": seed,
            "model_number": record.model_number,
            "versions": dict(record.versions),
        },
        process=tuple(process_of(played[cell.id]) for cell in chosen if cell.cluster == DATED),
    )


def _chosen(every: Sequence[Cell], only: Sequence[str] | None) -> list[Cell]:
    known = [cell.id for cell in every]
    unknown = [id for id in only or () if id not in known]
    if unknown:
        raise ArgumentError(
            f'there is no cell "{unknown[0]}". ' + did_you_mean(unknown[0], known, "cells")
        )
    if only is not None and not only:
        raise ArgumentError(f"cells to play must be of {', '.join(known)}; got none")
    return [cell for cell in every if only is None or cell.id in only]


def _observed(cell: Cell, scenario: Scenario) -> Observed:
    initial = scenario.issues["sanctions_relief"].initial
    given = float(getattr(initial, "value", 0.0))
    months = covariates_before(cell.start).months_since_test
    happened = _by_ending(coded_endings(scenario, cell))
    return Observed(cell, happened, (1.0 - given, math.log1p(months)))


def _by_cell(forecasts: dict[str, list[Floats]]) -> list[dict[str, Floats]]:
    return [dict(zip(forecasts, of, strict=True)) for of in zip(*forecasts.values(), strict=True)]


def _by_ending(weights: Any) -> Floats:
    return np.array([float(weights.get(ending, 0.0)) for ending in Ending])


def _result(one: Observed, outcomes: Outcomes, baselines: list[dict[str, Floats]]) -> CellResult:
    cell, ending = one.cell, outcomes["ending"]
    counts = np.bincount(ending, minlength=len(Ending))
    estimates = [estimate_share(ending == code, outcomes.cluster) for code in Ending]
    forecast = smoothed(counts)
    by_rule, as_first_coded = (
        {name: tuple(shares.tolist()) for name, shares in {MODEL: forecast, **of}.items()}
        for of in baselines
    )
    return CellResult(
        id=cell.id,
        scenario=cell.scenario,
        played_digest=outcomes.record.played_digest,
        cluster=cell.cluster,
        split=cell.split,
        start=str(cell.start),
        months=cell.months,
        confidence=cell.confidence,
        happened=tuple(one.happened.tolist()),
        first_coding=tuple(_by_ending(cell.first_coding).tolist()),
        worlds=tuple(counts.tolist()),
        first=tuple(ending[:FIRST].tolist()),
        low=tuple(one.low for one in estimates),
        high=tuple(one.high for one in estimates),
        forecasts=by_rule,
        first_forecasts=as_first_coded,
    )


def _surprise(results: Sequence[CellResult], played: dict[str, Outcomes]) -> float:
    """Probability, under the model, of a total log score as low as the one earned.

    Cells of one cluster end as the same world ends them.
    """
    parts, earned = [], 0.0
    for cluster in dict.fromkeys(cell.cluster for cell in results):
        held = [cell for cell in results if cell.cluster == cluster]
        earned += sum(cell.score("log") for cell in held)
        logs = [np.log(np.array(cell.forecasts[MODEL])) for cell in held]
        codes = np.stack([played[cell.id]["ending"] for cell in held], axis=1)
        cases, times = np.unique(codes, axis=0, return_counts=True)
        # What no world did has no chance here: had it happened, nothing would be as low.
        scores = [sum(log[code] for log, code in zip(logs, case, strict=True)) for case in cases]
        parts.append((scores, times / times.sum()))
    return surprise(parts, earned)


def _arms() -> list[Scenario]:
    """Return the scenarios that the acceptance checks play, read before anything is played."""
    scenario = load(CHECKED)
    return [scenario, *(scenario.intervene(name) for name in ("nuclear_test", "no_nuclear_test"))]


def _checks(
    chosen: Sequence[Cell], played: dict[str, Outcomes], arms: Sequence[Outcomes]
) -> tuple[Check, ...]:
    tested = [cell for cell in chosen if cell.split == "test"] or list(chosen)
    return (
        *predictive_checks([(cell, played[cell.id]) for cell in tested]),
        *acceptance_checks(*arms),
    )
