"""A tournament as a table, and as plain values."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from bargaining.analysis.tournament_record import QUANTITIES, TournamentRecord
from bargaining.text import (
    Column,
    counted,
    decimal,
    in_ascii,
    paragraphs,
    percent,
    table,
    terminal_width,
    wrap,
)

__all__ = ["pair_records", "render", "summarise"]

_LEVEL = 0.05
# Room for a rank, a name and a gap beside the columns of scores, and for a column of them.
_NAME, _CELL = 26, 7
_BETTER_WORDS = (
    "Better than: ranks whose score is lower by more than chance explains, in the same worlds "
    "(5 %, corrected for the number of pairs by Holm's method)."
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
    n = len(result.strategies)
    size = f"{counted(result.n_worlds, 'world')} ({counted(result.n_draws, 'draw')}) for each pair"
    about = f"{result.scenario} · {n} strategies, {n**2} pairs · {size} · seed {result.seed}"
    lines = [*paragraphs((result.title, about)), "", *_ranking(result), "", *_matrix(result), ""]
    text = "\n".join([*lines, *_legend(result)])
    return in_ascii(text) if ascii else text


def _ranking(result: TournamentRecord) -> list[str]:
    better = _better_than(result)
    columns = [
        Column(),
        Column("Strategy", words=True),
        *map(Column, ("score", "std. error")),
        *(Column(f"payoff as {label}") for label in result.principals),
        *map(Column, ("agreed %", "distance", "Nash share")),
        Column("better than", words=True),
    ]
    rows = [
        [
            str(one.rank),
            one.strategy,
            decimal(one.score.value, 3),
            decimal(one.score.standard_error, 3),
            decimal(one.payoff_first.value, 3),
            decimal(one.payoff_second.value, 3),
            percent(one.agreement.value),
            decimal(one.distance.value),
            decimal(one.nash_share.value),
            better[one.strategy],
        ]
        for one in result.standings
    ]
    return table(columns, rows)


def _better_than(result: TournamentRecord) -> dict[str, str]:
    """Return the ranks that each strategy is clearly better than, such as ``"3–5, 8"``."""
    rank = {standing.strategy: standing.rank for standing in result.standings}
    beaten: dict[str, list[int]] = {label: [] for label in result.strategies}
    for difference in result.differences:
        if difference.corrected_p_value < _LEVEL:
            beaten[difference.better].append(rank[difference.worse])
    return {label: _spans(sorted(ranks)) or "–" for label, ranks in beaten.items()}


def _spans(numbers: list[int]) -> str:
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(low) if low == high else f"{low}–{high}" for low, high in spans)


def _matrix(result: TournamentRecord) -> list[str]:
    """Return the scores against each opponent, rows and columns by rank; opponents by number."""
    order = [result.strategies.index(label) for label in result.ranking]
    mean = result.matrix("score")[0][np.ix_(order, order)]
    n = len(order)
    shown = min(n, max(1, (terminal_width() - _NAME) // _CELL))
    columns = [
        Column(),
        Column("Score against opponent", words=True),
        *(Column(str(rank)) for rank in range(1, shown + 1)),
    ]
    rows = [
        [str(place), label, *(decimal(cell) for cell in cells[:shown])]
        for place, (label, cells) in enumerate(zip(result.ranking, mean, strict=True), start=1)
    ]
    if shown == n:
        return table(columns, rows)
    more = f"Columns {shown + 1} to {n} do not fit here; pairs() and to_frame() hold them."
    return [*table(columns, rows), *wrap(more)]


def _legend(result: TournamentRecord) -> list[str]:
    first, second = result.principals
    ones = [f"{one:.3g}" for one in result.scale]
    score = (
        f"Score: payoff above that of no agreement, as a share of the most that could be gained "
        f"({ones[0]} for {first}, {ones[1]} for {second}); mean over both seats and all opponents, "
        f"the strategy itself among them."
    )
    return paragraphs((score, _BETTER_WORDS, _EFFICIENCY_WORDS))


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
