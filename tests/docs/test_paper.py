"""The paper of `examples/paper`: its text says what its tables say, and these what was measured."""

from __future__ import annotations

import re
import runpy
import string
from pathlib import Path

import matplotlib.image
import numpy as np
import pandas
import pytest

import bargaining as bg
from bargaining.text import percent
from tests.house.source import ROOT

FOLDER = ROOT / "examples" / "paper"
TEMPLATE = (FOLDER / "paper.md.in").read_text("utf-8")
LINK = re.compile(r"\]\(([^)]+)\)")
DIRECTIONS = {"rises", "falls", "is not told apart from no change"}


@pytest.fixture
def study(monkeypatch):
    from matplotlib import pyplot

    yield runpy.run_path(str(FOLDER / "study.py"))
    pyplot.close("all")


def test_no_number_of_the_text_is_typed_by_hand():
    typed = "".join(text for text, *_ in string.Formatter().parse(TEMPLATE))
    captions = re.compile(r"\b(?:Figure|Table) \d\.")
    assert captions.search(typed)
    assert re.findall(r"\S*\d\S*", captions.sub("", typed)) == []
    assert not DIRECTIONS & {*re.findall(r"\b(?:rises|falls)\b", typed.replace('"rises"', ""))}


def test_words_follow_the_interval(study):
    words = [study["direction"](*ends) for ends in ((0.1, 2), (-2, -0.1), (-1, 1), (0, 1), (-1, 0))]
    assert words == ["rises", "falls", *["is not told apart from no change"] * 3]


def test_text_and_figures_round_alike_and_zero_has_no_sign(study):
    pairs = ((-0.04, "+.1f"), (0.26, "+.1f"), (-0.05, ".1f"), (1234.5, ",.0f"))
    said = [format(study["Rounded"](value), form) for value, form in pairs]
    assert said == ["0.0", "+0.3", "-0.1", "1,235"]
    assert f"{study['Rounded'](39.45):.1f}" == percent(0.3945) == "39.5"
    table = pandas.DataFrame({"change": {"a": -0.04, "b": np.nan, "c": 39.45}})
    assert study["markdown"](table).splitlines()[2:] == ["| a | 0.0 |", "| b | – |", "| c | 39.5 |"]


@pytest.mark.slow
def test_the_paper_says_what_was_measured(study, tmp_path, capsys):
    study["main"](tmp_path, quick=True)
    assert "paper.md" in capsys.readouterr().out
    assert study["__doc__"].splitlines()[0].endswith("?")
    paper = (tmp_path / "paper.md").read_text("utf-8")
    tables = {
        path.stem: pandas.read_csv(path, index_col=0)
        for path in (tmp_path / "tables").glob("*.csv")
    }
    check_text(study, paper, tables)
    check_tables(study, tables)
    check_words(tables)
    check_links(tmp_path, paper)


def check_text(study, paper, tables):
    """Every placeholder is filled, with what the tables on disk hold at its place."""
    assert not re.search(r"[{}]|\bnan\b", paper)
    assert paper == study["fill"](tables)
    values = {**tables, "n": tables["numbers"]["value"], "words": tables["words"]["value"]}
    left = paper
    for text, field, form, _ in string.Formatter().parse(TEMPLATE):
        assert left.startswith(text)
        left = left.removeprefix(text)
        if field is None or field.startswith("printed"):
            left = left[left.find("\n\n") :] if field else left
            continue
        table, *keys = re.split(r"\]?\[", field.removesuffix("]"))
        value = values[table]
        for key in keys:
            value = value[key]
        said = format(study["Rounded"](value) if isinstance(value, float) else value, form)
        assert left.startswith(said)
        left = left.removeprefix(said)
    assert not left.strip()


def check_tables(study, tables):
    """Tables of shares and changes hold what the library measures of the same worlds."""
    size = {"worlds": study["QUICK"]["worlds"], "worlds_per_draw": 5, "seed": study["SEED"]}
    scenario = bg.load(study["SCENARIO"])
    outcomes = bg.simulate(scenario, **size)
    for name, text in study["SHARES"].items():
        found, row = bg.measure(outcomes, text), tables["baseline"].loc[name]
        wanted = [found.value, found.low, found.high]
        np.testing.assert_allclose(row[["percent", "low", "high"]].astype(float) / 100, wanted)
    assert [*tables["counterfactuals"].index] == [*study["COUNTERFACTUALS"]]
    for name, row in tables["counterfactuals"].iterrows():
        changed = bg.simulate(scenario.intervene(name), **size)
        found = bg.measure(changed, study["MAIN"], baseline=outcomes)
        said = row[["before", "after", "change", "low", "high"]].astype(float) / 100
        np.testing.assert_allclose(
            said, [found.second, found.first, found.value, found.low, found.high], atol=1e-12
        )
        assert row["endings"] == bg.compare(outcomes, changed).net_effect()
    half = tables["convergence"]["half_width"]
    assert half.index[-1] == len(outcomes)
    assert half.iloc[-1] < half.iloc[0]
    assert half.iloc[-1] == pytest.approx(100 * outcomes.summary()["precision"]["half_width"])
    last = tables["words"]["value"]["citation"]
    assert outcomes.record.played_digest in last
    swept = tables["sweep"]["value"]
    numbers = tables["numbers"]["value"]
    assert numbers["sweep_points"] == len(swept) == study["QUICK"]["steps"] ** 2
    assert numbers["sweep_low"] == pytest.approx(100 * swept.min())
    assert numbers["sweep_high"] == pytest.approx(100 * swept.max())


def check_words(tables):
    """Words of direction are those that the intervals allow."""
    words = tables["words"]["value"]
    for row in tables["counterfactuals"].itertuples():
        assert row.direction in DIRECTIONS
        assert (row.direction == "rises") == (row.low > 0)
        assert (row.direction == "falls") == (row.high < 0)
    for name, row in tables["given"].iterrows():
        word = words[f"{name} given"]
        assert ("higher" in word) == (row["low_after"] > row["high_before"])
        assert ("lower" in word) == (row["high_after"] < row["low_before"])
    shares = tables["baseline"].iloc[: len(bg.Ending)].sort_values("percent")
    assert words["first"] == shares.index[-1]
    apart = shares["low"].iloc[-1] > shares["high"].iloc[-2]
    assert words["lead"] == ("ahead of" if apart else "not told apart from")
    ranked = tables["numbers"]["value"]["ranked"]
    assert words["ranking"].startswith("No assumption") == (ranked == 0)


def check_links(folder: Path, paper: str):
    """Figures and files that the text names are there, and no picture is empty."""
    linked = set(LINK.findall(paper))
    assert {path.suffix for path in map(Path, linked)} == {".png", ".csv", ".bib"}
    for target in linked:
        assert (folder / target).stat().st_size
    pictures = [*(folder / "figures").iterdir()]
    assert {*linked} >= {
        f"figures/{name}.png" for name in ("endings", "changes", "sweep", "sensitivity")
    }
    for path in pictures:
        assert matplotlib.image.imread(path)[..., :3].std() > 0.02
