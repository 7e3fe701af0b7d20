"""Noisy play of two who choose at once: logit QRE of a bimatrix game, followed from full noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.theory.domains import require_within

__all__ = ["LogitBranch", "solve_logit_bimatrix", "trace_logit_branch"]

_NOISE = (
    "It is the temperature of quantal response in payoff units, the inverse of the precision of "
    "the literature."
)
_CLOSE = 1e-11
_LEAST_STEP = 1e-9
# Shorter steps may cross a fork, as a game with equal sides has them.
_FORK = 1e-4
_POINTS = 20_000


@dataclass(frozen=True, slots=True)
class LogitBranch:
    """Logit equilibria of a bimatrix game.

    Attributes
    ----------
    precision : array of float, shape (point,)
        Inverse of the choice noise at each equilibrium.
    row, column : array of float, shape (point, option)
        Probabilities with which the two choose their rows and columns.
    """

    precision: Floats
    row: Floats
    column: Floats


def trace_logit_branch(
    payoffs_row: ArrayLike, payoffs_column: ArrayLike, choice_noise: float
) -> LogitBranch:
    r"""Return the equilibria on the way from endless noise down to `choice_noise`.

    At precision :math:`1/\lambda` each side answers the other's play :math:`q` with

    .. math:: p_i = \frac{e^{(Aq)_i/\lambda}}{\sum_k e^{(Aq)_k/\lambda}}.

    At precision 0 the only solution is that every option is equally likely. From there a curve of
    solutions starts, in general without gap or fork, and is followed by its own length, so that it
    may also turn back. Its end as the noise vanishes is the limiting logit equilibrium, a Nash
    equilibrium.

    Parameters
    ----------
    payoffs_row, payoffs_column : array_like, shape (row option, column option)
        What each pair of options is worth to the one who chooses rows and to the other. Where the
        two differ in noise, divide each one's payoffs by its own and use a noise of 1.
    choice_noise : float
        Noise at which to stop, above 0.

    Returns
    -------
    LogitBranch
        In the order in which they are met, the first at precision 0.

    Raises
    ------
    ArgumentError
        The payoffs are not two matrices of one shape, or the noise is not above 0; or the curve
        cannot be followed, as in a game with several best options that are exactly alike.

    References
    ----------
    McKelvey, R. D. and Palfrey, T. R. (1995). Quantal response equilibria for normal form games.
    *Games and Economic Behavior* 10(1), 6-38. Turocy, T. L. (2005). A dynamic homotopy
    interpretation of the logistic quantal response equilibrium correspondence. *Games and Economic
    Behavior* 51(2), 243-263.
    """
    game = _Bimatrix.of(payoffs_row, payoffs_column)
    noise = require_within("choice_noise", choice_noise, low=0, low_open=True, remedy=_NOISE)
    if noise.ndim:
        raise ArgumentError("choice_noise must be one number here. See solve_logit_bimatrix.")
    game, unit = game.in_units()
    points = np.array(game.follow(float(1 / noise) * unit))
    return LogitBranch(
        points[:, -1] / unit, np.exp(points[:, : game.n]), np.exp(points[:, game.n : -1])
    )


def solve_logit_bimatrix(
    payoffs_row: ArrayLike, payoffs_column: ArrayLike, choice_noise: ArrayLike
) -> LogitBranch:
    """Return the logit quantal response equilibrium of a bimatrix game at each given noise.

    It is the one first met on the branch that starts from full noise (`trace_logit_branch`); with
    little noise there may be others.

    Parameters
    ----------
    payoffs_row, payoffs_column : array_like, shape (row option, column option)
        As in `trace_logit_branch`.
    choice_noise : array_like
        One noise or a list of them, each above 0.

    Returns
    -------
    LogitBranch
        One point per noise, in the order given.

    Raises
    ------
    ArgumentError
        As in `trace_logit_branch`.

    References
    ----------
    McKelvey, R. D. and Palfrey, T. R. (1995). Quantal response equilibria for normal form games.
    *Games and Economic Behavior* 10(1), 6-38.

    Examples
    --------
    >>> play = solve_logit_bimatrix([[9, 0], [0, 1]], [[0, 1], [1, 0]], [1.0, 0.1])
    >>> play.row[:, 0].round(3).tolist(), play.column[:, 0].round(3).tolist()
    ([0.894, 0.607], [0.313, 0.104])
    """
    game = _Bimatrix.of(payoffs_row, payoffs_column)
    noise = require_within("choice_noise", choice_noise, low=0, low_open=True, remedy=_NOISE)
    asked = np.atleast_1d(1 / noise).ravel()
    game, unit = game.in_units()
    wanted = asked * unit
    path = game.follow(float(wanted.max()))
    found = np.array([game.at_precision(path, float(precision)) for precision in wanted])
    return LogitBranch(asked, np.exp(found[:, : game.n]), np.exp(found[:, game.n : -1]))


@dataclass(frozen=True)
class _Bimatrix:
    """The curve F = 0 of logit equilibria, at points of log-probabilities and the precision."""

    a: Floats  # payoffs of the rows' side, (row, column)
    b: Floats  # payoffs of the columns' side, (column, row)

    @classmethod
    def of(cls, payoffs_row: ArrayLike, payoffs_column: ArrayLike) -> _Bimatrix:
        remedy = "It is a payoff: any finite number."
        a = require_within("payoffs_row", payoffs_row, remedy=remedy)
        b = require_within("payoffs_column", payoffs_column, remedy=remedy)
        if a.ndim != 2 or a.shape != b.shape or a.size == 0:
            raise ArgumentError(
                f"payoffs_row and payoffs_column must be two matrices of one shape; got shapes "
                f"{a.shape} and {b.shape}. Rows are the first side's options in both."
            )
        return cls(a, b.T)

    def in_units(self) -> tuple[_Bimatrix, float]:
        """Return the game with payoffs of range 1, and that range: units must not matter."""
        unit = max(float(np.ptp(self.a)), float(np.ptp(self.b))) or 1.0
        return _Bimatrix(self.a / unit, self.b / unit), unit

    @property
    def n(self) -> int:
        return len(self.a)

    def equations(self, point: Floats) -> tuple[Floats, Floats]:
        """Return F, shape (n + m,), and its derivatives, shape (n + m, n + m + 1)."""
        n, m = self.a.shape
        log_p, log_q, precision = point[:n], point[n:-1], point[-1]
        p, q = np.exp(log_p), np.exp(log_q)
        value = np.empty(n + m)
        slope = np.zeros((n + m, n + m + 1))
        sides = ((0, n, log_p, p, self.a, q, n, m), (n, m, log_q, q, self.b, p, 0, n))
        for start, size, own_log, own, payoffs, other, other_start, other_size in sides:
            better = payoffs[1:] - payoffs[0]
            gain = better @ other
            value[start] = own.sum() - 1
            slope[start, start : start + size] = own
            rows = np.arange(start + 1, start + size)
            value[rows] = own_log[1:] - own_log[0] - precision * gain
            slope[rows, rows] = 1.0
            slope[rows, start] = -1.0
            slope[rows, other_start : other_start + other_size] = -precision * better * other
            slope[rows, -1] = -gain
        return value, slope

    def follow(self, precision: float) -> list[Floats]:
        """Return points of the curve from precision 0 to the first beyond `precision`."""
        n, m = self.a.shape
        point = np.concatenate([np.full(n, -np.log(n)), np.full(m, -np.log(m)), [0.0]])
        ahead = np.zeros(n + m + 1)
        ahead[-1] = 1.0
        path, step = [point], 0.01
        while point[-1] < precision:
            ahead = self._direction(point, ahead)
            while True:
                moved, effort = self._corrected(point + step * ahead)
                if (
                    moved is not None
                    and np.linalg.norm(moved - point) < 3 * step
                    and (step < _FORK or self._same_branch(point, moved, ahead))
                ):
                    break
                step /= 2
                self._check(step > _LEAST_STEP and len(path) < _POINTS, point)
            path.append(moved)
            self._check(len(path) < _POINTS, moved)
            point = moved
            step *= 1.5 if effort <= 3 else 0.7 if effort > 5 else 1.0
        return path

    def _check(self, followed: bool, point: Floats) -> None:
        if not followed:
            raise ArgumentError(
                f"the branch of logit equilibria could not be followed beyond precision "
                f"{point[-1]:.4g}. Options that are exactly alike may be the cause: change a "
                f"payoff a little."
            )

    def _direction(self, point: Floats, before: Floats) -> Floats:
        """Return the tangent of the curve, pointing on rather than back."""
        _, slope = self.equations(point)
        tangent: Floats = np.linalg.svd(slope)[2][-1]
        return tangent if tangent @ before >= 0 else -tangent

    def _same_branch(self, point: Floats, moved: Floats, ahead: Floats) -> bool:
        """Return whether the curve turns little between two points and keeps its orientation."""
        onwards = self._direction(moved, ahead)
        signs = [
            np.linalg.slogdet(np.vstack([self.equations(at)[1], way]))[0]
            for at, way in ((point, ahead), (moved, onwards))
        ]
        return bool(onwards @ ahead > 0.9 and signs[0] == signs[1])

    def _corrected(self, point: Floats) -> tuple[Floats | None, int]:
        """Return the nearest point of the curve and how many Newton steps it took."""
        for effort in range(1, 9):
            value, slope = self.equations(point)
            point = point - np.linalg.lstsq(slope, value, rcond=None)[0]
            point[:-1] = np.minimum(point[:-1], 1.0)
            if np.abs(self.equations(point)[0]).max() < _CLOSE * (1 + abs(point[-1])):
                return point, effort
        return None, 9

    def at_precision(self, path: list[Floats], precision: float) -> Floats:
        """Return the first point of the curve with a given precision."""
        after = next(k for k, point in enumerate(path) if point[-1] >= precision)
        if after == 0:
            return path[0]
        low, high = path[after - 1], path[after]
        for _ in range(60):
            share = (precision - low[-1]) / (high[-1] - low[-1])
            point = low + min(max(share, 0.0), 1.0) * (high - low)
            polished = self._polished(point, precision)
            if polished is not None:
                return polished
            middle, _ = self._corrected((low + high) / 2)
            self._check(middle is not None, low)
            assert middle is not None
            low, high = (middle, high) if middle[-1] < precision else (low, middle)
        self._check(False, low)
        return low

    def _polished(self, point: Floats, precision: float) -> Floats | None:
        point = np.append(point[:-1], precision)
        start = point
        for _ in range(30):
            value, slope = self.equations(point)
            if np.abs(value).max() < _CLOSE * (1 + precision):
                return point if np.abs(point - start).max() < 2.0 else None
            try:
                point = point - np.append(np.linalg.solve(slope[:, :-1], value), 0.0)
            except np.linalg.LinAlgError:
                return None
            point[:-1] = np.minimum(point[:-1], 1.0)
        return None
