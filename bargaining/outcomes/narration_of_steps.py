"""Sentences of steps on the ladders, and of steps that were promised and not taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bargaining.outcomes.history import Event
from bargaining.outcomes.round_state import RoundState, name_of
from bargaining.outcomes.steps import chosen_of, holds_back, listed, promised_of
from bargaining.outcomes.wording import Wording, against_the_odds, chance, probability, value

__all__ = ["step"]


def step(event: Event, words: Wording, state: RoundState) -> str:
    """Tell a step; holding still is told where a promise or the odds spoke for a step."""
    data = event.data
    options: Sequence[Any] = listed(data["options"])
    index = chosen_of(event)
    issue, direction = options[index]
    if not int(direction):
        if holds_back(event) and event.party not in state.withheld:
            return _held_back(event, words)
        return _held_still(event, words)
    who, name, end = name_of(event, words), words.issue(issue), state.after.get(str(issue), 0)
    odds = against_the_odds(listed(data["probabilities"])[index])
    figures = _figures(event, index)
    if str(issue) in state.failed:
        there = words.rung(issue, end + int(direction))
        return f"{who} claimed to deliver{odds} – {name}: {there} {figures}."
    verb, after = _verb(event, words, str(issue), int(direction)), ""
    if "promised" in data and listed(data["promised"])[index] and int(direction) > 0:
        verb, after = "kept its promise", _waiting(event, words, index)
    path = f"{words.rung(issue, end - int(direction))} to {words.rung(issue, end)}"
    return f"{who} {verb}{odds} – {name}: from {path} {figures}.{after}"


def _verb(event: Event, words: Wording, issue: str, direction: int) -> str:
    """Name a step; only what is on the menu is a concession to the others at the table."""
    table = words.scenario.table
    if event.party not in table.principals:
        return "stepped up" if direction > 0 else "stepped back"
    if issue not in table.menu.issues:
        return "moved"
    return "gave ground" if direction > 0 else "took ground back"


def _holding(event: Event) -> int:
    """Return the position of the option to hold still."""
    options = listed(event.data["options"])
    return next((i for i, (_, direction) in enumerate(options) if not int(direction)), 0)


def _figures(event: Event, index: int) -> str:
    """Return in brackets the probability of a step and what it was worth against holding still."""
    data = event.data
    worth = listed(data["values_by_option"])
    times: Any = data.get("weight_of_holding", 1.0)
    # Two figures are enough for a weight.
    habit = (
        f", which habit favours {times:.{0 if times >= 3 else 1}f} to 1" if times >= 1.05 else ""
    )
    return (
        f"({chance(listed(data['probabilities'])[index])}; worth {value(worth[index])} to it, "
        f"against {value(worth[_holding(event)])} for leaving things as they are{habit}"
        f"{_reversal(event, index)})"
    )


def _reversal(event: Event, index: int) -> str:
    """Name what undoing the own last step cost more than another step."""
    costs, inertia = listed(event.data.get("costs", ())), event.data.get("inertia", 0.0)
    extra = float(costs[index]) - float(inertia) if costs else 0.0  # type: ignore[arg-type]
    if value(max(extra, 0.0)) == "0.000":
        return ""
    return f"; undoing its own last step cost {value(extra)} more than another"


def _waiting(event: Event, words: Wording, index: int) -> str:
    """Say where a promise was kept although to wait was likelier."""
    chances = listed(event.data["probabilities"])
    waiting = chances[_holding(event)]
    if float(waiting) <= float(chances[index]):
        return ""
    return f" Waiting another {words.dates.length} was likelier ({probability(waiting)})."


def _held_back(event: Event, words: Wording) -> str:
    """Tell that nothing was delivered, how much was due and how much had been delivered."""
    data = event.data
    held = listed(data["probabilities"])[chosen_of(event)]
    options = listed(data["options"])
    missing = ", ".join(words.issue(options[i][0]) for i in promised_of(event))
    due: Any = data.get("share_due", 1.0)
    delivered: Any = data.get("share_delivered")
    more = " more" if delivered is not None and delivered > 0.005 else ""
    parts = [f"{probability(due)} of what it promised was due"] if due < 1 else []
    if delivered is not None:
        of_it = "" if parts else " of what it promised"
        share = probability(delivered) if more else "nothing"
        parts.append(f"it has delivered {share}{of_it}")
    told = f": {', and '.join(parts)}" if parts else ""
    return (
        f"{name_of(event, words)} delivered nothing{more} this {words.dates.length}"
        f"{against_the_odds(held)} – {missing} ({chance(held)}){told}."
    )


def _held_still(event: Event, words: Wording) -> str:
    """Tell that nothing was moved where one step was likelier than everything else."""
    options, chances = listed(event.data["options"]), listed(event.data["probabilities"])
    likeliest = max(range(len(options)), key=lambda option: float(chances[option]))
    if float(chances[likeliest]) <= 0.5 or likeliest == chosen_of(event):
        return ""
    missed, way = options[likeliest]
    return (
        f"{name_of(event, words)} held still, against the odds: a step "
        f"{'up' if int(way) > 0 else 'down'} was likelier ({probability(chances[likeliest])}) – "
        f"{words.issue(missed)}."
    )
