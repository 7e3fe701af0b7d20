"""`backtest`: every cell played from what was known before it, and scored."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from bargaining.arrays import Floats
from bargaining.defaults import PER_DRAW_EACH, SEED, WORLDS_EACH
from bargaining.errors import ArgumentError
from bargaining.history.process import Check, acceptance_checks, predictive_checks, process_of
from bargaining.history.record import Cell, cells, coded_endings, covariates_before
from bargaining.history.result import MODEL, BacktestResult, CellResult
from bargaining.history.scores import Observed, baseline_forecasts, smoothed, surprise
from bargaining.outcomes import Ending, Outcomes
from bargaining.scenario import Scenario, load
from bargaining.scenario.suggestions import did_you_mean
from bargaining.stats import estimate_share

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
    known = [cell.id for cell in every]
    unknown = [id for id in only or () if id not in known]
    if unknown:
        raise ArgumentError(
            f'there is no cell "{unknown[0]}". ' + did_you_mean(unknown[0], known, "cells")
        )
    if only is not None and not only:
        raise ArgumentError(f"cells to play must be of {', '.join(known)}; got none")
    chosen = [cell for cell in every if only is None or cell.id in only]
    observed = [_observed(cell, load(cell.scenario)) for cell in every]
    first = [replace(one, happened=_by_ending(one.cell.first_coding)) for one in observed]
    baselines = zip(baseline_forecasts(observed), baseline_forecasts(first), strict=True)
    scenarios = [load(cell.scenario) for cell in chosen]
    if checks:
        # Read before anything is played.
        dated = load(CHECKED)
        scenarios += [dated, *map(dated.intervene, ("nuclear_test", "no_nuclear_test"))]
    # Late: a stored back-test is read and drawn without the engine.
    from bargaining.engine import simulate
    from bargaining.engine.runs import Run, play_runs

    size: dict[str, Any] = {"worlds": worlds, "worlds_per_draw": worlds_per_draw, "seed": seed}
    runs = [Run(worlds, partial(simulate, scenario, **size)) for scenario in scenarios]
    outcomes = [one for _, one in play_runs(runs, workers=workers, progress=progress)]
    played = {cell.id: one for cell, one in zip(chosen, outcomes, strict=False)}
    results = tuple(
        _result(one, played[one.cell.id], *of)
        for one, of in zip(observed, baselines, strict=True)
        if one.cell.id in played
    )
    found: tuple[Check, ...] = ()
    if checks:
        tested = [cell for cell in chosen if cell.split == "test"] or chosen
        found = predictive_checks([(cell, played[cell.id]) for cell in tested])
        found += acceptance_checks(*outcomes[len(chosen) :])
    record = outcomes[0].record
    made_by = {"model_number": record.model_number, "versions": dict(record.versions)}
    return BacktestResult(
        cells=results,
        checks=found,
        surprise={
            split: _surprise([cell for cell in results if cell.split == split], played)
            for split in dict.fromkeys(cell.split for cell in results)
        },
        run={**size, "draws": outcomes[0].n_draws, **made_by},
        process=tuple(process_of(played[cell.id]) for cell in chosen if cell.cluster == DATED),
    )


def _observed(cell: Cell, scenario: Scenario) -> Observed:
    initial = scenario.issues["sanctions_relief"].initial
    given = float(getattr(initial, "value", 0.0))
    months = covariates_before(cell.start).months_since_test
    happened = _by_ending(coded_endings(scenario, cell))
    return Observed(cell, happened, (1.0 - given, math.log1p(months)))


def _by_ending(weights: Mapping[Ending, float]) -> Floats:
    return np.array([float(weights.get(ending, 0.0)) for ending in Ending])


def _result(
    one: Observed, outcomes: Outcomes, known: dict[str, Floats], first: dict[str, Floats]
) -> CellResult:
    """Return what a cell comes to, beside the baselines, also as all cells were first coded."""
    cell, ending = one.cell, outcomes["ending"]
    counts = np.bincount(ending, minlength=len(Ending))
    estimates = [estimate_share(ending == code, outcomes.cluster) for code in Ending]
    model = {MODEL: smoothed(counts)}
    same = ("id", "scenario", "cluster", "split", "months", "confidence")
    return CellResult(
        **{name: getattr(cell, name) for name in same},
        played_digest=outcomes.record.played_digest,
        start=str(cell.start),
        happened=tuple(one.happened.tolist()),
        first_coding=tuple(_by_ending(cell.first_coding).tolist()),
        worlds=tuple(counts.tolist()),
        first=tuple(ending[:FIRST].tolist()),
        low=tuple(one.low for one in estimates),
        high=tuple(one.high for one in estimates),
        forecasts={name: tuple(of.tolist()) for name, of in (model | known).items()},
        first_forecasts={name: tuple(of.tolist()) for name, of in (model | first).items()},
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
