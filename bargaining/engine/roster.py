"""The parties of a negotiation, by their place in the file or by name."""

from __future__ import annotations

from typing import Any

from bargaining.errors import ArgumentError
from bargaining.parties import Party
from bargaining.scenario.suggestions import did_you_mean

__all__ = ["Roster"]


class Roster(dict[int, Party]):
    """Parties by index, in file order; a name will do as well.

    Raises
    ------
    ArgumentError
        Somebody was asked for who is not there.
    """

    def __getitem__(self, key: int | str) -> Party:
        if not isinstance(key, str):
            return super().__getitem__(key)
        if key not in self.names:
            known = did_you_mean(key, self.names, "parties")
            raise ArgumentError(f'there is no party "{key}". {known}')
        return super().__getitem__(list(self)[self.names.index(key)])

    def __contains__(self, key: object) -> bool:
        return key in self.names if isinstance(key, str) else super().__contains__(key)

    def __missing__(self, key: object) -> Party:
        raise ArgumentError(
            f"there is no party number {key!r}; they have numbers 0 to {len(self) - 1}, "
            f"or names: {', '.join(self.names)}"
        )

    def get(self, key: int | str, default: Any = None) -> Any:
        """Return a party, or the default where there is no such party."""
        try:
            return self[key]
        except ArgumentError:
            return default

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parties, in file order."""
        return tuple(party.name for party in self.values())
