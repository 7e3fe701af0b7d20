"""The table as its seats see it: packages valued and the look-ahead solved by kernels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.errors import ArgumentError
from bargaining.solver.elementary import log_of, logistic_of
from bargaining.solver.layout import Disagreement, PackageValues, Positions
from bargaining.solver.packages import (
    disagreement_columns,
    feasible_packages,
    public_columns,
    value_packages,
)
from bargaining.solver.table import TableRules, TableSolution, look_ahead
from bargaining.views.reaction import HypotheticalState, Reaction, Reactors
from bargaining.world.game import Game
from bargaining.world.layout import layout_of
from bargaining.world.package_plan import plan_packages
from bargaining.world.state import Rows

__all__ = [
    "TableEquilibrium",
    "TablePayoffs",
    "feasible_at",
    "has_stake",
    "over_types",
    "proposers",
    "rounds_ahead",
    "table_payoffs",
    "type_belief",
    "value_of_talks",
]

Values = TypeVar("Values", Floats, Bools)

# Values of packages held at once where only the value of talks is wanted.
_MOST_CELLS = 2_000_000


def type_belief(rows: Rows, party: int) -> Floats:
    """Return the public probability of each type, (row, type); one column of ones without types."""
    if party not in rows.game.typed:
        return np.ones((rows.n, 1))
    one = rows.belief(party)
    return np.stack([1.0 - one, one], axis=1)


def over_types(values: Floats, belief: Floats, axis: int = 1) -> Floats:
    """Mix a type axis by belief, and drop it.

    Written out rather than summed: the order of a sum must not depend on the batch.

    Parameters
    ----------
    values : array over (row, ..., type, ...)
        An axis of length 1 is dropped as it is: all types are alike.
    belief : array over (row, type)
    """
    low: Floats = np.moveaxis(values, axis, 0)[0]
    if values.shape[axis] == 1:
        return low
    high: Floats = np.moveaxis(values, axis, 0)[1]
    tail = (1,) * (low.ndim - 1)
    mixed: Floats = (
        belief[:, 0].reshape((-1, *tail)) * low + belief[:, 1].reshape((-1, *tail)) * high
    )
    return mixed


def rounds_ahead(rows: Rows) -> tuple[int, bool]:
    """Return how many rounds the table looks ahead, and whether a deadline ends them."""
    settings, table = rows.game.scenario.settings, rows.game.scenario.table
    depth = settings.table_lookahead.value
    if table.deadline is None:
        return depth, False
    left = max(table.deadline.value - rows.round, 0)
    return min(depth, left), left <= depth


def proposers(rows: Rows, round: int) -> dict[int, Floats]:
    """Return each possible proposer of a round with its probability, shape (row,)."""
    game = rows.game
    kind = game.scenario.table.proposer
    certain = np.ones(rows.n)
    if kind == "alternate":
        return {game.principals[round % len(game.principals)]: certain}
    if kind == "fixed":
        return {game.principals[0]: certain}
    equal = 1.0 / len(game.principals)
    weights = {
        party: rows.parameters.number(f"table.recognition.{game.parties[party]}", equal)
        for party in game.principals
    }
    total = np.zeros(rows.n)
    for weight in weights.values():
        total = total + weight
    return {party: weight / total for party, weight in weights.items()}


def has_stake(rows: Rows, party: int) -> Bools:
    """Return the rows in which a party can have a stake at the table, shape (row,)."""
    game, state = rows.game, rows.state
    table = game.scenario.table
    if party not in game.principals or rounds_ahead(rows)[0] == 0:
        return np.zeros(rows.n, dtype=bool)
    may_sit = ~state.agreement_in_force & ~state.talks_broken
    if not table.may_open:
        may_sit &= state.at_table
    if table.one_agreement:
        may_sit &= state.at_table | ~state.ever_agreed
    return may_sit


def feasible_at(rows: Rows) -> Bools:
    """Return which packages may be offered, shape (row, package)."""
    game = rows.game
    out = np.zeros((rows.n, game.n_packages), dtype=bool)
    plan = plan_packages(game, frozenset())
    feasible_packages(layout_of(game), plan, rows.positions(), _menu_rules(rows), out)
    return out


def _menu_rules(rows: Rows) -> Ints:
    return np.array(rows.limits.menu_rules, dtype=np.int64).reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class TablePayoffs:
    """What the packages of a table and having no agreement are worth, in each row.

    Attributes
    ----------
    packages : PackageValues
    without : Disagreement
    later : tuple of (PackageValues, Disagreement)
        The same for the rounds ahead, where the table foresees the calendar.
    """

    game: Game
    packages: PackageValues
    without: Disagreement
    later: tuple[tuple[PackageValues, Disagreement], ...] = ()

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
        types = 2 if party in self.game.typed else 1
        return values[:, self.game.principals.index(party), :types]


def table_payoffs(rows: Rows, reactors: Reactors, at: Positions, depth: int) -> TablePayoffs:
    """Value every package and both kinds of disagreement.

    Parameters
    ----------
    rows : Rows
    at : Positions
        Of these rows, without an agreement in force.
    depth : int
        For how many rounds ahead, where the table foresees the calendar.
    """
    game, n = rows.game, len(at.world)
    layout, plan = layout_of(game), plan_packages(game, frozenset(reactors))
    numbers, public = rows.parameters.matrix, rows.public()
    held, rules = rows.limits.held_moves(len(game.issues)), _menu_rules(rows)
    asked, answers, alone = _ask(rows, reactors, at)
    n_principals, n_packages = len(game.principals), game.n_packages
    found = []
    for ahead in range(min(depth, game.foreseen_rounds)):
        packages = PackageValues(
            np.zeros((n, n_principals, 2, n_packages)),
            np.zeros((n, len(game.ratifiers), n_packages)),
            np.zeros((n, n_packages)),
            np.zeros((n, n_packages), dtype=np.bool_),
        )
        without = Disagreement(*(np.zeros((n, n_principals, 2)) for _ in range(3)))
        value_packages(
            layout, plan, numbers, public, at, held, rules, ahead, asked, answers, alone,
            game.n_columns, packages, without,
        )  # fmt: skip
        found.append((packages, without))
    return TablePayoffs(game, *found[0], later=tuple(found[1:]))


def _ask(rows: Rows, reactors: Reactors, at: Positions) -> tuple[Ints, Floats, Floats]:
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


class TableEquilibrium:
    """What the table is worth and how it would be played this round, computed when asked for.

    A table is supposed to sit in every row, whether it does or not.

    Parameters
    ----------
    rows : Rows
        They must not change afterwards.
    reactors : mapping of party to Reactor
    positions : Positions, optional
        Of these rows, without an agreement in force; as they stand unless given.
    detail : bool
        Whether the probabilities of this round's offers are wanted beside the values.
    known : TablePayoffs, optional
        What is at stake this round before any table that might follow, where that is known.
    """

    def __init__(
        self,
        rows: Rows,
        reactors: Reactors,
        positions: Positions | None = None,
        *,
        detail: bool = False,
        known: TablePayoffs | None = None,
    ) -> None:
        self.rows = rows
        self.positions = rows.positions() if positions is None else positions
        self._reactors = reactors
        self._detail = detail
        self._known = known
        self._best: dict[int, Floats] = {}
        self._depth, self._deadline_binds = rounds_ahead(rows)
        if self._depth == 0:
            raise ArgumentError("no table sits from the deadline on")

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.positions.world)

    @cached_property
    def payoffs(self) -> TablePayoffs:
        """What is at stake this round, before any table that might follow."""
        if self._known is not None:
            return self._known
        return table_payoffs(self.rows, self._reactors, self.positions, self._depth)

    @property
    def is_valued(self) -> bool:
        """Whether it is known by now what is at stake."""
        return "payoffs" in self.__dict__ or self._known is not None

    def agreed(self, party: int) -> Floats:
        """Return G, the value of each package once signed, shape (row, type, package).

        A split that binds one round is worth its flow and the table that follows (equation 9).
        """
        flow = self.payoffs.agreed(party)
        if self.rows.game.scenario.table.agreement_term == "permanent":
            return flow
        delta = self._of_rows(self.rows.parameters.table_discount(party))[:, None, None]
        following = self._of(self._solution.following, party)[:, :, None]
        return (1.0 - delta) * flow + delta * following

    def best_of(self, party: int) -> Floats:
        """Return G of the best package that may be offered, -inf where none may; (row, type)."""
        if party not in self._best:
            feasible = self.payoffs.packages.feasible[:, None, :]
            self._best[party] = np.where(feasible, self.agreed(party), -np.inf).max(axis=2)
        return self._best[party]

    def value(self, party: int) -> Floats:
        """Return V at the start of the round, over proposers where drawn, shape (row, type)."""
        return self._of(self._solution.value, party)

    def waiting(self, proposer: int, party: int) -> Floats:
        """Return the value of ending the round without a signature, shape (row, type)."""
        place = self.rows.game.principals.index(proposer)
        return self._of(self._solution.waiting[:, place], party)

    def offers(self, proposer: int) -> Floats:
        """Return log-probabilities of offers, passing last, shape (row, type, package + 1)."""
        place = self.rows.game.principals.index(proposer)
        types = 2 if proposer in self.rows.game.typed else 1
        return self._solution.offers[:, place, :types]

    def leaves(self, proposer: int) -> tuple[int, Floats]:
        """Return the responder, and its probability of leaving after a refusal, (row, type)."""
        principals = self.rows.game.principals
        (responder,) = [party for party in principals if party != proposer]
        types = 2 if responder in self.rows.game.typed else 1
        return responder, self._solution.leaves[:, principals.index(proposer), :types]

    def yes_to_talks(self, party: int) -> Floats:
        """Return the probability of agreeing to talks while idle, (row, type); equation 10."""
        return self._choice(party, self.value(party) - self.payoffs.apart(party))

    def walks(self, party: int) -> Floats:
        """Return the probability of leaving the table, shape (row, type); equation 10."""
        return self._choice(party, self.payoffs.apart(party) - self.value(party))

    def value_of_talks(self, party: int) -> Floats:
        """Return S = q (V - U)+ for a principal by its own type, shape (row, type); equation 7.

        q is the probability that all of them sit.
        """
        rows, value = self.rows, self.value(party)
        sits = self._of_rows(rows.state.at_table)[:, None]
        beyond = value - np.where(sits, self.payoffs.at_table(party), self.payoffs.apart(party))
        together: Floats = np.ones_like(value)
        may_walk = rows.game.scenario.table.may_walk
        for other in rows.game.principals:
            stays = 1.0 - self.walks(other) if may_walk else np.ones((self.n, 1))
            joins = np.where(sits, stays, self.yes_to_talks(other))
            if other != party:
                joins = over_types(joins, self._of_rows(type_belief(rows, other)))[:, None]
            together = together * joins
        return together * np.maximum(beyond, 0.0)

    def mutual_gain(self, types: Ints) -> Floats:
        """Return what the best package gains over waiting for the principal that gains least.

        Above 0 some package may be offered that every principal would rather sign now than wait.
        Where chance picks the proposer, the best over all who may propose.

        Parameters
        ----------
        types : int array over (row, party)
            True types.

        Returns
        -------
        array over (row,)
            Payoff units of the principal that gains least; -inf where no package may be offered.
        """
        row = np.arange(self.n)
        best = np.full(self.n, -np.inf)
        feasible = self.payoffs.packages.feasible
        for proposer, chance in proposers(self.rows, self.rows.round).items():
            least = np.where(feasible, np.inf, -np.inf)
            for party in self.rows.game.principals:
                agreed = self.agreed(party)
                own = types[:, party] if agreed.shape[1] > 1 else 0
                waiting = self.waiting(proposer, party)[row, own]
                least = np.minimum(least, agreed[row, own] - waiting[:, None])
            # The table is not solved for those who never propose.
            may_propose = self._of_rows(chance) > 0
            best = np.where(may_propose, np.maximum(best, least.max(axis=1)), best)
        return best

    def _of_rows(self, values: Values) -> Values:
        """Return an array over worlds for each position."""
        return values[self.positions.world]

    def _of(self, values: Floats, party: int) -> Floats:
        types = 2 if party in self.rows.game.typed else 1
        return values[:, self.rows.game.principals.index(party), :types]

    def _choice(self, party: int, gain: Floats) -> Floats:
        parameters = self.rows.parameters
        inertia = self._of_rows(parameters.inertia(party))[:, None]
        return logistic_of((gain - inertia) / self._of_rows(parameters.noise(party))[:, None])

    @cached_property
    def _solution(self) -> TableSolution:
        game, n = self.rows.game, self.n
        n_principals, payoffs = len(game.principals), self.payoffs
        wanted = n if self._detail else 0
        solution = TableSolution(
            np.zeros((n, n_principals, 2)),
            np.zeros((n, n_principals, 2)),
            np.zeros((n, n_principals, n_principals, 2)),
            np.zeros((n, n_principals, 2)),
            np.zeros((wanted, n_principals, 2, game.n_packages + 1)),
        )
        agreed, without = (
            payoffs.packages.agreed[None],
            Disagreement(*(values[None] for values in payoffs.without)),
        )
        if payoffs.later:
            rounds = [(payoffs.packages, payoffs.without), *payoffs.later]
            agreed = np.stack([packages.agreed for packages, _ in rounds])
            without = Disagreement(
                *(np.stack(v) for v in zip(*(w for _, w in rounds), strict=True))
            )
        look_ahead(self._rules, payoffs.packages, agreed, without, solution)
        return solution

    @property
    def _rules(self) -> TableRules:
        rows, game = self.rows, self.rows.game
        table, numbers = game.scenario.table, rows.parameters
        breakdown = numbers.number("table.breakdown_probability", 0.0)
        recognised = np.zeros((self._depth + 1, self.n, len(game.principals)))
        for ahead in range(self._depth):
            for party, weight in proposers(rows, rows.round + ahead).items():
                recognised[ahead, :, game.principals.index(party)] = self._of_rows(weight)

        def by_principal(values: Iterator[Floats]) -> Floats:
            return np.stack([self._of_rows(each) for each in values], axis=1)

        discounts = [numbers.table_discount(p) for p in game.principals]
        recognised[-1] = recognised[-2]
        if table.proposer == "alternate":
            recognised[-1] = self._of_rows(_patience(discounts, breakdown))
        traits = np.stack(
            [
                by_principal(numbers.noise(p) for p in game.principals),
                by_principal(iter(discounts)),
                by_principal(rows.belief(p) for p in game.principals),
                by_principal(breakdown for _ in game.principals),
                by_principal(
                    np.full(rows.n, 2.0 if p in game.typed else 1.0) for p in game.principals
                ),
            ],
            axis=-1,
        )
        rules = (
            table.opt_out == "responder",
            table.acceptance == "uniform",
            table.agreement_term == "one_round",
            self._deadline_binds,
        )
        return TableRules(np.array(rules, dtype=np.int64), traits, recognised)


def _patience(discounts: list[Floats], breakdown: Floats) -> Floats:
    """Return weights of proposers behind V-hat by their patience, shape (row, principal)."""
    haste = np.stack([np.abs(log_of(delta * (1.0 - breakdown))) for delta in discounts], axis=1)
    endless, speed = np.zeros(len(breakdown)), np.zeros(len(breakdown))
    with np.errstate(divide="ignore", invalid="ignore"):
        for each in haste.T:
            endless = endless + (each == 0)
            speed = speed + 1.0 / each
        patient = (haste == 0) / endless[:, None]
        return np.where(endless[:, None] > 0, patient, 1.0 / haste / speed[:, None])


def value_of_talks(
    rows: Rows, party: int, reactors: Reactors, positions: Positions | None = None
) -> Floats:
    """Return S, the stake at the table by own type, shape (position, type); equation 7.

    It is 0 where no table can sit.
    """
    game, at = rows.game, rows.positions() if positions is None else positions
    stake = np.zeros((len(at.world), 2 if party in game.typed else 1))
    where = np.flatnonzero(has_stake(rows, party)[at.world])
    size = max(
        1, _MOST_CELLS // (game.n_packages * len(game.principals) * 2 * game.foreseen_rounds)
    )
    for start in range(0, where.size, size):
        some = where[start : start + size]
        chosen = Positions(at.world[some], at.rung[some], at.condition[some])
        stake[some] = TableEquilibrium(rows, reactors, chosen).value_of_talks(party)
    return stake
