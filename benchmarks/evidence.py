"""Make the whole evidence again, or say which of it is not of this version.

From the root of the repository:

    python -m benchmarks.evidence --all --workers 2     # every page, in full
    python -m benchmarks.evidence --quick --workers 2   # the sentence of every page, in few worlds
    python -m benchmarks.evidence --mark                # bring the pages' first lines up to date
    python -m benchmarks.evidence --release             # fail if a page is not of this version

`--all` may be stopped and started again: it leaves out pages that the full run has made with this
model and these scenarios, and claims and blocks go on from the worlds that were tallied. Minutes
are kept on docs/evidence/minutes.md. `--only NAME ...` takes some of the parts.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from bargaining.scenario.played import MODEL_NUMBER
from benchmarks.benchmark import (
    EVIDENCE,
    TALLIES,
    Benchmark,
    conditions,
    marked,
    row,
    ruled,
    sentence_of,
)

# Quick ones first, so that a mistake is seen early.
PARTS = (
    "second_reading",
    "sessions",
    "throughput",
    "scale",
    "watching",
    "draws",
    "theory_table",
    "null",
    "facts",
    "process",
    "backtest",
    "coverage",
    "beliefs",
    "ablation",
    "blocks",
    "claims",
)
INDEX = EVIDENCE / "README.md"
MINUTES = EVIDENCE / "minutes.md"
# Minutes of parts that were stopped on the way.
SPENT = Path(TALLIES) / "minutes.json"
_BEGIN, _END = "<!-- begin pages -->", "<!-- end pages -->"

Spent = tuple[float, float]


def benchmark(name: str) -> Benchmark:
    """Return a part by its name."""
    found: Benchmark = import_module(f"benchmarks.{name}").BENCHMARK
    return found


def outdated(names: Sequence[str] = PARTS) -> list[str]:
    """Return the parts whose page is missing, or of another model or other scenarios."""
    return [name for name in names if not benchmark(name).is_current()]


def mark() -> list[Path]:
    """Bring the first line of every page and the index up to date; return what changed."""
    changed = []
    texts = {page: benchmark(name) for name in PARTS for page in benchmark(name).pages}
    for page, one in texts.items():
        if page.exists():
            text = page.read_text("utf-8")
            if marked(text, one) != text:
                page.write_text(marked(text, one), encoding="utf-8")
                changed.append(page)
    text = INDEX.read_text("utf-8")
    if indexed(text) != text:
        INDEX.write_text(indexed(text), encoding="utf-8")
        changed.append(INDEX)
    return changed


def indexed(text: str) -> str:
    """Return the index with its table made of the pages' own sentences."""
    before, _, rest = text.partition(_BEGIN)
    after = rest.partition(_END)[2]
    lines = [row("page", "question", "answer"), row("---", "---", "---")]
    for name in PARTS:
        one = benchmark(name)
        if one.page.exists():
            page = one.page.read_text("utf-8")
            link = os.path.relpath(one.page, EVIDENCE).replace(os.sep, "/")
            note = "" if one.is_current(page) else " (not of this version)"
            answer = f"{sentence_of(page) or 'see the page'}{note}"
            lines.append(row(f"[{one.title}]({link})", one.question, answer))
    return f"{before}{_BEGIN}\n\n" + "\n".join(lines) + f"\n\n{_END}{after}"


def make(names: Sequence[str], workers: int) -> int:
    """Make pages in full, except those that are done; return how many failed."""
    failed = 0
    for name in names:
        one = benchmark(name)
        if one.is_complete():
            print(f"{name}: done before", flush=True)
            continue
        print(f"{name}: {one.command()}", flush=True)
        arguments = ["--write", *(["--workers", str(workers)] if one.workers else [])]
        spent, code = _run(name, arguments)
        failed += code != 0
        if code == 0:
            keep_minutes(name, spent)
            mark()
        print(f"{name}: {_minutes(spent)}{'' if code == 0 else ', FAILED'}", flush=True)
    print(MINUTES.read_text("utf-8") if MINUTES.exists() else "")
    return failed


def _run(name: str, arguments: list[str]) -> tuple[Spent, int]:
    """Run a part in a process of its own; return what it took so far, and its exit code."""
    began, before = time.monotonic(), _processor_seconds()
    code = 1
    try:
        code = subprocess.call([sys.executable, "-m", f"benchmarks.{name}", *arguments])
    finally:
        # Also where it is stopped by Ctrl-C: what was tallied by then is not played again.
        known = json.loads(SPENT.read_text("utf-8")) if SPENT.exists() else {}
        wall, processor = known.get(name, (0.0, 0.0))
        spent = (wall + time.monotonic() - began, processor + _processor_seconds() - before)
        SPENT.parent.mkdir(parents=True, exist_ok=True)
        known = {**known, name: spent} if code else {k: v for k, v in known.items() if k != name}
        SPENT.write_text(json.dumps(known), encoding="utf-8")
    return spent, code


def _processor_seconds() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _minutes(spent: Spent) -> str:
    return f"{spent[0] / 60:.1f} minutes, {spent[1] / 60:.1f} of processor time"


def keep_minutes(name: str, spent: Spent) -> None:
    """Put a part's minutes into the page of minutes."""
    text = MINUTES.read_text("utf-8") if MINUTES.exists() else ""
    known = {part: line for line, part in re.findall(r"^(\| (\w+) \| .*)$", text, re.MULTILINE)}
    known[name] = row(
        name, f"{spent[0] / 60:.1f}", f"{spent[1] / 60:.1f}", MODEL_NUMBER, conditions()
    )
    lines = [
        "# Minutes",
        "",
        "What each part took when `python -m benchmarks.evidence --all` last made it.",
        "",
        *ruled("part", "minutes", "processor-minutes", "model", "made with"),
        *(known[part] for part in PARTS if part in known),
    ]
    MINUTES.write_text("\n".join(lines) + "\n", encoding="utf-8")


def glance(names: Sequence[str], workers: int) -> int:
    """Print the sentence of each page as few worlds give it, beside the stored one."""
    failed, began = 0, time.monotonic()
    for name in names:
        one, start = benchmark(name), time.monotonic()
        arguments = [*one.quick, *(["--workers", str(workers)] if one.workers else [])]
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}", *arguments],
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        failed += done.returncode != 0
        stored = sentence_of(one.page.read_text("utf-8")) if one.page.exists() else ""
        note = "" if one.is_current() else " (not of this version)"
        print(f"{name} ({time.monotonic() - start:.0f} s)")
        print(f"  now:    {sentence_of(done.stdout) or 'FAILED'}")
        print(f"  stored: {stored or 'none'}{note}", flush=True)
    print(f"{(time.monotonic() - began) / 60:.1f} minutes")
    return failed


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--all", action="store_true", help="make every page in full (the default)")
    what.add_argument("--quick", action="store_true", help="only the sentences, in few worlds")
    what.add_argument("--mark", action="store_true", help="only the pages' first lines")
    what.add_argument("--release", action="store_true", help="fail if a page is outdated")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", default=None)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args(arguments)
    if not (asked.all or asked.quick or asked.mark or asked.release or asked.only):
        parser.error(f"say --all, --quick, --mark, --release or --only; parts: {', '.join(PARTS)}")
    names = asked.only or PARTS
    if asked.mark:
        for page in mark():
            print(page)
        return 0
    if asked.release:
        late = outdated(names)
        print(
            f"not of this version: {', '.join(late)}" if late else "all pages are of this version"
        )
        return 1 if late else 0
    return min(1, (glance if asked.quick else make)(names, asked.workers))


if __name__ == "__main__":
    sys.exit(main())
