"""Results that print as lines of text, and that a notebook shows with tables of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from contextvars import copy_context
from itertools import groupby

from bargaining.text.tables import RULE, WRITTEN_BY, Column, Row, in_ascii, printable

__all__ = ["Report", "folded", "text_block"]

# Colours and letters are those of the page, light or dark.
_CELL = "padding:.1em .7em;border:0;background:none;color:inherit;vertical-align:top"
_LINE = ";border-top:1px solid currentColor"
_BAR = ";min-width:6em;background:linear-gradient(90deg,#0072b266 {0}%,transparent {0}%)"
_TEXT = (
    "margin:.5em 0;padding:0;white-space:pre-wrap;background:none;color:inherit;"
    "font-family:monospace;line-height:1.35"
)


class Report:
    """A result that prints as lines of text, as wide as the terminal; a subclass gives them."""

    __slots__ = ()

    def lines(self) -> Iterable[str]:
        """Return the lines that ``print`` shows."""
        raise NotImplementedError

    def table(self, *, ascii: bool = False) -> str:
        """Return the text that ``print`` shows; with `ascii`, in ASCII characters only."""
        text = "\n".join(self.lines())
        return in_ascii(text) if ascii else text

    def __str__(self) -> str:
        return self.table()

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the same lines, with tables that the browser draws."""

        def written() -> list[str]:
            WRITTEN_BY.set(_table)
            return list(self.lines())

        lines = groupby(copy_context().run(written), lambda line: isinstance(line, _Markup))
        return "\n".join(
            "\n".join(block) if is_table else text_block("\n".join(block))
            for is_table, block in lines
        )


class _Markup(str):
    """A table in HTML among lines of text."""


def text_block(text: str) -> str:
    """Return lines of text in HTML."""
    text = text.strip("\n")
    return f'<pre style="{_TEXT}">{_escaped(text)}</pre>' if text else ""


def folded(heading: str, text: str) -> str:
    """Return lines of text in HTML that are shown when their heading is clicked."""
    return f"<details><summary>{_escaped(heading)}</summary>{text_block(text)}</details>"


def _table(columns: Sequence[Column], rows: list[Row]) -> str:
    """Return a table in HTML, in which a rule is a line above the row that follows."""
    line = any(column.head for column in columns)
    heads = "".join(_cell("th", column, column.head) for column in columns)
    head = f"<thead><tr>{heads}</tr></thead>" if line else ""
    body = []
    for row in rows:
        if row == RULE:
            line = True
            continue
        style = _LINE if line else ""
        if isinstance(row, str):
            text = _escaped(printable(row.strip()))
            across = f"text-align:left;{_CELL}{style}"
            cells = f'<td colspan="{len(columns)}" style="{across}">{text}</td>'
        else:
            pairs = zip(columns, row, strict=True)
            cells = "".join(_cell("td", column, cell, style) for column, cell in pairs)
        body.append(f"<tr>{cells}</tr>")
        line = False
    return _Markup(
        '<table style="border-collapse:collapse;margin:.5em 0;font-variant-numeric:tabular-nums">'
        f"{head}<tbody>{''.join(body)}</tbody></table>"
    )


def _cell(tag: str, column: Column, text: str, style: str = "") -> str:
    side = "left" if column.words else "right"
    # A number stays on one line; a heading, which may be a sentence, breaks where room is scarce.
    kept = ";white-space:nowrap" if tag == "td" and not column.words else ""
    style = f"text-align:{side}{kept};{_CELL}{style}"
    if column.bar and tag == "td":
        # Beside numbers there are dashes, and shares such as "<0.1".
        with suppress(ValueError):
            style += _BAR.format(min(max(float(text), 0.0), 100.0))
    margin = len(text) - len(text.lstrip(" "))
    text = "&emsp;" * (margin // 2) + _escaped(printable(text.strip()))
    return f'<{tag} style="{style}">{text}</{tag}>'


def _escaped(text: str) -> str:
    # Its table of letters is needed by notebooks only.
    from html import escape

    return escape(text)
