"""Rules of the catalogue on ladders, in the shipped files, follow their closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bargaining as bg
from bargaining.codes import Ending
from bargaining.scenario import Scenario
from bargaining.theory import (
    count_initiatives,
    find_compliance_probability,
    find_grim_threshold,
    find_initiative_round,
    follow_tit_for_tat,
    solve_generous_pair,
)

WORLDS = 2_000


def play(scenario: Scenario, worlds: int = WORLDS) -> Any:
    return bg.simulate(scenario, worlds=worlds, worlds_per_draw=worlds, seed=1984)


def within_luck(seen: Any, expected: Any, n: Any, spread: float = 4.5) -> bool:
    """Whether shares of n worlds lie within so many standard errors (forty rounds are compared)."""
    error = np.sqrt(np.maximum(expected * (1 - expected), 1e-12) / n)
    return bool((np.abs(seen - expected) <= spread * error + 1e-12).all())


@pytest.mark.parametrize("error", [0.02, 0.1, 0.3, 0.5, 0.9])
def test_a_noisy_pair_takes_the_path_of_the_formula(error: float) -> None:
    rule = {"name": "tit_for_tat", "parameters": {"noise": error}}
    scenario = bg.load("noisy-tit-for-tat").replace(
        {"parties.ann.strategy": rule, "parties.bob.strategy": rule}
    )
    outcomes = play(scenario)
    rounds = np.arange(1, outcomes.level.shape[1] + 1)
    for giver, expected in enumerate(follow_tit_for_tat(rounds, error, "sequential")):
        assert within_luck(outcomes.level[:, :, giver].mean(axis=0), expected, WORLDS)


def test_the_noisy_pair_of_the_file_ends_in_one_half() -> None:
    outcomes = play(bg.load("noisy-tit-for-tat"))
    assert within_luck(outcomes.level[:, -1].mean(axis=0), 0.5, WORLDS)
    both = outcomes.ending == Ending.SETTLEMENT
    # Bob answers Ann's last move: both give where she does and he does not err.
    assert within_luck(both.mean(), 0.5 * 0.9, WORLDS)


def generous_chain(error: float, forgiveness: float, rounds: int) -> np.ndarray:
    """Generous tit for tat by turns, written out: gives after a gift, else by its generosity."""

    def gives(other: int) -> float:
        meant = 1.0 if other else forgiveness
        return meant * (1 - error) + (1 - meant) * error

    state = np.zeros((2, 2))
    state[1, 1] = 1.0
    path = []
    for _ in range(rounds):
        after = np.zeros((2, 2))
        for ann in (0, 1):
            for bob in (0, 1):
                for new_ann in (0, 1):
                    p = gives(bob) if new_ann else 1 - gives(bob)
                    for new_bob in (0, 1):
                        q = gives(new_ann) if new_bob else 1 - gives(new_ann)
                        after[new_ann, new_bob] += state[ann, bob] * p * q
        state = after
        path.append((state[1].sum(), state[:, 1].sum()))
    return np.array(path)


@pytest.mark.parametrize("forgiveness", [0.3, 1.0])
def test_a_generous_pair_follows_its_chain_to_the_closed_form(forgiveness: float) -> None:
    rule = {"name": "tit_for_tat", "parameters": {"noise": 0.1, "forgiveness": forgiveness}}
    scenario = bg.load("noisy-tit-for-tat").replace(
        {"parties.ann.strategy": rule, "parties.bob.strategy": rule}
    )
    outcomes = play(scenario)
    expected = generous_chain(0.1, forgiveness, outcomes.level.shape[1])
    assert within_luck(outcomes.level.mean(axis=0), expected, WORLDS)
    in_the_long_run = float(solve_generous_pair(0.1, forgiveness).first)
    assert generous_chain(0.1, forgiveness, 500)[-1] == pytest.approx(in_the_long_run)
    assert within_luck(outcomes.level[:, -1].mean(axis=0), in_the_long_run, WORLDS)


@pytest.mark.parametrize("discount", [0.3, 0.45, 0.5, 0.55, 0.7])
@pytest.mark.parametrize(
    "noise",
    [pytest.param(0.4, marks=pytest.mark.slow), 0.1, pytest.param(0.02, marks=pytest.mark.slow)],
)
def test_faith_is_kept_as_often_as_the_logit_of_the_comparison_says(
    discount: float, noise: float
) -> None:
    scenario = bg.load("grim-trigger").replace(
        {"parties.ann.discount_factor": discount, "parties.ann.choice_noise": noise}
    )
    outcomes = play(scenario)
    kept = outcomes.level[:, :, 0] == 1.0
    expected = find_compliance_probability(discount, 5, 3, 1, noise)
    assert within_luck(kept[:, 0].mean(), expected, WORLDS)
    trusted = kept[:, :4].all(axis=1)
    if trusted.sum() > 100:
        assert within_luck(kept[trusted, 4].mean(), expected, trusted.sum())


def test_without_noise_faith_is_kept_from_the_threshold_on() -> None:
    threshold = float(find_grim_threshold(5, 3, 1))
    for distance in (0.1, 0.01, 0.001):
        for discount in (threshold - distance, threshold + distance):
            scenario = bg.load("grim-trigger").replace(
                {
                    "parties.ann.discount_factor": discount,
                    "parties.ann.choice_noise": distance / 10,
                }
            )
            outcomes = play(scenario, 200)
            complies = discount >= find_grim_threshold(5, 3, 1)
            assert (outcomes.level[:, :, 0] == float(complies)).all()
            assert (outcomes.level[:, -1, 1] == float(complies)).all()


def test_the_impatient_gain_once_and_lose_for_ever() -> None:
    impatient = bg.load("grim-trigger").replace({"parties.ann.discount_factor": 0.4})
    outcomes = play(impatient, 200)
    assert (outcomes.level[:, :, 0] == 0.0).all()
    np.testing.assert_array_equal(outcomes.level[:, 0, 1], 1.0)
    np.testing.assert_array_equal(outcomes.level[:, 1:, 1], 0.0)
    # The file leaves out the constant P = 1: temptation 4 once, 0 ever after.
    ann = list(outcomes.scenario.parties).index("ann")
    np.testing.assert_allclose(outcomes.payoff[:, ann], (1 - 0.4) * 4, atol=1e-6)
    foretold = play(bg.load("grim-trigger").intervene("impatient_ann"), 200)
    np.testing.assert_array_equal(foretold.level, outcomes.level)


def stepping(every: int, unanswered: int, rungs: int, rounds: int) -> Scenario:
    ladder = [{"level": k / rungs, "label": f"{k}"} for k in range(rungs + 1)]
    rule = {"name": "grit", "parameters": {"every": every, "unanswered": unanswered}}
    length = {"value": rounds, "source": "assumed", "why": "Long enough to reach the top."}
    return bg.load("grit").replace(
        {
            "parties.ann.strategy": rule,
            "issues.ann_steps.rungs": ladder,
            "issues.bob_steps.rungs": ladder,
            "settings.rounds": length,
        }
    )


@pytest.mark.parametrize("every", [1, 2, 3])
@pytest.mark.parametrize("unanswered", [1, 2])
@pytest.mark.parametrize("rungs", [1, 4, 7])
def test_announced_steps_reach_the_top_when_the_formula_says(
    every: int, unanswered: int, rungs: int
) -> None:
    rounds = every * rungs + 2
    outcomes = play(stepping(every, unanswered, rungs, rounds), 8)
    top = int(find_initiative_round(rungs, every, unanswered))
    assert top == every * (rungs - 1)
    expected = count_initiatives(np.arange(rounds), rungs, every, unanswered)
    assert (outcomes.rung[:, :, 0] == expected).all()
    # Bob moves after Ann and answers in the same round.
    assert (outcomes.rung[:, :, 1] == expected).all()
    assert (outcomes.rung[:, top, :] == rungs).all()


def test_one_who_moves_first_answers_a_round_later() -> None:
    scenario = stepping(2, 2, 4, 12)
    parties = dict(reversed(list(scenario.parties.items())))
    outcomes = play(scenario.replace({"parties": parties}), 8)
    expected = count_initiatives(np.arange(12), 4, 2, 2)
    assert (outcomes.rung[:, :, 0] == expected).all()
    assert (outcomes.rung[:, 1:, 1] == expected[:-1]).all()
    assert (outcomes.rung[:, 0, 1] == 0).all()


@pytest.mark.parametrize("unanswered", [1, 2, 3])
def test_one_who_never_answers_ends_the_series(unanswered: int) -> None:
    scenario = stepping(2, unanswered, 4, 20).intervene("no_answer")
    outcomes = play(scenario, 8)
    expected = count_initiatives(np.arange(20), 4, 2, unanswered, np.inf)
    assert (outcomes.rung[:, :, 0] == expected).all()
    assert (outcomes.rung[:, -1, 0] == unanswered).all()
    assert (outcomes.rung[:, :, 1] == 0).all()
