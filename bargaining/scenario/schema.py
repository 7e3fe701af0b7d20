"""The records of a scenario: what a file may say, and the rules of each field on its own.

Rules that tie one field to another stand in `checks`. The records are frozen; a changed scenario is
a new one.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from bargaining.scenario.ladder import Ladder, Rung
from bargaining.scenario.numbers import Count, Number, Record, Sources, UnlimitedCount
from bargaining.scenario.terms import canonical, canonical_path

__all__ = [
    "Act",
    "Agreement",
    "Claim",
    "Condition",
    "Counterfactual",
    "Header",
    "Intervention",
    "Issue",
    "Menu",
    "Outcome",
    "Party",
    "Rung",
    "Scenario",
    "Settings",
    "Strategy",
    "Table",
    "Verification",
]

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
SlugName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=80)]
Unit = Annotated[float, Field(ge=0, le=1)]
Term = Annotated[str, AfterValidator(canonical)]


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


FromList = BeforeValidator(_as_tuple)


_INFINITY = float("inf")


def within(low: float, high: float, *, low_open: bool = False, high_open: bool = False) -> Any:
    """Return a validator: the whole prior of a number lies in the interval."""

    def check(number: Any) -> Any:
        least, most = number.support()
        is_beta = hasattr(number, "alpha")
        below = least < low or (low_open and least == low and not is_beta)
        above = most > high or (high_open and most == high and not is_beta)
        if below or above:
            rule = f"in {'(' if low_open else '['}{low:g}, {high:g}{')' if high_open else ']'}"
            if high == _INFINITY:
                rule = f"above {low:g}" if low_open else f"at least {low:g}"
            got = f"{least:g}" if least == most else f"{least:g} to {most:g}"
            raise ValueError(f"must be {rule}; got {got}")
        return number

    return AfterValidator(check)


Probability = Annotated[Number, within(0, 1)]
DiscountFactor = Annotated[Number, within(0, 1, low_open=True)]
Positive = Annotated[Number, within(0, _INFINITY, low_open=True)]
NonNegative = Annotated[Number, within(0, _INFINITY)]


class Header(Record):
    """What the file is about."""

    name: SlugName
    title: Annotated[str, Field(min_length=1, max_length=200)]
    summary: str = ""
    articles: Annotated[tuple[str, ...], FromList] = ()
    start: datetime.date | None = None
    round: Literal["day", "week", "month", "quarter", "year", "exchange"] = "month"
    format: Literal[1] = 1


class Settings(Record):
    """Horizon and depth of the look-aheads, in rounds."""

    rounds: Annotated[Count, Field(description="T, 1 to 400")]
    planning_window: UnlimitedCount
    table_lookahead: Count
    foresight: Count
    spread: Annotated[Number, within(0, 2)]
    stake_in_steps: bool = True
    foresee_calendar: bool = False


class Menu(Record):
    """Issues that a package may name, with the levels it may set (all rungs by default)."""

    issues: Annotated[tuple[Name, ...], FromList, Field(min_length=1)]
    levels: dict[Name, Annotated[tuple[Unit, ...], FromList, Field(min_length=1)]] = {}


class Table(Record):
    """Who bargains, how, and when talks open, break and end."""

    principals: Annotated[tuple[Name, ...], FromList, Field(min_length=2)]
    open_at_start: bool = False
    menu: Menu
    proposer: Literal["alternate", "fixed", "random"] = "alternate"
    recognition: dict[Name, Probability] = {}
    breakdown_probability: Annotated[Number, within(0, 1, high_open=True)]
    breakdown_is_final: bool = False
    deadline: Count | None = None
    may_open: bool = True
    may_walk: bool = True
    one_agreement: bool = False
    opt_out: Literal["none", "responder"] = "none"
    delivery: Literal["stepwise", "immediate"] = "stepwise"
    agreement_term: Literal["permanent", "one_round"] = "permanent"
    clock: Literal["perpetuity", "window"] = "perpetuity"
    acceptance: Literal["logit", "uniform"] = "logit"
    lapse: Count | None = None
    due: Count | None = None
    undelivered_memory: Probability | None = None


class Strategy(Record):
    """How a party chooses: a strategy of the catalogue and its parameters."""

    name: Name
    parameters: dict[Name, float | int | bool | str | Annotated[tuple[float, ...], FromList]] = {}


class Verification(Record):
    """Probability that a delivery is judged bogus, by the giver's type."""

    type_0: Probability
    type_1: Probability


