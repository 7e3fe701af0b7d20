"""A tournament in lines of at most 88 characters, and as plain values."""

from __future__ import annotations

import math
import textwrap
from typing import Any

import numpy as np

from bargaining.analysis.standings import Standing
from bargaining.analysis.tournament_record import QUANTITIES, TournamentRecord
from bargaining.arrays import Floats
from bargaining.outcomes.table import WIDTH, counted, fitted, in_ascii

__all__ = ["pair_records", "render", "summarise"]

_LEVEL = 0.05
_NAME = 19
_BETTER = 9
_MATRIX_NAME = 28
_BETTER_WORDS = (
    "Better than: ranks whose score is lower beyond luck in the same worlds (5 %, corrected for "
    "the number of pairs by Holm's method)."
)
_EFFICIENCY_WORDS = (
    "Distance: how far both payoffs fall short of the Pareto frontier of packages signed at once "
    "and kept, in shares as above; delay and broken promises count. Nash share: product of both "
    "gains over the largest on the menu."
)


def summarise(result: TournamentRecord) -> dict[str, Any]:
    """Return the numbers of a tournament as plain values that JSON can hold."""
    return {
        "run": {
            "scenario": result.scenario,
            "title": result.title,
            "principals": list(result.principals),
            "worlds": result.n_worlds,
            "worlds_per_draw": result.worlds_per_draw,
            "draws": result.n_draws,
            "seed": result.seed,
            "score_of_1_in_payoff_units": [float(one) for one in result.scale],
        },
        "standings": [standing.to_dict() for standing in result.standings],
        "differences": [difference.to_dict() for difference in result.differences],
        "pairs": [
            {name: _plain(value) for name, value in record.items()}
            for record in pair_records(result)
        ],
    }


def pair_records(result: TournamentRecord) -> list[dict[str, Any]]:
    """Return one record per ordered pair: who sat where, means and standard errors."""
    tables = {name: result.matrix(name) for name in QUANTITIES}
    return [
        {
            "strategy_first": first,
            "strategy_second": second,
            **{
                key: float(table[i, j])
                for name, (mean, error) in tables.items()
                for key, table in ((name, mean), (f"{name}_error", error))
            },
        }
        for i, first in enumerate(result.strategies)
        for j, second in enumerate(result.strategies)
    ]


def render(result: TournamentRecord, *, ascii: bool = False) -> str:
    """Return the table of a tournament."""
    lines = [*_header(result), "", *_ranking(result), "", *_matrix(result), "", *_words(result)]
    text = "\n".join(line.rstrip() for line in lines)
    return in_ascii(text) if ascii else text


def _header(result: TournamentRecord) -> list[str]:
    n = len(result.strategies)
    size = f"{counted(result.n_worlds, 'world')} ({counted(result.n_draws, 'draw')}) for each pair"
    about = f"{result.scenario} · {n} strategies, {n**2} pairs · {size} · seed {result.seed}"
    return [*textwrap.wrap(result.title, WIDTH), *textwrap.wrap(about, WIDTH)]


def _ranking(result: TournamentRecord) -> list[str]:
    seats = [f"as {fitted(label, 7).strip()}" for label in result.principals]
    better = _better_than(result)
    return [
        _row("", "", "", "std.", "payoff", "payoff", "agreed", "dis-", "Nash", "better"),
        _row("", "Strategy", "score", "error", seats[0], seats[1], "%", "tance", "share", "than"),
        "─" * WIDTH,
        *(_standing_line(standing, better[standing.strategy]) for standing in result.standings),
        "─" * WIDTH,
    ]


def _row(
    rank: str,
    name: str,
    score: str,
    error: str,
    first: str,
    second: str,
    agreed: str,
    distance: str,
    nash_share: str,
    better: str,
) -> str:
    return (
        f"{rank:>2}  {name:{_NAME}}{score:>7}{error:>6}{first:>11}{second:>11}{agreed:>7}"
        f"{distance:>6}{nash_share:>6}  {better}"
    )


def _standing_line(standing: Standing, better: str) -> str:
    score = standing.score
    return _row(
        str(standing.rank),
        fitted(standing.strategy, _NAME - 1),
        _number(score.value, 3),
        _number(score.standard_error, 3),
        _number(standing.payoff_first.value, 3),
        _number(standing.payoff_second.value, 3),
        _number(100 * standing.agreement.value, 1),
        _number(standing.distance.value, 2),
        _number(standing.nash_share.value, 2),
        better,
    )


def _better_than(result: TournamentRecord) -> dict[str, str]:
    """Return the ranks that each strategy is better than beyond luck, such as ``"3–5,8"``."""
    rank = {standing.strategy: standing.rank for standing in result.standings}
    beaten: dict[str, list[int]] = {label: [] for label in result.strategies}
    for difference in result.differences:
        if difference.corrected_p_value < _LEVEL:
            beaten[difference.better].append(rank[difference.worse])
    spans = {label: _spans(sorted(ranks)) or "–" for label, ranks in beaten.items()}
    return {label: fitted(told, _BETTER).rstrip() for label, told in spans.items()}


def _spans(numbers: list[int]) -> str:
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(str(low) if low == high else f"{low}–{high}" for low, high in spans)


def _matrix(result: TournamentRecord) -> list[str]:
    """Return the scores against each opponent, rows and columns by rank; opponents by number."""
    mean = _by_rank(result, result.matrix("score")[0])
    n = len(mean)
    width = max(5, min(8, (WIDTH - _MATRIX_NAME) // n))
    shown = (WIDTH - _MATRIX_NAME) // width
    heads = "".join(f"{rank:>{width}}" for rank in range(1, min(n, shown) + 1))
    lines = [
        f"{'    Score against opponent':{_MATRIX_NAME}}{heads}",
        "─" * WIDTH,
    ]
    for place, label in enumerate(result.ranking):
        cells = "".join(f"{_number(cell, 2):>{width}}" for cell in mean[place, :shown])
        lines.append(f"{place + 1:>2}  {fitted(label, _MATRIX_NAME - 5)} {cells}")
    if n > shown:
        lines += textwrap.wrap(
            f"Columns {shown + 1} to {n} do not fit here; pairs() and to_frame() hold them.", WIDTH
        )
    return [*lines, "─" * WIDTH]


def _by_rank(result: TournamentRecord, table: Floats) -> Floats:
    order = [result.strategies.index(label) for label in result.ranking]
    return np.asarray(table[np.ix_(order, order)])


def _words(result: TournamentRecord) -> list[str]:
    first, second = result.principals
    ones = [f"{one:.3g}" for one in result.scale]
    score = (
        f"Score: payoff above that of standing apart, as a share of the most that could be gained "
        f"({ones[0]} for {first}, {ones[1]} for {second}); mean over both seats and all opponents, "
        f"the own twin among them."
    )
    texts = (score, _BETTER_WORDS, _EFFICIENCY_WORDS)
    return [line for text in texts for line in textwrap.wrap(text, WIDTH)]


def _number(value: float, digits: int) -> str:
    if not math.isfinite(value):
        return "–"
    text = f"{value:.{digits}f}"
    return text if float(text) else text.lstrip("-")


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
