"""No test depends on how busy the machine is: none reads a clock, waits for one or is timed by one.

A test that must wait waits for an event, such as the end of a process. A limit on the whole run
belongs to whatever starts it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from hypothesis import HealthCheck, settings

from tests.house import source
from tests.house.source import forbid, imports, name_of, nodes

# Compares processor times of two texts read in turns: no clock, and no speed of a machine.
IN_PROPORTION = "tests/unit/scenario/test_reader.py"
# Keywords that set a limit in seconds, and the calls that have others of the same name.
LIMITS = {"timeout": None, "deadline": {"settings", "register_profile"}}


def clocks_read() -> Iterator[str]:
    for path in sorted((source.ROOT / "tests").rglob("*.py")):
        name = name_of(path)
        for module, line in imports(path):
            if module.split(".")[0] == "time" and name != IN_PROPORTION:
                yield f"{name}:{line} imports {module}"
        for node in nodes(path):
            if isinstance(node, ast.Call):
                yield from (f"{name}:{node.lineno} sets {limit}" for limit in limits_of(node))


def limits_of(call: ast.Call) -> Iterator[str]:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else None
    called = call.func.id if isinstance(call.func, ast.Name) else called
    for keyword in call.keywords:
        taken_away = isinstance(keyword.value, ast.Constant) and keyword.value.value is None
        if keyword.arg in LIMITS and not taken_away:
            calls = LIMITS[keyword.arg]
            if calls is None or called in calls:
                yield f"{keyword.arg} in {called}"


def test_no_test_reads_a_clock():
    forbid(clocks_read(), "Wait for an event, or compare two measurements made in turns:")


def test_no_example_of_a_property_has_a_time_limit():
    assert settings.default.deadline is None
    assert HealthCheck.too_slow in settings.default.suppress_health_check


def test_a_clock_is_found(write):
    write(
        "tests/unit/test_quick.py",
        "import time\nfrom time import sleep\nchild.wait(timeout=60)\nchild.wait(timeout=None)\n"
        "@settings(deadline=200)\ndef test(): ...\ntable(deadline=5)\nsettings(deadline=None)\n",
    )
    assert list(clocks_read()) == [
        "tests/unit/test_quick.py:1 imports time",
        "tests/unit/test_quick.py:2 imports time.sleep",
        "tests/unit/test_quick.py:3 sets timeout in wait",
        "tests/unit/test_quick.py:5 sets deadline in settings",
    ]
