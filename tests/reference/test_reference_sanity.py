"""The second reading, held against what must hold whatever the engine does."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest

from tests.reference import History, play
from tests.reference.choice import log_softmax, logistic, pick
from tests.reference.parameters import drawn
from tests.reference.reactions import unilateral_values
from tests.reference.rules import Rules, value
from tests.reference.state import columns_of, initial_state
from tests.reference.toy import document, number, pie, read, toy
from tests.reference.windows import first_weight, scheduled, window

SEED = 11
WORLDS = 24


@pytest.fixture(scope="module")
def histories() -> list[History]:
    scenario = toy()
    return [play(scenario, SEED, world, 1) for world in range(WORLDS)]


def first_share(history: History, rungs: int) -> float:
    offer = history.rounds[0]["offer"]
    assert offer is not None
    return 1.0 - offer["share"] / (rungs - 1)


@pytest.mark.parametrize("patience", [(0.9, 0.9), (0.9, 0.8), (0.8, 0.9)])
def test_alternating_offers_split_as_rubinstein(patience: tuple[float, float]) -> None:
    exact = (1 - patience[1]) / (1 - patience[0] * patience[1])
    for tick in (0.01, 0.005):
        history = play(pie(tick, patience), SEED, 0, 1)
        share = first_share(history, round(1 / tick) + 1)
        assert abs(share - exact) <= tick / (1 - max(patience))


@pytest.mark.parametrize("rounds", [1, 2, 3, 4, 5])
def test_a_deadline_splits_as_stahl(rounds: int) -> None:
    delta, tick = 0.7, 0.005
    exact = (1 - (-delta) ** rounds) / (1 + delta)
    history = play(pie(tick, (delta, delta), rounds, deadline=number(rounds)), SEED, 0, 1)
    assert abs(first_share(history, 201) - exact) <= tick / (1 - delta)


def test_random_recognition_splits_as_binmore() -> None:
    delta, tick = 0.8, 0.005
    history = play(pie(tick, (delta, delta), proposer="random"), SEED, 1, 1)
    share = first_share(history, 201)
    proposer_share = share if history.rounds[0]["proposer"] == 0 else 1 - share
    assert abs(proposer_share - (1 - delta / 2)) <= tick / (1 - delta)


@pytest.mark.parametrize(("option", "exact"), [(0.3, 10 / 19), (0.6, 0.4)])
def test_an_outside_option_counts_only_where_it_binds(option: float, exact: float) -> None:
    tick = 0.005
    text = pie(tick, (0.9, 0.9), opt_out="responder", breakdown_is_final=True).model_dump()
    text["payoffs"]["second"]["talks_broken"] = number(option)
    history = play(read(text), SEED, 0, 1)
    assert abs(first_share(history, 201) - exact) <= tick / 0.1


@pytest.mark.slow
def test_every_choice_has_probabilities_that_sum_to_one(histories: list[History]) -> None:
    checked = 0
    for history in histories:
        for _, decision, _, values in history.trace:
            if decision in ("step", "offer"):
                for shares in values["probability"].values():
                    assert math.fsum(shares.values()) == pytest.approx(1.0, abs=1e-12)
                    checked += 1
    assert checked > WORLDS * 6


def observed(history: History) -> dict[str, float]:
    """Final beliefs, by Bayes in probabilities from what is recorded as seen and how likely."""
    scenario = toy()
    numbers = drawn(scenario, SEED, 0)
    beliefs = {p: numbers[f"parties.{p}.belief"] for p in ("north", "south", "ally")}
    for t, record in enumerate(history.rounds):
        seen: list[tuple[str, float, float]] = []
        for name, chance in record["act_probability"].items():
            seen.append(("south", *likelihoods(chance, record["act"][name])))
        for party, shares in record["step_probability"].items():
            step = {k: d for k, d in record["step"].items() if d and k in OWN[party]}
            name = "hold"
            for issue, direction in step.items():
                name = f"{issue}:{'up' if direction > 0 else 'down'}"
            seen.append((party, shares[0][name], shares[1][name]))
            if record["verified"]["proof"] and party == "south":
                failed = record["verified"]["proof"] < 0
                seen.append(("south", *likelihoods({0: 0.4, 1: 0.1}, failed)))
        for slot in ("open", "walk"):
            for party, answer in record.get(slot, {}).items():
                seen.append((party, *likelihoods(record[f"{slot}_probability"][party], answer)))
        if record["proposer"] >= 0:
            seen.extend(offer_seen(history, t))
        for party, answer in record.get("accept", {}).items():
            seen.append((party, *likelihoods(record["accept_probability"][party], answer)))
        for party, if_zero, if_one in seen:
            b = beliefs[party]
            beliefs[party] = b * if_one / (b * if_one + (1 - b) * if_zero)
    return beliefs


OWN = {"north": ["relief"], "south": ["proof", "restraint"], "ally": ["backing", "calm"]}


def likelihoods(chance: dict[int, float], yes: bool) -> tuple[float, float]:
    return (chance[0], chance[1]) if yes else (1 - chance[0], 1 - chance[1])


def offer_seen(history: History, t: int) -> list[tuple[str, float, float]]:
    record = history.rounds[t]
    shares = next(v for r, d, _, v in history.trace if r == t and d == "offer")["probability"]
    cell = 18
    if record["offer"] is not None:
        cells = list(itertools.product(range(3), range(3), range(2)))
        cell = cells.index(tuple(record["offer"].values()))
    party = ("north", "south")[record["proposer"]]
    return [(party, shares[0][cell], shares[1][cell])]


@pytest.mark.slow
def test_beliefs_follow_from_what_was_seen(histories: list[History]) -> None:
    for history in histories:
        beliefs = history.rounds[-1]["belief"]
        for party, belief in observed(history).items():
            assert beliefs[party] == pytest.approx(belief, abs=1e-9)


@pytest.mark.slow
def test_beliefs_are_a_martingale(histories: list[History]) -> None:
    for party, prior in (("north", 0.6), ("south", 0.4), ("ally", 0.5)):
        moves = [h.rounds[-1]["belief"][party] - prior for h in histories]
        mean = sum(moves) / WORLDS
        spread = math.sqrt(sum((m - mean) ** 2 for m in moves) / (WORLDS - 1))
        assert spread > 0
        assert abs(mean) < 4 * spread / math.sqrt(WORLDS)
        hits = [h.rounds[-1]["type"][party] - h.rounds[-1]["belief"][party] for h in histories]
        assert abs(sum(hits) / WORLDS) < 4 * 0.5 / math.sqrt(WORLDS)


@pytest.mark.slow
def test_histories_keep_to_their_ladders(histories: list[History]) -> None:
    for history in histories:
        before = history.initial_rung
        for t, record in enumerate(history.rounds):
            assert record["rung"]["proof"] >= before["proof"]
            assert 0 <= record["rung"]["proof"] <= 2
            for party, share in record["undelivered"].items():
                assert 0 <= share <= 1
                assert party in OWN or share == 0
            if t == 0 and not record["agreement_in_force"]:
                assert not any(record["undelivered"].values())
            assert not (record["at_table"] and record["agreement_in_force"])
            assert all(0 <= level <= 1 for level in record["condition"].values())
            before = record["rung"]


@pytest.mark.slow
def test_the_toy_reaches_every_corner(histories: list[History]) -> None:
    """Without this the other checks could pass on worlds in which nothing happens."""
    records = [record for history in histories for record in history.rounds]
    assert {r["response"] for r in records} == {0, 1, 2, 3, 4}
    assert {1, 3, 4} <= {r["closing"] for r in records}
    for event in ("opened", "lapsed", "completed"):
        assert any(r[event] for r in records), event
    assert any(any(r["defaulted"].values()) for r in records)
    assert {-1, 0, 1} == {r["verified"]["proof"] for r in records}
    assert len({h.ending for h in histories}) >= 3


@pytest.mark.slow
def test_a_world_is_the_same_when_played_again(histories: list[History]) -> None:
    again = play(toy(), SEED, 3, 1)
    assert again == histories[3]


@pytest.mark.slow
def test_an_intervention_without_effect_changes_nothing(histories: list[History]) -> None:
    text = document()
    text["interventions"] = [
        {"at": 0, "kind": "scale", "target": "payoffs.south.tension * drill", "value": 1.0},
        {"at": 1, "kind": "belief", "target": "south", "value": 1.0},
    ]
    assert play(read(text), SEED, 5, 1) == histories[5]


VARIANTS: list[dict[str, Any]] = [
    {"proposer": "random", "clock": "window"},
    {"proposer": "fixed", "acceptance": "uniform"},
    {"opt_out": "responder", "breakdown_is_final": True},
    {"deadline": number(3), "delivery": "immediate"},
    {"agreement_term": "one_round", "delivery": "immediate"},
    {"principals": ["north", "south", "ally"], "one_agreement": True},
]


@pytest.mark.slow
@pytest.mark.parametrize("table", VARIANTS, ids=lambda table: "-".join(table))
def test_every_rule_of_the_table_plays(table: dict[str, Any]) -> None:
    text = document(4, **table)
    text["settings"]["foresee_calendar"] = "agreement_term" in table
    for world in range(2):
        history = play(read(text), SEED, world, 1)
        assert len(history.rounds) == 4
        assert all(math.isfinite(w) for w in history.payoff.values())
        for record in history.rounds:
            assert all(0 <= b <= 1 for b in record["belief"].values())
        if "deadline" in table:
            assert not any(r["sat"] or r["at_table"] for r in history.rounds[3:])


def test_every_intervention_does_what_it_says() -> None:
    text = document(4)
    text["interventions"] = [
        {"at": 1, "until": 2, "kind": "level", "target": "relief", "value": 1.0},
        {"at": 1, "until": 2, "kind": "condition", "target": "tension", "value": 0.9},
        {"at": 0, "kind": "act", "target": "launch"},
        {"at": 1, "until": 3, "kind": "no_act", "target": "launch"},
        {"at": 0, "kind": "hold", "target": "proof", "value": "both"},
        {"at": 2, "kind": "parameter", "target": "conditions.tension.persistence", "value": 1.0},
        {"at": 0, "kind": "menu", "target": "relief", "value": "proof"},
        {"at": 3, "kind": "belief", "target": "ally", "value": 1e6},
        {"at": 0, "kind": "talks", "target": "closed"},
        {"at": 1, "until": 3, "kind": "talks", "target": "open"},
        {"at": 2, "kind": "turnover", "target": "south"},
    ]
    for world in range(4):
        rounds = play(read(text), SEED, world, 1).rounds
        assert [r["act"]["launch"] for r in rounds] == [True, False, False, False]
        assert [r["rung"]["relief"] for r in rounds[1:3]] == [2, 2]
        assert [r["condition"]["tension"] for r in rounds[1:3]] == [0.9, 0.9]
        assert all(r["rung"]["proof"] == 0 for r in rounds)
        assert rounds[0]["closing"] == 6
        assert not rounds[0]["sat"]
        assert rounds[2]["turnover"]["south"]
        assert rounds[3]["belief"]["ally"] > 0.99
        for record in rounds:
            if record["offer"] is not None:
                assert record["offer"]["relief"] <= record["offer"]["proof"]


def test_window_means_are_the_discounted_means_of_the_path() -> None:
    rules = Rules(toy(), drawn(toy(), SEED, 0))
    state = initial_state(rules, toy(), {"north": 0.5, "south": 0.5, "ally": 0.5})
    state.condition["tension"] = 0.4
    columns = columns_of(rules, state)
    delta, drift = rules.discount("south"), 0.02
    rules.drivers["strain"] = [(drift, ("at_table",))]
    for later in (False, True):
        rules.memo.clear()
        means = window(rules, "south", columns, state.condition, 0, later_only=later)
        weights = [0.0 if later and h == 0 else delta**h for h in range(6)]
        tension, strain, drill = [0.4], [0.0], [state.condition["drill"]]
        for h in range(1, 6):
            tension.append(0.8 * tension[-1])
            strain.append(0.9 * strain[-1] + drift)
            drill.append(scheduled(rules, "drill", h))
        for name, path in (("tension", tension), ("strain", strain), ("drill", drill)):
            exact = sum(w * c for w, c in zip(weights, path, strict=True)) / sum(weights)
            assert means[name] == pytest.approx(exact, abs=1e-12)


def test_without_foresight_a_position_is_worth_its_window() -> None:
    text = document()
    text["settings"]["foresight"] = number(0)
    for name, terms in text["payoffs"].items():
        text["payoffs"][name] = {k: v for k, v in terms.items() if "drill" not in k}
    scenario = read(text)
    rules = Rules(scenario, drawn(scenario, SEED, 0))
    state = initial_state(rules, scenario, {"north": 0.5, "south": 0.5, "ally": 0.5})
    state.condition.update(tension=0.3, strain=0.2)
    here = window(rules, "south", columns_of(rules, state), state.condition, 0)
    assert 0 < first_weight(rules, "south") < 1
    for kind, worth in unilateral_values(rules, state, "south", 0).items():
        exact = value(rules.payoff["south"], {**here, "type.south": float(kind)})
        assert worth == pytest.approx(exact, abs=1e-12)


def test_choices_are_stable_far_from_zero() -> None:
    assert logistic(-800) == pytest.approx(0.0)
    assert logistic(800) == 1.0
    assert log_softmax([1e4, 0.0])[1] == pytest.approx(-1e4)
    assert pick([0.0, 0.5, 0.5 - 1e-12, 0.0], 1 - 1e-16) == 2