class ExpectedDelivery(Record):
    """Share of a promise that a giver is expected to deliver, by its type."""

    type_0: Probability
    type_1: Probability


class Party(Record):
    """A negotiating state, or a ratifier at home (a party without ladders)."""

    label: str = ""
    country: str = "Party"
    strategy: Strategy | None = None
    discount_factor: DiscountFactor
    choice_noise: Positive
    inertia: NonNegative | None = None
    belief: Probability | None = None
    type_labels: Annotated[tuple[str, str], FromList] = ("low", "high")
    expected_delivery: ExpectedDelivery | None = None
    ratifier: Name | None = None
    hurdle: Number | None = None
    turnover: Probability | None = None


class Issue(Record):
    """A matter with a giver and a ladder of rungs in [0, 1].

    A fine ladder may be written in short:
    ``rungs = { count = 101, label = "{percent} to the responder" }``.
    """

    label: str = ""
    giver: Name
    rungs: Ladder
    source: Sources
    why: str | None = None
    initial: Number | None = None
    baseline: Number | None = None
    reversible: bool = True
    verification: Verification | None = None
    scales: dict[Name, Annotated[tuple[Unit, ...], FromList, Field(min_length=2)]] = {}


class Condition(Record):
    """A slow or scheduled variable of the world in [0, 1], chosen by nobody.

    Three kinds: autoregressive (`persistence`), Bernoulli (`probability_by_month` or
    `probability_by_round`), calendar (`value_by_round`).
    """

    label: str = ""
    initial: Probability | None = None
    persistence: Probability | None = None
    mean: Probability | None = None
    noise: NonNegative | None = None
    drivers: dict[Term, Number] = {}
    probability_by_month: dict[str, Probability] | None = None
    probability_by_round: dict[str, Probability] | None = None
    value_by_round: dict[str, Probability] | None = None
    damped_by: Name | None = None

    @property
    def kind(self) -> Literal["autoregressive", "bernoulli", "calendar"]:
        """How the condition moves."""
        if self.value_by_round is not None:
            return "calendar"
        if self.probability_by_month is not None or self.probability_by_round is not None:
            return "bernoulli"
        return "autoregressive"


class Window(Record):
    """Hazard per round that an act is technically possible, with factors in some rounds."""

    probability: Probability
    factor_by_round: dict[str, NonNegative] = {}


class Act(Record):
    """A one-off move, possible only while its technical window is open."""

    name: Name
    label: str = ""
    by: Name
    issue: Name
    floor: Number
    sets: dict[Name, Number] = {}
    window: Window


class Promise(Record):
    """One issue of an agreement in force when the file begins."""

    target: Unit
    level_at_signing: Unit


class Agreement(Record):
    """An agreement in force when the file begins."""

    promises: Annotated[dict[Name, Promise], Field(min_length=1)]
    rounds_since: Count
    source: Sources
    why: str | None = None


class Rupture(Record):
    """A walk-out counts as a rupture while this condition stands at or above the threshold."""

    condition: Name
    threshold: Probability


class Outcome(Record):
    """The taxonomy of endings."""

    scope: dict[Name, NonNegative]
    settlement: Probability
    partial: Probability
    tolerance: Number
    rupture: Rupture | None = None


