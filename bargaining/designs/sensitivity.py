"""Which of a scenario's numbers matter for a quantity: one at a time, or by Sobol indices."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, TypeAlias, get_args

import numpy as np

from bargaining.analysis.standings import holm
from bargaining.arrays import Floats
from bargaining.claims.estimates import check_confidence
from bargaining.claims.sums import limits_of
from bargaining.claims.tally import atom_value, entries, quantity_of, statement_value, texts_of
from bargaining.defaults import SEED, WORLDS_EACH
from bargaining.designs.effects import Effect, QuantityEffects, Sensitivity
from bargaining.designs.factors import Factor, Patterns, factors_of, points_of
from bargaining.designs.indices import indices_of
from bargaining.engine.arguments import check_seed, check_whole, scenario_of
from bargaining.engine.batches import BATCH
from bargaining.engine.designs import play_points
from bargaining.engine.folders import Resume
from bargaining.engine.runs import Progress
from bargaining.engine.seats import Seat
from bargaining.engine.simulation import versions
from bargaining.errors import ArgumentError
from bargaining.outcomes import Outcomes
from bargaining.scenario import Scenario
from bargaining.scenario.evidence import numbers_of, uncertain_paths
from bargaining.scenario.played import MODEL_NUMBER
from bargaining.scenario.quantity_tree import Node, QuantileOfWorlds, Quantity
from bargaining.stats import CONFIDENCE, estimate_change, estimate_mean, p_value

__all__ = ["METHODS", "Design", "design_of", "luck_of", "sensitivity"]

Method: TypeAlias = Literal["one_at_a_time", "sobol"]

METHODS: tuple[Method, ...] = get_args(Method)
QUANTITY = "P(settlement)"
POINTS = 128
# Measured on stockholm-2014: fewer worlds at more points tell no more at the same cost.
WORLDS_A_POINT = 16
_LEAST_POINTS, _MOST_POINTS = 8, 2**20
# Rows are resampled in clusters, of which there are as many at least where rows allow it.
_CLUSTERS, _MOST_CLUSTERS = 32, 1_024
_TENTHS = (0.1, 0.9)


@dataclass(frozen=True, slots=True)
class Design:
    """What a study of sensitivity is to play.

    Attributes
    ----------
    scenario : Scenario
    factors : tuple of Factor
    method : str
    points : int
        Rows of Saltelli's design; 0 one at a time.
    worlds : int
        At each point.
    quantities : tuple of Quantity
    """

    scenario: Scenario
    factors: tuple[Factor, ...]
    method: Method
    points: int
    worlds: int
    quantities: tuple[Quantity, ...]

    @property
    def row(self) -> int:
        """Points that share their worlds for sure: a row, or all of them one at a time."""
        n = len(self.factors)
        return n + 2 if self.method == "sobol" else 2 * n + 1

    @property
    def total_worlds(self) -> int:
        """Worlds to be played in all."""
        return max(self.points, 1) * self.row * self.worlds

    def in_words(self) -> str:
        """Return its size in words: rows, points, worlds at each and in all."""
        rows = f"{self.points} rows of {self.row} points" if self.points else f"{self.row} points"
        return f"{rows}, {self.worlds} worlds each: {self.total_worlds:,} worlds"

    @property
    def rows_a_cluster(self) -> int:
        """Rows that share their worlds, so that batches are full."""
        full = BATCH // (self.row * self.worlds)
        return max(1, min(full, self.points // _CLUSTERS), self.points // _MOST_CLUSTERS)


def design_of(
    scenario: Scenario | str,
    quantity: str | Sequence[str] = QUANTITY,
    *,
    method: Method = METHODS[0],
    factors: Patterns | None = None,
    points: int | None = None,
    worlds: int | None = None,
) -> Design:
    """Return what `sensitivity` would play; it takes the same arguments and refuses the same."""
    scenario = scenario_of(scenario)
    if method not in METHODS:
        raise ArgumentError(f"method must be {' or '.join(map(repr, METHODS))}; got {method!r}")
    sobol = method == "sobol"
    if worlds is None:
        worlds = WORLDS_A_POINT if sobol else WORLDS_EACH
    check_whole(worlds=worlds)
    if worlds < 2:
        raise ArgumentError(
            "worlds must be at least 2 at each point, so that luck can be told from the numbers; "
            f"got {worlds}"
        )
    if not sobol and points is not None:
        raise ArgumentError(
            'points are those of method="sobol"; one at a time, more worlds tell more'
        )
    n = POINTS if points is None else points
    whole = isinstance(n, int) and not isinstance(n, bool)
    if not whole or not _LEAST_POINTS <= n <= _MOST_POINTS or n & (n - 1):
        raise ArgumentError(
            f"points must be a power of two from {_LEAST_POINTS} to {_MOST_POINTS:,}, as Sobol's "
            f"sequence needs to be balanced, such as {POINTS}; got {n!r}"
        )
    asked = tuple(quantity_of(text, scenario) for text in texts_of(quantity))
    if not asked:
        raise ArgumentError("sensitivity needs a quantity, such as P(settlement); got none")
    for one in asked:
        if one.of_draws or isinstance(one.tree, QuantileOfWorlds):
            raise ArgumentError(
                f"sensitivity takes shares and means of worlds; {one.text!r} is "
                f"{'a share of draws' if one.of_draws else 'a quantile'}, which a few worlds at "
                "one point do not have"
            )
    found = factors_of(scenario, factors)
    return Design(scenario, found, method, n if sobol else 0, worlds, asked)


def sensitivity(
    scenario: Scenario | str,
    quantity: str | Sequence[str] = QUANTITY,
    *,
    method: Method = METHODS[0],
    factors: Patterns | None = None,
    points: int | None = None,
    worlds: int | None = None,
    seed: int = SEED,
    confidence: float = CONFIDENCE,
    seats: Mapping[str, Seat] | None = None,
    workers: int = 1,
    resume: Resume = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """Rank the uncertain numbers of a scenario by what they do to a quantity.

    ``"one_at_a_time"``, a first look, moves each factor from its 10 % to its 90 % quantile, all
    others at their medians, in the same worlds; it sees no interactions. ``"sobol"``, the thorough
    method, estimates how much of the variance of the quantity over the priors each factor makes by
    itself (first-order index) and with all its interactions (total index), by Saltelli's design:
    `points` rows of ``factors + 2`` points each. What luck adds in so few worlds is taken out, so
    that the indices are those of the quantity in endlessly many worlds; the share of luck in the
    variance of a single world is reported beside them.

    Parameters
    ----------
    scenario : Scenario or str
        A scenario, the name of a bundled one, or the path of a file.
    quantity : str or sequence of str
        One or several, as `measure` takes them: shares and means of worlds and what is made of
        them. All are measured in the same worlds.
    method : "one_at_a_time" or "sobol"
    factors : str, iterable of str, or mapping of str to these, optional
        Paths of the numbers to vary, with ``*`` for any one name, or the beginning of several; in a
        mapping, all under one label form one factor. All that have a prior by default; those that
        share a draw or a block of correlations are one factor. The others are drawn for each world,
        the same at every point, and count as luck; the scenario's spread of weights then keeps its
        mean.
    points : int, optional
        Rows of Saltelli's design, a power of two: 128 unless told otherwise.
    worlds : int, optional
        Worlds at each point: one at a time 400 unless told otherwise, the same at all points; 16 of
        Saltelli's design, the same at all points of a row, other ones in other rows.
    seed : int
        Of the points, the luck and the resampling.
    confidence : float
        Of the intervals. One less it is how often the ranking may name any number wrongly.
    seats, workers, progress
        As in `simulate`.
    resume : Path or str, optional
        A folder that keeps what points come to as soon as they are played. A study that was ended,
        however that came, goes on from there when it is started again, with other workers too.

    Returns
    -------
    Sensitivity
        Prints as a ranking and a table for each quantity; ``to_frame()`` has a row for each factor.

    Raises
    ------
    ArgumentError
        A quantity cannot be asked of worlds, an argument is out of its range, or a factor is none.
    Interrupted
        It was stopped by hand; what was played is lost without `resume`.
    StrategyError
        A rule of a user's own failed; the message names point, world, draw and round.

    References
    ----------
    Sobol' 2001, "Global sensitivity indices for nonlinear mathematical models and their Monte Carlo
    estimates", Mathematics and Computers in Simulation 55:271-280. Saltelli et al. 2010, "Variance
    based sensitivity analysis of model output", Computer Physics Communications 181:259-270.
    """
    design = design_of(
        scenario, quantity, method=method, factors=factors, points=points, worlds=worlds
    )
    scenario, seed = design.scenario, check_seed(seed)
    check_whole(workers=workers)
    check_confidence(confidence)
    # Where numbers are drawn beside the factors, each world has a draw of its own.
    varied = {path for factor in design.factors for path in factor.paths}
    alone = varied >= {*uncertain_paths(scenario)}
    played = play_points(
        scenario,
        points_of(scenario, design.factors, luck_of(design, seed)),
        partial(_of_worlds, design.quantities),
        worlds=design.worlds,
        worlds_per_draw=design.worlds if alone else 1,
        seed=seed,
        sharing=design.row * design.rows_a_cluster if method == "sobol" else None,
        seats=seats,
        workers=workers,
        progress=progress,
        resume=resume,
        study={"study": "sensitivity", "quantities": [one.text for one in design.quantities]},
    )
    record = {
        "scenario": scenario.name,
        "title": scenario.header.title,
        "method": method,
        "factors": len(design.factors),
        "numbers": sum(len(factor.paths) for factor in design.factors),
        "all_numbers": alone,
        "points": design.points,
        "worlds_a_point": design.worlds,
        "worlds": design.total_worlds,
        "seed": seed,
        "confidence": confidence,
        "versions": versions(),
        "model_number": MODEL_NUMBER,
        "played_digest": scenario.played_digest,
    }
    found = [
        _effects(design, read, values, record)
        for read, values in zip(design.quantities, np.stack(played, axis=1), strict=True)
    ]
    return Sensitivity(tuple(found), record)


def luck_of(design: Design, seed: int) -> Floats:
    """Return a design as luck in [0, 1], over (point, piece of luck).

    A row of Saltelli's design is A, B, and for each factor A with that factor's luck from B. A and
    B are the two halves of a point of a scrambled Sobol' sequence. One at a time all are at their
    medians, then each factor at its lower and its upper quantile; a block of correlations moves by
    its first number, and the others follow: they stay at their medians given the first.
    """
    draws = [(place, draw) for place, one in enumerate(design.factors) for draw in one.draws]
    if design.method == "sobol":
        from scipy.stats import qmc

        sequence = qmc.Sobol(2 * len(draws), scramble=True, seed=np.random.default_rng(seed))
        a, b = np.split(sequence.random(design.points), 2, axis=1)
        rows = np.repeat(a[:, None], design.row, axis=1)
        rows[:, 1] = b
        for column, (place, _) in enumerate(draws):
            rows[:, 2 + place, column] = b[:, column]
        return np.asarray(rows.reshape(-1, len(draws)))
    numbers = numbers_of(design.scenario)
    following = {
        numbers[path].draw or path
        for block in design.scenario.correlations
        for path in block.numbers[1:]
    }
    rows = np.full((design.row, len(draws)), 0.5)
    for column, (place, draw) in enumerate(draws):
        if draw not in following:
            rows[1 + 2 * place : 3 + 2 * place, column] = _TENTHS
    return rows


def _of_worlds(quantities: Sequence[Quantity], outcomes: Outcomes) -> Floats:
    """Return what each world of a point adds to each quantity, over (quantity, world).

    They are the jackknife's pseudo-values (Miller 1974), whose mean is the quantity and whose
    spread over worlds is that of its error: of a share or a mean the worlds' own values, of a ratio
    or a sum of several what a world contributes.
    """
    n, found = len(outcomes), []
    for quantity in quantities:
        sums = [entries(atom, outcomes)[0] for atom in quantity.atoms]

        def value(of: Sequence[Floats], quantity: Quantity = quantity) -> Floats:
            atoms = zip(quantity.atoms, of, strict=True)
            known: dict[Node, Floats] = {atom: atom_value(atom, sums) for atom, sums in atoms}
            return np.asarray(statement_value(quantity.tree, known), dtype=np.float64)

        whole = [part.sum(axis=0) for part in sums]
        without = value([total - part for total, part in zip(whole, sums, strict=True)])
        found.append(n * value(whole) - (n - 1) * without)
    return np.stack([np.broadcast_to(one, n) for one in found])


def _effects(
    design: Design, quantity: Quantity, values: Floats, record: Mapping[str, Any]
) -> QuantityEffects:
    """Return the effects on a quantity from what each world adds to it, over (point, world)."""
    confidence = record["confidence"]
    undefined = int(np.isnan(values).any(axis=-1).sum())
    if design.method == "sobol":
        rows = values.reshape(design.points, design.row, design.worlds)
        cluster = np.arange(design.points) // design.rows_a_cluster
        found = indices_of(rows, cluster, confidence, record["seed"])
        drawn = rows[:, :2].reshape(design.points, -1)
        member = np.repeat(cluster, drawn.shape[1])
        level = estimate_mean(drawn.ravel(), member, confidence=confidence)
        luck, p_values = (found.luck, *found.luck_ends), holm(found.p_value)
        effects = [
            Effect(
                factor=factor,
                value=float(found.total[i]),
                standard_error=float(found.total_error[i]),
                low=float(found.total_ends[i, 0]),
                high=float(found.total_ends[i, 1]),
                score=float(found.score[i]),
                p_value=float(p_values[i]),
                first=float(found.first[i]),
                first_low=float(found.first_ends[i, 0]),
                first_high=float(found.first_ends[i, 1]),
            )
            for i, factor in enumerate(design.factors)
        ]
    else:
        draw, luck = np.zeros(design.worlds), (math.nan, math.nan, math.nan)
        limits = limits_of(quantity.tree, design.scenario.settings.rounds.value)
        level = estimate_mean(values[0], draw, limits=limits, confidence=confidence)
        changes = [
            estimate_change(values[1 + 2 * i], values[2 + 2 * i], draw, limits, confidence)
            for i in range(len(design.factors))
        ]
        p_values = holm(np.array([p_value(one) for one in changes]))
        effects = [
            Effect(
                factor=factor,
                value=change.value,
                standard_error=change.standard_error,
                low=change.low,
                high=change.high,
                score=change.value / change.standard_error if change.standard_error else 0.0,
                p_value=float(p_values[i]),
                at_low=float(values[1 + 2 * i].mean()),
                at_high=float(values[2 + 2 * i].mean()),
            )
            for i, (factor, change) in enumerate(zip(design.factors, changes, strict=True))
        ]
    return QuantityEffects(quantity.text, level, tuple(effects), record, undefined, *luck).ordered()
