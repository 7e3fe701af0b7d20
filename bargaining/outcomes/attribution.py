"""Why each world failed: one cause a world, read off the recorded arrays by a fixed rule.

The rule is written out in docs/explaining.md. It looks at what ended last: the promise that was
first broken, the rupture that closed the talks, the agreement that ran out, or the last sitting.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bargaining.codes import Cause, Closing, Ending, Response
from bargaining.outcomes.events import TOLERANCE, accommodation_stands, number_by_round

if TYPE_CHECKING:
    from bargaining.outcomes.played import PlayedWorlds

__all__ = ["Attribution", "attribute"]

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

NOBODY = -1
NO_ROUND = -1


@dataclass(frozen=True, slots=True)
class Attribution:
    """Why each world failed.

    Attributes
    ----------
    cause : int16 array over (world,)
        A `Cause`.
    party : int16 array over (world,)
        Whose doing it was: a place among the labels of the axis `party`; -1 where it was nobody's
        or more than one's.
    round : int16 array over (world,)
        The round that decided it; -1 where none did. Where an accommodation stands, the round
        since which it has.
    """

    cause: NDArray[np.int16]
    party: NDArray[np.int16]
    round: NDArray[np.int16]


def attribute(outcomes: PlayedWorlds) -> Attribution:
    """Attribute each world's failure to exactly one cause."""
    n = len(outcomes)
    cause = np.full(n, Cause.NONE, dtype=np.int16)
    party = np.full(n, NOBODY, dtype=np.int16)
    round = np.full(n, NO_ROUND, dtype=np.int16)
    ending = outcomes["ending"]
    sitting = _Sitting(outcomes)
    stands = ending <= Ending.PARTIAL
    round[stands] = _since(accommodation_stands(outcomes))[stands]
    for which, rule in (
        (ending == Ending.RENEGE, _broken),
        (ending == Ending.COLLAPSE, _ruptured),
        (ending == Ending.STALEMATE, _stalled),
    ):
        for code, where, who, when in rule(outcomes, sitting):
            # First match: a later line of the rule takes only what is left.
            where = which & where & (cause == Cause.NONE)
            cause[where], party[where], round[where] = code, who[where], when[where]
    return Attribution(cause, party, round)


Line = tuple[Cause, Bools, Ints, Ints]


