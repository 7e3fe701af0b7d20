"""How a lesson writes its numbers."""

from __future__ import annotations

from bargaining.lessons.options import exactly, number
from bargaining.text import signed


def test_numbers_are_as_long_as_they_need_to_be():
    assert number(-0.00001, signed) == "0.0000"
    assert number(-0.25, signed) == "-0.2500"
    assert number(1e130) == "1e+130"
    assert number(float("nan"), signed) == "–"
    assert exactly("packages", 125.0) == "125"
    assert exactly("packages in quarters that reach it", 1.0) == "1"
    assert exactly("probability of agreement", 1.0) == "1.0000"
