"""Hold the engine against the closed forms; print, or write, index and tables of docs/theory/.

From the root of the repository:

    python -m benchmarks.theory_table            # print
    python -m benchmarks.theory_table --write    # put into docs/theory/README.md
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from functools import cache
from pathlib import Path

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
from benchmarks.evidence import row, ruled

PAGE = Path(__file__).resolve().parent.parent / "docs" / "theory" / "README.md"
WORLDS, SEED = 64, 1982
# Where only chance divides engine and theory, more of it.
MANY = 20_000


def played_lessons() -> list[Lesson]:
    return [lesson for lesson in lessons() if lesson.engine is not None]


@cache
def played(name: str, number: int, worlds: int) -> Convergence:
    """Play one case of a lesson at all its grids; a reading that nothing explains stops."""
    lesson = next(lesson for lesson in played_lessons() if lesson.name == name)
    engine = lesson.engine
    assert engine is not None
    grids = (*engine.grids, *([] if engine.fine is None else [engine.fine]))
    # The finest alone where chance is what is measured.
    grids = grids if worlds == WORLDS else engine.grids[-1:]
    case = engine.cases[number]
    found = play_lesson(lesson, worlds=worlds, seed=SEED, grids=grids, **case)
    for reading in found.readings:
        if reading.within is False:
            raise SystemExit(f"out of bounds: {name} {dict(case)} {reading}")
    return found


def asked(lesson: Lesson, number: int) -> str:
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


def grid_table(lesson: Lesson) -> Iterator[str]:
    """Yield a lesson's first quantity over its grids, engine beside closed form."""
    engine = lesson.engine
    assert engine is not None
    cases = [played(lesson.name, k, WORLDS) for k in range(len(engine.cases))]
    quantity = engine.measures[0].quantity
    names = [f"{one.grid:g}" for one in cases[0].of(quantity)]
    yield f"{quantity[0].upper()}{quantity[1:]}, by {engine.grid}:\n"
    yield from ruled("options", "exact", *names, "error", "bound")
    for k, one in enumerate(cases):
        readings = one.of(quantity)
        last = readings[-1]
        yield row(
            asked(lesson, k),
            number(last.exact),
            *(number(reading.mean) for reading in readings),
            signed(last.error),
            "–" if last.bound is None else number(last.bound),
        )


def chance_table(lesson: Lesson) -> Iterator[str]:
    """Yield all quantities at the finest grid in many worlds, with their Monte Carlo error."""
    engine = lesson.engine
    assert engine is not None
    yield f"At {engine.grid} {engine.grids[-1]:g}, {MANY:,} worlds:\n"
    yield from ruled("options", "quantity", "exact", "engine", "error", "4 std. errors", "bound")
    for k in range(len(engine.cases)):
        one = played(lesson.name, k, MANY)
        for reading in one.readings:
            yield row(
                asked(lesson, k),
                reading.quantity,
                number(reading.exact),
                number(reading.mean),
                signed(reading.error),
                number(4 * reading.standard_error),
                "–" if reading.bound is None else number(reading.bound),
            )


def mean_errors() -> Iterator[str]:
    """Yield the mean absolute error over all rows with a ladder's step, for each step."""
    found: dict[float, list[Reading]] = {}
    for lesson in played_lessons():
        engine = lesson.engine
        assert engine is not None
        if engine.grid != "ladder step" or engine.fine is None:
            continue
        for k in range(len(engine.cases)):
            for one in played(lesson.name, k, WORLDS).of(engine.measures[0].quantity):
                found.setdefault(one.grid, []).append(one)
    yield from ruled("ladder step", "rows", "mean error", "in steps", "largest error in steps")
    for step, readings in found.items():
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


def tables() -> str:
    """Return all tables as Markdown."""
    parts = []
    for lesson in played_lessons():
        engine = lesson.engine
        assert engine is not None
        lines = []
        if len(engine.grids) > 1:
            lines += [*grid_table(lesson), ""]
        if engine.fine is None:
            lines += [*chance_table(lesson), ""]
        parts.append((f"[{lesson.name}]({lesson.name}.md)", lines))
    parts.append(("How the error falls with the step", list(mean_errors())))
    return "\n\n".join(f"### {title}\n\n" + "\n".join(lines).rstrip() for title, lines in parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--write", action="store_true", help="put the tables into docs/theory/README.md"
    )
    write = parser.parse_args().write
    text = tables()
    if not write:
        print(index(), text, sep="\n\n")
        return
    put("index", index())
    put("tables", text)


def put(part: str, text: str) -> None:
    """Replace what stands between a part's two marks."""
    begin, end = f"<!-- {part}: begin -->", f"<!-- {part}: end -->"
    before, rest = PAGE.read_text(encoding="utf-8").split(begin)
    _, after = rest.split(end)
    PAGE.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
