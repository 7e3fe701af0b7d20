"""The library's source as the house tests read it: files, rooms, floors, imports, names."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "bargaining"

FLOORS = {
    "version": 0,
    "errors": 0,
    "codes": 1,
    "defaults": 1,
    "text": 1,
    "arrays": 1,
    "chance": 1,
    "stats": 1,
    "scenario": 2,
    "theory": 2,
    "solver": 2,
    "world": 3,
    "views": 4,
    "outcomes": 4,
    "strategies": 5,
    "parties": 6,
    "protocol": 7,
    "engine": 8,
    "analysis": 9,
    "by_hand": 9,
    "lessons": 9,
    "claims": 10,
    "designs": 11,
    "history": 11,
    "plots": 12,
    "classroom": 13,
    "testing": 13,
    "interop": 13,
    "cli": 14,
}
# The door itself and `python -m bargaining`: they open rooms, and no room is below them.
DOORS = ("__init__", "__main__")


def forbid(offences: Iterable[str], remedy: str) -> None:
    """Fail with every offence at once, one a line, after what to do about them."""
    found = list(offences)
    if found:
        pytest.fail("\n  ".join([remedy, *found]), pytrace=False)


def files() -> list[Path]:
    return sorted(LIBRARY.rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree(path)))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room_of(path: Path) -> str:
    """Return the room that a file stands in: the folder or file right under the package."""
    return path.relative_to(LIBRARY).parts[0].removesuffix(".py")


@cache
def imports(path: Path) -> tuple[tuple[str, int], ...]:
    """Return every module that a file imports, wherever the import stands, with its line.

    A relative import is made absolute, ``from a import b`` counts as ``a.b``, and a module named
    by a string in ``import_module("a.b")`` or ``__import__("a.b")`` counts as well.
    """
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[tuple[str, int]]:
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*above, *([node.module] if node.module else [])))
            yield from ((f"{module}.{alias.name}", node.lineno) for alias in node.names)
        elif isinstance(node, ast.Call) and node.args:
            called = node.func.attr if isinstance(node.func, ast.Attribute) else None
            called = node.func.id if isinstance(node.func, ast.Name) else called
            first = node.args[0]
            if called in ("import_module", "__import__") and isinstance(first, ast.Constant):
                yield str(first.value), node.lineno


def defined_names(module: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield the public names that a module defines: functions, classes, arguments, fields."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if node.name.startswith("_"):
                continue
            yield node.name, node.lineno
            if isinstance(node, ast.ClassDef):
                for field in node.body:
                    if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                        yield field.target.id, field.lineno
            else:
                a = node.args
                yield from ((arg.arg, arg.lineno) for arg in a.posonlyargs + a.args + a.kwonlyargs)
    for statement in module.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        yield from ((t.id, t.lineno) for t in targets if isinstance(t, ast.Name))


def loaded_after(*programs: str, arguments: Iterable[str] = ()) -> list[set[str]]:
    """Return the modules that a fresh Python, in which nothing can be played, holds after each.

    The programs follow one another in one process.
    """
    # None in sys.modules makes an import fail as if the package were not installed.
    blocked = "".join(f"sys.modules[{name!r}] = None\n" for name in ("mesa", "numba", "networkx"))
    tell = "print('\\nnow', *(name for name, module in sys.modules.items() if module is not None))"
    done = subprocess.run(
        [
            *(sys.executable, "-c"),
            f"import sys\n{blocked}" + "".join(f"{program}\n{tell}\n" for program in programs),
            *arguments,
        ],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{programs}\n{done.stderr}"
    told = [line for line in done.stdout.splitlines() if line.startswith("now ")]
    assert len(told) == len(programs)
    return [set(line.split()[1:]) for line in told]
