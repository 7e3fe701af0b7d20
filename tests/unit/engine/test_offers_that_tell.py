"""`learn_from_offers`: an offer that only one type would make is answered by the posterior."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bargaining as bg
from bargaining.codes import Response
from bargaining.scenario.reader import build
from bargaining.solver.elementary import logistic_of
from bargaining.strategies import QuantalResponse
from tests.unit.strategies.ladders import number
from tests.unit.strategies.tables import table

PRIOR, WORLDS, INK = 0.4, 60, 0.25
# Rungs of (pens, ink): what type 1 would offer, what type 0 would, and what both might.
ONLY_ONE, ONLY_ZERO, BOTH = (4, 1), (3, 1), (2, 1)
WORTH_OF_PENS, COST_OF_INK = 0.9, -0.5
HOME = {"pens": 0.3, "pens * type.ann": 0.6}


def document(*, read: bool, ratifier: bool = False) -> dict[str, Any]:
    """The table for two, in which pens are worth something only where Ann is of type 1."""
    text = table(rounds=1).model_dump(exclude_none=True)
    text["table"]["learn_from_offers"] = read
    # Waiting is worth nothing.
    text["table"]["deadline"] = number(1)
    text["parties"]["ann"]["belief"] = number(PRIOR)
    text["payoffs"]["bob"] = {
        "ever_agreed * pens * type.ann": number(WORTH_OF_PENS),
        "ever_agreed * ink": number(COST_OF_INK),
    }
    # What the agreement is worth to Ann rests on her type too, so that it is of use to have one.
    text["payoffs"]["ann"]["ever_agreed * type.ann"] = number(0.1)
    if ratifier:
        text["parties"]["bob"] |= {"ratifier": "house", "hurdle": number(0.3)}
        text["parties"]["house"] = {"discount_factor": number(0.95), "choice_noise": number(0.2)}
        text["payoffs"]["house"] = {
            f"ever_agreed * {term}": number(worth) for term, worth in HOME.items()
        }
    return text


def scenario(**how: bool) -> bg.Scenario:
    return build(document(**how), "offers that tell")


class Telling(QuantalResponse):
    """Offers one package where Ann is of type 1, another where not; sometimes a third in both."""

    def __init__(self, pooled: float = 0.0) -> None:
        self.pooled = pooled

    def propose(self, view):
        odds = np.zeros((view.n, 2, view.passing + 1))
        numbers = {tuple(rungs): number for number, rungs in enumerate(view.packages.tolist())}
        odds[:, 0, numbers[ONLY_ZERO]] = odds[:, 1, numbers[ONLY_ONE]] = 1 - self.pooled
        odds[:, :, numbers[BOTH]] = self.pooled
        return odds


class Answering(QuantalResponse):
    """Keeps what it sees of the offers that it answers, or of the texts that it ratifies."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []

    def _keep(self, view, **more):
        self.seen.append(
            {"belief": view.belief("ann"), "gain": view.gain.copy(), "view": view, **more}
        )

    def respond(self, view):
        answer = super().respond(view)
        yes = answer if isinstance(answer, np.ndarray) else np.exp(answer.log[..., 1])
        offer = [tuple(rungs) for rungs in view.offer.tolist()]
        self._keep(view, offer=offer, worth=view.value_if_agreed.copy(), yes=yes)
        return answer

    def ratify(self, view):
        self._keep(view)
        return super().ratify(view)


def answered(read: bool, pooled: float = 0.0) -> dict[str, Any]:
    bob = Answering()
    seats = {"ann": Telling(pooled), "bob": bob}
    bg.simulate(scenario(read=read), worlds=WORLDS, seed=3, seats=seats, workers=1)
    (seen,) = bob.seen
    return seen


def worth_at(offer: tuple[int, int], belief: float) -> float:
    return WORTH_OF_PENS * offer[0] / 4 * belief + COST_OF_INK * offer[1] / 4


@pytest.mark.parametrize("pooled", [0.0, 0.5])
def test_an_offer_of_one_type_is_answered_as_that_types(pooled):
    seen = answered(read=True, pooled=pooled)
    posterior = {ONLY_ONE: 1.0, ONLY_ZERO: 0.0, BOTH: PRIOR}
    assert set(seen["offer"]) == (set(posterior) if pooled else {ONLY_ONE, ONLY_ZERO})
    for row, offer in enumerate(seen["offer"]):
        belief = posterior[offer]
        assert seen["belief"][row] == pytest.approx(belief, abs=1e-12)
        assert seen["worth"][row, 0] == pytest.approx(worth_at(offer, belief), abs=1e-9)
        assert seen["view"].value_of_waiting[row, 0] == pytest.approx(0.0, abs=1e-12)
        beyond = worth_at(offer, belief) / seen["view"].choice_noise[row]
        assert np.ravel(seen["yes"][row]) == pytest.approx(logistic_of(np.array([beyond])))


def test_an_offer_that_is_not_read_is_answered_by_the_belief_before_it():
    seen = answered(read=False)
    assert set(seen["offer"]) == {ONLY_ONE, ONLY_ZERO}
    np.testing.assert_allclose(seen["belief"], PRIOR, atol=1e-12)
    for row, offer in enumerate(seen["offer"]):
        assert seen["worth"][row, 0] == pytest.approx(worth_at(offer, PRIOR), abs=1e-9)


def test_what_is_told_decides_what_is_signed():
    """By the prior Bob would take all that is offered; having read it, only what type 1 offers."""
    signed = {}
    for read in (True, False):
        outcomes = bg.simulate(
            scenario(read=read), worlds=WORLDS, seed=3, seats={"ann": Telling()}, workers=1
        )
        resolute = outcomes.party_type[:, 0, 0] == 1
        agreed = outcomes.response[:, 0] == Response.AGREED
        signed[read] = (agreed[resolute].mean(), agreed[~resolute].mean())
        np.testing.assert_array_equal(outcomes.belief[:, -1, 0], np.where(resolute, 1.0, 0.0))
    assert signed[False] == (1.0, 1.0)
    assert signed[True] == (1.0, 0.0)


@pytest.mark.parametrize("read", [True, False])
def test_a_ratifier_has_read_the_offer_too(read):
    house = Answering()
    seats = {"ann": Telling(), "bob": Yes(), "house": house}
    text = scenario(read=read, ratifier=True)
    outcomes = bg.simulate(text, worlds=WORLDS, seed=3, seats=seats, workers=1)
    (seen,) = house.seen
    resolute = outcomes.party_type[:, 0, 0] == 1
    belief = np.where(resolute, 1.0, 0.0) if read else np.full(WORLDS, PRIOR)
    np.testing.assert_allclose(seen["belief"], belief, atol=1e-12)
    pens = np.where(resolute, ONLY_ONE[0], ONLY_ZERO[0]) / 4
    worth = pens * (HOME["pens"] + HOME["pens * type.ann"] * belief)
    np.testing.assert_allclose(seen["gain"][:, 0], worth - 0.3, atol=1e-9)


class Yes(QuantalResponse):
    """Accepts everything."""

    def respond(self, view):
        return np.ones(view.n, dtype=bool)
