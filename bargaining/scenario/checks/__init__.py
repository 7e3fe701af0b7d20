"""The rules that tie one field of a scenario to another, by topic; all are tried."""

from __future__ import annotations

from typing import Any

from bargaining.scenario.checks import (
    claims,
    conditions,
    facts,
    interventions,
    issues,
    parties,
    payoffs,
    sources,
    story,
    table,
    variants,
)
from bargaining.scenario.checks.outline import Outline
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.wording import Finding

__all__ = ["check"]

_TOPICS = (
    parties,
    table,
    issues,
    conditions,
    payoffs,
    story,
    interventions,
    sources,
    variants,
    facts,
    claims,
)


def check(scenario: ScenarioRecord, data: Any) -> list[Finding]:
    """Return every broken rule between fields.

    Parameters
    ----------
    scenario : ScenarioRecord
        The records, each sound on its own.
    data : mapping
        The raw data, from which names are known even where their block was unsound.
    """
    outline = Outline.of(data)
    return [finding for topic in _TOPICS for finding in topic.check(scenario, outline)]
