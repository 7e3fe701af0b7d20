"""Numbers, counts and lists in words, the same in every table and sentence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

__all__ = [
    "counted",
    "decimal",
    "extent",
    "interval",
    "joined",
    "named",
    "of_hundred",
    "percent",
    "possessive",
    "signed",
    "spelled",
]

# What stands for a number that is not known.
UNKNOWN = "–"
_SPELLED = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def decimal(value: float | None, digits: int = 2) -> str:
    """Return a number with some decimals, a dash for an unknown one; 0 has no minus.

    A tie is rounded away from 0: 79 of 200 are 39.5 % and so 40 %, whatever the last bit says.
    """
    if value is None or math.isnan(value):
        return UNKNOWN
    text = f"{value * (1 + 1e-12):.{digits}f}"
    return text if float(text) else text.lstrip("-")


def signed(value: float | None, digits: int = 2) -> str:
    """Return a number with its sign; 0 has none."""
    text = decimal(value, digits)
    return f"+{text}" if value is not None and value > 0 and float(text) else text


def percent(share: float | None, digits: int = 1) -> str:
    """Return a share in percent, without the sign ``%``; a dash for an unknown one."""
    return decimal(None if share is None else 100 * share, digits)


def of_hundred(shares: Iterable[float]) -> list[int]:
    """Return shares in whole percent that add up as the shares do, by largest remainder.

    Rounded one by one, 39.5 %, 34.5 % and 26 % would add up to 101.
    """
    exact = [round(100 * float(share), 9) for share in shares]
    whole = [math.floor(one) for one in exact]
    order = sorted(range(len(exact)), key=lambda place: whole[place] - exact[place])
    for place in order[: round(sum(exact)) - sum(whole)]:
        whole[place] += 1
    return whole


def interval(low: str, high: str) -> str:
    """Return an interval, ``"0.2 to 0.4"``; a dash where an end is unknown."""
    return UNKNOWN if UNKNOWN in (low, high) else f"{low} to {high}"


def extent(low: float, high: float) -> str:
    """Return from where to where numbers reach, ``"0.2 to 1.2"``; once where they are all one."""
    ends = f"{low:.6g}", f"{high:.6g}"
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: ``"1 draw"``, ``"2 draws"``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def spelled(number: int) -> str:
    """Return a count, in words up to ten."""
    return _SPELLED[number] if number < len(_SPELLED) else str(number)


def joined(names: Sequence[str], last: str = "and") -> str:
    """Return names as a list: ``"China, Japan and South Korea"``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def possessive(name: str) -> str:
    """Return a name as an owner: ``"China's"``, ``"United States'"``."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def named(name: str, label: str = "") -> str:
    """Return a label, or the name in words where there is none: ``"sanctions relief"``."""
    return label or name.replace("_", " ")
