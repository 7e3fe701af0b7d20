"""The parameters of a lesson: what may be asked, and what it means."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from bargaining.errors import ArgumentError
from bargaining.text import decimal

__all__ = ["Option", "Value", "exactly", "number", "options_of"]

_LARGEST = 1e100
# From here on a number is written with four digits.
_LARGE = 1e6

Value: TypeAlias = float | tuple[float, ...]
_LINE = re.compile(r"(\w+)((?: [-\d.]+)+)( whole)?(?: ([\[(].+?[\])]))?: (.+)")


@dataclass(frozen=True, slots=True)
class Option:
    """One parameter of a lesson.

    Attributes
    ----------
    name : str
        The keyword of `Lesson.solve`; on the command line ``--name``, underscores as hyphens.
    default : float or tuple of float
        The value of the shipped scenario; a tuple takes so many numbers, such as one per party.
    meaning : str
        What the number is, with its unit, and whose each one of a tuple is.
    interval : str
        Its range as mathematics writes it, such as ``(0, 1]`` or ``[0, inf)``.
    whole : bool
        Whether it must be a whole number.
    """

    name: str
    default: Value
    meaning: str
    interval: str = "(-inf, inf)"
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
        low, high = self._ends()
        kind, of = ("a whole number ", "of ") if self.whole else ("", "")
        if math.isfinite(high):
            return f"{kind}in {self.interval}"
        least = "above" if self.interval[0] == "(" else f"{of}at least"
        return f"{kind}{least} {low:g}" if math.isfinite(low) else kind.strip()

    def check(self, value: object) -> Value:
        """Return the value as a float or a tuple of floats, of this count and in this range."""
        given: list[object] = [value]
        if isinstance(value, Iterable) and not isinstance(value, str | bytes):
            given = list(value)
        if len(given) != self.count:
            self._refuse(_numbers(len(given)))
        checked = []
        low, high = self._ends()
        for one in given:
            try:
                number = float(one)  # type: ignore[arg-type]
            except (TypeError, ValueError):
                self._refuse(repr(one))
            below = number <= low if self.interval[0] == "(" else number < low
            above = number >= high if self.interval[-1] == ")" else number > high
            uneven = not math.isfinite(number) or (self.whole and number != math.floor(number))
            if below or above or uneven:
                rule = self.range or "a finite number"
                raise ArgumentError(
                    f"{self.name} must be {rule}; got {number:g}. Meant here: {self.meaning}."
                )
            if abs(number) > _LARGEST or (math.isinf(high) and 0 < abs(number) < 1 / _LARGEST):
                zero = "" if self.interval.startswith("(0") else "0 or "
                raise ArgumentError(
                    f"{self.name} must be {zero}between {1 / _LARGEST:g} and {_LARGEST:g} in size, "
                    f"since beyond them formulas leave the range of numbers; got {number:g}."
                )
            checked.append(number)
        return tuple(checked) if isinstance(self.default, tuple) else checked[0]

    def write(self, value: Value) -> str:
        """Return the value as it is typed: its numbers apart by spaces."""
        return " ".join(f"{one:.12g}" for one in (value if isinstance(value, tuple) else (value,)))

    def _ends(self) -> tuple[float, float]:
        low, high = self.interval[1:-1].split(",")
        return float(low), float(high)

    def _refuse(self, got: str) -> NoReturn:
        raise ArgumentError(
            f"{self.name} must be {_numbers(self.count)}, such as {self.write(self.default)}; got "
            f"{got}. Meant here: {self.meaning}."
        )


def options_of(*lines: str) -> tuple[Option, ...]:
    """Return the options that lines describe, as in ``"rounds 4 whole [1, 1000]: how many"``.

    A line holds the name, the default, whether the number is whole, its range, and the meaning.
    """
    options = []
    for line in lines:
        found = _LINE.fullmatch(line)
        assert found is not None, line
        name, default, whole, interval, meaning = found.groups()
        numbers = tuple(map(float, default.split()))
        value = numbers if len(numbers) > 1 else numbers[0]
        options.append(Option(name, value, meaning, interval or "(-inf, inf)", bool(whole)))
    return tuple(options)


def _numbers(count: int) -> str:
    return "one number" if count == 1 else f"{count} numbers"


def exactly(label: str, value: float) -> str:
    """Return an exact value; a count, or another whole number above 1, without decimals."""
    least = 0 if label.startswith("packages") else 2
    whole = least <= value < _LARGE and value == math.floor(value)
    return f"{value:.0f}" if whole else number(value)


def number(value: float | None, write: Callable[..., str] = decimal) -> str:
    """Return a number with four decimals, a large one with four digits, a dash for none."""
    if value is None or not math.isfinite(value):
        return write(None)
    return f"{value:.4g}" if abs(value) >= _LARGE else write(value, 4)
