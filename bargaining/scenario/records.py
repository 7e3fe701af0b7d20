"""The records of a scenario: what a file may say, and the rules of each field on its own.

The records are frozen. Rules that tie one field to another stand in `checks`, and what makes a
changed scenario in `schema`.
"""

from __future__ import annotations

import datetime
import math
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import Field

from bargaining import text
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
from bargaining.scenario.frozen import Cited, Listed, Record, field
from bargaining.scenario.numbers import Count, Number, UnlimitedCount
from bargaining.scenario.ranges import (
    Correlation,
    CountFromOne,
    DiscountFactor,
    ExpectedDelivery,
    Ladder,
    Name,
    NonNegative,
    Pair,
    Positive,
    Probability,
    ProbabilityBelowOne,
    Share,
    SlugName,
    Term,
    Unit,
    Verification,
    counted,
    within,
)

__all__ = [
    "SCHEDULES", "Condition", "Header", "Issue", "Menu", "Party", "ScenarioRecord", "Schedule",
    "Settings", "Strategy", "Table",
]  # fmt: skip


class Header(Record):
    """What the file is about."""

    name: SlugName = field("Name of the scenario, as in the file's own name.")
    title: str = field("One line that says what the file is about.", min_length=1, max_length=200)
    summary: str = field("A paragraph for the reader.", "")
    note: str = field("What a reader should know before playing, in a sentence or two.", "")
    articles: Listed[str] = field("Ids of the articles that the scenario is drawn from.", ())
    start: datetime.date | None = field("Date of round 0, without quotes: 2014-05-01.", None)
    round: Literal["day", "week", "month", "quarter", "year", "exchange"] = field(
        "What one round stands for.", "month"
    )
    format: Literal[1] = field("Version of the file format: 1.", 1)


class Settings(Record):
    """Horizon and depth of the look-aheads, in rounds."""

    rounds: Annotated[Count, counted(1, 400)] = field("How many rounds are played, 1 to 400.")
    planning_window: UnlimitedCount = field('Rounds that a party averages over, or "unlimited".')
    table_lookahead: Annotated[Count, counted(1, 10_000)] = field(
        "Rounds looked ahead at the negotiating table, at least 1."
    )
    foresight: Annotated[Count, counted(0, 6)] = field(
        "Rounds of others' reactions that are anticipated, 0 to 6; 0 is myopic."
    )
    spread: Annotated[Number, within(0, 2)] = field("Log-normal spread of single weights.")
    stake_in_steps: bool = field(
        "Whether a step counts its effect on the stake at the table.", True
    )
    foresee_calendar: bool = field("Whether the table looks ahead along the calendar.", False)


class Menu(Record):
    """Issues that a package may name, with the levels it may set (all rungs by default)."""

    issues: Annotated[Listed[Name], Field(min_length=1)] = field(
        "Issues that a package may name, the slowest varying first."
    )
    levels: dict[Name, Annotated[Listed[Unit], Field(min_length=1)]] = field(
        "Levels that a package may set on an issue; all its rungs where absent.", {}
    )
    empty_package: bool = field("Whether a package may move nothing.", False)


