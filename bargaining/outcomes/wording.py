"""What the sentences of a transcript share: figures in words, and what an event says."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bargaining.outcomes.history import Event
from bargaining.scenario.words import Wording
from bargaining.text import decimal

__all__ = [
    "RoundState",
    "against_the_odds",
    "chosen_of",
    "gains",
    "holds_back",
    "level",
    "made",
    "name_of",
    "probability",
    "promised_of",
    "value",
]

# A choice less likely than this is said to go against the odds.
_ODD = 0.2


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


def name_of(event: Event, words: Wording) -> str:
    """Return the name of the party whose event it is."""
    return words.label(event.party) if event.party else "A party"


def probability(chance: Any) -> str:
    """Return a probability in percent, never rounded to impossible or certain."""
    share = float(chance)
    if math.isnan(share):
        return "unknown"
    if 0 < share < 0.005:
        return "under 1 %"
    if 0.995 < share < 1:
        return "over 99 %"
    return f"{100 * share:.0f} %"


def against_the_odds(chance: Any) -> str:
    """Return words to follow a choice of some probability; nothing where it was no surprise."""
    return ", against the odds" if float(chance) < _ODD else ""


def made(chance: Any) -> str:
    """Return what follows a choice: how likely it was, and whether that is a surprise."""
    return f"{against_the_odds(chance)} ({probability(chance)})"


def value(amount: Any) -> str:
    """Return a payoff with three decimals."""
    return decimal(float(amount), 3)


def level(amount: Any) -> str:
    """Return a level in [0, 1] with two decimals, or as many as it takes to be told from 0."""
    number = float(amount)
    return f"{number:.2f}" if number == 0 or abs(number) >= 0.005 else f"{number:.2g}"


def gains(amount: Any, *, would: bool = False, cost: Any = 0.0) -> str:
    """Return what a choice is worth: ``"it gains 0.027, moving costs 0.097"``.

    Parameters
    ----------
    amount : float
        Payoff of the choice less that of the other.
    would : bool
        Whether the choice was not made.
    cost : float
        What any move costs; told where a gain is smaller.
    """
    text = value(amount)
    lost, of = text.startswith("-"), text.lstrip("-")
    if of == "0.000":
        return "it would gain nothing" if would else "it gains nothing"
    verb = ("would " if would else "") + ("lose" if lost else "gain") + ("" if would else "s")
    moving = f", moving costs {value(cost)}" if not lost and float(amount) < float(cost) else ""
    return f"it {verb} {of}{moving}"


def holds_back(event: Event) -> bool:
    """Return whether nothing was moved although a promise in force asked for a step."""
    return not int(_options(event)[chosen_of(event)][1]) and bool(promised_of(event))


def promised_of(event: Event) -> list[int]:
    """Return the positions of the steps that a promise in force asks for."""
    promised: Any = event.data.get("promised", ())
    options = _options(event)
    return [i for i, due in enumerate(promised) if due and int(options[i][1]) > 0]


def chosen_of(event: Event) -> int:
    """Return the position of the option that was chosen."""
    picked: Any = event.data["chosen"]
    if not isinstance(picked, tuple | list):
        return int(picked)
    return [tuple(option) for option in _options(event)].index(tuple(picked))


def _options(event: Event) -> Sequence[Any]:
    options: Any = event.data["options"]
    return list(options)
