"""Values of each kind of prior at given luck, and numbers that go together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from bargaining.chance import Chance
from bargaining.scenario import Scenario
from bargaining.scenario.ranges import score_factor
from bargaining.world.game import Game
from bargaining.world.parameters import draw_parameters
from bargaining.world.priors import value_at
from tests.reference.parameters import drawn
from tests.reference.toy import document, read
from tests.reference.variants import variant

N_DRAWS = 20_000
LUCK = (np.arange(N_DRAWS) + 0.5) / N_DRAWS
BLOCK = ("payoffs.south.relief", "payoffs.north.undelivered.north", "parties.south.belief")
RANKS = [[1.0, 0.5, -0.4], [0.5, 1.0, 0.2], [-0.4, 0.2, 1.0]]


def prior(**keys: Any) -> Any:
    """Return a number of the toy, read from a file's table."""
    text = document(1)
    text["payoffs"]["north"]["relief"] = {**keys, "source": "assumed", "why": "A toy."}
    return read(text).payoffs["north"]["relief"]


def truncated(mean: float, sd: float, low: float, high: float) -> Any:
    return stats.truncnorm((low - mean) / sd, (high - mean) / sd, mean, sd)


LAWS = [
    ({"mean": -0.4, "sd": 0.3}, stats.norm(-0.4, 0.3)),
    ({"mean": 0.5, "sd": 0.2, "low": 0.1}, truncated(0.5, 0.2, 0.1, np.inf)),
    ({"mean": 0.5, "sd": 0.2, "high": 0.1}, truncated(0.5, 0.2, -np.inf, 0.1)),
    ({"mean": 0.9, "sd": 0.3, "low": 0.5, "high": 1}, truncated(0.9, 0.3, 0.5, 1)),
    ({"mean": 0, "sd": 1, "low": 4, "high": 4.5}, truncated(0, 1, 4, 4.5)),
    ({"mean": 0, "sd": 1, "low": -4.5, "high": -4}, truncated(0, 1, -4.5, -4)),
    ({"low": 0.01, "high": 10, "scale": "log"}, stats.loguniform(0.01, 10)),
    ({"low": 0.1, "high": 0.4}, stats.uniform(0.1, 0.3)),
    ({"low": 0, "mode": 0.2, "high": 1}, stats.triang(0.2)),
    ({"alpha": 3, "beta": 2}, stats.beta(3, 2)),
    ({"value": 0.5, "spread": 0.4}, stats.lognorm(0.4, scale=0.5 * np.exp(-0.08))),
]


@pytest.mark.parametrize(("keys", "law"), LAWS)
def test_values_are_quantiles_of_the_law(keys: dict[str, Any], law: Any) -> None:
    number = prior(**keys)
    values = value_at(number, LUCK, 0.0)
    np.testing.assert_allclose(values, law.ppf(LUCK), rtol=1e-9, atol=1e-12)
    # The mean of quantiles in the middle of equal shares; tails are what it lacks.
    assert number.expectation() == pytest.approx(values.mean(), rel=1e-3)
    assert number.expectation() == pytest.approx(law.mean(), rel=1e-9, abs=1e-12)


def test_a_log_scale_below_zero_is_that_above_it_turned():
    number = prior(low=-10, high=-0.01, scale="log")
    below = value_at(number, LUCK, 0.0)
    np.testing.assert_allclose(below, -stats.loguniform(0.01, 10).ppf(1 - LUCK), rtol=1e-9)
    assert number.expectation() == pytest.approx(below.mean(), rel=1e-3)


@pytest.mark.parametrize("keys", [keys for keys, _ in LAWS])
def test_no_luck_leads_outside_the_range(keys: dict[str, Any]) -> None:
    number, ends = prior(**keys), np.array([2.0**-54, 2.0**-53, 0.5, 1 - 2.0**-53])
    values = value_at(number, ends, 0.0)
    low, high = number.support() if "value" not in keys else (0.0, np.inf)
    assert np.isfinite(values).all()
    assert np.all((values >= low) & (values <= high))
    assert np.all(np.diff(values) >= 0)


