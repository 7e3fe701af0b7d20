"""A scenario with the numbers of one draw put in: what every other page reads."""

from __future__ import annotations

import bisect
import math

from bargaining.scenario.schema import Intervention, Scenario
from bargaining.scenario.terms import Column, parse_term
from tests.reference.choice import TOLERANCE
from tests.reference.parameters import Parameters

Terms = list[tuple[float, tuple[str, ...]]]


class Rules:
    """The rules of a world in one round, interventions on numbers, holds and menus included."""

    def __init__(
        self, scenario: Scenario, numbers: Parameters, due: list[Intervention] | None = None
    ) -> None:
        due = due or []
        self.scenario = scenario
        self.numbers = numbers
        self.table = scenario.table
        self.principals = list(scenario.table.principals)
        self.parties = list(scenario.parties)
        self.issues = list(scenario.issues)
        self.conditions = list(scenario.conditions)
        self.giver = {name: issue.giver for name, issue in scenario.issues.items()}
        self.own = {p: [k for k in self.issues if self.giver[k] == p] for p in self.parties}
        self.third = [p for p in self.parties if self.own[p] and p not in self.principals]
        self.typed = [p for p in self.parties if scenario.parties[p].belief is not None]
        window = scenario.settings.planning_window.value
        self.window = math.inf if window == "unlimited" else float(window)
        self.foresight = scenario.settings.foresight.value
        binding = self.table.agreement_term == "permanent" and self.table.delivery == "stepwise"
        self.incentives = binding and self.table.own_delivery == "incentives"
        self.rungs = {k: [r.level for r in i.rungs] for k, i in scenario.issues.items()}
        self.promised_share = {p: self._promised_share(p) for p in self.parties}
        self.scales: dict[str, dict[str, list[float]]] = {k: {} for k in self.issues}
        self.payoff = {p: self._terms(f"payoffs.{p}.") for p in self.parties}
        self.drivers = {c: self._terms(f"conditions.{c}.drivers.") for c in self.conditions}
        self.autoregressive = [
            c for c in self.conditions if scenario.conditions[c].kind == "autoregressive"
        ]
        self.damped_by = {
            c: record.damped_by if record.kind == "bernoulli" else None
            for c, record in scenario.conditions.items()
        }
        self.failure_costs = {
            p: self.get(f"parties.{p}.ratification_failure_cost") for p in self.parties
        }
        self.memo: dict[object, object] = {}
        self.held = {(i.target, i.value) for i in due if i.kind == "hold"}
        self.locked = {i.target for i in due if i.kind in ("level", "condition")}
        self.menu_rules = [(i.target, str(i.value)) for i in due if i.kind == "menu"]
        self.scope = {
            p: {
                k: self.get(f"outcome.scope.{k}")
                for k in self.own[p]
                if k in scenario.outcome.scope
            }
            for p in self.principals
        }
        self.scoped_issues = [k for p in self.principals for k in self.scope[p]]
        self.baseline = {k: self.get(f"issues.{k}.baseline", self.rungs[k][0]) for k in self.issues}

    def get(self, path: str, default: float = 0.0) -> float:
        return self.numbers.get(path, default)

    def discount(self, party: str) -> float:
        return self.numbers[f"parties.{party}.discount_factor"]

    def noise(self, party: str) -> float:
        return self.numbers[f"parties.{party}.choice_noise"]

    def inertia(self, party: str) -> float:
        return self.get(f"parties.{party}.inertia")

    def proposal_noise(self, party: str) -> float:
        """Temperature of proposals, nu lambda."""
        return self.get(f"parties.{party}.proposal_noise", 1.0) * self.noise(party)

    def refusal_cost(self, party: str) -> float:
        """c_R in payoff units; the file gives it in noises of the party's proposals."""
        return self.get(f"parties.{party}.refusal_cost") * self.proposal_noise(party)

    def failure_cost(self, party: str) -> float:
        """c_F, of a text that fails at home."""
        return self.failure_costs[party]

    def types(self, party: str) -> tuple[int, ...]:
        """Types over which a party's values run; a party without a type counts as type 1."""
        return (0, 1) if party in self.typed else (1,)

    def delivery(self, party: str, kind: int) -> float:
        return self.promised_share[party][kind]

    def due_share(self, age: int) -> float:
        """Share of a text's promises that is owed so many rounds after signing, tau."""
        due = self.table.due or self.table.lapse
        if self.table.schedule == "at_once" or due is None:
            return 1.0
        return min(max(age / due.value, 0.0), 1.0)

    def _promised_share(self, party: str) -> tuple[float, float]:
        here = f"parties.{party}.expected_delivery.type_"
        return self.get(here + "0", 1.0), self.get(here + "1", 1.0)

    def _terms(self, prefix: str) -> Terms:
        terms: Terms = []
        for path, weight in self.numbers.items():
            if path.startswith(prefix) and weight != 0:
                columns = parse_term(path[len(prefix) :])
                for column in columns:
                    self._note_scale(column)
                terms.append((weight, tuple(str(column) for column in columns)))
        return terms

    def _note_scale(self, column: Column) -> None:
        if column.name not in self.rungs:
            return
        if column.detail:
            table = list(self.scenario.issues[column.name].scales[column.detail])
        elif column.power != 1.0:
            table = [level**column.power for level in self.rungs[column.name]]
        else:
            return
        self.scales[column.name][str(column)] = table

    def scaled(self, issue: str, table: list[float], level: float) -> float:
        """A scale at a level, piecewise linear between the rungs of the issue."""
        rungs = self.rungs[issue]
        if level <= rungs[0]:
            return table[0]
        if level >= rungs[-1]:
            return table[-1]
        above = bisect.bisect_right(rungs, level)
        share = (level - rungs[above - 1]) / (rungs[above] - rungs[above - 1])
        return table[above - 1] + share * (table[above] - table[above - 1])

    def issue_columns(self, issue: str, level: float) -> dict[str, float]:
        """The level of an issue and all its scales."""
        key = (issue, level)
        if key not in self.memo:
            columns = {issue: level}
            for name, table in self.scales[issue].items():
                columns[name] = self.scaled(issue, table, level)
            self.memo[key] = columns
        return self.memo[key]  # type: ignore[return-value]

    def rung_at(self, issue: str, level: float) -> int:
        """The rung nearest to a level."""
        rungs = self.rungs[issue]
        return min(range(len(rungs)), key=lambda index: abs(rungs[index] - level))

    def standing(self, levels: dict[str, float], principal: str) -> float:
        """D of (2): the standing concession of a principal."""
        return sum(
            weight * max(levels[k] - self.baseline[k], 0.0)
            for k, weight in self.scope[principal].items()
        )

    def unreciprocated(self, levels: dict[str, float]) -> dict[str, float]:
        """The excess columns of (2), zero for everybody who is no principal with a scope."""
        key = ("excess", tuple(levels[k] for k in self.scoped_issues))
        if key not in self.memo:
            self.memo[key] = self._unreciprocated(levels)
        return self.memo[key]  # type: ignore[return-value]

    def _unreciprocated(self, levels: dict[str, float]) -> dict[str, float]:
        standing = {p: self.standing(levels, p) for p in self.principals if self.scope[p]}
        excess = {f"unreciprocated.{p}": 0.0 for p in self.parties}
        for p in standing:
            others = [standing[j] for j in standing if j != p]
            if others:
                lead = standing[p] - sum(others) / len(others) - self.get("outcome.tolerance")
                excess[f"unreciprocated.{p}"] = max(lead, 0.0)
        return excess

    def may_move(self, issue: str, up: bool) -> bool:
        """Whether holds, locks and reversibility leave a move open."""
        if issue in self.locked or (issue, "both") in self.held:
            return False
        if (issue, "up" if up else "down") in self.held:
            return False
        return up or self.scenario.issues[issue].reversible

    def floor_rung(self, act: str) -> int:
        """The highest rung that an act leaves on its issue."""
        issue = next(a.issue for a in self.scenario.acts if a.name == act)
        floor = self.numbers[f"acts.{act}.floor"] + TOLERANCE
        return max((n for n, level in enumerate(self.rungs[issue]) if level <= floor), default=0)


def value(terms: Terms, columns: dict[str, float]) -> float:
    """A sum of products of columns."""
    total = 0.0
    for weight, names in terms:
        for name in names:
            weight *= columns[name]
        total += weight
    return total
