"""`bargaining check`, `cite`, `show`, `why`, `list`, `schema`, `strategies`: read, not played."""

from __future__ import annotations

import json
import re
from typing import Annotated

import typer

from bargaining.cli import options
from bargaining.cli.seats import is_file, load_strategy
from bargaining.cli.streams import in_json, say, warn
from bargaining.errors import ArgumentError, Problem, ScenarioError
from bargaining.text import wrap

__all__ = ["check", "cite", "handout", "list_", "schema", "show", "strategies", "why"]

_INITIALS = re.compile(r",? [A-Z]\.(?:[ -]?[A-Z]\.)*")
_SHELVES = {
    "": "Drawn from the articles",
    "classroom": "For the classroom, with known answers",
    "history": "Cells of the back-test",
}


def check(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Scenario files, or my_file.py:MyStrategy."),
    ],
) -> None:
    """Check scenario files, and strategies of your own: every problem with rule and remedy."""
    from bargaining.scenario import load, notes
    from bargaining.scenario.reader import line_of, taken_over
    from bargaining.scenario.seats import seat_errors

    found = 0
    for file in files:
        if is_file(file):
            from bargaining.testing import check_strategy

            try:
                report = check_strategy(load_strategy(file, named_errors=False)[1])
            except ArgumentError as error:
                found += 1
                warn(str(error))
                continue
            (warn if report.problems else say)(str(report))
            found += len(report.problems)
            continue
        try:
            scenario = load(file)
        except ScenarioError as error:
            found += len(error.problems)
            warn(str(error))
            continue
        # Each sentence begins with the key already.
        problems = [Problem("", str(one), line_of(file, one.key)) for one in seat_errors(scenario)]
        if problems:
            found += len(problems)
            warn(str(ScenarioError(file, problems)))
            continue
        say(f"{file}: no problems ({scenario.header.title})")
        # What a base brought is for the author of the base to note.
        inherited = tuple(f"{path} " for path in taken_over(file))
        for note in notes(scenario):
            if not note.startswith(inherited):
                say(f"  note: {note}")
    if found:
        warn(f"{found} problem{'' if found == 1 else 's'} found.")
        raise typer.Exit(2)


def cite(
    result: Annotated[
        str, typer.Argument(metavar="RESULT", help="A saved result, such as outcomes.parquet.")
    ],
    bibtex: Annotated[
        bool, typer.Option("--bibtex", help="Print the BibTeX entries only.")
    ] = False,
) -> None:
    """Print how to cite a saved result: version, what was played, and the scenario's sources."""
    from bargaining.outcomes import load_outcomes

    citation = load_outcomes(result).cite()
    say(citation.bibtex if bibtex else citation.table())


def show(
    scenario: options.NameOrFile,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Every number with its source and reason.")
    ] = False,
    is_brief: Annotated[
        bool, typer.Option("--brief", help="One screen: what it is about, and what to run next.")
    ] = False,
) -> None:
    """Print a scenario as a sheet to read."""
    from bargaining.scenario import sheet
    from bargaining.scenario.brief import brief
    from bargaining.scenario.reader import load_with_origins

    if is_brief and evidence:
        raise ArgumentError("--brief is one screen, and --evidence lists all: leave one out")
    read, origins = load_with_origins(scenario)
    if is_brief:
        say(brief(read, called=scenario))
        return
    say(sheet(read, evidence=evidence, origins=origins))


def handout(
    scenario: options.NameOrFile,
    seats: Annotated[
        list[str] | None,
        typer.Option(
            "--as",
            metavar="PARTY",
            help="A seat to print [all that do more than approve]; may be given again.",
        ),
    ] = None,
    out: options.Out = None,
) -> None:
    """Write role sheets for a class, a page a seat, without the others' secrets."""
    from bargaining.cli.folder import prepare_folder
    from bargaining.scenario.handout import handout as written
    from bargaining.scenario.reader import load

    read = load(scenario)
    page = written(read, seats)
    path = prepare_folder(out, read.name) / "handout.html"
    path.write_text(page, "utf-8")
    say(f"Written: {path}\nOpen it in a browser and print it: a sheet for each seat.")


def why(
    scenario: options.NameOrFile,
    path: Annotated[
        str,
        typer.Argument(
            metavar="PATH", help="Of a number, such as parties.japan.discount_factor, or above."
        ),
    ],
    as_json: options.AsJson = False,
) -> None:
    """Tell where a number comes from, and what the paragraphs say that it cites."""
    from bargaining.cli.playing import result_of
    from bargaining.scenario.citations import evidence_at, why
    from bargaining.scenario.reader import load_with_origins

    if result_of(scenario) is not None:
        raise ArgumentError(
            f"{scenario} is a result: give the name or the file of its scenario, which holds the "
            "sources"
        )
    read, origins = load_with_origins(scenario)
    if as_json:
        say(in_json(evidence_at(read, path, origins=origins)))
        return
    say(why(read, path, origins=origins))


def list_() -> None:
    """List the shipped scenarios."""
    from bargaining.scenario.library import shelves, title

    shipped = shelves()
    width = max((len(name) for names in shipped.values() for name in names), default=0)
    for shelf, names in shipped.items():
        say(_SHELVES.get(shelf, shelf))
        for name in names:
            say("\n".join(wrap(title(name), indent=width + 4, first=f"  {name:<{width}}  ")))


def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from bargaining.scenario import json_schema

    say(json.dumps(json_schema(), indent=2, ensure_ascii=False))


def strategies(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="One of them, at length.")
    ] = None,
) -> None:
    """List the strategies that may take a seat, with where they come from."""
    from bargaining.scenario.suggestions import did_you_mean
    from bargaining.strategies import CATALOGUE, TRAITS

    if name is None:
        width = max(len(entry.name) for entry in CATALOGUE) + 2
        for entry in CATALOGUE:
            found = re.match(r"(.+?) \((\d{4})\)", entry.citation)
            who = f"{re.sub(_INITIALS, '', found[1])} {found[2]}" if found else entry.citation
            does = wrap(entry.summary, indent=width, first=f"{entry.name:<{width}}")
            say("\n".join([*does, *wrap(f"{entry.literature_name}; {who}", indent=width)]))
        say("\nbargaining strategies NAME tells more of one.")
        return
    by_name = {entry.name: entry for entry in CATALOGUE}
    if name not in by_name:
        near = did_you_mean(name, by_name, "strategies")
        raise ArgumentError(f'the catalogue has no strategy "{name}". {near}')
    entry, called = by_name[name], name
    parameters = entry.parameters.items()
    for parameter, default in reversed(parameters):
        called = f'"{name}({parameter}={default!r})"'.replace("'", "")
    lines = [
        *(f"{name}: {entry.literature_name}", *wrap(entry.summary), ""),
        *(*wrap(entry.citation, indent=2, first="Source: "), ""),
        *(f"{trait}: {TRAITS[trait]}" for trait in entry.traits),
        "" if parameters else "\nIt has no parameters.",
        *(
            f"parameter {one}, {default!r} unless given"
            for one, default in entry.parameters.items()
        ),
        f'\nIn a file:  strategy = {{ name = "{name}" }}',
        f"In a run:   bargaining run NAME --strategy PARTY={called}",
    ]
    say("\n".join(lines))
