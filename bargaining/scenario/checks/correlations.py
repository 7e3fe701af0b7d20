"""Rules of correlations: numbers that have luck of their own, and a matrix that they can have."""

from __future__ import annotations

from collections.abc import Iterator

from bargaining.scenario.checks.names import Roles
from bargaining.scenario.evidence import uncertain_paths
from bargaining.scenario.locate import Path
from bargaining.scenario.ranges import score_factor
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.suggestions import unknown
from bargaining.scenario.wording import Finding

__all__ = ["check", "check_drawn"]


def check(scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    """Yield every broken rule of blocks of correlated numbers."""
    first: dict[str, str] = {}
    for i, block in enumerate(scenario.correlations):
        for k, path in enumerate(block.numbers):
            here: Path = ("correlations", i, "numbers", k)
            if path not in roles.numbers:
                yield Finding(here, unknown("number", path, roles.numbers))
                continue
            if path in first:
                where = "twice" if first[path] == block.name else f"in {first[path]} too"
                yield Finding(here, f"names {path}, which is {where}; a number has one block.")
            first.setdefault(path, block.name)
            draw = roles.numbers[path][1].draw
            if draw is not None:
                yield Finding(
                    here,
                    f'names {path}, whose luck is that of the draw "{draw}". Take `draw` out of '
                    "the number, or the number out of the block.",
                )
        there: Path = ("correlations", i, "rank_correlations")
        names, rows, n = block.numbers, block.rank_correlations, len(block.numbers)
        if {len(rows), *map(len, rows)} != {n}:
            lengths = ", ".join(str(len(row)) for row in rows)
            fault = f"must be {n} rows of {n}, one for each number; got rows of {lengths}."
            yield Finding(there, fault)
            continue
        faults = []
        for j, row in enumerate(rows):
            if row[j] != 1:
                faults.append(f"must be 1 of {names[j]} with itself; got {row[j]:g}.")
            for k in range(j):
                one, other, between = rows[k][j], row[k], f"of {names[k]} and {names[j]}"
                if one != other:
                    faults.append(
                        f"must be the same both ways; got {one:g} and {other:g} {between}."
                    )
                if not -1 <= other <= 1:
                    faults.append(f"must be between -1 and 1; got {other:g} {between}.")
        possible = names if faults else names[: len(score_factor(rows))]
        if len(possible) < n:
            faults.append(
                f"must be positive definite; {names[len(possible)]} cannot have these correlations "
                f"with {', '.join(possible)}, or is settled by them. Weaken some; numbers that are "
                "always equal share a `draw` instead."
            )
        yield from (Finding(there, fault) for fault in faults)


def check_drawn(scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    """Yield every number of a block that is the same in every draw."""
    drawn = {*uncertain_paths(scenario)}
    for i, block in enumerate(scenario.correlations):
        for k, path in enumerate(block.numbers):
            if path in roles.numbers and path not in drawn:
                yield Finding(
                    ("correlations", i, "numbers", k),
                    f"names {path}, which is fixed and goes together with nothing. Give it a "
                    "prior, such as `low` and `high`, or take it out of the block.",
                    (roles.numbers[path][0],),
                )
