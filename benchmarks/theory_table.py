"""Hold the engine against the closed forms; print, or write, index and tables of docs/theory/.

From the root of the repository:

    python -m benchmarks.theory_table            # print
    python -m benchmarks.theory_table --write    # put into docs/theory/README.md
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator
from functools import cache

import numpy as np

from bargaining.lessons import (
    CHAPTERS,
    Convergence,
    Lesson,
    Reading,
    lesson_named,
    lessons,
    play_lesson,
)
from benchmarks.benchmark import (
    DOCS,
    Benchmark,
    Found,
    conditions,
    provenance,
    row,
    ruled,
    unmarked,
)

PAGE = DOCS / "theory" / "README.md"
SEED = 1982


def played_lessons() -> list[Lesson]:
    return [lesson for lesson in lessons() if lesson.engine is not None]


@cache
def played(name: str, number: int, worlds: int, grids: str) -> Convergence:
    """Play one case of a lesson at all, the usual or the last of its grids.

    A reading that nothing explains stops the program.
    """
    lesson = next(lesson for lesson in played_lessons() if lesson.name == name)
    engine = lesson.engine
    assert engine is not None
    fine = () if engine.fine is None else (engine.fine,)
    chosen = {"all": (*engine.grids, *fine), "usual": engine.grids, "last": engine.grids[-1:]}
    case = engine.cases[number]
    found = play_lesson(lesson, worlds=worlds, seed=SEED, grids=chosen[grids], **case)
    for reading in found.readings:
        if reading.within is False:
            raise SystemExit(f"out of bounds: {name} {dict(case)} {reading}")
    return found


def case_of(lesson: Lesson, number: int) -> str:
    """Return what a case changes, in words."""
    engine = lesson.engine
    assert engine is not None
    case = engine.cases[number]
    return lesson.describe({name: lesson.complete(**case)[name] for name in case}) or "as shipped"


def signed(error: float) -> str:
    # Plus zero where rounding leaves nothing, whichever side it came from.
    return "–" if not np.isfinite(error) else f"{round(error, 4) + 0.0:+.4f}"


def number(value: float) -> str:
    return "–" if not np.isfinite(value) else f"{value:.4f}"


def grid_table(lesson: Lesson, asked: argparse.Namespace) -> Iterator[str]:
    """Yield a lesson's first quantity over its grids, engine beside closed form."""
    engine = lesson.engine
    assert engine is not None
    cases = [
        played(lesson.name, k, asked.worlds, grids_of(asked)) for k in range(len(engine.cases))
    ]
    quantity = next(iter(engine.measures))
    names = [f"{one.grid:g}" for one in cases[0].of(quantity)]
    yield f"{quantity[0].upper()}{quantity[1:]}, by {engine.grid}:\n"
    yield from ruled("options", "exact", *names, "error", "bound")
    for k, one in enumerate(cases):
        readings = one.of(quantity)
        last = readings[-1]
        yield row(
            case_of(lesson, k),
            number(last.exact),
            *(number(reading.mean) for reading in readings),
            signed(last.error),
            "–" if last.bound is None else number(last.bound),
        )


def chance_table(lesson: Lesson, asked: argparse.Namespace) -> Iterator[str]:
    """Yield all quantities at the finest grid in many worlds, with their Monte Carlo error."""
    engine = lesson.engine
    assert engine is not None
    yield f"At {engine.grid} {engine.grids[-1]:g}, {asked.many:,} worlds:\n"
    yield from ruled("options", "quantity", "exact", "engine", "error", "4 std. errors", "bound")
    for k in range(len(engine.cases)):
        one = played(lesson.name, k, asked.many, "last")
        for reading in one.readings:
            yield row(
                case_of(lesson, k),
                reading.quantity,
                number(reading.exact),
                number(reading.mean),
                signed(reading.error),
                number(4 * reading.standard_error),
                "–" if reading.bound is None else number(reading.bound),
            )


def grids_of(asked: argparse.Namespace) -> str:
    return "usual" if asked.coarse else "all"


def by_step(asked: argparse.Namespace) -> dict[float, list[Reading]]:
    """Return the readings of all rows with a ladder's step, for each step."""
    found: dict[float, list[Reading]] = {}
    for lesson in played_lessons():
        engine = lesson.engine
        assert engine is not None
        if engine.grid != "ladder step" or engine.fine is None:
            continue
        for k in range(len(engine.cases)):
            convergence = played(lesson.name, k, asked.worlds, grids_of(asked))
            for one in convergence.of(next(iter(engine.measures))):
                found.setdefault(one.grid, []).append(one)
    return found


