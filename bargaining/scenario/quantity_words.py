"""The words a quantity of one scenario may use: functions, events and series, words of a world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bargaining import codes
from bargaining.scenario.records import ScenarioRecord

__all__ = [
    "ENDINGS",
    "EVENTS",
    "FUNCTIONS",
    "REDUCERS",
    "RENAMED_WORDS",
    "UNTAGGED",
    "Taken",
    "Vocabulary",
]

# Events that need no name after a dot.
EVENTS = ("at_table", "agreement_in_force", "talks_broken", *codes.EVENTS)
ENDINGS = tuple(ending.key for ending in codes.Ending)
# Words before a dot as the files and kept results of earlier versions have them.
RENAMED_WORDS = {"standing": "net_concession"}
# What `flow.<party>` holds of payoff lines without a tag.
UNTAGGED = "untagged"


class Taken(NamedTuple):
    """What a reducer of a world's rounds takes, what it gives, and how it is written.

    It takes and gives a ``"truth"`` (an event) or a ``"number"`` (a series); `what` may also be
    ``"any"``, and `gives` the ``"same"`` as it took. `rounds` says how many rounds may follow.
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
# Every function, and how it is written with its arguments.
FUNCTIONS = {
    "P": "P(event) or P(event | condition)",
    "E": "E(number) or E(number | condition)",
    "median": "median(number) or median(number | condition)",
    "quantile": "quantile(number, 0.9) or quantile(number, 0.9 | condition), a share in (0, 1)",
    "lost": "lost(event, rounds)",
    "share_of_draws": "share_of_draws(statement)",
    "abs": "abs(number)",
    **{name: taken.written for name, taken in REDUCERS.items()},
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one scenario, written out with their dots.

    Attributes
    ----------
    events, series : frozenset of str
        True or false in a round; a number in a round.
    endings, payoffs : frozenset of str
        True or false of a world; a number of a world.
    labels : mapping of str to mapping of str to float
        For a series, labels of its values: the rungs of an issue, the types of a party.
    """

    events: frozenset[str]
    series: frozenset[str]
    endings: frozenset[str]
    payoffs: frozenset[str]
    labels: Mapping[str, Mapping[str, float]]

    @classmethod
    def of(cls, scenario: ScenarioRecord) -> Vocabulary:
        """Return the words that quantities of a scenario may use."""
        principals, parties = scenario.table.principals, scenario.parties
        events = [
            *EVENTS,
            *(f"default.{party}" for party in parties),
            *(f"snap_back.{issue}" for issue in scenario.issues),
            *(f"act.{act.name}" for act in scenario.acts),
            *(f"{word}.{p}" for p in principals for word in ("turnover", "agrees", "declines")),
        ]
        typed = [name for name, party in parties.items() if party.belief is not None]
        series = [
            *scenario.issues,
            *scenario.conditions,
            *(f"{word}.{party}" for party in typed for word in ("belief", "type")),
            *(f"undelivered.{party}" for party in parties),
            *(f"{word}.{p}" for p in principals for word in ("unreciprocated", "net_concession")),
            *(f"flow.{party}" for party in parties),
            *(
                f"flow.{party}.{line.tag or UNTAGGED}"
                for party in parties
                for line in scenario.payoffs.get(party, {}).values()
            ),
        ]
        labels: dict[str, Mapping[str, float]] = {
            name: {" ".join(rung.label.split()): rung.level for rung in issue.rungs}
            for name, issue in scenario.issues.items()
        }
        for name in typed:
            labels[f"type.{name}"] = dict(zip(parties[name].type_labels, (0, 1), strict=True))
        return cls(
            frozenset(events),
            # A word of the language is not lost to an issue that bears its name.
            frozenset(series) - set(events) - set(ENDINGS),
            frozenset(ENDINGS),
            frozenset(f"payoff.{party}" for party in parties),
            labels,
        )

    @property
    def words(self) -> list[str]:
        """Every word, in alphabetical order."""
        return sorted(self.events | self.series | self.endings | self.payoffs)
