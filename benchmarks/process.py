"""How talks proceed in each article's file: process statistics, as a table per file.

From the root of the repository:

    python -m benchmarks.process --only stockholm-2014
    python -m benchmarks.process --static --json process.json

What a diplomat would look at before the endings: who offers what and how deliberately, what fails
at home, what is delivered and undone, who defaults first and when. `process_figures` defines each
figure; errors are clustered by draw. To see an earlier version, copy the three modules `process*`
into its `benchmarks` folder: figures whose arrays it does not keep are left out.

`--static` adds a comparative static: agreements and what is delivered where leaving all promises
open costs every principal 0, .2, .6 or 2, whatever its type and the circumstances.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bargaining as bg
from bargaining.outcomes import Outcomes
from bargaining.scenario import Scenario
from benchmarks.process_estimates import Figure
from benchmarks.process_figures import delivered, figures, signed_share

FILES = (
    "stockholm-2014",
    "trilateral-2014",
    "pyongyang-2002",
    "kishida-2023",
    "posturing-2014",
    "detente-2014",
    "bilateral-2014",
    "six-party-2014",
)
COSTS = (0.0, 0.2, 0.6, 2.0)


def with_promise_cost(scenario: Scenario, cost: float) -> Scenario:
    """Return the scenario with one cost of open promises for every principal.

    The weight of a principal's own undelivered share becomes `-cost`; what its type or a condition
    adds to that, or takes away, becomes 0. Principals that pay nothing for it in the file, and what
    others think of open promises, stay as they are.
    """
    values: dict[str, float] = {}
    for principal in scenario.table.principals:
        own = f"undelivered.{principal}"
        terms = scenario.payoffs.get(principal, {})
        if own not in terms:
            continue
        for term in terms:
            columns = [column.strip() for column in term.split("*")]
            if own in columns:
                values[f"payoffs.{principal}.{term}"] = -cost if columns == [own] else 0.0
    return scenario.replace(values)


def statics(scenario: Scenario, asked: argparse.Namespace) -> Iterator[Figure]:
    """Play each cost on the same luck."""
    for cost in COSTS:
        outcomes = play(with_promise_cost(scenario, cost), asked)
        signed, kept = signed_share(outcomes), delivered(outcomes)
        label = f"open promises cost {cost:g}: worlds with a signed text"
        yield Figure(f"static.{cost:g}.signed", label, *signed, "share")
        label = f"open promises cost {cost:g}: delivered of what was promised"
        yield Figure(f"static.{cost:g}.delivered", label, *kept, "share")


def play(scenario: Scenario, asked: argparse.Namespace) -> Outcomes:
    return bg.simulate(
        scenario,
        worlds=asked.worlds,
        worlds_per_draw=asked.worlds_per_draw,
        seed=asked.seed,
        workers=asked.workers,
    )


def table(scenario: Scenario, found: list[Figure], asked: argparse.Namespace) -> str:
    """Return the figures of one file in markdown."""
    lines = [
        f"## {scenario.name}",
        "",
        (
            f"{scenario.scenario.title}. {asked.worlds:,} worlds, seed {asked.seed}; shares in "
            "percent, ± standard error."
        ),
        "",
        "| figure | value |",
        "| --- | ---: |",
        *(f"| {figure.label} | {shown(figure)} |" for figure in found),
        "",
    ]
    return "\n".join(lines)


def shown(figure: Figure) -> str:
    """Return a figure with its error; a dash where there was nothing to count."""
    if math.isnan(figure.value):
        return "–"
    factor, digits = (100.0, 1) if figure.kind == "share" else (1.0, 2)
    error = "" if math.isnan(figure.error) else f" ± {factor * figure.error:.{digits}f}"
    return f"{factor * figure.value:.{digits}f}{error}"


def to_json(found: list[Figure]) -> dict[str, Any]:
    def number(value: float) -> float | None:
        return value if math.isfinite(value) else None

    return {
        figure.key: {
            "label": figure.label,
            "value": number(figure.value),
            "standard_error": number(figure.error),
        }
        for figure in found
    }


def parser() -> argparse.ArgumentParser:
    known = argparse.ArgumentParser(prog="python -m benchmarks.process", description=__doc__)
    known.formatter_class = argparse.RawDescriptionHelpFormatter
    known.add_argument("--worlds", type=int, default=2_000)
    known.add_argument("--worlds-per-draw", type=int, default=20)
    known.add_argument("--seed", type=int, default=2014)
    known.add_argument("--workers", type=int, default=1, help="processes")
    known.add_argument("--only", nargs="*", default=FILES, help="names or paths of scenarios")
    known.add_argument("--static", action="store_true", help="vary the cost of open promises too")
    known.add_argument("--json", type=Path, help="write the figures to this file as well")
    return known


def main(arguments: list[str] | None = None) -> None:
    asked = parser().parse_args(arguments)
    stored: dict[str, Any] = {}
    for name in asked.only:
        scenario = bg.load(name)
        found = figures(play(scenario, asked))
        if asked.static:
            found += statics(scenario, asked)
        print(table(scenario, found, asked), flush=True)
        stored[scenario.name] = to_json(found)
        # Written file by file: a run over all of them takes a while, and may be stopped.
        if asked.json is not None:
            asked.json.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
        print(f"{scenario.name} done", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
