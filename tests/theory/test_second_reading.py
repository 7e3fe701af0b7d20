"""Engine and one-world reference make the same choices in the classroom files.

These files use rules that the country scenarios leave idle: deadlines, final breakdown, opting out,
immediate delivery, one agreement only. Noise makes play reach all of them.
"""

from __future__ import annotations

import numpy as np
import pytest

import bargaining as bg
from bargaining.codes import Closing, Response
from bargaining.scenario import Scenario
from tests.reference import play

SEED, WORLDS = 50, 8
FILES = (
    "breakdown",
    "concave-payoff",
    "deadline",
    "outside-option",
    "power-shift",
    "random-proposer",
    "rubinstein",
    "setter",
    "trust",
    "two-types",
    "ultimatum",
    "uniform-reservation",
    "win-set",
)


def noisy(name: str) -> Scenario:
    """Return a short, coarse and noisy version of a file, so that play wanders."""
    values = {"parties.ann.choice_noise": 0.2, "parties.bob.choice_noise": 0.2}
    scenario = bg.load(name).replace(values)
    if "share" in scenario.issues:
        rungs = {"count": 11, "label": "{percent} to Bob"}
        scenario = scenario.replace({"issues.share.rungs": rungs})
    if name == "breakdown":
        scenario = scenario.replace({"table.breakdown_probability": 0.3})
    if scenario.settings.table_lookahead.value > 20:
        depth = {"value": 20, "source": "literature: none"}
        scenario = scenario.replace({"settings.table_lookahead": depth})
    return scenario


@pytest.mark.parametrize("name", FILES)
def test_same_choices_and_payoffs_in_every_round(name: str) -> None:
    scenario = noisy(name)
    outcomes = bg.simulate(scenario, worlds=WORLDS, worlds_per_draw=4, seed=SEED)
    menu, parties = scenario.table.menu.issues, tuple(scenario.parties)
    for world in range(WORLDS):
        history = play(scenario, SEED, world, 4)
        assert outcomes.ending_by_round[world].tolist() == history.ending_by_round
        for number, said in enumerate(history.rounds):
            offer = [-1 if said["offer"] is None else said["offer"][issue] for issue in menu]
            assert outcomes.offer[world, number].tolist() == offer
            assert outcomes.response[world, number] == said["response"]
            assert outcomes.closing[world, number] == said["closing"]
            assert outcomes.proposer[world, number] == said["proposer"]
            assert outcomes.talks_broken[world, number] == said["talks_broken"]
            rung = [said["rung"][issue] for issue in scenario.issues]
            assert outcomes.rung[world, number].tolist() == rung
            for index, belief in enumerate(said["belief"].values()):
                assert outcomes.belief[world, number, index] == pytest.approx(belief, abs=1e-9)
        expected = [history.payoff[party] for party in parties]
        np.testing.assert_allclose(outcomes.payoff[world], expected, atol=1e-9)


def test_noise_reaches_the_rules_that_are_compared() -> None:
    """The comparison above is idle unless talks are refused, broken off and left."""
    seen = set()
    for name in FILES:
        outcomes = bg.simulate(noisy(name), worlds=WORLDS, worlds_per_draw=4, seed=SEED)
        seen |= {Response(code) for code in np.unique(outcomes.response)}
        seen |= {Closing(code) for code in np.unique(outcomes.closing)}
    assert set(Response) - {Response.NO_TABLE} <= seen
    assert {Closing.OPT_OUT, Closing.BREAKDOWN, Closing.SIGNING, Closing.DEADLINE} <= seen
