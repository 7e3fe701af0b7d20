"""Stands between the engine and a strategy, and examines every answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np

from bargaining.errors import ArgumentError, BargainingError
from bargaining.parties import Party
from bargaining.parties.reacting import read_reaction
from bargaining.scenario.suggestions import attribute_meant
from bargaining.strategies.base import DECISIONS, Strategy
from bargaining.strategies.choice_probabilities import ChoiceProbabilities
from bargaining.strategies.quantal import QuantalResponse
from bargaining.testing.guard import (
    changed_in,
    counted,
    global_luck,
    guarded,
    held_by,
    is_own_class,
    place_of,
    put_back,
    shown,
    watched,
)
from bargaining.testing.report import Finding
from bargaining.views.reaction import Reaction
from bargaining.views.view import OfferView, StepView, View

__all__ = ["Examiner", "examined", "own_decisions"]

Method = Callable[[Any], Any]

# Answers that differ by less differ by rounding.
_SAME = 1e-9
_CHANGING = ("read-only", "has no setter", "cannot assign")
_CLOSE_LOOKS = 4
_COUNTS = 3
_NOT_YOURS = "Arrays of a view are not yours; write into a copy, as in values = view.values.copy()."
_OTHERS = QuantalResponse()


class Examiner:
    """Asks a strategy instead of the engine, and passes on an answer that can be used.

    Parameters
    ----------
    unknown_names : str
        What to add where the strategy asks for a name that does not exist.

    Attributes
    ----------
    findings : list of Finding
    turns : dict of decision to dict of worlds to list of int
        Turns of the longest loop in a few answers for each number of worlds.
    probing : bool
        Whether answers are examined, or only passed on.
    """

    def __init__(self, unknown_names: str = "") -> None:
        self.findings: list[Finding] = []
        self.turns: dict[str, dict[int, list[int]]] = {}
        self.probing = True
        self._inside: str | None = None
        self._told: set[tuple[str, str]] = set()
        self._seen: defaultdict[str, int] = defaultdict(int)
        self._unknown_names = unknown_names

    def ask(self, decision: str, method: Method, asked: Any, strategy: Any) -> Any:
        """Return the strategy's answer, or the quantal response's where it cannot be used."""
        inside = self._inside
        # One decision that asks for another is that decision's own affair; but the values that a
        # view works out rest on what the engine asks `react`.
        if inside is not None and (decision != "react" or inside == "react"):
            return method(asked)
        self._inside = decision
        try:
            if self.probing:
                return self._probe(decision, method, asked, strategy)
            return self._passed_on(decision, asked, self._counted(decision, method, asked))
        finally:
            self._inside = inside

    def find(self, kind: str, decision: str, message: str) -> None:
        """Write a finding down, the first of its kind for a decision."""
        if (kind, decision) not in self._told:
            self._told.add((kind, decision))
            self.findings.append(Finding(kind, decision, message))

    def expect_failure(self, decision: str) -> None:
        """Say nothing more of a decision that is known to fail."""
        self._told.add(("made", decision))

    def _probe(self, decision: str, method: Method, asked: Any, strategy: Any) -> Any:
        self._seen[decision] += 1
        # Looking closely takes long: the first few times only.
        closely = self._seen[decision] <= _CLOSE_LOOKS
        before = shown(asked) if closely else {}
        held, luck = held_by(strategy), global_luck()
        view = self._guarded(asked, decision)
        answer = self._counted(decision, method, view)
        moved = put_back(luck)
        changed = changed_in(asked, before) | changed_in(view, before)
        if changed:
            names = ", ".join(sorted(changed)[:3])
            self.find("input", decision, f"changes what it was shown: {names}. {_NOT_YOURS}")
        now = held_by(strategy)
        remembered = [name for name in {**held, **now} if held.get(name) != now.get(name)]
        if remembered:
            self.find(
                "memory",
                decision,
                f"changes its own {', '.join(remembered)}. One object plays many worlds, in any "
                f"order and in several processes; the view tells what has happened, as in "
                f"view.path(issue) or view.offers_of(party).",
            )
        if moved:
            self.find(
                "randomness",
                decision,
                f"draws from the global generator of {' and '.join(moved)}. Return probabilities "
                f"instead: the engine draws, with luck that is the same in every run.",
            )
        odds = self._passed_on(decision, asked, answer)
        if closely and not moved and not isinstance(answer, _Failure):
            again = _tried(method, self._guarded(asked, decision))
            changed_in(asked, before)
            if not isinstance(again, _Failure):
                one, other = (_array(x) for x in (odds, self._passed_on(decision, asked, again)))
                if one.shape != other.shape or not np.allclose(one, other, rtol=0.0, atol=_SAME):
                    self.find(
                        "randomness",
                        decision,
                        "answers differently when the same is asked twice. Draw nothing and "
                        "remember nothing: return probabilities, the engine draws.",
                    )
        return odds

    def _guarded(self, asked: Any, decision: str) -> Any:
        if not isinstance(asked, View):
            return asked
        return guarded(
            asked,
            lambda name, place: self.find(
                "peeking",
                decision,
                f"reads the hidden `{name}` of its view ({place}). A party knows what the view's "
                f"public names tell; what is behind them may change without notice.",
            ),
        )

    def _counted(self, decision: str, method: Method, asked: Any) -> Any:
        """Return the answer, after counting turns of loops where these are still wanted."""
        n = int(asked.rows.n if isinstance(asked, Reaction) else asked.n)
        turns = self.turns.setdefault(decision, {}).setdefault(n, [])
        if len(turns) >= _COUNTS:
            return _tried(method, asked)
        answer, longest = counted(lambda: _tried(method, asked))
        turns.append(longest)
        return answer

    def _passed_on(self, decision: str, asked: Any, answer: Any) -> Any:
        """Return the answer in the engine's form, or the default after writing down why."""
        odds = None
        if isinstance(answer, _Failure):
            self._look_at_failure(decision, answer.error)
        else:
            odds = self._usable(answer, decision, asked)
        return getattr(_OTHERS, decision)(asked) if odds is None else odds

    def _usable(self, answer: Any, decision: str, asked: Any) -> Any:
        try:
            numbers = np.asarray(answer.log if isinstance(answer, ChoiceProbabilities) else answer)
            if np.isnan(numbers).any():
                self.find("answer", decision, "gives NaN, which is no probability: 0 / 0 perhaps?")
                return None
        except (TypeError, ValueError):
            pass  # no numbers: read below
        try:
            if isinstance(asked, Reaction):
                options = len(asked.rows.game.step_options[asked.party])
                return read_reaction(answer, asked, options, "react")
            if isinstance(asked, StepView):
                options = len(asked.options)
            else:
                options = asked.passing + 1 if isinstance(asked, OfferView) else 2
            odds = ChoiceProbabilities.read(answer, asked.n, options, decision, asked.n_types)
        except BargainingError as error:
            message = str(error).removeprefix(decision).strip().rstrip(".")
            hint = " Is a `return` missing?" if answer is None else ""
            self.find("answer", decision, f"{message}.{hint}")
            return None
        except Exception as error:
            self.find("answer", decision, f"gave something that cannot be read: {error}")
            return None
        # The engine would let this pass, although it can only be a mistake.
        total = np.exp(odds.log).sum(axis=-1)
        if total.size and np.abs(total - 1.0).max() > 1e-6:
            sums = f"{total.min():.6g} to {total.max():.6g}"
            self.find("answer", decision, f"gives odds that sum to {sums} and not to 1")
            return None
        return odds

    def _look_at_failure(self, decision: str, error: BaseException) -> None:
        if ("made", decision) in self._told:
            return
        place = place_of(error)
        if isinstance(error, SystemExit):
            self.find("answer", decision, f"ended the program (SystemExit){place}")
            return
        if isinstance(error, FrozenInstanceError) or any(sign in str(error) for sign in _CHANGING):
            message = f"tries to change what it was shown{place}: {error}. {_NOT_YOURS}"
            self.find("input", decision, message)
            return
        unknown = isinstance(error, ArgumentError) and str(error).startswith("there is no")
        hint = f" {self._unknown_names}" if unknown and self._unknown_names else ""
        kind = "" if isinstance(error, BargainingError) else f"{type(error).__name__}: "
        self.find("answer", decision, f"fails{place}: {kind}{error}{attribute_meant(error)}{hint}")


