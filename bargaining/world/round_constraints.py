"""Interventions in force that bound what may happen in a round."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Bools

__all__ = ["RoundConstraints"]


@dataclass(frozen=True, slots=True)
class RoundConstraints:
    """Bounds on options, the same in all worlds of a batch; parties and issues by number."""

    held: frozenset[tuple[int, int]] = frozenset()
    """Unilateral moves that are forbidden, (issue, direction)."""
    locked_issues: frozenset[int] = frozenset()
    """Set from outside this round: nothing else moves them."""
    locked_conditions: frozenset[int] = frozenset()
    menu_rules: tuple[tuple[int, int], ...] = ()
    """Packages keep the first issue's level at or below the second's."""
    forced_acts: frozenset[int] = frozenset()
    forbidden_acts: frozenset[int] = frozenset()
    forced_turnover: frozenset[int] = frozenset()
    table: str | None = None
    """Whether an intervention forces talks "open" or "closed"."""

    def held_moves(self, n_issues: int) -> Bools:
        """Return which moves are forbidden, booleans over (issue, up and down)."""
        held = np.zeros((n_issues, 2), dtype=np.bool_)
        for issue, direction in self.held:
            held[issue, int(direction < 0)] = True
        return held
