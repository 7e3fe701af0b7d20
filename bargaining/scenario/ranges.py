"""What a field may hold: names, terms, and the ranges of numbers."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from bargaining.scenario.numbers import Number
from bargaining.scenario.terms import canonical

__all__ = [
    "DiscountFactor",
    "FromList",
    "Name",
    "NonNegative",
    "Positive",
    "Probability",
    "Share",
    "SlugName",
    "Term",
    "Unit",
    "within",
]

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
SlugName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=80)]
Unit = Annotated[float, Field(ge=0, le=1)]
Term = Annotated[str, AfterValidator(canonical)]


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


FromList = BeforeValidator(_as_tuple)


_INFINITY = float("inf")


def within(low: float, high: float, *, low_open: bool = False, high_open: bool = False) -> Any:
    """Return a validator: the whole prior of a number lies in the interval."""

    def check(number: Any) -> Any:
        least, most = number.support()
        is_beta = hasattr(number, "alpha")
        below = least < low or (low_open and least == low and not is_beta)
        above = most > high or (high_open and most == high and not is_beta)
        if below or above:
            rule = f"in {'(' if low_open else '['}{low:g}, {high:g}{')' if high_open else ']'}"
            if high == _INFINITY:
                rule = f"above {low:g}" if low_open else f"at least {low:g}"
            got = f"{least:g}" if least == most else f"{least:g} to {most:g}"
            raise ValueError(f"must be {rule}; got {got}")
        return number

    return AfterValidator(check)


Probability = Annotated[Number, within(0, 1)]
Share = Annotated[Number, within(0, 1, low_open=True, high_open=True)]
DiscountFactor = Annotated[Number, within(0, 1, low_open=True)]
Positive = Annotated[Number, within(0, _INFINITY, low_open=True)]
NonNegative = Annotated[Number, within(0, _INFINITY)]
