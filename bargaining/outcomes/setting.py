"""What was played beside the file itself: other seats, counterfactuals, dated changes, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bargaining.outcomes.wording import Wording

if TYPE_CHECKING:
    from bargaining.outcomes.played import PlayedWorlds
    from bargaining.outcomes.record import RunRecord
    from bargaining.scenario.schema import Intervention, Scenario

__all__ = ["changes_in_words", "departures", "in_words", "seats_in_words"]

_MOST_TOLD = 3


def departures(outcomes: PlayedWorlds) -> list[str]:
    """Return everything by which a run departs from its file, one phrase each."""
    told = changes_in_words(outcomes.scenario)
    if len(told) > _MOST_TOLD:
        more = len(told) - _MOST_TOLD
        told = [*told[:_MOST_TOLD], f"{more} more change{'' if more == 1 else 's'}"]
    return [*told, *seats_in_words(outcomes.scenario, outcomes.record)]


def seats_in_words(scenario: Scenario, record: RunRecord) -> list[str]:
    """Return who sat where somebody else did than the file says."""
    words = Wording(scenario)
    return [f"{words.party(party)} played by {name}" for party, name in record.seats.items()]


def changes_in_words(scenario: Scenario) -> list[str]:
    """Return the dated changes of a scenario but those that its file ships with.

    A counterfactual of the file is called by its title; any other change is told.
    """
    told, left = [], list(scenario.interventions[len(_shipped(scenario)) :])
    while left:
        named = [one for one in scenario.what_ifs if tuple(left[: len(one.do)]) == tuple(one.do)]
        if named:
            one = max(named, key=lambda one: len(one.do))
            title = one.title or one.name.replace("_", " ")
            told.append(f"the counterfactual “{title}”")
            left = left[len(one.do) :]
        else:
            told.append(in_words(left.pop(0), scenario))
    return told


def _shipped(scenario: Scenario) -> tuple[Intervention, ...]:
    """Return the changes that the shipped file of this name begins with, if these are they."""
    if not scenario.interventions:
        return ()
    from bargaining.scenario.library import names
    from bargaining.scenario.reader import load

    name = scenario.scenario.name
    own = load(name).interventions if name in names() else ()
    return own if scenario.interventions[: len(own)] == own else ()


def in_words(change: Intervention, scenario: Scenario) -> str:
    """Return a dated change in words, with its date."""
    words = Wording(scenario)
    last = scenario.settings.rounds.value - 1
    if change.until is None:
        when = f"in {words.dates.full(change.at)}"
        if change.lasts:
            when = "throughout" if change.at == 0 else f"from {words.dates.full(change.at)} on"
    else:
        when = f"in {words.dates.span(change.at, min(change.until, last))}"
    return f"{_what(change, words)} {when}"


def _what(change: Intervention, words: Wording) -> str:
    target, value = change.target, change.value
    told = f"{value:g}" if isinstance(value, int | float) else str(value)
    if change.kind == "level":
        return f"{words.issue(target)} set to {told}"
    if change.kind == "condition":
        return f"{words.condition(target)} set to {told}"
    if change.kind in ("act", "no_act"):
        return f"{words.act(target)} {'made to happen' if change.kind == 'act' else 'ruled out'}"
    if change.kind == "hold":
        return f"{words.issue(target)} held{'' if told == 'both' else f' from moving {told}'}"
    if change.kind == "menu":
        return f"{words.issue(target)} never offered above {words.issue(told)}"
    if change.kind == "belief":
        return f"news about {words.party(target)}"
    if change.kind == "talks":
        return "talks opened" if target == "open" else "talks closed"
    if change.kind == "turnover":
        return f"new leader in {words.party(target)}"
    if change.kind == "add":
        return f"{target} plus {told}{f' times {change.of}' if change.of else ''}"
    return f"{target} {'times' if change.kind == 'scale' else 'set to'} {told}"
