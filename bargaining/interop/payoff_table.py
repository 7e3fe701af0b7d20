"""What two principals can agree on and what it is worth to them: all that an export needs."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.defaults import PER_DRAW
from bargaining.engine.arguments import check_seed, check_whole, scenario_of
from bargaining.engine.package_values import value_packages
from bargaining.errors import ArgumentError
from bargaining.protocol import RoundContext, set_parameters
from bargaining.scenario import Scenario
from bargaining.world.game import Game
from bargaining.world.world import begin

# How far sums may lie from payoffs through rounding, as a share of their range.
_ROUNDING = 1e-10

Form = Literal["issues", "packages"]


@dataclass(frozen=True, slots=True, eq=False)
class PayoffTable:
    """Packages that may be signed, and payoffs, of one world of a scenario with two principals.

    Attributes
    ----------
    parties, issues : tuple of str
        Labels of the principals, and of the menu's issues, all distinct.
    labels : tuple of tuple of str
        For each issue the labels of its rungs, all distinct.
    rungs : integers over (package, issue)
        The packages that may be signed.
    value : array over (principal, package)
    disagreement, breakdown, at_table, discount_factor : array over (principal,)
        The discount factor is per round, the breakdown probability per fruitless round.
    """

    scenario: Scenario
    parties: tuple[str, str]
    issues: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    rungs: Ints
    value: Floats
    disagreement: Floats
    breakdown: Floats
    at_table: Floats
    discount_factor: Floats
    breakdown_probability: float

    @property
    def n_rounds(self) -> int:
        """Number of rounds that talks can last."""
        deadline = self.scenario.table.deadline
        return (self.scenario.settings.rounds if deadline is None else deadline).value

    @property
    def n_packages(self) -> int:
        """Number of packages that may be signed."""
        return len(self.rungs)

    @property
    def named(self) -> list[tuple[str, ...]]:
        """The labels of each package's rungs, one an issue."""
        return [
            tuple(labels[rung] for labels, rung in zip(self.labels, rungs, strict=True))
            for rungs in self.rungs
        ]

    @property
    def packages(self) -> tuple[str, ...]:
        """Labels of the packages, all distinct."""
        if len(self.issues) == 1:
            return tuple(name for (name,) in self.named)
        pairs = [zip(self.issues, names, strict=True) for names in self.named]
        return tuple("; ".join(f"{issue}: {name}" for issue, name in one) for one in pairs)

    @property
    def offered(self) -> list[list[str]]:
        """For each issue the labels of the rungs that are in some package, in order."""
        rungs = zip(self.labels, self.rungs.T, strict=True)
        return [[labels[rung] for rung in np.unique(column)] for labels, column in rungs]

    def values_by_issue(self, form: Form) -> list[tuple[str, list[str]]]:
        """Return each issue with the labels that it is offered at, or one issue of packages."""
        if form == "packages":
            return [("package", list(self.packages))]
        return list(zip(self.issues, self.offered, strict=True))

    def shares(self, remedy: str, shift: Floats | float = 0.0) -> tuple[list[Floats], float]:
        """Split payoffs less a shift by issue; refuse where not every combination may be signed.

        Returns
        -------
        tables : list of array over (principal, rung)
            Each has 0 as its smallest entry; what every package is worth at the least is added to
            the first, since GENIUS and NegMAS know no constant.
        deviation : float
            Largest difference between a payoff and the sum of its parts, 0 where it comes from the
            rounding of numbers alone.
        """
        shape = [len(labels) for labels in self.offered]
        if self.n_packages != math.prod(shape):
            raise ArgumentError(
                f"{self.scenario.name} cannot be written issue by issue: only {self.n_packages:,} "
                f"of the {math.prod(shape):,} combinations of its rungs may be signed (a package "
                "that moves nothing may not, unless table.menu.empty_package is true). "
                f"{remedy}"
            )
        values = self.value.reshape(2, *shape)
        axes = range(1, values.ndim)
        mean = values.mean(axis=tuple(axes))
        tables, fitted = [], mean.reshape(2, *(1 for _ in axes))
        for axis in axes:
            effect = values.mean(axis=tuple(a for a in axes if a != axis)) - mean[:, None]
            tables.append(effect)
            fitted = fitted + effect.reshape(2, *(-1 if a == axis else 1 for a in axes))
        deviation = float(np.abs(values - fitted).max())
        rounding = _ROUNDING * max(float(np.ptp(self.value, axis=1).max()), 1.0)
        least = [table.min(axis=1) for table in tables]
        shares = [table - low[:, None] for table, low in zip(tables, least, strict=True)]
        shares[0] = shares[0] + (mean + sum(least) - shift)[:, None]
        return shares, deviation if deviation > rounding else 0.0


def check_form(form: object) -> None:
    """Raise an ArgumentError for a form that does not exist."""
    if form not in ("issues", "packages"):
        raise ArgumentError(f'form must be "issues" or "packages"; got {form!r}')


def payoff_table(scenario: Scenario | str, *, seed: int, world: int) -> PayoffTable:
    """Return the payoff table of a world of two principals; refuse others, and nothing to sign."""
    scenario = scenario_of(scenario)
    check_whole(first_world=world)
    principals = scenario.table.principals
    if len(principals) != 2:
        raise ArgumentError(
            f"only scenarios with two principals can be written; {scenario.name} has "
            f"{len(principals)}: {', '.join(principals)}"
        )
    values = value_packages(scenario, seed=seed, first_world=world, worlds_per_draw=PER_DRAW)
    feasible = values.feasible[0]
    if not feasible.any():
        raise ArgumentError(f"{scenario.name} has no package that may be signed at its start")
    game = Game(scenario)
    start = begin(game, check_seed(seed), world, 1, PER_DRAW)
    set_parameters(RoundContext(start, {}))
    numbers = start.parameters
    first, second = (scenario.parties[name].label or name for name in principals)
    return PayoffTable(
        scenario=scenario,
        parties=(first, second),
        issues=distinct(scenario.issues[name].label or name for name in values.issues),
        labels=tuple(
            distinct(rung.label for rung in scenario.issues[name].rungs) for name in values.issues
        ),
        rungs=values.rungs[feasible],
        value=values.value[0][:, feasible],
        disagreement=values.disagreement[0],
        breakdown=values.breakdown[0],
        at_table=values.at_table[0],
        discount_factor=np.array([numbers.discount(p)[0] for p in game.principals]),
        breakdown_probability=float(numbers.number("table.breakdown_probability", 0.0)[0]),
    )


def write_lines(file: str | os.PathLike[str], lines: Iterable[str]) -> Path:
    """Write a file with lines that end as on Unix, whatever the system; return its path."""
    place = Path(file)
    place.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return place


def distinct(labels: Iterable[str]) -> tuple[str, ...]:
    """Return labels without control characters, each made unique by a number where needed."""
    found: dict[str, None] = {}
    for label in labels:
        plain = " ".join("".join(c if c.isprintable() else " " for c in label).split()) or "-"
        name, count = plain, 1
        while name in found:
            count += 1
            name = f"{plain} ({count})"
        found[name] = None
    return tuple(found)
