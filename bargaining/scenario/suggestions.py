"""Suggestions for near misses: "Did you mean ...?"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from bargaining.errors import BargainingError

__all__ = ["did_you_mean", "hint_at", "nearest", "unknown"]

_LONGEST = 80
_LISTED = 12
# Words for one thing: somebody who writes one may mean another that is known.
_SAME = (
    ("discount_factor", "delta", "discount", "patience", "discounting"),
    ("choice_noise", "temperature", "noise", "precision", "rationality", "lambda", "sigma"),
    ("inertia", "friction", "cost_of_a_move", "move_cost", "switching_cost"),
    ("belief", "trust", "prior", "reputation", "type_probability"),
    ("giver", "owner", "given_by", "by", "actor"),
    ("rungs", "levels", "level", "ladder", "steps", "scale"),
    ("principals", "players", "sides", "signers"),
    ("payoffs", "weights", "utilities", "preferences", "payoff", "utility"),
    ("probability", "hazard", "chance", "risk", "P", "prob", "share", "fraction"),
    ("persistence", "decay", "fade", "memory"),
    ("mean", "average", "avg", "E", "expected"),
    ("median", "middle", "q50"),
    ("quantile", "percentile"),
    ("highest", "max", "maximum"),
    ("lowest", "min", "minimum"),
    ("count", "sum", "len", "number", "total"),
    ("ever", "any", "happens", "exists"),
    ("never", "none"),
    ("last", "final", "end", "until"),
    ("last", "level", "levels"),
    ("at", "when", "round", "date", "month"),
    ("settlement", "full_agreement", "success"),
    ("partial", "accommodation", "partial_accommodation", "partial_agreement"),
    ("agreement", "accord", "deal", "signature", "treaty"),
    ("renege", "default", "breach", "broken_promise", "defection"),
    ("collapse", "breakdown", "rupture"),
    ("stalemate", "deadlock", "impasse", "no_deal"),
    ("turnover", "new_leader", "election", "leader"),
)
# What to do about NumPy's messages that rules over many worlds meet most.
_REMEDIES = {
    "could not be broadcast": (
        "What is (row, type), such as value_if_agreed, needs [:, None] behind what is (row,) to be "
        "combined with it."
    ),
    "truth value of an array": (
        "A rule answers for all worlds at once: use np.where, or bg.OneWorld for a rule of one "
        "world."
    ),
}


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word nearest to `word` in spelling or meaning, or None where none is."""
    choices = [name for name in known if name != word]
    if len(word) > _LONGEST:
        return None
    folded = _folded(word.strip().replace(" ", "_"))
    for end in (" ", "s"):
        for name in choices:
            if _folded(name).rstrip(end) == folded.rstrip(end):
                return name
    for group in _SAME:
        if word in group or folded in group:
            same = [one for one in group if one in choices]
            if same:
                return same[0]
    head, _, rest = word.partition(".")
    for group in _SAME if rest else ():
        for name in group if head in group else ():
            if f"{name}.{rest}" in choices:
                return f"{name}.{rest}"
    found = get_close_matches(word, choices, n=1, cutoff=0.6)
    if found:
        return found[0]
    # "relief" for "sanctions_relief": the shortest name of which it is a whole word.
    holding = [name for name in choices if folded in re.split(r"[._-]", name.lower())]
    return min(holding, key=len, default=None)


def _folded(name: str) -> str:
    """Return a name without what is easily got wrong: case, dashes, zeros before a number."""
    return re.sub(r"(?<![\d.])0+(?=\d)", "", name.lower().replace("-", "_"))


def did_you_mean(word: str, known: Iterable[str], what: str = "names") -> str:
    """Return a sentence that suggests a near miss, or else lists what there is.

    `what` says what the known words are, in the plural.
    """
    choices = list(dict.fromkeys(known))
    near = nearest(word, choices)
    if near is not None:
        return f'Did you mean "{near}"?'
    if not choices:
        return f"There are no {what}."
    more = len(choices) - _LISTED
    listed = ", ".join(choices[:_LISTED]) + (f" and {more} more" if more > 0 else "")
    return f"Known {what}: {listed}."


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Return a sentence that a name does not exist, and which one may be meant."""
    plural = {"party": "parties", "issue of the menu": "issues of the menu"}.get(what, f"{what}s")
    near = did_you_mean(name, known, plural)
    return f'names the {what} "{name[:80]}", which does not exist. {near}'


def hint_at(error: BaseException) -> str:
    """Return what to do about an error of a rule, to follow its message; empty where unknown."""
    if isinstance(error, BargainingError):
        return ""  # its message says so itself
    for sign, remedy in _REMEDIES.items():
        if isinstance(error, ValueError) and sign in str(error):
            return f". {remedy}"
    if not isinstance(error, AttributeError) or not error.name:
        return ""
    near = nearest(error.name, [name for name in dir(error.obj) if not name.startswith("_")])
    return f'. Did you mean "{near}"?' if near else ""
