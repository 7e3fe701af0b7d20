"""Strategies at the table: which package to ask for, and what to accept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.scenario.seats import amount_named, positive_named, share_named
from bargaining.solver.elementary import power
from bargaining.strategies.quantal import QuantalResponse
from bargaining.views.view import OfferView, ResponseView, TableView

# Values closer than this are the same: sums of the same terms may differ in their last bits.
_SAME = 1e-9


def kindest(view: TableView, tied: Bools) -> Ints:
    """Return the package best for the others among those tied, (row, type); 0 where none is."""
    package: Ints = tied.argmax(axis=-1)
    # Ties are the exception: the others' values are looked up where there are any.
    rows = np.flatnonzero((np.count_nonzero(tied, axis=-1) > 1).any(axis=1))
    if rows.size:
        if len(view.others) == 1:
            theirs = view.values_of(view.others[0])
        else:
            # Several are added up on scales from their worst package to their best: payoffs of
            # different parties have no common unit.
            theirs = np.zeros(view.feasible.shape)
            for other in view.others:
                values = view.values_of(other)
                spread = values.max(axis=1) - values.min(axis=1)
                theirs = theirs + values / np.where(spread > 0.0, spread, 1.0)[:, None]
        theirs = theirs[rows][:, None, :]
        package[rows] = np.where(tied[rows], theirs, -np.inf).argmax(axis=-1)
    return package


def value_of(values: Floats, package: Ints) -> Floats:
    """Return the own value of a package of each row, given over (row,) or (row, type)."""
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


class Aspiring(QuantalResponse):
    """Base of strategies that want at least so much at the table; all else by default.

    A subclass says how much in `target`. It then offers the package with the least own value at or
    above the target, among equals the one best for the others, and passes where there is none; and
    it accepts what is worth at least the target it would ask for in the next round. No look-ahead
    is asked for.
    """

    def target(self, view: TableView, low: Floats, high: Floats, round: int) -> Floats:
        """Return the own value wanted in a round, shape (row, type).

        `low` is the value of standing apart, `high` that of the best package that may be offered,
        at least `low`. When an answer is due, `round` is the one after that of the view.
        """
        raise NotImplementedError

    def propose(self, view: OfferView) -> Any:
        """Offer the package with the least own value at or above the target.

        Among equals it is the one best for the others, then the first; where none that may be
        offered is worth as much, it passes.
        """
        worth, target = view.values, self._target(view, view.round)
        if not view.feasible.all():
            worth = np.where(view.feasible[:, None, :], worth, -np.inf)
        above = worth - (target - _SAME)[:, :, None]
        # Read as unsigned integers, numbers below 0 come after all others, so that the first in
        # order is the least above the target. Masks would say the same in more than twice the time.
        order = above.view(np.uint64)
        package: Ints = order.argmin(axis=-1)
        least = value_of(above, package)
        reached = least >= 0.0
        tied = order <= (np.maximum(least, 0.0) + _SAME).view(np.uint64)[:, :, None]
        if np.count_nonzero(tied) > np.count_nonzero(reached):
            package = kindest(view, tied)
        return choice_of(view, np.where(reached, package, worth.shape[-1]))

    def respond(self, view: ResponseView) -> Any:
        """Accept what is worth the target of the next round."""
        target = self._target(view, view.round + 1)
        return view.value_if_agreed >= target - _SAME

    def _target(self, view: TableView, round: int) -> Floats:
        low = view.value_apart
        return self.target(view, low, np.maximum(view.best_value, low), round)


@dataclass(frozen=True)
class TimeDependent(Aspiring):
    """Concede from the best package down to the value of no agreement along a fixed curve.

    The time-dependent tactics of Faratin, Sierra and Jennings (1998, Robotics and Autonomous
    Systems 24:159-182). Named after Lemuel Boulware, who made one offer and kept to it (Raiffa,
    1982, The Art and Science of Negotiation), and after the conceder, who goes to its reservation
    value soon (Pruitt, 1981, Negotiation Behavior).

    In round t of T the target is ``low + (high - low) (1 - a)`` with ``a = initial + (1 - initial)
    (t / T)**(1 / exponent)``, where `low` is the value of standing apart, `high` that of the best
    package on the menu and T the number of rounds that talks can last (`view.horizon`). Rounds
    count from 0, so the first target is the best package, and T is the round after the last: an
    answer in the last round takes anything not worse than no agreement.

    Parameters
    ----------
    exponent : float
        Shape of the curve, above 0: below 1 it holds out to the end (Boulware), 1 is a straight
        line, above 1 it gives in at once (conceder).
    initial : float
        Share of the range given up before the first offer, in [0, 1].
    """

    exponent: float = 1.0
    initial: float = 0.0

    def __post_init__(self) -> None:
        positive_named("exponent", self.exponent)
        share_named("initial", self.initial)

    def conceded(self, elapsed: float) -> float:
        """Return the share of the range given up when a share `elapsed` of the time is over."""
        curve = power(np.array(elapsed), 1.0 / self.exponent)
        return self.initial + (1.0 - self.initial) * float(curve)

    def target(self, view: TableView, low: Floats, high: Floats, round: int) -> Floats:
        """Return the point of the curve."""
        elapsed = min(round / view.horizon, 1.0)
        return low + (high - low) * (1.0 - self.conceded(elapsed))


@dataclass(frozen=True)
class HoldFirm(Aspiring):
    """Ask for the best package of the menu in every round, and accept nothing less.

    The obstinate type of reputational bargaining (Myerson, 1991, Game Theory, section 8.8; Abreu
    and Gul, 2000, Econometrica 68:85-117), with the highest demand.

    Not to be confused with `Hold`, which takes no unilateral step and deals at the table as usual.
    """

    def target(self, view: TableView, low: Floats, high: Floats, round: int) -> Floats:
        """Return the value of the best package."""
        return high


@dataclass(frozen=True)
class Reciprocal(Aspiring):
    """Give up as much own value as the other's offers have gained in own eyes.

    A behaviour-dependent tactic of Faratin, Sierra and Jennings (1998, Robotics and Autonomous
    Systems 24:159-182). They imitate issue by issue, in proportion or in amount; here amounts are
    imitated, measured in own value of whole packages, so that issues of different kinds add up.

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
        # How much better the others' last offer is than their first.
        # One party has the floor in a round, so several others speak with one voice here.
        offers = np.full((view.n, view.round), -1, dtype=np.int64)
        for other in view.others:
            offers = np.maximum(offers, view.offers_of(other))
        if isinstance(view, ResponseView):
            offers = np.concatenate([offers, view.offered[:, None]], axis=1)
        if not offers.shape[1]:
            return np.clip(high - given, low, high)
        made, rows = offers >= 0, np.arange(view.n)
        first = offers[rows, made.argmax(axis=1)]
        last = offers[rows, offers.shape[1] - 1 - made[:, ::-1].argmax(axis=1)]
        values = view.values
        gained = value_of(values, np.maximum(last, 0)) - value_of(values, np.maximum(first, 0))
        received = np.where(first[:, None] >= 0, gained, 0.0)
        return np.clip(high - given - self.generosity * received, low, high)


