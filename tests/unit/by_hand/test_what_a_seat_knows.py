"""A seat is shown what its party may know, and nothing else: no type, no luck, no hidden number.

A round is tried out twice up to the same decision, with all that is hidden changed in between:
others' private types, and all luck but that which is out by then. What is shown must be the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import bargaining as bg
from bargaining.by_hand import knowledge, playing
from bargaining.by_hand import seat as seats
from bargaining.by_hand.knowledge import Wish
from bargaining.by_hand.moves import Hand
from bargaining.by_hand.news import news
from bargaining.chance import Chance
from bargaining.outcomes import Event
from bargaining.protocol import RoundContext
from bargaining.scenario.words import Wording
from bargaining.world.world import World

NAMES = ("stockholm-2014", "kishida-2023", "pyongyang-2002", "six-party-2014", "trilateral-2014")
# What is hidden of an event from all but its party: all that is not listed here.
PUBLIC = {
    "act", "taken", "forced", "issue", "passed", "closing", "rupture", "final", "package",
    "accepted", "chosen", "ratified", "ratifier", "undelivered", "kind", "target", "value",
    "before", "after", "options", "promised",
}  # fmt: skip


class Luck:
    """The luck of a world: noted down as it is drawn, and turned round wherever it was not."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.out: dict[tuple[str, int], float] = {}
        self.turned = False

    def uniform(self, slot: str, round: int = 0) -> Any:
        u = self.chance.uniform(slot, round)
        if self.turned and (slot, round) not in self.out:
            return 1.0 - u
        self.out[slot, round] = float(u[0])
        return u


class Trial:
    """The choices that others make in a trial of a round, to be made again in the next one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made: dict[str, int] = {}
        self.again = False
        for name in ("choose", "says_yes"):
            monkeypatch.setattr(RoundContext, name, self._noting(getattr(RoundContext, name)))
        decide = Hand.decide

        def decided(hand: Hand, decision: str, slot: str, *of: Any) -> int | None:
            by_hand = decide(hand, decision, slot, *of)
            return self.made.get(slot) if by_hand is None and self.again else by_hand

        monkeypatch.setattr(Hand, "decide", decided)

    def _noting(self, choose: Any) -> Any:
        def noted(context: Any, decision: str, party: int, *of: Any) -> Any:
            chosen = choose(context, decision, party, *of)
            self.made[of[2]] = int(chosen[0])
            return chosen

        return noted


def shown(talks: bg.Negotiation, party: str, asked: bool) -> dict[str, Any]:
    """Return all that a seat is shown as JSON knows it."""
    decision = talks.next_decision(party) if asked else None
    whole = {
        "knows": talks[party].knows().to_dict(),
        "decision": None if decision is None else decision.to_dict(),
        "text": "" if decision is None else str(decision),
    }
    told: dict[str, Any] = json.loads(json.dumps(whole))
    return told


def floats(told: Any) -> Iterator[float]:
    if isinstance(told, dict):
        for one in told.values():
            yield from floats(one)
    elif isinstance(told, list):
        for one in told:
            yield from floats(one)
    elif isinstance(told, float):
        yield told


@settings(max_examples=25)
@given(
    name=st.sampled_from(NAMES),
    seed=st.integers(0, 10_000),
    rounds=st.integers(0, 5),
    place=st.integers(0, 6),
    moves=st.lists(st.floats(0.0, 1.0, exclude_max=True), min_size=4, max_size=4),
)
def test_what_is_hidden_changes_nothing_that_a_seat_is_shown(
    name: str, seed: int, rounds: int, place: int, moves: list[float]
) -> None:
    assume(try_twice(name, seed, rounds, place, moves))


def try_twice(name: str, seed: int, rounds: int, place: int, moves: list[float]) -> bool:
    """Expect that a seat is shown the same; return whether nothing was verified in the round.

    Whether a delivery is found bogus goes by the giver's type, and is seen by all.
    """
    with pytest.MonkeyPatch.context() as patched:
        talks = bg.Negotiation(name, seed=seed)
        party = list(talks.scenario.parties)[place % len(talks.scenario.parties)]
        for _ in range(rounds):
            talks.step()
        # Some decisions of this round are taken, so that any later one may come up.
        for choice in moves[: seed % 5]:
            if (decision := talks.next_decision(party)) is not None:
                talks.decide(decision, int(choice * len(decision.options)))
        trial, luck = Trial(patched), Luck(talks.model.world.chance)
        for world in (talks.model.world, *talks._play._begun):
            world.chance = luck  # type: ignore[assignment]
        first = shown(talks, party, True)
        index = talks.model.game.party(party)
        for world in (talks.model.world, talks._play._begun[-1]):
            for typed in talks.model.game.typed:
                if typed != index:
                    world.types[0, typed] = 1 - world.types[0, typed]
        trial.again = luck.turned = True
        second = shown(talks, party, True)
        _expect_no_hidden_number(talks, index, luck, first)
        if any(slot.startswith("verify") and at == talks.round for slot, at in luck.out):
            return False
        assert first == second
        return True


def _expect_no_hidden_number(
    talks: bg.Negotiation, party: int, luck: Luck, told: dict[str, Any]
) -> None:
    """Expect none of others' numbers, and no luck, among the numbers that are shown."""
    numbers, game = talks.model.world.parameters, talks.model.game
    name = game.parties[party]
    others = {
        path: float(numbers.number(path, 0.0)[0])
        for path in game.parameter_index
        if path.split(".")[0] in ("payoffs", "parties")
        and path.split(".")[1] != name
        # What all believed at the start is what a belief is now.
        and not path.endswith(".belief")
    }
    own = {float(numbers.number(path, 0.0)[0]) for path in game.parameter_index if name in path}
    round_numbers = {round(value, 3) for value in own} | {0.0, 0.5, 1.0}
    seen = set(floats(told))
    drawn = {one for one in others.values() if round(one, 3) not in round_numbers}
    assert not seen & (drawn - own)
    assert not seen & set(luck.out.values())


