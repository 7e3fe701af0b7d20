"""One table for plain text, and wrapped lines, in the width of the terminal."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import pairwise
from typing import TextIO

WIDTH = 88
# Keeps a number and its unit on one line.
_GLUE = "\N{NO-BREAK SPACE}"
_NARROWEST, _WIDEST = 40, 120
# Lines that a head may take, and how narrow columns of words may become to keep it so low.
_HEADS = ((1, 120), (2, 28), (3, 14), (6, 14))
# Longer words are broken.
_LONG = 22
_PARTED = re.compile(r"(?<=[\d+]) (?=%)|(?<=±) ")
# A row that is a line across the table.
RULE = "─"
# Signs that turn or hide the letters after them.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_PLAIN = {
    "±": "+/-", "–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...",
    "×": "x", "·": "-", "•": "*", "●": "*", "○": "o", "✕": "x", "→": "->", "←": "<-", "≤": "<=",
    "≥": ">=", "≈": "~", _GLUE: " ", "\N{THIN SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ",
}  # fmt: skip


def terminal_width(stream: TextIO | None = None) -> int:
    """Return how many letters a line may have on a stream, standard output unless given.

    It is the width of the terminal that the stream is, within 40 and 120; 88 where it is none, so
    that a file or a notebook reads the same everywhere. The variable ``COLUMNS`` is followed first.
    """
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isascii() and columns.isdigit() and len(columns) < 6 else 0
    if not width:
        try:
            width = os.get_terminal_size((stream or sys.stdout).fileno()).columns
        except (AttributeError, OSError, ValueError):
            # A file, a pipe, a notebook, a closed stream.
            width = 0
    return min(max(width, _NARROWEST), _WIDEST) if width else WIDTH


def printable(text: str) -> str:
    """Return a text in one line in which control and bidi characters are written out."""
    if text.isascii() and text.isprintable():
        return text
    shown = []
    for letter in text:
        if letter in "\t\n\r\v\f\u2028\u2029":
            shown.append(" ")
        elif letter in _BIDI or unicodedata.category(letter) in ("Cc", "Cs"):
            shown.append(letter.encode("unicode_escape", "surrogatepass").decode())
        else:
            shown.append(letter)
    return "".join(shown)


def in_ascii(text: str) -> str:
    """Return the text with every character replaced by ASCII ones."""
    return text if text.isascii() else "".join(map(_plain, text))


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter
    if letter in _PLAIN:
        return _PLAIN[letter]
    name = unicodedata.name(letter, "")
    if name.startswith("BOX DRAWINGS"):
        kind = set(name.split()[2:])
        if not {"HORIZONTAL", "LEFT", "RIGHT"} & kind:
            return "|"
        return "+" if {"VERTICAL", "UP", "DOWN"} & kind else "-"
    if name.startswith("BRAILLE PATTERN"):
        # Frames of a spinner.
        return "*"
    if name.endswith((" BLOCK", " SHADE")):
        return "#"
    # An accent goes and its letter stays; what has no letter becomes a question mark.
    letters = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return letters or "?"


def _shown(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    columns = len(text)
    for letter in text:
        # Most letters are ASCII even where one, such as a dash, is not.
        if letter > "\x7f":
            if unicodedata.combining(letter):
                columns -= 1
            elif unicodedata.east_asian_width(letter) in "WF":
                columns += 1
    return columns


def wrap(
    text: str,
    width: int | None = None,
    *,
    indent: int = 0,
    first: str | None = None,
    cut: bool = True,
) -> list[str]:
    """Return a text in lines of a width, that of the terminal unless given.

    Parameters
    ----------
    text : str
        Runs of spaces count as one; a no-break space stays on its line and is printed as a space.
    width : int, optional
    indent : int
        Spaces before each line.
    first : str, optional
        What stands before the first line in their place.
    cut : bool
        Whether a word that no line is wide enough for, such as a path, is cut where the line ends.
    """
    width = terminal_width() if width is None else width
    margin = " " * indent
    lines: list[str] = []
    line, empty = margin if first is None else first, True
    for word in _whole_words(printable(text)):
        while word:
            room = width - _room(line) - (not empty)
            piece = word
            if _room(word) > room:
                whole = not cut or _room(word) <= width - indent
                piece = "" if whole else _beginning(word, room)
                if not piece and not empty:
                    lines.append(line)
                    line, empty = margin, True
                    continue
                piece = piece or (_beginning(word, room) or word[0] if cut else word)
            line += piece if empty else f" {piece}"
            word, empty = word[len(piece) :], False
    lines += [] if empty and first is None else [line]
    return [one.replace(_GLUE, " ").rstrip() for one in lines]


def _whole_words(text: str) -> list[str]:
    """Return the words of a text; a number and its unit are one."""
    return _PARTED.sub(_GLUE, text).split(" ")


def _room(text: str) -> int:
    """Return how many columns a text takes, in ASCII too: ± becomes three letters there."""
    return _shown(text) + 2 * text.count("±")


def entry(name: str, text: str, column: int) -> list[str]:
    """Return lines with a name in the margin and the text in its column, such as of a glossary."""
    head = f"  {printable(name)}"
    if _shown(head) >= column:
        return [head, *(wrap(text, indent=column) if text else [])]
    return wrap(text, indent=column, first=head + " " * (column - _shown(head)))


def _beginning(word: str, room: int) -> str:
    """Return as much of a word as takes so much room."""
    taken = 0
    for place, letter in enumerate(word):
        taken += _shown(letter)
        if taken > room:
            # A name breaks behind an underscore.
            return word[: word.rfind("_", 0, place) + 1 or place]
    return word


def paragraphs(texts: Iterable[str]) -> list[str]:
    """Return the lines of several texts, each wrapped; an empty text is an empty line."""
    return [line for text in texts for line in (wrap(text) or [""])]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    head : str
        What stands above it, on as many lines as it takes.
    words : bool
        Whether it holds words, which stand on the left and are wrapped where the table is too
        wide; else numbers, which stand on the right.
    bar : bool
        Whether its numbers are percentages, which a notebook shows as bars too.
    """

    head: str = ""
    words: bool = False
    bar: bool = False


