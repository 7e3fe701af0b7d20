"""A comparison of two results: its numbers, and its table in lines of at most 88 characters."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.errors import ArgumentError
from bargaining.outcomes.codes import Ending
from bargaining.outcomes.table import WIDTH, counted, fitted, in_ascii
from bargaining.stats import Estimate, worlds_for_half_width

__all__ = ["Comparison", "Difference", "signed"]

_RULE = "─" * WIDTH
_EVENT_WORDS = {
    "agreement": "an agreement was signed",
    "default": "somebody defaulted",
    "accommodation": "an accommodation ever stood",
}
_POINT = 0.01
# Below so many draws Student's quantile rests on too few differences.
_FEW_DRAWS = 10


@dataclass(frozen=True, slots=True)
class Difference:
    """A quantity before and after the change, and the paired difference.

    Attributes
    ----------
    baseline, changed : float
        Mean or share over worlds.
    estimate : Estimate
        Changed less baseline, with the error of the paired difference.
    """

    baseline: float
    changed: float
    estimate: Estimate

    @property
    def value(self) -> float:
        """Changed less baseline."""
        return self.estimate.value

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as plain values."""
        change = self.estimate.to_dict()
        return {
            "baseline": self.baseline,
            "changed": self.changed,
            "difference": change.pop("value"),
            **change,
        }


