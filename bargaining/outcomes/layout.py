"""The arrays of a result: their names, axes and kinds, and which of them are kept."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable
from typing import Any, Literal

import numpy as np

from bargaining.errors import ArgumentError, OutcomesError
from bargaining.scenario.suggestions import nearest

__all__ = [
    "AXES", "BY_ROUND", "BY_WORLD", "GIVEN", "REDUCED_AXES", "RENAMED", "SUMMARY", "Keep", "Kind",
    "NotKeptError", "array_meant", "kept_arrays", "misfit", "not_kept", "smallest_integer",
]  # fmt: skip

Keep = str | Collection[str] | None

# A flag is a bool; a code is an entry of an enumeration or of {-1, 0, 1}; a rung and a principal
# are numbers of these, -1 for none; a count is how many options there were; a number is a float.
Kind = Literal["flag", "code", "rung", "principal", "count", "number"]


# Arrays of every round by their axes behind those of world and round, and by their kind.
_GROUPS: tuple[tuple[tuple[str, ...], Kind, str], ...] = (
    ((), "code", "ending_by_round response closing"),
    ((), "flag", "at_table agreement_in_force talks_broken sat opened lapsed completed"),
    ((), "number", "offer_probability offer_gain accommodation mutual_gain"),
    ((), "count", "offer_options"),
    ((), "principal", "proposer"),
    (("issue",), "rung", "rung"),
    (("issue",), "code", "step verified"),
    (("menu_issue",), "rung", "offer"),
    (("condition",), "number", "condition"),
    (("typed_party",), "number", "belief"),
    (("typed_party",), "code", "party_type"),
    (("party",), "number", "flow undelivered unreciprocated"),
    (("party",), "flag", "defaulted"),
    (("principal",), "number", "net_concession"),
    (("principal",), "flag", "turnover walked"),
    (("principal",), "code", "ratified would_talk"),
    (("act",), "flag", "window_open act"),
)
BY_ROUND: dict[str, tuple[tuple[str, ...], Kind]] = {
    name: (("world", "round", *axes), kind)
    for axes, kind, names in _GROUPS
    for name in names.split()
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

# Numbers that a run was handed instead of drawing them, by their paths.
GIVEN = ("world", "given_parameter")

_REDUCED_KINDS: dict[str, Kind] = {
    **dict.fromkeys(REDUCED_AXES, "count"),
    "first_rounds": "code",
    "final_rung": "rung",
    "one_sided": "flag",
}
_KINDS: dict[str, tuple[tuple[str, ...], Kind]] = {
    **BY_ROUND,
    **BY_WORLD,
    **{name: (axes, _REDUCED_KINDS[name]) for name, axes in REDUCED_AXES.items()},
    "given": (GIVEN, "number"),
}

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


def misfit(name: str, axes: tuple[str, ...], dtype: np.dtype[Any]) -> str:
    """Return in words why an array of these axes and type cannot bear its name; empty if it can."""
    if name not in _KINDS:
        return ""
    right, kind = _KINDS[name]
    if axes != right:
        return f"the array {name!r} has the axes {', '.join(right)}; got {', '.join(axes)}"
    letters, called = {"flag": ("b", "true or false"), "number": ("f", "floats")}.get(
        kind, ("iu", "integers")
    )
    if dtype.kind not in letters:
        return f"the array {name!r} holds {called}; got the type {dtype}"
    return ""


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
