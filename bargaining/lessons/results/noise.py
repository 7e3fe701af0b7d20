"""Noisy choices, and rules that answer the clock or the last move."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from bargaining.lessons import pie
from bargaining.lessons.lesson import (
    EnginePlay,
    Lesson,
    Mark,
    Measure,
    Pair,
    Picture,
    Sweep,
    codes,
    curve,
    np,
    options_of,
    theory,
)

if TYPE_CHECKING:
    from bargaining.arrays import Bools, Floats
    from bargaining.outcomes import Outcomes


_STEP = 0.01
_MEAN, _NONE = "mean offer to the responder", "probability of no offer"
_AGREED = "probability of agreement"


def _ultimatum(*, noise: float) -> dict[str, object]:
    offers = np.arange(1, round(1 / _STEP) + 1) * _STEP
    play = theory.solve_logit_ultimatum(np.minimum(offers, 1.0), noise)
    weights = play.offer_probabilities / play.offer_probabilities.sum()
    return {
        _MEAN: weights @ offers,
        _NONE: play.pass_probability,
        _AGREED: play.agreement_probability,
    }


def _ultimatum_changes(step: float, *, noise: float) -> dict[str, object]:
    return {**pie.ladder(step), **pie.noise(noise)}


_ULTIMATUM_LESSON = Lesson(
    name="quantal-ultimatum",
    title="Take it or leave it with noisy choices",
    who="McKelvey and Palfrey 1998",
    summary="A responder who may err is offered more, and refuses more.",
    options=options_of(
        "noise 0.1 (0, inf): choice noise of both, in pies (1 over the literature's precision)"
    ),
    solution=_ultimatum,
    sweep=Sweep(
        option="noise",
        values=tuple(k / 100 for k in range(1, 61)),
        quantities=(_AGREED, _MEAN),
        played=(0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
        axes=("choice noise of both, in pies", "share of worlds, or of the pie"),
    ),
    engine=EnginePlay(
        file="ultimatum",
        changes=_ultimatum_changes,
        # The closed form is that of this very ladder, so that only chance divides the two.
        grids=(_STEP,),
        measures=(
            Measure(_MEAN, pie.first_offer, 0.0),
            Measure(_NONE, lambda outcomes: np.isnan(pie.first_offer(outcomes)), 0.0),
            Measure(_AGREED, pie.agreed_at_once, 0.0),
        ),
        cases=tuple({"noise": noise} for noise in (0.02, 0.1, 0.5)),
    ),
)


_CHALLENGE, _RESIST, _WAR = "Ann challenges", "Bob resists a challenge", "war"


def _crisis(*, noise: float, status_quo: Pair, capitulation: Pair, war: Pair) -> dict[str, object]:
    play = theory.solve_logit_tree(theory.build_crisis(status_quo, capitulation, war), noise)
    return {
        _CHALLENGE: play.choices["challenge?"]["challenge"],
        _RESIST: play.choices["resist?"]["resist"],
        **{end: play.ends[end] for end in (_WAR, "capitulation", "status quo")},
    }


_CRISIS_LESSON = Lesson(
    name="quantal-response",
    title="A crisis with noisy choices",
    who="McKelvey and Palfrey 1998; Signorino 1999",
    summary="War can be likeliest where choices have some noise, but not too much.",
    options=options_of(
        "noise 0.3 (0, inf): choice noise of both, in payoff units (1 over the precision)",
        "status_quo 0 0: payoffs of Ann and Bob without a challenge",
        "capitulation 1 -1: payoffs of Ann and Bob where Bob gives in",
        "war -0.5 -1.2: payoffs of Ann and Bob where Bob resists",
    ),
    solution=_crisis,
    sweep=Sweep(
        option="noise",
        values=tuple(k / 100 for k in range(1, 201)),
        quantities=(_CHALLENGE, _RESIST, _WAR),
        axes=("choice noise of both, in payoff units", "probability"),
    ),
)


_SHARE, _ROUND = "Ann's share", "round of agreement"


def _tactics(*, rounds: float, exponents: Pair, initials: Pair) -> dict[str, object]:
    met = theory.find_meeting(rounds, exponents, initials)
    return {
        _SHARE: met.agreed_share,
        _ROUND: met.round,
        "time at which the demands meet": met.time,
        "Ann's share at that time": met.share,
    }


def _draw_tactics(*, rounds: float, exponents: Pair, initials: Pair) -> Picture:
    time = np.linspace(0, rounds, 121)
    ann, bob = (
        theory.find_demand(time, rounds, exponent, initial)
        for exponent, initial in zip(exponents, initials, strict=True)
    )
    met = theory.find_meeting(rounds, exponents, initials)
    return Picture(
        "round",
        "Ann's share of the pie",
        (curve("Ann asks", time, ann), curve("Bob leaves her", time, 1 - bob)),
        (
            Mark("they meet", float(met.time), float(met.share)),
            Mark("agreed", float(met.round), float(met.agreed_share)),
        ),
    )


def _tactics_changes(
    step: float, *, rounds: float, exponents: Pair, initials: Pair
) -> dict[str, object]:
    length = {"value": int(rounds), "source": "literature: none"}
    rules = {
        f"parties.{party}.strategy": {
            "name": "time_dependent",
            "parameters": {"exponent": exponent, "initial": initial},
        }
        for party, exponent, initial in zip(("ann", "bob"), exponents, initials, strict=True)
    }
    return {**pie.ladder(step), "settings.rounds": length, "table.deadline": length, **rules}


def _candidates(
    step: float, rounds: float, exponents: Pair, initials: Pair
) -> Iterator[tuple[int, float]]:
    """Yield the rounds in which rounded demands may agree, and Ann's share in each.

    From the exact round on, up to the first in which the demands leave a step to spare.
    """
    met = theory.find_meeting(rounds, exponents, initials)
    for number in range(int(met.round), int(rounds)):
        speaks = number % 2
        asked, wanted = (
            float(theory.find_demand(number + later, rounds, exponents[who], initials[who]))
            for later, who in ((0, speaks), (1, 1 - speaks))
        )
        yield number, 1 - asked if speaks else asked
        if asked + wanted <= 1 - step:
            break


def _tactics_bound(step: float, *, rounds: float, exponents: Pair, initials: Pair) -> float:
    """Return how far rounding of demands up to the ladder may take the agreed share."""
    exact = float(theory.find_meeting(rounds, exponents, initials).agreed_share)
    shares = [share for _, share in _candidates(step, rounds, exponents, initials)]
    return step + max((abs(share - exact) for share in shares), default=0.0)


def _delay(step: float, *, rounds: float, exponents: Pair, initials: Pair) -> float:
    """Return by how many rounds rounding of demands up to the ladder may put agreement off."""
    numbers = [number for number, _ in _candidates(step, rounds, exponents, initials)]
    return float(numbers[-1] - numbers[0])


def _agreed(outcomes: Outcomes) -> Floats:
    signed = outcomes.response == codes.Response.AGREED
    return np.where(signed.any(axis=1), 1 - outcomes.level[:, -1, 0], np.nan)


def _round(outcomes: Outcomes) -> Floats:
    signed = outcomes.response == codes.Response.AGREED
    return np.where(signed.any(axis=1), signed.argmax(axis=1), np.nan)


_TACTICS_LESSON = Lesson(
    name="tactics",
    title="Concession by the clock",
    who="Faratin, Sierra and Jennings 1998",
    summary="Two demands that fall with time meet somewhere; the party that bends late gets more.",
    options=options_of(
        "rounds 20 whole [1, 120]: rounds that the talks can last",
        "exponents 0.5 2 (0, inf): Ann's and Bob's concession (below 1 late, above 1 early)",
        "initials 0 0 [0, 1]: shares of the pie that Ann and Bob give up at first",
    ),
    solution=_tactics,
    picture=_draw_tactics,
    engine=EnginePlay(
        file="tactics",
        changes=_tactics_changes,
        grids=(0.05, 0.02, 0.01, 0.005, 0.002),
        measures=(Measure(_SHARE, _agreed, _tactics_bound), Measure(_ROUND, _round, _delay)),
        cases=(
            {"exponents": (1.0, 1.0), "initials": (0.05, 0.0)},
            {"exponents": (0.2, 1.0), "initials": (0.1, 0.0)},
            {"exponents": (5.0, 3.0)},
            {"exponents": (0.3, 0.4), "initials": (0.0, 0.2)},
        ),
    ),
)


_ANN, _BOB = "Ann gives in the long run", "Bob gives in the long run"
_EARLY_ANN, _EARLY_BOB = "Ann gives in exchange 1", "Bob gives in exchange 1"
_EXCHANGES = 30


def _reciprocity(*, error: float, generosity: float) -> dict[str, object]:
    answer = (1 - error, error)
    strict = theory.solve_reactive_pair(answer, answer)
    early = theory.follow_tit_for_tat(1, error, "sequential")
    first, second = theory.follow_tit_for_tat(10, error, "sequential")
    generous = theory.solve_generous_pair(error, generosity).first
    return {
        _ANN: strict.first,
        _BOB: strict.second,
        _EARLY_ANN: early[0],
        _EARLY_BOB: early[1],
        "Ann gives in exchange 10": first,
        "Bob gives in exchange 10": second,
        "a generous pair gives in the long run": generous,
    }


def _draw_reciprocity(*, error: float, generosity: float) -> Picture:
    exchange = np.arange(_EXCHANGES + 1)
    first, second = theory.follow_tit_for_tat(exchange, error, "sequential")
    generous = float(theory.solve_generous_pair(error, generosity).first)
    curves = (
        curve("Ann", exchange, first),
        curve("Bob", exchange, second),
        curve("generous pair", (0.0, _EXCHANGES), (generous, generous)),
    )
    return Picture("exchange", "probability of giving", curves)


def _reciprocity_changes(rounds: float, *, error: float, generosity: float) -> dict[str, object]:
    rule = {"name": "tit_for_tat", "parameters": {"noise": error}}
    return {
        "settings.rounds": {"value": int(rounds), "source": "literature: none"},
        "parties.ann.strategy": rule,
        "parties.bob.strategy": rule,
    }


def _reciprocity_bound(errors: int) -> Callable[..., float]:
    """Return how far so many exchanges leave a party from the long run.

    Ann's move in an exchange comes after an odd number of chances to err, Bob's after one more.
    """

    def bound(rounds: float, *, error: float, generosity: float) -> float:
        return 0.5 * math.pow(abs(1 - 2 * error), 2 * rounds - errors)

    return bound


def _gives(exchange: int, place: int) -> Callable[[Outcomes], Bools]:
    return lambda outcomes: np.asarray(outcomes.level[:, exchange, place] == 1.0)


_RECIPROCITY_LESSON = Lesson(
    name="noisy-reciprocity",
    title="Tit for tat among those who err",
    who="Axelrod 1984; Nowak and Sigmund 1992",
    summary="Strict reciprocity copies every error until each gives half of the time.",
    options=options_of(
        "error 0.1 (0, 1): probability that a move comes out the wrong way",
        "generosity 0.3 [0, 1]: probability that a generous party lets a defection pass",
    ),
    solution=_reciprocity,
    picture=_draw_reciprocity,
    engine=EnginePlay(
        file="noisy-tit-for-tat",
        changes=_reciprocity_changes,
        grid="rounds",
        grids=(1.0, 2.0, 5.0, 10.0, 40.0),
        measures=(
            Measure(_ANN, _gives(-1, 0), _reciprocity_bound(1)),
            Measure(_BOB, _gives(-1, 1), _reciprocity_bound(0)),
            # The first exchange is the same however many follow, and nothing is rounded.
            Measure(_EARLY_ANN, _gives(0, 0), 0.0),
            Measure(_EARLY_BOB, _gives(0, 1), 0.0),
        ),
        cases=({"error": 0.02}, {"error": 0.3}, {"error": 0.9}),
    ),
)

LESSONS = (_ULTIMATUM_LESSON, _CRISIS_LESSON, _TACTICS_LESSON, _RECIPROCITY_LESSON)
