"""The record of a study as a JSON file: every number, and what makes it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bargaining.claims.results import ClaimResult, ClaimResults
from bargaining.claims.saving import FORMAT, save, to_text
from bargaining.errors import OutcomesError

__all__ = ["FORMAT", "from_text", "load", "save", "to_text"]

_DERIVED = ("format", "caption", "counts", "claims")


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
