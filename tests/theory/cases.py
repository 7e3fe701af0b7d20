"""The pie-splitting games as the engine plays them, beside their closed forms.

A case is a shipped scenario file, changed in nothing but what its row of the table names: the step
of the ladder, the noise that goes with it (a tenth of the step) and the parameters of the theory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

import bargaining as bg
from bargaining.outcomes.codes import Response
from bargaining.scenario import Scenario
from bargaining.theory import (
    solve_breakdown,
    solve_outside_option,
    solve_rubinstein,
    solve_stahl,
    solve_ultimatum,
)

NOISE_PER_TICK = 0.1


@dataclass(frozen=True)
class Case:
    """One row of the table: a file, its parameters and the exact share of the first proposer.

    `bound` is how far a ladder of steps of `tick` may take the share: rounding in one round is
    passed on through all later ones, tick / (1 - d) in all, d the largest discount factor or the
    chance that talks survive a refusal.
    """

    game: str
    label: str
    tick: float
    exact: float
    bound: float
    values: Mapping[str, Any] = field(default_factory=dict)

    def scenario(self) -> Scenario:
        """Return the shipped scenario with this case's values."""
        return with_tick(bg.load(self.game), self.tick).replace(self.values)


def with_tick(scenario: Scenario, tick: float) -> Scenario:
    """Return the scenario with a ladder of another step, and noise in proportion."""
    values: dict[str, Any] = {
        "issues.share.rungs": {"count": round(1 / tick) + 1, "label": "{percent} to Bob"}
    }
    for party in scenario.table.principals:
        values[f"parties.{party}.choice_noise"] = NOISE_PER_TICK * tick
    return scenario.replace(values)


def rubinstein(own: float, other: float, tick: float) -> Case:
    values = {"parties.ann.discount_factor": own, "parties.bob.discount_factor": other}
    exact = float(solve_rubinstein(own, other).proposer)
    bound = tick / (1 - max(own, other))
    return Case("rubinstein", f"d = {own:g}, {other:g}", tick, exact, bound, values)


def stahl(rounds: int, own: float, other: float, tick: float) -> Case:
    values = {
        "table.deadline": {"value": rounds, "source": "literature: Ståhl 1972"},
        "parties.ann.discount_factor": own,
        "parties.bob.discount_factor": other,
    }
    exact = float(solve_stahl(rounds, own, other).proposer)
    label = f"T = {rounds}, d = {own:g}" + (f", {other:g}" if other != own else "")
    return Case("deadline", label, tick, exact, tick / (1 - max(own, other)), values)


def ultimatum(tick: float) -> Case:
    exact = float(solve_ultimatum().proposer)
    return Case("ultimatum", "T = 1", tick, exact, tick)


def breakdown(risk: float, own: float, other: float, tick: float) -> Case:
    values = {
        "table.breakdown_probability": risk,
        "payoffs.ann.talks_broken": own,
        "payoffs.bob.talks_broken": other,
    }
    exact = float(solve_breakdown(risk, own, other).proposer)
    label = f"p = {risk:g}, o = {own:g}, {other:g}"
    return Case("breakdown", label, tick, exact, tick / risk, values)


def outside_option(option: float, own: float, other: float, tick: float) -> Case:
    values = {
        "payoffs.bob.talks_broken": option,
        "parties.ann.discount_factor": own,
        "parties.bob.discount_factor": other,
    }
    exact = float(solve_outside_option(option, own, other).proposer)
    label = f"o = {option:g}, d = {own:g}" + (f", {other:g}" if other != own else "")
    return Case("outside-option", label, tick, exact, tick / (1 - max(own, other)), values)


# The parameters at which the engine is held against the closed forms, as functions of the step.
CASES = (
    *(
        lambda tick, own=own, other=other: rubinstein(own, other, tick)
        for own, other in ((0.9, 0.9), (0.9, 0.8), (0.8, 0.9), (0.95, 0.95))
    ),
    *(lambda tick, rounds=rounds: stahl(rounds, 0.7, 0.7, tick) for rounds in range(1, 7)),
    lambda tick: stahl(5, 0.9, 0.6, tick),
    ultimatum,
    *(lambda tick, risk=risk: breakdown(risk, 0.1, 0.3, tick) for risk in (0.3, 0.1, 0.05)),
    *(
        lambda tick, option=option: outside_option(option, 0.9, 0.9, tick)
        for option in (0.3, 0.45, 0.5, 0.6)
    ),
)


def first_proposals(outcomes: Any) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the proposer's share in each world's first offer, and whether it was agreed.

    The ladder is the share of Bob, who never proposes in the first round.
    """
    issue = outcomes.scenario.issues["share"]
    levels = np.array([rung.level for rung in issue.rungs])
    offer = outcomes.offer[:, 0, 0]
    made = offer >= 0
    shares = np.where(made, 1 - levels[np.where(made, offer, 0)], np.nan)
    return shares, outcomes.response[:, 0] == Response.AGREED


@dataclass(frozen=True)
class Measured:
    """What the engine did: mean agreed share of the first proposer, and how many agreed at once."""

    share: float
    agreed_at_once: float


def measure(case: Case, worlds: int = 200, seed: int = 1982) -> Measured:
    """Play a case and return the mean share agreed in the first round."""
    outcomes = bg.simulate(case.scenario(), worlds=worlds, worlds_per_draw=worlds, seed=seed)
    shares, agreed = first_proposals(outcomes)
    return Measured(float(shares[agreed].mean()), float(agreed.mean()))
