"""Every strategy against every other, in both principals' seats, with the same luck."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bargaining.analysis.standings import (
    Standing,
    StrategyDifference,
    better_than,
    differences_of,
    estimate_of,
    standings_of,
)
from bargaining.arrays import Floats
from bargaining.defaults import PER_DRAW_EACH, SEED, WORLDS_EACH
from bargaining.errors import ArgumentError
from bargaining.outcomes.arrays import LabelledArrays
from bargaining.outcomes.columns import needed_library
from bargaining.scenario import Scenario
from bargaining.scenario.suggestions import did_you_mean
from bargaining.scenario.words import label_of
from bargaining.stats import Estimate, interval
from bargaining.text import (
    Column,
    Report,
    counted,
    decimal,
    paragraphs,
    percent,
    table,
    terminal_width,
    wrap,
)

if TYPE_CHECKING:
    import pandas

    from bargaining.analysis.matches import Entrant, Progress

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
# Room for a rank, a name and a gap beside the columns of scores, and for a column of them.
_NAME, _CELL = 26, 7
_BETTER_WORDS = (
    "Better than: ranks whose score is lower by more than chance explains, in the same worlds "
    "(5 %, corrected for the number of pairs by Holm's method)."
)
_EFFICIENCY_WORDS = (
    "Distance: how far both payoffs fall short of the Pareto frontier of packages signed at once "
    "and kept, in shares as above; delay and broken promises count. Nash share: product of both "
    "gains over the largest on the menu."
)


@dataclass(frozen=True, eq=False, repr=False)
class Tournament(Report):
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

    *Distance* and *Nash share* are those of a `BargainingSet`. A payoff is all that a history was
    worth, so distance counts delay and default as losses, and a payoff beyond the frontier, where
    conditions drifted or something was given outside the talks, counts as 0.
    """

    title: str
    scenario: str
    principals: tuple[str, str]
    strategies: tuple[str, ...]
    seed: int
    worlds_per_draw: int
    arrays: LabelledArrays
    cluster: NDArray[np.int64]
    scale: Floats

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
        return standings_of(self.strategies, self.arrays, self.cluster)

    @cached_property
    def differences(self) -> tuple[StrategyDifference, ...]:
        """Every two strategies compared world by world, by rank."""
        return differences_of(self.standings, self.strategies, self.arrays["score"], self.cluster)

    @property
    def ranking(self) -> tuple[str, ...]:
        """Labels, the highest score first."""
        return tuple(standing.strategy for standing in self.standings)

    def estimate(self, quantity: str, *, first: str, second: str) -> Estimate:
        """Estimate a quantity, one of `QUANTITIES`, where two strategies meet.

        `first` and `second` are labels of the strategies in the first principal's seat and in the
        second's; for ``score``, of the strategy and its opponent, in both seats.
        """
        for label in (one for one in (first, second) if one not in self.strategies):
            near = did_you_mean(label, self.strategies, "strategies")
            raise ArgumentError(f'no strategy is labelled "{label}". {near}')
        place = (self.strategies.index(first), self.strategies.index(second))
        return estimate_of(self._values(quantity)[:, *place], self.cluster)

    def matrix(self, quantity: str = "score") -> tuple[Floats, Floats]:
        """Return means and their standard errors, each of shape (strategy, strategy).

        Rows sit in the first seat and columns in the second; for ``score``, rows are the
        strategies and columns their opponents.
        """
        values = self._values(quantity)
        mean, error = np.empty(values.shape[1:]), np.empty(values.shape[1:])
        for place in np.ndindex(mean.shape):
            found = estimate_of(values[:, *place], self.cluster)
            mean[place], error[place] = found.value, found.standard_error
        return mean, error

    def above_average(self, quantity: str = "score") -> Floats:
        """Return how far each mean of `matrix` lies above that of all, world by world.

        It is 0 where that is within Monte Carlo error: that of an interval which holds for all
        pairs together with 95 % (Bonferroni).
        """
        values = np.asarray(self._values(quantity), dtype=np.float64)
        known = np.isfinite(values).sum(axis=(1, 2))
        average = np.nansum(values, axis=(1, 2)) / np.where(known, known, np.nan)
        above = np.zeros(values.shape[1:])
        for place in np.ndindex(above.shape):
            found = estimate_of(values[:, *place] - average, self.cluster)
            freedom, error = found.degrees_of_freedom, found.standard_error
            low, high = interval(found.value, error, freedom + 1, 1 - 0.05 / above.size)
            if low > 0 or high < 0:
                above[place] = found.value
        return above

    def lines(self) -> list[str]:
        """Return the lines that ``print(tournament)`` shows."""
        n = len(self.strategies)
        size = f"{counted(self.n_worlds, 'world')} ({counted(self.n_draws, 'draw')}) for each pair"
        about = f"{self.scenario} · {n} strategies, {n**2} pairs · {size} · seed {self.seed}"
        (one, other), (first, second) = self.scale, self.principals
        score = (
            "Score: payoff above that of no agreement, as a share of the most that could be gained "
            f"({one:.3g} for {first}, {other:.3g} for {second}); mean over both seats and all "
            "opponents, the strategy itself among them."
        )
        better = better_than(self.standings, self.differences)
        columns = [
            Column(),
            Column("Strategy", words=True),
            *map(Column, ("score", "std. error")),
            *(Column(f"payoff as {label}") for label in self.principals),
            *map(Column, ("agreed %", "distance", "Nash share")),
            Column("better than", words=True),
        ]
        ranking = [
            [
                str(one.rank),
                one.strategy,
                *(decimal(number, 3) for number in (one.score.value, one.score.standard_error)),
                *(decimal(seat.value, 3) for seat in (one.payoff_first, one.payoff_second)),
                percent(one.agreement.value),
                *(decimal(of.value) for of in (one.distance, one.nash_share)),
                better[one.strategy],
            ]
            for one in self.standings
        ]
        lines = [*paragraphs((self.title, about)), "", *table(columns, ranking), ""]
        # Rows and columns by rank; opponents by number.
        order = [self.strategies.index(label) for label in self.ranking]
        mean = self.matrix("score")[0][np.ix_(order, order)]
        shown = min(n, max(1, (terminal_width() - _NAME) // _CELL))
        heads = [Column(str(rank)) for rank in range(1, shown + 1)]
        against = [
            [str(place), label, *(decimal(cell) for cell in cells[:shown])]
            for place, (label, cells) in enumerate(zip(self.ranking, mean, strict=True), start=1)
        ]
        columns = [Column(), Column("Score against opponent", words=True), *heads]
        lines += [*table(columns, against)]
        if shown < n:
            more = f"Columns {shown + 1} to {n} do not fit here; pairs() and to_frame() hold them."
            lines += wrap(more)
        lines.append("")
        return [*lines, *paragraphs((score, _BETTER_WORDS, _EFFICIENCY_WORDS))]

    def summary(self) -> dict[str, Any]:
        """Return the numbers as plain Python values that JSON can hold."""
        return {
            "run": {
                **{name: getattr(self, name) for name in ("scenario", "title", "seed")},
                "worlds": self.n_worlds,
                "worlds_per_draw": self.worlds_per_draw,
                "draws": self.n_draws,
                "principals": list(self.principals),
                "score_of_1_in_payoff_units": self.scale.tolist(),
            },
            "standings": [standing.to_dict() for standing in self.standings],
            "differences": [difference.to_dict() for difference in self.differences],
            # JSON has no NaN, which differs from itself.
            "pairs": [{k: v if v == v else None for k, v in pair.items()} for pair in self.pairs()],
        }

    def pairs(self) -> list[dict[str, Any]]:
        """Return one record per ordered pair: who sat where, means and standard errors."""
        tables = {}
        for name in QUANTITIES:
            tables[name], tables[f"{name}_error"] = self.matrix(name)
        return [
            {
                "strategy_first": first,
                "strategy_second": second,
                **{name: float(of[i, j]) for name, of in tables.items()},
            }
            for i, first in enumerate(self.strategies)
            for j, second in enumerate(self.strategies)
        ]

    def to_frame(self) -> pandas.DataFrame:
        """Return a data frame with one row per ordered pair: means and their standard errors."""
        frame: pandas.DataFrame = needed_library("pandas", "to_frame()").DataFrame(self.pairs())
        return frame

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
    worlds: int = WORLDS_EACH,
    worlds_per_draw: int = PER_DRAW_EACH,
    seed: int = SEED,
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
    # Reading and drawing a tournament needs neither strategies nor an engine.
    from bargaining.analysis.matches import AXES, play_matches, read_entrants, refuse_strangers
    from bargaining.engine.arguments import check_memory, check_seed, check_whole, scenario_of

    scenario = scenario_of(scenario)
    check_whole(worlds=worlds, worlds_per_draw=worlds_per_draw, workers=workers)
    seed = check_seed(seed)
    names = tuple(scenario.table.principals)
    if len(names) != 2:
        raise ArgumentError(
            f"a tournament needs a scenario of two principals, one for each seat; "
            f"{scenario.name} has {len(names)}: {', '.join(names)}"
        )
    seats = read_entrants(strategies)
    refuse_strangers(seats, scenario, names)
    # Two payoffs, three other numbers, a score and a truth value of each pair.
    check_memory(worlds, 49 * len(seats) ** 2)
    arrays, cluster, scale = play_matches(
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
        title=scenario.header.title,
        scenario=scenario.header.name,
        principals=(label_of(names[0], scenario), label_of(names[1], scenario)),
        strategies=labels,
        seed=seed,
        worlds_per_draw=worlds_per_draw,
        arrays=LabelledArrays(arrays, AXES, {**axes, "principal": names}),
        cluster=cluster,
        scale=scale,
    )
