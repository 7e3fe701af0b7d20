"""Worlds weighted by what is known: what follows where stated facts hold (history matching)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bargaining.arrays import Floats
from bargaining.claims.estimates import ClaimEstimate, level_of
from bargaining.claims.tally import quantity_of, tally
from bargaining.codes import Ending
from bargaining.designs.facts import Wanted, weights_of
from bargaining.errors import ArgumentError
from bargaining.outcomes import Outcomes
from bargaining.outcomes.outcomes import expect_outcomes
from bargaining.outcomes.parameters import played_numbers
from bargaining.scenario.evidence import uncertain_paths
from bargaining.scenario.quantity_tree import QuantileOfWorlds
from bargaining.stats import Estimate, estimate_mean, estimate_share, number_or_none
from bargaining.text import Column, Report, counted, decimal, interval, percent, signed, table, wrap

if TYPE_CHECKING:
    import pandas

__all__ = ["Conditioned", "KnownFact", "Moved", "given"]

# Fewer worlds than these say little, whatever their interval.
_FEW = 30
_LISTED = 8
# What a world weighs that is two errors off.
_TWO_ERRORS_OFF = math.exp(-2.0)


@dataclass(frozen=True, slots=True)
class KnownFact:
    """One fact that worlds were weighted by.

    Attributes
    ----------
    text : str
        The fact, as it was asked.
    wanted : str
        What it had to be, in words.
    share : Estimate
        Share of the worlds in which it is so; of a fact that is near a number, the mean weight.
    """

    text: str
    wanted: str
    share: Estimate


@dataclass(frozen=True, slots=True)
class Moved:
    """What the facts tell of a number that is drawn.

    Attributes
    ----------
    path : str
        Dotted path of the number.
    before, after : float
        Its mean over the draws, and over the draws as the facts weight them.
    shift : float
        The difference in standard deviations of the draws.
    standard_error : float
        Of the shift.
    told_apart : bool
        Whether it differs from no shift, at 5 % for all numbers together (Bonferroni).
    """

    path: str
    before: float
    after: float
    shift: float
    standard_error: float
    told_apart: bool


@dataclass(frozen=True, repr=False)
class Conditioned(Report):
    """What follows in a result where facts that are known hold; prints as a table.

    This conditions on what is known: it selects worlds and changes none. It does not say what the
    facts caused, and it is no test of the scenario, which the facts were used for.

    Attributes
    ----------
    outcomes : Outcomes
        The worlds, all of them.
    weights : array, shape (world,)
        From 0 to 1; 1 where all facts hold.
    facts : tuple of KnownFact
    quantities : mapping of str to pair of ClaimEstimate
        Each quantity in all worlds, and as the facts weight them.
    moved : tuple of Moved
        Numbers that are drawn, those that moved most first.
    """

    outcomes: Outcomes
    weights: Floats
    facts: tuple[KnownFact, ...]
    quantities: Mapping[str, tuple[ClaimEstimate, ClaimEstimate]]
    moved: tuple[Moved, ...]

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.effective_worlds:.0f} effective worlds>"

    @property
    def effective_worlds(self) -> float:
        """Effective number of worlds (Kish 1965, *Survey Sampling*, section 11.7)."""
        return _effective(self.weights)

    @property
    def effective_draws(self) -> float:
        """Effective number of draws, each weighted by its worlds."""
        draw = self.outcomes.draw
        return _effective(np.bincount(draw - draw.min(), self.weights))

    @property
    def selected(self) -> Outcomes:
        """The worlds in which all facts hold.

        Raises
        ------
        ArgumentError
            Some worlds count in part, so that there is no such selection.
        """
        if not np.isin(self.weights, (0.0, 1.0)).all():
            raise ArgumentError("worlds that count in part cannot be selected: use the weights")
        return self.outcomes.select(self.weights == 1.0)

    def measure(self, quantity: str) -> ClaimEstimate:
        """Return a quantity as the facts weight the worlds."""
        return _measured(self.outcomes, quantity, self.weights)

    def to_frame(self) -> pandas.DataFrame:
        """Return one row per quantity, before and after, with standard errors and intervals."""
        import pandas

        rows = {
            name: {
                f"{key}_{when}": getattr(found, key)
                for when, found in zip(("before", "after"), pair, strict=True)
                for key in ("value", "standard_error", "low", "high")
            }
            for name, pair in self.quantities.items()
        }
        return pandas.DataFrame.from_dict(rows, orient="index").rename_axis("quantity")

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the worlds as plain values that JSON can hold."""
        return {
            "scenario": self.outcomes.scenario.header.name,
            "worlds": len(self.outcomes),
            "effective_worlds": self.effective_worlds,
            "effective_draws": self.effective_draws,
            "facts": [
                {"fact": one.text, "is": one.wanted, **one.share.to_dict("share")}
                for one in self.facts
            ],
            "quantities": {
                text: {"in_all_worlds": before.to_dict(), "given_the_facts": after.to_dict()}
                for text, (before, after) in self.quantities.items()
            },
            "moved": [
                {key: number_or_none(one) if isinstance(one, float) else one
                 for key, one in asdict(moved).items()}
                for moved in self.moved
            ],
        }  # fmt: skip

    def lines(self) -> Iterator[str]:
        """Yield the lines that ``print(conditioned)`` shows."""
        name, n = self.outcomes.scenario.header.name, len(self.outcomes)
        yield from wrap(f"{name}, where what is known holds; {counted(n, 'world')} in all")
        yield ""
        rows = [
            [one.text, one.wanted, percent(one.share.value), _span(one.share, percent)]
            for one in self.facts
        ]
        told = Column("known", words=True), Column("is", words=True)
        yield from table([*told, Column("% of worlds"), Column("95 % interval")], rows)
        if any(one.wanted.startswith("near ") for one in self.facts):
            yield from wrap("Near a number, a world counts by how near it comes, 1 where it hits.")
        worlds, draws = self.effective_worlds, self.effective_draws
        yield ""
        yield from wrap(
            f"Together they leave {worlds:,.0f} effective worlds of {draws:,.0f} effective draws."
            + (" That is too few to say much: play more worlds." if worlds < _FEW else "")
        )
        if self.weights.max() < _TWO_ERRORS_OFF:
            yield from wrap(
                "No world comes within two errors of what is known: what follows is of those that "
                "are least far off."
            )
        yield ""
        heads = ("in all worlds", "95 % interval", "given the facts", "95 % interval")
        yield from table(
            [Column("quantity", words=True), *map(Column, heads)],
            [
                [text, *(cell for one in pair for cell in (decimal(one.value, 3), _span(one)))]
                for text, pair in self.quantities.items()
            ],
        )
        yield ""
        told_apart = [one for one in self.moved if one.told_apart][:_LISTED]
        if told_apart:
            rows = [
                [
                    one.path,
                    f"{one.before:.3g}",
                    f"{one.after:.3g}",
                    f"{signed(one.shift, 2)} ± {decimal(one.standard_error, 2)}",
                ]
                for one in told_apart
            ]
            names = ("mean", "given the facts", "shift in standard deviations")
            yield from table([Column("assumption", words=True), *map(Column, names)], rows)
            yield ""
        elif self.moved:
            yield from wrap("The facts do not tell the drawn numbers apart from their priors.")
        yield from wrap(
            "This selects worlds by what is known and changes none: it does not say what the facts "
            "caused, and it does not test the scenario."
        )


