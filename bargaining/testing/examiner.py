"""Whoever sits between the engine and a strategy, and watches every answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError
from types import FrameType
from typing import Any

import numpy as np

from bargaining.errors import ArgumentError, BargainingError
from bargaining.parties.reacting import read_reaction
from bargaining.scenario.near import attribute_meant
from bargaining.strategies.odds import Odds
from bargaining.strategies.quantal import QuantalResponse
from bargaining.testing.guard import changed_in, guarded, shown
from bargaining.testing.image import attributes, global_luck, put_back
from bargaining.testing.own_code import Effort, counted, place_of, where_failed
from bargaining.testing.report import Finding
from bargaining.views.reaction import Reaction
from bargaining.views.view import OfferView, StepView, View

__all__ = ["Examiner"]

Method = Callable[[Any], Any]

# Answers that differ by less differ by rounding.
_SAME = 1e-9
_CHANGING = ("read-only", "has no setter", "cannot assign")
_CLOSE_LOOKS = 4
_COUNTS = 3
_OTHERS = QuantalResponse()


class Examiner:
    """Asks a strategy in the engine's place, and passes on an answer that can be used.

    Parameters
    ----------
    unknown_names : str
        What to add where the strategy asks for a name that does not exist.

    Attributes
    ----------
    findings : list of Finding
    efforts : dict of decision to list of Effort
        What answers took, a few for each number of worlds.
    probing : bool
        Whether answers are examined, or only passed on.
    """

    def __init__(self, unknown_names: str = "") -> None:
        self.findings: list[Finding] = []
        self.efforts: dict[str, list[Effort]] = {}
        self.probing = True
        self._inside: str | None = None
        self._told: set[tuple[str, str]] = set()
        self._seen: dict[str, int] = {}
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
            answer, failure = self._counted(decision, method, asked, _n(asked))
            return self._passed_on(decision, asked, answer, failure)
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

    def _closely(self, decision: str) -> bool:
        """Return whether to look closely, which takes long: the first few times only."""
        self._seen[decision] = self._seen.get(decision, 0) + 1
        return self._seen[decision] <= _CLOSE_LOOKS

    def _counted(self, decision: str, method: Method, asked: Any, n: int) -> Any:
        """Return answer and failure, after counting lines where these are still wanted."""
        efforts = self.efforts.setdefault(decision, [])
        if sum(effort.worlds == n for effort in efforts) >= _COUNTS:
            return _tried(method, asked)
        found, effort = counted(lambda: _tried(method, asked), n)
        efforts.append(effort)
        return found

    def _passed_on(self, decision: str, asked: Any, answer: Any, failure: Exception | None) -> Any:
        """Return the answer in the engine's form, or another one in its place."""
        odds = None
        if failure is not None:
            self._look_at_failure(decision, failure)
        else:
            odds = self._usable(answer, decision, asked)
        return getattr(_OTHERS, decision)(asked) if odds is None else odds

    def _probe(self, decision: str, method: Method, asked: Any, strategy: Any) -> Any:
        closely = self._closely(decision)
        before = shown(asked) if closely else {}
        held, luck = attributes(strategy), global_luck()
        view = self._guarded(asked, decision)
        answer, failure = self._counted(decision, method, view, _n(asked))
        moved = put_back(luck)
        self._look_at_input(decision, changed_in(asked, before) | changed_in(view, before))
        self._look_at_memory(decision, held, attributes(strategy))
        if moved:
            self.find(
                "randomness",
                decision,
                f"draws from the global generator of {' and '.join(moved)}. Return probabilities "
                f"instead: the engine draws, with luck that is the same in every run.",
            )
        odds = self._passed_on(decision, asked, answer, failure)
        if closely and failure is None and not moved:
            again, failure = _tried(method, self._guarded(asked, decision))
            changed_in(asked, before)
            if failure is None and not _alike(odds, self._passed_on(decision, asked, again, None)):
                self.find(
                    "randomness",
                    decision,
                    "answers differently when the same is asked twice. Draw nothing and remember "
                    "nothing: return probabilities, the engine draws.",
                )
        return odds

    def _guarded(self, asked: Any, decision: str) -> Any:
        if not isinstance(asked, View):
            return asked

        def told(name: str, frame: FrameType) -> None:
            self.find(
                "peeking",
                decision,
                f"reads the hidden `{name}` of its view ({place_of(frame)}). A party knows what "
                f"the view's public names tell; what is behind them may change without notice.",
            )

        return guarded(asked, told)

    def _usable(self, answer: Any, decision: str, asked: Any) -> Any:
        """Return the answer in the engine's form, None after writing down why there is none."""
        if _holds_nan(answer):
            self.find("answer", decision, "gives NaN, which is no probability: 0 / 0 perhaps?")
            return None
        try:
            if isinstance(asked, Reaction):
                options = len(asked.rows.game.step_options[asked.party])
                return read_reaction(answer, asked, options, "react")
            odds = Odds.read(answer, asked.n, _options(asked), decision)
        except BargainingError as error:
            hint = " Is a `return` missing?" if answer is None else ""
            self.find("answer", decision, f"{_without_name(str(error), decision)}.{hint}")
            return None
        except Exception as error:
            self.find("answer", decision, f"gave something that cannot be read: {error}")
            return None
        wrong = _wrong_odds(odds, answer, asked)
        if wrong:
            self.find("answer", decision, wrong)
            return None
        return odds

    def _look_at_input(self, decision: str, changed: set[str]) -> None:
        if changed:
            self.find(
                "input",
                decision,
                f"changes what it was shown: {', '.join(sorted(changed)[:3])}. Arrays of a view "
                f"are not yours; write into a copy, as in values = view.values.copy().",
            )

    def _look_at_memory(self, decision: str, before: dict[str, Any], after: dict[str, Any]) -> None:
        changed = [name for name in (*before, *after) if before.get(name) != after.get(name)]
        if changed:
            self.find(
                "memory",
                decision,
                f"changes its own {', '.join(dict.fromkeys(changed))}. One object plays many "
                f"worlds, in any order and in several processes; what has happened is told by the "
                f"view, as in view.path(issue) or view.offers_of(party).",
            )

    def _look_at_failure(self, decision: str, error: Exception) -> None:
        if ("made", decision) in self._told:
            return
        where = where_failed(error)
        place = f" ({where})" if where else ""
        if isinstance(error, FrozenInstanceError) or any(sign in str(error) for sign in _CHANGING):
            self.find(
                "input",
                decision,
                f"tries to change what it was shown{place}: {error}. Arrays of a view are not "
                f"yours; write into a copy, as in values = view.values.copy().",
            )
            return
        unknown = isinstance(error, ArgumentError) and str(error).startswith("there is no")
        hint = f" {self._unknown_names}" if unknown and self._unknown_names else ""
        kind = "" if isinstance(error, BargainingError) else f"{type(error).__name__}: "
        meant = attribute_meant(error)
        self.find("answer", decision, f"fails{place}: {kind}{error}{meant}{hint}")


