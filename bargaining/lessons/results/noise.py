"""Noisy choices, and rules that answer the clock or the last move."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bargaining.codes import Response
from bargaining.lessons import pie
from bargaining.lessons.later import np, theory
from bargaining.lessons.lesson import EnginePlay, Mark, Pair, Picture, Solved, Sweep, curve, lesson

if TYPE_CHECKING:
    from bargaining.arrays import Floats
    from bargaining.outcomes import Outcomes

_STEP = 0.01
_MEAN, _NONE = "mean offer to the responder", "probability of no offer"
_AGREED = "probability of agreement"


@lesson(
    "quantal-ultimatum",
    "Take it or leave it with noisy choices",
    "McKelvey and Palfrey 1998",
    "A responder who may err is offered more, and refuses more.",
    "noise 0.1 (0, inf): choice noise of both, in pies (1 over the literature's precision)",
    sweep=Sweep(
        option="noise",
        values=tuple(k / 100 for k in range(1, 61)),
        quantities=(_AGREED, _MEAN),
        played=(0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
        axes=("choice noise of both, in pies", "share of worlds, or of the pie"),
    ),
    engine=EnginePlay(
        file="ultimatum",
        changes=lambda step, *, noise: {**pie.ladder(step), **pie.noise(noise)},
        # The closed form is that of this very ladder, so that only chance divides the two.
        grids=(_STEP,),
        measures={
            _MEAN: pie.offered,
            _NONE: lambda outcomes: np.isnan(pie.offered(outcomes)),
            _AGREED: pie.agreed_at_once,
        },
        bounds=lambda step, *, noise: (0.0, 0.0, 0.0),
        cases=tuple({"noise": noise} for noise in (0.02, 0.1, 0.5)),
    ),
)
def _ultimatum(*, noise: float) -> Solved:
    offers = np.arange(1, round(1 / _STEP) + 1) * _STEP
    play = theory.solve_logit_ultimatum(np.minimum(offers, 1.0), noise)
    weights = play.offer_probabilities / play.offer_probabilities.sum()
    return {
        _MEAN: weights @ offers,
        _NONE: play.pass_probability,
        _AGREED: play.agreement_probability,
    }


_CHALLENGE, _RESIST, _WAR = "Ann challenges", "Bob resists a challenge", "war"


@lesson(
    "quantal-response",
    "A crisis with noisy choices",
    "McKelvey and Palfrey 1998; Signorino 1999",
    "War can be likeliest where choices have some noise, but not too much.",
    "noise 0.3 (0, inf): choice noise of both, in payoff units (1 over the precision)",
    "status_quo 0 0: payoffs of Ann and Bob without a challenge",
    "capitulation 1 -1: payoffs of Ann and Bob where Bob gives in",
    "war -0.5 -1.2: payoffs of Ann and Bob where Bob resists",
    sweep=Sweep(
        option="noise",
        values=tuple(k / 100 for k in range(1, 201)),
        quantities=(_CHALLENGE, _RESIST, _WAR),
        axes=("choice noise of both, in payoff units", "probability"),
    ),
)
def _crisis(*, noise: float, status_quo: Pair, capitulation: Pair, war: Pair) -> Solved:
    play = theory.solve_logit_tree(theory.build_crisis(status_quo, capitulation, war), noise)
    return {
        _CHALLENGE: play.choices["challenge?"]["challenge"],
        _RESIST: play.choices["resist?"]["resist"],
        **{end: play.ends[end] for end in (_WAR, "capitulation", "status quo")},
    }


_SHARE, _ROUND = "Ann's share", "round of agreement"


def _where_signed(outcomes: Outcomes, number: Floats) -> Floats:
    """Return a number per world in the worlds in which something is signed; NaN elsewhere."""
    return np.where((outcomes.response == Response.AGREED).any(axis=1), number, np.nan)


def _tactics_bounds(step: float, *, rounds: float, exponents: Pair, initials: Pair) -> Pair:
    """Return how far rounding of demands up to the ladder may take the agreed share and the round.

    Rounded demands may agree from the exact round on, up to the first in which they leave a step to
    spare.
    """
    met = theory.find_meeting(rounds, exponents, initials)
    first, moved, late = int(met.round), 0.0, 0
    for number in range(first, int(rounds)):
        speaks = number % 2
        asked, wanted = (
            float(theory.find_demand(number + later, rounds, exponents[who], initials[who]))
            for later, who in ((0, speaks), (1, 1 - speaks))
        )
        share, late = 1 - asked if speaks else asked, number - first
        moved = max(moved, abs(share - float(met.agreed_share)))
        if asked + wanted <= 1 - step:
            break
    return step + moved, float(late)


@lesson(
    "tactics",
    "Concession by the clock",
    "Faratin, Sierra and Jennings 1998",
    "Two demands that fall with time meet somewhere; the party that bends late gets more.",
    "rounds 20 whole [1, 120]: rounds that the talks can last",
    "exponents 0.5 2 (0, inf): Ann's and Bob's concession (below 1 late, above 1 early)",
    "initials 0 0 [0, 1]: shares of the pie that Ann and Bob give up at first",
    engine=EnginePlay(
        file="tactics",
        changes=lambda step, *, rounds, exponents, initials: {
            **pie.ladder(step),
            **pie.lengths(rounds, "none", "settings.rounds", "table.deadline"),
            **{
                f"parties.{party}.strategy": {
                    "name": "time_dependent",
                    "parameters": {"exponent": exponents[who], "initial": initials[who]},
                }
                for who, party in enumerate(("ann", "bob"))
            },
        },
        grids=(0.05, 0.02, 0.01, 0.005, 0.002),
        measures={
            _SHARE: lambda outcomes: _where_signed(outcomes, 1 - outcomes.level[:, -1, 0]),
            _ROUND: lambda outcomes: _where_signed(
                outcomes, (outcomes.response == Response.AGREED).argmax(axis=1)
            ),
        },
        bounds=_tactics_bounds,
        cases=(
            {"exponents": (1.0, 1.0), "initials": (0.05, 0.0)},
            {"exponents": (0.2, 1.0), "initials": (0.1, 0.0)},
            {"exponents": (5.0, 3.0)},
            {"exponents": (0.3, 0.4), "initials": (0.0, 0.2)},
        ),
    ),
)
def _tactics(*, rounds: float, exponents: Pair, initials: Pair) -> tuple[Solved, Picture]:
    met = theory.find_meeting(rounds, exponents, initials)
    solved = {
        _SHARE: met.agreed_share,
        _ROUND: met.round,
        "time at which the demands meet": met.time,
        "Ann's share at that time": met.share,
    }
    time = np.linspace(0, rounds, 121)
    ann, bob = (
        theory.find_demand(time, rounds, exponent, initial)
        for exponent, initial in zip(exponents, initials, strict=True)
    )
    curves = curve("Ann asks", time, ann), curve("Bob leaves her", time, 1 - bob)
    marks = (
        Mark("they meet", float(met.time), float(met.share)),
        Mark("agreed", float(met.round), float(met.agreed_share)),
    )
    return solved, Picture("round", "Ann's share of the pie", curves, marks)


_ANN, _BOB = "Ann gives in the long run", "Bob gives in the long run"
_EARLY_ANN, _EARLY_BOB = "Ann gives in exchange 1", "Bob gives in exchange 1"
_EXCHANGES = 30


@lesson(
    "noisy-reciprocity",
    "Tit for tat among those who err",
    "Axelrod 1984; Nowak and Sigmund 1992",
    "Strict reciprocity copies every error until each gives half of the time.",
    "error 0.1 (0, 1): probability that a move comes out the wrong way",
    "generosity 0.3 [0, 1]: probability that a generous party lets a defection pass",
    engine=EnginePlay(
        file="noisy-tit-for-tat",
        changes=lambda rounds, *, error, generosity: {
            **pie.lengths(rounds, "none", "settings.rounds"),
            **{
                f"parties.{party}.strategy": {"name": "tit_for_tat", "parameters": {"noise": error}}
                for party in ("ann", "bob")
            },
        },
        grid="rounds",
        grids=(1.0, 2.0, 5.0, 10.0, 40.0),
        measures={
            _ANN: lambda outcomes: outcomes.level[:, -1, 0] == 1.0,
            _BOB: lambda outcomes: outcomes.level[:, -1, 1] == 1.0,
            _EARLY_ANN: lambda outcomes: outcomes.level[:, 0, 0] == 1.0,
            _EARLY_BOB: lambda outcomes: outcomes.level[:, 0, 1] == 1.0,
        },
        # How far so many exchanges leave Ann and Bob from the long run: Ann's move in an exchange
        # comes after an odd number of chances to err, Bob's after one more. The first exchange is
        # the same however many follow, and nothing is rounded.
        bounds=lambda rounds, *, error, generosity: (
            *(0.5 * math.pow(abs(1 - 2 * error), 2 * rounds - odd) for odd in (1, 0)),
            *(0.0, 0.0),
        ),
        cases=({"error": 0.02}, {"error": 0.3}, {"error": 0.9}),
    ),
)
def _reciprocity(*, error: float, generosity: float) -> tuple[Solved, Picture]:
    answer = (1 - error, error)
    strict = theory.solve_reactive_pair(answer, answer)
    exchange = np.arange(_EXCHANGES + 1)
    first, second = theory.follow_tit_for_tat(exchange, error, "sequential")
    generous = float(theory.solve_generous_pair(error, generosity).first)
    solved = {
        _ANN: strict.first,
        _BOB: strict.second,
        _EARLY_ANN: first[1],
        _EARLY_BOB: second[1],
        "Ann gives in exchange 10": first[10],
        "Bob gives in exchange 10": second[10],
        "a generous pair gives in the long run": generous,
    }
    curves = (
        curve("Ann", exchange, first),
        curve("Bob", exchange, second),
        curve("generous pair", (0.0, _EXCHANGES), (generous, generous)),
    )
    return solved, Picture("exchange", "probability of giving", curves)
