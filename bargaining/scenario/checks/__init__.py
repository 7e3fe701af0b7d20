"""The rules that tie one field of a scenario to another, by topic; all are tried."""

from __future__ import annotations

from bargaining.scenario.checks import changes, correlations, matters, names, sources, table
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.wording import Finding

__all__ = ["check"]


def check(scenario: ScenarioRecord, *, written: bool = True) -> list[Finding]:
    """Return every broken rule between fields of records that are sound each on its own.

    What is not `written` so in a file, but made of one by a change, may hold a fixed number in a
    block of correlations.
    """
    roles = names.Roles.of(scenario)
    topics = (names, table, matters, correlations, changes, sources)
    found = [finding for topic in topics for finding in topic.check(scenario, roles)]
    return [*found, *correlations.check_drawn(scenario, roles)] if written else found
