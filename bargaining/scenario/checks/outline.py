"""The names of a scenario, read off the raw data.

A block that breaks a rule of its own is left out while the rules between blocks are tried; its name
counts as known all the same, so that one mistake is told once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Outline"]


def _table(data: Any, *keys: str) -> Mapping[str, Any]:
    for key in keys:
        data = data.get(key) if isinstance(data, Mapping) else None
    return data if isinstance(data, Mapping) else {}


def _entries(data: Any, key: str) -> list[str]:
    entries = data.get(key) if isinstance(data, Mapping) else None
    if not isinstance(entries, (list, tuple)):
        return []
    names = [entry.get("name") for entry in entries if isinstance(entry, Mapping)]
    return [name for name in names if isinstance(name, str)]


@dataclass(frozen=True, slots=True)
class Outline:
    """Names that a scenario declares, in file order."""

    parties: tuple[str, ...]
    issues: tuple[str, ...]
    conditions: tuple[str, ...]
    acts: tuple[str, ...]
    what_ifs: tuple[str, ...]
    principals: tuple[str, ...]
    menu: tuple[str, ...]
    givers: Mapping[str, str]
    typed: frozenset[str]
    ratifiers: Mapping[str, str]
    delivering: frozenset[str]
    scoped: tuple[str, ...]
    payoffs: tuple[str, ...]

    @classmethod
    def of(cls, data: Any) -> Outline:
        """Read the outline of raw data of any shape."""
        parties, issues = _table(data, "parties"), _table(data, "issues")
        givers = {
            name: block["giver"]
            for name, block in issues.items()
            if isinstance(block, Mapping) and isinstance(block.get("giver"), str)
        }
        blocks = {name: block for name, block in parties.items() if isinstance(block, Mapping)}
        return cls(
            parties=tuple(parties),
            issues=tuple(issues),
            conditions=tuple(_table(data, "conditions")),
            acts=tuple(_entries(data, "acts")),
            what_ifs=(*_entries(data, "counterfactuals"), *_entries(data, "arms")),
            principals=_words(_table(data, "table").get("principals")),
            menu=_words(_table(data, "table", "menu").get("issues")),
            givers=givers,
            typed=frozenset(
                name for name in parties if name not in blocks or "belief" in blocks[name]
            ),
            ratifiers={
                name: block["ratifier"]
                for name, block in blocks.items()
                if isinstance(block.get("ratifier"), str)
            },
            delivering=frozenset(
                name
                for name in parties
                if name not in blocks or "expected_delivery" in blocks[name]
            ),
            scoped=tuple(_table(data, "outcome", "scope")),
            payoffs=tuple(_table(data, "payoffs")),
        )

    @property
    def owners(self) -> frozenset[str]:
        """Parties that own a ladder."""
        return frozenset(self.givers.values())

    @property
    def scoped_principals(self) -> frozenset[str]:
        """Principals one of whose issues counts in the outcome."""
        givers = {self.givers.get(issue) for issue in self.scoped}
        return frozenset(name for name in self.principals if name in givers)


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        return ()
    return tuple(word for word in value if isinstance(word, str))
