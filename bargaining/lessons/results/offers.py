"""Alternating offers: one round, a last round, no last round, a breakdown, and somewhere to go."""

from __future__ import annotations

import math

from bargaining.errors import ArgumentError
from bargaining.lessons import pie
from bargaining.lessons.lesson import (
    EnginePlay,
    Lesson,
    Measure,
    Pair,
    Sweep,
    np,
    options_of,
    theory,
)

_SHARE, _AGREED = "share of the proposer", "probability of agreement"


def _ultimatum(*, unit: float) -> dict[str, object]:
    split = theory.solve_ultimatum(unit)
    return {_SHARE: split.proposer, _AGREED: 1.0}


def _ultimatum_changes(choice_noise: float, *, unit: float) -> dict[str, object]:
    return {**pie.ladder(unit), **pie.noise(choice_noise)}


def _noisy(choice_noise: float, unit: float) -> Pair:
    """Return the proposer's mean share where agreed, and the probability of agreement."""
    offers = np.arange(1, round(1 / unit) + 1) * unit
    play = theory.solve_logit_ultimatum(np.minimum(offers, 1.0), choice_noise)
    agreed = play.offer_probabilities * play.acceptance_probabilities
    return float((agreed * (1 - offers)).sum() / agreed.sum()), float(agreed.sum())


def _share_bound(choice_noise: float, *, unit: float) -> float:
    return abs(_noisy(choice_noise, unit)[0] - (1 - unit))


def _agreed_bound(choice_noise: float, *, unit: float) -> float:
    return 1 - _noisy(choice_noise, unit)[1]


_ULTIMATUM_LESSON = Lesson(
    name="ultimatum",
    title="Take it or leave it",
    who="Ståhl 1972; Güth, Schmittberger and Schwarze 1982",
    summary="The responder takes anything, so the proposer keeps all but the smallest unit.",
    options=options_of("unit 0.01 [0.001, 0.5]: smallest unit of the pie, 1 over a whole number"),
    solution=_ultimatum,
    sweep=Sweep(
        option="unit",
        values=tuple(1 / count for count in range(100, 1, -1)),
        quantities=(_SHARE,),
        played=(0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5),
        axes=("smallest unit of the pie", "Ann's share of the pie"),
    ),
    engine=EnginePlay(
        file="ultimatum",
        changes=_ultimatum_changes,
        grid="choice noise",
        # The bound is the noisy closed form itself: see the lesson quantal-ultimatum.
        grids=(0.1, 0.05, 0.02, 0.01, 0.005, 0.001),
        measures=(
            Measure(_SHARE, pie.proposer_share, _share_bound),
            Measure(_AGREED, pie.agreed_at_once, _agreed_bound),
        ),
        cases=tuple({"unit": unit} for unit in (0.1, 0.02, 0.01)),
    ),
)


_ENDLESS = "share of the first without a last round"


def _stahl(*, rounds: float, discount: Pair) -> dict[str, object]:
    split = theory.solve_stahl(rounds, *discount)
    # Without a last round and without impatience any split is an equilibrium.
    endless = theory.solve_rubinstein(*discount).proposer if min(discount) < 1 else math.nan
    return {pie.FIRST: split.proposer, pie.AT_ONCE: 1.0, _ENDLESS: endless}


def _stahl_changes(step: float, *, rounds: float, discount: Pair) -> dict[str, object]:
    asked = {"value": int(rounds), "source": "literature: Ståhl 1972"}
    return {
        **pie.steps(step),
        "table.deadline": asked,
        "settings.table_lookahead": asked,
        **pie.discounts(discount),
    }


def _stahl_bound(step: float, *, rounds: float, discount: Pair) -> float:
    return min(pie.rounding(step, discount[0] * discount[1], rounds), 1.0)


def _stahl_refused(step: float, *, rounds: float, discount: Pair) -> float:
    """Return how often Bob may refuse; then Ann has what the shorter game leaves her."""
    share = float(theory.solve_stahl(rounds, *discount).proposer)
    later = 0.0
    if rounds > 1:
        # Bob begins the shorter game: the discount factors change places.
        shorter = float(theory.solve_stahl(rounds - 1, discount[1], discount[0]).proposer)
        later = discount[0] * (1 - shorter)
    return pie.refused(step, share - later, _stahl_bound(step, rounds=rounds, discount=discount))


