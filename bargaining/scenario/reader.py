"""Read a scenario file: all that is wrong with it at once, or the scenario."""

from __future__ import annotations

import os
import pickle
import re
import stat
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from bargaining.errors import ArgumentError, Problem, ScenarioError
from bargaining.scenario import library
from bargaining.scenario.building import build_record
from bargaining.scenario.evidence import sourced
from bargaining.scenario.inheritance import Layer, Resolved, resolve
from bargaining.scenario.locate import Locator
from bargaining.scenario.schema import Scenario
from bargaining.scenario.suggestions import did_you_mean, nearest
from bargaining.scenario.wording import key_text

__all__ = [
    "build", "bytes_of", "line_of", "load", "load_with_origins", "loads", "refusal", "taken_over",
]  # fmt: skip

MOST_BYTES = 1_000_000
_TOO_LONG = "must be at most 1 MB of text; a scenario or a domain is a few dozen kilobytes."
_TOO_DEEP = "nests brackets or dotted keys too deep; a scenario needs no more than a few levels."
_streams: dict[tuple[str, int, int], bytes] = {}
_QUOTED = re.compile(r"""\"(?:[^"\\]|\\.)*\"|\"[^\"]*$|'[^']*'|#.*""")
_DECIMAL_COMMA = re.compile(r"=\s*([+-]?\d+),(\d+)(?![\d.])")
_BARE_TEXT = re.compile(r"=\s*([^\W\d_][^=,}\]\"#]*)")
_BARE_WORDS = ("true", "false", "inf", "nan")
_LONGEST_SHOWN = 60
_WHERE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


def load(name_or_path: str | os.PathLike[str]) -> Scenario:
    """Read a scenario that comes with the library, or a file of one's own.

    Parameters
    ----------
    name_or_path : str or path
        Name of a bundled scenario such as ``"stockholm-2014"``, or the path of a TOML file.

    Raises
    ------
    ScenarioError
        The file cannot be read or breaks rules; every broken rule is listed.
    """
    if not isinstance(name_or_path, (str, os.PathLike)):
        raise ArgumentError(
            f"load takes a scenario's name or a path; got {type(name_or_path).__name__}"
        )
    if isinstance(name_or_path, str) and name_or_path in library.scenarios():
        # As bytes, of which everybody gets a scenario of their own.
        scenario: Scenario = pickle.loads(_bundled(name_or_path, library.stamp()))
        return scenario
    return loads(*_text_of(name_or_path))


@lru_cache(maxsize=64)
def _bundled(name: str, stamp: tuple[Any, ...]) -> bytes:
    """Return a bundled scenario, read once while no file of the library changes."""
    return pickle.dumps(loads(*_text_of(name)), pickle.HIGHEST_PROTOCOL)


def loads(text: str, origin: str = "<text>") -> Scenario:
    """Read a scenario from the text of a TOML file.

    Parameters
    ----------
    text : str
        The TOML text.
    origin : str
        What to call it in error messages.

    Raises
    ------
    ScenarioError
        The text is no TOML or breaks rules; every broken rule is listed.
    """
    if not isinstance(text, str):
        raise ArgumentError(f"loads takes a text; got {type(text).__name__}")
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise refusal(origin, _TOO_LONG)
    return _read(text, origin)[0]


def build(data: Mapping[str, Any], origin: str) -> Scenario:
    """Return the scenario that raw data describe, as nested tables and lists; see `loads`."""
    return build_record(Scenario, data, origin)


def load_with_origins(name_or_path: str | os.PathLike[str]) -> tuple[Scenario, dict[str, str]]:
    """Read a scenario as `load` does; return also the file that each sourced thing comes from.

    Files are given by dotted path. A scenario without a base has one file for all.
    """
    scenario, resolved = _read(*_text_of(name_or_path))
    return scenario, {one.path: resolved.home(one.keys)[0].origin for one in sourced(scenario)}


def taken_over(name_or_path: str | os.PathLike[str]) -> frozenset[str]:
    """Return the dotted paths of the sourced things that a file inherits from its bases."""
    own = _text_of(name_or_path)[1]
    origins = load_with_origins(name_or_path)[1]
    return frozenset(path for path, file in origins.items() if file != own)


def line_of(name_or_path: str | os.PathLike[str], key: str) -> int | None:
    """Return the line of a dotted key in the file that `load` would read, or None.

    Where the key itself does not stand there, the line is that of its longest beginning.
    """
    return _layer_of(*_text_of(name_or_path)).locator.line(key.split("."))


