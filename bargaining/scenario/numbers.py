"""Sourced numbers: every number of a scenario carries where it comes from.

A number is written as an inline table. Its keys say which kind it is:

| keys | kind |
|---|---|
| `value` | one value, spread in payoffs and in drivers of conditions |
| `low`, `high` | uniform prior |
| `low`, `high`, `scale = "log"` | log-uniform prior: its logarithm is uniform |
| `low`, `mode`, `high` | triangular prior |
| `mean`, `sd` | normal prior |
| `mean`, `sd`, and `low` or `high` or both | normal prior, truncated |
| `alpha`, `beta` | beta prior on (0, 1) |
| `choices` (and `probabilities`) | one of a list |

The spread is the scenario's, or the number's own `spread` (0 keeps it fixed).

Beside them stand `source`, `why`, `unit`, and `draw`: two numbers that name the same draw share one
piece of epistemic luck. A payoff may bear a `tag`, its group of motives.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from bargaining.scenario.frozen import Cited, Listed, field, fields_of
from bargaining.text import joined

__all__ = [
    "COUNT_KINDS", "NUMBER_KINDS", "BetaNumber", "ChoiceNumber", "Count", "LogUniformNumber",
    "NormalNumber", "Number", "Real", "TriangularNumber", "UniformNumber", "UnlimitedCount",
    "ValueNumber",
]  # fmt: skip

# A prior that truncation all but empties is a mistake.
_LEAST_KEPT = 1e-6
# Doubles have sixteen digits: beside greater numbers, ordinary ones would be lost in a sum.
_MOST = 1e12


def _computable(value: float) -> float:
    if abs(value) > _MOST:
        raise ValueError(
            f"must be from {-_MOST:g} to {_MOST:g}, within which sums keep their digits; got "
            f"{value:g}. Write it, and what it is added to, in a larger unit"
        )
    return value


Real = Annotated[
    float,
    AfterValidator(_computable),
    Field(json_schema_extra={"minimum": -_MOST, "maximum": _MOST}),
]


class _Measured(Cited):
    unit: str | None = field("Unit of the number, such as per round.", None)


class _Drawn(_Measured):
    draw: str | None = field("Name of the draw: same name, same luck.", None)
    tag: str | None = field("Group of motives to which a payoff belongs.", None)


class ValueNumber(_Drawn):
    """One value, spread only in payoffs and drivers of conditions."""

    kind: ClassVar[str] = "lognormal"
    value: Real = field("The number itself.")
    spread: Annotated[float, Field(ge=0, le=2)] | None = field(
        "Log-normal spread; the scenario's where absent.", None
    )

    def support(self) -> tuple[float, float]:
        """Return the least and the greatest value, unspread."""
        return self.value, self.value

    def expectation(self) -> float:
        """Return the mean of the prior."""
        return self.value


class _Interval(_Drawn):
    low: Real = field("Lower end of the prior.")
    high: Real = field("Upper end of the prior.")

    def support(self) -> tuple[float, float]:
        """Return the least and the greatest value."""
        return self.low, self.high

    def expectation(self) -> float:
        """Return the mean of the prior."""
        return (self.low + self.high) / 2


class UniformNumber(_Interval):
    """Uniform prior between `low` and `high`."""

    kind: ClassVar[str] = "uniform"

    @model_validator(mode="after")
    def _ordered(self) -> Any:
        if not self.low < self.high:
            raise ValueError(f"must have low < high; got {self.low} and {self.high}")
        return self


class TriangularNumber(_Interval):
    """Triangular prior between `low` and `high` with its top at `mode`."""

    kind: ClassVar[str] = "triangular"
    mode: Real = field("Top of the triangular prior.")

    @model_validator(mode="after")
    def _ordered(self) -> Any:
        if not (self.low <= self.mode <= self.high and self.low < self.high):
            raise ValueError(
                f"must have low <= mode <= high; got {self.low}, {self.mode}, {self.high}"
            )
        return self

    def expectation(self) -> float:
        """Return the mean of the prior."""
        return (self.low + self.mode + self.high) / 3


class LogUniformNumber(_Interval):
    """Prior between `low` and `high` whose logarithm is uniform; both lie on one side of 0."""

    kind: ClassVar[str] = "log-uniform"
    scale: Literal["log"] = field('Scale on which the prior is uniform: "log".')

    @model_validator(mode="after")
    def _ordered(self) -> Any:
        if not (self.low < self.high and (self.low > 0 or self.high < 0)):
            raise ValueError(
                "must have low < high, both above 0 or both below it, on a log scale; got "
                f"{self.low} and {self.high}"
            )
        return self

    def expectation(self) -> float:
        """Return the mean of the prior."""
        width = math.log(abs(self.high)) - math.log(abs(self.low))
        return (self.high - self.low) / width


class NormalNumber(_Drawn):
    """Normal prior, truncated where `low` or `high` is given."""

    mean: Real = field("Mean of the normal prior, before it is truncated.")
    sd: Real = field("Standard deviation of the normal prior, before it is truncated.", gt=0)
    low: Real | None = field("Where the prior is truncated from below.", None)
    high: Real | None = field("Where the prior is truncated from above.", None)

    @model_validator(mode="after")
    def _ordered(self) -> Any:
        low, high = self.support()
        if not low < high:
            raise ValueError(f"must have low < high; got {self.low} and {self.high}")
        if self._kept() < _LEAST_KEPT:
            raise ValueError(
                "must leave at least a millionth of the normal prior between low and high; got "
                f"{self._kept():.1g}. Move `mean` nearer to them, or raise `sd`"
            )
        return self

    @property
    def kind(self) -> str:
        """What the prior is called."""
        return "normal" if self.low is None and self.high is None else "truncated normal"

    def support(self) -> tuple[float, float]:
        """Return the least and the greatest value, infinite where the prior is not truncated."""
        low = -math.inf if self.low is None else self.low
        return low, math.inf if self.high is None else self.high

    def expectation(self) -> float:
        """Return the mean of the prior, truncated where it is."""
        density = [math.exp(-score * score / 2) for score in self.scores()]
        step = (density[0] - density[1]) / math.sqrt(2 * math.pi)
        return self.mean + self.sd * step / self._kept()

    def scores(self) -> tuple[float, float]:
        """Return both ends in standard deviations from the mean of the whole normal prior."""
        low, high = self.support()
        return (low - self.mean) / self.sd, (high - self.mean) / self.sd

    def values(self, scores: Any) -> Any:
        """Return the values at so many standard deviations from that mean, a number or an array."""
        return self.mean + self.sd * scores

    def _kept(self) -> float:
        """Return the probability that truncation leaves, taken in the tail where it is exact."""
        low, high = self.scores()
        if low > 0:
            low, high = -high, -low
        return (math.erfc(-high / math.sqrt(2)) - math.erfc(-low / math.sqrt(2))) / 2


class BetaNumber(_Drawn):
    """Beta prior on (0, 1)."""

    kind: ClassVar[str] = "beta"
    alpha: Real = field("First shape of the beta prior, above 0.", gt=0)
    beta: Real = field("Second shape of the beta prior, above 0.", gt=0)

    def support(self) -> tuple[float, float]:
        """Return the open interval's ends, 0 and 1."""
        return 0.0, 1.0

    def expectation(self) -> float:
        """Return the mean of the prior."""
        return self.alpha / (self.alpha + self.beta)


