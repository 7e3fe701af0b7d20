"""The history of one world in plain words: who did what, and on what expected values."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

from bargaining.outcomes.codes import Closing, Ending, Response
from bargaining.outcomes.deciding import deciding_moment
from bargaining.outcomes.history import Event, History
from bargaining.outcomes.narration import sentence
from bargaining.outcomes.replayed import completed
from bargaining.outcomes.round_state import RoundState
from bargaining.outcomes.steps import holds_back
from bargaining.outcomes.wording import GLUE, Wording, level, probability, value

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
    asked = {event.round for event in history.events if event.decision == "open"}
    withheld: set[str] = set()
    for round in range(world["rung"].shape[1]):
        events = [event for event in history.events if event.round == round]
        told = _round(events, _state(events, world, round, frozenset(withheld)), world, words)
        _remember(withheld, events)
        if told:
            lines += _quiet(quiet, asked, words)
            quiet = []
            lines += ["", words.dates.full(round), *_bullets(told)]
        else:
            quiet.append(round)
    lines += _quiet(quiet, asked, words)
    lines += ["", "THE END", *_bullets(_ending(history, world, words))]
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


def _quiet(rounds: list[int], asked: set[int], words: Wording) -> list[str]:
    if not rounds:
        return []
    talks = "no talks opened and " if asked & set(rounds) else ""
    return ["", f"{words.dates.span(rounds[0], rounds[-1])}: {talks}nothing moved."]


def _remember(withheld: set[str], events: list[Event]) -> None:
    """Keep in mind who held back what it had promised, which is told once per agreement."""
    for event in events:
        if event.decision in ("signing", "lapse", "completed"):
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
    beliefs = _beliefs(events, words)
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


def _beliefs(events: list[Event], words: Wording) -> list[str]:
    """Sum up each belief's way through the round; several choices may have moved it."""
    ways: dict[str, tuple[float, float]] = {}
    for event in events:
        if event.decision == "belief" and event.party:
            before, after = float(event.data["before"]), float(event.data["after"])  # type: ignore[arg-type]
            ways[event.party] = (ways.get(event.party, (before, after))[0], after)
    return [
        f"The belief that {words.party(party)} is {words.type(party, 1)} "
        f"{'rose' if after > before else 'fell'} from {probability(before)} to "
        f"{probability(after)}."
        for party, (before, after) in ways.items()
        if abs(after - before) >= _LEAST_BELIEF_CHANGE
    ]


def _ending(history: History, world: PlayedWorlds, words: Wording) -> list[str]:
    ending = Ending(int(world["ending"][0]))
    last = len(world["standing"][0]) - 1
    principals = [str(principal) for principal in world.labels["principal"]]
    stands = ", ".join(
        f"{words.party(principal)} {level(world['standing'][0, last, i])}"
        for i, principal in enumerate(principals)
    )
    told = [f"{ending.words.capitalize()}: {_why(ending, history, world, words)}."]
    told.append(f"Concessions that stand (0 none, 1 all at stake): {stands}.")
    for i, issue in enumerate(map(str, world.labels["issue"])):
        if world.scenario.issues[issue].giver in principals:
            end = words.rung(issue, int(world["rung"][0, last, i]))
            start = words.rung(issue, int(world["initial_rung"][0, i]))
            moved = f"{end}, where it began" if start == end else f"{end}, after {start}"
            told.append(f"{words.issue(issue)}: {moved}.")
    worth = ", ".join(
        f"{words.party(party)} {value(world['payoff'][0, i])}"
        for i, party in enumerate(world.labels["party"])
        if party in principals
    )
    return [*told, f"What the whole history was worth: {worth}.", deciding_moment(world)]


def _why(ending: Ending, history: History, world: PlayedWorlds, words: Wording) -> str:
    data = next((event.data for event in history.events if event.decision == "ending"), {})

    def threshold(name: str) -> str:
        return f" ({level(data[name])})" if name in data else ""

    broken = "; ".join(_defaults(world, words))
    stands = f", although {broken}" if broken else ""
    if ending is Ending.SETTLEMENT:
        mark = f"the mark of a settlement{threshold('settlement')}"
        return f"on every side concessions reach {mark}{stands}"
    if ending is Ending.PARTIAL:
        return (
            f"on every side concessions reach the mark of an accommodation{threshold('partial')} "
            f"but not that of a settlement{threshold('settlement')}{stands}"
        )
    short = f"on some side less stands than an accommodation needs{threshold('partial')}"
    if ending is Ending.RENEGE:
        signed = words.dates.full(int(world.first_round("agreement")[0])) if _signed(world) else ""
        return f"{_text(signed)}{broken or 'it was broken'}; {short}"
    if ending is Ending.COLLAPSE:
        return f"{_rupture(world, words)}; they are still closed, and {short}"
    return f"{_standstill(world)}; {short}"


def _defaults(world: PlayedWorlds, words: Wording) -> list[str]:
    return [
        f"{words.party(party)} defaulted in "
        f"{words.dates.full(int(world.first_round(f'default.{party}')[0]))}"
        for i, party in enumerate(world.labels["party"])
        if world["defaulted"][0, :, i].any()
    ]


def _text(signed: str) -> str:
    return f"an agreement was signed in {signed}; " if signed else ""


def _signed(world: PlayedWorlds) -> bool:
    return bool((world["response"][0] == Response.AGREED).any())


def _rupture(world: PlayedWorlds, words: Wording) -> str:
    closings = world["closing"][0]
    kinds = {
        Closing.WALK_OUT: "a walk-out in a tense moment ended the talks in",
        Closing.BREAKDOWN: "the talks broke down in",
        Closing.OPT_OUT: "a party took its outside option in",
    }
    for round in range(len(closings) - 1, -1, -1):
        if closings[round] != Closing.NONE:
            kind = kinds.get(Closing(int(closings[round])), "the talks were closed in")
            return f"{kind} {words.dates.full(round)}"
    return "the talks had broken before the first round"


def _standstill(world: PlayedWorlds) -> str:
    if world["at_table"][0, -1]:
        return "the parties are still talking"
    if world["agreement_in_force"][0, -1]:
        return "an agreement is in force, but not yet carried out"
    if _signed(world):
        return "an agreement was signed and is over, with no default and no rupture"
    if not world["sat"][0].any():
        return "nobody ever sat down to talk"
    return "the talks were adjourned without a rupture"
