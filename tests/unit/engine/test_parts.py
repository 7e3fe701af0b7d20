"""A run played in parts is the whole run, to the last bit."""

from __future__ import annotations

from typing import Any

import pytest

import bargaining as bg
from bargaining.engine import Interrupted, simulate
from tests.properties.play import lively

SCENARIO = lively(3)


@pytest.mark.parametrize("keep", ["all", "summary"])
def test_all_parts_together_are_the_whole_run(keep: str) -> None:
    run: dict[str, Any] = {"worlds": 35, "worlds_per_draw": 4, "seed": 5, "keep": keep}
    whole = simulate(SCENARIO, **run)
    parts = [simulate(SCENARIO, **run, part=(i, 4), batch=3 + i) for i in (4, 2, 1, 3)]
    assert [one.record.first_world for one in parts] == [24, 8, 0, 16]
    assert all(one.record.first_world % 4 == 0 for one in parts)
    merged = bg.merge(parts)
    assert merged == whole
    assert merged.record == whole.record
    assert merged.table() == whole.table()
    assert merged.transcript(30) == whole.transcript(30)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"part": (0, 3)}, "^part must be one of 1 to 3; got 0/3$"),
        ({"part": (4, 3)}, "^part must be one of 1 to 3; got 4/3$"),
        ({"part": (9, 7)}, "^part must be one of 1 to 7; got 9/7\n.*at most 5 parts.*got 9/7$"),
        (
            {"part": (1, 6)},
            "^part must be one of at most 5 parts, as many as there are draws of .*; got 1/6$",
        ),
        ({"part": 3}, r"such as \(3, 40\); got 3"),
        ({"part": "3/4"}, "got '3/4'"),
        ({"part": (True, 2)}, "number of parts"),
        ({"part": (1, 2), "first_world": 20}, "first_world must be 0 with part; got 20"),
    ],
)
def test_a_part_that_cannot_be_is_refused(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(bg.ArgumentError, match=said):
        simulate(SCENARIO, worlds=20, worlds_per_draw=4, **asked)


def test_a_part_that_is_stopped_stays_a_part() -> None:
    def stop(done: int, total: int) -> None:
        assert total == 12
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as stopped:
        simulate(SCENARIO, worlds=24, worlds_per_draw=4, batch=4, part=(2, 2), progress=stop)
    kept = stopped.value.outcomes
    assert kept is not None
    assert (kept.record.first_world, kept.record.worlds, kept.record.run_worlds) == (12, 4, 24)
    with pytest.raises(bg.ArgumentError, match="holds 4 of the 12 worlds of part 2/2"):
        bg.merge([simulate(SCENARIO, worlds=24, worlds_per_draw=4, part=(1, 2)), kept])
