"""What a study of sensitivity found: effects of factors, a ranking in one line, and tables."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from bargaining.designs.factors import Factor
from bargaining.errors import ArgumentError
from bargaining.outcomes.columns import needed_library
from bargaining.stats import Estimate, number_or_none
from bargaining.text import (
    RULE,
    Column,
    Report,
    counted,
    decimal,
    interval,
    paragraphs,
    percent,
    signed,
    table,
)

if TYPE_CHECKING:
    import pandas

__all__ = ["Effect", "QuantityEffects", "Sensitivity"]

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Effect:
    """What one factor does to a quantity.

    Attributes
    ----------
    factor : Factor
    value : float
        Its total index; one at a time, the quantity at its upper quantile less that at its lower.
    standard_error, low, high : float
        Error and ends of the interval of the value.
    score, p_value : float
        How many errors it lies from 0, and the probability of so much were it 0 in truth, corrected
        for the number of factors (Holm 1979).
    first, first_low, first_high : float
        First-order index and the ends of its interval; NaN one at a time.
    at_low, at_high : float
        The quantity at the 10 % and the 90 % quantile of the factor; NaN of Sobol indices.
    """

    factor: Factor
    value: float
    standard_error: float
    low: float
    high: float
    score: float
    p_value: float
    first: float = math.nan
    first_low: float = math.nan
    first_high: float = math.nan
    at_low: float = math.nan
    at_high: float = math.nan

    @property
    def name(self) -> str:
        """The factor's label, marked where it is an assumption and nothing else."""
        return self.factor.label + (" (assumed)" if self.factor.sources == ("assumed",) else "")

    def to_dict(self) -> dict[str, Any]:
        """Return the effect as plain values that JSON can hold, None for what is not known."""
        return {
            "factor": self.factor.label,
            "paths": list(self.factor.paths),
            "sources": list(self.factor.sources),
            **{
                name: number_or_none(getattr(self, name))
                for name in self.__dataclass_fields__
                if name != "factor"
            },
        }


