"""The view of one world: what a party may know when it decides, in plain numbers."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any

import numpy as np

from bargaining.arrays import Bools, Floats
from bargaining.errors import ArgumentError
from bargaining.scenario.suggestions import did_you_mean
from bargaining.views.public_view import not_seen, place_of
from bargaining.views.reaction import Reaction
from bargaining.views.view import View

Step = str | tuple[str, int]

# Arrays with an axis of own types, of which a rule for one world sees its own.
_BY_TYPE = {
    "best_value", "gain", "side_effects", "value_apart", "value_if_agreed", "value_of_waiting"
}  # fmt: skip


class Package(dict[str, int]):
    """Rung number of each issue of a package; a misspelt issue gets a suggestion."""

    def __missing__(self, issue: str) -> int:
        raise ArgumentError(
            f'there is no issue "{issue}" in this package. {did_you_mean(issue, self, "issues")}'
        )


class Batch:
    """A view over many worlds whose arrays are worked out once and then read world by world."""

    def __init__(self, view: View) -> None:
        self.view: Any = view
        self._known: dict[Any, Any] = {}

    @cached_property
    def menu(self) -> dict[str, int]:
        """How many rungs each issue of the menu has."""
        return {issue: len(self.view.ladder(issue)) for issue in self.view.menu}

    @cached_property
    def packages(self) -> list[list[int]]:
        """Rung numbers of each package over the menu's issues."""
        packages: list[list[int]] = self.view.packages.tolist()
        return packages

    def of(self, name: str, *arguments: Any, **keywords: Any) -> Any:
        """Return an attribute of the view, or what its method answers, kept for the next world."""
        key = (name, *arguments, *keywords.items())
        if key not in self._known:
            value = getattr(self.view, name)
            self._known[key] = value(*arguments, **keywords) if callable(value) else value
        return self._known[key]


class WorldView:
    """What a view over many worlds says of one of them and one own type.

    It has the attributes and methods of that view (`View` and the view of the decision) under the
    same names: numbers, truth values and names instead of arrays over worlds. Steps are ``"hold"``
    or (issue, direction), packages are dicts of issue to rung number.

    Attributes
    ----------
    type : int or None
        The own type for which the rule is asked, 0 or 1; None where the party has none. Others see
        the choice and not the type: they need the answers of both to learn from it.
    """

    def __init__(self, batch: Batch, row: int, type: int | None) -> None:
        self._batch = batch
        self._row = row
        self.type = type

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *dir(self._batch.view)})

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or "_batch" not in self.__dict__:
            raise AttributeError(name)
        if name.startswith("_"):
            raise not_seen(self._batch.view, name)
        if callable(getattr(self._batch.view, name)):
            return partial(self._here, name)
        return self._here(name)

    def _here(self, name: str, *arguments: Any, **keywords: Any) -> Any:
        """Return what the batch knows under a name, for this world and type."""
        values = self._batch.of(name, *arguments, **keywords)
        if not isinstance(values, np.ndarray):
            return values
        here = self._own(values) if name in _BY_TYPE else values[self._row]
        return here.item() if here.ndim == 0 else here.copy()

    def _own(self, values: Floats) -> Any:
        """Read an array over (row, type, ...) for this world and type."""
        return values[self._row, (self.type or 0) if values.shape[1] > 1 else 0]

    def promised_level(self, issue: str) -> float | None:
        """Return the level promised by the agreement in force, None where there is none."""
        level = float(self._here("promised_level", issue))
        return None if np.isnan(level) else level

    def last_offer(self, principal: str) -> Package | None:
        """Return the last package a principal offered, None where it never did."""
        number = self._here("last_offer", principal)
        return None if number < 0 else self._package(number)

    @property
    def options(self) -> list[Step]:
        """The steps that exist in this world."""
        return self._steps(self._here("feasible"))

    @property
    def promised(self) -> list[Step]:
        """The steps that deliver on a promise in force."""
        return self._steps(self._here("promised"))

    @property
    def values(self) -> dict[Step, float]:
        """Value of each step that exists, payoff units."""
        values = self._own(self._batch.of("values")).tolist()
        known = dict(zip(step_names(self._batch.view), values, strict=True))
        return {name: known[name] for name in self.options}

    def _steps(self, which: Bools) -> list[Step]:
        names = step_names(self._batch.view)
        return [name for name, is_one in zip(names, which, strict=True) if is_one]

    @property
    def packages(self) -> list[Package]:
        """The packages that may be offered."""
        return [self._package(int(number)) for number in np.flatnonzero(self._here("feasible"))]

    @property
    def offer(self) -> Package:
        """The offer on the table."""
        return self._package(self._here("offered"))

    def value(self, package: dict[str, int]) -> float:
        """Return the own value of a package once signed; issues left out stay where they are."""
        return float(self._own(self._batch.of("values"))[self.number(package)])

    def value_to(self, principal: str, package: dict[str, int]) -> float:
        """Return what a package is publicly expected to be worth to a principal."""
        return float(self._batch.of("values_of", principal)[self._row, self.number(package)])

    def number(self, package: dict[str, int]) -> int:
        """Return a package's place in the grid of all.

        Raises
        ------
        ArgumentError
            It names an issue that is not on the menu, or a rung that does not exist.
        """
        sizes, place = self._batch.menu, 0
        for issue in package:
            if issue not in sizes:
                raise ArgumentError(
                    f'"{issue}" is not on the menu. {did_you_mean(issue, sizes, "issues")}'
                )
        for issue, count in sizes.items():
            rung = package[issue] if issue in package else self.rung(issue)
            if isinstance(rung, bool) or not isinstance(rung, (int, np.integer)):
                raise ArgumentError(f"{issue} takes the number of a rung; got {rung!r}")
            if not 0 <= rung < count:
                raise ArgumentError(f"{issue} has rungs 0 to {count - 1}; got {rung}")
            place = place * count + int(rung)
        return place

    def _package(self, number: int) -> Package:
        return Package(zip(self._batch.menu, self._batch.packages[number], strict=True))


class ReactionInWorld(WorldView):
    """One cell of a position in which others suppose the party; its own rungs are the actual ones.

    `level` and `condition` tell what is supposed (a condition only as far as the party's payoff
    rests on it), all else tells what is so.
    """

    def __init__(
        self,
        batch: Batch,
        type: int | None,
        reaction: Reaction,
        cell: tuple[int, ...],
        feasible: Bools,
    ) -> None:
        super().__init__(batch, cell[0], type)
        self._supposed = reaction.situation
        self._cell = cell
        self._feasible = feasible

    def level(self, issue: str) -> float:
        """Return where an issue's ladder is supposed to stand."""
        number = place_of(issue, self._supposed.rows.game.issues, "issues")
        return float(self._supposed.levels[number][self._cell])

    def condition(self, name: str) -> float:
        """Return a condition as supposed."""
        number = place_of(name, self._supposed.rows.game.conditions, "conditions")
        return float(self._supposed.condition(number)[self._cell])

    @property
    def options(self) -> list[Step]:
        """The steps that exist."""
        return self._steps(self._feasible)


def step_names(view: View) -> list[Step]:
    """Return the names of a party's steps in the order of its options."""
    return ["hold" if issue is None else (issue, way) for issue, way in view.step_options]
