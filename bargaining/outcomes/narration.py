"""One sentence for each event of a history: who did what, how likely it was, what it was worth."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bargaining.codes import Closing
from bargaining.outcomes.record import Event
from bargaining.scenario.words import Wording, what_changes
from bargaining.text import decimal, joined, percent, possessive, told

__all__ = ["RoundState", "holds_back", "level", "probability", "sentence", "value"]

# A choice less likely than this is said to go against the odds.
_ODD = 0.2


@dataclass(frozen=True, slots=True)
class RoundState:
    """What a sentence may refer to beside its event.

    Rungs by issue at the end of the last round and of this one; issues whose delivery failed
    verification; parties already said to hold back what this agreement promises.
    """

    before: Mapping[str, int]
    after: Mapping[str, int]
    failed: frozenset[str]
    withheld: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Line:
    """An event to be put into a sentence, with the words and the state to do it with."""

    event: Event
    words: Wording
    state: RoundState

    @property
    def data(self) -> Any:
        """Values behind the event."""
        return self.event.data

    @property
    def who(self) -> str:
        """Name of the party whose event it is."""
        return self.words.label(self.event.party) if self.event.party else "A party"

    def label(self, key: str) -> str:
        """Return the label of what the event's data name."""
        return self.words.label(self.data[key])

    def likely(self, yes: bool = True) -> str:
        """Return how likely the yes was that was given, or the no."""
        chance = self.data["probability"]
        return _made(chance if yes else 1 - chance)


def sentence(event: Event, words: Wording, state: RoundState) -> str:
    """Return the sentence of an event, empty for one that needs none."""
    of = _Line(event, words, state)
    tell = _SENTENCES.get(event.decision)
    if tell is None:
        what = event.decision.replace("_", " ")
        return f"{of.who}: {what}." if event.party else f"{what.capitalize()}."
    return tell if isinstance(tell, str) else tell(of)


def probability(chance: Any) -> str:
    """Return a probability in percent, never rounded to impossible or certain."""
    share = float(chance)
    if math.isnan(share):
        return "unknown"
    if 0 < share < 0.005:
        return "under 1 %"
    if 0.995 < share < 1:
        return "over 99 %"
    return f"{percent(share, 0)} %"


def value(amount: Any) -> str:
    """Return a payoff with three decimals."""
    return decimal(float(amount), 3)


def level(amount: Any) -> str:
    """Return a level in [0, 1] with two decimals, or as many as tell it from 0."""
    number = float(amount)
    return decimal(number) if number == 0 or abs(number) >= 0.005 else f"{number:.2g}"


def holds_back(event: Event) -> bool:
    """Return whether nothing was moved although a promise in force asked for a step."""
    data: Any = event.data
    return not int(data["options"][data["chosen"]][1]) and bool(_promised(data))


def _promised(data: Any) -> list[int]:
    """Return the positions of the steps that a promise in force asks for."""
    promised = enumerate(data.get("promised", ()))
    return [i for i, due in promised if due and int(data["options"][i][1]) > 0]


def _made(chance: Any) -> str:
    """Return what follows a choice: how likely it was, and whether that is a surprise."""
    odd = ", against the odds" if float(chance) < _ODD else ""
    return f"{odd} ({probability(chance)})"


def _gains(amount: Any, *, would: bool = False, cost: Any = 0.0) -> str:
    """Return what a choice gains: ``"it gains 0.027, moving costs 0.097"``.

    It `would` gain as much where it was not made; the cost of a move is named where the gain is
    smaller.
    """
    text = value(amount)
    lost, of = text.startswith("-"), text.lstrip("-")
    if of == "0.000":
        return "it would gain nothing" if would else "it gains nothing"
    verb = ("would " if would else "") + ("lose" if lost else "gain") + ("" if would else "s")
    moving = f", moving costs {value(cost)}" if not lost and float(amount) < float(cost) else ""
    return f"it {verb} {of}{moving}"


def _act(of: _Line) -> str:
    act, data = of.label("act"), of.data
    if data.get("forced"):
        return f"[From outside] {act}: {of.who} was made to go ahead."
    taken = bool(data["taken"])
    used, worth = "used it" if taken else "let it pass", _gains(data["value_gain"], would=not taken)
    return f"{act}: the window was open and {of.who} {used}{of.likely(taken)}: {worth}."


