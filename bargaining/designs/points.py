"""The points of a design: a grid of values, or a sample that fills ranges or priors evenly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from math import prod
from typing import Any

import numpy as np

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.scenario import Scenario, numbers_of
from bargaining.scenario.evidence import uncertain_paths, walk
from bargaining.scenario.numbers import COUNT_KINDS
from bargaining.scenario.suggestions import did_you_mean
from bargaining.scenario.terms import canonical_path, is_coefficient
from bargaining.world.given import GivenParameters, given_parameters
from bargaining.world.priors import value_at

__all__ = ["DESIGNS", "POINTS", "points_of"]

DESIGNS = ("grid", "latin_hypercube", "sobol")
# Points of a sample unless told otherwise.
POINTS = 64
_MOST = 100_000
# Samples lie in [0, 1), and a prior may have no end: what is nearer to one than this is moved off.
_EDGE = 2.0**-33


def points_of(
    scenario: Scenario, varied: Mapping[str, Any], design: str, n_points: int | None, seed: int
) -> GivenParameters:
    """Return a row of values for each point; all faults are told in one `ArgumentError`.

    Parameters
    ----------
    varied : mapping of path to values, range or None
        As `sweep` takes it.
    design : str
        One of `DESIGNS`.
    n_points : int, optional
        How many points a sample has, `POINTS` by default; a grid's follow from its values.
    """
    if not isinstance(varied, Mapping) or not varied:
        raise ArgumentError(
            "sweep takes a mapping from paths to values, such as "
            '{"parties.japan.discount_factor": [0.9, 0.95, 0.98]}; got '
            f"{'an empty one' if isinstance(varied, Mapping) else type(varied).__name__}"
        )
    if design not in DESIGNS:
        near = did_you_mean(str(design), DESIGNS, "designs")
        raise ArgumentError(f'there is no design "{design}". {near}')
    counts = {dotted for _, dotted, one in walk(scenario) if isinstance(one, COUNT_KINDS)}
    told = [
        f"sweep: {path} is a count and cannot be swept: play "
        f'scenario.replace({{"{path}": ...}}) for each value and compare the results'
        for path in varied
        if path in counts
    ]
    asked = {path: given for path, given in varied.items() if path not in counts}
    columns, ends = (
        _grid(scenario, asked, n_points, told)
        if design == "grid"
        else _sample(scenario, asked, design, n_points, seed, told)
    )
    if columns:
        try:
            # What lies between two values that a number may have, it may have too.
            checked = given_parameters(scenario, ends, "sweep", lambda row: "")
        except ArgumentError as error:
            told.append(str(error))
    if told:
        raise ArgumentError("\n".join(told))
    return GivenParameters(checked.paths, np.stack([*columns.values()], axis=1))


def _grid(
    scenario: Scenario, varied: Mapping[str, Any], n_points: int | None, told: list[str]
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return the columns of every combination of values, the last path's changing fastest.

    Beside them are the least and the greatest value of each path.
    """
    axes: dict[str, Floats] = {}
    if n_points is not None:
        told.append("sweep: points are those of a sample; a grid has as many as its values make")
    for path, given in varied.items():
        listed = given.get("quantiles") if isinstance(given, Mapping) else given
        try:
            values = np.atleast_1d(np.asarray(listed, dtype=np.float64))
        except (TypeError, ValueError, OverflowError):
            values = np.empty(0)
        if isinstance(given, Mapping):
            wanted, number = "", canonical_path(path) if isinstance(path, str) else ""
            if {*given} != {"quantiles"} or values.ndim != 1 or not values.size:
                wanted = 'must be {"quantiles": [0.1, 0.5, 0.9]}'
            elif not ((values > 0) & (values < 1)).all():
                wanted = "must have quantiles above 0 and below 1"
            if wanted:
                told.append(f"sweep: {path} {wanted}; got {repr(given)[:60]}")
                continue
            # What is no number is told with all other paths.
            if number in numbers_of(scenario):
                if not _has_prior(scenario, number, told):
                    continue
                values = _of_prior(scenario, number, values)
        if given is None or values.ndim != 1 or not values.size:
            told.append(
                f"sweep: {path} must have a list of numbers, such as [0.1, 0.2]; got "
                f'{repr(given)[:60]}. Values at quantiles of its prior are {{"quantiles": '
                "[0.1, 0.9]}. Ranges and priors are sampled: design='latin_hypercube' or 'sobol'"
            )
        elif len(np.unique(values)) < len(values):
            told.append(f"sweep: {path} has a value twice; got {repr(given)[:60]}")
        else:
            axes[path] = values
    n = prod(map(len, axes.values()))
    if n > _MOST:
        told.append(f"sweep: a design has at most {_MOST:,} points; this grid has {n:,}")
        return {}, {}
    meshed = np.meshgrid(*axes.values(), indexing="ij")
    columns = {path: one.ravel() for path, one in zip(axes, meshed, strict=True)}
    return columns, {path: np.array([one.min(), one.max()]) for path, one in axes.items()}


