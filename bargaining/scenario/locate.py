"""Where a key stands: from a path of keys to the line of a TOML text.

A tolerant scanner of its own, linear in the length of the text. It never raises, not even where the
text is no TOML: a path that it does not know has the line of its longest known beginning, or none.
It also measures how deep brackets and dotted keys nest, since the standard parser needs a stack
frame for each bracket and quadratic time for a long dotted key.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bargaining.scenario.terms import spelling

__all__ = ["Locator", "Path"]

Path = tuple[str | int, ...]

_TOKEN = re.compile(
    r"""(?P<blank>[ \t\r]+|\#[^\n]*)
    |(?P<newline>\n)
    |(?P<mark>[\[\]{}=,.])
    |(?P<string>\"{3}(?:[^\\"]|\\[\s\S]|"(?!""))*"{3,5}|'{3}(?:[^']|'(?!''))*'{3,5}
        |"(?!"")(?:[^"\\\n]|\\[^\n])*"|'(?!'')[^'\n]*')
    |(?P<endless>\"{3}|'{3})
    |(?P<broken>["'][^\n]*)
    |(?P<word>[^\s.=\[\]{}\#,"']+)""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r'\\(["\\])')
_DEEPEST = 60
_LONGEST_KEY = 60


@dataclass(slots=True)
class _Open:
    """A bracket that is open: its path, and of a list how many entries have begun."""

    path: Path
    of_list: bool
    begun: int = 0
    within: bool = False


class Locator:
    """Lines of the keys of one TOML text.

    At the line `too_deep`, if there is one, brackets or parts of a dotted key nest too deep.
    """

    def __init__(self, text: str) -> None:
        self.too_deep: int | None = None
        self._lines: dict[Path, int] = {}
        self._lengths: dict[Path, int] = {}
        line, keys = 1, list[str]()
        table: Path = ()
        brackets: list[_Open] = []
        here: Path = ()
        header = 0  # how many brackets head the table whose name is being read
        in_key = True
        for found in _TOKEN.finditer(text):
            kind, piece = found.lastgroup, found.group()
            inner = brackets[-1] if brackets else None
            if kind == "endless":  # whatever follows may be inside it
                return
            if kind == "newline" and inner is None:
                header, in_key, keys = 0, True, []
            elif header and piece == "]":
                table = ()
                for i, key in enumerate(keys, start=1):
                    table = (*table, key)
                    # Double brackets begin the next entry of a list.
                    if header > 1 and i == len(keys):
                        self._record(table, line)
                        self._lengths[table] = self._lengths.get(table, 0) + 1
                    if table in self._lengths:
                        table = (*table, self._lengths[table] - 1)
                    self._record(table, line)
                header, in_key = 0, False
            elif header and piece == "[":
                header += 1
            elif in_key and kind in ("word", "string"):
                bare = piece[1:-1] if kind == "string" else piece
                keys.append(_ESCAPE.sub(r"\1", bare) if piece[0] == '"' else bare)
                here = (*(table if inner is None else inner.path), *keys)
                if not header:
                    self._record(here, line)
            elif in_key and piece == "=":
                in_key = False
            elif in_key and piece == "[" and inner is None and not keys:
                header = 1
            elif piece == "," and inner is not None:
                inner.within, in_key, keys = False, not inner.of_list, []
            elif piece in ("]", "}"):
                del brackets[-1:]
                in_key = False
            elif not in_key and kind in ("word", "string", "mark") and piece not in ("=", "."):
                if inner is not None and inner.of_list and not inner.within:
                    here, inner.within = (*inner.path, inner.begun), True
                    inner.begun += 1
                    self._record(here, line)
                if piece in ("[", "{"):
                    brackets.append(_Open(here, piece == "["))
                    in_key, keys = piece == "{", []
            if len(brackets) > _DEEPEST or len(keys) > _LONGEST_KEY:
                self.too_deep = line
                return
            line += piece.count("\n")

    def line(self, path: Sequence[str | int]) -> int | None:
        """Return the line of the longest beginning of the path that stands in the text."""
        known = (self._lines.get(tuple(path[:length])) for length in range(len(path), 0, -1))
        return next((line for line in known if line is not None), None)

    def _record(self, path: Path, line: int) -> None:
        self._lines.setdefault(path, line)
        if isinstance(path[-1], str) and ("*" in path[-1] or "^" in path[-1]):
            self._lines.setdefault((*path[:-1], spelling(path[-1])), line)
