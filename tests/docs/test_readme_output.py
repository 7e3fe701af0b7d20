"""The README's table is what the command prints, up to the luck of fewer worlds.

After a change of the model or of the scenario, paste again what ``bargaining run stockholm-2014
--quiet`` prints.
"""

from __future__ import annotations

import re

import pytest

import bargaining
from tests.house.source import ROOT

BLOCK = re.compile(r"<!-- output: begin.*?-->\n```text\n(.*?)```\n<!-- output: end -->", re.DOTALL)
NUMBER = re.compile(r"[-+]?\d[\d,.]*")


@pytest.fixture(scope="module")
def shown() -> str:
    (block,) = BLOCK.findall((ROOT / "README.md").read_text("utf-8"))
    return block


@pytest.fixture(scope="module")
def fresh() -> bargaining.Outcomes:
    return bargaining.simulate("stockholm-2014", worlds=200, seed=0)


def row_labels(table: str) -> list[str]:
    """Return what the rows between the rules begin with."""
    found, inside = [], False
    for line in table.splitlines():
        if line and not line.strip("─"):
            inside = not inside
        elif inside:
            found.append(line.split("  ")[0])
    return found


def test_the_rows_are_those_that_are_printed(shown, fresh):
    assert row_labels(shown)
    assert row_labels(shown) == row_labels(str(fresh))


def test_the_header_tells_the_command_beside_it(shown, fresh):
    title, counts = shown.splitlines()[:2]
    assert title == str(fresh).splitlines()[0]
    assert counts.startswith("stockholm-2014 · 10,000 worlds")
    assert counts.endswith("seed 0")


def test_the_shares_are_those_of_the_model_within_luck(shown, fresh):
    for ending in bargaining.Ending:
        (row,) = (line for line in shown.splitlines() if line.startswith(f"{ending.words}  "))
        share = float(NUMBER.findall(row)[0]) / 100
        (estimate,) = (e for e in endings(fresh) if e["name"] == ending.key)
        low, high = estimate["interval"]
        slack = (high - low) / 2
        assert low - slack <= share <= high + slack, f"{ending.words}: {share} is out of date"


def endings(outcomes: bargaining.Outcomes) -> list[dict]:
    found = outcomes.summary()["endings"]
    return [{"name": name, **entry} for name, entry in found.items()]
