"""Two results compared world by world: what a change of the scenario did to the same luck."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.analysis.heading import note_on, title_of
from bargaining.errors import ArgumentError
from bargaining.outcomes import Ending, Outcomes
from bargaining.outcomes.clustered import (
    Estimate,
    estimate_mean,
    estimate_share,
    worlds_for_half_width,
)
from bargaining.outcomes.events import first_round
from bargaining.outcomes.given import expect_outcomes

__all__ = ["Comparison", "Difference", "compare"]

EVENTS = ("agreement", "default", "accommodation")


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
            By key of the ending, key of the event, and label of the issue; 0 where it cannot be
            told, since no world differs in a level.

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
        from bargaining.analysis.comparison_table import render

        return render(self, ascii=ascii)


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
    drawn = baseline.is_drawn or changed.is_drawn
    draw = baseline.draw if drawn else baseline.world
    before, after = baseline["ending"], changed["ending"]
    n_endings = len(Ending)
    flow = np.bincount(before.astype(np.int64) * n_endings + after, minlength=n_endings**2)
    return Comparison(
        title=title_of(baseline, changed),
        n_worlds=len(baseline),
        n_draws=baseline.n_draws,
        endings={
            ending: _share_difference(before == ending, after == ending, draw) for ending in Ending
        },
        levels=_level_differences(baseline, changed, draw),
        events={
            event: _share_difference(_happened(baseline, event), _happened(changed, event), draw)
            for event in EVENTS
        },
        flow=flow.reshape(n_endings, n_endings),
        flipped=estimate_share(before != after, draw),
        worlds_per_draw=baseline.record.worlds_per_draw if drawn else 1,
        note=note_on(baseline, changed),
    )


def _happened(outcomes: Outcomes, event: str) -> NDArray[np.bool_]:
    return np.isfinite(first_round(outcomes, event))


def _worlds_for(estimate: Estimate, half_width: float, worlds_per_draw: int) -> int:
    if estimate.standard_error == 0:
        # The interval of a difference that no world shows is a share's upper end on either side,
        # and so twice as wide as that share's own.
        half_width /= 2
        if estimate.half_width == 0:
            return 0
    return worlds_for_half_width(estimate, half_width, worlds_per_draw)


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
        estimate = replace(estimate, low=estimate.value - reach, high=estimate.value + reach)
    return Difference(float(before.mean()), float(after.mean()), _possible(estimate))


def _possible(estimate: Estimate) -> Estimate:
    """Cut an interval where differences of shares and of levels end: few draws reach beyond."""
    return replace(estimate, low=max(-1.0, estimate.low), high=min(1.0, estimate.high))


def _level_differences(
    baseline: Outcomes, changed: Outcomes, draw: NDArray[Any]
) -> dict[str, Difference]:
    before, after = _final_levels(baseline), _final_levels(changed)
    levels = {}
    for name, level in before.items():
        if name in after:
            issue = baseline.scenario.issues[name]
            estimate = _possible(estimate_mean(after[name] - level, draw))
            levels[issue.label or name.replace("_", " ")] = Difference(
                float(level.mean()), float(after[name].mean()), estimate
            )
    return levels


def _final_levels(outcomes: Outcomes) -> dict[str, NDArray[np.float64]]:
    level = outcomes.final_level
    return {str(name): level[:, i] for i, name in enumerate(outcomes.labels["issue"])}
