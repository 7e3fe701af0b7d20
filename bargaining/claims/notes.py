"""Hand-written notes: why a claim came out as it did."""

from __future__ import annotations

import tomllib
from pathlib import Path

from bargaining.errors import OutcomesError

__all__ = ["read_notes"]


def read_notes(path: Path | str) -> dict[str, str]:
    """Read the hand-written notes: a table for each claim's id, with a text `why`.

    A claim that stands in two scenarios may be told apart as ``"scenario/id"``.

    Raises
    ------
    OutcomesError
        The file is not there, or is not written so.
    """
    file = Path(path)
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise OutcomesError(f"cannot read the notes in {file}: {error}") from error
    for id, table in data.items():
        if (
            not isinstance(table, dict)
            or list(table) != ["why"]
            or not isinstance(table["why"], str)
        ):
            raise OutcomesError(f"{file}: {id} must be a table with a text `why` and nothing else")
    return {id: " ".join(table["why"].split()) for id, table in data.items()}
