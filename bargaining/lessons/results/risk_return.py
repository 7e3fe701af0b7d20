"""A demand to an opponent of unknown resolve: war as a gamble worth taking."""

from __future__ import annotations

from bargaining.errors import ArgumentError
from bargaining.lessons import pie
from bargaining.lessons.lesson import (
    EnginePlay,
    Lesson,
    Measure,
    Option,
    Pair,
    Sweep,
    codes,
    theory,
)

_OFFER, _WAR = "offer to Bob", "probability of war"


def _solution(*, belief: float, fighting: Pair, disagreement: float) -> dict[str, object]:
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


def _changes(
    step: float, *, belief: float, fighting: Pair, disagreement: float
) -> dict[str, object]:
    return {
        **pie.steps(step),
        "parties.bob.belief": belief,
        "payoffs.ann.talks_broken": disagreement,
        "payoffs.bob.talks_broken": fighting[0],
        "payoffs.bob.talks_broken * type.bob": fighting[1] - fighting[0],
    }


def _may_flip(step: float, belief: float, fighting: Pair, disagreement: float) -> bool:
    """Return whether a step may decide which of the two offers is the better one."""
    miss = pie.missed(step)
    gap, stake = fighting[1] - fighting[0], 1 - fighting[0] - disagreement
    return (gap - miss) / stake <= belief <= (gap + miss) / max(stake - miss, 1e-9)


def _offer_bound(step: float, *, belief: float, fighting: Pair, disagreement: float) -> float:
    flip = _may_flip(step, belief, fighting, disagreement)
    return pie.missed(step) + (fighting[1] - fighting[0] if flip else 0.0)


def _war_bound(step: float, *, belief: float, fighting: Pair, disagreement: float) -> float:
    """Return the risk of a refusal by noise that is run rather than a step given."""
    if _may_flip(step, belief, fighting, disagreement):
        return max(belief, 1 - belief)
    return min(step / (1 - fighting[0] - disagreement), 1.0)


LESSON = Lesson(
    name="risk-return",
    title="An opponent of unknown resolve",
    who="Fearon 1995; Powell 1999",
    summary="Where a strong opponent is unlikely enough, a demand that risks war pays.",
    options=(
        Option("belief", 0.3, "probability that Bob is strong", "[0, 1]"),
        Option(
            "fighting",
            (0.2, 0.5),
            "what a weak and a strong Bob get by fighting, in pies",
            "[0, 1]",
        ),
        Option("disagreement", 0.0, "what Ann gets by fighting, in pies", "[0, 1]"),
    ),
    solution=_solution,
    sweep=Sweep(
        option="belief",
        values=tuple(k / 200 for k in range(201)),
        quantities=(_WAR, _OFFER),
        played=tuple(k / 10 for k in range(11)),
        x_label="probability that Bob is strong",
        y_label="probability, or share of the pie",
    ),
    engine=EnginePlay(
        file="two-types",
        changes=_changes,
        measures=(
            Measure(_OFFER, pie.first_offer, _offer_bound),
            Measure(
                _WAR, lambda outcomes: outcomes.closing[:, 0] == codes.Closing.OPT_OUT, _war_bound
            ),
        ),
        cases=tuple(
            {"belief": belief, "disagreement": own}
            for belief, own in ((0.1, 0.0), (0.36, 0.0), (0.39, 0.0), (0.48, 0.2), (0.54, 0.2))
        ),
    ),
)
