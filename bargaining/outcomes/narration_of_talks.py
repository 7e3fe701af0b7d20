"""Sentences of what happens at the table: talks open and close, offers, answers, ratification."""

from __future__ import annotations

from typing import Any

from bargaining.outcomes.codes import Closing
from bargaining.outcomes.history import Event
from bargaining.outcomes.round_state import RoundState, name_of
from bargaining.outcomes.wording import Wording, difference, probability, value

__all__ = [
    "adjourning",
    "closing",
    "offer",
    "opening",
    "opt_out",
    "ratification",
    "response",
    "walk",
]


def walk(event: Event, words: Wording, state: RoundState) -> str:
    """Tell that a party left the table."""
    data = event.data
    if not data["chosen"]:
        return ""
    gain = float(data["value_outside"]) - float(data["value_talking"])  # type: ignore[arg-type]
    return (
        f"{name_of(event, words)} walked out (probability {probability(data['probability'])}; "
        f"leaving was worth {value(data['value_outside'])} to it, "
        f"{difference(gain, 'talking on')}{_against_cost(gain, event)})."
    )


def adjourning(event: Event, words: Wording, state: RoundState) -> str:
    """Tell that a party saw no use in another session."""
    data = event.data
    if not data["chosen"]:
        return ""
    gain = float(data["value_outside"]) - float(data["value_talking"])  # type: ignore[arg-type]
    return (
        f"{name_of(event, words)} asked for no further meeting (probability "
        f"{probability(data['probability'])}; staying apart was worth "
        f"{value(data['value_outside'])} to it, {difference(gain, 'talking on')})."
    )


def opening(event: Event, words: Wording, state: RoundState) -> str:
    """Tell what a party answered when talks were proposed."""
    data = event.data
    gain = float(data["value_talking"]) - float(data["value_outside"])  # type: ignore[arg-type]
    wish = "was for talks" if data["chosen"] else "was against talks"
    return (
        f"{name_of(event, words)} {wish} (probability of yes {probability(data['probability'])}; "
        f"talking was worth {value(data['value_talking'])} to it, "
        f"{difference(gain, 'staying away')}{_against_cost(gain, event)})."
    )


def _against_cost(gain: float, event: Event) -> str:
    """Name the cost of a move where it eats up a gain: without it the choice looks absurd."""
    cost: Any = event.data.get("cost_of_move", 0.0)
    if not 0 < gain < float(cost) or value(gain) == "0.000":
        return ""
    return f", but less than the cost of a move, {value(cost)}"


def offer(event: Event, words: Wording, state: RoundState) -> str:
    """Tell what was offered, and what its proposer expected of it."""
    data = event.data
    chance = probability(data["probability"])
    package: Any = data.get("package")
    if data.get("passed") or not package:
        return f"{name_of(event, words)} made no offer (probability {chance})."
    return (
        f"{name_of(event, words)} offered – {words.package(package, state.before)} (probability "
        f"{chance}{_prospect(event)})."
    )


def _prospect(event: Event) -> str:
    """Name what an offer was expected to gain, by the chances of a yes and of ratification."""
    if "expected_gain" not in event.data:
        return ""
    return f"; expected to be worth {difference(event.data['expected_gain'], 'no offer')}"


def response(event: Event, words: Wording, state: RoundState) -> str:
    """Tell the answer to an offer."""
    data = event.data
    gain = float(data["value_package"]) - float(data["value_continuing"])  # type: ignore[arg-type]
    figures = (
        f"the package was worth {value(data['value_package'])} to it, "
        f"{difference(gain, 'going on')} at {value(data['value_continuing'])}{_at_home(event)}"
    )
    chance = probability(data["probability"])
    if data["accepted"]:
        return f"{name_of(event, words)} accepted: {figures} (probability of a yes {chance})."
    return f"{name_of(event, words)} refused: {figures} (probability of a yes {chance})."


def _at_home(event: Event) -> str:
    """Name what an answer counted of ratification, where the scenario's answers count it."""
    data = event.data
    if "value_of_yes" not in data or float(data["ratified_probability"]) > 0.995:  # type: ignore[arg-type]
        return ""
    return (
        f"; as ratification had a chance of {probability(data['ratified_probability'])} and "
        f"failing at home would cost {value(data['cost_of_failure'])}, a yes was worth "
        f"{difference(data['value_of_yes'], 'a no')}"
    )


def ratification(event: Event, words: Wording, state: RoundState) -> str:
    """Tell what became of a text at home."""
    data = event.data
    judge = words.party(data.get("ratifier") or event.party)
    chance = probability(data["probability"])
    home = f" for {words.party(event.party)}" if data.get("ratifier") and event.party else ""
    if data["ratified"]:
        return f"{judge} ratified{home} (probability {chance})."
    return f"{judge} refused to ratify{home} (probability of a yes {chance}): no agreement."


def opt_out(event: Event, words: Wording, state: RoundState) -> str:
    """Tell that a party left at once after refusing."""
    chance = event.data.get("probability")
    known = "" if chance is None else f" (probability {probability(chance)})"
    if event.data.get("chosen") is False:
        return ""
    return f"{name_of(event, words)} took its outside option and left{known}."


def closing(event: Event, words: Wording, state: RoundState) -> str:
    """Tell how talks closed."""
    way, rupture = Closing(int(event.data["closing"])), bool(event.data.get("rupture"))  # type: ignore[call-overload]
    final = " for good" if event.data.get("final") else ""
    if way is Closing.BREAKDOWN:
        return f"The talks broke down{final}, by nobody's choice."
    if way in (Closing.WALK_OUT, Closing.OPT_OUT):
        kind = "a rupture" if rupture else "no rupture"
        return f"The talks were closed{final}; in that moment it was {kind}."
    if way is Closing.ADJOURNMENT:
        return "The talks adjourned without an offer and without a date for the next meeting."
    if way is Closing.DEADLINE:
        return "The deadline had come: no more talks."
    return "The talks were closed from outside." if way is Closing.INTERVENTION else ""
