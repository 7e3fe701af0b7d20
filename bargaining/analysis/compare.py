"""Two results compared world by world: what a change of the scenario did to the same luck."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.analysis.heading import note_on, title_of
from bargaining.errors import ArgumentError
from bargaining.outcomes import Ending, Outcomes
from bargaining.outcomes.clustered import Estimate, estimate_mean, estimate_share
from bargaining.outcomes.events import first_rounds
from bargaining.outcomes.given import expect_outcomes
from bargaining.outcomes.table import WIDTH, counted, fitted, in_ascii

__all__ = ["Comparison", "Difference", "compare"]

_EVENTS = {
    "agreement": "an agreement was signed",
    "default": "somebody defaulted",
    "accommodation": "an accommodation ever stood",
}


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
        }

    def table(self, *, ascii: bool = False) -> str:
        """Return the table that ``print(comparison)`` shows, at most 88 characters wide."""
        text = "\n".join(line.rstrip() for line in self._lines())
        return in_ascii(text) if ascii else text

    def _lines(self) -> list[str]:
        rule = "─" * WIDTH
        percent = [
            *((ending.words, of) for ending, of in self.endings.items()),
            *((words, self.events[event]) for event, words in _EVENTS.items()),
        ]
        return [
            *textwrap.wrap(self.title, WIDTH),
            *textwrap.wrap(self.note, WIDTH),
            f"{counted(self.n_worlds, 'world')} ({counted(self.n_draws, 'draw')}), same luck twice",
            "",
            _row("Share of worlds, %", "before", "after", "change", "95 % interval"),
            rule,
            *(_difference_row(words, of, 100, 1) for words, of in percent),
            rule,
            "",
            _row("Mean level at the end, 0 to 1", "before", "after", "change", "95 % interval"),
            rule,
            *(_difference_row(label, of, 1, 3) for label, of in self.levels.items()),
            rule,
            "",
            *self._flow_lines(),
        ]

    def _flow_lines(self) -> list[str]:
        rule = "─" * WIDTH
        flipped = int(self.flow.sum() - np.trace(self.flow))
        share = f"{100 * self.flipped.value:.1f} %"
        lines = [f"{flipped:,} of {self.n_worlds:,} worlds ({share}) end otherwise than before"]
        if not flipped:
            return lines
        names = [ending.words.split()[0] for ending in Ending]
        return [
            *lines,
            "",
            f"{'from (rows) to (columns), worlds':33}" + "".join(f"{name:>11}" for name in names),
            rule,
            *(
                f"{ending.words:33}" + "".join(f"{count:>11,}" for count in self.flow[ending])
                for ending in Ending
            ),
            rule,
        ]


def compare(baseline: Outcomes, changed: Outcomes) -> Comparison:
    """Compare two results world by world.

    World 17 of both had the same parameters and the same luck, so that differences are due to the
    change, and their error is far smaller than that of two separate runs.

    Parameters
    ----------
    baseline, changed : Outcomes
        Results of the same seed, worlds and worlds per draw.

    Raises
    ------
    ArgumentError
        The results are not paired.
    """
    for outcomes in (baseline, changed):
        expect_outcomes(outcomes, "compare")
    _check_paired(baseline, changed)
    # Worlds of one draw are independent only where both scenarios' numbers are all fixed.
    draw = baseline.draw if changed.is_drawn else baseline.cluster
    before, after = baseline["ending"], changed["ending"]
    n_endings = len(Ending)
    flow = np.bincount(before.astype(np.int64) * n_endings + after, minlength=n_endings**2)
    first, second = first_rounds(baseline), first_rounds(changed)
    return Comparison(
        title=title_of(baseline, changed),
        n_worlds=len(baseline),
        n_draws=baseline.n_draws,
        endings={
            ending: _share_difference(before == ending, after == ending, draw) for ending in Ending
        },
        levels=_level_differences(baseline, changed, draw),
        events={
            event: _share_difference(np.isfinite(first[event]), np.isfinite(second[event]), draw)
            for event in _EVENTS
        },
        flow=flow.reshape(n_endings, n_endings),
        flipped=estimate_share(before != after, draw),
        note=note_on(baseline, changed),
    )


def _check_paired(baseline: Outcomes, changed: Outcomes) -> None:
    for what in ("seed", "worlds_per_draw"):
        ours, theirs = getattr(baseline.record, what), getattr(changed.record, what)
        if ours != theirs:
            raise ArgumentError(
                f"results compared world by world must share their luck: {what} is {ours} in the "
                f"baseline and {theirs} in the changed one; run both with the same"
            )
    if len(baseline) == 0 or not np.array_equal(baseline.world, changed.world):
        raise ArgumentError(
            f"results compared world by world must hold the same worlds; the baseline has "
            f"{len(baseline):,} and the changed one {len(changed):,}"
            + (", not the same ones" if len(baseline) == len(changed) else "")
        )


def _share_difference(before: NDArray[Any], after: NDArray[Any], draw: NDArray[Any]) -> Difference:
    change = after.astype(np.float64) - before
    estimate = estimate_mean(change, draw)
    if estimate.standard_error == 0 or math.isnan(estimate.standard_error):
        # No world changed (or all did): what is bounded is the share of worlds that would.
        bound = estimate_share(before != after, draw)
        reach = bound.high if estimate.value == 0 else 1 - bound.low
        estimate = Estimate(
            estimate.value,
            estimate.standard_error,
            max(-1.0, estimate.value - reach),
            min(1.0, estimate.value + reach),
            estimate.n_worlds,
            estimate.n_draws,
            estimate.clustered,
        )
    return Difference(float(before.mean()), float(after.mean()), estimate)


def _level_differences(
    baseline: Outcomes, changed: Outcomes, draw: NDArray[Any]
) -> dict[str, Difference]:
    before, after = _final_levels(baseline), _final_levels(changed)
    levels = {}
    for name, level in before.items():
        if name in after:
            issue = baseline.scenario.issues[name]
            estimate = estimate_mean(after[name] - level, draw)
            levels[issue.label or name.replace("_", " ")] = Difference(
                float(level.mean()), float(after[name].mean()), estimate
            )
    return levels


def _final_levels(outcomes: Outcomes) -> dict[str, NDArray[np.float64]]:
    level = outcomes.level
    return {str(name): level[:, -1, i] for i, name in enumerate(outcomes.labels["issue"])}


def _row(what: str, before: str, after: str, change: str, interval: str) -> str:
    return f"{what:42}{before:>9}{after:>9}{change:>9}{interval:>19}"


def _difference_row(what: str, of: Difference, scale: float, digits: int) -> str:
    if of.value == 0 and of.estimate.standard_error == 0:
        interval = "no world differs"
    else:
        ends = (_signed(scale * end, digits) for end in (of.estimate.low, of.estimate.high))
        interval = " to ".join(ends)
    return _row(
        fitted(what, 41),
        f"{scale * of.baseline:.{digits}f}",
        f"{scale * of.changed:.{digits}f}",
        _signed(scale * of.value, digits),
        interval,
    )


def _signed(number: float, digits: int) -> str:
    """Return a number with its sign, nought without one."""
    text = f"{number:+.{digits}f}"
    return text[1:] if not float(text) else text
