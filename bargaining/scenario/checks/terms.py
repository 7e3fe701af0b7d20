"""Whether the columns of a term exist, for payoffs and for drivers of conditions."""

from __future__ import annotations

from collections.abc import Iterator

from bargaining.scenario.checks.outline import Outline
from bargaining.scenario.near import did_you_mean
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.terms import FLAGS, PARTY_COLUMNS, Column, parse_term

__all__ = ["unknown_columns"]


def unknown_columns(term: str, scenario: ScenarioRecord, outline: Outline) -> Iterator[str]:
    """Yield a sentence for each column of the term that the scenario does not have."""
    for column in parse_term(term):
        fault = _fault(column, scenario, outline)
        if fault:
            yield fault


def _fault(column: Column, scenario: ScenarioRecord, outline: Outline) -> str:
    name = column.name
    if name in PARTY_COLUMNS:
        return _party_fault(column, outline)
    if name in outline.issues:
        issue = scenario.issues.get(name)
        if column.detail and issue is not None and column.detail not in issue.scales:
            return (
                f'names the scale "{column.detail}" of {name}, which has no such scale. '
                + did_you_mean(column.detail, issue.scales, "scales")
            )
        return ""
    if name in outline.conditions or name in FLAGS:
        if column.detail:
            return (
                f'must name {name} without ".{column.detail}": only issues have scales. '
                f'Write "{name}".'
            )
        if column.power != 1:
            return f'must have powers only on issues; got "{column}". Write "{name}".'
        return ""
    known = (*outline.issues, *outline.conditions, *FLAGS, *PARTY_COLUMNS)
    return f'names the column "{name}", which does not exist. ' + did_you_mean(
        name, known, "columns"
    )


def _party_fault(column: Column, outline: Outline) -> str:
    kind, party = column.name, column.detail
    if column.power != 1 or not party:
        return f'must name a party after "{kind}", as in "{kind}.{_example(outline)}".'
    if party not in outline.parties:
        return f'names the party "{party}", which does not exist. ' + did_you_mean(
            party, outline.parties, "parties"
        )
    if kind == "type" and party not in outline.typed:
        return (
            f'names "{column}", but {party} has no private type. Give parties.{party} a `belief`, '
            "or drop the term."
        )
    if kind == "new_leader" and party not in outline.principals:
        return f'names "{column}", but only leaders of principals change; {party} signs nothing.'
    if kind == "undelivered" and party not in outline.owners:
        return f'names "{column}", but {party} gives no issue and so can promise nothing.'
    if kind == "unreciprocated" and party not in outline.scoped_principals:
        return (
            f'names "{column}", but only principals whose issues have a weight in outcome.scope '
            "make concessions that count as such."
        )
    return ""


def _example(outline: Outline) -> str:
    return outline.principals[0] if outline.principals else "japan"
