"""How a benchmark says what was run, and where its committed tables stand."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

import bargaining as bg
from bargaining.scenario import Scenario

__all__ = ["EVIDENCE", "command", "conditions", "publish", "reporting", "row", "ruled"]

EVIDENCE = Path(__file__).resolve().parent.parent / "docs" / "evidence"


def command(module: str) -> str:
    """The command line that makes this table again, from the root of the repository."""
    return " ".join(["python", "-m", f"benchmarks.{module}", *sys.argv[1:]])


def conditions(scenario: Scenario) -> str:
    """What was played and with which versions, and how busy the machine was."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return (
        f"{scenario.name}, digest {scenario.digest[:16]}; bargaining {bg.__version__}, "
        f"Python {platform.python_version()}, NumPy {np.__version__}, "
        f"{os.cpu_count()} cores, load {load}"
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


def publish(lines: list[str], page: str, *, write: bool) -> None:
    """Print a page and, if wanted, put it into docs/evidence."""
    text = "\n".join(lines) + "\n"
    print(text)
    if write:
        EVIDENCE.mkdir(parents=True, exist_ok=True)
        (EVIDENCE / page).write_text(text, encoding="utf-8")
