"""Trust in a promise, the threat of never again, a promise that cannot be made, small steps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bargaining.codes import Ending, Response
from bargaining.lessons import pie
from bargaining.lessons.later import np, theory
from bargaining.lessons.lesson import EnginePlay, Pair, Picture, Solved, Sweep, curve, lesson

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from bargaining.arrays import Floats

_SIGNED, _BETRAYED = "trust is extended", "trust is betrayed"
# What signing is worth to Bob at least: the file's 1 for being trusted less 0.5 for delivering.
_BOB_GAINS = 0.5


def _trust_bounds(
    choice_noise: float, *, belief: float, reward: float, betrayal: float, punishment: float
) -> Pair:
    """Return the probability that noise alone takes Ann or Bob to the other choice.

    Betrayal falls on the trust put in a bad Bob alone.
    """
    from scipy.special import expit

    gain = abs(belief * reward + (1 - belief) * betrayal - punishment)
    accepts = expit(_BOB_GAINS / choice_noise)
    errs = 1 - float(accepts * expit(accepts * gain / choice_noise))
    return errs, (1 - belief) * errs


@lesson(
    "trust",
    "Whom to trust",
    "Kydd 2005",
    "Trust pays where the other is trustworthy with at least a certain probability.",
    "belief 0.55 [0, 1]: probability that Bob is trustworthy",
    "reward 1: Ann's payoff where trust is honoured",
    "betrayal -1: Ann's payoff where trust is betrayed",
    "punishment 0: Ann's payoff without trust",
    sweep=Sweep(
        option="belief",
        values=tuple(k / 200 for k in range(201)),
        quantities=(_SIGNED, _BETRAYED),
        played=tuple(k / 20 for k in range(1, 20, 2)),
        axes=("probability that Bob is trustworthy", "share of worlds"),
    ),
    engine=EnginePlay(
        file="trust",
        changes=lambda choice_noise, *, belief, reward, betrayal, punishment: {
            **pie.noise(choice_noise),
            "parties.bob.belief": belief,
            # The file counts from what Ann has without an agreement.
            "payoffs.ann.ever_agreed": betrayal - punishment,
            "payoffs.ann.ever_agreed * cooperation": reward - betrayal,
        },
        grid="choice noise",
        grids=(0.1, 0.05, 0.02, 0.005),
        measures={
            _SIGNED: pie.agreed_at_once,
            _BETRAYED: lambda outcomes: outcomes.ending == Ending.RENEGE,
        },
        bounds=_trust_bounds,
        cases=tuple({"belief": belief} for belief in (0.45, 0.485, 0.5, 0.515, 0.55)),
    ),
)
def _trust(*, belief: float, reward: float, betrayal: float, punishment: float) -> Solved:
    threshold = float(theory.find_trust_threshold(reward, betrayal, punishment))
    trusts = belief >= threshold
    honoured = belief * reward + (1 - belief) * betrayal
    return {
        "threshold of the belief": threshold,
        _SIGNED: trusts,
        _BETRAYED: 1 - belief if trusts else 0.0,
        "Ann's expected payoff": honoured if trusts else punishment,
    }


_KEPT = "faith is kept"
_Three = tuple[float, float, float]


def _grim_bounds(choice_noise: float, *, discount: float, payoffs: _Three) -> tuple[float]:
    """Return the probability that noise alone takes Ann to the other choice."""
    chance = float(theory.find_compliance_probability(discount, *payoffs, choice_noise))
    return (abs(chance - float(discount >= theory.find_grim_threshold(*payoffs))),)


@lesson(
    "grim-trigger",
    "Never again",
    "Friedman 1971",
    "The threat to stop for good protects an exchange among the patient, and no others.",
    "discount 0.6 (0, 1): Ann's discount factor per round",
    "payoffs 5 3 1: Ann's payoffs per round: temptation, reward and punishment",
    sweep=Sweep(
        option="discount",
        values=tuple(k / 200 for k in range(1, 200)),
        quantities=(_KEPT,),
        played=(0.1, 0.2, 0.3, 0.4, 0.45, 0.55, 0.6, 0.7, 0.8, 0.9),
        axes=("Ann's discount factor per round", "share of worlds in which faith is kept"),
    ),
    engine=EnginePlay(
        file="grim-trigger",
        changes=lambda choice_noise, *, discount, payoffs: {
            "parties.ann.discount_factor": discount,
            **pie.noise(choice_noise, "ann"),
            "payoffs.ann.bob_gives": payoffs[0] - payoffs[2],
            # What giving in vain costs decides nothing; it is 1 in the file.
            "payoffs.ann.ann_gives * bob_gives": payoffs[1] - payoffs[0] + 1,
        },
        grid="choice noise",
        grids=(1.0, 0.5, 0.2, 0.1, 0.02),
        measures={_KEPT: lambda outcomes: outcomes.level[:, 0, 0] == 1.0},
        bounds=_grim_bounds,
        cases=(
            *({"discount": discount} for discount in (0.45, 0.485, 0.5, 0.515, 0.55)),
            {"discount": 0.7, "payoffs": (6.0, 2.0, 1.0)},
        ),
    ),
)
def _grim(*, discount: float, payoffs: _Three) -> Solved:
    threshold = theory.find_grim_threshold(*payoffs)
    return {_KEPT: discount >= threshold, "threshold of the discount factor": threshold}


_WAR = "Bob fights before the shift"
_NOW, _LATER = "offer to Bob before the shift", "offer to Bob after the shift"
# What war costs Ann in the file. It decides nothing, but it is what she risks by a refusal.
_ANN_LOSES = 0.1


def _power_bounds(
    step: float, *, power: Pair, cost: float, discount: float
) -> tuple[float, float, float]:
    """Return how far a ladder's step may take the share of wars, today's offer and the last one.

    After the shift Bob gets up to `missed` more than fighting is worth, which moves the power that
    is tolerated by as much; noise adds its margin, in today's worth. Where power is that close to
    it either may come. Otherwise Ann runs the risk of a refusal by noise rather than give a step
    more of one round, and risks what war would cost them both.

    Today's offer goes up by its own miss; down by what Bob is given too much in all later rounds,
    which is worth discount / (1 - discount) times as much as the same in this one.
    """
    miss = pie.missed(step)
    tolerable = float(theory.find_tolerable_power(power[0], cost, discount))
    risk = min((1 - discount) * step / (cost + _ANN_LOSES), 1.0)
    war = 1.0 if discount * abs(power[1] - tolerable) <= miss else risk
    return war, miss * max(1.0, discount / (1 - discount)), miss


@lesson(
    "power-shift",
    "A promise that cannot be made",
    "Fearon 1995; Powell 2006",
    "A fast-rising power is attacked today, since it cannot promise restraint tomorrow.",
    "power 0.3 0.8 [0, 1]: Ann's chance to win a war now and from the next round on",
    "cost 0.1 [0, 1]: what war costs Bob, in pies for ever",
    "discount 0.8 (0, 0.95]: discount factor of both per round",
    sweep=Sweep(
        option="power",
        place=1,
        told="Ann's power in the first round {}; then",
        values=tuple(k / 200 for k in range(40, 201)),
        quantities=(_WAR,),
        played=(0.2, 0.3, 0.35, 0.38, 0.42, 0.45, 0.5, 0.6, 0.8, 1.0),
        axes=("Ann's power from the next round on", "share of worlds in which Bob fights now"),
    ),
    engine=EnginePlay(
        file="power-shift",
        changes=lambda step, *, power, cost, discount: {
            **pie.ladder(step),
            # A step of one round's share is worth only 1 - discount of it.
            **pie.noise(pie.NOISE_PER_STEP * step * (1 - discount)),
            **pie.discounts((discount, discount)),
            "conditions.power.value_by_round.0": power[0],
            "conditions.power.value_by_round.otherwise": power[1],
            "payoffs.bob.talks_broken": 1 - cost,
        },
        measures={
            # Whether the first offer is answered by war, where one is made.
            _WAR: lambda outcomes: np.where(
                outcomes.response[:, 0] == Response.PASSED, np.nan, outcomes.talks_broken[:, 0]
            ),
            _NOW: pie.responder_share,
            _LATER: lambda outcomes: np.where(
                outcomes.response[:, -1] == Response.AGREED, pie.offered(outcomes, -1), np.nan
            ),
        },
        bounds=_power_bounds,
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
def _power(*, power: Pair, cost: float, discount: float) -> Solved:
    shift = theory.solve_power_shift(*power, cost, discount)
    tolerable = theory.find_tolerable_power(power[0], cost, discount)
    fighting = 1 - power[0] - cost
    solved: dict[str, object] = {
        _WAR: shift.fights,
        "power that would still be met in peace": tolerable,
        "what fighting is worth to Bob": fighting,
        "what Bob gets": fighting,
    }
    if not shift.fights:
        now, later = float(shift.offer_now), float(shift.offer_later)
        peace = (1 - discount) * now + discount * later
        solved |= {"what Bob gets": peace, _NOW: now, _LATER: later}
    return solved


_TOP = "round in which Ann reaches the top"


def _grit_changes(
    beyond: float, *, rungs: float, every: float, unanswered: float, answered_after: float
) -> dict[str, object]:
    count = int(rungs)
    ladder = [{"level": k / count, "label": f"{k} of {count}"} for k in range(count + 1)]
    rhythm = (every, unanswered, answered_after)
    # The top is reached with the last step.
    steps = theory.find_initiative_round(np.arange(1, rungs + 1), *rhythm)
    rule = {"every": int(every), "unanswered": int(unanswered)}
    rounds = steps[-1] + 1 + beyond
    late: dict[str, object] = {}
    if answered_after > 1:
        # Bob's script answers each step so many rounds after theory has it. He moves after Ann, who
        # sees in the next round what he does in this one. Ann keeps to her rule and has no script:
        # she meets these dates only if the rule has the timing of theory.
        answers = [int(step + answered_after) - 1 for step in steps]
        moves = "; ".join(f"{answer} bob_steps up" for answer in answers if answer < rounds)
        late = {"parties.bob.strategy": {"name": "scripted", "parameters": {"moves": moves}}}
    return {
        **late,
        **pie.lengths(rounds, "none", "settings.rounds"),
        "parties.ann.strategy": {"name": "grit", "parameters": rule},
        "issues.ann_steps.rungs": ladder,
        "issues.bob_steps.rungs": ladder,
    }


@lesson(
    "grit",
    "Small announced steps",
    "Osgood 1962",
    "A series of small gifts reaches the top with a partner, and risks little without.",
    "rungs 4 whole [1, 40]: steps to the top of either ladder",
    "every 2 whole [1, 12]: rounds from one step to the next",
    "unanswered 2 whole [1, 40]: unanswered steps after which Ann waits",
    "answered_after 1 whole [1, 24]: rounds until Ann sees a step answered",
    engine=EnginePlay(
        file="grit",
        changes=_grit_changes,
        grid="rounds beyond the top",
        # The rule is exact: there is nothing to make finer, and no noise or grid to allow for.
        grids=(2.0,),
        measures={
            _TOP: lambda outcomes: np.where(
                outcomes.level[:, -1, 0] == 1.0,
                (outcomes.level[:, :, 0] == 1.0).argmax(axis=1),
                np.nan,
            )
        },
        bounds=lambda beyond, **_: (0.0,),
        cases=(
            {"rungs": 1.0},
            {"every": 1.0, "unanswered": 1.0},
            {"rungs": 7.0, "every": 3.0, "unanswered": 1.0},
            {"rungs": 5.0, "unanswered": 1.0, "answered_after": 3.0},
            {"rungs": 6.0, "every": 1.0, "unanswered": 2.0, "answered_after": 5.0},
        ),
    ),
)
def _grit(
    *, rungs: float, every: float, unanswered: float, answered_after: float
) -> tuple[Solved, Picture]:
    def taken(rounds: ArrayLike, delay: float) -> Floats:
        return theory.count_initiatives(rounds, rungs, every, unanswered, delay)

    top = float(theory.find_initiative_round(rungs, every, unanswered, answered_after))
    solved = {
        _TOP: top,
        "number of that round, from 1": top + 1,
        "steps taken where nobody answers": taken(top, math.inf),
    }
    late = answered_after if answered_after > 1 else every * unanswered + 1
    rounds = np.arange(int(every * (rungs + 2) + late))
    answers = {
        "answered at once": 1.0,
        f"answered {late:g} rounds later": late,
        "never answered": math.inf,
    }
    curves = tuple(
        curve(label, rounds, taken(rounds, delay), "steps") for label, delay in answers.items()
    )
    return solved, Picture("round", "steps that Ann has taken", curves)
