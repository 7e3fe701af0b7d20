"""No file imports itself by way of others, and what only reads loads nothing that plays.

What counts as an import. Every import statement, at the top of a file, inside a function or under
``TYPE_CHECKING``, and every ``import_module`` whose text begins with a room's name (it counts for
all files whose names go on from there). ``from a.b import c`` is an import of ``a/b/c.py``, or of
``a/b.py``, or of the door ``a/b/__init__.py``, whichever there is. Importing from another package
runs that package's door, so the door is imported too. Three things are not counted: the front door
`bargaining/__init__.py` where a file only passes through it, since it loads nothing but the version
until it is asked for a name; a package's own door where a file of the package only passes through
it; and names that doors keep in tables of text, which stand under ``TYPE_CHECKING`` as well.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from tests.house.source import files, imports, loaded_after, name_of, tree

Graph = dict[str, dict[str, int]]

# Imports that go upstairs for a reason, each in one file and when called.
EXCEPTIONS = {
    # A loaded result that is asked for a history has the engine play it again.
    ("bargaining/outcomes/outcomes.py", "bargaining/engine/__init__.py"),
}
PLAYING = ("engine", "parties", "protocol", "solver", "strategies")
# What playing brings with it.
HEAVY = ("mesa", "networkx", "pandas", "scipy", "joblib", "loky", "numba")
# What must also work where nothing can be played.
COMMANDS = {
    "list": ["list"],
    "show": ["show", "stockholm-2014"],
    "show --evidence": ["show", "stockholm-2014", "--evidence"],
    "check FILE": ["check", "scenarios/stockholm-2014.toml", "scenarios/classroom/grit.toml"],
    "schema": ["schema"],
    "theory": ["theory"],
}
LOADED_RESULT = """
import sys
import bargaining as bg
result = bg.load_outcomes(sys.argv[1])
print(result, repr(result), result.explain())
result.summary(), result.first_round("agreement"), result.level
result.select(slice(0, 2)).save(sys.argv[1])
print(bg.compare(result, result), bg.Outcomes, bg.Tournament, bg.ClaimResults, bg.BacktestResult)
print(bg.measure(result, "P(settlement)"))
"""


def file_of(module: str, names: Iterable[str]) -> str | None:
    """Return the file that holds a module or a name of it, or None where the library has none."""
    known = set(names)
    parts = module.split(".")
    while parts and parts[0] == "bargaining":
        path = "/".join(parts)
        for file in (f"{path}.py", f"{path}/__init__.py"):
            if file in known:
                return file
        parts.pop()
    return None


def doors_of(file: str) -> set[str]:
    """Return the doors that Python goes through to a file, the front door left out."""
    folders = [folder.as_posix() for folder in Path(file).parents]
    return {f"{folder}/__init__.py" for folder in folders if "/" in folder}


def begun_imports(path: Path) -> Iterator[tuple[str, int]]:
    """Yield how modules begin that are named at run time, as in ``import_module("a.b." + c)``."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.BinOp):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else None
            called = node.func.id if isinstance(node.func, ast.Name) else called
            start = node.args[0].left
            if called in ("import_module", "__import__") and isinstance(start, ast.Constant):
                yield str(start.value), node.lineno


def import_graph(paths: Iterable[Path]) -> Graph:
    """Return for each file the files it imports, with the line."""
    paths = list(paths)
    names = [name_of(path) for path in paths]
    graph: Graph = {name: {} for name in names}
    for path, name in zip(paths, names, strict=True):
        for module, line in imports(path):
            target = file_of(module, names)
            if target is not None:
                for one in (target, *(doors_of(target) - doors_of(name))):
                    if one in graph:
                        graph[name].setdefault(one, line)
        for start, line in begun_imports(path):
            prefix = start.replace(".", "/")
            for one in names:
                if one.startswith(prefix):
                    graph[name].setdefault(one, line)
        graph[name].pop(name, None)
    return graph


def circles(graph: Graph) -> list[str]:
    """Return one sentence for each import that is part of a circle."""
    reach = {name: reachable(name, graph) for name in graph}
    return [
        f"{name}:{line} imports {target}, which comes back to it"
        for name, targets in graph.items()
        for target, line in targets.items()
        if name in reach[target]
    ]


def reachable(start: str, graph: Graph) -> set[str]:
    """Return all files that a file imports, directly or by way of others."""
    found: set[str] = set()
    left = [start]
    while left:
        for target in graph[left.pop()]:
            if target not in found:
                found.add(target)
                left.append(target)
    return found


