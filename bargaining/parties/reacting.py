"""Anticipations that are not the library's own: checked before anybody uses them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bargaining.arrays import Floats
from bargaining.errors import StrategyError
from bargaining.parties.party import Party
from bargaining.strategies.quantal import QuantalResponse
from bargaining.text import extent
from bargaining.views.reaction import Reaction, Reactors

__all__ = ["own_reactors", "read_reaction"]

# Probabilities are sums of a few floats.
_SLACK = 1e-6


def own_reactors(parties: Mapping[int, Party]) -> Reactors:
    """Return the parties that answer for their own expected steps, their answers checked.

    The others are expected to step by the model's own rule (model, equation 4).
    """
    return {
        index: _Checked(party)
        for index, party in parties.items()
        if type(party).react is not Party.react
        or type(party.strategy).react is not QuantalResponse.react
    }


class _Checked:
    """A party whose expected steps must be probabilities of its options."""

    def __init__(self, party: Party) -> None:
        self._party = party

    def react(self, reaction: Reaction) -> Floats:
        """Return the party's answer.

        Raises
        ------
        StrategyError
            It has a wrong shape, or holds no probabilities.
        """
        answer = self._party.react(reaction)
        where = f"{type(self._party).__name__}.react ({self._party.name})"
        options = len(reaction.rows.game.step_options[reaction.party])
        return read_reaction(answer, reaction, options, where)


def read_reaction(answer: Any, reaction: Reaction, options: int, where: str) -> Floats:
    """Turn what `react` returned into probabilities.

    Raises
    ------
    StrategyError
        It has a wrong shape, or holds no probabilities.
    """
    values = np.asarray(answer)
    axes = reaction.situation.axes + 1
    fits = values.ndim == axes and values.shape[0] == reaction.rows.n
    if not fits or values.shape[-1] != options or values.dtype.kind not in "fiub":
        raise StrategyError(
            f"{where} must give probabilities over (row, *cells, option), {axes} axes with "
            f"{reaction.rows.n} rows first and {options} options last; got "
            f"{values.dtype} of shape {values.shape}"
        )
    probability = values.astype(float)
    if not np.all((probability >= 0.0) & (probability <= 1.0 + _SLACK)):
        raise StrategyError(
            f"{where} must give probabilities from 0 to 1; got some that are not "
            f"(or are no numbers)"
        )
    total = probability.sum(axis=-1)
    if np.abs(total - 1.0).max(initial=0.0) > _SLACK:
        raise StrategyError(
            f"{where} must give probabilities that sum to 1; got sums of "
            f"{extent(total.min(), total.max())}"
        )
    return probability
