"""What strategies at the table share: which package asks for so much, and how it is answered."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.views.view import OfferView, TableView

__all__ = ["SAME", "choice_of", "kindest", "least_at", "offerable", "value_of"]

# Values closer than this are the same: sums of the same terms may differ in their last bits.
SAME = 1e-9


def offerable(view: TableView) -> Floats:
    """Return the own value of each package, -inf where it may not be offered; never write into it.

    Shape (row, type, package), payoff units.
    """
    if view.feasible.all():
        return view.values
    return np.where(view.feasible[:, None, :], view.values, -np.inf)


def least_at(view: TableView, worth: Floats, target: Floats) -> Ints:
    """Return the package with the least own value at or above a target.

    Among equals it is the one best for the others, then the first.

    Parameters
    ----------
    worth : array over (row, type, package)
        Own values, -inf for what is out of the question.
    target : array over (row, type)

    Returns
    -------
    integers over (row, type)
        Package numbers; the number of packages, which is to pass, where none is worth as much.
    """
    above = worth - (target - SAME)[:, :, None]
    # Read as unsigned integers, numbers below 0 come after all others, so that the first in order
    # is the least above the target. Masks would say the same in more than twice the time.
    order = above.view(np.uint64)
    package: Ints = order.argmin(axis=-1)
    least = value_of(above, package)
    reached = least >= 0.0
    tied = order <= (np.maximum(least, 0.0) + SAME).view(np.uint64)[:, :, None]
    if np.count_nonzero(tied) > np.count_nonzero(reached):
        package = kindest(view, tied)
    return np.where(reached, package, worth.shape[-1])


def kindest(view: TableView, tied: Bools) -> Ints:
    """Return the package best for the others among some, the first of these; (row, type).

    Parameters
    ----------
    tied : booleans over (row, type, package)
        Where all are False the answer is package 0.
    """
    package: Ints = tied.argmax(axis=-1)
    # Ties are the exception: the others' values are looked up where there are any.
    rows = np.flatnonzero((np.count_nonzero(tied, axis=-1) > 1).any(axis=1))
    if rows.size:
        theirs = _for_others(view)[rows][:, None, :]
        package[rows] = np.where(tied[rows], theirs, -np.inf).argmax(axis=-1)
    return package


def value_of(values: Floats, package: Ints) -> Floats:
    """Return the own value of a package of each row, shape (row, type).

    Parameters
    ----------
    values : array over (row, type, package)
    package : integers over (row,) or (row, type)
    """
    place = package[:, None] if package.ndim == 1 else package
    place = np.broadcast_to(place, values.shape[:2])
    taken: Floats = np.take_along_axis(values, place[:, :, None], axis=2)[:, :, 0]
    return taken


def choice_of(view: OfferView, package: Ints) -> Ints | Floats:
    """Return packages chosen by own type, integers over (row, type), as an answer to `propose`."""
    if package.shape[1] == 1:
        return package[:, 0]
    odds = np.zeros((*package.shape, view.passing + 1))
    np.put_along_axis(odds, package[:, :, None], 1.0, axis=2)
    return odds


def _for_others(view: TableView) -> Floats:
    """Return what each package is worth to the others, shape (row, package).

    Several others are added up on scales that run from their worst package to their best, since
    payoffs of different parties have no common unit.
    """
    if len(view.others) == 1:
        return view.values_of(view.others[0])
    total = np.zeros(view.feasible.shape)
    for other in view.others:
        values = view.values_of(other)
        spread = values.max(axis=1) - values.min(axis=1)
        total = total + values / np.where(spread > 0.0, spread, 1.0)[:, None]
    return total
