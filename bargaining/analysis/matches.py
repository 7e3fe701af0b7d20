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
    workers: int,
    progress: Progress | None,
    **size: Any,
) -> tuple[dict[str, NDArray[Any]], NDArray[np.int64], Floats]:
    """Play every ordered pair in the seats of two parties and return what came out.

    `size` is the worlds, worlds per draw and seed. The arrays have the axes of `AXES`; with them
    come the group of worlds that errors are clustered by, and what a score of 1 is in payoff units
    of each principal.
    """
    # The engine takes half a second to load, and results are compared without it.
    from bargaining.engine import simulate
    from bargaining.engine.runs import Run, play_runs

    worlds, agreeable = size["worlds"], BargainingSet.of(scenario, **size)
    shape = (worlds, len(seats), len(seats))
    arrays: dict[str, NDArray[Any]] = {
        "payoff": np.empty((*shape, 2)),
        "agreed": np.empty(shape, dtype=bool),
        **{name: np.empty(shape) for name in ("agreement_round", "distance", "nash_share")},
    }
    cluster = np.arange(worlds)
    pairs = (dict(zip(names, pair, strict=True)) for pair in product(seats.values(), repeat=2))
    runs = [Run(worlds, partial(simulate, scenario, seats=pair, **size)) for pair in pairs]
    for number, outcomes in play_runs(runs, workers=workers, progress=progress):
        cell = (slice(None), *divmod(number, len(seats)))
        payoff = outcomes["payoff"][:, [outcomes.labels["party"].index(name) for name in names]]
        signed = outcomes.first_round("agreement")
        arrays["payoff"][cell] = payoff
        arrays["agreed"][cell] = np.isfinite(signed)
        arrays["agreement_round"][cell] = signed
        arrays["distance"][cell] = agreeable.distance(payoff)
        arrays["nash_share"][cell] = agreeable.nash_share(payoff)
        cluster = outcomes.cluster
    apart = agreeable.apart[agreeable.of_world]
    gain = (arrays["payoff"] - apart[:, None, None, :]) / agreeable.scale
    arrays["score"] = (gain[..., 0] + gain[..., 1].swapaxes(1, 2)) / 2
    return arrays, cluster, agreeable.scale
