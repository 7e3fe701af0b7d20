"""The matches of a tournament: every ordered pair of strategies played in the same worlds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
    from bargaining.engine import Interrupted, simulate

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
    for number, (i, j, seated) in enumerate(_meetings(names, seats)):
        try:
            outcomes = simulate(
                scenario,
                worlds=worlds,
                worlds_per_draw=worlds_per_draw,
                seed=seed,
                workers=workers,
                seats=seated,
                progress=_within(progress, number * worlds, len(seats) ** 2 * worlds),
            )
        except Interrupted:
            # Half a tournament ranks nobody.
            raise Interrupted(None) from None
        _enter(arrays, (slice(None), i, j), outcomes, names, agreeable)
        cluster = outcomes.cluster
    apart = agreeable.apart[agreeable.of_world]
    gain = (arrays["payoff"] - apart[:, None, None, :]) / agreeable.scale
    arrays["score"] = (gain[..., 0] + gain[..., 1].swapaxes(1, 2)) / 2
    return arrays, cluster, agreeable.scale


def _meetings(
    names: tuple[str, str], seats: Mapping[str, Seat]
) -> Iterator[tuple[int, int, dict[str, Seat]]]:
    """Yield every ordered pair: places among the strategies, and who sits where."""
    for i, first in enumerate(seats.values()):
        for j, second in enumerate(seats.values()):
            yield i, j, {names[0]: first, names[1]: second}


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


def _within(progress: Progress | None, before: int, total: int) -> Progress | None:
    """Turn worlds done of one pair into worlds done of all."""
    if progress is None:
        return None

    def moved(done: int, _: int) -> None:
        progress(before + done, total)

    return moved
