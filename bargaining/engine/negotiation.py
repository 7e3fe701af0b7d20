"""A negotiation: one Mesa model that holds a batch of parallel worlds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import fields, replace
from typing import Any

from bargaining.arrays import Floats
from bargaining.defaults import PER_DRAW
from bargaining.engine.arguments import check_seed, check_whole, game_of, scenario_of
from bargaining.engine.recorder import Recorder
from bargaining.engine.seats import Seat, check_seats
from bargaining.errors import ArgumentError
from bargaining.parties import COUNTRIES, Party
from bargaining.parties.mesa_lazily import mesa
from bargaining.protocol import (
    DecisionObserver,
    Hand,
    RoundContext,
    advance,
    impose,
    moves,
    nature,
    provocation,
    set_parameters,
    talks,
    update,
)
from bargaining.scenario import Scenario
from bargaining.scenario.suggestions import did_you_mean
from bargaining.strategies import Strategy, strategy_named
from bargaining.views.reaction import Reactors
from bargaining.world.state import BatchState
from bargaining.world.world import World, begin

__all__ = ["NegotiationModel", "Roster"]


class Roster(dict[int, Party]):
    """Parties by index, in file order; a name will do as well.

    Asking for a party that does not exist raises an ArgumentError.
    """

    def __getitem__(self, key: int | str) -> Party:
        if not isinstance(key, str):
            return super().__getitem__(key)
        if key not in self.names:
            known = did_you_mean(key, self.names, "parties")
            raise ArgumentError(f'there is no party "{key}". {known}')
        return super().__getitem__(list(self)[self.names.index(key)])

    def __contains__(self, key: object) -> bool:
        return key in self.names if isinstance(key, str) else super().__contains__(key)

    def __missing__(self, key: object) -> Party:
        raise ArgumentError(
            f"there is no party number {key!r}; they have numbers 0 to {len(self) - 1}, "
            f"or names: {', '.join(self.names)}"
        )

    def get(self, key: int | str, default: Any = None) -> Any:
        """Return a party, or the default where there is no such party."""
        try:
            return self[key]
        except ArgumentError:
            return default

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parties, in file order."""
        return tuple(party.name for party in self.values())


