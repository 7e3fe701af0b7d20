"""The adapter for rules written for one world: convenient for a first lesson, and slow.

The rule is called in a Python loop over worlds, and once for each own type of the party, since
others learn about the type from what either would have done. A rule on arrays does the same many
times faster and draws the same luck.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partialmethod
from typing import Any

import numpy as np

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError, StrategyError
from bargaining.scenario.suggestions import did_you_mean
from bargaining.strategies.base import DECISIONS, YES_OR_NO, Strategy, misspelt
from bargaining.strategies.quantal import QuantalResponse
from bargaining.views.reaction import Reaction, steps_of
from bargaining.views.view import OfferView, View
from bargaining.views.world_view import Batch, ReactionInWorld, WorldView, step_names


class OneWorld(Strategy):
    """Plays a rule that is written for one world at a time, in all worlds, one after the other.

    The rule is an object, or a class without arguments, with a method for each decision it takes;
    or decisions are given as functions by name. Each gets a `WorldView` of plain numbers with
    the own `type`, and returns

    - `choose_step`, `react`: ``"hold"``, a step such as ``("share", +1)``, or a dict of these to
      probabilities; a step that does not exist is held;
    - every decision that is a yes or a no: True, False, or the probability of yes;
    - `propose`: a package as a dict of issue to rung number (issues left out stay where they are),
      None to pass, or a list of (package, probability); one that cannot be offered is passed.

    Parameters
    ----------
    rule : object, optional
        Whatever it does not decide, `fallback` does.
    fallback : Strategy, optional
        The quantal response unless given.
    **decisions : callable
        Single decisions, such as ``choose_step=lambda view: "hold"``.

    Raises
    ------
    ArgumentError
        The rule decides nothing, misspells a decision, or has one that cannot be called.

    Examples
    --------
    >>> class Stern:
    ...     def choose_step(self, view):
    ...         return "hold" if view.level("share") > 0.3 else ("share", +1)
    >>> OneWorld(Stern()).decides
    ('choose_step',)
    """

    def __init__(
        self,
        rule: Any = None,
        *,
        fallback: Strategy | None = None,
        **decisions: Callable[[Any], Any],
    ) -> None:
        for name in decisions:
            if name not in DECISIONS:
                raise ArgumentError(
                    f'there is no decision "{name}". {did_you_mean(name, DECISIONS, "decisions")}'
                )
        rule = rule() if isinstance(rule, type) else rule
        own = {name: getattr(rule, name) for name in DECISIONS if hasattr(rule, name)}
        self._rules: Mapping[str, Callable[[Any], Any]] = {**own, **decisions}
        self._name = type(rule).__name__ if rule is not None else "OneWorld"
        for name, decide in self._rules.items():
            if not callable(decide):
                raise ArgumentError(
                    f"{self._name}.{name} must be a function of a view, such as "
                    f"lambda view: {decide!r}; got {decide!r}"
                )
        slip = misspelt(name for name in dir(rule) if callable(getattr(rule, name, None)))
        if rule is not None and slip is not None:
            raise ArgumentError(
                f'{self._name}.{slip[0]} is no decision. Did you mean "{slip[1]}"? If it is '
                f"something else, give it another name, or one that begins with an underscore."
            )
        if fallback is not None and not isinstance(fallback, Strategy):
            raise ArgumentError(f"fallback must be a strategy; got {fallback!r}")
        self._fallback = fallback if fallback is not None else QuantalResponse()
        if not self._rules:
            raise ArgumentError(
                f"{self._name} decides nothing; a rule has at least one of {', '.join(DECISIONS)}"
            )

    @property
    def decides(self) -> tuple[str, ...]:
        """The decisions that the rule takes itself."""
        return tuple(name for name in DECISIONS if name in self._rules)

    @property
    def fallback(self) -> Strategy:
        """What decides whatever the rule does not."""
        return self._fallback

    def react(self, reaction: Reaction) -> Floats:
        """Ask the rule how others may expect it to step, in each cell of a supposed position."""
        if "react" not in self._rules:
            return self._fallback.react(reaction)
        rows, situation = reaction.rows, reaction.situation
        view = View(rows, reaction.party)
        batch, feasible = Batch(view), steps_of(rows, reaction.party).feasible
        shape = situation.columns.shape[:-1]
        odds = np.zeros((*shape, view.n_types, feasible.shape[1]))
        for index in np.ndindex(*shape):
            row = index[0]
            for place, type_ in enumerate(_types(view)):
                scalars = ReactionInWorld(batch, type_, reaction, index, feasible[row])
                answer = self._rules["react"](scalars)
                chosen = _of_step(answer, scalars, batch, self._where("react", view))
                chosen[0] += chosen[~feasible[row]].sum()
                odds[(*index, place)] = np.where(feasible[row], chosen, 0.0)
        if view.n_types == 1:
            return odds[..., 0, :]
        belief = rows.belief(reaction.party).reshape((-1,) + (1,) * situation.axes)
        return np.asarray((1.0 - belief) * odds[..., 0, :] + belief * odds[..., 1, :])

    def _ask(self, decision: str, view: Any) -> Any:
        """Return what the rule, or the fallback, says in every world for every own type."""
        if decision not in self._rules:
            return getattr(self._fallback, decision)(view)
        read: Callable[..., Any] = _of_yes
        width = 1
        if decision == "choose_step":
            width, read = len(view.options), _of_step
        elif decision == "propose":
            width, read = view.passing + 1, _of_package
        batch, where = Batch(view), self._where(decision, view)
        odds = np.zeros((view.n, view.n_types, width))
        for row in range(view.n):
            for place, type_ in enumerate(_types(view)):
                seen = WorldView(batch, row, type_)
                odds[row, place] = read(self._rules[decision](seen), seen, batch, where)
        # Of a yes or no the probability of yes.
        return odds if decision not in YES_OR_NO else odds[..., 0]

    def _where(self, decision: str, view: View) -> str:
        return f"{self._name}.{decision} ({view.party})"


for _decision in ("choose_step", "propose", *YES_OR_NO):
    setattr(OneWorld, _decision, partialmethod(OneWorld._ask, _decision))


def _types(view: View) -> tuple[int | None, ...]:
    return (0, 1) if view.typed else (None,)


def _of_yes(answer: Any, seen: WorldView, batch: Batch, where: str) -> float:
    number = isinstance(answer, (bool, int, float, np.bool_, np.integer, np.floating))
    if not number or not 0.0 <= float(answer) <= 1.0:
        raise StrategyError(
            f"{where} must return True, False or a probability from 0 to 1; got {answer!r}"
        )
    return float(answer)


def _of_step(answer: Any, seen: WorldView, batch: Batch, where: str) -> Floats:
    names = step_names(batch.view)
    odds = np.zeros(len(names))
    chances = answer if isinstance(answer, dict) else {_key(answer): 1.0}
    for step, chance in chances.items():
        step = _key(step)
        if step not in names:
            raise StrategyError(
                f"{where} must return one of {', '.join(map(repr, names))}, or a dict of these to "
                f"probabilities; got {step!r}"
            )
        odds[names.index(step)] += _of_yes(chance, seen, batch, f"{where}, for {step!r},")
    return _whole(odds, where)


def _key(step: Any) -> Any:
    return "hold" if step is None else tuple(step) if isinstance(step, list) else step


def _of_package(answer: Any, seen: WorldView, batch: Batch, where: str) -> Floats:
    view = batch.view
    assert isinstance(view, OfferView)
    odds = np.zeros(view.passing + 1)
    for package, chance in answer if isinstance(answer, list) else [(answer, 1.0)]:
        if package is None:
            place = view.passing
        elif isinstance(package, dict):
            try:
                place = seen.number(package)
            except ArgumentError as error:
                raise StrategyError(f"{where} returned {package!r}: {error}") from None
        else:
            raise StrategyError(
                f"{where} must return a package as a dict of issue to rung number, None to pass, "
                f"or a list of (package, probability); got {answer!r}"
            )
        odds[place] += _of_yes(chance, seen, batch, f"{where}, for {package!r},")
    return _whole(odds, where)


def _whole(odds: Floats, where: str) -> Floats:
    total = odds.sum()
    if abs(total - 1.0) > 1e-6:
        raise StrategyError(f"{where} must give probabilities that sum to 1; got {total:.6g}")
    return odds
