"""Situations: every column of a batch of rows, as they stand or as somebody supposes them.

A situation starts as the public state; parts of it are then replaced (a ladder by an expected
level, a flag by what a package would make of it, conditions by their window means) and payoffs are
read off. Its arrays have the row axis first and then `axes - 1` axes of cells.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from bargaining.arrays import Column, Floats
from bargaining.scenario.terms import FLAGS
from bargaining.world.polynomial import Polynomial
from bargaining.world.state import Rows

__all__ = ["Situation"]


class Situation:
    """Columns of a batch of rows, with `axes` axes.

    Attributes
    ----------
    rows : Rows
    columns : list of arrays over (row, *cells), or of numbers that hold everywhere
    levels : dict of issue to array over (row, *cells)
    """

    __slots__ = ("axes", "columns", "levels", "rows")

    def __init__(
        self, rows: Rows, axes: int, columns: list[Column], levels: dict[int, Floats]
    ) -> None:
        self.rows = rows
        self.axes = axes
        self.columns = columns
        self.levels = levels

    @classmethod
    def actual(cls, rows: Rows) -> Situation:
        """Return the situation as it stands, types at public belief, with one axis."""
        game, state = rows.game, rows.state
        columns: list[Column] = [0.0] * game.n_columns
        situation = cls(rows, 1, columns, {})
        for flag in ("at_table", "ever_agreed", "agreement_in_force", "talks_broken"):
            columns[game.column(flag)] = getattr(state, flag).astype(float)
        for ladder in game.ladders:
            for column, scale in ladder.scales:
                columns[column] = scale[state.rung[:, ladder.index]]
            situation.levels[ladder.index] = rows.level(ladder.index)
        for condition, column in enumerate(game.condition_columns):
            columns[column] = np.ascontiguousarray(state.condition[:, condition])
        for party in game.typed:
            columns[game.type_columns[party]] = rows.belief(party)
        for party in game.principals:
            column = game.new_leader_columns[party]
            if column in game.used:
                columns[column] = state.new_leader[:, party].astype(float)
        situation.derive()
        return situation

    def copy(self, extra_axes: int = 0) -> Situation:
        """Return a copy whose arrays carry `extra_axes` more axes of length 1 at the end."""
        tail = (1,) * extra_axes
        if not extra_axes:
            return Situation(self.rows, self.axes, list(self.columns), dict(self.levels))
        columns = [
            column if isinstance(column, float) else column.reshape(column.shape + tail)
            for column in self.columns
        ]
        levels = {issue: level.reshape(level.shape + tail) for issue, level in self.levels.items()}
        return Situation(self.rows, self.axes + extra_axes, columns, levels)

    def spread(self, per_row: Floats) -> Floats:
        """Give an array over (row,) this situation's number of axes."""
        return per_row.reshape(per_row.shape + (1,) * (self.axes - per_row.ndim))

    def set_flag(self, name: str, value: float) -> None:
        """Suppose a flag to be 0 or 1 everywhere."""
        assert name in FLAGS
        self.columns[self.rows.game.column(name)] = value

    def set_level(self, issue: int, level: Floats) -> None:
        """Suppose a ladder at a level between rungs; scales are linear in between."""
        ladder = self.rows.game.ladders[issue]
        self.levels[issue] = level
        for column, values in ladder.scales:
            if column not in self.rows.game.used:
                continue
            self.columns[column] = (
                level if values is ladder.rungs else np.interp(level, ladder.rungs, values)
            )

    def derive(self) -> None:
        """Read undelivered and unreciprocated shares off the levels supposed."""
        self.derive_undelivered()
        self.derive_unreciprocated()

    def derive_undelivered(self) -> None:
        """Read undelivered shares off the levels supposed."""
        rows, used = self.rows, self.rows.game.used
        for party, column in enumerate(rows.game.undelivered_columns):
            if column in used:
                self.columns[column] = self._full(rows.undelivered(party, self.levels))

    def derive_unreciprocated(self) -> None:
        """Read unreciprocated shares off the levels supposed."""
        rows, game = self.rows, self.rows.game
        wanted = [p for p in game.scope if game.unreciprocated_columns[p] in game.used]
        if not wanted or len(game.scope) < 2:
            return
        standings = {party: rows.standing(party, self.levels) for party in game.scope}
        for party in wanted:
            self.columns[game.unreciprocated_columns[party]] = self._full(
                rows.unreciprocated(party, standings)
            )

    def _full(self, values: Floats) -> Floats:
        return values.reshape(values.shape + (1,) * (self.axes - values.ndim))

    def average_conditions(
        self, party: int, payoffs: Iterable[Polynomial], *, later: bool, ahead: int = 0
    ) -> None:
        """Put the means over a party's planning window in the place of conditions (equation 3).

        Windows start from the conditions as they are in the rows' state; drivers read what this
        situation supposes.

        Parameters
        ----------
        payoffs : iterable of Polynomial
            What will be evaluated; conditions that it does not need are left as they are.
        later : bool
            Leave the present round out.
        ahead : int
            Start scheduled conditions so many rounds later.
        """
        game, parameters = self.rows.game, self.rows.parameters
        kind = "_later" if later else ""
        needed = self._needed_conditions(payoffs)
        for condition, column in enumerate(game.condition_columns):
            if condition not in needed:
                continue
            if condition not in game.drivers:
                self.columns[column] = self._scheduled_mean(party, condition, later, ahead)
                continue
            name = game.conditions[condition]
            present = self.rows.state.condition[:, condition]
            mean = parameters.number(f"conditions.{name}.mean", 0.0)
            stay = parameters.weight(f"stay{kind}", party, condition)
            average = self.spread(stay * present + (1.0 - stay) * mean)
            driver = game.drivers[condition]
            if driver.terms:
                drift = self.evaluate(driver)
                weight = parameters.weight(f"drift{kind}", party, condition)
                average = self.spread(weight) * drift + average
            np.maximum(average, 0.0, out=average)
            self.columns[column] = np.minimum(average, 1.0, out=average)

    def _needed_conditions(self, payoffs: Iterable[Polynomial]) -> set[int]:
        """Conditions that the payoffs, or drivers of such conditions, read here."""
        game = self.rows.game
        needed: set[int] = set()
        waiting = list(payoffs)
        while waiting:
            columns = waiting.pop().live_columns(self.columns)
            for condition, column in enumerate(game.condition_columns):
                if column in columns and condition not in needed:
                    needed.add(condition)
                    if condition in game.drivers:
                        waiting.append(game.drivers[condition])
        return needed

    def _scheduled_mean(self, party: int, condition: int, later: bool, ahead: int) -> Floats:
        parameters = self.rows.parameters
        first = parameters.weight("first", party)
        following = self.spread(parameters.weight(f"following+{ahead}", party, condition))
        damp = self.damp(condition)
        if later:
            return following / self.spread(1.0 - first) * damp
        if ahead:
            now = self.spread(parameters.weight(f"now+{ahead}", -1, condition)) * damp
        else:
            now = self.spread(self.rows.state.condition[:, condition])
        return self.spread(first) * now + following * damp

    def schedule_conditions(self, ahead: int) -> None:
        """Put scheduled conditions at their expected value `ahead` rounds on."""
        game = self.rows.game
        for condition, column in enumerate(game.condition_columns):
            if condition not in game.drivers and ahead:
                now = self.rows.parameters.weight(f"now+{ahead}", -1, condition)
                self.columns[column] = self.spread(now) * self.damp(condition)

    def damp(self, condition: int) -> Floats:
        """Return 1 - level of the issue that damps a scheduled condition."""
        game = self.rows.game
        by = game.condition(condition).damped_by
        if by is None:
            return np.ones((1,) * self.axes)
        return 1.0 - self.levels[game.issues.index(by)]

    def evaluate(self, polynomial: Polynomial) -> Floats:
        """Return a polynomial's value, shape (row, *cells) as far as it varies."""
        return polynomial.evaluate(self.columns, self.rows.parameters.matrix, self.axes)
