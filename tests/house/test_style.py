"""Sizes, vocabulary, silence, and no country in the engine."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import ROOT, defined_names, files, forbid, name_of, nodes, room_of, tree

MOST_LINES = 400
MOST_FUNCTION_LINES = 60
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "types"}
# One word for one thing: what stands in a public name must not be on the right-hand side of the
# house's vocabulary. Whole words only: `actor` does not forbid `factor`.
FORBIDDEN_WORDS = {
    "actor", "actors", "player", "players", "tick", "ticks", "trial", "trials", "tweak", "bid",
    "bids", "bundle", "env", "lambda", "patience", "rationality", "vote", "hypothesis",
}  # fmt: skip
# The geometry of a picture may use matplotlib's own words, and closed forms a paper's.
OWN_WORDS = {"plots": {"tick", "ticks"}, "theory": {"tick", "patience"}}
# Countries, places and matters of one dispute; the rooms that play a scenario know none.
CASES = re.compile(
    r"japan|korea|china|chinese|beijing|tokyo|pyongyang|seoul|united_states|washington|stockholm"
    r"|sanction|abduct|missile|nuclear|patronage|trilateral|kishida|\babe\b",
    re.IGNORECASE,
)
PLAYING = ("solver", "world", "views", "strategies", "protocol", "engine")


def test_files_are_small():
    forbid(long_files(), f"Split by idea what has more than {MOST_LINES} lines:")


def long_files() -> Iterator[str]:
    for path in files():
        n_lines = len(path.read_text("utf-8").splitlines())
        if n_lines > MOST_LINES:
            yield f"{name_of(path)}:1 has {n_lines} lines"


def test_functions_are_small():
    forbid(
        long_functions(), f"Split what has more than {MOST_FUNCTION_LINES} lines without docstring:"
    )


def long_functions() -> Iterator[str]:
    for path in files():
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                n_lines = code_lines(node)
                if n_lines > MOST_FUNCTION_LINES:
                    yield f"{name_of(path)}:{node.lineno} {node.name} has {n_lines} lines"


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count a function's lines without its docstring, which may promise at length."""
    first = function.body[0]
    docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    promised = (first.end_lineno or 0) - first.lineno + 1 if docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - promised


def test_no_room_is_a_drawer():
    forbid(drawers(), "Name a room or file by what it holds:")


def drawers() -> Iterator[str]:
    for path in files():
        if DRAWERS & set(Path(name_of(path)).with_suffix("").parts):
            yield f"{name_of(path)}:1"


def test_public_names_use_the_house_words():
    forbid(foreign_names(), "Use the word of the house's vocabulary (house rules, 5):")


def foreign_names() -> Iterator[str]:
    for path in files():
        forbidden = FORBIDDEN_WORDS - OWN_WORDS.get(room_of(path), set())
        for name, line in defined_names(tree(path)):
            if words_of(name) & forbidden:
                yield f"{name_of(path)}:{line} {name}"


def words_of(name: str) -> set[str]:
    """Split a name into its words, in snake case or camel case."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return {word.lower() for word in spaced.split("_") if word}


def test_the_vocabulary_splits_names_into_words():
    assert words_of("n_Players") == {"n", "players"}
    assert words_of("ActorFactor") == {"actor", "factor"}
    assert not words_of("discount_factor") & FORBIDDEN_WORDS
    module = ast.parse("class C:\n    player: int\ndef f(tick): ...\ndef _g(actor): ...\nbid = 1")
    found = {name for name, _ in defined_names(module)}
    assert found == {"C", "player", "f", "tick", "bid"}


def test_a_private_type_has_one_name():
    forbid(other_names_of_types(), "Say type 0 and type 1, or the scenario's own labels:")


def other_names_of_types() -> Iterator[str]:
    for path in files():
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if re.search(r"\b(low|high|first|second) type\b", line):
                yield f"{name_of(path)}:{number} {line.strip()}"


def test_the_library_is_silent():
    forbid(loud_calls(), "Print only in the command line; return texts, call a progress callback:")


def loud_calls() -> Iterator[str]:
    for path in files():
        for node in nodes(path) if room_of(path) != "cli" else ():
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("print", "input")
            ):
                yield f"{name_of(path)}:{node.lineno} calls {node.func.id}"


def test_the_engine_knows_no_country():
    forbid(cases_named(), "Say in a scenario or in a party's class what holds for one case:")


def cases_named() -> Iterator[str]:
    for path in files():
        text = path.read_text("utf-8") if room_of(path) in PLAYING else ""
        for number, line in enumerate(text.splitlines(), start=1):
            if CASES.search(line):
                yield f"{name_of(path)}:{number} {line.strip()}"


def test_each_rule_of_style_can_fail(write):
    body = "    x += 1\n" * 61
    padding = "#\n" * 350
    write("bargaining/world/long.py", f'def f(x):\n    """Do."""\n{body}{padding}')
    write("bargaining/world/utils.py", "def g(player):\n    # Japan\n    print(player)\n")
    write("bargaining/cli/utils/show.py", 'print("Japan")\n')
    assert list(long_files()) == ["bargaining/world/long.py:1 has 413 lines"]
    assert list(long_functions()) == ["bargaining/world/long.py:1 f has 62 lines"]
    assert list(drawers()) == ["bargaining/cli/utils/show.py:1", "bargaining/world/utils.py:1"]
    assert list(foreign_names()) == ["bargaining/world/utils.py:1 player"]
    assert list(loud_calls()) == ["bargaining/world/utils.py:3 calls print"]
    assert list(cases_named()) == ["bargaining/world/utils.py:2 # Japan"]


# Written apart, so that this file does not name what it forbids.
INDEX_HOSTS = ("py" + "pi.org", "python" + "hosted.org", "conda.anaconda" + ".org")
MACHINE_PATHS = ("/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/", "/work/" + "main")


def test_the_tree_names_no_host_of_packages():
    forbid(places_of(INDEX_HOSTS, tracked_text()), "Leave the index of packages to pip's settings:")


def test_the_tree_names_no_path_of_one_machine():
    forbid(places_of(MACHINE_PATHS, tracked_text()), "Find files beside __file__ or in a setting:")


def places_of(marks: tuple[str, ...], texts: list[tuple[str, str]]) -> Iterator[str]:
    for name, text in texts:
        for number, line in enumerate(text.splitlines(), start=1):
            yield from (f"{name}:{number} {mark}" for mark in marks if mark in line)


def test_hosts_and_machines_are_found():
    texts = [("a.md", f"one\nsee https://{INDEX_HOSTS[0]}/x"), ("b.py", MACHINE_PATHS[0])]
    assert list(places_of(INDEX_HOSTS, texts)) == [f"a.md:2 {INDEX_HOSTS[0]}"]
    assert list(places_of(MACHINE_PATHS, texts)) == [f"b.py:1 {MACHINE_PATHS[0]}"]


def tracked_text() -> list[tuple[str, str]]:
    """Return name and text of every file that is, or would be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a checkout")
    found = []
    for name in filter(None, listed.stdout.decode().split("\0")):
        try:
            found.append((name, (ROOT / name).read_text("utf-8")))
        except (UnicodeDecodeError, OSError):
            continue
    return found
