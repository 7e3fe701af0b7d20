"""`bargaining given` and `discover`: worlds that agree with facts, assumptions behind an event."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bargaining.cli import options
from bargaining.cli.playing import checked, play, stopping
from bargaining.cli.streams import in_json, say
from bargaining.errors import ArgumentError

if TYPE_CHECKING:
    from bargaining.outcomes import Outcomes
    from bargaining.scenario import Scenario

__all__ = ["discover", "given"]

_SAVED = (".parquet", ".npz")
# What is after one equals sign that belongs to no comparison.
_NUMBER = re.compile(r"(?P<fact>.*[^<>=!\s])\s*=\s*(?P<number>[^=<>]+)")

Played = Annotated[
    str,
    typer.Argument(
        metavar="RESULT|NAME|FILE",
        help="A saved result, such as outcomes.parquet, or a scenario to play.",
    ),
]
Worlds = Annotated[
    int, options.count("--worlds", metavar="N", help="Worlds to play, where no result is given.")
]


def given(
    result: Played,
    facts: Annotated[
        list[str],
        typer.Argument(
            metavar="FACT...",
            help='What is known: a statement, such as "first(agreement) <= 3" or "not '
            'ever(default)", or the name of a fact of the file; a number between two others, '
            '"count(act.nuclear)=0:1"; or near one, "count(act.missile)=9+-2".',
        ),
    ],
    quantity: Annotated[
        list[str] | None,
        typer.Option(
            metavar="QUANTITY",
            help='What to report, such as "E(payoff.japan)" [the shares of the endings]; may be '
            "given again.",
        ),
    ] = None,
    worlds: Worlds = options.WORLDS,
    worlds_per_draw: options.WorldsPerDraw = options.PER_DRAW,
    seed: options.Seed = options.SEED,
    workers: options.Workers = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Weight worlds by what is known, and say what follows and which assumptions move."""
    from bargaining.claims.tally import quantity_of
    from bargaining.designs.conditions import given
    from bargaining.designs.facts import read_fact

    size = checked(worlds=worlds, worlds_per_draw=worlds_per_draw, workers=workers, seed=seed)
    scenario, outcomes = _read(result)
    asked = dict(_fact(text, {fact.name for fact in scenario.facts}) for text in facts)
    if len(asked) < len(facts):
        raise ArgumentError("each fact counts once: leave out what is there twice")
    for text in asked:
        read_fact(text, scenario)
    for text in quantity or ():
        quantity_of(text, scenario)
    outcomes = outcomes or _played(scenario, size, quiet)
    known = given(outcomes, asked, quantities=quantity or None)
    say(in_json(known.to_dict()) if as_json else known.table())


def discover(
    result: Played,
    event: Annotated[
        str,
        typer.Argument(
            metavar="EVENT",
            help='What to look for, such as stalemate or "count(act.nuclear) > 1", or the name of '
            "a fact of the file.",
        ),
    ],
    path: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH", help="Search in this number [all that are drawn]; may be given again."
        ),
    ] = None,
    least_mass: Annotated[
        float, typer.Option(metavar="SHARE", help="Share of the draws that a box must keep.")
    ] = 0.1,
    boxes: Annotated[int, options.count(metavar="N", help="Boxes to look for.")] = 1,
    worlds: Worlds = options.WORLDS,
    worlds_per_draw: options.WorldsPerDraw = options.PER_DRAW,
    seed: options.Seed = options.SEED,
    workers: options.Workers = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Look for assumptions under which something happens more often, by PRIM."""
    from bargaining.designs.discover import discover, peeler
    from bargaining.designs.facts import read_fact

    size = checked(worlds=worlds, worlds_per_draw=worlds_per_draw, workers=workers, seed=seed)
    scenario, outcomes = _read(result)
    read_fact(event, scenario)
    if outcomes is None and find_spec("ema_workbench") is None:
        peeler()
    outcomes = outcomes or _played(scenario, size, quiet)
    found = discover(outcomes, event, paths=path or None, least_mass=least_mass, boxes=boxes)
    say(in_json(found.to_dict()) if as_json else found.table())


def _read(name: str) -> tuple[Scenario, Outcomes | None]:
    """Return a saved result with its scenario, or a scenario that is yet to be played."""
    from bargaining.outcomes import load_outcomes
    from bargaining.scenario import load

    if not name.lower().endswith(_SAVED):
        return load(name), None
    outcomes = load_outcomes(name)
    return outcomes.scenario, outcomes


def _played(scenario: Scenario, size: dict[str, Any], quiet: bool) -> Outcomes:
    """Play a scenario, after what is asked of it was found to be in order."""
    with stopping("Stopped: nothing is said of worlds that were not all played."):
        return play(scenario, scenario.name, **size, quiet=quiet)


def _fact(text: str, named: set[str]) -> tuple[str, Any]:
    """Return a fact and what it is to be, as `bargaining.given` takes them."""
    negated = text.removeprefix("not ").strip()
    if negated in named:
        return negated, negated == text.strip()
    found = _NUMBER.fullmatch(text)
    if found is None:
        return text, True
    fact, number = found["fact"].strip(), found["number"].strip().replace("±", "+-")
    for sign, form in ((":", tuple), ("+-", lambda ends: {"near": ends[0], "error": ends[1]})):
        low, between, high = number.partition(sign)
        try:
            if between:
                return fact, form((float(low), float(high)))
        except ValueError:
            break
    raise ArgumentError(
        f'{text[:200]}: a number lies between two others, "{fact[:60]}=0:1", or near one, '
        f'"{fact[:60]}=9+-2"; two things are equal with =='
    )
