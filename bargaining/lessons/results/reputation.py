"""Reputation: why it pays to be thought unable to yield."""

from __future__ import annotations

from bargaining.lessons.lesson import Lesson, Option, Pair, Picture, curve, np, theory


def _solution(*, demand: Pair, rate: Pair, committed: Pair) -> dict[str, object]:
    play = theory.solve_reputation(demand, discount_rate=rate, committed_probability=committed)
    at_once, rates, payoffs = (
        play.initial_concession_probability,
        play.concession_rate,
        play.payoff,
    )
    return {
        "Ann concedes at once": at_once[0],
        "Bob concedes at once": at_once[1],
        "Ann's rate of conceding": rates[0],
        "Bob's rate of conceding": rates[1],
        "time until all is known": play.committed_time,
        "mean delay of an agreement": play.mean_delay,
        "never agreed": 1 - play.agreement_probability,
        "Ann's expected payoff": payoffs[0],
        "Bob's expected payoff": payoffs[1],
    }


def _picture(*, demand: Pair, rate: Pair, committed: Pair) -> Picture:
    play = theory.solve_reputation(demand, discount_rate=rate, committed_probability=committed)
    times = np.linspace(0, 1.2 * float(play.committed_time), 61)
    ann, bob = play.reputation(times)
    curves = (
        curve("not yet agreed", times, play.disagreement_probability(times)),
        curve("Ann is thought committed", times, ann),
        curve("Bob is thought committed", times, bob),
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