def _read(text: str, origin: str) -> tuple[Scenario, Resolved]:
    """Return the scenario that a text describes, and what it is joined from."""
    resolved, found = resolve(_layer_of(text, origin), _base_of)
    problems = [
        Problem(
            key_text(finding.path, layer.data),
            finding.message,
            layer.locator.line(finding.path),
            None if layer.origin == origin else layer.origin,
        )
        for layer, finding in found
    ]
    # What a base would have brought that cannot be read is not missing from the file.
    whole = all(finding.path != ("base",) for _, finding in found)
    scenario = build_record(
        Scenario, resolved.data, origin, problems=problems, resolved=resolved, whole=whole
    )
    return scenario, resolved


def refusal(origin: str, sentence: str, line: int | None = None) -> ScenarioError:
    """Return the error of a file that cannot be read at all."""
    return ScenarioError(origin, [Problem("", sentence, line)])


def _text_of(name_or_path: str | os.PathLike[str]) -> tuple[str, str]:
    """Return the text of a bundled scenario or a file, and what to call it in errors."""
    given = os.fsdecode(name_or_path)
    if not given.strip():
        raise ArgumentError(
            'the name of a scenario, such as "stockholm-2014", or the path of a file is needed; '
            f"got an empty text, {given!r}"
        )
    bundled = library.scenarios().get(given) if isinstance(name_or_path, str) else None
    if bundled is not None:
        return _text(bundled, bundled.name), bundled.name
    try:
        return _text(FilePath(given).expanduser(), given), given
    except RuntimeError:  # a home of nobody
        return _text(FilePath(given), given), given


def _base_of(name: str, layer: Layer) -> Layer:
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
        return _layer_of(_text(file, origin), origin)
    except ScenarioError as error:
        raise ValueError(f"cannot be read: {error}") from None


@lru_cache(maxsize=16)
def _layer_of(text: str, origin: str) -> Layer:
    """Return what the text of a TOML file holds, and where; a text is parsed once."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    locator = Locator(text)
    if locator.too_deep is not None:
        raise refusal(origin, _TOO_DEEP, locator.too_deep)
    try:
        return Layer(origin, tomllib.loads(text), locator)
    except tomllib.TOMLDecodeError as error:
        found = _WHERE.search(str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        what = _WHERE.sub("", str(error)).rstrip(".")
        bare = _QUOTED.sub('""', (text + "\n").split("\n")[line - 1])
        words = (one[1].strip() for one in _BARE_TEXT.finditer(bare))
        word = next((one for one in words if one not in _BARE_WORDS), "")
        shown = word if len(word) <= _LONGEST_SHOWN else word[:_LONGEST_SHOWN] + "..."
        # What is guessed to be meant.
        hint = ""
        if comma := _DECIMAL_COMMA.search(bare):
            number = f"{comma[1]}.{comma[2]}"
            hint = f" If {comma[1]},{comma[2]} is a number, write {number} with a point."
        elif near := nearest(word, _BARE_WORDS[:2]):
            hint = f" Did you mean {near}?"
        elif word:
            hint = f' If {shown} is a text, put it in quotes: "{shown}".'
        what = f"is not TOML: {what[:1].lower()}{what[1:]}.{hint}"
        raise refusal(origin, what, line) from None
    except RecursionError:
        raise refusal(origin, _TOO_DEEP) from None
    except ValueError:  # the interpreter's limit on the digits of a whole number
        raise refusal(
            origin, "has a whole number of thousands of digits; write a shorter one."
        ) from None


def _text(file: FilePath, origin: str) -> str:
    try:
        raw = bytes_of(file, origin, "a TOML file")
    except FileNotFoundError:
        if origin in library.bases():
            raise refusal(
                origin,
                "is only a base for other files. Read it in "
                f"{library.bases()[origin]}, or show a scenario that is built on it.",
            ) from None
        stem, known = file.name.removesuffix(".toml"), library.list_scenarios()
        near = did_you_mean(stem, known, "scenarios")
        neither = "is neither a file nor a scenario that comes with the library."
        raise refusal(origin, f"{neither} {near}") from None
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise refusal(origin, "must be UTF-8 text; save it with that encoding.", line) from None


def bytes_of(file: FilePath, origin: str, kind: str) -> bytes:
    """Return what a file holds, or a stream such as ``<(cat file.toml)``, which is read only once.

    A ScenarioError says that it is a folder, too long, or cannot be read; FileNotFoundError is
    raised where there is none.
    """
    try:
        if file.is_dir():
            raise refusal(origin, f"is a folder; give the path of {kind} in it.")
        found = file.stat()
        place = (str(file), found.st_dev, found.st_ino)
        raw = _streams.get(place)
        if raw is None:
            with file.open("rb") as opened:
                raw = opened.read(MOST_BYTES + 1)
            if not stat.S_ISREG(found.st_mode):
                _streams[place] = raw
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:  # a NUL in a path is a ValueError
        reason = getattr(error, "strerror", None) or str(error)
        raise refusal(origin, f"cannot be read: {reason}.") from None
    if len(raw) > MOST_BYTES:
        raise refusal(origin, _TOO_LONG)
    return raw
