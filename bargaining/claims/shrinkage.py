"""In what share of the prior does a statement hold, when each draw is known through few worlds.

A draw's own value is its true value and luck. Counting the draws in which the own value meets a
threshold would count luck as well, so each draw is first drawn towards what all draws have in
common, as far as luck explains that they differ (empirical Bayes). Three estimators:

- *effects*: normal true values of unlike draws, seen with normal luck (Morris 1983, JASA 78). The
  variance of luck is estimated within draws, by a jackknife over blocks of worlds in which both
  arms are left out together; it is pooled over draws in inverse proportion to the worlds that a
  draw's value rests on. What remains of the variance between draws is that of the true values.
- *shares of worlds*: a beta prior over draws, its mean and spread from the analysis of variance of
  binomial counts (Kleinman 1973, JASA 68), and the beta posterior of each draw.
- *means of worlds*: as for effects.

The uncertainty of these common values themselves enters through their mean only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bargaining.arrays import Floats
from bargaining.chance import uniforms
from bargaining.claims.tally import atom_value, basis
from bargaining.claims.values import TOLERANCE, apply
from bargaining.scenario.quantity_tree import Atom, MeanOfWorlds

__all__ = ["Shrunk", "luck_variance", "meets", "posterior_samples", "shrink"]

_SAMPLES = 200
_LEAST_COUNT = 1e-3


def meets(values: Floats, direction: str, threshold: float) -> NDArray[np.bool_]:
    """Return where values meet a threshold; ``"="`` asks whether they lie within ± of it."""
    if direction == "=":
        return np.asarray(np.abs(values) <= threshold + TOLERANCE)
    return np.asarray(apply(direction, [values, np.asarray(threshold)]))


@dataclass(frozen=True, eq=False, slots=True)
class Shrunk:
    """Normal posteriors of the true values of draws; NaN for draws that know nothing."""

    mean: Floats
    variance: Floats

    def share_meeting(self, direction: str, threshold: float) -> float:
        """Return the expected share of draws whose true value meets a threshold, as in `meets`."""
        from scipy.special import ndtr

        known = np.isfinite(self.mean)
        if not known.any():
            return float("nan")
        mean, error = self.mean[known], np.sqrt(self.variance[known])

        def above(limit: float) -> Floats:
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.asarray(ndtr((mean - limit) / error))

        likely = above(threshold)
        if direction == "=":
            likely = above(-threshold) - likely
        elif direction in ("<", "<="):
            likely = 1.0 - likely
        # Without error a value meets the threshold or it does not.
        return float(np.where(error > 0, likely, meets(mean, direction, threshold)).mean())

    def samples(self, slot: str) -> Floats:
        """Return samples of the true values, shape (draw, sample)."""
        from scipy.special import ndtri

        shocks = ndtri(_luck(slot, len(self.mean)))
        return np.asarray(self.mean[:, None] + np.sqrt(self.variance)[:, None] * shocks)


def shrink(values: Floats, luck: Floats) -> Shrunk:
    """Return normal posteriors of draws' true values.

    From each draw's own value, NaN where it has none, and its variance by luck alone.
    """
    mean, variance = np.full(len(values), np.nan), np.full(len(values), np.nan)
    known = np.isfinite(values) & np.isfinite(luck)
    if not known.any():
        return Shrunk(mean, variance)
    own, noise = values[known], luck[known]
    between = max(0.0, own.var(ddof=1) - noise.mean()) if len(own) > 1 else 0.0
    total = between + noise
    if not (total > 0).any():
        mean[known], variance[known] = own, 0.0
        return Shrunk(mean, variance)
    weight = 1.0 / np.maximum(total, 1e-12 * total.max())
    common = float((weight * own).sum() / weight.sum())
    kept = np.divide(between, total, out=np.ones_like(total), where=total > 0)
    mean[known] = common + kept * (own - common)
    variance[known] = kept * noise + (1.0 - kept) ** 2 / weight.sum()
    return Shrunk(mean, variance)


def luck_variance(
    arms: Sequence[Sequence[Floats]],
    value: Callable[[Sequence[Sequence[Floats]]], Floats],
    rests_on: Floats,
) -> Floats:
    """Return the variance by luck of each draw's own value; NaN where blocks are fewer than two.

    `arms` hold sums of atoms over (draw, block, entry), with the same worlds in a block of every
    arm; `value` goes from arms of arrays over (*cells, entry) to the value over cells; `rests_on`
    tells how many worlds a draw's value rests on, in any unit.
    """
    n_blocks = arms[0][0].shape[1]
    if n_blocks < 2:
        return np.full(len(rests_on), np.nan)
    left = [[part.sum(axis=1, keepdims=True) - part for part in arm] for arm in arms]
    without = value(left)  # (draw, block)
    spread = (
        (n_blocks - 1) / n_blocks * ((without - without.mean(axis=1)[:, None]) ** 2).sum(axis=1)
    )
    known = np.isfinite(spread) & (rests_on > 0)
    if not known.any():
        return np.full(len(rests_on), np.nan)
    # A draw that rests on no world has no bound to its error, and none at all where no draw errs.
    with np.errstate(divide="ignore", invalid="ignore"):
        thinness = 1.0 / rests_on
        return np.asarray(spread[known].sum() / thinness[known].sum() * thinness)


def posterior_samples(atom: Atom, sums: Floats, slot: str) -> Floats:
    """Return samples of an atom's true value in each draw, shape (draw, sample).

    `sums` are over (draw, block, entry), and `slot` names the luck.
    """
    by_draw = sums.sum(axis=1)
    value, size = atom_value(atom, by_draw), basis(atom, by_draw)
    if isinstance(atom, MeanOfWorlds):
        luck = luck_variance([[sums]], lambda arms: atom_value(atom, arms[0][0]), size)
        return shrink(value, luck).samples(slot)
    from scipy.special import betaincinv

    known = np.isfinite(value) & (size > 0)
    found = np.full((len(value), _SAMPLES), np.nan)
    if not known.any():
        return found
    # What `lost` rests on are the worlds first watched; its value says how many are lost.
    successes, sizes = value[known] * size[known], size[known]
    n, n_draws = sizes.sum(), len(sizes)
    mean = successes.sum() / n
    share = successes / sizes
    likeness = 0.0
    if 0 < mean < 1 and 1 < n_draws < n:
        typical = (n - (sizes**2).sum() / n) / (n_draws - 1)
        between = (sizes * (share - mean) ** 2).sum() / (n_draws - 1)
        within = (sizes * share * (1 - share)).sum() / (n - n_draws)
        likeness = (between - within) / (between + (typical - 1) * within)
    # No more alike than chance makes them: all draws are one, and as well known as their total.
    likeness = float(np.clip(likeness, 1.0 / (n + 1.0), 1.0))
    counts = (1.0 - likeness) / likeness
    # Jeffreys' half counts keep the common mean off 0 and 1, where it could not be left again.
    common = (successes.sum() + 0.5) / (n + 1.0)
    a, b = successes + common * counts, sizes - successes + (1 - common) * counts
    a, b = np.maximum(a, _LEAST_COUNT), np.maximum(b, _LEAST_COUNT)
    found[known] = betaincinv(a[:, None], b[:, None], _luck(slot, len(value))[known])
    return found


def _luck(slot: str, n_draws: int) -> Floats:
    """Return uniforms over (draw, sample), one of each stratum per draw."""
    luck = uniforms(0, f"claims.posterior.{slot}", 0, n_draws * _SAMPLES)
    order = luck.reshape(n_draws, _SAMPLES).argsort(axis=1)
    return np.asarray((order + 0.5) / _SAMPLES)
