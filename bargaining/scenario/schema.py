"""Scenarios as everybody meets them: all that a file says, and what makes a changed one of it.

The records of a file's parts stand in `records` and can be had from here as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Never

from bargaining.scenario.changes import intervene, replace, vary
from bargaining.scenario.episodes import Act, Claim, Counterfactual, Fact, Intervention
from bargaining.scenario.fields import root_of_paths
from bargaining.scenario.played import played_digest
from bargaining.scenario.records import Condition, Issue, Party, ScenarioRecord, Settings, Strategy

__all__ = [
    "Act",
    "Claim",
    "Condition",
    "Counterfactual",
    "Fact",
    "Intervention",
    "Issue",
    "Party",
    "Scenario",
    "Settings",
    "Strategy",
]


@root_of_paths
class Scenario(ScenarioRecord):
    """A scenario: parties, issues, conditions, payoffs and rules, each number with its source."""

    @property
    def played_digest(self) -> str:
        """SHA-256 of what is played, without wording, facts and claims; 64 hexadecimal digits."""
        return played_digest(self)

    def __hash__(self) -> int:
        return hash(self.played_digest)

    def intervene(self, *changes: str | Intervention | Mapping[str, Any]) -> Scenario:
        """Return the scenario with further dated changes.

        Parameters
        ----------
        *changes : str, Intervention or mapping
            Names of counterfactuals or arms of the file, or interventions, as records or as the
            tables that a file would hold. In a table a date may stand for a round:
            ``{"at": "2015-01", "kind": "act", "target": "nuclear"}``.

        Raises
        ------
        ScenarioError
            A name is unknown, or a change breaks a rule.
        ArgumentError
            There is no change at all.
        """
        return intervene(self, changes)

    def replace(self, values: Mapping[str, Any] | None = None, **named: Never) -> Scenario:
        """Return the scenario with other values at some dotted paths.

        Parameters
        ----------
        values : mapping of str to value
            Such as ``{"settings.rounds": 12, "parties.japan.hurdle": 0.1}``. A plain number put in
            the place of a sourced one is fixed, and its source is "assumed"; None takes an optional
            value away. A table without a `source`, such as ``{"low": 0.1, "high": 0.2}``, is
            "assumed" too. Counterfactuals and arms dated after a shortened end are left out,
            and so are the claims that compare them, and claims and facts that name later rounds;
            also claims that rest on the rule of a country that is made a plain ``"Party"``.

        Raises
        ------
        ScenarioError
            A path is unknown, a value breaks a rule, or nobody can take a seat as changed.
        ArgumentError
            Values are given by name: paths have dots, so that they stand in a mapping.
        """
        return replace(self, values, named)

    def vary(self, name: str) -> Scenario:
        """Return the scenario under one of its own variants, such as ``"myopic"``.

        Raises
        ------
        ScenarioError
            The scenario has no such variant, or the varied scenario breaks a rule.
        """
        return vary(self, name)
