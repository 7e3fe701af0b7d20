"""The matches of a tournament: every ordered pair of strategies played in the same worlds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bargaining.analysis.bargaining_set import BargainingSet
from bargaining.arrays import Floats
from bargaining.outcomes import Outcomes
from bargaining.scenario import Scenario

if TYPE_CHECKING:
    from bargaining.engine.seats import Seat

__all__ = ["AXES", "Progress", "play_matches"]

Progress = Callable[[int, int], None]

_PAIRS = ("world", "strategy_first", "strategy_second")
AXES = {
    "payoff": (*_PAIRS, "principal"),
    "agreed": _PAIRS,
    "agreement_round": _PAIRS,
    "distance": _PAIRS,
    "nash_share": _PAIRS,
    "score": ("world", "strategy", "opponent"),
}


def play_matches(
    scenario: Scenario,
    names: tuple[str, str],
    seats: Mapping[str, Seat],
    *,
    worlds: int,
    worlds_per_draw: int,
    seed: int,
    workers: int,
    progress: Progress | None,
) -> tuple[dict[str, NDArray[Any]], NDArray[np.int64], Floats]:
    """Play every ordered pair and return what came out, world by world.

    Parameters
    ----------
    names : tuple of str
        The principals in the first seat and in the second.
    seats : mapping
        The strategies by label.

    Returns
    -------
    arrays : dict
        By name, as `AXES` says.
    cluster : array over (world,)
        Group of worlds that errors are clustered by.
    scale : array over (principal,)
        What a score of 1 is in payoff units.
    """
    # The engine takes half a second to load, and results are compared without it.
    from bargaining.engine import simulate
    from bargaining.engine.runs import Run, play_runs

    agreeable = BargainingSet.of(
        scenario, worlds=worlds, seed=seed, worlds_per_draw=worlds_per_draw
    )
    shape = (worlds, len(seats), len(seats))
    arrays: dict[str, NDArray[Any]] = {
        "payoff": np.empty((*shape, 2)),
        "agreed": np.empty(shape, dtype=bool),
        **{name: np.empty(shape) for name in ("agreement_round", "distance", "nash_share")},
    }
    cluster = np.arange(worlds)
    size: dict[str, Any] = {"worlds": worlds, "worlds_per_draw": worlds_per_draw, "seed": seed}
    runs = [
        Run(worlds, partial(simulate, scenario, seats=dict(zip(names, pair, strict=True)), **size))
        for pair in product(seats.values(), repeat=2)
    ]
    for number, outcomes in play_runs(runs, workers=workers, progress=progress):
        cell = (slice(None), *divmod(number, len(seats)))
        _enter(arrays, cell, outcomes, names, agreeable)
        cluster = outcomes.cluster
    apart = agreeable.apart[agreeable.of_world]
    gain = (arrays["payoff"] - apart[:, None, None, :]) / agreeable.scale
    arrays["score"] = (gain[..., 0] + gain[..., 1].swapaxes(1, 2)) / 2
    return arrays, cluster, agreeable.scale


def _enter(
    arrays: dict[str, NDArray[Any]],
    cell: Any,
    outcomes: Outcomes,
    names: tuple[str, str],
    agreeable: BargainingSet,
) -> None:
    """Write down what came out where two strategies met."""
    places = [outcomes.labels["party"].index(name) for name in names]
    payoff = outcomes["payoff"][:, places]
    signed = outcomes.first_round("agreement")
    arrays["payoff"][cell] = payoff
    arrays["agreed"][cell] = np.isfinite(signed)
    arrays["agreement_round"][cell] = signed
    arrays["distance"][cell] = agreeable.distance(payoff)
    arrays["nash_share"][cell] = agreeable.nash_share(payoff)
