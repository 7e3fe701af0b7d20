"""Seats in which a strategy, or a party of a user's own, is asked through an examiner."""

from __future__ import annotations

from collections.abc import Callable
from types import FrameType
from typing import Any

from bargaining.parties import Party
from bargaining.strategies.base import Strategy
from bargaining.strategies.decisions import DECISIONS
from bargaining.strategies.quantal import QuantalResponse
from bargaining.testing.examiner import Examiner
from bargaining.testing.guard import watch_names
from bargaining.testing.own_code import is_own_class, place_of

__all__ = ["examined", "own_decisions"]


def examined(candidate: Strategy | type[Party], examiner: Examiner) -> Strategy | type[Party]:
    """Return what to seat so that every answer passes an examiner."""
    if isinstance(candidate, Strategy):
        return _examined_strategy(candidate, examiner)
    return _examined_party(candidate, examiner)


def own_decisions(candidate: Strategy | type[Party]) -> list[str]:
    """Return the decisions that a user's own classes take."""
    kind = candidate if isinstance(candidate, type) else type(candidate)
    return [
        decision
        for decision in DECISIONS
        if any(decision in vars(one) for one in kind.__mro__ if is_own_class(one))
    ]


def _examined_strategy(candidate: Strategy, examiner: Examiner) -> Strategy:
    def through(decision: str) -> Callable[[Any, Any], Any]:
        def decide(_: Any, asked: Any) -> Any:
            return examiner.ask(decision, getattr(candidate, decision), asked, candidate)

        return decide

    methods = {decision: through(decision) for decision in DECISIONS}
    if type(candidate).react is QuantalResponse.react:
        # The engine need not check its own anticipations.
        methods["react"] = QuantalResponse.react
    kind = type(type(candidate).__name__, (Strategy,), dict(methods))
    seat: Strategy = kind()
    return seat


def _examined_party(candidate: type[Party], examiner: Examiner) -> type[Party]:
    def told(name: str, frame: FrameType) -> None:
        where = place_of(frame)
        if name in ("random", "rng"):
            examiner.find(
                "randomness",
                "",
                f"reads Mesa's self.{name} ({where}). Return probabilities instead: the engine "
                f"draws, with luck that is the same in every run.",
            )
        else:
            examiner.find(
                "peeking",
                "",
                f"reads self.{name} ({where}), behind which lie all private types and the luck to "
                f"come. A party decides by its view.",
            )

    def through(decision: str) -> Callable[[Any, Any], Any]:
        def decide(self: Any, asked: Any) -> Any:
            return examiner.ask(decision, getattr(super(kind, self), decision), asked, self)

        return decide

    watched: Any = watch_names(candidate, ("model", "random", "rng").__contains__, "_told_of")
    namespace: dict[str, Any] = {
        decision: through(decision) for decision in own_decisions(candidate)
    }
    namespace["_told_of"] = staticmethod(told)
    kind: type[Party] = type(candidate.__name__, (watched,), namespace)
    return kind
