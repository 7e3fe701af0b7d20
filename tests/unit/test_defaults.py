"""How many worlds are played by default is said once, for functions and commands alike."""

from __future__ import annotations

import inspect

import pytest

import bargaining as bg
from bargaining import defaults
from bargaining.cli import claims, compare, run, tournament

ONE = (defaults.WORLDS, defaults.PER_DRAW)
EACH = (defaults.WORLDS_EACH, defaults.PER_DRAW_EACH)


@pytest.mark.parametrize(
    ("play", "size"),
    [
        (bg.simulate, ONE),
        (run.run, ONE),
        (compare.compare, ONE),
        (claims.facts, ONE),
        (bg.tournament, EACH),
        (tournament.tournament, EACH),
        (bg.evaluate_claims, EACH),
        (claims.claims, EACH),
        (bg.shapley_decomposition, EACH),
        (bg.backtest, EACH),
        (claims.backtest, EACH),
    ],
    ids=lambda one: f"{one.__module__}.{one.__name__}" if callable(one) else "",
)
def test_functions_and_commands_play_as_many_worlds_with_one_seed(play, size):
    found = inspect.signature(play).parameters
    # `simulate` plays a draw for each row of parameters, where it is given these.
    worlds = found["worlds"].default or defaults.WORLDS
    assert (worlds, found["worlds_per_draw"].default) == size
    assert found["seed"].default == defaults.SEED