class Table(Record):
    """Who bargains, how, and when talks open, break and end."""

    principals: Annotated[Listed[Name], Field(min_length=2)] = field(
        "The parties that sign; the first listed proposes in even rounds."
    )
    open_at_start: bool = field("Whether talks are under way in round 0.", False)
    menu: Menu = field("What a package may contain.")
    proposer: Literal["alternate", "fixed", "random"] = field(
        "Who proposes: in turn, always the first principal, or drawn at random.", "alternate"
    )
    recognition: dict[Name, Probability] = field("Chance that a principal is drawn to propose.", {})
    breakdown_probability: ProbabilityBelowOne = field("Chance per round that talks break down.")
    breakdown_is_final: bool = field("Whether a breakdown ends talks for good.", False)
    deadline: CountFromOne | None = field("First round without a table; none where absent.", None)
    may_open: bool = field("Whether principals may open talks.", True)
    may_walk: bool = field("Whether principals may walk out.", True)
    one_agreement: bool = field("Whether talks stay closed after one agreement.", False)
    opt_out: Literal["none", "responder"] = field("Whether who refuses may leave for good.", "none")
    delivery: Literal["stepwise", "immediate"] = field(
        "Whether promises are delivered rung by rung or on signing.", "stepwise"
    )
    agreement_term: Literal["permanent", "one_round"] = field(
        "Whether an agreement binds for good or for one round.", "permanent"
    )
    clock: Literal["perpetuity", "window"] = field(
        "How the table discounts: for ever, or by the planning window.", "perpetuity"
    )
    acceptance: Literal["logit", "uniform"] = field(
        "How a responder's chance of saying yes depends on its gain.", "logit"
    )
    lapse: CountFromOne | None = field("Rounds after which undelivered promises lapse.", None)
    due: CountFromOne | None = field("Rounds until a default; `lapse` where absent.", None)
    undelivered_memory: Probability | None = field(
        "Share of a lapsed promise still remembered a round later.", None
    )
    offer_prior: Literal["flat", "equal"] = field(
        "How passing and offering are weighed before anything is known: every package and "
        'passing alike ("flat"), or offering as much as passing ("equal").',
        "flat",
    )
    foresee_ratification: bool = field("Whether it is counted that texts may fail at home.", False)
    learn_from_offers: bool = field("Whether an offer tells of who made it.", False)
    own_delivery: Literal["prior", "incentives"] = field(
        'What is expected of promises: the shares of `expected_delivery` ("prior"), or what '
        'each giver would gain by delivering ("incentives").',
        "prior",
    )
    memory_outlasts_texts: bool = field("Whether broken promises outlast a new text.", False)
    completed_promises_bind: bool = field(
        "Whether what a completed agreement brought is still owed, so that taking it back "
        "counts as undelivered, until the next signature or the lapse.",
        False,
    )
    talks_have_weight: bool = field(
        "Whether opening talks and walking out are at most as frequent as "
        "`moves_at_indifference` where nothing depends on them.",
        False,
    )
    adjournment_probability: ProbabilityBelowOne | None = field(
        "Chance that talks adjourn in a round at the table in which nothing was offered; "
        "absent, they do not.",
        None,
    )
    default_voids_text: bool = field("Whether an agreement ends with the first default.", False)
    schedule: Literal["at_once", "linear"] = field(
        "When a promise is owed: all of it on signing, or evenly until `due`.", "at_once"
    )


class Strategy(Record):
    """How a party chooses: a strategy of the catalogue and its parameters."""

    name: Name = field("Name of a strategy of the catalogue.")
    parameters: dict[Name, float | int | bool | str | Listed[float]] = field(
        "Parameters of the strategy.", {}
    )


class Party(Record):
    """A negotiating state, or a ratifier at home (a party without ladders)."""

    label: str = field("Name to show.", "")
    country: str = field("Class that decides; the general one is Party.", "Party")
    strategy: Strategy | None = field("How the party chooses, where not by its class.", None)
    discount_factor: DiscountFactor = field(
        "It is per round: 0.97 means a deal one round later is worth 3 % less."
    )
    choice_noise: Positive = field(
        "How much choices are noisy, in payoff units: larger gains decide nearly always."
    )
    inertia: NonNegative | None = field("Cost of a move in payoff units; two noises or more.", None)
    reversal_cost: NonNegative | None = field("Cost of undoing one's last step, in inertias.", None)
    moves_at_indifference: Share | None = field(
        "Share of rounds in which the party moves at all where every option is worth the same; "
        "without it every option weighs as much as holding.",
        None,
    )
    proposal_noise: Positive | None = field("Choice noise of proposals, in `choice_noise`.", None)
    refusal_cost: NonNegative | None = field(
        "Cost of an offer refused, in noises of proposals (`choice_noise` x `proposal_noise`).",
        None,
    )
    ratification_failure_cost: NonNegative | None = field(
        "Cost of an accepted text that fails at home, payoff units.", None
    )
    belief: Probability | None = field("Others' prior that the party is of type 1.", None)
    type_labels: Pair = field("Words for both types.", ("low", "high"))
    type_meanings: Pair | None = field("What each type wants, in words.", None)
    expected_delivery: ExpectedDelivery | None = field(
        "Share of its promises that the party is expected to deliver.", None
    )
    ratifier: Name | None = field("The party at home that must approve what it signs.", None)
    hurdle: Number | None = field("What the ratifier must gain over no text, payoff units.", None)
    turnover: Probability | None = field("Chance per round of a new leader, and type.", None)


class Issue(Cited):
    """A matter with a giver and a ladder of rungs in [0, 1].

    A fine ladder may be written in short:
    ``rungs = { count = 101, label = "{percent} to the responder" }``.
    """

    label: str = field("Name to show.", "")
    giver: Name = field("The party that moves on this ladder.")
    rungs: Ladder = field("The ladder, from level 0 upwards.")
    initial: Number | None = field("Level in round 0, a rung; the lowest where absent.", None)
    baseline: Number | None = field("Rung from which giving counts; the lowest if absent.", None)
    reversible: bool = field("Whether the giver may step down again.", True)
    verification: Verification | None = field(
        "Chance that a delivery fails inspection, by type.", None
    )
    scales: dict[Name, Annotated[Listed[Unit], Field(min_length=2)]] = field(
        "Named scales: for each rung a value, none lower than the one before.", {}
    )


