"""The strategies that a scenario file may name, with their lineage and traits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from inspect import signature
from typing import Any

from bargaining.errors import ArgumentError
from bargaining.scenario.schema import Strategy as StrategyRecord
from bargaining.scenario.suggestions import did_you_mean
from bargaining.strategies.base import Strategy
from bargaining.strategies.ladders import GrimTrigger, Grit, Hold, TitForTat
from bargaining.strategies.quantal import Equilibrium, QuantalResponse
from bargaining.strategies.scripted import Scripted
from bargaining.strategies.table import HoldFirm, Reciprocal, Salami, TimeDependent, Zeuthen
from bargaining.strategies.uniform import UniformRandom
from bargaining.strategies.unwilling import SideEffects, StallAndTest

__all__ = ["CATALOGUE", "STRATEGIES", "TRAITS", "CatalogueEntry", "strategy_named"]

TRAITS: Mapping[str, str] = {
    "steps": "has a rule of its own for unilateral steps",
    "table": "has a rule of its own for offers and answers",
    "acts": "has a rule of its own for acts",
    "talks": "has a rule of its own for opening and leaving talks",
    "looks ahead": "weighs the rounds to come",
    "clock": "goes by the time that is left",
    "answers": "goes by what the other has done",
    "firm": "never gives in",
    "forgiving": "lets pass what was taken back, or gives unasked, now and then",
    "reads the other": "goes by what packages are worth to the other",
    "chance": "chooses by lot, in part or in all",
}
"""What a strategy's traits mean; what it has no rule for is decided by the quantal response."""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A strategy of the catalogue.

    Attributes
    ----------
    name : str
        What a scenario file calls it.
    make : callable
        The class, or a function that makes the strategy; keywords are its parameters.
    literature_name : str
        What the literature calls it.
    citation : str
        Where it comes from: authors, year, title, journal or publisher, pages.
    traits : tuple of str
        Words of `TRAITS`.
    summary : str
        What it does, in a sentence.
    """

    name: str
    make: Callable[..., Strategy]
    literature_name: str
    citation: str
    traits: tuple[str, ...]
    summary: str

    @property
    def parameters(self) -> dict[str, Any]:
        """Names of the parameters and their defaults."""
        known = signature(self.make).parameters.values()
        return {parameter.name: parameter.default for parameter in known}


_FARATIN = (
    "Faratin, P., Sierra, C. and Jennings, N. R. (1998). Negotiation decision functions for "
    "autonomous agents. Robotics and Autonomous Systems 24(3-4), 159-182."
)
_MCKELVEY = (
    "McKelvey, R. D. and Palfrey, T. R. (1998). Quantal response equilibria for extensive form "
    "games. Experimental Economics 1(1), 9-41."
)
_IKLE = "Iklé, F. C. (1964). How Nations Negotiate. Harper and Row, chapter 4."

CATALOGUE: tuple[CatalogueEntry, ...] = (
    CatalogueEntry(
        "quantal_response",
        QuantalResponse,
        "quantal response (logit)",
        _MCKELVEY,
        ("steps", "table", "acts", "talks", "looks ahead", "chance"),
        "Chooses each option with a probability that rises with its value: the model's default.",
    ),
    CatalogueEntry(
        "equilibrium",
        Equilibrium,
        "best response, the limit of quantal response",
        _MCKELVEY,
        ("steps", "table", "acts", "talks", "looks ahead"),
        "Takes the best option of every decision, as the quantal look-ahead values them.",
    ),
    CatalogueEntry(
        "time_dependent",
        TimeDependent,
        "time-dependent tactic (polynomial)",
        _FARATIN,
        ("table", "clock"),
        "Concedes along a fixed curve from its best package to the value of no agreement.",
    ),
    CatalogueEntry(
        "boulware",
        partial(TimeDependent, exponent=0.2),
        "Boulware",
        _FARATIN,
        ("table", "clock"),
        "Holds out until time is nearly up, then concedes.",
    ),
    CatalogueEntry(
        "linear",
        partial(TimeDependent, exponent=1.0),
        "linear concession",
        _FARATIN,
        ("table", "clock"),
        "Concedes the same in every round.",
    ),
    CatalogueEntry(
        "conceder",
        partial(TimeDependent, exponent=5.0),
        "conceder",
        _FARATIN,
        ("table", "clock"),
        "Concedes most in the first rounds.",
    ),
    CatalogueEntry(
        "reciprocal",
        Reciprocal,
        "absolute tit-for-tat, in own value",
        _FARATIN,
        ("table", "answers"),
        "Concedes as much at the table as the other's offers have gained in its eyes.",
    ),
    CatalogueEntry(
        "zeuthen",
        Zeuthen,
        "monotonic concession protocol with Zeuthen's strategy",
        "Zeuthen, F. (1930). Problems of Monopoly and Economic Warfare. Routledge. Harsanyi, J. C. "
        "(1956). Approaches to the bargaining problem before and after the theory of games. "
        "Econometrica 24(2), 144-157. Rosenschein, J. S. and Zlotkin, G. (1994). Rules of "
        "Encounter. MIT Press.",
        ("table", "answers", "reads the other"),
        "Concedes just enough whenever it has more to lose from a conflict than the other. Against "
        "its twin that is one package at a time, which takes many rounds where packages are many.",
    ),
    CatalogueEntry(
        "hold_firm",
        HoldFirm,
        "obstinate type",
        "Myerson, R. B. (1991). Game Theory: Analysis of Conflict. Harvard University Press, "
        "section 8.8. Abreu, D. and Gul, F. (2000). Bargaining and reputation. Econometrica 68(1), "
        "85-117.",
        ("table", "firm"),
        "Asks for its best package in every round and accepts nothing less.",
    ),
    CatalogueEntry(
        "salami",
        Salami,
        "salami tactics",
        "Schelling, T. C. (1966). Arms and Influence. Yale University Press, chapter 2.",
        ("table",),
        "Asks for the smallest package that gains something, and takes any that does.",
    ),
    CatalogueEntry(
        "stall_and_test",
        StallAndTest,
        "talks as cover for gaining time",
        _IKLE + " Snyder, S. (1999). Negotiating on the Edge. United States Institute of Peace "
        "Press.",
        ("table", "acts", "talks", "firm"),
        "Always talks, never signs, and acts whenever a window is open.",
    ),
    CatalogueEntry(
        "side_effects",
        SideEffects,
        "negotiating for side-effects",
        _IKLE,
        ("table", "talks", "firm"),
        "Sits at the table while that is worth more than standing apart, and signs nothing.",
    ),
    CatalogueEntry(
        "tit_for_tat",
        TitForTat,
        "tit for tat",
        "Axelrod, R. (1984). The Evolution of Cooperation. Basic Books.",
        ("steps", "answers"),
        "Follows the other's concession up and down, step by step.",
    ),
    CatalogueEntry(
        "generous_tit_for_tat",
        partial(TitForTat, forgiveness=1 / 3),
        "generous tit for tat",
        "Nowak, M. A. and Sigmund, K. (1992). Tit for tat in heterogeneous populations. Nature "
        "355, 250-253.",
        ("steps", "answers", "forgiving", "chance"),
        "Tit for tat that lets every third default pass, and offers a first step as often.",
    ),
    CatalogueEntry(
        "grit",
        Grit,
        "GRIT: graduated and reciprocated initiatives in tension reduction",
        "Osgood, C. E. (1962). An Alternative to War or Surrender. University of Illinois Press.",
        ("steps", "answers"),
        "Announces small steps and takes them unasked; waits when too many stay unanswered.",
    ),
    CatalogueEntry(
        "grim_trigger",
        GrimTrigger,
        "grim trigger",
        "Friedman, J. W. (1971). A non-cooperative equilibrium for supergames. Review of Economic "
        "Studies 38(1), 1-12.",
        ("steps", "answers"),
        "Follows the other's concession up; once it falls, steps down for good.",
    ),
    CatalogueEntry(
        "hold",
        Hold,
        "standing still",
        "Kreps, D. M. and Wilson, R. (1982). Reputation and imperfect information. Journal of "
        "Economic Theory 27(2), 253-279.",
        ("steps", "firm"),
        "Takes no unilateral step, promised deliveries included; deals at the table as usual.",
    ),
    CatalogueEntry(
        "uniform_random",
        UniformRandom,
        "zero intelligence",
        "Gode, D. K. and Sunder, S. (1993). Allocative efficiency of markets with "
        "zero-intelligence traders. Journal of Political Economy 101(1), 119-137.",
        ("steps", "table", "acts", "talks", "chance"),
        "Takes every option alike, in all decisions.",
    ),
    CatalogueEntry(
        "scripted",
        Scripted,
        "script, open-loop strategy",
        "Fudenberg, D. and Tirole, J. (1991). Game Theory. MIT Press, section 4.7.",
        ("steps", "table"),
        "Replays a list of steps, offers and answers.",
    ),
)
"""All strategies with their lineage, in the order in which they are listed."""

STRATEGIES: Mapping[str, Callable[..., Strategy]] = {entry.name: entry.make for entry in CATALOGUE}
"""What makes each strategy, by the name that a scenario file calls it."""


def strategy_named(record: StrategyRecord | None, *, key: str = "strategy") -> Strategy:
    """Return the strategy that a party's block names; the quantal response where it names none.

    Parameters
    ----------
    record : Strategy of the scenario, or None
    key : str
        Where the record stands in the file, for complaints.

    Raises
    ------
    ArgumentError
        There is no such strategy, or it takes no such parameters.
    """
    if record is None:
        return QuantalResponse()
    entry = next((entry for entry in CATALOGUE if entry.name == record.name), None)
    if entry is None:
        raise ArgumentError(
            f'{key}.name names the strategy "{record.name}", which does not exist. '
            f"{did_you_mean(record.name, STRATEGIES, 'strategies')}",
            key=f"{key}.name",
        )
    for name in record.parameters:
        if name not in entry.parameters:
            raise ArgumentError(
                f"{key}.parameters.{name} is no parameter of {record.name}. "
                f"{did_you_mean(name, entry.parameters, 'parameters')}",
                key=f"{key}.parameters.{name}",
            )
    try:
        return entry.make(**record.parameters)
    except ArgumentError as error:
        raise ArgumentError(f"{key}.parameters: {error}", key=f"{key}.parameters") from None
