"""Stands between the engine and a strategy, notes what a call does, and examines every answer."""

from __future__ import annotations

import functools
import pickle
import random
import sysconfig
import traceback
from collections import defaultdict
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.errors import ArgumentError, BargainingError
from bargaining.parties import Party
from bargaining.parties.party import read_reaction
from bargaining.scenario.suggestions import hint_at
from bargaining.strategies.base import DECISIONS, Strategy
from bargaining.strategies.choice_probabilities import ChoiceProbabilities
from bargaining.strategies.quantal import QuantalResponse
from bargaining.testing.report import Finding
from bargaining.views.reaction import Reaction
from bargaining.views.view import OfferView, StepView

__all__ = ["Examiner", "examined", "is_own_class", "luck_of_others", "own_decisions", "put_back"]

Method = Callable[[Any], Any]

# Answers that differ by less differ by rounding.
_SAME = 1e-9
_CHANGING = ("read-only", "has no setter", "cannot assign")
# Asking twice takes long: the first few times only.
_ASKED_TWICE = 4
_NOT_YOURS = "Arrays of a view are not yours; write into a copy, as in values = view.values.copy()."
_OTHERS = QuantalResponse()
_NOT_OWN = (str(Path(__file__).parents[1]), sysconfig.get_paths()["stdlib"], "<string>", "<frozen")
# The negotiation that holds a party is not what it remembers.
_NOT_HELD = {"model", "pos", "unique_id"}


