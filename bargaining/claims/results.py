"""Results of testing claims, as users meet them: print them, save them, and read them again."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bargaining.claims.judged import (
    CAPTION,
    ClaimResult,
    Figures,
    GridPoint,
    JudgedClaims,
    Strength,
    grid_point,
    strength,
)
from bargaining.claims.report import table
from bargaining.errors import OutcomesError

__all__ = [
    "CAPTION",
    "FORMAT",
    "ClaimResult",
    "ClaimResults",
    "Figures",
    "GridPoint",
    "Strength",
    "from_text",
    "grid_point",
    "load",
    "save",
    "strength",
    "to_text",
]

FORMAT = 2
_DERIVED = ("format", "caption", "counts", "claims")


@dataclass(frozen=True, repr=False)
class ClaimResults(JudgedClaims):
    """What the worlds say about the claims of one or several scenarios.

    Attributes
    ----------
    results : tuple of ClaimResult
        One for each claim, in the order of the files.
    record : mapping
        What makes the numbers again: scenarios with their digests, seed, worlds, versions.
    """

    def __str__(self) -> str:
        return self.table()

    def of_article(self, article: str) -> ClaimResults:
        """Return the results of the claims that cite this article first."""
        return ClaimResults(
            tuple(result for result in self.results if result.article == article), self.record
        )

    def table(self, *, ascii: bool = False) -> str:
        """Return the table that ``print(results)`` shows, at most 98 characters wide."""
        return table(self, ascii=ascii)

    def save(self, path: Path | str) -> Path:
        """Write everything to a JSON file and return its path; verdicts follow from the numbers."""
        return save(self, path)


def to_text(results: JudgedClaims) -> str:
    """Return the record as JSON text, the same for the same results on every machine."""
    data = {"format": FORMAT, **results.to_dict()}
    return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def save(results: JudgedClaims, path: Path | str) -> Path:
    """Write the record to a file and return its path.

    Raises
    ------
    OutcomesError
        It cannot be written.
    """
    file = Path(path).expanduser()
    part = file.with_name(file.name + ".part")
    try:
        part.write_text(to_text(results), encoding="utf-8")
        os.replace(part, file)
    except OSError as error:
        raise OutcomesError(
            f"cannot write {file}: {os.strerror(error.errno or 0)}. Name another file."
        ) from error
    return file


def from_text(text: str) -> ClaimResults:
    """Read what `to_text` wrote.

    Raises
    ------
    OutcomesError
        It is no record of claims, or of another format.
    """
    try:
        data = json.loads(text)
    except ValueError:
        data = None
    if not isinstance(data, dict) or "claims" not in data:
        raise OutcomesError("this is no record of tested claims, which is JSON with its `claims`")
    if data.get("format") != FORMAT:
        raise OutcomesError(
            f"this record of claims has format {data.get('format')!r}; this version reads {FORMAT}"
        )
    record: Mapping[str, Any] = {key: data[key] for key in data if key not in _DERIVED}
    return ClaimResults(tuple(map(ClaimResult.from_dict, data["claims"])), record)


def load(path: Path | str) -> ClaimResults:
    """Read a record from a file.

    Raises
    ------
    OutcomesError
        It is not there, or is no such record.
    """
    file = Path(path).expanduser()
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OutcomesError(f"cannot read {file}: {error}") from error
    return from_text(text)