@dataclass(frozen=True)
class Salami(QuantalResponse):
    """Ask for the smallest package that still gains something, and take any that does.

    A thin slice at a time, each too small to refuse (Schelling, 1966, Arms and Influence).

    The size of a package is the number of rungs it moves; among equals it is the one best for the
    party, then for the others. A slice is worth cutting where talks can open again after an
    agreement; where only one can be signed, the first slice is all there is. Unilateral steps are
    one rung by the rules of the game and stay as they are by default, like all else.

    Parameters
    ----------
    least_gain : float
        What a slice must be worth beyond no agreement, payoff units, at least 0: more than this is
        "something".
    """

    least_gain: float = 0.0

    def __post_init__(self) -> None:
        amount_named("least_gain", self.least_gain)

    def propose(self, view: OfferView) -> Any:
        """Offer the smallest slice; pass where none gains anything."""
        enough = view.value_apart + self.least_gain + _SAME
        slices = view.feasible[:, None, :] & (view.values > enough[:, :, None])
        # A package that may be offered lowers no rung, so its rungs count what it moves.
        size = np.where(slices, view.packages.sum(axis=1), np.inf)
        thinnest = size == size.min(axis=-1, keepdims=True)
        worth = np.where(thinnest & slices, view.values, -np.inf)
        best = worth.max(axis=-1, keepdims=True)
        package = kindest(view, worth >= best - _SAME)
        return choice_of(view, np.where(slices.any(axis=-1), package, view.passing))

    def respond(self, view: ResponseView) -> Any:
        """Accept whatever gains something."""
        return view.value_if_agreed > view.value_apart + self.least_gain + _SAME


@dataclass(frozen=True)
class Zeuthen(QuantalResponse):
    """Concede when one's willingness to risk a conflict is the smaller; all else by default.

    Zeuthen (1930, Problems of Monopoly and Economic Warfare); Harsanyi (1956, Econometrica
    24:144-157); as a protocol Rosenschein and Zlotkin (1994, Rules of Encounter).

    A party's risk is the share of what its own last offer would gain it over no agreement that it
    loses by taking the other's last offer instead. A party that risks no more concedes: it
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
    of the party that spoke last.
    """

    def propose(self, view: OfferView) -> Any:
        """Open, hold or concede, in answer to the last package that anybody else offered."""
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
        return choice_of(view, _demand(view, last))

    def respond(self, view: ResponseView) -> Any:
        """Accept what is worth at least the next demand."""
        demand = _demand(view, view.offered)
        passing = view.values.shape[-1]
        asked = value_of(view.values, np.minimum(demand, passing - 1))
        wanted = np.where(demand < passing, asked, view.value_apart)
        return view.value_if_agreed >= np.maximum(wanted, view.value_apart) - _SAME


def _demand(view: TableView, theirs: Ints) -> Ints:
    """Return what to ask for while `theirs` is offered (-1: nothing), integers over (row, type)."""
    own = view.values - view.value_apart[:, :, None]
    # Product of the others' gains over no agreement, 0 where one gains nothing; (row, package).
    others = np.ones(view.feasible.shape)
    for other in view.others:
        gain = view.values_of(other) - view.value_apart_of(other)[:, None]
        others = others * np.where(gain > _SAME, gain, 0.0)
    rational = (own > _SAME) & ((others > 0.0) & view.feasible)[:, None, :]
    product = np.where(rational, own * others[:, None, :], 0.0)
    standing = np.where(theirs[:, None] >= 0, value_of(product, np.maximum(theirs, 0)), 0.0)
    mine = view.last_offer(view.party)[:, None]
    stood_by = np.where(mine >= 0, value_of(product, np.maximum(mine[:, 0], 0)), 0.0)
    better = product > (standing * (1.0 + _SAME))[:, :, None]
    worth = np.where(better, own, -np.inf)
    conceding = kindest(view, worth >= (worth.max(axis=-1) - _SAME)[:, :, None])
    passing = own.shape[-1]
    # Nothing is better for both together than the others' offer: agree to it if it gains anything.
    agreeing = np.where(standing > 0.0, theirs[:, None], passing)
    conceding = np.where(better.any(axis=-1), conceding, agreeing)
    holds = stood_by > standing * (1.0 + _SAME)
    return np.where(holds, mine, conceding)
