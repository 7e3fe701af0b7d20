"""Whether anything in a scenario is drawn anew for every draw of the parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from bargaining.scenario.schema import Scenario

__all__ = ["is_drawn"]

# Any two quantiles tell a number that is drawn from a fixed one.
_PROBE = np.array([0.25, 0.75])


def is_drawn(scenario: Scenario) -> bool:
    """Return whether any number of a scenario is uncertain.

    Where none is, all draws of the parameters are the same, and worlds are independent of one
    another whatever draw they belong to.
    """
    from bargaining.scenario.evidence import numbers_of

    spread = scenario.settings.spread.support()[1]
    return any(
        np.ptp(number.from_uniform(_PROBE, spread if _is_spread(path) else 0.0)) > 0
        for path, number in numbers_of(scenario).items()
    )


def _is_spread(path: str) -> bool:
    return path.startswith("payoffs.") or (path.startswith("conditions.") and ".drivers." in path)