class _Failure:
    """Stands for an answer that there is none of."""

    def __init__(self, error: BaseException) -> None:
        self.error = error


def _tried(method: Method, asked: Any) -> Any:
    try:
        return method(asked)
    except (Exception, SystemExit) as error:
        return _Failure(error)


def _array(answer: Any) -> Any:
    return np.exp(answer.log) if isinstance(answer, ChoiceProbabilities) else answer


def own_decisions(kind: type) -> list[str]:
    """Return the decisions that a user's own classes take."""
    own = [vars(one) for one in kind.__mro__ if is_own_class(one)]
    return [decision for decision in DECISIONS if any(decision in names for names in own)]


def examined(candidate: Strategy | type[Party], examiner: Examiner) -> Strategy | type[Party]:
    """Return what to seat so that every answer passes an examiner."""
    if isinstance(candidate, Strategy):
        return _examined_strategy(candidate, examiner)
    return _examined_party(candidate, examiner)


def _examined_strategy(candidate: Strategy, examiner: Examiner) -> Strategy:
    def through(decision: str) -> Callable[[Any, Any], Any]:
        def decide(_: Any, asked: Any) -> Any:
            return examiner.ask(decision, getattr(candidate, decision), asked, candidate)

        return decide

    methods = {decision: through(decision) for decision in DECISIONS}
    if type(candidate).react is QuantalResponse.react:
        # The engine need not check its own anticipations.
        methods["react"] = QuantalResponse.react
    seat: Strategy = type(type(candidate).__name__, (Strategy,), dict(methods))()
    return seat


def _examined_party(candidate: type[Party], examiner: Examiner) -> type[Party]:
    def told(name: str, place: str) -> None:
        if name == "model":
            examiner.find(
                "peeking",
                "",
                f"reads self.model ({place}), behind which are all private types and the luck to "
                f"come. A party decides by its view.",
            )
        else:
            examiner.find(
                "randomness",
                "",
                f"reads Mesa's self.{name} ({place}). Return probabilities instead: the engine "
                f"draws, with luck that is the same in every run.",
            )

    def through(decision: str) -> Callable[[Any, Any], Any]:
        def decide(self: Any, asked: Any) -> Any:
            return examiner.ask(decision, getattr(super(kind, self), decision), asked, self)

        return decide

    base = watched(candidate, ("model", "random", "rng").__contains__, "_told_of")
    methods: dict[str, Any] = {one: through(one) for one in own_decisions(candidate)}
    methods["_told_of"] = staticmethod(told)
    kind: type[Party] = type(candidate.__name__, (base,), methods)
    return kind
