"""One round of the table: an offer, the answers to it, and what both are worth (equation 9)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Floats
from bargaining.strategies.mixing import over_types
from bargaining.strategies.packages import Stakes
from bargaining.world.state import Rows, logistic

__all__ = ["Answers", "Stage", "play_stage"]


@dataclass(frozen=True, slots=True)
class Stage:
    """A round's game before it is played.

    Attributes
    ----------
    agreed : dict of principal to array over (row, type, package)
        G, the value of each package once signed.
    waiting : dict of principal to array over (row, type)
        C, the value of ending the round without a signature.
    """

    rows: Rows
    stakes: Stakes
    agreed: dict[int, Floats]
    waiting: dict[int, Floats]
    proposer: int


@dataclass(frozen=True, slots=True)
class Answers:
    """How a round's game is played.

    Attributes
    ----------
    value : dict of principal to array over (row, type)
    waiting : dict of principal to array over (row, type)
        C after the responder's option to leave at once.
    offers : array over (row, type, package + 1) or None
        Log-probability of each offer by the proposer's type, passing last.
    accepts : dict of responder to array over (row, type, package)
    opts_out : dict of responder to array over (row, type)
    """

    value: dict[int, Floats]
    waiting: dict[int, Floats]
    offers: Floats | None
    accepts: dict[int, Floats]
    opts_out: dict[int, Floats]


def play_stage(stage: Stage, *, detail: bool) -> Answers:
    """Solve one round's game.

    Parameters
    ----------
    detail : bool
        Whether the probabilities of offers are wanted beside the values.
    """
    rows, stakes, proposer = stage.rows, stage.stakes, stage.proposer
    responders = [p for p in rows.game.principals if p != proposer]
    waiting, opts_out = _after_opting_out(stage, responders)
    accepts = {r: _accepts(stage, r, waiting[r]) for r in responders}
    expected = {r: over_types(accepts[r], stakes.belief[r]) for r in responders}
    signed = stakes.ratified_probability
    for responder in responders:
        signed = signed * expected[responder]
    weights, passing, total = _offer_weights(stage, waiting[proposer], signed)
    gain = signed[:, None, :] * (stage.agreed[proposer] - waiting[proposer][:, :, None])
    mean_gain = np.einsum("rtm,rtm->rt", weights, gain) / total
    value = {proposer: waiting[proposer] + mean_gain}
    share = stakes.belief[proposer] / total
    offered = share[:, 0, None] * weights[:, 0]
    for type_ in range(1, weights.shape[1]):
        offered = offered + share[:, type_, None] * weights[:, type_]
    for responder in responders:
        others = offered * stakes.ratified_probability
        for other in responders:
            if other != responder:
                others = others * expected[other]
        reached = others[:, None, :] * accepts[responder]
        mean = np.einsum("rtm,rtm->rt", reached, stage.agreed[responder])
        chance = reached.sum(axis=-1)
        value[responder] = waiting[responder] + mean - chance * waiting[responder]
    offers = None
    if detail:
        with np.errstate(divide="ignore"):
            odds = np.log(np.concatenate([weights, passing[:, :, None]], axis=2))
        offers = odds - np.log(total)[:, :, None]
    return Answers(value, waiting, offers, accepts, opts_out)


def _after_opting_out(
    stage: Stage, responders: list[int]
) -> tuple[dict[int, Floats], dict[int, Floats]]:
    """Let the responder leave at once after rejecting, where the file says so."""
    rows, stakes = stage.rows, stage.stakes
    waiting = dict(stage.waiting)
    if rows.game.scenario.table.opt_out == "none":
        return waiting, {}
    (responder,) = responders
    proposer = stage.proposer
    noise = rows.parameters.noise(responder)[:, None]
    leaves = logistic((stakes.broken[responder] - waiting[responder]) / noise)
    mean = over_types(leaves, stakes.belief[responder])[:, None]
    waiting[responder] = leaves * stakes.broken[responder] + (1.0 - leaves) * waiting[responder]
    waiting[proposer] = (1.0 - mean) * waiting[proposer] + mean * stakes.broken[proposer]
    return waiting, {responder: leaves}


def _accepts(stage: Stage, responder: int, waiting: Floats) -> Floats:
    gain = stage.agreed[responder] - waiting[:, :, None]
    if stage.rows.game.scenario.table.acceptance == "uniform":
        return np.clip(gain, 0.0, 1.0)
    gain /= stage.rows.parameters.noise(responder)[:, None, None]
    return logistic(gain)


def _offer_weights(
    stage: Stage, waiting: Floats, signed: Floats
) -> tuple[Floats, Floats, Floats]:
    """Unnormalised odds of each package and of passing, and their sum."""
    noise = stage.rows.parameters.noise(stage.proposer)[:, None, None]
    score = signed[:, None, :] * (stage.agreed[stage.proposer] - waiting[:, :, None]) / noise
    score = np.where(stage.stakes.feasible[:, None, :], score, -np.inf)
    top = np.maximum(score.max(axis=-1), 0.0)
    weights = np.exp(score - top[:, :, None])
    passing = np.exp(-top)
    return weights, passing, weights.sum(axis=-1) + passing
