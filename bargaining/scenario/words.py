"""Numbers, terms and changes of a scenario in words."""

from __future__ import annotations

import calendar

from bargaining.scenario.numbers import (
    BetaNumber,
    ChoiceNumber,
    Number,
    TriangularNumber,
    ValueNumber,
)
from bargaining.scenario.schema import Intervention, Scenario
from bargaining.scenario.terms import Column, is_coefficient, names_in, parse_term

__all__ = ["change_text", "label_of", "number_text", "term_text"]

_FLAGS = {
    "at_table": "while talks are under way",
    "ever_agreed": "once an agreement was signed",
    "agreement_in_force": "while an agreement is in force",
    "talks_broken": "once talks are broken off for good",
    "failed_ratification": "when ratification fails",
}
_POWERS = {2.0: "²", 3.0: "³"}
_LISTED = 6


def label_of(name: str, scenario: Scenario) -> str:
    """Return the label of a party, an issue, a condition or an act, or its name in words."""
    acts = {act.name: act for act in scenario.acts}
    for table in (scenario.parties, scenario.issues, scenario.conditions, acts):
        if name in table and table[name].label:
            return str(table[name].label)
    return name.replace("_", " ")


def number_text(number: Number, *, signed: bool = False) -> str:
    """Return a number or its prior in words, such as ``"0.95 to 0.985"``.

    Parameters
    ----------
    number : Number
    signed : bool
        Whether numbers above 0 bear their sign too.
    """

    def shown(value: float) -> str:
        return f"{value:+g}" if signed and value > 0 else f"{value:g}"

    if isinstance(number, ValueNumber):
        return shown(number.value)
    if isinstance(number, BetaNumber):
        return f"around {number.mean():.2g} (beta {number.alpha:g}, {number.beta:g})"
    if isinstance(number, ChoiceNumber):
        listed = [shown(choice) for choice in number.choices[:_LISTED]]
        return " or ".join(listed) + (" or ..." if len(number.choices) > _LISTED else "")
    text = f"{shown(number.low)} to {shown(number.high)}"
    return f"{text}, mostly {shown(number.mode)}" if isinstance(number, TriangularNumber) else text


def term_text(term: str, scenario: Scenario) -> str:
    """Return a payoff term in words: things first, then the circumstances."""
    columns = parse_term(term)
    circumstances = {*_FLAGS, "type", "new_leader"}
    things = [_column(one, scenario) for one in columns if one.name not in circumstances]
    rest = [_column(one, scenario) for one in columns if one.name in circumstances]
    return ", ".join([*([" × ".join(things)] if things else []), *rest])


def _column(column: Column, scenario: Scenario) -> str:
    if column.name in _FLAGS:
        return _FLAGS[column.name]
    if column.name == "type":
        party = scenario.parties[column.detail]
        return f"if {label_of(column.detail, scenario)} is {party.type_labels[1]}"
    if column.name == "undelivered":
        return f"promises {label_of(column.detail, scenario)} has not kept"
    if column.name == "new_leader":
        return f"under a new leader of {label_of(column.detail, scenario)}"
    if column.name == "unreciprocated":
        return f"what {label_of(column.detail, scenario)} has given beyond the others"
    label = label_of(column.name, scenario)
    if column.detail:
        return f"{label} ({column.detail.replace('_', ' ')})"
    if column.power != 1:
        return label + _POWERS.get(column.power, f"^{column.power:g}")
    return label


def _round(number: int, scenario: Scenario) -> str:
    """Return a round with its month, where rounds are months of a calendar."""
    start = scenario.scenario.start
    if start is None or scenario.scenario.round != "month":
        return f"round {number}"
    years, month = divmod(start.month - 1 + number, 12)
    return f"round {number} ({calendar.month_name[month + 1]} {start.year + years})"


def _weight(path: str, scenario: Scenario) -> str:
    """Return in words whose weight, and on what, stands at the path of a coefficient."""
    section, name, *_, term = names_in(path)
    told = term_text(term, scenario)
    if section == "payoffs":
        return f"the weight that {label_of(name, scenario)} puts on {told}"
    return f"the push on {label_of(name, scenario)} by {told}"


def _number(path: str, scenario: Scenario) -> str:
    """Return in words which number stands at a path that a dated change sets."""
    if is_coefficient(path):
        return _weight(path, scenario)
    section, name, *rest = path.split(".")
    field = " ".join(rest).replace("_", " ")
    if section in ("conditions", "parties", "issues", "acts") and field:
        return f"the {field} of {label_of(name, scenario)}"
    return path.replace("_", " ").replace(".", ", ")


def change_text(change: Intervention, scenario: Scenario) -> str:
    """Return a dated change in words."""
    when = _round(change.at, scenario)
    if change.until is not None and change.until != change.at:
        when += f" to {_round(change.until, scenario)}"
    elif change.lasts:
        when = f"from {when} on" if change.at else "throughout"
    value = f"{change.value:g}" if isinstance(change.value, float) else str(change.value)
    target = label_of(change.target, scenario)
    if change.kind == "scale":
        return f"{when}: {_weight(change.target, scenario)} is multiplied by {value}"
    if change.kind == "add":
        added = f"{value} times {_weight(change.of, scenario)}" if change.of else value
        return f"{when}: {added} is added to {_weight(change.target, scenario)}"
    if change.kind == "parameter":
        return f"{when}: {_number(change.target, scenario)} becomes {value}"
    what = {
        "level": f"{target} is set to {value}",
        "condition": f"{target} is set to {value}",
        "act": f"{target} happens",
        "no_act": f"{target} does not happen",
        "hold": f"{target} cannot move {'up or down' if value == 'both' else value}",
        "menu": f"packages keep {target} at or below {label_of(value, scenario)}",
        "belief": f"observers see a sign {value} times as likely of the high type of {target}",
        "talks": f"talks are {change.target}",
        "turnover": f"the leader of {target} changes",
    }[change.kind]
    return f"{when}: {what}"
