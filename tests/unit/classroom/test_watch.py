"""Worlds that a class watches are those of `simulate`, as they are and as changed."""

import base64
import json
from importlib.resources import files

import numpy as np
import pytest

import bargaining as bg
from bargaining.classroom.watch import TALKS, Settings, Watch, answers
from bargaining.errors import ArgumentError, ScenarioError
from bargaining.outcomes import Ending
from bargaining.text.languages import LANGUAGES, translated

N, PATH = 40, "parties.japan.hurdle"
HELD = {"numbers": {PATH: 0.02}, "counterfactual": "nuclear_test"}


@pytest.fixture(scope="module")
def watch():
    return Watch("stockholm-2014", worlds=N, seed=3)


@pytest.fixture(scope="module")
def changed(watch):
    return watch.play(HELD)


@pytest.fixture(scope="module")
def expected():
    scenario = bg.load("stockholm-2014")
    before = bg.simulate(scenario, worlds=N, seed=3)
    parameters = {PATH: [0.02] * (N // 5)}
    tested = scenario.intervene("nuclear_test")
    return before, bg.simulate(tested, worlds=N, seed=3, parameters=parameters)


def array(text, *shape):
    return np.frombuffer(base64.b64decode(text), dtype=np.uint8).reshape(shape)


def test_pictures_hold_what_simulate_plays(changed, expected):
    months = len(changed["dates"])
    assert months == 24
    issues = [one["path"].removeprefix("issues.") for one in changed["issues"]]
    assert issues == ["sanctions_relief", "abductee_information", "test_restraint"]
    for when, outcomes in zip(("before", "after"), expected, strict=True):
        drawn = changed[when]
        assert (array(drawn["endings"], N, months) == outcomes["ending_by_round"]).all()
        talks = array(drawn["talks"], N, months)
        assert ((talks == TALKS.index("an agreement is in force"))
                == (outcomes["agreement_in_force"] & ~outcomes["talks_broken"])).all()  # fmt: skip
        assert set(np.unique(talks)) <= {*range(len(TALKS))}
        for issue, coded, about in zip(issues, drawn["rungs"], changed["issues"], strict=True):
            rungs = array(coded, N, months + 1)
            place = outcomes.labels["issue"].index(issue)
            assert (rungs[:, 0] == outcomes["initial_rung"][:, place]).all()
            assert (rungs[:, 1:] == outcomes["rung"][:, :, place]).all()
            levels = np.array(about["levels"])
            assert (levels[rungs[:, -1]] == outcomes.final_level[:, place]).all()


def test_shares_and_effect_are_those_of_summary_and_compare(changed, expected):
    comparison = bg.compare(*expected)
    assert changed["effect"]["text"] == f"{comparison.net_effect()}."
    differing = int((expected[0].ending != expected[1].ending).sum())
    assert changed["effect"]["flipped"].startswith(f"{differing} of {N} worlds")
    summaries = [outcomes.summary()["endings"] for outcomes in expected]
    rows = zip(Ending, changed["endings"], changed["effect"]["changes"], strict=True)
    for ending, row, told in rows:
        change = comparison.endings[ending]
        assert row["label"] == ending.words
        assert told["change"] == change.estimate.value
        assert told["standard_error"] == change.estimate.standard_error
        for when, summary in zip(("before", "after"), summaries, strict=True):
            for key in ("share", "standard_error", "interval"):
                assert row[when][key] == summary[ending.key][key]


def test_without_settings_nothing_is_after(watch):
    data = watch.play()
    assert data["after"] is None
    assert data["effect"] is None
    assert all("after" not in row for row in data["endings"])
    assert data == watch.play({"numbers": {}, "counterfactual": None})


def test_a_value_reaches_the_engine_and_all_else_is_the_same_luck(watch):
    held = watch.outcomes({"numbers": {PATH: 0.02}})
    assert (held.parameters()[PATH] == 0.02).all()
    drawn, now = watch.outcomes().parameters(), held.parameters()
    others = [path for path in drawn if path != PATH]
    assert (drawn[others] == now[others]).all(axis=None)
    # Held at what it was drawn as, each world is as it was.
    outcomes = Watch("stockholm-2014", worlds=5, seed=3)
    own = float(outcomes.outcomes().parameters()[PATH].iloc[0])
    same = outcomes.play({"numbers": {PATH: own}})
    assert same["after"] == same["before"]
    assert "0 of 5 worlds end otherwise" in same["effect"]["flipped"]


def test_what_was_played_is_remembered_and_not_without_end(watch):
    first = watch.outcomes()
    for value in np.linspace(-0.2, 0.04, 9).tolist():
        assert watch.outcomes({"numbers": {PATH: value}}) is watch.outcomes(
            {"numbers": {PATH: value}}
        )
    assert watch.outcomes() is first
    assert len(watch._played) <= 7


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"numbers": {"parties.japan.hurdel": 0.1}}, "parties.japan.hurdle"),
        ({"numbers": {"parties.japan.discount_factor": 2.0}}, "discount_factor"),
        ({"numbers": {PATH: "much"}}, "settings must be"),
        ({"numbers": {PATH: True}}, "settings must be"),
        ({"numbers": [1]}, "settings must be"),
        ({"counterfactual": 3}, "settings must be"),
        ([1], "settings must be"),
        ({"counterfactual": "nuclear_tset"}, "nuclear_test"),
    ],
)
def test_bad_settings_are_refused_in_words(watch, settings, told):
    with pytest.raises((ArgumentError, ScenarioError), match=told):
        watch.play(settings)


def test_settings_do_not_depend_on_their_order():
    one = Settings.of({"numbers": {"a": 1, "b": 2.0}, "counterfactual": ""})
    assert one == Settings.of({"numbers": {"b": 2, "a": 1.0}})
    assert Settings.of(None) == Settings()