Row = Sequence[str] | str
# What writes a table, where that is not a text of lines.
WRITTEN_BY: ContextVar[Callable[[Sequence[Column], list[Row]], str] | None] = ContextVar(
    "written_by", default=None
)


def table(columns: Sequence[Column], rows: Iterable[Row], width: int | None = None) -> list[str]:
    """Return the lines of a table: heads, rows, and rules that part them.

    Parameters
    ----------
    columns : sequence of Column
    rows : iterable of sequence of str, or str
        The cells of each row. A text instead of cells is a line across the table, wrapped behind
        the spaces it begins with; `RULE` is a rule.
    width : int, optional
        The most that a line may have, that of the terminal unless given. Where words and heads are
        as narrow as they go, numbers of several words, such as an interval, take several lines;
        where that is not enough, the last columns follow in a table below, behind the words before
        the first number again; a table that is still wider stays so.
    """
    rows = list(rows)
    if (write := WRITTEN_BY.get()) is not None:
        return [write(columns, rows)]
    width = terminal_width() if width is None else width
    gap, widths, whole = _layout(columns, rows, width)
    # The columns before the first number that stands behind words.
    pairs = enumerate(pairwise(columns), 1)
    names = next((n for n, (one, other) in pairs if one.words and not other.words), 0)
    if whole > width and 0 < names < len(columns) - 1:

        def part(first: int, last: int) -> tuple[list[Column], list[Row]]:
            shown = [*range(names), *range(first, last)]
            cut: list[Row] = [
                row if isinstance(row, str) else [row[i] for i in shown] for row in rows
            ]
            return [columns[i] for i in shown], cut

        # As many columns as fit, at least one.
        ends = range(len(columns) - 1, names, -1)
        fitting = (end for end in ends if _layout(*part(names, end), width)[2] <= width)
        end = next(fitting, names + 1)
        below = part(end, len(columns))
        return [*table(*part(names, end), width), "", *table(*below, width)]

    def laid(blocks: Iterable[list[str]], *, low: bool = False) -> Iterator[str]:
        """Yield the lines of cells side by side; heads stand low."""
        blocks = list(blocks)
        height = max(map(len, blocks))
        blocks = [
            [""] * (height - len(one)) + one if low else one + [""] * (height - len(one))
            for one in blocks
        ]
        for line in zip(*blocks, strict=True):
            rooms = (" " * (width - _shown(cell)) for width, cell in zip(widths, line, strict=True))
            cells = zip(columns, line, rooms, strict=True)
            padded = (cell + room if of.words else room + cell for of, cell, room in cells)
            yield gap.join(padded).replace(_GLUE, " ").rstrip()

    across = [_shown(row) for row in rows if isinstance(row, str) and row != RULE]
    whole = max([whole, *(min(width, one) for one in across)])
    lines = list(laid((wrap(c.head, w) for c, w in zip(columns, widths, strict=True)), low=True))
    lines.append(RULE * whole)
    for row in rows:
        if row == RULE:
            lines.append(RULE * whole)
        elif isinstance(row, str):
            lines += wrap(row, whole, indent=len(row) - len(row.lstrip(" "))) or [""]
        else:
            blocks = []
            for column, most, cell in zip(columns, widths, map(printable, row), strict=True):
                # Words that go on are set two columns in.
                margin = len(cell) - len(cell.lstrip(" ")) if column.words else 0
                wrapped = wrap(cell, most, indent=margin + 2 * column.words, first=" " * margin)
                blocks.append([cell] if _shown(cell) <= most else wrapped)
            lines += laid(blocks)
    return [*lines, RULE * whole]


