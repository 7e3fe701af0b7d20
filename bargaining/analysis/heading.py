"""What a comparison compares, in words."""

from __future__ import annotations

from bargaining.outcomes import Outcomes
from bargaining.outcomes.setting import changes_in_words, seats_in_words
from bargaining.text import Dates

__all__ = ["note_on", "title_of"]


def title_of(baseline: Outcomes, changed: Outcomes) -> str:
    """Return what two results differ in, in words."""
    names = baseline.scenario.scenario.name, changed.scenario.scenario.name
    if names[0] != names[1]:
        before, after = (
            ", ".join([name, *changes_in_words(outcomes.scenario)])
            for name, outcomes in zip(names, (baseline, changed), strict=True)
        )
        return f"{before} (before) against {after} (after)"
    if baseline.record.seats != changed.record.seats:
        before, after = (_seats(outcomes) for outcomes in (baseline, changed))
        return f"{names[0]}: {before} (before) against {after} (after)"
    if baseline.scenario.played_digest == changed.scenario.played_digest:
        seats = ", ".join(seats_in_words(baseline.scenario, baseline.record))
        return f"{names[0]}, twice the same scenario{f', {seats}' if seats else ''}"
    known = changes_in_words(baseline.scenario)
    told = [change for change in changes_in_words(changed.scenario) if change not in known]
    return f"{names[0]}: {'; '.join(told) if told else 'changed'}"


def note_on(baseline: Outcomes, changed: Outcomes) -> str:
    """Say so where the two end at different times: their last rounds are what is compared."""
    lengths = [
        Dates.of(outcomes.scenario).lasting(len(outcomes.labels["round"]))
        for outcomes in (baseline, changed)
    ]
    if lengths[0] == lengths[1]:
        return ""
    return f"The end is after {lengths[0]} before the change, and after {lengths[1]} with it."


def _seats(outcomes: Outcomes) -> str:
    seats = seats_in_words(outcomes.scenario, outcomes.record)
    return ", ".join(seats) or "everybody as in the scenario"
