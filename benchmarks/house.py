"""How large the library is, room by room: what somebody who carries it on has to read.

    python -m benchmarks.house [FOLDER] [--before FOLDER]

FOLDER is a checkout, this one unless given; with `--before` another one is shown beside it. Counted
are Python files of the package. Lines of code are those that are neither blank, comment nor
docstring. A helper used once is a private function or method whose name its file writes exactly
once besides its definition, or a public one whose name the library writes exactly once and no door
offers.
"""

from __future__ import annotations

import argparse
import ast
import io
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.benchmark import row, ruled

HERE = Path(__file__).resolve().parent.parent


@dataclass
class Room:
    """What is counted of a room."""

    files: int = 0
    lines: int = 0
    code: int = 0
    comments: int = 0
    functions: list[int] = field(default_factory=list)
    used_once: int = 0

    def add(self, other: Room) -> None:
        self.files += other.files
        self.lines += other.lines
        self.code += other.code
        self.comments += other.comments
        self.functions += other.functions
        self.used_once += other.used_once

    def columns(self) -> list[str]:
        lengths = self.functions or [0]
        return [
            f"{self.files}",
            f"{self.lines:,}",
            f"{self.code:,}",
            f"{np.median(lengths):.0f}",
            f"{np.quantile(lengths, 0.9):.0f}",
            f"{self.used_once}",
            f"{100 * self.comments / max(self.lines, 1):.1f}",
        ]


def docstrings(tree: ast.Module) -> Iterator[range]:
    """Yield the lines of every docstring."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield range(first.lineno, (first.end_lineno or first.lineno) + 1)


def kinds_of_lines(text: str, tree: ast.Module) -> tuple[set[int], set[int]]:
    """Return the lines with code, and those with nothing but a comment."""
    told = {line for lines in docstrings(tree) for line in lines}
    code: set[int] = set()
    comments: set[int] = set()
    layout = (tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            comments.add(token.start[0])
        elif token.type not in layout:
            code.update(range(token.start[0], token.end[0] + 1))
    return code - told, comments - code


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def names_written(tree: ast.Module) -> Counter[str]:
    """Count how often a file writes each name, definitions apart."""
    names = (n.id for n in ast.walk(tree) if isinstance(n, ast.Name))
    attributes = (n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute))
    return Counter([*names, *attributes])


def texts_of(tree: ast.Module) -> Iterator[str]:
    """Yield every text a file writes: a name in one of them may be what a door offers."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def measured(root: Path) -> dict[str, Room]:
    """Return what is counted of each room of a checkout, and of all together."""
    library = root / "bargaining"
    texts = {path: path.read_text("utf-8") for path in sorted(library.rglob("*.py"))}
    trees = {path: ast.parse(text) for path, text in texts.items()}
    written = {path: names_written(tree) for path, tree in trees.items()}
    everywhere: Counter[str] = Counter()
    for names in written.values():
        everywhere.update(names)
    defined = Counter(each.name for tree in trees.values() for each in functions(tree))
    offered = {text for tree in trees.values() for text in texts_of(tree)}
    rooms: dict[str, Room] = defaultdict(Room)
    for path, tree in trees.items():
        code, comments = kinds_of_lines(texts[path], tree)
        room = Room(1, len(texts[path].splitlines()), len(code), len(comments))
        for function in functions(tree):
            start, end = function.lineno, function.end_lineno or function.lineno
            room.functions.append(len(code & set(range(start, end + 1))))
            name = function.name
            if name.startswith("_"):
                here = sum(each.name == name for each in functions(tree))
                once = not name.startswith("__") and here == 1 and written[path][name] == 1
            else:
                once = name not in offered and defined[name] == 1 and everywhere[name] == 1
            room.used_once += once
        rooms[path.relative_to(library).parts[0].removesuffix(".py")].add(room)
    total = Room()
    for room in rooms.values():
        total.add(room)
    return {**dict(sorted(rooms.items())), "all": total}


def table(found: dict[str, Room], before: dict[str, Room] | None = None) -> list[str]:
    """Return the table, with what was before in brackets."""
    heads = "room", "files", "lines", "code", "median", "p90", "used once", "comments, %"
    lines = ruled(*heads)
    for name in [*sorted({*found, *(before or {})} - {"all"}), "all"]:
        now = found.get(name, Room()).columns()
        if before is not None:
            then = before.get(name, Room()).columns()
            now = [a if a == b else f"{a} ({b})" for a, b in zip(now, then, strict=True)]
        lines.append(row(name, *now))
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=HERE)
    parser.add_argument("--before", type=Path, help="an older checkout, shown in brackets")
    asked = parser.parse_args()
    before = measured(asked.before) if asked.before else None
    print("\n".join(table(measured(asked.folder), before)))


if __name__ == "__main__":
    main()
