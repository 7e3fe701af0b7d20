"""Quantities of runs of which no world is kept, only sums by draw, however many are played."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from bargaining.claims.arms import Arm
from bargaining.claims.estimates import ClaimEstimate, check_confidence, level_of
from bargaining.claims.playing import ArmRun, Size, play_chunks
from bargaining.claims.tally import BLOCKS, Tally, quantity_of, texts_of
from bargaining.defaults import PER_DRAW, SEED, WORLDS
from bargaining.engine.arguments import check_seed, check_whole, scenario_of
from bargaining.engine.runs import Progress, RunFolder
from bargaining.errors import ArgumentError
from bargaining.scenario import Scenario
from bargaining.scenario.evidence import uncertain_paths
from bargaining.scenario.quantity_tree import QuantileOfWorlds
from bargaining.stats import CONFIDENCE

__all__ = ["measure_run"]

# Draws of a quantity, one after the other, before those with the same sums are put together.
_APART = 10_000


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

    The numbers are those of ``measure(simulate(...), quantity)`` with the same arguments, to
    rounding. Two errors differ: a number that rests on one draw of an uncertain scenario has none,
    and where nothing is drawn, the worlds of a draw are at most 20 cases.

    What is kept are the sums of each draw, once for all draws in which they are the same: of a
    share they are small counts, so that memory does not grow with the worlds. Of a mean of
    fractions each draw has sums of its own, 56 bytes and for moments 200; a share of draws needs
    each draw too.

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
    # As in `measure`, worlds are needed where they are the cases, or tell a draw's value from luck.
    by_world = any(one.of_draws for one in asked) or not uncertain_paths(scenario)
    run = ArmRun(
        Arm(scenario.name), scenario, texts, check_seed(seed), Size(worlds, worlds_per_draw),
        blocks=BLOCKS if by_world else 1,
    )  # fmt: skip
    kept = None if folder is None else RunFolder.prepare(folder)
    counted = {
        text: _Counted(each_draw=quantity.of_draws)
        for text, quantity in zip(texts, asked, strict=True)
    }
    for _, tallies in play_chunks([run], workers=workers, folder=kept, progress=progress):
        for text, tally in tallies.items():
            counted[text].add(tally)
    found = {
        text: level_of(quantity, counted.pop(text).tally(), scenario, confidence)
        for text, quantity in zip(texts, asked, strict=True)
    }
    return MappingProxyType(found)


class _Counted:
    """Tallies of chunks, put together as they come."""

    def __init__(self, *, each_draw: bool) -> None:
        self._put_together = Tally.joined if each_draw else Tally.alike
        self._each_draw = each_draw
        self._parts: list[Tally] = []
        self._rows = self._before = 0

    def add(self, tally: Tally) -> None:
        """Add a chunk."""
        self._parts.append(tally)
        self._rows += len(tally.draws)
        # Rows that are not alike are sorted again only once there are twice as many.
        if not self._each_draw and self._rows > max(2 * self._before, _APART):
            self._parts = [self.tally()]
            self._rows = self._before = len(self._parts[0].draws)

    def tally(self) -> Tally:
        """Return the tally of all that was added."""
        return self._put_together(self._parts)
