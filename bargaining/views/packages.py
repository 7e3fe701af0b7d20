"""What the packages of the table are worth, by the kernels (model, equation 8)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Bools, Floats, Ints, rows_of
from bargaining.solver.disagreement import disagreement_columns
from bargaining.solver.layout import Disagreement, PackageValues, Positions
from bargaining.solver.menus import feasible_packages
from bargaining.solver.packages import public_columns, value_packages
from bargaining.views.reaction import HypotheticalState, Reaction, Reactors
from bargaining.world.game import Game
from bargaining.world.layout import layout_of
from bargaining.world.package_plan import plan_packages
from bargaining.world.state import BatchState

__all__ = ["TablePayoffs", "feasible_at", "of_principal", "table_payoffs"]


def feasible_at(rows: BatchState) -> Bools:
    """Return which packages may be offered, shape (row, package), by rules of countries too."""
    game = rows.game
    out = np.zeros((rows.n, game.n_packages), dtype=bool)
    plan = plan_packages(game, frozenset())
    feasible_packages(layout_of(game), plan, rows.positions(), _menu_rules(rows), out)
    for bar in rows.bars:
        np.logical_and(out, ~bar(rows), out=out)
    return out


def _menu_rules(rows: BatchState) -> Ints:
    return np.array(rows.constraints.menu_rules, dtype=np.int64).reshape(-1, 2)


def of_principal(game: Game, values: Floats, party: int) -> Floats:
    """Return a principal's part of values over (row, principal, type, ...)."""
    return values[:, game.principals.index(party), : game.n_types(party)]


@dataclass(frozen=True, slots=True)
class TablePayoffs:
    """What the packages of a table and having no agreement are worth, in each row."""

    game: Game
    packages: PackageValues
    without: Disagreement
    later: tuple[tuple[PackageValues, Disagreement], ...] = ()
    """The same for the rounds ahead, where the table foresees the calendar."""

    def take(self, rows: Ints) -> TablePayoffs:
        """Return a selection of rows."""
        return TablePayoffs(
            self.game,
            PackageValues._make(values[rows] for values in self.packages),
            Disagreement(*(values[rows] for values in self.without)),
        )

    def agreed(self, party: int) -> Floats:
        """Return G, the value of each package once signed, shape (row, type, package)."""
        return self._of(self.packages.agreed, party)

    def apart(self, party: int) -> Floats:
        """Return U0, the value of standing apart, shape (row, type)."""
        return self._of(self.without.apart, party)

    def at_table(self, party: int) -> Floats:
        """Return UT, the value of sitting at the table, shape (row, type)."""
        return self._of(self.without.at_table, party)

    def margin(self, principal: int) -> Floats:
        """Return what its ratifier gains from each package over none, shape (row, package)."""
        return self.packages.margin[:, list(self.game.ratifiers).index(principal)]

    def _of(self, values: Floats, party: int) -> Floats:
        return of_principal(self.game, values, party)


def table_payoffs(rows: BatchState, reactors: Reactors, at: Positions, depth: int) -> TablePayoffs:
    """Value every package and all kinds of disagreement at positions without an agreement.

    Where the table foresees the calendar, for `depth` rounds ahead.
    """
    game, n = rows.game, len(at.world)
    layout, prior = layout_of(game), plan_packages(game, frozenset(reactors))
    by_package = game.scenario.table.own_delivery == "incentives"
    plan = plan_packages(game, frozenset(reactors), by_package)
    numbers, public = rows.parameters.matrix, rows.public()
    held, rules = rows.constraints.held_moves(len(game.issues)), _menu_rules(rows)
    asked, answers, alone = _ask(rows, reactors, at)
    n_principals, n_packages = len(game.principals), game.n_packages
    found, there = [], rows.at(at) if rows.bars else rows
    for ahead in range(min(depth, game.foreseen_rounds)):
        packages = PackageValues(
            np.empty((n, n_principals, 2, n_packages)),
            np.empty((n, len(game.ratifiers), n_packages)),
            np.empty((n, n_packages)),
            np.empty((n, n_packages), dtype=np.bool_),
        )
        without = Disagreement(*(np.zeros((n, n_principals, 2)) for _ in range(3)))
        value_packages(
            layout, plan, prior, by_package, numbers, public, at, held, rules, ahead, asked,
            answers, alone, game.n_columns, packages, without,
        )  # fmt: skip
        for bar in rows.bars:
            np.logical_and(packages.feasible, ~bar(there), out=packages.feasible)
        found.append((packages, _while_sessions_last(rows, at, without)))
    return TablePayoffs(game, *found[0], later=tuple(found[1:]))


def _while_sessions_last(rows: BatchState, at: Positions, without: Disagreement) -> Disagreement:
    """Count what talks bring by themselves for as long as a session lasts (model, equation 10c)."""
    if rows.game.scenario.table.adjournment_probability is None:
        return without
    numbers = rows.parameters
    lasting = rows_of(numbers.session_weights(), numbers.draw[at.world])
    beyond = lasting * (without.at_table - without.apart)
    return without._replace(at_table=without.apart + beyond)


def _ask(rows: BatchState, reactors: Reactors, at: Positions) -> tuple[Ints, Floats, Floats]:
    """Ask third parties that answer for themselves, at each package and without an agreement."""
    game, n = rows.game, len(at.world)
    asked = np.full(len(game.parties), -1, dtype=np.int64)
    parties = [j for j in game.third_parties if j in reactors]
    if not parties or game.scenario.settings.foresight.value == 0:
        return asked, np.zeros((0, n, 0, 0)), np.zeros((0, n, 3, 0))
    layout, plan = layout_of(game), plan_packages(game, frozenset(reactors))
    numbers, public = rows.parameters.matrix, rows.public()
    columns = np.zeros((n, game.n_packages, game.n_columns))
    public_columns(layout, plan, numbers, public, at, columns)
    alone = np.zeros((n, 3, game.n_columns))
    disagreement_columns(layout, numbers, public, at, alone)
    there = rows.at(at)
    signed = HypotheticalState(there, columns.reshape(n, *game.menu_shape, game.n_columns))
    width = max(len(game.step_options[j]) for j in parties)
    answers = np.zeros((len(parties), n, game.n_packages, width))
    without = np.zeros((len(parties), n, 3, width))
    final = game.scenario.table.breakdown_is_final
    for place, party in enumerate(parties):
        asked[party] = place
        options = len(game.step_options[party])
        answer = reactors[party].react(Reaction(signed, party))
        full = np.broadcast_to(answer, (n, *game.menu_shape, options))
        answers[place, :, :, :options] = full.reshape(n, game.n_packages, options)
        for situation in range(3 if final else 2):
            supposed = HypotheticalState(there, np.ascontiguousarray(alone[:, situation]))
            without[place, :, situation, :options] = reactors[party].react(
                Reaction(supposed, party)
            )
    return asked, answers, without