@dataclass(frozen=True)
class Comparison:
    """What a change did, world by world.

    Attributes
    ----------
    title : str
        What was compared.
    n_worlds, n_draws : int
        Worlds compared, and the draws they belong to.
    endings : mapping of Ending to Difference
        Shares of the endings.
    levels : mapping of str to Difference
        Mean levels at the end, by label of the issue, for issues that both results have.
    events : mapping of str to Difference
        Shares of worlds in which something ever happened.
    flow : int array, shape (5, 5)
        Worlds that went from the ending of the row to that of the column.
    flipped : Estimate
        Share of worlds with another ending.
    worlds_per_draw : int
        Worlds that share a draw; 1 where every number is fixed, so that worlds are independent.
    note : str
        What a reader must know beside the numbers; often nothing.
    """

    title: str
    n_worlds: int
    n_draws: int
    endings: Mapping[Ending, Difference]
    levels: Mapping[str, Difference]
    events: Mapping[str, Difference]
    flow: NDArray[np.int64]
    flipped: Estimate
    worlds_per_draw: int
    note: str = ""

    def __str__(self) -> str:
        return self.table()

    def __repr__(self) -> str:
        return f"<Comparison over {self.n_worlds:,} worlds: {100 * self.flipped.value:.1f} % flip>"

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers of the table as plain values that JSON can hold."""
        return {
            "title": self.title,
            "note": self.note,
            "worlds": self.n_worlds,
            "draws": self.n_draws,
            "endings": {ending.key: of.to_dict() for ending, of in self.endings.items()},
            "levels": {label: of.to_dict() for label, of in self.levels.items()},
            "events": {event: of.to_dict() for event, of in self.events.items()},
            "flow": {
                before.key: {after.key: int(self.flow[before, after]) for after in Ending}
                for before in Ending
            },
            "flipped": self.flipped.to_dict(),
            "worlds_needed": {"half_width": 0.01, "worlds": self.worlds_needed()},
        }

    def worlds_needed(self, half_width: float = 0.01) -> dict[str, int]:
        """Return how many worlds in all bring each difference's 95 % interval to ± `half_width`.

        They follow from the paired error, and are whole numbers of draws of as many worlds as
        these results have per draw.

        Parameters
        ----------
        half_width : float
            In (0, 1): of a share 0.01 is one point, of a level a hundredth of the ladder.

        Returns
        -------
        dict of str to int
            By key of the ending, key of the event, and label of the issue.

        Raises
        ------
        ArgumentError
            `half_width` is out of its range.
        """
        if not 0 < half_width < 1:
            raise ArgumentError(f"half_width must be in (0, 1), such as 0.01; got {half_width}")
        every = {
            **{ending.key: of for ending, of in self.endings.items()},
            **self.events,
            **self.levels,
        }
        return {
            name: _worlds_for(of.estimate, half_width, self.worlds_per_draw)
            for name, of in every.items()
        }

    def table(self, *, ascii: bool = False) -> str:
        """Return the table that ``print(comparison)`` shows, at most 88 characters wide."""
        text = "\n".join(line.rstrip() for line in _lines(self))
        return in_ascii(text) if ascii else text


def _worlds_for(estimate: Estimate, half_width: float, worlds_per_draw: int) -> int:
    if estimate.standard_error == 0:
        # The interval of a difference that no world shows is a share's upper end on either side,
        # and so twice as wide as that share's own.
        half_width /= 2
    return worlds_for_half_width(estimate, half_width, worlds_per_draw)


def _lines(of: Comparison) -> list[str]:
    needed = of.worlds_needed(_POINT)
    shares = [
        *((ending.key, ending.words, change) for ending, change in of.endings.items()),
        *((event, words, of.events[event]) for event, words in _EVENT_WORDS.items()),
    ]
    levels = [(label, label, change) for label, change in of.levels.items()]
    return [
        *textwrap.wrap(of.title, WIDTH),
        *textwrap.wrap(of.note, WIDTH),
        f"{counted(of.n_worlds, 'world')} ({counted(of.n_draws, 'draw')}), same luck twice",
        *_warning(of),
        "",
        _row("Share of worlds, %", "before", "after", "change", "95 % interval", "± 1 needs"),
        _RULE,
        *(_difference(words, change, 100, 1, needed[key]) for key, words, change in shares),
        _RULE,
        "",
        _row("Mean level at the end", "before", "after", "change", "95 % interval", "± .01 needs"),
        _RULE,
        *(_difference(words, change, 1, 3, needed[key]) for key, words, change in levels),
        _RULE,
        "Levels are from 0 to 1. Last column: worlds, in whole draws, for so narrow an interval.",
        "",
        *_flow(of),
    ]


def _warning(of: Comparison) -> list[str]:
    if of.worlds_per_draw == 1 or of.n_draws >= _FEW_DRAWS:
        return []
    few = f"With fewer than {_FEW_DRAWS} draws the intervals tell little"
    return [f"{few}: play more worlds, or fewer of each draw."]


def _flow(of: Comparison) -> list[str]:
    flipped = int(of.flow.sum() - np.trace(of.flow))
    share = f"{100 * of.flipped.value:.1f} %"
    lines = [f"{flipped:,} of {of.n_worlds:,} worlds ({share}) end otherwise than before"]
    if not flipped:
        return lines
    names = [ending.words.split()[0] for ending in Ending]
    return [
        *lines,
        "",
        f"{'from (rows) to (columns), worlds':33}" + "".join(f"{name:>11}" for name in names),
        _RULE,
        *(
            f"{ending.words:33}" + "".join(f"{count:>11,}" for count in of.flow[ending])
            for ending in Ending
        ),
        _RULE,
    ]


def _difference(what: str, of: Difference, scale: float, digits: int, needed: int) -> str:
    if of.value == 0 and of.estimate.standard_error == 0:
        interval = "no world differs"
    else:
        ends = (signed(scale * end, digits) for end in (of.estimate.low, of.estimate.high))
        interval = " to ".join(ends)
    return _row(
        fitted(what, 34),
        f"{scale * of.baseline:.{digits}f}",
        f"{scale * of.changed:.{digits}f}",
        signed(scale * of.value, digits),
        interval,
        f"{needed:,}" if needed else "–",
    )


def _row(what: str, before: str, after: str, change: str, interval: str, needed: str) -> str:
    return f"{what:34}{before:>7}{after:>7}{change:>8}{interval:>19}{needed:>13}"


def signed(number: float, digits: int) -> str:
    """Return a number with its sign, nought without one."""
    text = f"{number:+.{digits}f}"
    return text[1:] if not float(text) else text
