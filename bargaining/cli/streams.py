"""Writing to consoles of any encoding, closed and full ones too; control characters are escaped."""

from __future__ import annotations

import codecs
import io
import json
import os
import re
import sys
from typing import Any, TextIO

from bargaining.errors import ArgumentError
from bargaining.text import in_ascii, printable, terminal_width, wrap

__all__ = ["READER_GONE", "bear_any_encoding", "in_json", "reason", "say", "warn", "with_options"]

READER_GONE = 141

_MOST_LETTERS = 200
_NAMES = r"(worlds_per_draw|worlds|workers|seed|keep|part|least_mass|boxes)"
# `worlds=100`, keep="summary"; and what begins a line on a count that is wrong.
_ARGUMENT = re.compile(rf'\b{_NAMES}="?(\w+)"?')
_COUNT = re.compile(rf"^{_NAMES}(?= must be )")
_TOO_LONG = re.compile(rf"[^\s:\"]{{{_MOST_LETTERS},}}")


def bear_any_encoding() -> None:
    """Let the console write what its encoding lacks in plain letters instead of failing."""

    def plain(error: Any) -> tuple[str, int]:
        return in_ascii(error.object[error.start : error.end]), error.end

    codecs.register_error("bargaining.plain", plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="bargaining.plain")


def say(text: str) -> None:
    """Write lines to standard output; leave with 141 where nobody reads them any more."""
    try:
        _write(sys.stdout, text)
    except BrokenPipeError:
        _forget(sys.stdout)
        raise SystemExit(READER_GONE) from None
    except OSError as error:
        _forget(sys.stdout)
        raise ArgumentError(f"standard output cannot be written to: {reason(error)}") from None


def in_json(numbers: Any) -> str:
    """Return numbers as JSON that any program reads."""
    return json.dumps(numbers, indent=2, ensure_ascii=True, allow_nan=False)


def warn(text: str) -> None:
    """Write lines to standard error, where there is one; words too long to be read are cut.

    On a terminal they are wrapped between words, so that a path stays whole.
    """
    stream = sys.stderr
    lines = _TOO_LONG.sub(lambda word: word[0][: _MOST_LETTERS // 2] + "…", text).split("\n")
    try:
        if stream is not None and not stream.closed and stream.isatty():
            margins = [len(line) - len(line.lstrip(" ")) for line in lines]
            fitted = (
                wrap(line[margin:], terminal_width(stream), indent=margin, cut=False) or [""]
                for line, margin in zip(lines, margins, strict=True)
            )
            lines = [line for several in fitted for line in several]
        _write(stream, "\n".join(lines))
    except OSError:
        _forget(stream)


def with_options(text: str) -> str:
    """Return a text of the library with options instead of arguments: ``--worlds 100``."""
    lines: list[str] = []
    for line in text.split("\n"):
        said = _ARGUMENT.sub(lambda found: f"{_option(found[1])} {found[2]}", line)
        said = _COUNT.sub(lambda found: _option(found[0]), said)
        # An option is longer than its argument, and the line may have been full.
        overfull = len(line) <= terminal_width() < len(said)
        lines += wrap(said) if overfull else [said]
    return "\n".join(lines)


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def reason(error: BaseException) -> str:
    """Say in a few words why something could not be read or written."""
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    if not isinstance(error, OSError):
        # What pathlib says of `~somebody`.
        if str(error).startswith("Could not determine home"):
            return "no user of this name has a home folder; write the whole path"
        return str(error)
    try:
        os.getcwd()
    except OSError:
        return "the current folder no longer exists; go to another"
    return error.strerror or str(error)


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None or stream.closed:
        raise OSError("it is closed")
    # Text of files and arguments must not steer a terminal.
    lines = text.rstrip("\n").split("\n")
    stream.write("\n".join(map(printable, lines)) + "\n")
    stream.flush()


def _forget(stream: object) -> None:
    """Point a stream at nothing, so that Python's own flush at exit does not fail once more."""
    if isinstance(stream, io.TextIOWrapper) and not stream.closed:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)
