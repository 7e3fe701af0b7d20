"""Rules of variants: each names numbers that the file has, and can be built."""

from __future__ import annotations

from collections.abc import Iterator

from bargaining.scenario.checks.outline import Outline
from bargaining.scenario.evidence import numbers_of
from bargaining.scenario.near import did_you_mean
from bargaining.scenario.numbers import BetaNumber
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.terms import matching
from bargaining.scenario.wording import Finding

__all__ = ["check"]


def check(scenario: ScenarioRecord, outline: Outline) -> Iterator[Finding]:
    """Yield every broken rule of the variants."""
    numbers = numbers_of(scenario) if scenario.variants else {}
    for i, variant in enumerate(scenario.variants):
        if not variant.values and not variant.factors:
            yield Finding(("variants", i), "changes nothing; give it `values` or `factors`.")
        for pattern in variant.factors:
            found = list(matching(pattern, numbers))
            beta = [path for path in found if isinstance(numbers[path], BetaNumber)]
            if not found:
                yield Finding(
                    ("variants", i, "factors", pattern),
                    "names no number of this file. " + did_you_mean(pattern, numbers, "numbers"),
                )
            elif beta:
                yield Finding(
                    ("variants", i, "factors", pattern),
                    f"cannot scale {beta[0]}, which has a beta prior; set it in `values`.",
                )
