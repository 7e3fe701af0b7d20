"""Reputation: why it pays to be thought unable to yield."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bargaining.lessons.lesson import Lesson, Option, Pair, Picture, curve, np, theory

if TYPE_CHECKING:
    from bargaining.theory import Reputation


def _solve(demand: Pair, rate: Pair, committed: Pair) -> Reputation:
    return theory.solve_reputation(
        *demand,
        discount_rate=rate[0],
        discount_rate_other=rate[1],
        committed_probability=committed[0],
        committed_probability_other=committed[1],
    )


def _solution(*, demand: Pair, rate: Pair, committed: Pair) -> dict[str, object]:
    play = _solve(demand, rate, committed)
    return {
        "Ann concedes at once": play.initial_concession_probability,
        "Bob concedes at once": play.initial_concession_probability_other,
        "Ann's rate of conceding": play.concession_rate,
        "Bob's rate of conceding": play.concession_rate_other,
        "time until all is known": play.committed_time,
        "mean delay of an agreement": play.mean_delay,
        "never agreed": 1 - play.agreement_probability,
        "Ann's expected payoff": play.payoff,
        "Bob's expected payoff": play.payoff_other,
    }


def _picture(*, demand: Pair, rate: Pair, committed: Pair) -> Picture:
    play = _solve(demand, rate, committed)
    times = np.linspace(0, 1.2 * float(play.committed_time), 61)
    curves = (
        curve("not yet agreed", times, play.disagreement_probability(times)),
        curve("Ann is thought committed", times, play.reputation(times)),
        curve("Bob is thought committed", times, play.reputation_other(times)),
    )
    return Picture("time", "probability", curves)


LESSON = Lesson(
    name="reputation",
    title="A name for never yielding",
    who="Abreu and Gul 2000",
    summary="Each holds out to be thought inflexible; the weaker one may yield at once.",
    options=(
        Option(
            "demand",
            (0.6, 0.6),
            "what Ann and Bob insist on, in pies; together more than 1",
            "(0, 1)",
        ),
        Option(
            "rate", (0.1, 0.2), "rates of discount of Ann and of Bob per unit of time", "(0, inf)"
        ),
        Option("committed", (0.1, 0.1), "probabilities that Ann and Bob cannot yield", "(0, 1)"),
    ),
    solution=_solution,
    picture=_picture,
)
