"""What a decision says, as log-probabilities of its options by the chooser's type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bargaining.arrays import Bools, Floats, Ints, add_up, greatest, rows_of
from bargaining.errors import StrategyError
from bargaining.solver.choices import (
    choose_options,
    compare_types,
    draw_yes,
    logit_each,
    reaches_barred,
    softmax_each,
)
from bargaining.solver.elementary import exp_of, log_of, plain
from bargaining.text import extent

_MOST_LETTERS = 60  # of an answer that cannot be used


@dataclass(frozen=True)
class ChoiceProbabilities:
    """Log-probabilities of options.

    Attributes
    ----------
    log : array over (row, type, option)
        The type axis has length 1 where all types choose alike.
    """

    log: Floats

    @classmethod
    def softmax(cls, scores: Floats) -> ChoiceProbabilities:
        """Return logit odds of scores over (row, type, option); -inf cannot be chosen."""
        entries, log = plain(scores), np.empty(scores.shape)
        softmax_each(entries, log)
        return cls(log)

    @classmethod
    def logistic(cls, scores: Floats) -> ChoiceProbabilities:
        """Return the odds of no and yes; scores over (row, type) are log-odds of yes."""
        log = np.empty((*scores.shape, 2))
        logit_each(plain(scores).reshape(-1), log.reshape(-1, 2))
        return cls(log)

    @classmethod
    def read(
        cls, answer: Any, n: int, options: int, decision: str, types: int = 2
    ) -> ChoiceProbabilities:
        """Turn what a decision rule returned into odds.

        Parameters
        ----------
        answer : ChoiceProbabilities or array
            For a choice among options: integers over (row,) or (row, type), probabilities over
            (row, option) or (row, type, option); for a yes or no: booleans or probabilities of yes
            over (row,) or (row, type).
        n, options, types : int
            Number of rows, of options (2 for a yes or no), and of the party's own types.

        Raises
        ------
        StrategyError
            The shape or the range does not fit.
        """
        if isinstance(answer, ChoiceProbabilities):
            log = _array_of(answer.log, decision)
            if log.ndim != 3 or log.shape[0] != n or log.shape[2] != options:
                raise StrategyError(
                    f"{decision} must give odds of shape ({n}, type, {options}); got {log.shape}"
                )
        else:
            log = _log_probabilities(answer, n, options, decision)
        if log.shape[1] not in (1, types):
            besides = f"({n},), or one for each own type besides, shape ({n}, 2)"
            raise StrategyError(
                f"{decision} must give one answer for each world, shape "
                f"{besides if types == 2 else f'({n},): the party has no private type'}; got "
                f"{log.shape[1]} for each world. A yes or no is one probability of yes, not a pair "
                f"of no and yes"
            )
        return cls(log)

    def check(self, decision: str) -> None:
        """Refuse what are no logarithms of probabilities that sum to 1 in each row, by type.

        Raises
        ------
        StrategyError
            Names the decision and what was given.
        """
        # Exponentials of logarithms are at least 0, and may be a rounding error above 1.
        _check_sums(exp_of(self.log), decision)

    def without(self, barred: Bools, *, instead: int) -> ChoiceProbabilities:
        """Return the odds with the option `instead` chosen where one is barred, over (row, option).

        Options beyond the last column of `barred`, and `instead`, are never barred.
        """
        n, _, options = self.log.shape
        barred = np.asarray(barred, dtype=bool)
        beyond = options - barred.shape[-1]
        if barred.ndim != 2 or len(barred) not in (1, n) or beyond < 0:
            raise StrategyError(
                f"barred must be booleans over (row, option), ({n}, {options}); got shape "
                f"{barred.shape}"
            )
        if len(barred) < n:
            barred = np.repeat(barred, n, axis=0)
        if not barred.flags.carray:
            barred = np.require(barred, requirements=["C", "W"])
        if not reaches_barred(plain(self.log), barred):
            return self
        if beyond:
            barred = np.pad(barred, ((0, 0), (0, beyond)), constant_values=False)
        reached = barred[:, None, :] & (self.log > -np.inf)
        probability = exp_of(self.log)
        probability[..., instead] += add_up(np.where(reached, probability, 0.0))
        moved = log_of(np.where(barred[:, None, :], 0.0, probability))
        # Rows that bar nothing keep their bits, whatever others do.
        touched = np.any(reached, axis=(1, 2), keepdims=True)
        return ChoiceProbabilities(np.where(touched, moved, self.log))

    def probability(self, types: Ints) -> Floats:
        """Return the probabilities of a row's true type, shape (row, option)."""
        if self.log.shape[1] == 1:
            return exp_of(self.log[:, 0])
        return exp_of(self.log[np.arange(len(types)), types])

    def choose(self, u: Floats, types: Ints) -> Ints:
        """Return the option drawn in each row by inverse CDF, shape (row,)."""
        chosen = np.empty(len(u), dtype=np.int64)
        own = np.ascontiguousarray(types, dtype=np.int64)
        choose_options(plain(self.log), own, u, chosen)
        return chosen

    def says_yes(self, u: Floats, types: Ints) -> Bools:
        """Return where a yes-or-no decision is yes: u below the probability of yes; (row,)."""
        yes = np.empty(len(u), dtype=np.bool_)
        draw_yes(plain(self.log), np.ascontiguousarray(types, dtype=np.int64), u, yes)
        return yes

    def log_likelihood_ratio(self, chosen: Ints) -> Floats:
        """Return the log-likelihood ratio of type 1 to type 0 of what was chosen, shape (row,)."""
        if self.log.shape[1] == 1:
            return np.zeros(len(chosen))
        ratio = np.empty(len(chosen))
        compare_types(plain(self.log), np.ascontiguousarray(chosen, dtype=np.int64), ratio)
        return ratio


