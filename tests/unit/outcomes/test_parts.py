"""Parts of a run: whole draws each, put together in any order, and refused by name."""

from __future__ import annotations

import dataclasses
import json
import re
import tracemalloc

import numpy as np
import pytest

import bargaining as bg
from bargaining.outcomes.parts import worlds_of_part
from tests.unit.outcomes.synthetic import synthetic


def part(number: int, n_parts: int = 4, worlds: int = 95, n_played: int = 95, **other):
    """Return a part of a made-up run, of which `other` changes the record."""
    ours = worlds_of_part(number, n_parts, worlds, 10)
    one = synthetic(95).select(slice(ours.start, min(ours.stop, ours.start + n_played)))
    record = dataclasses.replace(one.record, run_worlds=worlds, n_parts=n_parts, **other)
    return bg.Outcomes(arrays(one), one.axes, one.labels, record)


def arrays(one):
    return {name: one[name] for name in one}


@pytest.mark.parametrize(
    ("n_parts", "worlds", "per_draw"), [(1, 7, 20), (4, 95, 10), (40, 10_000, 20), (7, 8, 1)]
)
def test_parts_hold_each_world_once_and_whole_draws(n_parts, worlds, per_draw):
    ranges = [worlds_of_part(i, n_parts, worlds, per_draw) for i in range(1, n_parts + 1)]
    assert [world for one in ranges for world in one] == list(range(worlds))
    draws = [{world // per_draw for world in one} for one in ranges]
    assert sum(map(len, draws)) == len(set().union(*draws))
    # As equal as whole draws allow.
    assert max(map(len, draws)) - min(map(len, draws)) <= 1


def test_parts_in_any_order_and_from_files_are_the_whole(tmp_path):
    parts = [part(number) for number in (3, 1, 4, 2)]
    whole = synthetic(95)
    assert bg.merge(parts) == whole
    assert bg.merge(iter(parts)).record == whole.record
    files = [one.save(tmp_path / f"part-{place}.npz") for place, one in enumerate(parts)]
    assert bg.merge([files[0], str(files[1]), parts[2], files[3]]) == whole
    # What was handed in is whole afterwards.
    assert bg.merge(parts) == whole
    assert bg.merge([part(1, n_parts=1)]) == whole


@pytest.mark.slow
def test_files_are_merged_in_little_more_memory_than_the_whole_needs(tmp_path):
    run = synthetic(20_000)
    files = []
    for number in (1, 2, 3, 4):
        one = run.select(slice((number - 1) * 5_000, number * 5_000))
        record = dataclasses.replace(one.record, run_worlds=20_000, n_parts=4)
        one = bg.Outcomes(arrays(one), one.axes, one.labels, record)
        files.append(one.save(tmp_path / f"{number}.npz"))
    tracemalloc.start()
    whole = bg.merge(files)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert whole == run
    sizes = [array.nbytes for array in arrays(whole).values()]
    assert peak < 1.1 * (sum(sizes) + max(sizes))


def test_a_corrected_reason_or_title_does_no_harm():
    parts = [part(number) for number in (1, 2, 3, 4)]
    record = parts[2].record
    text = parts[2].scenario.model_copy(
        update={"header": parts[2].scenario.header.model_copy(update={"title": "Corrected"})}
    )
    corrected = dataclasses.replace(record, scenario=text.model_dump_json())
    assert corrected.scenario != record.scenario
    parts[2] = bg.Outcomes(arrays(parts[2]), parts[2].axes, parts[2].labels, corrected)
    merged = bg.merge(parts)
    assert merged == synthetic(95)
    # Another library version of the same model plays the same.
    other = dataclasses.replace(record, versions={"bargaining": "0.9"})
    parts[2] = bg.Outcomes(arrays(parts[2]), parts[2].axes, parts[2].labels, other)
    np.testing.assert_array_equal(bg.merge(parts).ending, merged.ending)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([], ["merge needs the parts of a run; got none"]),
        ([part(1), part(2), part(4)], ["part 3 of 4 is missing"]),
        ([part(4)], ["parts 1, 2, 3 of 4 are missing"]),
        (
            [part(1), part(2), part(3), part(4), part(2)],
            ["result 5 is part 2/4 once more, which result 2 is already"],
        ),
        (
            [part(1), part(2), part(3), synthetic(95)],
            ["result 4 is no part of a run", "part 4 of 4 is missing"],
        ),
        (
            [part(1, seed=8), part(2), part(3), part(4)],
            ["result 1 is of another run: seed 8, but 7 in result 2"],
        ),
        (
            [part(1), part(3, worlds=96), part(4)],
            ["result 2 is of another run: worlds 96, but 95 in result 1", "part 2 of 4"],
        ),
        (
            [part(1), part(2), part(3), part(4, played_digest="another")],
            ["result 4 is of another run: scenario other than in result 1"],
        ),
        (
            [part(1), part(2), part(3), part(4, seats={"north": "hold"})],
            ["result 4 is of another run: seats {'north': 'hold'}, but {} in result 1"],
        ),
        (
            [part(1), part(2), part(3, n_played=5), part(4)],
            ["result 3 holds 5 of the 20 worlds of part 3/4, which was stopped: play it again"],
        ),
    ],
)
def test_all_that_is_wrong_is_named_at_once(parts, said):
    with pytest.raises(bg.ArgumentError) as refused:
        bg.merge(parts)
    lines = str(refused.value).splitlines()
    assert len(lines) == len(said)
    for line, words in zip(lines, said, strict=True):
        assert words in line


def test_the_numbers_of_another_scenario_are_named():
    text = json.loads(part(1).record.scenario)
    text["parties"]["north"]["discount_factor"] |= {"value": 0.5}
    text["parties"]["north"]["label"] = "Other words"
    other = part(2, scenario=json.dumps(text), played_digest="another")
    with pytest.raises(bg.ArgumentError) as refused:
        bg.merge([part(1), other, part(3), part(4)])
    assert str(refused.value) == (
        "result 2 is of another run: scenario other than in result 1: parties.north.discount_factor"
    )


def test_advice_in_a_part_is_for_the_whole_run():
    alone = synthetic(95)

    def told(run_worlds):
        record = dataclasses.replace(alone.record, run_worlds=run_worlds, n_parts=4)
        one = bg.Outcomes(arrays(alone), alone.axes, alone.labels, record)
        return one.summary()["precision"]["more_worlds"], " ".join(str(one).split())

    # As certain as this part would be, were it as large.
    needed = alone.summary()["precision"]["more_worlds"] + 95
    more, text = told(400)
    assert 400 <= needed - 9 <= 400 + more <= needed + 9
    assert f"(95 %) in this part. For ±1 in the whole run, use `worlds={400 + more}`" in text
    more, text = told(10**6)
    assert more == 0
    assert "every share of the whole run will be known to ±1 point or better" in text
    assert "in this part" not in " ".join(str(alone).split())


def test_files_are_named(tmp_path):
    first = part(1).save(tmp_path / "a.npz")
    other = part(2, seed=9).save(tmp_path / "b.npz")
    with pytest.raises(bg.ArgumentError, match=re.escape(f"{other} is of another run")):
        bg.merge([first, other, part(3), part(4)])
    (tmp_path / "c.npz").write_text("no result")
    with pytest.raises(bg.OutcomesError, match=r"c\.npz"):
        bg.merge([first, tmp_path / "c.npz"])


def test_a_selection_of_a_part_is_no_part():
    assert part(2).record.run_worlds == 95
    assert part(2).select([0, 1, 2]).record.run_worlds is None
