"""Tables of numbers to play with, `--parameters FILE`: one column a path, one row a draw."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bargaining.cli.folder import whole_path
from bargaining.cli.streams import reason
from bargaining.errors import ArgumentError

if TYPE_CHECKING:
    from bargaining.scenario import Scenario

__all__ = ["ParameterTable", "read_parameters"]

_FORM = "cells must be parted by commas, with a point in decimals"
_DECIMAL_COMMA = re.compile(r"\s*[-+]?\d*,\d+([eE][-+]?\d+)?\s*")


@dataclass(frozen=True, slots=True)
class ParameterTable:
    """The columns of a file by their names, as `bargaining.simulate` takes them."""

    file: Path
    columns: dict[str, Any]
    lines: Sequence[int] | None = None
    """Lines of the file that the rows are in, where it has lines."""

    def __len__(self) -> int:
        return max(map(len, self.columns.values()), default=0)

    def check(self, scenario: Scenario, worlds: int, worlds_per_draw: int) -> None:
        """Refuse numbers that a run of the scenario cannot be played with, by their lines."""
        from bargaining.world.given import given_for_run

        given_for_run(
            scenario,
            self.columns,
            worlds=worlds,
            worlds_per_draw=worlds_per_draw,
            taker=f"--parameters {self.file}",
            place=lambda row: f"row {row}: " if self.lines is None else f"line {self.lines[row]}: ",
        )


def read_parameters(file: Path | None, worlds: int, worlds_per_draw: int) -> ParameterTable | None:
    """Return the table of a file; the counts of the run say what it needs where it is empty.

    Raises
    ------
    ArgumentError
        The file cannot be read as such a table.
    """
    if file is None:
        return None
    if file.suffix.lower() not in (".csv", ".parquet"):
        raise ArgumentError(f"--parameters must name a .csv or .parquet file; got {file}")
    columns: dict[str, Any]
    lines = None
    try:
        path = whole_path(file, "--parameters")
        if path.suffix.lower() == ".csv":
            columns, lines = _of_csv(path)
        else:
            try:
                from pyarrow import parquet
            except ImportError:
                raise ValueError(
                    'needs pyarrow: pip install "bargaining[parquet]", or save the table as .csv'
                ) from None
            read = parquet.read_table(path)
            columns = {name: read[name].to_numpy() for name in read.column_names}
    except (OSError, ValueError, csv.Error) as error:
        raise ArgumentError(f"--parameters {file}: {reason(error)}") from None
    table = ParameterTable(file, columns, lines)
    if not len(table):
        raise ArgumentError(
            f"--parameters {file}: has no rows below the column names; {worlds:,} worlds, "
            f"{worlds_per_draw} a draw, need {-(-worlds // worlds_per_draw):,}"
        )
    return table


def _of_csv(file: Path) -> tuple[dict[str, Any], list[int]]:
    columns: dict[str, list[float | str]] = {}
    lines: list[int] = []
    # Spreadsheets begin a file with a mark of its encoding.
    with file.open(newline="", encoding="utf-8-sig") as text:
        try:
            rows = csv.reader(text)
            names = [name.strip() for name in next(rows, [])]
            if any("\0" in name for name in names):
                raise ValueError("is no UTF-8 text: save it as UTF-8")
            if any(mark in name for name in names for mark in ";\t"):
                raise ValueError(f"line 1: {_FORM}; got {names[0][:80]!r}")
            if not names or len({*names}) < len(names):
                raise ValueError("the first line must name each column, a path each, once")
            columns = {name: [] for name in names}
            for row in filter(None, rows):
                if len(row) != len(names):
                    raise ValueError(
                        f"line {rows.line_num} has {len(row)} cells; the first line names "
                        f"{len(names)}; {_FORM}"
                    )
                if wrong := next(filter(_DECIMAL_COMMA.fullmatch, row), None):
                    raise ValueError(f"line {rows.line_num}: {_FORM}; got {wrong[:40]!r}")
                lines.append(rows.line_num)
                for name, cell in zip(names, row, strict=True):
                    # What is no number is told with all other faults of the table.
                    value: float | str = cell
                    with suppress(ValueError):
                        value = float(cell)
                    columns[name].append(value)
        except UnicodeDecodeError:
            raise ValueError("is no UTF-8 text: save it as UTF-8") from None
    return dict(columns), lines
