"""Repeated offers with noisy choices: the engine's table is the logit tree written out."""

from __future__ import annotations

import numpy as np
import pytest

import bargaining as bg
from bargaining.codes import Response
from bargaining.theory import build_offers, solve_logit_tree

WORLDS = 20_000


@pytest.mark.parametrize("rounds", [1, 2, 4])
@pytest.mark.parametrize(
    "noise",
    [pytest.param(0.02, marks=pytest.mark.slow), 0.1, pytest.param(0.5, marks=pytest.mark.slow)],
)
def test_offers_and_answers_of_every_round_have_the_frequencies_of_the_tree(
    rounds: int, noise: float
) -> None:
    """Nobody is impatient, so that noise is the same in every round's money."""
    length = {"value": rounds, "source": "literature: none"}
    scenario = bg.load("ultimatum").replace(
        {
            "table.deadline": length,
            "table.proposer": "fixed",
            "settings.rounds": length,
            "settings.table_lookahead": length,
            "parties.ann.discount_factor": 1,
            "parties.bob.discount_factor": 1,
            "parties.ann.choice_noise": noise,
            "parties.bob.choice_noise": noise,
            "issues.share.rungs": {"count": 11, "label": "{percent} to Bob"},
        }
    )
    outcomes = bg.simulate(scenario, worlds=WORLDS, worlds_per_draw=WORLDS, seed=1998)
    levels = np.arange(1, 11) / 10  # to offer 0 is to offer nothing
    play = solve_logit_tree(build_offers(levels, rounds), noise)
    for round_ in range(rounds):
        here = outcomes.response[:, round_] != Response.NO_TABLE
        n = here.sum()
        arrived = float(play.turns[f"offer {round_}"])
        assert abs(n / WORLDS - arrived) <= 4.5 * np.sqrt(arrived * (1 - arrived) / WORLDS)
        if n < 100:
            continue
        made = np.bincount(outcomes.offer[here, round_, 0] + 1, minlength=12)
        odds = play.choices[f"offer {round_}"]
        expected = np.array([float(odds["pass"]), 0.0, *(float(odds[f"{x:g}"]) for x in levels)])
        error = np.sqrt(n * expected * (1 - expected))
        assert (np.abs(made - n * expected) <= 4.5 * error + 1e-9).all()
        signed = (outcomes.response[:, round_] == Response.AGREED).mean()
        chance = float(play.ends[f"agreed in round {round_}"])
        assert abs(signed - chance) <= 4.5 * np.sqrt(chance * (1 - chance) / WORLDS) + 1e-12
