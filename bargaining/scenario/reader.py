"""Read a scenario file: all that is wrong with it at once, or the scenario."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from bargaining.errors import ArgumentError, Problem, ScenarioError
from bargaining.scenario.checks import check
from bargaining.scenario.evidence import dotted, sourced_paths
from bargaining.scenario.files import MOST_BYTES, TOO_LONG, base_of, layer_of, text_of
from bargaining.scenario.inheritance import Resolved, resolve
from bargaining.scenario.locate import Path
from bargaining.scenario.repair import salvage
from bargaining.scenario.schema import Scenario
from bargaining.scenario.terms import canonical
from bargaining.scenario.wording import Finding, Unreadable, findings_of, key_text

__all__ = ["build", "line_of", "load", "load_with_origins", "loads", "origins", "taken_over"]

_MOST_BITS = 63
_MOST_PROBLEMS = 200


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
    return loads(*text_of(name_or_path))


def line_of(name_or_path: str | os.PathLike[str], key: str) -> int | None:
    """Return the line of a dotted key in the file that `load` would read, or None.

    Where the key itself does not stand there, the line is that of its longest beginning.
    """
    return layer_of(*text_of(name_or_path)).locator.line(key.split("."))


def load_with_origins(name_or_path: str | os.PathLike[str]) -> tuple[Scenario, dict[str, str]]:
    """Read a scenario as `load` does; return also the file that each sourced thing comes from.

    Files are given by dotted path. A scenario that stands on no base has one file for all.
    """
    scenario, resolved = _read(*text_of(name_or_path))
    paths = sourced_paths(scenario)
    return scenario, {dotted(path, scenario): resolved.home(path)[0].origin for path in paths}


def origins(name_or_path: str | os.PathLike[str]) -> dict[str, str]:
    """Return the file that each sourced thing of a scenario comes from, by its dotted path."""
    return load_with_origins(name_or_path)[1]


def taken_over(name_or_path: str | os.PathLike[str]) -> frozenset[str]:
    """Return the dotted paths of the sourced things that a file takes from what it stands on."""
    own = text_of(name_or_path)[1]
    return frozenset(path for path, file in origins(name_or_path).items() if file != own)


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
        raise ScenarioError(origin, [Problem("", TOO_LONG)])
    return _read(text, origin)[0]


def _read(text: str, origin: str) -> tuple[Scenario, Resolved]:
    """Return the scenario that a text describes, and what it is joined from."""
    resolved, found = resolve(layer_of(text, origin), base_of)
    # What a base would have brought that cannot be read is not missing from the file.
    unread = any(finding.path == ("base",) for _, finding in found)
    problems = [
        Problem(
            key_text(finding.path, layer.data),
            finding.message,
            layer.locator.line(finding.path),
            None if layer.origin == origin else layer.origin,
        )
        for layer, finding in found
    ]
    return _built(resolved, problems, origin, whole=not unread), resolved


def build(data: Mapping[str, Any], origin: str) -> Scenario:
    """Return the scenario that raw data describe.

    Parameters
    ----------
    data : mapping
        Nested tables, lists, texts and numbers, as a TOML file holds them.
    origin : str
        What to call it in error messages.

    Raises
    ------
    ScenarioError
        The data break rules; every broken rule is listed.
    """
    return _built(Resolved(dict(data), (), {}), [], origin)


def _built(
    resolved: Resolved, problems: list[Problem], origin: str, *, whole: bool = True
) -> Scenario:
    data = resolved.data
    findings: list[Finding] = []
    clean: dict[str, Any] = _readable(data, (), findings)
    findings += _spelled_twice(clean)
    scenario: Scenario | None
    touched: frozenset[Path] = frozenset()
    try:
        scenario = Scenario.model_validate(clean)
    except ValidationError as error:
        unprintable = {finding.path for finding in findings}
        of_fields = findings_of(error.errors()[:_MOST_PROBLEMS], clean)
        if not whole:
            of_fields = [found for found in of_fields if not found.message.startswith("is missing")]
        findings += [found for found in of_fields if found.path not in unprintable]
        many = error.error_count() > _MOST_PROBLEMS
        scenario, touched = (None, touched) if many else salvage(clean)
    if scenario is not None:
        findings += [found for found in check(scenario, clean) if not _follows(found, touched)]
        if not findings and not problems:
            return scenario
    problems = [*problems, *(_problem(found, resolved, origin) for found in findings)]
    problems = list(dict.fromkeys(problems))
    problems.sort(key=lambda problem: (problem.file or "", problem.line or 0))
    if len(problems) >= _MOST_PROBLEMS:
        more = Problem("", f"may break more rules; these are the first {_MOST_PROBLEMS}.")
        problems = [*problems[:_MOST_PROBLEMS], more]
    raise ScenarioError(origin, problems)


def _problem(found: Finding, resolved: Resolved, origin: str) -> Problem:
    key = key_text(found.path, resolved.data)
    if not resolved.layers:
        return Problem(key, found.message)
    file, line = resolved.place(found.path)
    return Problem(key, found.message, line, None if file == origin else file)


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