def mean_errors(asked: argparse.Namespace) -> Iterator[str]:
    """Yield the mean absolute error over all rows with a ladder's step, for each step."""
    yield from ruled("ladder step", "rows", "mean error", "in steps", "largest error in steps")
    for step, readings in by_step(asked).items():
        errors = np.array([abs(one.error) for one in readings])
        yield row(
            f"{step:g}",
            len(readings),
            number(errors.mean()),
            f"{errors.mean() / step:.2f}",
            f"{errors.max() / step:.2f}",
        )


def index() -> str:
    """Return the list of all lessons, chapter by chapter, as Markdown."""
    lines = []
    for chapter, names in CHAPTERS.items():
        if not names:
            continue
        lines += [f"### {chapter}\n", *ruled("result", "says", "found by", "the engine")]
        for name in names:
            lesson = lesson_named(name)
            plays = "–" if lesson.engine is None else f"plays `{lesson.engine.file}`"
            link = f"[{lesson.title}]({name}.md)"
            lines.append(row(link, lesson.summary, lesson.who, plays))
        lines.append("")
    return (
        "\n".join(lines)
        .replace("| --- | ---: | ---: | ---: |", "| --- | --- | --- | --- |")
        .rstrip()
    )


def tables(asked: argparse.Namespace) -> str:
    """Return all tables as Markdown."""
    parts = []
    for lesson in played_lessons():
        engine = lesson.engine
        assert engine is not None
        lines = []
        if len(engine.grids) > 1:
            lines += [*grid_table(lesson, asked), ""]
        if engine.fine is None:
            lines += [*chance_table(lesson, asked), ""]
        parts.append((f"[{lesson.name}]({lesson.name}.md)", lines))
    parts.append(("How the error falls with the step", list(mean_errors(asked))))
    return "\n\n".join(f"### {title}\n\n" + "\n".join(lines).rstrip() for title, lines in parts)


def measure(asked: argparse.Namespace) -> Found:
    text, finest = tables(asked), min(by_step(asked).items())
    errors = [abs(one.error) / finest[0] for one in finest[1]]
    sentence = (
        f"**{len(played_lessons())} results of theory played by the engine, each within its "
        f"bound**; on ladders of step {finest[0]:g} it misses the closed form by "
        f"{np.mean(errors):.2f} steps on average."
    )
    made = f"`{BENCHMARK.command(asked)}`; {provenance(plays())}; {conditions()}."
    page = unmarked(PAGE.read_text(encoding="utf-8"))
    for part, new in (
        ("sentence", sentence),
        ("index", index()),
        ("tables", f"{made}\n\n{text}"),
    ):
        page = put(page, part, new)
    return Found(sentence=sentence, played=plays(), text=page)


def put(page: str, part: str, text: str) -> str:
    """Return the page with what stands between a part's two marks replaced."""
    begin, end = f"<!-- {part}: begin -->", f"<!-- {part}: end -->"
    before, rest = page.split(begin)
    _, after = rest.split(end)
    return f"{before}{begin}\n\n{text}\n\n{end}{after}"


@cache
def plays() -> dict[str, str]:
    """Return one digest of all that is played, at the coarsest grid of every case."""
    found = hashlib.sha256()
    for lesson in played_lessons():
        engine = lesson.engine
        assert engine is not None
        for case in engine.cases:
            scenario = engine.scenario(engine.grids[0], **lesson.complete(**case))
            found.update(scenario.played_digest.encode())
    return {"lessons": found.hexdigest()}


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--worlds", type=int, default=64, help="worlds at each grid")
    parser.add_argument(
        "--many", type=int, default=20_000, help="worlds where chance alone divides the two"
    )
    parser.add_argument("--coarse", action="store_true", help="leave out the finest ladders")


BENCHMARK = Benchmark(
    name="theory_table",
    page=PAGE,
    title="Theory and the engine",
    question="does the engine reach the closed forms in its limits?",
    measure=measure,
    plays=plays,
    options=options,
    quick=("--worlds", "16", "--many", "2000", "--coarse"),
)

if __name__ == "__main__":
    BENCHMARK.main()
