"""Everything that is wrong with a strategy, at once and in words, or as tests for pytest."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib.resources import files
from typing import Any, ClassVar

from bargaining.engine.arguments import scenario_of
from bargaining.engine.seats import misfits, occupant, slips_of
from bargaining.errors import ArgumentError, StrategyError
from bargaining.parties import COUNTRIES, Party
from bargaining.scenario import Scenario, load
from bargaining.scenario.suggestions import did_you_mean
from bargaining.strategies import STRATEGIES
from bargaining.strategies.base import DECISIONS, OTHER_NAMES, Strategy, misspelt
from bargaining.testing.examiner import Examiner, is_own_class, luck_of_others, put_back
from bargaining.testing.playing import examine
from bargaining.testing.report import KINDS, Finding, Report

_ROUNDS = 4
_UNKNOWN_NAMES = (
    "Written for a scenario of its own? Then hand that in: check_strategy(..., scenario=...)."
)


def check_strategy(
    strategy: Any, scenario: Scenario | str | None = None, *, party: str | None = None
) -> Report:
    """Play a strategy in a few worlds, watch every answer, and say what is wrong with it.

    Found are: what cannot be made or misspells a decision; answers of a wrong shape or range, that
    do not sum to 1 or are no numbers; reading what no party may know; luck of its own; changing
    what it was shown; remembering; answers that depend on the other worlds of a batch. That it asks
    its view world by world, which is slow, is told as a note.

    Parameters
    ----------
    strategy : Strategy, class of strategies that needs no arguments, or subclass of Party
        What to check; a name of the catalogue will do as well.
    scenario : Scenario or str, optional
        Where to play it. Unless given, a small game that asks for every decision; for a subclass
        of a country, the first four rounds of the shipped scenario in which the country sits.
    party : str, optional
        Whose seat it takes: both principals' one after the other unless given.

    Returns
    -------
    Report
        Print it, or call its `raise_for_problems`.

    Raises
    ------
    ScenarioError
        The scenario cannot be read.
    ArgumentError
        The scenario has no such party.
    """
    own_ground = scenario is not None
    if isinstance(strategy, str) and strategy in STRATEGIES:
        strategy = STRATEGIES[strategy]()
    kind = strategy if isinstance(strategy, type) else type(strategy)
    country = next((one.__name__ for one in kind.__mro__ if one.__name__ in COUNTRIES), "Party")
    seats: list[list[str]] = []
    if scenario is not None:
        ground = scenario_of(scenario)
    elif country != "Party":
        ground = load("stockholm-2014").replace({"settings.rounds": _ROUNDS})
        named = [name for name, one in ground.parties.items() if one.country == country]
        party = party if party is not None else named[0]
    else:
        ground = load(str(files("bargaining.testing").joinpath("practice.toml")))
        seats = [["ann", "council"], ["bob", "carol"]]
    if party is not None:
        if party not in ground.parties:
            near = did_you_mean(party, ground.parties, "parties")
            raise ArgumentError(f'{ground.name} has no party "{party}". {near}')
        seats = [[party]]
    seats = seats or [[name] for name in ground.table.principals]
    examiner = Examiner("" if own_ground else _UNKNOWN_NAMES)
    _look_at_methods(kind, examiner)
    luck = luck_of_others()
    examiner.findings += [Finding("made", "", slip) for slip in slips_of(strategy)]
    try:
        candidate = occupant(strategy)
        faults = [
            one for each in seats for party in each for one in misfits(candidate, party, ground)
        ]
        if faults:
            raise ArgumentError(faults[0])
    except (ArgumentError, StrategyError) as error:
        examiner.find("made", "", str(error))
    else:
        examine(candidate, ground, seats, examiner)
    finally:
        put_back(luck)
    order = list(KINDS)
    findings = sorted(examiner.findings, key=lambda finding: order.index(finding.kind))
    return Report(kind.__name__, ground.name, tuple(findings))


def _look_at_methods(kind: type, examiner: Examiner) -> None:
    """Look for decisions that are misspelt, have another signature, or are missing."""
    own: dict[str, Any] = {}
    for one in filter(is_own_class, reversed(kind.__mro__)):
        own.update(vars(one))
    methods = {name: value for name, value in own.items() if callable(value)}
    # Misspelt ones of a strategy or a party are refused in every seat.
    slip = None if issubclass(kind, (Strategy, Party)) else misspelt(methods)
    if slip is not None:
        examiner.find("made", slip[0], f'is no decision. Did you mean "{slip[1]}"?')
        return
    for name in methods:
        meant = OTHER_NAMES.get(name)
        if meant is not None and meant not in own:
            message = f"nobody calls it; the decision of that kind is `{meant}`"
            examiner.find("unused", name, message)
    if not issubclass(kind, (Strategy, Party)):
        return
    for name in set(DECISIONS) & own.keys():
        value = own[name]
        if not callable(value) and not isinstance(value, (staticmethod, classmethod)):
            examiner.find("made", name, f"must be a method of a view; got {value!r}")
        elif inspect.isfunction(value):
            signature = inspect.signature(value)
            try:
                signature.bind(None, None)
            except TypeError:
                examiner.find(
                    "made",
                    name,
                    f"must take the view and nothing else: def {name}(self, view); got "
                    f"def {name}{signature}",
                )
    gaps = [name for name in DECISIONS if getattr(kind, name) is getattr(Strategy, name)]
    if gaps:
        examiner.find(
            "made",
            "",
            f"{kind.__name__} does not decide {', '.join(gaps)}. Derive it from bg.QuantalResponse "
            f"to leave these to the default.",
        )
        examiner.told.update(("made", name) for name in gaps)


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