def _tried(method: Method, asked: Any) -> tuple[Any, Exception | None]:
    try:
        return method(asked), None
    except Exception as error:
        return None, error


def _n(asked: Any) -> int:
    return int(asked.rows.n if isinstance(asked, Reaction) else asked.n)


def _options(view: View) -> int:
    if isinstance(view, StepView):
        return len(view.options)
    return view.passing + 1 if isinstance(view, OfferView) else 2


def _without_name(message: str, decision: str) -> str:
    return message.removeprefix(decision).strip().rstrip(".")


def _wrong_odds(odds: Odds, answer: Any, view: View) -> str:
    """Say what the engine would let pass, although it can only be a mistake."""
    total = np.exp(odds.log).sum(axis=-1)
    if odds.log.size and np.abs(total - 1.0).max() > 1e-6:
        return f"gives odds that sum to {total.min():.6g} to {total.max():.6g} and not to 1"
    columns = odds.log.shape[1]
    if columns > view.n_types:
        types = "two private types" if view.typed else "no private type"
        return (
            f"gives {columns} columns for a party of {types}. A yes or no is one probability of "
            f"yes for each world, or one for each own type; not a pair of no and yes."
        )
    return ""


def _holds_nan(answer: Any) -> bool:
    values = answer.log if isinstance(answer, Odds) else answer
    if values is None:
        return False
    try:
        return bool(np.isnan(np.asarray(values, dtype=float)).any())
    except (TypeError, ValueError):
        return False


def _alike(one: Any, other: Any) -> bool:
    first, second = (np.exp(odds.log) if isinstance(odds, Odds) else odds for odds in (one, other))
    return first.shape == second.shape and bool(np.allclose(first, second, rtol=0.0, atol=_SAME))
