"""Views of the table: packages, their worth, past offers; and what is kept from round to round."""

from __future__ import annotations

import numpy as np
import pytest

import bargaining as bg
from bargaining.codes import Response
from bargaining.strategies import OneWorld, QuantalResponse
from bargaining.views.table import TableEquilibrium

WORLDS = 40


def pie(**values):
    """The pie with so much noise that some agree late and some never."""
    noisy = {f"parties.{party}.choice_noise": 0.3 for party in ("ann", "bob")}
    rungs = {"issues.share.rungs": {"count": 6, "label": "{percent} to Bob"}}
    lookahead = {"settings.table_lookahead": {"value": 3, "source": "literature: none"}}
    return bg.load("rubinstein").replace({**noisy, **rungs, **lookahead, **values})


class Recording(QuantalResponse):
    """Writes down what the table shows, and decides as usual."""

    def __init__(self) -> None:
        self.proposals: list[dict] = []
        self.answers: list[dict] = []

    def _common(self, view):
        other = view.others[0]
        return {
            "round": view.round,
            "values": view.values.copy(),
            "theirs": view.values_of(other).copy(),
            "best": (view.best_value, np.where(view.feasible[:, None], view.values, -np.inf)),
            "apart": view.value_apart.copy(),
            "apart_theirs": view.value_apart_of(other).copy(),
            "mine_seen": view.offers_of(view.party),
            "theirs_seen": view.offers_of(other),
            "last_theirs": view.last_offer(other),
            "n": view.n,
        }

    def propose(self, view):
        self.proposals.append(self._common(view))
        return super().propose(view)

    def respond(self, view):
        self.answers.append({**self._common(view), "offered": view.offered, "offer": view.offer})
        return super().respond(view)


def test_both_principals_see_the_same_worths():
    ann, bob = Recording(), Recording()
    bg.simulate(pie(), worlds=WORLDS, seed=2, seats={"ann": ann, "bob": bob}, workers=1)
    first_of_ann, first_of_bob = ann.proposals[0], bob.answers[0]
    made = first_of_bob["n"]
    assert 0 < made <= WORLDS
    share = np.arange(6) / 5
    np.testing.assert_allclose(first_of_ann["values"][:, 0], np.tile(1 - share, (WORLDS, 1)))
    np.testing.assert_allclose(first_of_ann["theirs"], np.tile(share, (WORLDS, 1)))
    np.testing.assert_array_equal(first_of_bob["values"][:, 0], first_of_ann["theirs"][:made])
    assert (first_of_ann["apart"] == 0).all()
    assert (first_of_ann["apart_theirs"] == 0).all()
    assert (first_of_bob["offer"][:, 0] == first_of_bob["offered"]).all()


def test_past_offers_are_those_of_the_history():
    bob = Recording()
    outcomes = bg.simulate(pie(), worlds=WORLDS, seed=2, seats={"bob": bob}, workers=1)
    offers, proposer = outcomes.offer[:, :, 0], outcomes.proposer
    signed = outcomes.response == Response.AGREED
    assert signed.any(axis=1).sum() < WORLDS or signed.argmax(axis=1).max() > 1
    for seen in bob.proposals:
        best, offerable = seen["best"]
        np.testing.assert_array_equal(best, offerable.max(axis=2))
        round = seen["round"]
        open_still = ~signed[:, :round].any(axis=1)
        for place, name in ((1, "mine_seen"), (0, "theirs_seen")):
            told = np.where(proposer == place, offers, -1)[open_still, :round]
            np.testing.assert_array_equal(seen[name], told)
        history = seen["theirs_seen"]
        last = [next((o for o in row[::-1] if o >= 0), -1) for row in history]
        np.testing.assert_array_equal(seen["last_theirs"], last)


INERTIA = {"value": 0.1, "unit": "payoff units", "source": "literature: none"}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"table.one_agreement": False},
        {"table.may_walk": True, "parties.ann.inertia": INERTIA, "parties.bob.inertia": INERTIA},
    ],
)
def test_what_is_kept_from_round_to_round_changes_nothing(monkeypatch, changes):
    scenario = pie(**changes)
    kept = bg.simulate(scenario, worlds=200, seed=3, workers=1)
    reused = []

    def set_up_anew(rows, reactors, *, detail, known):
        reused.append(known)
        return TableEquilibrium(rows, reactors, detail=detail)

    with monkeypatch.context() as patch:
        patch.setattr("bargaining.protocol.round_context.TableEquilibrium", set_up_anew)
        anew = bg.simulate(scenario, worlds=200, seed=3, workers=1)
    assert any(stakes is not None for stakes in reused), "nothing was ever kept"
    for name in ("offer", "response", "payoff", "rung", "closing"):
        np.testing.assert_array_equal(kept[name], anew[name], err_msg=name)


