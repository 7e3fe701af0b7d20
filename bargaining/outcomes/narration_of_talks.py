"""Sentences of what happens at the table: talks open and close, offers, answers, ratification."""

from __future__ import annotations

from typing import Any

from bargaining.outcomes.codes import Closing
from bargaining.outcomes.history import Event
from bargaining.outcomes.round_state import RoundState, name_of
from bargaining.outcomes.wording import (
    Wording,
    against_the_odds,
    chance,
    difference,
    possessive,
    probability,
    value,
)

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
        f"{name_of(event, words)} left the talks{against_the_odds(data['probability'])} "
        f"({chance(data['probability'])}; leaving was worth {value(data['value_outside'])} to it, "
        f"{difference(gain, 'talking on')}{_against_cost(gain, event)})."
    )


def adjourning(event: Event, words: Wording, state: RoundState) -> str:
    """Tell that a party saw no use in another session."""
    data = event.data
    if not data["chosen"]:
        return ""
    gain = float(data["value_outside"]) - float(data["value_talking"])  # type: ignore[arg-type]
    return (
        f"{name_of(event, words)} asked for no further meeting"
        f"{against_the_odds(data['probability'])} ({chance(data['probability'])}; staying apart "
        f"was worth {value(data['value_outside'])} to it, {difference(gain, 'talking on')})."
    )


def opening(event: Event, words: Wording, state: RoundState) -> str:
    """Tell what a party answered when talks were proposed."""
    data = event.data
    gain = float(data["value_talking"]) - float(data["value_outside"])  # type: ignore[arg-type]
    yes: Any = data["probability"]
    made = yes if data["chosen"] else 1 - yes
    wish = "agreed to talks" if data["chosen"] else "was against talks"
    worth = f"talking was worth {value(data['value_talking'])} to it"
    if odds := against_the_odds(made):
        why, figures = _reason(gain, event)
        between = f"){why} (" if why else "; "
        figures = f"({probability(made)}{between}{worth}, {figures})"
        return f"{name_of(event, words)} {wish}{odds} {figures}."
    return (
        f"{name_of(event, words)} {wish} (probability of yes {probability(yes)}; {worth}, "
        f"{difference(gain, 'staying away')}{_against_cost(gain, event)})."
    )


def _reason(gain: float, event: Event) -> tuple[str, str]:
    """Say in words why an answer about talks went against the odds, then what talking gained."""
    cost: Any = event.data.get("cost_of_move", 0.0)
    agreed, against = bool(event.data["chosen"]), difference(gain, "staying away")
    if value(gain) == "0.000":
        return "", against
    if agreed and 0 < gain < float(cost):
        return (
            ": it had less to gain by it than a move costs",
            f"{against}; a move costs {value(cost)}",
        )
    if agreed != (gain > 0):
        slightly = "slightly " if abs(gain) < float(cost) else ""
        better = "talking" if gain > 0 else "staying away"
        return f": it had {slightly}more to gain by {better}", against.partition(" than")[0]
    return "", against


def _against_cost(gain: float, event: Event) -> str:
    """Name the cost of a move where it eats up a gain: without it the choice looks absurd."""
    cost: Any = event.data.get("cost_of_move", 0.0)
    if not 0 < gain < float(cost) or value(gain) == "0.000":
        return ""
    return f", but less than the cost of a move, {value(cost)}"


def offer(event: Event, words: Wording, state: RoundState) -> str:
    """Tell what was offered, and what its proposer expected of it."""
    data = event.data
    package: Any = data.get("package")
    if data.get("passed") or not package:
        return _no_offer(event, words)
    # Among hundreds of packages every single one goes against the odds.
    return (
        f"{name_of(event, words)} offered – {words.package(package, state.before)} (probability "
        f"{probability(data['probability'])}{_prospect(event)})."
    )


def _no_offer(event: Event, words: Wording) -> str:
    share: Any = event.data["probability"]
    odds = against_the_odds(share)
    told = chance(share) if share <= 0.5 else f"likely: {probability(share)}"
    turn = possessive(name_of(event, words))
    return f"It was {turn} turn to propose; it proposed nothing{odds} ({told})."


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
    yes: Any = data["probability"]
    answer = "accepted" if data["accepted"] else "refused"
    odds = against_the_odds(yes if data["accepted"] else 1 - yes)
    return (
        f"{name_of(event, words)} {answer}{odds}: {figures} (probability of a yes "
        f"{probability(yes)})."
    )


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
    yes: Any = data["probability"]
    home = f" for {words.party(event.party)}" if data.get("ratifier") and event.party else ""
    if data["ratified"]:
        return f"{judge} ratified{home}{against_the_odds(yes)} ({chance(yes)})."
    return (
        f"{judge} refused to ratify{home}{against_the_odds(1 - yes)} (probability of a yes "
        f"{probability(yes)}): no agreement."
    )


def opt_out(event: Event, words: Wording, state: RoundState) -> str:
    """Tell that a party left at once after refusing."""
    left = event.data.get("probability")
    odds = "" if left is None else f"{against_the_odds(left)} ({chance(left)})"
    if event.data.get("chosen") is False:
        return ""
    return f"{name_of(event, words)} took its outside option and left{odds}."


def closing(event: Event, words: Wording, state: RoundState) -> str:
    """Tell how talks closed."""
    way, rupture = Closing(int(event.data["closing"])), bool(event.data.get("rupture"))  # type: ignore[call-overload]
    final = " for good" if event.data.get("final") else ""
    if way is Closing.BREAKDOWN:
        return f"The talks broke down{final} for an outside reason{_hazard(event, words)}."
    if way in (Closing.WALK_OUT, Closing.OPT_OUT):
        closed = f"The talks were closed{final}. " if final else ""
        return f"{closed}{_rupture(words, rupture)}"
    if way is Closing.ADJOURNMENT:
        return "The talks adjourned without an offer and without a date for the next meeting."
    if way is Closing.DEADLINE:
        return "The deadline had come: no more talks."
    return "The talks were closed from outside." if way is Closing.INTERVENTION else ""


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
    return f"{words.condition(rule.condition)} was {'high' if rupture else 'low'}, so {so}."
