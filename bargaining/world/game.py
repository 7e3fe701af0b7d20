"""A scenario compiled: names turned into indices, payoffs into polynomials; nothing is drawn.

`NumberColumns` says where each number stands in a row of the matrix of numbers, drawn or derived.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.scenario import Scenario, numbers_of
from bargaining.scenario.schema import Condition
from bargaining.scenario.terms import FLAGS, PARTY_COLUMNS, Column, canonical, parse_term
from bargaining.solver.elementary import power

__all__ = ["Game", "Ladder", "NumberColumns", "Polynomial"]


class NumberColumns:
    """Columns of the derived numbers, block after block; those of the file stand before them.

    Attributes
    ----------
    constants : (int, int)
        Columns of 0 and 1.
    discount, first, reversal, free, promised : integers over (party,)
        Discount factor, weight of the first round of a planning window, cost of undoing a step,
        and what weighs free and promised steps against holding.
    standing, session : integers over (principal,)
        Log-odds that opening or leaving talks must overcome beside inertia, and the share of the
        window in which a session is expected to last.
    windows : integers over (party, condition, weight)
        Weights of planning windows in the order of the kernels' table; 0 for what is scheduled.
    due : integers over (party, age of the agreement)
        Mean share of promises due in the rest of a party's window.
    schedule : integers over (round ahead, 1 + party, condition)
        What is expected of a scheduled condition in that round, then the discounted sum over the
        rest of each party's window; 0 for what is not scheduled.
    width : int
        Number of columns.
    """

    def __init__(
        self,
        n_drawn: int,
        n_parties: int,
        n_principals: int,
        driven: Sequence[bool],
        schedule_length: int,
        foreseen_rounds: int,
    ) -> None:
        self.constants = n_drawn, n_drawn + 1
        self.width = n_drawn + 2
        self.discount, self.first, *weights = self._block(5, n_parties)
        self.reversal, self.free, self.promised = weights
        self.standing, self.session = self._block(2, n_principals)
        is_driven = np.array(driven, dtype=bool)
        self.windows = np.zeros((n_parties, len(driven), 4), dtype=np.int64)
        self.windows[:, is_driven] = self._block(n_parties, sum(is_driven), 4)
        self.due = self._block(n_parties, schedule_length)
        self.schedule = np.zeros((foreseen_rounds, 1 + n_parties, len(driven)), dtype=np.int64)
        shape = foreseen_rounds, 1 + n_parties, sum(~is_driven)
        self.schedule[..., ~is_driven] = self._block(*shape)

    def _block(self, *shape: int) -> Ints:
        places = self.width + np.arange(np.prod(shape, dtype=np.int64)).reshape(shape)
        self.width += places.size
        return places


class Polynomial(NamedTuple):
    """A sum of coefficient x product of columns, the one shape that payoffs and drivers take."""

    terms: tuple[tuple[int, tuple[int, ...]], ...]
    """By term the index of its coefficient among the parameters, and those of its columns."""

    def columns(self) -> frozenset[int]:
        """Return the indices of all columns that stand in a term."""
        return frozenset(column for _, columns in self.terms for column in columns)


@dataclass(frozen=True)
class Ladder:
    """An issue's rungs and scales."""

    name: str
    index: int
    giver: int
    rungs: Floats
    """Levels in [0, 1], increasing, shape (rung,)."""
    scales: tuple[tuple[int, Floats], ...]
    """Column and values, (rung,), of every scale that some term uses; the level itself is first."""
    reversible: bool
    verified: bool

    @property
    def baseline(self) -> str:
        """Path of the level from which concessions are counted."""
        return f"issues.{self.name}.baseline"

    @property
    def columns(self) -> tuple[int, ...]:
        """Columns of the scales."""
        return tuple(column for column, _ in self.scales)

    def rung_below(self, level: Floats) -> Ints:
        """Return the number of the highest rung that is at or below each level, -1 for none."""
        return self.rungs.searchsorted(level + 1e-9, side="right") - 1

    def rung_nearest(self, level: Floats) -> Ints:
        """Return the number of the rung nearest to each level."""
        return np.asarray(np.abs(level[..., None] - self.rungs).argmin(axis=-1))


