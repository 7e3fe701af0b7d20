"""Sourced numbers: every number of a scenario carries where it comes from.

A number is written as an inline table. Its keys say which kind it is:

| keys | kind |
|---|---|
| `value` | one value, spread in payoffs and in drivers of conditions |
| `low`, `high` | uniform prior |
| `low`, `mode`, `high` | triangular prior |
| `alpha`, `beta` | beta prior on (0, 1) |
| `choices` (and `probabilities`) | one of a list |

The spread is the scenario's, or the number's own `spread` (0 keeps it fixed).

Beside them stand `source` (an article and paragraph, a work of the literature, or ``"assumed"``),
`why` (needed where the source is ``"assumed"``), `unit`, and `draw`: two numbers that name the same
draw share one piece of epistemic luck. A payoff may bear a `tag`, its group of motives.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    model_validator,
)
from pydantic.fields import FieldInfo

from bargaining.scenario.terms import spelling

__all__ = [
    "ASSUMED",
    "COUNT_KINDS",
    "NUMBER_KINDS",
    "BetaNumber",
    "ChoiceNumber",
    "Cited",
    "Count",
    "Number",
    "Record",
    "TriangularNumber",
    "UniformNumber",
    "UnlimitedCount",
    "ValueNumber",
    "field",
    "fields_of",
    "name_of",
    "place_of",
]

ASSUMED = "assumed"
T = TypeVar("T")


class Record(BaseModel):
    """Base of every record of a scenario: frozen, strict, no unknown key, no NaN or infinity."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", allow_inf_nan=False, ser_json_inf_nan="strings"
    )

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__()} - {one for one in dir(BaseModel) if one[:1] != "_"})


@cache
def fields_of(record: type[Record]) -> dict[str, FieldInfo]:
    """Return the fields of a record by their keys in a file."""
    return {one.alias or name: one for name, one in record.model_fields.items()}


def name_of(entry: Any) -> str:
    """Return the name, or the id, of an entry of a list; empty where it has none."""
    # A record answers for an attribute that it lacks after a long search.
    keys = vars(entry) if isinstance(entry, Record) else entry
    if isinstance(keys, Mapping):
        for key in ("name", "id"):
            if isinstance(keys.get(key), str):
                return str(keys[key])
    return ""


def place_of(node: Any, name: str | int) -> str | int | None:
    """Return where a table or a list holds what a name calls, or None where it does not.

    Entries of a list go by their name, or else by their number; a term by any of its spellings.
    """
    if isinstance(node, Mapping):
        if name in node:
            return name
        if not isinstance(name, str) or not {"*", "^"} & {*name}:
            return None
        return next((key for key in node if spelling(key) == spelling(name)), None)
    if not isinstance(node, list | tuple):
        return None
    names = [name_of(entry) or str(number) for number, entry in enumerate(node)]
    if isinstance(name, int):
        return name if name < len(node) else None
    return names.index(name) if name in names else None


def field(meaning: str, default: Any = ..., **rules: Any) -> Any:
    """Return a field with its meaning, which errors, editors and the JSON Schema show.

    Parameters
    ----------
    meaning : str
        One sentence.
    default : optional
        What stands where the file says nothing; without one the field is required.
    **rules
        Bounds and lengths, as pydantic's `Field` takes them.
    """
    return Field(default, description=meaning, **rules)


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


FromList = BeforeValidator(_as_tuple)
Listed = Annotated[tuple[T, ...], FromList]
Sources = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda one: (one,) if isinstance(one, str) else _as_tuple(one)),
    Field(min_length=1),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1},
            ]
        }
    ),
]


class Cited(Record):
    """What stands beside everything that comes from somewhere: its source, and the reason."""

    source: Sources = field(
        'Where it comes from: "article:paragraph", "literature: ...", "record: <date> ..." or '
        '"assumed"; one, or a list.'
    )
    why: str | None = field('Why so and not otherwise; needed where the source is "assumed".', None)

    @model_validator(mode="after")
    def _an_assumption_says_why(self) -> Any:
        if ASSUMED in self.source and not (self.why or "").strip():
            raise ValueError('has source "assumed" and must say why, in a key `why`')
        return self


class _Measured(Cited):
    unit: str | None = field("Unit of the number, such as per round.", None)


class _Drawn(_Measured):
    draw: str | None = field("Name of the draw: same name, same luck.", None)
    tag: str | None = field("Group of motives to which a payoff belongs.", None)


class ValueNumber(_Drawn):
    """One value, spread only in payoffs and drivers of conditions."""

    kind: ClassVar[str] = "lognormal"
    value: float = field("The number itself.")
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
    low: float = field("Lower end of the prior.")
    high: float = field("Upper end of the prior.")

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
    mode: float = field("Top of the triangular prior.")

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


class BetaNumber(_Drawn):
    """Beta prior on (0, 1)."""

    kind: ClassVar[str] = "beta"
    alpha: float = field("First shape of the beta prior, above 0.", gt=0)
    beta: float = field("Second shape of the beta prior, above 0.", gt=0)

    def support(self) -> tuple[float, float]:
        """Return the open interval's ends, 0 and 1."""
        return 0.0, 1.0

    def expectation(self) -> float:
        """Return the mean of the prior."""
        return self.alpha / (self.alpha + self.beta)


class ChoiceNumber(_Drawn):
    """One of a list of values, equally likely unless `probabilities` are given."""

    kind: ClassVar[str] = "choice"
    choices: Annotated[Listed[float], Field(min_length=1)] = field("Values, one of which is drawn.")
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


_SIGNS = {
    "choices": "ChoiceNumber",
    "alpha": "BetaNumber",
    "beta": "BetaNumber",
    "mode": "TriangularNumber",
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
    return value


Number = Annotated[
    Annotated[ValueNumber, Tag("ValueNumber")]
    | Annotated[UniformNumber, Tag("UniformNumber")]
    | Annotated[TriangularNumber, Tag("TriangularNumber")]
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


NUMBER_KINDS = (ValueNumber, UniformNumber, TriangularNumber, BetaNumber, ChoiceNumber)
COUNT_KINDS = (Count, UnlimitedCount)
