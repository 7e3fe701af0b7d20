"""Where the time of a run goes: what a page names is what is timed."""

from __future__ import annotations

import ast

import pytest

from benchmarks import sessions, throughput
from tests.house.source import ROOT


@pytest.mark.parametrize("part", [*throughput.PARTS, *sessions.PARTS], ids=lambda part: part[0])
def test_every_part_is_a_function_that_is_there(part: tuple[str, str, str]) -> None:
    _, file, name = part
    tree = ast.parse((ROOT / "bargaining" / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
