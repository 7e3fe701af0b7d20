"""Why each world failed: one cause a world, read off the recorded arrays by a fixed rule.

The rule is written out in docs/explaining.md. It looks at what ended last: the promise that was
first broken, the rupture that closed the talks, the agreement that ran out, or the last
session.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bargaining.codes import Cause, Closing, Ending, Response
from bargaining.outcomes.arrays import PlayedWorlds
from bargaining.outcomes.events import TOLERANCE, first_true, happened, number_by_round

__all__ = ["Attribution", "attribute"]

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

NOBODY = -1
NO_ROUND = -1


class Attribution(NamedTuple):
    """Why each world failed, each an int16 array over (world,).

    Attributes
    ----------
    cause : array
        A `Cause`.
    party : array
        Who caused it: a place among the labels of the axis `party`; -1 where it was nobody or more
        than one.
    round : array
        The round that decided it; -1 where none did. Where there is an accommodation, the round
        since which there has been.
    """

    cause: NDArray[np.int16]
    party: NDArray[np.int16]
    round: NDArray[np.int16]


# A line of the rule: the cause, where it applies, who it was and when.
Line = tuple[Cause, Bools | bool, Ints | int, Ints]


def attribute(outcomes: PlayedWorlds) -> Attribution:
    """Attribute each world's failure to exactly one cause."""
    n, ending = len(outcomes), outcomes["ending"]
    cause = np.full(n, Cause.NONE, dtype=np.int16)
    party = np.full(n, NOBODY, dtype=np.int16)
    round = np.full(n, NO_ROUND, dtype=np.int16)
    since = _last(~happened(outcomes, "accommodation")) + 1
    round[ending <= Ending.PARTIAL] = since[ending <= Ending.PARTIAL]
    session = _Session(outcomes)
    rules = {
        Ending.RENEGE: _broken(outcomes),
        Ending.COLLAPSE: _ruptured(outcomes, session),
        Ending.STALEMATE: _stalled(outcomes, session),
    }
    for of_ending, lines in rules.items():
        for code, applies, who, when in lines:
            # A later line of the rule takes only what is left.
            where = (ending == of_ending) & applies & (cause == Cause.NONE)
            cause[where], party[where] = code, np.broadcast_to(who, n)[where]
            round[where] = when[where]
    return Attribution(cause, party, round)


