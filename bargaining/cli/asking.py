"""`bargaining ask`, `explain`, `transcript`: questions to a result, or to a scenario."""

from __future__ import annotations

from typing import Annotated

import typer

from bargaining.cli import options
from bargaining.cli.playing import check_world, checked, play_now, result_or_scenario
from bargaining.cli.streams import in_json, say

__all__ = ["ask", "explain", "transcript"]


def ask(
    context: typer.Context,
    result: options.Played,
    quantity: Annotated[
        list[str],
        typer.Argument(
            metavar="QUANTITY...",
            help='What to measure, such as "P(settlement)" or '
            '"P(settlement | type.north_korea == sincere)".',
        ),
    ],
    worlds: options.WorldsToAsk = options.WORLDS,
    worlds_per_draw: options.WorldsPerDraw = options.PER_DRAW,
    seed: options.Seed = options.SEED,
    workers: options.Workers = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Measure quantities, each with its interval and what it rests on."""
    from bargaining.claims import measure
    from bargaining.claims.tally import quantity_of

    size = checked(worlds=worlds, worlds_per_draw=worlds_per_draw, workers=workers, seed=seed)
    scenario, outcomes = result_or_scenario(result, context)
    for text in quantity:
        quantity_of(text, scenario)
    outcomes = outcomes or play_now(scenario, size, quiet)
    found = [measure(outcomes, text) for text in quantity]
    say(in_json([one.to_dict() for one in found]) if as_json else "\n".join(map(str, found)))


def explain(
    context: typer.Context,
    result: options.Played,
    worlds: options.WorldsToAsk = options.WORLDS,
    worlds_per_draw: options.WorldsPerDraw = options.PER_DRAW,
    seed: options.Seed = options.SEED,
    workers: options.Workers = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Say why worlds end as they do: what decided it, how often, and by when."""
    size = checked(worlds=worlds, worlds_per_draw=worlds_per_draw, workers=workers, seed=seed)
    scenario, outcomes = result_or_scenario(result, context)
    found = (outcomes or play_now(scenario, size, quiet)).explain()
    say(in_json(found.to_dict()) if as_json else found.table())


def transcript(
    context: typer.Context,
    result: options.Played,
    world: Annotated[
        int | None,
        options.count(metavar="I", help="Number of the world [the first of the result, or 0]."),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Tell all, also what was considered and not done.")
    ] = False,
    worlds_per_draw: options.WorldsPerDraw = options.PER_DRAW,
    seed: options.Seed = options.SEED,
    as_json: options.AsJson = False,
) -> None:
    """Tell the history of one world in plain words: what was decided, and by whom."""
    from bargaining.engine import simulate

    if world is not None:
        check_world(world)
    size = checked(worlds_per_draw=worlds_per_draw, seed=seed)
    scenario, outcomes = result_or_scenario(result, context)
    if outcomes is None:
        outcomes = simulate(scenario, worlds=1, first_world=world or 0, **size)
    if world is None:
        world = outcomes.record.first_world
    told = outcomes.transcript(world, highlights=not full)
    if as_json:
        events = outcomes.history(world).to_dict()
        told = in_json({"scenario": scenario.name, **events, "transcript": told})
    say(told)