def _undelivered(of: _Line, of_what: str) -> str:
    shares = of.data.get("undelivered", {})
    owed = [(of.words.label(party), share) for party, share in shares.items() if float(share) > 0]
    parts = [
        told(
            "{party} {share}" if i else "{party} had not delivered {share}",
            party=party,
            share=probability(share),
        )
        for i, (party, share) in enumerate(owed)
    ]
    return told(f"; {of_what} {{parts}}", parts=joined(parts)) if parts else ""


def _step(of: _Line) -> str:
    """Tell a step, what it gains over holding still, and what else weighed."""
    data, chances, words = of.data, of.data["probabilities"], of.words
    index, options, party = data["chosen"], data["options"], of.event.party
    issue, way = str(options[index][0]), int(options[index][1])
    if not way:
        return _held_still(of)
    still = next((i for i, (_, move) in enumerate(options) if not int(move)), 0)
    worth = _gains(data["values_by_option"][index] - data["values_by_option"][still])
    times, costs = data.get("weight_of_holding", 1.0), data.get("costs", ())
    if times >= 1.05:
        # Two figures are enough for a weight.
        worth += f" while habit favours waiting {times:.{0 if times >= 3 else 1}f} to 1"
    extra = max(costs[index] - data.get("inertia", 0.0), 0.0) if len(costs) else 0.0
    if value(extra) != "0.000":
        worth += f"; undoing its own last step costs {value(extra)} more than another step"
    name, end, likely = words.label(issue), of.state.after.get(issue, 0), _made(chances[index])
    if issue in of.state.failed:
        there = words.rung(issue, end + way)
        return f"{of.who} claimed to deliver{likely} – {name}: {there}; {worth}."
    kept = way > 0 and "promised" in data and data["promised"][index]
    # Only what is on the menu is a concession to the others at the table.
    if kept:
        verb = "kept its promise"
    elif party not in words.scenario.table.principals:
        verb = "stepped up" if way > 0 else "stepped back"
    elif issue not in words.scenario.table.menu.issues:
        verb = "moved"
    else:
        verb = "made a concession" if way > 0 else "took a concession back"
    path = f"{words.rung(issue, end - way)} to {words.rung(issue, end)}"
    told = f"{of.who} {verb}{likely} – {name}: from {path}; {worth}."
    waiting = probability(chances[still])
    # Two chances that are written alike are told as alike.
    if kept and chances[still] > chances[index] and waiting != probability(chances[index]):
        told += f" Waiting another {words.dates.length} was likelier ({waiting})."
    return told


def _held_still(of: _Line) -> str:
    """Tell that nothing was moved, where a promise or the odds spoke for a step."""
    data, chances, words = of.data, of.data["probabilities"], of.words
    if holds_back(of.event) and of.event.party not in of.state.withheld:
        due, delivered = data["share_due"], data["share_delivered"]
        more = " more" if delivered > 0.005 else ""
        told = f"it has delivered {probability(delivered) if more else 'nothing'}"
        if due < 1:
            told = f"{probability(due)} of what it promised was due, and {told}"
        else:
            told += " of what it promised"
        missing = ", ".join(words.label(data["options"][i][0]) for i in _promised(data))
        return (
            f"{of.who} delivered nothing{more} this {words.dates.length}"
            f"{_made(chances[data['chosen']])} – {missing}: {told}."
        )
    likeliest = max(range(len(chances)), key=lambda option: float(chances[option]))
    if float(percent(float(chances[likeliest]), 0)) <= 50 or likeliest == data["chosen"]:
        return ""
    missed, way = data["options"][likeliest]
    return (
        f"{of.who} did not move, against the odds: a step {'up' if int(way) > 0 else 'down'} was "
        f"likelier ({probability(chances[likeliest])}) – {words.label(missed)}."
    )


def _chose(of: _Line, yes: str, no: str = "", cost: float = 0.0) -> str:
    """Tell of a choice between talks and none; a no that has no words is not told."""
    data, chosen = of.data, bool(of.data["chosen"])
    if not (chosen or no):
        return ""
    gain = data["value_talking"] - data["value_outside"]
    gains = _gains(gain if of.event.decision == "open" else -gain, would=not chosen, cost=cost)
    return f"{of.who} {yes if chosen else no}{of.likely(chosen)}: {gains}."


def _offer(of: _Line) -> str:
    """Tell what was offered, and what its proposer expected of it."""
    data = of.data
    if data["passed"]:
        return f"It was {possessive(of.who)} turn to propose; it proposed nothing{of.likely()}."
    # Among hundreds of packages every single one goes against the odds.
    offered = f"{of.who} offered ({probability(data['probability'])})"
    package, gain = of.words.package(data["package"], of.state.before), value(data["expected_gain"])
    return f"{offered} – {package}. It expects a gain of {gain}."