class _Session:
    """The last session of each world: from where talks last opened to where they were left.

    Its `rounds`, (world, round), all of them where nobody ever met; its `last` round; whether
    anybody ever `met`; how it ended, `closing`, `Closing.NONE` where it goes on or never was.
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


def _broken(outcomes: PlayedWorlds) -> list[Line]:
    """Return the lines of the rule on broken agreements: what the first default was."""
    defaulted = outcomes["defaulted"]
    when = np.nan_to_num(first_true(happened(outcomes, "default")), nan=NO_ROUND).astype(np.int64)
    of_round = _at(defaulted, when)
    who = _only(of_round)
    by_step, by_act = _stepped_down(outcomes, when), _acted_down(outcomes, when)
    taken_back = np.asarray((of_round & by_step).any(axis=1))
    by_act = np.asarray((of_round & by_act & ~by_step).any(axis=1))
    return [
        (Cause.BROKEN_BY_ACT, by_act, who, when),
        (Cause.TAKEN_BACK_IN_TENSION, taken_back & _at(_tense(outcomes), when), who, when),
        (Cause.TAKEN_BACK, taken_back, who, when),
        (Cause.OVERDUE, True, who, when),
    ]


def _ruptured(outcomes: PlayedWorlds, session: _Session) -> list[Line]:
    """Return the lines on ruptures: what closed the talks last."""
    chosen = np.isin(session.closing, (Closing.WALK_OUT, Closing.OPT_OUT))
    return [
        (Cause.BROKEN_OFF, chosen, _leaver(outcomes, session), session.last),
        (Cause.BREAKDOWN, True, NOBODY, session.last),
    ]


def _stalled(outcomes: PlayedWorlds, session: _Session) -> list[Line]:
    """Return the lines on stalemates: the last agreement, or the last session."""
    met, closing, last = session.met, session.closing, session.last
    lapsed, completed = _last(outcomes["lapsed"]), _last(outcomes["completed"])
    in_force = outcomes["agreement_in_force"]
    # An agreement with which the file begins was never signed at a table.
    agreement = (closing == Closing.SIGNING) | (~met & in_force.any(axis=1))
    since = np.maximum(last, 0)
    response = outcomes["response"]
    unratified = _last(session.rounds & (response == Response.NOT_RATIFIED))
    refused = _last(session.rounds & (response == Response.REFUSED))
    no_zone, best = _zone(outcomes, session)
    chance = np.where(met, last, best)
    return [
        (Cause.UNFINISHED, agreement & in_force[:, -1], NOBODY, since),
        (Cause.LAPSED, agreement & (lapsed >= since), _debtor(outcomes, lapsed), lapsed),
        (Cause.CARRIED_OUT, agreement, NOBODY, np.maximum(completed, since)),
        (Cause.NO_ZONE, no_zone, NOBODY, chance),
        (Cause.NEVER_OPENED, ~met, NOBODY, chance),
        (Cause.CLOSED, closing == Closing.INTERVENTION, NOBODY, last),
        (Cause.DEADLINE, closing == Closing.DEADLINE, NOBODY, last),
        (Cause.STILL_TALKING, met & (closing == Closing.NONE), NOBODY, last),
        (Cause.NOT_RATIFIED, unratified >= 0, _opponent(outcomes, unratified), unratified),
        (Cause.REFUSED, refused >= 0, _answerer(outcomes, refused), refused),
        (Cause.ADJOURNED, closing == Closing.ADJOURNMENT, NOBODY, last),
        (Cause.WALKED_OUT, True, _leaver(outcomes, session), last),
    ]


def _zone(outcomes: PlayedWorlds, session: _Session) -> tuple[Bools | bool, Ints]:
    """Return where nothing was worth signing to all, and the round that came nearest to it."""
    if "mutual_gain" not in outcomes:
        return False, np.full(len(outcomes), NO_ROUND)
    gain = np.where(session.rounds, outcomes["mutual_gain"], np.nan)
    known = ~np.isnan(gain)
    best = np.where(known, gain, -np.inf).argmax(axis=1)
    none = known.any(axis=1) & ~(gain > 0).any(axis=1)
    return np.asarray(none), np.where(known.any(axis=1), best, NO_ROUND)


def _tense(outcomes: PlayedWorlds) -> Bools:
    """Return the rounds in which a walk-out would be a rupture, shape (world, round)."""
    rule = outcomes.scenario.outcome.rupture
    if rule is None:
        return np.zeros(outcomes["ending_by_round"].shape, dtype=bool)
    place = outcomes.labels["condition"].index(rule.condition)
    threshold = number_by_round(outcomes, "outcome.rupture.threshold", rule.threshold)
    return np.asarray(outcomes["condition"][:, :, place] >= threshold - TOLERANCE)


def _stepped_down(outcomes: PlayedWorlds, when: Ints) -> Bools:
    """Return who stepped down an own ladder in a round, shape (world, party)."""
    fell = _at(outcomes["step"] < 0, when)
    found = np.zeros((len(fell), len(outcomes.labels["party"])), dtype=bool)
    for i, issue in enumerate(map(str, outcomes.labels["issue"])):
        found[:, _place(outcomes, outcomes.scenario.issues[issue].giver)] |= fell[:, i]
    return found


def _acted_down(outcomes: PlayedWorlds, when: Ints) -> Bools:
    """Return whose act lowered a ladder of its own in a round, shape (world, party)."""
    found = np.zeros((len(when), len(outcomes.labels["party"])), dtype=bool)
    rung, start = outcomes["rung"], outcomes["initial_rung"]
    before = np.concatenate([start[:, None], rung[:, :-1]], axis=1)
    done = _at(outcomes["act"], when)
    for i, act in enumerate(outcomes.scenario.acts):
        issue = outcomes.labels["issue"].index(act.issue)
        fell = _at(rung[:, :, issue] < before[:, :, issue], when)
        found[:, _place(outcomes, act.by)] |= done[:, i] & fell
    return found


def _leaver(outcomes: PlayedWorlds, session: _Session) -> Ints:
    """Return who left the last session by its own choice."""
    opted = np.where(session.closing == Closing.OPT_OUT, _answerer(outcomes, session.last), NOBODY)
    if "walked" not in outcomes:
        return opted
    return _principal_of(_only(_at(outcomes["walked"], session.last)), outcomes, opted)


def _answerer(outcomes: PlayedWorlds, when: Ints) -> Ints:
    """Return who answered the offer of a round, where it was one party."""
    if len(outcomes.labels["principal"]) != 2:
        return np.full(len(outcomes), NOBODY)
    proposer = _at(outcomes["proposer"], when)
    return _principal_of(np.where(proposer >= 0, (proposer + 1) % 2, NOBODY), outcomes)


def _opponent(outcomes: PlayedWorlds, when: Ints) -> Ints | int:
    """Return which ratifier said no in a round, where it was one."""
    if "ratified" not in outcomes:
        return NOBODY
    parties = outcomes.scenario.parties
    ratifiers = [parties[str(name)].ratifier for name in outcomes.labels["principal"]]
    judge = np.array([NOBODY if name is None else _place(outcomes, name) for name in ratifiers])
    said_no = _only(_at(outcomes["ratified"] < 0, when))
    return np.where(said_no >= 0, judge[said_no], NOBODY)


def _debtor(outcomes: PlayedWorlds, when: Ints) -> Ints:
    """Return who had not delivered in a round, where it was one principal alone."""
    places = [_place(outcomes, name) for name in outcomes.labels["principal"]]
    owed = _at(outcomes["undelivered"], when)[:, places]
    return _principal_of(_only(owed > TOLERANCE), outcomes)


def _principal_of(place: Ints, outcomes: PlayedWorlds, none: Ints | int = NOBODY) -> Ints:
    """Return which parties the principals at some places are, and `none` for -1."""
    parties = np.array([_place(outcomes, name) for name in outcomes.labels["principal"]])
    return np.where(place >= 0, parties[place], none)


def _place(outcomes: PlayedWorlds, party: object) -> int:
    return outcomes.labels["party"].index(str(party))


def _only(of_party: Bools) -> Ints:
    """Return the one entry that is true in each row, -1 where it is none or several."""
    return np.where(of_party.sum(axis=1) == 1, of_party.argmax(axis=1), NOBODY)


def _at(values: NDArray[Any], when: Ints) -> NDArray[Any]:
    """Return the values of one round per world; what round -1 gives must not be used."""
    return np.asarray(values[np.arange(len(values)), when])


def _last(flags: Bools) -> Ints:
    back = flags[:, ::-1].argmax(axis=1)
    return np.where(flags.any(axis=1), flags.shape[1] - 1 - back, NO_ROUND)