class _Sitting:
    """The last sitting of each world: from where talks last opened to where they were left.

    Attributes
    ----------
    rounds : bool array over (world, round)
        Its rounds; all rounds where nobody ever sat.
    last : int array over (world,)
        Its last round.
    met : bool array over (world,)
        Whether anybody ever sat.
    closing : int array over (world,)
        How it ended; `Closing.NONE` where it goes on at the end, or never was.
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


def _broken(outcomes: PlayedWorlds, sitting: _Sitting) -> list[Line]:
    """Return the lines of the rule on broken agreements: what the first default was."""
    defaulted = outcomes["defaulted"]
    when = _first(np.asarray(defaulted.any(axis=2)))
    of_round = _at(defaulted, when)
    who = _only(of_round)
    by_step, by_act = _stepped_down(outcomes, when), _acted_down(outcomes, when)
    taken_back = np.asarray((of_round & by_step).any(axis=1))
    by_act = np.asarray((of_round & by_act & ~by_step).any(axis=1))
    return [
        (Cause.BROKEN_BY_ACT, by_act, who, when),
        (Cause.TAKEN_BACK_IN_TENSION, taken_back & _at(_tense(outcomes), when), who, when),
        (Cause.TAKEN_BACK, taken_back, who, when),
        (Cause.OVERDUE, _everywhere(when), who, when),
    ]


def _ruptured(outcomes: PlayedWorlds, sitting: _Sitting) -> list[Line]:
    """Return the lines on ruptures: what closed the talks last."""
    chosen = np.isin(sitting.closing, (Closing.WALK_OUT, Closing.OPT_OUT))
    return [
        (Cause.BROKEN_OFF, chosen, _leaver(outcomes, sitting), sitting.last),
        (Cause.BREAKDOWN, _everywhere(chosen), _nobody(outcomes), sitting.last),
    ]


def _stalled(outcomes: PlayedWorlds, sitting: _Sitting) -> list[Line]:
    """Return the lines on stalemates: the last agreement, or the last sitting."""
    nobody, last = _nobody(outcomes), sitting.last
    lapsed = _last(outcomes["lapsed"])
    completed = _last(outcomes["completed"])
    in_force = outcomes["agreement_in_force"]
    # An agreement with which the file begins was never signed at a table.
    agreement = (sitting.closing == Closing.SIGNING) | (~sitting.met & in_force.any(axis=1))
    since = np.maximum(last, 0)
    response = outcomes["response"]
    unratified = _last(sitting.rounds & (response == Response.NOT_RATIFIED))
    refused = _last(sitting.rounds & (response == Response.REFUSED))
    still = sitting.met & (sitting.closing == Closing.NONE)
    no_zone, best = _zone(outcomes, sitting)
    chance = np.where(sitting.met, last, best)
    return [
        (Cause.UNFINISHED, agreement & in_force[:, -1], nobody, since),
        (
            Cause.LAPSED,
            np.asarray(agreement & (lapsed >= since)),
            _debtor(outcomes, lapsed),
            lapsed,
        ),
        (Cause.CARRIED_OUT, agreement, nobody, np.maximum(completed, since)),
        (Cause.NO_ZONE, no_zone, nobody, chance),
        (Cause.NEVER_OPENED, ~sitting.met, nobody, chance),
        (Cause.CLOSED, sitting.closing == Closing.INTERVENTION, nobody, last),
        (Cause.DEADLINE, sitting.closing == Closing.DEADLINE, nobody, last),
        (Cause.STILL_TALKING, still, nobody, last),
        (Cause.NOT_RATIFIED, unratified >= 0, _opponent(outcomes, unratified), unratified),
        (Cause.REFUSED, refused >= 0, _answerer(outcomes, refused), refused),
        (Cause.ADJOURNED, sitting.closing == Closing.ADJOURNMENT, nobody, last),
        (Cause.WALKED_OUT, _everywhere(last), _leaver(outcomes, sitting), last),
    ]


def _zone(outcomes: PlayedWorlds, sitting: _Sitting) -> tuple[Bools, Ints]:
    """Return where nothing was worth signing to all, and the round that came nearest to it."""
    if "mutual_gain" not in outcomes:
        nothing = _nobody(outcomes)
        return nothing != NOBODY, nothing
    gain = np.where(sitting.rounds, outcomes["mutual_gain"], np.nan)
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


def _leaver(outcomes: PlayedWorlds, sitting: _Sitting) -> Ints:
    """Return who left the last sitting by its own choice."""
    opted = np.where(sitting.closing == Closing.OPT_OUT, _answerer(outcomes, sitting.last), NOBODY)
    if "walked" not in outcomes:
        return opted
    walked = _only(_at(outcomes["walked"], sitting.last))
    return np.where(walked >= 0, _principals(outcomes)[walked], opted)


def _answerer(outcomes: PlayedWorlds, when: Ints) -> Ints:
    """Return who answered the offer of a round, where it was one party."""
    principals = _principals(outcomes)
    if len(principals) != 2:
        return _nobody(outcomes)
    proposer = _at(outcomes["proposer"], when)
    return np.where(proposer >= 0, principals[(proposer + 1) % 2], NOBODY)


def _opponent(outcomes: PlayedWorlds, when: Ints) -> Ints:
    """Return which ratifier said no in a round, where it was one."""
    if "ratified" not in outcomes:
        return _nobody(outcomes)
    parties = outcomes.scenario.parties
    ratifiers = [parties[str(name)].ratifier for name in outcomes.labels["principal"]]
    judge = np.array([NOBODY if name is None else _place(outcomes, name) for name in ratifiers])
    said_no = _only(_at(outcomes["ratified"] < 0, when))
    return np.where(said_no >= 0, judge[said_no], NOBODY)


def _debtor(outcomes: PlayedWorlds, when: Ints) -> Ints:
    """Return who had not delivered in a round, where it was one principal alone."""
    principals = _principals(outcomes)
    owes = _only(_at(outcomes["undelivered"], when)[:, principals] > TOLERANCE)
    return np.where(owes >= 0, principals[owes], NOBODY)


def _principals(outcomes: PlayedWorlds) -> Ints:
    return np.array([_place(outcomes, name) for name in outcomes.labels["principal"]])


def _place(outcomes: PlayedWorlds, party: object) -> int:
    return outcomes.labels["party"].index(str(party))


def _nobody(outcomes: PlayedWorlds) -> Ints:
    return np.full(len(outcomes), NOBODY)


def _everywhere(like: NDArray[Any]) -> Bools:
    return np.ones(len(like), dtype=bool)


def _only(of_party: Bools) -> Ints:
    """Return the one entry that is true in each row, -1 where it is none or several."""
    return np.where(of_party.sum(axis=1) == 1, of_party.argmax(axis=1), NOBODY)


def _at(values: NDArray[Any], when: Ints) -> NDArray[Any]:
    """Return the values of one round per world; what round -1 gives must not be used."""
    return np.asarray(values[np.arange(len(values)), when])


def _first(happened: Bools) -> Ints:
    return np.where(happened.any(axis=1), happened.argmax(axis=1), NO_ROUND)


def _last(happened: Bools) -> Ints:
    back = happened[:, ::-1].argmax(axis=1)
    return np.where(happened.any(axis=1), happened.shape[1] - 1 - back, NO_ROUND)


def _since(stands: Bools) -> Ints:
    """Return the round since which something has stood without a break up to the end."""
    return _last(~stands) + 1
