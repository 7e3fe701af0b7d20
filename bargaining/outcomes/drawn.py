"""Whether anything in a scenario is drawn anew for every draw of the parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bargaining.scenario.numbers import Number
    from bargaining.scenario.schema import Scenario

__all__ = ["is_drawn"]


def is_drawn(scenario: Scenario) -> bool:
    """Return whether any number of a scenario is uncertain.

    Where none is, all draws of the parameters are the same, and worlds are independent of one
    another whatever draw they belong to.
    """
    from bargaining.scenario.evidence import numbers_of

    spread = scenario.settings.spread.support()[1]
    return any(
        _varies(number, spread if _is_spread(path) else 0.0)
        for path, number in numbers_of(scenario).items()
    )


def _varies(number: Number, spread: float) -> bool:
    low, high = number.support()
    own = getattr(number, "spread", None)
    return low < high or (low != 0 and (spread if own is None else own) > 0)


def _is_spread(path: str) -> bool:
    return path.startswith("payoffs.") or (path.startswith("conditions.") and ".drivers." in path)
