"""Where a number of a scenario comes from: its sources, and what the cited paragraphs say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bargaining.errors import ArgumentError
from bargaining.scenario.evidence import CITATION, Sourced, articles, sourced
from bargaining.scenario.numbers import NUMBER_KINDS
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.suggestions import did_you_mean
from bargaining.scenario.words import number_text
from bargaining.text import wrap

__all__ = ["evidence_lines", "why"]


def why(scenario: ScenarioRecord, path: str, *, origins: Mapping[str, str] | None = None) -> str:
    """Tell where a number comes from, with a sentence of ours on each paragraph that is cited.

    Parameters
    ----------
    scenario : Scenario
    path : str
        Dotted path of what has a source, such as ``parties.japan.discount_factor``; a path above
        tells of all that is below it.
    origins : mapping of str to str, optional
        The file that each path comes from, where a scenario is built on others.

    Returns
    -------
    str

    Raises
    ------
    ArgumentError
        Nothing that has a source is at this path.
    """
    known = list(sourced(scenario))
    things = [one for one in known if f"{one.path}.".startswith(f"{path}.")]
    if not things:
        parts = [one.path.split(".") for one in known]
        above = {".".join(part[:n]) for part in parts for n in range(1, len(part) + 1)}
        near = did_you_mean(path, sorted(above), "paths")
        raise ArgumentError(
            f'{scenario.name} has nothing with a source at "{path}". {near} '
            f"`bargaining show {scenario.name} --evidence` lists all."
        )
    lines = [line for one in things for line in evidence_lines(one, origins or {})]
    cited = dict.fromkeys(source for one in things for source in one.source)
    for source in cited:
        if found := CITATION.fullmatch(source):
            about = articles()[found[1]]
            where = f"{source}, paragraph {found[2]} of “{about['title']}” "
            lines += ["", *wrap(f"{where}({about['outlet']}, {about['date']}):", indent=2)]
            lines += wrap(about["paragraphs"][int(found[2])], indent=4)
    return "\n".join(lines)


def evidence_lines(thing: Sourced, origins: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines on one thing that has a source; `origins` are files by path."""
    value = getattr(thing.record, "value", None)
    if isinstance(thing.record, NUMBER_KINDS):
        value = number_text(thing.record)
    unit = getattr(thing.record, "unit", None)
    shown = f"{'' if value is None else f' = {value}'}{f' {unit}' if unit else ''}"
    yield from wrap(f"{thing.path}{shown}", indent=4, first="  ")
    several = len(set(origins.values())) > 1
    file = f"  in {origins[thing.path]}" if several and thing.path in origins else ""
    yield from wrap(f"[{'; '.join(thing.source)}]{file}", indent=7, first="      ")
    if thing.why:
        yield from wrap(thing.why, indent=6)
