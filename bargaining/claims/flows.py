"""Flow payoffs by motive: which lines of a party's payoffs make up what it felt in a round.

A result keeps a party's flow as one number. Its parts are read again from the levels, conditions
and flags that the result keeps too, and from the weights of the world's draw, which the seed fixes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bargaining.arrays import Floats
from bargaining.outcomes import Outcomes, Response
from bargaining.scenario.quantity_words import UNTAGGED
from bargaining.scenario.schema import Intervention
from bargaining.scenario.terms import Column, parse_term

__all__ = ["flow_of_tag"]

_FLAGS = ("at_table", "agreement_in_force", "talks_broken")


def flow_of_tag(outcomes: Outcomes, party: str, tag: str) -> Floats:
    """Return the part of a party's flow payoff that lines of one tag make, (world, round)."""
    total = np.zeros(outcomes["at_table"].shape)
    chosen = [
        term
        for term, line in outcomes.scenario.payoffs.get(party, {}).items()
        if (line.tag or UNTAGGED) == tag
    ]
    weights = _Weights(outcomes) if chosen else None
    for term in chosen:
        assert weights is not None
        product = weights.of(f"payoffs.{party}.{term}")
        for column in parse_term(term):
            product = product * _column(outcomes, column)
        total += product
    return total


class _Weights:
    """The weights of payoff lines of a run, drawn again."""

    def __init__(self, outcomes: Outcomes) -> None:
        # Only drawing needs the compiled kernels: a result is else measured where none can run.
        from bargaining.world.game import Game
        from bargaining.world.parameters import draw_parameters

        self._outcomes = outcomes
        self._game = Game(outcomes.scenario)
        draw = outcomes.draw
        first = int(draw.min(initial=0))
        n_draws = int(draw.max(initial=0)) - first + 1
        self._drawn = draw_parameters(self._game, outcomes.record.seed, first, n_draws)
        self._row = draw - first

    def of(self, path: str) -> Floats:
        """Return a weight in every round, shape (world, round) or (world, 1)."""
        return self._under(path, self._outcomes.scenario.interventions)

    def _under(self, path: str, dated: Sequence[Intervention]) -> Floats:
        """Return a weight under the dated changes given, in their order."""
        weight: Floats = self._drawn[self._row, self._game.parameter_index[path]][:, None]
        n_rounds = self._outcomes["at_table"].shape[1]
        for place, change in enumerate(dated):
            if change.target != path or change.kind not in ("scale", "add", "parameter"):
                continue
            if weight.shape[1] < n_rounds:
                weight = np.repeat(weight, n_rounds, axis=1)
            rounds = slice(change.at, None if change.until is None else change.until + 1)
            value = float(change.value or 0.0)
            if change.kind == "scale":
                weight[:, rounds] *= value
            elif change.kind == "parameter":
                weight[:, rounds] = value
            elif change.of is None:
                weight[:, rounds] += value
            else:
                other = np.broadcast_to(self._under(change.of, dated[:place]), weight.shape)
                weight[:, rounds] += value * other[:, rounds]
        return weight


def _column(outcomes: Outcomes, column: Column) -> NDArray[np.float64]:
    """Return a column of payoffs as it stood at the end of each round, shape (world, round)."""
    name = column.name
    if name in outcomes.scenario.issues:
        issue = outcomes.scenario.issues[name]
        rung = outcomes["rung"][:, :, outcomes.labels["issue"].index(name)]
        scale: Floats = np.array([step.level for step in issue.rungs]) ** column.power
        if column.detail:
            scale = np.array(issue.scales[column.detail])
        return np.asarray(scale[rung])
    if name in outcomes.scenario.conditions:
        return np.asarray(outcomes["condition"][:, :, outcomes.labels["condition"].index(name)])
    if name in _FLAGS:
        return np.asarray(outcomes[name], dtype=np.float64)
    if name == "ever_agreed":
        signed = outcomes["response"] == Response.AGREED
        before = outcomes.scenario.agreement is not None
        return np.asarray(np.logical_or.accumulate(signed, axis=1) | before, dtype=np.float64)
    if name == "failed_ratification":
        return np.asarray(outcomes["response"] == Response.NOT_RATIFIED, dtype=np.float64)
    if name == "new_leader":
        changed = outcomes["turnover"][:, :, outcomes.labels["principal"].index(column.detail)]
        return np.asarray(np.logical_or.accumulate(changed, axis=1), dtype=np.float64)
    array = outcomes["party_type" if name == "type" else name]
    axis = "typed_party" if name == "type" else "party"
    return np.asarray(array[:, :, outcomes.labels[axis].index(column.detail)], dtype=np.float64)
