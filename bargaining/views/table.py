"""The table as its seats see it, by the kernels: packages valued (equation 8), the look-ahead."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np

from bargaining.arrays import Bools, Floats, Ints, rows_of
from bargaining.errors import ArgumentError
from bargaining.solver.disagreement import disagreement_columns
from bargaining.solver.elementary import log_of
from bargaining.solver.layout import Disagreement, PackageValues, Positions
from bargaining.solver.packages import feasible_packages, public_columns, value_packages
from bargaining.solver.room import BELIEF
from bargaining.solver.table import TableRules, TableSolution, look_ahead
from bargaining.solver.talks import mutual_gains, values_of_talks
from bargaining.views.reaction import Reactors, ask_reactors
from bargaining.views.rules import has_stake, recognition, rounds_ahead
from bargaining.world.layout import layout_of
from bargaining.world.package_plan import plan_packages
from bargaining.world.parameters import Parameters
from bargaining.world.state import BatchState

# Values of packages held at once where only the value of talks is wanted.
_MOST_CELLS = 2_000_000


class TablePayoffs(NamedTuple):
    """What the packages of a table and having no agreement are worth, in each row."""

    packages: PackageValues
    without: Disagreement
    later: tuple[tuple[PackageValues, Disagreement], ...] = ()
    """The same for the rounds ahead, where the table foresees the calendar."""

    def take(self, rows: Ints) -> TablePayoffs:
        """Return a selection of rows."""
        return TablePayoffs(
            PackageValues._make(rows_of(values, rows) for values in self.packages),
            Disagreement._make(rows_of(values, rows) for values in self.without),
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
    n_principals, n_packages = len(game.principals), game.n_packages
    asked = np.full(len(game.parties), -1, dtype=np.int64)
    answers, alone = np.zeros((0, n, 0, 0)), np.zeros((0, n, 3, 0))
    # Third parties that answer for themselves, at each package and without an agreement.
    parties = [j for j in game.third_parties if j in reactors]
    there = rows.at(at) if rows.bars or parties else rows
    if parties and game.scenario.settings.foresight.value > 0:
        asked[parties] = np.arange(len(parties))
        signed = np.zeros((n, *game.menu_shape, game.n_columns))
        public_columns(
            layout, prior, numbers, public, at, signed.reshape(n, n_packages, game.n_columns)
        )
        answers = ask_reactors(reactors, parties, there, signed)
        answers = answers.reshape(len(parties), n, n_packages, -1)
        apart = np.zeros((n, 3, game.n_columns))
        disagreement_columns(layout, numbers, public, at, apart)
        alone = np.zeros((len(parties), n, 3, answers.shape[-1]))
        final = 3 if table.breakdown_is_final else 2
        alone[:, :, :final] = ask_reactors(reactors, parties, there, apart[:, :final])
    found = []
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


class TableEquilibrium:
    """What the table is worth and how it would be played this round, computed when asked for.

    A table is supposed to sit in every row, whether it does or not.

    Parameters
    ----------
    rows : BatchState
        They must not change afterwards.
    positions : Positions, optional
        Of these rows, without an agreement in force; as they stand unless given.
    detail : bool
        Whether the probabilities of this round's offers are wanted beside the values.
    known : TablePayoffs, optional
        What is at stake this round before any table that might follow, where that is known.
    """

    def __init__(
        self,
        rows: BatchState,
        reactors: Reactors,
        positions: Positions | None = None,
        *,
        detail: bool = False,
        known: TablePayoffs | None = None,
    ) -> None:
        self.rows = rows
        self.positions = rows.positions() if positions is None else positions
        self._whole = positions is None
        self._reactors = reactors
        self._detail = detail
        self._depth, self._deadline_binds = rounds_ahead(rows)
        if self._depth == 0:
            raise ArgumentError("no table sits from the deadline on")
        if known is not None:
            self.payoffs = known
        # What the best package is worth to a principal, once somebody has asked.
        self.best: dict[int, Floats] = {}

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.positions.world)

    @cached_property
    def payoffs(self) -> TablePayoffs:
        """What is at stake this round, before any table that might follow."""
        return table_payoffs(self.rows, self._reactors, self.positions, self._depth)

    @cached_property
    def agreed(self) -> Floats:
        """G, the value of each package once signed, over (row, principal, type, package).

        A split that binds one round is worth its flow and the table that follows (equation 9).
        """
        rows, flow = self.rows, self.payoffs.packages.agreed
        if rows.game.scenario.table.agreement_term == "permanent":
            return flow
        discounts = [rows.parameters.table_discount(party) for party in rows.game.principals]
        delta = self._of_rows(np.stack(discounts, axis=1))[..., None, None]
        return (1.0 - delta) * flow + delta * self.solution.following[..., None]

    def of(self, values: Floats, party: int) -> Floats:
        """Return a principal's part of values over (row, principal, type, ...)."""
        game = self.rows.game
        return values[:, game.principals.index(party), : game.n_types(party)]

    def best_of(self, party: int) -> Floats:
        """Return what the best package that may be offered is worth to a principal, (row, type).

        -inf where none may be.
        """
        if party not in self.best:
            worth, feasible = self.of(self.agreed, party), self.payoffs.packages.feasible
            if not feasible.all():
                worth = np.where(feasible[:, None], worth, -np.inf)
            self.best[party] = worth.max(axis=2)
        return self.best[party]

    def waiting(self, proposer: int) -> Floats:
        """Return the value of ending the round without a signature, (row, principal, type)."""
        return self.solution.waiting[:, self.rows.game.principals.index(proposer)]

    def value_of_talks(self, party: int) -> Floats:
        """Return S = q (V - U)+ for a principal by its own type, shape (row, type); equation 7.

        q is the probability that all of them sit.
        """
        rows, game, without = self.rows, self.rows.game, self.payoffs.without
        numbers, may_walk = rows.parameters, game.scenario.table.may_walk
        out = np.empty((self.n, game.n_types(party)))
        values_of_talks(
            layout_of(game), numbers.matrix, rows.public(), self.positions.world,
            np.array(game.principals), game.principals.index(party),
            numbers.matrix.take(game.number_columns.standing, axis=1),
            may_walk, self.solution.value, without.apart, without.at_table, out,
        )  # fmt: skip
        return out

    def mutual_gain(self, types: Ints) -> Floats:
        """Return what the best package gains the principal that gains least over waiting, (row,).

        In that principal's payoff units, given true types over (row, party). Above 0 some package
        may be offered that every principal would rather sign now than wait; -inf where none may be.
        Where chance picks the proposer, the best over all who may propose.
        """
        rows, game = self.rows, self.rows.game
        chance = self._of_rows(recognition(rows, rows.round))
        own = [types[:, party] * (party in game.typed) for party in game.principals]
        gain = np.empty(self.n)
        mutual_gains(
            self.payoffs.packages.feasible, self.agreed, self.solution.waiting,
            np.stack(own, axis=1), chance, gain,
        )  # fmt: skip
        return gain

    def _of_rows(self, values: Floats) -> Floats:
        """Return an array over worlds for each position."""
        return values if self._whole else rows_of(values, self.positions.world)

    @cached_property
    def solution(self) -> TableSolution:
        """The look-ahead solved."""
        rows, game, n, payoffs = self.rows, self.rows.game, self.n, self.payoffs
        n_principals = len(game.principals)
        wanted = n if self._detail else 0
        solution = TableSolution(
            np.zeros((n, n_principals, 2)),
            np.zeros((n, n_principals, 2)),
            np.zeros((n, n_principals, n_principals, 2)),
            np.zeros((n, n_principals, 2)),
            np.empty((wanted, n_principals, 2, game.n_packages + 1)),
        )

        def by_round(now: Floats, *later: Floats) -> Floats:
            return np.stack([now, *later]) if later else now[None]

        packages, without = zip((payoffs.packages, payoffs.without), *payoffs.later, strict=True)
        agreed = by_round(*(one.agreed for one in packages))
        ratified = by_round(*(one.ratified for one in packages))
        without = Disagreement(*(by_round(*values) for values in zip(*without, strict=True)))
        table, numbers = game.scenario.table, rows.parameters
        if not self._whole:
            numbers = numbers.take(self.positions.world)
        traits = numbers.once("traits", _traits).take(numbers.draw, axis=0)
        for place, party in enumerate(game.principals):
            traits[:, place, BELIEF] = self._of_rows(rows.belief(party))
        ahead = [self._of_rows(recognition(rows, rows.round + k)) for k in range(self._depth)]
        beyond = ahead[-1]
        if table.proposer == "alternate":
            beyond = numbers.once("patience", _patience).take(numbers.draw, axis=0)
        rules = (
            table.opt_out == "responder",
            table.acceptance == "uniform",
            table.agreement_term == "one_round",
            self._deadline_binds,
            table.foresee_ratification and bool(game.ratifiers),
            table.offer_prior == "equal",
        )
        look_ahead(
            TableRules(np.array(rules, dtype=np.int64), traits, np.stack([*ahead, beyond])),
            payoffs.packages.feasible, ratified, agreed, without, solution,
        )  # fmt: skip
        return solution


