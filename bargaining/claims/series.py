"""What is so in each round of each world: events, series, and what is made of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.claims.arithmetic import apply
from bargaining.claims.flows import flow_of_tag
from bargaining.outcomes import Outcomes
from bargaining.outcomes.events import EVENTS, first_true, happened
from bargaining.scenario.quantity import Constant, Node, Operation, Since, Word

__all__ = ["round_values"]

# What stands in a round, and the array that holds it.
_STATES = {
    "at_table": "sat",
    "agreement_in_force": "agreement_in_force",
    "talks_broken": "talks_broken",
}
# Words with a name after the dot that are no event: the array that holds them, and its axis.
_NAMED = {
    "turnover": ("turnover", "principal"),
    "belief": ("belief", "typed_party"),
    "type": ("party_type", "typed_party"),
    "undelivered": ("undelivered", "party"),
    "unreciprocated": ("unreciprocated", "party"),
    "standing": ("standing", "principal"),
    "flow": ("flow", "party"),
}


# What a principal says when it is asked whether to open talks.
_ANSWERS = {"agrees": 1, "declines": -1}


def round_values(node: Node, outcomes: Outcomes) -> NDArray[Any]:
    """Return the value of an expression in each round, shape (world, round).

    Parameters
    ----------
    node : Node
        Of the layer of rounds: a word, a number, or an operation on these.
    outcomes : Outcomes
        Whose scenario has the words.

    Returns
    -------
    bool or float64 array over (world, round)
        NaN where a number cannot be known.
    """
    if isinstance(node, Constant):
        return np.full(outcomes["at_table"].shape, node.value)
    if isinstance(node, Operation):
        return apply(node.sign, [round_values(part, outcomes) for part in node.parts])
    if isinstance(node, Since):
        return _since(node, outcomes)
    assert isinstance(node, Word)
    return _word(node.parts, outcomes)


def _since(node: Since, outcomes: Outcomes) -> NDArray[Any]:
    """Return values of rounds counted from an event; false, or NaN for a number, where missing."""
    values = round_values(node.of, outcomes)
    n_rounds = values.shape[1]
    begun = first_true(round_values(node.event, outcomes))[:, None]
    place = begun + node.offset + np.arange(n_rounds)
    inside = (place >= 0) & (place < n_rounds)  # false also where the event never came
    shifted = np.take_along_axis(values, np.where(inside, place, 0).astype(np.intp), axis=1)
    return np.where(inside, shifted, False if values.dtype == np.bool_ else np.nan)


def _word(parts: tuple[str, ...], outcomes: Outcomes) -> NDArray[Any]:
    if len(parts) == 1:
        return _plain(parts[0], outcomes)
    word, name, *tag = parts
    if tag:
        return flow_of_tag(outcomes, name, tag[0])
    if word not in _NAMED and word not in _ANSWERS:
        return happened(outcomes, word, name)
    if word in _ANSWERS:
        place = outcomes.labels["principal"].index(name)
        return np.asarray(outcomes["would_talk"][:, :, place] == _ANSWERS[word])
    array, axis = _NAMED[word]
    values = outcomes[array][:, :, outcomes.labels[axis].index(name)]
    return values.astype(np.float64) if word == "type" else values


def _plain(word: str, outcomes: Outcomes) -> NDArray[Any]:
    if word in _STATES:
        return outcomes[_STATES[word]]
    if word in EVENTS:
        return happened(outcomes, word)
    if word in outcomes.labels["issue"]:
        return outcomes.level[:, :, outcomes.labels["issue"].index(word)]
    return outcomes["condition"][:, :, outcomes.labels["condition"].index(word)]
