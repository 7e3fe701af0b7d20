"""Every strategy against every other, in both principals' seats, with the same luck."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bargaining.analysis.entrants import Entrant, read_entrants
from bargaining.analysis.meetings import AXES, Progress, play_meetings
from bargaining.analysis.standings import (
    Standing,
    StrategyDifference,
    differences_of,
    estimate_of,
    standings_of,
)
from bargaining.arrays import Floats
from bargaining.errors import ArgumentError, OutcomesError
from bargaining.outcomes.clustered import Estimate
from bargaining.outcomes.labelled import LabelledArrays
from bargaining.scenario import Scenario
from bargaining.scenario.near import did_you_mean
from bargaining.scenario.words import label_of

if TYPE_CHECKING:
    import pandas

__all__ = ["QUANTITIES", "Tournament", "tournament"]

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
class Tournament:
    """What came out of a tournament: print it, or ask for the numbers behind it.

    Attributes
    ----------
    title, scenario : str
        Title and name of the scenario.
    principals : tuple of str
        Labels of those in the first seat and in the second.
    strategies : tuple of str
        Labels, in the order they were given.
    seed, worlds_per_draw : int
        As `simulate` takes them; all pairs met in the same worlds.
    arrays : LabelledArrays
        World by world: ``payoff`` over (world, strategy_first, strategy_second, principal);
        ``agreed``, ``agreement_round`` (NaN for never), ``distance`` and ``nash_share`` (NaN where
        nothing can be gained by both) over (world, strategy_first, strategy_second); ``score``
        over (world, strategy, opponent).
    cluster : int array, shape (world,)
        Group of worlds that errors are clustered by.
    scale : array, shape (principal,)
        What a score of 1 is in payoff units: the most each principal could gain over standing
        apart by a package that the other does not lose by, in the mean over worlds.

    Notes
    -----
    A strategy's *score* against another is its payoff less that of standing apart, in units of
    `scale`, in the mean over both seats; its score is the mean over opponents, its own twin
    included (as in Axelrod 1984). So no principal's units weigh more than the other's. It is 0
    for what standing apart is worth and may exceed 1.

    *Distance* says how far the two payoffs fall short of the Pareto frontier of the menu, in the
    same units: 0 is efficient. The frontier is that of packages signed at once and delivered in
    full. A payoff is all that a history was worth: the time it took, promises not kept, what was
    given outside the talks, conditions that drifted. So distance counts delay and default as
    losses, and payoffs may lie beyond the frontier, which counts as 0.

    *Nash share* is the product of both gains over the largest such product on the menu, world by
    world; where the menu holds no gain for both it is not known.
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

    def __str__(self) -> str:
        return self.table()

    def __repr__(self) -> str:
        return (
            f"<Tournament of {len(self.strategies)} strategies in {self.scenario}: "
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

    def summary(self) -> dict[str, Any]:
        """Return the numbers as plain Python values that JSON can hold."""
        from bargaining.analysis.tournament_table import summarise

        return summarise(self)

    def table(self, *, ascii: bool = False) -> str:
        """Return the table that ``print(tournament)`` shows, at most 88 characters wide."""
        from bargaining.analysis.tournament_table import render

        return render(self, ascii=ascii)

    def to_frame(self) -> pandas.DataFrame:
        """Return a data frame with one row per ordered pair: means and their standard errors."""
        try:
            import pandas
        except ImportError as error:
            raise OutcomesError("to_frame() needs pandas, which is not installed") from error
        return pandas.DataFrame(self.pairs())

    def pairs(self) -> list[dict[str, Any]]:
        """Return one record per ordered pair: who sat where, means and standard errors."""
        from bargaining.analysis.tournament_table import pair_records

        return pair_records(self)

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


def tournament(
    scenario: Scenario | str,
    strategies: Iterable[Entrant],
    *,
    worlds: int = 400,
    worlds_per_draw: int = 5,
    seed: int = 0,
    workers: int = 1,
    progress: Progress | None = None,
) -> Tournament:
    """Let every strategy meet every other, and its twin, in both principals' seats.

    All pairs meet in the same worlds: same seed, same numbers, same luck. Everybody else plays as
    the scenario says.

    Parameters
    ----------
    scenario : Scenario or str
        A scenario of exactly two principals, the name of a bundled one, or the path of a file.
    strategies : iterable
        At least two of: names of the catalogue, strategies, classes of strategies that need no
        arguments, subclasses of `Party`, or pairs of a label and one of these.
    worlds, worlds_per_draw, seed, workers : int
        As in `simulate`; `worlds` are played for each ordered pair. Draws are many by default,
        since errors are clustered by draw.
    progress : callable, optional
        Called as ``progress(done, total)`` with worlds done of those of all pairs.

    Returns
    -------
    Tournament

    Raises
    ------
    ScenarioError
        The scenario cannot be read.
    ArgumentError
        An argument is out of its range, or the scenario has not two principals.
    StrategyError
        A strategy gave an answer that cannot be used.
    Interrupted
        The tournament was stopped by hand.
    """
    # The engine takes half a second to load, and results are compared without it.
    from bargaining.engine.arguments import check_seed, check_whole, scenario_of

    scenario = scenario_of(scenario)
    check_whole(worlds=worlds, worlds_per_draw=worlds_per_draw, workers=workers)
    seed = check_seed(seed)
    names = _two_principals(scenario)
    seats = read_entrants(strategies)
    arrays, cluster, scale = play_meetings(
        scenario,
        names,
        seats,
        worlds=worlds,
        worlds_per_draw=worlds_per_draw,
        seed=seed,
        workers=workers,
        progress=progress,
    )
    labels = tuple(seats)
    axes = dict.fromkeys(("strategy_first", "strategy_second", "strategy", "opponent"), labels)
    return Tournament(
        title=scenario.scenario.title,
        scenario=scenario.scenario.name,
        principals=(label_of(names[0], scenario), label_of(names[1], scenario)),
        strategies=labels,
        seed=seed,
        worlds_per_draw=worlds_per_draw,
        arrays=LabelledArrays(arrays, AXES, {**axes, "principal": names}),
        cluster=cluster,
        scale=scale,
    )


def _two_principals(scenario: Scenario) -> tuple[str, str]:
    principals = tuple(scenario.table.principals)
    if len(principals) != 2:
        raise ArgumentError(
            f"a tournament needs a scenario of two principals, one for each seat; "
            f"{scenario.scenario.name} has {len(principals)}: {', '.join(principals)}"
        )
    return principals[0], principals[1]
