"""Interventions in force that bound what may happen in a round."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from bargaining.arrays import Bools

__all__ = ["RoundConstraints"]


@dataclass(frozen=True, slots=True)
class RoundConstraints:
    """Bounds on options, the same in all worlds of a batch.

    Attributes
    ----------
    held : set of (issue, direction)
        Unilateral moves that are forbidden.
    locked_issues, locked_conditions : set of int
        Set from outside this round: nothing else moves them.
    menu_rules : tuple of (issue, issue)
        Packages keep the first issue's level at or below the second's.
    forced_acts, forbidden_acts : set of int
    table : "open", "closed" or None
        Talks forced open or closed.
    """

    held: frozenset[tuple[int, int]] = frozenset()
    locked_issues: frozenset[int] = frozenset()
    locked_conditions: frozenset[int] = frozenset()
    menu_rules: tuple[tuple[int, int], ...] = ()
    forced_acts: frozenset[int] = field(default_factory=frozenset)
    forbidden_acts: frozenset[int] = field(default_factory=frozenset)
    forced_turnover: frozenset[int] = field(default_factory=frozenset)
    table: str | None = None

    def held_moves(self, n_issues: int) -> Bools:
        """Return which moves are forbidden, booleans over (issue, up and down)."""
        held = np.zeros((n_issues, 2), dtype=np.bool_)
        for issue, direction in self.held:
            held[issue, int(direction < 0)] = True
        return held
