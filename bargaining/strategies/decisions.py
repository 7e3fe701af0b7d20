"""The eight decisions of a party, and misspelt names of them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from bargaining.errors import StrategyError

__all__ = ["DECISIONS", "OTHER_NAMES", "misspelt", "refuse_misspelt"]

DECISIONS = (
    "choose_step",
    "choose_act",
    "open_talks",
    "walk_out",
    "propose",
    "respond",
    "ratify",
    "react",
)

# What others call a decision.
OTHER_NAMES = {
    "accept": "respond",
    "act": "choose_act",
    "answer": "respond",
    "approve": "ratify",
    "leave": "walk_out",
    "move": "choose_step",
    "offer": "propose",
    "open": "open_talks",
    "reply": "respond",
    "step": "choose_step",
    "walk": "walk_out",
}

# High enough to let helpers such as `proposal` and `reaction` pass.
_ALIKE = 0.85


def misspelt(names: Iterable[str], known: tuple[str, ...] = DECISIONS) -> tuple[str, str] | None:
    """Return a public name that is nearly a decision, and the decision; None where there is none.

    A name near a decision that is itself among the names is taken for a helper of it.
    """
    own = set(names)
    for name in sorted(own.difference(known)):
        if name.startswith("_"):
            continue
        for decision in known:
            if decision not in own and _alike(name, decision):
                return name, decision
    return None


def refuse_misspelt(kind: type, known: tuple[str, ...] = DECISIONS) -> None:
    """Refuse a class with a method that would never be called, since its name is misspelt.

    Parameters
    ----------
    kind : type
    known : tuple of str
        What is called by name.

    Raises
    ------
    StrategyError
        A public method of the class itself is nearly named as a decision.
    """
    found = misspelt((name for name, value in vars(kind).items() if callable(value)), known)
    if found is not None:
        raise StrategyError(
            f'{kind.__name__}.{found[0]} is no decision. Did you mean "{found[1]}"? If it is '
            f"something else, give it another name, or one that begins with an underscore."
        )


def _alike(name: str, decision: str) -> bool:
    one, other = (word.lower().replace("_", "") for word in (name, decision))
    return SequenceMatcher(None, one, other).ratio() >= _ALIKE
