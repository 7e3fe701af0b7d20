"""What home will sign, and what home thinks of a threat not carried out."""

from __future__ import annotations

import math

from bargaining.errors import ArgumentError
from bargaining.lessons import pie
from bargaining.lessons.later import theory
from bargaining.lessons.lesson import EnginePlay, Pair, Solved, Sweep, lesson

_BOB, _FREE = "Bob's share", "Bob's share without a parliament"


@lesson(
    "win-set",
    "A parliament at one's back",
    "Schelling 1960; Putnam 1988",
    "What home would refuse need not be conceded, as long as the two win-sets overlap.",
    "hurdle 0.6 [0, 1): least share for Bob that his parliament would sign",
    "discount 0.9 0.9 (0, 1]: discount factors per round of Ann, who proposes first, and Bob",
    sweep=Sweep(
        option="hurdle",
        values=tuple(k / 100 for k in range(100)),
        quantities=(_BOB, _FREE),
        played=(0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
        axes=("least share that Bob's parliament signs", "Bob's share of the pie"),
    ),
    engine=EnginePlay(
        file="win-set",
        changes=lambda step, *, hurdle, discount: {
            **pie.endless(step, discount),
            "parties.bob.hurdle": hurdle,
            "parties.parliament.choice_noise": pie.NOISE_PER_STEP * step,
        },
        fine=0.0005,
        measures={_BOB: pie.responder_share, pie.AT_ONCE: pie.agreed_at_once},
        # Bob's own rounding counts or his parliament's. A text at the hurdle itself passes half of
        # the time; Ann gives up to `missed` more. Where his own rounding counts, the hurdle may add
        # its own. After a refusal, his or his parliament's, Ann has what he offers next.
        bounds=lambda step, *, hurdle, discount: pie.or_refused(
            step,
            pie.missed(step) + pie.threshold_slack(step, hurdle, discount),
            (1 - float(theory.solve_ratified_offers(hurdle, *discount).responder))
            * (1 - discount[0] ** 2),
        ),
        cases=tuple({"hurdle": hurdle} for hurdle in (0.2, 0.5, 0.75, 0.9)),
    ),
)
def _win_set(*, hurdle: float, discount: Pair) -> Solved:
    return {
        _BOB: theory.solve_ratified_offers(hurdle, *discount).responder,
        _FREE: theory.solve_ratified_offers(0.0, *discount).responder,
        pie.AT_ONCE: 1.0,
    }


_POLICY, _WISH = "depth of the treaty", "what the parliament would have liked"
_NOISE_PER_STEP = 0.02


def _setter_changes(step: float, *, ideals: Pair, reversion: float) -> dict[str, object]:
    rung = reversion / step
    if abs(rung - round(rung)) > 1e-9 or ideals[0] < reversion:
        raise ArgumentError(
            f"the engine's treaties climb a ladder: the reversion must be one of its rungs, here "
            f"multiples of {step:g}, and not above what the setter likes best; got "
            f"{reversion:g} and {ideals[0]:g}."
        )
    return {
        "issues.depth.rungs": {"count": round(1 / step) + 1, "label": "{percent} deep"},
        "issues.depth.initial": {"value": reversion, "source": "assumed", "why": "As asked."},
        "payoffs.ann.depth": 2 * ideals[0],
        "payoffs.parliament.depth": 2 * ideals[1],
        **pie.noise(_NOISE_PER_STEP * step, "ann", "bob", "parliament"),
    }


def _setter_bounds(step: float, *, ideals: Pair, reversion: float) -> tuple[float]:
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
    return (min(2 * step + noise * math.log(1 / step) / slope + own, 1.0),)


@lesson(
    "setter",
    "Take this treaty or none",
    "Romer and Rosenthal 1978",
    "The worse the state without a treaty, the further its author can go.",
    "ideals 1 0.5 [0, 1]: depth that the setter, and that the parliament, likes best",
    "reversion 0.2 [0, 1]: depth in force if nothing is ratified",
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
        measures={_POLICY: lambda outcomes: outcomes.level[:, 0, 0]},
        bounds=_setter_bounds,
        cases=(
            {"ideals": (0.6, 0.5)},
            {"ideals": (1.0, 0.4)},
            {"reversion": 0.0},
            {"reversion": 0.4},
        ),
    ),
)
def _setter(*, ideals: Pair, reversion: float) -> Solved:
    home = theory.find_win_set(ideals[1], reversion)
    return {
        _POLICY: theory.solve_setter(*ideals, reversion),
        _WISH: ideals[1],
        "lower end of the win-set": home.low,
        "upper end of the win-set": home.high,
    }


_THREAT, _SUCCESS = "a threat is made", "the target gives in"
_IMPOSED, _BLUFF = "sanctions are imposed", "the sender backs down"


@lesson(
    "audience-costs",
    "A threat before an audience",
    "Fearon 1994; Drezner 1999",
    "The more face is lost by backing down, the more threats may be made, and heeded.",
    "gain 1 (0, inf): what the sender gains where the target gives in, in its units",
    "stake 0.6 (0, inf): what giving in costs the target, in its units",
    "damage 1 [0, inf): what sanctions cost the target, in its units",
    "audience_cost 0.25 [0, inf): what backing down costs the sender, in its units",
    "costs 0 1: least and greatest cost of sanctions to the sender, in its units",
    sweep=Sweep(
        option="audience_cost",
        values=tuple(k / 200 for k in range(161)),
        quantities=(_THREAT, _SUCCESS, _IMPOSED, _BLUFF),
        axes=("what backing down costs the sender", "probability"),
    ),
)
def _audience(
    *, gain: float, stake: float, damage: float, audience_cost: float, costs: Pair
) -> Solved:
    play = theory.solve_sanction_threat(gain, stake, damage, audience_cost, *costs)
    return {
        _THREAT: play.threat,
        _SUCCESS: play.success,
        _IMPOSED: play.imposed,
        _BLUFF: play.backing_down,
        "a defied threat is carried out": play.imposing,
    }
