"""Lines of a text sheet."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

__all__ = ["WIDTH", "entry", "section", "wrapped"]

WIDTH = 88


def section(heading: str, lines: Iterable[str]) -> str:
    """Return a headed section, or an empty text where there are no lines."""
    body = [line.rstrip() for line in lines]
    if not body:
        return ""
    rule = "─" * (WIDTH - len(heading) - 4)
    return "\n".join([f"── {heading} {rule}", "", *body])


def wrapped(text: str, indent: int = 2, first: str | None = None) -> list[str]:
    """Return the text in lines of the sheet's width, indented."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * indent if first is None else first,
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
    )


def entry(name: str, text: str, column: int) -> list[str]:
    """Return lines with a name in the margin and the text in its column."""
    head = f"  {name}"
    if len(head) >= column:
        return [head, *wrapped(text, column)]
    return wrapped(text, column, head.ljust(column)) if text else [head]
