"""`--parameters FILE`: numbers to play with, from a table."""

from __future__ import annotations

import numpy as np
import pytest

import bargaining as bg
from tests.unit.cli.test_compare import short

HURDLE, PATIENCE = "parties.japan.hurdle", "parties.japan.discount_factor"
FORM = "cells must be parted by commas, with a point in decimals"
ALONE = ("--workers", "1", "--quiet", "--keep", "summary", "--out", "o")


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_of_what_was_drawn_plays_the_same_worlds(call, tmp_path, ending):
    pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    scenario = short(tmp_path)
    played = bg.simulate(scenario, worlds=12, worlds_per_draw=3, seed=4)
    drawn = played.parameters()
    (drawn.to_csv if ending == "csv" else drawn.to_parquet)(tmp_path / f"drawn.{ending}")
    table = ("--parameters", f"drawn.{ending}", "--worlds-per-draw", "3", "--seed", "4")
    code, out, _ = call("run", scenario, *table, *ALONE)
    assert code == 0
    assert f"With {drawn.shape[1]} numbers handed in" in " ".join(out.split())
    again = bg.load_outcomes(tmp_path / "o" / "outcomes.parquet")
    assert np.array_equal(again["ending"], played["ending"])
    assert np.array_equal(again["payoff"], played["payoff"])


@pytest.mark.slow
def test_fewer_worlds_and_counterfactuals_take_the_same_numbers(call, engine, tmp_path):
    (tmp_path / "t.csv").write_text(f"\ufeff{HURDLE}\n0.1\n\n0.2\n0.3\n", "utf-8")
    table = ("--parameters", "t.csv", "--worlds-per-draw", "2", *ALONE)
    assert call("run", "stockholm-2014", *table, "--counterfactual", "nuclear_test")[0] == 0
    assert [one["worlds"] for one in engine.calls] == [6, 6]
    assert [one["parameters"] for one in engine.calls] == [{HURDLE: [0.1, 0.2, 0.3]}] * 2
    engine.calls.clear()
    assert call("run", "stockholm-2014", *table, "--worlds", "4")[0] == 0
    assert [one["worlds"] for one in engine.calls] == [4]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("t.csv", f"{HURDLE}\n0.1\nmuch\n", f"line 3: {HURDLE} must be a number; got 'much'"),
        ("t.csv", f"{HURDLE}\n0.1,2\n", "line 2 has 2 cells; the first line names 1"),
        ("t.csv", f"{HURDLE},{HURDLE}\n1,1\n", "must name each column, a path each, once"),
        ("t.csv", "", "must name each column"),
        ("t.csv", "draw\n0\n", "holds no numbers, only draw"),
        ("t.csv", "parties.japan.hurdel\n0.1\n", 'Did you mean "parties.japan.hurdle"?'),
        (
            "t.csv",
            f"{HURDLE}\n",
            (
                "--parameters t.csv: has no rows below the column names; 10,000 worlds, 5 a draw, "
                "need 2,000"
            ),
        ),
        (
            "t.csv",
            f"{PATIENCE},{HURDLE}\n0.9,1\n\n-1,inf\n0.9,nan\n",
            f"--parameters t.csv: line 4: {HURDLE} must be a finite number; got inf",
        ),
        (
            "t.csv",
            f"{PATIENCE}\n0.9\n\n-1\n",
            f"--parameters t.csv: line 4: {PATIENCE} must be in (0, 1]; got -1",
        ),
        ("t.csv", f"{HURDLE}\n-1e300\n", f"t.csv: line 2: {HURDLE} must be from -1e+12"),
        ("t.csv", f"draw;{HURDLE}\n0;0.1\n", f"t.csv: line 1: {FORM}"),
        ("t.csv", f"draw\t{HURDLE}\n0\t0.1\n", f"t.csv: line 1: {FORM}"),
        ("t.csv", f"draw,{HURDLE}\n0,0,1\n", f"the first line names 2; {FORM}"),
        ("t.csv", f'{HURDLE}\n"0,1"\n', f"t.csv: line 2: {FORM}; got '0,1'"),
        ("t.csv", f"draw,{HURDLE}\n7,1\n7,1\n-3,1\n", "7 is there more than once; -3 is no"),
        ("t.csv", f"{HURDLE}\n1e300\n", "must be from -1e+12 to 1e+12"),
        ("t.parquet", "no parquet", "--parameters t.parquet:"),
        ("t.xlsx", "", "must name a .csv or .parquet file; got t.xlsx"),
        ("u.csv", None, "--parameters t.csv: No such file"),
    ],
)
def test_what_is_no_such_table_is_refused_in_words(call, tmp_path, name, text, words):
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")
    asked = "t.csv" if text is None else name
    code, _, err = call("run", "stockholm-2014", "--parameters", asked, *ALONE)
    assert code == 2
    assert words in " ".join(err.split())
    assert "Traceback" not in err


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_table_of_another_encoding_is_told(call, tmp_path, encoding):
    (tmp_path / "t.csv").write_text(f"{HURDLE}\n0.1\n", encoding)
    code, _, err = call("run", "stockholm-2014", "--parameters", "t.csv", *ALONE)
    assert code == 2
    assert err == "--parameters t.csv: is no UTF-8 text: save it as UTF-8\n"


@pytest.mark.slow
def test_rows_in_another_order_play_the_same_worlds(call, tmp_path):
    """Their file names the draw of each row."""
    ordered, shuffled = "draw,{}\n0,0.1\n1,0.9\n2,0.5\n", "draw,{}\n2,0.5\n0,0.1\n1,0.9\n"
    scenario = short(tmp_path)
    for name, text in (("a", ordered), ("b", shuffled)):
        (tmp_path / f"{name}.csv").write_text(text.format(HURDLE), "utf-8")
        asked = ("--parameters", f"{name}.csv", "--keep", "summary", "--out", name, "--quiet")
        assert call("run", scenario, *asked, "--workers", "1")[0] == 0
    one, other = (bg.load_outcomes(tmp_path / name / "outcomes.parquet") for name in "ab")
    assert one == other


def test_too_few_rows_are_told(call, tmp_path):
    (tmp_path / "t.csv").write_text(f"{HURDLE}\n0.1\n", "utf-8")
    code, _, err = call("run", "stockholm-2014", "--parameters", "t.csv", "--worlds", "20", *ALONE)
    assert code == 2
    assert "must have a row for each draw: 20 worlds" in " ".join(err.split())
