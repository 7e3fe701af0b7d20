"""Sweeps: points of designs, numbers beside those of `measure`, tables, frames and datasets."""

from __future__ import annotations

import json

import numpy as np
import pytest

import bargaining as bg
from bargaining.designs.points import POINTS, points_of
from bargaining.designs.sweep import SweepStopped
from bargaining.designs.sweep_result import CHANGE, ENDINGS, LEVEL, NUMBERS, short_names
from bargaining.scenario.evidence import numbers_of

PATIENCE = "parties.japan.discount_factor"
ADJOURNMENT = "table.adjournment_probability"
WEIGHT = "payoffs.japan.at_table"
GRID = {PATIENCE: [0.98, 0.9], ADJOURNMENT: [0.1, 0.2, 0.4]}
ASKED = ("P(ever(agreement))", "E(mean(tension))", "median(last(tension))")
SIZE = {"worlds": 24, "worlds_per_draw": 4, "seed": 5}


@pytest.fixture(scope="module")
def scenario():
    return bg.load("stockholm-2014").replace({"settings.rounds": 3})


@pytest.fixture(scope="module")
def grid(scenario):
    return bg.sweep(scenario, GRID, quantities=ASKED, **SIZE)


@pytest.fixture(scope="module")
def endings(scenario):
    return bg.sweep(scenario, {PATIENCE: [0.9, 0.98]}, **SIZE)


@pytest.mark.slow
def test_numbers_are_those_that_measure_finds_in_runs_of_their_own(scenario, grid):
    written = bg.simulate(scenario, **SIZE)
    assert len(grid.points) == 6
    for point, found in zip(grid.points, grid.numbers, strict=True):
        fixed = scenario.replace(dict(zip(grid.paths, point, strict=True)))
        alone = bg.simulate(fixed, **SIZE)
        for text, numbers, as_written in zip(ASKED, found, grid.baseline, strict=True):
            one = bg.measure(alone, text)
            held = dict(zip(NUMBERS, numbers, strict=True))
            expected = [getattr(one, name) for name in LEVEL]
            np.testing.assert_array_equal([held[name] for name in LEVEL], expected)
            assert held["n_informed_worlds"] == one.n_informed_worlds
            before = bg.measure(written, text)
            np.testing.assert_array_equal(as_written, [getattr(before, name) for name in LEVEL])
            if text.startswith("median"):
                assert np.isnan([held[name] for name in CHANGE]).all()
                continue
            change = bg.measure(alone, text, baseline=written)
            expected = [getattr(change, name) for name in LEVEL]
            np.testing.assert_array_equal([held[name] for name in CHANGE], expected)


def test_the_baseline_may_be_a_point(scenario):
    fixed = scenario.replace({PATIENCE: 0.9})
    found = bg.sweep(fixed, {PATIENCE: [0.9, 0.98]}, quantities=ASKED[0], **SIZE)
    assert np.array_equal(found.numbers[0, 0, :4], found.baseline[0])
    assert found.numbers[0, 0, NUMBERS.index("change")] == 0


def test_a_grid_becomes_a_dataset_over_its_paths(grid):
    pytest.importorskip("xarray")
    data = grid.to_xarray()
    assert data["value"].dims == ("quantity", PATIENCE, ADJOURNMENT)
    assert data[PATIENCE].values.tolist() == GRID[PATIENCE]
    assert data[PATIENCE].attrs == {"units": "per round", "prior": "0.95 to 0.985"}
    for number, point in enumerate(grid.points):
        one = data.sel(dict(zip(grid.paths, point, strict=True)))
        for name in NUMBERS:
            expected = grid.numbers[number, :, NUMBERS.index(name)]
            np.testing.assert_array_equal(one[name].values, expected)
    np.testing.assert_array_equal(data["as_written_low"].values, grid.baseline[:, 2])
    assert data.attrs["played_digest"] == grid.record["played_digest"]
    assert json.loads(data.attrs["versions"])["bargaining"] == bg.__version__
    assert {"seed": 5, "worlds": 24, "worlds_per_draw": 4, "draws": 6}.items() <= data.attrs.items()


