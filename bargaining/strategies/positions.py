"""What a position is worth to a party while nobody signs (model, equation 5)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bargaining.arrays import Floats
from bargaining.strategies.reactions import Reactor, expected_levels
from bargaining.world.parameters import window_length
from bargaining.world.situation import Situation
from bargaining.world.state import Rows

__all__ = ["by_own_type", "position_value"]


def by_own_type(situation: Situation, party: int) -> Situation:
    """Add an axis for the party's own type: [0, 1] where it has one, length 1 elsewhere."""
    typed = situation.copy(extra_axes=1)
    if party in situation.rows.game.typed:
        column = situation.rows.game.type_columns[party]
        typed.columns[column] = np.array([0.0, 1.0]).reshape((1,) * (typed.axes - 1) + (2,))
    return typed


def position_value(rows: Rows, party: int, reactors: Mapping[int, Reactor]) -> Floats:
    """Return Q, the value of standing in each row's position, shape (row, type).

    The present round counts by its actual flow; the rounds after it by the flow at the window mean
    of conditions, with the ladders where the others are expected to move them.

    Parameters
    ----------
    rows : Rows
        Hypothetical positions, one a row.
    party : int
        Whose value.
    reactors : mapping of party to Reactor
        Who is asked for the others' odds.

    Returns
    -------
    array over (row, type)
        Payoff units; the type axis has length 2 where the party has a type, else 1.
    """
    game, parameters = rows.game, rows.parameters
    payoff = game.payoffs[party]
    present = Situation.actual(rows)
    now = by_own_type(present, party).evaluate(payoff)
    first = parameters.weight("first", party)[:, None]
    if window_length(game) == 1:
        return _both(now, party, rows)
    supposed = present.copy()
    others = [j for j in range(len(game.parties)) if j != party and game.own[j]]
    supposed.average_conditions(party, [game.own_payoffs[j] for j in others], later=False)
    levels = expected_levels(supposed, others, reactors)
    later = present
    for issue, level in levels.items():
        later.set_level(issue, level)
    later.derive()
    later.average_conditions(party, [payoff], later=True)
    then = by_own_type(later, party).evaluate(payoff)
    return _both(first * now + (1.0 - first) * then, party, rows)


def _both(values: Floats, party: int, rows: Rows) -> Floats:
    width = 2 if party in rows.game.typed else 1
    return np.broadcast_to(values, (rows.n, width))
