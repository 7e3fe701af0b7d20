"""What a solution concept chooses, and what the concepts share: gains, ties, the leximin order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Bools, Floats
from bargaining.errors import ArgumentError
from bargaining.theory.domains import require, require_within
from bargaining.theory.frontier import require_payoffs

__all__ = [
    "FrontierPoint",
    "PackageChoice",
    "choose",
    "keep_leximin",
    "measure_gains",
    "require_parties",
    "require_weights",
]

# Numbers count as equal within this share of their scale: sums of the same terms in another order
# must tie. The scale is that of the numbers compared: one absurd package must not set it for all.
TIE = 1e-9
# What adding up numbers of a scale may leave where the sum is 0.
_ROUNDING = 1e-14


@dataclass(frozen=True, slots=True)
class PackageChoice:
    """What a solution concept chooses from a finite set of packages.

    Attributes
    ----------
    chosen : array of bool
        Shape (..., package): every package that solves the problem. Several may; none does where
        no package gives every party at least its disagreement payoff.
    payoffs : array of float
        Shape (..., party): payoffs of the solution. NaN where nothing is chosen, and where the
        chosen packages pay differently: then look at `chosen`.
    value : array of float
        The leading shape: what the concept maximises, at its maximum; NaN where nothing is chosen.
    """

    chosen: Bools
    payoffs: Floats
    value: Floats


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """What a solution concept chooses on a convex frontier.

    Attributes
    ----------
    payoffs : array of float
        Shape (party,): the payoffs of the solution.
    value : float
        What the concept maximises, at its maximum.
    """

    payoffs: Floats
    value: float


def measure_gains(payoffs: ArrayLike, disagreement: ArrayLike) -> tuple[Floats, Floats, Bools]:
    """Return payoffs, gains over disagreement, and which packages leave nobody worse off.

    Parameters
    ----------
    payoffs : array_like
        Shape (..., package, party).
    disagreement : array_like
        Payoffs without agreement: a number, or of shape (party,) or (..., party); its leading axes
        broadcast against those of the payoffs.

    Returns
    -------
    payoffs, gains : array of float
        Shape (..., package, party). A gain within rounding of 0 is 0.
    rational : array of bool
        Shape (..., package).

    Raises
    ------
    ArgumentError
        Payoffs are not finite, or the shapes do not fit each other.
    """
    values = require_payoffs(payoffs)
    without = require_within("disagreement", disagreement, remedy="Give one for each party.")
    n_packages, n_parties = values.shape[-2:]
    require(
        without.shape[-1:] in ((), (1,), (n_parties,)),
        f"disagreement must be one number, or one for each of the {n_parties} parties; got shape "
        f"{without.shape}.",
    )
    try:
        leading = np.broadcast_shapes(values.shape[:-2], without.shape[:-1])
    except ValueError as error:
        raise ArgumentError(
            f"the leading axes of payoffs, {values.shape[:-2]}, and of disagreement, "
            f"{without.shape[:-1]}, must fit each other."
        ) from error
    values = np.broadcast_to(values, (*leading, n_packages, n_parties))
    gains = values - (without[..., None, :] if without.ndim else without)
    entry = TIE * (np.abs(values) + np.abs(values - gains))
    # Only packages that all would accept tell how large a gain is; others may hold any number.
    counts = np.all(gains >= -entry, axis=-1, keepdims=True)
    scale = np.where(counts, np.abs(gains), 0.0).max(axis=-2, keepdims=True)
    slack = np.maximum(np.minimum(entry, TIE * scale), _ROUNDING * scale)
    gains = np.where(np.abs(gains) <= slack, 0.0, gains)
    return values, gains, np.asarray(np.all(gains >= 0, axis=-1))


def require_parties(name: str, value: ArrayLike, n_parties: int) -> Floats:
    """Return one finite number for each party.

    Raises
    ------
    ArgumentError
        A number is not finite, or there are not as many as parties.
    """
    array = require_within(name, value, remedy="Give one for each party.")
    return _spread(name, array, n_parties)


def require_weights(name: str, value: ArrayLike, n_parties: int) -> Floats:
    """Return one number above 0 for each party.

    Raises
    ------
    ArgumentError
        A number is not above 0, or there are not as many as parties.
    """
    array = require_within(
        name,
        value,
        low=0,
        low_open=True,
        remedy="It says how much a party counts; leave out a party that counts for nothing.",
    )
    return _spread(name, array, n_parties)


def choose(payoffs: Floats, chosen: Bools, value: Floats) -> PackageChoice:
    """Return the record of a choice, its payoffs filled in where the chosen packages agree."""
    inside = chosen[..., None]
    low = np.where(inside, payoffs, np.inf).min(axis=-2)
    high = np.where(inside, payoffs, -np.inf).max(axis=-2)
    some: Bools = np.asarray(np.any(chosen, axis=-1))
    spread = np.where(some[..., None], high, 0.0) - np.where(some[..., None], low, 0.0)
    # As everywhere, equal within a share of the scale: how far the party's payoffs differ at all,
    # and no more than the chosen ones are large.
    size = np.where(inside, np.abs(payoffs), 0.0).max(axis=-2)
    scale = np.minimum(payoffs.max(axis=-2) - payoffs.min(axis=-2), size)
    alike: Bools = np.asarray(some & np.all(spread <= TIE * scale, axis=-1))
    return PackageChoice(
        chosen=chosen,
        payoffs=np.where(alike[..., None], high, np.nan),
        value=np.where(some, value, np.nan),
    )


def keep_leximin(gains: Floats, among: Bools) -> Bools:
    """Keep the packages whose worst-off party is best off, then the next worst-off, and so on.

    Parameters
    ----------
    gains : array of float
        Shape (..., package, party), comparable between parties.
    among : array of bool
        Shape (..., package): the packages to choose from.

    Returns
    -------
    array of bool
        Shape (..., package).
    """
    ordered = np.sort(gains, axis=-1)
    kept = among
    for place in range(gains.shape[-1]):
        worst = ordered[..., place]
        best = np.where(kept, worst, -np.inf).max(axis=-1, keepdims=True)
        slack = TIE * np.maximum(np.abs(worst), np.abs(np.where(np.isfinite(best), best, 0.0)))
        kept = kept & (worst >= best - slack)
    return kept


def _spread(name: str, array: Floats, n_parties: int) -> Floats:
    require(
        array.shape in ((), (n_parties,)),
        f"{name} must be one number, or one for each of the {n_parties} parties; got shape "
        f"{array.shape}.",
    )
    return np.broadcast_to(array, (n_parties,))