class Examiner:
    """Asks a strategy instead of the engine, and passes on an answer that can be used.

    Parameters
    ----------
    unknown_names : str
        What to add where the strategy asks for a name that does not exist.

    Attributes
    ----------
    findings : list of Finding
    reads : dict of decision to dict of worlds to list of int
        How many names each answer asked of its view, by the number of worlds.
    probing : bool
        Whether answers are examined, or only passed on.
    told : set of (str, str)
        Kind and decision of what is said already; nothing more is said of a decision that cannot be
        ``"made"``.
    """

    def __init__(self, unknown_names: str = "") -> None:
        self.findings: list[Finding] = []
        self.reads: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        self.probing = True
        self._inside: str | None = None
        self.told: set[tuple[str, str]] = set()
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
            if not self.probing:
                return self._passed_on(decision, asked, self._answer(decision, method, asked))
            held, luck = held_by(strategy), luck_of_others()
            answer = self._answer(decision, method, asked)
            moved, now = put_back(luck), held_by(strategy)
            remembered = [name for name in {**held, **now} if held.get(name) != now.get(name)]
            if remembered:
                self.find(
                    "memory",
                    decision,
                    f"changes its own {', '.join(remembered)}. One object plays many worlds, in "
                    f"any order and in several processes; the view tells what has happened, as in "
                    f"view.path(issue) or view.offers_of(party).",
                )
            if moved:
                self.find(
                    "randomness",
                    decision,
                    f"draws from the global generator of {' and '.join(moved)}. Return "
                    f"probabilities instead: the engine draws, with luck that is the same in every "
                    f"run.",
                )
            odds = self._passed_on(decision, asked, answer)
            self._seen[decision] += 1
            if self._seen[decision] <= _ASKED_TWICE and not moved:
                again = self._answer(decision, method, asked)
                if not isinstance(answer, BaseException) and not isinstance(again, BaseException):
                    one, other = (
                        np.exp(said.log) if isinstance(said, ChoiceProbabilities) else said
                        for said in (odds, self._passed_on(decision, asked, again))
                    )
                    same = one.shape == other.shape
                    if not same or not np.allclose(one, other, rtol=0.0, atol=_SAME):
                        self.find(
                            "randomness",
                            decision,
                            "answers differently when the same is asked twice. Draw nothing and "
                            "remember nothing: return probabilities, the engine draws.",
                        )
            return odds
        finally:
            self._inside = inside

    def find(self, kind: str, decision: str, message: str) -> None:
        """Write a finding down, the first of its kind for a decision."""
        if (kind, decision) not in self.told:
            self.told.add((kind, decision))
            self.findings.append(Finding(kind, decision, message))

    def _answer(self, decision: str, method: Method, asked: Any) -> Any:
        """Return what a rule answers or raises, after a look at what it asked and changed."""
        shown = Shown(asked)
        try:
            answer = method(shown.asked)
        except (Exception, SystemExit) as error:
            answer = error
        for name in shown.hidden:
            self.find(
                "peeking",
                decision,
                f"reads the hidden `{name}` of its view. A party knows what the view's public "
                f"names tell; what is behind them may change without notice.",
            )
        changed = [
            (name, array, copy)
            for name, array, copy in shown.arrays
            if not np.array_equal(array, copy, equal_nan=array.dtype.kind == "f")
        ]
        # What was shown first comes last: later copies may have been taken after the change.
        for _, array, copy in reversed(changed):
            array[...] = copy
        if changed:
            names = ", ".join(sorted({name for name, _, _ in changed})[:3])
            self.find("input", decision, f"changes what it was shown: {names}. {_NOT_YOURS}")
        n = int(asked.rows.n if isinstance(asked, Reaction) else asked.n)
        self.reads[decision][n].append(len(shown.names))
        return answer

    def _passed_on(self, decision: str, asked: Any, answer: Any) -> Any:
        """Return the answer in the engine's form, or the default after writing down why."""
        if not isinstance(answer, BaseException):
            try:
                if isinstance(asked, Reaction):
                    options = len(asked.rows.game.step_options[asked.party])
                    return read_reaction(answer, asked, options, "react")
                options = len(asked.options) if isinstance(asked, StepView) else 2
                options = asked.passing + 1 if isinstance(asked, OfferView) else options
                odds = ChoiceProbabilities.read(answer, asked.n, options, decision, asked.n_types)
                # The engine would let this pass, although it can only be a mistake.
                total = np.exp(odds.log).sum(axis=-1)
                if np.isnan(total).any():
                    raise ArgumentError("gives NaN, which is no probability: 0 / 0 perhaps?")
                if np.abs(total - 1.0).max(initial=0.0) > 1e-6:
                    ends = f"{total.min():.6g} to {total.max():.6g}"
                    raise ArgumentError(f"gives odds that sum to {ends}, not 1")
                return odds
            except BargainingError as error:
                message = str(error).removeprefix(decision).strip().rstrip(".")
                hint = " Is a `return` missing?" if answer is None else ""
                self.find("answer", decision, f"{message}.{hint}")
            except Exception as error:
                self.find("answer", decision, f"gave something that cannot be read: {error}")
        elif ("made", decision) not in self.told:
            place, said = place_of(answer), str(answer)
            changing = any(sign in said for sign in _CHANGING)
            if isinstance(answer, SystemExit):
                self.find("answer", decision, f"ended the program (SystemExit){place}")
            elif isinstance(answer, FrozenInstanceError) or changing:
                message = f"tries to change what it was shown{place}: {said}. {_NOT_YOURS}"
                self.find("input", decision, message)
            else:
                unknown = isinstance(answer, ArgumentError) and said.startswith("there is no")
                hint = f" {self._unknown_names}" if unknown and self._unknown_names else ""
                kind = "" if isinstance(answer, BargainingError) else f"{type(answer).__name__}: "
                message = f"fails{place}: {kind}{said}{hint_at(answer)}{hint}"
                self.find("answer", decision, message)
        return getattr(_OTHERS, decision)(asked)


def own_decisions(kind: type) -> list[str]:
    """Return the decisions that a user's own classes take."""
    own = [vars(one) for one in kind.__mro__ if is_own_class(one)]
    return [decision for decision in DECISIONS if any(decision in names for names in own)]


def examined(candidate: Strategy | type[Party], examiner: Examiner) -> Strategy | type[Party]:
    """Return what to seat so that every answer passes an examiner."""

    def note(name: str, value: Any) -> Any:
        # What a decision of a party may ask of itself that is no party's to know.
        if name == "model":
            what = "behind which are all private types and the luck to come. A party decides"
            examiner.find("peeking", "", f"reads self.model, {what} by its view.")
        elif name in ("random", "rng"):
            what = "the engine draws, with luck that is the same in every run."
            examiner.find(
                "randomness", "", f"reads Mesa's self.{name}. Return probabilities instead: {what}"
            )
        return value

    def through(decision: str) -> Callable[[Any, Any], Any]:
        def decide(seated: Any, asked: Any) -> Any:
            if isinstance(candidate, Strategy):
                return examiner.ask(decision, getattr(candidate, decision), asked, candidate)
            party = Noted(seated, note)
            method = functools.partial(getattr(candidate, decision), party)
            return examiner.ask(decision, method, asked, seated)

        return decide

    if isinstance(candidate, Strategy):
        methods: dict[str, Any] = {decision: through(decision) for decision in DECISIONS}
        if type(candidate).react is QuantalResponse.react:
            # The engine need not check its own anticipations.
            methods["react"] = QuantalResponse.react
        seat: Strategy = type(type(candidate).__name__, (Strategy,), methods)()
        return seat
    methods = {decision: through(decision) for decision in own_decisions(candidate)}
    kind: type[Party] = type(candidate.__name__, (candidate,), methods)
    return kind


