"""Quantities of runs of which no world is kept, only sums by draw, however many are played."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from bargaining.claims.arms import Arm
from bargaining.claims.estimates import ClaimEstimate, check_confidence, level_of
from bargaining.claims.playing import ArmRun, Size, play_arms
from bargaining.claims.tally import quantity_of, texts_of
from bargaining.defaults import PER_DRAW, SEED, WORLDS
from bargaining.engine.arguments import check_seed, check_whole, scenario_of
from bargaining.engine.runs import Progress, RunFolder
from bargaining.errors import ArgumentError
from bargaining.scenario import Scenario
from bargaining.scenario.quantity_tree import QuantileOfWorlds
from bargaining.stats import CONFIDENCE

__all__ = ["measure_run"]


def measure_run(
    scenario: Scenario | str,
    quantities: str | Sequence[str],
    *,
    worlds: int = WORLDS,
    worlds_per_draw: int = PER_DRAW,
    seed: int = SEED,
    workers: int = 1,
    folder: Path | str | None = None,
    progress: Progress | None = None,
    confidence: float = CONFIDENCE,
) -> Mapping[str, ClaimEstimate]:
    """Play worlds and keep nothing but what some quantities need, so that memory hardly grows.

    The numbers are those of ``measure(simulate(...), quantity)`` with the same arguments.

    Parameters
    ----------
    scenario : Scenario or str
    quantities : str or sequence of str
        Of the language of quantities; no medians or quantiles, which need every world.
    worlds, worlds_per_draw, seed, workers, progress
        As in `simulate`; several workers are processes.
    folder : path, optional
        Where sums are kept as they come, a file for each thousand worlds: a run that was stopped
        goes on from there.
    confidence : float
        Of the intervals, two-sided.

    Returns
    -------
    mapping of str to ClaimEstimate

    Raises
    ------
    ArgumentError
        An argument is out of its range, or a quantity cannot be read.
    Interrupted
        The run was stopped by hand.
    """
    scenario = scenario_of(scenario)
    texts = texts_of(quantities)
    check_whole(worlds=worlds, worlds_per_draw=worlds_per_draw, workers=workers)
    check_confidence(confidence)
    if not texts:
        raise ArgumentError("measure_run needs at least one quantity; got none")
    asked = [quantity_of(text, scenario) for text in texts]
    if ranked := [one.text for one in asked if isinstance(one.tree, QuantileOfWorlds)]:
        raise ArgumentError(
            f"measure_run keeps sums, of which no median or quantile is known: {ranked[0]}; play "
            "the worlds and use measure"
        )
    run = ArmRun(
        Arm(scenario.name), scenario, texts, check_seed(seed), Size(worlds, worlds_per_draw),
        blocks=1,
    )  # fmt: skip
    kept = None if folder is None else RunFolder.prepare(folder)
    (tallies,) = play_arms([run], workers=workers, folder=kept, progress=progress)
    found = {
        text: level_of(quantity, tallies[text], scenario, confidence)
        for text, quantity in zip(texts, asked, strict=True)
    }
    return MappingProxyType(found)
