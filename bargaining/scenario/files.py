"""Texts of scenario files: where they lie, what they hold as TOML, what they stand on."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from bargaining.errors import Problem, ScenarioError
from bargaining.scenario import library
from bargaining.scenario.inheritance import Layer
from bargaining.scenario.locate import Locator
from bargaining.scenario.suggestions import did_you_mean, nearest

__all__ = ["MOST_BYTES", "TOO_LONG", "base_of", "layer_of", "text_of"]

MOST_BYTES = 1_000_000
TOO_LONG = "must be at most 1 MB of text; a scenario is a few dozen kilobytes."
_streams: dict[tuple[str, int, int], bytes] = {}
_QUOTED = re.compile(r"""\"(?:[^"\\]|\\.)*\"|\"[^\"]*$|'[^']*'|#.*""")
_DECIMAL_COMMA = re.compile(r"=\s*([+-]?\d+),(\d+)(?![\d.])")
_BARE_TEXT = re.compile(r"=\s*([^\W\d_][^=,}\]\"#]*)")
_BARE_WORDS = ("true", "false", "inf", "nan")
_LONGEST_SHOWN = 60
_WHERE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


def text_of(name_or_path: str | os.PathLike[str]) -> tuple[str, str]:
    """Return the text of a bundled scenario or a file, and what to call it in errors."""
    given = os.fsdecode(name_or_path)
    bundled = library.scenarios().get(given) if isinstance(name_or_path, str) else None
    if bundled is not None:
        return _text(bundled, bundled.name), bundled.name
    try:
        return _text(FilePath(given).expanduser(), given), given
    except RuntimeError:  # a home of nobody
        return _text(FilePath(given), given), given


def base_of(name: str, layer: Layer) -> Layer:
    """Return the file that a `base` key names, or raise ValueError with a sentence."""
    bundled = {**library.bases(), **library.scenarios()}
    if name in bundled:
        file, origin = bundled[name], bundled[name].name
    else:
        file = FilePath(layer.origin).parent / name
        origin = str(file)
    if not os.path.isfile(file):  # False also for what can be no name of a file
        remedy = did_you_mean(name, bundled, "scenarios and bases that come with the library")
        raise ValueError(
            f'names "{name[:80]}", which is neither a file beside this one nor a scenario that '
            f"comes with the library. {remedy}"
        )
    try:
        return layer_of(_text(file, origin), origin)
    except ScenarioError as error:
        raise ValueError(f"cannot be read: {error}") from None


@lru_cache(maxsize=16)
def layer_of(text: str, origin: str) -> Layer:
    """Return what the text of a TOML file holds, and where; a text is parsed once.

    Raises
    ------
    ScenarioError
        The text is no TOML.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    locator = Locator(text)
    return Layer(origin, _parsed(text, origin, locator), locator)


def _text(file: FilePath, origin: str) -> str:
    def refuse(sentence: str) -> ScenarioError:
        return ScenarioError(origin, [Problem("", sentence)])

    try:
        if file.is_dir():
            raise refuse("is a folder; give the path of a TOML file in it.")
        raw = _bytes(file)
    except FileNotFoundError:
        if origin in library.bases():
            raise refuse(
                "is a base only, for files to stand on. Read it in "
                f"{library.bases()[origin]}, or show a scenario that stands on it."
            ) from None
        raise refuse(
            "is neither a file nor a scenario that comes with the library. "
            + did_you_mean(file.name.removesuffix(".toml"), library.list_scenarios(), "scenarios")
        ) from None
    except (OSError, ValueError) as error:  # a NUL in a path is a ValueError
        reason = getattr(error, "strerror", None) or str(error)
        raise refuse(f"cannot be read: {reason}.") from None
    if len(raw) > MOST_BYTES:
        raise refuse(TOO_LONG)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        sentence = "must be UTF-8 text; save it with that encoding."
        raise ScenarioError(origin, [Problem("", sentence, line)]) from None


def _bytes(file: FilePath) -> bytes:
    """Read a file, or a stream such as ``<(cat file.toml)``, which can be read only once."""
    found = file.stat()
    place = (str(file), found.st_dev, found.st_ino)
    if place in _streams:
        return _streams[place]
    with file.open("rb") as opened:
        raw = opened.read(MOST_BYTES + 1)
    if not stat.S_ISREG(found.st_mode):
        _streams[place] = raw
    return raw


def _parsed(text: str, origin: str, locator: Locator) -> dict[str, Any]:
    def refuse(sentence: str, line: int | None = None) -> ScenarioError:
        return ScenarioError(origin, [Problem("", sentence, line)])

    too_deep = "nests brackets or dotted keys too deep; a scenario needs no more than a few levels."
    if locator.too_deep is not None:
        raise refuse(too_deep, locator.too_deep)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _WHERE.search(str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        what = _WHERE.sub("", str(error)).rstrip(".")
        written = text.split("\n")[line - 1] if line <= text.count("\n") + 1 else ""
        hint = _syntax_hint(written)
        what = f"is not TOML: {what[:1].lower()}{what[1:]}.{' ' + hint if hint else ''}"
        raise refuse(what, line) from None
    except RecursionError:
        raise refuse(too_deep) from None
    except ValueError:  # the interpreter's limit on the digits of a whole number
        raise refuse("has a whole number of thousands of digits; write a shorter one.") from None


def _syntax_hint(line: str) -> str:
    """Return a sentence on what to write instead of a line, empty if nothing is guessed."""
    bare = _QUOTED.sub('""', line)
    comma = _DECIMAL_COMMA.search(bare)
    if comma:
        return f"If {comma[1]},{comma[2]} is a number, write {comma[1]}.{comma[2]} with a point."
    for found in _BARE_TEXT.finditer(bare):
        word = found[1].strip()
        if word in _BARE_WORDS:
            continue
        near = nearest(word, _BARE_WORDS[:2])
        if near is not None:
            return f"Did you mean {near}?"
        shown = word if len(word) <= _LONGEST_SHOWN else word[:_LONGEST_SHOWN] + "..."
        return f'If {shown} is a text, put it in quotes: "{shown}".'
    return ""
