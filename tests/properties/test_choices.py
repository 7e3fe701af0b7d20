"""Choices are drawn with the probabilities that stand behind them, and these are proper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bargaining.engine import NegotiationModel
from bargaining.scenario import Scenario
from tests.properties.play import lively, lively_document
from tests.reference.toy import number, read

WORLDS, SEED = 700, 23
# Every test below looks at a z-score; four standard errors are met by luck once in 16,000.
LIMIT = 4.0


class Tally:
    """An observer that keeps, for each decision, log-odds, choice, and scaled gains of answers."""

    def __init__(self) -> None:
        self.odds: dict[str, list[NDArray[Any]]] = defaultdict(list)
        self.taken: dict[str, list[NDArray[Any]]] = defaultdict(list)
        self.gain: list[NDArray[Any]] = []
        self.accepted: list[NDArray[Any]] = []
        self.ratified: dict[int, NDArray[Any]] = {}
        self.feasible: NDArray[Any] | None = None

    def note(
        self, world: Any, decision: str, party: int, worlds: NDArray[Any], data: Mapping[str, Any]
    ) -> None:
        if decision == "table":
            packages = data["table"].payoffs.packages
            self.ratified[world.round] = packages.ratified.copy()
            self.feasible = packages.feasible.copy()
        if "odds" not in data:
            return
        log, chosen = data["odds"].log, np.asarray(data["chosen"]).astype(int)
        rows = np.arange(worlds.size)
        ratifier = data.get("ratifier")
        chooser = party if ratifier is None else ratifier
        types = world.types[worlds, chooser] if log.shape[1] > 1 else np.zeros_like(chosen)
        self.odds[decision].append(log[rows, types])
        self.taken[decision].append(chosen)
        if decision == "response":
            view = data["view"]
            gain = (view.value_if_agreed - view.value_of_waiting) / view.choice_noise[:, None]
            self.gain.append(gain[rows, types])
            self.accepted.append(chosen)


def heard(scenario: Scenario, worlds: int, rounds: int | None = None) -> Tally:
    tally = Tally()
    negotiation = NegotiationModel(
        scenario, seed=SEED, worlds=worlds, worlds_per_draw=1, observer=tally
    )
    if rounds is None:
        negotiation.play()
    else:
        for _ in range(rounds):
            negotiation.step()
    negotiation.release()
    return tally


@pytest.fixture(scope="module")
def tally() -> Tally:
    return heard(lively(5, opt_out="responder"), WORLDS)


DECISIONS = ("act", "step", "walk", "open", "offer", "response", "opt_out", "ratification")


@pytest.mark.parametrize("decision", DECISIONS)
def test_probabilities_are_proper_and_sum_to_one(tally: Tally, decision: str) -> None:
    assert tally.odds[decision]
    for log in tally.odds[decision]:
        assert not np.isnan(log).any()
        assert (log <= 1e-12).all()
        np.testing.assert_allclose(np.exp(log).sum(axis=-1), 1.0, rtol=0, atol=1e-12)


@pytest.mark.parametrize("decision", DECISIONS)
def test_choices_fall_as_often_as_their_probability_says(tally: Tally, decision: str) -> None:
    """In each bin of predicted probability, what was chosen minus what was expected is noise."""
    expected, happened = [], []
    for log, chosen in zip(tally.odds[decision], tally.taken[decision], strict=True):
        probability = np.exp(log)
        hit = np.zeros(probability.shape)
        hit[np.arange(chosen.size), chosen] = 1.0
        if probability.shape[1] == 2:
            probability, hit = probability[:, 1:], hit[:, 1:]
        expected.append(probability.ravel())
        happened.append(hit.ravel())
    p, y = np.concatenate(expected), np.concatenate(happened)
    assert y.sum() >= 30
    for low in np.arange(0.0, 1.0, 0.1):
        inside = (p >= low) & (p < low + 0.1)
        variance = (p * (1 - p))[inside].sum()
        if variance >= 5:
            z = (y - p)[inside].sum() / np.sqrt(variance)
            assert abs(z) < LIMIT, f"{decision}: bin from {low:.1f}, z = {z:.2f}"


def test_acceptance_follows_the_logistic_curve(tally: Tally) -> None:
    """Shares accepted per bin of (G - C) / noise, against the curve, not the engine's odds."""
    gain, accepted = np.concatenate(tally.gain), np.concatenate(tally.accepted)
    expected = 1.0 / (1.0 + np.exp(-np.clip(gain, -700, 700)))
    edges = np.array([-np.inf, -4, -2, -1, -0.5, 0, 0.5, 1, 2, 4, np.inf])
    tested = 0
    for low, high in pairwise(edges):
        inside = (gain >= low) & (gain < high)
        variance = (expected * (1 - expected))[inside].sum()
        if variance >= 4:
            z = (accepted - expected)[inside].sum() / np.sqrt(variance)
            assert abs(z) < LIMIT, f"bin [{low}, {high}): z = {z:.2f}"
            tested += 1
    assert tested >= 5


def test_the_curve_of_another_noise_is_told_apart(tally: Tally) -> None:
    gain, accepted = np.concatenate(tally.gain), np.concatenate(tally.accepted)
    wrong = 1.0 / (1.0 + np.exp(-np.clip(gain, -700, 700) / 2))
    worst = 0.0
    for low in np.arange(-6, 6):
        inside = (gain >= low) & (gain < low + 1)
        variance = (wrong * (1 - wrong))[inside].sum()
        if variance >= 4:
            worst = max(worst, abs((accepted - wrong)[inside].sum()) / np.sqrt(variance))
    assert worst > LIMIT


@pytest.mark.parametrize("rise", [0.02, 0.5])
def test_a_higher_hurdle_lowers_every_packages_ratification(rise: float) -> None:
    text = lively_document(2)
    low = heard(read(text), 60, rounds=1)
    text["parties"]["north"]["hurdle"] = number(-0.1 + rise)
    high = heard(read(text), 60, rounds=1)
    assert low.feasible is not None
    before, after = low.ratified[0], high.ratified[0]
    assert before.shape == after.shape
    assert (after < before).all()
    assert (before <= 1).all()
    assert (after >= 0).all()
