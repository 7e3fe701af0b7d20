"""The table of priors: each number once, in words and in figures."""

from __future__ import annotations

import builtins
import math
from typing import Any

import pytest

from bargaining.errors import MissingPackageError
from bargaining.scenario import load, numbers_of
from bargaining.scenario.evidence import priors_of
from bargaining.scenario.reader import build

from .samples import number, spoiled


def of(value: dict[str, Any], **settings: Any) -> Any:
    """Return the row of a weight in a payoff."""
    data = spoiled({"payoffs/west/news": {"source": ["assumed"], "why": "test", **value}})
    data["settings"] |= settings
    return priors_of(build(data, "test"))["payoffs.west.news"]


@pytest.mark.parametrize(
    ("value", "kind", "words", "low", "high", "mean"),
    [
        ({"value": 0.5, "spread": 0}, "fixed", "0.5", 0.5, 0.5, 0.5),
        ({"value": 0}, "fixed", "0", 0, 0, 0),
        ({"value": 0.5}, "lognormal", "lognormal 0.5 (spread 0.2)", 0, math.inf, 0.5),
        ({"value": -1, "spread": 0.1}, "lognormal", "lognormal -1 (spread 0.1)", -math.inf, 0, -1),
        ({"low": 0.95, "high": 0.985}, "uniform", "uniform 0.95 to 0.985", 0.95, 0.985, 0.9675),
        (
            {"low": 0, "mode": 0.2, "high": 1},
            "triangular", "triangular 0 to 1, mostly 0.2", 0, 1, 0.4,
        ),
        (
            {"low": 1, "high": 10, "scale": "log"},
            "log-uniform", "1 to 10 (log-uniform)", 1, 10, 9 / math.log(10),
        ),
        (
            {"mean": 0.5, "sd": 0.1},
            "normal", "around 0.5 (normal: mean 0.5, sd 0.1)", -math.inf, math.inf, 0.5,
        ),
        (
            {"mean": 0, "sd": 1, "low": 0},
            "truncated normal", "around 0.8 (truncated normal: mean 0, sd 1, at least 0)",
            0, math.inf, math.sqrt(2 / math.pi),
        ),
        (
            {"mean": 2, "sd": 1, "low": 1, "high": 3},
            "truncated normal", "around 2 (truncated normal: mean 2, sd 1, at least 1, at most 3)",
            1, 3, 2,
        ),
        ({"alpha": 6, "beta": 4}, "beta", "around 0.6 (beta 6, 4)", 0, 1, 0.6),
        ({"choices": [1, 2, 6]}, "choice", "choice 1 or 2 or 6", 1, 6, 3),
        ({"choices": [2]}, "fixed", "2", 2, 2, 2),
    ],
)  # fmt: skip
def test_each_kind_of_prior(
    value: dict[str, Any], kind: str, words: str, low: float, high: float, mean: float
) -> None:
    row = of(value, spread=number(0.2))
    assert (row.kind, row.prior) == (kind, words)
    assert (row.low, row.high, row.mean) == pytest.approx((low, high, mean))
    assert (row.source, row.why, row.unit, row.draw) == ("assumed", "test", None, None)


def test_the_spread_of_a_scenario_spreads_weights_only_where_it_is_not_zero():
    spread = {"low": 0, "high": 0.3, "source": "assumed", "why": "test of a drawn spread"}
    assert of({"value": 0.5}, spread=spread).prior == "lognormal 0.5 (spread 0 to 0.3)"
    assert of({"value": 0.5}, spread=number(0)).prior == "0.5"
    rows = priors_of(build(spoiled({}), "test"))
    assert rows["table.breakdown_probability"].kind == "fixed"


def test_the_frame_has_a_row_for_each_number():
    scenario = load("stockholm-2014")
    frame = scenario.priors()
    assert list(frame.index) == list(numbers_of(scenario))
    assert frame.index.name == "path"
    row = frame.loc["parties.japan.expected_delivery.type_0"]
    assert row["draw"] == "japan.expected_delivery"
    first = frame.loc["parties.japan.discount_factor"]
    assert (first["low"], first["high"], first["unit"]) == (0.95, 0.985, "per round")
    assert first["source"] == "; ".join(scenario.parties["japan"].discount_factor.source)


def test_without_pandas_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    whole = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "pandas":
            raise ImportError(name)
        return whole(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingPackageError, match="pip install"):
        load("stockholm-2014").priors()
