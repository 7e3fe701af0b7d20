"""The table of a comparison, in lines of at most 88 characters."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np

from bargaining.outcomes import Ending
from bargaining.outcomes.table import WIDTH, counted, fitted, in_ascii

if TYPE_CHECKING:
    from bargaining.analysis.compare import Comparison, Difference

__all__ = ["render", "signed"]

_RULE = "─" * WIDTH
_EVENT_WORDS = {
    "agreement": "an agreement was signed",
    "default": "somebody defaulted",
    "accommodation": "an accommodation ever stood",
}
_POINT = 0.01
# Below so many draws Student's quantile rests on too few differences.
_FEW_DRAWS = 10


def render(comparison: Comparison, *, ascii: bool = False) -> str:
    """Return the table of a comparison."""
    text = "\n".join(line.rstrip() for line in _lines(comparison))
    return in_ascii(text) if ascii else text


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
