"""A file that builds on another: what it takes over, what it changes, and whose line is whose.

Tables are joined key by key. A number, a list of plain values and a ladder's rungs replace what the
base holds; acts, correlations and variants are matched by name. What tells a file's own story, its
header, its counterfactuals, arms, facts, claims and dated changes, is never taken over.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bargaining.scenario.frozen import name_of, place_of
from bargaining.scenario.locate import Locator, Path
from bargaining.scenario.suggestions import did_you_mean, nearest
from bargaining.scenario.terms import names_in, spelling
from bargaining.scenario.wording import Finding, describe
from bargaining.text import joined

__all__ = ["Layer", "Resolved", "resolve", "with_renamed"]

_BASE_KEYS = ("base", "remove")
_OWN_STORY = ("scenario", "counterfactuals", "arms", "facts", "claims", "interventions")
_NAMED_LISTS = ("acts", "correlations", "variants")
_ENTRIES = (*_NAMED_LISTS, "parties", "issues", "conditions")
# Keys that only numbers have, at least one in each; a condition has a `mean` as well.
_NUMBER_KEYS = frozenset({"value", "low", "high", "sd", "alpha", "beta", "choices"})
_DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of a chain: what it is called, what it holds, and where."""

    origin: str
    data: dict[str, Any]
    locator: Locator


@dataclass(frozen=True, slots=True)
class Resolved:
    """The joined data of a chain of files: what a single file would hold.

    The file itself is the first of the layers, then its base, and so on.
    """

    data: dict[str, Any]
    layers: tuple[Layer, ...]

    def home(self, path: Path) -> tuple[Layer, Path]:
        """Return the file that a path comes from, and the path within it.

        It is the first file that holds as much of the path as the joined data do.
        """
        joined: Any = self.data
        holding: list[tuple[Layer, Any, Path]] = [(one, one.data, ()) for one in self.layers]
        rest = path
        for i, key in enumerate(path):
            place = place_of(joined, key)
            if place is None:
                break
            joined = joined[place]
            of_named_list = i == 1 and path[0] in _NAMED_LISTS
            name = (name_of(joined) or key) if of_named_list else key
            inner = [
                (layer, node[there], (*start, there))
                for layer, node, start in holding
                if (there := place_of(node, name)) is not None
            ]
            if not inner:
                break
            holding, rest = inner, path[i + 1 :]
        layer, _, start = holding[0]
        return layer, (*start, *rest)

    def place(self, path: Path) -> tuple[str, int | None]:
        """Return the name of the file that a path comes from, and its line there."""
        layer, inner = self.home(path)
        return layer.origin, layer.locator.line(inner)


def resolve(
    layer: Layer, find: Callable[[str, Layer], Layer]
) -> tuple[Resolved, list[tuple[Layer, Finding]]]:
    """Join a file with its base files, without the keys `base` and `remove`.

    Given the text of a `base` key and the layer that has it, `find` returns the base's layer, or
    raises ValueError with a sentence. Returned is also what is wrong with those two keys, and in
    which file.
    """
    chain = [layer]
    findings: list[tuple[Layer, Finding]] = []
    while "base" in chain[-1].data and not findings:
        name, last = chain[-1].data["base"], chain[-1]
        fault = ""
        try:
            if not isinstance(name, str):
                raise ValueError(
                    f"must be the name of a scenario, or a path, in quotes; got {describe(name)}."
                )
            found = find(name, last)
        except ValueError as error:
            fault = str(error)
        else:
            if found.origin in [one.origin for one in chain]:
                fault = f"leads back to {found.origin}; no file can build on itself."
            elif len(chain) > _DEEPEST:
                fault = (
                    f"makes a chain of more than {_DEEPEST} files; stand on a lower one directly."
                )
        if fault:
            findings.append((last, Finding(("base",), fault)))
        else:
            chain.append(found)
    data: dict[str, Any] = {}
    for child in reversed(chain):
        own = {key: data.pop(key, None) for key in _OWN_STORY}
        # Of the header the note is taken over: it speaks of what the files share.
        if isinstance(own["scenario"], dict) and "note" in own["scenario"]:
            data["scenario"] = {"note": own["scenario"]["note"]}
        if child is not chain[-1]:
            removal = child.data.get("remove", [])
            findings += [(child, one) for one in _remove(data, removal)]
        _join(data, {key: one for key, one in child.data.items() if key not in _BASE_KEYS})
    if "remove" in layer.data and "base" not in layer.data:
        findings.append((layer, Finding(("remove",), "needs a `base` to remove something from.")))
    return Resolved(data, tuple(chain)), findings


