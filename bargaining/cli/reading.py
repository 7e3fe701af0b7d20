"""`bargaining check`, `show`, `list` and `schema`: everything that only reads scenarios."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bargaining.cli.strategy_files import is_file, load_strategy
from bargaining.cli.streams import say, warn
from bargaining.errors import ArgumentError, Problem, ScenarioError

if TYPE_CHECKING:
    from bargaining.scenario import Scenario

__all__ = ["check_files", "list_scenarios", "print_schema", "show_scenario"]

PROBLEMS = 2
_SHELVES = {
    "": "Drawn from the articles",
    "classroom": "For the classroom, with known answers",
    "history": "Cells of the back-test",
}


def check_files(files: list[str]) -> int:
    """Print every problem of every file and return the exit code: 0, or 2 where there are any."""
    from bargaining.scenario import load, notes
    from bargaining.scenario.reader import taken_over

    found = 0
    for file in files:
        if is_file(file):
            found += _check_strategy(file)
            continue
        try:
            scenario = load(file)
        except ScenarioError as error:
            found += len(error.problems)
            warn(str(error))
            continue
        problems = _seats(scenario, file)
        if problems:
            found += len(problems)
            warn(str(ScenarioError(file, problems)))
            continue
        say(f"{file}: no problems ({scenario.scenario.title})")
        # What a base brought is for whoever wrote the base to note.
        inherited = tuple(f"{path} " for path in taken_over(file))
        for note in notes(scenario):
            if not note.startswith(inherited):
                say(f"  note: {note}")
    if found:
        warn(f"{found} problem{'' if found == 1 else 's'} found.")
    return PROBLEMS if found else 0


def _check_strategy(spec: str) -> int:
    """Print everything that is wrong with a strategy of a user's file; return how many things."""
    from bargaining.testing import check_strategy

    try:
        _, seat = load_strategy(spec, telling=False)
    except ArgumentError as error:
        warn(str(error))
        return 1
    report = check_strategy(seat)
    (warn if report.problems else say)(str(report))
    return len(report.problems)


def _seats(scenario: Scenario, file: str) -> list[Problem]:
    """Return what is wrong with those whom the file puts in the parties' seats."""
    from bargaining.scenario.reader import line_of
    from bargaining.scenario.seats import seat_errors

    # Each sentence begins with the key already.
    return [Problem("", str(one), line_of(file, one.key)) for one in seat_errors(scenario)]


def show_scenario(scenario: str, *, evidence: bool) -> None:
    """Print a scenario as a sheet to read, with its evidence where asked for."""
    from bargaining.scenario import sheet
    from bargaining.scenario.reader import load_with_origins

    read, origins = load_with_origins(scenario)
    say(sheet(read, evidence=evidence, origins=origins))


def list_scenarios() -> None:
    """Print the names and titles of the shipped scenarios, shelf by shelf."""
    from bargaining.scenario.library import shelves, title

    shipped = shelves()
    width = max((len(name) for names in shipped.values() for name in names), default=0)
    for shelf, names in shipped.items():
        say(_SHELVES.get(shelf, shelf))
        for name in names:
            say(f"  {name:<{width}}  {title(name)}")


def print_schema() -> None:
    """Print the JSON Schema of scenario files."""
    from bargaining.scenario import json_schema

    say(json.dumps(json_schema(), indent=2, ensure_ascii=False))