def test_a_sample_becomes_a_dataset_over_points(scenario):
    pytest.importorskip("xarray")
    sample = {PATIENCE: (0.9, 0.99), ADJOURNMENT: None}
    found = bg.sweep(scenario, sample, design="sobol", points=4, quantities=ASKED[0], **SIZE)
    data = found.to_xarray()
    assert data["value"].sizes == {"quantity": 1, "point": 4}
    assert data[ADJOURNMENT].dims == ("point",)
    assert data[ADJOURNMENT].values.tolist() == found.points[:, 1].tolist()
    found.record["seed"] = 2**70
    assert found.to_xarray().attrs["seed"] == str(2**70)
    with pytest.raises(bg.ArgumentError, match='no quantity "P'):
        found.of("P(renege)")


def test_a_frame_has_a_row_for_each_point_and_quantity(grid):
    pytest.importorskip("pandas")
    frame = grid.to_frame()
    assert len(frame) == 18
    row = frame[(frame["point"] == 4) & (frame["quantity"] == ASKED[1])].iloc[0]
    assert (row[PATIENCE], row[ADJOURNMENT]) == (0.9, 0.2)
    assert row["value"] == grid.numbers[4, 1, 0]
    told = grid.to_dict()
    assert frame.attrs == {name: told[name] for name in told if name != "points"}
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["points"][2]["change"] is None
    assert told["paths"][ADJOURNMENT]["unit"] == "per round without an offer"


def test_it_prints_what_was_varied_and_every_error(endings, grid, monkeypatch):
    for width in (60, 88):
        monkeypatch.setenv("COLUMNS", str(width))
        for found in (endings, grid):
            lines = str(found).splitlines()
            assert max(map(len, lines)) <= width
            text = " ".join(" ".join(lines).split())
            assert f"discount factor: {PATIENCE}, per round; in the file 0.95 to 0.985" in text
            assert "24 worlds a point (6 draws), the same luck at each · seed 5" in text
    assert endings.quantities == tuple(ENDINGS)
    assert all(endings.shares)
    assert "P(stalemate), %; as written" in text or "P(ever(agreement)), %; as written" in text
    assert repr(grid) == f"<Sweep of 6 points in stockholm-2014: {PATIENCE} and {ADJOURNMENT}>"


@pytest.mark.slow
def test_a_long_table_is_cut_and_says_so(scenario):
    values = np.linspace(0.9, 0.99, 70)
    size = {"worlds": 2, "worlds_per_draw": 1}
    found = bg.sweep(scenario, {PATIENCE: values}, quantities=ASKED[0], **size)
    assert "10 more points are in to_frame()" in " ".join(str(found).split())


def test_short_names_tell_paths_apart():
    alike = ("parties.japan.hurdle", "parties.north_korea.hurdle", "table.clock")
    assert [*short_names(alike).values()] == ["japan hurdle", "north korea hurdle", "table clock"]
    assert [*short_names(["payoffs.japan.a^0.5 * type.japan"]).values()] == ["a^0.5 * type.japan"]


@pytest.mark.parametrize("design", ["latin_hypercube", "sobol"])
def test_samples_fill_ranges_and_priors_evenly_and_the_seed_fixes_them(scenario, design):
    asked = {PATIENCE: (0.9, 0.98), ADJOURNMENT: None, WEIGHT: None}
    points = points_of(scenario, asked, design, None, 7)
    assert points.paths == tuple(asked)
    assert len(points) == POINTS
    again, other = (points_of(scenario, asked, design, None, seed) for seed in (7, -7))
    assert np.array_equal(points.values, again.values)
    assert not np.array_equal(points.values, other.values)
    prior = numbers_of(scenario)[ADJOURNMENT]
    for column, (low, high) in enumerate(((0.9, 0.98), prior.support())):
        # One point in each of so many slices of equal probability: both priors are uniform.
        slices = (points.values[:, column] - low) / (high - low) * POINTS
        assert sorted(slices.astype(int)) == [*range(POINTS)]
    weight = points.values[:, 2]
    mean = numbers_of(scenario)[WEIGHT].expectation()
    assert np.sign(weight).tolist() == [np.sign(mean)] * POINTS
    assert weight.mean() == pytest.approx(mean, rel=0.02)
    assert weight.std() > 0.05 * abs(mean)