def _has_prior(scenario: Scenario, path: str, told: list[str]) -> bool:
    """Return whether a number has a prior, and tell where it has none."""
    drawn = path in uncertain_paths(scenario)
    if not drawn:
        value = numbers_of(scenario)[path].expectation()
        told.append(f"sweep: {path} has no prior, only the value {value:g}; give values or a range")
    return drawn


def _of_prior(scenario: Scenario, path: str, shares: Floats) -> Floats:
    """Return a number at quantiles of its prior; the spread of weights is at its mean."""
    spread = scenario.settings.spread.expectation() if is_coefficient(path) else 0.0
    return value_at(numbers_of(scenario)[path], shares, spread)


def _sample(
    scenario: Scenario,
    varied: Mapping[str, Any],
    design: str,
    n_points: int | None,
    seed: int,
    told: list[str],
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return the columns of a sample, which fills the ranges or priors evenly.

    Beside them are the ends of each range, or of what a prior gave.
    """
    from scipy.stats import qmc

    n = POINTS if n_points is None else n_points
    if not isinstance(n, (int, np.integer)) or isinstance(n, bool) or not 1 <= n <= _MOST:
        told.append(f"sweep: points must be a whole number from 1 to {_MOST:,}; got {n!r}")
        n = 1
    if design == "sobol" and n & (n - 1):
        near = f"{1 << int(n).bit_length() - 1} or {1 << int(n).bit_length()}"
        told.append(f"sweep: points of a Sobol design must be a power of 2, {near}; got {n}")
        n = 1
    numbers = numbers_of(scenario)
    sampler = {"latin_hypercube": qmc.LatinHypercube, "sobol": qmc.Sobol}[design]
    luck = np.random.default_rng([abs(seed), seed < 0])
    shares = np.clip(sampler(max(len(varied), 1), seed=luck).random(n), _EDGE, 1 - _EDGE)
    columns: dict[str, Floats] = {}
    limits: dict[str, Floats] = {}
    for (name, given), share in zip(varied.items(), shares.T, strict=False):
        path = canonical_path(name) if isinstance(name, str) else ""
        # Two numbers in order, or None where something else was given.
        ends = None
        is_list = isinstance(given, Sequence | np.ndarray) and not isinstance(given, str)
        if is_list and len(given) == 2:
            with suppress(TypeError, ValueError):
                low, high = map(float, given)
                ends = (low, high) if -np.inf < low < high < np.inf else None
        if given is None and path in numbers:
            if _has_prior(scenario, path, told):
                columns[name] = _of_prior(scenario, path, share)
                limits[name] = np.array([columns[name].min(), columns[name].max()])
        elif given is not None and ends is None:
            told.append(
                f"sweep: {name} must have a range (low, high) with low < high, or None for its "
                f"own prior; got {repr(given)[:60]}"
            )
        else:
            # None of a path that is no number: this is told with all other paths.
            low, high = ends or (0.0, 1.0)
            columns[name] = low + (high - low) * share
            # An end itself is never drawn, so that it may be one that a number may not reach.
            limits[name] = low + (high - low) * np.array([_EDGE, 1 - _EDGE])
    return columns, limits
