"""Read a scenario file: all that is wrong with it at once, or the scenario."""

from __future__ import annotations

import math
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from bargaining.errors import ArgumentError, Problem, ScenarioError
from bargaining.scenario import library
from bargaining.scenario.checks import check
from bargaining.scenario.locate import Locator, Path
from bargaining.scenario.near import did_you_mean
from bargaining.scenario.repair import salvage
from bargaining.scenario.schema import Scenario
from bargaining.scenario.slips import syntax_hint
from bargaining.scenario.terms import canonical
from bargaining.scenario.wording import Finding, Unreadable, findings_of, key_text

__all__ = ["build", "line_of", "load", "loads"]

_MOST_BYTES = 1_000_000
_MOST_BITS = 63
_MOST_PROBLEMS = 200
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
    return loads(*_text_of(name_or_path))


def line_of(name_or_path: str | os.PathLike[str], key: str) -> int | None:
    """Return the line of a dotted key in the file that `load` would read, or None.

    Where the key itself does not stand there, the line is that of its longest beginning.
    """
    return Locator(_plain(_text_of(name_or_path)[0])).line(key.split("."))


def _text_of(name_or_path: str | os.PathLike[str]) -> tuple[str, str]:
    """Return the text of a bundled scenario or a file, and what to call it in errors."""
    given = os.fsdecode(name_or_path)
    if isinstance(name_or_path, str) and given in library.names():
        file = library.path(given)
        return _text(file, file.name), file.name
    return _text(FilePath(given), given), given


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _text(file: FilePath, origin: str) -> str:
    def refuse(sentence: str) -> ScenarioError:
        return ScenarioError(origin, [Problem("", sentence)])

    try:
        if file.is_dir():
            raise refuse("is a folder; give the path of a TOML file in it.")
        with file.open("rb") as stream:
            raw = stream.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise refuse(
            "is neither a file nor a scenario that comes with the library. "
            + did_you_mean(file.name.removesuffix(".toml"), library.names(), "scenarios")
        ) from None
    except (OSError, ValueError) as error:  # a NUL in a path is a ValueError
        reason = getattr(error, "strerror", None) or str(error)
        raise refuse(f"cannot be read: {reason}.") from None
    if len(raw) > _MOST_BYTES:
        raise refuse(_TOO_LONG)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        sentence = "must be UTF-8 text; save it with that encoding."
        raise ScenarioError(origin, [Problem("", sentence, line)]) from None


_TOO_LONG = "must be at most 1 MB of text; a scenario is a few dozen kilobytes."


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
    if len(text) > _MOST_BYTES or len(text.encode("utf-8", "surrogatepass")) > _MOST_BYTES:
        raise ScenarioError(origin, [Problem("", _TOO_LONG)])
    text = _plain(text)
    locator = Locator(text)
    return build(_parsed(text, origin, locator), origin, locator)


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
        hint = syntax_hint(written)
        what = f"is not TOML: {what[:1].lower()}{what[1:]}.{' ' + hint if hint else ''}"
        raise refuse(what, line) from None
    except RecursionError:
        raise refuse(too_deep) from None
    except ValueError:  # the interpreter's limit on the digits of a whole number
        raise refuse("has a whole number of thousands of digits; write a shorter one.") from None


def build(data: Mapping[str, Any], origin: str, locator: Locator | None = None) -> Scenario:
    """Return the scenario that raw data describe.

    Parameters
    ----------
    data : mapping
        Nested tables, lists, texts and numbers, as a TOML file holds them.
    origin : str
        What to call it in error messages.
    locator : Locator, optional
        Lines of the keys.

    Raises
    ------
    ScenarioError
        The data break rules; every broken rule is listed.
    """
    findings: list[Finding] = []
    clean: dict[str, Any] = _readable(dict(data), (), findings)
    findings += _spelled_twice(clean)
    scenario: Scenario | None
    touched: frozenset[Path] = frozenset()
    try:
        scenario = Scenario.model_validate(clean)
    except ValidationError as error:
        unprintable = {finding.path for finding in findings}
        of_fields = findings_of(error.errors()[:_MOST_PROBLEMS], clean)
        findings += [found for found in of_fields if found.path not in unprintable]
        many = error.error_count() > _MOST_PROBLEMS
        scenario, touched = (None, touched) if many else salvage(clean)
    if scenario is not None:
        findings += [found for found in check(scenario, clean) if not _follows(found, touched)]
        if not findings:
            return scenario
    locate = locator.line if locator is not None else lambda _: None
    problems = [Problem(key_text(f.path, data), f.message, locate(f.path)) for f in findings]
    problems = list(dict.fromkeys(problems))
    problems.sort(key=lambda problem: problem.line or 0)
    if len(problems) >= _MOST_PROBLEMS:
        more = Problem("", f"may break more rules; these are the first {_MOST_PROBLEMS}.")
        problems = [*problems[:_MOST_PROBLEMS], more]
    raise ScenarioError(origin, problems)


def _follows(finding: Finding, touched: frozenset[Path]) -> bool:
    """Return whether a finding reads something that was broken on its own."""
    for path in (finding.path, *finding.leans_on):
        for broken in touched:
            short = min(len(path), len(broken))
            if path[:short] == broken[:short]:
                return True
    return False


def _readable(node: Any, path: Path, findings: list[Finding]) -> Any:
    """Copy raw data, with a stand-in for each number that has too many digits to be printed."""
    if isinstance(node, Mapping):
        return {key: _readable(value, (*path, key), findings) for key, value in node.items()}
    if isinstance(node, (list, tuple)):
        return [_readable(value, (*path, i), findings) for i, value in enumerate(node)]
    if isinstance(node, int) and node.bit_length() > _MOST_BITS:
        digits = math.ceil(node.bit_length() * math.log10(2))
        what = f"a whole number of about {digits} digits"
        findings.append(Finding(path, f"must be a whole number below 2^63; got {what}."))
        return Unreadable(what)
    return node


def _spelled_twice(data: Mapping[str, Any]) -> list[Finding]:
    """Find terms that stand twice in one table, as ``"a * b"`` and as ``"b*a"``."""
    tables: list[tuple[Path, Any]] = []
    for section, inner in (("payoffs", ()), ("conditions", ("drivers",))):
        blocks = data.get(section)
        for name, block in blocks.items() if isinstance(blocks, Mapping) else ():
            for key in inner:
                block = block.get(key) if isinstance(block, Mapping) else None
            tables.append(((section, name, *inner), block))
    findings = []
    for path, table in tables:
        first: dict[str, str] = {}
        for written in table if isinstance(table, Mapping) else ():
            try:
                term = canonical(written)
            except (ValueError, TypeError, AttributeError):
                continue
            if term in first:
                other = first[term]
                findings.append(
                    Finding(
                        (*path, written),
                        f'is the term "{other}" written another way; keep one of them and add up '
                        "their weights.",
                    )
                )
            first.setdefault(term, written)
    return findings