def without(graph: Graph, edges: set[tuple[str, str]]) -> Graph:
    return {
        name: {target: line for target, line in targets.items() if (name, target) not in edges}
        for name, targets in graph.items()
    }


def command(arguments: list[str]) -> str:
    return (
        f"from bargaining.cli import main\ntry:\n    main({arguments!r})\n"
        "except SystemExit as leave:\n    assert not leave.code, leave.code"
    )


def rooms_of(modules: set[str], rooms: Iterable[str]) -> set[str]:
    met = {name.split(".")[1] for name in modules if name.startswith("bargaining.")}
    return {f"bargaining.{room}" for room in met & set(rooms)}


def packages_of(modules: set[str], packages: Iterable[str]) -> set[str]:
    return {name.split(".")[0] for name in modules} & set(packages)


@cache
def library() -> Graph:
    return import_graph(files())


def test_no_file_imports_itself_by_way_of_others():
    found = circles(without(library(), EXCEPTIONS))
    assert not found, "\n".join(["imports in a circle:", *found])


def test_every_exception_is_an_import_that_there_is():
    assert not [edge for edge in EXCEPTIONS if edge[1] not in library().get(edge[0], {})]


def test_commands_that_read_load_nothing_that_plays():
    # One after the other in one process: the first that is wrong is the first to name a module.
    after = loaded_after(*map(command, COMMANDS.values()))
    wrong = {
        name: rooms_of(modules, PLAYING) | packages_of(modules, (*HEAVY, "numpy"))
        for name, modules in zip(COMMANDS, after, strict=True)
    }
    assert not any(wrong.values()), {name: met for name, met in wrong.items() if met}


def test_a_loaded_result_loads_nothing_that_plays(tmp_path):
    from tests.unit.outcomes.synthetic import synthetic

    file = synthetic(worlds=20).save(tmp_path / "result.npz")
    (modules,) = loaded_after(LOADED_RESULT, arguments=[str(file)])
    assert not rooms_of(modules, (*PLAYING, "theory"))
    assert not packages_of(modules, set(HEAVY) - {"scipy"})


def test_no_picture_loads_theory_or_what_plays():
    before, after = loaded_after("import bargaining.plots", "from bargaining.plots import *")
    # And none is loaded before a picture is asked for.
    ours = {name for name in before if name.startswith("bargaining.")}
    assert ours == {"bargaining.plots", "bargaining.version"}
    assert rooms_of(after, ["plots", "outcomes"]) == {"bargaining.plots", "bargaining.outcomes"}
    assert not rooms_of(after, (*PLAYING, "theory"))


def test_the_rule_on_circles_can_fail(tmp_path, monkeypatch):
    import tests.house.source as source

    made = {
        "__init__.py": "from bargaining.version import v\ndef f():\n    import bargaining.a\n",
        "version.py": "v = 1\n",
        "apart.py": "import bargaining.version\n",
        # Late in one, for types only in the other.
        "late.py": "def f():\n    from bargaining import typed\n",
        "typed.py": "if TYPE_CHECKING:\n    from bargaining.late import f\n",
        # By way of another package's door.
        "a/__init__.py": "from bargaining.a.inside import x\n",
        "a/inside.py": "from bargaining.b.far import y\n",
        "a/free.py": "import bargaining.version\n",
        "b/__init__.py": "",
        "b/far.py": "from bargaining.a.free import z\n",
        # Named at run time.
        "c/__init__.py": "",
        "c/list.py": "import_module('bargaining.c.all_' + name)\n",
        "c/all_one.py": "from ..c import list\n",
        # The front door asked for a name.
        "asks.py": "from bargaining import load\n",
    }
    for name, text in made.items():
        path = tmp_path / "bargaining" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(source, "ROOT", tmp_path)
    graph = import_graph(sorted((tmp_path / "bargaining").rglob("*.py")))
    found = {sentence.split(":")[0].removeprefix("bargaining/") for sentence in circles(graph)}
    assert found == {
        *("late.py", "typed.py"),
        *("a/__init__.py", "a/inside.py", "b/far.py"),
        *("c/list.py", "c/all_one.py"),
    }
    assert graph["bargaining/asks.py"] == {"bargaining/__init__.py": 1}
    opened = without(graph, {("bargaining/late.py", "bargaining/typed.py")})
    assert not [sentence for sentence in circles(opened) if "typed" in sentence]


def test_the_rule_on_loading_can_fail():
    (modules,) = loaded_after("import bargaining.solver, numpy")
    assert rooms_of(modules, PLAYING) == {"bargaining.solver"}
    assert packages_of(modules, (*HEAVY, "numpy")) == {"numpy"}
