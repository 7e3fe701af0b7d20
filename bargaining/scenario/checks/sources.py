"""Rules of sources: every cited paragraph exists, every assumption says why, once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bargaining.scenario.checks.outline import Outline
from bargaining.scenario.evidence import CITATION, articles, dotted, kind_of_source, walk
from bargaining.scenario.near import did_you_mean
from bargaining.scenario.numbers import ASSUMED
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.wording import Finding

__all__ = ["check", "source_fault"]

_DATE = re.compile(
    r"\b([12][0-9]{3}|january|february|march|april|may|june|july|august|september|october|november"
    r"|december|spring|summer|autumn|winter)\b",
    re.IGNORECASE,
)


def check(scenario: ScenarioRecord, outline: Outline) -> Iterator[Finding]:
    """Yield every broken rule of the sources."""
    for i, article in enumerate(scenario.scenario.articles):
        if article not in articles():
            yield Finding(
                ("scenario", "articles", i),
                f'names the article "{article[:80]}", which is not in the index. '
                + did_you_mean(article, articles(), "articles"),
            )
    first: dict[str, str] = {}
    for path, record in walk(scenario):
        sources: tuple[str, ...] = getattr(record, "source", ())
        why = (getattr(record, "why", None) or "").strip()
        for source in sources:
            fault = source_fault(source)
            if fault:
                yield Finding((*path, "source"), fault)
        if ASSUMED in sources and not why:
            yield Finding(path, 'has source "assumed" and must say why, in a key `why`.')
        same = " ".join(why.lower().split())
        if not same:
            continue
        if same in first:
            yield Finding(
                (*path, "why"),
                f"must be a reason of its own; {first[same]} gives the same text. "
                "Say what is particular to this number.",
            )
        first.setdefault(same, dotted(path, scenario))


def source_fault(source: str) -> str:
    """Return what is wrong with one source, empty where nothing is."""
    kind = kind_of_source(source)
    if kind is None:
        return (
            'must be "assumed", "<article>:<paragraph>", "literature: <work>" or '
            f'"record: <date> <fact>"; got "{source[:80]}".'
        )
    if kind == "record" and not _DATE.search(source):
        return 'must date the fact by year or season, as in "record: 2016-02-12 ...".'
    cited = CITATION.fullmatch(source)
    if kind != "article" or cited is None:
        return ""
    article, paragraph = cited[1], int(cited[2])
    if article not in articles():
        return f'names the article "{article}", which is not in the index. ' + did_you_mean(
            article, articles(), "articles"
        )
    known = articles()[article]["paragraphs"]
    if paragraph not in known:
        return (
            f"cites paragraph {paragraph} of {article}, which has paragraphs "
            f"{min(known)} to {max(known)}."
        )
    return ""