class Noted:
    """Stands for a view or a party in front of a user's code, and notes what it is asked.

    Methods of what it stands for run on that itself, so what they read is not noted. `note` takes
    a name and its value, and returns what is answered.
    """

    def __init__(self, real: Any, note: Callable[[str, Any], Any]) -> None:
        object.__setattr__(self, "real", real)
        object.__setattr__(self, "note", note)

    def __getattribute__(self, name: str) -> Any:
        value = getattr(object.__getattribute__(self, "real"), name)
        return object.__getattribute__(self, "note")(name, value)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(object.__getattribute__(self, "real"), name, value)


class Shown:
    """What one call of a rule is shown.

    Attributes
    ----------
    asked : Noted or Reaction
        The view, noting what is asked of it; a reaction is public as a whole.
    names : list of str
        Names asked of the view, one for each time.
    arrays : list of tuple
        What was shown under each name, and a copy of what it was then.
    """

    def __init__(self, asked: Any) -> None:
        self.names: list[str] = []
        self.arrays: list[tuple[str, NDArray[Any], NDArray[Any]]] = []
        if isinstance(asked, Reaction):
            self._note("situation.columns", asked.situation.columns)
        self.asked = asked if isinstance(asked, Reaction) else Noted(asked, self._note)

    def _note(self, name: str, value: Any) -> Any:
        self.names.append(name)
        if isinstance(value, np.ndarray):
            self.arrays.append((name, value, value.copy()))
        if not callable(value) or name.startswith("__"):
            return value
        return lambda *given, **named: self._note(f"{name}()", value(*given, **named))

    @property
    def hidden(self) -> list[str]:
        """Names asked that are not public."""
        asked = dict.fromkeys(self.names)
        return [one for one in asked if one[:1] == "_" and (one[:2] != "__" or one == "__dict__")]


def is_own_class(kind: type) -> bool:
    """Return whether a class is a user's."""
    return kind.__module__.partition(".")[0] not in ("bargaining", "builtins", "mesa", "abc")


def place_of(error: BaseException) -> str:
    """Return file and line of the user's code where an error came from; empty where it is none."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if not frame.filename.startswith(_NOT_OWN) and "-packages" not in frame.filename:
            return f" ({Path(frame.filename).name}, line {frame.lineno}: {frame.line})"
    return ""


def held_by(strategy: Any) -> dict[str, Any]:
    """Return everything that a strategy and its own classes hold, by name, for comparison."""
    kind = type(strategy)
    slots = [name for one in kind.__mro__ for name in getattr(one, "__slots__", ())]
    held = {
        name: getattr(strategy, name)
        for name in (*getattr(strategy, "__dict__", ()), *slots)
        # A cached property is worked out once and for all from what does not change.
        if name not in _NOT_HELD
        and hasattr(strategy, name)
        and not isinstance(getattr(kind, name, None), functools.cached_property)
    }
    for one in filter(is_own_class, kind.__mro__):
        for name, value in vars(one).items():
            if not name.startswith("__") and not callable(value):
                held[f"{one.__name__}.{name}"] = value
    images: dict[str, Any] = {}
    for name, value in held.items():
        try:
            images[name] = pickle.dumps(value)
        except Exception:
            # Content that cannot be told is known by its identity.
            images[name] = id(value)
    return images


def luck_of_others() -> dict[str, Any]:
    """Return where the global random generators stand."""
    return {
        "numpy.random": np.random.get_state(),  # noqa: NPY002
        "random": random.getstate(),
    }


def put_back(luck: dict[str, Any]) -> list[str]:
    """Put the global generators back where they stood; return the names of those that moved."""
    now = luck_of_others()
    moved = [name for name in luck if pickle.dumps(now[name]) != pickle.dumps(luck[name])]
    if moved:
        np.random.set_state(luck["numpy.random"])  # noqa: NPY002
        random.setstate(luck["random"])
    return moved