_STAHL_LESSON = Lesson(
    name="stahl",
    title="Alternating offers with a last round",
    who="Ståhl 1972",
    summary="The last word gives the upper hand, and that is foreseen from the first round.",
    options=options_of(
        "rounds 4 whole [1, 1000]: number of rounds; Ann proposes in the odd ones, from 1",
        "discount 0.7 0.7 (0, 1]: discount factors per round, Ann's and Bob's",
    ),
    solution=_stahl,
    sweep=Sweep(
        option="rounds",
        values=tuple(float(k) for k in range(1, 13)),
        quantities=(pie.FIRST, _ENDLESS),
        played=tuple(float(k) for k in range(1, 13)),
        axes=("number of rounds", "Ann's share of the pie"),
    ),
    engine=EnginePlay(
        file="deadline",
        changes=_stahl_changes,
        fine=0.0005,
        measures=(
            Measure(pie.FIRST, pie.proposer_share, _stahl_bound),
            Measure(pie.AT_ONCE, pie.agreed_at_once, _stahl_refused),
        ),
        cases=tuple(
            {"rounds": float(rounds), "discount": pair}
            for rounds, pair in (*((k, (0.7, 0.7)) for k in range(1, 7)), (5, (0.9, 0.6)))
        ),
    ),
)


def _rubinstein(*, discount: Pair) -> dict[str, object]:
    split = theory.solve_rubinstein(*discount)
    faster = theory.find_patience_weight(*discount)
    return {
        pie.FIRST: split.proposer,
        pie.AT_ONCE: 1.0,
        "share of the first where offers follow ever faster": faster,
    }


def _rubinstein_changes(step: float, *, discount: Pair) -> dict[str, object]:
    return pie.endless(step, discount)


def _rubinstein_bound(step: float, *, discount: Pair) -> float:
    # No share is further from another than the whole pie.
    return min(pie.rounding(step, discount[0] * discount[1]), 1.0)


def _rubinstein_refused(step: float, *, discount: Pair) -> float:
    """Return how often Bob may refuse; then he offers Ann what her next offer is worth today."""
    stake = float(theory.solve_rubinstein(*discount).proposer) * (1 - discount[0] ** 2)
    return pie.refused(step, stake, _rubinstein_bound(step, discount=discount))


_RUBINSTEIN_LESSON = Lesson(
    name="rubinstein",
    title="Alternating offers without end",
    who="Rubinstein 1982",
    summary="The more patient party gets more, and they agree at once.",
    options=options_of(
        "discount 0.9 0.9 (0, 1]: discount factors per round of Ann, who proposes first, and Bob"
    ),
    solution=_rubinstein,
    sweep=Sweep(
        option="discount",
        place=1,
        values=tuple(k / 100 for k in range(30, 100)),
        quantities=(pie.FIRST,),
        played=(0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95),
        axes=("Bob's discount factor per round", "Ann's share of the pie"),
    ),
    engine=EnginePlay(
        file="rubinstein",
        changes=_rubinstein_changes,
        fine=0.0005,
        measures=(
            Measure(pie.FIRST, pie.proposer_share, _rubinstein_bound),
            Measure(pie.AT_ONCE, pie.agreed_at_once, _rubinstein_refused),
        ),
        cases=tuple(
            {"discount": pair} for pair in ((0.9, 0.9), (0.9, 0.8), (0.8, 0.9), (0.95, 0.95))
        ),
    ),
)


_NASH = "Nash solution"


def _breakdown(*, risk: float, disagreement: Pair) -> dict[str, object]:
    if disagreement[0] + disagreement[1] > 1:
        raise ArgumentError(
            f"the two numbers of disagreement must sum to at most 1, the pie; got "
            f"{disagreement[0]:g} and {disagreement[1]:g}. Above it there is nothing to bargain "
            "over."
        )
    split = theory.solve_breakdown(risk, *disagreement)
    return {
        pie.FIRST: split.proposer,
        _NASH: theory.solve_nash_split(*disagreement).proposer,
        pie.AT_ONCE: 1.0,
    }


def _breakdown_changes(step: float, *, risk: float, disagreement: Pair) -> dict[str, object]:
    return {
        **pie.steps(step),
        **pie.deep_enough((1 - risk) ** 2),
        "table.breakdown_probability": risk,
        "payoffs.ann.talks_broken": disagreement[0],
        "payoffs.bob.talks_broken": disagreement[1],
    }


