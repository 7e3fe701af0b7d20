"""What the tables of a back-test share: their width, a rule, wrapped words, a number."""

from __future__ import annotations

import math
import textwrap

__all__ = ["number", "rule", "wrapped"]

WIDTH = 96


def rule() -> str:
    """Return the line that parts the rows of a table from what stands around them."""
    return "─" * WIDTH


def wrapped(text: str) -> list[str]:
    """Return words in lines of the width of a table."""
    return textwrap.wrap(text, WIDTH)


def number(value: float | None) -> str:
    """Return a number with two digits, a dash where it is not known, ``never`` where infinite."""
    if value is None or math.isnan(value):
        return "–"
    return "never" if math.isinf(value) else f"{value:.2f}"
