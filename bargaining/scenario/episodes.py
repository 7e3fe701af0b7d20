"""What happens and how it ends: acts, agreements, outcomes, dated changes, claims, facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, Field, ValidationError

from bargaining.errors import ArgumentError, ScenarioError
from bargaining.scenario.numbers import Count, Number, Record, Sources
from bargaining.scenario.ranges import FromList, Name, NonNegative, Probability, Unit
from bargaining.scenario.terms import canonical_path
from bargaining.scenario.wording import problems_at

__all__ = [
    "CHANGES",
    "Act",
    "Agreement",
    "ChangeKind",
    "Claim",
    "Counterfactual",
    "Fact",
    "Intervention",
    "Outcome",
    "Promise",
    "Rupture",
    "Variant",
    "Window",
]


class ChangeKind(NamedTuple):
    """One kind of dated change.

    Attributes
    ----------
    words : str
        What it does; the places in braces are filled in by `scenario.words.what_changes`.
    lasts : bool
        Whether it lasts to the end unless it says until when; others last a round.
    """

    words: str
    lasts: bool = False


# Every kind of dated change. `checks.interventions` holds the rules of each, and
# `protocol.interventions` does what it says; `Intervention` describes them to users.
CHANGES: dict[str, ChangeKind] = {
    "level": ChangeKind("{target} is set to {value}"),
    "condition": ChangeKind("{target} is set to {value}"),
    "act": ChangeKind("{target} happens"),
    "no_act": ChangeKind("{target} does not happen"),
    "hold": ChangeKind("{target} cannot move{way}", lasts=True),
    "scale": ChangeKind("{number} is multiplied by {value}", lasts=True),
    "add": ChangeKind("{added} is added to {number}", lasts=True),
    "parameter": ChangeKind("{number} becomes {value}", lasts=True),
    "menu": ChangeKind("packages keep {target} at or below {other}", lasts=True),
    "belief": ChangeKind("others see a sign {value} times as likely if {target} is {type}"),
    "talks": ChangeKind("talks are {way}"),
    "turnover": ChangeKind("{target} gets a new leader"),
}


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


if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass as _Plain
else:
    _Plain = type(Record)


class _Told(_Plain):
    """Lets a record that is built in Python complain as a file would.

    Only calls of the class come here: the validator builds its records by another way.
    """

    def __call__(cls, *arguments: Any, **values: Any) -> Any:  # noqa: N805 - of a metaclass
        if arguments:
            raise ArgumentError(
                'Intervention takes its parts by name: Intervention(at=4, kind="act", '
                'target="nuclear")'
            )
        try:
            return super().__call__(**values)
        except ValidationError as error:
            raise _refusal(error, values) from None


def _refusal(error: ValidationError, values: dict[str, Any]) -> ScenarioError:
    return ScenarioError("Intervention", problems_at(("interventions", 0), error, values))


class Intervention(Record, metaclass=_Told):
    """One dated change of the scenario.

    | kind | target | value |
    |---|---|---|
    | `level` | an issue | the rung it is set to |
    | `condition` | a condition | the level it is set to |
    | `act`, `no_act` | an act | none |
    | `hold` | an issue | `"up"`, `"down"` or `"both"`: moves forbidden |
    | `scale` | `payoffs.party.term` or `conditions.name.drivers.term` | factor on the coefficient |
    | `add` | a coefficient, as of `scale` | what is added; with `of`, so many times that one |
    | `parameter` | dotted path of a number, such as `parties.japan.hurdle` | the new value |
    | `menu` | an issue | an issue: packages keep the first at or below the second |
    | `belief` | a party | observers' likelihood ratio of type 1 to type 0, above 0 |
    | `talks` | `"open"` or `"closed"` | none |
    | `turnover` | a principal | none: its leader changes |

    Changes in force together are made in the order of the file. What `add` adds with `of` is a
    multiple of what the other coefficient is by then, in each world.
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
        "add",
        "parameter",
        "menu",
        "belief",
        "talks",
        "turnover",
    ]
    target: Annotated[str, AfterValidator(canonical_path)]
    value: float | str | None = None
    of: Annotated[str, AfterValidator(canonical_path)] | None = None

    @property
    def lasts(self) -> bool:
        """Whether the change lasts to the end of the scenario."""
        return self.until is None and CHANGES[self.kind].lasts

    def covers(self, round: int) -> bool:
        """Return whether the change is in force in a round."""
        return self.at <= round and (self.lasts or round <= (self.until or self.at))


class Counterfactual(Record):
    """A named change of the scenario, against which the baseline is compared."""

    name: Name
    title: str = ""
    source: Sources
    why: str | None = None
    do: Annotated[tuple[Intervention, ...], FromList, Field(min_length=1)]


class Claim(Record):
    """A statement of an article, to be tested on outcomes.

    `compare` names arms: ``baseline``, counterfactuals of the file, other bundled scenarios, or
    ``scenario/counterfactual``. None means a level of the baseline; one, its difference from the
    baseline; two, the first less the second; more, an order along the list. With `level` the one
    arm named is judged by itself. `rests_on` names the terms that the claim rests on, by which its
    kind is decided; an empty list says that no term connects what is changed with what is counted.
    """

    id: Annotated[str, Field(min_length=1, max_length=20)]
    claims: Annotated[tuple[str, ...], FromList] = ()
    statement: str = ""
    quantity: Annotated[str, Field(min_length=1, max_length=1000)]
    compare: Annotated[tuple[str, ...], FromList] = ()
    direction: Literal[">", "<", "=", ">=", "<="] | None = None
    threshold: float | None = None
    level: bool = False
    relative: bool = False
    confidence: Annotated[float, Field(gt=0.5, lt=1)] = 0.99
    rests_on: Annotated[tuple[str, ...], FromList] | None = None
    note: str = ""

    @property
    def article(self) -> str:
        """Id of the article that is cited first; empty where none is."""
        return self.claims[0].partition(":")[0] if self.claims else ""


class Fact(Record):
    """What the article or the record tells about the episode itself: a calibration target.

    A credible file keeps `quantity`, a level of the file as it stands, between `low` and `high`.
    Bands are written before the file is played. A fact is never counted as a claim, since numbers
    of the file may be tuned to it.
    """

    name: Name
    statement: Annotated[str, Field(min_length=1, max_length=400)]
    quantity: Annotated[str, Field(min_length=1, max_length=1000)]
    low: float
    high: float
    source: Sources
    why: Annotated[str, Field(min_length=1)]


class Variant(Record):
    """Other values of the scenario's own numbers, under which claims are tested again.

    Attributes
    ----------
    values : dict of dotted path to plain value
        What is set.
    factors : dict of dotted path to number above 0
        What priors are multiplied by; ``*`` in a path stands for any one name.
    """

    name: Name
    title: str = ""
    values: dict[str, float | int | bool | str] = {}
    factors: dict[str, Annotated[float, Field(gt=0)]] = {}
    source: Sources
    why: str | None = None
