"""A comparison of two results: its numbers, and its table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.codes import Ending
from bargaining.errors import ArgumentError
from bargaining.stats import Estimate, worlds_for_half_width
from bargaining.text import (
    Column,
    counted,
    decimal,
    in_ascii,
    interval,
    paragraphs,
    signed,
    table,
    wrap,
)

__all__ = ["Comparison", "Difference"]

_EVENT_WORDS = {
    "agreement": "an agreement was signed",
    "default": "an agreement was broken",
    "accommodation": "at some time every side had conceded something",
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

    def net_effect(self) -> str:
        """Return in words which share of the worlds' endings changes most, rises and falls netted.

        Such as ``"Collapse rises from 30 to 46 of 100 worlds"``; the largest change that is beyond
        sampling error where there is one.
        """
        clear = [
            ending
            for ending, of in self.endings.items()
            if of.estimate.low > 0 or of.estimate.high < 0
        ]
        if not any(of.value for of in self.endings.values()):
            moved = " on balance" if np.trace(self.flow) < self.flow.sum() else ""
            return f"The change alters no share of the endings{moved}"
        most = max(clear or self.endings, key=lambda ending: abs(self.endings[ending].value))
        of = self.endings[most]
        verb = "rises" if of.value > 0 else "falls"
        # Halves are rounded up as a reader rounds them.
        shares = (round(100 * share, 9) for share in (of.baseline, of.changed))
        before, after = (f"{math.floor(share + 0.5)}" for share in shares)
        if before == after:
            before, after = (f"{100 * share:.1f}" for share in (of.baseline, of.changed))
        sure = "" if clear else " (no change of an ending is beyond sampling error)"
        return f"{most.words.capitalize()} {verb} from {before} to {after} of 100 worlds{sure}"

    def table(self, *, ascii: bool = False) -> str:
        """Return the table that ``print(comparison)`` shows, as wide as the terminal."""
        text = "\n".join(_lines(self))
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
    worlds = f"{counted(of.n_worlds, 'world')} ({counted(of.n_draws, 'draw')})"
    head = [of.title, of.net_effect(), *filter(None, [of.note])]
    head.append(f"{worlds}, the same chance before and after")
    if of.worlds_per_draw > 1 and of.n_draws < _FEW_DRAWS:
        few = f"With fewer than {_FEW_DRAWS} draws the intervals tell little"
        head.append(f"{few}: play more worlds, or fewer of each draw.")
    return [
        *paragraphs(head),
        "",
        *table(
            _columns("Share of worlds, %", "worlds for ±1"),
            [_row(words, change, 100, 1, needed[key]) for key, words, change in shares],
        ),
        "",
        *table(
            _columns("Mean level at the end (0 to 1)", "worlds for ±.01"),
            [_row(label, change, 1, 3, needed[label]) for label, change in of.levels.items()],
        ),
        *wrap("Last column: worlds to play, in whole draws, for an interval so narrow."),
        "",
        *_flow(of),
    ]


def _columns(what: str, needed: str) -> list[Column]:
    heads = ("before", "after", "change", "95 % interval", needed)
    return [Column(what, words=True), *map(Column, heads)]


def _row(what: str, of: Difference, scale: float, digits: int, needed: int) -> list[str]:
    estimate = of.estimate
    ends = (signed(scale * end, digits) for end in (estimate.low, estimate.high))
    still = of.value == 0 and estimate.standard_error == 0
    return [
        what,
        decimal(scale * of.baseline, digits),
        decimal(scale * of.changed, digits),
        signed(scale * of.value, digits),
        "no world differs" if still else interval(*ends),
        f"{needed:,}" if needed else "–",
    ]


def _flow(of: Comparison) -> list[str]:
    flipped = int(of.flow.sum() - np.trace(of.flow))
    share = f"{100 * of.flipped.value:.1f} %"
    lines = wrap(f"{flipped:,} of {of.n_worlds:,} worlds ({share}) end otherwise than before")
    if not flipped:
        return lines
    columns = [
        Column("worlds from (rows) to (columns)", words=True),
        *(Column(ending.words) for ending in Ending),
    ]
    rows = [[ending.words, *(f"{count:,}" for count in of.flow[ending])] for ending in Ending]
    return [*lines, "", *table(columns, rows)]
