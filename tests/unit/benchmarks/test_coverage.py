"""Coverage of intervals is told in words: as wanted, or by how much it is not."""

from __future__ import annotations

import pytest

from benchmarks.coverage import verdict


@pytest.mark.parametrize(
    ("rate", "error", "said"),
    [
        (0.95, 0.015, "as wanted"),
        (0.93, 0.015, "as wanted"),
        (0.91, 0.020, "too low, but by no more than chance explains"),
        (0.98, 0.009, "too high, but by no more than chance explains"),
        (0.80, 0.026, "**too low**: 5.0 times its error beyond 93%"),
    ],
)
def test_a_coverage_is_told_in_words(rate, error, said):
    assert verdict(rate, error) == said
