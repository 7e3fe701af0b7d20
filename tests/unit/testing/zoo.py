"""Strategies that are wrong, each in one way, and what a check must say of them."""

from __future__ import annotations

import random

import numpy as np

import bargaining as bg
from bargaining.strategies import ChoiceProbabilities, OneWorld

MEMORY = {"calls": 0}
WRONG = []


def wrong(kind, decision, *words):
    """Enter a class with the kind and the decision of the only problem, and words of it."""

    def enter(strategy):
        WRONG.append((strategy, kind, decision, words))
        return strategy

    return enter


@wrong("answer", "propose", "must give the number of an option", "of shape (")
class Shape(bg.UniformRandom):
    def propose(self, view):
        return np.ones((view.n, 2))


@wrong("answer", "respond", "one answer per world")
class TooFew(bg.UniformRandom):
    def respond(self, view):
        return np.ones(1, dtype=bool) if view.n > 1 else np.ones(2, dtype=bool)


@wrong("answer", "open_talks", "one for each own type besides, shape (", "got 3 for each world")
class ThreeColumns(bg.UniformRandom):
    def open_talks(self, view):
        return np.full((view.n, 3), 0.5)


@wrong("answer", "respond", "from 0 to 1; got 1.5")
class Range(bg.UniformRandom):
    def respond(self, view):
        return np.full(view.n, 1.5)


@wrong("answer", "choose_step", "an option from 0 to")
class NoSuchOption(bg.UniformRandom):
    def choose_step(self, view):
        return np.full(view.n, 17)


@wrong("answer", "propose", "sum to 1")
class Sum(bg.UniformRandom):
    def propose(self, view):
        return np.full((view.n, view.passing + 1), 0.5)


@wrong("answer", "walk_out", "NaN")
class NotANumber(bg.UniformRandom):
    def walk_out(self, view):
        return np.full(view.n, np.nan)


@wrong("answer", "walk_out", "NaN")
class NotANumberInOdds(bg.UniformRandom):
    def walk_out(self, view):
        return ChoiceProbabilities(np.full((view.n, 1, 2), np.nan))


@wrong("answer", "walk_out", "odds that sum to 2")
class OddsOfTwo(bg.UniformRandom):
    def walk_out(self, view):
        return ChoiceProbabilities(np.zeros((view.n, 1, 2)))


@wrong("answer", "propose", "Is a `return` missing?")
class NoReturn(bg.UniformRandom):
    def propose(self, view):
        view.feasible.any()


@wrong("answer", "respond", "zoo.py, line", "ZeroDivisionError: division by zero")
class Fails(bg.UniformRandom):
    def respond(self, view):
        return 1 / 0


@wrong("answer", "respond", 'no "share"', "scenario=...")
class OtherGround(bg.UniformRandom):
    def respond(self, view):
        return view.level("share") > 0.5


@wrong("answer", "react", "sum to 1; got sums of 0")
class WrongReaction(bg.QuantalResponse):
    def react(self, reaction):
        return np.zeros_like(super().react(reaction))


@wrong("made", "", "cannot be made without arguments", "'power'")
class Needy(bg.UniformRandom):
    def __init__(self, power):
        self.power = power


@wrong("made", "", "Costly() fails: ValueError: no")
class Costly(bg.UniformRandom):
    def __init__(self):
        raise ValueError("no")


@wrong("made", "respond", "def respond(self, view); got def respond(view)")
class NoSelf(bg.UniformRandom):
    def respond(view):  # noqa: N805
        return True


@wrong("made", "respond", "must be a method of a view; got 0.5")
class NoMethod(bg.UniformRandom):
    respond = 0.5


@wrong("made", "", "does not decide choose_step, choose_act", "bg.QuantalResponse")
class Gaps(bg.Strategy):
    def respond(self, view):
        return np.ones(view.n, dtype=bool)


@wrong("made", "", "a strategy is", "bg.OneWorld(Foreign)")
class Foreign:
    def respond(self, view):
        return True


@wrong("peeking", "choose_step", "`_rows`")
class Peeks(bg.UniformRandom):
    def choose_step(self, view):
        return np.zeros(view.n, dtype=int) * view._rows.state.rung[:, 0]


