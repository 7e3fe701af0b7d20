"""Lemma 2: public beliefs are the probabilities of types, whatever the values approximate.

Both likelihoods that move a belief are those that drew the choice, so over the prior
E[belief(t)] = E[belief(0)], and among worlds with belief b a share b has the good type. A change of
leader draws a new type and puts the belief back to the prior, so both hold in every round with the
type of that round. Every world has its own draw of the parameters here, so worlds are independent.
The same at 10^5 worlds and on the shipped file: `benchmarks/beliefs.py`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bargaining.engine import simulate
from bargaining.outcomes import Outcomes
from bargaining.parties import Party
from tests.properties.play import lively, lively_document
from tests.reference.second_model import ALL, TELLING
from tests.reference.toy import read

WORLDS, ROUNDS, SEED, LIMIT = 3000, 6, 41, 4.0
GIVEN = ("relief", "proof", "restraint")
EDGES = np.array([0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0 + 1e-12])


class Wary(Party):
    """Eases nothing ahead of proof, and takes nothing back while it is calm."""

    def closed_steps(self, view: Any) -> Any:
        closed = view.no_step()
        view.close(closed, "relief", +1, view.level("relief") >= view.level("proof"))
        view.close(closed, "relief", -1, view.condition("tension") < 0.2)
        return closed


class Slicing(Party):
    """Gives the next rung once the last was paid for."""

    def closed_steps(self, view: Any) -> Any:
        closed = view.no_step()
        unpaid = view.rungs_given(view.party) > view.rungs_given(*view.others)
        for issue in ("proof", "restraint"):
            view.close(closed, issue, +1, unpaid)
        return closed


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    return simulate(lively(ROUNDS), worlds=WORLDS, worlds_per_draw=1, seed=SEED)


@pytest.fixture(scope="module")
def ruled() -> Outcomes:
    """Every rule of offers, promises and policies on, and rules about steps in two seats."""
    text = lively_document(ROUNDS)
    for change in (*ALL, TELLING):
        change(text)
    for party in ("north", "south"):  # so that many steps are taken, and beliefs move by them
        text["parties"][party]["inertia"]["value"] = 0.02
    seats = {"north": Wary, "south": Slicing}
    return simulate(read(text), worlds=WORLDS, worlds_per_draw=1, seed=SEED, seats=seats)


@pytest.fixture(params=["outcomes", "ruled"])
def played(request: pytest.FixtureRequest) -> Outcomes:
    """Return the toy as it is, or with all rules on."""
    return request.getfixturevalue(request.param)


def test_rules_about_steps_and_offers_that_tell_take_part(ruled: Outcomes) -> None:
    relief, proof, restraint = (list(ruled.labels["issue"]).index(i) for i in GIVEN)
    eased = ruled.step[:, 1:, relief] == 1
    before = ruled.level[:, :-1]
    assert eased.sum() > 50
    # Nothing moves proof between the end of a round and the steps of the next.
    assert (before[..., relief] < before[..., proof])[eased].all()
    assert (ruled.step[..., restraint] == 1).sum() > 50
    assert (ruled.offer_probability > 0).sum() > 1000


def z_scores(belief: NDArray[np.float64], type_: NDArray[np.int16]) -> list[float]:
    """Calibration in bins of belief: sum of type minus belief over its standard error."""
    scores = []
    for low, high in pairwise(EDGES):
        inside = (belief >= low) & (belief < high)
        variance = (belief * (1 - belief))[inside].sum()
        if variance >= 5:
            scores.append(float((type_ - belief)[inside].sum() / np.sqrt(variance)))
    return scores


def test_verification_and_turnover_take_part(outcomes: Outcomes) -> None:
    assert (outcomes["verified"] == -1).sum() > 50
    assert (outcomes["verified"] == 1).sum() > 50
    assert outcomes["turnover"].sum() > 50
    assert np.abs(outcomes["belief"][:, -1] - outcomes["belief"][:, 0]).max() > 0.3


@pytest.mark.parametrize("round", range(ROUNDS))
def test_beliefs_are_calibrated_in_every_round(played: Outcomes, round: int) -> None:
    tested = 0
    for place, party in enumerate(played.labels["typed_party"]):
        scores = z_scores(played["belief"][:, round, place], played["party_type"][:, round, place])
        tested += len(scores)
        assert max(map(abs, scores)) < LIMIT, f"{party}: {scores}"
    assert tested >= 6


@pytest.mark.parametrize("round", range(1, ROUNDS))
def test_beliefs_are_martingales(played: Outcomes, round: int) -> None:
    for place, party in enumerate(played.labels["typed_party"]):
        belief = played["belief"][:, :, place]
        for earlier in (0, round - 1):
            change = belief[:, round] - belief[:, earlier]
            error = change.std(ddof=1) / np.sqrt(WORLDS)
            assert error > 0
            assert abs(change.mean() / error) < LIMIT, f"{party}, rounds {earlier} to {round}"


def test_the_changes_of_a_belief_cannot_be_foretold_from_it(played: Outcomes) -> None:
    """Where no leader changes, E[b(t+1) | b(t)] = b(t), in halves of low and high belief too."""
    for place, party in enumerate(played.labels["typed_party"]):
        belief = played["belief"][:, :, place]
        principals = list(played.labels["principal"])
        for round in range(1, ROUNDS):
            stays = np.ones(WORLDS, dtype=bool)
            if party in principals:
                stays = ~played["turnover"][:, round, principals.index(party)]
            change = belief[stays, round] - belief[stays, round - 1]
            low = belief[stays, round - 1] < np.median(belief[:, round - 1])
            for half in (low, ~low):
                error = change[half].std(ddof=1) / np.sqrt(half.sum())
                assert abs(change[half].mean() / error) < LIMIT, (party, round)


def test_overconfident_beliefs_would_be_caught(outcomes: Outcomes) -> None:
    """The same measure on log-odds stretched by a half fails."""
    belief = outcomes["belief"][:, -1, 1]
    odds = (belief / (1 - belief)) ** 1.5
    scores = z_scores(odds / (1 + odds), outcomes["party_type"][:, -1, 1])
    assert max(map(abs, scores)) > LIMIT


def test_a_new_leader_has_a_type_of_his_own(outcomes: Outcomes) -> None:
    """A redraw changes the type about 2 b (1 - b) of the time; nothing else ever does."""
    place = list(outcomes.labels["typed_party"]).index("north")
    principal = list(outcomes.labels["principal"]).index("north")
    came = outcomes["turnover"][:, 1:, principal]
    before = outcomes["party_type"][:, :-1, place][came]
    after = outcomes["party_type"][:, 1:, place][came]
    assert 0.2 < (before != after).mean() < 0.7
    kept = ~came
    np.testing.assert_array_equal(
        outcomes["party_type"][:, :-1, place][kept], outcomes["party_type"][:, 1:, place][kept]
    )
