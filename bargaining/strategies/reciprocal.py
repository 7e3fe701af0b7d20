"""Tit for tat at the table: concede as much as the other side has conceded.

A behaviour-dependent tactic of Faratin, P., Sierra, C. and Jennings, N. R. (1998). Negotiation
decision functions for autonomous agents. Robotics and Autonomous Systems 24(3-4), 159-182. They
imitate issue by issue, in proportion (relative tit-for-tat) or in amount (absolute); here amounts
are imitated, measured in own value of whole packages, so that issues of different kinds add up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.scenario.bounds import amount_named, share_named
from bargaining.strategies.asking import value_of
from bargaining.strategies.aspiring import Aspiring
from bargaining.views.view import ResponseView, TableView

__all__ = ["Reciprocal"]


@dataclass(frozen=True)
class Reciprocal(Aspiring):
    """Give up as much own value as the other's offers have gained in own eyes.

    Between its last two offers the other has conceded what the later is worth more to this party;
    it lowers its next demand by as much, and raises it again where the other takes back. Counted
    from the other's first offer, so what the steps of the menu round off is made up for later:
    ``target = high - initiative (high - low) - generosity (value of the other's last offer - value
    of its first)``, never below `low`, the value of standing apart, nor above `high`, that of the
    best package. All offers are valued as things stand now.

    Parameters
    ----------
    initiative : float
        Share of the range given up unasked from its own second offer on, in [0, 1]. With 0 two of
        them wait for each other for ever.
    generosity : float
        How much is returned for each unit received, at least 0.
    """

    initiative: float = 0.1
    generosity: float = 1.0

    def __post_init__(self) -> None:
        share_named("initiative", self.initiative)
        amount_named("generosity", self.generosity)

    def target(self, view: TableView, low: Floats, high: Floats, round: int) -> Floats:
        """Return what is left of the best package."""
        begun = view.last_offer(view.party)[:, None] >= 0
        given = np.where(begun, self.initiative * (high - low), 0.0)
        wanted = high - given - self.generosity * _received(view)
        return np.clip(wanted, low, high)


def _received(view: TableView) -> Floats:
    """How much better the others' last offer is than their first, shape (row, type)."""
    first, last = _first_and_last(view)
    values = view.values
    gained = value_of(values, np.maximum(last, 0)) - value_of(values, np.maximum(first, 0))
    return np.where(first[:, None] >= 0, gained, 0.0)


def _first_and_last(view: TableView) -> tuple[Ints, Ints]:
    """First and last offer made by anybody else, the one on the table included; -1 for none."""
    # One party has the floor in a round, so several others speak with one voice here.
    offers = np.full((view.n, view.round), -1, dtype=np.int64)
    for other in view.others:
        offers = np.maximum(offers, view.offers_of(other))
    if isinstance(view, ResponseView):
        offers = np.concatenate([offers, view.offered[:, None]], axis=1)
    if not offers.shape[1]:
        none = np.full(view.n, -1, dtype=np.int64)
        return none, none
    made, rows = offers >= 0, np.arange(view.n)
    first = offers[rows, made.argmax(axis=1)]
    last = offers[rows, offers.shape[1] - 1 - made[:, ::-1].argmax(axis=1)]
    return first, last