@pytest.mark.parametrize(
    ("varied", "options", "words"),
    [
        ({}, {}, "sweep takes a mapping from paths to values.*got an empty one"),
        ([PATIENCE], {}, "sweep takes a mapping from paths to values.*got list"),
        ({"settings.rounds": [3, 6]}, {}, "is a count and cannot be swept: play scenario.replace"),
        ({PATIENCE: [0.9, 1.5], ADJOURNMENT: [2.0]}, {}, "discount_factor must be in"),
        ({PATIENCE: [0.9, 1.5], ADJOURNMENT: [2.0]}, {}, "adjournment_probability must be in"),
        ({"parties.japan.discount": [0.9]}, {}, 'Did you mean "parties.japan.discount_factor"'),
        ({PATIENCE: None}, {}, "must have a list of numbers.*Ranges and priors are sampled"),
        ({PATIENCE: []}, {}, r"must have a list of numbers, such as \[0.1, 0.2\]; got \[\]"),
        ({PATIENCE: "much"}, {}, "must have a list of numbers.*got 'much'"),
        ({PATIENCE: [0.9, 0.9]}, {}, "has a value twice"),
        ({PATIENCE: {"quantile": 0.5}}, {}, r'must be {"quantiles": \[0.1, 0.5, 0.9\]}; got'),
        ({PATIENCE: {"quantiles": [0, 0.5]}}, {}, "quantiles above 0 and below 1"),
        ({"parties.japan.discount": {"quantiles": [0.5]}}, {}, "Did you mean"),
        ({PATIENCE: [0.9]}, {"points": 5}, "points are those of a sample"),
        ({PATIENCE: [0.9]}, {"design": "sobel"}, 'no design "sobel". Did you mean "sobol"'),
        ({PATIENCE: [0.9]}, {"quantities": "P(setlement)"}, 'Did you mean "settlement"'),
        ({PATIENCE: [0.9]}, {"worlds": 0}, "worlds must be a whole number of at least 1"),
        (
            {PATIENCE: np.linspace(0.9, 0.99, 400), ADJOURNMENT: np.linspace(0.1, 0.4, 400)},
            {},
            "at most 100,000 points; this grid has 160,000",
        ),
    ],
)
def test_what_cannot_be_swept_is_refused_in_words(scenario, varied, options, words):
    with pytest.raises(bg.ArgumentError, match=words):
        bg.sweep(scenario, varied, **options)


@pytest.mark.parametrize(
    ("varied", "options", "words"),
    [
        ({PATIENCE: (0.98, 0.9)}, {}, r"must have a range \(low, high\) with low < high, or None"),
        ({PATIENCE: [0.9, 0.95, 0.98]}, {}, r"must have a range \(low, high\)"),
        ({PATIENCE: (0.9, 1.2)}, {}, r"must be in \(0, 1\]; got 1\.2\."),
        ({PATIENCE: {"quantiles": [0.5]}}, {}, r"must have a range \(low, high\)"),
        ({"settings.start_of_talks": None}, {}, "is no number of stockholm-2014"),
        ({ADJOURNMENT: None}, {"points": 48}, "must be a power of 2, 32 or 64; got 48"),
        ({ADJOURNMENT: None}, {"points": 0}, "points must be a whole number from 1 to"),
        ({"settings.rounds": None}, {}, "is a count"),
    ],
)
def test_what_cannot_be_sampled_is_refused_in_words(scenario, varied, options, words):
    with pytest.raises(bg.ArgumentError, match=words):
        bg.sweep(scenario, varied, design="sobol", **options)


