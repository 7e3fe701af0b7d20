"""What follows for each world: its rounds reduced to one truth or one number."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.claims.arithmetic import apply
from bargaining.claims.series import round_values
from bargaining.outcomes import Ending, Outcomes
from bargaining.outcomes.events import first_true
from bargaining.scenario.quantity import Constant, Node, Operation, Reducer, Word

__all__ = ["survival", "world_values"]


def world_values(node: Node, outcomes: Outcomes) -> NDArray[Any]:
    """Return the value of an expression for each world, shape (world,).

    Parameters
    ----------
    node : Node
        Of the layer of worlds.
    outcomes : Outcomes
        Whose scenario has the words and the rounds.

    Returns
    -------
    bool or float64 array over (world,)
        NaN where a number is missing.
    """
    if isinstance(node, Constant):
        return np.full(len(outcomes), node.value)
    if isinstance(node, Operation):
        return apply(node.sign, [world_values(part, outcomes) for part in node.parts])
    if isinstance(node, Word):
        if node.parts[0] == "payoff":
            return outcomes["payoff"][:, outcomes.labels["party"].index(node.parts[1])]
        return np.asarray(outcomes["ending"] == Ending[node.parts[0].upper()])
    assert isinstance(node, Reducer)
    return _reduced(node.name, round_values(node.of, outcomes), node.rounds)


def _reduced(name: str, values: NDArray[Any], rounds: tuple[int, ...]) -> NDArray[Any]:
    """Reduce values over (world, round); rounds named are a round, or the first and the last."""
    if name in ("at", "last"):
        return values[:, rounds[0] if rounds else -1]
    if name == "first":
        return first_true(values)
    if name == "change":
        return np.asarray(values[:, rounds[1]] - values[:, rounds[0]])
    if rounds:
        values = values[:, rounds[0] : rounds[1] + 1]
    if name in ("ever", "never"):
        happened = values.any(axis=1)
        return np.asarray(happened if name == "ever" else ~happened)
    if name == "count":
        return np.asarray(values.sum(axis=1, dtype=np.float64))
    if name == "mean":
        return np.asarray(values.mean(axis=1))
    return np.asarray(values.max(axis=1) if name == "highest" else values.min(axis=1))


def survival(
    node: Node, outcomes: Outcomes, rounds: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return how an event fared after it was first true, by rounds since then.

    Parameters
    ----------
    node : Node
        An event of the layer of rounds.
    rounds : int
        Rounds to follow it, at least 1.

    Returns
    -------
    lost, observed : bool arrays over (world, rounds)
        In column ``k - 1``: whether it was false for the first time `k` rounds after it was first
        true; and whether the world was still watched then, the event having been true until then.
        A world's story ends with the scenario's last round: what it would do later is not known.
    """
    values = round_values(node, outcomes)
    n_rounds = values.shape[1]
    begun = first_true(values)
    later = np.arange(n_rounds) > begun[:, None]  # nowhere, where it never began
    lasted = first_true(later & ~values) - begun
    watched = n_rounds - 1 - begun
    since = np.arange(1, rounds + 1)
    lost = lasted[:, None] == since
    # A comparison with NaN is false: ~(lasted < k) also holds where it was never lost.
    observed = (watched[:, None] >= since) & ~(lasted[:, None] < since)
    return lost, observed
