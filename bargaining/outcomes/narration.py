"""One sentence for each event of a history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bargaining.outcomes import narration_of_talks as talks
from bargaining.outcomes.history import Event
from bargaining.outcomes.round_state import RoundState, name_of
from bargaining.outcomes.steps import chosen_of, holds_back, listed, promised_of
from bargaining.outcomes.wording import Wording, difference, probability, value

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
    if data["taken"]:
        return (
            f"{act}: the window was open and {who} used it (probability "
            f"{probability(data['probability'])}; going ahead was worth {gain})."
        )
    return (
        f"{act}: the window was open and {who} let it pass (probability of going ahead "
        f"{probability(data['probability'])}; it was worth {gain})."
    )


def _step(event: Event, words: Wording, state: RoundState) -> str:
    data = event.data
    options: Sequence[Any] = listed(data["options"])
    chances, worth = listed(data["probabilities"]), listed(data["values_by_option"])
    index = chosen_of(event)
    hold = next((i for i, (_, direction) in enumerate(options) if not int(direction)), 0)
    issue, direction = options[index]
    who, chance = name_of(event, words), probability(chances[index])
    if not int(direction):
        if holds_back(event) and event.party not in state.withheld:
            missing = ", ".join(words.issue(options[i][0]) for i in promised_of(event))
            return f"{who} did not deliver – {missing} (probability {chance}{_due(event)})."
        likeliest = max(range(len(options)), key=lambda option: float(chances[option]))
        if float(chances[likeliest]) <= 0.5 or likeliest == index:
            return ""
        missed, way = options[likeliest]
        return (
            f"{who} held still, against the odds: a step {'up' if int(way) > 0 else 'down'} was "
            f"likelier ({probability(chances[likeliest])}) – {words.issue(missed)}."
        )
    figures = (
        f"(probability {chance}; worth {value(worth[index])} to it, holding still "
        f"{value(worth[hold])}{_weight(event, index)})"
    )
    name = words.issue(issue)
    end = state.after.get(str(issue), 0)
    if str(issue) in state.failed:
        there = words.rung(issue, end + int(direction))
        return f"{who} claimed to deliver – {name}: {there} {figures}."
    principal = event.party in words.scenario.table.principals
    up, down = ("gave ground", "took ground back") if principal else ("stepped up", "stepped back")
    if "promised" in data and listed(data["promised"])[index]:
        up = "delivered as promised"
    verb = up if int(direction) > 0 else down
    start = end - int(direction)
    path = f"{words.rung(issue, start)} to {words.rung(issue, end)}"
    return f"{who} {verb} – {name}: from {path} {figures}."


def _due(event: Event) -> str:
    """Name the share of promises that a schedule had made due; nothing where all was due."""
    share: Any = event.data.get("share_due", 1.0)
    return f"; {probability(share)} of what it promised was due by then" if share < 1 else ""


def _weight(event: Event, index: int) -> str:
    """Name what speaks against a step beside its value: the weight of holding, and a reversal."""
    times: Any = event.data.get("weight_of_holding", 1.0)
    told = ""
    if times >= 1.05:
        told = f", with {times:.{0 if times >= 10 else 1}f} times the weight of a step"
    costs, inertia = listed(event.data.get("costs", ())), event.data.get("inertia", 0.0)
    extra = float(costs[index]) - float(inertia) if costs else 0.0  # type: ignore[arg-type]
    if value(max(extra, 0.0)) != "0.000":
        told += f"; undoing its own last step cost {value(extra)} more than another"
    return told


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
        return f"{name_of(event, words)} DEFAULTED on the agreement: its promises were due."
    return f"{name_of(event, words)} DEFAULTED on the agreement."


def _lapse(event: Event, words: Wording, state: RoundState) -> str:
    return f"The agreement lapsed: its time ran out{_missing(event, words)}."


def _void(event: Event, words: Wording, state: RoundState) -> str:
    return f"The agreement was void after the default{_missing(event, words)}."


def _missing(event: Event, words: Wording) -> str:
    shares: Any = event.data.get("undelivered", {})
    parts = [
        f"{words.party(party)} {probability(share)}"
        for party, share in shares.items()
        if float(share) > 0
    ]
    return f" (undelivered: {', '.join(parts)})" if parts else ""


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
    "step": _step,
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
    "breakdown": lambda event, words, state: "The talks broke down by nobody's choice.",
    "closing": talks.closing,
    "default": _default,
    "lapse": _lapse,
    "void": _void,
    "intervention": _intervention,
    "completed": lambda event, words, state: (
        "All that was promised had been delivered: the agreement was complete."
    ),
    # Told once per round and once at the end.
    "belief": lambda event, words, state: "",
    "ending": lambda event, words, state: "",
}


def _rounded(number: object) -> str:
    return f"{number:g}" if isinstance(number, int | float) else str(number)
