"""Two results compared world by world: what a change of the scenario did to the same luck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.codes import Ending
from bargaining.errors import ArgumentError
from bargaining.outcomes import Outcomes
from bargaining.outcomes.departures import changes_in_words, given_in_words, seats_in_words
from bargaining.outcomes.events import event_words, first_round, n_givers
from bargaining.outcomes.outcomes import expect_outcomes
from bargaining.scenario.words import label_of
from bargaining.stats import (
    Estimate,
    estimate_change,
    estimate_share,
    too_few_draws,
    worlds_for_half_width,
)
from bargaining.text import (
    Column,
    Dates,
    Report,
    counted,
    decimal,
    interval,
    joined,
    paragraphs,
    percent,
    signed,
    table,
    told,
    wrap,
)

_UNMOVED = "no world differs"
_POINT = 0.01


@dataclass(frozen=True, slots=True)
class Difference:
    """A mean or share over worlds before and after the change, and in how many worlds they differ.

    The `estimate` is changed less baseline, with the error of the paired difference.
    """

    baseline: float
    changed: float
    estimate: Estimate
    differing: int

    @property
    def value(self) -> float:
        """Changed less baseline."""
        return self.estimate.value

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as plain values."""
        levels = {"baseline": self.baseline, "changed": self.changed}
        return {**levels, **self.estimate.to_dict("difference")}