def softmax_steps(scores: Floats) -> Floats:
    """Return exp(scores) normalised along the last axis; -inf stands for what cannot be chosen."""
    weights = exp_of(scores - greatest(scores))
    return weights / add_up(weights)[..., None]


def _log_probabilities(answer: Any, n: int, options: int, decision: str) -> Floats:
    """Return the log-probabilities, (row, type, option), that an array of answers stands for."""
    values = _array_of(answer, decision)
    if values.shape[:1] != (n,):
        raise StrategyError(
            f"{decision} must return one answer per world, {n} of them along the first axis; "
            f"got shape {values.shape}"
        )
    is_choice = values.ndim == 1 or (values.ndim == 2 and values.shape[1] <= 2 < options)
    if values.dtype.kind in "iu" and is_choice:
        if values.min(initial=0) < 0 or values.max(initial=0) >= options:
            raise StrategyError(
                f"{decision} must choose an option from 0 to {options - 1}; got "
                f"{extent(values.min(), values.max())}"
            )
        certain = np.where(np.eye(options, dtype=bool), 0.0, -np.inf)
        return rows_of(certain, values.reshape(n, -1))
    if values.ndim <= 2 and (values.dtype == bool or options == 2):
        yes = values.astype(float).reshape(n, -1)
        if options != 2:
            raise StrategyError(
                f"{decision} must choose among {options} options; got truth values, which answer a "
                f"yes or no"
            )
        _check_range(yes, decision)
        return log_of(np.stack([1.0 - yes, yes], axis=-1))
    probability: Floats = values.astype(float)
    if probability.ndim == 2:
        probability = probability[:, None, :]
    if probability.ndim != 3 or probability.shape[2] != options or probability.shape[1] > 2:
        raise StrategyError(
            f"{decision} must give the number of an option for each world, whole numbers over "
            f"({n},) or ({n}, type), or probabilities of shape ({n}, {options}) or "
            f"({n}, type, {options}); got {values.dtype} of shape {values.shape}"
        )
    _check_range(probability, decision)
    _check_sums(probability, decision)
    return log_of(probability)


def _array_of(answer: Any, decision: str) -> Any:
    """Return an answer as an array of numbers or truth values."""
    try:
        values = np.asarray(answer)
    except ValueError:
        raise StrategyError(
            f"{decision} must give as many numbers for each world; got rows of different lengths"
        ) from None
    if values.dtype.kind not in "biuf":
        told = " ".join((repr(answer) if isinstance(answer, str) else str(answer)).split())
        if len(told) > _MOST_LETTERS:
            told = f"{told[:_MOST_LETTERS].rpartition(' ')[0] or told[:_MOST_LETTERS]} …"
        raise StrategyError(
            f"{decision} must return numbers, truth values or ChoiceProbabilities; got "
            f"{type(answer).__name__}: {told}"
        )
    return values


def _check_sums(probability: Floats, decision: str) -> None:
    total = probability.sum(axis=-1)
    if not np.allclose(total, 1.0, atol=1e-6):
        raise StrategyError(
            f"{decision} must give probabilities that sum to 1; got sums of "
            f"{extent(total.min(), total.max())}"
        )


def _check_range(probability: Floats, decision: str) -> None:
    if not np.all((probability >= 0) & (probability <= 1)):
        got = extent(probability.min(), probability.max())
        if np.isnan(probability).any():
            got = "NaN, which is no probability: 0 / 0 perhaps?"
        raise StrategyError(f"{decision} must give probabilities from 0 to 1; got {got}")
