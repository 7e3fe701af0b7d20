"""Numbers that a run is handed in place of those it would draw: designs, posteriors, sweeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError, Problem, ScenarioError
from bargaining.scenario import Scenario, numbers_of
from bargaining.scenario.suggestions import did_you_mean
from bargaining.scenario.terms import canonical_path

__all__ = ["GivenParameters", "given_parameters"]


@dataclass(frozen=True, slots=True, eq=False)
class GivenParameters:
    """Values of some numbers of a scenario, by their dotted paths, one row a draw."""

    paths: tuple[str, ...]
    values: Floats
    """Array over (draw, path)."""
    first_draw: int = 0
    """Number of the draw that the first row belongs to."""

    def __len__(self) -> int:
        return len(self.values)

    def of(self, first_draw: int, n_draws: int) -> GivenParameters:
        """Return the rows of a range of draws."""
        start = first_draw - self.first_draw
        return GivenParameters(self.paths, self.values[start : start + n_draws], first_draw)

    def by_path(self, each: int = 1) -> dict[str, Floats]:
        """Return the values by path, every row so many times in a row."""
        rows = np.repeat(self.values, each, axis=0)
        return dict(zip(self.paths, rows.T.copy(), strict=True))

    @property
    def digest(self) -> str:
        """Digest of paths and values."""
        return _digest("\0".join(self.paths), self.values)

    @property
    def digests(self) -> dict[str, str]:
        """Digest of the values of each number, by path."""
        columns = zip(self.paths, self.values.T, strict=True)
        return {path: _digest(path, column) for path, column in columns}


def _digest(names: str, values: Floats) -> str:
    return blake2b(names.encode() + values.astype("<f8").tobytes(), digest_size=16).hexdigest()


def given_parameters(scenario: Scenario, given: Any, taker: str = "parameters") -> GivenParameters:
    """Return a table of numbers as rows for draws, checked against the scenario.

    Parameters
    ----------
    scenario : Scenario
    given : pandas.DataFrame or mapping of str to sequence
        A column for each number, named by its dotted path; a row for each draw.
    taker : str
        What the messages call it.

    Raises
    ------
    ArgumentError
        It is no such table; a column is no number of the scenario, or holds what none of its
        numbers may be. All faults are told at once.
    """
    is_table = isinstance(given, Mapping) or hasattr(given, "columns")
    if not is_table or not len(given) or not [*given]:
        raise ArgumentError(
            f"{taker} must be a table with a column for each number and a row for each draw, such "
            f"as a pandas DataFrame or a mapping from paths to values; got {type(given).__name__}"
            f"{'' if isinstance(given, str) or not hasattr(given, '__len__') else ' without any'}"
        )
    known = numbers_of(scenario)
    columns: dict[str, Floats] = {}
    faults = []
    for name in given:
        path = canonical_path(name) if isinstance(name, str) else ""
        if path not in known:
            faults.append(
                f"{taker}: {str(name)[:200]!r} is no number of {scenario.header.name} that can be "
                f"drawn. {did_you_mean(str(name), known, 'paths')}"
            )
            continue
        column = _numbers(given[name])
        if column is None:
            faults.append(f"{taker}: {path} must hold numbers only")
            continue
        if path in columns:
            faults.append(f"{taker}: {path} is given twice")
        if column.ndim != 1:
            faults.append(f"{taker}: {path} must be one number a draw; got shape {column.shape}")
        elif not np.isfinite(column).all():
            row = int(np.flatnonzero(~np.isfinite(column))[0])
            faults.append(f"{taker}: {path} must be finite; row {row} holds {column[row]}")
        columns[path] = column
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1 or lengths == {0}:
        faults.append(
            f"{taker} must have as many values in each column, at least one; got "
            f"{', '.join(map(str, sorted(lengths)))}"
        )
    if not faults:
        faults = [f"{taker}: {fault}" for fault in _out_of_range(scenario, columns)]
    if faults:
        raise ArgumentError("\n".join(faults))
    return GivenParameters(tuple(columns), np.stack([*columns.values()], axis=1))


def _numbers(values: Any) -> Floats | None:
    """Return values as numbers; None where they are texts, truth values, dates or too large."""
    try:
        column = np.atleast_1d(np.asarray(values))
        if column.dtype == object and not any(isinstance(one, str | bool) for one in column.flat):
            column = column.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        return None
    return column.astype(np.float64) if column.dtype.kind in "iuf" else None


def _out_of_range(scenario: Scenario, columns: Mapping[str, Floats]) -> list[str]:
    """Return what the scenario's own rules say of the least and the greatest of each column."""
    faults: list[Problem] = []
    for ends in (np.min, np.max):
        values = {path: float(ends(column)) for path, column in columns.items()}
        try:
            scenario.replace(values)
        except ScenarioError:
            # Together they may break a rule that no row breaks: what is wrong by itself counts.
            for path, value in values.items():
                try:
                    scenario.replace({path: value})
                except ScenarioError as error:
                    faults += error.problems
    return [*dict.fromkeys(f"{fault.key} {fault.message}" for fault in faults)]
