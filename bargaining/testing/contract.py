"""A base class of tests: derive from it, name a strategy, and pytest checks it."""

from __future__ import annotations

from typing import Any, ClassVar

from bargaining.scenario import Scenario
from bargaining.testing.check import check_strategy
from bargaining.testing.report import Report

__all__ = ["StrategyContract"]


class StrategyContract:
    """What every strategy must do, one test for each kind of mistake.

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

    def test_it_can_be_made(self) -> None:
        """It is a strategy, takes no arguments it must be given, and spells its decisions."""
        self._check("made")

    def test_answers_can_be_used(self) -> None:
        """Every answer has a shape and values that the engine takes."""
        self._check("answer")

    def test_it_knows_what_a_party_may_know(self) -> None:
        """It reads nothing hidden."""
        self._check("peeking")

    def test_it_draws_no_luck_of_its_own(self) -> None:
        """The same question gets the same answer, and no generator moves."""
        self._check("randomness")

    def test_it_leaves_what_it_is_shown(self) -> None:
        """The arrays of a view are as they were."""
        self._check("input")

    def test_it_remembers_nothing(self) -> None:
        """It holds parameters and no history."""
        self._check("memory")

    def test_each_world_is_played_by_itself(self) -> None:
        """An answer depends on its own row alone."""
        self._check("worlds")

    def _check(self, kind: str) -> None:
        # A report of its own for each class that derives from this one.
        if "_report" not in vars(type(self)):
            report = check_strategy(self.strategy, scenario=self.scenario, party=self.party)
            type(self)._report = report
        found = [str(one) for one in vars(type(self))["_report"].problems if one.kind == kind]
        if found:
            raise AssertionError("\n".join(found))
