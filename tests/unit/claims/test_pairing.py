"""Arms of different files are paired: a number of the same name takes the same prior quantile."""

from __future__ import annotations

import numpy as np
import pytest

from bargaining.chance import Chance
from bargaining.scenario import load
from bargaining.scenario.numbers import BetaNumber, UniformNumber
from bargaining.world.game import Game
from bargaining.world.parameters import draw_parameters

DRAWS = 40


def quantiles(number, values):
    """Where the drawn values stand in the number's own prior, by its distribution function."""
    from scipy.stats import beta, uniform

    if isinstance(number, UniformNumber):
        return uniform.cdf(values, number.low, number.high - number.low)
    return beta.cdf(values, number.alpha, number.beta)


@pytest.mark.parametrize("other", ["kishida-2023", "pyongyang-2002"])
def test_the_same_name_takes_the_same_quantile_in_the_same_draw(other):
    drawn = {}
    for name in ("stockholm-2014", other):
        game = Game(load(name))
        drawn[name] = game, draw_parameters(game, Chance(2014, 0, DRAWS))
    (one, ours), (two, theirs) = drawn.values()
    differing = 0
    for path, number in one.numbers.items():
        same = two.numbers.get(path)
        kinds = (UniformNumber, BetaNumber)
        if number.draw or not isinstance(number, kinds) or not isinstance(same, kinds):
            continue
        ours_at = quantiles(number, ours[:, one.parameter_index[path]])
        theirs_at = quantiles(same, theirs[:, two.parameter_index[path]])
        np.testing.assert_allclose(ours_at, theirs_at, atol=1e-9)
        prior = {"source", "why", "unit", "tag"}
        differing += number.model_dump(exclude=prior) != same.model_dump(exclude=prior)
    # The two files do hold other priors under the same names: else this would show nothing.
    assert differing >= 2
