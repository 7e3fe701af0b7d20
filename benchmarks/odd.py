"""The generated parts of the ODD description of the model.

From the root of the repository:

    python -m benchmarks.odd

What parties, ladders and conditions there are, the order of a round, and the numbers are read from
the scenario file, the schema and the engine, so that the page cannot say something else.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections import Counter
from collections.abc import Iterator

import bargaining.protocol
from bargaining.engine.negotiation import NegotiationModel
from bargaining.outcomes.layout import BY_ROUND, BY_WORLD, long_name_of, unit_of
from bargaining.scenario import Scenario, load
from bargaining.scenario.evidence import priors_of
from bargaining.scenario.words import label_of
from bargaining.text import Column, joined
from benchmarks.benchmark import DOCS, markdown
from benchmarks.theory_table import put

PAGE = DOCS / "odd.md"
SCENARIO = "stockholm-2014"
_CALL = re.compile(r"^ +(?:self\.)?_?(\w+)\((?:context)?\)$", re.MULTILINE)
_AXES = {
    "typed_party": "party with a type",
    "menu_issue": "issue on the menu",
    "party": "party",
    "principal": "principal",
    "issue": "issue",
    "condition": "condition",
    "act": "act",
}


def main() -> None:
    """Write the page again."""
    PAGE.write_text(filled(PAGE.read_text("utf-8")), "utf-8")


def filled(page: str) -> str:
    """Return the page with its generated parts made again."""
    scenario = load(SCENARIO)
    parts = {
        "entities": entities(scenario),
        "state variables": state_variables(),
        "scales": scales(scenario),
        "schedule": schedule(),
        "initial": initial(scenario),
        "parameters": parameters(scenario),
    }
    for name, lines in parts.items():
        page = put(page, name, "\n".join(lines))
    return page


def entities(scenario: Scenario) -> Iterator[str]:
    """Yield the entities: what each is, and which ones the scenario has."""
    givers = {issue.giver for issue in scenario.issues.values()}
    ratifiers = {party.ratifier for party in scenario.parties.values() if party.ratifier}
    roles = {
        "principal": scenario.table.principals,
        "third party": [
            name
            for name in scenario.parties
            if name in givers and name not in scenario.table.principals
        ],
        "ratifier": [name for name in scenario.parties if name in ratifiers],
        "issue, a ladder of rungs": scenario.issues,
        "condition": scenario.conditions,
        "act": [act.name for act in scenario.acts],
    }
    rows = [
        (role, str(len([*names])), joined([label_of(name, scenario) for name in names]))
        for role, names in roles.items()
    ]
    heads = [Column("entity", words=True), Column("number"), Column("which", words=True)]
    yield from markdown(heads, rows)


def state_variables() -> Iterator[str]:
    """Yield the variables that each round and each world leave behind, with units."""
    rows = []
    for name, (axes, kind) in (BY_ROUND | BY_WORLD).items():
        over = joined([_AXES.get(axis, axis) for axis in axes])
        rows.append((f"`{name}`", over, long_name_of(name), unit_of(name) or kind))
    heads = ("variable", "one for each", "meaning", "unit or kind")
    yield from markdown([Column(head, words=True) for head in heads], rows)


def scales(scenario: Scenario) -> Iterator[str]:
    """Yield a sentence on time."""
    header, settings = scenario.header, scenario.settings
    yield (
        f"One round is one {header.round}. `{SCENARIO}` plays {settings.rounds.value} rounds "
        f"from {header.start}. Parties average over {settings.planning_window.value} rounds, look "
        f"{settings.table_lookahead.value} rounds ahead at the table and expect others' reactions "
        f"{settings.foresight.value} rounds ahead."
    )


def schedule() -> Iterator[str]:
    """Yield the steps of a round in the order in which the engine calls them."""
    rows = []
    for name in _CALL.findall(inspect.getsource(NegotiationModel.step)):
        step = {"put_numbers_in_force": "set_parameters"}.get(name, name)
        if not hasattr(bargaining.protocol, step):
            continue
        function = getattr(bargaining.protocol, step)
        module = importlib.import_module(function.__module__)
        phase = (module.__doc__ or "").splitlines()[0].partition(":")[0]
        does = (function.__doc__ or "").splitlines()[0]
        file = f"`protocol/{function.__module__.rpartition('.')[2]}.py`"
        rows.append((str(len(rows) + 1), f"`{step}`", does, phase, file))
    heads = ("step", "does", "described under", "file")
    yield from markdown([Column("order"), *(Column(head, words=True) for head in heads)], rows)


def initial(scenario: Scenario) -> Iterator[str]:
    """Yield how each ladder and each condition starts."""
    rows = []
    for name, issue in scenario.issues.items():
        level = 0.0 if issue.initial is None else issue.initial.expectation()
        rung = next(rung for rung in issue.rungs if abs(rung.level - level) < 1e-9)
        giver = label_of(issue.giver, scenario)
        rows.append((label_of(name, scenario), giver, f"{level:g}: {rung.label}"))
    for name, condition in scenario.conditions.items():
        start = condition.initial or condition.mean
        shown = "by its calendar" if condition.kind == "calendar" else "drawn by its calendar"
        if condition.schedule is None:
            low, high = (0.0, 0.0) if start is None else start.support()
            shown = f"{low:g}" if low == high else f"between {low:g} and {high:g}"
        rows.append((label_of(name, scenario), "condition", shown))
    heads = ("ladder or condition", "giver", "at the start")
    yield from markdown([Column(head, words=True) for head in heads], rows)


def parameters(scenario: Scenario) -> Iterator[str]:
    """Yield every number with its prior, unit and source."""
    priors = priors_of(scenario)
    kinds = Counter("fixed" if one.kind == "fixed" else "drawn" for one in priors.values())
    yield f"{len(priors)} numbers, of which {kinds['drawn']} are drawn once a draw."
    yield ""
    rows = [(f"`{path}`", one.prior, one.unit or "", one.source) for path, one in priors.items()]
    heads = ("number", "value or prior", "unit", "source")
    yield from markdown([Column(head, words=True) for head in heads], rows)


if __name__ == "__main__":
    main()
