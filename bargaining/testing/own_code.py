"""Whose code runs: the library's, Python's, or a user's own."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType, TracebackType
from typing import Any, TypeVar

__all__ = ["Effort", "counted", "is_own", "is_own_class", "place_of", "where_failed"]

_PYTHON = sysconfig.get_paths()["stdlib"]
# Loaded by now, whoever imported them.
_LIBRARIES = tuple(
    str(Path(module.__file__).parent) + os.sep
    for name in ("bargaining", "mesa", "numpy", "scipy")
    if (module := sys.modules.get(name)) is not None and module.__file__
)

Answer = TypeVar("Answer")


def is_own(code: CodeType) -> bool:
    """Return whether code is a user's, neither this library's nor Python's nor NumPy's."""
    name = code.co_filename
    if name.startswith(_PYTHON) and "site-packages" not in name:
        return False
    # What dataclasses write themselves has no file.
    return not name.startswith((*_LIBRARIES, "<string>", "<frozen"))


def is_own_class(kind: type) -> bool:
    """Return whether a class is a user's."""
    return kind.__module__.partition(".")[0] not in ("bargaining", "builtins", "mesa", "abc")


def place_of(frame: FrameType) -> str:
    """Return file and line of a frame."""
    return f"{Path(frame.f_code.co_filename).name}, line {frame.f_lineno}"


def where_failed(error: BaseException) -> str:
    """Return file and line of the innermost code of a user's that an error came through."""
    found = ""
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        if is_own(trace.tb_frame.f_code):
            name = Path(trace.tb_frame.f_code.co_filename).name
            found = f"{name}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return found


@dataclass(frozen=True, slots=True)
class Effort:
    """What an answer took.

    Attributes
    ----------
    worlds : int
        Worlds asked at once.
    lines : int
        Lines of a user's own Python that were carried out.
    turns : int
        How often the one was carried out that was carried out most: turns of the longest loop.
    """

    worlds: int
    lines: int
    turns: int


def counted(call: Callable[[], Answer], worlds: int) -> tuple[Answer, Effort]:
    """Return what a call returns, and what it took.

    Lines are counted and not seconds, which depend on whatever else the machine does.
    """
    carried_out: Counter[tuple[int, int]] = Counter()

    def enter(frame: FrameType, event: str, _: Any) -> Any:
        if not is_own(frame.f_code):
            return None
        # A call without a line of its own, such as a turn of a generator, counts as one.
        carried_out[id(frame.f_code), 0] += 1
        return line

    def line(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            carried_out[id(frame.f_code), frame.f_lineno] += 1
        return line

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        answer = call()
    finally:
        sys.settrace(before)
    turns = max(carried_out.values(), default=0)
    return answer, Effort(worlds, carried_out.total(), turns)
