"""Shares and means of a result, how they narrow, and where the spread of a quantity comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bargaining.errors import ArgumentError
from bargaining.outcomes import Ending, Outcomes
from bargaining.stats import (
    LEAST_WORLDS_PER_DRAW,
    Estimate,
    Spread,
    estimate_mean,
    estimate_share,
    spread_of,
    worlds_for_half_width,
)

__all__ = ["Convergence", "convergence", "decompose", "mean", "share", "worlds_needed"]


def share(outcomes: Outcomes, happened: ArrayLike) -> Estimate:
    """Estimate the share of worlds in which something happened.

    Parameters
    ----------
    outcomes : Outcomes
        The result.
    happened : bool array, shape (world,)
        Whether it happened in each world.

    Returns
    -------
    Estimate
        The share with a 95 % interval that respects the clustering by draw.

    Raises
    ------
    ArgumentError
        `happened` does not hold one boolean per world.
    """
    values = _per_world(outcomes, happened)
    if values.dtype != bool:
        raise ArgumentError(
            f"happened must hold booleans; got {values.dtype}: use mean() for quantities"
        )
    return estimate_share(values, outcomes.cluster)


def mean(outcomes: Outcomes, values: ArrayLike) -> Estimate:
    """Estimate the mean of a quantity; worlds in which it is NaN are left out.

    Parameters
    ----------
    outcomes : Outcomes
        The result.
    values : array, shape (world,)
        One number per world.
    """
    numbers = _per_world(outcomes, values).astype(np.float64)
    return estimate_mean(numbers, outcomes.cluster)


def worlds_needed(outcomes: Outcomes, happened: ArrayLike, *, half_width: float = 0.01) -> int:
    """Return how many worlds in all bring the 95 % interval of a share to ± `half_width`.

    It is a whole number of draws of as many worlds as this run has per draw: more worlds of the
    same draws would not do. 0 where the result holds fewer than two worlds.
    """
    if not 0 < half_width < 1:
        raise ArgumentError(f"half_width must be in (0, 1), such as 0.01; got {half_width}")
    per_draw = outcomes.record.worlds_per_draw if outcomes.is_drawn else 1
    return worlds_for_half_width(share(outcomes, happened), half_width, per_draw)


@dataclass(frozen=True, slots=True)
class Convergence:
    """How the estimated share of an ending settles as worlds are added.

    Attributes
    ----------
    ending : Ending
        The ending.
    worlds : tuple of int
        Number of worlds at each step, whole draws from the first world on.
    estimates : tuple of Estimate
        The share from that many worlds.
    """

    ending: Ending
    worlds: tuple[int, ...]
    estimates: tuple[Estimate, ...]

    def __str__(self) -> str:
        lines = [f"{'worlds':>10}  {self.ending.words}, %", ""]
        lines += [
            f"{worlds:>10,}  {100 * at.value:5.1f}  ({100 * at.low:.1f} to {100 * at.high:.1f})"
            for worlds, at in zip(self.worlds, self.estimates, strict=True)
        ]
        return "\n".join(lines)


def convergence(outcomes: Outcomes, ending: Ending, *, steps: int = 8) -> Convergence:
    """Follow the share of an ending as worlds are added draw by draw.

    Parameters
    ----------
    outcomes : Outcomes
        The result.
    ending : Ending
        The ending to follow.
    steps : int
        At how many numbers of draws to look, evenly spaced on a logarithmic scale.
    """
    if steps < 1:
        raise ArgumentError(f"steps must be at least 1; got {steps}")
    happened, draw, cluster = outcomes["ending"] == ending, outcomes.draw, outcomes.cluster
    seen, first_of = np.unique(draw, return_index=True)
    ends = np.append(np.sort(first_of)[1:], len(outcomes))
    picked = np.unique(np.geomspace(1, max(len(seen), 1), steps).round().astype(int))
    worlds = tuple(int(ends[n - 1]) for n in picked) if len(outcomes) else ()
    return Convergence(
        Ending(ending), worlds, tuple(estimate_share(happened[:n], cluster[:n]) for n in worlds)
    )


def decompose(outcomes: Outcomes, values: ArrayLike) -> Spread:
    """Split the variance of a quantity over worlds into parameters and luck.

    Types and their redraws are luck; priors, prior beliefs among them, are parameters.

    Parameters
    ----------
    outcomes : Outcomes
        The result.
    values : array, shape (world,)
        One number per world, none of them NaN.

    Returns
    -------
    Spread
        Both variances, the share of the first, and its 95 % interval.

    Raises
    ------
    ArgumentError
        There are fewer than 2 draws or fewer than 5 worlds per draw, or a value is not finite.
    """
    numbers = _per_world(outcomes, values).astype(np.float64)
    if not np.isfinite(numbers).all():
        raise ArgumentError("values must be finite in every world; select the worlds first")
    spreads = spread_of(numbers[:, None], outcomes.draw)
    if spreads is None:
        raise ArgumentError(
            f"splitting the spread needs at least 2 draws and {LEAST_WORLDS_PER_DRAW} worlds per "
            f"draw; got {outcomes.n_draws} draws for {len(outcomes)} worlds: run with a higher "
            f"worlds_per_draw"
        )
    return spreads[0]


def _per_world(outcomes: Outcomes, values: ArrayLike) -> NDArray[Any]:
    """Return values as an array with one entry per world, or say what is wrong with them."""
    array = np.asarray(values)
    if array.shape != (len(outcomes),):
        raise ArgumentError(
            f"there must be one value per world, shape ({len(outcomes)},); got {array.shape}"
        )
    return array
