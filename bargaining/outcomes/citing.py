"""How a result is cited: the software, what was played, and the sources of the scenario."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from bargaining.outcomes.arrays import PlayedWorlds
from bargaining.scenario.evidence import CITATION, articles, sourced
from bargaining.text import Report, joined, wrap

__all__ = ["Citation", "cite", "software"]

_FIELD = re.compile(r'^(?:  - )?([a-z-]+): *"?(.*?)"?$', re.MULTILINE)
_LITERATURE = "literature: "
_BIBTEX = {"\\": r"\textbackslash{}", **{one: f"\\{one}" for one in "&%$#_{}"}}


@dataclass(frozen=True, slots=True)
class Citation(Report):
    """A citation of a result, which prints as text with BibTeX below.

    Attributes
    ----------
    text : str
        Sentences that name the software, what was played, and the sources, a paragraph each.
    bibtex : str
        The same as entries of BibTeX.
    """

    text: str
    bibtex: str

    def lines(self) -> list[str]:
        """Return the lines that ``print`` shows."""
        found: list[str] = []
        for paragraph in self.text.splitlines():
            found += [*wrap(paragraph), ""]
        return [*found, *self.bibtex.splitlines()]


def cite(outcomes: PlayedWorlds) -> Citation:
    """Return how to cite the result: version, scenario, seed, worlds, digest, and sources.

    Two results with the same played digest, model, seed and worlds per draw hold the same worlds.
    """
    record, header = outcomes.record, outcomes.scenario.header
    about = software()
    version = record.versions.get("bargaining", "unknown")
    model = "unknown" if record.model_number is None else record.model_number
    first = outcomes.world.min() if len(outcomes) else record.first_world
    played = (
        f"Scenario {header.name}, {len(outcomes):,} worlds from number {first}, "
        f"{record.worlds_per_draw} worlds per draw of the parameters, seed {record.seed}, "
        f"model {model}, played digest {record.played_digest or 'unknown'}"
    )
    if record.parameters:
        played += f", numbers handed in with the digest {record.parameters}"
    if record.seats:
        played += f", {joined([f'{name} for {party}' for party, name in record.seats.items()])}"
    # The articles and the literature that the scenario cites, each as fields of BibTeX.
    keys, literature = dict.fromkeys(header.articles), dict[str, None]()
    for source in (source for thing in sourced(outcomes.scenario) for source in thing.source):
        if article := CITATION.fullmatch(source):
            keys[article[1]] = None
        elif source.startswith(_LITERATURE):
            literature[source.removeprefix(_LITERATURE)] = None
    sources: dict[str, dict[str, str]] = {}
    for key in keys:
        known = articles().get(key, {})
        sources[key] = {
            "author": known.get("author", ""),
            "title": known.get("title", key),
            "howpublished": known.get("outlet", ""),
            "year": known.get("date", "")[:4],
        }
    for number, text in enumerate(literature, start=1):
        sources[f"literature-{number}"] = {"note": text}
    year = about.get("date-released", "")[:4]
    by = f"{about['name'][:1].upper()}{about['name'][1:]}{f' ({year})' if year else ''}"
    paragraphs = [
        f"{by}. {about['title']}. Version {version} [computer software].",
        f'{played}. The scenario is "{header.title}".',
    ]
    if sources:
        told = [", ".join(filter(None, fields.values())) for fields in sources.values()]
        paragraphs.append(f"The scenario draws on: {'; '.join(told)}.")
    entry = {
        "author": f"{{{about['name']}}}",
        "title": about["title"],
        "version": version,
        "year": year,
        "license": about["license"],
        "note": played,
    }
    entries = [_entry("software", "bargaining", entry, "author")]
    entries += [_entry("misc", key, fields) for key, fields in sources.items()]
    return Citation("\n".join(paragraphs), "\n\n".join(entries))


def software() -> dict[str, str]:
    """Return what CITATION.cff says of the library: title, name of the authors, license, version.

    In an installed wheel the file lies inside the package; in a source checkout beside it.
    """
    package = Path(str(files("bargaining")))
    inside = package / "CITATION.cff"
    file = inside if inside.is_file() else package.parent / "CITATION.cff"
    return dict(_FIELD.findall(file.read_text("utf-8")))


def _entry(kind: str, key: str, fields: Mapping[str, str], *whole: str) -> str:
    """Return an entry of BibTeX; fields named as whole are written as they are."""

    def lines() -> Iterator[str]:
        yield f"@{kind}{{{key},"
        for name, text in fields.items():
            if text:
                escaped = "".join(_BIBTEX.get(letter, letter) for letter in text)
                yield f"  {name} = {{{text if name in whole else escaped}}},"
        yield "}"

    return "\n".join(lines())
