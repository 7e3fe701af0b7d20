"""A run in parts: which worlds each part plays, and the whole put together again, bit for bit."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from bargaining.errors import ArgumentError
from bargaining.outcomes.outcomes import Outcomes
from bargaining.outcomes.record import RunRecord

__all__ = ["merge", "worlds_of_part"]


def worlds_of_part(number: int, n_parts: int, worlds: int, worlds_per_draw: int) -> range:
    """Return the numbers of the worlds that a part of a run plays: whole draws, one after another.

    Parameters
    ----------
    number : int
        Which part, from 1.
    n_parts : int
        How many parts there are, at most as many as draws.
    worlds, worlds_per_draw : int
        Of the whole run.
    """
    n_draws = -(-worlds // worlds_per_draw)
    first, end = (place * n_draws // n_parts * worlds_per_draw for place in (number - 1, number))
    return range(first, min(end, worlds))


def merge(parts: Iterable[Outcomes | Path | str]) -> Outcomes:
    """Put the parts of a run together; the result is that of the whole run, bit for bit.

    Parameters
    ----------
    parts : iterable of Outcomes, Path or str
        The results of ``simulate(..., part=(1, 40))`` to ``part=(40, 40)`` or of
        ``bargaining run --part``, or their files, in any order. What is played of the scenario, the
        model, seed, worlds, seats and arrays must be the same; reasons and titles may differ.

    Returns
    -------
    Outcomes

    Raises
    ------
    ArgumentError
        A part is missing, unfinished, there twice, or of another run; the message names each.
    OutcomesError
        A file cannot be read.
    """
    if isinstance(parts, str | Path) or not isinstance(parts, Iterable):
        raise ArgumentError(f"merge takes a list of parts, files or results; got {parts!r}")
    # Each file once.
    once: dict[object, Outcomes | Path | str] = {}
    again: dict[str, None] = {}
    for place, part in enumerate(parts):
        file = os.path.abspath(os.path.expanduser(part)) if isinstance(part, str | Path) else place
        if file in once:
            again[f"{once[file]} is named twice"] = None
        once.setdefault(file, part)
    problems = [*again]
    read = [
        (f"result {place}", one) if isinstance(one, Outcomes) else (str(one), Outcomes.load(one))
        for place, one in enumerate(once.values(), start=1)
    ]
    if not read:
        raise ArgumentError("merge needs the parts of a run; got none")
    problems += [
        f"{name} is no part of a run: parts are played with --part 1/40, or part=(1, 40)"
        for name, one in read
        if one.record.run_worlds is None
    ]
    theirs = [(name, one) for name, one in read if one.record.run_worlds is not None]
    found: dict[int, tuple[str, Outcomes]] = {}
    if theirs:
        # What the parts of one run have in common.
        keys = [
            {**one.record.key(), "worlds": one.record.run_worlds, "parts": one.record.n_parts}
            | {"arrays": sorted(one)}
            for _, one in theirs
        ]
        # The run of most parts, so that the odd one out is named.
        common = max(keys, key=keys.count)
        name, first = theirs[keys.index(common)]
        # A part that is there, though of another run, is not said to be missing too.
        there = set()
        for (other, one), key in zip(theirs, keys, strict=True):
            if key == common:
                continue
            there.add(one.record.first_world)
            what = next(entry for entry in common if key[entry] != common[entry])
            differs = f"{what} {key[what]}, but {common[what]} in {name}"
            if what in ("scenario", "arrays", "parameters"):
                paths = one.record.scenario_differences(first.record) if what == "scenario" else ""
                differs = f"{what} other than in {name}" + (f": {paths}" if paths else "")
            problems.append(f"{other} is of another run: {differs}")
        ours = [named for named, key in zip(theirs, keys, strict=True) if key == common]
        problems += _sort_in(ours, first.record, found, there)
    if problems:
        raise ArgumentError("\n".join(problems))
    # Of what was read here nothing is needed twice.
    spent = [one for _, one in read if not any(one is given for given in once.values())]
    return Outcomes.concatenate([one for _, (_, one) in sorted(found.items())], spent=spent)


def _sort_in(
    parts: list[tuple[str, Outcomes]],
    run: RunRecord,
    found: dict[int, tuple[str, Outcomes]],
    there: set[int],
) -> list[str]:
    """Put each part in its place; return what is wrong with any of them, and which are missing.

    Of no part that begins with a world in `there` is it said that it is missing.
    """
    ranges = {
        number: worlds_of_part(number, run.n_parts, run.run_worlds or 0, run.worlds_per_draw)
        for number in range(1, run.n_parts + 1)
    }
    number_of = {worlds.start: number for number, worlds in ranges.items()}
    problems = []
    for name, one in parts:
        number = number_of.get(one.record.first_world)
        if number is None:
            problems.append(f"{name} begins with world {one.record.first_world:,}, as no part does")
            continue
        part = f"part {number}/{run.n_parts}"
        if number in found:
            problems.append(f"{name} is {part} once more, which {found[number][0]} is already")
            continue
        found[number] = name, one
        if len(one) < len(ranges[number]):
            problems.append(
                f"{name} holds {len(one):,} of the {len(ranges[number]):,} worlds of {part}, which "
                f"was stopped: play it again"
            )
    missing = [
        number
        for number, worlds in ranges.items()
        if number not in found and worlds.start not in there
    ]
    if missing:
        many = "s" if len(missing) > 1 else ""
        problems.append(
            f"part{many} {', '.join(map(str, missing))} of {run.n_parts} "
            f"{'are' if many else 'is'} missing"
        )
    return problems
