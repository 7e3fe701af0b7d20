"""The history of one world in plain words: who did what, and what it was worth to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from bargaining.errors import OutcomesError
from bargaining.outcomes.arrays import PlayedWorlds
from bargaining.outcomes.ending_in_words import ending
from bargaining.outcomes.events import REDUCED
from bargaining.outcomes.layout import AXES
from bargaining.outcomes.narration import RoundState, holds_back, probability, sentence
from bargaining.outcomes.record import Event, History
from bargaining.scenario.words import Wording
from bargaining.text import joined, paragraphs, spelled, wrap

__all__ = ["render"]

_LEAST_BELIEF_CHANGE = 0.01
# Words of the sentences, and what they mean.
_TERMS = {
    "the window was open": "The window was open: a {length} in which the act was possible.",
    "habit favours waiting": "Habit favours waiting 12 to 1: where the step is worth as much as "
    "waiting, waiting is 12 times as likely.",
}
# Whether a choice did something; other events are always worth telling.
_DONE: dict[str, Callable[[Any], bool]] = {
    "act": lambda data: bool(data["taken"] or data.get("forced")),
    "step": lambda data: int(data["options"][data["chosen"]][1]) != 0,
    "offer": lambda data: data.get("package") is not None,
    "belief": lambda data: False,
}
# Arrays in the order in which a round fills them, so that the first difference is named.
_COMPARED = ("act", "step", "rung", "proposer", "offer", "response", "closing", "ending_by_round")


def render(history: History, world: PlayedWorlds, *, highlights: bool = False) -> str:
    """Tell a history with the result of this one world, in lines of the width of the terminal.

    Of `highlights` only are told the rounds in which something was decided, and in these what was
    done and not what was left undone. A replay that is not the stored world is an OutcomesError.
    """
    if difference := _difference(history, world):
        versions = ", ".join(f"{name} {of}" for name, of in history.record.versions.items())
        raise OutcomesError(
            f"world {history.world} {difference} when it is replayed here: the result was made "
            f"with {versions or 'unknown versions'}, or with rules of your own that were not "
            f"saved with it; replay it with those"
        )
    # The replay has the arrays that the result did not keep.
    arrays = {**history.arrays, **{name: world[name] for name in world}}
    scenario, axes = world.scenario, {**AXES, **world.axes}
    world = PlayedWorlds(arrays, axes, world.labels, world.record, scenario=scenario)
    words = Wording(scenario)
    types = [
        f"{words.label(party)} is {words.type(party, world['party_type'][0, 0, i])}"
        for i, party in enumerate(world.labels["typed_party"])
        if world["party_type"].shape[1]
    ]
    measure = (
        "In brackets: how likely the choice was. Gains are those of the party named, by what it "
        f"knows, in {words.unit()}; compare them within one party only."
    )
    lines: list[str] = []
    quiet: list[int] = []
    withheld: set[str] = set()
    for round in range(world["rung"].shape[1]):
        told = _round(history, world, round, withheld, words, highlights)
        if told:
            lines += [*_quiet_rounds(quiet, history.events, words), "", words.dates.name(round)]
            lines += _bullets(told)
            quiet = []
        else:
            quiet.append(round)
    lines += _quiet_rounds(quiet, history.events, words)
    said = " ".join(" ".join(lines).split())
    terms = [
        meaning.format(length=words.dates.length)
        for term, meaning in _TERMS.items()
        if term in said
    ]
    head = paragraphs(
        [
            scenario.header.title,
            f"World {history.world} of {scenario.header.name}, seed {history.record.seed}",
            "",
            *([f"What nobody else knows at the start: {', '.join(types)}."] if types else []),
            " ".join([measure, *terms]),
        ]
    )
    return "\n".join([*head, *lines, "", "THE END", *_bullets(ending(history, world))])


def _difference(history: History, world: PlayedWorlds) -> str:
    """Return in words where a replay and a stored world first differ; empty where they agree."""
    data: Any = next((event.data for event in history.events if event.decision == "ending"), None)
    if data is not None and int(data["ending"]) != int(world["ending"][0]):
        return "ends otherwise"
    found: list[tuple[int, str]] = []
    for name in _COMPARED:
        if name not in history.arrays or name not in world:
            continue
        ours, theirs = np.asarray(history.arrays[name])[0], world[name][0]
        if ours.shape != theirs.shape:
            return f"has other rounds or entries of {name!r}"
        rounds = np.flatnonzero((ours != theirs).reshape(len(ours), -1).any(axis=1))
        found += [(int(round), name) for round in rounds[:1]]
    if found:
        round, name = min(found, key=lambda one: one[0])
        when = Wording(world.scenario).dates.name(round)
        return f"goes otherwise in {when} ({name!r} differs)"
    # A result that keeps no rounds is compared by the numbers that they come to.
    kept = [name for name in REDUCED if name in world and history.arrays]
    alone = PlayedWorlds(history.arrays, AXES, world.labels, world.record, scenario=world.scenario)
    differing = (name for name in kept if not np.array_equal(REDUCED[name](alone), world[name]))
    return next((f"goes otherwise ({name!r} differs)" for name in differing), "")


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
    # Who asked for talks, and who refused them, and in how many of the rounds.
    sides = Counter(
        tuple(
            tuple(name for when, name, yes in answers if (when, yes) == (round, agreed))
            for agreed in (True, False)
        )
        for round in rounds
    )
    asked = []
    for (willing, unwilling), times in sides.items():
        if not willing or not unwilling:
            continue
        often = ""
        if len(rounds) > 1:
            often = " in all of them" if times == len(rounds) else f" in {spelled(times)} of them"
        others = joined(unwilling) if len(unwilling) <= 2 else "the others"
        asked.append(f"{joined(willing)} asked for talks{often}; {others} refused")
    lines = ["", f"{words.dates.span(rounds[0], rounds[-1])}: {talks}nothing moved."]
    return [*lines, *_bullets([f"{'; '.join(asked)}."])] if asked else lines


def _round(
    history: History,
    world: PlayedWorlds,
    round: int,
    withheld: set[str],
    words: Wording,
    highlights: bool,
) -> list[str]:
    """Return the sentences on a round, and keep in mind who holds back what it promised."""
    events = [event for event in history.events if event.round == round]
    before = world["rung"][0, round - 1] if round else world["initial_rung"][0]
    start, end = (
        {str(issue): int(at) for issue, at in zip(world.labels["issue"], rungs, strict=True)}
        for rungs in (before, world["rung"][0, round])
    )
    failed = frozenset(
        str(event.data["issue"])
        for event in events
        if event.decision == "verification" and not event.data["passed"]
    )
    state = RoundState(start, end, failed, frozenset(withheld))
    told: list[str] = []
    # The answers of all who were asked stand together, where the first of them was given.
    openings: list[str] = []
    place = 0
    for event in events:
        done = not highlights or (event.decision not in _DONE or _DONE[event.decision](event.data))
        text = sentence(event, words, state) if done else ""
        if event.decision == "open":
            place = place if openings else len(told)
            openings.append(text)
        else:
            told.append(text)
        # That a promise is held back is said once per agreement.
        if event.decision in ("signing", "lapse", "void", "completed", "expired"):
            withheld.clear()
        elif event.decision == "step" and event.party:
            (withheld.add if holds_back(event) else withheld.discard)(event.party)
    beliefs, opened = _beliefs(events, words, state), bool(world["opened"][0, round])
    if highlights and not (opened or any(told)):
        return []
    if openings and (opened or (not highlights and (any(told) or beliefs))):
        verdict = "Talks opened." if opened else "Talks did not open."
        told[place:place] = [*openings, verdict]
    # Refusals alone, month after month, would drown the rest: `_quiet_rounds` sums them up.
    return [text for text in told if text] + beliefs


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
        own = [
            event
            for event in events
            if (event.party, event.decision) != (party, "belief")
            and event.party == party
            and event.data.get("taken", True)
        ]
        held = [event.decision == "step" and holds_back(event) for event in own]
        way = "rose" if after > before else "fell"
        belief = f"belief that {words.label(party)} is {words.type(party, 1)} {way}"
        opening = "The"
        # It did nothing but hold back a promise, which was said before.
        if after < before and party in state.withheld and held and all(held):
            opening = f"Another {words.dates.length} without a delivery: the"
        told.append(f"{opening} {belief} from {probability(before)} to {probability(after)}.")
    return told
