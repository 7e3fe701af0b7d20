"""Numbers that a run is handed instead of drawing them, and designs of many points."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import bargaining as bg
from bargaining.engine.designs import play_points
from bargaining.outcomes.events import number_by_round, reduced
from bargaining.scenario.evidence import numbers_of
from bargaining.scenario.numbers import ValueNumber
from bargaining.scenario.terms import is_coefficient
from bargaining.world.given import given_parameters

PATIENCE = "parties.japan.discount_factor"
HURDLE = "parties.japan.hurdle"
ADJOURNMENT = "table.adjournment_probability"
SIZE = {"worlds_per_draw": 4, "seed": 5}


@pytest.fixture(scope="module")
def scenario():
    return bg.load("stockholm-2014").replace({"settings.rounds": 3})


@pytest.fixture(scope="module")
def drawn(scenario):
    return bg.simulate(scenario, worlds=12, **SIZE)


def same(one, other):
    return all(
        np.array_equal(one[name], other[name], equal_nan=one[name].dtype.kind == "f")
        for name in one
        if name != "given"
    )


BLOCK = {
    "name": "hurdles",
    "numbers": [PATIENCE, "outcome.partial"],
    "rank_correlations": [[1, -0.7], [-0.7, 1]],
    "source": "assumed",
    "why": "to try it",
}
WIDE = {"outcome.partial": {"low": 0.0, "high": 0.5}, "correlations": [BLOCK]}
POINTS = {"outcome.partial": [0.0, 0.02, 0.3]}


@pytest.mark.parametrize("given", [None, POINTS])
def test_a_threshold_is_read_as_it_was_played(scenario, given):
    pytest.importorskip("pandas")
    size = SIZE | ({"worlds": 40} if given is None else {"parameters": given})
    size["worlds_per_draw"] = 20 if given else 4
    wide = scenario.replace(WIDE)
    run = bg.simulate(wide, **size)
    threshold = number_by_round(run, "outcome.partial", wide.outcome.partial)
    played = run.parameters()["outcome.partial"].loc[run.draw].to_numpy()
    assert np.array_equal(threshold, np.repeat(played[:, None], 3, axis=1))
    summary = bg.simulate(wide, keep="summary", **size)
    assert np.array_equal(reduced(summary, "one_sided"), reduced(run, "one_sided"))
    assert reduced(run, "one_sided").any()


def test_what_was_drawn_plays_the_same_worlds_when_it_is_given(scenario, drawn):
    pytest.importorskip("pandas")
    frame = drawn.parameters()
    assert frame.shape == (3, len(frame.columns))
    assert not (frame.nunique() == 1).any()
    assert {*frame.attrs} == {"unit", "prior", "source"}
    assert all({*said} == {*frame.columns} for said in frame.attrs.values())
    again = bg.simulate(scenario, parameters=frame, **SIZE)
    assert same(drawn, again)
    assert again.parameters().equals(frame)
    assert {*again.parameters().attrs["prior"].values()} == {"given"}


def test_the_rest_is_drawn_as_ever(scenario, drawn):
    pytest.importorskip("pandas")
    given = [0.9, 0.95, 0.97]
    result = bg.simulate(scenario, parameters={PATIENCE: given}, **SIZE)
    frame, before = result.parameters(), drawn.parameters()
    assert [*frame[PATIENCE]] == given
    assert frame.drop(columns=PATIENCE).equals(before.drop(columns=PATIENCE))


def test_a_spread_that_is_given_spreads_the_weights(scenario):
    pytest.importorskip("pandas")
    spread = {"settings.spread": [0.0, 0.0]}
    frame = bg.simulate(scenario, parameters=spread, **SIZE).parameters()
    assert frame["settings.spread"].eq(0.0).all()
    weights = [
        path
        for path, number in numbers_of(scenario).items()
        if isinstance(number, ValueNumber) and number.spread is None and is_coefficient(path)
    ]
    assert len(weights) > 50
    assert not {*weights} & {*frame.columns[frame.nunique() > 1]}


@pytest.mark.parametrize(
    "batch", [pytest.param(1, marks=pytest.mark.slow), 3, pytest.param(5, marks=pytest.mark.slow)]
)
def test_batches_and_parts_get_the_rows_of_their_draws(scenario, batch):
    rows = {PATIENCE: [0.9, 0.95, 0.97]}
    whole = bg.simulate(scenario, parameters=rows, **SIZE)
    assert bg.simulate(scenario, parameters=rows, batch=batch, workers=2, **SIZE) == whole
    parts = [
        bg.simulate(scenario, parameters=rows, first_world=first, worlds=n, **SIZE)
        for first, n in ((0, 6), (6, 6))
    ]
    assert type(whole).concatenate(parts) == whole
    in_parts = [bg.simulate(scenario, parameters=rows, part=(i, 3), **SIZE) for i in (1, 2, 3)]
    assert bg.merge(in_parts) == whole
    assert bg.merge(in_parts).parameters().equals(whole.parameters())


def test_a_file_keeps_them_and_tells_the_same_history(scenario, tmp_path):
    result = bg.simulate(scenario, parameters={PATIENCE: [0.9, 0.95]}, **SIZE)
    loaded = bg.load_outcomes(result.save(tmp_path / "result.npz"))
    assert loaded == result
    assert loaded.transcript(5) == result.transcript(5)
    with pytest.raises(bg.OutcomesError, match="handed numbers instead of drawing them"):
        __import__("bargaining.engine").engine.replay(loaded.record, 5)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (3, "must be a table"),
        ({}, "without any"),
        ({"parties.japan.discount": [0.9]}, 'Did you mean "parties.japan.discount_factor"'),
        ({PATIENCE: [0.9], ADJOURNMENT: [0.1, 0.2]}, "as many values in each column"),
        (
            {PATIENCE: [np.nan]},
            "row 0: parties.japan.discount_factor must be a finite number; got nan",
        ),
        (
            {PATIENCE: [0.9, "much"]},
            "row 1: parties.japan.discount_factor must be a number; got 'much'",
        ),
        ({PATIENCE: ["0.9"]}, "must be a number; got '0.9'"),
        ({PATIENCE: [True]}, "must be a number; got True"),
        ({PATIENCE: [0.9 + 1j]}, "must be a number; got"),
        (
            {PATIENCE: np.array(["2014-01-01"], dtype="datetime64[ns]")},
            "must be a number; got 2014",
        ),
        ({PATIENCE: [10**400]}, "must be a number; got 1000"),
        ({PATIENCE: [[0.9]]}, "one number a draw"),
        ({PATIENCE: [0.9, -np.inf]}, "row 1: .* must be a finite number; got -inf"),
        (
            {PATIENCE: [0.9, -1]},
            r"parameters: row 1: .*discount_factor must be in \(0, 1\]; got -1",
        ),
        ({PATIENCE: [0.9, 1e300]}, r"row 1: .*discount_factor must be in \(0, 1\]; got 1e\+300"),
        ({HURDLE: [0.9, 1e300]}, "row 1: parties.japan.hurdle must be from -1e"),
        ({"draw": [0, 1]}, "holds no numbers, only draw"),
        (
            {"draw": [7, 7, -3], HURDLE: [1, 2, 3]},
            (
                "^parameters: draw must name each draw of the run once, from 0 on: 7 is there more "
                "than once; -3 is no number of a draw; 0 to 6 are missing$"
            ),
        ),
        ({"draw": [0, 1.5], HURDLE: [1, 2]}, "1.5 is no number of a draw"),
        ({"draw": [0, 2], HURDLE: [1, 2]}, "from 0 on: 1 is missing"),
        ({"draw": [0, "x"], HURDLE: [1, 2]}, "row 1: draw must be a number; got 'x'"),
        ({"draw": [0], HURDLE: [1, 2]}, "draw must have a number for each row, 2; got 1"),
        ({3: [0.9]}, "is no number"),
        ({PATIENCE: [0.9, 1.5], ADJOURNMENT: [0.1, 2.0]}, "discount_factor must be in"),
        ({PATIENCE: [0.9, 1.5], ADJOURNMENT: [0.1, 2.0]}, "adjournment_probability must be in"),
    ],
)
def test_what_cannot_be_played_is_refused_in_words(scenario, given, words):
    with pytest.raises(bg.ArgumentError, match=words):
        bg.simulate(scenario, parameters=given)


@pytest.mark.slow
def test_rows_are_put_in_the_order_of_their_draws(scenario, drawn):
    pytest.importorskip("pandas")
    frame = drawn.parameters()
    again = bg.simulate(scenario, parameters=frame, **SIZE)
    for table in (frame[::-1], frame.reset_index().sample(frac=1, random_state=1)):
        assert bg.simulate(scenario, parameters=table, **SIZE) == again
    # Numbers of later draws alone are those of later worlds.
    later = bg.simulate(scenario, parameters=frame[:0:-1], first_world=4, **SIZE)
    assert same(later, bg.simulate(scenario, first_world=4, worlds=8, **SIZE))
    assert later.parameters().equals(frame[1:])
    assert later.record.parameters != bg.simulate(
        scenario, parameters=frame[1:].reset_index(drop=True), **SIZE
    ).record.parameters  # fmt: skip
    with pytest.raises(bg.ArgumentError, match="from 0 on: 0 is missing"):
        bg.simulate(scenario, parameters=frame[1:], **SIZE)
    with pytest.raises(bg.ArgumentError, match="from 0 on: 3 to 4 are missing"):
        bg.simulate(scenario, parameters=frame, worlds=20, **SIZE)


def test_there_must_be_a_row_for_each_draw(scenario):
    with pytest.raises(bg.ArgumentError, match="need 3; got 2"):
        bg.simulate(scenario, parameters={PATIENCE: [0.9, 0.95]}, worlds=12, **SIZE)


DESIGN = {PATIENCE: [0.9, 0.95, 0.97], ADJOURNMENT: [0.2, 0.3, 0.4]}


@pytest.fixture(scope="module")
def played_alone(scenario):
    """Each point of the design by itself: handed in as a table, and written into the file."""
    found = []
    for point in zip(*DESIGN.values(), strict=True):
        rows = {path: [value] * 2 for path, value in zip(DESIGN, point, strict=True)}
        fixed = scenario.replace(dict(zip(DESIGN, point, strict=True)))
        handed_in = bg.simulate(scenario, parameters=rows, **SIZE)
        found.append((handed_in, bg.simulate(fixed, worlds=8, **SIZE)))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("batch", [6, 12, 2_000])
def test_points_share_all_luck_and_are_as_if_played_alone(
    scenario, played_alone, batch, monkeypatch
):
    monkeypatch.setattr("bargaining.engine.designs.BATCH", batch)
    points = given_parameters(scenario, DESIGN)
    results = play_points(scenario, points, lambda found: found, worlds=8, **SIZE)
    assert len(results) == 3
    for result, (handed_in, fixed) in zip(results, played_alone, strict=True):
        assert result == handed_in
        assert same(result, fixed)


@pytest.mark.slow
@pytest.mark.parametrize("batch", [8, 2_000])
def test_points_that_do_not_share_have_the_next_worlds(scenario, batch, monkeypatch):
    monkeypatch.setattr("bargaining.engine.designs.BATCH", batch)
    points = given_parameters(scenario, {PATIENCE: [0.9, 0.95, 0.97]})
    results = play_points(scenario, points, lambda found: found, worlds=8, sharing=2, **SIZE)
    for place, first in enumerate((0, 0, 8)):
        rows = {PATIENCE: [points.values[place, 0]] * 4}
        alone = bg.simulate(scenario, parameters=rows, worlds=8, first_world=first, **SIZE)
        assert same(results[place], alone)
        # The table of the run alone begins with draw 0, whichever world it begins with.
        digest = results[place].record.parameters
        assert results[place].record == replace(alone.record, parameters=digest)


def test_tables_say_that_numbers_were_handed_in(scenario, drawn):
    result = bg.simulate(scenario, parameters={PATIENCE: [0.9, 0.95, 0.97]}, **SIZE)
    assert "1 number handed in instead of drawn" in " ".join(str(result).split())
    compared = " ".join(str(bg.compare(drawn, result)).split())
    assert "numbers as drawn (before) against 1 number handed in" in compared


@pytest.mark.parametrize("folder", ["", " ", 3])
def test_a_folder_to_go_on_from_has_a_name(scenario, folder):
    with pytest.raises(bg.ArgumentError, match="resume must name a folder"):
        bg.simulate(scenario, worlds=2, resume=folder)
