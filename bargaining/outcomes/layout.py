"""The arrays of a result: names, axes, kinds, meanings and units, and which of them are kept."""

from __future__ import annotations

import math
from collections.abc import Collection, Container, Iterable
from enum import IntEnum
from typing import Any, Literal

import numpy as np

from bargaining.codes import Closing, Ending, Response
from bargaining.errors import ArgumentError, OutcomesError
from bargaining.scenario.quantity_words import ENDINGS, EVENTS
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.suggestions import nearest
from bargaining.scenario.words import label_of

__all__ = [
    "AXES", "BY_ROUND", "BY_WORLD", "CODES", "GIVEN", "REDUCED_AXES", "RENAMED", "SUMMARY",
    "UNTIL_IT_HAPPENS", "Keep", "Kind", "NotKeptError", "array_meant", "kept_arrays",
    "long_name_of", "misfit", "not_kept", "smallest_integer", "unit_of",
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
# What a round's array holds before anything has happened; the rest starts at zero.
UNTIL_IT_HAPPENS: dict[str, float] = {
    "proposer": -1,
    "offer": -1,
    "offer_probability": math.nan,
    "offer_gain": math.nan,
    "mutual_gain": math.nan,
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

    Whatever names something other than arrays is an ArgumentError.
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
            meant = array_meant(name, known) or f"They are {', '.join(known)}."
            raise ArgumentError(f'keep must name arrays of a result; got "{name}". {meant}')
    # Every result keeps endings and payoffs.
    kept = {"ending", "payoff", *(one for name in wanted for one in sets.get(name, (name,)))}
    return tuple(name for name in (*AXES, *REDUCED_AXES) if name in kept)


def array_meant(name: object, known: Iterable[str]) -> str:
    """Return in words which of the known arrays may be meant by a name; empty where none may."""
    if today := RENAMED.get(str(name)):
        return f'It is called "{today}" today.'
    if name in ENDINGS or name in EVENTS:
        asked = f"P({name})" if name in ENDINGS else f"P(ever({name}))"
        return f'Ask bg.measure(outcomes, "{asked}").'
    near = nearest(str(name), known)
    return f'Did you mean "{near}"?' if near else ""


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


# What codes of arrays mean, in the order of the codes.
CODES: dict[str, type[IntEnum]] = {
    "ending": Ending,
    "ending_by_round": Ending,
    "response": Response,
    "closing": Closing,
}

# Arrays by their units; "1" is a pure number. The rest are flags, codes and places in lists.
_UNITS = {
    "1": "offer_probability offer_options accommodation condition belief undelivered "
    "unreciprocated net_concession noise_closing noise_step noise_offer n_acts n_walk_outs "
    "n_offers n_rare_offers n_accepted n_refused_at_home level final_level",
    "payoff units of the proposer": "offer_gain",
    "payoff units of the principal that gains least": "mutual_gain",
    "payoff units of the party": "flow payoff",
    "round": "first_rounds n_windows n_rounds_from_table",
    "rung": "rung step offer initial_rung final_rung",
}
_UNIT_OF = {name: unit for unit, names in _UNITS.items() for name in names.split()}

_LONG_NAMES = {
    "world": "number of the world",
    "draw": "number of the draw of the parameters",
    "ending_by_round": "how the world would have ended with this round",
    "response": "what became of the offer",
    "closing": "how the talks closed in this round",
    "at_table": "the principals are at the table at the round's end",
    "agreement_in_force": "an agreement is in force at the round's end",
    "talks_broken": "talks are broken for good",
    "sat": "the principals sat at the table in this round",
    "opened": "talks were opened",
    "lapsed": "an agreement ended undelivered",
    "completed": "the last promise of an agreement was delivered",
    "offer_probability": "probability with which the offer was made",
    "offer_gain": "expected gain of the proposer over passing",
    "accommodation": "least net concession of a principal in the scope",
    "mutual_gain": "what the best package gives to the principal that gains least, over waiting",
    "offer_options": "options of the proposer, passing included",
    "proposer": "place of the proposer among the principals, -1 for none",
    "rung": "rung of the ladder at the round's end",
    "level": "level of the ladder at the round's end, 0 to 1",
    "step": "step on the ladder: up 1, down -1",
    "verified": "examined delivery: passed 1, failed -1, none 0",
    "offer": "rung that the offer names, -1 for no offer",
    "condition": "level of the condition at the round's end, 0 to 1",
    "belief": "public probability that the party is of type 1",
    "party_type": "private type of the party",
    "flow": "flow payoff",
    "undelivered": "share of live promises not delivered",
    "unreciprocated": "net concession beyond what the others match",
    "defaulted": "the party broke a promise",
    "net_concession": "concession in place, weighed by the scope of the scenario",
    "turnover": "the principal's leader changed",
    "walked": "the principal walked out",
    "ratified": "approval at home: approved 1, refused -1, not asked 0",
    "would_talk": "asked whether to open talks: yes 1, no -1, not asked 0",
    "window_open": "the act was possible",
    "act": "the act was done",
    "initial_rung": "rung of the ladder at the start",
    "ending": "how the world ended",
    "payoff": "discounted payoff, the last flow held for ever",
    "noise_closing": "probability per round that noise alone closes talks",
    "noise_step": "probability per round that noise alone moves a ladder",
    "noise_offer": "probability per round that noise alone makes a hopeless offer",
    "first_rounds": "first round of the event, counted from 0; missing or -1 for never",
    "final_rung": "rung of the ladder at the end",
    "final_level": "level of the ladder at the end, 0 to 1",
    "n_acts": "how often the act was done",
    "n_windows": "rounds in which the act was possible",
    "n_rounds_from_table": "rounds that began at the table",
    "n_walk_outs": "rounds that began at the table and in which somebody walked out",
    "n_offers": "rounds with an offer",
    "n_rare_offers": "offers less than twice as likely as a random choice",
    "n_accepted": "texts that all at the table accepted",
    "n_refused_at_home": "accepted texts that were not ratified",
    "ever_accommodation": "concessions made an accommodation at the end of some round",
    "one_sided": "one principal alone concedes as much as a partial accommodation asks for",
}


def long_name_of(array: str, entry: str = "", scenario: ScenarioRecord | None = None) -> str:
    """Return what an array holds, or of which party, issue or other entry it holds it."""
    meaning = _LONG_NAMES.get(array, array.replace("_", " "))
    if not entry:
        return meaning
    kind, _, name = entry.partition(".")
    named = label_of(name or kind, scenario) if scenario is not None else name or kind
    if name:
        named = f"{kind.replace('_', ' ')} ({named})"
    return f"{named}: {meaning}"


def unit_of(array: str) -> str:
    """Return the unit of an array, ``"1"`` for a pure number; empty for flags, codes and places."""
    return _UNIT_OF.get(array, "")
