"""When things first happened in each world, derived from the arrays of a result.

Rounds are float64, NaN where the thing never happened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bargaining.chance import uniforms
from bargaining.outcomes.codes import Closing, Ending, Response

if TYPE_CHECKING:
    from bargaining.outcomes.played import PlayedWorlds

__all__ = [
    "EVENTS",
    "accommodation_stands",
    "ever_accommodation",
    "first_rounds",
    "first_true",
    "happened",
    "number_by_round",
    "one_sided",
    "partial_threshold",
    "snap_backs",
]

TOLERANCE = 1e-9

_PLAIN = {"opening": "opened", "completion": "completed", "lapse": "lapsed"}
_RESPONSES = {
    "agreement": Response.AGREED,
    "refusal": Response.REFUSED,
    "failed_ratification": Response.NOT_RATIFIED,
}
_CLOSINGS = {"walk_out": Closing.WALK_OUT, "breakdown": Closing.BREAKDOWN}
EVENTS = (
    *("opening", *_RESPONSES, *_CLOSINGS, "completion", "lapse"),
    *("default", "accommodation", "snap_back"),
)
# Events with a name after the dot: the array that holds them, and its axis.
_NAMED = {"default": ("defaulted", "party"), "act": ("act", "act")}


def first_true(happened: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the first round in which something happened, shape (world,), NaN for never.

    Parameters
    ----------
    happened : bool array, shape (world, round)
    """
    if happened.shape[1] == 0:
        return np.full(len(happened), np.nan)
    return np.where(happened.any(axis=1), happened.argmax(axis=1), np.nan)


def accommodation_stands(outcomes: PlayedWorlds) -> NDArray[np.bool_]:
    """Return in which rounds concessions on every side reached the threshold, (world, round)."""
    # Settlement and partial are the first two tests of the taxonomy: both mean that it was reached.
    return np.asarray(outcomes["ending_by_round"] <= Ending.PARTIAL)


def ever_accommodation(outcomes: PlayedWorlds) -> NDArray[np.bool_]:
    """Return in which worlds it was ever reached, shape (world,)."""
    return np.asarray(accommodation_stands(outcomes).any(axis=1))


def snap_backs(outcomes: PlayedWorlds) -> NDArray[np.bool_]:
    """Return the givers' own steps down their ladders, shape (world, round, issue)."""
    return np.asarray(outcomes["step"] < 0)


def partial_threshold(outcomes: PlayedWorlds) -> NDArray[np.float64]:
    """Return the least concession that counts as accommodation, shape (world, round)."""
    number = outcomes.scenario.outcome.partial
    return number_by_round(outcomes, "outcome.partial", number)


def number_by_round(outcomes: PlayedWorlds, path: str, number: Any) -> NDArray[np.float64]:
    """Return a number of the scenario as it stood in each round, shape (world, round).

    A number with a prior is read again from the seed, at the world's draw.

    Parameters
    ----------
    outcomes : Outcomes
        The result.
    path : str
        Dotted path of a number that no lognormal spread applies to.
    number : Number
        What the scenario holds there.
    """
    first = int(outcomes.draw.min(initial=0))
    n_draws = int(outcomes.draw.max(initial=0)) - first + 1
    slot = f"prior.{getattr(number, 'draw', None) or path}"
    by_draw = number.from_uniform(uniforms(outcomes.record.seed, slot, first, n_draws), 0.0)
    n_rounds = outcomes["ending_by_round"].shape[1]
    values = np.repeat(by_draw[outcomes.draw - first][:, None], n_rounds, axis=1)
    for change in outcomes.scenario.interventions:
        if change.kind == "parameter" and change.target == path:
            last = n_rounds if change.until is None else change.until + 1
            values[:, change.at : last] = float(change.value or 0.0)
    return values


def one_sided(outcomes: PlayedWorlds) -> NDArray[np.bool_]:
    """Return the worlds that end with concessions of one side only, shape (world,).

    One scoped principal's standing concession is at the threshold of accommodation or above,
    another's is below.
    """
    scenario = outcomes.scenario
    givers = {
        scenario.issues[issue].giver
        for issue, weight in scenario.outcome.scope.items()
        if weight.support()[1] > 0
    }
    scoped = [
        i for i, principal in enumerate(outcomes.labels["principal"]) if str(principal) in givers
    ]
    if len(scoped) < 2 or outcomes["standing"].shape[1] == 0:
        return np.zeros(len(outcomes), dtype=bool)
    standing = outcomes["standing"][:, -1][:, scoped]
    threshold = partial_threshold(outcomes)[:, -1] - TOLERANCE
    return np.asarray((standing.max(axis=1) >= threshold) & (standing.min(axis=1) < threshold))


def first_rounds(outcomes: PlayedWorlds) -> dict[str, NDArray[np.float64]]:
    """Return the first round of every kind of event, each of shape (world,).

    Keys: ``opening``, ``agreement``, ``refusal``, ``failed_ratification``, ``walk_out``,
    ``breakdown``, ``completion``, ``lapse``, ``default``, ``default.<party>``, ``accommodation``,
    ``accommodation_lost`` (the first round after it in which too little stands), ``snap_back``
    (a principal's own step down), ``snap_back.<issue>``, ``act.<act>``.
    """
    stands = accommodation_stands(outcomes)
    rounds = {
        event: first_true(stands if event == "accommodation" else happened(outcomes, event))
        for event in EVENTS
    }
    reached = np.logical_or.accumulate(stands, axis=1)
    rounds["accommodation_lost"] = first_true(reached & ~stands)
    for event, axis in (("default", "party"), ("snap_back", "issue"), ("act", "act")):
        for name in outcomes.labels[axis]:
            rounds[f"{event}.{name}"] = first_true(happened(outcomes, event, str(name)))
    return rounds


def happened(outcomes: PlayedWorlds, event: str, name: str = "") -> NDArray[np.bool_]:
    """Return in which rounds of which worlds an event happened, shape (world, round).

    Parameters
    ----------
    event : str
        One of `EVENTS`, where ``accommodation`` is that one stands at the round's end, and
        ``snap_back`` a principal's own step down; with a name ``default`` (of a party),
        ``snap_back`` (on an issue) or ``act``.
    name : str
        Of the party, the issue or the act.
    """
    if event == "snap_back" and name:
        return np.asarray(outcomes["step"][:, :, outcomes.labels["issue"].index(name)] < 0)
    if event == "snap_back":
        own = np.array(principal_issues(outcomes), dtype=bool)
        return np.asarray(snap_backs(outcomes)[:, :, own].any(axis=2))
    if event == "default" and not name:
        return np.asarray(outcomes["defaulted"].any(axis=2))
    if name:
        array, axis = _NAMED[event]
        return outcomes[array][:, :, outcomes.labels[axis].index(name)]
    if event == "accommodation":
        return accommodation_stands(outcomes)
    if event in _RESPONSES:
        return np.asarray(outcomes["response"] == _RESPONSES[event])
    if event in _CLOSINGS:
        return np.asarray(outcomes["closing"] == _CLOSINGS[event])
    return outcomes[_PLAIN[event]]


def principal_issues(outcomes: PlayedWorlds) -> list[bool]:
    """Return for each issue whether its giver is a principal."""
    scenario = outcomes.scenario
    principals = scenario.table.principals
    return [scenario.issues[str(name)].giver in principals for name in outcomes.labels["issue"]]
