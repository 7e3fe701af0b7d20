"""`bargaining given` and `discover`: worlds that agree with facts, assumptions behind an event."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import Annotated, Any

import typer

from bargaining.cli import options
from bargaining.cli.playing import checked, play_now, result_or_scenario
from bargaining.cli.streams import in_json, say
from bargaining.errors import ArgumentError

__all__ = ["discover", "given"]

# What is after one equals sign that belongs to no comparison.
_NUMBER = re.compile(r"(?P<fact>.*[^<>=!\s])\s*=\s*(?P<number>[^=<>]+)")


def given(
    context: typer.Context,
    result: options.Played,
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
    worlds: options.WorldsToAsk = options.WORLDS,
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
    scenario, outcomes = result_or_scenario(result, context)
    asked = dict(_fact(text, {fact.name for fact in scenario.facts}) for text in facts)
    if len(asked) < len(facts):
        raise ArgumentError("each fact counts once: leave out what is there twice")
    for text in asked:
        read_fact(text, scenario)
    for text in quantity or ():
        quantity_of(text, scenario)
    outcomes = outcomes or play_now(scenario, size, quiet)
    known = given(outcomes, asked, quantities=quantity or None)
    say(in_json(known.to_dict()) if as_json else known.table())


def discover(
    context: typer.Context,
    result: options.Played,
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
    worlds: options.WorldsToAsk = options.WORLDS,
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
    scenario, outcomes = result_or_scenario(result, context)
    read_fact(event, scenario)
    if outcomes is None and find_spec("ema_workbench") is None:
        peeler()
    outcomes = outcomes or play_now(scenario, size, quiet)
    found = discover(outcomes, event, paths=path or None, least_mass=least_mass, boxes=boxes)
    say(in_json(found.to_dict()) if as_json else found.table())


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
