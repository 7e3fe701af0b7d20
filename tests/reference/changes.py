"""Larger changes of the toy's document, for its variants."""

from __future__ import annotations

from typing import Any

from tests.reference.toy import between, ladder, number, party, verification


def begin_with_agreement(text: dict[str, Any]) -> None:
    """An agreement two rounds old is in force in round 0."""
    text["table"].update(open_at_start=False, due=number(4), lapse=number(6))
    text["issues"]["relief"]["initial"] = number(0.5)
    text["issues"]["proof"]["initial"] = number(0.5)
    text["issues"]["relief"]["baseline"] = number(0.5)
    text["agreement"] = {
        "promises": {
            "relief": {"target": 1.0, "level_at_signing": 0.5},
            "proof": {"target": 1.0, "level_at_signing": 0.0},
        },
        "rounds_since": number(2),
        "source": "assumed",
        "why": "A toy.",
    }


def seat_three(text: dict[str, Any]) -> None:
    """Three parties sign, two of them answer to one ratifier, and another is left to react."""
    text["table"]["principals"] = ["north", "south", "ally"]
    text["table"]["menu"]["issues"] = ["relief", "proof", "calm"]
    text["outcome"]["scope"] = {
        "relief": number(1.0),
        "proof": number(1.0),
        "calm": number(0.4),
        "backing": number(0.6),
    }
    text["parties"]["ally"].update(ratifier="public", hurdle=number(0.05), turnover=number(0.1))
    text["parties"]["ally"]["expected_delivery"] = {"type_0": number(0.4), "type_1": number(0.9)}
    text["payoffs"]["ally"]["proof"] = number(0.4)
    text["payoffs"]["ally"]["undelivered.south"] = number(-0.2)
    text["payoffs"]["ally"]["unreciprocated.north * type.north"] = number(-0.2)
    text["payoffs"]["public"]["type.north * undelivered.ally"] = number(-0.1)
    # Somebody must be left to react.
    text["parties"]["rival"] = party(inertia=number(0.05), belief=number(0.3))
    text["issues"]["trade"] = ladder("rival", 4, initial=number(1 / 3))
    text["payoffs"]["rival"] = {
        "trade": number(-0.1),
        "trade * relief": number(0.4),
        "trade * calm * type.rival": number(0.3),
        "unreciprocated.ally": number(0.1),
    }
    text["payoffs"]["south"]["trade"] = number(0.3)
    text["payoffs"]["south"]["trade * relief"] = number(-0.2)


def add_new_leaders(text: dict[str, Any]) -> None:
    """A new leader of one principal weighs things otherwise, and another party feels it."""
    text["payoffs"]["north"]["new_leader.north * relief"] = number(-0.4)
    text["payoffs"]["south"]["new_leader.north * proof"] = between(-0.3, 0.3)


def make_types_known(text: dict[str, Any]) -> None:
    """Types are known for certain, and no delivery is judged rightly or wrongly by chance."""
    text["parties"]["north"]["belief"] = number(1.0)
    text["parties"]["south"]["belief"] = number(0.0)
    text["parties"]["south"]["turnover"] = number(0.2)
    text["issues"]["proof"]["verification"] = verification(1.0, 0.0)


def take_types_away(text: dict[str, Any]) -> None:
    """One principal alone has a type, and nobody ratifies."""
    for name in ("north", "ally"):
        del text["parties"][name]["belief"]
    del text["payoffs"]["north"]["relief * tension * type.north"]
    del text["payoffs"]["ally"]["type.ally * calm"]
    text["parties"]["north"]["expected_delivery"] = {"type_0": number(0.6), "type_1": number(0.6)}
    del text["parties"]["north"]["ratifier"], text["parties"]["north"]["hurdle"]


