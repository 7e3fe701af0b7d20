"""Strategies on ladders: unilateral steps in view of those of another, or none at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.errors import ArgumentError
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.seats import count_named, issue_named, named_faults, share_named
from bargaining.strategies.quantal import QuantalResponse
from bargaining.views.reaction import Reaction, steps_of
from bargaining.views.view import StepView, View

# Levels closer than this are the same.
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Follower:
    """A party that moves one own ladder, `give`, in view of one of somebody else's, `watch`.

    A concession is counted from where the ladder stood at the start, so ladders that begin at
    different levels can answer each other. `feasible` is over (row, option); `watched`, over (row,
    *cells), is the level of the ladder watched, as it stands or is supposed.
    """

    view: View
    feasible: Bools
    give: str
    watch: str
    watched: Floats

    def spread(self, per_row: Any) -> Any:
        """Give an array over (row,) the axes of `watched`."""
        return per_row.reshape(per_row.shape + (1,) * (self.watched.ndim - 1))

    def steps_ahead(self, least: float = -np.inf) -> Ints:
        """Return own steps beyond what the other has given, or gives at `least`; (row, *cells).

        They are negative where the other has given more.
        """
        view = self.view
        start = view.path(self.give)[:, 0]
        seen = np.maximum(self.watched - self.spread(view.path(self.watch)[:, 0]), least)
        level = self.spread(start) + seen + _SAME
        answered = np.searchsorted(view.ladder(self.give), level, side="right") - 1
        return np.asarray(self.spread(view.rung(self.give)) - np.maximum(answered, 0))

    def fell(self) -> Bools:
        """Where the ladder watched has ever come down, now included; shape (row, *cells)."""
        path = self.view.path(self.watch)
        before = (np.diff(path, axis=1) < -_SAME).any(axis=1)
        now = self.watched < self.spread(path[:, -1]) - _SAME
        return np.asarray(self.spread(before) | now)

    def can(self, direction: int) -> Floats:
        """1.0 where the ladder given can move so, else 0.0; shape (row, 1...)."""
        feasible = self.feasible[:, self.view.step_options.index((self.give, direction))]
        return np.asarray(self.spread(feasible.astype(float)))

    def odds(self, up: Floats, down: Floats) -> Floats:
        """Return option probabilities over (row, *cells, option); what cannot be is held."""
        up, down = up * self.can(1), down * self.can(-1)
        odds = np.zeros((*np.broadcast_shapes(up.shape, down.shape), self.feasible.shape[1]))
        for direction, chance in ((1, up), (-1, down)):
            odds[..., self.view.step_options.index((self.give, direction))] = chance
        odds[..., 0] = 1.0 - (up + down)
        return odds


def over_cells(odds: Floats, reaction: Reaction) -> Floats:
    """Give probabilities over (row, option) an axis of length 1 for each axis of cells."""
    cells = (1,) * (reaction.situation.axes - 1)
    return odds.reshape((odds.shape[0], *cells, odds.shape[-1]))


class Watching(QuantalResponse):
    """Base of rules that move one own ladder, `give`, in view of another's, `watch`."""

    give: str
    watch: str

    def __post_init__(self) -> None:
        issue_named("give", self.give)
        issue_named("watch", self.watch)

    def faults(self, party: str, scenario: ScenarioRecord) -> list[str]:
        """Return what keeps a party of a scenario from following the issues that are named."""
        found = named_faults({"give": self.give, "watch": self.watch}, party, scenario)
        return [f"{parameter} {fault}" for parameter, fault in found]

    def odds(self, follower: Follower, rounds: Sequence[int]) -> Floats:
        """Return option probabilities over (row, *cells, option) for a round, or a mean of some."""
        raise NotImplementedError

    def choose_step(self, view: StepView) -> Floats:
        """Take the step of this round."""
        return self.odds(self._follower(view, view.feasible, view.level), [view.round])

    def react(self, reaction: Reaction) -> Floats:
        """Be expected to take the steps of the rounds that are anticipated.

        Anticipations multiply the odds of one round by the rounds anticipated: hence the mean.
        """
        rows, party = reaction.rows, reaction.party

        def supposed(issue: str) -> Floats:
            return reaction.situation.levels[rows.game.issues.index(issue)]

        follower = self._follower(View(rows, party), steps_of(rows, party).feasible, supposed)
        return self.odds(follower, rounds_ahead(reaction))

    def _follower(self, view: View, feasible: Bools, level: Callable[[str], Floats]) -> Follower:
        """Take the issues named, or the first own one and the first of another principal."""
        own = list(dict.fromkeys(issue for issue, _ in view.step_options if issue is not None))
        others = [issue for issue in view.issues if issue not in own]
        theirs = [issue for issue in others if view.giver(issue) in view.principals] or others
        if not theirs:
            raise ArgumentError(f"the strategy of {view.party} finds no issue of others to watch")
        give, watch = self.give or own[0], self.watch or theirs[0]
        return Follower(view, feasible, give, watch, level(watch))


def rounds_ahead(reaction: Reaction) -> range:
    """Return the rounds for which steps are anticipated."""
    rows = reaction.rows
    return range(rows.round + 1, rows.round + 1 + rows.game.scenario.settings.foresight.value)


