"""The short form of a fine ladder."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from bargaining.scenario.schema import Issue


def issue(rungs: Any) -> Issue:
    return Issue.model_validate({"giver": "ann", "source": "literature: none", "rungs": rungs})


def test_expands_to_even_rungs_with_their_level_in_words() -> None:
    rungs = issue({"count": 201, "label": "{percent} to Bob"}).rungs
    assert [rung.level for rung in rungs] == [index / 200 for index in range(201)]
    assert [rung.label for rung in rungs[:3]] == ["0 % to Bob", "0.5 % to Bob", "1 % to Bob"]
    assert rungs[-1].label == "100 % to Bob"
    assert len({rung.label for rung in issue({"count": 4001, "label": "{percent}"}).rungs}) == 4001


def test_is_the_same_issue_as_the_list_written_out() -> None:
    short = issue({"count": 5, "label": "{percent}"})
    listed = [{"level": rung.level, "label": rung.label} for rung in short.rungs]
    assert issue(listed) == short
    assert Issue.model_validate(short.model_dump()) == short
    assert Issue.model_validate_json(short.model_dump_json()) == short


@pytest.mark.parametrize(
    ("rungs", "says"),
    [
        ({"count": 5}, "got keys count"),
        ({"count": 5, "label": "{percent}", "low": 0.2}, "got keys count, label, low"),
        ({"count": 5.0, "label": "{percent}"}, "whole count"),
        ({"count": True, "label": "{percent}"}, "whole count"),
        ({"count": 1, "label": "{percent}"}, r"count in \[2, 4001\]"),
        ({"count": 4002, "label": "{percent}"}, r"count in \[2, 4001\]"),
        ({"count": 5, "label": "{level}"}, "must have a label with {percent}"),
        ({"count": 5, "label": 3}, "must have a label with {percent}"),
        ([{"level": 0.0, "label": "alone"}], "at least 2"),
        ("many", "tuple"),
    ],
)
def test_refuses_what_is_no_ladder(rungs: Any, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        issue(rungs)


def test_the_json_schema_offers_both_forms() -> None:
    listed, short = Issue.model_json_schema()["properties"]["rungs"]["anyOf"]
    assert (listed["type"], listed["minItems"], listed["maxItems"]) == ("array", 2, 4001)
    assert short["required"] == ["count", "label"]
    assert not short["additionalProperties"]