class ChoiceNumber(_Drawn):
    """One of a list of values, equally likely unless `probabilities` are given."""

    kind: ClassVar[str] = "choice"
    choices: Annotated[Listed[Real], Field(min_length=1)] = field("Values, one of which is drawn.")
    probabilities: Listed[float] | None = field("Their chances; equal where absent.", None)

    @model_validator(mode="after")
    def _probabilities_fit(self) -> Any:
        p = self.probabilities
        if p is not None:
            if len(p) != len(self.choices):
                raise ValueError(
                    f"must have one probability per choice; got {len(p)} for {len(self.choices)}"
                )
            if min(p) < 0 or not math.isclose(sum(p), 1, abs_tol=1e-9):
                raise ValueError("must have probabilities >= 0 that sum to 1")
        return self

    def support(self) -> tuple[float, float]:
        """Return the least and the greatest choice."""
        return min(self.choices), max(self.choices)

    def expectation(self) -> float:
        """Return the mean of the prior."""
        from numpy import dot

        n = len(self.choices)
        return float(dot(self.choices, self.probabilities or [1 / n] * n))


# The first of these keys that a number has says its kind.
_SIGNS = {
    "choices": "ChoiceNumber",
    "alpha": "BetaNumber",
    "beta": "BetaNumber",
    "mean": "NormalNumber",
    "sd": "NormalNumber",
    "mode": "TriangularNumber",
    "scale": "LogUniformNumber",
    "low": "UniformNumber",
    "high": "UniformNumber",
}


def _kind_of(value: Any) -> str:
    if isinstance(value, BaseModel):
        return type(value).__name__
    keys = value if isinstance(value, dict) else ()
    return next((kind for key, kind in _SIGNS.items() if key in keys), "ValueNumber")


def _table_needed(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (dict, BaseModel)):
        raise ValueError(
            f"must be a table with its number and its source, such as "
            f'{{ value = 0.5, source = "assumed", why = "..." }}; got {value!r}'
        )
    known = set[str]().union(*_KEYS_OF_KINDS)
    keys = [key for key in value if key in known] if isinstance(value, dict) else []
    if not any(kind.issuperset(keys) for kind in _KEYS_OF_KINDS):
        raise ValueError(
            f"must have the keys of one kind of number; got {joined(keys)}, which no kind has "
            "together. Keep `value`, or `low` and `high`, or the keys of another kind"
        )
    return value


Number = Annotated[
    Annotated[ValueNumber, Tag("ValueNumber")]
    | Annotated[UniformNumber, Tag("UniformNumber")]
    | Annotated[LogUniformNumber, Tag("LogUniformNumber")]
    | Annotated[TriangularNumber, Tag("TriangularNumber")]
    | Annotated[NormalNumber, Tag("NormalNumber")]
    | Annotated[BetaNumber, Tag("BetaNumber")]
    | Annotated[ChoiceNumber, Tag("ChoiceNumber")],
    Discriminator(_kind_of),
    BeforeValidator(_table_needed),
]


class Count(_Measured):
    """A whole number that is never drawn, such as a number of rounds."""

    value: int = field("The number itself.", ge=0)


class UnlimitedCount(_Measured):
    """A whole number of rounds, or ``"unlimited"``."""

    value: Annotated[int, Field(ge=1)] | Literal["unlimited"] = field("The number itself.")


NUMBER_KINDS = (
    *(ValueNumber, UniformNumber, LogUniformNumber, TriangularNumber, NormalNumber),
    *(BetaNumber, ChoiceNumber),
)
COUNT_KINDS = (Count, UnlimitedCount)
# The keys by which each kind of number is told.
_KEYS_OF_KINDS = [{*fields_of(kind)} - {*fields_of(_Drawn)} for kind in NUMBER_KINDS]
