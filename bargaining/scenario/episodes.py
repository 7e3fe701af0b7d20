"""What happens and how it ends: acts, agreements, outcomes, dated changes, claims, facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, Field, ValidationError, WithJsonSchema

from bargaining.errors import ArgumentError, Problem, ScenarioError
from bargaining.scenario.frozen import Cited, Listed, Record, field
from bargaining.scenario.numbers import Count, Number, Real
from bargaining.scenario.ranges import Asked, Name, NonNegative, Probability, Unit, within
from bargaining.scenario.terms import canonical_path
from bargaining.scenario.wording import findings_of, key_text

__all__ = [
    "CHANGES", "Act", "Agreement", "ChangeKind", "Claim", "Counterfactual", "Fact", "Intervention",
    "Outcome", "Promise", "Rupture", "Variant", "Window",
]  # fmt: skip


_WAYS = '"up", "down" or "both", the moves that are forbidden'
_FACTOR = "the factor on the coefficient"
_ADDED = "what is added to the coefficient, a number"
_KEPT = "packages keep {target} at or below {other}"
_SIGN = "others see a sign {value} times as likely if {target} is {type}"
_LASTING = ("hold", "scale", "add", "parameter", "menu")


class ChangeKind(NamedTuple):
    """One kind of dated change: what it does in words, what its target names, what its value is.

    The places in braces are filled in by `scenario.words.what_changes`. A kind without a value has
    an empty text there. A change `lasts` to the end unless it says until when; others last a round.
    """

    words: str
    target: str
    value: str = ""
    lasts: bool = False


# Every kind of dated change. `checks.changes` holds the rules of each, and
# `protocol.interventions` does what it says; `Intervention` describes them to users.
CHANGES: dict[str, ChangeKind] = {
    kind: ChangeKind(words, target, value, kind in _LASTING)
    for kind, words, target, value in (
        ("level", "{target} is set to {value}", "issue", "the rung that the issue is set to"),
        ("condition", "{target} is set to {value}", "condition", "a level in [0, 1]"),
        ("act", "{target} happens", "act", ""),
        ("no_act", "{target} does not happen", "act", ""),
        ("hold", "{target} cannot move{way}", "issue", _WAYS),
        ("scale", "{number} is multiplied by {value}", "coefficient", _FACTOR),
        ("add", "{added} is added to {number}", "coefficient", _ADDED),
        ("parameter", "{number} becomes {value}", "number", "the new value, a number"),
        ("menu", _KEPT, "issue of the menu", "an issue of the menu, in quotes"),
        ("belief", _SIGN, "party with a belief", "a likelihood ratio above 0"),
        ("talks", "talks are {way}", "state of talks", ""),
        ("turnover", "{target} gets a new leader", "principal with a belief", ""),
    )
}

if TYPE_CHECKING:
    Kind = str
else:
    Kind = Literal[tuple(CHANGES)]

# A file may give a date, which is read before the record is made.
RoundOrDate = Annotated[
    int,
    Field(ge=0),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0},
                {"type": "string", "pattern": r"^\d{4}(-|$)"},
            ]
        }
    ),
]


class Window(Record):
    """Hazard per round that an act is technically possible, with factors in some rounds."""

    probability: Probability = field("Chance per round that the act is technically possible.")
    factor_by_round: dict[str, NonNegative] = field("Factor on it, by number of the round.", {})


class Act(Record):
    """A one-off move, possible only while its technical window is open."""

    name: Name = field("Name of the act.")
    label: str = field("Name to show.", "")
    by: Name = field("The party that may act.")
    issue: Name = field("The issue, given by the same party, that the act lowers.")
    floor: Number = field("Rung to which the issue falls at most.")
    sets: dict[Name, Annotated[Number, within(-1, 1)]] = field(
        "What the act adds to conditions, which lie in [0, 1].", {}
    )
    window: Window = field("When the act is possible.")


class Promise(Record):
    """One issue of an agreement in force when the file begins."""

    target: Unit = field("Rung promised.")
    level_at_signing: Unit = field("Rung at the time of signing.")


class Agreement(Cited):
    """An agreement in force when the file begins."""

    promises: Annotated[dict[Name, Promise], Field(min_length=1)] = field(
        "For each issue what was promised."
    )
    rounds_since: Count = field("Rounds since it was signed.")


class Rupture(Record):
    """A walk-out counts as a rupture while this condition stands at or above the threshold."""

    condition: Name = field("The condition that makes a walk-out a rupture.")
    threshold: Probability = field("Its level from which on a walk-out is a rupture.")


class Outcome(Record):
    """The taxonomy of endings."""

    scope: dict[Name, NonNegative] = field("Weights of a principal's issues; they sum to 1.")
    settlement: Probability = field("Least concession of each principal that is a settlement.")
    partial: Probability = field("Least concession of each principal that is an accommodation.")
    tolerance: NonNegative = field("Difference in concessions that is not yet one-sided.")
    rupture: Rupture | None = field("When a walk-out counts as a rupture.", None)


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
            found = findings_of(error.errors(), values, Intervention)
            problems = [Problem(key_text(one.path, values), one.message) for one in found]
            raise ScenarioError("Intervention", problems) from None


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

    at: RoundOrDate = field('First round of the change, or its date in a file: "2015-01".')
    until: RoundOrDate | None = field("Last round of the change, or its date in a file.", None)
    kind: Kind = field("What is changed.")
    target: Annotated[str, AfterValidator(canonical_path)] = field(
        "The issue, condition, act, party or path that is changed."
    )
    value: Real | str | None = field("What it is changed to.", None)
    of: Annotated[str, AfterValidator(canonical_path)] | None = field(
        "The coefficient of which a multiple is added, with the kind add.", None
    )

    @property
    def lasts(self) -> bool:
        """Whether the change lasts to the end of the scenario."""
        return self.until is None and CHANGES[self.kind].lasts

    def covers(self, round: int) -> bool:
        """Return whether the change is in force in a round."""
        return self.at <= round and (self.lasts or round <= (self.until or self.at))


class Counterfactual(Cited):
    """A named change of the scenario, against which the baseline is compared."""

    name: Name = field("Name by which the change is called.")
    title: str = field("One line for the reader.", "")
    do: Annotated[Listed[Intervention], Field(min_length=1)] = field("The dated changes.")


class Claim(Record):
    """A statement of an article, to be tested on outcomes.

    `compare` names arms: ``baseline``, counterfactuals of the file, other bundled scenarios, or
    ``scenario/counterfactual``. None means a level of the baseline; one, its difference from the
    baseline; two, the first less the second; more, an order along the list. With `level` the one
    arm named is judged by itself. `rests_on` names the terms that the claim rests on, by which its
    kind is decided; an empty list says that no term connects what is changed with what is counted.
    """

    id: str = field("Id of the claim.", min_length=1, max_length=20)
    claims: Listed[str] = field("Where the articles say so: article:paragraph, one or more.", ())
    statement: str = field("The statement, in our words.", "")
    quantity: Asked = field("What is asked, in the words of docs/quantities.md.")
    compare: Listed[str] = field("Arms: names of changes or files; none for a level.", ())
    direction: Literal[">", "<", "=", ">=", "<="] | None = field("The direction foreseen.", None)
    threshold: float | None = field("The value that the level or difference is held against.", None)
    level: bool = field("Whether the one arm is judged by itself.", False)
    relative: bool = field("Whether the difference is a share of the second arm's value.", False)
    confidence: float = field("Confidence of the verdict's interval.", 0.99, gt=0.5, lt=1)
    rests_on: Listed[str] | None = field("Weights, drivers, rules it rests on; [] for none.", None)
    note: str = field("What a reader must know beside the verdict.", "")

    @property
    def article(self) -> str:
        """Id of the article that is cited first; empty where none is."""
        return self.claims[0].partition(":")[0] if self.claims else ""


class Fact(Cited):
    """What the article or the record tells about the episode itself: a calibration target.

    A credible file keeps `quantity`, a level of the file as it stands, between `low` and `high`.
    Bands are written before the file is played. A fact is never counted as a claim, since numbers
    of the file may be tuned to it.
    """

    name: Name = field("Name of the fact.")
    statement: str = field("The fact, in our words.", min_length=1, max_length=400)
    quantity: Asked = field("What is asked, in the words of docs/quantities.md.")
    low: float = field("Lower end of the band in which a credible file keeps the quantity.")
    high: float = field("Upper end of the band.")
    why: str = field("Why this band, from which counts, and what was changed since.", min_length=1)


class Variant(Cited):
    """Other values of the scenario's own numbers, under which claims are tested again.

    In the paths of `factors`, ``*`` stands for any one name.
    """

    name: Name = field("Name of the variant.")
    title: str = field("What it changes, in words.", "")
    values: dict[str, float | int | bool | str] = field(
        "Dotted paths of numbers and settings, and what they are set to.", {}
    )
    factors: dict[str, Annotated[float, Field(gt=0)]] = field(
        "Dotted paths of numbers, and what their priors are multiplied by.", {}
    )
