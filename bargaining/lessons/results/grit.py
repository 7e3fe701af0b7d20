"""Small announced steps that invite an answer: how soon GRIT reaches the top."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bargaining.lessons.lesson import Curve, EnginePlay, Lesson, Measure, Picture
from bargaining.lessons.options import Option

if TYPE_CHECKING:
    from bargaining.arrays import Floats
    from bargaining.outcomes import Outcomes
    from bargaining.scenario import Scenario

__all__ = ["LESSON"]

_TOP = "round in which Ann reaches the top"


def _solution(
    *, rungs: float, every: float, unanswered: float, answered_after: float
) -> Mapping[str, float]:
    import math

    from bargaining.theory import count_initiatives, find_initiative_round

    top = float(find_initiative_round(rungs, every, unanswered, answered_after))
    alone = count_initiatives(top, rungs, every, unanswered, math.inf)
    return {
        _TOP: top,
        "number of that round, from 1": top + 1,
        "steps taken where nobody answers": float(alone),
    }


def _picture(*, rungs: float, every: float, unanswered: float, answered_after: float) -> Picture:
    import numpy as np

    from bargaining.theory import count_initiatives

    late = answered_after if answered_after > 1 else every * unanswered + 1
    rounds = np.arange(int(every * (rungs + 2) + late))
    taken = {
        "answered at once": 1.0,
        f"answered {late:g} rounds later": late,
        "never answered": np.inf,
    }
    return Picture(
        x_label="round",
        y_label="steps that Ann has taken",
        curves=tuple(
            Curve(
                label=label,
                x=tuple(rounds),
                y=tuple(count_initiatives(rounds, rungs, every, unanswered, delay)),
                kind="steps",
            )
            for label, delay in taken.items()
        ),
    )


def _scenario(
    beyond: float, *, rungs: float, every: float, unanswered: float, answered_after: float
) -> Scenario:
    from bargaining.scenario import load

    count = int(rungs)
    ladder = [{"level": k / count, "label": f"{k} of {count}"} for k in range(count + 1)]
    top = _solution(rungs=rungs, every=every, unanswered=unanswered, answered_after=answered_after)[
        _TOP
    ]
    length = int(top + 1 + beyond)
    rule = {"every": int(every), "unanswered": int(unanswered)}
    late: dict[str, object] = {}
    if answered_after > 1:
        late = {"parties.bob.strategy": _late(rungs, every, unanswered, answered_after)}
    return load("grit").replace(
        {
            **late,
            "settings.rounds": {"value": length, "source": "literature: none"},
            "parties.ann.strategy": {"name": "grit", "parameters": rule},
            "issues.ann_steps.rungs": ladder,
            "issues.bob_steps.rungs": ladder,
        }
    )


def _late(
    rungs: float, every: float, unanswered: float, answered_after: float
) -> dict[str, object]:
    """Return Bob's script: he answers each step so many rounds after theory has it.

    He moves after Ann, who sees in the next round what he does in this one. Ann keeps to her rule
    and not to a script, so that she meets these dates only if the rule has the timing of theory.
    """
    import numpy as np

    from bargaining.theory import find_initiative_round

    steps = find_initiative_round(np.arange(1, rungs + 1), every, unanswered, answered_after)
    moves = "; ".join(f"{int(step + answered_after) - 1} bob_steps up" for step in steps)
    return {"name": "scripted", "parameters": {"moves": moves}}


def _exact(
    beyond: float, *, rungs: float, every: float, unanswered: float, answered_after: float
) -> float:
    """Return 0: neither noise nor a grid stands between the rule and its timing."""
    return 0.0


def _at_top(outcomes: Outcomes) -> Floats:
    import numpy as np

    levels = outcomes.level[:, :, 0]
    return np.where(levels[:, -1] == 1.0, (levels == 1.0).argmax(axis=1), np.nan)


LESSON = Lesson(
    name="grit",
    title="Small announced steps",
    who="Osgood 1962",
    summary="A series of small gifts reaches the top with a partner, and risks little without.",
    options=(
        Option(
            name="rungs",
            default=4.0,
            meaning="steps to the top of either ladder",
            low=1,
            high=40,
            whole=True,
        ),
        Option(
            name="every",
            default=2.0,
            meaning="rounds from one step to the next",
            low=1,
            high=12,
            whole=True,
        ),
        Option(
            name="unanswered",
            default=2.0,
            meaning="unanswered steps after which Ann waits",
            low=1,
            high=40,
            whole=True,
        ),
        Option(
            name="answered_after",
            default=1.0,
            meaning="rounds until Ann sees a step answered",
            low=1,
            high=24,
            whole=True,
        ),
    ),
    solution=_solution,
    picture=_picture,
    engine=EnginePlay(
        file="grit",
        scenario=_scenario,
        grid="rounds beyond the top",
        # The rule is exact, so that there is nothing to make finer.
        grids=(2.0,),
        measures=(Measure(quantity=_TOP, read=_at_top, bound=_exact),),
        cases=(
            {"rungs": 1.0},
            {"every": 1.0, "unanswered": 1.0},
            {"rungs": 7.0, "every": 3.0, "unanswered": 1.0},
            {"rungs": 5.0, "unanswered": 1.0, "answered_after": 3.0},
            {"rungs": 6.0, "every": 1.0, "unanswered": 2.0, "answered_after": 5.0},
        ),
    ),
)
