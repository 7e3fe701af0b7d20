"""Two results compared world by world: what a change of the scenario did to the same luck."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.analysis.comparison import Comparison, Difference
from bargaining.errors import ArgumentError
from bargaining.outcomes import Ending, Outcomes
from bargaining.outcomes.events import first_round
from bargaining.outcomes.outcomes import expect_outcomes
from bargaining.outcomes.setting import changes_in_words, seats_in_words
from bargaining.stats import estimate_change, estimate_share
from bargaining.text import Dates

__all__ = ["compare"]

EVENTS = ("agreement", "default", "accommodation")


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
    drawn = baseline.has_uncertainty or changed.has_uncertainty
    draw = baseline.draw if drawn else baseline.world
    before, after = baseline["ending"], changed["ending"]
    n_endings = len(Ending)
    flow = np.bincount(before.astype(np.int64) * n_endings + after, minlength=n_endings**2)
    return Comparison(
        title=_title(baseline, changed),
        n_worlds=len(baseline),
        n_draws=baseline.n_draws,
        endings={ending: _difference(before == ending, after == ending, draw) for ending in Ending},
        levels=_level_differences(baseline, changed, draw),
        events={
            event: _difference(_happened(baseline, event), _happened(changed, event), draw)
            for event in EVENTS
        },
        flow=flow.reshape(n_endings, n_endings),
        flipped=estimate_share(before != after, draw),
        worlds_per_draw=baseline.record.worlds_per_draw if drawn else 1,
        note=_note(baseline, changed),
    )


def _happened(outcomes: Outcomes, event: str) -> NDArray[np.bool_]:
    return np.isfinite(first_round(outcomes, event))


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


def _difference(before: NDArray[Any], after: NDArray[Any], draw: NDArray[Any]) -> Difference:
    estimate = estimate_change(before, after, draw)
    return Difference(float(before.mean()), float(after.mean()), estimate)


def _level_differences(
    baseline: Outcomes, changed: Outcomes, draw: NDArray[Any]
) -> dict[str, Difference]:
    before, after = _final_levels(baseline), _final_levels(changed)
    levels = {}
    for name, level in before.items():
        if name in after:
            issue = baseline.scenario.issues[name]
            label = issue.label or name.replace("_", " ")
            levels[label] = _difference(level, after[name], draw)
    return levels


def _final_levels(outcomes: Outcomes) -> dict[str, NDArray[np.float64]]:
    level = outcomes.final_level
    return {str(name): level[:, i] for i, name in enumerate(outcomes.labels["issue"])}


def _title(baseline: Outcomes, changed: Outcomes) -> str:
    """Return what two results differ in, in words."""
    names = baseline.scenario.scenario.name, changed.scenario.scenario.name
    if names[0] != names[1]:
        before, after = (
            ", ".join([name, *changes_in_words(outcomes.scenario)])
            for name, outcomes in zip(names, (baseline, changed), strict=True)
        )
        return f"{before} (before) against {after} (after)"
    if baseline.record.seats != changed.record.seats:
        before, after = (_seats(outcomes) for outcomes in (baseline, changed))
        return f"{names[0]}: {before} (before) against {after} (after)"
    if baseline.scenario.played_digest == changed.scenario.played_digest:
        seats = ", ".join(seats_in_words(baseline.scenario, baseline.record))
        return f"{names[0]}, twice the same scenario{f', {seats}' if seats else ''}"
    known = changes_in_words(baseline.scenario)
    told = [change for change in changes_in_words(changed.scenario) if change not in known]
    return f"{names[0]}: {'; '.join(told) if told else 'changed'}"


def _note(baseline: Outcomes, changed: Outcomes) -> str:
    """Say so where the two end at different times: their last rounds are what is compared."""
    lengths = [
        Dates.of(outcomes.scenario).lasting(len(outcomes.labels["round"]))
        for outcomes in (baseline, changed)
    ]
    if lengths[0] == lengths[1]:
        return ""
    return f"The end is after {lengths[0]} before the change, and after {lengths[1]} with it."


def _seats(outcomes: Outcomes) -> str:
    seats = seats_in_words(outcomes.scenario, outcomes.record)
    return ", ".join(seats) or "everybody as in the scenario"
