"""The split between parameters and luck must be right on average and by the book."""

import math

import numpy as np
import pytest

from bargaining.stats import spread_of


def effects(generator, n_draws, per_draw, between, within):
    draw = np.repeat(np.arange(n_draws), per_draw)
    noise = generator.normal(0, within, n_draws * per_draw)
    return generator.normal(0, between, n_draws)[draw] + noise, draw


def test_both_variances_are_unbiased():
    generator = np.random.default_rng(30)
    epistemic, luck = [], []
    for _ in range(400):
        values, draw = effects(generator, 20, 5, 0.5, 1.0)
        spread = spread_of(values[:, None], draw)[0]
        epistemic.append(spread.epistemic_variance)
        luck.append(spread.luck_variance)
    for found, truth in ((epistemic, 0.25), (luck, 1.0)):
        error = np.std(found) / math.sqrt(len(found))
        assert abs(np.mean(found) - truth) < 3.5 * error
        assert error < 0.1 * truth


def test_even_draws_give_the_formula_of_the_model():
    generator = np.random.default_rng(31)
    values, draw = effects(generator, 12, 8, 0.7, 1.0)
    by_draw = values.reshape(12, 8)
    luck = by_draw.var(axis=1, ddof=1).mean()
    epistemic = by_draw.mean(axis=1).var(ddof=1) - luck / 8
    spread = spread_of(values[:, None], draw)[0]
    assert spread.luck_variance == pytest.approx(luck, rel=1e-12)
    assert spread.epistemic_variance == pytest.approx(epistemic, rel=1e-9)


def test_uneven_draws_stay_unbiased():
    generator = np.random.default_rng(32)
    draw = np.repeat(np.arange(24), np.tile([2, 6, 10], 8))
    found = []
    for _ in range(400):
        values = generator.normal(0, 0.5, 24)[draw] + generator.normal(0, 1, len(draw))
        found.append(spread_of(values[:, None], draw)[0].epistemic_variance)
    assert abs(np.mean(found) - 0.25) < 3.5 * np.std(found) / math.sqrt(len(found))


def test_the_interval_covers_the_share_about_as_often_as_it_says():
    generator = np.random.default_rng(33)
    covered = 0
    for _ in range(200):
        values, draw = effects(generator, 60, 10, 1.0, 1.0)
        spread = spread_of(values[:, None], draw)[0]
        covered += spread.low <= 0.5 <= spread.high
    assert 0.90 < covered / 200 < 0.99


def test_no_spread_of_the_parameters_means_a_share_near_nought():
    generator = np.random.default_rng(34)
    values, draw = effects(generator, 100, 20, 0.0, 1.0)
    spread = spread_of(values[:, None], draw)[0]
    assert spread.epistemic_share < 0.03
    assert spread.low == 0


def test_parameters_alone_mean_a_share_of_one():
    draw = np.repeat(np.arange(30), 6)
    spread = spread_of((draw % 7)[:, None], draw)[0]
    assert spread.epistemic_share == pytest.approx(1)


def test_what_never_varies_has_no_sources():
    draw = np.repeat(np.arange(10), 6)
    values = np.full((60, 1), 0.1)
    assert math.isnan(spread_of(values, draw)[0].epistemic_share)


def test_too_few_worlds_per_draw_are_not_split():
    assert spread_of(np.arange(40.0)[:, None], np.repeat(np.arange(10), 4)) is None
    assert spread_of(np.arange(40.0)[:, None], np.zeros(40, dtype=int)) is None
    assert spread_of(np.zeros((0, 1)), np.zeros(0, dtype=int)) is None
