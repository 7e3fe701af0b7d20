"""Writing the record of a study as a JSON file: every number, and what makes it again."""

from __future__ import annotations

import json
import os
from pathlib import Path

from bargaining.claims.judged import JudgedClaims
from bargaining.errors import OutcomesError

__all__ = ["FORMAT", "save", "to_text"]

FORMAT = 2


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