def _traits(numbers: Parameters) -> Floats:
    """Return the principals' traits as the kernel reads them, shape (draw, principal, trait)."""
    nothing, traits = np.zeros(len(numbers.draw)), []
    for party in numbers.game.principals:
        noise = numbers.noise(party)
        of_party = (
            noise,
            numbers.table_discount(party),
            # The place of the belief, which is each row's own.
            nothing,
            numbers.number("table.breakdown_probability", 0.0),
            nothing + numbers.game.n_types(party),
            numbers.proposal_noise(party),
            numbers.refusal_cost(party) / noise,
            numbers.failure_cost(party) / noise,
        )
        traits.append(np.stack(of_party, axis=1))
    return np.stack(traits, axis=1)


def _patience(numbers: Parameters) -> Floats:
    """Return weights of proposers behind V-hat by their patience, shape (draw, principal).

    Those who never lose by waiting share the weight; where nobody waits at all, everybody does.
    """
    discounts = [numbers.table_discount(party) for party in numbers.game.principals]
    breakdown = numbers.number("table.breakdown_probability", 0.0)
    haste = np.stack([np.abs(log_of(delta * (1.0 - breakdown))) for delta in discounts], axis=1)
    endless, speed = np.zeros(len(breakdown)), np.zeros(len(breakdown))
    with np.errstate(divide="ignore", invalid="ignore"):
        for each in haste.T:
            endless = endless + (each == 0)
            speed = speed + 1.0 / each
        patient = (haste == 0) / endless[:, None]
        weights = np.where(endless[:, None] > 0, patient, 1.0 / haste / speed[:, None])
    return np.where(speed[:, None] > 0, weights, 1.0 / len(discounts))


def value_of_talks(
    rows: BatchState, party: int, reactors: Reactors, positions: Positions | None = None
) -> Floats:
    """Return S, the stake at the table by own type, shape (position, type); equation 7.

    It is 0 where no table can sit.
    """
    game, at = rows.game, rows.positions() if positions is None else positions
    stake = np.zeros((len(at.world), game.n_types(party)))
    where = np.flatnonzero(has_stake(rows, party)[at.world])
    size = max(
        1, _MOST_CELLS // (game.n_packages * len(game.principals) * 2 * game.foreseen_rounds)
    )
    for start in range(0, where.size, size):
        some = where[start : start + size]
        chosen = Positions(at.world[some], at.rung[some], at.condition[some])
        stake[some] = TableEquilibrium(rows, reactors, chosen).value_of_talks(party)
    return stake
