"""The same few worlds played in several ways, in which a sound strategy plays alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.engine import NegotiationModel
from bargaining.parties import Party
from bargaining.scenario import Scenario
from bargaining.strategies.base import Strategy
from bargaining.strategies.one_world import OneWorld
from bargaining.testing.examiner import Examiner, examined, own_decisions
from bargaining.world.world import World

__all__ = ["examine"]

_WORLDS = 12
_DRAW = 3
_MOST_ALONE = 3
_SEED = 20
_TOLD_ALREADY = ("randomness", "memory", "input")
_SAME = 1e-9
# A loop over anything else asks as much for few worlds as for many.
_READS_A_WORLD = 0.9
_REMEDY = {
    "worlds": "Answer each row by that row alone: no mean, maximum or random numbers over rows.",
    "memory": "Keep nothing between calls, in globals neither; the view tells what has happened, "
    "as in view.path(issue) or view.offers_of(party).",
}

_Choice = tuple[int, str, int, Floats]


class _Diary:
    """An observer that keeps what was chosen with which probabilities, world by world."""

    def __init__(self, alone: int | None = None) -> None:
        self.alone = alone
        self.of_world: dict[int, list[_Choice]] = {}

    def note(
        self, world: World, decision: str, party: int, worlds: Ints, data: Mapping[str, Any]
    ) -> None:
        """Write a decision down."""
        odds = data.get("odds")
        if odds is None:
            return
        chances = np.exp(odds.log)
        for row, number in enumerate(worlds):
            choices = self.of_world.setdefault(int(number) + (self.alone or 0), [])
            choices.append((world.round, decision, party, chances[row]))

    def worth_playing_alone(self, parties: set[int]) -> list[int]:
        """Return a few worlds in which some parties were asked for all that they ever were."""
        asked = {
            number: {(decision, party) for _, decision, party, _ in choices if party in parties}
            for number, choices in self.of_world.items()
        }
        wanted: set[tuple[str, int]] = set().union(*asked.values())
        chosen: list[int] = []
        while wanted and len(chosen) < _MOST_ALONE:
            # The last of equals: in row 0 a world alone is where it is in company.
            latest = sorted(asked, reverse=True)
            chosen.append(max(latest, key=lambda number: len(asked[number] & wanted)))
            wanted -= asked[chosen[-1]]
        return chosen

    def first_difference(self, other: _Diary) -> tuple[str, int, int] | None:
        """Return decision, round and world of a choice that is not the same in another diary."""
        for number, choices in other.of_world.items():
            for ours, theirs in zip(self.of_world[number], choices, strict=False):
                same = ours[:3] == theirs[:3] and ours[3].shape == theirs[3].shape
                if not same or not (np.abs(ours[3] - theirs[3]) <= _SAME).all():
                    return ours[1], ours[0], number
        return None


def examine(
    candidate: Strategy | type[Party],
    scenario: Scenario,
    seats: Sequence[Sequence[str]],
    examiner: Examiner,
) -> None:
    """Play a candidate in the seats of some parties, then of others, and say what is found."""
    for parties in seats:
        _examine_in(parties, candidate, scenario, examiner)
    for decision, reads in examiner.reads.items():
        few, many = min(reads), max(reads)
        by_world = isinstance(candidate, OneWorld) and decision in candidate.decides
        if many > few:
            more = min(reads[many]) - max(reads[few])
            by_world |= more / (many - few) >= _READS_A_WORLD
        if by_world:
            message = "is asked world by world. On arrays it would play many times faster."
            examiner.find("slow", decision, message)
    own = own_decisions(candidate if isinstance(candidate, type) else type(candidate))
    missing = [name for name in own if name not in examiner.reads]
    if missing:
        examiner.find(
            "unused",
            "",
            f"it was never asked for {', '.join(missing)} here, so that these are unchecked",
        )


def _examine_in(
    parties: Sequence[str],
    candidate: Strategy | type[Party],
    scenario: Scenario,
    examiner: Examiner,
) -> None:
    """Play once with every answer examined, then again beside a world that is played alone."""
    seats = dict.fromkeys(parties, examined(candidate, examiner))

    def play(*diaries: _Diary) -> None:
        """Play each diary's worlds, one round of each in turn."""
        negotiations = [
            NegotiationModel(
                scenario,
                seed=_SEED,
                first_world=diary.alone or 0,
                worlds=_WORLDS if diary.alone is None else 1,
                worlds_per_draw=_DRAW,
                seats=seats,
                observer=diary,
            )
            for diary in diaries
        ]
        try:
            for _ in range(scenario.settings.rounds.value):
                for negotiation in negotiations:
                    negotiation.step()
        finally:
            for negotiation in negotiations:
                negotiation.release()

    examiner.probing = True
    first, again = _Diary(), _Diary()
    play(first)
    examiner.probing = False
    if any(finding.kind in _TOLD_ALREADY for finding in examiner.findings):
        # The rest would only say the same in other words.
        return
    # In this order: a strategy that remembers finds what the world alone has left behind.
    places = {list(scenario.parties).index(party) for party in parties}
    alone = [_Diary(number) for number in first.worth_playing_alone(places)]
    play(again, *alone)
    again_words = "when the worlds are played again, with others in between"
    alone_words = "when a world is played alone"
    for diary in (again, *alone):
        kind, words = ("memory", again_words) if diary is again else ("worlds", alone_words)
        found = first.first_difference(diary)
        if found is not None:
            decision, round, world = found
            if kind == "worlds" and any(one.kind == "answer" for one in examiner.findings):
                return  # a default answers where a rule fails, which it may do in company alone
            examiner.find(
                kind,
                "",
                f"plays otherwise {words}: first in a decision of the kind {decision}, round "
                f"{round} of world {world}. {_REMEDY[kind]}",
            )
            return
