"""Imports go downstairs only; Mesa is met in two files and Numba in one."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator

import pytest

from tests.house.source import DOORS, FLOORS, ROOT, files, forbid, imports, name_of, room_of

MESA_FILES = ("bargaining/parties/mesa_lazily.py",)
# The solver computes: it knows arrays and neither files nor rules of a scenario.
SOLVING = ("numpy", "bargaining.arrays", "bargaining.errors", "bargaining.solver")
NUMBA_FILES = tuple(f"bargaining/solver/{name}.py" for name in ("compiled", "lanes", "unfinished"))
NUMBA = ("numba", "llvmlite")
# A loaded result that is asked for a transcript has its world played again: the one import that
# goes upstairs, in one file, when called (house rules, "the line of flow").
UPSTAIRS = {("bargaining/outcomes/outcomes.py", "bargaining.engine")}


def room_imported(module: str) -> str | None:
    parts = module.split(".")
    if parts[0] != "bargaining":
        return None
    return parts[1] if len(parts) > 1 else "__init__"


def imports_upstairs() -> Iterator[str]:
    for path in files():
        room, name = room_of(path), name_of(path)
        if room not in FLOORS and room not in DOORS:
            yield f"{name}:1 is on no floor"
            continue
        for module, line in imports(path):
            target = room_imported(module)
            if target in (None, room, "__version__") or (name, module) in UPSTAIRS:
                continue
            if target not in FLOORS:
                yield f"{name}:{line} imports {module}, which is no room below"
            elif room not in DOORS and FLOORS[target] >= FLOORS[room]:
                floors = f"floor {FLOORS[target]}, from floor {FLOORS[room]}"
                yield f"{name}:{line} imports {module} ({floors})"


def imports_of_mesa() -> Iterator[str]:
    for path in files():
        for module, line in imports(path):
            if module.split(".")[0] == "mesa" and name_of(path) not in MESA_FILES:
                yield f"{name_of(path)}:{line} imports {module}"


def imports_of_numba() -> Iterator[str]:
    for path in files():
        for module, line in imports(path):
            if module.split(".")[0] in NUMBA and name_of(path) not in NUMBA_FILES:
                yield f"{name_of(path)}:{line} imports {module}"


def solver_imports() -> Iterator[str]:
    for path in files():
        for module, line in imports(path) if room_of(path) == "solver" else ():
            known = (*SOLVING, *NUMBA) if name_of(path) in NUMBA_FILES else SOLVING
            is_known = any(f"{module}.".startswith(f"{one}.") for one in known)
            if not is_known and module.split(".")[0] not in sys.stdlib_module_names:
                yield f"{name_of(path)}:{line} imports {module}"


def undeclared_imports() -> Iterator[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(one for extra in extras.values() for one in extra)]
    declared = {
        requirement.split("[")[0].split(">")[0].split("<")[0].strip() for requirement in wanted
    }
    # pydantic_core comes with pydantic and llvmlite with numba, which pin them.
    known = declared | set(sys.stdlib_module_names) | {"bargaining", "pydantic_core", "llvmlite"}
    for path in files():
        for module, line in imports(path):
            if module.split(".")[0] not in known:
                yield f"{name_of(path)}:{line} imports {module}"


def test_imports_go_downstairs():
    forbid(imports_upstairs(), "Import from lower floors only (tests/house/source.py has them):")


def test_mesa_is_imported_in_one_file_only():
    forbid(imports_of_mesa(), f"Import Mesa in {' and '.join(MESA_FILES)} only:")


def test_numba_is_imported_in_two_files_only():
    forbid(imports_of_numba(), f"Import Numba in {' and '.join(NUMBA_FILES)} only:")


def test_the_solver_imports_arrays_and_errors_only():
    forbid(solver_imports(), "Hand arrays to the solver, and let it know nothing else:")


def test_every_third_party_import_is_declared():
    forbid(undeclared_imports(), "Declare in pyproject.toml what is imported, or do without:")


def test_each_rule_on_imports_can_fail(write):
    write(
        "bargaining/world/layout.py",
        "from bargaining.scenario import schema\nimport bargaining.engine.simulate\n"
        "from bargaining import strategies\nfrom bargaining import simulate, __version__\n"
        "import numpy.random\nfrom . import state\nimport mesa.space\nimport cowsay\n",
    )
    write(
        "bargaining/solver/table.py",
        "import math\nimport numba\nimport numpy\nimport scipy.stats\n"
        "from bargaining.arrays import Floats\nfrom bargaining.chance import uniforms\n"
        "from bargaining.solver.compiled import part\n",
    )
    write(NUMBA_FILES[0], "import numba\nfrom numba.core import event\n")
    write(NUMBA_FILES[1], "from llvmlite import ir\n")
    write("bargaining/attic/boxes.py", "import mesa\n")
    write(MESA_FILES[0], "import mesa\n")
    write("bargaining/outcomes/outcomes.py", "import bargaining.engine\nimport bargaining.cli\n")
    assert list(imports_upstairs()) == [
        "bargaining/attic/boxes.py:1 is on no floor",
        "bargaining/outcomes/outcomes.py:2 imports bargaining.cli (floor 14, from floor 4)",
        "bargaining/world/layout.py:2 imports bargaining.engine.simulate (floor 8, from floor 3)",
        "bargaining/world/layout.py:3 imports bargaining.strategies (floor 5, from floor 3)",
        "bargaining/world/layout.py:4 imports bargaining.simulate, which is no room below",
    ]
    assert list(imports_of_mesa()) == [
        "bargaining/attic/boxes.py:1 imports mesa",
        "bargaining/world/layout.py:7 imports mesa.space",
    ]
    assert list(imports_of_numba()) == ["bargaining/solver/table.py:2 imports numba"]
    assert list(solver_imports()) == [
        "bargaining/solver/table.py:2 imports numba",
        "bargaining/solver/table.py:4 imports scipy.stats",
        "bargaining/solver/table.py:6 imports bargaining.chance.uniforms",
    ]
    assert list(undeclared_imports()) == ["bargaining/world/layout.py:8 imports cowsay"]


def test_every_offence_is_listed_at_once():
    with pytest.raises(pytest.fail.Exception, match=r"^Do better:\n  a\.py:1\n  b\.py:2$"):
        forbid(["a.py:1", "b.py:2"], "Do better:")
    forbid([], "Do better:")


def test_lazy_and_relative_imports_are_seen(write):
    path = write(
        "bargaining/world/late.py",
        "def f():\n    from ..engine import simulate\n    import_module('bargaining.cli')\n"
        "    from . import state\n",
    )
    assert {module for module, _ in imports(path)} == {
        "bargaining.engine.simulate",
        "bargaining.cli",
        "bargaining.world.state",
    }
