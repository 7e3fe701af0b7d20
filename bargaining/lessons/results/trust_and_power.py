"""Trust in a promise, the threat of never again, a promise that cannot be made, small steps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bargaining.lessons import pie
from bargaining.lessons.lesson import (
    EnginePlay,
    Lesson,
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
    from bargaining.arrays import Floats
    from bargaining.outcomes import Outcomes


_SIGNED, _BETRAYED = "trust is extended", "trust is betrayed"
# What signing is worth to Bob at least: the file's 1 for being trusted less 0.5 for delivering.
_BOB_GAINS = 0.5


def _trust(
    *, belief: float, reward: float, betrayal: float, punishment: float
) -> dict[str, object]:
    threshold = float(theory.find_trust_threshold(reward, betrayal, punishment))
    trusts = belief >= threshold
    honoured = belief * reward + (1 - belief) * betrayal
    return {
        "threshold of the belief": threshold,
        _SIGNED: trusts,
        _BETRAYED: 1 - belief if trusts else 0.0,
        "Ann's expected payoff": honoured if trusts else punishment,
    }


def _trust_changes(
    choice_noise: float, *, belief: float, reward: float, betrayal: float, punishment: float
) -> dict[str, object]:
    return {
        **pie.noise(choice_noise),
        "parties.bob.belief": belief,
        # The file counts from what Ann has without an agreement.
        "payoffs.ann.ever_agreed": betrayal - punishment,
        "payoffs.ann.ever_agreed * cooperation": reward - betrayal,
    }


def _trust_bound(
    choice_noise: float, *, belief: float, reward: float, betrayal: float, punishment: float
) -> float:
    """Return the probability that noise alone takes Ann or Bob to the other choice."""
    gain = abs(belief * reward + (1 - belief) * betrayal - punishment)
    accepts = _logistic(_BOB_GAINS / choice_noise)
    return 1 - accepts * _logistic(accepts * gain / choice_noise)


def _betrayed_bound(choice_noise: float, *, belief: float, **payoffs: float) -> float:
    """Return how far that takes betrayal, which falls on the trust put in a bad Bob alone."""
    return (1 - belief) * _trust_bound(choice_noise, belief=belief, **payoffs)


def _logistic(value: float) -> float:
    return 0.5 * (1 + math.tanh(value / 2))


_TRUST_LESSON = Lesson(
    name="trust",
    title="Whom to trust",
    who="Kydd 2005",
    summary="Trust pays where the other is trustworthy with at least a certain probability.",
    options=options_of(
        "belief 0.55 [0, 1]: probability that Bob is trustworthy",
        "reward 1: Ann's payoff where trust is honoured",
        "betrayal -1: Ann's payoff where trust is betrayed",
        "punishment 0: Ann's payoff without trust",
    ),
    solution=_trust,
    sweep=Sweep(
        option="belief",
        values=tuple(k / 200 for k in range(201)),
        quantities=(_SIGNED, _BETRAYED),
        played=tuple(k / 20 for k in range(1, 20, 2)),
        axes=("probability that Bob is trustworthy", "share of worlds"),
    ),
    engine=EnginePlay(
        file="trust",
        changes=_trust_changes,
        grid="choice noise",
        grids=(0.1, 0.05, 0.02, 0.005),
        measures=(
            Measure(_SIGNED, pie.agreed_at_once, _trust_bound),
            Measure(
                _BETRAYED, lambda outcomes: outcomes.ending == codes.Ending.RENEGE, _betrayed_bound
            ),
        ),
        cases=tuple({"belief": belief} for belief in (0.45, 0.485, 0.5, 0.515, 0.55)),
    ),
)


_KEPT = "faith is kept"
_Three = tuple[float, float, float]


def _grim(*, discount: float, payoffs: _Three) -> dict[str, object]:
    threshold = float(theory.find_grim_threshold(*payoffs))
    return {_KEPT: discount >= threshold, "threshold of the discount factor": threshold}


def _grim_changes(choice_noise: float, *, discount: float, payoffs: _Three) -> dict[str, object]:
    temptation, reward, punishment = payoffs
    return {
        "parties.ann.discount_factor": discount,
        "parties.ann.choice_noise": choice_noise,
        "payoffs.ann.bob_gives": temptation - punishment,
        # What giving in vain costs decides nothing; it is 1 in the file.
        "payoffs.ann.ann_gives * bob_gives": reward - temptation + 1,
    }


def _grim_bound(choice_noise: float, *, discount: float, payoffs: _Three) -> float:
    """Return the probability that noise alone takes Ann to the other choice."""
    chance = float(theory.find_compliance_probability(discount, *payoffs, choice_noise))
    return abs(chance - float(discount >= theory.find_grim_threshold(*payoffs)))


_GRIM_LESSON = Lesson(
    name="grim-trigger",
    title="Never again",
    who="Friedman 1971",
    summary="The threat to stop for good protects an exchange among the patient, and no others.",
    options=options_of(
        "discount 0.6 (0, 1): Ann's discount factor per round",
        "payoffs 5 3 1: Ann's payoffs per round: temptation, reward and punishment",
    ),
    solution=_grim,
    sweep=Sweep(
        option="discount",
        values=tuple(k / 200 for k in range(1, 200)),
        quantities=(_KEPT,),
        played=(0.1, 0.2, 0.3, 0.4, 0.45, 0.55, 0.6, 0.7, 0.8, 0.9),
        axes=("Ann's discount factor per round", "share of worlds in which faith is kept"),
    ),
    engine=EnginePlay(
        file="grim-trigger",
        changes=_grim_changes,
        grid="choice noise",
        grids=(1.0, 0.5, 0.2, 0.1, 0.02),
        measures=(Measure(_KEPT, lambda outcomes: outcomes.level[:, 0, 0] == 1.0, _grim_bound),),
        cases=(
            *({"discount": discount} for discount in (0.45, 0.485, 0.5, 0.515, 0.55)),
            {"discount": 0.7, "payoffs": (6.0, 2.0, 1.0)},
        ),
    ),
)


_WAR = "Bob fights before the shift"
_NOW, _LATER = "offer to Bob before the shift", "offer to Bob after the shift"
# What war costs Ann in the file. It decides nothing, but it is what she risks by a refusal.
_ANN_LOSES = 0.1


def _power(*, power: Pair, cost: float, discount: float) -> dict[str, object]:
    shift = theory.solve_power_shift(*power, cost, discount)
    fighting = 1 - power[0] - cost
    solved: dict[str, object] = {
        _WAR: shift.fights,
        "power that would still be met in peace": theory.find_tolerable_power(
            power[0], cost, discount
        ),
        "what fighting is worth to Bob": fighting,
        "what Bob gets": fighting,
    }
    if not shift.fights:
        now, later = float(shift.offer_now), float(shift.offer_later)
        peace = (1 - discount) * now + discount * later
        solved |= {"what Bob gets": peace, _NOW: now, _LATER: later}
    return solved


def _power_changes(step: float, *, power: Pair, cost: float, discount: float) -> dict[str, object]:
    return {
        **pie.ladder(step),
        # A step of one round's share is worth only 1 - discount of it.
        **pie.noise(pie.NOISE_PER_STEP * step * (1 - discount)),
        **pie.discounts((discount, discount)),
        "conditions.power.value_by_round.0": power[0],
        "conditions.power.value_by_round.otherwise": power[1],
        "payoffs.bob.talks_broken": 1 - cost,
    }


def _power_bound(step: float, *, power: Pair, cost: float, discount: float) -> float:
    """Return the share of worlds that a ladder's step may take to war, or keep from it.

    After the shift Bob gets up to `missed` more than fighting is worth, which moves the power that
    is tolerated by as much; noise adds its margin, in today's worth. Where power is that close to
    it either may come. Otherwise Ann runs the risk of a refusal by noise rather than give a step
    more of one round, and risks what war would cost them both.
    """
    tolerable = float(theory.find_tolerable_power(power[0], cost, discount))
    if discount * abs(power[1] - tolerable) <= pie.missed(step):
        return 1.0
    return min((1 - discount) * step / (cost + _ANN_LOSES), 1.0)


def _later_bound(step: float, **_: object) -> float:
    """Return how far a ladder's step may take the offer that just keeps the peace later."""
    return pie.missed(step)


