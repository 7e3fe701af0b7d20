"""What home will sign, and what home thinks of a threat not carried out."""

from __future__ import annotations

import math

from bargaining.errors import ArgumentError
from bargaining.lessons import pie
from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Pair, Sweep, options_of, theory

_BOB, _FREE = "Bob's share", "Bob's share without a parliament"


def _parliament(*, hurdle: float, discount: Pair) -> dict[str, object]:
    split = theory.solve_ratified_offers(hurdle, *discount)
    return {
        _BOB: split.responder,
        _FREE: theory.solve_ratified_offers(0.0, *discount).responder,
        pie.AT_ONCE: 1.0,
    }


def _parliament_changes(step: float, *, hurdle: float, discount: Pair) -> dict[str, object]:
    return {
        **pie.endless(step, discount),
        "parties.bob.hurdle": hurdle,
        "parties.parliament.choice_noise": pie.NOISE_PER_STEP * step,
    }


def _parliament_bound(step: float, *, hurdle: float, discount: Pair) -> float:
    """Return how far a ladder's step may take Bob's share: his own rounding or his parliament's.

    A text at the hurdle itself passes one half of the time; Ann gives up to `missed` more. Where
    the hurdle lies above what waiting is worth by more than rounding can add to waiting, that is
    all. Elsewhere Bob's own rounding comes first, and the hurdle may add its own.
    """
    waiting = float(theory.solve_ratified_offers(0.0, *discount).responder)
    loose = pie.rounding(step, discount[0] * discount[1])
    return pie.missed(step) + (0.0 if hurdle - waiting > loose else loose)


def _parliament_refused(step: float, *, hurdle: float, discount: Pair) -> float:
    """Return how often Bob or his parliament may refuse; then Ann has what he offers her next."""
    share = 1 - float(theory.solve_ratified_offers(hurdle, *discount).responder)
    stake = share * (1 - discount[0] ** 2)
    return pie.refused(step, stake, _parliament_bound(step, hurdle=hurdle, discount=discount))


