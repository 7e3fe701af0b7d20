"""Where matching is taken away and gains are held, they are held in every draw and not on average.

The product r * i gives way to r * i0 + i * r0, the plane that touches it at (r0, i0) but for the
constant r0 * i0, which no choice depends on.
"""

from __future__ import annotations

import numpy as np
import pytest

from bargaining.claims.arms import perturbed, scaled_by
from bargaining.engine import NegotiationModel
from bargaining.protocol import set_parameters
from bargaining.scenario import load

PAIR = "abductee_information * sanctions_relief"
TERMS = ("sanctions_relief", "abductee_information", PAIR)
# scenario, counterfactual, the level of relief and that of information at which gains are held
ARMS = [
    ("stockholm-2014", "no_reciprocity_same_gains", 0.08, 0.15),
    ("trilateral-2014", "no_reciprocity", 0.5, 0.25),
]


def weights(scenario, party):
    """The three weights of a party in the first round, one row a term, one column a draw."""
    negotiation = NegotiationModel(scenario, worlds=5, worlds_per_draw=1, seed=3)
    set_parameters(negotiation.context)
    numbers = negotiation.world.parameters
    found = np.array([numbers.number(f"payoffs.{party}.{term}", np.nan) for term in TERMS])
    negotiation.release()
    return found


@pytest.mark.slow
@pytest.mark.parametrize("factor", [1.0, -1.0, 0.0])
@pytest.mark.parametrize("party", ["japan", "north_korea"])
@pytest.mark.parametrize(("name", "arm", "relief", "information"), ARMS)
def test_gains_are_held_in_every_draw(name, arm, relief, information, party, factor):
    scenario, scales = load(name), scaled_by(factor, [f"payoffs.{party}.{PAIR}"])
    before = weights(perturbed(scenario, "", scales), party)
    after = weights(perturbed(scenario, arm, scales), party)
    matching = before[2]
    assert len(np.unique(matching)) == (5 if factor else 1)
    np.testing.assert_array_equal(after[2], 0.0)
    # The worth of a step on either ladder, at the levels given, is the same in every draw.
    steps = before[:2] + matching * [[information], [relief]]
    np.testing.assert_allclose(after[:2], steps, rtol=1e-14)
    there = np.array([relief, information, relief * information])
    constant = matching * relief * information
    np.testing.assert_allclose(there @ after - constant, there @ before, atol=1e-15)
