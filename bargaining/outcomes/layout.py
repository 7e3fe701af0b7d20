"""The arrays of a result: their names, axes and kinds, and which of them are kept."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Container
from typing import Any, Literal

import numpy as np

from bargaining.errors import ArgumentError, OutcomesError

__all__ = [
    "AXES",
    "BY_ROUND",
    "BY_WORLD",
    "REDUCED_AXES",
    "SUMMARY",
    "Keep",
    "Kind",
    "NotKeptError",
    "kept_arrays",
    "not_kept",
    "smallest_integer",
]

Keep = str | Collection[str] | None

# A flag is a bool; a code is an entry of an enumeration or of {-1, 0, 1}; a rung and a principal
# are numbers of these, -1 for none; a count is how many options there were; a number is a float.
Kind = Literal["flag", "code", "rung", "principal", "count", "number"]

_WORLD_ROUND = ("world", "round")

BY_ROUND: dict[str, tuple[tuple[str, ...], Kind]] = {
    "ending_by_round": (_WORLD_ROUND, "code"),
    "rung": ((*_WORLD_ROUND, "issue"), "rung"),
    "condition": ((*_WORLD_ROUND, "condition"), "number"),
    "belief": ((*_WORLD_ROUND, "typed_party"), "number"),
    "party_type": ((*_WORLD_ROUND, "typed_party"), "code"),
    "flow": ((*_WORLD_ROUND, "party"), "number"),
    "at_table": (_WORLD_ROUND, "flag"),
    "agreement_in_force": (_WORLD_ROUND, "flag"),
    "talks_broken": (_WORLD_ROUND, "flag"),
    "sat": (_WORLD_ROUND, "flag"),
    "window_open": ((*_WORLD_ROUND, "act"), "flag"),
    "act": ((*_WORLD_ROUND, "act"), "flag"),
    "step": ((*_WORLD_ROUND, "issue"), "code"),
    "verified": ((*_WORLD_ROUND, "issue"), "code"),
    "proposer": (_WORLD_ROUND, "principal"),
    "offer": ((*_WORLD_ROUND, "menu_issue"), "rung"),
    "offer_probability": (_WORLD_ROUND, "number"),
    "offer_options": (_WORLD_ROUND, "count"),
    "offer_gain": (_WORLD_ROUND, "number"),
    "response": (_WORLD_ROUND, "code"),
    "closing": (_WORLD_ROUND, "code"),
    "opened": (_WORLD_ROUND, "flag"),
    "lapsed": (_WORLD_ROUND, "flag"),
    "completed": (_WORLD_ROUND, "flag"),
    "defaulted": ((*_WORLD_ROUND, "party"), "flag"),
    "undelivered": ((*_WORLD_ROUND, "party"), "number"),
    "unreciprocated": ((*_WORLD_ROUND, "party"), "number"),
    "turnover": ((*_WORLD_ROUND, "principal"), "flag"),
    "accommodation": (_WORLD_ROUND, "number"),
    "standing": ((*_WORLD_ROUND, "principal"), "number"),
    "mutual_gain": (_WORLD_ROUND, "number"),
    "ratified": ((*_WORLD_ROUND, "principal"), "code"),
    "walked": ((*_WORLD_ROUND, "principal"), "flag"),
    "would_talk": ((*_WORLD_ROUND, "principal"), "code"),
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

# Axes of what the rounds are reduced to; `reduced` says how.
REDUCED_AXES: dict[str, tuple[str, ...]] = {
    "first_rounds": ("world", "event"),
    "final_rung": ("world", "issue"),
    "n_acts": ("world", "act"),
    "n_windows": ("world", "act"),
    "n_rounds_from_table": ("world",),
    "n_walk_outs": ("world",),
    "n_offers": ("world",),
    "n_rare_offers": ("world",),
    "n_accepted": ("world",),
    "n_refused_at_home": ("world",),
    "one_sided": ("world",),
}

# What the table of a result is made from.
SUMMARY = (*BY_WORLD, *REDUCED_AXES)
# What every result keeps.
_ALWAYS = ("ending", "payoff")


def kept_arrays(keep: Keep) -> tuple[str, ...]:
    """Return the names of the arrays that a result is to keep.

    Parameters
    ----------
    keep : str, collection of str, or None
        As `bargaining.simulate` takes it.

    Raises
    ------
    ArgumentError
        It names something else than arrays.
    """
    if keep is None:
        return tuple(AXES)
    sets = {"all": tuple(AXES), "summary": SUMMARY}
    known = (*sets, *AXES, *REDUCED_AXES)
    if isinstance(keep, str) and keep not in sets:
        example = keep if keep in known else "rung"
        raise ArgumentError(
            f'keep must be "all", "summary" or a list of names of arrays, such as '
            f'["summary", "{example}"]; got {keep!r}'
        )
    try:
        wanted = [keep] if isinstance(keep, str) else list(keep)
    except TypeError:
        raise ArgumentError(
            f'keep must be "all", "summary" or a list of names of arrays; got {keep!r}'
        ) from None
    for name in wanted:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, n=1)
            remedy = f"did you mean {near[0]!r}?" if near else f"they are {', '.join(known)}"
            raise ArgumentError(f"keep must name arrays of a result; got {name!r}: {remedy}")
    kept = {*_ALWAYS, *(array for name in wanted for array in sets.get(name, (name,)))}
    return tuple(name for name in (*AXES, *REDUCED_AXES) if name in kept)


class NotKeptError(OutcomesError):
    """A result lacks an array that runs have, but that this one was not asked to keep."""


def not_kept(name: object, kept: Container[str]) -> NotKeptError | None:
    """Return the error of an array that a result did not keep; None where no run has such a one.

    Parameters
    ----------
    name : object
        What was asked for.
    kept : container of str
        Names of the arrays that the result keeps.
    """
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
