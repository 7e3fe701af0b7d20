"""Names, dates and figures of one scenario in a reader's words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bargaining.outcomes.dates import Dates

if TYPE_CHECKING:
    from bargaining.scenario.schema import Scenario

__all__ = [
    "GLUE",
    "Wording",
    "against_the_odds",
    "chance",
    "counted",
    "difference",
    "joined",
    "level",
    "possessive",
    "probability",
    "value",
]

# Stands between a number and its unit while lines are broken, and becomes a space afterwards.
GLUE = "\N{NO-BREAK SPACE}"

# A choice less likely than this is said to go against the odds.
_ODD = 0.2
_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def probability(chance: object) -> str:
    """Return a probability in percent, never rounded to impossible or certain."""
    share = _float(chance)
    if math.isnan(share):
        return "unknown"
    if 0 < share < 0.005:
        return f"under{GLUE}1{GLUE}%"
    if 0.995 < share < 1:
        return f"over{GLUE}99{GLUE}%"
    return f"{100 * share:.0f}{GLUE}%"


def value(amount: object) -> str:
    """Return a payoff with three decimals, without a minus before nought."""
    text = f"{_float(amount):.3f}"
    return "0.000" if text == "-0.000" else text


def level(amount: object) -> str:
    """Return a level in [0, 1] with two decimals, or as many as it takes to be told from nought."""
    number = _float(amount)
    return f"{number:.2f}" if number == 0 or abs(number) >= 0.005 else f"{number:.2g}"


def difference(amount: object, than: str) -> str:
    """Return a difference in words: ``"0.043 less than going on"``."""
    text = value(amount)
    if text == "0.000":
        return f"as much as {than}"
    return f"{text.lstrip('-')} {'less' if text.startswith('-') else 'more'} than {than}"


def against_the_odds(chance: object) -> str:
    """Return words to follow a choice of some probability; nothing where it was no surprise."""
    return ", against the odds" if _float(chance) < _ODD else ""


def chance(of_choice: object) -> str:
    """Return the probability of a choice; "against the odds" says by itself what the figure is."""
    return f"{'' if _float(of_choice) < _ODD else 'probability '}{probability(of_choice)}"


def joined(names: Sequence[str]) -> str:
    """Return names as a list in words: ``"China, Japan and South Korea"``."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def possessive(name: str) -> str:
    """Return a name as an owner: ``"China's"``, ``"United States'"``."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def counted(number: int) -> str:
    """Return a count, in words up to ten."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


@dataclass(frozen=True, slots=True)
class Wording:
    """Turns the names of a scenario into the words its labels give them."""

    scenario: Scenario

    @property
    def dates(self) -> Dates:
        """Dates of the rounds."""
        return Dates.of(self.scenario)

    def party(self, name: object) -> str:
        """Return a party's label."""
        party = self.scenario.parties.get(str(name))
        return (party.label if party else "") or str(name).replace("_", " ").title()

    def issue(self, name: object) -> str:
        """Return an issue's label."""
        issue = self.scenario.issues.get(str(name))
        return (issue.label if issue else "") or str(name).replace("_", " ").capitalize()

    def rung(self, issue: object, rung: int) -> str:
        """Return a rung's label in quotation marks."""
        rungs = self.scenario.issues[str(issue)].rungs
        return f"“{rungs[rung].label}”" if 0 <= rung < len(rungs) else f"rung {rung}"

    def condition(self, name: object) -> str:
        """Return a condition's label."""
        condition = self.scenario.conditions.get(str(name))
        return (condition.label if condition else "") or str(name).replace("_", " ").capitalize()

    def act(self, name: object) -> str:
        """Return an act's label."""
        labels = {act.name: act.label for act in self.scenario.acts}
        return labels.get(str(name)) or str(name).replace("_", " ").capitalize()

    def type(self, party: object, type: int) -> str:
        """Return the label of a party's type, 0 or 1, to follow "is"."""
        labels = self.scenario.parties[str(party)].type_labels
        # The schema's own labels say nothing by themselves.
        unnamed = labels == ("low", "high")
        return f"of the {labels[int(type)]} type" if unnamed else labels[int(type)]

    def package(self, rungs: Mapping[str, Any], now: Mapping[str, int]) -> str:
        """Return a package in words; what it leaves as it is comes last, without its rung."""
        asked, left = [], []
        for issue, rung in rungs.items():
            # Labels of places and states keep their capitals, so no label is put in lower case.
            if now.get(issue) == int(rung):
                left.append(self.issue(issue))
            else:
                asked.append(f"{self.issue(issue)} at {self.rung(issue, int(rung))}")
        words = "; ".join(asked)
        if left:
            words += f"{'; ' if words else ''}as it stands: {', '.join(left)}"
        return words

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


def _float(number: object) -> float:
    return float(number)  # type: ignore[arg-type]