def correlated(**changes: Any) -> Scenario:
    text = document(1)
    assumed = {"source": "assumed", "why": "A toy."}
    text["parties"]["south"]["belief"] = {"alpha": 3.0, "beta": 2.0, **assumed}
    text["payoffs"]["south"]["relief"] = {"low": 0.3, "high": 3.0, "scale": "log", **assumed}
    block = {"name": "one", "numbers": [*BLOCK], "rank_correlations": RANKS, **assumed}
    text["correlations"] = [{**block, **changes}] if changes.pop("keep", True) else []
    return read(text)


def draws(scenario: Scenario, first: int = 0, count: int = N_DRAWS) -> dict[str, Any]:
    game = Game(scenario)
    columns = draw_parameters(game, Chance(3, first, count)).T
    return {path: columns[place] for path, place in game.parameter_index.items()}


def test_numbers_of_a_block_have_its_rank_correlations():
    assert correlated().payoffs["north"]["undelivered.north"].value < 0  # its luck is turned
    found = draws(correlated())
    ranks = stats.spearmanr(np.stack([found[path] for path in BLOCK]).T).statistic
    # Five standard errors of a rank correlation of independent numbers.
    assert ranks == pytest.approx(np.array(RANKS), abs=5 / np.sqrt(N_DRAWS))


def test_each_number_of_a_block_keeps_its_own_prior():
    found, alone = draws(correlated()), draws(correlated(keep=False))
    for path in BLOCK[1:]:
        assert not np.array_equal(found[path], alone[path])
        # The distance at which Kolmogorov and Smirnov's test refuses one sample in a thousand.
        distance = stats.ks_2samp(found[path], alone[path]).statistic
        assert distance < 1.95 * np.sqrt(2 / N_DRAWS)


def test_all_other_numbers_and_the_first_of_a_block_keep_their_luck():
    found, alone = draws(correlated()), draws(correlated(keep=False))
    assert all(np.array_equal(found[path], alone[path]) for path in found if path not in BLOCK[1:])


def test_a_draw_does_not_depend_on_the_batch():
    whole, part = draws(correlated(), 0, 40), draws(correlated(), 17, 9)
    assert all(np.array_equal(part[path], whole[path][17:26]) for path in BLOCK)


def test_a_number_made_fixed_leaves_the_luck_of_its_block():
    found = draws(correlated())
    data = correlated().model_dump(exclude_none=True)
    data["payoffs"]["south"]["relief"] = {"value": 1.0, "source": "assumed", "why": "A toy."}
    data["settings"]["spread"] = {"value": 0.0, "source": "assumed", "why": "A toy."}
    data["parties"]["south"]["belief"]["alpha"] = 3.0
    fixed = draws(read(data))
    assert np.ptp(fixed[BLOCK[0]]) == 0
    assert np.array_equal(fixed[BLOCK[2]], found[BLOCK[2]])


@pytest.mark.parametrize("n", [2, 3, 7])
def test_the_factor_is_choleskys_of_the_scores_correlations(n: int):
    luck = np.random.default_rng(n).normal(size=(n, n + 3))
    ranks = np.corrcoef(luck)
    wanted = np.linalg.cholesky(2 * np.sin(np.pi / 6 * ranks))
    for row, expected in zip(score_factor(ranks.tolist()), wanted, strict=True):
        assert row == pytest.approx(expected[: len(row)], abs=1e-14)


def test_a_matrix_without_a_factor_stops_where_it_contradicts_itself():
    assert len(score_factor([[1, 1], [1, 1]])) == 1
    assert len(score_factor([[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]])) == 2


@pytest.mark.parametrize("name", ["priors of every kind", "priors that go together"])
def test_the_second_reading_draws_the_same_numbers(name: str):
    scenario = variant(name, 2)
    game = Game(scenario)
    for draw in range(25):
        expected = drawn(scenario, 5, draw)
        found = draw_parameters(game, Chance(5, draw, 1))[0]
        for path, place in game.parameter_index.items():
            if path in expected:
                assert found[place] == pytest.approx(expected[path], rel=1e-9, abs=1e-12), path