def _layout(
    columns: Sequence[Column], rows: Sequence[Row], width: int
) -> tuple[str, list[int], int]:
    """Return the gap between columns, how wide each is, and the whole: as far as it goes.

    Gaps become narrow before numbers of several words take several lines, and heads are on as few
    lines as leave room for the words.
    """
    cells = [[printable(cell) for cell in row] for row in rows if not isinstance(row, str)]
    held = [max((_shown(row[i]) for row in cells), default=0) for i in range(len(columns))]
    ways = [(gap, False, heads) for gap in ("  ", " ") for heads in _HEADS]
    for gap, numbers_wrap, (lines, least) in (*ways, (" ", True, _HEADS[-1])):
        room = width - len(gap) * (len(columns) - 1)
        heads = [_least_width(column.head, lines) for column in columns]
        full = [max(pair) for pair in zip(held, heads, strict=True)]
        widths = list(full)
        # A cell of words may have any number of lines, one of numbers two.
        narrowest = [
            max((_shown(word) + 2 for row in cells for word in row[i].split(" ")), default=0)
            if column.words
            else max((_least_width(row[i], 2) for row in cells if numbers_wrap), default=0)
            for i, column in enumerate(columns if sum(widths) > room else ())
        ]
        while sum(widths) > room:
            # The widest column of words gives way first, then the widest of numbers as far as it
            # can before the next.
            places = [
                (column.words, not column.words and widths[i] < full[i], widths[i], -i)
                for i, column in enumerate(columns)
                if (column.words or numbers_wrap)
                and widths[i] > max(least * column.words, heads[i], min(narrowest[i], _LONG))
            ]
            if not places:
                break
            widths[-max(places)[-1]] -= 1
        if sum(widths) <= room:
            break
    return gap, widths, width - room + sum(widths)


def _least_width(text: str, lines: int) -> int:
    """Return the least width in which a text takes so few lines."""
    least = max(map(_shown, _whole_words(text)))
    fits = (width for width in range(least, _room(text) + 1) if len(wrap(text, width)) <= lines)
    return next(fits, 0)
