"""Where a key stands: from a path of keys to the line of a TOML text.

A tolerant scanner of its own, linear in the length of the text. It never raises, not even where the
text is no TOML: a path that it does not know has the line of its longest known beginning, or none.
It also measures how deep brackets and dotted keys nest, since the standard parser needs a stack
frame for each bracket and quadratic time for a long dotted key.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bargaining.scenario.terms import canonical

__all__ = ["Locator", "Path"]

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)+")
_SPACE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[^\s.=\[\]{}#,\"']+")
_STRINGS = (
    re.compile(r'"""(?:[^\\"]|\\[\s\S]|"(?!""))*"{3,5}'),
    re.compile(r"'''(?:[^']|'(?!''))*'{3,5}"),
    re.compile(r'"(?:[^"\\\n]|\\[^\n])*"'),
    re.compile(r"'[^'\n]*'"),
)
_SCALAR = re.compile(r"[^,\]}#\n]+")
_ESCAPE = re.compile(r'\\(["\\])')
_DEEPEST = 60
_LONGEST_KEY = 60


class _TooDeepError(Exception):
    pass


class Locator:
    """Lines of the keys of one TOML text.

    Attributes
    ----------
    too_deep : int or None
        Line at which brackets, or the parts of a dotted key, nest too deep to be read.
    """

    def __init__(self, text: str) -> None:
        self.too_deep: int | None = None
        self._text = text
        self._at = 0
        self._counted = (0, 1)
        self._lines: dict[Path, int] = {}
        self._lengths: dict[Path, int] = {}
        try:
            self._document()
        except _TooDeepError:
            self.too_deep = self._line()
        except Exception:
            # A text that cannot be scanned is told about by the parser, which knows the grammar.
            pass

    def line(self, path: Sequence[str | int]) -> int | None:
        """Return the line of the longest beginning of the path that stands in the text."""
        known = tuple(path)
        while known:
            found = self._lines.get(known)
            if found is not None:
                return found
            known = known[:-1]
        return None

    def _line(self) -> int:
        at, line = self._counted
        line += self._text.count("\n", at, self._at)
        self._counted = (self._at, line)
        return line

    def _record(self, path: Path, line: int) -> None:
        self._lines.setdefault(path, line)
        last = path[-1]
        if isinstance(last, str) and ("*" in last or "^" in last):
            try:
                self._lines.setdefault((*path[:-1], canonical(last)), line)
            except ValueError:
                return

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            return ""
        self._at = found.end()
        return found.group()

    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _document(self) -> None:
        table: Path = ()
        while True:
            self._skip(_BLANK)
            if not self._next():
                return
            before = self._at
            if self._next() == "[":
                table = self._header()
            else:
                self._entry(table, 0)
            self._skip(_SPACE)
            if self._at == before:  # no TOML: go on with the next line
                self._at = self._end_of_line()

    def _end_of_line(self) -> int:
        end = self._text.find("\n", self._at)
        return len(self._text) if end < 0 else end + 1

    def _header(self) -> Path:
        line = self._line()
        many = self._text.startswith("[[", self._at)
        self._at += 2 if many else 1
        keys = self._key()
        path: Path = ()
        for i, key in enumerate(keys):
            path = (*path, key)
            last = i == len(keys) - 1
            if many and last:
                self._record(path, line)
                self._lengths[path] = self._lengths.get(path, 0) + 1
            if path in self._lengths:
                path = (*path, self._lengths[path] - 1)
            self._record(path, line)
        for _ in range(2 if many else 1):
            self._skip(_SPACE)
            if self._next() == "]":
                self._at += 1
        return path

    def _key(self) -> list[str]:
        keys: list[str] = []
        while True:
            self._skip(_SPACE)
            if self._next() in ('"', "'"):
                quoted = self._string()
                bare = _ESCAPE.sub(r"\1", quoted[1:-1]) if quoted[:1] == '"' else quoted[1:-1]
                keys.append(bare)
            else:
                keys.append(self._skip(_BARE))
            if len(keys) > _LONGEST_KEY:
                raise _TooDeepError
            self._skip(_SPACE)
            if self._next() != ".":
                return keys
            self._at += 1

    def _string(self) -> str:
        long = self._text.startswith(('"""', "'''"), self._at)
        for pattern in _STRINGS[:2] if long else _STRINGS[2:]:
            found = self._skip(pattern)
            if found:
                return found
        if long:
            raise ValueError("a string without an end: whatever follows may be inside it")
        self._at = self._end_of_line()
        return ""

    def _entry(self, table: Path, depth: int) -> None:
        line = self._line()
        path = table
        for key in self._key():
            path = (*path, key)
            self._record(path, line)
        self._skip(_SPACE)
        if self._next() == "=":
            self._at += 1
            self._skip(_SPACE)
            self._value(path, depth)

    def _value(self, path: Path, depth: int) -> None:
        if depth > _DEEPEST:
            raise _TooDeepError
        first = self._next()
        if first in ('"', "'"):
            self._string()
        elif first == "[":
            self._items(path, depth, "]")
        elif first == "{":
            self._items(path, depth, "}")
        else:
            self._skip(_SCALAR)

    def _items(self, path: Path, depth: int, close: str) -> None:
        self._at += 1
        count = 0
        while True:
            self._skip(_BLANK)
            first = self._next()
            if first in ("", close):
                self._at += 1
                return
            before = self._at
            if first == ",":
                self._at += 1
                continue
            if close == "}":
                self._entry(path, depth + 1)
            else:
                self._record((*path, count), self._line())
                self._value((*path, count), depth + 1)
                count += 1
            if self._at == before:
                self._at += 1
