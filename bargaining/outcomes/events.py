"""When things first happened in each world, derived from the arrays of a result.

Rounds are float64, NaN where the thing never happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bargaining.chance import uniforms
from bargaining.codes import EVENTS, Ending, Response
from bargaining.world.priors import value_at

if TYPE_CHECKING:
    from bargaining.outcomes.played import PlayedWorlds

__all__ = [
    "EVENTS",
    "accommodation_stands",
    "event_names",
    "ever_accommodation",
    "first_round",
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
# Events with a name after the dot: the array that holds them, and its axis.
_NAMED = {"default": ("defaulted", "party"), "act": ("act", "act")}
_NAMED_AFTER = {"default": "party", "snap_back": "issue", "act": "act"}


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
    return np.isfinite(first_round(outcomes, "accommodation"))


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
    by_draw = value_at(number, uniforms(outcomes.record.seed, slot, first, n_draws), 0.0)
    n_rounds = len(outcomes.labels["round"])
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
    if "one_sided" in outcomes:
        return outcomes["one_sided"]
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


def event_names(labels: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of all kinds of events, as `first_round` takes them.

    They are those of `bargaining.codes.EVENTS`, ``accommodation_lost`` (an accommodation ends for
    the first time), ``default.<party>``, ``snap_back.<issue>`` and ``act.<act>``.

    Parameters
    ----------
    labels : mapping
        Labels of a result's axes.
    """
    named = [f"{event}.{name}" for event, axis in _NAMED_AFTER.items() for name in labels[axis]]
    return (*EVENTS, "accommodation_lost", *named)


def first_round(outcomes: PlayedWorlds, event: str) -> NDArray[np.float64]:
    """Return the first round of an event, shape (world,), NaN for never.

    Parameters
    ----------
    event : str
        One of `event_names`.
    """
    if "first_rounds" in outcomes:
        first = outcomes["first_rounds"][:, outcomes.labels["event"].index(event)]
        return np.where(first >= 0, first, np.nan)
    if event == "accommodation_lost":
        stands = accommodation_stands(outcomes)
        return first_true(np.logical_or.accumulate(stands, axis=1) & ~stands)
    kind, _, name = event.partition(".")
    return first_true(happened(outcomes, kind, name))


def first_rounds(outcomes: PlayedWorlds) -> dict[str, NDArray[np.float64]]:
    """Return the first round of every kind of event by its name, each of shape (world,)."""
    return {event: first_round(outcomes, event) for event in event_names(outcomes.labels)}


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
    code = EVENTS[event]
    if code is None:
        return outcomes[_PLAIN[event]]
    return np.asarray(outcomes["response" if isinstance(code, Response) else "closing"] == code)


def principal_issues(outcomes: PlayedWorlds) -> list[bool]:
    """Return for each issue whether its giver is a principal."""
    scenario = outcomes.scenario
    principals = scenario.table.principals
    return [scenario.issues[str(name)].giver in principals for name in outcomes.labels["issue"]]
