"""What the packages of the table are worth, by the kernels (model, equation 8)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bargaining.arrays import Bools, Floats, Ints, rows_of
from bargaining.solver.disagreement import disagreement_columns
from bargaining.solver.layout import Disagreement, PackageValues, Positions
from bargaining.solver.packages import feasible_packages, public_columns, value_packages
from bargaining.views.reaction import Reactors, ask_reactors
from bargaining.world.layout import layout_of
from bargaining.world.package_plan import plan_packages
from bargaining.world.state import BatchState

__all__ = ["TablePayoffs", "feasible_at", "table_payoffs"]


class TablePayoffs(NamedTuple):
    """What the packages of a table and having no agreement are worth, in each row."""

    packages: PackageValues
    without: Disagreement
    later: tuple[tuple[PackageValues, Disagreement], ...] = ()
    """The same for the rounds ahead, where the table foresees the calendar."""

    def take(self, rows: Ints) -> TablePayoffs:
        """Return a selection of rows."""
        return TablePayoffs(
            PackageValues._make(values[rows] for values in self.packages),
            Disagreement._make(values[rows] for values in self.without),
        )


def feasible_at(rows: BatchState) -> Bools:
    """Return which packages may be offered, shape (row, package), by rules of countries too."""
    out = np.zeros((rows.n, rows.game.n_packages), dtype=bool)
    plan, rules = plan_packages(rows.game, frozenset()), rows.constraints.menu_rules
    feasible_packages(layout_of(rows.game), plan, rows.positions(), rules, out)
    for bar in rows.bars:
        np.logical_and(out, ~bar(rows), out=out)
    return out


def table_payoffs(rows: BatchState, reactors: Reactors, at: Positions, depth: int) -> TablePayoffs:
    """Value every package and all kinds of disagreement at positions without an agreement.

    Where the table foresees the calendar, for `depth` rounds ahead.
    """
    game, n, table = rows.game, len(at.world), rows.game.scenario.table
    layout, prior = layout_of(game), plan_packages(game, frozenset(reactors))
    by_package = table.own_delivery == "incentives"
    plan = plan_packages(game, frozenset(reactors), by_package)
    numbers, public = rows.parameters.matrix, rows.public()
    held, rules = rows.constraints.held, rows.constraints.menu_rules
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
        if table.adjournment_probability is not None:
            # What talks bring by themselves counts while a session lasts (model, equation 10c).
            lasting = rows_of(numbers[:, game.number_columns.session], public.draw[at.world])
            beyond = lasting[:, :, None] * (without.at_table - without.apart)
            without = without._replace(at_table=without.apart + beyond)
        found.append((packages, without))
    return TablePayoffs(*found[0], later=tuple(found[1:]))


def _ask(rows: BatchState, reactors: Reactors, at: Positions) -> tuple[Ints, Floats, Floats]:
    """Ask third parties that answer for themselves, at each package and without an agreement."""
    game, n = rows.game, len(at.world)
    asked = np.full(len(game.parties), -1, dtype=np.int64)
    parties = [j for j in game.third_parties if j in reactors]
    if not parties or game.scenario.settings.foresight.value == 0:
        return asked, np.zeros((0, n, 0, 0)), np.zeros((0, n, 3, 0))
    asked[parties] = np.arange(len(parties))
    layout, plan, there = layout_of(game), plan_packages(game, frozenset(reactors)), rows.at(at)
    numbers, public = rows.parameters.matrix, rows.public()
    signed = np.zeros((n, *game.menu_shape, game.n_columns))
    flat = signed.reshape(n, game.n_packages, game.n_columns)
    public_columns(layout, plan, numbers, public, at, flat)
    alone = np.zeros((n, 3, game.n_columns))
    disagreement_columns(layout, numbers, public, at, alone)
    answers = ask_reactors(reactors, parties, there, signed)
    without = np.zeros((len(parties), n, 3, answers.shape[-1]))
    final = 3 if game.scenario.table.breakdown_is_final else 2
    without[:, :, :final] = ask_reactors(reactors, parties, there, alone[:, :final])
    return asked, answers.reshape(len(parties), n, game.n_packages, -1), without