class Intervention(Record):
    """One dated change of the scenario.

    | kind | target | value |
    |---|---|---|
    | `level` | an issue | the rung it is set to |
    | `condition` | a condition | the level it is set to |
    | `act`, `no_act` | an act | none |
    | `hold` | an issue | `"up"`, `"down"` or `"both"`: moves forbidden |
    | `scale` | `payoffs.party.term` or `conditions.name.drivers.term` | factor on the coefficient |
    | `parameter` | dotted path of a number, such as `parties.japan.hurdle` | the new value |
    | `menu` | an issue | an issue: packages keep the first at or below the second |
    | `belief` | a party | observers' likelihood ratio of type 1 to type 0, above 0 |
    | `talks` | `"open"` or `"closed"` | none |
    | `turnover` | a principal | none: its leader changes |
    """

    at: Annotated[int, Field(ge=0)]
    until: Annotated[int, Field(ge=0)] | None = None
    kind: Literal[
        "level",
        "condition",
        "act",
        "no_act",
        "hold",
        "scale",
        "parameter",
        "menu",
        "belief",
        "talks",
        "turnover",
    ]
    target: Annotated[str, AfterValidator(canonical_path)]
    value: float | str | None = None


class Counterfactual(Record):
    """A named change of the scenario, against which the baseline is compared."""

    name: Name
    title: str = ""
    source: Sources
    why: str | None = None
    do: Annotated[tuple[Intervention, ...], FromList, Field(min_length=1)]


class Claim(Record):
    """A statement of an article, to be tested on outcomes."""

    id: str
    claims: Annotated[tuple[str, ...], FromList] = ()
    statement: str = ""
    quantity: str
    compare: Annotated[tuple[str, ...], FromList] = ()
    direction: Literal[">", "<", "=", ">=", "<="] | None = None
    threshold: float | None = None


class Scenario(Record):
    """A scenario: parties, issues, conditions, payoffs and rules, each number with its source."""

    scenario: Header
    settings: Settings
    table: Table
    parties: Annotated[dict[Name, Party], Field(min_length=2)]
    issues: Annotated[dict[Name, Issue], Field(min_length=1)]
    conditions: dict[Name, Condition] = {}
    payoffs: dict[Name, dict[Term, Number]]
    acts: Annotated[tuple[Act, ...], FromList] = ()
    agreement: Agreement | None = None
    outcome: Outcome
    counterfactuals: Annotated[tuple[Counterfactual, ...], FromList] = ()
    claims: Annotated[tuple[Claim, ...], FromList] = ()
    interventions: Annotated[tuple[Intervention, ...], FromList] = ()

    @property
    def name(self) -> str:
        """Name of the scenario, as its header gives it."""
        return self.scenario.name

    @property
    def digest(self) -> str:
        """SHA-256 of the scenario in canonical JSON, 64 hexadecimal digits."""
        from bargaining.scenario.changes import digest

        return digest(self)

    def intervene(self, *changes: str | Intervention | Mapping[str, Any]) -> Scenario:
        """Return the scenario with further dated changes.

        Parameters
        ----------
        *changes : str, Intervention or mapping
            Names of counterfactuals of the file, or interventions, as records or as the tables
            that a file would hold.

        Raises
        ------
        ScenarioError
            A name is unknown, or a change breaks a rule.
        """
        from bargaining.scenario.changes import intervene

        return intervene(self, changes)

    def replace(self, values: Mapping[str, Any]) -> Scenario:
        """Return the scenario with other values at some dotted paths.

        Parameters
        ----------
        values : mapping of str to value
            Such as ``{"settings.rounds": 12, "parties.japan.hurdle": 0.1}``. A plain number put in
            the place of a sourced one is fixed, and its source is "assumed"; None takes an optional
            value away. Counterfactuals dated after a shortened end are left out, and so are the
            claims that compare them.

        Raises
        ------
        ScenarioError
            A path is unknown, or a value breaks a rule.
        """
        from bargaining.scenario.changes import replace

        return replace(self, values)