@settings(max_examples=10)
@given(name=st.sampled_from(NAMES), seed=st.integers(0, 10_000))
def test_what_all_saw_rests_on_nothing_hidden(name: str, seed: int) -> None:
    talks = bg.Negotiation(name, seed=seed)
    words = Wording(talks.scenario)
    for _ in range(6):
        begun = talks._play._begun[-1]
        rungs = dict(zip(talks.model.game.issues, begun.state.rung[0].tolist(), strict=True))
        month = talks.step()
        events = [event for event in talks.events if event.round == talks.round - 1]
        assert news([_scrambled(event) for event in events], rungs, words) == month.sentences


def _scrambled(event: Event) -> Event:
    """Return an event whose hidden values are others."""
    data = {key: value if key in PUBLIC else _other(value) for key, value in event.data.items()}
    return Event(event.round, event.phase, event.decision, event.party, data)


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return 0.123 if value != 0.123 else 0.321
    if isinstance(value, list):
        return [_other(one) for one in value]
    return value


def test_what_a_seat_is_shown_names_no_type_but_its_own() -> None:
    talks = bg.Negotiation("stockholm-2014", seed=2014)
    for seat in talks:
        knows = seat.knows()
        meanings = [
            one.type_meanings or () for name, one in talks.scenario.parties.items()
            if name != seat.name
        ]  # fmt: skip
        text = json.dumps(knows.to_dict(), ensure_ascii=False)
        assert not [one for pair in meanings for one in pair if one in text]
        assert (knows.type is None) == (seat.type is None)


def test_the_property_would_find_a_leak(monkeypatch: pytest.MonkeyPatch) -> None:
    """A seat that is shown another's type, another's number or its luck is found."""
    case = ("stockholm-2014", 3, 2, 0, [0.0, 0.0, 0.0, 0.0])
    assert try_twice(*case)

    def leak(what: Callable[[World], float]) -> None:
        def told(party: int, world: World, *rest: Any) -> knowledge.Knowledge:
            known = knowledge.knowledge_of(party, world, *rest)
            return replace(known, wants=(Wish("a secret", float(what(world))),))

        for reader in (playing, seats):
            monkeypatch.setattr(reader, "knowledge_of", told)
        with pytest.raises(AssertionError):
            try_twice(*case)

    leak(lambda world: world.types[0, 1])
    leak(lambda world: world.parameters.noise(1)[0])
    leak(lambda world: world.chance.uniform("breakdown", world.round)[0])
    leak(lambda world: world.chance.uniform("breakdown", world.round + 1)[0])
