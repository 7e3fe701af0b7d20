"""Imports go downstairs only, and Mesa is met in two files."""

from __future__ import annotations

import sys
import tomllib

import pytest

from tests.house.source import DOORS, FLOORS, ROOT, files, imports, name_of, room_of

FILES = [pytest.param(path, id=name_of(path)) for path in files()]
MESA_FILES = {"bargaining/parties/party.py", "bargaining/engine/negotiation.py"}
# A loaded result that is asked for a transcript has its world played again: the one import that
# goes upstairs, in one file, when called (house rules, "the line of flow").
UPSTAIRS = {("bargaining/outcomes/outcomes.py", "bargaining.engine")}


def room_imported(module: str) -> str | None:
    parts = module.split(".")
    if parts[0] != "bargaining":
        return None
    return parts[1] if len(parts) > 1 else "__init__"


def broken_rules(path_name: str, room: str, modules: list[tuple[str, int]]) -> list[str]:
    broken = []
    for module, line in modules:
        target = room_imported(module)
        if target in (None, room, "__version__") or (path_name, module) in UPSTAIRS:
            continue
        if target not in FLOORS:
            broken.append(f"{path_name}:{line} imports {module}, which is no room below")
        elif room not in DOORS and FLOORS[target] >= FLOORS[room]:
            broken.append(
                f"{path_name}:{line} (floor {FLOORS[room]}) imports {module} "
                f"(floor {FLOORS[target]})"
            )
    return broken


@pytest.mark.parametrize("path", FILES)
def test_imports_go_downstairs(path):
    room = room_of(path)
    assert room in FLOORS or room in DOORS, f"{name_of(path)} stands on no floor"
    assert not broken_rules(name_of(path), room, list(imports(path)))


@pytest.mark.parametrize("path", FILES)
def test_mesa_is_imported_in_two_files_only(path):
    met = [line for module, line in imports(path) if module.split(".")[0] == "mesa"]
    assert not met or name_of(path) in MESA_FILES


def test_the_contract_sees_what_it_forbids():
    broken = broken_rules(
        "x.py",
        "world",
        [
            ("bargaining.scenario.schema", 1),
            ("bargaining.engine.simulate", 2),
            ("bargaining.strategies", 3),
            ("bargaining.simulate", 4),
            ("numpy.random", 5),
        ],
    )
    assert [text.split()[0] for text in broken] == ["x.py:2", "x.py:3", "x.py:4"]


def test_lazy_and_relative_imports_are_seen(tmp_path, monkeypatch):
    import tests.house.source as source

    room = tmp_path / "bargaining" / "world"
    room.mkdir(parents=True)
    path = room / "late.py"
    path.write_text(
        "def f():\n    from ..engine import simulate\n    import_module('bargaining.cli')\n"
        "    from . import state\n"
    )
    monkeypatch.setattr(source, "ROOT", tmp_path)
    assert {module for module, _ in source.imports(path)} == {
        "bargaining.engine.simulate",
        "bargaining.cli",
        "bargaining.world.state",
    }


def test_every_third_party_import_is_declared():
    # pydantic_core comes with pydantic, which pins it.
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(one for extra in extras.values() for one in extra)]
    declared = {
        requirement.split("[")[0].split(">")[0].split("<")[0].strip() for requirement in wanted
    }
    known = declared | set(sys.stdlib_module_names) | {"bargaining", "pydantic_core"}
    undeclared = {
        f"{name_of(path)}:{line} {module}"
        for path in files()
        for module, line in imports(path)
        if module.split(".")[0] not in known
    }
    assert not undeclared
