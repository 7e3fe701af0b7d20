"""The history of one world in plain words: who did what, and what it was worth to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from bargaining.outcomes.history import Event, History
from bargaining.outcomes.narration import sentence
from bargaining.outcomes.narration_of_ending import ending
from bargaining.outcomes.replayed import completed
from bargaining.outcomes.wording import RoundState, holds_back, probability
from bargaining.scenario.words import Wording
from bargaining.text import joined, paragraphs, spelled, wrap

if TYPE_CHECKING:
    from bargaining.outcomes.played import PlayedWorlds

__all__ = ["render"]

_LEAST_BELIEF_CHANGE = 0.01


def render(history: History, world: PlayedWorlds) -> str:
    """Tell a history, in lines of the width of the terminal.

    Parameters
    ----------
    history : History
        Its events in order.
    world : Outcomes
        The result of this one world, for the state of the ladders.
    """
    world = completed(history, world)
    words = Wording(world.scenario)
    lines = _header(history, world, words)
    quiet: list[int] = []
    withheld: set[str] = set()
    for round in range(world["rung"].shape[1]):
        events = [event for event in history.events if event.round == round]
        told = _round(events, _state(events, world, round, frozenset(withheld)), world, words)
        _remember(withheld, events)
        if told:
            lines += _quiet_rounds(quiet, history.events, words)
            quiet = []
            lines += ["", words.dates.full(round), *_bullets(told)]
        else:
            quiet.append(round)
    lines += _quiet_rounds(quiet, history.events, words)
    return "\n".join([*lines, "", "THE END", *_bullets(ending(history, world, words))])


def _header(history: History, world: PlayedWorlds, words: Wording) -> list[str]:
    header = world.scenario.scenario
    types = [
        f"{words.label(party)} is {words.type(party, world['party_type'][0, 0, i])}"
        for i, party in enumerate(world.labels["typed_party"])
        if world["party_type"].shape[1]
    ]
    measure = (
        "In brackets: how likely the choice was. Gains are those of the party named, by what it "
        f"knows, in {words.unit()}; compare them within one party only."
    )
    texts = [
        header.title,
        f"World {history.world} of {header.name}, seed {history.record.seed}",
        "",
        *([f"What nobody else knows at the start: {', '.join(types)}."] if types else []),
        measure,
    ]
    return paragraphs(texts)


def _bullets(sentences: Iterable[str]) -> list[str]:
    return [line for text in sentences for line in wrap(text, indent=6, first="  ")]


def _quiet_rounds(rounds: list[int], events: Sequence[Event], words: Wording) -> list[str]:
    """Return the lines on rounds without a gap in which nothing moved, none where it is empty."""
    if not rounds:
        return []
    answers = [
        (event.round, words.label(event.party), bool(event.data["chosen"]))
        for event in events
        if event.decision == "open" and event.round in rounds
    ]
    talks = "no talks opened and " if answers else ""
    lines = ["", f"{words.dates.span(rounds[0], rounds[-1])}: {talks}nothing moved."]
    asked = _one_sided(rounds, answers)
    return [*lines, *_bullets([f"{'; '.join(asked)}."])] if asked else lines


def _one_sided(rounds: list[int], answers: list[tuple[int, str, bool]]) -> list[str]:
    """Return in how many of the rounds which parties asked for talks that others refused."""
    sides = Counter(
        (
            tuple(name for when, name, yes in answers if when == round and yes),
            tuple(name for when, name, yes in answers if when == round and not yes),
        )
        for round in rounds
    )
    told = []
    for (willing, unwilling), times in sides.items():
        if not willing or not unwilling:
            continue
        often = ""
        if len(rounds) > 1:
            often = " in all of them" if times == len(rounds) else f" in {spelled(times)} of them"
        others = joined(unwilling) if len(unwilling) <= 2 else "the others"
        told.append(f"{joined(willing)} asked for talks{often}; {others} refused")
    return told


def _remember(withheld: set[str], events: list[Event]) -> None:
    """Keep in mind who held back what it had promised, which is told once per agreement."""
    for event in events:
        if event.decision in ("signing", "lapse", "void", "completed", "expired"):
            withheld.clear()
        elif event.decision == "step" and event.party:
            (withheld.add if holds_back(event) else withheld.discard)(event.party)


def _round(
    events: list[Event], state: RoundState, world: PlayedWorlds, words: Wording
) -> list[str]:
    acted = {str(event.data["act"]) for event in events if event.decision == "act"}
    told: list[str] = []
    # The answers of all who were asked are told together, where the first of them was given.
    openings: list[str] = []
    place = 0
    for event in events:
        if event.decision == "window" and str(event.data["act"]) in acted:
            continue
        text = sentence(event, words, state)
        if event.decision == "open":
            place = place if openings else len(told)
            openings.append(text)
        else:
            told.append(text)
    beliefs = _beliefs(events, words, state)
    if openings:
        opened = bool(world["opened"][0, state.round])
        if opened or any(told) or beliefs:
            verdict = "Talks opened." if opened else "Talks did not open."
            told[place:place] = [*openings, verdict]
        else:
            # Month after month of no talks would drown the rest; where a belief moved, the answers
            # may be why.
            told = []
    return [text for text in told if text] + beliefs


def _state(
    events: list[Event], world: PlayedWorlds, round: int, withheld: frozenset[str]
) -> RoundState:
    issues = [str(issue) for issue in world.labels["issue"]]
    rung = world["rung"][0]
    before = rung[round - 1] if round else world["initial_rung"][0]
    failed = frozenset(
        str(event.data["issue"])
        for event in events
        if event.decision == "verification" and not event.data["passed"]
    )
    return RoundState(
        dict(zip(issues, map(int, before), strict=True)),
        dict(zip(issues, map(int, rung[round]), strict=True)),
        failed,
        withheld,
        round,
    )


def _beliefs(events: list[Event], words: Wording, state: RoundState) -> list[str]:
    """Sum up each belief's way through the round; several choices may have moved it."""
    ways: dict[str, tuple[float, float]] = {}
    for event in events:
        if event.decision == "belief" and event.party:
            data: Any = event.data
            start = ways.get(event.party, (float(data["before"]), 0.0))[0]
            ways[event.party] = (start, float(data["after"]))
    told = []
    for party, (before, after) in ways.items():
        if abs(after - before) < _LEAST_BELIEF_CHANGE:
            continue
        way = "rose" if after > before else "fell"
        belief = f"belief that {words.label(party)} is {words.type(party, 1)} {way}"
        opening = "The"
        if after < before and _only_waited(party, events, state):
            opening = f"Another {words.dates.length} without a delivery: the"
        told.append(f"{opening} {belief} from {probability(before)} to {probability(after)}.")
    return told


def _only_waited(party: str, events: list[Event], state: RoundState) -> bool:
    """Return whether a party did nothing but hold back a promise, which was told before."""
    own = [
        event
        for event in events
        if event.party == party
        and event.decision != "belief"
        and not (event.decision == "act" and not event.data.get("taken", True))
    ]
    waited = all(event.decision == "step" and holds_back(event) for event in own)
    return party in state.withheld and bool(own) and waited
