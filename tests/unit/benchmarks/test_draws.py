"""What the page on draws says of made-up runs."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bargaining.codes import Ending
from bargaining.stats import Spread
from benchmarks.draws import lines_of, split_text, widening


def run(half_width, seconds=2.0, spreads=None):
    share = SimpleNamespace(value=0.3, half_width=half_width)
    shares = dict.fromkeys(Ending, share)
    return SimpleNamespace(shares=shares, seconds=seconds, spreads=spreads or {})


def test_twice_as_wide_an_interval_needs_four_times_the_worlds():
    runs = {1: run(0.01), 20: run(0.02)}
    assert widening(runs, 20) == pytest.approx([4.0] * len(Ending))
    lines = list(lines_of("toy", runs, 10_000))
    assert "| settlement | 20 | 500 | 30.0 | 2.00 | 2.00 | – |" in lines
    assert "| 1 | 2.0 | 1.00 |" in lines


def test_the_split_is_told_with_its_half_width():
    spread = Spread(0.1, 0.3, 0.25, 0.2, 0.3)
    spreads = {Ending.SETTLEMENT: spread}
    assert split_text(run(0.1, spreads=spreads), Ending.SETTLEMENT) == "25 ± 5"
    assert split_text(run(0.1), Ending.SETTLEMENT) == "–"
