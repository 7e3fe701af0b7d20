"""What the others are expected to do next: level-1 reactions (model, equation 4).

Each other party is expected to make `foresight` rounds of myopic steps, drawn from a logit over
holding and each one-rung step by its flow payoff (level-k reasoning of depth one: Stahl and Wilson,
1995, Games and Economic Behavior 10:218-254), or as its own strategy says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from bargaining.arrays import Bools, Column, Floats
from bargaining.world.situation import Situation
from bargaining.world.state import Rows

__all__ = [
    "Reaction",
    "Reactor",
    "expected_levels",
    "feasible_steps",
    "myopic_scores",
    "promised_steps",
    "softmax_steps",
]


@dataclass(frozen=True)
class Reaction:
    """A hypothetical position in which a party is asked for the odds of its next step.

    Attributes
    ----------
    situation : Situation
        The position supposed, arrays over (row, *cells).
    party : int
        Index of the party asked.
    """

    situation: Situation
    party: int

    @property
    def rows(self) -> Rows:
        """The rows on which the position is supposed."""
        return self.situation.rows


class Reactor(Protocol):
    """Whoever can say how a party would step in a supposed position."""

    def react(self, reaction: Reaction) -> Floats:
        """Return option probabilities, shape (row, *cells, option)."""


def feasible_steps(rows: Rows, party: int) -> Bools:
    """Return which step options a party has, shape (row, option); holding is always one."""
    options = rows.game.step_options[party]
    feasible = np.ones((rows.n, len(options)), dtype=bool)
    for index, option in enumerate(options):
        if option.issue < 0:
            continue
        ladder = rows.game.ladders[option.issue]
        moved = rows.state.rung[:, option.issue] + option.direction
        feasible[:, index] = (moved >= 0) & (moved < len(ladder.rungs))
        if option.direction < 0 and not ladder.reversible:
            feasible[:, index] = False
        if (option.issue, option.direction) in rows.limits.held:
            feasible[:, index] = False
    return feasible


def promised_steps(rows: Rows, party: int) -> Bools:
    """Return which step options deliver on a promise in force, shape (row, option)."""
    options = rows.game.step_options[party]
    promised = np.zeros((rows.n, len(options)), dtype=bool)
    for index, option in enumerate(options):
        if option.direction > 0:
            below = rows.level(option.issue) < rows.state.target[:, option.issue] - 1e-9
            promised[:, index] = rows.state.agreement_in_force & below
    return promised


def softmax_steps(scores: Floats, axis: int) -> Floats:
    """Return exp(scores) normalised along a short axis; -inf stands for what cannot be chosen."""
    top = scores.max(axis=axis, keepdims=True)
    weights = np.exp(scores - top)
    # Added one by one: NumPy's own order of summation may depend on how the rows lie in memory.
    slices = np.moveaxis(weights, axis, 0)
    total = slices[0]
    for part in slices[1:]:
        total = total + part
    return np.asarray(weights / np.expand_dims(total, axis))


def myopic_scores(reaction: Reaction) -> Floats:
    """Return (flow payoff - inertia) / noise of each option, shape (row, *cells, option, type)."""
    rows, party = reaction.rows, reaction.party
    game = rows.game
    polynomial = game.own_payoffs[party]
    situation = _with_option_axes(reaction, polynomial.columns())
    axes = situation.axes
    utility = situation.evaluate(polynomial)
    inertia = rows.parameters.inertia(party)[:, None]
    moves = np.array([option.issue >= 0 for option in game.step_options[party]])
    charge = np.where(moves & ~promised_steps(rows, party), inertia, 0.0)
    feasible = feasible_steps(rows, party)
    charge = _options_last(np.where(feasible, charge, np.inf), axes)
    noise = situation.spread(rows.parameters.noise(party))
    return np.asarray((utility - charge) / noise)


def _options_last(values: Any, axes: int) -> Any:
    """Shape (row, option) to (row, 1, ..., option, 1)."""
    return values.reshape((values.shape[0],) + (1,) * (axes - 3) + (values.shape[1], 1))


def _with_option_axes(reaction: Reaction, columns: frozenset[int]) -> Situation:
    rows, party = reaction.rows, reaction.party
    game, state = rows.game, rows.state
    base = reaction.situation
    axes = base.axes + 2
    expanded: list[Column] = [0.0] * game.n_columns
    for column in columns:
        value = base.columns[column]
        expanded[column] = value if isinstance(value, float) else value[..., None, None]
    situation = Situation(rows, axes, expanded, {})
    options = game.step_options[party]
    for issue in game.own[party]:
        ladder = game.ladders[issue]
        shift = np.array([o.direction if o.issue == issue else 0 for o in options])
        rung = np.clip(state.rung[:, issue, None] + shift, 0, len(ladder.rungs) - 1)
        situation.levels[issue] = _options_last(ladder.rungs[rung], axes)
        for column, values in ladder.scales:
            if column in columns:
                expanded[column] = _options_last(values[rung], axes)
    column = game.undelivered_columns[party]
    if column in columns:
        share = rows.undelivered(party, situation.levels)
        expanded[column] = share.reshape(share.shape + (1,) * (axes - share.ndim))
    wanted = [p for p in game.scope if game.unreciprocated_columns[p] in columns]
    if wanted and party in game.scope and len(game.scope) > 1:
        levels = {issue: level[..., None, None] for issue, level in base.levels.items()}
        levels.update(situation.levels)
        standings = {p: rows.standing(p, levels) for p in game.scope}
        for p in wanted:
            expanded[game.unreciprocated_columns[p]] = rows.unreciprocated(p, standings)
    if party in game.typed and game.type_columns[party] in columns:
        expanded[game.type_columns[party]] = np.array([0.0, 1.0]).reshape((1,) * (axes - 1) + (2,))
    return situation


def expected_levels(
    situation: Situation, parties: Sequence[int], reactors: Mapping[int, Reactor]
) -> dict[int, Floats]:
    """Return where the ladders of `parties` are expected to stand (model, equation 4).

    Parameters
    ----------
    situation : Situation
        Where the reactions are expected; one-rung steps start from the rows' actual rungs.

    Returns
    -------
    dict of issue to array over (row, *cells)
    """
    rows = situation.rows
    foresight = rows.game.scenario.settings.foresight.value
    levels: dict[int, Floats] = {}
    if foresight == 0:
        return levels
    for party in parties:
        odds = reactors[party].react(Reaction(situation, party))
        for issue in rows.game.own[party]:
            levels[issue] = _expected_level(rows, party, issue, odds, foresight)
    return levels


def _expected_level(rows: Rows, party: int, issue: int, odds: Floats, foresight: int) -> Floats:
    game = rows.game
    ladder = game.ladders[issue]
    options = [(option.issue, option.direction) for option in game.step_options[party]]
    up, down = options.index((issue, 1)), options.index((issue, -1))
    rung = rows.state.rung[:, issue]
    last = len(ladder.rungs) - 1
    present = ladder.rungs[rung]
    above = ladder.rungs[np.minimum(rung + 1, last)] - present
    below = present - ladder.rungs[np.maximum(rung - 1, 0)]
    tail = (1,) * (odds.ndim - 2)
    present, above, below = (a.reshape(a.shape + tail) for a in (present, above, below))
    level = present + foresight * (above * odds[..., up] - below * odds[..., down])
    floor = ladder.rungs[0] if ladder.reversible else present
    return np.asarray(np.minimum(np.maximum(level, floor), ladder.rungs[-1]))
