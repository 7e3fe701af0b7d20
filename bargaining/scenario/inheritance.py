"""A file that stands on another: what it takes over, what it changes, and whose line is whose.

Tables are joined key by key. A number, a list of plain values and a ladder's rungs replace what the
base holds; acts and variants are matched by name. What tells a file's own story, its header, its
counterfactuals, arms, facts, claims and dated changes, is never taken over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bargaining.scenario.locate import Locator, Path
from bargaining.scenario.numbers import name_of
from bargaining.scenario.suggestions import did_you_mean
from bargaining.scenario.terms import canonical
from bargaining.scenario.wording import Finding, describe

__all__ = ["Layer", "Resolved", "resolve"]

_BASE_KEYS = ("base", "remove")
_OWN_STORY = ("scenario", "counterfactuals", "arms", "facts", "claims", "interventions")
_NAMED_LISTS = ("acts", "variants")
_NUMBER_KEYS = frozenset({"value", "low", "high", "alpha", "beta", "choices"})
_DEEPEST = 5

# The number of a layer, and a path within it.
Home = tuple[int, Path]


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of a chain: what it is called, what it holds, and where."""

    origin: str
    data: dict[str, Any]
    locator: Locator


class _Table(dict[str, Any]):
    """A table that knows the home of each of its entries."""

    def __init__(self, entries: dict[str, Any], homes: dict[str, Home]) -> None:
        super().__init__(entries)
        self.homes = homes


class _List(list[Any]):
    """A list that knows the home of each of its entries."""

    def __init__(self, entries: list[Any], homes: list[Home]) -> None:
        super().__init__(entries)
        self.homes = homes


def _homed(value: Any, layer: int, path: Path) -> Any:
    """Return a copy of a layer's value that knows the home of all within it."""
    if isinstance(value, Mapping):
        homes = {key: (layer, (*path, key)) for key in value}
        return _Table({key: _homed(one, *homes[key]) for key, one in value.items()}, homes)
    if isinstance(value, list):
        places = [(layer, (*path, i)) for i in range(len(value))]
        return _List([_homed(one, *home) for one, home in zip(value, places, strict=True)], places)
    return value


@dataclass(frozen=True, slots=True)
class Resolved:
    """The joined data of a chain of files: what a single file would hold.

    The file itself is the first of the layers, then its base, and so on.
    """

    data: dict[str, Any]
    layers: tuple[Layer, ...]

    def home(self, path: Path) -> tuple[Layer, Path]:
        """Return the file that a path comes from, and the path within it."""
        node: Any = self.data
        (layer, start), rest = (0, ()), path
        for i, key in enumerate(path):
            try:
                (layer, start), rest = node.homes[key], path[i + 1 :]
                node = node[key]
            except (AttributeError, IndexError, KeyError, TypeError):
                break
        return self.layers[layer], (*start, *rest)

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
    data = _Table({}, {})
    for number in reversed(range(len(chain))):
        child = chain[number]
        for key in _OWN_STORY:
            data.pop(key, None)
        if number < len(chain) - 1:
            removal = child.data.get("remove", [])
            findings += [(child, found) for found in _remove(data, removal)]
        own = {key: value for key, value in child.data.items() if key not in _BASE_KEYS}
        _join(data, own, number, (), ())
    if "remove" in layer.data and "base" not in layer.data:
        findings.append((layer, Finding(("remove",), "needs a `base` to remove something from.")))
    return Resolved(data, tuple(chain)), findings


def _chain(
    layer: Layer, find: Callable[[str, Layer], Layer]
) -> tuple[list[Layer], list[tuple[Layer, Finding]]]:
    chain = [layer]
    while "base" in chain[-1].data:
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
                fault = f"leads back to {found.origin}; no file may stand on itself."
            elif len(chain) > _DEEPEST:
                fault = (
                    f"makes a chain of more than {_DEEPEST} files; stand on a lower one directly."
                )
        if fault:
            return chain, [(last, Finding(("base",), fault))]
        chain.append(found)
    return chain, []


def _is_number(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(_NUMBER_KEYS & set(value))


def _remove(data: _Table, wanted: Any) -> list[Finding]:
    """Take dotted paths out; return a finding for each that is not there."""
    if not isinstance(wanted, list) or not all(isinstance(one, str) for one in wanted):
        sentence = f"must be a list of dotted paths in quotes; got {describe(wanted)}."
        return [Finding(("remove",), sentence)]
    findings = []
    for i, text in enumerate(wanted):
        path = _find(data, text)
        if not path:
            remedy = did_you_mean(text, _paths(data), "paths of the base")
            sentence = f'names "{text[:80]}", not in the base. {remedy}'
            findings.append(Finding(("remove", i), sentence))
            continue
        parent: Any = data
        for key in path[:-1]:
            parent = parent[key]
        del parent[path[-1]], parent.homes[path[-1]]
    return findings


def _find(node: Any, text: str) -> Path | None:
    path: Path = ()
    rest = text.strip()
    while rest:
        if isinstance(node, list):
            keys: dict[str, Any] = {name_of(one): i for i, one in enumerate(node)}
        elif isinstance(node, Mapping):
            keys = {key: key for key in node}
        else:
            return None
        fit = [key for key in keys if rest == key or rest.startswith(f"{key}.")]
        if not fit:
            same = [key for key in keys if "*" in rest and _spelling(key) == _spelling(rest)]
            return (*path, keys[same[0]]) if same else None
        key = max(fit, key=len)
        node, path = node[keys[key]], (*path, keys[key])
        rest = rest[len(key) + 1 :]
    return path


def _paths(data: Mapping[str, Any]) -> Iterator[str]:
    for room, block in data.items():
        yield room
        names = [name_of(one) for one in block] if isinstance(block, list) else []
        for name, inner in (
            block.items() if isinstance(block, Mapping) else zip(names, names, strict=True)
        ):
            yield f"{room}.{name}"
            if isinstance(inner, Mapping) and not _is_number(inner):
                yield from (f"{room}.{name}.{key}" for key in inner)


def _join(under: Any, over: Mapping[str, Any], layer: int, inner: Path, path: Path) -> None:
    """Lay a table of a layer, at `inner` there, on the one at a path of what is joined so far."""
    spelt = {_spelling(key): key for key in under} if _holds_terms(path) else {}
    for key, value in over.items():
        old = spelt.get(_spelling(key), key) if spelt else key
        mine, home = under.get(old), (layer, (*inner, key))
        under.homes[old] = home
        if not path and key in _NAMED_LISTS and _named(mine) and _named(value):
            _join_list(mine, value, *home)
        elif isinstance(mine, dict) and isinstance(value, Mapping) and not _is_number(value):
            _join(mine, value, *home, (*path, old))
        else:
            under[old] = _homed(value, *home)


def _join_list(under: Any, over: list[Any], layer: int, inner: Path) -> None:
    places = {name_of(one): i for i, one in enumerate(under)}
    for i, one in enumerate(over):
        place, home = places.get(name_of(one)), (layer, (*inner, i))
        if place is None:
            under.append(_homed(one, *home))
            under.homes.append(home)
        else:
            under.homes[place] = home
            _join(under[place], one, *home, inner)


def _named(entries: Any) -> bool:
    return isinstance(entries, list) and all(
        isinstance(one, Mapping) and name_of(one) for one in entries
    )


def _holds_terms(path: Path) -> bool:
    return (len(path) == 2 and path[0] == "payoffs") or (
        len(path) == 3 and path[0] == "conditions" and path[2] == "drivers"
    )


def _spelling(key: str) -> str:
    try:
        return canonical(key)
    except ValueError:
        return key
