"""Names, numbers, terms, packages and dated changes of a scenario in a reader's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bargaining.scenario.episodes import CHANGES, Intervention
from bargaining.scenario.numbers import (
    BetaNumber,
    ChoiceNumber,
    LogUniformNumber,
    NormalNumber,
    Number,
    TriangularNumber,
    ValueNumber,
)
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.terms import Column, is_coefficient, names_in, parse_term
from bargaining.text import Dates, joined, listed, told

__all__ = ["Wording", "change_text", "label_of", "number_text", "term_text", "what_changes"]

# Columns that are neither issues nor conditions; what is no thing but a circumstance comes last.
_THINGS = ("undelivered", "unreciprocated")
_COLUMNS = {
    "at_table": "while talks are under way",
    "ever_agreed": "once an agreement was signed",
    "agreement_in_force": "while an agreement is in force",
    "talks_broken": "once talks are broken off for good",
    "failed_ratification": "when ratification fails",
    "type": "if {party} is {high}",
    "undelivered": "promises {party} has not kept",
    "new_leader": "under a new leader of {party}",
    "unreciprocated": "what {party} has given beyond the others",
}
_POWERS = {2.0: "²", 3.0: "³"}
_LISTED = 6


def label_of(name: str, scenario: ScenarioRecord) -> str:
    """Return the label of a party, an issue, a condition or an act, or its name in words."""
    acts = {act.name: act for act in scenario.acts}
    for table in (scenario.parties, scenario.issues, scenario.conditions, acts):
        if name in table and table[name].label:
            return str(table[name].label)
    plain = name.replace("_", " ")
    return plain.title() if name in scenario.parties else plain[:1].upper() + plain[1:]


def number_text(number: Number, *, signed: bool = False) -> str:
    """Return a number or its prior in words: ``"0.95 to 0.985"``; `signed` with a + above 0."""

    def shown(value: float) -> str:
        return f"{value:+g}" if signed and value > 0 else f"{value:g}"

    if isinstance(number, ValueNumber):
        own = "" if number.spread is None else f" (spread {number.spread:g})"
        return shown(number.value) + own
    if isinstance(number, BetaNumber):
        return f"around {number.expectation():.2g} (beta {number.alpha:g}, {number.beta:g})"
    if isinstance(number, NormalNumber):
        ends = "" if number.low is None else f", at least {number.low:g}"
        ends += "" if number.high is None else f", at most {number.high:g}"
        law = f"{number.kind}: mean {number.mean:g}, sd {number.sd:g}{ends}"
        return f"around {number.expectation():.2g} ({law})"
    if isinstance(number, ChoiceNumber):
        listed = [shown(choice) for choice in number.choices]
        if number.probabilities is not None:
            weighed = zip(listed, number.probabilities, strict=True)
            listed = [f"{choice} (probability {chance:g})" for choice, chance in weighed]
        more = " or ..." if len(listed) > _LISTED else ""
        return " or ".join(listed[:_LISTED]) + more
    text = f"{shown(number.low)} to {shown(number.high)}"
    if isinstance(number, TriangularNumber):
        return f"{text}, mostly {shown(number.mode)}"
    return f"{text} ({number.kind})" if isinstance(number, LogUniformNumber) else text


def term_text(term: str, scenario: ScenarioRecord) -> str:
    """Return a payoff term in words: things first, then the circumstances."""
    columns = parse_term(term)
    circumstances = set(_COLUMNS) - set(_THINGS)
    things = [_column(one, scenario) for one in columns if one.name not in circumstances]
    rest = [_column(one, scenario) for one in columns if one.name in circumstances]
    return listed([*([listed(things, " × ")] if things else []), *rest])


def _column(column: Column, scenario: ScenarioRecord) -> str:
    if column.name in _COLUMNS:
        party = scenario.parties.get(column.detail)
        high = party.type_labels[1] if party else ""
        return told(_COLUMNS[column.name], party=label_of(column.detail, scenario), high=high)
    label = label_of(column.name, scenario)
    if column.detail:
        return told("{label} ({detail})", label=label, detail=column.detail.replace("_", " "))
    if column.power != 1:
        power = _POWERS.get(column.power, f"^{column.power:g}")
        return told("{label}{power}", label=label, power=power)
    return label


def _number(path: str, scenario: ScenarioRecord) -> str:
    """Return in words which number stands at a path that a dated change sets."""
    if is_coefficient(path):
        section, name, *_, term = names_in(path)
        said, label = term_text(term, scenario), label_of(name, scenario)
        if section == "payoffs":
            return told("the weight that {party} puts on {term}", party=label, term=said)
        return told("the push on {condition} by {term}", condition=label, term=said)
    section, name, *rest = path.split(".")
    field = " ".join(rest).replace("_", " ")
    if section in ("conditions", "parties", "issues", "acts") and field:
        return told("the {field} of {name}", field=field, name=label_of(name, scenario))
    return path.replace("_", " ").replace(".", ", ")


def change_text(change: Intervention, scenario: ScenarioRecord) -> str:
    """Return a dated change in words: ``"Nuclear test happens in January 2015"``."""
    last = None if change.lasts else (change.at if change.until is None else change.until)
    if last is not None:
        last = max(change.at, min(last, scenario.settings.rounds.value - 1))
    when = Dates.of(scenario).when(change.at, last)
    changed = what_changes(change.kind, change.target, change.value, change.of, scenario)
    return told("{change} {when}", change=changed, when=when)


def what_changes(kind: str, target: str, value: Any, of: str | None, scenario: Any) -> str:
    """Return in words what a change of a kind does, without its date."""
    said = f"{value:g}" if isinstance(value, int | float) else str(value)
    shown, party = said, scenario.parties.get(target)
    if kind == "level":
        rungs = scenario.issues[target].rungs
        label = next((rung.label for rung in rungs if rung.level == value), "")
        shown = told("{value} (“{rung}”)", value=said, rung=label) if label else said
    times = {"factor": said, "number": _number(of, scenario)} if of else {}
    return told(
        CHANGES[kind].words,
        target=label_of(target, scenario),
        value=shown,
        way={"both": "", "None": target}.get(said, f" {said}"),
        number=_number(target, scenario) if "." in target else "",
        added=told("{factor} times {number}", **times) if of else said,
        other=label_of(said, scenario),
        type=party.type_labels[1] if party is not None else "",
    )


@dataclass(frozen=True, slots=True)
class Wording:
    """Turns the names of a scenario into the words its labels give them."""

    scenario: Any

    @property
    def dates(self) -> Dates:
        """Dates of the rounds."""
        return Dates.of(self.scenario)

    def label(self, name: object) -> str:
        """Return the label of a party, an issue, a condition or an act."""
        return label_of(str(name), self.scenario)

    def labels(self, names: Iterable[object]) -> str:
        """Return several labels as a list: ``"Japan and North Korea"``."""
        return joined([self.label(name) for name in names])

    def rung(self, issue: object, rung: int) -> str:
        """Return a rung's label in quotation marks."""
        rungs = self.scenario.issues[str(issue)].rungs
        if 0 <= rung < len(rungs):
            return told("“{rung}”", rung=rungs[rung].label)
        return told("rung {number}", number=rung)

    def type(self, party: object, type: int) -> str:
        """Return the label of a party's type, 0 or 1, to follow "is"."""
        labels = self.scenario.parties[str(party)].type_labels
        # The schema's own labels say nothing by themselves.
        unnamed, label = labels == ("low", "high"), str(labels[int(type)])
        return told("of the {label} type", label=label) if unnamed else label

    def package(self, rungs: Mapping[str, Any], now: Mapping[str, int]) -> str:
        """Return a package in words; what it leaves as it is comes last, without its rung."""
        left = [self.label(issue) for issue, rung in rungs.items() if now.get(issue) == int(rung)]
        asked = [
            told("{issue} at {rung}", issue=self.label(issue), rung=self.rung(issue, int(rung)))
            for issue, rung in rungs.items()
            if now.get(issue) != int(rung)
        ]
        kept = [told("unchanged: {issues}", issues=left)] if left else []
        return listed([*asked, *kept], "; ")

    def unit(self) -> str:
        """Return what the values are measured in."""
        units = Counter(
            number.unit
            for terms in self.scenario.payoffs.values()
            for number in terms.values()
            if number.unit
        )
        if not units:
            return "the scenario's payoff units"
        return f"units of {units.most_common(1)[0][0]}"
