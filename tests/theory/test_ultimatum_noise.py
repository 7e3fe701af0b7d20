"""With noise the ultimatum's offers and answers have the frequencies of the logit closed form."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bargaining as bg
from bargaining.codes import Response
from bargaining.scenario import Scenario
from bargaining.theory import solve_logit_ultimatum

WORLDS = 20_000


def noisy(noise: float) -> Scenario:
    return bg.load("ultimatum").replace(
        {"parties.ann.choice_noise": noise, "parties.bob.choice_noise": noise}
    )


def pooled(counts: np.ndarray, expected: np.ndarray, least: float = 10) -> tuple[np.ndarray, ...]:
    """Join neighbouring bins until each expects at least `least`."""
    edges, total = [0], 0.0
    for index, value in enumerate(expected):
        total += value
        if total >= least and expected[index + 1 :].sum() >= least:
            edges.append(index + 1)
            total = 0.0
    return np.add.reduceat(counts, edges), np.add.reduceat(expected, edges)


CARE: dict[str, dict[str, Any]] = {
    "as it is answered": {},
    "with care": {"proposal_noise": 0.25},
    "with care, refusals cost": {"proposal_noise": 0.25, "refusal_cost": 3.0},
    "as likely as passing": {"offer_prior": "equal"},
    "all three": {"proposal_noise": 0.25, "refusal_cost": 3.0, "offer_prior": "equal"},
}


# Every way with one noise, and with the others none and all of it; the rest is slow.
SLOW = {(noise, way) for noise in (0.02, 0.5) for way in list(CARE)[1:-1]}


@pytest.mark.parametrize(
    ("noise", "drafted"),
    [
        pytest.param(noise, way, marks=pytest.mark.slow if (noise, way) in SLOW else ())
        for noise in (0.02, 0.1, 0.5)
        for way in CARE
    ],
)
def test_offers_and_answers_have_the_logit_frequencies(noise: float, drafted: str) -> None:
    care = CARE[drafted]
    values = {
        f"table.{key}" if key == "offer_prior" else f"parties.ann.{key}": value
        for key, value in care.items()
    }
    scenario = noisy(noise).replace(values) if values else noisy(noise)
    outcomes = bg.simulate(scenario, worlds=WORLDS, worlds_per_draw=WORLDS, seed=1998)
    levels = np.arange(1, 101) / 100  # to offer 0 is to offer nothing
    play = solve_logit_ultimatum(levels, noise, **care)
    offer = outcomes.offer[:, 0, 0]
    counts = np.append(np.bincount(offer[offer >= 0], minlength=101), (offer < 0).sum())
    assert counts[0] == 0
    expected = WORLDS * np.append(play.offer_probabilities, play.pass_probability)
    seen, awaited = pooled(counts[1:], expected)
    freedom = len(seen) - 1
    assert freedom >= 5
    chi_square = ((seen - awaited) ** 2 / awaited).sum()
    assert abs(chi_square - freedom) < 4 * np.sqrt(2 * freedom)

    made = offer >= 0
    accepted = (outcomes.response[:, 0] == Response.AGREED)[made]
    probability = play.acceptance_probabilities[offer[made] - 1]
    spread = np.sqrt((probability * (1 - probability)).sum())
    assert abs(accepted.sum() - probability.sum()) < 4 * spread


def test_the_counterfactual_of_the_file_is_the_same_game() -> None:
    outcomes = bg.simulate(
        bg.load("ultimatum").intervene("noisy_choices"),
        worlds=2_000,
        worlds_per_draw=2_000,
        seed=1998,
    )
    same = bg.simulate(noisy(0.1), worlds=2_000, worlds_per_draw=2_000, seed=1998)
    np.testing.assert_array_equal(outcomes.offer, same.offer)
    np.testing.assert_array_equal(outcomes.response, same.response)
