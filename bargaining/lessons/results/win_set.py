"""A parliament behind one of the two: what cannot be got past home need not be conceded."""

from __future__ import annotations

from bargaining.lessons import pie
from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Option, Pair, Sweep, theory

_BOB, _FREE = "Bob's share", "Bob's share without a parliament"


def _solution(*, hurdle: float, discount: Pair) -> dict[str, object]:
    split = theory.solve_ratified_offers(hurdle, *discount)
    return {
        _BOB: split.responder,
        "Ann's share": split.proposer,
        _FREE: theory.solve_ratified_offers(0.0, *discount).responder,
        pie.AT_ONCE: 1.0,
    }


def _changes(step: float, *, hurdle: float, discount: Pair) -> dict[str, object]:
    return {
        **pie.steps(step),
        **pie.deep_enough(discount[0] * discount[1]),
        **pie.discounts(discount),
        "parties.bob.hurdle": hurdle,
        "parties.parliament.choice_noise": pie.NOISE_PER_STEP * step,
    }


def _bound(step: float, *, hurdle: float, discount: Pair) -> float:
    """Return how far a ladder's step may take Bob's share: his own rounding or his parliament's.

    A text at the hurdle itself passes one half of the time; Ann gives up to `missed` more. Where
    the hurdle lies above what waiting is worth by more than rounding can add to waiting, that is
    all. Elsewhere Bob's own rounding comes first, and the hurdle may add its own.
    """
    waiting = float(theory.solve_ratified_offers(0.0, *discount).responder)
    loose = pie.rounding(step, discount[0] * discount[1])
    return pie.missed(step) + (0.0 if hurdle - waiting > loose else loose)


def _refused(step: float, *, hurdle: float, discount: Pair) -> float:
    """Return how often Bob or his parliament may refuse; then Ann has what he offers her next."""
    share = 1 - float(theory.solve_ratified_offers(hurdle, *discount).responder)
    stake = share * (1 - discount[0] ** 2)
    return pie.refused(step, stake, _bound(step, hurdle=hurdle, discount=discount))


LESSON = Lesson(
    name="win-set",
    title="A parliament at one's back",
    who="Schelling 1960; Putnam 1988",
    summary="What home would refuse need not be conceded, as long as the two win-sets overlap.",
    options=(
        Option("hurdle", 0.6, "least share for Bob that his parliament would sign", "[0, 1)"),
        pie.discounts_of((0.9, 0.9), " (Ann proposes first)"),
    ),
    solution=_solution,
    sweep=Sweep(
        option="hurdle",
        values=tuple(k / 100 for k in range(100)),
        quantities=(_BOB, _FREE),
        played=(0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
        x_label="least share that Bob's parliament signs",
        y_label="Bob's share of the pie",
    ),
    engine=EnginePlay(
        file="win-set",
        changes=_changes,
        fine=0.0005,
        measures=(
            Measure(_BOB, pie.responder_share, _bound),
            Measure(pie.AT_ONCE, pie.agreed_at_once, _refused),
        ),
        cases=tuple({"hurdle": hurdle} for hurdle in (0.2, 0.5, 0.75, 0.9)),
    ),
)
