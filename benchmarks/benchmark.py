"""What all benchmarks share: their options, the page they write, and what it says of itself.

A page states the command that makes it again, the model number and the played digests. A page whose
numbers belong to another model or to other scenarios says so in its first line.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

import bargaining as bg
from bargaining.outcomes import Outcomes
from bargaining.scenario import Scenario, load
from bargaining.scenario.played import MODEL_NUMBER, played_digest
from bargaining.text import Column

__all__ = [
    "EVIDENCE",
    "Benchmark",
    "Found",
    "conditions",
    "digests",
    "files_options",
    "markdown",
    "marked",
    "played",
    "reporting",
    "row",
    "ruled",
    "scenario_asked",
    "scenario_options",
    "sentence_of",
    "unmarked",
]

DOCS = Path(__file__).resolve().parent.parent / "docs"
EVIDENCE = DOCS / "evidence"
TALLIES = "evidence-tallies"
# Pages are as wide whatever terminal they are made in.
os.environ["COLUMNS"] = "88"
# Options that do not decide what the numbers are.
_UNSTATED = {"help", "write", "workers", "folder"}
_MARK = "> **Not of this version:** "
_SENTENCE = re.compile(r"^\*\*(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Found:
    """What a benchmark found.

    Attributes
    ----------
    sentence : str
        The answer in one line, with what of it is to be bold between two stars.
    lines : list of str
        The page below its head.
    played : mapping of str to str
        Played digests by name.
    text : str
        The whole page, where it has a form of its own.
    store : callable, optional
        Writes what stands beside the page.
    holds : bool
        False where what ought to be so is not; the program then fails once the page is written.
    """

    sentence: str
    played: Mapping[str, str]
    lines: list[str] = field(default_factory=list)
    text: str = ""
    store: Callable[[], None] | None = None
    holds: bool = True


@dataclass(frozen=True)
class Benchmark:
    """One part of the evidence.

    Attributes
    ----------
    name : str
        Of the module in `benchmarks`.
    page : Path
        Where its page stands.
    title, question : str
        Head of the page, and what it answers.
    measure : callable
        Plays and counts, given the options.
    plays : callable
        Returns the digests of what a full run plays, by name, as the files stand now.
    options : callable
        Adds its options, whose defaults are those of the full run.
    quick : tuple of str
        Options of a run of some seconds.
    workers, folder : bool
        Whether it shares its worlds among processes, and keeps tallies to go on after a stop.
    further : tuple of Path
        Other pages that are made of the same numbers.
    """

    name: str
    page: Path
    title: str
    question: str
    measure: Callable[[argparse.Namespace], Found]
    plays: Callable[[], Mapping[str, str]]
    options: Callable[[argparse.ArgumentParser], None]
    quick: tuple[str, ...]
    workers: bool = False
    folder: bool = False
    further: tuple[Path, ...] = ()

    @property
    def pages(self) -> tuple[Path, ...]:
        """All pages that are made of its numbers, its own first."""
        return (self.page, *self.further)

    def parser(self) -> argparse.ArgumentParser:
        """Return the parser of its command line."""
        parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{self.name}")
        self.options(parser)
        if self.workers:
            parser.add_argument("--workers", type=int, default=1, help="processes")
        if self.folder:
            parser.add_argument(
                "--folder",
                default=f"{TALLIES}/{self.name}",
                help="where tallies are kept, to go on after a stop; empty for nowhere",
            )
        parser.add_argument("--write", action="store_true", help=f"write {self.page.name}")
        return parser

    def command(self, asked: argparse.Namespace | None = None) -> str:
        """Return the command that makes the numbers again; of the full run by default."""
        parser = self.parser()
        asked = parser.parse_args([]) if asked is None else asked
        words = [parser.prog]
        for action in parser._actions:
            value = getattr(asked, action.dest, None)
            absent = value is None or value is False or value in ("", [])
            if action.dest in _UNSTATED or absent:
                continue
            name = action.option_strings[-1]
            if isinstance(action, argparse._AppendAction):
                words += [f"{name} {one}" for one in value]
            elif value is True:
                words.append(name)
            else:
                words.append(f"{name} {' '.join(map(str, value)) if action.nargs else value}")
        return " ".join(words)

    def main(self, arguments: list[str] | None = None) -> None:
        """Run it, print its page and, if asked, write it."""
        asked = self.parser().parse_args(arguments)
        found = self.measure(asked)
        text = found.text or self._composed(found, asked)
        print(text)
        if asked.write:
            self.page.parent.mkdir(parents=True, exist_ok=True)
            self.page.write_text(marked(text, self), encoding="utf-8")
            if found.store is not None:
                found.store()
        if not found.holds:
            raise SystemExit(f"{self.name}: what ought to hold does not; see its page")

    def _composed(self, found: Found, asked: argparse.Namespace) -> str:
        made = f"`{self.command(asked)}`; {provenance(found.played)}; {conditions()}."
        return "\n".join([f"# {self.title}", "", found.sentence, "", made, "", *found.lines]) + "\n"

    def is_current(self, text: str | None = None) -> bool:
        """Return whether a page's numbers are of this model and of what is played now."""
        if text is None:
            text = self.page.read_text("utf-8") if self.page.exists() else ""
        stated = _provenance_now(self)
        return stated in text or stated[0].upper() + stated[1:] in text

    def is_complete(self) -> bool:
        """Return whether the page is current and was made by the full run."""
        return self.is_current() and f"`{self.command()}`" in self.page.read_text("utf-8")


