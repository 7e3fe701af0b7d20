"""Why worlds end without an accommodation: causes counted, with their errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bargaining.codes import Cause, Ending
from bargaining.errors import ArgumentError
from bargaining.outcomes.attribution import attribute
from bargaining.outcomes.setting import departures
from bargaining.scenario.words import label_of
from bargaining.stats import Estimate, estimate_share
from bargaining.text import (
    Column,
    Dates,
    counted,
    in_ascii,
    interval,
    paragraphs,
    percent,
    table,
)

if TYPE_CHECKING:
    from bargaining.outcomes.played import PlayedWorlds

__all__ = ["Explanation", "Failure", "explain"]

# Whoever did it is named, unless it was more than one.
_SOMEBODYS = {
    Cause.BROKEN_BY_ACT,
    Cause.TAKEN_BACK_IN_TENSION,
    Cause.TAKEN_BACK,
    Cause.OVERDUE,
    Cause.BROKEN_OFF,
    Cause.LAPSED,
    Cause.NOT_RATIFIED,
    Cause.WALKED_OUT,
}


@dataclass(frozen=True, slots=True)
class Failure:
    """One way in which worlds failed.

    Attributes
    ----------
    cause : Cause
        Why.
    party : str or None
        Whose doing it was, by the name in the scenario; None where it was nobody's or more than
        one's.
    label : str
        Both in a reader's words.
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
class Explanation:
    """Why no accommodation stands at the end, world by world and counted.

    Attributes
    ----------
    title, subtitle : str
        What was played.
    n_worlds, n_draws : int
        Worlds played, and the draws they belong to.
    cause : int16 array, shape (world,)
        A `Cause` per world; `Cause.NONE` where an accommodation stands.
    party : int16 array, shape (world,)
        Whose doing it was: a place in `parties`; -1 where it was nobody's or more than one's.
    round : int16 array, shape (world,)
        The round that decided the world, -1 where none did; where an accommodation stands, the
        round since which it has.
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

    def __str__(self) -> str:
        return self.table()

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

    def table(self, *, ascii: bool = False) -> str:
        """Return the table that ``print(explanation)`` shows, as wide as the terminal."""
        text = "\n".join(self._lines())
        return in_ascii(text) if ascii else text

    def _lines(self) -> list[str]:
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
            Column("share, %"),
            Column("std. error"),
            Column("95 % interval"),
            Column("half by"),
        ]
        rows: list[list[str] | str] = []
        for ending in filter(lambda one: one.has_failed, Ending):
            found = [failure for failure in self.failures if failure.cause.ending is ending]
            rows += [f"{ending.words}:", *map(_failure_row, found)] if found else []
        return [*lines, "", *table(columns, rows)]


def explain(outcomes: PlayedWorlds) -> Explanation:
    """Attribute each failure to one cause and count; see `Outcomes.explain`.

    Raises
    ------
    ArgumentError
        The result holds no worlds.
    """
    if len(outcomes) == 0:
        raise ArgumentError("explain needs at least one world; this result holds none")
    found = attribute(outcomes)
    for array in (found.cause, found.party, found.round):
        array.flags.writeable = False
    header, record = outcomes.scenario.scenario, outcomes.record
    return Explanation(
        title=f"{header.title}: why no accommodation stands at the end",
        subtitle=" · ".join([header.name, *departures(outcomes), f"seed {record.seed}"]),
        n_worlds=len(outcomes),
        n_draws=outcomes.n_draws,
        cause=found.cause,
        party=found.party,
        round=found.round,
        parties=tuple(map(str, outcomes.labels["party"])),
        failed=estimate_share(found.cause != Cause.NONE, outcomes.cluster),
        failures=_failures(outcomes, found.cause, found.party, found.round),
        note=_note(outcomes),
    )


def _failures(
    outcomes: PlayedWorlds, cause: NDArray[Any], party: NDArray[Any], round: NDArray[Any]
) -> tuple[Failure, ...]:
    dates = Dates.of(outcomes.scenario)
    names = tuple(map(str, outcomes.labels["party"]))
    failures = []
    named = "walked" in outcomes
    pairs = sorted({(int(c), int(p)) for c, p in zip(cause, party, strict=True) if c})
    for code, place in pairs:
        where = (cause == code) & (party == place)
        when = round[where]
        found: tuple[int, ...] = ()
        if (when >= 0).all():
            # A quartile is a round that happened, not a mean of two.
            quartiles = np.quantile(when, (0.25, 0.5, 0.75), method="inverted_cdf")
            found = tuple(int(one) for one in quartiles)
        label = Cause(code).words
        if place >= 0:
            label = f"{label}: {label_of(names[place], outcomes.scenario)}"
        elif named and Cause(code) in _SOMEBODYS:
            label = f"{label}: more than one"
        failures.append(
            Failure(
                cause=Cause(code),
                party=names[place] if place >= 0 else None,
                label=label,
                share=estimate_share(where, outcomes.cluster),
                worlds=int(where.sum()),
                quartiles=found,
                dates=tuple(dates.name(one, short=True) for one in found),
            )
        )
    return tuple(failures)


def _note(outcomes: PlayedWorlds) -> str:
    missing = [name for name in ("mutual_gain", "ratified", "walked") if name not in outcomes]
    if missing:
        return (
            f"This result lacks {', '.join(missing)}, since an earlier version made it or they "
            "were not asked for: it cannot tell whether anything was worth signing to all, or who "
            "said no at home or left. Make it again with simulate."
        )
    if outcomes["sat"].any() and np.isnan(outcomes["mutual_gain"]).all():
        return (
            "No principal compared packages with waiting, so nobody knows whether any was worth "
            "signing to all."
        )
    return ""


def _failure_row(failure: Failure) -> list[str]:
    share = failure.share
    return [
        f"  {failure.label}",
        percent(share.value),
        percent(share.standard_error),
        interval(percent(share.low), percent(share.high)),
        failure.dates[1] if failure.dates else "–",
    ]
