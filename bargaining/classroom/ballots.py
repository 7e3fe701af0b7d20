"""Forecasts of how a history ends, and how good they were: the Brier score."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from bargaining.codes import Ending
from bargaining.errors import ArgumentError

__all__ = ["ENDINGS", "brier", "mean_forecast", "read_forecast"]

ENDINGS = tuple(one.words for one in Ending)


def read_forecast(told: Any) -> dict[str, int]:
    """Return a forecast: how likely each ending is, in whole percent.

    Parameters
    ----------
    told : mapping of str to int
        Endings that are left out are held to be impossible.

    Raises
    ------
    ArgumentError
        It names what is no ending, or its shares are no whole percent that add up to 100.
    """
    known = isinstance(told, Mapping) and all(name in ENDINGS for name in told)
    shares = {name: told.get(name, 0) for name in ENDINGS} if known else {}
    whole = all(type(share) is int and 0 <= share <= 100 for share in shares.values())
    if not known or not whole or sum(shares.values()) != 100:
        raise ArgumentError("the shares of a forecast are whole percent that add up to 100")
    return shares


def mean_forecast(forecasts: Collection[Mapping[str, int]]) -> dict[str, float]:
    """Return the mean of some forecasts, in percent."""
    return {name: sum(one[name] for one in forecasts) / len(forecasts) for name in ENDINGS}


def brier(forecast: Mapping[str, float], ending: str) -> float:
    """Return the Brier score of a forecast in percent: from 0, certain and right, to 2.

    The sum over all endings of the squared difference between the share that was given to it and
    what came, 1 or 0 (Brier 1950, p. 1). Equal shares for five endings score 0.8.
    """
    return sum((forecast[name] / 100 - (name == ending)) ** 2 for name in ENDINGS)
