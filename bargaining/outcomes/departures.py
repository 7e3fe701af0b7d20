"""How a run departs from its file, in words: counterfactuals, dated changes, other seats."""

from __future__ import annotations

from bargaining.outcomes.arrays import PlayedWorlds
from bargaining.outcomes.record import RunRecord
from bargaining.scenario.schema import Scenario
from bargaining.scenario.words import change_text, label_of

__all__ = ["changes_in_words", "departures", "seats_in_words"]

_MOST_TOLD = 3


def departures(outcomes: PlayedWorlds) -> list[str]:
    """Return everything by which a run departs from its file, one phrase each."""
    told = changes_in_words(outcomes.scenario)
    if len(told) > _MOST_TOLD:
        more = len(told) - _MOST_TOLD
        told = [*told[:_MOST_TOLD], f"{more} more change{'' if more == 1 else 's'}"]
    return [*told, *seats_in_words(outcomes.scenario, outcomes.record), *given_in_words(outcomes)]


def given_in_words(outcomes: PlayedWorlds) -> list[str]:
    """Return in a phrase that numbers were handed in, where they were."""
    n = len(outcomes.given_paths)
    return [f"{n} number{'' if n == 1 else 's'} handed in instead of drawn"] if n else []


def seats_in_words(scenario: Scenario, record: RunRecord) -> list[str]:
    """Return who decided for a party instead of what the file says."""
    return [f"{label_of(party, scenario)} played by {name}" for party, name in record.seats.items()]


def changes_in_words(scenario: Scenario) -> list[str]:
    """Return the dated changes of a scenario but those that its file ships with.

    A counterfactual of the file is called by its title; any other change is described.
    """
    from bargaining.scenario.library import list_scenarios
    from bargaining.scenario.reader import load

    name, left = scenario.header.name, list(scenario.interventions)
    if left and name in list_scenarios():
        shipped = list(load(name).interventions)
        left = left[len(shipped) :] if left[: len(shipped)] == shipped else left
    told = []
    while left:
        named = [one for one in scenario.what_ifs if tuple(left[: len(one.do)]) == tuple(one.do)]
        if named:
            one = max(named, key=lambda one: len(one.do))
            title = one.title or one.name.replace("_", " ")
            told.append(f"the counterfactual “{title}”")
            left = left[len(one.do) :]
        else:
            told.append(change_text(left.pop(0), scenario))
    return told