@dataclass(frozen=True)
class Comparison(Report):
    """What a change did, world by world.

    Attributes
    ----------
    title : str
        What was compared.
    n_worlds, n_draws : int
        Worlds compared, and the draws they belong to.
    endings : mapping of Ending to Difference
        Shares of the endings.
    levels : mapping of str to Difference
        Mean levels at the end, by label of the issue, for issues that both results have.
    events : mapping of str to Difference
        Shares of worlds in which something ever happened.
    flow : int array, shape (5, 5)
        Worlds that went from the ending of the row to that of the column.
    flipped : Estimate
        Share of worlds with another ending.
    worlds_per_draw : int
        Worlds that share a draw; 1 where every number is fixed, so that worlds are independent.
    note : str
        What a reader must know beside the numbers; often nothing.
    n_givers : int
        How many of those who talk give anything.
    """

    title: str
    n_worlds: int
    n_draws: int
    endings: Mapping[Ending, Difference]
    levels: Mapping[str, Difference]
    events: Mapping[str, Difference]
    flow: NDArray[np.int64]
    flipped: Estimate
    worlds_per_draw: int
    note: str = ""
    n_givers: int = 2

    def __repr__(self) -> str:
        return f"<Comparison over {self.n_worlds:,} worlds: {percent(self.flipped.value)} % flip>"

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers of the table as plain values that JSON can hold."""
        return {
            "title": self.title,
            "note": self.note,
            "worlds": self.n_worlds,
            "draws": self.n_draws,
            "endings": {ending.key: of.to_dict() for ending, of in self.endings.items()},
            "levels": {label: of.to_dict() for label, of in self.levels.items()},
            "events": {event: of.to_dict() for event, of in self.events.items()},
            "flow": {
                before.key: {after.key: int(self.flow[before, after]) for after in Ending}
                for before in Ending
            },
            "flipped": self.flipped.to_dict(),
            "worlds_needed": {"half_width": 0.01, "worlds": self.worlds_needed()},
        }

    def worlds_needed(self, half_width: float = 0.01) -> dict[str, int]:
        """Return how many worlds in all bring each difference's 95 % interval to ± `half_width`.

        They follow from the paired error, and are whole numbers of draws of as many worlds as
        these results have per draw, by key of the ending or event and label of the issue. A
        `half_width` of 0.01 is one point of a share, or a hundredth of a ladder.
        """
        if not 0 < half_width < 1:
            raise ArgumentError(f"half_width must be in (0, 1), such as 0.01; got {half_width}")
        endings = {ending.key: of for ending, of in self.endings.items()}
        return {
            name: worlds_for_half_width(
                of.estimate,
                # The interval of a difference that no world shows is a share's upper end on either
                # side, and so twice as wide as that share's own.
                half_width if of.estimate.standard_error else half_width / 2,
                self.worlds_per_draw,
            )
            for name, of in (endings | dict(self.events) | dict(self.levels)).items()
        }

    def net_effect(self) -> str:
        """Return in words which share of the worlds' endings changes most, rises and falls netted.

        Such as ``"Collapse rises by 16 ± 3 points, from 30 to 46 of 100 worlds"``, with half the
        95 % interval; the largest change that is beyond sampling error where there is one.
        """
        if not any(of.value for of in self.endings.values()):
            moved = " on balance" if np.trace(self.flow) < self.flow.sum() else ""
            return f"The change alters no share of the endings{moved}"
        return net_effect(self.endings)

    def lines(self) -> list[str]:
        """Return the lines that ``print(comparison)`` shows."""
        needed = self.worlds_needed(_POINT)
        shares = [(of.words, change, needed[of.key]) for of, change in self.endings.items()]
        words = event_words(self.n_givers)
        shares += [(words[key], of, needed[key]) for key, of in self.events.items()]
        levels = [(label, of, needed[label]) for label, of in self.levels.items()]
        worlds = f"{counted(self.n_worlds, 'world')} ({counted(self.n_draws, 'draw')})"
        head = [self.title, self.net_effect(), *filter(None, [self.note])]
        head.append(f"{worlds}, the same chance before and after")
        if self.worlds_per_draw > 1:
            head.extend(too_few_draws(self.n_draws))
        notes = ["Last column: worlds to play, in whole draws, for an interval so narrow."]
        flipped = int(self.flow.sum() - np.trace(self.flow))
        share = f"{percent(self.flipped.value)} %"
        flow = wrap(f"{flipped:,} of {self.n_worlds:,} worlds ({share}) end otherwise than before")
        if flipped:
            heads = [Column("worlds from (rows) to (columns)", words=True)]
            heads += [Column(ending.key) for ending in Ending]
            counts = [[of.words, *(f"{count:,}" for count in self.flow[of])] for of in Ending]
            flow += ["", *table(heads, counts)]
        return [
            *paragraphs([*head, ""]),
            *_changes("Share of worlds, %", "worlds for ±1", shares, 100, 1),
            "",
            *_changes("Mean level at the end (0 to 1)", "worlds for ±.01", levels, 1, 3),
            *paragraphs([*notes, ""]),
            *flow,
        ]


def net_effect(endings: Mapping[Ending, Difference]) -> str:
    """Return in words which share of the endings changes most, as `Comparison.net_effect` does."""
    clear = [
        ending for ending, of in endings.items() if of.estimate.low > 0 or of.estimate.high < 0
    ]
    most = max(clear or endings, key=lambda ending: abs(endings[ending].value))
    of = endings[most]
    verb = "rises" if of.value > 0 else "falls"
    numbers = (of.baseline, of.changed, abs(of.value), of.estimate.half_width)
    texts = [percent(one, 0) for one in numbers]
    before, after, change, half = map(int, texts)
    if abs(after - before) != change or not (change and half):
        # In whole points the sentence would not add up.
        texts = [percent(one) for one in numbers]
    if not clear:
        sign = "+" if of.value > 0 else "-"
        return told(
            "No ending changes by more than sampling error (largest: {ending}, {change} ± {half} "
            "points)",
            ending=most.words,
            change=f"{sign}{texts[2]}",
            half=texts[3],
        )
    places = dict(zip(("before", "after", "change", "half"), texts, strict=True))
    return told(
        f"{{ending}} {verb} by {{change}} ± {{half}} points, from {{before}} to {{after}} of 100 "
        "worlds",
        ending=told(most.words).capitalize(),
        **places,
    )


def compare(baseline: Outcomes, changed: Outcomes) -> Comparison:
    """Compare two results world by world.

    World 17 of both had the same parameters and the same luck, so that differences are due to the
    change, and their error is far smaller than that of two separate runs.

    Both must be of the same seed, worlds and worlds per draw; else `ArgumentError` says so.
    """
    both = (baseline, changed)
    expect_paired(*both, "compare")
    told = []
    first, then = (Dates.of(one.scenario).lasting(len(one.labels["round"])) for one in both)
    if first != then:
        told.append(f"The end is after {first} before the change, and after {then} with it.")
    for one, other, where in ((*both, "before"), (changed, baseline, "after")):
        names = (str(name) for name in one.labels["issue"] if name not in other.labels["issue"])
        alone = [label_of(name, one.scenario) for name in names]
        if alone:
            told.append(f"Left out, since only the scenario {where} has it: {joined(alone)}.")
    # Worlds of one draw are independent only where both scenarios' numbers are all fixed.
    drawn = baseline.has_uncertainty or changed.has_uncertainty
    draw = baseline.draw if drawn else baseline.world
    before, after = (one["ending"] for one in both)
    levels = [
        {str(name): one.final_level[:, i] for i, name in enumerate(one.labels["issue"])}
        for one in both
    ]
    n_endings = len(Ending)
    flow = np.bincount(before.astype(np.int64) * n_endings + after, minlength=n_endings**2)
    return Comparison(
        title=_title(baseline, changed),
        n_worlds=len(baseline),
        n_draws=baseline.n_draws,
        endings={ending: _difference(before == ending, after == ending, draw) for ending in Ending},
        levels={
            label_of(name, baseline.scenario): _difference(level, levels[1][name], draw)
            for name, level in levels[0].items()
            if name in levels[1]
        },
        events={
            event: _difference(
                np.isfinite(first_round(baseline, event)),
                np.isfinite(first_round(changed, event)),
                draw,
            )
            for event in event_words()
        },
        flow=flow.reshape(n_endings, n_endings),
        flipped=estimate_share(before != after, draw),
        worlds_per_draw=baseline.record.worlds_per_draw if drawn else 1,
        note=" ".join(told),
        n_givers=n_givers(baseline.scenario),
    )


def expect_paired(baseline: Outcomes, changed: Outcomes, function: str) -> None:
    """Refuse what is no pair of results of the same worlds with the same luck."""
    for outcomes in (baseline, changed):
        expect_outcomes(outcomes, function)
    for what in ("seed", "worlds_per_draw"):
        ours, theirs = getattr(baseline.record, what), getattr(changed.record, what)
        if ours != theirs:
            raise ArgumentError(
                f"results compared world by world must share their luck: {what} is {ours} in the "
                f"baseline and {theirs} in the changed one; run both with the same"
            )
    if len(baseline) == 0 or not np.array_equal(baseline.world, changed.world):
        raise ArgumentError(
            f"results compared world by world must hold the same worlds; the baseline has "
            f"{len(baseline):,} and the changed one {len(changed):,}"
            + (", not the same ones" if len(baseline) == len(changed) else "")
        )


def _difference(before: NDArray[Any], after: NDArray[Any], draw: NDArray[Any]) -> Difference:
    estimate = estimate_change(before, after, draw, limits=(0.0, 1.0))
    differing = int((before != after).sum())
    return Difference(float(before.mean()), float(after.mean()), estimate, differing)


def _title(baseline: Outcomes, changed: Outcomes) -> str:
    """Return what two results differ in, in words."""
    both, name = (baseline, changed), baseline.scenario.header.name
    about, sides = f"{name}: ", list[str]()
    if changed.scenario.header.name != name:
        about, scenarios = "", [one.scenario for one in both]
        sides = [", ".join([one.header.name, *changes_in_words(one)]) for one in scenarios]
    elif baseline.record.seats != changed.record.seats:
        seats = [", ".join(seats_in_words(one.scenario, one.record)) for one in both]
        sides = [said or "everybody as in the scenario" for said in seats]
    elif baseline.scenario.played_digest == changed.scenario.played_digest:
        if baseline.record.parameters == changed.record.parameters:
            seated = ", ".join(seats_in_words(baseline.scenario, baseline.record))
            return f"{name}, twice the same scenario{f', {seated}' if seated else ''}"
        sides = [", ".join(given_in_words(one)) or "numbers as drawn" for one in both]
    if sides:
        return f"{about}{sides[0]} (before) against {sides[1]} (after)"
    known = changes_in_words(baseline.scenario)
    told = [change for change in changes_in_words(changed.scenario) if change not in known]
    return f"{name}: {'; '.join(told) if told else 'changed'}"


def _changes(
    what: str,
    last: str,
    rows: list[tuple[str, Difference, int]],
    scale: float,
    digits: int,
) -> list[str]:
    """Return a table of differences, each with its name and the worlds that it needs.

    Where no world differs, words stand for the interval: it is what may have gone unseen, which is
    wide where draws are few.
    """
    heads = ("before", "after", "change", "95 % interval", last)
    cells = []
    for name, of, needed in rows:
        ends = (signed(scale * end, digits) for end in (of.estimate.low, of.estimate.high))
        cells.append(
            [
                name,
                *(decimal(scale * one, digits) for one in (of.baseline, of.changed)),
                signed(scale * of.value, digits),
                interval(*ends) if of.differing else _UNMOVED,
                f"{needed:,}" if needed and of.differing else "–",
            ]
        )
    return table([Column(what, words=True), *map(Column, heads)], cells)