_PARLIAMENT_LESSON = Lesson(
    name="win-set",
    title="A parliament at one's back",
    who="Schelling 1960; Putnam 1988",
    summary="What home would refuse need not be conceded, as long as the two win-sets overlap.",
    options=options_of(
        "hurdle 0.6 [0, 1): least share for Bob that his parliament would sign",
        "discount 0.9 0.9 (0, 1]: discount factors per round of Ann, who proposes first, and Bob",
    ),
    solution=_parliament,
    sweep=Sweep(
        option="hurdle",
        values=tuple(k / 100 for k in range(100)),
        quantities=(_BOB, _FREE),
        played=(0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
        axes=("least share that Bob's parliament signs", "Bob's share of the pie"),
    ),
    engine=EnginePlay(
        file="win-set",
        changes=_parliament_changes,
        fine=0.0005,
        measures=(
            Measure(_BOB, pie.responder_share, _parliament_bound),
            Measure(pie.AT_ONCE, pie.agreed_at_once, _parliament_refused),
        ),
        cases=tuple({"hurdle": hurdle} for hurdle in (0.2, 0.5, 0.75, 0.9)),
    ),
)


_POLICY, _WISH = "depth of the treaty", "what the parliament would have liked"
_NOISE_PER_STEP = 0.02


def _setter(*, ideals: Pair, reversion: float) -> dict[str, object]:
    home = theory.find_win_set(ideals[1], reversion)
    return {
        _POLICY: theory.solve_setter(*ideals, reversion),
        _WISH: ideals[1],
        "lower end of the win-set": home.low,
        "upper end of the win-set": home.high,
    }


def _setter_changes(step: float, *, ideals: Pair, reversion: float) -> dict[str, object]:
    rung = reversion / step
    if abs(rung - round(rung)) > 1e-9 or ideals[0] < reversion:
        raise ArgumentError(
            f"the engine's treaties climb a ladder: the reversion must be one of its rungs, here "
            f"multiples of {step:g}, and not above what the setter likes best; got "
            f"{reversion:g} and {ideals[0]:g}."
        )
    noise = {
        f"parties.{party}.choice_noise": _NOISE_PER_STEP * step
        for party in ("ann", "bob", "parliament")
    }
    return {
        "issues.depth.rungs": {"count": round(1 / step) + 1, "label": "{percent} deep"},
        "issues.depth.initial": {"value": reversion, "source": "assumed", "why": "As asked."},
        "payoffs.ann.depth": 2 * ideals[0],
        "payoffs.parliament.depth": 2 * ideals[1],
        **noise,
    }


def _setter_bound(step: float, *, ideals: Pair, reversion: float) -> float:
    """Return how far the ladder's step, and the noise that goes with it, may take the treaty.

    The last rung inside the win-set, or the one before it where that is a toss-up; the margin for a
    vote whose slope is twice the distance from the parliament's wish; and, where the setter gets
    what she likes, the width of her own quadratic choice.
    """
    noise = _NOISE_PER_STEP * step
    slope = max(2 * abs(reversion - ideals[1]), noise)
    content = ideals[0] <= float(theory.find_win_set(ideals[1], reversion).high) + step
    own = math.sqrt(noise) if content else 0.0
    # No depth is further from another than the whole ladder.
    return min(2 * step + noise * math.log(1 / step) / slope + own, 1.0)


_SETTER_LESSON = Lesson(
    name="setter",
    title="Take this treaty or none",
    who="Romer and Rosenthal 1978",
    summary="The worse the state without a treaty, the further its author can go.",
    options=options_of(
        "ideals 1 0.5 [0, 1]: depth that the setter, and that the parliament, likes best",
        "reversion 0.2 [0, 1]: depth in force if nothing is ratified",
    ),
    solution=_setter,
    sweep=Sweep(
        option="reversion",
        values=tuple(k / 100 for k in range(101)),
        quantities=(_POLICY, _WISH),
        played=(0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9),
        axes=("depth in force if nothing is ratified", "depth"),
    ),
    engine=EnginePlay(
        file="setter",
        changes=_setter_changes,
        measures=(Measure(_POLICY, lambda outcomes: outcomes.level[:, 0, 0], _setter_bound),),
        cases=(
            {"ideals": (0.6, 0.5)},
            {"ideals": (1.0, 0.4)},
            {"reversion": 0.0},
            {"reversion": 0.4},
        ),
    ),
)


_THREAT, _SUCCESS = "a threat is made", "the target gives in"
_IMPOSED, _BLUFF = "sanctions are imposed", "the sender backs down"


def _audience(
    *, gain: float, stake: float, damage: float, audience_cost: float, costs: Pair
) -> dict[str, object]:
    play = theory.solve_sanction_threat(gain, stake, damage, audience_cost, *costs)
    return {
        _THREAT: play.threat,
        _SUCCESS: play.success,
        _IMPOSED: play.imposed,
        _BLUFF: play.backing_down,
        "a defied threat is carried out": play.imposing,
    }


_AUDIENCE_LESSON = Lesson(
    name="audience-costs",
    title="A threat before an audience",
    who="Fearon 1994; Drezner 1999",
    summary="The more face is lost by backing down, the more threats may be made, and heeded.",
    options=options_of(
        "gain 1 (0, inf): what the sender gains where the target gives in, in its units",
        "stake 0.6 (0, inf): what giving in costs the target, in its units",
        "damage 1 [0, inf): what sanctions cost the target, in its units",
        "audience_cost 0.25 [0, inf): what backing down costs the sender, in its units",
        "costs 0 1: least and greatest cost of sanctions to the sender, in its units",
    ),
    solution=_audience,
    sweep=Sweep(
        option="audience_cost",
        values=tuple(k / 200 for k in range(161)),
        quantities=(_THREAT, _SUCCESS, _IMPOSED, _BLUFF),
        axes=("what backing down costs the sender", "probability"),
    ),
)

LESSONS = (_PARLIAMENT_LESSON, _SETTER_LESSON, _AUDIENCE_LESSON)