def given(
    outcomes: Outcomes, facts: Mapping[str, Wanted], *, quantities: Sequence[str] | None = None
) -> Conditioned:
    """Weight the worlds of a result by facts that are known, and say what follows.

    Parameters
    ----------
    outcomes : Outcomes
    facts : mapping of str to bool, pair of float, or mapping
        Each fact is a statement or a number of the language of quantities for one world, such as
        ``"first(agreement) <= 3"`` or ``"at(sanctions_relief, 2014-07)"``, or the name of one
        of the file's facts. It is to be True or False; or a number between two others; or near a
        number, ``{"near": 4, "error": 1}``, whose worlds count by a normal density that is 1 there.
        A number that the file states a band for may be True: it lies in the band.
    quantities : sequence of str, optional
        What to report; the endings unless told otherwise.

    Returns
    -------
    Conditioned

    Raises
    ------
    ArgumentError
        A fact or a quantity cannot be read, or no world agrees with all facts.

    Examples
    --------
    >>> import bargaining as bg
    >>> outcomes = bg.simulate("ultimatum", worlds=400, seed=1)
    >>> known = bg.given(outcomes, {"ever(agreement)": True})
    >>> known.measure("P(settlement)").value
    1.0
    """
    expect_outcomes(outcomes, "given")
    if not isinstance(facts, Mapping) or not facts:
        raise ArgumentError(
            'given takes a mapping from facts to what they are, such as {"ever(agreement)": True}; '
            f"got {facts!r}"
        )
    weights, known, faults = np.ones(len(outcomes)), [], []
    spelled = [str(text).replace(" ", "") for text in facts]
    if twice := [text for text in facts if spelled.count(str(text).replace(" ", "")) > 1]:
        raise ArgumentError(f"each fact counts once; got {twice[0]!r} {len(twice)} times")
    for text, wanted in facts.items():
        try:
            weight, said = weights_of(outcomes, str(text), wanted)
        except ArgumentError as error:
            faults.append(str(error))
            continue
        known.append(KnownFact(str(text), said, estimate_share(weight, outcomes.cluster)))
        weights = weights * weight
    if faults:
        raise ArgumentError("\n".join(faults))
    if not weights.sum() > 0:
        raise ArgumentError(
            f"none of {counted(len(outcomes), 'world')} agrees with all facts: "
            + "; ".join(f"{one.text} is {one.wanted} in {one.share.value:.1%}" for one in known)
        )
    wanted_quantities = quantities or [f"P({ending.key})" for ending in Ending]
    found = {
        text: (_measured(outcomes, text, None), _measured(outcomes, text, weights))
        for text in wanted_quantities
    }
    # How the drawn numbers differ where the facts hold, the largest shifts first.
    moved: list[Moved] = []
    paths = [*dict.fromkeys((*uncertain_paths(outcomes.scenario), *outcomes.given_paths))]
    draws, values = played_numbers(outcomes, paths)
    if len(draws) > 1 and paths:
        from scipy.special import ndtri

        bound = float(-ndtri(0.05 / 2 / len(paths)))
        of_world = np.searchsorted(draws, outcomes.draw)
        chance = 1.0 / math.sqrt(_effective(np.bincount(of_world, weights)))
        for path, column in zip(paths, values.T, strict=True):
            mean, deviation = float(column.mean()), float(column.std())
            if deviation == 0:
                continue
            score = (column - mean)[of_world] / deviation
            shift = estimate_mean(score * weights, outcomes.draw, of=weights)
            around = shift.standard_error
            # Draws that agree by chance have no error: as many would still differ by `chance`.
            apart = math.isfinite(around) and abs(shift.value) > bound * max(around, chance)
            after = mean + deviation * shift.value
            moved.append(Moved(path, mean, after, shift.value, around, apart))
        moved.sort(key=lambda one: -abs(one.shift))
    return Conditioned(outcomes, weights, tuple(known), found, tuple(moved))


def _measured(outcomes: Outcomes, text: str, weights: Floats | None) -> ClaimEstimate:
    quantity = quantity_of(text, outcomes.scenario)
    if isinstance(quantity.tree, QuantileOfWorlds):
        raise ArgumentError(f"given reports shares and means, not a median or a quantile: {text}")
    own = tally(quantity, outcomes, blocks=outcomes.record.worlds_per_draw, weights=weights)
    return level_of(quantity, own, outcomes.scenario)


def _effective(weights: NDArray[Any]) -> float:
    return float(weights.sum() ** 2 / (weights**2).sum())


def _span(found: Estimate, shown: Any = None) -> str:
    shown = shown or (lambda value: decimal(value, 3))
    return interval(shown(found.low), shown(found.high))
