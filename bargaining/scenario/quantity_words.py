"""What a quantity may be written with: plain signs, names and numbers, and a scenario's words."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from bargaining import codes
from bargaining.scenario.records import ScenarioRecord

__all__ = [
    "ENDINGS", "EVENTS", "FUNCTIONS", "REDUCERS", "RENAMED_WORDS", "UNTAGGED", "Line", "Taken",
    "Vocabulary", "date_of", "parse",
]  # fmt: skip

_LONGEST = 1_000
_DEEPEST = 60
_TOKEN = re.compile(
    r"[ \t\r\n]+"
    r"|[A-Za-z_][A-Za-z0-9_]*"
    r"|\"[^\"\\\\]*\"|'[^'\\\\]*'"
    r"|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![A-Za-z0-9_.])"
    r"|[=!<>]=|[-+*/<>().,|]"
)
_DATE = re.compile(r"(?<![0-9.])([0-9]{4})-(0[1-9]|1[0-2])(?:-([0-3][0-9]))?(?![0-9.])")
_NAME_OF_DATE = re.compile(r"D([0-9]{4})([0-9]{2})(?:([0-9]{2})_)?")
_LABEL = re.compile(r"\"[^\"]*\"|'[^']*'")
_SIGNS = "+ - * / < <= > >= == != ( ) , | and ."


@dataclass(frozen=True, slots=True)
class Line:
    """A quantity's text on one line, its syntax tree, and the columns at which it says "given".

    In the tree every ``|`` is a comma, since Python binds it tighter than comparisons.
    """

    text: str
    tree: ast.expr
    bars: frozenset[int]


def parse(text: str) -> Line:
    """Return the syntax tree of a quantity's text.

    A ValueError says that it is too long or too deep, does not parse, or holds a sign out of place.
    """
    if not isinstance(text, str):
        raise ValueError(f"must be a text; got {type(text).__name__}")
    if len(text) > _LONGEST:
        raise ValueError(f"must have at most {_LONGEST:,} characters; got {len(text):,}")
    line = re.sub(r"[ \t\r\n]+", " ", text).strip()
    if not line:
        raise ValueError("is empty; write a quantity such as P(settlement)")
    # Labels keep their length, so that columns stay; so do dates, each made a name of its digits.
    bare = _LABEL.sub(lambda found: '"' + "x" * (len(found[0]) - 2) + '"', line)
    dated = _DATE.sub(lambda found: "D" + found[0].replace("-", "") + "_" * bool(found[3]), bare)
    place = 0
    while place < len(dated):
        found = _TOKEN.match(dated, place)
        if found is None:
            remedy = ""
            if dated[place] == "=":
                remedy = ' Write "==" to compare.'
            elif dated[place].isdigit():
                remedy = " Numbers are written 0.5 or 1e-3, and names begin with a letter."
            raise ValueError(
                f"cannot be read from {_shown(line[place:])} on: it holds names, numbers, "
                f"labels in quotes and the signs {_SIGNS} only.{remedy}"
            )
        place = found.end()
    depths = list(accumulate((sign == "(") - (sign == ")") for sign in bare))
    if max(depths) > _DEEPEST:
        raise ValueError(f"must have at most {_DEEPEST} parentheses within one another")
    if min(depths) < 0 or depths[-1]:
        raise ValueError(f"must close every parenthesis that it opens, and no other; got {line!r}")
    bars = frozenset(found.start() for found in re.finditer(r"\|", bare))
    try:
        # The tokeniser warns of what the signs above rule out in part; nobody would see it here.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(dated.replace("|", ","), mode="eval").body
    except SyntaxError as error:
        place = max((error.offset or 1) - 1, 0)
        rest = _shown(line[place:]) if place < len(line) else "its end"
        raise ValueError(
            f"is no expression: stopped at {rest}. Write it like "
            f"P(ever(accommodation)) or E(mean(flow.party))"
        ) from None
    except (ValueError, RecursionError, MemoryError, OverflowError):
        raise ValueError("is no expression that can be read: write it shorter") from None
    level: list[ast.AST] = [tree]
    for _ in range(_DEEPEST):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    if level:
        raise ValueError(f"must be at most {_DEEPEST} steps deep; split it, or write it shorter")
    return Line(line, tree, bars)


def date_of(name: str) -> str:
    """Return the date of the text that a name of a syntax tree stands for; empty for others."""
    found = _NAME_OF_DATE.fullmatch(name)
    return "-".join(part for part in found.groups() if part) if found else ""


def _shown(text: str) -> str:
    return repr(text if len(text) <= 30 else text[:30] + "...")


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

    Events are true or false in a round, and series are a number in it; endings and payoffs are true
    or false of a world, or a number of it.
    """

    events: frozenset[str]
    series: frozenset[str]
    endings: frozenset[str]
    payoffs: frozenset[str]
    labels: Mapping[str, Mapping[str, float]]
    """For a series, labels of its values: the rungs of an issue, the types of a party."""

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

    def question_of(self, word: str) -> str:
        """Return a whole quantity that asks for one of the words."""
        if word in self.endings | self.payoffs:
            return f"{'P' if word in self.endings else 'E'}({word})"
        return f"P(ever({word}))" if word in self.events else f"E(mean({word}))"

    def form_in(self, layer: str, word: str) -> str:
        """Return how a word is written over worlds, in a world or, where it may be, in a round."""
        asked = self.question_of(word)
        if layer == "round" and word in self.events | self.series:
            return word
        return asked[2:-1] if layer == "world" else asked

    @property
    def words(self) -> list[str]:
        """Every word, in alphabetical order."""
        return sorted(self.events | self.series | self.endings | self.payoffs)
