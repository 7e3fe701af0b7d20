"""Tables of numbers to play with, `--parameters FILE`: one column a path, one row a draw."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from bargaining.cli.folder import whole_path
from bargaining.cli.streams import reason
from bargaining.errors import ArgumentError

__all__ = ["read_parameters"]

# What a table of `outcomes.parameters()` has beside the numbers.
_INDEX = "draw"


def read_parameters(file: Path | None) -> dict[str, Any] | None:
    """Return the columns of a table by path, as `bargaining.simulate` takes them.

    Raises
    ------
    ArgumentError
        The file cannot be read as such a table.
    """
    if file is None:
        return None
    readers = {".csv": _of_csv, ".parquet": _of_parquet}
    if file.suffix.lower() not in readers:
        raise ArgumentError(f"--parameters must name a .csv or .parquet file; got {file}")
    try:
        columns = readers[file.suffix.lower()](whole_path(file, "--parameters"))
    except (OSError, ValueError) as error:
        raise ArgumentError(f"--parameters {file}: {reason(error)}") from None
    columns.pop(_INDEX, None)
    if not columns:
        raise ArgumentError(f"--parameters {file}: holds no numbers, only {_INDEX}")
    return columns


def _of_csv(file: Path) -> dict[str, Any]:
    columns: dict[str, list[float]] = {}
    # Spreadsheets begin a file with a mark of its encoding.
    with file.open(newline="", encoding="utf-8-sig") as text:
        rows = csv.reader(text)
        names = [name.strip() for name in next(rows, [])]
        if not names or len({*names}) < len(names):
            raise ValueError("the first line must name each column, a path each, once")
        columns = {name: [] for name in names}
        for row in filter(None, rows):
            if len(row) != len(names):
                raise ValueError(
                    f"line {rows.line_num} has {len(row)} cells; the first line names {len(names)}"
                )
            for name, cell in zip(names, row, strict=True):
                try:
                    columns[name].append(float(cell))
                except ValueError:
                    raise ValueError(
                        f"line {rows.line_num}: {name[:80]} must be a number; got {cell[:40]!r}"
                    ) from None
    return dict(columns)


def _of_parquet(file: Path) -> dict[str, Any]:
    try:
        from pyarrow import parquet
    except ImportError:
        raise ValueError(
            'needs pyarrow: pip install "bargaining[parquet]", or save the table as .csv'
        ) from None
    table = parquet.read_table(file)
    return {name: table[name].to_numpy() for name in table.column_names}
