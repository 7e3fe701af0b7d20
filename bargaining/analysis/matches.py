"""Who meets in a tournament, and the matches: every ordered pair played in the same worlds.

With them what could be agreed: the Pareto frontier of the menu, and how far payoffs fall short of
it. The bargaining set of a world holds what each package on the menu is worth to the two principals
once it is signed and delivered in full, and what standing apart is worth (`value_packages`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bargaining.arrays import Bools, Floats, Ints
from bargaining.errors import ArgumentError
from bargaining.scenario import Scenario
from bargaining.strategies import Strategy
from bargaining.theory.frontier import find_frontier

if TYPE_CHECKING:
    from bargaining.engine.seats import Seat
    from bargaining.parties import Party

__all__ = [
    "AXES", "BargainingSet", "Entrant", "Progress", "play_matches", "read_entrants",
    "refuse_strangers",
]  # fmt: skip

Entrant: TypeAlias = "str | Strategy | type[Strategy] | type[Party] | tuple[str, Any]"

Progress = Callable[[int, int], None]

# Worlds times points compared at once.
_CELLS = 500_000
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


@dataclass(frozen=True, slots=True, eq=False)
class BargainingSet:
    """The packages of a two-party scenario in payoff units, one set for each draw.

    `value`, over (draw, principal, package), is the flow payoff once the package is signed and
    delivered in full, and `feasible`, over (draw, package), whether it may be offered at the start.
    `apart`, over (draw, principal), is the disagreement point: what standing apart is worth, after
    a breakdown where the scenario says that one is final. The `frontier` of each draw, over (point,
    principal), are the undominated points, standing apart among them; `of_world` is each world's
    draw.
    """

    value: Floats
    feasible: Bools
    apart: Floats
    frontier: tuple[Floats, ...]
    of_world: Ints

    @classmethod
    def of(
        cls, scenario: Scenario, *, worlds: int, seed: int, worlds_per_draw: int
    ) -> BargainingSet:
        """Value the menu in the worlds that `simulate` plays with the same arguments."""
        from bargaining.engine.package_values import value_packages

        n_draws = -(-worlds // worlds_per_draw)
        # Worlds of a draw have one bargaining set, so that one world of each is enough.
        values = value_packages(scenario, worlds=n_draws, seed=seed, worlds_per_draw=1)
        final = scenario.table.breakdown_is_final
        apart = values.breakdown if final else values.disagreement
        frontier = []
        for value, feasible, point in zip(values.value, values.feasible, apart, strict=True):
            points = np.concatenate([value[:, feasible].T, point[None, :]])
            frontier.append(points[find_frontier(points)])
        return cls(
            value=values.value,
            feasible=values.feasible,
            apart=apart,
            frontier=tuple(frontier),
            of_world=np.arange(worlds) // worlds_per_draw,
        )

    @property
    def gain(self) -> Floats:
        """Value of each package less that of standing apart, (draw, principal, package)."""
        return self.value - self.apart[:, :, None]

    @property
    def scale(self) -> Floats:
        """What each principal could gain by a package that the other does not lose by.

        Shape (principal,): Kalai and Smorodinsky's ideal point less the disagreement point (1975,
        Econometrica 43:513-518), in the mean over worlds; 1 where there is nothing to gain.
        """
        gain = self.gain
        for_both = self.feasible & (gain >= 0).all(axis=1)
        most = np.where(for_both[:, None, :], gain, 0.0).max(axis=2, initial=0.0)
        mean = most[self.of_world].mean(axis=0)
        return np.asarray(np.where(mean > 0, mean, 1.0))

    def nash_share(self, payoff: Floats) -> Floats:
        """Return the product of gains as a share of the largest on the menu, shape (world,).

        From payoffs over (world, principal). It is NaN where no package is better for both than
        standing apart, and may exceed 1, since payoffs rest on more than the package. A gain below
        0 counts as 0.
        """
        gain = np.where(self.feasible[:, None, :], np.maximum(self.gain, 0.0), 0.0)
        largest = gain.prod(axis=1).max(axis=1, initial=0.0)[self.of_world]
        won = np.maximum(payoff - self.apart[self.of_world], 0.0).prod(axis=1)
        share = np.full_like(won, np.nan)
        return np.asarray(np.divide(won, largest, out=share, where=largest > 0))

    def distance(self, payoff: Floats) -> Floats:
        """Return how far payoffs fall short of the Pareto frontier, shape (world,).

        The frontier is that of the packages that may be offered and of standing apart. The
        distance to one of its points is the Euclidean length of what the two fall short of it,
        each in units of `scale` (the distance of the indicator IGD+: Ishibuchi, Masuda, Tanigaki
        and Nojima 2015, LNCS 9019:110-125); the nearest point counts. Payoffs on the frontier or
        beyond it have 0. `payoff` is over (world, principal).
        """
        distance, scale = np.empty(len(payoff)), self.scale
        for draw, points in enumerate(self.frontier):
            worlds = np.flatnonzero(self.of_world == draw)
            size = max(1, _CELLS // len(points))
            for start in range(0, len(worlds), size):
                some = worlds[start : start + size]
                short = np.maximum(points - payoff[some, None, :], 0.0) / scale
                distance[some] = np.hypot(short[..., 0], short[..., 1]).min(axis=1)
        return distance
