"""One way from worlds to a number, its error and its interval.

Worlds of one draw of the parameters resemble each other, so that 10,000 worlds of 500 draws know
less than 10,000 independent ones. Draws are therefore the cases that errors are computed from,
whatever the split between priors and luck; where all worlds belong to one draw, worlds are, and the
error knows nothing of the priors. Only draws that a number rests on count, such as those in which
the condition of a conditional share ever holds.

Every error is that of the jackknife: the number is computed again without each draw in turn (Miller
1974, "The jackknife: a review", Biometrika 61:1-15). It needs sums per draw and nothing else, holds
for ratios and differences alike, and is the error of cluster sampling for a mean over even draws
(Cochran 1977, *Sampling Techniques*, ch. 9). Two intervals, measured by `benchmarks/coverage.py`:

- of a *share*, Wilson's score interval (1927, JASA 22:209-212) at the effective number of worlds
  ``p (1 - p) / error^2``, with Student's quantile (the effective size as in Korn and Graubard 1998,
  Survey Methodology 24:193-201; Wilson's form since theirs, Clopper and Pearson's, covers too
  often). It keeps its coverage near 0 and 1 and is never narrower than that of as many independent
  worlds;
- of *anything else*, the number plus and minus Student's quantile times the error, on one degree of
  freedom less than there are draws.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.errors import ArgumentError

__all__ = [
    "ANY", "CONFIDENCE", "NO_WORLD_DIFFERS", "Estimate", "by_case", "estimate_change",
    "estimate_mean", "estimate_share", "interval", "jackknife", "number_or_none", "p_value",
    "rare_share", "share_interval", "within", "worlds_for_half_width",
]  # fmt: skip

Floats = NDArray[np.float64]

CONFIDENCE = 0.95
ANY = (-math.inf, math.inf)  # the range of what may be any number
NO_WORLD_DIFFERS = "No world differs: the interval is what may have gone unseen."
# What differs by less, beside the number itself, differs by rounding.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number over worlds with its Monte Carlo error.

    Attributes
    ----------
    value : float
        The number; NaN where there are no worlds to take it from.
    standard_error : float
        Its standard error, clustered by draw; NaN for a single world.
    low, high : float
        Ends of its interval.
    n_worlds, n_draws : int
        Worlds that were asked, and the draws these belong to.
    n_informed_worlds, n_informed : int
        Worlds that it rests on, and draws of these: fewer where it is of some worlds only, such as
        those in which a condition holds or something happens.
    clustered : bool
        False where all worlds that it rests on belong to one draw: the error then holds for these
        parameter values only and knows nothing of the priors.
    confidence : float
        Of the interval, two-sided.
    """

    value: float
    standard_error: float
    low: float
    high: float
    n_worlds: int
    n_draws: int
    n_informed_worlds: int
    n_informed: int
    clustered: bool
    confidence: float = CONFIDENCE

    @property
    def half_width(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2

    @property
    def degrees_of_freedom(self) -> int:
        """One less than the independent cases that the error was computed from."""
        return (self.n_informed if self.clustered else self.n_informed_worlds) - 1

    @property
    def rests_on(self) -> str:
        """What the number rests on, in words: ``4 of 60 worlds, 3 of 15 draws``."""
        pairs = (
            (self.n_informed_worlds, self.n_worlds, "world"),
            (self.n_informed, self.n_draws, "draw"),
        )
        return ", ".join(
            f"{f'{some:,} of ' if some < every else ''}{every:,} {what}{'s' * (every != 1)}"
            for some, every, what in pairs
        )

    def to_dict(self, name: str = "value") -> dict[str, Any]:
        """Return value, standard error and interval, None for what is not known; `name` it."""
        return {
            name: number_or_none(self.value),
            "standard_error": number_or_none(self.standard_error),
            "interval": [number_or_none(self.low), number_or_none(self.high)],
        }


def estimate_mean(
    values: NDArray[Any],
    draw: NDArray[Any],
    *,
    of: NDArray[Any] | None = None,
    limits: tuple[float, float] = ANY,
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Estimate a mean over worlds, or a ratio of two sums over them.

    Parameters
    ----------
    values, draw : arrays, shape (world,)
        A number per world, those with NaN being left out, and the draw that the world belongs to.
    of : array, shape (world,), optional
        What each world adds to the sum that the values' sum is divided by; 1 by default. Worlds
        where it is 0 are left out.
    limits : tuple of float
        The least and the greatest value that is possible.
    confidence : float
        Of the interval, two-sided, between 0 and 1.
    """
    numbers = np.asarray(values, dtype=np.float64)
    whole = np.ones(len(numbers)) if of is None else np.asarray(of, dtype=np.float64)
    known = np.isfinite(numbers) & (whole != 0)
    sums = by_case(draw[known], numbers[known], whole[known])
    ends, value, error = _around(sums, numbers[known] / whole[known], confidence)
    return _estimate(value, error, within(ends, limits), draw, known, confidence)


def estimate_share(
    happened: NDArray[Any],
    draw: NDArray[Any],
    *,
    of: NDArray[Any] | None = None,
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Estimate the share of worlds in which something happened, or of cases that worlds have.

    `happened`, over (world,), is whether it did, or in how many of a world's cases; `of` whether a
    world counts, or how many cases it has, 1 by default. All else is as in `estimate_mean`.
    """
    part = np.asarray(happened, dtype=np.float64)
    whole = np.ones(len(part)) if of is None else np.asarray(of, dtype=np.float64)
    known = whole > 0
    sums = by_case(draw[known], part[known], whole[known])
    value, error, n = jackknife([sums], _ratio)
    sizes = sums[:, 1]
    ends = share_interval(value, error, n, sizes.sum(), sizes.max(initial=0.0), confidence)
    return _estimate(value, error, ends, draw, known, confidence)


def estimate_change(
    before: NDArray[Any],
    after: NDArray[Any],
    draw: NDArray[Any],
    limits: tuple[float, float] = ANY,
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Estimate the mean difference between two results of the same worlds, world by world.

    `before` and `after`, over (world,), are numbers, or bools of which the shares are compared;
    `draw` is the draw of each world, `limits` what is possible in a world, 0 and 1 of bools.
    """
    first, second = (np.asarray(one, dtype=np.float64) for one in (before, after))
    sums = by_case(draw, second - first, np.ones(len(first)))
    of_shares = before.dtype == bool
    met = np.array([0.0, 1.0]) if of_shares else np.concatenate([first, second])
    least, greatest = (0.0, 1.0) if of_shares else limits
    ends, value, error = _around(sums, met, confidence)
    ends = within(ends, (least - greatest, greatest - least))
    return _estimate(value, error, ends, draw, np.ones(len(first), dtype=bool), confidence)


def within(ends: tuple[float, float], limits: tuple[float, float]) -> tuple[float, float]:
    """Return an interval cut to what is possible; NaN stays."""
    return float(np.clip(ends[0], *limits)), float(np.clip(ends[1], *limits))


def _around(
    sums: Floats, met: Floats, confidence: float
) -> tuple[tuple[float, float], float, float]:
    """Return interval, value and error of a ratio of two sums over cases.

    Where it is the same without any of them, nothing is known of its spread: the interval is what
    a share of worlds that may go unseen could change, within the range of what was met, or within 1
    where there is none.
    """
    # Of a level in [0, 1] that no world changes this is the most that can be said without assuming
    # how far an unseen world would move it: perhaps all the way. A narrower interval would need a
    # spread that no world shows, so that a table does better to say that no world differs.
    value, error, n = jackknife([sums], _ratio)
    if error > 0 or len(met) < 2:
        return interval(value, error, n, confidence), value, error
    hidden = rare_share(max(n, sums[:, 1].max()), confidence) * (float(np.ptp(met)) or 1.0)
    return (value - hidden, value + hidden), value, error


def jackknife(
    sums: Sequence[Floats],
    value: Callable[[Sequence[Floats]], Floats],
    times: NDArray[Any] | None = None,
) -> tuple[float, float, int]:
    """Return a function of sums over cases, its standard error, and how many cases it rests on.

    Parameters
    ----------
    sums : sequence of arrays over (case, entry)
        What each independent case adds; the cases are the same in all of them. A case that adds
        nothing to any sum does not count.
    value : callable
        From arrays over (*cells, entry) to an array over cells.
    times : array over (case,), optional
        How many cases with the same sums each row is; one unless told otherwise.

    Returns
    -------
    value, standard_error : float
        The error is NaN for a single case, and where the value is not defined without one of them.
    n_cases : int
    """
    counts = np.any([(part != 0).any(axis=1) for part in sums], axis=0)
    sums = [part[counts] for part in sums]
    each = np.ones(len(sums[0])) if times is None else times[counts].astype(np.float64)
    totals = [(each[:, None] * part).sum(axis=0) for part in sums]
    found, n = float(value(totals)), int(each.sum())
    if n < 2:
        return found, math.nan, n
    without = value([total - part for total, part in zip(totals, sums, strict=True)])
    apart = without - (each * without).sum() / n
    error = math.sqrt((n - 1) / n * float((each * apart**2).sum()))
    return found, 0.0 if error <= _ROUNDING * max(1.0, abs(found)) else error, n


def interval(value: float, error: float, n_cases: int, confidence: float) -> tuple[float, float]:
    """Return Student's interval of a number; NaN where its error is not known."""
    reach = _t_quantile(n_cases - 1, confidence) * error
    return value - reach, value + reach


def share_interval(
    share: float, error: float, n_cases: int, n_worlds: float, most: float, confidence: float
) -> tuple[float, float]:
    """Return the interval of a share; NaN where there is none.

    Where no error could be estimated, since the share is the same in every case, nothing tells how
    alike the worlds of a draw are: the draws are counted, or the worlds of the largest one if these
    are more, so that further worlds never widen the interval; and the quantile is the normal one.
    The `error` was computed from `n_cases` independent cases of `n_worlds` worlds, the largest of
    which has `most`.
    """
    if math.isnan(share):
        return math.nan, math.nan
    spread = share * (1.0 - share)
    if error > 0 and spread > 0:
        quantile = _t_quantile(n_cases - 1, confidence)
        size = min(n_worlds, spread / error**2)
    else:
        quantile = _normal_quantile(confidence)
        size = max(float(n_cases), most)
    weight = quantile**2 / size
    middle = (share + weight / 2) / (1 + weight)
    reach = math.sqrt(weight * (spread + weight / 4)) / (1 + weight)
    low = 0.0 if share == 0 else max(0.0, middle - reach)
    return low, 1.0 if share == 1 else min(1.0, middle + reach)


def rare_share(size: float, confidence: float = CONFIDENCE) -> float:
    """Return the largest share that may hide where something happened in none of `size` cases.

    It is the upper end of Wilson's interval at a share of 0.
    """
    weight = _normal_quantile(confidence) ** 2
    return weight / (weight + size) if size > 0 else 1.0


def worlds_for_half_width(estimate: Estimate, half_width: float, worlds_per_draw: int) -> int:
    """Return how many worlds bring the interval of an estimate to ± `half_width`.

    The error shrinks with the number of *draws*, so the answer is a whole number of draws of
    `worlds_per_draw` worlds.
    """
    if estimate.standard_error == 0 and estimate.half_width > 0:
        # Half the share that may hide, `rare_share(size) / 2`, is the half width sought.
        weight = _normal_quantile(estimate.confidence) ** 2
        size = weight * (1 - 2 * half_width) / (2 * half_width)
        return max(math.ceil(size), 1) * worlds_per_draw
    quantile = _t_quantile(estimate.degrees_of_freedom, estimate.confidence)
    factor = (quantile * estimate.standard_error / half_width) ** 2
    if estimate.n_worlds == 0 or not math.isfinite(factor):
        return 0
    # Just enough already must not ask for a draw more because of the last bit.
    draws = math.ceil(estimate.n_worlds * factor / worlds_per_draw - 1e-9)
    return max(draws, 1) * worlds_per_draw


def p_value(estimate: Estimate) -> float:
    """Return the two-sided probability of a number so far from 0, were it 0 in truth.

    Student's t, as in the interval. With no spread at all it is 1 for a number of 0 and 0 for any
    other; NaN where a single world tells nothing of the error.
    """
    from scipy.special import stdtr

    if math.isnan(estimate.standard_error):
        return math.nan
    if estimate.standard_error == 0:
        return 1.0 if estimate.value == 0 else 0.0
    score = abs(estimate.value) / estimate.standard_error
    return float(2.0 * stdtr(estimate.degrees_of_freedom, -score))


def number_or_none(value: float) -> float | None:
    """Return a number as JSON can hold it: None for what is not known."""
    return value if math.isfinite(value) else None


def by_case(draw: NDArray[Any], *columns: Floats) -> Floats:
    """Return sums over worlds, shape (case, column): of each draw, or of each world of one draw."""
    found, member = np.unique(draw, return_inverse=True)
    if len(found) < 2:
        return np.stack(columns, axis=1)
    return np.stack([np.bincount(member, column) for column in columns], axis=1)


def _ratio(sums: Sequence[Floats]) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(sums[0][..., 0] / sums[0][..., 1])


def _estimate(
    value: float,
    error: float,
    ends: tuple[float, float],
    draw: NDArray[Any],
    known: NDArray[np.bool_],
    confidence: float,
) -> Estimate:
    n_draws = _n_different(draw)
    n_informed = n_draws if known.all() else _n_different(draw[known])
    return Estimate(
        value=value,
        standard_error=error,
        low=ends[0],
        high=ends[1],
        n_worlds=len(draw),
        n_draws=n_draws,
        n_informed_worlds=int(known.sum()),
        n_informed=n_informed,
        clustered=n_informed > 1,
        confidence=confidence,
    )


def _n_different(draw: NDArray[Any]) -> int:
    if draw.dtype.kind == "f" and np.isnan(draw).any():
        unknown = f"{np.isnan(draw).sum():,} of {len(draw):,} worlds"
        raise ArgumentError(f"draw must name the draw of every world; it is NaN in {unknown}")
    # A sort, of numbers that mostly are in order, takes less time than the hashes of `np.unique`.
    ordered = np.sort(draw)
    return int((ordered[1:] != ordered[:-1]).sum()) + min(len(ordered), 1)


def _t_quantile(freedom: int, confidence: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + confidence) / 2)) if freedom > 0 else math.nan


def _normal_quantile(confidence: float) -> float:
    from scipy.special import ndtri

    return float(ndtri((1 + confidence) / 2))
