"""What came out of a tournament, world by world, and the estimates that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.analysis.standings import (
    Standing,
    StrategyDifference,
    differences_of,
    estimate_of,
    standings_of,
)
from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.outcomes.labelled import LabelledArrays
from bargaining.scenario.near import did_you_mean
from bargaining.stats import Estimate

__all__ = ["QUANTITIES", "TournamentRecord"]

# What can be asked of a pair, and what it is in words.
QUANTITIES = {
    "score": "score of the row's strategy against the column's",
    "payoff_first": "payoff of the first principal",
    "payoff_second": "payoff of the second principal",
    "agreement": "share of worlds with an agreement",
    "agreement_round": "round of the first agreement, where there is one",
    "distance": "distance to the Pareto frontier",
    "nash_share": "share of the largest Nash product",
}


@dataclass(frozen=True, eq=False)
class TournamentRecord:
    """The numbers of a tournament; `Tournament` says what each is, and shows them.

    It is what tables and pictures are made of.
    """

    title: str
    scenario: str
    principals: tuple[str, str]
    strategies: tuple[str, ...]
    seed: int
    worlds_per_draw: int
    arrays: LabelledArrays = field(repr=False)
    cluster: NDArray[np.int64] = field(repr=False)
    scale: Floats = field(repr=False)

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} of {len(self.strategies)} strategies in {self.scenario}: "
            f"{self.n_worlds:,} worlds, seed {self.seed}>"
        )

    @property
    def n_worlds(self) -> int:
        """Worlds in which each pair met."""
        return len(self.cluster)

    @property
    def n_draws(self) -> int:
        """Draws of the parameters that the worlds belong to."""
        return -(-self.n_worlds // self.worlds_per_draw)

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """The strategies by rank."""
        return standings_of(self.strategies, self._by_name, self.cluster)

    @cached_property
    def differences(self) -> tuple[StrategyDifference, ...]:
        """Every two strategies compared world by world, by rank."""
        return differences_of(self.standings, self.strategies, self.arrays["score"], self.cluster)

    @property
    def ranking(self) -> tuple[str, ...]:
        """Labels, the highest score first."""
        return tuple(standing.strategy for standing in self.standings)

    def estimate(self, quantity: str, *, first: str, second: str) -> Estimate:
        """Estimate a quantity where two strategies meet.

        Parameters
        ----------
        quantity : str
            One of ``score``, ``payoff_first``, ``payoff_second``, ``agreement``,
            ``agreement_round``, ``distance``, ``nash_share``.
        first, second : str
            Labels of the strategies in the first principal's seat and in the second's; for
            ``score``, of the strategy and its opponent, in both seats.

        Raises
        ------
        ArgumentError
            There is no such quantity or no such strategy.
        """
        places = []
        for label in (first, second):
            if label not in self.strategies:
                near = did_you_mean(label, self.strategies, "strategies")
                raise ArgumentError(f'no strategy is labelled "{label}". {near}')
            places.append(self.strategies.index(label))
        return estimate_of(self._values(quantity)[:, places[0], places[1]], self.cluster)

    def matrix(self, quantity: str = "score") -> tuple[Floats, Floats]:
        """Return means and their standard errors, each of shape (strategy, strategy).

        Parameters
        ----------
        quantity : str
            As `estimate` takes it. Rows sit in the first seat and columns in the second; for
            ``score``, rows are the strategies and columns their opponents.
        """
        values, n = self._values(quantity), len(self.strategies)
        found = [[estimate_of(values[:, i, j], self.cluster) for j in range(n)] for i in range(n)]
        return (
            np.array([[one.value for one in row] for row in found]),
            np.array([[one.standard_error for one in row] for row in found]),
        )

    @property
    def _by_name(self) -> Mapping[str, NDArray[Any]]:
        return {name: self.arrays[name] for name in self.arrays}

    def _values(self, quantity: str) -> NDArray[Any]:
        if quantity not in QUANTITIES:
            near = did_you_mean(str(quantity), QUANTITIES, "quantities")
            raise ArgumentError(f'there is no quantity "{quantity}". {near}')
        if quantity.startswith("payoff_"):
            return np.asarray(self.arrays["payoff"][..., int(quantity == "payoff_second")])
        return self.arrays["agreed" if quantity == "agreement" else quantity]