def with_renamed(findings: list[Finding], resolved: Resolved) -> list[Finding]:
    """Return findings, with one for all that an entry lacks since the base's has another name."""
    told: list[Finding] = []
    lacking: dict[tuple[Path, str], list[str]] = {}
    for found in findings:
        section, near, path = str(found.path[0]), None, found.path
        if section in _ENTRIES and len(path) == 3 and found.message.startswith("is missing"):
            own = _names(resolved.data.get(section))
            name = own[path[1]] if isinstance(path[1], int) else path[1]
            of_base = [
                one for layer in resolved.layers[1:] for one in _names(layer.data.get(section))
            ]
            near = None if name in of_base else nearest(name, of_base)
        if near is None:
            told.append(found)
        else:
            lacking.setdefault((path[:2], near), []).append(str(path[2]))
    for (entry, near), keys in lacking.items():
        what = f'is not in the base and lacks {joined(keys)}. Did you mean "{near}"?'
        told.append(Finding(entry, what))
    return told


def _names(block: Any) -> list[str]:
    """Return the names of the entries of a table, or of a list."""
    if isinstance(block, Mapping):
        return list(block)
    return [name_of(one) for one in block] if isinstance(block, list) else []


def _is_number(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(_NUMBER_KEYS & set(value))


def _remove(data: dict[str, Any], wanted: Any) -> list[Finding]:
    """Take dotted paths out; return a finding for each that is not there."""
    if not isinstance(wanted, list) or not all(isinstance(one, str) for one in wanted):
        sentence = f"must be a list of dotted paths in quotes; got {describe(wanted)}."
        return [Finding(("remove",), sentence)]
    findings = []
    for i, text in enumerate(wanted):
        node: Any = data
        for name in names_in(text):
            # Entries of a list that bear no names are not taken out: give the whole list instead.
            unnamed = isinstance(node, list) and not any(map(name_of, node))
            parent, place = node, None if unnamed else place_of(node, name)
            if place is None:
                known = list(data)
                for room, block in data.items():
                    known += [f"{room}.{one}" for one in _names(block)]
                    for one, inner in block.items() if isinstance(block, Mapping) else ():
                        if isinstance(inner, Mapping) and not _is_number(inner):
                            known += [f"{room}.{one}.{key}" for key in inner]
                remedy = did_you_mean(text, known, "paths of the base")
                sentence = f'names "{text[:80]}", not in the base. {remedy}'
                findings.append(Finding(("remove", i), sentence))
                break
            node = parent[place]
        else:
            del parent[place]
    return findings


def _join(under: dict[str, Any], over: Mapping[str, Any], path: Path = ()) -> None:
    """Lay a table on the one at a path of what is joined so far."""
    of_terms = path[:1] == ("payoffs",) or path[2:] == ("drivers",)
    spelt = {spelling(key): key for key in under} if of_terms else {}
    for key, value in over.items():
        old = spelt.get(spelling(key), key) if of_terms else key
        mine: Any = under.get(old)
        if not path and key in _NAMED_LISTS and _named(mine) and _named(value):
            known = {name_of(one): one for one in mine}
            for one in value:
                if name_of(one) in known:
                    _join(known[name_of(one)], one, (key,))
                else:
                    mine.append(copy.deepcopy(one))
        elif isinstance(mine, dict) and isinstance(value, Mapping) and not _is_number(value):
            _join(mine, value, (*path, old))
        else:
            under[old] = copy.deepcopy(value)


def _named(entries: Any) -> bool:
    return isinstance(entries, list) and all(
        isinstance(one, Mapping) and name_of(one) for one in entries
    )
