"""Writing to consoles: any encoding is borne, and a reader that goes away is no error."""

from __future__ import annotations

import codecs
import io
import os
import sys
import unicodedata
from collections.abc import Callable

__all__ = ["READER_GONE", "bear_any_encoding", "in_console", "say", "warn"]

READER_GONE = 141

_PLAIN = {
    "±": "+/-",
    "–": "-",
    "—": "-",
    "−": "-",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "…": "...",
    "×": "x",
    "·": "-",
    "•": "*",
    "→": "->",
    "←": "<-",
    "≤": "<=",
    "≥": ">=",
    "≈": "~",
    "\N{NO-BREAK SPACE}": " ",
    "\N{THIN SPACE}": " ",
    "\N{NARROW NO-BREAK SPACE}": " ",
}


def _in_plain_letters(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    hard = error.object[error.start : error.end]
    return "".join(map(_plain, hard)), error.end


def _plain(letter: str) -> str:
    if letter in _PLAIN:
        return _PLAIN[letter]
    name = unicodedata.name(letter, "")
    if name.startswith("BOX DRAWINGS"):
        kind = name.split()[2:]
        if {"HORIZONTAL", "LEFT", "RIGHT"} & set(kind) and not {"VERTICAL", "UP", "DOWN"} & set(
            kind
        ):
            return "-"
        return "+" if {"HORIZONTAL", "LEFT", "RIGHT"} & set(kind) else "|"
    if name.startswith("BRAILLE PATTERN"):
        # Frames of a spinner.
        return "*"
    if name.endswith((" BLOCK", " SHADE")):
        return "#"
    # An accent goes and its letter stays; what has no letter is told by a question mark.
    letters = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return letters or "?"


def bear_any_encoding() -> None:
    """Let the console write what its encoding lacks in plain letters instead of failing."""
    codecs.register_error("bargaining.plain", _in_plain_letters)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="bargaining.plain")


def say(text: str) -> None:
    """Write lines to standard output; leave with 141 where nobody reads them any more."""
    try:
        sys.stdout.write(text.rstrip("\n") + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        _forget(sys.stdout)
        raise SystemExit(READER_GONE) from None


def warn(text: str) -> None:
    """Write lines to standard error."""
    try:
        sys.stderr.write(text.rstrip("\n") + "\n")
        sys.stderr.flush()
    except BrokenPipeError:
        _forget(sys.stderr)


def _forget(stream: object) -> None:
    """Point a stream at nothing, so that Python's own flush at exit does not fail once more."""
    if isinstance(stream, io.TextIOWrapper):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)


def in_console(table: Callable[..., str]) -> str:
    """Return a table in the letters that standard output can show."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    return table(ascii=not encoding.startswith("utf"))
