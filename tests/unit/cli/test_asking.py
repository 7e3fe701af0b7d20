"""`bargaining ask`, `explain` and `transcript`, on a saved result and on worlds played for them."""

from __future__ import annotations

import json

import pytest

import bargaining as bg

FEW = ("--worlds", "40", "--workers", "1", "--quiet")


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    outcomes = bg.simulate("two-types", worlds=40, seed=0)
    return outcomes, str(outcomes.save(tmp_path_factory.mktemp("saved") / "o.npz"))


def test_it_measures_what_is_asked(call, saved):
    outcomes, path = saved
    asked = ("P(settlement | type.bob == weak)", "E(payoff.ann)")
    said = "".join(f"{bg.measure(outcomes, text)}\n" for text in asked)
    assert call("ask", path, *asked) == (0, said, "")
    assert call("ask", "two-types", *asked, *FEW) == (0, said, "")
    code, out, _ = call("ask", path, *asked, "--json")
    assert code == 0
    assert [one["value"] for one in json.loads(out)] == [
        bg.measure(outcomes, text).value for text in asked
    ]


def test_what_cannot_be_asked_is_refused_before_anything_is_played(call, monkeypatch):
    monkeypatch.setattr("bargaining.engine.simulate", None)
    code, out, err = call("ask", "two-types", "P(settlement)", "P(no such thing)", *FEW)
    assert (code, out) == (2, "")
    assert "P(no such thing)" in err


def test_it_explains_a_result(call, saved):
    outcomes, path = saved
    assert call("explain", path) == (0, f"{outcomes.explain().table()}\n", "")
    code, out, _ = call("explain", "two-types", *FEW, "--json")
    assert code == 0
    assert json.loads(out) == json.loads(json.dumps(outcomes.explain().to_dict()))


def test_a_world_is_told_alone_as_in_its_run(call, saved):
    outcomes, path = saved
    told = f"{outcomes.transcript(17)}\n"
    assert call("transcript", path, "--world", "17", "--full") == (0, told, "")
    assert call("transcript", "two-types", "--world", "17", "--full") == (0, told, "")
    shorter = f"{outcomes.transcript(17, highlights=True)}\n"
    assert call("transcript", path, "--world", "17") == (0, shorter, "")


@pytest.mark.parametrize(
    ("world", "words"),
    [("-1", "--world must be the number of a world"), ("40", "which holds 0 to 39; got 40")],
)
def test_a_world_that_is_not_there_is_refused(call, saved, world, words):
    code, out, err = call("transcript", saved[1], "--world", world)
    assert (code, out) == (2, "")
    assert words in err


def test_the_first_world_of_a_part_is_told_and_a_strategy_is_seated_again(call, tmp_path):
    part = bg.simulate("two-types", worlds=40, seed=0, part=(2, 4), seats={"ann": "boulware"})
    path = str(part.save(tmp_path / "part.npz"))
    code, out, _ = call("transcript", path)
    assert code == 0
    assert out.splitlines()[1] == "World 10 of two-types, seed 0"
    code, out, err = call("why", path, "parties")
    assert (code, out) == (2, "")
    assert "is a result: give the name or the file of its scenario" in err


def test_a_far_world_costs_no_more_than_a_near_one(call):
    code, out, _ = call("transcript", "stockholm-2014", "--world", "1000000000000")
    assert code == 0
    assert "World 1000000000000 of stockholm-2014" in out
