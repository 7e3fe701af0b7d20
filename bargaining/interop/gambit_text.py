"""Words and numbers as Gambit's file formats want them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

__all__ = ["decimal", "payoffs", "quoted"]


def decimal(value: float) -> str:
    """Return a number without an exponent, such that reading it back gives the same float."""
    return format(Decimal(repr(float(value))), "f")


def quoted(words: str) -> str:
    """Return a text in quotes; marks that would end or escape it are replaced."""
    plain = "".join(letter if letter.isprintable() else " " for letter in words)
    return '"' + plain.replace("\\", "/").replace('"', "'") + '"'


def payoffs(values: Iterable[float]) -> str:
    """Return payoffs in braces."""
    return "{ " + ", ".join(decimal(value) for value in values) + " }"
