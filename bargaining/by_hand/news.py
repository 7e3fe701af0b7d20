"""What everybody can see of a round, in short sentences: no values, no odds, no private type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bargaining.by_hand.moves import QUESTIONS, package_text
from bargaining.codes import Closing
from bargaining.outcomes.narration import RoundState, holds_back, probability, sentence
from bargaining.outcomes.record import Event
from bargaining.scenario.words import Wording
from bargaining.text import joined, possessive, told

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
    now, seen = dict(rungs), list[str]()
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
            seen.append(_seen(event, now, failed, words))
        elif event.decision == "closing" and int(data["closing"]) == Closing.BREAKDOWN:
            seen.append("The talks broke down for an outside reason.")
        elif event.decision in QUESTIONS and QUESTIONS[event.decision].seen:
            yes = told(QUESTIONS[event.decision].seen, who=words.label(event.party))
            seen += [yes] if data["chosen"] else []
        elif event.decision == "open":
            if event is not asked[0] or not willing:
                continue
            # A party that is asked later in the round has not answered yet.
            if len(willing) == len(words.scenario.table.principals):
                heard = "{willing} agreed to talk: the talks opened."
            elif others:
                heard = "{willing} asked for talks; {others} refused."
            else:
                heard = "{willing} asked for talks."
            seen.append(told(heard, willing=joined(willing), others=joined(others)))
        elif event.decision not in ("belief", "ending"):
            seen.append(sentence(event, words, RoundState(now, now, frozenset(failed))))
    for event in events:
        data = event.data
        moved = float(data["after"]) - float(data["before"]) if event.decision == "belief" else 0.0
        if event.party and abs(moved) >= _LEAST:
            way = "rose" if moved > 0 else "fell"
            believed = told(
                f"The belief that {{who}} is {{type}} {way} from {{before}} to {{after}}.",
                who=words.label(event.party),
                type=words.type(event.party, 1),
                **{when: probability(float(data[when])) for when in ("before", "after")},
            )
            seen.append(believed)
    return tuple(text for text in seen if text)


def _seen(event: Event, now: dict[str, int], failed: set[str], words: Wording) -> str:
    """Tell of a decision of `_SEEN`, and take note of a step; empty where all stays as it is."""
    data: Any = event.data
    who = words.label(event.party)
    if event.decision == "step":
        issue, way = data["options"][data["chosen"]]
        if not int(way):
            nothing = "{who} delivered nothing of what it promised this {length}."
            return told(nothing, who=who, length=words.dates.length) if holds_back(event) else ""
        start, end = (words.rung(issue, rung) for rung in (now[issue], now[issue] + int(way)))
        kept = int(way) > 0 and data["promised"][data["chosen"]]
        moved = "{who} moved {issue} from {start} to {end}."
        if issue in failed:
            moved = "{who} claimed to move {issue} from {start} to {end}."
        else:
            now[issue] += int(way)
            if kept:
                moved = "{who} moved {issue} from {start} to {end}, as it had promised."
        return told(moved, who=who, issue=words.label(issue), start=start, end=end)
    if event.decision == "act":
        done = "{act}: {who} could have gone ahead and did not."
        if data.get("forced"):
            done = "[From outside] {act}: {who} was made to go ahead."
        elif data["taken"]:
            done = "{act}: {who} went ahead."
        return told(done, act=words.label(data["act"]), who=who)
    if event.decision == "ratification":
        said = "ratified" if data["ratified"] else "refused to ratify"
        return told(
            f"{{ratifier}} {said} for {{who}}.", ratifier=words.label(data["ratifier"]), who=who
        )
    if event.decision == "response":
        return told("{who} accepted." if data["accepted"] else "{who} refused.", who=who)
    if event.decision == "offer" and data["passed"]:
        passed = "It was {whose} turn to propose; it proposed nothing."
        return told(passed, whose=possessive(who))
    package = package_text(data["package"], now, words)
    if event.decision == "signing":
        return told("SIGNED: {package}.", package=package)
    return told("{who} offered: {package}.", who=who, package=package)
