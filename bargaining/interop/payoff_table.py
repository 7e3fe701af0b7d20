"""What two principals can agree on and what it is worth to them: all that an export needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.engine.arguments import check_seed, check_whole, scenario_of
from bargaining.engine.package_values import value_packages
from bargaining.errors import ArgumentError
from bargaining.protocol import RoundContext, set_parameters
from bargaining.scenario import Scenario
from bargaining.world.game import Game
from bargaining.world.world import begin

__all__ = ["PayoffTable", "distinct", "payoff_table"]

_WORLDS_PER_DRAW = 20
_ADDITIVE = 1e-10


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
    def packages(self) -> tuple[str, ...]:
        """Labels of the packages, all distinct."""
        named = [
            [labels[rung] for labels, rung in zip(self.labels, rungs, strict=True)]
            for rungs in self.rungs
        ]
        if len(self.issues) == 1:
            return tuple(name for (name,) in named)
        pairs = [zip(self.issues, names, strict=True) for names in named]
        return tuple("; ".join(f"{issue}: {name}" for issue, name in one) for one in pairs)

    @property
    def offered(self) -> tuple[Ints, ...]:
        """Rungs of each issue that stand in some package, in order."""
        return tuple(np.unique(column) for column in self.rungs.T)

    def values_by_issue(self, *, whole: bool) -> list[tuple[str, list[str]]]:
        """Return each issue with the labels that it is offered at, or one issue of packages."""
        if whole:
            return [("package", list(self.packages))]
        offered = zip(self.issues, self.labels, self.offered, strict=True)
        return [(issue, [labels[rung] for rung in rungs]) for issue, labels, rungs in offered]

    @property
    def is_product(self) -> bool:
        """Whether every combination of the offered rungs is a package."""
        return self.n_packages == int(np.prod([len(rungs) for rungs in self.offered]))

    def by_issue(self) -> Floats:
        """Return the values over (principal, rung of issue 0, rung of issue 1, ...).

        Only where `is_product` holds; packages stand in the order of such an array.
        """
        return self.value.reshape(2, *(len(rungs) for rungs in self.offered))

    def main_effects(self) -> tuple[Floats, list[Floats], float]:
        """Split the values into a mean and one table for each issue.

        Returns
        -------
        mean : array over (principal,)
        tables : list of array over (principal, rung)
            What each rung adds to the mean, one table an issue.
        deviation : float
            Largest difference between a value and the sum of its parts.
        """
        values = self.by_issue()
        axes = range(1, values.ndim)
        mean = values.mean(axis=tuple(axes))
        tables, fitted = [], mean.reshape(2, *(1 for _ in axes))
        for axis in axes:
            effect = values.mean(axis=tuple(a for a in axes if a != axis)) - mean[:, None]
            tables.append(effect)
            fitted = fitted + effect.reshape(2, *(-1 if a == axis else 1 for a in axes))
        return mean, tables, float(np.abs(values - fitted).max())

    @property
    def is_additive(self) -> bool:
        """Whether every combination may be signed and payoffs are sums over issues."""
        return self.is_product and self.main_effects()[2] <= self._rounding

    @property
    def _rounding(self) -> float:
        """How far sums may lie from payoffs through the rounding of numbers alone."""
        return _ADDITIVE * max(float(np.ptp(self.value, axis=1).max()), 1.0)

    def require_additive(self, remedy: str) -> tuple[Floats, list[Floats]]:
        """Return mean and tables of a menu whose values are sums over its issues.

        Raises
        ------
        ArgumentError
            They are not, or not every combination of rungs may be signed.
        """
        name = self.scenario.name
        if not self.is_product:
            full = int(np.prod([len(rungs) for rungs in self.offered]))
            raise ArgumentError(
                f"{name} cannot be written issue by issue: only {self.n_packages:,} of the "
                f"{full:,} combinations of its rungs may be signed (a package that moves nothing "
                f"may not, unless table.menu.empty_package is true). {remedy}"
            )
        mean, tables, deviation = self.main_effects()
        if deviation > self._rounding:
            spread = float(np.ptp(self.value, axis=1).max())
            raise ArgumentError(
                f"{name} cannot be written issue by issue: its payoffs are no sums over issues. "
                f"The nearest sums miss a package's payoff by up to {deviation:.3g}, on a range "
                f"of {spread:.3g}. {remedy}"
            )
        return mean, tables


def payoff_table(scenario: Scenario | str, *, seed: int, world: int) -> PayoffTable:
    """Return the payoff table of one world.

    Raises
    ------
    ArgumentError
        It has more than two principals, or nothing to sign; or an argument is out of its range.
    """
    scenario = scenario_of(scenario)
    check_whole(first_world=world)
    principals = scenario.table.principals
    if len(principals) != 2:
        raise ArgumentError(
            f"only scenarios with two principals can be written; {scenario.name} has "
            f"{len(principals)}: {', '.join(principals)}"
        )
    values = value_packages(
        scenario, seed=seed, first_world=world, worlds_per_draw=_WORLDS_PER_DRAW
    )
    feasible = values.feasible[0]
    if not feasible.any():
        raise ArgumentError(f"{scenario.name} has no package that may be signed at its start")
    game = Game(scenario)
    start = begin(game, check_seed(seed), world, 1, _WORLDS_PER_DRAW)
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