@pytest.mark.parametrize("worlds", [-1, 10**6])
def test_so_many_worlds_are_not_drawn(worlds):
    with pytest.raises(ArgumentError, match="worlds must be"):
        Watch("stockholm-2014", worlds=worlds)


@pytest.mark.slow
def test_sliders_are_the_numbers_that_given_finds(watch):
    sliders = watch.sliders()
    outcomes = bg.simulate("stockholm-2014", worlds=2000, seed=3)
    shares = np.bincount(outcomes.ending, minlength=5) / 2000
    split = Ending(int(np.abs(shares - 0.5).argmin()))
    # These two are one draw.
    together = "parties.japan.expected_delivery"
    moved = [
        one
        for one in bg.given(outcomes, {split.key: True}).moved
        if not one.path.startswith(together)
    ]
    assert [one["path"] for one in sliders] == [one.path for one in moved][:5]
    assert [one["sure"] for one in sliders] == [one.told_apart for one in moved][:5]
    frame = outcomes.parameters()
    for one in sliders:
        assert one["ending"] == split.words
        assert one["low"] < one["middle"] < one["high"]
        # The ends are the first and the last tenth of the prior.
        low, high = frame[one["path"]].quantile([0.1, 0.9])
        spread = frame[one["path"]].std()
        assert abs(low - one["low"]) < 0.3 * spread
        assert abs(high - one["high"]) < 0.3 * spread
        watch.outcomes({"numbers": {one["path"]: one["high"]}})
    assert watch.sliders() is sliders


def test_where_every_number_is_fixed_there_are_no_sliders():
    game = Watch("ultimatum", worlds=20)
    assert game.sliders() == []
    assert [one["path"] for one in game.play()["switches"]] == ["counterfactuals.noisy_choices"]


def test_a_story_is_that_of_the_game_by_hand(watch):
    for settings in (None, {"counterfactual": "nuclear_test"}):
        scenario = bg.load("stockholm-2014")
        if settings:
            scenario = scenario.intervene("nuclear_test")
        talks = bg.Negotiation(scenario, seed=3, world=7).play()
        told = watch.tell(7, settings)
        assert told["world"] == 7
        assert [one["date"] for one in told["story"]] == [one.date for one in talks.story]
        assert [one["sentences"] for one in told["story"]] == [
            list(one.sentences) for one in talks.story
        ]
        assert told["ending"] in " ".join(" ".join(talks.ending()).split())


@pytest.mark.parametrize("world", [-1, N, "7", None, True, 1.0])
def test_there_is_no_such_world(watch, world):
    with pytest.raises(ArgumentError, match="world must be"):
        watch.tell(world)


def test_a_number_tells_where_it_comes_from(watch):
    found = watch.why(PATH)
    assert found["sourced"][0]["label"] == "Japan's hurdle"
    assert found["sourced"][0]["value"] == "-0.2 to 0.05 payoff units"
    assert found["sourced"][0]["sources"] == ["tokyo-report-2014:7", "assumed"]
    assert found["paragraphs"][0]["says"].startswith("Since both know this, they can talk")
    assert [one["label"] for one in watch.why("outcome")["sourced"]].count("outcome.partial") == 1
    data = watch.play()
    for one in (*data["issues"], *data["switches"], *watch.sliders()):
        assert watch.why(one["path"])["sourced"]


def test_the_page_is_answered_and_refused_in_words():
    ask = answers("stockholm-2014", worlds=10, seed=3)
    assert set(ask) == {"watch", "sliders", "tell", "why", "theory"}
    assert ask["watch"]({})["kind"] == "watched"
    assert ask["watch"]({"settings": HELD})["data"]["after"] is not None
    assert ask["tell"]({"world": 3})["kind"] == "told"
    assert ask["why"]({"path": PATH})["kind"] == "because"
    assert ask["theory"]({"lesson": "ultimatum"})["data"]["lesson"] == "ultimatum"
    for kind, message in (
        ("watch", {"settings": {"counterfactual": "none"}}),
        ("tell", {"world": 99}),
        ("why", {"path": "nothing"}),
        ("theory", {"lesson": "nash"}),
    ):
        refused = ask[kind](message)
        assert (refused["kind"], refused["asked"]) == ("refused", kind)
        assert refused["why"]


def paths(value):
    """Return what the page sends back, which is in no language."""
    if isinstance(value, dict):
        own = [value["path"]] if "path" in value else []
        return own + [path for one in value.values() for path in paths(one)]
    return [path for one in value for path in paths(one)] if isinstance(value, list) else []


def test_the_page_knows_the_endings():
    script = (files("bargaining.classroom") / "page" / "draw.js").read_text("utf-8")
    known = ", ".join(f'{one.key}: "{one.words}"' for one in Ending)
    assert f"ENDINGS = {{ {known} }}" in script


def test_it_can_be_sent_in_every_language(watch, changed):
    told = [changed, watch.tell(7), watch.sliders(), watch.why(PATH)]
    assert json.loads(json.dumps(told)) == told
    for language in set(LANGUAGES) - {"en"}:
        other = translated(told, language)
        for ours, theirs in zip(told, other, strict=True):
            assert paths(ours) == paths(theirs)
        assert other[0]["before"] == changed["before"]
        for texts in (
            [one["label"] for one in other[0]["endings"]],
            [one["label"] for one in other[0]["issues"]],
            [one["label"] for one in other[0]["switches"]],
            other[0]["dates"],
            other[0]["talks"],
            [other[0]["effect"]["text"], other[0]["effect"]["flipped"], other[1]["ending"]],
            [one["label"] for one in other[2]],
        ):
            assert not any(letter.isascii() and letter.isalpha() for letter in "".join(texts))
