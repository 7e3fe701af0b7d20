"""A small back-test, its tables and its picture; the stored one and the page that shows it."""

from __future__ import annotations

import json
import math

import matplotlib
import numpy as np
import pytest

from bargaining.cli import main
from bargaining.errors import ArgumentError
from bargaining.history import BASELINES, BacktestResult, backtest, cells
from bargaining.history.backtest import FIRST
from bargaining.scenario import load
from bargaining.scenario.played import MODEL_NUMBER
from benchmarks.backtest import PAGE, STORED, filled
from benchmarks.benchmark import unmarked


@pytest.fixture(scope="module")
def small():
    return backtest(worlds=15, worlds_per_draw=5, seed=4, only=["E6", "E7a", "E3"], checks=False)


@pytest.fixture(scope="module")
def stored():
    return BacktestResult.from_dict(json.loads(STORED.read_text("utf-8")))


def test_cells_are_played_and_scored(small):
    assert [cell.id for cell in small.cells] == ["E3", "E6", "E7a"]
    assert small.splits == ("train", "test")
    for cell in small.cells:
        assert sum(cell.worlds) == 15
        assert set(cell.forecasts) == {"model", *BASELINES}
        assert cell.forecasts["model"] == pytest.approx((np.array(cell.worlds) + 1) / 20)
        for forecast in (*cell.forecasts.values(), *cell.first_forecasts.values()):
            assert sum(forecast) == pytest.approx(1)
        assert all(0 <= low <= high <= 1 for low, high in zip(cell.low, cell.high, strict=True))
    assert small.mean_score("brier", "uniform", split="test") == pytest.approx(0.8)
    assert small.mean_score("log", "uniform", split="test") == pytest.approx(math.log(0.2))
    assert small.difference("brier", "uniform", split="test").n_informed == 2
    assert 0 < small.surprise["test"] <= 1


def test_baselines_do_not_depend_on_which_cells_are_played(small, stored):
    kept = {cell.id: cell for cell in stored.cells}
    for cell in small.cells:
        for name in BASELINES:
            assert cell.forecasts[name] == pytest.approx(kept[cell.id].forecasts[name], abs=1e-6)


def test_the_tables_are_narrow_and_tell_how_little_this_shows(small):
    text = small.table()
    assert max(map(len, text.splitlines())) <= 96
    assert "cannot be told apart" in " ".join(text.split())
    assert "as first written down" in text
    assert small.table(ascii=True).isascii()


def test_two_cells_are_as_many_clusters_as_they_are():
    result = backtest(worlds=10, worlds_per_draw=5, seed=4, only=["E7a", "E7b"], checks=False)
    text = result.table()
    assert "Test cells: 2 cells, 1 cluster" in text
    assert "(one cluster)" in text
    assert "six" not in text.lower()


def test_a_result_survives_its_file(small, tmp_path):
    kept = json.loads(small.save(tmp_path / "b.json").read_text("utf-8"))
    assert BacktestResult.from_dict(kept) == small
    with pytest.raises(ArgumentError, match="format"):
        BacktestResult.from_dict({"format": 99})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"only": ["E99"]}, "E99"),
        ({"only": []}, "got none"),
        ({"worlds": 0, "only": ["E6"]}, "worlds"),
    ],
)
def test_wrong_arguments_are_told(arguments, said):
    with pytest.raises(ArgumentError, match=said):
        backtest(checks=False, **arguments)


def test_unknown_scores_are_refused(small):
    with pytest.raises(ArgumentError, match="baseline must be"):
        small.difference("brier", "oracle", split="test")
    with pytest.raises(ArgumentError, match="coding must be"):
        small.cells[0].score("brier", coding="second")


def test_the_picture_frames_what_happened(small):
    from matplotlib.patches import Rectangle

    from bargaining.plots import plot_backtest

    axes = plot_backtest(small)
    frames = [
        patch
        for patch in axes.patches
        if isinstance(patch, Rectangle) and not patch.get_fill() and patch.get_linewidth() > 3
    ]
    assert len(frames) == 3
    with pytest.raises(ArgumentError, match="takes results of backtest"):
        plot_backtest(small.cells)


def test_the_command_prints_and_writes(tmp_path, monkeypatch, capsys):
    matplotlib.use("Agg")
    monkeypatch.chdir(tmp_path)
    common = ["--worlds", "5", "--workers", "1", "--cell", "E6", "--no-checks", "--out", "o"]
    with pytest.raises(SystemExit) as left:
        main(["backtest", *common, "--quiet", "--json", "-"])
    assert left.value.code == 0
    assert json.loads(capsys.readouterr().out)["cells"][0]["id"] == "E6"
    assert (tmp_path / "o" / "backtest.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(SystemExit) as left:
        main(["backtest", *common, "--json", "none/b.json"])
    assert left.value.code == 2
    assert "cannot write to the folder" in capsys.readouterr().err


def test_the_page_is_the_stored_run(stored):
    page = unmarked(PAGE.read_text("utf-8"))
    assert filled(page, stored) == page


@pytest.mark.slow
def test_the_stored_run_plays_again(stored):
    assert [cell.id for cell in stored.cells] == [cell.id for cell in cells()]
    assert stored.run["worlds"] >= 1000
    # One cell on each of the files that cells stand on, as far as they are played as they were.
    now = {cell.id: load(cell.scenario).played_digest for cell in cells()}
    same = {cell.id for cell in stored.cells if cell.played_digest == now[cell.id]}
    only = [id for id in ("E1", "E6", "E7a", "E10") if id in same]
    if not only or stored.run.get("model_number") != MODEL_NUMBER:
        pytest.skip("the stored back-test is of another model or of other files; its page says so")
    again = backtest(
        worlds=FIRST,
        only=only,
        worlds_per_draw=stored.run["worlds_per_draw"],
        seed=stored.run["seed"],
        checks=False,
    )
    kept = {cell.id: cell.first for cell in stored.cells}
    moved = [cell.id for cell in again.cells if cell.first != kept[cell.id]]
    assert not moved, "python -m benchmarks.backtest --write plays and stores it anew"
