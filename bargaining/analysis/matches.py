"""Who meets in a tournament, and the matches: every ordered pair played in the same worlds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bargaining.analysis.bargaining_set import BargainingSet
from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.scenario import Scenario
from bargaining.strategies import Strategy

if TYPE_CHECKING:
    from bargaining.engine.seats import Seat
    from bargaining.parties import Party

__all__ = ["AXES", "Entrant", "Progress", "play_matches", "read_entrants", "refuse_strangers"]

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
    """Return what sits in the seats by label, from what `tournament` takes; refuse all else."""
    # The engine takes half a second to load, and results are compared without it.
    from bargaining.engine.seats import label_of, seat_of

    if isinstance(strategies, (str, Strategy, type)) or not isinstance(strategies, Iterable):
        raise ArgumentError(
            f'strategies must be a list, such as ["hold", "tit_for_tat"]; got {strategies!r}'
        )
    seats: dict[str, Seat] = {}
    for entrant in strategies:
        label, held = "", entrant
        if isinstance(entrant, Sequence) and not isinstance(entrant, str):
            if len(entrant) != 2 or not isinstance(entrant[0], str) or not entrant[0].strip():
                raise ArgumentError(
                    f"a strategy with a label is a pair such as "
                    f'("stubborn", bg.Hold()); got {entrant!r}'
                )
            label, held = entrant[0].strip(), entrant[1]
        seat = seat_of(held)
        label = label or (held if isinstance(held, str) else label_of(seat))
        if label in seats:
            raise ArgumentError(
                f'two strategies are labelled "{label}"; give each a label of its own, such as '
                f'("{label} 2", ...)'
            )
        seats[label] = seat
    if len(seats) < 2:
        raise ArgumentError(f"a tournament takes at least two strategies; got {len(seats)}")
    return seats


def refuse_strangers(seats: dict[str, Seat], scenario: Scenario, principals: Iterable[str]) -> None:
    """Refuse a country's class that would decide for another country among the principals."""
    # The engine takes half a second to load, and results are compared without it.
    from bargaining.engine.seats import stranger

    for label, seat in seats.items():
        for party in principals:
            if found := stranger(seat, party, scenario):
                raise ArgumentError(
                    f'"{label}" {found}. In a tournament every strategy sits in both principals\' '
                    f"seats: derive it from bg.Party or from a strategy such as bg.QuantalResponse"
                )


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