@dataclass(frozen=True)
class TitForTat(Watching):
    """Answer the other's steps on one ladder by like steps on one's own; all else by default.

    Axelrod (1984, The Evolution of Cooperation) with the errors of a noisy world and the generosity
    of its variant (Nowak and Sigmund, 1992, Nature 355:250-253). On ladders of one rung a pair errs
    as the closed forms say (`bargaining.theory.follow_tit_for_tat`, `solve_reactive_pair`): without
    forgiveness the first mover cooperates in exchange t with probability
    (1 + (1 - 2 noise)^(2t - 1)) / 2 from mutual cooperation on, the second with exponent 2t.

    Its standing concession follows the other's, both counted from the start: one rung up while that
    gives no more than the other gives, one rung down while it gives more. So a step missed, because
    a promise or an error stood in its way, is made up for later.

    Parameters
    ----------
    noise : float
        Probability of an error, in [0, 1]: a step meant is not taken, or one is taken that was
        not meant (up or down alike, where both exist).
    forgiveness : float
        Probability, in [0, 1], that it does for a round as if the other gave one more of its own
        rungs than it does: a step down is let pass, and a first step up is taken unasked. On one
        rung this is generous tit for tat: it cooperates after a defection with this probability.
    give : str
        The own issue that is moved; the first one unless given.
    watch : str
        The issue answered; the first one of another principal unless given.
    """

    noise: float = 0.0
    forgiveness: float = 0.0
    give: str = ""
    watch: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        share_named("noise", self.noise)
        share_named("forgiveness", self.forgiveness)

    def odds(self, follower: Follower, rounds: Sequence[int]) -> Floats:
        """Follow the other's concession."""
        ahead = follower.steps_ahead()
        strict, generous = 1.0 - self.forgiveness, self.forgiveness
        up = (strict * (ahead < 0) + generous * (ahead < 1)) * follower.can(1)
        down = (strict * (ahead > 0) + generous * (ahead > 1)) * follower.can(-1)
        ways = follower.can(1) + follower.can(-1)
        slip = self.noise * (1.0 - (up + down)) / np.maximum(ways, 1.0)
        right = 1.0 - self.noise
        return follower.odds(right * up + slip, right * down + slip)


@dataclass(frozen=True)
class GrimTrigger(Watching):
    """Follow the other's concession upwards; once it has ever come down, step down for good.

    Friedman (1971, Review of Economic Studies 38:1-12). Against it a party keeps its own rung iff
    its discount factor is at least (T - R) / (T - P), where T is the payoff of taking it back
    unanswered, R of mutual concession and P of none.

    Parameters
    ----------
    give : str
        The own issue that is moved; the first one unless given.
    watch : str
        The issue whose fall is the trigger; the first one of another principal unless given.
    """

    give: str = ""
    watch: str = ""

    def odds(self, follower: Follower, rounds: Sequence[int]) -> Floats:
        """Follow, or punish."""
        fell = follower.fell()
        up = (follower.steps_ahead() < 0) & ~fell
        return follower.odds(up.astype(float), fell.astype(float))


@dataclass(frozen=True)
class Grit(Watching):
    """Climb one rung every so many rounds while not too many steps are unanswered.

    GRIT, graduated and reciprocated initiatives in tension reduction: a party announces a series of
    small steps, carries them out without being asked, and invites an answer; it stops where none
    comes, and goes on when one does (Osgood, 1962, An Alternative to War or Surrender).

    Steps fall in rounds 0, `every`, 2 `every` and so on. A step is answered when the other has
    given as much as it gives, both counted in levels from the start. Against one who answers each
    step a ladder of n rungs is at its top after round ``every (n - 1)``; against one who never does
    the series ends after `unanswered` steps. Nothing is taken back; all else is decided by default.

    The announcement is what others expect of it (`react`): they foresee in which rounds it steps.

    Parameters
    ----------
    every : int
        Rounds from one step to the next, at least 1.
    unanswered : int
        Unanswered steps after which it waits, at least 1.
    give : str
        The own issue that is moved; the first one unless given.
    watch : str
        The issue in which the answer is looked for; the first one of another principal unless
        given.
    """

    every: int = 2
    unanswered: int = 2
    give: str = ""
    watch: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        count_named("every", self.every)
        count_named("unanswered", self.unanswered)

    def odds(self, follower: Follower, rounds: Sequence[int]) -> Floats:
        """Take the step that is due, unless too many are unanswered."""
        due = sum(round % self.every == 0 for round in rounds) / max(len(rounds), 1)
        up: Floats = np.where(follower.steps_ahead(least=0.0) < self.unanswered, due, 0.0)
        return follower.odds(up, np.zeros_like(up))


@dataclass(frozen=True)
class Hold(QuantalResponse):
    """Take no unilateral step, promised deliveries included; decide all else by default.

    Nothing is given or taken back outside a signature, and nothing signed is delivered: the
    stubborn type of the reputation literature (Kreps and Wilson, 1982, Journal of Economic Theory
    27:253-279).
    """

    def choose_step(self, view: StepView) -> Ints:
        """Hold in every world."""
        return np.zeros(view.n, dtype=np.int64)

    def react(self, reaction: Reaction) -> Floats:
        """Be expected to hold."""
        rows = reaction.rows
        odds = np.zeros((rows.n, len(rows.game.step_options[reaction.party])))
        odds[:, 0] = 1.0
        return over_cells(odds, reaction)
