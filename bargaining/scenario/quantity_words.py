"""The words a quantity of one scenario may use: events and series of a round, words of a world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bargaining import codes
from bargaining.scenario.near import did_you_mean

if TYPE_CHECKING:
    from bargaining.scenario.records import ScenarioRecord

__all__ = [
    "ENDINGS",
    "EVENTS",
    "FUNCTIONS",
    "REDUCERS",
    "UNTAGGED",
    "Taken",
    "Vocabulary",
    "function_meant",
]

# Events that need no name after a dot.
EVENTS = ("at_table", "agreement_in_force", "talks_broken", *codes.EVENTS)
ENDINGS = tuple(ending.key for ending in codes.Ending)
# What `flow.<party>` holds of payoff lines without a tag.
UNTAGGED = "untagged"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a reducer of a world's rounds takes, and what it gives.

    Attributes
    ----------
    what : str
        ``"truth"`` for an event, ``"number"`` for a series, ``"any"`` for either.
    gives : str
        ``"truth"``, ``"number"``, or ``"same"`` as it took.
    rounds : tuple of int
        How many rounds may follow.
    written : str
        How it is written.
    """

    what: str
    gives: str
    rounds: tuple[int, ...]
    written: str


REDUCERS = {
    "ever": Taken("truth", "truth", (0, 2), "ever(event) or ever(event, first, last)"),
    "never": Taken("truth", "truth", (0, 2), "never(event) or never(event, first, last)"),
    "count": Taken("truth", "number", (0, 2), "count(event) or count(event, first, last)"),
    "first": Taken("truth", "number", (0,), "first(event)"),
    "at": Taken("any", "same", (1,), "at(event, round) or at(series, round)"),
    "last": Taken("any", "same", (0,), "last(event) or last(series)"),
    "mean": Taken("number", "number", (0, 2), "mean(series) or mean(series, first, last)"),
    "change": Taken("number", "number", (2,), "change(series, from, to)"),
    "highest": Taken("number", "number", (0, 2), "highest(series) or highest(series, first, last)"),
    "lowest": Taken("number", "number", (0, 2), "lowest(series) or lowest(series, first, last)"),
}
FUNCTIONS = ("P", "E", "lost", "share_of_draws", "abs", *REDUCERS)
# What others call them.
_ELSEWHERE = {
    "max": "highest",
    "min": "lowest",
    "sum": "count",
    "len": "count",
    "average": "mean",
    "avg": "mean",
    "any": "ever",
    "final": "last",
    "probability": "P",
    "prob": "P",
}


def function_meant(name: str) -> str:
    """Return a sentence that suggests the function that was meant, or else lists all."""
    meant = _ELSEWHERE.get(name.lower())
    if meant is not None:
        return f'Did you mean "{meant}"?'
    return did_you_mean(name, FUNCTIONS, "functions")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one scenario, written out with their dots.

    Attributes
    ----------
    events, series : frozenset of str
        True or false in a round; a number in a round.
    endings, payoffs : frozenset of str
        True or false of a world; a number of a world.
    """

    events: frozenset[str]
    series: frozenset[str]
    endings: frozenset[str]
    payoffs: frozenset[str]

    @classmethod
    def of(cls, scenario: ScenarioRecord) -> Vocabulary:
        """Return the words that quantities of a scenario may use."""
        principals = scenario.table.principals
        events = [
            *EVENTS,
            *(f"default.{party}" for party in scenario.parties),
            *(f"snap_back.{issue}" for issue in scenario.issues),
            *(f"act.{act.name}" for act in scenario.acts),
            *(f"{word}.{p}" for p in principals for word in ("turnover", "agrees", "declines")),
        ]
        typed = [name for name, party in scenario.parties.items() if party.belief is not None]
        series = [
            *scenario.issues,
            *scenario.conditions,
            *(f"belief.{party}" for party in typed),
            *(f"undelivered.{party}" for party in scenario.parties),
            *(f"unreciprocated.{principal}" for principal in principals),
            *(f"standing.{principal}" for principal in principals),
        ]
        for party in scenario.parties:
            tags = {line.tag or UNTAGGED for line in scenario.payoffs.get(party, {}).values()}
            series += [f"flow.{party}", *(f"flow.{party}.{tag}" for tag in sorted(tags))]
        return cls(
            frozenset(events),
            # A word of the language is not lost to an issue that bears its name.
            frozenset(series) - set(events) - set(ENDINGS),
            frozenset(ENDINGS),
            frozenset(f"payoff.{party}" for party in scenario.parties),
        )

    @property
    def words(self) -> list[str]:
        """Every word, in alphabetical order."""
        return sorted(self.events | self.series | self.endings | self.payoffs)
