"""What everybody can see of a round, in short sentences: no values, no odds, no private type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bargaining.by_hand.moves import QUESTIONS, package_text
from bargaining.codes import Closing
from bargaining.outcomes.narration import RoundState, holds_back, probability, sentence
from bargaining.outcomes.record import Event
from bargaining.scenario.words import Wording
from bargaining.text import joined, possessive

__all__ = ["news"]

# A belief that moved less is not told.
_LEAST = 0.01


def news(events: Sequence[Event], rungs: Mapping[str, int], words: Wording) -> tuple[str, ...]:
    """Return the sentences on the events of one round, or of its beginning.

    Parameters
    ----------
    events : sequence of Event
    rungs : mapping of issue to int
        Where the ladders were when the round began.
    words : Wording
    """
    now, told = dict(rungs), list[str]()
    failed = {
        str(event.data["issue"])
        for event in events
        if event.decision == "verification" and not event.data["passed"]
    }
    for event in events:
        data: Any = event.data
        if event.decision == "step":
            told.append(_step(event, now, failed, words))
        elif event.decision == "closing" and int(data["closing"]) == Closing.BREAKDOWN:
            told.append("The talks broke down for an outside reason.")
        elif event.decision in QUESTIONS and QUESTIONS[event.decision].seen:
            seen = f"{words.label(event.party)} {QUESTIONS[event.decision].seen}."
            told += [seen] if data["chosen"] else []
        elif event.decision in _SEEN:
            told.append(_SEEN[event.decision](event, words, now))
        elif event.decision == "open":
            opened = _openings(events, words)
            told += [] if opened in told else [opened]
        elif event.decision not in ("belief", "ending"):
            told.append(sentence(event, words, RoundState(now, now, frozenset(failed))))
    return tuple(text for text in [*told, *_beliefs(events, words)] if text)


def _step(event: Event, now: dict[str, int], failed: set[str], words: Wording) -> str:
    """Tell of a step and take note of it; of none where a promise asked for one."""
    data: Any = event.data
    issue, way = data["options"][data["chosen"]]
    who = words.label(event.party)
    if not int(way):
        length = words.dates.length
        return (
            f"{who} delivered nothing of what it promised this {length}."
            if holds_back(event)
            else ""
        )
    start, end = now[issue], now[issue] + int(way)
    path = f"{words.label(issue)} from {words.rung(issue, start)} to {words.rung(issue, end)}"
    if issue in failed:
        return f"{who} claimed to move {path}."
    now[issue] = end
    kept = int(way) > 0 and data["promised"][data["chosen"]]
    return f"{who} moved {path}{', as it had promised' if kept else ''}."


def _openings(events: Sequence[Event], words: Wording) -> str:
    """Tell in one sentence who asked for talks, and who refused them."""
    asked = [event for event in events if event.decision == "open"]
    willing = [words.label(one.party) for one in asked if one.data["chosen"]]
    others = [words.label(one.party) for one in asked if not one.data["chosen"]]
    if not willing:
        return ""
    if others:
        return f"{joined(willing)} asked for talks; {joined(others)} refused."
    # Whoever is asked later in the round has not answered yet.
    whole = len(willing) == len(words.scenario.table.principals)
    verb = "agreed to talk: the talks opened" if whole else "asked for talks"
    return f"{joined(willing)} {verb}."


def _beliefs(events: Sequence[Event], words: Wording) -> list[str]:
    told = []
    for event in events:
        if event.decision == "belief" and event.party:
            data: Any = event.data
            before, after = float(data["before"]), float(data["after"])
            if abs(after - before) >= _LEAST:
                who, way = words.label(event.party), "rose" if after > before else "fell"
                told.append(
                    f"The belief that {who} is {words.type(event.party, 1)} {way} from "
                    f"{probability(before)} to {probability(after)}."
                )
    return told


def _act(event: Event, words: Wording, now: Mapping[str, int]) -> str:
    data: Any = event.data
    act, who = words.label(data["act"]), words.label(event.party)
    if data.get("forced"):
        return f"[From outside] {act}: {who} was made to go ahead."
    if data["taken"]:
        return f"{act}: {who} went ahead."
    return f"{act}: {who} could have gone ahead and let it pass."


def _offer(event: Event, words: Wording, now: Mapping[str, int]) -> str:
    data: Any = event.data
    who = words.label(event.party)
    if data["passed"]:
        return f"It was {possessive(who)} turn to propose; it proposed nothing."
    return f"{who} offered: {package_text(data['package'], now, words)}."


def _ratification(event: Event, words: Wording, now: Mapping[str, int]) -> str:
    who, ratifier = words.label(event.party), words.label(event.data["ratifier"])
    said = "ratified" if event.data["ratified"] else "refused to ratify"
    return f"{ratifier} {said} for {who}."


# What tells of a decision without what only its party knows; the rest is known to all.
_SEEN: dict[str, Any] = {
    "act": _act,
    "offer": _offer,
    "ratification": _ratification,
    "signing": lambda event, words, now: (
        f"SIGNED: {package_text(event.data['package'], now, words)}."
    ),
    "response": lambda event, words, now: (
        f"{words.label(event.party)} {'accepted' if event.data['accepted'] else 'refused'}."
    ),
}
