"""One game in Mesa, in EMA workbench and here, on one core: the ultimatum game with noise.

Ann offers Bob some hundredths of a pie or makes no offer, by a logit on what an offer is worth to
her; Bob accepts by a logit on his share. Each world has a noise of its own in [0.05, 0.2]. *Plain*
is the game in a few lines of NumPy, one world at a time, as a model of Mesa or a function of EMA.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import mesa
import numpy as np

import bargaining as bg
from bargaining.arrays import Floats

__all__ = ["Player", "players"]

NOISE = (0.05, 0.2)
SHARES = np.arange(1, 101) / 100

Play = Callable[[float, int], float]


@dataclass(frozen=True, slots=True)
class Player:
    """What plays the game: `play` returns what Ann had in each of so many worlds.

    It is timed in `times` as many worlds as a plain model.
    """

    name: str
    play: Callable[[int], Floats]
    times: float = 1.0

    def timed(self, worlds: int) -> tuple[float, Floats]:
        """Return the processor time of a world, and what Ann had in each."""
        start = time.process_time()
        payoffs = self.play(worlds)
        return (time.process_time() - start) / worlds, payoffs


def players() -> Iterator[Player]:
    """Yield all of them, ours first; those of EMA workbench only where it is installed."""
    yield Player("bargaining, one call of `simulate`", _all_at_once, times=10)
    by_mesa = f"`batch_run` of Mesa {mesa.__version__}"
    yield Player(f"plain model, {by_mesa}", partial(_by_mesa, _plain))
    yield Player(f"bargaining, one world a model, {by_mesa}", partial(_by_mesa, _one_world), 0.025)
    try:
        workbench = importlib.import_module("ema_workbench")
    except ImportError:
        return
    by_ema = f"`SequentialEvaluator` of EMA workbench {workbench.__version__}"
    yield Player(f"plain function, {by_ema}", partial(_by_ema, workbench, _plain))
    one_world = partial(_by_ema, workbench, _one_world)
    yield Player(f"bargaining, one world an experiment, {by_ema}", one_world, 0.025)


def _all_at_once(worlds: int) -> Floats:
    return _played(np.random.default_rng(1).uniform(*NOISE, worlds), 1)


def _played(noises: Floats, seed: int) -> Floats:
    """Play a world for each noise with the engine."""
    given = {f"parties.{name}.choice_noise": noises for name in ("ann", "bob")}
    run = bg.simulate("ultimatum", parameters=given, worlds_per_draw=1, seed=seed, keep=("payoff",))
    return run.payoff[:, 0]


def _one_world(noise: float, seed: int) -> float:
    return float(_played(np.array([noise]), seed)[0])


def _plain(noise: float, seed: int) -> float:
    random = np.random.default_rng(seed)
    accepted = 1 / (1 + np.exp(-SHARES / noise))
    # The last choice is to make no offer, which is worth nothing.
    weights = np.exp(np.append(accepted * (1 - SHARES), 0.0) / noise)
    offer = random.choice(len(weights), p=weights / weights.sum())
    agreed = offer < len(SHARES) and random.random() < accepted[offer]
    return float(1 - SHARES[offer]) if agreed else 0.0


def _by_mesa(play: Play, worlds: int) -> Floats:
    from mesa.batchrunner import batch_run

    class Game(mesa.Model):
        def __init__(self, case: tuple[float, int]) -> None:
            super().__init__(rng=case[1])
            self.case, self.ann = case, 0.0
            self.datacollector = mesa.DataCollector(model_reporters={"ann": "ann"})

        def step(self) -> None:
            self.ann = play(*self.case)
            self.datacollector.collect(self)
            self.running = False

    noises = np.random.default_rng(2).uniform(*NOISE, worlds)
    cases = [(noise, seed) for seed, noise in enumerate(noises.tolist())]
    rows = batch_run(Game, {"case": cases}, max_steps=1, display_progress=False)
    return np.array([row["ann"] for row in rows])


def _by_ema(workbench: Any, play: Play, worlds: int) -> Floats:
    model = workbench.Model("game", function=lambda noise, seed: {"ann": play(noise, int(seed))})
    model.uncertainties = [
        workbench.RealParameter("noise", *NOISE),
        workbench.IntegerParameter("seed", 0, 2**31),
    ]
    model.outcomes = [workbench.ScalarOutcome("ann")]
    with workbench.SequentialEvaluator(model) as evaluator:
        _, outcomes = evaluator.perform_experiments(scenarios=worlds, log_progress=True)
    return np.asarray(outcomes["ann"], dtype=np.float64)
