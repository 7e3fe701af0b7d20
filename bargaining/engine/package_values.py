"""What each package is worth to each principal once it is signed and delivered in full."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.defaults import PER_DRAW
from bargaining.engine.arguments import check_seed, check_whole, scenario_of
from bargaining.protocol import RoundContext, impose, set_parameters
from bargaining.scenario import Scenario
from bargaining.solver.compiled import finish_announcement
from bargaining.solver.flows import signed_flows
from bargaining.views.table import feasible_at
from bargaining.world.game import Game
from bargaining.world.layout import layout_of
from bargaining.world.package_plan import plan_packages
from bargaining.world.parameters import scheduled_value
from bargaining.world.world import begin

__all__ = ["PackageValues", "value_packages"]

# Draws valued at once: a menu of thousands of packages times a block stays in tens of megabytes.
_CELLS = 500_000


@dataclass(frozen=True, slots=True, eq=False)
class PackageValues:
    """Packages and what they are worth, in each principal's own payoff units per round.

    Attributes
    ----------
    principals : tuple of str
        Labels of the axis `principal`, in the order of ``table.principals``.
    issues : tuple of str
        Labels of the axis `menu issue`, in the order of ``table.menu.issues``.
    rungs : integers over (package, menu issue)
        Rung of each issue; the last issue varies fastest. The number of a package is its row.
    feasible : booleans over (world, package)
        Which packages may be offered at the start.
    value : array over (world, principal, package)
        Flow payoff once the package is signed and delivered in full.
    disagreement : array over (world, principal)
        Flow payoff of standing apart without a further agreement.
    breakdown : array over (world, principal)
        The same after talks have broken down for good; equal to `disagreement` unless a payoff
        names ``talks_broken``.
    at_table : array over (world, principal)
        Flow payoff of a round at the table without an agreement.
    """

    principals: tuple[str, ...]
    issues: tuple[str, ...]
    rungs: Ints
    feasible: Bools
    value: Floats
    disagreement: Floats
    breakdown: Floats
    at_table: Floats

    @property
    def n_packages(self) -> int:
        """Number of combinations of rungs, the infeasible ones included."""
        return int(self.rungs.shape[0])

    def package_of(self, rungs: Ints) -> Ints:
        """Return the numbers of packages given by their rungs, shape (..., menu issue) to (...)."""
        shape = self.rungs.max(axis=0) + 1
        return np.asarray(np.ravel_multi_index(tuple(np.moveaxis(rungs, -1, 0)), tuple(shape)))


def value_packages(
    scenario: Scenario | str,
    *,
    worlds: int = 1,
    seed: int = 0,
    worlds_per_draw: int = PER_DRAW,
    first_world: int = 0,
) -> PackageValues:
    """Value every package of the menu for every principal, as things stand at the start.

    The value is the flow payoff of the round in which everything signed has been delivered:

    - each issue of the menu stands at the package's rung, or where it started if that is higher;
    - `ever_agreed` is 1; `at_table`, `agreement_in_force` and `failed_ratification` are 0, since a
      completed agreement is no longer in force; nothing is undelivered but what was remembered at
      the start;
    - everything else is as at the start of round 0: third parties' ladders, issues off the menu,
      conditions (those with a schedule at their calendar value or probability for round 0), and
      whatever the scenario's interventions put in force in round 0;
    - private types count at their public belief, which is exact since payoffs are multilinear.

    Discounting, delay, drift and reactions play no part: this is the bargaining set of the
    cooperative solutions, not what a party at the table expects of a signature
    (``View.values``, which counts partial delivery and with reactions).

    Parameters
    ----------
    scenario : Scenario or str
        A scenario, the name of a bundled one, or the path of a file.
    worlds, seed, worlds_per_draw, first_world : int
        Which worlds, as in `simulate`: numbers drawn are those of the same worlds there.

    Returns
    -------
    PackageValues

    Raises
    ------
    ScenarioError
        The scenario cannot be read.
    ArgumentError
        An argument is out of its range.
    """
    check_whole(worlds=worlds, worlds_per_draw=worlds_per_draw, first_world=first_world)
    seed = check_seed(seed)
    game = Game(scenario_of(scenario))
    # All that is valued here is the same in all worlds of a draw.
    draws = np.arange(first_world, first_world + worlds) // worlds_per_draw
    first, last = int(draws[0]), int(draws[-1])
    size = max(1, _CELLS // game.n_packages)
    parts = [
        _of_draws(game, seed, draw, min(size, last + 1 - draw))
        for draw in range(first, last + 1, size)
    ]
    finish_announcement()
    of_world = draws - draws[0]
    feasible, value, disagreement, breakdown, at_table = (
        np.concatenate(pieces)[of_world] for pieces in zip(*parts, strict=True)
    )
    return PackageValues(
        principals=tuple(game.parties[party] for party in game.principals),
        issues=tuple(game.issues[issue] for issue in game.menu),
        rungs=game.package_rungs.copy(),
        feasible=feasible,
        value=value,
        disagreement=disagreement,
        breakdown=breakdown,
        at_table=at_table,
    )


def _of_draws(
    game: Game, seed: int, first: int, n: int
) -> tuple[Bools, Floats, Floats, Floats, Floats]:
    """Return feasible packages, their values, and values apart, broken and at the table."""
    world = begin(game, seed, first, n, worlds_per_draw=1)
    # No party is seated: nobody decides anything.
    context = RoundContext(world, {})
    set_parameters(context)
    for condition, column in enumerate(world.state.condition.T):
        if condition not in game.drivers:
            column[:] = scheduled_value(game, world.parameters, condition, 0)
            damped_by = game.condition(condition).damped_by
            if damped_by is not None:
                column *= 1.0 - world.rows.level(game.issues.index(damped_by))
    world.log = {"opened": np.zeros(n, dtype=bool), "closing": np.zeros(n, dtype=np.int16)}
    impose(context)
    rows, n_principals = world.rows, len(game.principals)
    agreed = np.zeros((n, n_principals, game.n_packages))
    without = np.zeros((n, 3, n_principals))
    signed_flows(
        layout_of(game),
        plan_packages(game, frozenset()),
        rows.parameters.matrix,
        rows.public(),
        rows.positions(),
        # What binds for a round only is worth what it pays in that round.
        float(game.scenario.table.agreement_term == "one_round"),
        game.n_columns,
        agreed,
        without,
    )
    apart, at_table, broken = without.transpose(1, 0, 2)
    return feasible_at(rows), agreed, apart, broken, at_table
