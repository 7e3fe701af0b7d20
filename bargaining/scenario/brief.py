"""A scenario on one screen: what it is about, who talks about what, and what to run next."""

from __future__ import annotations

import shlex
from collections.abc import Collection

from bargaining.codes import Ending
from bargaining.scenario.page import duration
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.words import label_of
from bargaining.text import Dates, joined, terminal_width, wrap

__all__ = ["brief"]

# The column of the texts, the columns and lines of a screen, and most lines on what it is about.
_TEXT, _COLUMNS, _LINES, _ABOUT = 14, 80, 24, 4


def brief(scenario: ScenarioRecord, *, called: str) -> str:
    """Return a scenario on one screen, in the width of the terminal.

    It has at most 24 lines where a line has 80 columns or more; what is longer ends in dots.

    Parameters
    ----------
    scenario : Scenario
    called : str
        What commands call it: its name or its file.
    """

    def labels(chosen: Collection[str | None]) -> str:
        names = [label_of(name, scenario) for name in scenario.parties if name in chosen]
        return joined(names, most=5)

    def whose(things: Collection[tuple[str, str]], most: int) -> str:
        named = [f"{label_of(what, scenario)} ({label_of(who, scenario)})" for what, who in things]
        return joined(named, most=most)

    principals = scenario.table.principals
    ratifiers = {party.ratifier for party in scenario.parties.values()} - {None}
    outside = scenario.parties.keys() - {*principals} - ratifiers
    table = f"{labels(principals)} talk and sign."
    table += f" {labels(ratifiers)} must approve at home." if ratifiers else ""
    table += f" {labels(outside)} act from outside." if outside else ""
    traded = [(name, scenario.issues[name].giver) for name in scenario.table.menu.issues]
    acts = whose([(act.name, act.by) for act in scenario.acts], most=4)
    endings = joined([ending.words for ending in Ending], "or")
    dates, length = Dates.of(scenario), duration(scenario)
    if dates.known:
        length = f"{length[:-1]} to {dates.name(scenario.settings.rounds.value - 1)}."
    lines: list[str] = []
    for heading, text, most in (
        ("Note", scenario.header.note, 3),
        ("At the table", table, 4),
        ("Negotiated", f"{whose(traded, most=5)}.", 4),
        ("Can happen", f"{acts}." if acts else "", 2),
        ("Can end in", f"{endings}.", 1),
        ("Lasts", length, 1),
    ):
        lines += _part(heading, text, most) if text else []
    called, width = shlex.quote(called), terminal_width()
    commands = {f"run {called} --quick": "a first look", f"transcript {called}": "one history"}
    if scenario.counterfactuals:
        commands[f"compare {called}"] = "with and without a change"
    commands[f"show {called}"] = "all rules and numbers"
    column = max(map(len, commands))
    explained = [f"  bargaining {command:<{column}}  {does}" for command, does in commands.items()]
    fits = max(map(len, explained)) <= width
    lines += ["", *(explained if fits else [f"  bargaining {command}" for command in commands])]
    title = [*_cut(scenario.header.title, 2, 0, ""), ""]
    # What it is about has the lines that are left.
    left = _LINES - len(title) - len(lines) if width >= _COLUMNS else _ABOUT
    summary = scenario.header.summary.strip().partition("\n\n")[0]
    about = _part("About", summary, max(1, min(left, _ABOUT))) if summary else []
    return "\n".join([*title, *about, *lines])


def _part(heading: str, text: str, most: int) -> list[str]:
    return _cut(text, most, _TEXT, f"{heading:<{_TEXT}}")


def _cut(text: str, most: int, indent: int, first: str) -> list[str]:
    """Return a text in so many lines of 80 columns at most, or more lines that are narrower."""
    width = terminal_width()
    most = -(-most * (_COLUMNS - indent) // (min(width, _COLUMNS) - indent))
    lines = wrap(text, indent=indent, first=first)
    if len(lines) > most:
        last = lines[most - 1][: width - 4].rpartition(" ")[0]
        lines = [*lines[: most - 1], f"{last.rstrip(' ,.;:(')} ..."]
    return lines
