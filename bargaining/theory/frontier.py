"""The Pareto frontier of a finite set of packages, and how far a result lies from it.

References
----------
* Baarslag, T., Fujita, K., Gerding, E. H., Hindriks, K., Ito, T., Jennings, N. R., Jonker, C.,
  Kraus, S., Lin, R., Robu, V. and Williams, C. R. (2013). Evaluating practical negotiating
  agents: results and analysis of the 2011 international competition. *Artificial Intelligence*
  198, 73-103.
* Pareto, V. (1906). *Manuale di economia politica*. Milan: Societa Editrice Libraria.
* Thomson, W. (1994). Cooperative models of bargaining. In R. J. Aumann and S. Hart (eds.),
  *Handbook of Game Theory with Economic Applications* 2, 1237-1284.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Bools, Floats
from bargaining.theory.arguments import read_numbers, require


def find_frontier(payoffs: ArrayLike, *, tolerance: float = 1e-9) -> Bools:
    r"""Mark the packages that nobody can improve on without making somebody worse off.

    Package :math:`q` dominates :math:`p` where

    .. math:: u_i(q) \ge u_i(p) \text{ for every party } i
        \quad\text{and}\quad u_j(q) > u_j(p) \text{ for some } j;

    the frontier (Pareto 1906; Thomson 1994) is what no package dominates, marked in the shape
    (..., package). Packages of equal payoffs are on it together or not at all. Two parties cost a
    sort, n log n for n packages; more cost n times the size of the frontier.

    Parameters
    ----------
    payoffs : array_like
        Payoffs of shape (..., package, party), in any unit, for any number of parties; a frontier
        is found for every entry of the leading axes.
    tolerance : float
        Payoffs of a party count as equal where they lie no further apart than this share of the
        range of its payoffs, in [0, 1). It keeps the last digits of sums from deciding who is
        dominated. Equality is passed on along chains of neighbours.

    Examples
    --------
    >>> find_frontier([[3, 1], [2, 2], [2, 1], [1, 3]]).tolist()
    [True, True, False, True]
    """
    values = require_payoffs(payoffs)
    [share] = read_numbers(
        "[0, 1)", "It is a share of the range of a party's payoffs.", tolerance=tolerance
    )
    n_packages, n_parties = values.shape[-2:]
    # Each payoff's place among the party's own, equal ones sharing a place.
    rows = values.reshape(-1, n_packages, n_parties)
    order = np.argsort(rows, axis=-2)
    ordered = np.take_along_axis(rows, order, axis=-2)
    span = ordered[:, -1:] - ordered[:, :1]
    steps = np.diff(ordered, axis=-2, prepend=ordered[:, :1]) > share * span
    ranks = np.empty(rows.shape, dtype=np.int64)
    np.put_along_axis(ranks, order, np.cumsum(steps, axis=-2), axis=-2)
    found = np.zeros(rows.shape[:-1], dtype=bool)
    if n_parties == 2:
        # Go down the first party's payoffs and, where these are equal, the second's, and watch for
        # records of the second.
        first, second = ranks[..., 0], ranks[..., 1]
        order = np.argsort(-(first * (second.max(initial=0) + 1) + second), axis=-1, kind="stable")
        ours = np.take_along_axis(first, order, axis=-1)
        theirs = np.take_along_axis(second, order, axis=-1)
        best = np.maximum.accumulate(theirs, axis=-1)
        is_record = np.ones(best.shape, dtype=bool)
        is_record[:, 1:] = best[:, 1:] > best[:, :-1]
        places = np.where(is_record, np.arange(n_packages), 0)
        holder = np.take_along_axis(ours, np.maximum.accumulate(places, axis=-1), axis=-1)
        # Equal to the record is not enough: its holder may be better for the first party.
        np.put_along_axis(found, order, (theirs == best) & (holder == ours), axis=-1)
        return found.reshape(values.shape[:-1])
    for own, marked in zip(ranks, found, strict=True):
        # What dominates has the higher sum, so that the first of the rest is always on the
        # frontier, and strikes out what it dominates.
        left = np.argsort(-own.sum(axis=-1), kind="stable")
        while left.size:
            record = own[left[0]]
            marked[left[(own[left] == record).all(axis=-1)]] = True
            left = left[(own[left] > record).any(axis=-1)]
    return found.reshape(values.shape[:-1])


def find_frontier_distance(point: ArrayLike, payoffs: ArrayLike) -> Floats:
    r"""Return how far payoffs lie from the nearest package of the Pareto frontier.

    .. math:: \min_{p \text{ on the frontier}} \sqrt{\textstyle\sum_i (u_i(p) - u_i)^2}

    It adds up payoffs of different parties, so put them on one scale first, such as 0 to 1 each.
    Competitions of negotiating agents judge results by it (Baarslag et al. 2013).

    Parameters
    ----------
    point, payoffs : array_like
        Payoffs reached, of shape (..., party), and of the packages, of shape (..., package, party).

    Examples
    --------
    >>> float(find_frontier_distance([1, 1], [[4, 1], [1, 2], [1, 1]]))
    1.0
    """
    values = require_payoffs(payoffs)
    [reached] = read_numbers("(-inf, inf)", "Payoffs must be finite.", point=point)
    require(
        reached.ndim >= 1 and reached.shape[-1] == values.shape[-1],
        f"point must end in one payoff for each of the {values.shape[-1]} parties of payoffs; got "
        f"shape {reached.shape}.",
    )
    apart = np.linalg.norm(values - reached[..., None, :], axis=-1)
    return np.asarray(np.where(find_frontier(values), apart, np.inf).min(axis=-1))


def require_payoffs(payoffs: ArrayLike) -> Floats:
    """Return finite payoffs as an array (..., package, party), neither of the two axes empty."""
    remedy = "Give one row for each package and one column for each party."
    [values] = read_numbers("(-inf, inf)", remedy, payoffs=payoffs)
    require(
        values.ndim >= 2 and min(values.shape[-2:], default=0) > 0,
        f"payoffs must have the shape (..., package, party); got {values.shape}. {remedy}",
    )
    return values
