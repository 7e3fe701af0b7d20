"""Zeuthen's monotonic concession: who risks less by a conflict concedes, and just enough.

Zeuthen, F. (1930). Problems of Monopoly and Economic Warfare. Routledge. Harsanyi, J. C. (1956).
Approaches to the bargaining problem before and after the theory of games. Econometrica 24(2),
144-157. As a protocol: Rosenschein, J. S. and Zlotkin, G. (1994). Rules of Encounter. MIT Press.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.strategies.asking import SAME, choice_of, kindest, value_of
from bargaining.strategies.quantal import QuantalResponse
from bargaining.views.view import OfferView, ResponseView, TableView

__all__ = ["Zeuthen"]


@dataclass(frozen=True)
class Zeuthen(QuantalResponse):
    """Concede when one's willingness to risk a conflict is the smaller; all else by default.

    A party's risk is the share of what its own last offer would gain it over no agreement that it
    loses by taking the other's last offer instead. Whoever risks less, or as much, concedes: it
    asks for the package best for itself that leaves the other with less risk than itself, or for
    the other's own offer where there is none. The other repeats its offer. An offer is accepted if
    it is worth at least what would be asked for next.

    The first offer is the best package that leaves nobody worse off than no agreement. Others'
    values are those publicly expected of them, their types mixed by belief. Two of them, values
    known and constant, end at the package with the largest product of gains (Nash).

    Notes
    -----
    Risks are compared by products of gains, which comes to the same (Harsanyi 1956): with gains a,
    b from one's own offer and c, d from the other's, (a - c) / a <= (d - b) / d iff a b <= c d.
    With more than two at the table the product runs over all, and the others' last offer is that
    of whoever spoke last.
    """

    def propose(self, view: OfferView) -> Any:
        """Open, hold or concede."""
        return choice_of(view, _demand(view, _last_of_others(view)))

    def respond(self, view: ResponseView) -> Any:
        """Accept what is worth at least the next demand."""
        demand = _demand(view, view.offered)
        passing = view.values.shape[-1]
        asked = value_of(view.values, np.minimum(demand, passing - 1))
        wanted = np.where(demand < passing, asked, view.value_apart)
        return view.value_if_agreed >= np.maximum(wanted, view.value_apart) - SAME


def _demand(view: TableView, theirs: Ints) -> Ints:
    """Return what to ask for while `theirs` is offered (-1: nothing), integers over (row, type)."""
    own = view.values - view.value_apart[:, :, None]
    others = _gains_of_others(view)
    rational = (own > SAME) & ((others > 0.0) & view.feasible)[:, None, :]
    product = np.where(rational, own * others[:, None, :], 0.0)
    standing = np.where(theirs[:, None] >= 0, value_of(product, np.maximum(theirs, 0)), 0.0)
    mine = view.last_offer(view.party)[:, None]
    stood_by = np.where(mine >= 0, value_of(product, np.maximum(mine[:, 0], 0)), 0.0)
    better = product > (standing * (1.0 + SAME))[:, :, None]
    conceding = _best(view, np.where(better, own, -np.inf))
    passing = own.shape[-1]
    # Nothing is better for both together than the others' offer: agree to it if it gains anything.
    agreeing = np.where(standing > 0.0, theirs[:, None], passing)
    conceding = np.where(better.any(axis=-1), conceding, agreeing)
    holds = stood_by > standing * (1.0 + SAME)
    return np.where(holds, mine, conceding)


def _best(view: TableView, worth: Floats) -> Ints:
    best = worth.max(axis=-1)
    return kindest(view, worth >= (best - SAME)[:, :, None])


def _gains_of_others(view: TableView) -> Floats:
    """Product of the others' gains over no agreement, 0 where one gains nothing; (row, package)."""
    gains = np.ones(view.feasible.shape)
    for other in view.others:
        gain = view.values_of(other) - view.value_apart_of(other)[:, None]
        gains = gains * np.where(gain > SAME, gain, 0.0)
    return gains


def _last_of_others(view: TableView) -> Ints:
    """Return the last package that anybody else offered, -1 for none; shape (row,)."""
    last = np.full(view.n, -1, dtype=np.int64)
    spoken = np.full(view.n, -1, dtype=np.int64)
    for other in view.others:
        offers = view.offers_of(other)
        if not offers.shape[1]:
            continue
        made = offers >= 0
        when = np.where(made.any(axis=1), view.round - 1 - made[:, ::-1].argmax(axis=1), -1)
        last = np.where(when > spoken, view.last_offer(other), last)
        spoken = np.maximum(when, spoken)
    return last