def _now_bound(step: float, *, discount: float, **_: object) -> float:
    """Return how far it may take today's offer.

    Up by its own miss; down by what Bob is given too much in all later rounds, which is worth
    discount / (1 - discount) times as much as the same in this one.
    """
    return pie.missed(step) * max(1.0, discount / (1 - discount))


def _fought(outcomes: Outcomes) -> Floats:
    """Whether the first offer is answered by war; NaN in worlds where none is made."""
    made = outcomes.response[:, 0] != codes.Response.PASSED
    return np.where(made, outcomes.talks_broken[:, 0], np.nan)


def _later(outcomes: Outcomes) -> Floats:
    """Return the last round's offer to Bob; NaN where none is agreed."""
    agreed = outcomes.response[:, -1] == codes.Response.AGREED
    offered = pie.share_levels(outcomes)[np.maximum(outcomes.offer[:, -1, 0], 0)]
    return np.where(agreed, offered, np.nan)


_POWER_LESSON = Lesson(
    name="power-shift",
    title="A promise that cannot be made",
    who="Fearon 1995; Powell 2006",
    summary="A fast-rising power is attacked today, since it cannot promise restraint tomorrow.",
    options=options_of(
        "power 0.3 0.8 [0, 1]: Ann's chance to win a war now and from the next round on",
        "cost 0.1 [0, 1]: what war costs Bob, in pies for ever",
        "discount 0.8 (0, 0.95]: discount factor of both per round",
    ),
    solution=_power,
    sweep=Sweep(
        option="power",
        place=1,
        values=tuple(k / 200 for k in range(40, 201)),
        quantities=(_WAR,),
        played=(0.2, 0.3, 0.35, 0.38, 0.42, 0.45, 0.5, 0.6, 0.8, 1.0),
        axes=("Ann's power from the next round on", "share of worlds in which Bob fights now"),
    ),
    engine=EnginePlay(
        file="power-shift",
        changes=_power_changes,
        measures=(
            Measure(_WAR, _fought, _power_bound),
            Measure(_NOW, pie.responder_share, _now_bound),
            Measure(_LATER, _later, _later_bound),
        ),
        # Three missed steps of the finest ladder on either side of what is tolerated.
        cases=(
            {"power": (0.3, 0.35)},
            {"power": (0.3, 0.377)},
            {"power": (0.3, 0.423)},
            {"power": (0.4, 0.57), "cost": 0.05, "discount": 0.7},
            {"power": (0.4, 0.616), "cost": 0.05, "discount": 0.7},
        ),
    ),
)


