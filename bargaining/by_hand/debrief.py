"""What a game by hand came to: its place among many worlds, and the moves that decided it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from bargaining.by_hand.moves import Move
from bargaining.by_hand.playing import Play
from bargaining.by_hand.saved import outcomes_by_hand
from bargaining.codes import Ending
from bargaining.engine.batches import Batch
from bargaining.engine.runner import Progress
from bargaining.engine.simulation import simulate
from bargaining.outcomes import Outcomes
from bargaining.outcomes.narration import probability, value
from bargaining.scenario.words import Wording
from bargaining.stats import Estimate, estimate_share
from bargaining.text import Column, Report, counted, entry, interval, percent, spelled, table, wrap

__all__ = ["Debrief", "Moment", "debrief"]

# An agent that would have done the same with this probability or more is no reason for a moment.
_LIKELY = 0.5
# How many moments are told.
_MOMENTS = 3


@dataclass(frozen=True, slots=True)
class Moment:
    """A round in which the default agent would probably have decided otherwise.

    Attributes
    ----------
    round : int
    date : str
    question : str
        What was asked.
    chosen : str
        What was done by hand.
    advice : float
        How likely the agent would have done that.
    agent : str
        What the agent would most likely have done.
    agent_advice : float
        How likely that was.
    ending : str
        How this world ends if the agent decides from this round on, with the same luck.
    payoff : float
        What the party then gets.
    """

    round: int
    date: str
    question: str
    chosen: str
    advice: float
    agent: str
    agent_advice: float
    ending: str
    payoff: float


@dataclass(frozen=True)
class Debrief(Report):
    """A game by hand beside worlds in which every party decided for itself; print it.

    Attributes
    ----------
    party, label : str
        Whose seat it is, by name and in words.
    ending : str
        How the game ended.
    payoff : float
        What the party got, in its own payoff units.
    better : Estimate
        Share of the worlds in which the party got more.
    endings : mapping of str to Estimate
        How these worlds ended.
    n_worlds : int
        How many there are: they have the same numbers as the game, and the party the same private
        type; luck differs.
    n_moves : int
        How many moves of the party were made by hand.
    moments : tuple of Moment
        Rounds in which the agent would probably have decided otherwise, those that changed most for
        the party first. Each tells of this one world with its luck, and not of what is likely.
    """

    party: str
    label: str
    ending: str
    payoff: float
    better: Estimate
    endings: Mapping[str, Estimate]
    n_worlds: int
    n_moves: int
    moments: tuple[Moment, ...]

    def lines(self) -> list[str]:
        """Return the lines that ``print`` shows."""
        better = self.better
        ends = interval(percent(better.low, 0), percent(better.high, 0))
        told = (
            f"Your history ended in {self.ending}, with {value(self.payoff)} for {self.label}. Of "
            f"{counted(self.n_worlds, 'world')} with the same numbers, in which all decided for "
            f"themselves, {percent(better.value, 0)} % ({ends}) ended better for {self.label}."
        )
        heads = [Column("How these worlds end", words=True), Column("share %", bar=True)]
        rows = [
            [f"{name}{' (yours)' if name == self.ending else ''}", percent(share.value), interval(
                percent(share.low), percent(share.high))]
            for name, share in self.endings.items()
        ]  # fmt: skip
        lines = [*wrap(told), "", *table([*heads, Column("95 % interval")], rows), ""]
        if not self.moments:
            told = "The agent would most likely have made every move of yours."
            return [*lines, *wrap(told if self.n_moves else "You made no move by hand.")]
        shown = self.moments[:_MOMENTS]
        n = len(self.moments)
        rounds = f"In {spelled(n)} rounds" if n > 1 else "In one round"
        lines += wrap(
            f"{rounds} the agent in your seat would probably have decided otherwise. "
            f"{'The three that matter most' if n > len(shown) else 'What follows'}, with the same "
            "luck, if the agent decides from there on:"
        )
        for one in shown:
            gain = one.payoff - self.payoff
            by = f", {value(abs(gain))} {'better' if gain > 0 else 'worse'} for {self.label}"
            lines += ["", *wrap(one.date, indent=2)]
            for name, text in (
                ("You:", f"{one.chosen} (the agent: {probability(one.advice)})"),
                ("The agent:", f"{one.agent} ({probability(one.agent_advice)})"),
                ("With the agent:", f"{one.ending}{by if value(gain) != '0.000' else ''}"),
            ):
                lines += [f"  {line}" for line in entry(name, text, 20)]
        return lines

    def to_dict(self) -> dict[str, Any]:
        """Return all of it in values that JSON knows."""
        return {
            **{name: getattr(self, name) for name in ("party", "label", "ending", "payoff")},
            "n_worlds": self.n_worlds,
            "n_moves": self.n_moves,
            "better": self.better.to_dict("share"),
            "endings": {name: one.to_dict("share") for name, one in self.endings.items()},
            "moments": [asdict(one) for one in self.moments],
        }


def debrief(
    outcomes: Outcomes,
    of_world: Batch,
    moves: Sequence[Move],
    party: str,
    worlds: int,
    progress: Progress | None,
) -> Debrief:
    """Return what a game came to for a party; see `bargaining.by_hand.Negotiation.debrief`."""
    place = list(of_world.scenario.parties).index(party)
    others = simulate(
        of_world.scenario,
        worlds=worlds,
        worlds_per_draw=worlds,
        first_world=of_world.first_world // of_world.worlds_per_draw * worlds,
        seed=of_world.seed,
        seats=of_world.seats,
        keep=("summary", "party_type"),
        progress=progress,
    )
    alike = np.ones(worlds, dtype=bool)
    typed = [str(name) for name in outcomes.labels["typed_party"]]
    if party in typed:
        own, all_ = (one["party_type"][:, 0, typed.index(party)] for one in (outcomes, others))
        alike = all_ == own
    payoff, number = float(outcomes["payoff"][0, place]), np.arange(int(alike.sum()))
    ends = others["ending"][alike]
    return Debrief(
        party=party,
        label=Wording(of_world.scenario).label(party),
        ending=_ending(outcomes),
        payoff=payoff,
        better=estimate_share(others["payoff"][alike, place] > payoff, number),
        endings={one.words: estimate_share(ends == one, number) for one in Ending},
        n_worlds=len(number),
        n_moves=sum(move.party == party for move in moves),
        moments=_moments(of_world, moves, party, payoff),
    )


def _ending(outcomes: Outcomes) -> str:
    return Ending(int(outcomes["ending"][0])).words


def _moments(
    of_world: Batch, moves: Sequence[Move], party: str, payoff: float
) -> tuple[Moment, ...]:
    """Play the game again, and once from each round on that the agent would play otherwise."""
    play, words = Play(of_world), Wording(of_world.scenario)
    place = list(of_world.scenario.parties).index(party)
    found: list[Moment] = []
    for round in range(play.rounds):
        made = [replace(move, round=None) for move in moves if move.round == round]
        own = {move.slot: move for move in made if move.party == party}
        for move in made:
            if move.party != party:
                play.hand.plan(move)
        # The first move of the round that the agent would probably have made otherwise.
        doubt: tuple[str, str, float, str, float] | None = None
        while own and doubt is None and (decision := play.try_out([party], own)) is not None:
            option = decision.option(own[decision.slot].value, words)
            best = max(decision.options, key=lambda one: one.advice)
            if option.advice < _LIKELY and best != option:
                chosen, agent = (option.label, option.advice), (best.label, best.advice)
                doubt = decision.question, *chosen, *agent
            play.hand.plan(own[decision.slot])
        play.go_back(round)
        if doubt is not None:
            while play.model.round < play.rounds:
                play.step()
            end = outcomes_by_hand(of_world, play.model, play.events, ())
            play.go_back(round)
            got = float(end["payoff"][0, place])
            found.append(Moment(round, words.dates.name(round), *doubt, _ending(end), got))
        for move in made:
            play.hand.plan(move)
        play.step()
    play.model.release()
    return tuple(sorted(found, key=lambda one: -abs(one.payoff - payoff)))
