"""A file that stands on another: what it takes over, what it changes, and whose line is whose.

Tables are joined key by key. A number, a list of plain values and a ladder's rungs replace what the
base holds; acts and variants are matched by name. What tells a file's own story, its header, its
counterfactuals, arms, facts, claims and dated changes, is never taken over.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bargaining.scenario.locate import Locator, Path
from bargaining.scenario.suggestions import did_you_mean
from bargaining.scenario.terms import canonical
from bargaining.scenario.wording import Finding, describe

__all__ = ["BASE_KEYS", "Layer", "Resolved", "resolve"]

BASE_KEYS = ("base", "remove")
_OWN_STORY = ("scenario", "counterfactuals", "arms", "facts", "claims", "interventions")
_NAMED_LISTS = ("acts", "variants")
_NUMBER_KEYS = frozenset({"value", "low", "high", "alpha", "beta", "choices"})
_DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of a chain: what it is called, what it holds, and where."""

    origin: str
    data: dict[str, Any]
    locator: Locator


@dataclass(frozen=True, slots=True)
class Resolved:
    """The joined data of a chain of files.

    Attributes
    ----------
    data : dict
        What a single file would hold.
    layers : tuple of Layer
        The file itself first, then its base, and so on.
    homes : dict of path to (int, path)
        Layer, and path within it, of everything that was taken over whole.
    """

    data: dict[str, Any]
    layers: tuple[Layer, ...]
    homes: dict[Path, tuple[int, Path]]

    def home(self, path: Path) -> tuple[Layer, Path]:
        """Return the file that a path comes from, and the path within it."""
        for length in range(len(path), 0, -1):
            found = self.homes.get(path[:length])
            if found is not None:
                layer, start = found
                return self.layers[layer], (*start, *path[length:])
        return self.layers[0], path

    def place(self, path: Path) -> tuple[str, int | None]:
        """Return the name of the file that a path comes from, and its line there."""
        layer, inner = self.home(path)
        return layer.origin, layer.locator.line(inner)


def resolve(
    layer: Layer, find: Callable[[str, Layer], Layer]
) -> tuple[Resolved, list[tuple[Layer, Finding]]]:
    """Join a file with the files that it stands on.

    Parameters
    ----------
    layer : Layer
        The file.
    find : callable
        Given the text of a `base` key and the layer that has it, returns the base's layer, or
        raises ValueError with a sentence.

    Returns
    -------
    Resolved
        The joined data, without the keys `base` and `remove`.
    list of (Layer, Finding)
        What is wrong with those two keys, and in which file.
    """
    chain, findings = _chain(layer, find)
    top = len(chain) - 1
    data = _without(chain[top].data, BASE_KEYS)
    homes: dict[Path, tuple[int, Path]] = {(key,): (top, (key,)) for key in data}
    for number in range(top - 1, -1, -1):
        child = chain[number]
        kept = _without(data, _OWN_STORY)
        joined = _Joined(kept, {path: home for path, home in homes.items() if path[0] in kept})
        removal = child.data.get("remove", [])
        findings += [(child, found) for found in joined.remove(removal)]
        joined.lay(_without(child.data, BASE_KEYS), number)
        data, homes = joined.data, joined.homes
    if "remove" in layer.data and "base" not in layer.data:
        findings.append((layer, Finding(("remove",), "needs a `base` to remove something from.")))
    return Resolved(data, tuple(chain), homes), findings


def _chain(
    layer: Layer, find: Callable[[str, Layer], Layer]
) -> tuple[list[Layer], list[tuple[Layer, Finding]]]:
    chain = [layer]
    while "base" in chain[-1].data:
        name, last = chain[-1].data["base"], chain[-1]
        if not isinstance(name, str):
            sentence = (
                f"must be the name of a scenario, or a path, in quotes; got {describe(name)}."
            )
            return chain, [(last, Finding(("base",), sentence))]
        try:
            found = find(name, last)
        except ValueError as error:
            return chain, [(last, Finding(("base",), str(error)))]
        if found.origin in [one.origin for one in chain]:
            sentence = f"leads back to {found.origin}; no file may stand on itself."
            return chain, [(last, Finding(("base",), sentence))]
        if len(chain) > _DEEPEST:
            sentence = (
                f"makes a chain of more than {_DEEPEST} files; stand on a lower one directly."
            )
            return chain, [(last, Finding(("base",), sentence))]
        chain.append(found)
    return chain, []


