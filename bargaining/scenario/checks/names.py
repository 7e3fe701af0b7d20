"""Rules of names: those that stand once, that are taken, and who signs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bargaining.scenario.evidence import walk
from bargaining.scenario.locate import Path
from bargaining.scenario.numbers import NUMBER_KINDS, Number
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.terms import FLAGS, PARTY_COLUMNS
from bargaining.scenario.wording import Finding

__all__ = ["Roles", "check"]


@dataclass(frozen=True)
class Roles:
    """Who does what in a scenario, and where its numbers stand, by their dotted paths."""

    numbers: dict[str, tuple[Path, Number]]
    givers: dict[str, str]
    ratifiers: frozenset[str]
    typed: frozenset[str]
    scoped: frozenset[str]

    @classmethod
    def of(cls, scenario: ScenarioRecord) -> Roles:
        """Return the roles of a scenario; `scoped` are principals whose issues count."""
        parties, givers = scenario.parties, {n: one.giver for n, one in scenario.issues.items()}
        counted = {givers.get(name) for name in scenario.outcome.scope}
        return cls(
            {
                dotted: (path, record)
                for path, dotted, record in walk(scenario)
                if isinstance(record, NUMBER_KINDS)
            },
            givers,
            frozenset(one.ratifier for one in parties.values() if one.ratifier is not None),
            frozenset(name for name, one in parties.items() if one.belief is not None),
            frozenset(name for name in scenario.table.principals if name in counted),
        )


def check(scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    """Yield every name that stands twice, is taken, or is another's."""
    for path, name in _signed(scenario):
        if roles.givers.get(name, scenario.table.principals[0]) not in scenario.table.principals:
            giver = roles.givers[name]
            yield Finding(
                path, f"must be given by a principal, who signs; {name} is given by {giver}."
            )
    for listed_at, names in (
        (("table", "principals"), scenario.table.principals),
        (("table", "menu", "issues"), scenario.table.menu.issues),
    ):
        for name in dict.fromkeys(names):
            times = names.count(name)
            if times > 1:
                yield Finding(listed_at, f'names "{name}" {times} times; once is enough.')
    yield from _unique(scenario)
    yield from _taken(scenario)


def _signed(scenario: ScenarioRecord) -> Iterator[tuple[Path, str]]:
    """Yield each place that names issues of principals only."""
    promises = scenario.agreement.promises if scenario.agreement is not None else {}
    yield from ((("table", "menu", "issues"), name) for name in scenario.table.menu.issues)
    yield from ((("agreement", "promises", name), name) for name in promises)
    yield from ((("outcome", "scope", name), name) for name in scenario.outcome.scope)


def _unique(scenario: ScenarioRecord) -> Iterator[Finding]:
    for section in ("acts", "counterfactuals", "arms", "facts", "claims", "variants"):
        key = "id" if section == "claims" else "name"
        names = [getattr(one, key) for one in getattr(scenario, section)]
        for i, name in enumerate(names):
            if name in names[:i]:
                yield Finding((section, i, key), f'must be unique; "{name}" stands there already.')
    taken = {one.name for one in scenario.counterfactuals}
    for i, arm in enumerate(scenario.arms):
        if arm.name in taken:  # `intervene` could not tell the two apart
            fault = f'must not be the name of a counterfactual; "{arm.name}" is one.'
            yield Finding(("arms", i, "name"), fault)


def _taken(scenario: ScenarioRecord) -> Iterator[Finding]:
    for section, names in (("issues", scenario.issues), ("conditions", scenario.conditions)):
        for name in names:
            if name in (*FLAGS, *PARTY_COLUMNS):
                fault = f'must not be called "{name}": payoff terms have a column of that name.'
                yield Finding((section, name), fault)
    for name in scenario.conditions:
        if name in scenario.issues:
            yield Finding(
                ("conditions", name),
                f"must not share its name with issues.{name}: payoff terms could not tell them "
                "apart. Rename one.",
            )
