"""The ODD description has its seven elements, and its tables are those of the code."""

import re

from bargaining.scenario import load
from bargaining.scenario.evidence import priors_of
from benchmarks import odd

PAGE = odd.PAGE.read_text("utf-8")
ELEMENTS = (
    "Purpose and patterns",
    "Entities, state variables and scales",
    "Process overview and scheduling",
    "Design concepts",
    "Initialization",
    "Input data",
    "Submodels",
)
CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction",
    "Sensing", "Interaction", "Stochasticity", "Collectives", "Observation",
)  # fmt: skip


def test_the_page_is_the_one_that_is_made():
    assert odd.filled(PAGE) == PAGE, "make it again: python -m benchmarks.odd"


def test_the_seven_elements_and_the_concepts_are_there_in_order():
    numbered = [f"{number}. {name}" for number, name in enumerate(ELEMENTS, start=1)]
    assert re.findall(r"^## (\d\. .+)$", PAGE, re.MULTILINE) == numbered
    assert tuple(re.findall(r"^\*\*([A-Z][a-z ]+)\.\*\* ", PAGE, re.MULTILINE)) == CONCEPTS


def test_the_steps_are_those_of_a_round_in_their_order():
    steps = re.findall(r"^\| \d \| `(\w+)` \|", "\n".join(odd.schedule()), re.MULTILINE)
    assert steps == [
        "set_parameters", "nature", "impose", "provocation", "moves", "talks", "update", "advance"
    ]  # fmt: skip


def test_every_number_and_every_variable_has_a_row():
    table = "\n".join(odd.parameters(load(odd.SCENARIO)))
    assert all(f"| `{path}` |" in table for path in priors_of(load(odd.SCENARIO)))
    assert all(line.count("|") == 5 for line in odd.state_variables())


def test_pointers_to_the_model_lead_to_its_headings():
    model = (odd.DOCS / "model.md").read_text("utf-8")
    headings = {
        re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", model, re.MULTILINE)
    }
    pointers = set(re.findall(r"\(model\.md#([\w-]+)\)", PAGE))
    assert pointers
    assert pointers <= headings
