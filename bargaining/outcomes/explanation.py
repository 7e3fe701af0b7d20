"""Why worlds end without an accommodation: one cause a world, counted with their errors.

The cause is read off the recorded arrays by a fixed rule, which docs/explaining.md writes out. It
looks at what ended last: the promise that was first broken, the rupture that closed the talks, the
agreement that ran out, or the last session.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bargaining.codes import Cause, Closing, Ending, Response
from bargaining.errors import ArgumentError
from bargaining.outcomes.arrays import PlayedWorlds
from bargaining.outcomes.departures import departures
from bargaining.outcomes.events import TOLERANCE, first_true, happened, number_by_round
from bargaining.outcomes.summary import quartiles_of
from bargaining.scenario.words import label_of
from bargaining.stats import Estimate, estimate_share
from bargaining.text import (
    Column,
    Dates,
    Report,
    counted,
    interval,
    paragraphs,
    percent,
    table,
    wrap,
)

__all__ = ["Attribution", "Explanation", "Failure", "attribute", "explain"]

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

NOBODY = -1
NO_ROUND = -1


class Attribution(NamedTuple):
    """Why each world failed: arrays over (world,), as in an `Explanation`."""

    cause: NDArray[np.int16]
    party: NDArray[np.int16]
    round: NDArray[np.int16]


# A line of the rule: the cause, where it applies, who it was and when.
Line = tuple[Cause, Bools | bool, Ints | int, Ints]


def attribute(outcomes: PlayedWorlds) -> Attribution:
    """Attribute each world's failure to exactly one cause."""
    scenario, labels = outcomes.scenario, outcomes.labels
    # Broken agreements: what the first default was.
    first = np.nan_to_num(first_true(happened(outcomes, "default")), nan=NO_ROUND).astype(np.int64)
    defaulted = _at(outcomes["defaulted"], first)
    # Who stepped down an own ladder in the round, and whose act lowered one of its own.
    by_step, by_act = np.zeros_like(defaulted), np.zeros_like(defaulted)
    stepped = _at(outcomes["step"] < 0, first)
    for i, issue in enumerate(labels["issue"]):
        giver = scenario.issues[str(issue)].giver
        by_step[:, labels["party"].index(giver)] |= stepped[:, i]
    start, rung = outcomes["initial_rung"][:, None], outcomes["rung"]
    fell = _at(rung < np.concatenate([start, rung[:, :-1]], axis=1), first)
    done = _at(outcomes["act"], first)
    for i, act in enumerate(scenario.acts):
        lowered = fell[:, labels["issue"].index(act.issue)]
        by_act[:, labels["party"].index(act.by)] |= done[:, i] & lowered
    # Where a walk-out would have been a rupture.
    tense, rule = np.zeros(len(outcomes), dtype=bool), scenario.outcome.rupture
    if rule is not None:
        condition = outcomes["condition"][:, :, labels["condition"].index(rule.condition)]
        threshold = number_by_round(outcomes, "outcome.rupture.threshold", rule.threshold)
        tense = _at(condition >= threshold - TOLERANCE, first)
    defaulter, taken_back = _only(defaulted), np.asarray((defaulted & by_step).any(axis=1))
    broken: list[Line] = [
        (Cause.BROKEN_BY_ACT, (defaulted & by_act & ~by_step).any(axis=1), defaulter, first),
        (Cause.TAKEN_BACK_IN_TENSION, taken_back & tense, defaulter, first),
        (Cause.TAKEN_BACK, taken_back, defaulter, first),
        (Cause.OVERDUE, True, defaulter, first),
    ]
    n, ending = len(outcomes), outcomes["ending"]
    cause = np.full(n, Cause.NONE, dtype=np.int16)
    party = np.full(n, NOBODY, dtype=np.int16)
    round = np.full(n, NO_ROUND, dtype=np.int16)
    since = _last(~happened(outcomes, "accommodation")) + 1
    round[ending <= Ending.PARTIAL] = since[ending <= Ending.PARTIAL]
    for code, applies, who, when in (*broken, *_without_agreement(outcomes)):
        # A later line of the rule takes only what is left.
        where = (ending == code.ending) & applies & (cause == Cause.NONE)
        cause[where], party[where] = code, np.broadcast_to(who, n)[where]
        round[where] = when[where]
    return Attribution(cause, party, round)


class _Session:
    """The last session of each world: from where talks last opened to where they were left.

    Its `rounds`, (world, round), all of them where nobody ever met; its `last` round; whether
    anybody ever `met`; how it ended, `closing`, `Closing.NONE` where it goes on or never was; and
    who left it by an own choice.
    """

    def __init__(self, outcomes: PlayedWorlds) -> None:
        closing, sat = outcomes["closing"], outcomes["sat"]
        number = np.arange(closing.shape[1])
        closed = closing != Closing.NONE
        at_end = outcomes["at_table"][:, -1]
        last_closing = _last(closed)
        before = _last(closed & (number < last_closing[:, None]))
        first = np.where(at_end, last_closing, before) + 1
        self.met = sat.any(axis=1) | closed.any(axis=1) | at_end
        self.last = np.where(at_end, len(number) - 1, last_closing)
        self.closing = np.where(at_end, Closing.NONE, _at(closing, last_closing))
        within = (number >= first[:, None]) & (number <= self.last[:, None])
        within &= sat | (number == self.last[:, None])
        self.rounds = within | ~self.met[:, None]
        names, parties = outcomes.labels["principal"], outcomes.labels["party"]
        self.principals = np.array([parties.index(name) for name in names])
        self.proposer = outcomes["proposer"]
        opted_out = self.closing == Closing.OPT_OUT
        self.leaver = np.where(opted_out, self.answerer(self.last), NOBODY)
        if "walked" in outcomes:
            walked = self.party_of(_only(_at(outcomes["walked"], self.last)))
            self.leaver = np.where(walked >= 0, walked, self.leaver)

    def party_of(self, place: Ints) -> Ints:
        """Return which parties the principals at some places are, -1 for -1."""
        return np.where(place >= 0, self.principals[place], NOBODY)

    def answerer(self, when: Ints) -> Ints:
        """Return who answered the offer of a round, where it was one party."""
        proposer = _at(self.proposer, when)
        one = (proposer >= 0) & (len(self.principals) == 2)
        return self.party_of(np.where(one, (proposer + 1) % 2, NOBODY))


