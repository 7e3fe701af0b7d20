"""A scenario compiled: names turned into indices, payoffs into polynomials; nothing is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.scenario import Scenario, numbers_of
from bargaining.scenario.schema import Condition
from bargaining.scenario.terms import FLAGS, PARTY_COLUMNS, Column, canonical, parse_term
from bargaining.solver.elementary import power
from bargaining.world.polynomial import Polynomial

__all__ = ["Game", "Ladder", "StepOption"]


@dataclass(frozen=True)
class Ladder:
    """An issue's rungs and scales.

    Attributes
    ----------
    rungs : array over (rung,)
        Levels in [0, 1], increasing.
    scales : tuple of (int, array over (rung,))
        Column index and value at each rung of every scale that some term uses; the first is
        the level itself.
    """

    name: str
    index: int
    giver: int
    rungs: Floats
    scales: tuple[tuple[int, Floats], ...]
    baseline: str
    reversible: bool
    verified: bool

    def rung_below(self, level: Floats) -> Ints:
        """Return the number of the highest rung that is at or below each level, -1 for none."""
        return self.rungs.searchsorted(level + 1e-9, side="right") - 1


@dataclass(frozen=True, slots=True)
class StepOption:
    """One option of a unilateral step: hold (issue -1), or one rung up or down an issue."""

    issue: int
    direction: int


class Game:
    """Static structure of a scenario, shared by all worlds.

    Parameters
    ----------
    scenario : Scenario

    Attributes
    ----------
    parties, issues, conditions, principals : tuple of str
        Names in file order.
    columns : dict of Column to int
        Index of each column that a payoff or a driver may hold.
    payoffs : tuple of Polynomial
        Flow payoff of each party.
    drivers : dict of int to Polynomial
        Drift of each autoregressive condition.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.parties = tuple(scenario.parties)
        self.issues = tuple(scenario.issues)
        self.conditions = tuple(scenario.conditions)
        self.acts = tuple(act.name for act in scenario.acts)
        table = scenario.table
        self.principals = tuple(self.parties.index(name) for name in table.principals)
        self.numbers = numbers_of(scenario)
        self.parameter_index = {path: index for index, path in enumerate(self.numbers)}
        self.typed = tuple(
            index
            for index, name in enumerate(self.parties)
            if scenario.parties[name].belief is not None
        )
        self._lay_out_columns()
        self._compile_ladders()
        self._compile_payoffs()
        self._compile_menu()

    def party(self, name: str) -> int:
        """Return the index of a party."""
        return self.parties.index(name)

    def n_types(self, party: int) -> int:
        """Return the length of a party's type axis: 2 where it has a private type, else 1."""
        return 2 if party in self.typed else 1

    def column(self, name: str, detail: str = "") -> int:
        """Return the index of a column."""
        return self.columns[Column(name, 1.0, detail)]

    def parameter(self, path: str) -> int:
        """Return the index of a number by its dotted path, or -1 where the file has none."""
        return self.parameter_index.get(path, -1)

    def _terms(self) -> list[Column]:
        scenario = self.scenario
        texts = [term for terms in scenario.payoffs.values() for term in terms]
        texts += [term for c in scenario.conditions.values() for term in c.drivers]
        return sorted({column for text in texts for column in parse_term(text)})

    def _lay_out_columns(self) -> None:
        names = [Column(flag) for flag in FLAGS]
        names += [Column(issue) for issue in self.issues]
        names += [column for column in self._terms() if column.name in self.issues]
        names += [Column(condition) for condition in self.conditions]
        for kind in PARTY_COLUMNS:
            names += [Column(kind, 1.0, party) for party in self.parties]
        self.columns: dict[Column, int] = {}
        for column in names:
            self.columns.setdefault(column, len(self.columns))
        # The last columns are no factors of any payoff: the share of promises due, concessions.
        self.share_due_column = last = len(self.columns)
        self.concession_columns = {p: last + k for k, p in enumerate(self.principals, 1)}
        self.n_columns = last + 1 + len(self.principals)
        self.condition_columns = tuple(self.column(name) for name in self.conditions)
        self.undelivered_columns = tuple(self.column("undelivered", p) for p in self.parties)
        self.unreciprocated_columns = tuple(self.column("unreciprocated", p) for p in self.parties)
        self.type_columns = tuple(self.column("type", p) for p in self.parties)
        self.new_leader_columns = tuple(self.column("new_leader", p) for p in self.parties)

    def _compile_ladders(self) -> None:
        ladders = []
        for index, (name, issue) in enumerate(self.scenario.issues.items()):
            rungs = np.array([rung.level for rung in issue.rungs], dtype=float)
            scales = [(self.column(name), rungs)]
            for column, position in self.columns.items():
                if column.name != name or column == Column(name):
                    continue
                values = (
                    np.array(issue.scales[column.detail], dtype=float)
                    if column.detail
                    else power(rungs, column.power)
                )
                scales.append((position, values))
            ladders.append(
                Ladder(
                    name=name,
                    index=index,
                    giver=self.party(issue.giver),
                    rungs=rungs,
                    scales=tuple(scales),
                    baseline=f"issues.{name}.baseline",
                    reversible=issue.reversible,
                    verified=issue.verification is not None,
                )
            )
        self.ladders = tuple(ladders)
        self.own = tuple(
            tuple(ladder.index for ladder in ladders if ladder.giver == party)
            for party in range(len(self.parties))
        )
        self.step_options = tuple(
            (
                StepOption(-1, 0),
                *(StepOption(issue, direction) for issue in own for direction in (1, -1)),
            )
            for own in self.own
        )
        self.step_moves = tuple(
            np.array([(option.issue, option.direction) for option in options])
            for options in self.step_options
        )
        self.named_options = tuple(
            tuple((None if o.issue < 0 else self.issues[o.issue], o.direction) for o in options)
            for options in self.step_options
        )
        self.third_parties = tuple(
            party
            for party in range(len(self.parties))
            if self.own[party] and party not in self.principals
        )
        self.ratifiers = {
            party: self.party(ratifier)
            for party in self.principals
            if (ratifier := self.scenario.parties[self.parties[party]].ratifier) is not None
        }

    def _polynomial(self, prefix: str, texts: list[str]) -> Polynomial:
        return Polynomial(
            tuple(
                (
                    self.parameter_index[f"{prefix}.{canonical(text)}"],
                    tuple(self.columns[column] for column in parse_term(text)),
                )
                for text in texts
            )
        )

    def _compile_payoffs(self) -> None:
        scenario = self.scenario
        self.payoffs = tuple(
            self._polynomial(f"payoffs.{party}", list(scenario.payoffs.get(party, {})))
            for party in self.parties
        )
        self.drivers = {
            index: self._polynomial(f"conditions.{name}.drivers", list(condition.drivers))
            for index, (name, condition) in enumerate(scenario.conditions.items())
            if condition.kind == "autoregressive"
        }
        used = set().union(*(p.columns() for p in self.payoffs))
        used |= set().union(*(p.columns() for p in self.drivers.values()), set())
        self.used = frozenset(used)
        self.scope = {
            party: tuple(
                (issue, self.parameter_index[f"outcome.scope.{self.issues[issue]}"])
                for issue in self.own[party]
                if self.issues[issue] in scenario.outcome.scope
            )
            for party in self.principals
        }
        self.scope = {party: scoped for party, scoped in self.scope.items() if scoped}
        self.movable = tuple(self._movable(party) for party in range(len(self.parties)))

    @property
    def most_options(self) -> int:
        """The greatest number of step options that a party has."""
        return max(len(options) for options in self.step_options)

    @property
    def schedule_length(self) -> int:
        """Over how many rounds promises fall due, 0 where all is due at once."""
        table = self.scenario.table
        term = table.due or table.lapse
        return term.value if table.schedule == "linear" and term is not None else 0

    @property
    def foreseen_rounds(self) -> int:
        """For how many rounds ahead the table asks what the calendar will say, at least 1."""
        settings = self.scenario.settings
        return settings.table_lookahead.value if settings.foresee_calendar else 1

    def _movable(self, party: int) -> frozenset[int]:
        """Columns that a step of `party` moves: its scales, its promises, everyone's balance."""
        moved = {column for issue in self.own[party] for column, _ in self.ladders[issue].scales}
        moved.add(self.undelivered_columns[party])
        if party in self.scope:
            moved |= {self.unreciprocated_columns[principal] for principal in self.scope}
        return frozenset(moved)

    @cached_property
    def own_payoffs(self) -> tuple[Polynomial, ...]:
        """For each party the terms of its payoff that its own steps move."""
        return tuple(
            payoff.touching(moved) for payoff, moved in zip(self.payoffs, self.movable, strict=True)
        )

    @cached_property
    def delivers_alike(self) -> tuple[bool, ...]:
        """Whether both types of each party are expected to deliver one and the same share."""
        return tuple(self._delivers_alike(name) for name in self.parties)

    def _delivers_alike(self, name: str) -> bool:
        delivery = self.scenario.parties[name].expected_delivery
        if delivery is None:
            return True
        path = f"parties.{name}.expected_delivery"
        if any(change.target.startswith(path) for change in self.scenario.interventions):
            return False
        low, high = delivery.type_0, delivery.type_1
        beside = {"source", "why", "unit", "tag"}
        shared = low.draw is not None and low.draw == high.draw
        return shared and low.model_dump(exclude=beside) == high.model_dump(exclude=beside)

    def _compile_menu(self) -> None:
        menu = self.scenario.table.menu
        self.menu = tuple(self.issues.index(name) for name in menu.issues)
        self.menu_shape = tuple(len(self.ladders[issue].rungs) for issue in self.menu)
        self.n_packages = int(np.prod(self.menu_shape))
        cells = np.indices(self.menu_shape).reshape(len(self.menu), -1)
        self.package_rungs = cells.T.copy()
        self.package_rungs.flags.writeable = False
        self.listed: tuple[Bools, ...] = tuple(
            np.isclose(
                self.ladders[issue].rungs[:, None],
                np.array(menu.levels.get(name, tuple(self.ladders[issue].rungs)))[None, :],
                rtol=0,
                atol=1e-9,
            ).any(axis=1)
            for issue, name in zip(self.menu, menu.issues, strict=True)
        )

    def package_of(self, offer: Ints) -> Ints:
        """Return the number of a package, -1 for none, shape (row,).

        Parameters
        ----------
        offer : integers over (row, menu issue)
            Rung numbers, -1 where nothing is offered.
        """
        number = np.zeros(len(offer), dtype=np.int64)
        for axis, count in enumerate(self.menu_shape):
            number = number * count + offer[:, axis]
        return np.where(offer[:, 0] < 0, -1, number)

    def condition(self, index: int) -> Condition:
        """Return the record of a condition."""
        return self.scenario.conditions[self.conditions[index]]
