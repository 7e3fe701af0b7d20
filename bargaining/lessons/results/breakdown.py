"""Alternating offers under a risk of breakdown: the way to the Nash solution."""

from __future__ import annotations

from bargaining.errors import ArgumentError
from bargaining.lessons import pie
from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Option, Pair, Sweep, theory

_NASH = "Nash solution"


def _solution(*, risk: float, disagreement: Pair) -> dict[str, object]:
    if disagreement[0] + disagreement[1] > 1:
        raise ArgumentError(
            f"the two numbers of disagreement must sum to at most 1, the pie; got "
            f"{disagreement[0]:g} and {disagreement[1]:g}. Above it there is nothing to bargain "
            "over."
        )
    split = theory.solve_breakdown(risk, *disagreement)
    return {
        pie.FIRST: split.proposer,
        pie.OTHER: split.responder,
        _NASH: theory.solve_nash_split(*disagreement).proposer,
        pie.AT_ONCE: 1.0,
    }


def _changes(step: float, *, risk: float, disagreement: Pair) -> dict[str, object]:
    return {
        **pie.steps(step),
        **pie.deep_enough((1 - risk) ** 2),
        "table.breakdown_probability": risk,
        "payoffs.ann.talks_broken": disagreement[0],
        "payoffs.bob.talks_broken": disagreement[1],
    }


def _bound(step: float, *, risk: float, disagreement: Pair) -> float:
    return pie.rounding(step, (1 - risk) ** 2)


LESSON = Lesson(
    name="breakdown",
    title="The risk of breakdown",
    who="Binmore, Rubinstein and Wolinsky 1986",
    summary="Each gets what it has without agreement and, as the risk falls, half of the rest.",
    options=(
        Option("risk", 0.1, "probability that a refusal ends the talks for good", "(0, 1)"),
        Option(
            "disagreement",
            (0.1, 0.3),
            "what Ann and Bob have after a breakdown, in pies; together at most 1",
            "[0, 1]",
        ),
    ),
    solution=_solution,
    sweep=Sweep(
        option="risk",
        values=tuple(k / 100 for k in range(2, 100)),
        quantities=(pie.FIRST, _NASH),
        played=(0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95),
        x_label="probability that a refusal ends the talks",
        y_label="Ann's share of the pie",
    ),
    engine=EnginePlay(
        file="breakdown",
        changes=_changes,
        fine=0.0005,
        measures=(
            Measure(pie.FIRST, pie.proposer_share, _bound),
            # Not judged: at the default risk rounding may take all that a refusal costs.
            Measure(pie.AT_ONCE, pie.agreed_at_once),
        ),
        cases=tuple({"risk": risk, "disagreement": (0.1, 0.3)} for risk in (0.3, 0.1, 0.05)),
    ),
)
