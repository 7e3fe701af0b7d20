"""The locator: lines of keys, on sound texts and on nonsense."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from bargaining.scenario import library, list_scenarios
from bargaining.scenario.locate import Locator

from .samples import TEXT

ODD = '''# a comment with = and [brackets]
title = "a # no comment"
"quoted key".'single' = 1
a.b.c = 2 # after

[table]
text = """
[not.a.table]
key = 1
"""
literal = \'\'\'
also = "not a key"\'\'\'
list = [
  1, # one
  { x = 1, y.z = [2,
    3] },
]

  [ table . "deep er" ]
x = { one = 1, "two*a" = { three = 3 } }

[[rows]]
name = "first"
[rows.inner]
k = 1
[[rows]]
name = "second"
[[rows.more]]
q = 1979-05-27T07:32:00Z
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("quoted key", "single"), 3),
        (("a", "b", "c"), 4),
        (("table",), 6),
        (("table", "text"), 7),
        (("table", "literal"), 11),
        (("table", "list"), 13),
        (("table", "list", 0), 14),
        (("table", "list", 1, "x"), 15),
        (("table", "list", 1, "y", "z"), 15),
        (("table", "list", 1, "y", "z", 1), 16),
        (("table", "deep er"), 19),
        (("table", "deep er", "x", "two*a", "three"), 20),
        (("table", "deep er", "x", "a * two"), 20),
        (("rows", 0), 22),
        (("rows", 0, "name"), 23),
        (("rows", 0, "inner", "k"), 25),
        (("rows", 1, "name"), 27),
        (("rows", 1, "more", 0, "q"), 29),
        (("rows", 1, "absent", "deeper"), 26),
        (("not",), None),
        (("also",), None),
        ((), None),
    ],
)
def test_lines(path: tuple[str | int, ...], line: int | None) -> None:
    tomllib.loads(ODD)
    assert Locator(ODD).line(path) == line


def leaves(node: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(node, dict):
        return [leaf for key, value in node.items() for leaf in leaves(value, (*path, key))]
    if isinstance(node, list):
        return [leaf for i, value in enumerate(node) for leaf in leaves(value, (*path, i))]
    return [path]


def key_or_entry(path: tuple[str | int, ...], node: Any) -> str:
    key = next(part for part in reversed(path) if isinstance(part, str))
    for part in path:
        node = node[part]
    return node if isinstance(path[-1], int) and isinstance(node, str) else key


@pytest.mark.parametrize("name", ["minimal", *list_scenarios()])
def test_every_key_of_a_scenario_stands_in_the_line_that_it_is_said_to(name: str) -> None:
    text = TEXT if name == "minimal" else library.path(name).read_text("utf-8")
    locator, lines, data = Locator(text), text.splitlines(), tomllib.loads(text)
    for path in leaves(data):
        line = locator.line(path)
        assert line is not None
        # An entry of a list over several lines stands in a line without the key.
        shown = key_or_entry(path, data)
        assert shown in lines[line - 1]


@pytest.mark.parametrize("text", ["", "]", "[", "[[", "= 1", "a =", '"', "'''", "{", "a = [", "\0"])
def test_nonsense_is_no_error(text: str) -> None:
    assert Locator(text).line(("x",)) is None
