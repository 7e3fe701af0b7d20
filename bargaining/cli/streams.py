"""Writing to consoles of any encoding, closed and full ones too; control characters are escaped."""

from __future__ import annotations

import codecs
import io
import os
import re
import sys
import unicodedata
from collections.abc import Callable
from typing import TextIO

from bargaining.errors import ArgumentError

__all__ = ["READER_GONE", "bear_any_encoding", "in_console", "reason", "say", "warn"]

READER_GONE = 141

# Control characters but line ends and tabs, and marks that turn the direction of writing: text of
# files and arguments must not steer a terminal.
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
_MOST_LETTERS = 200
_TOO_LONG = re.compile(rf"[^\s:\"]{{{_MOST_LETTERS},}}")

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
    """Write lines to standard output; leave with 141 where nobody reads them any more.

    Raises
    ------
    ArgumentError
        Standard output is closed or full.
    """
    try:
        _write(sys.stdout, text)
    except BrokenPipeError:
        _forget(sys.stdout)
        raise SystemExit(READER_GONE) from None
    except OSError as error:
        _forget(sys.stdout)
        raise ArgumentError(f"standard output cannot be written to: {reason(error)}") from None


def warn(text: str) -> None:
    """Write lines to standard error, where there is one; words too long to be read are cut."""
    cut = _TOO_LONG.sub(lambda word: word[0][: _MOST_LETTERS // 2] + "…", text)
    try:
        _write(sys.stderr, cut)
    except OSError:
        _forget(sys.stderr)


def reason(error: BaseException) -> str:
    """Say in a few words why something could not be read or written."""
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    if not isinstance(error, OSError):
        return str(error)
    try:
        os.getcwd()
    except OSError:
        return "the current folder no longer exists; go to another"
    return error.strerror or str(error)


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None or stream.closed:
        raise OSError("it is closed")
    visible = _STEERING.sub(lambda mark: mark[0].encode("unicode_escape").decode(), text)
    stream.write(visible.rstrip("\n") + "\n")
    stream.flush()


def _forget(stream: object) -> None:
    """Point a stream at nothing, so that Python's own flush at exit does not fail once more."""
    if isinstance(stream, io.TextIOWrapper) and not stream.closed:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)


def in_console(table: Callable[..., str]) -> str:
    """Return a table in the letters that standard output can show."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    return table(ascii=not encoding.startswith("utf"))