def _without(data: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    return {key: copy.deepcopy(value) for key, value in data.items() if key not in keys}


def _is_number(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(_NUMBER_KEYS & set(value))


class _Joined:
    """Data on which one file after the other is laid."""

    def __init__(self, data: dict[str, Any], homes: dict[Path, tuple[int, Path]]) -> None:
        self.data = data
        self.homes = homes

    def remove(self, wanted: Any) -> list[Finding]:
        """Take dotted paths out; return a finding for each that is not there."""
        if not isinstance(wanted, list) or not all(isinstance(one, str) for one in wanted):
            sentence = f"must be a list of dotted paths in quotes; got {describe(wanted)}."
            return [Finding(("remove",), sentence)]
        findings = []
        for i, text in enumerate(wanted):
            path = self._find(text)
            if not path:
                remedy = did_you_mean(text, self._paths(), "paths of the base")
                findings.append(
                    Finding(("remove", i), f'names "{text[:80]}", not in the base. {remedy}')
                )
                continue
            parent: Any = self.data
            for key in path[:-1]:
                parent = parent[key]
            del parent[path[-1]]
            self._forget(path)
        return findings

    def _find(self, text: str) -> Path | None:
        node: Any = self.data
        path: Path = ()
        rest = text.strip()
        while rest:
            if isinstance(node, list):
                keys = {_name(one): i for i, one in enumerate(node)}
            elif isinstance(node, Mapping):
                keys = {key: key for key in node}
            else:
                return None
            fit = [key for key in keys if rest == key or rest.startswith(f"{key}.")]
            if not fit:
                same = [key for key in keys if _same_term(key, rest)]
                return (*path, keys[same[0]]) if same else None
            key = max(fit, key=len)
            node, path = node[keys[key]], (*path, keys[key])
            rest = rest[len(key) + 1 :]
        return path

    def _paths(self) -> list[str]:
        found = []
        for room, block in self.data.items():
            found.append(room)
            names = block if isinstance(block, Mapping) else [_name(one) for one in block]
            for name in names:
                found.append(f"{room}.{name}")
                inner = block[name] if isinstance(block, Mapping) else None
                if isinstance(inner, Mapping) and not _is_number(inner):
                    found += [f"{room}.{name}.{key}" for key in inner]
        return found

    def _forget(self, path: Path) -> None:
        """Drop the homes below a path, and shift those behind it where it was of a list."""
        kept: dict[Path, tuple[int, Path]] = {}
        at, last = len(path) - 1, path[-1]
        # What was below a table that is remembered whole must be remembered one by one.
        self._open(path[:-1])
        for one, home in self.homes.items():
            if one[: len(path)] == path:
                continue
            here = one[at] if len(one) > at and one[:at] == path[:at] else None
            if isinstance(last, int) and isinstance(here, int) and here > last:
                one = (*one[:at], here - 1, *one[at + 1 :])
            kept[one] = home
        self.homes = kept

    def _open(self, path: Path) -> None:
        """Remember the entries of a table or list one by one instead of as a whole."""
        for length in range(1, len(path) + 1):
            home = self.homes.pop(path[:length], None)
            if home is None:
                continue
            node: Any = self.data
            for key in path[:length]:
                node = node[key]
            keys = range(len(node)) if isinstance(node, list) else node
            for key in keys:
                self.homes.setdefault((*path[:length], key), (home[0], (*home[1], key)))

    def lay(self, child: Mapping[str, Any], layer: int) -> None:
        """Lay a file on what is there."""
        self._join((), self.data, child, (), layer)

    def _join(
        self, path: Path, under: dict[str, Any], over: Mapping[str, Any], inner: Path, layer: int
    ) -> None:
        if path:
            self._open(path)
        spelt = {_spelling(key): key for key in under} if _holds_terms(path) else {}
        for key, value in over.items():
            old = spelt.get(_spelling(key), key) if spelt else key
            here, there = (*path, old), (*inner, key)
            mine = under.get(old)
            if path == () and key in _NAMED_LISTS and _named(mine) and _named(value):
                self._join_list(here, under[old], value, there, layer)
            elif isinstance(mine, dict) and isinstance(value, Mapping) and not _is_number(value):
                self._join(here, mine, value, there, layer)
            else:
                if old in under:
                    self._drop(here)
                under[old] = copy.deepcopy(value)
                self.homes[here] = (layer, there)

    def _join_list(
        self, path: Path, under: list[Any], over: list[Any], inner: Path, layer: int
    ) -> None:
        self._open(path)
        places = {_name(one): i for i, one in enumerate(under)}
        for i, one in enumerate(over):
            place = places.get(_name(one))
            if place is None:
                under.append(copy.deepcopy(one))
                self.homes[*path, len(under) - 1] = (layer, (*inner, i))
            else:
                self._join((*path, place), under[place], one, (*inner, i), layer)

    def _drop(self, path: Path) -> None:
        self.homes = {one: home for one, home in self.homes.items() if one[: len(path)] != path}


def _name(entry: Any) -> str:
    named = entry.get("name") if isinstance(entry, Mapping) else None
    return named if isinstance(named, str) else ""


def _named(entries: Any) -> bool:
    return isinstance(entries, list) and all(_name(one) for one in entries)


def _holds_terms(path: Path) -> bool:
    return (len(path) == 2 and path[0] == "payoffs") or (
        len(path) == 3 and path[0] == "conditions" and path[2] == "drivers"
    )


def _spelling(key: str) -> str:
    try:
        return canonical(key)
    except ValueError:
        return key


def _same_term(key: str, text: str) -> bool:
    return "*" in text and _spelling(key) == _spelling(text)
