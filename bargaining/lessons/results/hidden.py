"""What the other side hides: its resolve, its value of a good, or that it cannot yield."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bargaining.codes import Closing
from bargaining.errors import ArgumentError
from bargaining.lessons import pie
from bargaining.lessons.later import np, theory
from bargaining.lessons.lesson import (
    Curve,
    EnginePlay,
    Mark,
    Pair,
    Picture,
    Solved,
    Sweep,
    curve,
    lesson,
)

if TYPE_CHECKING:
    from bargaining.arrays import Floats, Ints

_OFFER, _WAR = "offer to Bob", "probability of war"


def _risk_bounds(step: float, *, belief: float, fighting: Pair, disagreement: float) -> Pair:
    """Return how far a ladder's step may take the offer, and the probability of war.

    A step may decide which of the two offers is the better one. Else war has the risk of a refusal
    by noise that is run rather than a step given.
    """
    miss = pie.missed(step)
    gap, stake = fighting[1] - fighting[0], 1 - fighting[0] - disagreement
    if (gap - miss) / stake <= belief <= (gap + miss) / max(stake - miss, 1e-9):
        return miss + gap, max(belief, 1 - belief)
    return miss, min(step / stake, 1.0)


@lesson(
    "risk-return",
    "An opponent of unknown resolve",
    "Fearon 1995; Powell 1999",
    "Where a strong opponent is unlikely enough, a demand that risks war pays.",
    "belief 0.3 [0, 1]: probability that Bob is strong",
    "fighting 0.2 0.5 [0, 1]: what a weak and a strong Bob get by fighting, in pies",
    "disagreement 0 [0, 1]: what Ann gets by fighting, in pies",
    sweep=Sweep(
        option="belief",
        values=tuple(k / 200 for k in range(201)),
        quantities=(_WAR, _OFFER),
        played=tuple(k / 10 for k in range(11)),
        axes=("probability that Bob is strong", "probability, or share of the pie"),
    ),
    engine=EnginePlay(
        file="two-types",
        changes=lambda step, *, belief, fighting, disagreement: {
            **pie.steps(step),
            "parties.bob.belief": belief,
            "payoffs.ann.talks_broken": disagreement,
            "payoffs.bob.talks_broken": fighting[0],
            "payoffs.bob.talks_broken * type.bob": fighting[1] - fighting[0],
        },
        measures={
            _OFFER: pie.offered,
            _WAR: lambda outcomes: outcomes.closing[:, 0] == Closing.OPT_OUT,
        },
        bounds=_risk_bounds,
        cases=tuple(
            {"belief": belief, "disagreement": own}
            for belief, own in ((0.1, 0.0), (0.36, 0.0), (0.39, 0.0), (0.48, 0.2), (0.54, 0.2))
        ),
    ),
)
def _risk(*, belief: float, fighting: Pair, disagreement: float) -> Solved:
    weak, strong = fighting
    if weak >= strong:
        raise ArgumentError(
            f"the first number of fighting, of a weak Bob, must be below the second, of a strong "
            f"one; got {weak:g} and {strong:g}. With one kind of Bob nothing is unknown."
        )
    if strong + disagreement > 1:
        raise ArgumentError(
            f"disagreement and the second number of fighting must sum to at most 1, the pie; got "
            f"{disagreement:g} and {strong:g}. Above it both would rather fight a war than share."
        )
    play = theory.solve_risk_return(belief, *fighting, disagreement)
    return {
        _OFFER: play.offer,
        _WAR: play.war_probability,
        "threshold of the belief": theory.find_screening_threshold(*fighting, disagreement),
        "Ann's expected payoff": play.payoff,
    }


_SELLER = "seller 0 1: lowest and highest cost of the seller, in units of money"
_BUYER = "buyer 0 1: lowest and highest value of the buyer, in units of money"
_GAINS, _ALL = "gains under the best rule", "gains if all gainful trades were made"
_SUBSIDY = "subsidy that would make them all"


@lesson(
    "chatterjee-samuelson",
    "Two sealed offers",
    "Chatterjee and Samuelson 1983",
    "Each shades its offer, and trades with little to gain are lost.",
    _SELLER,
    _BUYER,
    "price_weight 0.5 [0, 1]: weight of the buyer's offer in the price; at 0 the seller's",
)
def _sealed(*, seller: Pair, buyer: Pair, price_weight: float) -> tuple[Solved, Picture]:
    play = theory.solve_chatterjee_samuelson(seller, buyer, price_weight=price_weight)
    solved = {
        "probability of trade": play.trade_probability,
        "probability that both could gain": play.first_best_probability,
        "expected gains": play.expected_gains,
        _ALL: play.first_best_gains,
        "seller's part": play.seller_gains,
        "buyer's part": play.buyer_gains,
    }
    costs, values = (np.linspace(*ends, 41) for ends in (seller, buyer))
    truth = (min(seller[0], buyer[0]), max(seller[1], buyer[1]))
    curves = (
        curve("seller asks", costs, play.ask(costs)),
        curve("buyer offers", values, play.offer(values)),
        curve("the truth", truth, truth),
    )
    marks = (
        Mark("lowest ask", seller[0], float(play.lowest_ask)),
        Mark("highest offer", buyer[1], float(play.highest_offer)),
    )
    return solved, Picture("own value of the good", "sealed offer", curves, marks)


@lesson(
    "myerson-satterthwaite",
    "What no rule of trade can reach",
    "Myerson and Satterthwaite 1983",
    "Where it is in doubt whether there is anything to gain, some gains are always lost.",
    _SELLER,
    _BUYER,
    sweep=Sweep(
        option="buyer",
        place=0,
        told="highest value of the buyer {}; lowest",
        values=tuple(k / 50 for k in range(50)),
        quantities=(_ALL, _GAINS, _SUBSIDY),
        axes=("lowest value of the buyer", "expected money"),
    ),
)
def _rule(*, seller: Pair, buyer: Pair) -> Solved:
    best = theory.solve_myerson_satterthwaite(seller, buyer)
    return {
        _GAINS: best.expected_gains,
        _ALL: best.first_best_gains,
        _SUBSIDY: best.subsidy,
        "probability of trade": best.trade_probability,
        "least excess of value over cost that trades": best.gap,
    }


_ROUNDS_SHOWN = 15


@lesson(
    "sobel-takahashi",
    "One side makes all the offers",
    "Sobel and Takahashi 1983",
    "The price falls from round to round, and a buyer who would pay less buys later.",
    "discount 0.9 0.9 [0, 1): discount factors per round of the seller and of the buyer",
    "rounds 5 whole [1, 1000]: number of rounds where there is a last one",
)
def _prices(*, discount: Pair, rounds: float) -> tuple[Solved, Picture]:
    endless = theory.solve_endless_sobel_takahashi(*discount)
    ending = theory.solve_sobel_takahashi(*discount, rounds=int(rounds))
    solved = {
        "first price": endless.price(0),
        "agreed in the first round": endless.trade_probability(0),
        "mean delay in rounds": endless.mean_delay,
        "seller's expected payoff": endless.seller_payoff,
        "buyer's expected payoff": endless.buyer_payoff,
        "first price, with a last round": ending.prices[0],
        "never agreed, with a last round": ending.no_trade_probability,
        "seller's expected payoff, with a last round": ending.seller_payoff,
    }
    shown = np.arange(_ROUNDS_SHOWN)
    last = np.arange(min(int(rounds), _ROUNDS_SHOWN))
    # After the last round nobody buys any more.
    agreed = 1 - ending.cutoffs[np.minimum(shown, int(rounds) - 1)]
    curves = (
        _steps("agreed by then", shown, 1 - endless.waiting_probability(shown)),
        _steps("price", shown, endless.price(shown)),
        _steps("agreed, with a last round", shown, agreed),
        _steps("price, with a last round", last, ending.prices[last]),
    )
    return solved, Picture("round", "price, or probability", curves)


def _steps(label: str, rounds: Ints, heights: Floats) -> Curve:
    # A round lasts until the next one.
    return curve(label, [*rounds, rounds[-1] + 1], [*heights, heights[-1]], "steps")


@lesson(
    "attrition",
    "The war of attrition",
    "Maynard Smith 1974; Bishop, Cannings and Maynard Smith 1978",
    "Where both wait for the other to give way, few hold out long, yet no day is the last.",
    "prizes 0 2 [0, inf): lowest and highest prize, in payoff units",
    "cost 1 (0, inf): what waiting costs each per unit of time, in payoff units",
)
def _attrition(*, prizes: Pair, cost: float) -> tuple[Solved, Picture]:
    hidden = theory.solve_uniform_attrition(*prizes, cost=cost)
    known = theory.solve_attrition(sum(prizes) / 2, cost)
    solved = {
        "rate of conceding, mean prize known": known.hazard,
        "mean duration, mean prize known": known.mean_duration,
        # Each is willing to concede at once.
        "expected payoff, mean prize known": 0.0,
        "mean duration, prizes hidden": hidden.mean_duration,
        "expected payoff, prizes hidden": hidden.payoff,
    }
    times = np.linspace(0, 4 * float(known.mean_duration), 61)
    curves = (
        curve("prizes hidden", times, hidden.survival_probability(times)),
        curve("mean prize known", times, known.survival_probability(times)),
    )
    return solved, Picture("time", "probability that both still hold", curves)


@lesson(
    "reputation",
    "A name for never yielding",
    "Abreu and Gul 2000",
    "Each holds out to be thought inflexible; the weaker one may yield at once.",
    "demand 0.6 0.6 (0, 1): what Ann and Bob insist on, in pies; together more than 1",
    "rate 0.1 0.2 (0, inf): rates of discount of Ann and of Bob per unit of time",
    "committed 0.1 0.1 (0, 1): probabilities that Ann and Bob cannot yield",
)
def _reputation(*, demand: Pair, rate: Pair, committed: Pair) -> tuple[Solved, Picture]:
    play = theory.solve_reputation(demand, discount_rate=rate, committed_probability=committed)
    solved = {
        "Ann concedes at once": play.initial_concession_probability[0],
        "Bob concedes at once": play.initial_concession_probability[1],
        "Ann's rate of conceding": play.concession_rate[0],
        "Bob's rate of conceding": play.concession_rate[1],
        "time until all is known": play.committed_time,
        "mean delay of an agreement": play.mean_delay,
        "never agreed": 1 - play.agreement_probability,
        "Ann's expected payoff": play.payoff[0],
        "Bob's expected payoff": play.payoff[1],
    }
    times = np.linspace(0, 1.2 * float(play.committed_time), 61)
    ann, bob = play.reputation(times)
    curves = (
        curve("not yet agreed", times, play.disagreement_probability(times)),
        curve("Ann is thought committed", times, ann),
        curve("Bob is thought committed", times, bob),
    )
    return solved, Picture("time", "probability", curves)
