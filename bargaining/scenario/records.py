"""The records of a scenario: what a file may say, and the rules of each field on its own.

The records are frozen. Rules that tie one field to another stand in `checks`, and what makes a
changed scenario in `schema`.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from bargaining.scenario.episodes import (
    Act,
    Agreement,
    Claim,
    Counterfactual,
    Fact,
    Intervention,
    Outcome,
    Variant,
)
from bargaining.scenario.ladder import Ladder, Rung
from bargaining.scenario.numbers import Count, Number, Record, Sources, UnlimitedCount
from bargaining.scenario.ranges import (
    DiscountFactor,
    FromList,
    Name,
    NonNegative,
    Positive,
    Probability,
    Share,
    SlugName,
    Term,
    Unit,
    within,
)

__all__ = [
    "SCHEDULES",
    "Act",
    "Agreement",
    "Claim",
    "Condition",
    "Counterfactual",
    "Fact",
    "Header",
    "Intervention",
    "Issue",
    "Menu",
    "Outcome",
    "Party",
    "Rung",
    "ScenarioRecord",
    "Schedule",
    "Settings",
    "Strategy",
    "Table",
    "Variant",
    "Verification",
]


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
    empty_package: bool = False


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
    offer_prior: Literal["flat", "equal"] = "flat"
    foresee_ratification: bool = False
    learn_from_offers: bool = False
    own_delivery: Literal["prior", "incentives"] = "prior"
    memory_outlasts_texts: bool = False
    completed_promises_bind: bool = False
    talks_have_weight: bool = False
    adjournment_probability: Annotated[Number, within(0, 1, high_open=True)] | None = None
    default_voids_text: bool = False
    schedule: Literal["at_once", "linear"] = "at_once"


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
    reversal_cost: NonNegative | None = None
    moves_at_indifference: Share | None = None
    proposal_noise: Positive | None = None
    refusal_cost: NonNegative | None = None
    ratification_failure_cost: NonNegative | None = None
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


class Schedule(NamedTuple):
    """How a condition follows the clock.

    Attributes
    ----------
    field : str
        Its key in the file.
    by : str
        What its keys are: ``"month"`` of the year or number of the ``"round"``.
    drawn : bool
        Whether its numbers are chances of being 1, or levels.
    numbers : dict
        By key, ``"otherwise"`` for all others.
    """

    field: str
    by: str
    drawn: bool
    numbers: dict[str, Number]


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
    def schedule(self) -> Schedule | None:
        """The clock that the condition follows; None where it drifts."""
        for field in SCHEDULES:
            numbers = getattr(self, field)
            if numbers is not None:
                what, by = field.split("_by_")
                return Schedule(field, by, what == "probability", numbers)
        return None

    @property
    def kind(self) -> Literal["autoregressive", "bernoulli", "calendar"]:
        """How the condition moves."""
        if self.schedule is None:
            return "autoregressive"
        return "bernoulli" if self.schedule.drawn else "calendar"


SCHEDULES = tuple(field for field in Condition.model_fields if "_by_" in field)


class ScenarioRecord(Record):
    """All that a file says, as one record; `Scenario` adds what makes a changed scenario of it."""

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
    facts: Annotated[tuple[Fact, ...], FromList] = ()
    claims: Annotated[tuple[Claim, ...], FromList] = ()
    arms: Annotated[tuple[Counterfactual, ...], FromList] = ()
    interventions: Annotated[tuple[Intervention, ...], FromList] = ()
    variants: Annotated[tuple[Variant, ...], FromList] = ()

    def __repr__(self) -> str:
        counts = (
            (len(self.parties), "party", "parties"),
            (len(self.issues), "issue", "issues"),
            (self.settings.rounds.value, "round", "rounds"),
        )
        size = ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in counts)
        return f"<{type(self).__name__} {self.name}: {size}>"

    __str__ = __repr__

    @property
    def name(self) -> str:
        """Name of the scenario, as its header gives it."""
        return self.scenario.name

    @property
    def what_ifs(self) -> tuple[Counterfactual, ...]:
        """Every named change: the counterfactuals, then the arms that only claims compare."""
        return (*self.counterfactuals, *self.arms)
