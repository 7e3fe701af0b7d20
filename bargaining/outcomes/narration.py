"""One sentence for each event of a history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bargaining.outcomes import narration_of_talks as talks
from bargaining.outcomes.history import Event
from bargaining.outcomes.wording import (
    RoundState,
    chosen_of,
    gains,
    holds_back,
    made,
    name_of,
    probability,
    promised_of,
    value,
)
from bargaining.scenario.words import Wording, what_changes
from bargaining.text import joined

__all__ = ["sentence"]


def sentence(event: Event, words: Wording, state: RoundState) -> str:
    """Return the sentence of an event, empty for one not worth telling.

    Parameters
    ----------
    event : Event
        What happened.
    words : Wording
        The scenario's words.
    state : RoundState
        The ladders around it.
    """
    tell = _TELLERS.get(event.decision)
    if tell is None:
        what = event.decision.replace("_", " ")
        return f"{name_of(event, words)}: {what}." if event.party else f"{what.capitalize()}."
    return tell(event, words, state)


def _act(event: Event, words: Wording, state: RoundState) -> str:
    data, who = event.data, name_of(event, words)
    act = words.label(data["act"])
    if data.get("forced"):
        return f"[From outside] {act}: {who} was made to go ahead."
    going: Any = data["probability"]
    taken = bool(data["taken"])
    used = "used it" if taken else "let it pass"
    return (
        f"{act}: the window was open and {who} {used}{made(going if taken else 1 - going)}: "
        f"{gains(data['value_gain'], would=not taken)}."
    )


def _verification(event: Event, words: Wording, state: RoundState) -> str:
    name = words.label(event.data["issue"])
    if event.data["passed"]:
        return f"What was delivered was checked and accepted ({name})."
    return f"What was delivered was checked and found bogus; it does not count ({name})."


def _default(event: Event, words: Wording, state: RoundState) -> str:
    who, issue = name_of(event, words), event.data.get("issue")
    if issue:
        return f"{who} BROKE the agreement – {words.label(issue)}."
    if "issue" in event.data:
        return f"{who} BROKE the agreement: its promises were due, and it had not kept them."
    return f"{who} BROKE the agreement."


def _lapse(event: Event, words: Wording, state: RoundState) -> str:
    missing = _missing(event, words, "of what was promised")
    return f"The agreement lapsed: its time had run out{missing}."


def _void(event: Event, words: Wording, state: RoundState) -> str:
    missing = _missing(event, words, "of what was due by then")
    return f"The broken promise ended the agreement{missing}."


def _missing(event: Event, words: Wording, of_what: str) -> str:
    shares: Any = event.data.get("undelivered", {})
    owed = [(words.label(party), share) for party, share in shares.items() if float(share) > 0]
    if not owed:
        return ""
    (first, share), *others = owed
    parts = [f"{first} had not delivered {probability(share)}"]
    parts += [f"{party} {probability(share)}" for party, share in others]
    return f"; {of_what} {joined(parts)}"


def _intervention(event: Event, words: Wording, state: RoundState) -> str:
    data: Any = event.data
    if "kind" in data:
        value = data.get("value")
        told = what_changes(data["kind"], str(data["target"]), value, None, words.scenario)
    else:
        told = str(data["text"]).rstrip(".")
    return f"[From outside] {told}."


def _signing(event: Event, words: Wording, state: RoundState) -> str:
    package: Any = event.data["package"]
    return f"SIGNED: {words.package(package, state.before)}."


def _turnover(event: Event, words: Wording, state: RoundState) -> str:
    who = name_of(event, words)
    return f"{who} has a new leader: what was believed of the old one no longer holds."


def _step(event: Event, words: Wording, state: RoundState) -> str:
    """Tell a step; holding still is told where a promise or the odds spoke for a step."""
    data: Any = event.data
    index = chosen_of(event)
    issue, direction = data["options"][index]
    if not int(direction):
        if holds_back(event) and event.party not in state.withheld:
            return _held_back(event, words)
        return _held_still(event, words)
    who, name, end = name_of(event, words), words.label(issue), state.after.get(str(issue), 0)
    likely = made(data["probabilities"][index])
    if str(issue) in state.failed:
        there = words.rung(issue, end + int(direction))
        return f"{who} claimed to deliver{likely} – {name}: {there}; {_worth(event, index)}."
    verb, after = _verb(event, words, str(issue), int(direction)), ""
    if "promised" in data and data["promised"][index] and int(direction) > 0:
        verb, after = "kept its promise", _waiting(event, words, index)
    path = f"{words.rung(issue, end - int(direction))} to {words.rung(issue, end)}"
    return f"{who} {verb}{likely} – {name}: from {path}; {_worth(event, index)}.{after}"


def _verb(event: Event, words: Wording, issue: str, direction: int) -> str:
    """Name a step; only what is on the menu is a concession to the others at the table."""
    table = words.scenario.table
    if event.party not in table.principals:
        return "stepped up" if direction > 0 else "stepped back"
    if issue not in table.menu.issues:
        return "moved"
    return "made a concession" if direction > 0 else "took a concession back"


def _holding(event: Event) -> int:
    """Return the position of the option to hold still."""
    options: Any = event.data["options"]
    return next((i for i, (_, direction) in enumerate(options) if not int(direction)), 0)


def _worth(event: Event, index: int) -> str:
    """Return what a step gains over holding still, and what else weighed."""
    data: Any = event.data
    worth, costs = data["values_by_option"], data.get("costs", ())
    told = gains(worth[index] - worth[_holding(event)])
    times = data.get("weight_of_holding", 1.0)
    if times >= 1.05:
        # Two figures are enough for a weight.
        told += f" while habit favours waiting {times:.{0 if times >= 3 else 1}f} to 1"
    extra = max(costs[index] - data.get("inertia", 0.0), 0.0) if len(costs) else 0.0
    if value(extra) != "0.000":
        told += f"; undoing its own last step costs {value(extra)} more than another step"
    return told


def _waiting(event: Event, words: Wording, index: int) -> str:
    """Say where a promise was kept although to wait was likelier."""
    chances: Any = event.data["probabilities"]
    waiting = chances[_holding(event)]
    if float(waiting) <= float(chances[index]):
        return ""
    return f" Waiting another {words.dates.length} was likelier ({probability(waiting)})."


def _held_back(event: Event, words: Wording) -> str:
    """Tell that nothing was delivered, how much was due and how much had been delivered."""
    data: Any = event.data
    missing = ", ".join(words.label(data["options"][i][0]) for i in promised_of(event))
    due, delivered = data.get("share_due", 1.0), data.get("share_delivered")
    more = " more" if delivered is not None and delivered > 0.005 else ""
    parts = [f"{probability(due)} of what it promised was due"] if due < 1 else []
    if delivered is not None:
        of_it = "" if parts else " of what it promised"
        parts.append(f"it has delivered {probability(delivered) if more else 'nothing'}{of_it}")
    told = f": {', and '.join(parts)}" if parts else ""
    return (
        f"{name_of(event, words)} delivered nothing{more} this {words.dates.length}"
        f"{made(data['probabilities'][chosen_of(event)])} – {missing}{told}."
    )


def _held_still(event: Event, words: Wording) -> str:
    """Tell that nothing was moved where one step was likelier than everything else."""
    data: Any = event.data
    options, chances = data["options"], data["probabilities"]
    likeliest = max(range(len(options)), key=lambda option: float(chances[option]))
    if float(chances[likeliest]) <= 0.5 or likeliest == chosen_of(event):
        return ""
    missed, way = options[likeliest]
    return (
        f"{name_of(event, words)} did not move, against the odds: a step "
        f"{'up' if int(way) > 0 else 'down'} was likelier ({probability(chances[likeliest])}) – "
        f"{words.label(missed)}."
    )


def _fixed(text: str) -> Callable[[Event, Wording, RoundState], str]:
    return lambda event, words, state: text


_TELLERS: dict[str, Callable[[Event, Wording, RoundState], str]] = {
    "act": _act,
    "step": _step,
    "verification": _verification,
    **talks.TELLERS,
    "signing": _signing,
    "turnover": _turnover,
    "window": lambda event, words, state: (
        f"{words.label(event.data['act'])}: the window was open, but the choice was not free."
    ),
    "default": _default,
    "lapse": _lapse,
    "void": _void,
    "intervention": _intervention,
    "completed": _fixed("All that was promised had been delivered: the agreement was complete."),
    "expired": _fixed("The term of the completed agreement was over: it no longer binds."),
    # Told once per round and once at the end.
    "belief": _fixed(""),
    "ending": _fixed(""),
}