class Schedule(NamedTuple):
    """How a condition follows the clock, in the `field` of a file.

    Its keys are months of the year or numbers of rounds, as `by` says, and ``"otherwise"``; its
    numbers are chances of being 1, if `drawn`, or levels.
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

    label: str = field("Name to show.", "")
    initial: Probability | None = field("Level in round 0; the mean where absent.", None)
    persistence: Probability | None = field("Share left a round later; 1 never fades.", None)
    mean: Probability | None = field("Level to which the condition returns; 0 where absent.", None)
    noise: NonNegative | None = field("Standard deviation of the shock per round.", None)
    drivers: dict[Term, Number] = field("Terms that push the condition, and how much a round.", {})
    probability_by_month: dict[str, Probability] | None = field(
        'Chance of standing at 1, by month "1" to "12".', None
    )
    probability_by_round: dict[str, Probability] | None = field(
        "Chance of being 1, by round.", None
    )
    value_by_round: dict[str, Probability] | None = field("Level by number of the round.", None)
    damped_by: Name | None = field("Issue whose level lowers the chance.", None)

    @property
    def schedule(self) -> Schedule | None:
        """The clock that the condition follows; None where it drifts."""
        for key in SCHEDULES:
            numbers = getattr(self, key)
            if numbers is not None:
                what, by = key.split("_by_")
                return Schedule(key, by, what == "probability", numbers)
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

    header: Header = field("Name, title and calendar of the file.", alias="scenario")
    settings: Settings = field("Horizon and depth of the look-aheads.")
    table: Table = field("Who bargains, over what, and by which rules.")
    parties: Annotated[dict[Name, Party], Field(min_length=2)] = field(
        "The negotiating states, and the ratifiers at home."
    )
    issues: Annotated[dict[Name, Issue], Field(min_length=1)] = field(
        "What can be given: ladders of rungs, each with a giver."
    )
    conditions: dict[Name, Condition] = field("Variables of the world that nobody chooses.", {})
    payoffs: dict[Name, dict[Term, Number]] = field("What each party wants: terms and weights.")
    correlations: Listed[Correlation] = field("Blocks of numbers whose priors go together.", ())
    acts: Listed[Act] = field("One-off moves, possible only while a technical window is open.", ())
    agreement: Agreement | None = field("An agreement in force when the file begins.", None)
    outcome: Outcome = field("How the end of a world is classified.")
    counterfactuals: Listed[Counterfactual] = field(
        "Named changes, to be compared with the file as it stands.", ()
    )
    facts: Listed[Fact] = field(
        "What articles or record tell about the episode: calibration targets.", ()
    )
    claims: Listed[Claim] = field("Statements of the articles, to be tested on outcomes.", ())
    arms: Listed[Counterfactual] = field("Further named changes, which claims compare.", ())
    interventions: Listed[Intervention] = field(
        "Dated changes that are part of the file itself.", ()
    )
    variants: Listed[Variant] = field(
        "Other values of its own numbers, under which claims are tested again.", ()
    )

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name == "scenario":
                raise AttributeError(
                    f"{type(self).__name__} has no attribute 'scenario': the table [scenario] of a "
                    "file is its `header`"
                )
            return super().__getattr__(name)

    def __repr__(self) -> str:
        parties, rounds = len(self.parties), self.settings.rounds.value
        size = f"{parties} parties, {text.counted(len(self.issues), 'issue')}"
        return f"<{type(self).__name__} {self.name}: {size}, {text.counted(rounds, 'round')}>"

    __str__ = __repr__

    def model_dump(self, **options: Any) -> dict[str, Any]:
        """Return nested tables and lists with the keys of a file."""
        return super().model_dump(**{**options, "by_alias": True})

    def model_dump_json(self, **options: Any) -> str:
        """Return the text in which results keep a scenario, with the keys of a file."""
        return super().model_dump_json(**{**options, "by_alias": True})

    @property
    def name(self) -> str:
        """Name of the scenario, as its header gives it."""
        return self.header.name

    @property
    def n_packages(self) -> int:
        """How many packages the menu allows, whatever may be offered at a time."""
        return math.prod(len(self.issues[issue].rungs) for issue in self.table.menu.issues)

    @property
    def what_ifs(self) -> tuple[Counterfactual, ...]:
        """Every named change: the counterfactuals, then the arms that only claims compare."""
        return (*self.counterfactuals, *self.arms)
