"""One sentence for each event of a history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bargaining.outcomes.codes import Closing
from bargaining.outcomes.history import Event
from bargaining.outcomes.steps import chosen_of, holds_back, listed, promised_of
from bargaining.outcomes.wording import Wording, difference, probability, value

__all__ = ["RoundState", "sentence"]


@dataclass(frozen=True, slots=True)
class RoundState:
    """What a sentence may refer to beside its event.

    Attributes
    ----------
    before, after : mapping
        Rung of each issue at the end of the last round and of this one.
    failed : frozenset
        Issues whose delivery failed verification in this round.
    withheld : frozenset
        Parties of whom it was told before that they held back what this agreement promises.
    round : int
        The round.
    """

    before: Mapping[str, int]
    after: Mapping[str, int]
    failed: frozenset[str]
    withheld: frozenset[str] = frozenset()
    round: int = 0


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
        return f"{_who(event, words)}: {what}." if event.party else f"{what.capitalize()}."
    return tell(event, words, state)


def _who(event: Event, words: Wording) -> str:
    return words.party(event.party) if event.party else "Somebody"


def _act(event: Event, words: Wording, state: RoundState) -> str:
    data = event.data
    act = words.act(data["act"])
    if data.get("forced"):
        return f"[From outside] {act}: {_who(event, words)} was made to go ahead."
    who, gain = _who(event, words), difference(data["value_gain"], "holding back")
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
    who, chance = _who(event, words), probability(chances[index])
    if not int(direction):
        if holds_back(event) and event.party not in state.withheld:
            missing = [words.issue(options[i][0]) for i in promised_of(event)]
            return f"{who} did not deliver – {', '.join(missing)} (probability {chance})."
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
        f"{value(worth[hold])})"
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


def _verification(event: Event, words: Wording, state: RoundState) -> str:
    name = words.issue(event.data["issue"])
    if event.data["passed"]:
        return f"What was delivered was checked and held good ({name})."
    return f"What was delivered was checked and judged bogus; it does not count ({name})."


def _walk(event: Event, words: Wording, state: RoundState) -> str:
    data = event.data
    if not data["chosen"]:
        return ""
    gain = float(data["value_outside"]) - float(data["value_talking"])  # type: ignore[arg-type]
    return (
        f"{_who(event, words)} walked out (probability {probability(data['probability'])}; "
        f"leaving was worth {value(data['value_outside'])} to it, "
        f"{difference(gain, 'talking on')}{_against_cost(gain, event)})."
    )


def _open(event: Event, words: Wording, state: RoundState) -> str:
    data = event.data
    gain = float(data["value_talking"]) - float(data["value_outside"])  # type: ignore[arg-type]
    wish = "was for talks" if data["chosen"] else "was against talks"
    return (
        f"{_who(event, words)} {wish} (probability of yes {probability(data['probability'])}; "
        f"talking was worth {value(data['value_talking'])} to it, "
        f"{difference(gain, 'staying away')}{_against_cost(gain, event)})."
    )


def _against_cost(gain: float, event: Event) -> str:
    """Name the cost of a move where it eats up a gain: without it the choice looks absurd."""
    cost: Any = event.data.get("cost_of_move", 0.0)
    if not 0 < gain < float(cost) or value(gain) == "0.000":
        return ""
    return f", but less than the cost of a move, {value(cost)}"


def _offer(event: Event, words: Wording, state: RoundState) -> str:
    data = event.data
    chance = probability(data["probability"])
    package: Any = data.get("package")
    if data.get("passed") or not package:
        return f"{_who(event, words)} made no offer (probability {chance})."
    return (
        f"{_who(event, words)} offered – {words.package(package, state.before)} (probability "
        f"{chance})."
    )


def _response(event: Event, words: Wording, state: RoundState) -> str:
    data = event.data
    gain = float(data["value_package"]) - float(data["value_continuing"])  # type: ignore[arg-type]
    figures = (
        f"the package was worth {value(data['value_package'])} to it, "
        f"{difference(gain, 'going on')} at {value(data['value_continuing'])}"
    )
    chance = probability(data["probability"])
    if data["accepted"]:
        return f"{_who(event, words)} accepted: {figures} (probability of a yes {chance})."
    return f"{_who(event, words)} refused: {figures} (probability of a yes {chance})."


def _ratification(event: Event, words: Wording, state: RoundState) -> str:
    data = event.data
    judge = words.party(data.get("ratifier") or event.party)
    chance = probability(data["probability"])
    home = f" for {words.party(event.party)}" if data.get("ratifier") and event.party else ""
    if data["ratified"]:
        return f"{judge} ratified{home} (probability {chance})."
    return f"{judge} refused to ratify{home} (probability of a yes {chance}): no agreement."


def _opt_out(event: Event, words: Wording, state: RoundState) -> str:
    chance = event.data.get("probability")
    known = "" if chance is None else f" (probability {probability(chance)})"
    if event.data.get("chosen") is False:
        return ""
    return f"{_who(event, words)} took its outside option and left{known}."


def _closing(event: Event, words: Wording, state: RoundState) -> str:
    closing, rupture = Closing(int(event.data["closing"])), bool(event.data.get("rupture"))  # type: ignore[call-overload]
    final = " for good" if event.data.get("final") else ""
    if closing is Closing.BREAKDOWN:
        return f"The talks broke down{final}, by nobody's choice."
    if closing in (Closing.WALK_OUT, Closing.OPT_OUT):
        kind = "a rupture" if rupture else "no rupture"
        return f"The talks were closed{final}; in that moment it was {kind}."
    if closing is Closing.DEADLINE:
        return "The deadline had come: no more talks."
    return "The talks were closed from outside." if closing is Closing.INTERVENTION else ""


def _default(event: Event, words: Wording, state: RoundState) -> str:
    issue = event.data.get("issue")
    if issue:
        return f"{_who(event, words)} DEFAULTED on the agreement – {words.issue(issue)}."
    if "issue" in event.data:
        return f"{_who(event, words)} DEFAULTED on the agreement: its promises were due."
    return f"{_who(event, words)} DEFAULTED on the agreement."


def _lapse(event: Event, words: Wording, state: RoundState) -> str:
    shares: Any = event.data.get("undelivered", {})
    parts = [
        f"{words.party(party)} {probability(share)}"
        for party, share in shares.items()
        if float(share) > 0
    ]
    missing = f" (undelivered: {', '.join(parts)})" if parts else ""
    return f"The agreement lapsed: its time ran out{missing}."


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
    return f"The leader changed in {_who(event, words)}: what was known of the old one is void."


_TELLERS: dict[str, Callable[[Event, Wording, RoundState], str]] = {
    "act": _act,
    "step": _step,
    "verification": _verification,
    "walk": _walk,
    "open": _open,
    "offer": _offer,
    "response": _response,
    "ratification": _ratification,
    "opt_out": _opt_out,
    "signing": _signing,
    "turnover": _turnover,
    "window": lambda event, words, state: (
        f"{words.act(event.data['act'])}: the window was open, but the choice was not free."
    ),
    "breakdown": lambda event, words, state: "The talks broke down by nobody's choice.",
    "closing": _closing,
    "default": _default,
    "lapse": _lapse,
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
