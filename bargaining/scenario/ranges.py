"""What a field may hold: names, terms, ranges of numbers, ladders, numbers by type, correlations.

Numbers of a block of rank correlations are joined by a Gaussian copula. Each keeps its own prior:
its luck, a uniform, is made a normal score; the scores are given the correlations that lead to the
rank correlations of the file; and each is made a uniform again, from which the number's own prior
gives the value (Cario and Nelson 1997). A rank correlation r (Spearman's) is that of scores with
the correlation 2 sin(pi r / 6) (Pearson 1907). Sums are in a fixed order, so that no library of
linear algebra decides their last bits.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WrapValidator

from bargaining.scenario.frozen import Cited, FromList, Listed, Record, field
from bargaining.scenario.numbers import Count, Number, ValueNumber
from bargaining.scenario.terms import canonical, canonical_path

__all__ = [
    "Asked", "Correlation", "CountFromOne", "DiscountFactor", "ExpectedDelivery", "Ladder", "Name",
    "NonNegative", "Pair", "Positive", "Probability", "ProbabilityBelowOne", "Rung", "Share",
    "SlugName", "Term", "Unit", "Verification", "counted", "score_factor", "within",
]  # fmt: skip

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
SlugName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=80)]
Unit = Annotated[float, Field(ge=0, le=1)]
Term = Annotated[str, AfterValidator(canonical)]
Pair = Annotated[tuple[str, str], FromList]

_INFINITY = float("inf")


def within(low: float, high: float, *, low_open: bool = False, high_open: bool = False) -> Any:
    """Return a validator: the whole prior of a number lies in the interval."""

    def check(number: Any) -> None:
        least, most = number.support()
        is_beta = hasattr(number, "alpha")
        below = least < low or (low_open and least == low and not is_beta)
        above = most > high or (high_open and most == high and not is_beta)
        if below or above:
            rule = f"in {'(' if low_open else '['}{low:g}, {high:g}{')' if high_open else ']'}"
            if high == _INFINITY:
                rule = f"above {low:g}" if low_open else f"at least {low:g}"
            got = f"{least:g}" if least == most else f"{least:g} to {most:g}"
            ends = (("low", below and least == -_INFINITY), ("high", above and most == _INFINITY))
            if missing := " and ".join(f"`{key}`" for key, endless in ends if endless):
                got = f"a normal prior without {missing}. Truncate it: add {missing}"
            raise ValueError(f"must be {rule}; got {got}")

    def checked(value: Any, read: Callable[[Any], Any]) -> Any:
        # This interval is narrower than what is asked of every number, so that it is named first.
        plain: Any = value.get("value") if isinstance(value, dict) else None
        if type(plain) in (int, float) and abs(plain) <= sys.float_info.max:
            check(ValueNumber.model_construct(value=plain))
        number = read(value)
        check(number)
        return number

    return WrapValidator(checked)


def counted(low: int, high: int | None = None) -> Any:
    """Return a validator: a count lies from `low` to `high`, both included."""

    def check(count: Any) -> Any:
        if count.value < low or (high is not None and count.value > high):
            rule = f"at least {low}" if high is None else f"from {low:,} to {high:,}"
            raise ValueError(f"must be {rule}; got {count.value}")
        return count

    return AfterValidator(check)


Asked = Annotated[str, Field(min_length=1, max_length=1000)]
CountFromOne = Annotated[Count, counted(1)]
Probability = Annotated[Number, within(0, 1)]
ProbabilityBelowOne = Annotated[Number, within(0, 1, high_open=True)]
Share = Annotated[Number, within(0, 1, low_open=True, high_open=True)]
DiscountFactor = Annotated[Number, within(0, 1, low_open=True)]
Positive = Annotated[Number, within(0, _INFINITY, low_open=True)]
NonNegative = Annotated[Number, within(0, _INFINITY)]

_MOST_RUNGS = 4001
_SHORT = '{ count = 101, label = "{percent} to the responder" }'


class Rung(Record):
    """A step of a ladder."""

    level: float = field("Share of the greatest concession, 0 to 1.", ge=0, le=1)
    label: str = field("What this rung is, in words.", min_length=1)


def _as_rungs(value: Any) -> Any:
    """Expand the short form of a fine ladder: `count` rungs at even distances from 0 to 1."""
    if isinstance(value, list):
        return tuple(value)
    if not isinstance(value, dict):
        return value
    count, label = value.get("count"), value.get("label")
    if set(value) != {"count", "label"}:
        keys = ", ".join(sorted(map(str, value)))
        raise ValueError(f"must be a list of rungs, or a table such as {_SHORT}; got keys {keys}")
    if type(count) is not int or not 2 <= count <= _MOST_RUNGS:
        raise ValueError(
            f"must have a whole count in [2, {_MOST_RUNGS}]; got {count!r}. "
            "101 rungs are steps of 1 %"
        )
    if not isinstance(label, str) or "{percent}" not in label:
        raise ValueError(
            f"must have a label with {{percent}} in it, where the level goes; got {label!r}"
        )
    levels = [index / (count - 1) for index in range(count)]
    return tuple(
        Rung(level=level, label=label.replace("{percent}", f"{100 * level:.6g} %"))
        for level in levels
    )


def _show_short_form(schema: dict[str, Any]) -> None:
    """Put the short form of a ladder beside the list in the exported JSON Schema."""
    keys = ("type", "items", "minItems", "maxItems")
    listed = {key: schema.pop(key) for key in keys if key in schema}
    properties = {
        "count": {"type": "integer", "minimum": 2, "maximum": _MOST_RUNGS},
        "label": {"type": "string", "pattern": r"\{percent\}"},
    }
    short = {
        "type": "object",
        "description": "Rungs at even distances from 0 to 1.",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    schema["anyOf"] = [listed, short]


Ladder = Annotated[
    tuple[Rung, ...],
    Field(min_length=2, max_length=_MOST_RUNGS),
    BeforeValidator(_as_rungs),
    Field(json_schema_extra=_show_short_form),
]


class Verification(Record):
    """Probability that a delivery is judged bogus, by the giver's type."""

    type_0: Probability = field("Chance that a delivery of type 0 is judged bogus.")
    type_1: Probability = field("Chance that a delivery of type 1 is judged bogus.")