def test_nobody_can_write_into_what_all_share():
    class Meddling(QuantalResponse):
        def propose(self, view):
            with pytest.raises(ValueError, match="read-only"):
                view.values[:] = 7.0
            with pytest.raises(ValueError, match="read-only"):
                view.packages[:] = 0
            return super().propose(view)

    usual = bg.simulate(pie(), worlds=20, seed=4, workers=1)
    meddled = bg.simulate(pie(), worlds=20, seed=4, seats={"ann": Meddling()}, workers=1)
    np.testing.assert_array_equal(usual.offer, meddled.offer)


def test_an_unasked_look_ahead_is_never_solved(monkeypatch):
    def refuse(*arguments, **keywords):
        raise AssertionError("somebody looked ahead")

    class Plain(QuantalResponse):
        def propose(self, view):
            return view.values[:, 0].argmin(axis=1)

        def respond(self, view):
            return view.value_if_agreed[:, 0] >= 0.5

    monkeypatch.setattr("bargaining.views.table.look_ahead", refuse)
    plain = {"ann": Plain(), "bob": Plain()}
    outcomes = bg.simulate(pie(), worlds=20, seed=4, seats=plain, workers=1)
    assert (outcomes.response[:, 0] == Response.AGREED).all()
    with pytest.raises(AssertionError, match="looked ahead"):
        bg.simulate(pie(), worlds=20, seed=4, workers=1)


def test_a_package_that_moves_nothing_may_be_signed_where_the_menu_says_so():
    class Nothing(QuantalResponse):
        def propose(self, view):
            assert view.feasible[:, 0].all() == view._rows.game.scenario.table.menu.empty_package
            return np.zeros(view.n, dtype=int)

        def respond(self, view):
            return np.ones(view.n, dtype=bool)

    seats = {"ann": Nothing(), "bob": Nothing()}
    for allowed in (False, True):
        scenario = pie(**{"table.menu.empty_package": allowed})
        outcomes = bg.simulate(scenario, worlds=5, seed=1, seats=seats, workers=1)
        assert ((outcomes.response[:, 0] == Response.AGREED) == allowed).all()
        assert (outcomes.payoff[:, 0] == (1.0 if allowed else 0.0)).all()
        assert ("agree" in str(outcomes.transcript(world=0))) == allowed


def test_scalars_of_the_table_say_what_arrays_say():
    seen = []

    def propose(view):
        best = max(view.packages, key=view.value)
        seen.append((view.round, view.horizon, view.others, view.last_offer("ann")))
        assert view.value(best) + view.value_to("ann", best) == pytest.approx(1.0)
        assert view.value_apart == 0.0
        return best

    def respond(view):
        assert view.value(view.offer) == view.value_if_agreed
        return view.value_if_agreed > 0.9

    seats = {"bob": OneWorld(propose=propose, respond=respond)}
    outcomes = bg.simulate(pie(), worlds=6, seed=9, seats=seats, workers=1)
    assert {others for _, _, others, _ in seen} == {("ann",)}
    assert {horizon for _, horizon, _, _ in seen} == {10}
    first = [last["share"] for round, _, _, last in seen if round == 1 and last is not None]
    told = outcomes.offer[outcomes.response[:, 0] == Response.REFUSED, 0, 0]
    assert sorted(first) == sorted(told.tolist())


def test_a_choice_may_be_given_by_own_type():
    """A number by type is what a row of zeros with a single 1 by type would be."""

    class Numbers(QuantalResponse):
        def propose(self, view):
            return view.values.argmax(axis=2)

    class BatchState(QuantalResponse):
        def propose(self, view):
            return np.eye(view.passing + 1)[view.values.argmax(axis=2)]

    scenario = bg.load("stockholm-2014").replace({"settings.rounds": 3})
    numbers = bg.simulate(scenario, worlds=20, seed=4, seats={"japan": Numbers()})
    rows = bg.simulate(scenario, worlds=20, seed=4, seats={"japan": BatchState()})
    assert (numbers.offer >= 0).any()
    np.testing.assert_array_equal(numbers.offer, rows.offer)
    np.testing.assert_array_equal(numbers.belief, rows.belief)