_TOP = "round in which Ann reaches the top"


def _grit(
    *, rungs: float, every: float, unanswered: float, answered_after: float
) -> dict[str, object]:
    top = float(theory.find_initiative_round(rungs, every, unanswered, answered_after))
    return {
        _TOP: top,
        "number of that round, from 1": top + 1,
        "steps taken where nobody answers": theory.count_initiatives(
            top, rungs, every, unanswered, math.inf
        ),
    }


def _draw_grit(*, rungs: float, every: float, unanswered: float, answered_after: float) -> Picture:
    late = answered_after if answered_after > 1 else every * unanswered + 1
    rounds = np.arange(int(every * (rungs + 2) + late))
    taken = {
        "answered at once": 1.0,
        f"answered {late:g} rounds later": late,
        "never answered": math.inf,
    }
    curves = (
        curve(
            label,
            rounds,
            theory.count_initiatives(rounds, rungs, every, unanswered, delay),
            "steps",
        )
        for label, delay in taken.items()
    )
    return Picture("round", "steps that Ann has taken", tuple(curves))


def _grit_changes(
    beyond: float, *, rungs: float, every: float, unanswered: float, answered_after: float
) -> dict[str, object]:
    count = int(rungs)
    ladder = [{"level": k / count, "label": f"{k} of {count}"} for k in range(count + 1)]
    rhythm = (every, unanswered, answered_after)
    # The top is reached with the last step.
    steps = theory.find_initiative_round(np.arange(1, rungs + 1), *rhythm)
    rule = {"every": int(every), "unanswered": int(unanswered)}
    late: dict[str, object] = {}
    if answered_after > 1:
        # Bob's script answers each step so many rounds after theory has it. He moves after Ann, who
        # sees in the next round what he does in this one. Ann keeps to her rule and has no script:
        # she meets these dates only if the rule has the timing of theory.
        moves = "; ".join(f"{int(step + answered_after) - 1} bob_steps up" for step in steps)
        late = {"parties.bob.strategy": {"name": "scripted", "parameters": {"moves": moves}}}
    length = {"value": int(steps[-1] + 1 + beyond), "source": "literature: none"}
    return {
        **late,
        "settings.rounds": length,
        "parties.ann.strategy": {"name": "grit", "parameters": rule},
        "issues.ann_steps.rungs": ladder,
        "issues.bob_steps.rungs": ladder,
    }


def _at_top(outcomes: Outcomes) -> Floats:
    levels = outcomes.level[:, :, 0]
    return np.where(levels[:, -1] == 1.0, (levels == 1.0).argmax(axis=1), np.nan)


_GRIT_LESSON = Lesson(
    name="grit",
    title="Small announced steps",
    who="Osgood 1962",
    summary="A series of small gifts reaches the top with a partner, and risks little without.",
    options=options_of(
        "rungs 4 whole [1, 40]: steps to the top of either ladder",
        "every 2 whole [1, 12]: rounds from one step to the next",
        "unanswered 2 whole [1, 40]: unanswered steps after which Ann waits",
        "answered_after 1 whole [1, 24]: rounds until Ann sees a step answered",
    ),
    solution=_grit,
    picture=_draw_grit,
    engine=EnginePlay(
        file="grit",
        changes=_grit_changes,
        grid="rounds beyond the top",
        # The rule is exact: there is nothing to make finer, and no noise or grid to allow for.
        grids=(2.0,),
        measures=(Measure(_TOP, _at_top, 0.0),),
        cases=(
            {"rungs": 1.0},
            {"every": 1.0, "unanswered": 1.0},
            {"rungs": 7.0, "every": 3.0, "unanswered": 1.0},
            {"rungs": 5.0, "unanswered": 1.0, "answered_after": 3.0},
            {"rungs": 6.0, "every": 1.0, "unanswered": 2.0, "answered_after": 5.0},
        ),
    ),
)

LESSONS = (_TRUST_LESSON, _GRIM_LESSON, _POWER_LESSON, _GRIT_LESSON)
