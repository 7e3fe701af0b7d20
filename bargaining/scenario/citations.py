"""Where a number of a scenario comes from: its sources, and what the cited paragraphs say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bargaining.errors import ArgumentError
from bargaining.scenario.evidence import CITATION, Sourced, articles, sourced
from bargaining.scenario.numbers import NUMBER_KINDS
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.suggestions import did_you_mean
from bargaining.scenario.words import number_text
from bargaining.text import wrap

__all__ = ["evidence_at", "evidence_lines", "why"]


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
    things = _things_at(scenario, path)
    lines = [line for one in things for line in evidence_lines(one, origins or {})]
    for about in _paragraphs(things):
        where = f"{about['source']}, paragraph {about['paragraph']} of “{about['title']}” "
        lines += ["", *wrap(f"{where}({about['outlet']}, {about['date']}):", indent=2)]
        lines += wrap(about["says"], indent=4)
    return "\n".join(lines)


def evidence_at(
    scenario: ScenarioRecord, path: str, *, origins: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return what `why` tells as plain values: each thing with its source, and the paragraphs."""
    things, files = _things_at(scenario, path), origins or {}
    return {
        "scenario": scenario.name,
        "path": path,
        "sourced": [
            {
                "path": one.path,
                "in_words": _value_of(one),
                **one.record.model_dump(mode="json", exclude_none=True),
                "file": files.get(one.path),
            }
            for one in things
        ],
        "paragraphs": _paragraphs(things),
    }


def _things_at(scenario: ScenarioRecord, path: str) -> list[Sourced]:
    """Return what has a source at a path or below it; ArgumentError where there is nothing."""
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
    return things


def _paragraphs(things: Sequence[Sourced]) -> list[dict[str, Any]]:
    """Return the paragraphs that things cite, each once, with a sentence of ours on each."""
    told = []
    for source in dict.fromkeys(source for one in things for source in one.source):
        if found := CITATION.fullmatch(source):
            about = articles()[found[1]]
            told.append({
                "source": source,
                "paragraph": int(found[2]),
                **{key: str(about[key]) for key in ("title", "outlet", "date")},
                "says": about["paragraphs"][int(found[2])],
            })  # fmt: skip
    return told


def evidence_lines(thing: Sourced, origins: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines on one thing that has a source; `origins` are files by path."""
    value, unit = _value_of(thing), getattr(thing.record, "unit", None)
    shown = f"{'' if value is None else f' = {value}'}{f' {unit}' if unit else ''}"
    yield from wrap(f"{thing.path}{shown}", indent=4, first="  ")
    several = len(set(origins.values())) > 1
    file = f"  in {origins[thing.path]}" if several and thing.path in origins else ""
    yield from wrap(f"[{'; '.join(thing.source)}]{file}", indent=7, first="      ")
    if thing.why:
        yield from wrap(thing.why, indent=6)


def _value_of(thing: Sourced) -> Any:
    """Return the value in words, the prior of a number that is drawn; None where there is none."""
    if isinstance(thing.record, NUMBER_KINDS):
        return number_text(thing.record)
    return getattr(thing.record, "value", None)
