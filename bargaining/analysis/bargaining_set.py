"""What could be agreed: the Pareto frontier of the menu, and how far payoffs fall short of it.

The bargaining set of a world holds what each package on the menu is worth to the two principals
once it is signed and delivered in full, and what standing apart is worth (`value_packages`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.scenario import Scenario
from bargaining.theory.frontier import find_frontier

__all__ = ["BargainingSet"]

# Worlds times points compared at once.
_CELLS = 500_000


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
        # The engine takes half a second to load, and results are compared without it.
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
