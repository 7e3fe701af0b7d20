"""What a strategy's parameter may be, said in words where it is something else."""

from __future__ import annotations

from math import isfinite
from typing import Any

from bargaining.errors import ArgumentError

__all__ = ["amount_named", "count_named", "positive_named", "share_named"]


def share_named(name: str, value: Any) -> float:
    """Return a parameter that must lie in [0, 1].

    Raises
    ------
    ArgumentError
        It does not.
    """
    if not _is_number(value) or not 0.0 <= value <= 1.0:
        raise ArgumentError(f"{name} must be a probability or share in [0, 1]; got {value!r}")
    return float(value)


def amount_named(name: str, value: Any) -> float:
    """Return a parameter that must be a number of at least 0.

    Raises
    ------
    ArgumentError
        It is not.
    """
    if not _is_number(value) or value < 0.0:
        raise ArgumentError(f"{name} must be a number of at least 0; got {value!r}")
    return float(value)


def positive_named(name: str, value: Any) -> float:
    """Return a parameter that must be a number above 0.

    Raises
    ------
    ArgumentError
        It is not.
    """
    if not _is_number(value) or value <= 0.0:
        raise ArgumentError(f"{name} must be a number above 0; got {value!r}")
    return float(value)


def count_named(name: str, value: Any) -> int:
    """Return a parameter that must be a whole number of at least 1.

    Raises
    ------
    ArgumentError
        It is not.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ArgumentError(f"{name} must be a whole number of at least 1; got {value!r}")
    return value


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, (int, float)) and isfinite(value)
