"""The war of attrition: prizes known, and prizes hidden."""

from __future__ import annotations

from bargaining.lessons.lesson import Lesson, Option, Pair, Picture, curve, np, theory


def _solution(*, prizes: Pair, cost: float) -> dict[str, object]:
    hidden = theory.solve_uniform_attrition(*prizes, cost=cost)
    known = theory.solve_attrition(sum(prizes) / 2, cost)
    return {
        "rate of conceding, mean prize known": known.hazard,
        "mean duration, mean prize known": known.mean_duration,
        # Each is willing to concede at once.
        "expected payoff, mean prize known": 0.0,
        "mean duration, prizes hidden": hidden.mean_duration,
        "expected payoff, prizes hidden": hidden.payoff,
    }


def _picture(*, prizes: Pair, cost: float) -> Picture:
    hidden = theory.solve_uniform_attrition(*prizes, cost=cost)
    known = theory.solve_attrition(sum(prizes) / 2, cost)
    times = np.linspace(0, 4 * float(known.mean_duration), 61)
    curves = (
        curve("prizes hidden", times, hidden.survival_probability(times)),
        curve("mean prize known", times, known.survival_probability(times)),
    )
    return Picture("time", "probability that both still hold", curves)


LESSON = Lesson(
    name="attrition",
    title="The war of attrition",
    who="Maynard Smith 1974; Bishop, Cannings and Maynard Smith 1978",
    summary="Where both wait for the other to give way, few hold out long, yet no day is the last.",
    options=(
        Option("prizes", (0.0, 2.0), "lowest and highest prize, in payoff units", "[0, inf)"),
        Option(
            "cost", 1.0, "what waiting costs each per unit of time, in payoff units", "(0, inf)"
        ),
    ),
    solution=_solution,
    picture=_picture,
)
