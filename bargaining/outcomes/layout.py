"""The arrays of a result: their names, axes and kinds, and which of them are kept."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable
from typing import Any, Literal

import numpy as np

from bargaining.errors import ArgumentError, OutcomesError
from bargaining.scenario.suggestions import nearest

__all__ = [
    "AXES", "BY_ROUND", "BY_WORLD", "REDUCED_AXES", "RENAMED", "SUMMARY", "Keep", "Kind",
    "NotKeptError", "array_meant", "kept_arrays", "not_kept", "smallest_integer",
]  # fmt: skip

Keep = str | Collection[str] | None

# A flag is a bool; a code is an entry of an enumeration or of {-1, 0, 1}; a rung and a principal
# are numbers of these, -1 for none; a count is how many options there were; a number is a float.
Kind = Literal["flag", "code", "rung", "principal", "count", "number"]


def _by_round(kind: Kind, *axes: str) -> tuple[tuple[str, ...], Kind]:
    return ("world", "round", *axes), kind


BY_ROUND: dict[str, tuple[tuple[str, ...], Kind]] = {
    "ending_by_round": _by_round("code"),
    "rung": _by_round("rung", "issue"),
    "condition": _by_round("number", "condition"),
    "belief": _by_round("number", "typed_party"),
    "party_type": _by_round("code", "typed_party"),
    "flow": _by_round("number", "party"),
    "at_table": _by_round("flag"),
    "agreement_in_force": _by_round("flag"),
    "talks_broken": _by_round("flag"),
    "sat": _by_round("flag"),
    "window_open": _by_round("flag", "act"),
    "act": _by_round("flag", "act"),
    "step": _by_round("code", "issue"),
    "verified": _by_round("code", "issue"),
    "proposer": _by_round("principal"),
    "offer": _by_round("rung", "menu_issue"),
    "offer_probability": _by_round("number"),
    "offer_options": _by_round("count"),
    "offer_gain": _by_round("number"),
    "response": _by_round("code"),
    "closing": _by_round("code"),
    "opened": _by_round("flag"),
    "lapsed": _by_round("flag"),
    "completed": _by_round("flag"),
    "defaulted": _by_round("flag", "party"),
    "undelivered": _by_round("number", "party"),
    "unreciprocated": _by_round("number", "party"),
    "turnover": _by_round("flag", "principal"),
    "accommodation": _by_round("number"),
    "net_concession": _by_round("number", "principal"),
    "mutual_gain": _by_round("number"),
    "ratified": _by_round("code", "principal"),
    "walked": _by_round("flag", "principal"),
    "would_talk": _by_round("code", "principal"),
}

BY_WORLD: dict[str, tuple[tuple[str, ...], Kind]] = {
    "initial_rung": (("world", "issue"), "rung"),
    "ending": (("world",), "code"),
    "payoff": (("world", "party"), "number"),
    "noise_closing": (("world",), "number"),
    "noise_step": (("world", "party"), "number"),
    "noise_offer": (("world", "principal"), "number"),
}

# Axes of every array that a round or a whole world leaves behind.
AXES: dict[str, tuple[str, ...]] = {name: axes for name, (axes, _) in (BY_ROUND | BY_WORLD).items()}

# Names that arrays have in results of earlier versions.
RENAMED = {"standing": "net_concession"}

# Axes of what the rounds are reduced to; `bargaining.outcomes.events.REDUCED` says how.
REDUCED_AXES: dict[str, tuple[str, ...]] = {
    "first_rounds": ("world", "event"),
    "final_rung": ("world", "issue"),
    "n_acts": ("world", "act"),
    "n_windows": ("world", "act"),
    **dict.fromkeys(
        ("n_rounds_from_table", "n_walk_outs", "n_offers", "n_rare_offers", "n_accepted",
         "n_refused_at_home", "one_sided"), ("world",),
    ),
}  # fmt: skip

# What the table of a result is made from.
SUMMARY = (*BY_WORLD, *REDUCED_AXES)


def kept_arrays(keep: Keep) -> tuple[str, ...]:
    """Return the names of the arrays that a result is to keep, as `bargaining.simulate` takes them.

    Raises
    ------
    ArgumentError
        It names something other than arrays.
    """
    if keep is None:
        return tuple(AXES)
    sets = {"all": tuple(AXES), "summary": SUMMARY}
    known = (*sets, *AXES, *REDUCED_AXES)
    if not isinstance(keep, Collection) or (isinstance(keep, str) and keep not in sets):
        example = keep if isinstance(keep, str) and keep in known else "rung"
        raise ArgumentError(
            f'keep must be "all", "summary" or a list of names of arrays, such as '
            f'["summary", "{example}"]; got {keep!r}'
        )
    wanted = [keep] if isinstance(keep, str) else list(keep)
    for name in wanted:
        if name not in known:
            meant = array_meant(name, known) or f"they are {', '.join(known)}"
            raise ArgumentError(f"keep must name arrays of a result; got {name!r}: {meant}")
    # Every result keeps endings and payoffs.
    kept = {"ending", "payoff", *(one for name in wanted for one in sets.get(name, (name,)))}
    return tuple(name for name in (*AXES, *REDUCED_AXES) if name in kept)


def array_meant(name: object, known: Iterable[str]) -> str:
    """Return in words which of the known arrays may be meant by a name; empty where none may."""
    if today := RENAMED.get(str(name)):
        return f"it is called {today!r} today"
    near = nearest(str(name), known)
    return f"did you mean {near!r}?" if near else ""


class NotKeptError(OutcomesError):
    """A result lacks an array that runs have, but that this one was not asked to keep."""


def not_kept(name: object, kept: Container[str]) -> NotKeptError | None:
    """Return the error of an array that a result did not keep; None where no run has such a one."""
    if name not in AXES and name not in REDUCED_AXES:
        return None
    together = "summary" if name in SUMMARY else "all"
    enough = "" if "first_rounds" in kept else '; for the table keep="summary" is enough'
    return NotKeptError(
        f"this result did not keep the array {name!r}: play it again with "
        f'keep="{together}", or name the array, as in keep=["summary", "{name}"]{enough}'
    )


def smallest_integer(largest: int) -> np.dtype[Any]:
    """Return the smallest signed integer type that holds -1 to `largest`."""
    return np.min_scalar_type(-max(largest, 1) - 1)