class NegotiationModel(mesa.Model):  # type: ignore[misc]
    """R worlds of one scenario, played round by round; `step` plays one round in all of them.

    Parameters
    ----------
    scenario : Scenario or str
        A scenario, the name of a bundled one, or the path of a file.
    seed : int
        Seed of all luck.
    first_world, worlds : int
        Which worlds: numbers `first_world` to ``first_world + worlds - 1``.
    worlds_per_draw : int
        World `i` belongs to draw ``i // worlds_per_draw`` of the parameters.
    seats : mapping of party's name to strategy or Party subclass, optional
        Who decides for a party, instead of what the scenario says.
    observer : DecisionObserver, optional
        Told of every decision as it falls.
    hand : Hand, optional
        Takes decisions instead of the parties.
    given : mapping of path to array over (point * draw,), optional
        Numbers that are not drawn; `bargaining.world.given` checks them.
    points : int
        How many times the worlds are played side by side, each time with the same luck.

    Attributes
    ----------
    parties : Roster
        The parties by index or by name: ``parties["ann"]``.

    Raises
    ------
    ScenarioError
        The scenario cannot be read.
    ArgumentError
        An argument is out of its range; a seat names no party, or holds something that cannot
        decide; or the scenario names a class or a strategy that does not exist.
    """

    def __init__(
        self,
        scenario: Scenario | str,
        *,
        seed: int = 0,
        first_world: int = 0,
        worlds: int = 1,
        worlds_per_draw: int = PER_DRAW,
        seats: Mapping[str, Seat | type[Strategy] | str] | None = None,
        observer: DecisionObserver | None = None,
        hand: Hand | None = None,
        given: Mapping[str, Floats] | None = None,
        points: int = 1,
    ) -> None:
        check_whole(worlds=worlds, worlds_per_draw=worlds_per_draw, first_world=first_world)
        seed, scenario = check_seed(seed), scenario_of(scenario)
        seats = check_seats(seats, scenario)
        super().__init__(rng=0)
        self.game = game_of(scenario)
        self.world: World = begin(
            self.game, seed, first_world, worlds, worlds_per_draw, given, points
        )
        self.parties = Roster()
        for index, name in enumerate(self.game.parties):
            record, seat = self.game.scenario.parties[name], seats.get(name)
            strategy = seat if isinstance(seat, Strategy) else strategy_named(record.strategy)
            kind = seat if isinstance(seat, type) else COUNTRIES[record.country]
            self.parties[index] = kind(self, name, index, strategy)
        self.context = RoundContext(self.world, self.parties, observer, hand)
        self.world.bars = self.context.bars()
        self.recorder = Recorder(self.world)
        self._round_in_force = -1

    def __repr__(self) -> str:
        worlds = f"{self.world.n} world{'' if self.world.n == 1 else 's'}"
        return (
            f"<NegotiationModel of {self.game.scenario.name}: {worlds}, "
            f"round {self.round} of {self._rounds}>"
        )

    @property
    def _rounds(self) -> int:
        return self.game.scenario.settings.rounds.value

    @property
    def round(self) -> int:
        """The round to be played next, from 0."""
        return self.world.round

    @property
    def rows(self) -> BatchState:
        """All worlds as they stand, numbers of the coming round and countries' rules in force."""
        self._put_numbers_in_force()
        rows, state = self.world.rows, self.world.state
        # A copy: asking must not change what is decided.
        rows = replace(rows, state=replace(state, public=state.public.copy()))
        self.context.close_steps(rows)
        return rows

    @property
    def reactors(self) -> Reactors:
        """Parties that answer for their own expected steps."""
        return self.context.reactors

    def _put_numbers_in_force(self) -> None:
        if self._round_in_force != self.world.round:
            set_parameters(self.context)
            self._round_in_force = self.world.round

    def step(self) -> None:
        """Play one round in all worlds (model, B3).

        Raises
        ------
        ArgumentError
            All rounds are played.
        """
        if self.world.round >= self._rounds:
            raise ArgumentError(f"all {self._rounds} rounds are played")
        context = self.context
        self.recorder.open_round(self.world)
        self._put_numbers_in_force()
        nature(context)
        impose(context)
        provocation(context)
        moves(context)
        talks(context)
        update(context)
        self.recorder.close_round(self.world)
        advance(context)
        log = self.world.log
        self.world.history = self.world.history.followed_by(
            self.world.state.rung, self.game.package_of(log["offer"]), log["proposer"]
        )
        self.world.round += 1

    def snapshot(self) -> World:
        """Return a copy of the worlds as they stand between two rounds, for `restore`."""
        return _copied(self.world)

    def restore(self, snapshot: World) -> None:
        """Put the worlds back to where they stood; from there on they have the same luck again."""
        there = _copied(snapshot)
        for each in fields(World):
            setattr(self.world, each.name, getattr(there, each.name))
        self._round_in_force = -1

    def play(self, report: Callable[[int, int], None] | None = None) -> dict[str, Any]:
        """Play all rounds; return the recorder's arrays.

        After each round it calls ``report(rounds played, rounds)``.
        """
        while self.world.round < self._rounds:
            self.step()
            if report is not None:
                report(self.world.round, self._rounds)
        return self.recorder.finish(self.world)

    def release(self) -> None:
        """Let Mesa forget the model, which it would otherwise keep for the life of the process."""
        self.remove_all_agents()
        # Mesa 3.3 keeps a counter per model in a class attribute.
        counters = getattr(mesa.Agent, "_ids", None)
        if counters is not None and hasattr(counters, "pop"):
            counters.pop(self, None)


def _copied(world: World) -> World:
    """Return a copy of what a round changes; all else is shared."""
    shared = (
        world.game, world.chance, world.drawn, world.baseline_parameters, world.parameters,
        world.constraints, world.bars,
    )  # fmt: skip
    return deepcopy(world, {id(one): one for one in shared})
