"""From rungs reached to an ending, by the rule that ends the worlds of the engine."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bargaining.codes import ending_of
from bargaining.errors import ArgumentError
from bargaining.history.cells import Cell, Coding
from bargaining.outcomes import Ending
from bargaining.scenario import Scenario

__all__ = ["coded_endings", "ending_of_coding", "standings"]


def standings(scenario: Scenario, reached: Mapping[str, float]) -> dict[str, float]:
    """Return what each principal of the scope has given beyond its baselines.

    Parameters
    ----------
    scenario : Scenario
        With scope and baselines that are fixed numbers.
    reached : mapping of issue to float
        Level of every issue of the scope.

    Returns
    -------
    dict of principal to float
        Weighted concessions in [0, 1].

    Raises
    ------
    ArgumentError
        A level is missing, is no rung of its ladder, or a number has a prior.
    """
    given: dict[str, float] = {}
    for name, weight in scenario.outcome.scope.items():
        issue = scenario.issues[name]
        if name not in reached:
            raise ArgumentError(f"reached must give the level of {name}, which the scope counts")
        rungs = [rung.level for rung in issue.rungs]
        if min(abs(reached[name] - level) for level in rungs) > 1e-9:
            levels = ", ".join(f"{level:g}" for level in rungs)
            raise ArgumentError(f"{name} has the rungs {levels}; got {reached[name]:g}")
        base = rungs[0] if issue.baseline is None else _fixed(issue.baseline, f"{name}.baseline")
        concession = max(reached[name] - base, 0.0) * _fixed(weight, f"outcome.scope.{name}")
        given[issue.giver] = given.get(issue.giver, 0.0) + concession
    return given


def ending_of_coding(scenario: Scenario, coding: Coding) -> Ending:
    """Return the ending that the engine's rule gives to what stood at the end.

    Parameters
    ----------
    scenario : Scenario
        Holds scope, baselines and thresholds.
    coding : Coding
        Rungs and flags.
    """
    code = ending_of(
        np.array(min(standings(scenario, coding.reached).values())),
        settlement=_fixed(scenario.outcome.settlement, "outcome.settlement"),
        partial=_fixed(scenario.outcome.partial, "outcome.partial"),
        agreed=coding.agreed,
        defaulted=coding.defaulted,
        at_table=coding.at_table,
        closing_was_rupture=coding.ruptured,
    )
    return Ending(int(code))


def coded_endings(scenario: Scenario, cell: Cell) -> dict[Ending, float]:
    """Return the endings of a cell by weight, in the order of `Ending`."""
    weights = dict.fromkeys(Ending, 0.0)
    for coding in cell.codings:
        weights[ending_of_coding(scenario, coding)] += coding.weight
    return {ending: weight for ending, weight in weights.items() if weight}


def _fixed(number: object, name: str) -> float:
    value = getattr(number, "value", None)
    if not isinstance(value, int | float):
        raise ArgumentError(f"{name} must be one value, not a prior, for a history to be coded")
    return float(value)
