"""A base class of tests: derive from it, name a strategy, and pytest checks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from bargaining.scenario import Scenario
from bargaining.testing.check import check_strategy
from bargaining.testing.report import Report

__all__ = ["StrategyContract"]


class StrategyContract:
    """What every strategy must do, one test for each kind of problem in `report.KINDS`.

    Attributes
    ----------
    strategy : Strategy, class of strategies or subclass of Party
        What is tested.
    scenario : Scenario or str, optional
    party : str, optional
        As `check_strategy` takes them.

    Examples
    --------
    >>> import bargaining as bg
    >>> class TestHold(StrategyContract):
    ...     strategy = bg.Hold
    >>> TestHold().test_answers_can_be_used()
    """

    strategy: ClassVar[Any] = None
    scenario: ClassVar[Scenario | str | None] = None
    party: ClassVar[str | None] = None
    _report: ClassVar[Report | None] = None


def _test(kind: str) -> Callable[[StrategyContract], None]:
    def test(self: StrategyContract) -> None:
        # A report of its own for each class that derives from this one.
        if "_report" not in vars(type(self)):
            report = check_strategy(self.strategy, scenario=self.scenario, party=self.party)
            type(self)._report = report
        found = [str(one) for one in vars(type(self))["_report"].problems if one.kind == kind]
        if found:
            raise AssertionError("\n".join(found))

    return test


for _name, _kind in {
    "test_it_can_be_made": "made",
    "test_answers_can_be_used": "answer",
    "test_it_knows_what_a_party_may_know": "peeking",
    "test_it_draws_no_luck_of_its_own": "randomness",
    "test_it_leaves_what_it_is_shown": "input",
    "test_it_remembers_nothing": "memory",
    "test_each_world_is_played_by_itself": "worlds",
}.items():
    setattr(StrategyContract, _name, _test(_kind))