def draw_every_prior(text: dict[str, Any]) -> None:
    """Priors of every kind, one of them shared by two numbers."""
    assumed = {"source": "assumed", "why": "A toy."}
    text["settings"]["spread"] = between(0.1, 0.5)
    text["parties"]["north"]["belief"] = {"alpha": 3.0, "beta": 2.0, **assumed}
    text["parties"]["north"]["hurdle"] = {"low": -0.3, "mode": -0.1, "high": 0.0, **assumed}
    shared = {"low": 0.3, "high": 0.9, "draw": "delivery", **assumed}
    text["parties"]["north"]["expected_delivery"] = {"type_0": shared, "type_1": shared}
    text["issues"]["relief"]["initial"] = {"choices": [0.0, 0.5], **assumed}
    text["issues"]["backing"]["initial"] = {
        "choices": [0.0, 0.5, 1.0],
        "probabilities": [0.2, 0.3, 0.5],
        **assumed,
    }
    text["payoffs"]["south"]["relief"] = {"value": 1.0, "spread": 0.6, **assumed}
    text["conditions"]["drill"]["probability_by_month"]["otherwise"] = between(0.1, 0.6)
    text["acts"][0]["window"]["factor_by_round"]["otherwise"] = between(0.5, 1.0)
    text["outcome"]["tolerance"] = between(0.0, 0.2)
    text["outcome"]["settlement"] = between(0.6, 0.8)
    text["table"]["breakdown_probability"] = between(0.0, 0.2)


def correlate_priors(text: dict[str, Any]) -> None:
    """Normal, truncated and log-uniform priors, and blocks of numbers that go together."""
    assumed = {"source": "assumed", "why": "A toy."}
    noise = {"mean": 0.06, "sd": 0.03, "low": 0.02, **assumed}
    text["settings"]["spread"] = {"mean": 0.3, "sd": 0.2, "low": 0.1, "high": 0.5, **assumed}
    text["parties"]["north"]["choice_noise"] = noise
    text["parties"]["south"]["choice_noise"] = {**noise, "high": 0.1}
    text["parties"]["north"]["hurdle"] = {"mean": -0.1, "sd": 0.1, **assumed}
    text["parties"]["south"]["belief"] = {"alpha": 3.0, "beta": 2.0, **assumed}
    text["payoffs"]["north"]["relief"] = {"mean": -0.4, "sd": 0.3, "high": -0.1, **assumed}
    text["payoffs"]["south"]["relief"] = {"low": 0.3, "high": 3.0, "scale": "log", **assumed}
    weight = {"low": -0.9, "high": -0.1, "scale": "log", **assumed}
    text["payoffs"]["north"]["relief * tension"] = weight
    text["correlations"] = [
        {
            "name": "haste",
            "numbers": [f"parties.{party}.choice_noise" for party in ("north", "south")],
            "rank_correlations": [[1.0, 0.8], [0.8, 1.0]],
            **assumed,
        },
        {
            "name": "hardness",
            "numbers": [
                "payoffs.north.undelivered.north",
                "payoffs.south.relief",
                "settings.spread",
                "payoffs.north.proof",
                "parties.south.belief",
            ],
            "rank_correlations": [
                [1.0, 0.5, 0.1, -0.6, 0.3],
                [0.5, 1.0, 0.2, -0.2, 0.0],
                [0.1, 0.2, 1.0, 0.0, -0.4],
                [-0.6, -0.2, 0.0, 1.0, 0.0],
                [0.3, 0.0, -0.4, 0.0, 1.0],
            ],
            **assumed,
        },
    ]


def add_acts(text: dict[str, Any]) -> None:
    """Acts of two parties, on ladders that go down and on one that does not."""
    text["acts"] += [
        {
            "name": "snub",
            "by": "ally",
            "issue": "backing",
            "floor": number(0.5),
            "sets": {"tension": number(-0.2)},
            "window": {"probability": number(0.7)},
        },
        {
            "name": "leak",
            "by": "south",
            "issue": "proof",
            "floor": number(0.0),
            "sets": {"strain": number(0.3), "session": number(0.2)},
            "window": {
                "probability": number(0.4),
                "factor_by_round": {"2": number(0.0), "otherwise": number(1.5)},
            },
        },
    ]


def add_schedules(text: dict[str, Any]) -> None:
    """Schedules by round, and a condition that drifts with nearly everything."""
    text["conditions"]["drill"] = {
        "probability_by_round": {"1": number(0.9), "7": number(0.8), "otherwise": number(0.2)},
        "damped_by": "restraint",
    }
    text["conditions"]["session"]["value_by_round"]["otherwise"] = number(0.25)
    text["conditions"]["fatigue"] = {
        "persistence": number(0.5),
        "mean": number(0.4),
        "noise": number(0.1),
        "drivers": {
            "drill * session": number(0.3),
            "agreement_in_force": number(-0.1),
            "undelivered.south * relief^2": number(0.2),
            "ever_agreed * strain": number(0.1),
        },
    }
    text["payoffs"]["north"]["fatigue * at_table"] = number(-0.3)
    text["payoffs"]["ally"]["fatigue * calm"] = number(0.3)
