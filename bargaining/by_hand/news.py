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

# What is told without what only its party knows; the rest is known to all.
_SEEN = ("act", "offer", "ratification", "response", "signing", "step")
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
    asked = [event for event in events if event.decision == "open"]
    willing, others = (
        [words.label(one.party) for one in asked if bool(one.data["chosen"]) is said]
        for said in (True, False)
    )
    for event in events:
        data: Any = event.data
        if event.decision in _SEEN:
            told.append(_seen(event, now, failed, words))
        elif event.decision == "closing" and int(data["closing"]) == Closing.BREAKDOWN:
            told.append("The talks broke down for an outside reason.")
        elif event.decision in QUESTIONS and QUESTIONS[event.decision].seen:
            seen = f"{words.label(event.party)} {QUESTIONS[event.decision].seen}."
            told += [seen] if data["chosen"] else []
        elif event.decision == "open":
            if event is not asked[0] or not willing:
                continue
            # A party that is asked later in the round has not answered yet.
            whole = len(willing) == len(words.scenario.table.principals)
            after = "agreed to talk: the talks opened" if whole else "asked for talks"
            after += f"; {joined(others)} refused" if others else ""
            told.append(f"{joined(willing)} {after}.")
        elif event.decision not in ("belief", "ending"):
            told.append(sentence(event, words, RoundState(now, now, frozenset(failed))))
    for event in events:
        data = event.data
        moved = float(data["after"]) - float(data["before"]) if event.decision == "belief" else 0.0
        if event.party and abs(moved) >= _LEAST:
            who, way = words.label(event.party), "rose" if moved > 0 else "fell"
            before, after = (probability(float(data[when])) for when in ("before", "after"))
            believed = f"The belief that {who} is {words.type(event.party, 1)}"
            told.append(f"{believed} {way} from {before} to {after}.")
    return tuple(text for text in told if text)


def _seen(event: Event, now: dict[str, int], failed: set[str], words: Wording) -> str:
    """Tell of a decision of `_SEEN`, and take note of a step; empty where all stays as it is."""
    data: Any = event.data
    who = words.label(event.party)
    if event.decision == "step":
        issue, way = data["options"][data["chosen"]]
        if not int(way):
            told = f"{who} delivered nothing of what it promised this {words.dates.length}."
            return told if holds_back(event) else ""
        start, end = now[issue], now[issue] + int(way)
        path = f"{words.label(issue)} from {words.rung(issue, start)} to {words.rung(issue, end)}"
        if issue in failed:
            return f"{who} claimed to move {path}."
        now[issue] = end
        kept = int(way) > 0 and data["promised"][data["chosen"]]
        return f"{who} moved {path}{', as it had promised' if kept else ''}."
    if event.decision == "act":
        act = words.label(data["act"])
        if data.get("forced"):
            return f"[From outside] {act}: {who} was made to go ahead."
        if data["taken"]:
            return f"{act}: {who} went ahead."
        return f"{act}: {who} could have gone ahead and let it pass."
    if event.decision == "ratification":
        said = "ratified" if data["ratified"] else "refused to ratify"
        return f"{words.label(data['ratifier'])} {said} for {who}."
    if event.decision == "response":
        return f"{who} {'accepted' if data['accepted'] else 'refused'}."
    if event.decision == "offer" and data["passed"]:
        return f"It was {possessive(who)} turn to propose; it proposed nothing."
    package = package_text(data["package"], now, words)
    return f"SIGNED: {package}." if event.decision == "signing" else f"{who} offered: {package}."