def _without_agreement(outcomes: PlayedWorlds) -> list[Line]:
    """Return the lines on ruptures, and on stalemates: the last agreement, or the last session."""
    session, parties = _Session(outcomes), outcomes.scenario.parties
    met, closing, last = session.met, session.closing, session.last
    walked_out = np.isin(closing, (Closing.WALK_OUT, Closing.OPT_OUT))
    # An agreement with which the file begins was never signed at a table.
    in_force, since = outcomes["agreement_in_force"], np.maximum(last, 0)
    agreement = (closing == Closing.SIGNING) | (~met & in_force.any(axis=1))
    lapsed, completed = _last(outcomes["lapsed"]), _last(outcomes["completed"])
    owed = _at(outcomes["undelivered"], lapsed)[:, session.principals] > TOLERANCE
    # Where nothing was worth signing to all, and the round that came nearest to it.
    gain = np.full(session.rounds.shape, np.nan)
    if "mutual_gain" in outcomes:
        gain = np.where(session.rounds, outcomes["mutual_gain"], np.nan)
    known = ~np.isnan(gain)
    best = np.where(known, gain, -np.inf).argmax(axis=1)
    chance = np.where(met, last, np.where(known.any(axis=1), best, NO_ROUND))
    no_zone = np.asarray(known.any(axis=1) & ~(gain > 0).any(axis=1))
    refused, unratified = (
        _last(session.rounds & (outcomes["response"] == answer))
        for answer in (Response.REFUSED, Response.NOT_RATIFIED)
    )
    # Who said no at home.
    opponent = np.full(len(outcomes), NOBODY)
    if "ratified" in outcomes:
        judges = [parties[str(name)].ratifier for name in outcomes.labels["principal"]]
        places = [-1 if name is None else outcomes.labels["party"].index(name) for name in judges]
        said_no = _only(_at(outcomes["ratified"] < 0, unratified))
        opponent = np.where(said_no >= 0, np.array(places)[said_no], NOBODY)
    return [
        (Cause.BROKEN_OFF, walked_out, session.leaver, last),
        (Cause.BREAKDOWN, True, NOBODY, last),
        (Cause.UNFINISHED, agreement & in_force[:, -1], NOBODY, since),
        (Cause.LAPSED, agreement & (lapsed >= since), session.party_of(_only(owed)), lapsed),
        (Cause.CARRIED_OUT, agreement, NOBODY, np.maximum(completed, since)),
        (Cause.NO_ZONE, no_zone, NOBODY, chance),
        (Cause.NEVER_OPENED, ~met, NOBODY, chance),
        (Cause.CLOSED, closing == Closing.INTERVENTION, NOBODY, last),
        (Cause.DEADLINE, closing == Closing.DEADLINE, NOBODY, last),
        (Cause.STILL_TALKING, met & (closing == Closing.NONE), NOBODY, last),
        (Cause.NOT_RATIFIED, unratified >= 0, opponent, unratified),
        (Cause.REFUSED, refused >= 0, session.answerer(refused), refused),
        (Cause.ADJOURNED, closing == Closing.ADJOURNMENT, NOBODY, last),
        (Cause.WALKED_OUT, True, session.leaver, last),
    ]


def _only(of_party: Bools) -> Ints:
    """Return the one entry that is true in each row, -1 where it is none or several."""
    return np.where(of_party.sum(axis=1) == 1, of_party.argmax(axis=1), NOBODY)


def _at(values: NDArray[Any], when: Ints) -> NDArray[Any]:
    """Return the values of one round per world; what round -1 gives must not be used."""
    return np.asarray(values[np.arange(len(values)), when])


def _last(flags: Bools) -> Ints:
    back = flags[:, ::-1].argmax(axis=1)
    return np.where(flags.any(axis=1), flags.shape[1] - 1 - back, NO_ROUND)


# Causes that somebody chose: the party is named, unless it was more than one.
_CHOSEN = {
    *(Cause.BROKEN_BY_ACT, Cause.TAKEN_BACK_IN_TENSION, Cause.TAKEN_BACK, Cause.OVERDUE),
    *(Cause.BROKEN_OFF, Cause.LAPSED, Cause.NOT_RATIFIED, Cause.WALKED_OUT),
}
_NEWER = ("mutual_gain", "ratified", "walked")
_HALF_BY = "Half of them by: when half of the worlds of the row had been decided."


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
            *map(Column, ("share, %", "std. error", "95 % interval", "half of them by")),
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
        return [*lines, "", *table(columns, rows), *wrap(_HALF_BY)]


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
