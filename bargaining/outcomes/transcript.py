"""The history of one world in plain words: who did what, and on what expected values."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

from bargaining.outcomes.history import Event, History
from bargaining.outcomes.narration import sentence
from bargaining.outcomes.narration_of_ending import ending
from bargaining.outcomes.quiet_rounds import quiet_rounds
from bargaining.outcomes.replayed import completed
from bargaining.outcomes.round_state import RoundState
from bargaining.outcomes.steps import holds_back
from bargaining.outcomes.wording import GLUE, Wording, probability

if TYPE_CHECKING:
    from bargaining.outcomes.played import PlayedWorlds

__all__ = ["render"]

_WIDTH = 88
_LEAST_BELIEF_CHANGE = 0.01


def render(history: History, world: PlayedWorlds) -> str:
    """Tell a history.

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
            lines += quiet_rounds(quiet, history.events, words)
            quiet = []
            lines += ["", words.dates.full(round), *_bullets(told)]
        else:
            quiet.append(round)
    lines += quiet_rounds(quiet, history.events, words)
    lines += ["", "THE END", *_bullets(ending(history, world, words))]
    return "\n".join(lines).replace(GLUE, " ")


def _header(history: History, world: PlayedWorlds, words: Wording) -> list[str]:
    header = world.scenario.scenario
    lines = [
        *textwrap.wrap(header.title, _WIDTH),
        f"World {history.world} of {header.name}, seed {history.record.seed}",
        "",
    ]
    types = [
        f"{words.party(party)} is {words.type(party, world['party_type'][0, 0, i])}"
        for i, party in enumerate(world.labels["typed_party"])
        if world["party_type"].shape[1]
    ]
    if types:
        lines += textwrap.wrap(f"What nobody else knows at the start: {', '.join(types)}.", _WIDTH)
    lines += textwrap.wrap(
        f"Values are in {words.unit()}, each for the party named and given what it knows of "
        f"itself; only differences within one party mean anything.",
        _WIDTH,
    )
    return lines


def _bullets(sentences: Iterable[str]) -> list[str]:
    return [
        line
        for text in sentences
        for line in textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="      ")
    ]


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
    round = state.round
    acted = {str(event.data["act"]) for event in events if event.decision == "act"}
    told = []
    for event in events:
        if event.decision == "window" and str(event.data["act"]) in acted:
            continue
        if event.decision == "open":
            continue
        told.append(sentence(event, words, state))
        # The answers of all who were asked are told together, where the first of them stood.
    openings = [sentence(event, words, state) for event in events if event.decision == "open"]
    beliefs = _beliefs(events, words, state)
    if openings:
        opened = bool(world["opened"][0, round])
        place = _place_of_openings(events)
        verdict = "Talks opened." if opened else "Talks did not open."
        if opened or any(told) or beliefs:
            told[place:place] = [*openings, verdict]
        else:
            # Month after month of no talks would drown the rest; where a belief moved, the answers
            # may be why.
            told = []
    return [text for text in told if text] + beliefs


def _place_of_openings(events: list[Event]) -> int:
    """Return how many sentences stand before the first answer on opening talks."""
    acted = {str(event.data["act"]) for event in events if event.decision == "act"}
    place = 0
    for event in events:
        if event.decision == "open":
            break
        place += not (event.decision == "window" and str(event.data["act"]) in acted)
    return place


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
            before, after = float(event.data["before"]), float(event.data["after"])  # type: ignore[arg-type]
            ways[event.party] = (ways.get(event.party, (before, after))[0], after)
    told = []
    for party, (before, after) in ways.items():
        if abs(after - before) < _LEAST_BELIEF_CHANGE:
            continue
        way = "rose" if after > before else "fell"
        belief = f"belief that {words.party(party)} is {words.type(party, 1)} {way}"
        start = "The"
        if after < before and _only_waited(party, events, state):
            start = f"Another {words.dates.length} without a delivery: the"
        told.append(f"{start} {belief} from {probability(before)} to {probability(after)}.")
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
