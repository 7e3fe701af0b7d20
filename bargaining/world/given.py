"""Numbers that a run is handed in place of those it would draw: designs, posteriors, sweeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import Any

import numpy as np

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError, ScenarioError
from bargaining.scenario import Scenario, numbers_of
from bargaining.scenario.suggestions import did_you_mean
from bargaining.scenario.terms import canonical_path
from bargaining.text import joined

__all__ = ["DRAW", "GivenParameters", "given_for_run", "given_parameters"]

# What a table of `outcomes.parameters()` has beside the numbers, as its index or as a column.
DRAW = "draw"
# Draws that are named in a message, and letters of what stands where a number should.
_MOST_NAMED, _MOST_LETTERS = 5, 40


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
        """Digest of paths and values, and of the first draw where it is not the first of all."""
        return _digest(self._begin + "\0".join(self.paths), self.values)

    @property
    def digests(self) -> dict[str, str]:
        """Digest of the values of each number, by path."""
        columns = zip(self.paths, self.values.T, strict=True)
        return {path: _digest(self._begin + path, column) for path, column in columns}

    @property
    def _begin(self) -> str:
        return f"{self.first_draw}\0" if self.first_draw else ""


def _digest(names: str, values: Floats) -> str:
    return blake2b(names.encode() + values.astype("<f8").tobytes(), digest_size=16).hexdigest()


def _row(row: int) -> str:
    return f"row {row}: "


def given_for_run(
    scenario: Scenario,
    given: Any,
    *,
    worlds: int | None,
    worlds_per_draw: int,
    first_world: int = 0,
    taker: str = "parameters",
    place: Callable[[int], str] = _row,
) -> GivenParameters:
    """Return a table of numbers as rows for the draws of a run, in the order of the draws.

    Parameters
    ----------
    scenario : Scenario
    given : pandas.DataFrame or mapping of str to sequence
        As `given_parameters` takes it. With a column or an index `draw`, it says which draw each
        row is for; else the rows are those of draw 0 and on.
    worlds : int, optional
        How many worlds are played; as many as there are rows for unless told otherwise.
    worlds_per_draw, first_world : int
        Of the run.
    taker, place
        As in `given_parameters`.

    Raises
    ------
    ArgumentError
        It is no such table, or not one for these draws.
    """
    draws = None
    if isinstance(given, Mapping) or hasattr(given, "columns"):
        if DRAW in given:
            draws, given = given[DRAW], {name: given[name] for name in given if name != DRAW}
        elif getattr(getattr(given, "index", None), "name", None) == DRAW:
            draws = given.index
    if draws is not None and not len([*given]):
        raise ArgumentError(f"{taker}: holds no numbers, only {DRAW}")
    rows = given_parameters(scenario, given, taker, place)
    first = first_world // worlds_per_draw
    end = first + 1 if worlds is None else -(-(first_world + worlds) // worlds_per_draw)
    if draws is None:
        if end > len(rows) and worlds is not None:
            raise ArgumentError(
                f"{taker} must have a row for each draw: {worlds:,} worlds from number "
                f"{first_world} on, {worlds_per_draw} a draw, need {end:,}; got {len(rows):,}"
            )
        return rows
    # Every draw from the first to the last one played once, and there may be more at both ends.
    numbers, fault = _column(draws, DRAW, place)
    if fault or len(numbers) != len(rows):
        fault = fault or f"{DRAW} must have a number for each row, {len(rows)}; got {len(numbers)}"
        raise ArgumentError(f"{taker}: {fault}")
    found, times = np.unique(numbers, return_counts=True)
    is_draw = (found >= 0) & (found == np.floor(found)) & (found < 2**53)
    known = found[is_draw].astype(np.int64)
    least, most = min([first, *known[:1]]), max([end - 1, *known[-1:]])
    edges = np.concatenate([[least - 1], known, [most + 1]])
    gaps = [(low + 1, high - 1) for low, high in pairwise(edges.tolist()) if high - low > 1]
    missing = [f"{low}" if low == high else f"{low} to {high}" for low, high in gaps]
    faults = []
    for texts, what in (
        ([f"{one:.15g}" for one in found[times > 1]], "there more than once"),
        ([f"{one:.15g}" for one in found[~is_draw]], "no number of a draw"),
        (missing, "missing"),
    ):
        if texts:
            more = len(texts) - _MOST_NAMED
            named = joined([*texts[:_MOST_NAMED], *([f"{more:,} more"] if more > 0 else [])])
            is_one = len(texts) == 1 and " " not in texts[0]
            faults.append(f"{named} {'is' if is_one else 'are'} {what}")
    if faults:
        raise ArgumentError(
            f"{taker}: {DRAW} must name each draw of the run once, from {first} on: "
            f"{'; '.join(faults)}"
        )
    return GivenParameters(rows.paths, rows.values[np.argsort(numbers)], int(known[0]))


def given_parameters(
    scenario: Scenario,
    given: Any,
    taker: str = "parameters",
    place: Callable[[int], str] = _row,
) -> GivenParameters:
    """Return a table of numbers as rows for draws, checked against the scenario.

    Parameters
    ----------
    scenario : Scenario
    given : pandas.DataFrame or mapping of str to sequence
        A column for each number, named by its dotted path; a row for each draw.
    taker : str
        What the messages call it.
    place : callable
        What they call a row of it, from 0.

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
        if path in columns:
            faults.append(f"{taker}: {path} is given twice")
        column, fault = _column(given[name], path, place)
        if fault:
            faults.append(f"{taker}: {fault}")
            continue
        columns[path] = column
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1 or lengths == {0}:
        faults.append(
            f"{taker} must have as many values in each column, at least one; got "
            f"{', '.join(map(str, sorted(lengths)))}"
        )
    # The scenario's own rules are tried on the least and the greatest of each column, once where
    # all numbers are held at one value.
    ends = [
        {path: int(end(column)) for path, column in columns.items()}
        for end in (np.argmin, np.argmax)
        if not faults
    ]
    for rows in ends[:1] if ends[:1] == ends[1:] else ends:
        values = {path: float(column[rows[path]]) for path, column in columns.items()}
        with suppress(ScenarioError):
            scenario.replace(values)
            continue
        # Together they may break a rule that no row breaks: what is wrong by itself counts.
        for path, value in values.items():
            try:
                scenario.replace({path: value})
            except ScenarioError as error:
                begin = f"{taker}: {place(rows[path])}"
                faults += [f"{begin}{fault.key} {fault.message}" for fault in error.problems]
    if faults:
        raise ArgumentError("\n".join(dict.fromkeys(faults)))
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


def _column(values: Any, name: str, place: Callable[[int], str]) -> tuple[Floats, str]:
    """Return a column as numbers, and what is wrong with it: empty where nothing is."""
    column = _numbers(values)
    if column is None:
        texts = np.atleast_1d(np.asarray(values))
        # NumPy makes texts of numbers beside them, so that a list is looked at as it is.
        entries = values if isinstance(values, list | tuple) else texts
        row, entry = next(
            ((row, one) for row, one in enumerate(entries) if _numbers(one) is None), (0, texts[0])
        )
        got = repr(entry) if isinstance(entry, str) else str(entry)
        return np.empty(0), f"{place(row)}{name} must be a number; got {got[:_MOST_LETTERS]}"
    if column.ndim != 1:
        return column, f"{name} must be one number a draw; got shape {column.shape}"
    infinite = np.flatnonzero(~np.isfinite(column))
    if len(infinite):
        row = int(infinite[0])
        return column, f"{place(row)}{name} must be a finite number; got {column[row]:g}"
    return column, ""
