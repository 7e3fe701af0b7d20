"""Rules of correlations: numbers that have luck of their own, and a matrix that they can have."""

from __future__ import annotations

from collections.abc import Iterator

from bargaining.scenario.checks.names import Roles
from bargaining.scenario.evidence import uncertain_paths
from bargaining.scenario.locate import Path
from bargaining.scenario.ranges import Correlation, score_factor
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
        for fault in _matrix(block):
            yield Finding(("correlations", i, "rank_correlations"), fault)


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


def _matrix(block: Correlation) -> Iterator[str]:
    """Yield what keeps numbers from having the correlations of a block."""
    names, rows = block.numbers, block.rank_correlations
    n = len(names)
    if {len(rows), *map(len, rows)} != {n}:
        lengths = ", ".join(str(len(row)) for row in rows)
        yield f"must be {n} rows of {n}, one for each number; got rows of {lengths}."
        return
    sound = True
    for i, row in enumerate(rows):
        if row[i] != 1:
            sound = False
            yield f"must be 1 of {names[i]} with itself; got {row[i]:g}."
        for k in range(i):
            between = f"{names[k]} and {names[i]}"
            if row[k] != rows[k][i]:
                sound = False
                yield f"must be the same both ways; got {rows[k][i]:g} and {row[k]:g} of {between}."
            if not -1 <= row[k] <= 1:
                sound = False
                yield f"must be between -1 and 1; got {row[k]:g} of {between}."
    factor = score_factor(rows) if sound else rows
    if len(factor) < n:
        yield (
            f"must be positive definite; {names[len(factor)]} cannot have these correlations with "
            f"{', '.join(names[: len(factor)])}, or is settled by them. Weaken some; numbers that "
            "are always equal share a `draw` instead."
        )