class ExpectedDelivery(Record):
    """Share of a promise that a giver is expected to deliver, by its type."""

    type_0: Probability = field("Share of a promise that type 0 is expected to deliver.")
    type_1: Probability = field("Share of a promise that type 1 is expected to deliver.")


NumberPath = Annotated[str, AfterValidator(canonical_path)]
# Scores with less of their own than this are settled by the others.
_LEAST_OWN = 1e-9
_TERMS = 9


class Correlation(Cited):
    """A named block of numbers that are drawn together."""

    name: Name = field("Name of the block.")
    numbers: Annotated[Listed[NumberPath], Field(min_length=2)] = field(
        "Dotted paths of the numbers; the first keeps the luck that it has by itself."
    )
    rank_correlations: Annotated[Listed[Listed[float]], Field(min_length=2)] = field(
        "Rank correlation (Spearman's) of each number with each, in the order of `numbers`: a row "
        "for each, with 1 on the diagonal."
    )


def score_factor(rank_correlations: Sequence[Sequence[float]]) -> list[list[float]]:
    """Return the lower triangle that gives independent normal scores the correlations of a block.

    It is Cholesky's factor of the scores' correlations, given rank correlations that are symmetric
    with 1 on the diagonal. It has fewer rows than numbers where no numbers have these correlations:
    the first missing row is that of a number which those before it settle, or contradict.
    """
    factor: list[list[float]] = []
    for i, row in enumerate(rank_correlations):
        found: list[float] = []
        for above, own in zip(factor, row, strict=False):
            # 2 sin(pi r / 6), the scores' correlation, by the sine's power series, to the last
            # place or so.
            x = own * (math.pi / 6)
            series = 1.0
            for k in range(_TERMS, 0, -1):
                series = 1.0 - x * x / ((2 * k) * (2 * k + 1)) * series
            rest = 2.0 * x * series
            for a, b in zip(above, found, strict=False):
                rest -= a * b
            found.append(rest / above[-1])
        own_square = 1.0
        for one in found:
            own_square -= one * one
        if own_square < _LEAST_OWN:
            return factor[:i]
        factor.append([*found, math.sqrt(own_square)])
    return factor
