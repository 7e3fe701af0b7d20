"""`sweep`: quantities at every point of a design, with the same luck at each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, nullcontext
from functools import partial
from typing import Any

import numpy as np

from bargaining.arrays import Floats
from bargaining.claims.estimates import effect, level_of, measure
from bargaining.claims.sums import limits_of
from bargaining.claims.tally import Tally, quantity_of, tally, texts_of
from bargaining.defaults import PER_DRAW_EACH, SEED, WORLDS_EACH
from bargaining.designs.points import points_of
from bargaining.designs.sweep_result import ENDINGS, LEVEL, NUMBERS, Sweep
from bargaining.engine import simulate
from bargaining.engine.arguments import check_seed, check_whole, scenario_of
from bargaining.engine.batches import failing_in
from bargaining.engine.designs import played_points
from bargaining.engine.folders import Resume, check_contents, folder_of
from bargaining.engine.locks import held
from bargaining.engine.runner import Progress
from bargaining.engine.seats import Seat
from bargaining.outcomes import Outcomes
from bargaining.scenario import Scenario, numbers_of
from bargaining.scenario.quantity_tree import (
    Lost,
    QuantileOfWorlds,
    Quantity,
    ShareOfDraws,
    ShareOfWorlds,
)
from bargaining.scenario.words import number_text
from bargaining.stats import CONFIDENCE
from bargaining.strategies import Strategy
from bargaining.world.given import GivenParameters

__all__ = ["SweepStopped", "sweep"]


class SweepStopped(KeyboardInterrupt):
    """A sweep stopped by hand; `sweep` holds the points that were finished, or None.

    The numbers of all other points are NaN.
    """

    def __init__(self, sweep: Sweep | None) -> None:
        self.sweep = sweep
        super().__init__("stopped by hand")


def sweep(
    scenario: Scenario | str,
    varied: Mapping[str, Any],
    *,
    quantities: str | Iterable[str] | None = None,
    design: str = "grid",
    points: int | None = None,
    worlds: int = WORLDS_EACH,
    worlds_per_draw: int = PER_DRAW_EACH,
    seed: int = SEED,
    seats: Mapping[str, Seat | type[Strategy] | str] | None = None,
    workers: int = 1,
    resume: Resume = None,
    progress: Progress | None = None,
) -> Sweep:
    """Vary numbers of a scenario over a design and measure quantities at every point.

    The same worlds are played at each point with the same luck, so that two points differ by their
    numbers alone. Each quantity also comes with its change from the scenario as written, world by
    world; for another baseline, sweep ``scenario.replace({path: value})``.

    Parameters
    ----------
    scenario : Scenario or str
        A scenario, the name of a bundled one, or the path of a file.
    varied : mapping of str to values, range or None
        What to vary, by dotted path. For a grid a list of values, or ``{"quantiles": [0.1, 0.9]}``
        for the values at these quantiles of the number's own prior; else a range ``(low, high)``,
        or None for the prior. All other numbers are drawn as ever.
    quantities : str or iterable of str, optional
        Expressions as `measure` takes them, such as ``"E(last(sanctions_relief))"``; the shares of
        the five endings unless told otherwise.
    design : str
        ``"grid"``: every combination of the values. ``"latin_hypercube"`` or ``"sobol"``: points
        that fill the ranges, or the priors, evenly (`scipy.stats.qmc`); the seed fixes them.
    points : int, optional
        How many points a Latin hypercube or a Sobol design has, 64 unless told otherwise; of a
        Sobol design a power of 2.
    worlds, worlds_per_draw, seed, seats, workers
        As in `simulate`; `worlds` are those of one point.
    resume : Path or str, optional
        A folder that keeps the numbers of points as soon as they are played. A sweep that was
        ended, however that came, goes on from there when it is started again, with other workers
        too. Code of a user's own is known by its name alone.
    progress : callable, optional
        Called as ``progress(done, total)`` with worlds: of all points, and of the scenario as
        written, which is played first.

    Returns
    -------
    Sweep
        Prints as a table; `to_xarray`, `to_frame` and `plot_sweep` take it further.

    Raises
    ------
    ArgumentError
        What was asked cannot be swept or measured; all faults are told at once.
    SweepStopped
        The sweep was stopped by hand; it holds the points that were finished.
    StrategyError
        A rule of a user's own failed; the message names point, world, draw and round.

    Examples
    --------
    >>> import bargaining as bg
    >>> found = bg.sweep(
    ...     "ultimatum",
    ...     {"parties.ann.choice_noise": [0.05, 0.1]},
    ...     quantities="P(ever(agreement))",
    ...     worlds=50,
    ... )
    >>> found.to_xarray()["value"].sizes["parties.ann.choice_noise"]
    2
    """
    scenario = scenario_of(scenario)
    check_whole(worlds=worlds, worlds_per_draw=worlds_per_draw, workers=workers)
    seed = check_seed(seed)
    texts = texts_of(ENDINGS if quantities is None else quantities)
    asked = tuple(dict.fromkeys(quantity_of(text, scenario) for text in texts))
    design_points = points_of(scenario, varied, design, points, seed)
    keep = "summary" if {*texts} <= {*ENDINGS} else None
    same: dict[str, Any] = {"worlds": worlds, "worlds_per_draw": worlds_per_draw, "seed": seed}
    same |= {"seats": seats, "workers": workers, "keep": keep}
    total = (len(design_points) + 1) * worlds
    folder = folder_of(resume)
    study = {"study": "sweep", "quantities": [one.text for one in asked]}
    kept: dict[str, Any] = {"resume": folder, "study": study}

    def behind(before: int, done: int, _: int) -> None:
        if progress is not None:
            progress(before + done, total)

    # Held as a whole: another one is refused before it plays anything.
    with nullcontext() if folder is None else held(folder.path, "sweep"):
        own = None
        if folder is not None:
            check_contents(folder.path, "sweep")
            own = folder.within("as-written")
        try:
            with failing_in("the scenario as written"):
                written = simulate(scenario, **same, resume=own, progress=partial(behind, 0))
        except KeyboardInterrupt:
            raise SweepStopped(None) from None
        tallies = tuple(_tally(one, written) for one in asked)
        reduce = partial(_numbers, quantities=asked, baseline=tallies)
        numbers = np.full((len(design_points), len(asked), len(NUMBERS)), np.nan)
        baseline = reduce(written)[:, : len(LEVEL)]
        found = _sweep(written, design, design_points, asked, numbers, baseline)
        played = played_points(
            scenario, design_points, reduce, **same, **kept, progress=partial(behind, worlds)
        )
        try:
            with closing(played):
                for place, one in played:
                    numbers[place] = one
        except KeyboardInterrupt:
            raise SweepStopped(found if np.isfinite(numbers).any() else None) from None
    return found


def _tally(quantity: Quantity, outcomes: Outcomes) -> Tally | None:
    """Return the sums that a quantity needs, world by world; None of a quantile, which has none."""
    if isinstance(quantity.tree, QuantileOfWorlds):
        return None
    return tally(quantity, outcomes, blocks=outcomes.record.worlds_per_draw)


def _numbers(
    outcomes: Outcomes, quantities: Sequence[Quantity], baseline: Sequence[Tally | None]
) -> Floats:
    """Return the numbers of each quantity at one point, shape (quantity, number)."""
    rows = []
    for quantity, before in zip(quantities, baseline, strict=True):
        own, gap = _tally(quantity, outcomes), None
        if own is None or before is None:
            found = measure(outcomes, quantity.text)
        else:
            low, high = limits_of(quantity.tree, len(outcomes.labels["round"]))
            found = level_of(quantity, own, outcomes.scenario)
            between = low - high, high - low
            gap = effect(quantity, own, before, confidence=CONFIDENCE, limits=between)
        change = [np.nan] * len(LEVEL) if gap is None else [getattr(gap, name) for name in LEVEL]
        rows.append([*(getattr(found, name) for name in LEVEL), *change, found.n_informed_worlds])
    return np.array(rows, dtype=np.float64)


def _sweep(
    written: Outcomes,
    design: str,
    points: GivenParameters,
    quantities: Sequence[Quantity],
    numbers: Floats,
    baseline: Floats,
) -> Sweep:
    """Return a sweep of these points, beside the scenario as written."""
    record, known = written.record, numbers_of(written.scenario)
    shares = (ShareOfWorlds, Lost, ShareOfDraws)
    return Sweep(
        title=written.scenario.header.title,
        paths=points.paths,
        points=points.values,
        quantities=tuple(one.text for one in quantities),
        numbers=numbers,
        baseline=baseline,
        shares=tuple(isinstance(one.tree, shares) for one in quantities),
        units={path: known[path].unit or "" for path in points.paths},
        priors={path: number_text(known[path]) for path in points.paths},
        record={
            "scenario": written.scenario.header.name,
            "design": design,
            **{name: getattr(record, name) for name in ("played_digest", "model_number", "seed")},
            **{name: getattr(record, name) for name in ("worlds", "worlds_per_draw")},
            "draws": written.n_draws,
            "seats": dict(record.seats),
            "versions": dict(record.versions),
        },
    )
