"""Every strategy against every other, in both principals' seats, with the same luck."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bargaining.analysis.tournament_record import QUANTITIES, TournamentRecord
from bargaining.analysis.tournament_table import pair_records, render, summarise
from bargaining.errors import ArgumentError, OutcomesError
from bargaining.outcomes.labelled import LabelledArrays
from bargaining.scenario import Scenario
from bargaining.scenario.words import label_of

if TYPE_CHECKING:
    import pandas

    from bargaining.analysis.entrants import Entrant
    from bargaining.analysis.matches import Progress

__all__ = ["QUANTITIES", "Tournament", "tournament"]


@dataclass(frozen=True, eq=False, repr=False)
class Tournament(TournamentRecord):
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

    def __str__(self) -> str:
        return self.table()

    def summary(self) -> dict[str, Any]:
        """Return the numbers as plain Python values that JSON can hold."""
        return summarise(self)

    def table(self, *, ascii: bool = False) -> str:
        """Return the table that ``print(tournament)`` shows, as wide as the terminal."""
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
        return pair_records(self)


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
    # Reading and drawing a tournament needs neither strategies nor an engine.
    from bargaining.analysis.entrants import read_entrants
    from bargaining.analysis.matches import AXES, play_matches
    from bargaining.engine.arguments import check_seed, check_whole, scenario_of

    scenario = scenario_of(scenario)
    check_whole(worlds=worlds, worlds_per_draw=worlds_per_draw, workers=workers)
    seed = check_seed(seed)
    names = _two_principals(scenario)
    seats = read_entrants(strategies)
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
