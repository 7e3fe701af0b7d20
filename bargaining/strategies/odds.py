"""Odds: what a decision says, as log-probabilities of its options by the chooser's type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.errors import StrategyError

__all__ = ["Odds"]


@dataclass(frozen=True, slots=True)
class Odds:
    """Log-probabilities of options.

    Attributes
    ----------
    log : array over (row, type, option)
        The type axis has length 1 where all types choose alike.
    """

    log: Floats

    @classmethod
    def softmax(cls, scores: Floats) -> Odds:
        """Return logit odds of scores over (row, type, option); -inf cannot be chosen."""
        top = scores.max(axis=-1, keepdims=True)
        shifted = scores - top
        total = np.exp(shifted[..., 0])
        for option in range(1, scores.shape[-1]):
            total = total + np.exp(shifted[..., option])
        return cls(shifted - np.log(total)[..., None])

    @classmethod
    def logistic(cls, scores: Floats) -> Odds:
        """Return the odds of no and yes; scores over (row, type) are log-odds of yes."""
        yes = -np.logaddexp(0.0, -scores)
        no = -np.logaddexp(0.0, scores)
        return cls(np.stack([no, yes], axis=-1))

    @classmethod
    def read(cls, answer: Any, n: int, options: int, decision: str) -> Odds:
        """Turn what a decision rule returned into odds.

        Parameters
        ----------
        answer : Odds or array
            Odds; or for a choice among options: integers over (row,), probabilities over
            (row, option) or (row, type, option); for a yes or no: booleans or probabilities of yes
            over (row,) or (row, type).
        options : int
            Number of options; 2 for a yes or no.

        Raises
        ------
        StrategyError
            The shape or the range does not fit.
        """
        if isinstance(answer, Odds):
            log = answer.log
            if log.ndim != 3 or log.shape[0] != n or log.shape[2] != options:
                raise StrategyError(
                    f"{decision} must give odds of shape ({n}, type, {options}); got {log.shape}"
                )
            return answer
        values = np.asarray(answer)
        if values.dtype.kind not in "biuf":
            raise StrategyError(
                f"{decision} must return numbers, truth values or Odds; got "
                f"{type(answer).__name__} {str(answer)[:60]!r}"
            )
        if values.shape[:1] != (n,):
            raise StrategyError(
                f"{decision} must return one answer per world, {n} of them along the first axis; "
                f"got shape {values.shape}"
            )
        return cls(_log(_probabilities(values, n, options, decision)))

    def without(self, barred: Bools, *, instead: int) -> Odds:
        """Return the odds with one option chosen in the place of those that do not exist.

        Parameters
        ----------
        barred : booleans over (row, option)
        instead : int
            The option that takes their probability; never barred.
        """
        reached = barred[:, None, :] & (self.log > -np.inf)
        if not reached.any():
            return self
        probability = np.exp(self.log)
        probability[..., instead] += np.where(reached, probability, 0.0).sum(axis=-1)
        moved = _log(np.where(barred[:, None, :], 0.0, probability))
        # Rows that bar nothing keep their bits, whatever others do.
        touched = np.any(reached, axis=(1, 2), keepdims=True)
        return Odds(np.where(touched, moved, self.log))

    def probability(self, types: Ints) -> Floats:
        """Return the probabilities of a row's true type, shape (row, option)."""
        if self.log.shape[1] == 1:
            return np.asarray(np.exp(self.log[:, 0]))
        return np.asarray(np.exp(self.log[np.arange(len(types)), types]))

    def choose(self, u: Floats, types: Ints) -> Ints:
        """Return the option drawn in each row by inverse CDF, shape (row,)."""
        probability = self.probability(types)
        running = np.cumsum(probability, axis=-1)
        index = (running <= u[:, None]).sum(axis=-1)
        last = probability.shape[1] - 1 - (probability[:, ::-1] > 0).argmax(axis=-1)
        return np.asarray(np.minimum(index, last))

    def says_yes(self, u: Floats, types: Ints) -> Bools:
        """Return where a yes-or-no decision is yes: u below the probability of yes; (row,)."""
        return np.asarray(u < self.probability(types)[:, 1])

    def evidence(self, chosen: Ints) -> Floats:
        """Return the log-likelihood ratio of type 1 to type 0 of what was chosen, shape (row,)."""
        if self.log.shape[1] == 1:
            return np.zeros(len(chosen))
        picked = self.log[np.arange(len(chosen)), :, chosen]
        return np.asarray(picked[:, 1] - picked[:, 0])


def _probabilities(values: Any, n: int, options: int, decision: str) -> Floats:
    chosen = np.issubdtype(values.dtype, np.integer) and values.ndim == 1
    if values.dtype == bool or (options == 2 and values.ndim <= 2 and not chosen):
        yes = values.astype(float).reshape(n, -1)
        _check_range(yes, decision)
        return np.stack([1.0 - yes, yes], axis=-1)
    if chosen:
        if values.min(initial=0) < 0 or values.max(initial=0) >= options:
            raise StrategyError(
                f"{decision} must choose an option from 0 to {options - 1}; got "
                f"{values.min()} to {values.max()}"
            )
        return np.asarray(np.eye(options)[values][:, None, :])
    probability: Floats = values.astype(float)
    if probability.ndim == 2:
        probability = probability[:, None, :]
    if probability.ndim != 3 or probability.shape[2] != options or probability.shape[1] > 2:
        raise StrategyError(
            f"{decision} must give probabilities of shape ({n}, {options}) or "
            f"({n}, type, {options}); got {values.shape}"
        )
    _check_range(probability, decision)
    total = probability.sum(axis=-1)
    if not np.allclose(total, 1.0, atol=1e-6):
        raise StrategyError(
            f"{decision} must give probabilities that sum to 1; got sums from "
            f"{total.min():.6g} to {total.max():.6g}"
        )
    return probability


def _check_range(probability: Floats, decision: str) -> None:
    if not np.all((probability >= 0) & (probability <= 1)):
        raise StrategyError(
            f"{decision} must give probabilities from 0 to 1; got "
            f"{probability.min():.6g} to {probability.max():.6g}"
        )


def _log(probability: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(probability))