@pytest.mark.slow
def test_a_grid_takes_the_values_at_quantiles_of_priors(scenario):
    shares = {"quantiles": [0.1, 0.5, 0.9]}
    points = points_of(scenario, {PATIENCE: shares, WEIGHT: shares}, "grid", None, 0)
    assert len(points) == 9
    low, high = numbers_of(scenario)[PATIENCE].support()
    assert points.values[::3, 0] == pytest.approx(low + (high - low) * np.array([0.1, 0.5, 0.9]))
    drawn = bg.simulate(scenario, worlds=4_000, worlds_per_draw=1, keep="summary").parameters()
    for weight, share in zip(np.unique(points.values[:, 1]), (0.1, 0.5, 0.9), strict=True):
        error = np.sqrt(share * (1 - share) / len(drawn))
        # The spread of weights differs between draws, which moves their quantiles a little.
        assert (drawn[WEIGHT] < weight).mean() == pytest.approx(share, abs=0.02 + 3 * error)


def test_an_end_of_a_range_that_a_number_may_not_reach_is_never_drawn(scenario):
    # Noise lies above 0.
    points = points_of(scenario, {"parties.japan.choice_noise": (0, 1)}, "latin_hypercube", 8, 0)
    assert (points.values > 0).all()


def test_a_number_without_a_prior_needs_a_range(scenario):
    fixed = scenario.replace({PATIENCE: 0.97})
    with pytest.raises(bg.ArgumentError, match=r"only the value 0\.97; give values or a range"):
        bg.sweep(fixed, {PATIENCE: None}, design="latin_hypercube")


def test_all_faults_are_told_at_once(scenario):
    wrong = {"settings.rounds": [3], "parties.japan.discount": [0.9], ADJOURNMENT: "x"}
    with pytest.raises(bg.ArgumentError) as told:
        bg.sweep(scenario, wrong, points=3)
    for words in ("is a count", "is no number", "must have a list", "points are those"):
        assert words in str(told.value)


def test_progress_counts_the_scenario_as_written_and_all_points(scenario):
    said = []
    bg.sweep(
        scenario,
        {PATIENCE: [0.9, 0.98]},
        quantities=ASKED[0],
        progress=lambda done, total: said.append((done, total)),
        **SIZE,
    )
    assert {total for _, total in said} == {72}
    assert [done for done, _ in said] == sorted(done for done, _ in said)
    assert said[-1] == (72, 72)


def test_a_sweep_that_is_stopped_holds_the_points_that_were_finished(scenario, grid, monkeypatch):
    monkeypatch.setattr("bargaining.engine.designs.BATCH", 48)

    def stop_after(most):
        def progress(done, total):
            if done >= most:
                raise KeyboardInterrupt

        return progress

    # Points are played two at a time; what a callback was told of is kept.
    with pytest.raises(SweepStopped) as stopped:
        bg.sweep(scenario, GRID, quantities=ASKED, progress=stop_after(24 + 48), **SIZE)
    found = stopped.value.sweep
    assert np.array_equal(found.numbers[:2], grid.numbers[:2], equal_nan=True)
    assert np.isnan(found.numbers[2:]).all()
    assert "2 of 6 points" in str(found)
    with pytest.raises(SweepStopped) as stopped:
        bg.sweep(scenario, GRID, quantities=ASKED, progress=stop_after(30), **SIZE)
    assert stopped.value.sweep is None


@pytest.mark.slow
def test_workers_change_nothing(scenario, grid, monkeypatch):
    monkeypatch.setattr("bargaining.engine.designs.BATCH", 48)
    found = bg.sweep(scenario, GRID, quantities=ASKED, workers=2, **SIZE)
    assert np.array_equal(found.numbers, grid.numbers, equal_nan=True)


def test_own_bounds_are_named_at_the_path_that_was_written():
    with pytest.raises(bg.ArgumentError) as told:
        bg.sweep("two-types", {"parties.ann.choice_noise": [-1e300]})
    found = str(told.value)
    assert found.startswith("sweep: parties.ann.choice_noise must be above 0; got -1e+300.")
    assert ".value" not in found
