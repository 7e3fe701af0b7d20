"""Alternating offers, with a last round or none, and offers whose author is drawn at random."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bargaining.errors import ArgumentError
from bargaining.lessons import pie
from bargaining.lessons.later import np, theory
from bargaining.lessons.lesson import EnginePlay, Pair, Solved, Sweep, lesson

if TYPE_CHECKING:
    from bargaining.arrays import Floats
    from bargaining.outcomes import Outcomes

_SHARE, _AGREED = "share of the proposer", "probability of agreement"


def _ultimatum_bounds(choice_noise: float, *, unit: float) -> Pair:
    """Return what the noisy closed form says otherwise: see the lesson quantal-ultimatum."""
    offers = np.arange(1, round(1 / unit) + 1) * unit
    play = theory.solve_logit_ultimatum(np.minimum(offers, 1.0), choice_noise)
    agreed = play.offer_probabilities * play.acceptance_probabilities
    share = float((agreed * (1 - offers)).sum() / agreed.sum())
    return abs(share - (1 - unit)), 1 - float(agreed.sum())


@lesson(
    "ultimatum",
    "Take it or leave it",
    "Ståhl 1972; Güth, Schmittberger and Schwarze 1982",
    "The responder takes anything, so the proposer keeps all but the smallest unit.",
    "unit 0.01 [0.001, 0.5]: smallest unit of the pie, 1 over a whole number",
    sweep=Sweep(
        option="unit",
        values=tuple(1 / count for count in range(100, 1, -1)),
        quantities=(_SHARE,),
        played=(0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5),
        axes=("smallest unit of the pie", "Ann's share of the pie"),
    ),
    engine=EnginePlay(
        file="ultimatum",
        changes=lambda choice_noise, *, unit: {**pie.ladder(unit), **pie.noise(choice_noise)},
        grid="choice noise",
        grids=(0.1, 0.05, 0.02, 0.01, 0.005, 0.001),
        measures={_SHARE: pie.proposer_share, _AGREED: pie.agreed_at_once},
        bounds=_ultimatum_bounds,
        cases=tuple({"unit": unit} for unit in (0.1, 0.02, 0.01)),
    ),
)
def _ultimatum(*, unit: float) -> Solved:
    return {_SHARE: theory.solve_ultimatum(unit).proposer, _AGREED: 1.0}


_ENDLESS = "share of the first without a last round"


def _stahl_bounds(step: float, *, rounds: float, discount: Pair) -> Pair:
    bound = min(pie.rounding(step, discount[0] * discount[1], rounds), 1.0)
    share = float(theory.solve_stahl(rounds, *discount).proposer)
    # Where Bob refuses, Ann has what the shorter game leaves her.
    later = 0.0
    if rounds > 1:
        # Bob begins the shorter game: the discount factors change places.
        shorter = float(theory.solve_stahl(rounds - 1, discount[1], discount[0]).proposer)
        later = discount[0] * (1 - shorter)
    return pie.or_refused(step, bound, share - later)


@lesson(
    "stahl",
    "Alternating offers with a last round",
    "Ståhl 1972",
    "The last word gives the upper hand, and that is foreseen from the first round.",
    "rounds 4 whole [1, 1000]: number of rounds; Ann proposes in the odd ones, from 1",
    "discount 0.7 0.7 (0, 1]: discount factors per round, Ann's and Bob's",
    sweep=Sweep(
        option="rounds",
        values=tuple(float(k) for k in range(1, 13)),
        quantities=(pie.FIRST, _ENDLESS),
        played=tuple(float(k) for k in range(1, 13)),
        axes=("number of rounds", "Ann's share of the pie"),
    ),
    engine=EnginePlay(
        file="deadline",
        changes=lambda step, *, rounds, discount: {
            **pie.steps(step),
            **pie.lengths(rounds, "Ståhl 1972", "table.deadline", "settings.table_lookahead"),
            **pie.discounts(discount),
        },
        fine=0.0005,
        measures={pie.FIRST: pie.proposer_share, pie.AT_ONCE: pie.agreed_at_once},
        bounds=_stahl_bounds,
        cases=tuple(
            {"rounds": float(rounds), "discount": pair}
            for rounds, pair in (*((k, (0.7, 0.7)) for k in range(1, 7)), (5, (0.9, 0.6)))
        ),
    ),
)
def _stahl(*, rounds: float, discount: Pair) -> Solved:
    return {
        pie.FIRST: theory.solve_stahl(rounds, *discount).proposer,
        pie.AT_ONCE: 1.0,
        # Without a last round and without impatience any split is an equilibrium.
        _ENDLESS: theory.solve_rubinstein(*discount).proposer if min(discount) < 1 else math.nan,
    }


@lesson(
    "rubinstein",
    "Alternating offers without end",
    "Rubinstein 1982",
    "The more patient party gets more, and they agree at once.",
    "discount 0.9 0.9 (0, 1]: discount factors per round of Ann, who proposes first, and Bob",
    sweep=Sweep(
        option="discount",
        place=1,
        told="Ann's discount factor {}; Bob's",
        values=tuple(k / 100 for k in range(30, 100)),
        quantities=(pie.FIRST,),
        played=(0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95),
        axes=("Bob's discount factor per round", "Ann's share of the pie"),
    ),
    engine=EnginePlay(
        file="rubinstein",
        changes=pie.endless,
        fine=0.0005,
        measures={pie.FIRST: pie.proposer_share, pie.AT_ONCE: pie.agreed_at_once},
        # No share is further from another than the whole pie. Where Bob refuses, he offers Ann what
        # her next offer is worth today.
        bounds=lambda step, *, discount: pie.or_refused(
            step,
            min(pie.rounding(step, discount[0] * discount[1]), 1.0),
            float(theory.solve_rubinstein(*discount).proposer) * (1 - discount[0] ** 2),
        ),
        cases=tuple(
            {"discount": pair} for pair in ((0.9, 0.9), (0.9, 0.8), (0.8, 0.9), (0.95, 0.95))
        ),
    ),
)
def _rubinstein(*, discount: Pair) -> Solved:
    patience = theory.find_patience_weight(*discount)
    return {
        pie.FIRST: theory.solve_rubinstein(*discount).proposer,
        pie.AT_ONCE: 1.0,
        "share of the first proposer as the time between offers goes to 0": patience,
    }


_NASH = "Nash solution"


@lesson(
    "breakdown",
    "The risk of breakdown",
    "Binmore, Rubinstein and Wolinsky 1986",
    "Each gets what it has without agreement and, as the risk falls, half of the rest.",
    "risk 0.1 (0, 1): probability that a refusal ends the talks for good",
    "disagreement 0.1 0.3 [0, 1]: payoffs after a breakdown, at most 1 together",
    sweep=Sweep(
        option="risk",
        values=tuple(k / 100 for k in range(2, 100)),
        quantities=(pie.FIRST, _NASH),
        played=(0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95),
        axes=("probability that a refusal ends the talks", "Ann's share of the pie"),
    ),
    engine=EnginePlay(
        file="breakdown",
        changes=lambda step, *, risk, disagreement: {
            **pie.steps(step),
            **pie.look_ahead(pie.depth((1 - risk) ** 2)),
            "table.breakdown_probability": risk,
            "payoffs.ann.talks_broken": disagreement[0],
            "payoffs.bob.talks_broken": disagreement[1],
        },
        fine=0.0005,
        measures={pie.FIRST: pie.proposer_share, pie.AT_ONCE: pie.agreed_at_once},
        # Agreement at once is not judged: at the default risk rounding may take all that a refusal
        # costs.
        bounds=lambda step, *, risk, disagreement: (pie.rounding(step, (1 - risk) ** 2), None),
        cases=tuple({"risk": risk, "disagreement": (0.1, 0.3)} for risk in (0.3, 0.1, 0.05)),
    ),
)
def _breakdown(*, risk: float, disagreement: Pair) -> Solved:
    if sum(disagreement) > 1:
        raise ArgumentError(
            "the two numbers of disagreement must sum to at most 1, the pie; got {:g} and {:g}. "
            "Above it there is nothing to bargain over.".format(*disagreement)
        )
    return {
        pie.FIRST: theory.solve_breakdown(risk, *disagreement).proposer,
        _NASH: theory.solve_nash_split(*disagreement).proposer,
        pie.AT_ONCE: 1.0,
    }


@lesson(
    "outside-option",
    "Somewhere else to go",
    "Shaked and Sutton 1984; Binmore 1985",
    "An alternative worse than waiting moves nothing; a better one is met exactly.",
    "option 0.6 [0, 1]: what Bob gets by leaving after a refusal, in pies",
    "discount 0.9 0.9 (0, 1]: discount factors per round, Ann's and Bob's",
    sweep=Sweep(
        option="option",
        values=tuple(k / 100 for k in range(100)),
        quantities=(pie.FIRST,),
        played=tuple(k / 10 for k in range(10)),
        axes=("worth of Bob's outside option, in pies", "Ann's share of the pie"),
    ),
    engine=EnginePlay(
        file="outside-option",
        changes=lambda step, *, option, discount: {
            **pie.endless(step, discount),
            "payoffs.bob.talks_broken": option,
        },
        fine=0.0005,
        measures={pie.FIRST: pie.proposer_share, pie.AT_ONCE: pie.agreed_at_once},
        # Ann meets a good option and misses it by no more than the next rung; elsewhere rounding in
        # all later rounds counts, which is more. After a refusal Ann has what Bob offers, or less.
        bounds=lambda step, *, option, discount: pie.or_refused(
            step,
            max(pie.missed(step), pie.threshold_slack(step, option, discount)),
            float(theory.solve_outside_option(option, *discount).proposer) * (1 - discount[0] ** 2),
        ),
        cases=tuple({"option": option, "discount": (0.9, 0.9)} for option in (0.3, 0.45, 0.5, 0.6)),
    ),
)
def _outside(*, option: float, discount: Pair) -> Solved:
    split = theory.solve_outside_option(option, *discount)
    return {
        pie.FIRST: split.proposer,
        pie.OTHER: split.responder,
        "what waiting is worth to the other": theory.solve_rubinstein(*discount).responder,
        pie.AT_ONCE: 1.0,
    }


_ANN, _BOB = "Ann's share where she proposes", "Bob's share where he proposes"
_VALUE = "Ann's share before the coin falls"


def _depth(discount: Pair) -> int:
    """Return how many rounds to look ahead until hardly anything lies beyond."""
    slowest = max(discount)
    needed = math.log(pie.NEGLECTED) / math.log(slowest) if slowest < 1 else math.inf
    return int(min(needed + 1, pie.MOST_DEPTH))


def _where_proposed(outcomes: Outcomes, party: int, share: Floats) -> Floats:
    """Return a share in the worlds in which a party was the first to propose; NaN elsewhere."""
    return np.where(outcomes.proposer[:, 0] == party, share, np.nan)


def _coin_bounds(step: float, *, discount: Pair, recognition: float) -> tuple[float, float, float]:
    """Return how far a ladder's step may take a proposer's share, either's, and Ann's value.

    The party that is offered a share gets up to `missed` more than waiting is worth: Ann loses that
    where she proposes and gains it where she does not. What is expected of the next round passes it
    on to this one. A proposer's share may be off by its own miss and by the other's value's.
    """
    passed_on = recognition * discount[1] + (1 - recognition) * discount[0]
    once = max(recognition, 1 - recognition) * pie.missed(step)
    value = once / (1 - passed_on) + max(discount) ** _depth(discount)
    share = pie.missed(step) + value
    return share, share, value


@lesson(
    "random-proposer",
    "A coin decides who proposes",
    "Binmore 1987",
    "The party that proposes gains by it, and patience decides what the coin is worth.",
    "discount 0.9 0.9 (0, 1]: discount factors per round, Ann's and Bob's",
    "recognition 0.5 (0, 1): probability that Ann proposes in a round",
    sweep=Sweep(
        option="discount",
        place=1,
        told="Ann's discount factor {}; Bob's",
        values=tuple(k / 100 for k in range(30, 100)),
        quantities=(_ANN, _BOB, _VALUE),
        played=(0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95),
        axes=("Bob's discount factor per round", "share of the pie"),
    ),
    engine=EnginePlay(
        file="random-proposer",
        changes=lambda step, *, discount, recognition: {
            **pie.steps(step),
            "table.recognition": {
                party: {"value": chance, "source": "literature: Binmore 1987"}
                for party, chance in (("ann", recognition), ("bob", 1 - recognition))
            },
            **pie.look_ahead(_depth(discount)),
            **pie.discounts(discount),
        },
        fine=0.0005,
        measures={
            # Of each party the worlds in which it proposed and was accepted at once.
            _ANN: lambda outcomes: _where_proposed(outcomes, 0, pie.proposer_share(outcomes)),
            _BOB: lambda outcomes: _where_proposed(outcomes, 1, pie.responder_share(outcomes)),
            _VALUE: pie.proposer_share,
        },
        bounds=_coin_bounds,
        cases=(
            *({"discount": pair} for pair in ((0.9, 0.9), (0.9, 0.6), (0.5, 0.8))),
            {"discount": (0.9, 0.9), "recognition": 0.7},
        ),
    ),
)
def _coin(*, discount: Pair, recognition: float) -> Solved:
    play = theory.solve_random_proposer(*discount, recognition)
    return {_ANN: play.share_proposing, _BOB: play.share_proposing_other, _VALUE: play.value}


_PROPOSER, _PARTNER = "share of the proposer", "share of each partner"
_EXPECTED = "expected share of everybody"


@lesson(
    "baron-ferejohn",
    "Division by majority",
    "Baron and Ferejohn 1989",
    "The proposer buys only the consents it needs, and keeps more than any partner gets.",
    "parties 5 whole [2, inf): how many divide the pie",
    "needed 3 whole [1, inf): how many must accept, the proposer among them",
    "discount 0.9 (0, 1]: discount factor of all, per round",
    sweep=Sweep(
        option="discount",
        values=tuple(k / 50 for k in range(1, 51)),
        quantities=(_PROPOSER, _PARTNER, _EXPECTED),
        axes=("discount factor per round", "share of the pie"),
    ),
)
def _majority(*, parties: float, needed: float, discount: float) -> Solved:
    majority = parties // 2 + 1
    if needed > parties:
        raise ArgumentError(
            f"needed must be at most parties; got {needed:g} and {parties:g}. A bare majority of "
            f"{parties:g} is {majority:g}."
        )
    if needed == parties and discount == 1:
        raise ArgumentError(
            f"discount must be below 1 where all parties must accept, as with needed {needed:g} "
            f"of parties {parties:g}. Where delay costs nobody anything every division is an "
            "equilibrium."
        )
    play = theory.solve_baron_ferejohn(parties, discount, needed)
    partner = {
        _PARTNER: play.partner_share,
        "chance of being a partner, for one who does not propose": play.partner_probability,
    }
    return {
        _PROPOSER: play.proposer_share,
        # A proposer who needs no other consent has no partner to pay.
        **({} if needed == 1 else partner),
        _EXPECTED: play.value,
        "how many are a bare majority": majority,
    }
