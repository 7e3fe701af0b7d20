"""Rules of names: those that stand once, that are taken, and who signs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bargaining.scenario.evidence import walk
from bargaining.scenario.frozen import name_of
from bargaining.scenario.locate import Path
from bargaining.scenario.numbers import NUMBER_KINDS, Number
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.terms import FLAGS, PARTY_COLUMNS
from bargaining.scenario.wording import Finding

__all__ = ["Roles", "check"]


@dataclass(frozen=True)
class Roles:
    """Who does what in a scenario, and where its numbers stand, by their dotted paths.

    `typed` parties have a belief; issues of `scoped` principals count for the ending.
    """

    numbers: dict[str, tuple[Path, Number]]
    givers: dict[str, str]
    ratifiers: frozenset[str]
    typed: frozenset[str]
    scoped: frozenset[str]

    @classmethod
    def of(cls, scenario: ScenarioRecord) -> Roles:
        """Return the roles of a scenario."""
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
    principals, menu = scenario.table.principals, scenario.table.menu.issues
    promises = scenario.agreement.promises if scenario.agreement is not None else {}
    signed: list[tuple[Path, str]] = [
        *((("table", "menu", "issues"), name) for name in menu),
        *((("agreement", "promises", name), name) for name in promises),
        *((("outcome", "scope", name), name) for name in scenario.outcome.scope),
    ]
    for path, name in signed:
        giver = roles.givers.get(name, principals[0])
        if giver not in principals:
            fault = f"must be given by a principal, who signs; {name} is given by {giver}."
            yield Finding(path, fault)
    for path, names in ((("table", "principals"), principals), (("table", "menu", "issues"), menu)):
        for name in dict.fromkeys(names):
            if (times := names.count(name)) > 1:
                yield Finding(path, f'names "{name}" {times} times; once is enough.')
    for section in (
        "correlations",
        "acts",
        "counterfactuals",
        "arms",
        "facts",
        "claims",
        "variants",
    ):
        names = tuple(name_of(one) for one in getattr(scenario, section))
        for i, name in enumerate(names):
            if name in names[:i]:
                key = "id" if section == "claims" else "name"
                yield Finding((section, i, key), f'must be unique; "{name}" stands there already.')
    counterfactuals = {one.name for one in scenario.counterfactuals}
    for i, arm in enumerate(scenario.arms):
        if arm.name in counterfactuals:  # `intervene` could not tell the two apart
            fault = f'must not be the name of a counterfactual; "{arm.name}" is one.'
            yield Finding(("arms", i, "name"), fault)
    for section, table in (("issues", scenario.issues), ("conditions", scenario.conditions)):
        for name in table:
            if name in (*FLAGS, *PARTY_COLUMNS):
                fault = f'must not be called "{name}": payoff terms have a column of that name.'
                yield Finding((section, name), fault)
            if section == "conditions" and name in scenario.issues:
                yield Finding(
                    (section, name),
                    f"must not share its name with issues.{name}: payoff terms could not tell them "
                    "apart. Rename one.",
                )