def _breakdown_bound(step: float, *, risk: float, disagreement: Pair) -> float:
    return pie.rounding(step, (1 - risk) ** 2)


_BREAKDOWN_LESSON = Lesson(
    name="breakdown",
    title="The risk of breakdown",
    who="Binmore, Rubinstein and Wolinsky 1986",
    summary="Each gets what it has without agreement and, as the risk falls, half of the rest.",
    options=options_of(
        "risk 0.1 (0, 1): probability that a refusal ends the talks for good",
        "disagreement 0.1 0.3 [0, 1]: payoffs after a breakdown, at most 1 together",
    ),
    solution=_breakdown,
    sweep=Sweep(
        option="risk",
        values=tuple(k / 100 for k in range(2, 100)),
        quantities=(pie.FIRST, _NASH),
        played=(0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95),
        axes=("probability that a refusal ends the talks", "Ann's share of the pie"),
    ),
    engine=EnginePlay(
        file="breakdown",
        changes=_breakdown_changes,
        fine=0.0005,
        measures=(
            Measure(pie.FIRST, pie.proposer_share, _breakdown_bound),
            # Not judged: at the default risk rounding may take all that a refusal costs.
            Measure(pie.AT_ONCE, pie.agreed_at_once),
        ),
        cases=tuple({"risk": risk, "disagreement": (0.1, 0.3)} for risk in (0.3, 0.1, 0.05)),
    ),
)


def _outside(*, option: float, discount: Pair) -> dict[str, object]:
    split = theory.solve_outside_option(option, *discount)
    return {
        pie.FIRST: split.proposer,
        pie.OTHER: split.responder,
        "what waiting is worth to the other": theory.solve_rubinstein(*discount).responder,
        pie.AT_ONCE: 1.0,
    }


def _outside_changes(step: float, *, option: float, discount: Pair) -> dict[str, object]:
    return {**pie.endless(step, discount), "payoffs.bob.talks_broken": option}


def _outside_bound(step: float, *, option: float, discount: Pair) -> float:
    """Return how far a ladder's step may take Ann's share.

    Where the option is better than waiting by more than rounding can add to waiting, Ann meets the
    option and misses it by no more than the next rung; what later rounds miss is nothing to Bob.
    Elsewhere the rounding of all later rounds counts.
    """
    waiting = float(theory.solve_rubinstein(*discount).responder)
    loose = pie.rounding(step, discount[0] * discount[1])
    return pie.missed(step) if option - waiting > loose else loose


def _outside_refused(step: float, *, option: float, discount: Pair) -> float:
    """Return how often Bob may refuse; then Ann has what he offers her next, or less."""
    share = float(theory.solve_outside_option(option, *discount).proposer)
    stake = share * (1 - discount[0] ** 2)
    return pie.refused(step, stake, _outside_bound(step, option=option, discount=discount))


_OUTSIDE_LESSON = Lesson(
    name="outside-option",
    title="Somewhere else to go",
    who="Shaked and Sutton 1984; Binmore 1985",
    summary="An alternative worse than waiting moves nothing; a better one is met exactly.",
    options=options_of(
        "option 0.6 [0, 1]: what Bob gets by leaving after a refusal, in pies",
        "discount 0.9 0.9 (0, 1]: discount factors per round, Ann's and Bob's",
    ),
    solution=_outside,
    sweep=Sweep(
        option="option",
        values=tuple(k / 100 for k in range(100)),
        quantities=(pie.FIRST,),
        played=tuple(k / 10 for k in range(10)),
        axes=("worth of Bob's outside option, in pies", "Ann's share of the pie"),
    ),
    engine=EnginePlay(
        file="outside-option",
        changes=_outside_changes,
        fine=0.0005,
        measures=(
            Measure(pie.FIRST, pie.proposer_share, _outside_bound),
            Measure(pie.AT_ONCE, pie.agreed_at_once, _outside_refused),
        ),
        cases=tuple({"option": option, "discount": (0.9, 0.9)} for option in (0.3, 0.45, 0.5, 0.6)),
    ),
)

LESSONS = (_ULTIMATUM_LESSON, _STAHL_LESSON, _RUBINSTEIN_LESSON, _BREAKDOWN_LESSON, _OUTSIDE_LESSON)
