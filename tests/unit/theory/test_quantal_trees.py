"""Noisy trees against iterated noisy replies along every path, shocks drawn, and known limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import (
    Draw,
    End,
    Turn,
    build_crisis,
    build_offers,
    solve_logit_tree,
    solve_logit_ultimatum,
)

payoffs = st.integers(-4, 4).map(float)
noises = st.floats(0.2, 20.0)


@st.composite
def trees(draw, depth: int = 3, label: str = ""):
    """A random game of two parties with a unique name for every node."""
    kind = "end" if depth == 0 else draw(st.sampled_from(["end", "turn", "turn", "draw"]))
    if kind == "end" and label:
        return End(f"end{label}", (draw(payoffs), draw(payoffs)))
    below = [
        draw(trees(depth=depth - 1, label=f"{label}{k}")) for k in "abc"[: draw(st.integers(1, 3))]
    ]
    options = {f"{k}": node for k, node in enumerate(below)}
    if kind == "draw":
        shares = {key: 1 / len(options) for key in options}
        return Draw(f"luck{label}", {key: (shares[key], node) for key, node in options.items()})
    return Turn(f"turn{label}", draw(st.integers(0, 1)), options)


def worth(node, play: dict[str, list[float]], party: int) -> float:
    """Follow every path of given behaviour to its end."""
    if isinstance(node, End):
        return node.payoffs[party]
    if isinstance(node, Draw):
        return sum(p * worth(after, play, party) for p, after in node.options.values())
    after = node.options.values()
    return sum(p * worth(n, play, party) for p, n in zip(play[node.name], after, strict=True))


def turns(node) -> list[Turn]:
    if isinstance(node, End):
        return []
    below = node.options.values()
    below = [n for _, n in below] if isinstance(node, Draw) else list(below)
    found = [turn for n in below for turn in turns(n)]
    return [node, *found] if isinstance(node, Turn) else found


def iterate(game, noise: float) -> dict[str, list[float]]:
    """Let all agents answer each other's play at once, over and over."""
    agents = turns(game)
    play = {turn.name: [1 / len(turn.options)] * len(turn.options) for turn in agents}
    for _ in range(5):
        new = {}
        for turn in agents:
            weights = [
                math.exp(worth(after, play, turn.party) / noise) for after in turn.options.values()
            ]
            new[turn.name] = [weight / math.fsum(weights) for weight in weights]
        play = new
    return play


@settings(max_examples=60)
@given(trees(), noises)
def test_no_agent_wants_another_noisy_reply(game, noise: float) -> None:
    solved = solve_logit_tree(game, noise)
    replies = iterate(game, noise)
    assert set(solved.choices) == set(replies)
    for name, odds in replies.items():
        np.testing.assert_allclose(list(solved.choices[name].values()), odds, atol=1e-9)
    for party in (0, 1):
        assert float(solved.values[party]) == pytest.approx(worth(game, replies, party), abs=1e-9)
    assert math.fsum(map(float, solved.ends.values())) == pytest.approx(1)


@pytest.mark.slow
@settings(max_examples=60)
@given(trees(), noises, st.floats(0.1, 10), st.floats(-5, 5))
def test_units_of_payoff_do_not_matter(game, noise: float, factor: float, shift: float) -> None:
    def scaled(node):
        if isinstance(node, End):
            return End(node.name, tuple(factor * p + shift for p in node.payoffs))
        if isinstance(node, Draw):
            return Draw(node.name, {k: (p, scaled(n)) for k, (p, n) in node.options.items()})
        return Turn(node.name, node.party, {k: scaled(n) for k, n in node.options.items()})

    plain, other = solve_logit_tree(game, noise), solve_logit_tree(scaled(game), noise * factor)
    for name, chance in plain.ends.items():
        assert float(other.ends[name]) == pytest.approx(float(chance), abs=1e-9)


@given(noises)
def test_one_offer_is_the_logit_ultimatum(noise: float) -> None:
    offers = np.arange(1, 11) / 10
    known = solve_logit_ultimatum(offers, noise)
    play = solve_logit_tree(build_offers(offers), noise)
    odds = play.choices["offer 0"]
    assert float(odds["pass"]) == pytest.approx(float(known.pass_probability))
    for k, offer in enumerate(offers):
        assert float(odds[f"{offer:g}"]) == pytest.approx(float(known.offer_probabilities[k]))
        taken = play.choices[f"answer 0 to {offer:g}"]["accept"]
        assert float(taken) == pytest.approx(float(known.acceptance_probabilities[k]))
    assert float(play.ends["agreed in round 0"]) == pytest.approx(
        float(known.agreement_probability)
    )


def test_a_chooser_with_logistic_shocks_has_these_frequencies() -> None:
    """Draw the shocks that logit choice stands for, and let all agents simply maximise."""
    rng = np.random.default_rng(5)
    noise, n = 0.7, 200_000
    play = solve_logit_tree(build_crisis((0, 0), (1, -1), (-0.8, -1.5)), noise)
    resist = -1.5 + noise * rng.gumbel(size=n) > -1 + noise * rng.gumbel(size=n)
    expected = play.choices["resist?"]["resist"]
    assert abs(resist.mean() - expected) < 4 * np.sqrt(expected * (1 - expected) / n)
    mean = -0.8 * expected + 1 * (1 - expected)
    challenge = mean + noise * rng.gumbel(size=n) > noise * rng.gumbel(size=n)
    war = challenge & resist
    expected = play.ends["war"]
    assert abs(war.mean() - expected) < 4 * np.sqrt(expected * (1 - expected) / n)


