"""The parameters of a lesson: what may be asked, and what it means."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from bargaining.errors import ArgumentError

__all__ = ["Option", "Value"]

Value: TypeAlias = float | tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One parameter of a lesson.

    Attributes
    ----------
    name : str
        The keyword of `Lesson.solve`; on the command line ``--name``, underscores as hyphens.
    default : float or tuple of float
        The value of the shipped scenario. A tuple makes an option of so many numbers, such as one
        per party.
    meaning : str
        What the number is, with its unit, and whose each one of a tuple is.
    low, high : float
        Ends of its range.
    low_open, high_open : bool
        Whether the end itself is outside.
    whole : bool
        Whether it must be a whole number.
    """

    name: str
    default: Value
    meaning: str
    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False
    whole: bool = False

    @property
    def count(self) -> int:
        """How many numbers it takes."""
        return len(self.default) if isinstance(self.default, tuple) else 1

    @property
    def flag(self) -> str:
        """Its name on the command line."""
        return "--" + self.name.replace("_", "-")

    @property
    def range(self) -> str:
        """Its range in words, such as ``in (0, 1]``; empty where any number will do."""
        kind = "a whole number " if self.whole else ""
        of = "of " if self.whole else ""
        if math.isinf(self.low) and math.isinf(self.high):
            return kind.strip()
        if math.isinf(self.high):
            return f"{kind}{'above' if self.low_open else of + 'at least'} {self.low:g}"
        if math.isinf(self.low):
            return f"{kind}{'below' if self.high_open else of + 'at most'} {self.high:g}"
        left, right = "(" if self.low_open else "[", ")" if self.high_open else "]"
        return f"{kind}in {left}{self.low:g}, {self.high:g}{right}"

    def check(self, value: object) -> Value:
        """Return the value as a float, or as a tuple of floats.

        Raises
        ------
        ArgumentError
            Another count of numbers, no number, or one outside the range.
        """
        given = list(value) if isinstance(value, Iterable) and _is_list(value) else [value]
        if len(given) != self.count:
            raise ArgumentError(
                f"{self.name} must be {_numbers(self.count)}, such as "
                f"{self.write(self.default)}; got {_numbers(len(given))}. Meant here: "
                f"{self.meaning}."
            )
        checked = tuple(self._one(one) for one in given)
        return checked if isinstance(self.default, tuple) else checked[0]

    def write(self, value: Value) -> str:
        """Return the value as it is typed: its numbers apart by spaces."""
        return " ".join(f"{one:.12g}" for one in (value if isinstance(value, tuple) else (value,)))

    def _one(self, value: object) -> float:
        try:
            number = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError) as error:
            raise ArgumentError(
                f"{self.name} must be {_numbers(self.count)}, such as "
                f"{self.write(self.default)}; got {value!r}. Meant here: {self.meaning}."
            ) from error
        below = number <= self.low if self.low_open else number < self.low
        above = number >= self.high if self.high_open else number > self.high
        uneven = self.whole and number != math.floor(number) if math.isfinite(number) else True
        if below or above or uneven:
            rule = self.range or "a finite number"
            raise ArgumentError(
                f"{self.name} must be {rule}; got {number:g}. Meant here: {self.meaning}."
            )
        return number


def _is_list(value: object) -> bool:
    return not isinstance(value, str | bytes)


def _numbers(count: int) -> str:
    return "one number" if count == 1 else f"{count} numbers"
