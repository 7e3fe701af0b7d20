"""How talks proceed in each article's file: process statistics, beside what was aimed at.

From the root of the repository:

    python -m benchmarks.process --workers 2 --write
    python -m benchmarks.process --scenario stockholm-2014 --worlds 500

What a diplomat would look at before the endings: who offers what and how deliberately, what fails
at home, what is delivered and undone, who defaults first and when. `process_figures` defines each
figure; errors are clustered by draw.

A comparative static follows: agreements and what is delivered where leaving all promises open costs
every principal 0, .2, .6 or 2, whatever its type and the circumstances.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator, Mapping

import bargaining as bg
from bargaining.scenario import Scenario
from benchmarks.benchmark import (
    EVIDENCE,
    Benchmark,
    Found,
    digests,
    files_options,
    played,
    row,
    ruled,
)
from benchmarks.process_figures import Figure, delivered, figures, signed_share

FILES = (
    "stockholm-2014",
    "trilateral-2014",
    "pyongyang-2002",
    "kishida-2023",
    "posturing-2014",
    "detente-2014",
    "bilateral-2014",
    "six-party-2014",
)
# Files for the comparative static, and what leaving all promises open costs in it.
STATIC = ("stockholm-2014", "bilateral-2014")
COSTS = (0.0, 0.2, 0.6, 2.0)

# What was aimed at before the rules were written: at most so much, of figures in percent.
AT_MOST = {
    "refused_at_home": 15.0,
    "rare_offers": 25.0,
    "offers_worth_less": 15.0,
    "undone.sanctions_relief": 25.0,
}
# The record has a first default of one side alone in pyongyang-2002 (Tokyo kept the five who had
# come for a visit in October 2002), and none in the other files.
ALONE, EXEMPT = 200 / 3, frozenset({"pyongyang-2002"})
IN_BRIEF = (
    "signed",
    "offers",
    "passes",
    "offer_probability",
    "rare_offers",
    "offers_worth_less",
    "accepted",
    "refused_at_home",
    "modest",
    "all_for_all",
    "delivered",
    "months_to_default",
    "undone.sanctions_relief",
)


def with_promise_cost(scenario: Scenario, cost: float) -> Scenario:
    """Return the scenario with one cost of open promises for every principal.

    The weight of a principal's own undelivered share becomes `-cost`; what its type or a condition
    adds to that, or takes away, becomes 0. Principals that pay nothing for it in the file, and what
    others think of open promises, stay as they are.
    """
    values: dict[str, float] = {}
    for principal in scenario.table.principals:
        own = f"undelivered.{principal}"
        terms = scenario.payoffs.get(principal, {})
        if own not in terms:
            continue
        for term in terms:
            columns = [column.strip() for column in term.split("*")]
            if own in columns:
                values[f"payoffs.{principal}.{term}"] = -cost if columns == [own] else 0.0
    return scenario.replace(values)


def statics(scenario: Scenario, asked: argparse.Namespace) -> Iterator[str]:
    """Yield a table: each cost of open promises, played on the same luck."""
    yield f"**{scenario.name}**"
    yield ""
    yield from ruled("open promises cost", "worlds with a signed text", "delivered of promises")
    for cost in COSTS:
        outcomes = played(with_promise_cost(scenario, cost), asked)
        cells = [
            shown(Figure("", "", *found, "share"))
            for found in (signed_share(outcomes), delivered(outcomes))
        ]
        yield row(f"{cost:g}", *cells)
    yield ""


def shown(figure: Figure) -> str:
    """Return a figure with its error, shares in percent; a dash where nothing was counted."""
    if math.isnan(figure.value):
        return "–"
    factor, digits = (100.0, 1) if figure.kind == "share" else (1.0, 2)
    error = "" if math.isnan(figure.error) else f" ± {factor * figure.error:.{digits}f}"
    return f"{factor * figure.value:.{digits}f}{error}"


def missed(name: str, found: Mapping[str, Figure]) -> dict[str, str]:
    """Return which aims a file misses, by figure, and what was aimed at."""
    misses = {
        key: f"at most {most:g} %"
        for key, most in AT_MOST.items()
        if key in found and 100 * found[key].value > most
    }
    if name not in EXEMPT:
        for key, figure in found.items():
            together = key == "first_default.together"
            if key.startswith("first_default.") and not together and 100 * figure.value > ALONE:
                misses[key] = "at most two thirds"
    if "-2014" in name and not found["modest"].value > found["all_for_all"].value:
        misses["modest"] = "more than all for all"
    return misses


def brief(found: Mapping[str, Mapping[str, Figure]]) -> Iterator[str]:
    """Yield the table of all files, missed aims in bold."""
    yield from ruled("figure", *found)
    labels = {key: one.label for every in found.values() for key, one in every.items()}
    misses = {name: missed(name, every) for name, every in found.items()}
    extra = sorted({key for each in misses.values() for key in each} - set(IN_BRIEF))
    for key in (*IN_BRIEF, *extra):
        cells = []
        for name, every in found.items():
            text = shown(every[key]) if key in every else "–"
            cells.append(f"**{text}**" if key in misses[name] else text)
        yield row(labels.get(key, key), *cells)


def measure(asked: argparse.Namespace) -> Found:
    names = tuple(asked.scenario or FILES)
    found: dict[str, dict[str, Figure]] = {}
    for name in names:
        outcomes = played(bg.load(name), asked)
        found[name] = {figure.key: figure for figure in figures(outcomes)}
        print(f"{name}: done", file=sys.stderr, flush=True)
    lines = [_INTRODUCTION, "", *brief(found), "", _ON_STATICS, ""]
    for name in names:
        if name in STATIC:
            lines += statics(bg.load(name), asked)
    for name, every in found.items():
        lines += [f"## {name}", "", *ruled("figure", "value")]
        lines += [row(figure.label, shown(figure)) for figure in every.values()]
        lines.append("")
    clean = [name for name in names if not missed(name, found[name])]
    n_missed = sum(len(missed(name, every)) for name, every in found.items())
    return Found(
        sentence=(
            f"**{len(clean)} of {len(names)} files meet every aim of how talks proceed.** "
            f"Aims missed in the others: {n_missed}."
        ),
        played=digests(names),
        lines=lines[:-1],
    )


_INTRODUCTION = """\
Shares in percent, ± standard error. Missed aims are in bold. Aims, set before the rules of
offers, promises and policies were written: of the accepted texts at most 15 % are refused at
home; at most 25 % of offers are less than twice as likely as a draw among all that may be offered
and passing; at most 15 % are worth less to their maker than waiting; at most 25 % of steps of
relief undo the last one; in the files of 2014 modest texts are more frequent than those in which
everything is promised for everything; and nobody alone is the first to default in more than two
thirds of the worlds with a default, but for Tokyo in 2002, where the record has it so.
`benchmarks/process_figures.py` defines each figure."""

_ON_STATICS = """\
### Costlier promises

Where leaving promises open costs more, agreements and what is delivered of them should not become
fewer. At no cost at all, texts are signed that nobody expects to be kept."""


BENCHMARK = Benchmark(
    name="process",
    page=EVIDENCE / "process.md",
    title="How talks proceed",
    question="who offers, refuses, delivers, undoes and defaults, and how often?",
    measure=measure,
    plays=lambda: digests(FILES),
    options=files_options,
    quick=("--worlds", "100"),
    workers=True,
)

if __name__ == "__main__":
    BENCHMARK.main()
