"""Views of one world: what a party may know when it decides, in plain numbers.

Each answers for one world and one own type what `view.py` answers for all worlds at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bargaining.arrays import Bools, Floats
from bargaining.views.reaction import Reaction
from bargaining.views.rungs import Rungs
from bargaining.views.view import View

__all__ = [
    "ActScalars",
    "Batch",
    "Cell",
    "ChoiceScalars",
    "Package",
    "ReactionScalars",
    "Scalars",
    "Step",
    "StepScalars",
    "TalksScalars",
    "step_names",
]

Step = str | tuple[str, int]
Package = dict[str, int]


class Batch:
    """A view over many worlds whose arrays are worked out once and then read world by world."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._known: dict[Any, Any] = {}

    def of(self, name: str, *arguments: Any) -> Any:
        """Return an attribute of the view, or what its method answers, kept for the next world."""
        key = (name, *arguments)
        if key not in self._known:
            value = getattr(self.view, name)
            self._known[key] = value(*arguments) if callable(value) else value
        return self._known[key]


class Scalars:
    """What is public in one world, and what the party knows of itself.

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

    def level(self, issue: str) -> float:
        """Return where an issue's ladder stands, in [0, 1]."""
        return float(self._batch.of("level", issue)[self._row])

    def level_before(self, issue: str, rounds_ago: int = 1) -> float:
        """Return where it stood when an earlier round was over; 1 is the round before this one."""
        return float(self._batch.of("level_before", issue, rounds_ago)[self._row])

    def rung(self, issue: str) -> int:
        """Return the number of an issue's rung, from 0."""
        return int(self._batch.of("rung", issue)[self._row])

    def promised_level(self, issue: str) -> float | None:
        """Return the level promised by the agreement in force, None where there is none."""
        level = float(self._batch.of("promised_level", issue)[self._row])
        return None if np.isnan(level) else level

    def condition(self, name: str) -> float:
        """Return a condition, in [0, 1]."""
        return float(self._batch.of("condition", name)[self._row])

    def belief(self, party: str) -> float:
        """Return the public probability that a party is of type 1."""
        return float(self._batch.of("belief", party)[self._row])

    @property
    def party(self) -> str:
        """Name of the party that decides."""
        return self._batch.view.party

    @property
    def round(self) -> int:
        """The round, from 0."""
        return self._batch.view.round

    @property
    def horizon(self) -> int:
        """Number of rounds that talks can last."""
        return self._batch.view.horizon

    @property
    def others(self) -> tuple[str, ...]:
        """Names of the other principals."""
        return self._batch.view.others

    def last_offer(self, principal: str) -> Package | None:
        """Return the last package a principal offered, None where it never did."""
        number = int(self._batch.of("last_offer", principal)[self._row])
        return None if number < 0 else self._package(number)

    def _package(self, number: int) -> Package:
        rungs = self._batch.of("packages")[number]
        return Rungs(zip(self._batch.of("menu"), map(int, rungs), strict=True))

    @property
    def at_table(self) -> bool:
        """Whether talks are open."""
        return bool(self._batch.of("at_table")[self._row])

    @property
    def agreement_in_force(self) -> bool:
        """Whether a signed agreement is in force."""
        return bool(self._batch.of("agreement_in_force")[self._row])

    @property
    def choice_noise(self) -> float:
        """The party's choice noise, payoff units."""
        return float(self._batch.of("choice_noise")[self._row])

    @property
    def inertia(self) -> float:
        """The party's inertia, payoff units per move."""
        return float(self._batch.of("inertia")[self._row])

    @property
    def discount_factor(self) -> float:
        """The party's discount factor, per round."""
        return float(self._batch.of("discount_factor")[self._row])

    def _own(self, values: Floats) -> Any:
        """Read an array over (row, type, ...) for this world and type."""
        return values[self._row, (self.type or 0) if values.shape[1] > 1 else 0]


class StepScalars(Scalars):
    """A unilateral step in one world; options are "hold", (issue, 1) and (issue, -1)."""

    @property
    def options(self) -> list[Step]:
        """The steps that exist in this world."""
        feasible = self._batch.of("feasible")[self._row]
        names = step_names(self._batch.view)
        return [name for name, exists in zip(names, feasible, strict=True) if exists]

    @property
    def promised(self) -> list[Step]:
        """The steps that deliver on a promise in force."""
        promised = self._batch.of("promised")[self._row]
        names = step_names(self._batch.view)
        return [name for name, due in zip(names, promised, strict=True) if due]

    @property
    def values(self) -> dict[Step, float]:
        """Value of each step that exists, payoff units."""
        values = self._own(self._batch.of("values"))
        names = step_names(self._batch.view)
        known = {name: float(value) for name, value in zip(names, values, strict=True)}
        return {name: known[name] for name in self.options}


class ChoiceScalars(Scalars):
    """A yes or no about talks or a ratification in one world."""

    @property
    def gain(self) -> float:
        """Value of saying yes less the value of saying no, payoff units."""
        return float(self._own(self._batch.of("gain")))


class TalksScalars(ChoiceScalars):
    """A yes or no about talks in one world."""

    @property
    def side_effects(self) -> float:
        """Own value of talking without end less that of standing apart, payoff units."""
        return float(self._own(self._batch.of("side_effects")))


class ActScalars(ChoiceScalars):
    """An act that is technically possible this round in one world."""

    @property
    def act(self) -> str:
        """Name of the act."""
        return str(self._batch.of("act"))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a supposed position: where its arrays are read."""

    reaction: Reaction
    index: tuple[int, ...]
    feasible: Bools

    def read(self, values: Floats) -> float:
        """Read a level or a condition."""
        return float(values[self.index])


class ReactionScalars(Scalars):
    """A position in which others suppose the party; its own rungs are the actual ones.

    `level` and `condition` tell what is supposed (a condition only as far as the party's payoff
    rests on it), all else tells what is so.
    """

    def __init__(self, batch: Batch, row: int, type: int | None, cell: Cell) -> None:
        super().__init__(batch, row, type)
        self._cell = cell

    def level(self, issue: str) -> float:
        """Return where an issue's ladder is supposed to stand."""
        self._batch.of("level", issue)
        situation = self._cell.reaction.situation
        return self._cell.read(situation.levels[situation.rows.game.issues.index(issue)])

    def condition(self, name: str) -> float:
        """Return a condition as supposed."""
        self._batch.of("condition", name)
        situation = self._cell.reaction.situation
        return self._cell.read(situation.condition(situation.rows.game.conditions.index(name)))

    @property
    def options(self) -> list[Step]:
        """The steps that exist."""
        names = step_names(self._batch.view)
        return [name for name, is_one in zip(names, self._cell.feasible, strict=True) if is_one]


def step_names(view: View) -> list[Step]:
    """Return the names of a party's steps in the order of its options."""
    return ["hold" if issue is None else (issue, way) for issue, way in view.step_options]
