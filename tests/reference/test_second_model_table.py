"""The second model's rules of the table, held against what follows from them by hand."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import pytest

from tests.reference import History, play
from tests.reference.beginnings import SEED, begun, written
from tests.reference.changes import begin_with_agreement, seat_three
from tests.reference.choice import logistic, softmax
from tests.reference.delivery import own_shares, package_columns
from tests.reference.edits import Change, put
from tests.reference.packages import reaction, worth
from tests.reference.rules import Rules
from tests.reference.second_model import (
    ALL,
    CARE,
    COSTS,
    COUNTED,
    EQUAL,
    HOLDING,
    INCENTIVES,
    MEMORY,
    REVERSALS,
    SCHEDULE,
    SECOND_MODEL,
)
from tests.reference.stage import offers
from tests.reference.state import State, columns_of
from tests.reference.table import solve
from tests.reference.toy import number, pie, read
from tests.reference.variants import variant

NEUTRAL = {
    "table.offer_prior": "flat",
    "table.foresee_ratification": False,
    "table.own_delivery": "prior",
    "table.memory_outlasts_texts": False,
    "table.schedule": "at_once",
    **{
        f"parties.{name}.{key}": number(value)
        for name in ("north", "south")
        for key, value in (
            ("proposal_noise", 1.0),
            ("refusal_cost", 0.0),
            ("ratification_failure_cost", 0.0),
            ("reversal_cost", 0.0),
        )
    },
}
# What each rule needs beside it before it can be felt.
NEEDED: dict[str, tuple[Change, ...]] = {
    "memory": (begin_with_agreement, put({"table.lapse": number(2), "table.due": number(1)})),
    "schedule": (begin_with_agreement,),
}
RULES = {
    "costs": COSTS,
    "counted": COUNTED,
    "equal": EQUAL,
    "care": CARE,
    "incentives": put({"table.own_delivery": "incentives"}),
    "memory": MEMORY,
    "schedule": SCHEDULE,
    "reversals": REVERSALS,
    "holding": HOLDING,
}


@cache
def played_without(needed: tuple[Change, ...], world: int) -> History:
    return play(read(written(*needed)), SEED, world, 1)


@pytest.mark.slow
def test_neutral_keys_change_nothing() -> None:
    for world in range(4):
        plain = played_without((), world)
        assert play(read(written(put(NEUTRAL))), SEED, world, 1) == plain


@pytest.mark.slow
@pytest.mark.parametrize("name", RULES)
def test_every_rule_alone_is_felt(name: str) -> None:
    needed = NEEDED.get(name, ())
    assert any(
        play(read(written(*needed, RULES[name])), SEED, world, 1).trace
        != played_without(needed, world).trace
        for world in range(4)
    )


@pytest.mark.parametrize("packages", [1, 75])
@pytest.mark.parametrize(("prior", "alike"), [("equal", True), ("flat", False)])
def test_sure_refusals_leave_the_offer_floor(packages: int, prior: str, alike: bool) -> None:
    rules, _ = begun(CARE, COSTS, put({"table.offer_prior": prior}))
    cost = rules.refusal_cost("north")
    assert cost == pytest.approx(3 * rules.proposal_noise("north"))
    offered = 1 - math.exp(offers(rules, "north", [-cost] * packages)[-1])
    weight = 1.0 if alike else float(packages)
    floor = math.exp(-3) * weight / (1 + math.exp(-3) * weight)
    assert offered == pytest.approx(floor)
    assert not alike or offered == pytest.approx(0.0474, abs=1e-4)


def test_without_a_package_passing_is_sure() -> None:
    rules, _ = begun(EQUAL)
    assert offers(rules, "north", []) == [0.0]


def test_a_careful_ultimatum_has_its_closed_form() -> None:
    """One round, waiting worth 0: e(x) = a (1 - x) - (1 - a) c, a the chance of a yes to x."""
    noise, nu, tick = 0.1, 0.3, 0.1
    text = pie(tick, (0.9, 0.9), deadline=number(1), offer_prior="equal").model_dump()
    for name in ("first", "second"):
        text["parties"][name].update(
            choice_noise=number(noise), proposal_noise=number(nu), refusal_cost=number(3.0)
        )
    history = play(read(text), SEED, 0, 1)
    offered = next(v["probability"][1] for _, what, _, v in history.trace if what == "offer")
    scores = []
    for rung in range(1, 11):
        yes = logistic(rung * tick / noise)
        e = yes * (1 - rung * tick) - (1 - yes) * 3 * nu * noise
        scores.append(-math.log(10) + e / (nu * noise))
    exact = softmax([*scores, 0.0])
    assert [*offered.values()] == pytest.approx(exact, abs=1e-12)


def test_values_and_answers_carry_the_costs() -> None:
    """With two signers a stage can be worked out from its own probabilities."""
    rules, state = begun(COSTS, COUNTED, EQUAL, CARE)
    game = solve(rules, state, 0).games["north"]
    rho = worth(rules, state, 0).ratified["north"]
    assert game.consent == rho
    value = {"north": dict(game.continuation["north"]), "south": dict(game.continuation["south"])}
    b = {name: {k: state.weight(name, k) for k in (0, 1)} for name in value}
    share = {k: [math.exp(v) for v in logs] for k, logs in game.log_offer.items()}
    for m, chance in enumerate(rho):
        net = {
            name: {
                k: chance * (game.agreed[name][k][m] - game.continuation[name][k])
                - (1 - chance) * rules.failure_cost(name)
                for k in (0, 1)
            }
            for name in value
        }
        yes = {k: logistic(net["south"][k] / rules.noise("south")) for k in (0, 1)}
        assert {k: game.accept["south"][k][m] for k in yes} == pytest.approx(yes)
        likely = sum(b["south"][k] * yes[k] for k in yes)
        for k in (0, 1):
            refused = (1 - likely) * rules.refusal_cost("north")
            value["north"][k] += share[k][m] * (likely * net["north"][k] - refused)
            public = sum(b["north"][j] * share[j][m] for j in share)
            value["south"][k] += public * yes[k] * net["south"][k]
    for name, by_type in value.items():
        assert game.value[name] == pytest.approx(by_type)


def test_of_three_signers_one_refusal_is_a_refusal() -> None:
    rules, state = begun(seat_three, COSTS, CARE)
    game = solve(rules, state, 0).games["north"]
    value = dict(game.continuation["north"])
    for m, chance in enumerate(game.consent):
        likely = math.prod(
            sum(state.weight(name, k) * game.accept[name][k][m] for k in (0, 1))
            for name in ("south", "ally")
        )
        for k in value:
            gain = game.agreed["north"][k][m] - game.continuation["north"][k]
            e = likely * (chance * gain - (1 - chance) * rules.failure_cost("north"))
            e -= (1 - likely) * rules.refusal_cost("north")
            value[k] += math.exp(game.log_offer[k][m]) * e
    assert game.value["north"] == pytest.approx(value)


def shares_of(rules: Rules, state: State, package: tuple[int, ...]) -> dict[Any, float]:
    base = columns_of(rules, state)
    base.update(at_table=0.0, ever_agreed=1.0, agreement_in_force=1.0)
    moved = reaction(rules, state, package_columns(rules, state, base, package, None))
    return dict(own_shares(rules, state, base, package, moved, 0, 0))


def test_nothing_at_stake_makes_delivery_a_toss() -> None:
    rules, state = begun(INCENTIVES, put({"payoffs.south": {"talks_broken": number(1.0)}}))
    shares = shares_of(rules, state, (0, 2, 1))
    assert shares == {("south", 0): 0.5, ("south", 1): 0.5}
    assert {party for party, _ in shares_of(rules, state, (2, 0, 0))} == {"north"}


@pytest.mark.parametrize("outlasts", [False, True])
def test_delivery_weighs_the_ladder_against_the_broken_word(outlasts: bool) -> None:
    terms = {"proof": number(-0.1), "undelivered.south * type.south": number(-0.3)}
    changes = {"payoffs.south": terms, "table.memory_outlasts_texts": outlasts}
    rules, state = begun(INCENTIVES, put({"settings.spread": number(0.0), **changes}))
    state.memory["south"] = 0.4
    kept = 0.3 * (0.6 if outlasts else 1.0)
    shares = shares_of(rules, state, (1, 2, 0))
    noise = rules.noise("south")
    assert shares["south", 0] == pytest.approx(logistic(-0.1 / noise))
    assert shares["south", 1] == pytest.approx(logistic((kept - 0.1) / noise))


def test_incentives_need_a_lasting_agreement_and_a_prior() -> None:
    rules, state = begun(put({"table.own_delivery": "incentives"}))
    assert {party for party, _ in shares_of(rules, state, (2, 2, 1))} == {"south"}
    for key, value in (("delivery", "immediate"), ("agreement_term", "one_round")):
        rules, state = begun(INCENTIVES, put({f"table.{key}": value}))
        assert shares_of(rules, state, (2, 2, 1)) == {}


@pytest.fixture(scope="module")
def histories() -> list[History]:
    scenario = read(written(*ALL))
    return [play(scenario, SEED, world, 1) for world in range(24)]


@pytest.mark.slow
def test_beliefs_stay_martingales(histories: list[History]) -> None:
    for party, prior in (("north", 0.6), ("south", 0.4), ("ally", 0.5)):
        moves = [h.rounds[-1]["belief"][party] - prior for h in histories]
        mean = sum(moves) / len(moves)
        spread = math.sqrt(sum((m - mean) ** 2 for m in moves) / (len(moves) - 1))
        assert spread > 0
        assert abs(mean) < 4 * spread / math.sqrt(len(moves))


@pytest.mark.slow
def test_the_variants_reach_what_they_are_for() -> None:
    names = ("all rules, lively", "all rules, opting out", "memory outlasts texts")
    records = [
        record
        for name in names
        for world in (3, 4)
        for record in play(variant(name, 6), 7, world, 2).rounds
    ]
    assert {r["response"] for r in records} >= {0, 1, 2, 4}
    assert all(any(r[event] for r in records) for event in ("opened", "lapsed"))
    assert any("opt_out" in r for r in records)
    assert len(SECOND_MODEL) > 40
