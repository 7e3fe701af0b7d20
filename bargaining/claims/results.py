"""Results of testing claims: print them, save them, and read them again."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bargaining.claims.judged import ClaimResult, Figures
from bargaining.claims.report import CAPTION, lines
from bargaining.claims.verdict import Kind, Verdict
from bargaining.errors import OutcomesError
from bargaining.outcomes.storage import write_whole
from bargaining.text import Report

__all__ = ["CAPTION", "ClaimResult", "ClaimResults", "Figures", "write_text"]

_FORMAT = 2
_DERIVED = ("format", "caption", "counts", "claims")


@dataclass(frozen=True, repr=False)
class ClaimResults(Report):
    """What the worlds say about the claims of one or several scenarios.

    Attributes
    ----------
    results : tuple of ClaimResult
        One for each claim, in the order of the files.
    record : mapping
        What makes the numbers again: scenarios with their digests, seed, worlds, versions.
    """

    results: tuple[ClaimResult, ...]
    record: Mapping[str, Any] = field(default_factory=dict)

    def __iter__(self) -> Iterator[ClaimResult]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def __getitem__(self, id: str) -> ClaimResult:
        """Return the result of the claim with this id."""
        return {result.id: result for result in reversed(self.results)}[id]

    def __repr__(self) -> str:
        found = Counter(result.verdict for result in self)
        counts = ", ".join(f"{found[one]} {one.value}" for one in Verdict if found[one])
        return f"<{type(self).__name__} of {len(self)}: {counts or 'none'}>"

    def of_article(self, article: str) -> ClaimResults:
        """Return the results of the claims that cite this article first."""
        chosen = tuple(result for result in self.results if result.article == article)
        return ClaimResults(chosen, self.record)

    def lines(self) -> Iterable[str]:
        """Return the lines that ``print(results)`` shows."""
        return lines(self.results, self.record)

    def to_dict(self) -> dict[str, Any]:
        """Return record and results as plain values that JSON can hold.

        Verdicts are counted for each kind of claim; a sum over kinds tells little.
        """
        found = Counter((result.kind, result.verdict) for result in self.results)
        return {
            **self.record,
            "caption": CAPTION,
            "counts": {
                kind.value: {verdict.value: found[kind, verdict] for verdict in Verdict}
                for kind in Kind
            },
            "claims": [result.to_dict() for result in self.results],
        }

    def save(self, path: Path | str) -> Path:
        """Write everything to a JSON file and return its path; `OutcomesError` if it cannot be.

        The file is the same for the same results on every machine.
        """
        data = {"format": _FORMAT, **self.to_dict()}
        return write_text(
            path, json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
        )

    @classmethod
    def load(cls, path: Path | str) -> ClaimResults:
        """Read what `save` wrote; `OutcomesError` if it is not there, or is no such record."""
        file = Path(path).expanduser()
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise OutcomesError(f"cannot read {file}: {error}") from error
        try:
            data = json.loads(text)
        except ValueError:
            data = None
        if not isinstance(data, dict) or "claims" not in data:
            raise OutcomesError(
                f"{file}: this is no record of tested claims, which is JSON with its `claims`"
            )
        if data.get("format") != _FORMAT:
            raise OutcomesError(
                f"{file}: this record of claims has format {data.get('format')!r}; this version "
                f"reads {_FORMAT}"
            )
        record: Mapping[str, Any] = {key: data[key] for key in data if key not in _DERIVED}
        return cls(tuple(map(ClaimResult.from_dict, data["claims"])), record)


def write_text(path: Path | str, text: str) -> Path:
    """Write a text to a file, as a whole or not at all, and return its path."""
    file = Path(path).expanduser()
    try:
        write_whole(file, lambda stream: stream.write(text.encode()))
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise OutcomesError(f"cannot write {file}: {why}. Name another file.") from error
    return file