def _response(of: _Line) -> str:
    data = of.data
    accepted, gain = bool(data["accepted"]), data["value_package"] - data["value_continuing"]
    answer = f"{'accepted' if accepted else 'refused'}{of.likely(accepted)}"
    told = f"{of.who} {answer}: {_gains(gain, would=not accepted)}"
    if data.get("ratified_probability", 1.0) <= 0.995:
        told += (
            f" if it is ratified. That has a chance of {probability(data['ratified_probability'])},"
            f" and failing costs {value(data['cost_of_failure'])}: saying yes "
            f"{_gains(data['value_of_yes']).removeprefix('it ')}"
        )
    return f"{told}."


def _closing(of: _Line) -> str:
    data, scenario = of.data, of.words.scenario
    way, rupture = Closing(int(data["closing"])), bool(data["rupture"])
    if way in (Closing.WALK_OUT, Closing.OPT_OUT):
        counts = "counts" if rupture else "does not count"
        rule, said = scenario.outcome.rupture, told(f"This {counts} as a rupture.")
        if rule is not None:
            high = "high" if rupture else "low"
            why = f"{{condition}} was {high}, so this {counts} as a rupture."
            said = told(why, condition=of.words.label(rule.condition)).capitalize()
        return told("The talks were closed for good. {why}", why=said) if data["final"] else said
    if way is Closing.BREAKDOWN:
        final = " for good" if data["final"] else ""
        assumed = "assumed" in (scenario.table.breakdown_probability.source or ())
        return told(
            f"The talks broke down{final} for an outside reason ({{chance}} a {{length}}"
            f"{' by assumption' if assumed else ''}).",
            chance=probability(data["probability"]),
            length=of.words.dates.length,
        )
    return {
        Closing.ADJOURNMENT: "The talks adjourned: nothing was offered, and no new date was set.",
        Closing.DEADLINE: "The deadline ended the talks.",
        Closing.INTERVENTION: "The talks were closed from outside.",
    }.get(way, "")


# Every kind of event with its sentence, or what writes it; a kind that is not here is named.
_SENTENCES: dict[str, str | Callable[[_Line], str]] = {
    "act": _act,
    "step": _step,
    "verification": lambda of: told(
        "What was delivered was checked and accepted ({issue})."
        if of.data["passed"]
        else "What was delivered was checked and found bogus; it does not count ({issue}).",
        issue=of.label("issue"),
    ),
    "walk": lambda of: _chose(of, "left the talks", cost=of.data.get("cost_of_move", 0.0)),
    "open": lambda of: _chose(
        of, "agreed to talk", "refused to talk", of.data.get("cost_of_move", 0.0)
    ),
    "adjourn": lambda of: _chose(of, "asked for no further meeting"),
    "offer": _offer,
    "response": _response,
    "ratification": lambda of: (
        f"{of.label('ratifier')} ratified for {of.who}{of.likely()}."
        if of.data["ratified"]
        else f"{of.label('ratifier')} refused to ratify for {of.who}{of.likely(False)}: "
        "no agreement."
    ),
    "opt_out": lambda of: (
        f"{of.who} took its outside option and left{of.likely()}." if of.data["chosen"] else ""
    ),
    "closing": _closing,
    "signing": lambda of: f"SIGNED: {of.words.package(of.data['package'], of.state.before)}.",
    "turnover": lambda of: told(
        "{who} has a new leader: what was believed of the old one no longer holds.", who=of.who
    ),
    "default": lambda of: (
        told("{who} BROKE the agreement – {issue}.", who=of.who, issue=of.label("issue"))
        if of.data.get("issue")
        else told(
            "{who} BROKE the agreement: its promises were due, and it had not kept them.",
            who=of.who,
        )
    ),
    "lapse": lambda of: told(
        "The agreement lapsed: its time had run out{undelivered}.",
        undelivered=_undelivered(of, "of what was promised"),
    ),
    "void": lambda of: told(
        "The broken promise ended the agreement{undelivered}.",
        undelivered=_undelivered(of, "of what was due by then"),
    ),
    "intervention": lambda of: told(
        "[From outside] {change}.",
        change=what_changes(
            *(of.data["kind"], of.data["target"], of.data["value"]), None, of.words.scenario
        ),
    ),
    "completed": "All that was promised had been delivered: the agreement was complete.",
    "expired": "The term of the completed agreement was over: it no longer binds.",
    # The transcript tells these once per round and once at the end.
    "belief": "",
    "ending": "",
}
