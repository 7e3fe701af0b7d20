"""Numbers named by a pattern, and numbers whose prior is multiplied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bargaining.scenario.numbers import BetaNumber, ChoiceNumber, Number
from bargaining.scenario.terms import canonical_path, names_in

__all__ = ["matching", "scaled"]

_SCALED = ("value", "low", "mode", "high")


def matching(pattern: str, paths: dict[str, Number]) -> Iterator[str]:
    """Yield the paths that a pattern names; ``*`` stands for one whole name."""
    wanted = canonical_path(pattern)
    if wanted in paths:
        yield wanted
        return
    parts = names_in(wanted)
    for path in paths:
        own = names_in(path)
        if len(own) == len(parts) and all(
            other in (one, "*") for one, other in zip(own, parts, strict=True)
        ):
            yield path


def scaled(number: Number, factor: float) -> dict[str, Any]:
    """Return a number as a file would hold it, its prior multiplied by a factor.

    Raises
    ------
    ValueError
        The number has a beta prior, which ends at 1 whatever it is multiplied by.
    """
    if isinstance(number, BetaNumber):
        raise ValueError("has a beta prior, which cannot be scaled")
    data = number.model_dump(exclude_none=True)
    for key in _SCALED:
        if key in data:
            data[key] = data[key] * factor
    if isinstance(number, ChoiceNumber):
        data["choices"] = [choice * factor for choice in number.choices]
    return data
