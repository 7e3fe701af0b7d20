"""Small announced steps that invite an answer: how soon GRIT reaches the top."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bargaining.lessons.lesson import (
    EnginePlay,
    Lesson,
    Measure,
    Option,
    Picture,
    curve,
    np,
    theory,
)

if TYPE_CHECKING:
    from bargaining.arrays import Floats
    from bargaining.outcomes import Outcomes

_TOP = "round in which Ann reaches the top"


def _solution(
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


def _picture(*, rungs: float, every: float, unanswered: float, answered_after: float) -> Picture:
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


def _changes(
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


LESSON = Lesson(
    name="grit",
    title="Small announced steps",
    who="Osgood 1962",
    summary="A series of small gifts reaches the top with a partner, and risks little without.",
    options=(
        Option("rungs", 4.0, "steps to the top of either ladder", "[1, 40]", whole=True),
        Option("every", 2.0, "rounds from one step to the next", "[1, 12]", whole=True),
        Option("unanswered", 2.0, "unanswered steps after which Ann waits", "[1, 40]", whole=True),
        Option(
            "answered_after", 1.0, "rounds until Ann sees a step answered", "[1, 24]", whole=True
        ),
    ),
    solution=_solution,
    picture=_picture,
    engine=EnginePlay(
        file="grit",
        changes=_changes,
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
