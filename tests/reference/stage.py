"""One stage of the table: who offers what, who accepts, and what that is worth, equation (9).

Offers carry the foreseen costs of a refusal and of a text that fails at home, answers may carry the
second, and offering may weigh as much as passing whatever the number of packages. The cost of a
failure enters a responder's value whether or not its answers count it. Everything is measured from
what waiting is worth once the responder's right to leave has moved it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from tests.reference.choice import log_softmax, logistic
from tests.reference.packages import ByType, Worth
from tests.reference.rules import Rules
from tests.reference.state import State

Values = dict[str, ByType]


@dataclass
class Game:
    """One stage with a given proposer; package lists run over the feasible packages."""

    proposer: str
    agreed: dict[str, dict[int, list[float]]]
    continuation: Values
    log_offer: dict[int, list[float]]
    offer_gain: dict[int, list[float]]
    accept: dict[str, dict[int, list[float]]]
    consent: list[float]
    opt_out_score: ByType
    value: Values


def stage_game(
    rules: Rules, state: State, worths: Worth, agreed: dict[str, dict[int, list[float]]],
    proposer: str, continuation: Values,
) -> Game:  # fmt: skip
    """The one-shot game of (9) with a proposer and what not agreeing is worth."""
    responders = [p for p in rules.principals if p != proposer]
    c = {p: dict(kinds) for p, kinds in continuation.items()}
    leaving: ByType = {}
    if rules.table.opt_out == "responder":
        leaving = _move_by_opting_out(rules, state, worths, proposer, responders[0], c)
    consent = worths.consent()
    packages = range(len(consent))
    # What an accepted text is worth to each signer above waiting, its ratification ahead.
    accepted = {
        p: {
            kind: [
                if_accepted(rules, p, agreed[p][kind][m] - c[p][kind], consent[m]) for m in packages
            ]
            for kind in rules.types(p)
        }
        for p in rules.principals
    }
    accept = {
        r: {
            kind: [
                acceptance(rules, r, agreed[r][kind][m] - c[r][kind], consent[m]) for m in packages
            ]
            for kind in rules.types(r)
        }
        for r in responders
    }
    public_accept = {r: _mixed_by_belief(state, r, by_type) for r, by_type in accept.items()}
    log_offer, offer_gain, values = {}, {}, {}
    everybody = [math.prod(public_accept[r][m] for r in responders) for m in packages]
    refused = rules.refusal_cost(proposer)
    values[proposer] = dict(c[proposer])
    for kind, gains in accepted[proposer].items():
        e = [everybody[m] * gains[m] - (1.0 - everybody[m]) * refused for m in packages]
        offer_gain[kind], log_offer[kind] = e, offers(rules, proposer, e)
        shares = map(math.exp, log_offer[kind])
        values[proposer][kind] += sum(share * x for share, x in zip(shares, [*e, 0.0], strict=True))
    shares_by_type = {kind: [math.exp(v) for v in logs] for kind, logs in log_offer.items()}
    public_offer = _mixed_by_belief(state, proposer, shares_by_type)
    for r in responders:
        others = [math.prod(public_accept[j][m] for j in responders if j != r) for m in packages]
        values[r] = dict(c[r])
        for kind, gains in accepted[r].items():
            yes = accept[r][kind]
            values[r][kind] += sum(
                public_offer[m] * others[m] * yes[m] * gains[m] for m in packages
            )
    return Game(proposer, agreed, c, log_offer, offer_gain, accept, consent, leaving, values)


def if_accepted(rules: Rules, party: str, gain: float, consent: float) -> float:
    """What all signers' yes is worth above waiting: an agreement, or a text that fails at home."""
    return consent * gain - (1.0 - consent) * rules.failure_cost(party)


def answer_score(rules: Rules, responder: str, gain: float, consent: float) -> float:
    """What decides an answer, in payoff units: what agreeing gains, ratification counted or not."""
    if rules.table.foresee_ratification:
        return if_accepted(rules, responder, gain, consent)
    return gain


def acceptance(rules: Rules, responder: str, gain: float, consent: float) -> float:
    score = answer_score(rules, responder, gain, consent)
    if rules.table.acceptance == "uniform":
        return min(max(score, 0.0), 1.0)
    return logistic(score / rules.noise(responder))


def offers(rules: Rules, proposer: str, e: list[float]) -> list[float]:
    """Log-probabilities of offering each package and, last, of passing, which is worth 0."""
    prior = 0.0
    if rules.table.offer_prior == "equal" and e:
        prior = -math.log(len(e))
    return log_softmax([*(prior + x / rules.proposal_noise(proposer) for x in e), 0.0])


def _mixed_by_belief(state: State, party: str, by_type: dict[int, list[float]]) -> list[float]:
    weights = [state.weight(party, kind) for kind in by_type]
    return [
        sum(weight * x for weight, x in zip(weights, column, strict=True))
        for column in zip(*by_type.values(), strict=True)
    ]


def _move_by_opting_out(
    rules: Rules, state: State, worths: Worth, proposer: str, responder: str, c: Values
) -> ByType:
    """Move both continuations by the responder's right to leave after refusing."""
    outside = worths.broken
    scores = {
        kind: (outside[responder][kind] - c[responder][kind]) / rules.noise(responder)
        for kind in rules.types(responder)
    }
    leave = {kind: logistic(x) for kind, x in scores.items()}
    expected = sum(state.weight(responder, kind) * leave[kind] for kind in leave)
    for kind, omega in leave.items():
        c[responder][kind] = omega * outside[responder][kind] + (1 - omega) * c[responder][kind]
    for kind in rules.types(proposer):
        c[proposer][kind] = (1 - expected) * c[proposer][kind] + expected * outside[proposer][kind]
    return scores
