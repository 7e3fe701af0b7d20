"""Results side by side: the same worlds before and after a change, or worlds by a private type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bargaining.analysis.compare import Difference, compare, net_effect
from bargaining.claims import measure
from bargaining.codes import Ending
from bargaining.errors import ArgumentError
from bargaining.outcomes import Outcomes
from bargaining.outcomes.columns import columns_of
from bargaining.outcomes.outcomes import expect_outcomes
from bargaining.plots.pages import caption, subtitle
from bargaining.scenario.words import label_of
from bargaining.stats import Estimate

__all__ = ["Sides", "sides_of"]


@dataclass(frozen=True, slots=True)
class Sides:
    """Results with their names, one alone without any.

    Of two, `effect` says in words what differs most, and `changes` are the differences of the
    shares of the endings, the second less the first, with their Monte Carlo error.
    """

    names: tuple[str, ...]
    outcomes: tuple[Outcomes, ...]
    subtitle: str
    caption: str
    effect: str = ""
    changes: Mapping[Ending, Estimate] = field(default_factory=dict)


def sides_of(results: Outcomes | Sequence[Outcomes], by: str | None, function: str) -> Sides:
    """Return what a picture puts side by side; `function` is the one that was asked for it.

    Two results are those of the same worlds before and after a change. One result is divided by a
    party's private type, if `by` names it.
    """
    given: list[Any] = list(results) if isinstance(results, list | tuple) else [results]
    for one in given:
        expect_outcomes(one, function, drawn=True)
    if len(given) == 2 and by is None:
        before, after = given
        found = compare(before, after)
        under = " · ".join(filter(None, (found.title, found.note)))
        rests_on = f"{caption(before)} · same chance before and after"
        changes = {ending: of.estimate for ending, of in found.endings.items()}
        effect, both = found.net_effect(), (before, after)
        return Sides(("before", "after"), both, under, rests_on, effect, changes)
    if len(given) != 1:
        raise ArgumentError(
            f"{function} takes one result, or two of the same worlds before and after a change; "
            + (f"got {len(given)}. plot_changes draws several changes" if by is None else
               "`by` divides one result: give one at a time")
        )  # fmt: skip
    whole = given[0]
    under, rests_on = subtitle(whole), caption(whole)
    if by is None:
        return Sides(("",), (whole,), under, rests_on)
    # The worlds of each private type that any world has.
    columns = {one.name: one for one in columns_of(whole) if one.name.startswith("type.")}
    if str(by) not in columns:
        known = ", ".join(columns) or "nothing: the result keeps no private types"
        raise ArgumentError(
            f'by must name whose private type divides the worlds: {known}; got "{by}"'
        )
    codes, words = columns[by].values, columns[by].words
    masks = {word: codes == code for code, word in enumerate(words) if np.any(codes == code)}
    parts = tuple(whole.select(mask) for mask in masks.values())
    names = tuple(masks)
    counts = ", ".join(f"{len(one):,} {name}" for name, one in zip(names, parts, strict=True))
    about = under, f"{rests_on}: {counts}"
    if len(parts) != 2:
        return Sides(names, parts, *about)
    differences = {}
    for ending in Ending:
        shares = [f"P({ending.key} | {by} == {name})" for name in names]
        first, second = (float((one["ending"] == ending).mean()) for one in parts)
        estimate = measure(whole, f"{shares[1]} - {shares[0]}")
        # No world is of both types, so that none differs.
        differences[ending] = Difference(first, second, estimate, 0)
    said = net_effect(differences)
    label = label_of(by.removeprefix("type."), whole.scenario)
    title = f"{label} {names[1]} instead of {names[0]}: {said[0].lower()}{said[1:]}"
    changes = {ending: one.estimate for ending, one in differences.items()}
    return Sides(names, parts, *about, title, changes)
