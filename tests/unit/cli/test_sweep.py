"""`bargaining sweep`: what is printed, written and kept, and what is refused."""

from __future__ import annotations

import csv
import json
from contextlib import contextmanager

import pytest

PATIENCE = "parties.ann.discount_factor"
NOISE = "parties.ann.choice_noise"
SMALL = ("--worlds", "10", "--workers", "1", "--out", "o")


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_sweep_is_printed_drawn_and_written(call, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    vary = ("--vary", f"{PATIENCE}=0.9,0.95", "--vary", f"{NOISE}=0.1:0.3:3")
    quantity = ("--quantity", "P(ever(agreement))", "--quantity", "E(payoff.ann)")
    code, out, _ = call("sweep", "ultimatum", *vary, *quantity, *SMALL)
    assert code == 0
    lines = out.splitlines()
    # The folder of a test may have a longer name.
    assert max(len(line) for line in lines if "Written" not in line) <= 60
    for words in ("Grid of 6 points", "P(ever(agreement)), %; as written", "E(payoff.ann); as"):
        assert words in out
    rows = rows_of(tmp_path / "o" / "sweep.csv")
    assert len(rows) == 12
    assert [row[NOISE] for row in rows[:6:2]] == ["0.1", "0.2", "0.3"]
    assert {"value", "standard_error", "low", "high", "change"} <= {*rows[0]}
    assert (tmp_path / "o" / "sweep.png").read_bytes().startswith(b"\x89PNG")
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    frame = pandas.read_parquet(tmp_path / "o" / "sweep.parquet")
    assert frame["value"].tolist() == [float(row["value"]) for row in rows]
    assert frame.attrs["scenario"] == "ultimatum"


def test_a_sample_of_ranges_and_json_stands_alone(call, tmp_path):
    vary = ("--vary", f"{PATIENCE}=0.9:0.95", "--vary", f"{NOISE}=0.1:0.3")
    design = ("--design", "latin-hypercube", "--points", "5")
    code, out, err = call("sweep", "ultimatum", *vary, *design, *SMALL, "--json")
    assert code == 0
    told = json.loads(out)
    assert told["design"] == "latin_hypercube"
    assert len(told["points"]) == 25
    assert all(0.9 <= point[PATIENCE] <= 0.95 for point in told["points"])
    assert str(tmp_path / "o" / "sweep.csv") in told["files"]
    assert "Written" in err


@pytest.mark.slow
def test_what_no_page_can_show_is_written_without_a_picture(call, tmp_path):
    code, out, _ = call("sweep", "ultimatum", "--vary", f"{PATIENCE}=0.9:0.95:13", "--vary",
                        f"{NOISE}=0.1,0.2", "--worlds", "1", *SMALL[2:])  # fmt: skip
    assert code == 0
    assert "No picture: a heat map can be read with 12 cells across" in " ".join(out.split())
    assert not (tmp_path / "o" / "sweep.png").exists()
    assert len(rows_of(tmp_path / "o" / "sweep.csv")) == 130


SOBOL = ("--design", "sobol")


@pytest.mark.parametrize(
    ("vary", "options", "words"),
    [
        ([PATIENCE], (), "a grid needs values, parties.ann.discount_factor=0.1,0.2"),
        ([f"{PATIENCE}=0.9,much"], (), "must be numbers such as 0.9,0.95 or 0.1:0.4:4; got 0.9,mu"),
        ([f"{PATIENCE}=0.9:0.95"], (), "must be low:high:number, such as 0.1:0.4:4"),
        ([f"{PATIENCE}=0.9:0.95:1"], (), "must be low:high:number"),
        ([f"{PATIENCE}=0.9:0.95:2:3"], (), "must be low:high:number"),
        ([f"{PATIENCE}=0.9", f"{PATIENCE}=0.8"], (), "is given twice; write all its values in one"),
        (["settings.rounds=3,4"], (), "is a count and cannot be swept"),
        (["parties.ann.discount=0.9"], (), 'Did you mean "parties.ann.discount_factor"?'),
        ([f"{PATIENCE}=0.9"], ("--design", "sobel"), 'no design "sobel". Did you mean "sobol"?'),
        ([f"{PATIENCE}=0.9:1"], (*SOBOL, "--points", "9"), "a power of 2, 8 or 16"),
        ([f"{PATIENCE}=0.9:0.95:2"], SOBOL, "must be low:high, such as 0.1:0.4"),
        ([PATIENCE], SOBOL, "no prior, only the value"),
        ([f"{PATIENCE}=0.9:1.5"], (*SOBOL, "--points", "8"), "must be in (0, 1]; got 1.5"),
        ([f"{PATIENCE}=quantiles:0.1"], (), "has no prior, only the value 1; give values or a"),
        (["settings.spread=quantiles:0,0.5"], (), "quantiles above 0 and below 1; got {'quant"),
        ([f"{PATIENCE}=quantiles:much"], (), "must be numbers such as 0.9,0.95"),
        ([f"{PATIENCE}=0.9"], ("--quantity", "P(setlement)"), 'Did you mean "settlement"?'),
    ],
)
def test_what_is_wrong_is_told_in_words(call, vary, options, words):
    varied = [one for text in vary for one in ("--vary", text)]
    code, _, err = call("sweep", "ultimatum", *varied, *options, *SMALL)
    assert code == 2
    assert words in " ".join(err.split())
    assert "Traceback" not in err


def test_stopped_by_hand_it_keeps_the_points_that_were_finished(call, tmp_path, monkeypatch):
    monkeypatch.setattr("bargaining.engine.designs.BATCH", 20)

    def stop_after(most):
        @contextmanager
        def shown(title, total, *, wanted):
            def progress(done, total):
                if done >= most:
                    raise KeyboardInterrupt

            yield progress

        monkeypatch.setattr("bargaining.cli.sweep.shown_progress", shown)

    arguments = ("sweep", "ultimatum", "--vary", f"{PATIENCE}=0.9:0.95:4", *SMALL)
    stop_after(5)
    code, out, err = call(*arguments)
    assert code == 130
    assert "Stopped before a point was finished, so none was kept." in err
    assert out == ""
    # The scenario as written, and two of the points.
    stop_after(30)
    code, out, err = call(*arguments, "--resume", "kept")
    assert "The same command goes on from kept." in err
    assert code == 130
    assert "Stopped: the points that were finished were kept." in err
    assert "Stopped: 2 of 4 points were played." in " ".join(out.split())
    rows = rows_of(tmp_path / "o" / "sweep.csv")
    assert [bool(row["value"]) for row in rows] == [True] * 10 + [False] * 10
    first = rows
    stop_after(60)
    assert call(*arguments, "--resume", "kept")[0] == 0
    rows = rows_of(tmp_path / "o" / "sweep.csv")
    assert rows[:10] == first[:10]
    assert all(row["value"] for row in rows)
