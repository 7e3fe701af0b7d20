"""The record of a study as a JSON file: every number, and what makes it again."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bargaining.claims.results import ClaimResult, ClaimResults
from bargaining.errors import OutcomesError

__all__ = ["FORMAT", "from_text", "load", "save", "to_text"]

FORMAT = 1
_DERIVED = ("format", "caption", "counts", "claims")


def to_text(results: ClaimResults) -> str:
    """Return the record as JSON text, the same for the same results on every machine."""
    data = {"format": FORMAT, **results.to_dict()}
    return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


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


def save(results: ClaimResults, path: Path | str) -> Path:
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