@wrong("peeking", "respond", "`_rows`")
class PeeksByName(bg.UniformRandom):
    def respond(self, view):
        return np.full(view.n, float(getattr(view, "_ro" + "ws").n > 0))


@wrong("peeking", "respond", "`__dict__`")
class PeeksByDict(bg.UniformRandom):
    def respond(self, view):
        return np.full(view.n, 0.5 if "_rows" in vars(view) else 0.4)


@wrong("peeking", "", "self.model", "private types")
class PeeksAtTypes(bg.Party):
    def respond(self, view):
        return np.full(view.n, 0.5 * (self.model.world.n > 0))


@wrong("randomness", "respond", "global generator of numpy.random")
class GlobalNumpy(bg.UniformRandom):
    def respond(self, view):
        return np.random.random(view.n)  # noqa: NPY002


@wrong("randomness", "respond", "global generator of random")
class GlobalRandom(bg.UniformRandom):
    def respond(self, view):
        return np.array([random.random() for _ in range(view.n)])


@wrong("randomness", "respond", "when the same is asked twice")
class FreshGenerator(bg.UniformRandom):
    def respond(self, view):
        return np.random.default_rng().random(view.n)


@wrong("randomness", "", "Mesa's self.random")
class MesaRandom(bg.Party):
    def respond(self, view):
        return np.full(view.n, 0.5 * (self.random is not None))


@wrong("randomness", "respond", "when the same is asked twice")
class CountsCalls(bg.UniformRandom):
    def respond(self, view):
        MEMORY["calls"] += 1
        return np.full(view.n, 1 / (1 + MEMORY["calls"]))


@wrong("input", "propose", "value_if_agreed")
class ChangesValues(bg.UniformRandom):
    def propose(self, view):
        values = view.value_if_agreed
        values.flags.writeable = True
        values += 1.0
        return super().propose(view)


@wrong("input", "propose", "zoo.py, line", "values = view.values.copy()")
class ChangesFeasible(bg.UniformRandom):
    def propose(self, view):
        view.feasible[:] = True
        return np.zeros(view.n, dtype=int)


@wrong("input", "choose_step", "cannot be changed|tries to change")
class ChangesView(bg.UniformRandom):
    def choose_step(self, view):
        view.round = 3
        return super().choose_step(view)


@wrong("memory", "respond", "changes its own seen")
class Remembers(bg.UniformRandom):
    def __init__(self):
        self.seen = []

    def respond(self, view):
        self.seen.append(view.round)
        return np.full(view.n, 0.5)


@wrong("memory", "respond", "changes its own RemembersInClass.seen")
class RemembersInClass(bg.UniformRandom):
    seen = {}

    def respond(self, view):
        self.seen[view.round] = view.n
        return np.full(view.n, 0.5)


@wrong("memory", "choose_step", "changes its own last")
class PartyRemembers(bg.Party):
    def choose_step(self, view):
        self.last = view.level("ink").mean()
        return super().choose_step(view)


@wrong("memory", "", "with others in between")
class RemembersInModule(bg.UniformRandom):
    def choose_step(self, view):
        before = MEMORY.get(view.round - 1, 0)
        MEMORY[view.round] = view.n
        return np.full(view.n, int(before % 4 > 0))


@wrong("worlds", "", "when a world is played alone")
class LooksAtOthers(bg.UniformRandom):
    def respond(self, view):
        return np.full(view.n, view.condition("heat").mean())


@wrong("worlds", "", "when a world is played alone", "no mean, maximum or random numbers")
class SeedsItself(bg.UniformRandom):
    def respond(self, view):
        return np.random.default_rng(3).random(view.n)


class Loops(bg.UniformRandom):
    def respond(self, view):
        return np.array([view.offer[world].sum() > 1 for world in range(view.n)])


class Sober(bg.UniformRandom):
    def respond(self, view):
        total = np.zeros(view.n)
        for issue in view.menu:
            total += view.level(issue)
        return total < 1


class Misnamed(bg.UniformRandom):
    def accept(self, view):
        return True


class Blunt:
    def choose_step(self, view):
        return "hold" if view.round > 1 else {"hold": 0.5, view.options[-1]: 0.5}


BLUNT = OneWorld(Blunt())
