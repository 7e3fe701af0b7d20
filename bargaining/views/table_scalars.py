"""Views of one world's table, in plain numbers; a package is a dict of issue to rung number."""

from __future__ import annotations

import numpy as np

from bargaining.errors import ArgumentError
from bargaining.scenario.suggestions import did_you_mean
from bargaining.views.scalars import Package, Scalars

__all__ = ["OfferScalars", "ResponseScalars"]


class TableScalars(Scalars):
    """The table in one world: every package, and what it is worth."""

    @property
    def packages(self) -> list[Package]:
        """The packages that may be offered."""
        feasible = self._batch.of("feasible")[self._row]
        return [self._package(int(number)) for number in np.flatnonzero(feasible)]

    def value(self, package: Package) -> float:
        """Return the own value of a package once signed; issues left out stay where they are."""
        return float(self._own(self._batch.of("values"))[self.number(package)])

    def value_to(self, principal: str, package: Package) -> float:
        """Return what a package is publicly expected to be worth to a principal."""
        return float(self._batch.of("values_of", principal)[self._row, self.number(package)])

    @property
    def best_value(self) -> float:
        """Own value of the best package that may be offered; -inf where none may be."""
        return float(self._own(self._batch.of("best_value")))

    @property
    def value_apart(self) -> float:
        """Own value of standing apart without an agreement."""
        return float(self._own(self._batch.of("value_apart")))

    @property
    def value_of_waiting(self) -> float:
        """Own value of ending the round without a signature, by the look-ahead."""
        return float(self._own(self._batch.of("value_of_waiting")))

    def number(self, package: Package) -> int:
        """Return a package's place in the grid of all.

        Raises
        ------
        ArgumentError
            It names an issue that is not on the menu, or a rung that does not exist.
        """
        view = self._batch.view
        for issue in package:
            if issue not in view.menu:
                raise ArgumentError(
                    f'"{issue}" is not on the menu. {did_you_mean(issue, view.menu, "issues")}'
                )
        place = 0
        for issue in view.menu:
            rung, count = package.get(issue, self.rung(issue)), len(view.ladder(issue))
            if isinstance(rung, bool) or not isinstance(rung, (int, np.integer)):
                raise ArgumentError(f"{issue} takes the number of a rung; got {rung!r}")
            if not 0 <= rung < count:
                raise ArgumentError(f"{issue} has rungs 0 to {count - 1}; got {rung}")
            place = place * count + int(rung)
        return place


class OfferScalars(TableScalars):
    """A proposal at the table in one world."""


class ResponseScalars(TableScalars):
    """An offer on the table in one world."""

    @property
    def offer(self) -> Package:
        """The offer: rung number of each issue of the menu."""
        return self._package(int(self._batch.of("offered")[self._row]))

    @property
    def value_if_agreed(self) -> float:
        """Own value of the offer once signed."""
        return float(self._own(self._batch.of("value_if_agreed")))
