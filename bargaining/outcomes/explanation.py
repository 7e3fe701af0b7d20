"""Why worlds end without an accommodation: causes counted, with their errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.codes import Cause, Ending
from bargaining.errors import ArgumentError
from bargaining.outcomes.arrays import PlayedWorlds
from bargaining.outcomes.attribution import attribute
from bargaining.outcomes.departures import departures
from bargaining.outcomes.summary import quartiles_of
from bargaining.scenario.words import label_of
from bargaining.stats import Estimate, estimate_share
from bargaining.text import Column, Dates, Report, counted, interval, paragraphs, percent, table

__all__ = ["Explanation", "Failure", "explain"]

# Causes that somebody chose: the party is named, unless it was more than one.
_CHOSEN = {
    *(Cause.BROKEN_BY_ACT, Cause.TAKEN_BACK_IN_TENSION, Cause.TAKEN_BACK, Cause.OVERDUE),
    *(Cause.BROKEN_OFF, Cause.LAPSED, Cause.NOT_RATIFIED, Cause.WALKED_OUT),
}
_NEWER = ("mutual_gain", "ratified", "walked")


@dataclass(frozen=True, slots=True)
class Failure:
    """One way in which worlds failed.

    Attributes
    ----------
    cause : Cause
        Why.
    party : str or None
        Who caused it, by the name in the scenario; None where it was nobody or more than one.
    label : str
        Cause and party in words.
    share : Estimate
        Share of all worlds.
    worlds : int
        How many worlds.
    quartiles : tuple of int
        Rounds by which a quarter, half and three quarters of these worlds were decided; empty
        where no round decides.
    dates : tuple of str
        The same as short dates.
    """

    cause: Cause
    party: str | None
    label: str
    share: Estimate
    worlds: int
    quartiles: tuple[int, ...]
    dates: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers as plain values that JSON can hold."""
        return {
            "cause": self.cause.key,
            "party": self.party,
            "label": self.label,
            "ending": self.cause.ending.key if self.cause.ending is not None else None,
            "worlds": self.worlds,
            "share": self.share.to_dict(),
            "quartiles": list(self.quartiles),
            "dates": list(self.dates),
        }


@dataclass(frozen=True, eq=False)
class Explanation(Report):
    """Why there is no accommodation at the end, world by world and counted.

    Attributes
    ----------
    title, subtitle : str
        What was played.
    n_worlds, n_draws : int
        Worlds played, and the draws they belong to.
    cause : int16 array, shape (world,)
        A `Cause` per world; `Cause.NONE` where there is an accommodation.
    party : int16 array, shape (world,)
        Who caused it: a place in `parties`; -1 where it was nobody or more than one.
    round : int16 array, shape (world,)
        The round that decided the world, -1 where none did; where there is an accommodation, the
        round since which there has been.
    parties : tuple of str
        Names of the parties.
    failed : Estimate
        Share of worlds that end without an accommodation.
    failures : tuple of Failure
        The causes that occur, in the order of the rule.
    note : str
        What a reader must know beside the numbers; often nothing.
    """

    title: str
    subtitle: str
    n_worlds: int
    n_draws: int
    cause: NDArray[np.int16] = field(repr=False)
    party: NDArray[np.int16] = field(repr=False)
    round: NDArray[np.int16] = field(repr=False)
    parties: tuple[str, ...]
    failed: Estimate
    failures: tuple[Failure, ...]
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers of the table as plain values that JSON can hold."""
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "note": self.note,
            "worlds": self.n_worlds,
            "draws": self.n_draws,
            "failed": self.failed.to_dict(),
            "failures": [failure.to_dict() for failure in self.failures],
        }

    def lines(self) -> list[str]:
        """Return the lines of the table that ``print(explanation)`` shows."""
        failed = sum(failure.worlds for failure in self.failures)
        worlds = f"{counted(self.n_worlds, 'world')} ({counted(self.n_draws, 'draw')})"
        count = (
            f"{failed:,} of {worlds} end without an accommodation: {percent(self.failed.value)} %"
        )
        lines = paragraphs(filter(None, (self.title, self.subtitle, count, self.note)))
        if not failed:
            return lines
        columns = [
            Column("Why", words=True),
            *map(Column, ("share, %", "std. error", "95 % interval", "half by")),
        ]
        rows: list[list[str] | str] = []
        for ending in filter(lambda one: one.has_failed, Ending):
            found = [failure for failure in self.failures if failure.cause.ending is ending]
            rows += [f"{ending.words}:"] if found else []
            for failure in found:
                share, half = failure.share, failure.dates[1:2] or ("–",)
                shown = percent(share.value), percent(share.standard_error)
                reach = interval(percent(share.low), percent(share.high))
                rows.append([f"  {failure.label}", *shown, reach, *half])
        return [*lines, "", *table(columns, rows)]


def explain(outcomes: PlayedWorlds) -> Explanation:
    """Attribute each world that ends without an accommodation to one cause, and count them.

    The rule is in docs/explaining.md; it reads the arrays only, and plays nothing again.

    Raises
    ------
    ArgumentError
        The result holds no worlds.
    """
    if len(outcomes) == 0:
        raise ArgumentError("explain needs at least one world; this result holds none")
    found = attribute(outcomes)
    for array in found:
        array.flags.writeable = False
    scenario, parties = outcomes.scenario, tuple(map(str, outcomes.labels["party"]))
    header, dates, failures = scenario.header, Dates.of(scenario), []
    pairs = {(int(c), int(p)) for c, p in zip(found.cause, found.party, strict=True) if c}
    for code, place in sorted(pairs):
        cause, party = Cause(code), parties[place] if place >= 0 else None
        where = (found.cause == cause) & (found.party == place)
        rounds, label = found.round[where], cause.words
        if party is not None:
            label = f"{label}: {label_of(party, scenario)}"
        elif "walked" in outcomes and cause in _CHOSEN:
            label = f"{label}: more than one"
        quartiles = quartiles_of(rounds) if (rounds >= 0).all() else ()
        failures.append(
            Failure(
                *(cause, party, label, estimate_share(where, outcomes.cluster), len(rounds)),
                quartiles,
                tuple(dates.name(one, short=True) for one in quartiles),
            )
        )
    note = ""
    if missing := [name for name in _NEWER if name not in outcomes]:
        note = (
            f"This result lacks {', '.join(missing)}, since an earlier version made it or they "
            "were not asked for: it cannot tell whether anything was worth signing to all, or who "
            "said no at home or left. Make it again with simulate."
        )
    elif outcomes["sat"].any() and np.isnan(outcomes["mutual_gain"]).all():
        note = (
            "No principal compared packages with waiting, so nobody knows whether any was worth "
            "signing to all."
        )
    return Explanation(
        title=f"{header.title}: why there is no accommodation at the end",
        subtitle=" · ".join([header.name, *departures(outcomes), f"seed {outcomes.record.seed}"]),
        n_worlds=len(outcomes),
        n_draws=outcomes.n_draws,
        **found._asdict(),
        parties=parties,
        failed=estimate_share(found.cause != Cause.NONE, outcomes.cluster),
        failures=tuple(failures),
        note=note,
    )