@dataclass(frozen=True, slots=True)
class QuantityEffects:
    """The effects on one quantity, the largest first.

    Attributes
    ----------
    quantity : str
    level : Estimate
        The quantity over the priors; one at a time, with all numbers at their medians.
    effects : tuple of Effect
    record : mapping
        That of the study.
    n_undefined : int
        Points at which the quantity has no value; its indices are then not known.
    luck, luck_low, luck_high : float
        Share of the variance of a single world that is luck, and its interval; NaN one at a time.
    """

    quantity: str
    level: Estimate
    effects: tuple[Effect, ...]
    record: Mapping[str, Any]
    n_undefined: int = 0
    luck: float = math.nan
    luck_low: float = math.nan
    luck_high: float = math.nan

    def ordered(self) -> QuantityEffects:
        """Return the same with the largest effect first."""
        known = all(math.isfinite(one.value) for one in self.effects)
        key = [-abs(one.value if known else one.score) for one in self.effects]
        order = np.argsort(key, kind="stable")
        return replace(self, effects=tuple(self.effects[place] for place in order))

    def ranking(self, *, most: int | None = None) -> str:
        """Return in one line which assumptions matter most, as `Sensitivity.ranking` does."""
        return Sensitivity((self,), self.record).ranking(most=most)

    def rest_in_words(self) -> str:
        """Say how large the effects are that a table or a picture leaves out; empty if none is.

        One at a time also the root of the sum of their squares: what they change together, as far
        as they add up, and what luck alone would make of it.
        """
        rest = self.effects[SHOWN:]
        if not rest or self.n_undefined:
            return ""
        one_at_a_time = self.record["method"] == "one_at_a_time"
        most = decimal(max(abs(one.value) for one in rest), 3 if one_at_a_time else 2)
        said = f"{counted(len(rest), 'other assumption')}: each {most} or less"
        if one_at_a_time:
            together = decimal(math.hypot(*(one.value for one in rest)), 3)
            luck = decimal(math.hypot(*(one.standard_error for one in rest)), 3)
            said += f", together like one of {together} (luck alone: {luck})"
        return said

    def found(self, level: float) -> tuple[Effect, ...]:
        """Return the effects that are told apart from 0, the largest first."""
        return tuple(one for one in self.effects if one.p_value < level)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values that JSON can hold."""
        return {
            "quantity": self.quantity,
            "level": self.level.to_dict(),
            "luck_share": number_or_none(self.luck),
            "luck_interval": [number_or_none(self.luck_low), number_or_none(self.luck_high)],
            "undefined_points": self.n_undefined,
            "effects": [one.to_dict() for one in self.effects],
        }


@dataclass(frozen=True)
class Sensitivity(Report):
    """Which numbers of a scenario matter for some quantities.

    Attributes
    ----------
    quantities : tuple of QuantityEffects
    record : mapping
        What makes the numbers again: scenario, method, points, worlds, seed, versions.
    """

    quantities: tuple[QuantityEffects, ...]
    record: Mapping[str, Any]

    def __iter__(self) -> Iterator[QuantityEffects]:
        return iter(self.quantities)

    def __getitem__(self, quantity: str) -> QuantityEffects:
        """Return the effects on a quantity, by its text."""
        by_text = {one.quantity: one for one in self}
        if quantity not in by_text:
            raise ArgumentError(f"{quantity!r} was not studied; studied are {', '.join(by_text)}")
        return by_text[quantity]

    @property
    def is_sobol(self) -> bool:
        """Whether these are Sobol indices."""
        return bool(self.record["method"] == "sobol")

    @property
    def level(self) -> float:
        """How often a ranking may name any number wrongly."""
        return 1 - float(self.record["confidence"])

    def ranking(self, quantity: str | None = None, *, most: int | None = None) -> str:
        """Return in one line which assumptions matter most for a quantity, the first by default.

        Only factors that are told apart from 0 are ranked: with all of them tested at once, any
        is named wrongly with a probability of at most 5 % (of 1 less the confidence). With `most`
        that many are named and the others counted.
        """
        of = self.quantities[0] if quantity is None else self[quantity]
        found = of.found(self.level)
        if of.n_undefined:
            return (
                f"The assumptions cannot be ranked for {of.quantity}: it has no value at "
                f"{counted(of.n_undefined, 'point')}. Ask for more worlds at each point."
            )
        if not found:
            return (
                f"No assumption can be ranked for {of.quantity}: none is told apart from 0. "
                f"{self._needed(of)}".rstrip()
            )
        names = [f"{place}. {one.name}" for place, one in enumerate(found[:most], 1)]
        if len(found) > len(names):
            names.append(f"and {len(found) - len(names)} more")
        left = len(of.effects) - len(found)
        rest = "; nothing else is told apart from 0." if left else "; there is no other."
        return f"The most important assumptions for {of.quantity}: {', '.join(names)}{rest}"

    def cost_of(self, effect: Effect) -> int:
        """Return how many worlds would tell an effect apart from 0, were it as large as it seems.

        Errors shrink with the root of the rows, or one at a time of the worlds. The answer is as
        rough as the effect is uncertain; 0 where it seems to be none.
        """
        if not effect.score or not math.isfinite(effect.score):
            return 0
        factor = max((self._least_score() / effect.score) ** 2, 1.0)
        return math.ceil(int(self.record["worlds"]) * factor)

    def _least_score(self) -> float:
        """Return how many errors from 0 the first of so many factors must lie."""
        from scipy.special import ndtri

        tests = self.record["factors"] * (1 if self.is_sobol else 2)
        return float(ndtri(1 - self.level / tests))

    def _needed(self, of: QuantityEffects) -> str:
        """Say what would tell the largest factor apart that is not."""
        left = [one for one in of.effects if not one.p_value < self.level]
        left = [one for one in left if (one.score if self.is_sobol else abs(one.score)) > 1]
        if not left:
            return ""
        # More than were played, which did not tell it apart.
        what, size = self._size(max(self.cost_of(left[0]), self.record["worlds"] + 1))
        return (
            f"If {left[0].factor.label} matters as much as it seems to, about {what}={size:,} "
            "would tell it apart from 0."
        )

    def _size(self, worlds: int) -> tuple[str, int]:
        """Return which argument, and how large, plays so many worlds."""
        ratio = worlds / self.record["worlds"]
        if self.is_sobol:
            return "points", 2 ** math.ceil(math.log2(self.record["points"] * ratio) - 1e-9)
        return "worlds", math.ceil(self.record["worlds_a_point"] * ratio)

    def lines(self) -> Iterator[str]:
        """Yield the lines that ``print(result)`` shows."""
        record = self.record
        size = f"{record['worlds']:,} worlds at "
        size += (
            f"{record['points']} rows of {record['factors'] + 2} points"
            if self.is_sobol
            else f"{2 * record['factors'] + 1} points"
        )
        head = f"{record['scenario']} · {counted(record['factors'], 'factor')} of "
        head += f"{counted(record['numbers'], 'number')} · {size} · seed {record['seed']}"
        yield from paragraphs([record["title"], head])
        for of in self:
            yield ""
            yield from paragraphs([self.ranking(of.quantity), ""])
            ends, shown = f"{100 * record['confidence']:g} % interval", of.effects[:SHOWN]
            if self.is_sobol:
                heads = ("total index", ends, "first-order index", ends)
                cells = [
                    (
                        decimal(one.value, 2),
                        interval(decimal(one.low, 2), decimal(one.high, 2)),
                        decimal(one.first, 2),
                        interval(decimal(one.first_low, 2), decimal(one.first_high, 2)),
                    )
                    for one in shown
                ]
            else:
                heads = ("at 10 %", "at 90 %", "change", ends)
                cells = [
                    (
                        decimal(one.at_low, 3),
                        decimal(one.at_high, 3),
                        signed(one.value, 3),
                        interval(signed(one.low, 3), signed(one.high, 3)),
                    )
                    for one in shown
                ]
            rows: list[list[str] | str] = [
                [("* " if one.p_value < self.level else "  ") + one.factor.label, *cell,
                 ", ".join(one.factor.sources)]
                for one, cell in zip(shown, cells, strict=True)
            ]  # fmt: skip
            if rest := of.rest_in_words():
                rows += [RULE, f"  {rest}"]
            first, last = Column("Factor", words=True), Column("source", words=True)
            yield from table([first, *map(Column, heads), last], rows)
            yield from paragraphs([self._notes(of)])

    def _notes(self, of: QuantityEffects) -> str:
        said = ["* told apart from 0."]
        level = f"{of.quantity} is {decimal(of.level.value, 3)} ± {decimal(of.level.half_width, 3)}"
        if self.is_sobol:
            said.append(f"{level} over the priors.")
            share = f"{percent(of.luck, 0)} % ({percent(of.luck_low, 0)} to "
            share += f"{percent(of.luck_high, 0)})"
            if self.record["all_numbers"]:
                said.append(f"Of the variance of a single world {share} is luck;")
            else:
                said.append(
                    f"Of the variance of a single world {share} is luck and the numbers that are "
                    "no factors;"
                )
            said.append(
                "indices are shares of the rest: alone (first-order), and with all interactions "
                "(total; these add up to more than 1)."
            )
        else:
            said.append(f"{level} with all numbers at their medians.")
            said.append(
                "Each factor goes from the 10 % to the 90 % quantile of its prior in the same "
                "worlds; interactions are not seen."
            )
        errors = [one.standard_error for one in of.effects if one.standard_error > 0]
        if errors and not of.n_undefined:
            least = self._least_score() * float(np.median(errors))
            what, now = self._size(self.record["worlds"])
            unit = "total index" if self.is_sobol else "change"
            said.append(
                f"A typical {unit} of {decimal(least, 3)} is told apart from 0 in one study of "
                f"two; for half of it, use {what}={4 * now:,}."
            )
        said.append(self._needed(of) if of.found(self.level) else "")
        return " ".join(filter(None, said))

    def to_frame(self) -> pandas.DataFrame:
        """Return a row for each quantity and factor, the largest first; needs pandas.

        Raises
        ------
        OutcomesError
            pandas is not installed.
        """
        library = needed_library("pandas", "to_frame()")
        rows = [{"quantity": of.quantity, **one.to_dict()} for of in self for one in of.effects]
        for row in rows:
            row["paths"], row["sources"] = "; ".join(row["paths"]), "; ".join(row["sources"])
        frame: pandas.DataFrame = library.DataFrame(rows)
        frame.attrs = {"record": dict(self.record)}
        return frame

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values that JSON can hold."""
        return {
            **self.record,
            "quantities": [{**of.to_dict(), "ranking": self.ranking(of.quantity)} for of in self],
        }