class Game:
    """Static structure of a scenario, shared by all worlds.

    Parameters
    ----------
    scenario : Scenario

    Attributes
    ----------
    parties, issues, conditions, acts : tuple of str
        Names in file order.
    principals, typed, third_parties : tuple of int
        Parties at the table, those with a private type, and those that only own ladders.
    ratifiers : dict of int to int
        The ratifier of each principal that has one.
    columns : dict of Column to int
        Index of each column that a payoff or a driver may hold; beyond them stand the share of
        promises due and the principals' net concessions, which are no factors of any payoff.
    ladders : tuple of Ladder
    own : tuple of tuple of int
        Issues that each party gives.
    step_options, named_options : tuple of tuple
        Unilateral steps of each party: hold (issue -1 or None, direction 0), then each issue up and
        down by one rung, by number (`step_moves` as arrays) and by name; `most_options` of a party.
    payoffs, own_payoffs : tuple of Polynomial
        Flow payoff of each party, and the terms of it that its own steps move.
    movable : tuple of set of int
        Columns that a step of each party moves: its scales, its promises, everyone's balance.
    drivers : dict of int to Polynomial
        Drift of each autoregressive condition.
    used : set of int
        Columns that some payoff or driver holds.
    scope : dict of int to tuple of (int, int)
        Issues that count in each principal's net concession, with their weights' numbers;
        `balances` are the columns of what is unreciprocated of these.
    schedule_length : int
        Over how many rounds promises fall due, 0 where all is due at once.
    foreseen_rounds : int
        For how many rounds ahead the table asks what the calendar will say, at least 1.
    number_columns : NumberColumns
        Where each number stands in a row of numbers.
    menu : tuple of int
        Issues that a package may name; `menu_shape` has their numbers of rungs.
    package_rungs : integers over (package, menu issue)
    listed : tuple of booleans over (rung,)
        Which rungs of each issue the menu lists.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.parties = tuple(scenario.parties)
        self.issues = tuple(scenario.issues)
        self.conditions = tuple(scenario.conditions)
        self.acts = tuple(act.name for act in scenario.acts)
        self.numbers = numbers_of(scenario)
        self.parameter_index = {path: index for index, path in enumerate(self.numbers)}
        self.principals = tuple(map(self.party, scenario.table.principals))
        records = list(scenario.parties.values())
        self.typed = tuple(p for p, record in enumerate(records) if record.belief is not None)
        self.ratifiers = {
            party: self.party(ratifier)
            for party in self.principals
            if (ratifier := records[party].ratifier) is not None
        }
        texts = [term for terms in self.scenario.payoffs.values() for term in terms]
        texts += [term for c in self.scenario.conditions.values() for term in c.drivers]
        factors = sorted({column for text in texts for column in parse_term(text)})
        names = [
            *map(Column, (*FLAGS, *self.issues)),
            *(column for column in factors if column.name in self.issues),
            *map(Column, self.conditions),
            *(Column(kind, 1.0, party) for kind in PARTY_COLUMNS for party in self.parties),
        ]
        self.columns = {column: place for place, column in enumerate(dict.fromkeys(names))}
        self.share_due_column = last = len(self.columns)
        self.concession_columns = {p: last + k for k, p in enumerate(self.principals, 1)}
        self.n_columns = last + 1 + len(self.principals)
        self.condition_columns = tuple(map(self.column, self.conditions))
        (
            self.undelivered_columns,
            self.unreciprocated_columns,
            self.type_columns,
            self.new_leader_columns,
        ) = (tuple(self.column(kind, party) for party in self.parties) for kind in PARTY_COLUMNS)
        self._compile_ladders()
        self._compile_payoffs()
        settings, table, menu = scenario.settings, scenario.table, scenario.table.menu
        self.menu = tuple(map(self.issues.index, menu.issues))
        ladders = [self.ladders[issue].rungs for issue in self.menu]
        self.menu_shape = tuple(map(len, ladders))
        self.n_packages = int(np.prod(self.menu_shape))
        self.package_rungs = np.indices(self.menu_shape).reshape(len(ladders), -1).T.copy()
        self.package_rungs.flags.writeable = False
        self.listed: tuple[Bools, ...] = tuple(
            (np.abs(rungs[:, None] - np.array(menu.levels.get(name, rungs))) <= 1e-9).any(axis=1)
            for rungs, name in zip(ladders, menu.issues, strict=True)
        )
        term = table.due or table.lapse
        self.schedule_length = term.value if table.schedule == "linear" and term is not None else 0
        foreseen = settings.table_lookahead.value if settings.foresee_calendar else 1
        self.foreseen_rounds = foreseen
        driven = [c in self.drivers for c in range(len(self.conditions))]
        self.number_columns = NumberColumns(
            len(self.numbers), len(self.parties), len(self.principals), driven,
            self.schedule_length, foreseen,
        )  # fmt: skip

    def party(self, name: str) -> int:
        """Return the index of a party."""
        return self.parties.index(name)

    def condition(self, index: int) -> Condition:
        """Return the record of a condition."""
        return self.scenario.conditions[self.conditions[index]]

    def n_types(self, party: int) -> int:
        """Return the length of a party's type axis: 2 where it has a private type, else 1."""
        return 2 if party in self.typed else 1

    def column(self, name: str, detail: str = "") -> int:
        """Return the index of a column."""
        return self.columns[Column(name, 1.0, detail)]

    def number_column(self, path: str, default: int) -> int:
        """Return the column of a number of the file, or of the constant 0 or 1 in its stead."""
        return self.parameter_index.get(path, self.number_columns.constants[default])

    def package_of(self, offer: Ints) -> Ints:
        """Return the number of a package, shape (row,), -1 for none.

        The offer is of rung numbers, (row, menu issue), -1 where nothing is offered.
        """
        number = np.zeros(len(offer), dtype=np.int64)
        for axis, count in enumerate(self.menu_shape):
            number = number * count + offer[:, axis]
        return np.where(offer[:, 0] < 0, -1, number)

    def _compile_ladders(self) -> None:
        ladders = []
        for index, (name, issue) in enumerate(self.scenario.issues.items()):
            rungs = np.array([rung.level for rung in issue.rungs], dtype=float)
            scales = [(self.column(name), rungs)]
            for column, place in self.columns.items():
                if column.name == name and column != Column(name):
                    named = issue.scales.get(column.detail)
                    values = power(rungs, column.power) if named is None else np.array(named, float)
                    scales.append((place, values))
            ladders.append(
                Ladder(
                    name=name,
                    index=index,
                    giver=self.party(issue.giver),
                    rungs=rungs,
                    scales=tuple(scales),
                    reversible=issue.reversible,
                    verified=issue.verification is not None,
                )
            )
        self.ladders = tuple(ladders)
        everyone = range(len(self.parties))
        self.own = tuple(tuple(x.index for x in ladders if x.giver == party) for party in everyone)
        self.third_parties = tuple(p for p in everyone if self.own[p] and p not in self.principals)
        self.step_options = tuple(
            ((-1, 0), *((issue, way) for issue in own for way in (1, -1))) for own in self.own
        )
        self.step_moves = tuple(map(np.array, self.step_options))
        self.most_options = max(map(len, self.step_options))
        self.named_options = tuple(
            tuple((None if issue < 0 else self.issues[issue], way) for issue, way in options)
            for options in self.step_options
        )

    def _compile_payoffs(self) -> None:
        scenario = self.scenario

        def compiled(prefix: str, texts: Iterable[str]) -> Polynomial:
            return Polynomial(
                tuple(
                    (
                        self.parameter_index[f"{prefix}.{canonical(text)}"],
                        tuple(self.columns[column] for column in parse_term(text)),
                    )
                    for text in texts
                )
            )

        self.payoffs = tuple(
            compiled(f"payoffs.{party}", scenario.payoffs.get(party, {})) for party in self.parties
        )
        self.drivers = {
            index: compiled(f"conditions.{name}.drivers", condition.drivers)
            for index, (name, condition) in enumerate(scenario.conditions.items())
            if condition.kind == "autoregressive"
        }
        polynomials = (*self.payoffs, *self.drivers.values())
        self.used = frozenset[int]().union(*(one.columns() for one in polynomials))
        scope = {
            party: tuple(
                (issue, self.parameter_index[f"outcome.scope.{self.issues[issue]}"])
                for issue in self.own[party]
                if self.issues[issue] in scenario.outcome.scope
            )
            for party in self.principals
        }
        self.scope = {party: scoped for party, scoped in scope.items() if scoped}
        self.balances = frozenset(self.unreciprocated_columns[party] for party in self.scope)
        self.movable = tuple(
            frozenset(column for issue in own for column in self.ladders[issue].columns)
            | {self.undelivered_columns[party]}
            | (self.balances if party in self.scope else set())
            for party, own in enumerate(self.own)
        )
        self.own_payoffs = tuple(
            Polynomial(tuple(term for term in payoff.terms if moved & set(term[1])))
            for payoff, moved in zip(self.payoffs, self.movable, strict=True)
        )
