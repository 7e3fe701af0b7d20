"""The facts that the files state of their episodes, beside what their worlds give.

From the root of the repository:

    python -m benchmarks.facts --workers 2 --write

Facts are calibration targets: a value inside its band supports nothing, a miss is said.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterator

from bargaining.claims import FactResult, FactResults, facts
from bargaining.scenario import load
from bargaining.scenario.library import shelves
from bargaining.scenario.played import played_digest
from benchmarks.benchmark import DOCS, Benchmark, Found, files_options, played, row, ruled

PAGE = DOCS / "facts.md"

_INTRODUCTION = """\
A file states facts of its episode: what its article or the record says about the situation itself,
each with its source, a quantity, and the band in which a credible file keeps it. They are
calibration targets. Bands were written before the files were played for them, and numbers of a file
may be tuned to them, so a value inside its band supports nothing. The page of
[claims](evidence/claims.md), in which no fact counts, says what supports or contradicts an article.
If a band was changed later, the reason is given where the band is explained below.
[How facts are written](scenario-files.md#facts).

Intervals are of 95 % and cover the sampling of worlds and of draws. *But within sampling
error* means that the interval reaches into the band."""


def stated() -> tuple[str, ...]:
    """Return the names of the article files that state facts."""
    return tuple(name for name in shelves()[""] if load(name).facts)


def measure(asked: argparse.Namespace) -> Found:
    names = tuple(asked.scenario or stated())
    found: dict[str, FactResults] = {}
    for name in names:
        found[name] = facts(played(load(name), asked))
        print(f"{name}: {found[name].n_inside} of {len(found[name])}", file=sys.stderr, flush=True)
    inside, total = sum(one.n_inside for one in found.values()), sum(map(len, found.values()))
    misses = [each for one in found.values() for each in one if each.missed]
    clear = sum(not miss.within_error for miss in misses)
    return Found(
        sentence=(
            f"**{inside} of {total} facts lie in their bands.** Missed: {len(misses)}, "
            f"of these by more than their error: {clear}."
        ),
        played=_digests(names),
        lines=list(_lines(found)),
    )


def _lines(found: dict[str, FactResults]) -> Iterator[str]:
    yield _INTRODUCTION
    yield ""
    yield from ruled("file", "facts", "inside", "missed")
    for name, results in found.items():
        missed = ", ".join(one.fact.name for one in results if one.missed) or "none"
        yield row(f"[{name}](#{name})", len(results), results.n_inside, missed)
    for name, results in found.items():
        yield ""
        yield f"## {name}"
        yield ""
        yield from ruled("fact", "gives", "interval", "band", "so")
        for one in results:
            yield _row(one)
        for one in results:
            yield ""
            yield from _argued(one)
    yield ""


def _row(result: FactResult) -> str:
    fact, found = result.fact, result.estimate
    verdict = result.verdict if result.inside else f"**{result.verdict}**"
    return row(
        f"{fact.statement} `{fact.name}`",
        f"{found.value:.2f}",
        f"{found.low:.2f} to {found.high:.2f}",
        f"{fact.low:g} to {fact.high:g}",
        verdict,
    )


def _argued(result: FactResult) -> Iterator[str]:
    fact = result.fact
    yield f"**{fact.name}** `{fact.quantity}`: {fact.why} [{'; '.join(fact.source)}]"


def _digests(names: tuple[str, ...]) -> dict[str, str]:
    """Return the played digests of files, and one of the bands that they are held against."""
    scenarios = {name: load(name) for name in names}
    bands = [
        (name, fact.name, fact.quantity, fact.low, fact.high)
        for name, scenario in scenarios.items()
        for fact in scenario.facts
    ]
    digest = hashlib.sha256(ascii(bands).encode()).hexdigest()
    return {**{name: played_digest(one) for name, one in scenarios.items()}, "bands": digest}


def plays() -> dict[str, str]:
    """Return the digests of all files that state facts, and of their bands."""
    return _digests(stated())


BENCHMARK = Benchmark(
    name="facts",
    page=PAGE,
    title="Facts of the episodes",
    question="do the files keep to what articles and record tell of their episodes?",
    measure=measure,
    plays=plays,
    options=files_options,
    quick=("--worlds", "100"),
    workers=True,
)

if __name__ == "__main__":
    BENCHMARK.main()
