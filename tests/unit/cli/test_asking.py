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


def test_the_folder_of_a_result_stands_for_it(call, saved, tmp_path, monkeypatch):
    outcomes, _ = saved
    monkeypatch.chdir(tmp_path)
    for folder, ending in (("one", "npz"), ("two", "parquet"), ("stockholm-2014", "npz")):
        (tmp_path / folder).mkdir()
        outcomes.save(tmp_path / folder / f"outcomes.{ending}")
    for folder in ("one", str(tmp_path / "two"), "./stockholm-2014"):
        assert call("explain", folder) == (0, f"{outcomes.explain().table()}\n", "")
        assert call("transcript", folder)[1].splitlines()[1] == "World 0 of two-types, seed 0"
        assert "is a result: give the name" in call("why", folder, "parties")[2]
    # The name of a scenario that ships stays one.
    told = call("transcript", "stockholm-2014")[1]
    assert told.splitlines()[1] == "World 0 of stockholm-2014, seed 0"
    (tmp_path / "empty").mkdir()
    code, out, err = call("explain", "empty")
    assert (code, out) == (2, "")
    assert "is a folder; give the path of a" in err


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


PLAYED = (
    (("ask", "P(settlement)", "--seed", "0"), "--seed"),
    (("ask", "P(settlement)", "--worlds", "9", "--workers", "1"), "--worlds and --workers"),
    (("explain", "--worlds-per-draw", "2"), "--worlds-per-draw"),
    (("transcript", "--seed", "3", "--world", "1"), "--seed"),
    (("given", "ever(agreement)", "--seed", "1"), "--seed"),
    (("discover", "settlement", "--worlds", "9"), "--worlds"),
)


@pytest.mark.parametrize(("asked", "named"), PLAYED)
def test_what_a_result_would_not_follow_is_refused_in_a_sentence(call, saved, asked, named):
    command, *more = asked
    said = (
        f"{saved[1]} is a saved result, whose worlds are played already: leave out {named}, or "
        "name a scenario to play instead\n"
    )
    assert call(command, saved[1], *more) == (2, "", said)


def test_a_history_is_told_in_json(call, saved):
    outcomes, path = saved
    code, out, err = call("transcript", path, "--world", "17", "--json", "--full")
    assert (code, err) == (0, "")
    told, history = json.loads(out), outcomes.history(17)
    assert (told["scenario"], told["world"], told["run"]["seed"]) == ("two-types", 17, 0)
    assert told["transcript"] == outcomes.transcript(17)
    decisions = [(event.round, event.decision, event.party) for event in history.events]
    assert [(one["round"], one["decision"], one["party"]) for one in told["events"]] == decisions
    last = told["events"][-1]
    assert last["data"]["ending"] == bg.Ending(outcomes["ending"][17]).key
    offers = [one for one in history.events if one.decision == "offer"]
    stored = [one["data"] for one in told["events"] if one["decision"] == "offer"]
    assert stored == [dict(one.data) for one in offers]
    code, out, _ = call("transcript", path, "--world", "17", "--json")
    assert json.loads(out)["transcript"] == outcomes.transcript(17, highlights=True)
