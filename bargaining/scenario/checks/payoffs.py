"""Rules of payoff terms."""

from __future__ import annotations

from collections.abc import Iterator

from bargaining.scenario.checks.outline import Outline
from bargaining.scenario.checks.terms import unknown_columns
from bargaining.scenario.evidence import walk
from bargaining.scenario.numbers import NUMBER_KINDS
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.wording import Finding

__all__ = ["check"]


def check(scenario: ScenarioRecord, outline: Outline) -> Iterator[Finding]:
    """Yield every broken rule of the payoffs, and of `spread` and `tag` beside other numbers."""
    for party, terms in scenario.payoffs.items():
        for term in terms:
            for fault in unknown_columns(term, scenario, outline):
                yield Finding(("payoffs", party, term), fault)
    for path, number in walk(scenario):
        if not isinstance(number, NUMBER_KINDS):
            continue
        payoff, driver = path[0] == "payoffs", "drivers" in path[:-1]
        if getattr(number, "spread", None) is not None and not (payoff or driver):
            yield Finding(
                (*path, "spread"),
                "must stand only with payoffs and drivers of conditions; elsewhere write a prior, "
                "such as `low` and `high`.",
            )
        if number.tag is not None and not payoff:
            yield Finding((*path, "tag"), "must stand only with payoffs, whose motive it names.")