def provenance(digests: Mapping[str, str], model: int | None = MODEL_NUMBER) -> str:
    """Return the words in which a page states where its numbers come from.

    Played digests stand by name, empty where one is not known; the model's number is None where it
    is not known.
    """
    played = ", ".join(f"{name} {one[:16] or 'unknown'}" for name, one in digests.items())
    return f"model {'unknown' if model is None else model}; played {played}"


@cache
def _provenance_now(benchmark: Benchmark) -> str:
    return provenance(benchmark.plays())


def marked(text: str, benchmark: Benchmark) -> str:
    """Return a page whose first line says if its numbers are of another version."""
    text = unmarked(text)
    if benchmark.is_current(text):
        return text
    words = (
        f"{_MARK}these numbers were made by another version of the model or of its scenarios. "
        f"`python -m benchmarks.evidence --only {benchmark.name}` makes them again."
    )
    return f"{words}\n\n{text}"


def unmarked(text: str) -> str:
    """Return a page without that first line."""
    return text.partition("\n\n")[2] if text.startswith(_MARK) else text


def sentence_of(text: str) -> str:
    """Return the sentence of a page: its first line that begins in bold, without the stars."""
    found = _SENTENCE.search(text)
    return found.group(1).replace("**", "").strip() if found else ""


def digests(
    names: Iterable[str] = ("stockholm-2014",), *, what_ifs: bool = False
) -> dict[str, str]:
    """Return the played digests of bundled scenarios by name."""
    return {name: _digest(name, what_ifs) for name in names}


@cache
def _digest(name: str, what_ifs: bool) -> str:
    return played_digest(load(name), what_ifs=what_ifs)


def conditions() -> str:
    """Return with which versions a page was made, and how busy the machine was."""
    load_now = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return (
        f"bargaining {bg.__version__}, Python {platform.python_version()}, NumPy {np.__version__}, "
        f"{os.cpu_count()} cores, load {load_now}"
    )


def scenario_options(worlds: int) -> Callable[[argparse.ArgumentParser], None]:
    """Return what adds the options of a run of one scenario."""

    def add(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--scenario", default="stockholm-2014")
        parser.add_argument("--worlds", type=int, default=worlds)
        parser.add_argument("--worlds-per-draw", type=int, default=20)
        parser.add_argument("--rounds", type=int, help="shorten the scenario")
        parser.add_argument("--seed", type=int, default=2014)

    return add


def files_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of a run of several files."""
    parser.add_argument("--scenario", action="append", help="only this one; may be given again")
    parser.add_argument("--worlds", type=int, default=2_000, help="of each file")
    parser.add_argument("--worlds-per-draw", type=int, default=5)
    parser.add_argument("--seed", type=int, default=2014)


def scenario_asked(asked: argparse.Namespace) -> Scenario:
    """Return the scenario of the options, shortened if asked."""
    scenario = load(asked.scenario)
    return scenario.replace({"settings.rounds": asked.rounds}) if asked.rounds else scenario


def played(scenario: Scenario, asked: argparse.Namespace, workers: int | None = None) -> Outcomes:
    """Play a scenario as the options have it."""
    return bg.simulate(
        scenario,
        worlds=asked.worlds,
        worlds_per_draw=asked.worlds_per_draw,
        seed=asked.seed,
        workers=workers or asked.workers,
    )


def reporting() -> Callable[[int, int], None]:
    """Return a callback that tells the worlds done on standard error, once a minute."""
    begun, told = time.monotonic(), [0.0]

    def report(done: int, total: int) -> None:
        now = time.monotonic()
        if now - told[0] >= 60 or done == total:
            told[0] = now
            print(f"{done:,} of {total:,} worlds, {now - begun:.0f} s", file=sys.stderr, flush=True)

    return report


def row(*cells: object) -> str:
    """One line of a table."""
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def ruled(*names: str) -> list[str]:
    """The head of a table; the first column is flush left."""
    return [row(*names), row("---", *["---:"] * (len(names) - 1))]


def markdown(columns: Sequence[Column], rows: Iterable[Sequence[str] | str]) -> list[str]:
    """Return the lines of a Markdown table; a row that is a text stands bold in the first cell."""
    more = [""] * (len(columns) - 1)
    lines = [[column.head for column in columns]]
    lines += [[f"**{row}**", *more] if isinstance(row, str) else list(row) for row in rows]
    heads, *body = [
        "|" + "".join(f" {cell.replace('|', chr(92) + '|')} |" if cell else " |" for cell in row)
        for row in lines
    ]
    marks = ["---" if column.words else "---:" for column in columns]
    return [heads, "| " + " | ".join(marks) + " |", *body]
