"""The matches of a tournament: who enters, and every ordered pair played in the same worlds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bargaining.analysis.bargaining_set import BargainingSet
from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.outcomes import Outcomes
from bargaining.scenario import Scenario
from bargaining.strategies import Strategy

if TYPE_CHECKING:
    from bargaining.engine.seats import Seat
    from bargaining.parties import Party

__all__ = ["AXES", "Entrant", "Progress", "play_matches", "read_entrants"]

Entrant: TypeAlias = "str | Strategy | type[Strategy] | type[Party] | tuple[str, Any]"
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


def read_entrants(strategies: Iterable[Entrant]) -> dict[str, Seat]:
    """Return what sits in the seats, by label.

    Parameters
    ----------
    strategies : iterable of str, Strategy, type or (label, one of these)
        Names of the catalogue, strategies, classes of strategies that need no arguments, or
        subclasses of `Party`.

    Raises
    ------
    ArgumentError
        There are fewer than two, one is none of these, or two have the same label.
    """
    if isinstance(strategies, (str, Strategy, type)) or not isinstance(strategies, Iterable):
        raise ArgumentError(
            f'strategies must be a list, such as ["hold", "tit_for_tat"]; got {strategies!r}'
        )
    seats: dict[str, Seat] = {}
    for entrant in strategies:
        label, seat = _labelled(entrant)
        if label in seats:
            raise ArgumentError(
                f'two strategies are labelled "{label}"; give each a label of its own, such as '
                f'("{label} 2", ...)'
            )
        seats[label] = seat
    if len(seats) < 2:
        raise ArgumentError(f"a tournament takes at least two strategies; got {len(seats)}")
    return seats


def _labelled(entrant: Any) -> tuple[str, Seat]:
    # The engine takes half a second to load, and results are compared without it.
    from bargaining.engine.seats import label_of, seat_of

    if isinstance(entrant, Sequence) and not isinstance(entrant, str):
        if len(entrant) != 2 or not isinstance(entrant[0], str) or not entrant[0].strip():
            raise ArgumentError(
                f"a strategy with a label is a pair such as "
                f'("stubborn", bg.Hold()); got {entrant!r}'
            )
        return entrant[0].strip(), seat_of(entrant[1])
    seat = seat_of(entrant)
    return (entrant if isinstance(entrant, str) else label_of(seat)), seat


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
    for number, (i, j, seated) in enumerate(_matches(names, seats)):
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


def _matches(
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
