"""The worlds of one batch: public state, private types, promises on record, luck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.chance import Chance
from bargaining.solver.elementary import log1p_of, log_of
from bargaining.world.game import Game
from bargaining.world.parameters import Parameters, draw_parameters, with_windows
from bargaining.world.state import (
    Bar,
    BatchState,
    PublicHistory,
    RoundConstraints,
    State,
    public_places,
)

__all__ = ["Promises", "World", "begin", "log_odds_of"]

NEVER = -(10**6)


@dataclass(slots=True)
class Promises:
    """The last promise on each issue, kept after its agreement has ended; (world, issue)."""

    made: Bools
    target: Floats
    """Promised level."""
    highest: Floats
    """Highest level that the giver itself has reached since signing."""

    def broken_by(self, level: Floats, issue: int, where: Ints) -> Bools:
        """Return whether a level in some worlds lies below what was promised and delivered."""
        owed = np.minimum(self.target[where, issue], self.highest[where, issue])
        return np.asarray(self.made[where, issue] & (level < owed - 1e-9))


@dataclass(slots=True)
class World:
    """A batch of worlds in the middle of their histories."""

    game: Game
    chance: Chance
    drawn: Floats
    """Drawn numbers without any intervention, (draw, number)."""
    baseline_parameters: Parameters
    """The same with the weights of planning windows."""
    parameters: Parameters
    """The numbers in force this round, windows and schedule included."""
    state: State
    types: Ints
    """Private types, (world, party); 1 where a party has none."""
    promises: Promises
    closing_was_rupture: Bools
    """Whether talks last closed by a rupture, (world,)."""
    defaulted: Bools
    """Who has ever broken a promise, (world, party)."""
    failed_ratification: Bools
    history: PublicHistory
    constraints: RoundConstraints
    bars: tuple[Bar, ...] = ()
    """What countries' rules bar from the table."""
    round: int = 0
    log: dict[str, Ints] = field(default_factory=dict)
    """This round's record, by name."""

    @property
    def n(self) -> int:
        """Number of worlds."""
        return int(self.types.shape[0])

    @property
    def everywhere(self) -> Ints:
        """Numbers of all worlds of the batch."""
        return np.arange(self.n)

    @property
    def rows(self) -> BatchState:
        """The worlds as rows to be valued; shares the state's arrays."""
        return BatchState(
            self.game, self.parameters, self.state, self.round, self.constraints, self.history,
            self.bars,
        )  # fmt: skip


def begin(
    game: Game,
    seed: int,
    first_world: int,
    worlds: int,
    worlds_per_draw: int,
    given: Mapping[str, Floats] | None = None,
    points: int = 1,
) -> World:
    """Return a batch of worlds at the start of round 0.

    They stand in it `points` times, each time with the same luck. Numbers `given` by their paths,
    arrays over (point * draw,), are not drawn.
    """
    chance = Chance(seed, first_world, worlds, points)
    draw = np.arange(first_world, first_world + worlds) // worlds_per_draw
    first_draw, n_draws = int(draw[0]), int(draw[-1] - draw[0]) + 1
    drawn = draw_parameters(game, Chance(seed, first_draw, n_draws, points), given)
    draw = np.add.outer(n_draws * np.arange(points), draw - first_draw).ravel()
    parameters = with_windows(game, drawn, draw)
    worlds *= points
    state = _first_state(game, parameters)
    by_issue, by_party = state.rung.shape, state.log_odds.shape
    types = np.ones(by_party, dtype=np.int64)
    for party in game.typed:
        prior = parameters.of_party(party, "belief", 0.5)
        types[:, party] = chance.uniform(f"type.{game.parties[party]}") < prior
        state.believe(np.arange(worlds), party, log_odds_of(prior))
    world = World(
        game=game,
        chance=chance,
        drawn=drawn,
        baseline_parameters=parameters,
        parameters=parameters,
        state=state,
        types=types,
        promises=Promises(np.zeros(by_issue, dtype=bool), np.zeros(by_issue), np.zeros(by_issue)),
        closing_was_rupture=np.zeros(worlds, dtype=bool),
        defaulted=np.zeros(by_party, dtype=bool),
        failed_ratification=np.zeros(worlds, dtype=bool),
        history=PublicHistory.begin(state.rung, game.scenario.settings.rounds.value),
        constraints=RoundConstraints(
            np.zeros((len(game.issues), 2), dtype=bool), np.zeros((0, 2), dtype=np.int64)
        ),
    )
    _enter_agreement(world)
    return world


def _first_state(game: Game, parameters: Parameters) -> State:
    """Return what everyone sees at the start of round 0."""
    worlds = len(parameters.draw)
    rung = np.zeros((worlds, len(game.issues)), dtype=np.int64)
    condition = np.zeros((worlds, len(game.conditions)))
    for ladder in game.ladders:
        level = parameters.number(f"issues.{ladder.name}.initial", 0.0)
        rung[:, ladder.index] = ladder.rung_nearest(level)
    for index, name in enumerate(game.conditions):
        initial, mean = f"conditions.{name}.initial", f"conditions.{name}.mean"
        path = initial if initial in game.parameter_index else mean
        condition[:, index] = parameters.number(path, 0.0)

    def never() -> Bools:
        return np.zeros(worlds, dtype=bool)

    places = public_places(game)
    return State(
        rung=rung,
        condition=condition,
        at_table=np.full(worlds, game.scenario.table.open_at_start),
        ever_agreed=never(),
        agreement_in_force=never(),
        talks_broken=never(),
        completed=never(),
        signed_round=np.full(worlds, NEVER, dtype=np.int64),
        log_odds=np.zeros((worlds, len(game.parties))),
        public=np.zeros((worlds, places["closed"].stop)),
        places=places,
    )


def log_odds_of(probability: Floats) -> Floats:
    """Return the log-odds of a probability."""
    return np.asarray(log_of(probability) - log1p_of(-probability))


def _enter_agreement(world: World) -> None:
    """Put an agreement that the file begins with in force."""
    agreement = world.game.scenario.agreement
    if agreement is None:
        return
    state = world.state
    for issue, ladder in enumerate(world.game.ladders):
        promise = agreement.promises.get(ladder.name)
        if promise is None:
            # Issues that the agreement leaves out bind nobody: a target of 0 is always met.
            continue
        state.target[:, issue] = promise.target
        state.signing[:, issue] = promise.level_at_signing
        level = world.rows.level(issue)
        state.highest[:, issue] = np.maximum(level, promise.level_at_signing)
        state.last_step[:, issue] = level > promise.level_at_signing + 1e-9
        if promise.target > promise.level_at_signing + 1e-9:
            world.promises.made[:, issue] = True
            world.promises.target[:, issue] = promise.target
            world.promises.highest[:, issue] = state.highest[:, issue]
    state.agreement_in_force[:] = True
    state.ever_agreed[:] = True
    state.at_table[:] = False
    state.signed_round[:] = -agreement.rounds_since.value
