"""The arrays of a result: their names, axes and kinds."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

__all__ = ["AXES", "BY_ROUND", "BY_WORLD", "REDUCED_AXES", "Kind", "smallest_integer"]

# A flag is a bool; a code is an entry of an enumeration or of {-1, 0, 1}; a rung and a principal
# are numbers of these, -1 for none; a number is a float.
Kind = Literal["flag", "code", "rung", "principal", "number"]

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
}

BY_WORLD: dict[str, tuple[tuple[str, ...], Kind]] = {
    "initial_rung": (("world", "issue"), "rung"),
    "ending": (("world",), "code"),
    "payoff": (("world", "party"), "number"),
    "noise_closing": (("world",), "number"),
    "noise_step": (("world", "party"), "number"),
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
    "one_sided": ("world",),
}


def smallest_integer(largest: int) -> np.dtype[Any]:
    """Return the smallest signed integer type that holds -1 to `largest`."""
    return np.min_scalar_type(-max(largest, 1) - 1)
