"""Sentences of what happens at the table: talks open and close, offers, answers, ratification."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bargaining.codes import Closing
from bargaining.outcomes.history import Event
from bargaining.outcomes.wording import RoundState, gains, made, name_of, probability, value
from bargaining.scenario.words import Wording
from bargaining.text import possessive

__all__ = ["TELLERS"]


def _walk(event: Event, words: Wording, state: RoundState) -> str:
    return _left(event, words, "left the talks")


def _adjourn(event: Event, words: Wording, state: RoundState) -> str:
    return _left(event, words, "asked for no further meeting")


def _left(event: Event, words: Wording, what: str) -> str:
    data: Any = event.data
    if not data["chosen"]:
        return ""
    gain = data["value_outside"] - data["value_talking"]
    cost = data.get("cost_of_move", 0.0) if event.decision == "walk" else 0.0
    return f"{name_of(event, words)} {what}{made(data['probability'])}: {gains(gain, cost=cost)}."


def _open(event: Event, words: Wording, state: RoundState) -> str:
    """Tell what a party answered when talks were proposed."""
    data: Any = event.data
    agreed, yes = bool(data["chosen"]), data["probability"]
    gain = data["value_talking"] - data["value_outside"]
    worth = gains(gain, would=not agreed, cost=data.get("cost_of_move", 0.0))
    wish = "agreed to talk" if agreed else "refused to talk"
    return f"{name_of(event, words)} {wish}{made(yes if agreed else 1 - yes)}: {worth}."


def _offer(event: Event, words: Wording, state: RoundState) -> str:
    """Tell what was offered, and what its proposer expected of it."""
    data: Any = event.data
    package, share = data.get("package"), data["probability"]
    if data.get("passed") or not package:
        turn = possessive(name_of(event, words))
        return f"It was {turn} turn to propose; it proposed nothing{made(share)}."
    expected = data.get("expected_gain")
    # Among hundreds of packages every single one goes against the odds.
    return (
        f"{name_of(event, words)} offered ({probability(share)}) – "
        f"{words.package(package, state.before)}"
        + ("." if expected is None else f". It expects a gain of {value(expected)}.")
    )


def _response(event: Event, words: Wording, state: RoundState) -> str:
    """Tell the answer to an offer."""
    data: Any = event.data
    accepted, yes = bool(data["accepted"]), data["probability"]
    gain = data["value_package"] - data["value_continuing"]
    answer = "accepted" if accepted else "refused"
    likely = made(yes if accepted else 1 - yes)
    told = f"{name_of(event, words)} {answer}{likely}: {gains(gain, would=not accepted)}"
    if data.get("ratified_probability", 1.0) <= 0.995:
        told += (
            f" if it is ratified. That has a chance of {probability(data['ratified_probability'])},"
            f" and failing costs {value(data['cost_of_failure'])}: saying yes "
            f"{gains(data['value_of_yes']).removeprefix('it ')}"
        )
    return f"{told}."


def _ratification(event: Event, words: Wording, state: RoundState) -> str:
    """Tell what became of an agreement at home."""
    data: Any = event.data
    judge, yes = words.label(data.get("ratifier") or event.party), data["probability"]
    home = f" for {words.label(event.party)}" if data.get("ratifier") and event.party else ""
    if data["ratified"]:
        return f"{judge} ratified{home}{made(yes)}."
    return f"{judge} refused to ratify{home}{made(1 - yes)}: no agreement."


def _opt_out(event: Event, words: Wording, state: RoundState) -> str:
    """Tell that a party left at once after refusing."""
    if event.data.get("chosen") is False:
        return ""
    left = event.data.get("probability")
    likely = "" if left is None else made(left)
    return f"{name_of(event, words)} took its outside option and left{likely}."


def _closing(event: Event, words: Wording, state: RoundState) -> str:
    """Tell how talks closed."""
    data: Any = event.data
    way, rupture = Closing(int(data["closing"])), bool(data.get("rupture"))
    final = " for good" if data.get("final") else ""
    if way in (Closing.WALK_OUT, Closing.OPT_OUT):
        closed = f"The talks were closed{final}. " if final else ""
        return f"{closed}{_rupture(words, rupture)}"
    if way is Closing.BREAKDOWN:
        return f"The talks broke down{final} for an outside reason{_hazard(event, words)}."
    return {
        Closing.ADJOURNMENT: "The talks adjourned: nothing was offered, and no new date was set.",
        Closing.DEADLINE: "The deadline ended the talks.",
        Closing.INTERVENTION: "The talks were closed from outside.",
    }.get(way, "")


def _hazard(event: Event, words: Wording) -> str:
    """Name the chance of a breakdown in this world, and whether the file only assumes it."""
    if "probability" not in event.data:
        return ""
    sources = words.scenario.table.breakdown_probability.source or ()
    assumed = " by assumption" if "assumed" in sources else ""
    return f" ({probability(event.data['probability'])} a {words.dates.length}{assumed})"


def _rupture(words: Wording, rupture: bool) -> str:
    """Say whether leaving counted as a rupture, and why."""
    rule = words.scenario.outcome.rupture
    so = "this counts as a rupture" if rupture else "this does not count as a rupture"
    if rule is None:
        return f"{so.capitalize()}."
    return f"{words.label(rule.condition)} was {'high' if rupture else 'low'}, so {so}."


TELLERS: dict[str, Callable[[Event, Wording, RoundState], str]] = {
    "walk": _walk,
    "open": _open,
    "adjourn": _adjourn,
    "offer": _offer,
    "response": _response,
    "ratification": _ratification,
    "opt_out": _opt_out,
    "closing": _closing,
    "breakdown": lambda event, words, state: "The talks broke down for an outside reason.",
}
