"""`bargaining facts`: the facts that a file states beside what its worlds give."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bargaining.cli.playing import STOPPED, check_counts, play
from bargaining.cli.streams import in_console, say, warn
from bargaining.errors import ArgumentError

__all__ = ["FactsRequest", "run_facts"]


@dataclass(frozen=True, slots=True)
class FactsRequest:
    """What was asked for on the command line.

    Attributes
    ----------
    scenario : str
        Name of a shipped scenario or path of a file.
    worlds, worlds_per_draw, seed : int
        As `bargaining.simulate` takes them.
    workers : int or None
        Processes that share the worlds; as many as pay off where None.
    as_json : bool
        Print the numbers for scripts instead of the table.
    quiet : bool
        No progress bar and no notes.
    """

    scenario: str
    worlds: int
    worlds_per_draw: int
    seed: int
    workers: int | None
    as_json: bool
    quiet: bool


def run_facts(request: FactsRequest) -> int:
    """Do what was asked for and return the exit code."""
    check_counts(request.worlds, request.worlds_per_draw, request.workers)
    from bargaining.scenario import load

    scenario = load(request.scenario)
    if not scenario.facts:
        raise ArgumentError(
            f"{scenario.name} states no facts. A file states them in [[facts]]: see "
            "docs/scenario-files.md"
        )
    try:
        outcomes = play(scenario, request, scenario.name)
    except KeyboardInterrupt:
        warn("Stopped: nothing was measured.")
        return STOPPED
    from bargaining.claims import facts

    found = facts(outcomes)
    if request.as_json:
        say(json.dumps(found.to_dict(), indent=1, ensure_ascii=True, allow_nan=False))
    else:
        say(in_console(found.table))
    return 0