def backwards(node) -> tuple[float, ...]:
    """Plain backward induction, the first best option taken."""
    if isinstance(node, End):
        return node.payoffs
    return max((backwards(n) for n in node.options.values()), key=lambda v: v[node.party])


@pytest.mark.parametrize(
    "game",
    [
        build_crisis((1, 5), (2, 2), (0, 0)),
        build_crisis((0, 0), (-1, 2), (1, 1)),
        build_crisis((0, 0), (-1, 2), (1, 3)),
        build_crisis((0, 0), (1, -1), (-0.5, -0.9)),
        build_crisis((0, 0), (1, -1), (-0.5, -1.1)),
        build_offers([0.1, 0.3, 0.6], rounds=3, discount_factors=(0.9, 0.8)),
    ],
)
def test_little_noise_is_backward_induction(game: Turn) -> None:
    gaps = [
        np.abs(solve_logit_tree(game, noise).values - backwards(game)).max()
        for noise in (0.1, 0.01, 0.001)
    ]
    assert gaps[2] <= gaps[1] <= gaps[0]
    assert gaps[2] < 1e-3


@given(st.tuples(payoffs, payoffs), st.tuples(payoffs, payoffs), st.tuples(payoffs, payoffs))
def test_endless_noise_is_a_coin_at_every_turn(one, two, three) -> None:
    play = solve_logit_tree(build_crisis(one, two, three), 1e9)
    assert float(play.ends["status quo"]) == pytest.approx(0.5)
    assert float(play.ends["war"]) == pytest.approx(0.25)


@given(noises, st.floats(-2, 2), st.floats(0.01, 2))
def test_who_loses_less_by_war_resists_more(noise: float, war: float, more: float) -> None:
    low, high = (
        solve_logit_tree(build_crisis((0, 0), (1, -1), (-1, value)), noise)
        for value in (war, war + more)
    )
    assert high.choices["resist?"]["resist"] >= low.choices["resist?"]["resist"]
    # The other sees it coming, since war is worse than capitulation for it.
    assert high.choices["challenge?"]["challenge"] <= low.choices["challenge?"]["challenge"]


def test_repeating_offers_only_multiplies_rounds() -> None:
    """With no patience for later rounds the first one is as if it were alone."""
    alone = solve_logit_tree(build_offers([0.25, 0.5]), 0.1)
    short = solve_logit_tree(build_offers([0.25, 0.5], 4, (1e-12, 1e-12)), 0.1)
    for offer in ("0.25", "0.5", "pass"):
        assert float(short.choices["offer 0"][offer]) == pytest.approx(
            float(alone.choices["offer 0"][offer])
        )
    assert "agreed in round 3" in short.ends


def test_takes_arrays_of_noise_and_payoffs() -> None:
    noise = np.array([[0.1], [1.0]])
    war = np.array([-2.0, -1.0, 0.5])
    play = solve_logit_tree(build_crisis((0, 0), (1, -1), (-1, war)), {0: noise, 1: 0.5})
    assert play.values.shape == (2, 3, 2)
    assert play.ends["war"].shape == play.choices["resist?"]["resist"].shape == (2, 3)
    alone = solve_logit_tree(build_crisis((0, 0), (1, -1), (-1, 0.5)), {0: 1.0, 1: 0.5})
    np.testing.assert_allclose(play.values[1, 2], alone.values)


def test_a_draw_mixes_what_follows() -> None:
    end = [End("low", (0, 1)), End("high", (10, 5))]
    play = solve_logit_tree(Draw("coin", {"a": (0.25, end[0]), "b": (0.75, end[1])}), 1.0)
    np.testing.assert_allclose(play.values, [7.5, 4.0])
    assert float(play.ends["high"]) == 0.75


def loop() -> Turn:
    options: dict = {}
    first = Turn("first", 0, options)
    options["again"] = Turn("second", 1, {"back": first})
    return first


END = End("end", (0, 0))


@pytest.mark.parametrize(
    ("game", "noise", "complaint"),
    [
        (END, 0.0, "choice_noise"),
        (END, {0: 1.0}, "each party"),
        (Turn("x", 0, {}), 1.0, "no options"),
        (Turn("x", 2, {"a": END}), 1.0, "from 0 to 1"),
        (Turn("x", 0, {"a": Turn("x", 1, {"a": END})}), 1.0, "two turns"),
        (Turn("x", 0, {"a": END, "b": End("short", (1,))}), 1.0, "same parties"),
        (Turn("x", 0, {"a": "war"}), 1.0, "made of End"),  # type: ignore[dict-item]
        (End("end", (np.nan, 0)), 1.0, "payoff of"),
        (Draw("x", {"a": (0.5, END), "b": (0.6, END)}), 1.0, "sum to 1"),
        (Draw("x", {"a": (1.5, END)}), 1.0, "probability"),
        (loop(), 1.0, "leads back"),
    ],
)
def test_refuses_what_is_no_game(game, noise, complaint: str) -> None:
    with pytest.raises(ArgumentError, match=complaint):
        solve_logit_tree(game, noise)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (([1.5],), "offers"),
        (([0.5, 0.5],), "all different"),
        (([0.5], 0), "rounds"),
        (([0.5], 2, (0.0, 0.5)), "discount_factors"),
    ],
)
def test_refuses_offers_that_cannot_be(arguments, complaint: str) -> None:
    with pytest.raises(ArgumentError, match=complaint):
        build_offers(*arguments)
