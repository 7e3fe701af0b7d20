"""One sentence for each event of a history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bargaining.outcomes import narration_of_talks as talks
from bargaining.outcomes.history import Event
from bargaining.outcomes.narration_of_steps import step
from bargaining.outcomes.round_state import RoundState, name_of
from bargaining.outcomes.wording import (
    Wording,
    against_the_odds,
    chance,
    difference,
    joined,
    probability,
)

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
    data = event.data
    act = words.act(data["act"])
    if data.get("forced"):
        return f"[From outside] {act}: {name_of(event, words)} was made to go ahead."
    who, gain = name_of(event, words), difference(data["value_gain"], "holding back")
    going: Any = data["probability"]
    if data["taken"]:
        return (
            f"{act}: the window was open and {who} used it{against_the_odds(going)} "
            f"({chance(going)}; going ahead was worth {gain})."
        )
    return (
        f"{act}: the window was open and {who} let it pass{against_the_odds(1 - going)} "
        f"(probability of going ahead {probability(going)}; it was worth {gain})."
    )


def _verification(event: Event, words: Wording, state: RoundState) -> str:
    name = words.issue(event.data["issue"])
    if event.data["passed"]:
        return f"What was delivered was checked and held good ({name})."
    return f"What was delivered was checked and judged bogus; it does not count ({name})."


def _default(event: Event, words: Wording, state: RoundState) -> str:
    issue = event.data.get("issue")
    if issue:
        return f"{name_of(event, words)} DEFAULTED on the agreement – {words.issue(issue)}."
    if "issue" in event.data:
        return (
            f"{name_of(event, words)} DEFAULTED on the agreement: its promises fell due, and it "
            "had not kept them."
        )
    return f"{name_of(event, words)} DEFAULTED on the agreement."


def _lapse(event: Event, words: Wording, state: RoundState) -> str:
    missing = _missing(event, words, "of what was promised")
    return f"The agreement lapsed: its time had run out{missing}."


def _void(event: Event, words: Wording, state: RoundState) -> str:
    missing = _missing(event, words, "of what was due by then")
    return f"The agreement was ended by the default{missing}."


def _missing(event: Event, words: Wording, of_what: str) -> str:
    shares: Any = event.data.get("undelivered", {})
    owed = [(words.party(party), share) for party, share in shares.items() if float(share) > 0]
    if not owed:
        return ""
    (first, share), *others = owed
    parts = [f"{first} had not delivered {probability(share)}"]
    parts += [f"{party} {probability(share)}" for party, share in others]
    return f"; {of_what} {joined(parts)}"


def _intervention(event: Event, words: Wording, state: RoundState) -> str:
    data = event.data
    kind, target, to = data.get("kind"), data.get("target"), data.get("value")
    if kind == "level":
        told = f"{words.issue(target)} was set to {_rounded(to)}"
    elif kind == "condition":
        told = f"{words.condition(target)} was set to {_rounded(to)}"
    elif kind == "talks":
        told = "the talks were opened" if target == "open" else "the talks were closed"
    elif kind == "belief":
        told = f"the others learnt something about {words.party(target)}"
    else:
        told = str(data["text"]).rstrip(".")
    return f"[From outside] {told}."


def _signing(event: Event, words: Wording, state: RoundState) -> str:
    package: Any = event.data["package"]
    return f"SIGNED: {words.package(package, state.before)}."


def _turnover(event: Event, words: Wording, state: RoundState) -> str:
    return f"The leader changed in {name_of(event, words)}: what was known of the old one is void."


_TELLERS: dict[str, Callable[[Event, Wording, RoundState], str]] = {
    "act": _act,
    "step": step,
    "verification": _verification,
    "walk": talks.walk,
    "open": talks.opening,
    "adjourn": talks.adjourning,
    "offer": talks.offer,
    "response": talks.response,
    "ratification": talks.ratification,
    "opt_out": talks.opt_out,
    "signing": _signing,
    "turnover": _turnover,
    "window": lambda event, words, state: (
        f"{words.act(event.data['act'])}: the window was open, but the choice was not free."
    ),
    "breakdown": lambda event, words, state: "The talks broke down for an outside reason.",
    "closing": talks.closing,
    "default": _default,
    "lapse": _lapse,
    "void": _void,
    "intervention": _intervention,
    "completed": lambda event, words, state: (
        "All that was promised had been delivered: the agreement was complete."
    ),
    "expired": lambda event, words, state: (
        "The term of the agreement, which had been carried out, was over: it no longer binds."
    ),
    # Told once per round and once at the end.
    "belief": lambda event, words, state: "",
    "ending": lambda event, words, state: "",
}


def _rounded(number: object) -> str:
    return f"{number:g}" if isinstance(number, int | float) else str(number)
