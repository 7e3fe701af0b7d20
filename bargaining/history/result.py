"""What a back-test found, to be shown, stored and read again."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from bargaining.errors import ArgumentError
from bargaining.history.checks import Check
from bargaining.history.process import Process
from bargaining.history.scored import MODEL, SCORES, CellResult, ScoredCells
from bargaining.history.table import render
from bargaining.outcomes import Ending

__all__ = ["MODEL", "SCORES", "BacktestResult", "CellResult"]

FORMAT = 1


@dataclass(frozen=True)
class BacktestResult(ScoredCells):
    """Cells with their scores, checks of the priors, and the record of the run.

    Attributes
    ----------
    cells : tuple of CellResult
        In order of their start.
    checks : tuple of Check
        Prior predictive checks and calibration targets; empty where none were asked for.
    surprise : dict of str to float
        By split, the probability under the model of a total log score as low as the one earned.
    run : dict
        Worlds, worlds per draw, seed and versions.
    process : tuple of Process
        How the worlds of the cells of 2014 proceed, beside the record.
    """

    def __str__(self) -> str:
        return self.table()

    def table(self, *, ascii: bool = False) -> str:
        """Return the tables that ``print(result)`` shows, at most 96 characters wide.

        Parameters
        ----------
        ascii : bool
            Use ASCII characters only.
        """
        return render(self, ascii=ascii)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values that JSON can hold; what is not known is None."""
        return {
            "format": FORMAT,
            "run": self.run,
            "endings": [ending.key for ending in Ending],
            "cells": [
                {
                    **{name: _plain(value) for name, value in asdict(cell).items()},
                    "scores": {
                        forecaster: {score: cell.score(score, forecaster) for score in SCORES}
                        for forecaster in cell.forecasts
                    },
                }
                for cell in self.cells
            ],
            "checks": [{**_plain(asdict(check)), "is_met": check.is_met} for check in self.checks],
            "surprise": self.surprise,
            "process": [one.to_dict() for one in self.process],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> BacktestResult:
        """Return the result that `to_dict` wrote down.

        Raises
        ------
        ArgumentError
            It was written by another version of the format.
        """
        if data.get("format") != FORMAT:
            raise ArgumentError(
                f"a stored back-test must have format {FORMAT}; got {data.get('format')!r}"
            )
        names = {field.name for field in fields(CellResult)}
        return cls(
            cells=tuple(
                # Older files do not tell what was played.
                CellResult(
                    **{"played_digest": ""} | {k: _tupled(v) for k, v in one.items() if k in names}
                )
                for one in data["cells"]
            ),
            checks=tuple(_check(one) for one in data["checks"]),
            surprise=dict(data["surprise"]),
            run=dict(data["run"]),
            process=tuple(Process.from_dict(one) for one in data.get("process", ())),
        )

    def save(self, path: str | Path) -> Path:
        """Write the result as JSON and return the file's path."""
        file = Path(path)
        text = json.dumps(self.to_dict(), indent=1, ensure_ascii=False, allow_nan=False)
        file.write_text(text + "\n", encoding="utf-8")
        return file


def _check(stored: dict[str, Any]) -> Check:
    known = {key: value for key, value in stored.items() if key != "is_met"}
    # A value that was never reached is infinite; one that the record lacks is not a number.
    known["value"] = math.inf if known["value"] is None else known["value"]
    known["in_record"] = math.nan if known["in_record"] is None else known["in_record"]
    return Check(**known)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _tupled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _tupled(inner) for key, inner in value.items()}
    return tuple(value) if isinstance(value, list) else value
