"""Sizes, vocabulary, silence, and no country in the engine."""

from __future__ import annotations

import ast
import re
import subprocess

import pytest

from tests.house.source import LIBRARY, ROOT, defined_names, files, name_of, room_of, tree

FILES = [pytest.param(path, id=name_of(path)) for path in files()]

MOST_LINES = 300
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
PLAYING = ("world", "strategies", "protocol", "engine")


@pytest.mark.parametrize("path", FILES)
def test_files_are_small(path):
    n_lines = len(path.read_text("utf-8").splitlines())
    assert n_lines <= MOST_LINES


@pytest.mark.parametrize("path", FILES)
def test_functions_are_small(path):
    long = [
        f"{node.name} has {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and code_lines(node) > MOST_FUNCTION_LINES
    ]
    assert not long


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count a function's lines without its docstring, which may promise at length."""
    first = function.body[0]
    docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    promised = (first.end_lineno or 0) - first.lineno + 1 if docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - promised


@pytest.mark.parametrize("path", FILES)
def test_no_room_is_a_drawer(path):
    assert not DRAWERS & set(path.relative_to(LIBRARY).with_suffix("").parts)


def words_of(name: str) -> set[str]:
    """Split a name into its words, in snake case or camel case."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return {word.lower() for word in spaced.split("_") if word}


@pytest.mark.parametrize("path", FILES)
def test_public_names_use_the_house_words(path):
    allowed = OWN_WORDS.get(room_of(path), set())
    foreign = [
        f"{name} (line {line})"
        for name, line in defined_names(tree(path))
        if words_of(name) & (FORBIDDEN_WORDS - allowed)
    ]
    assert not foreign


def test_the_vocabulary_splits_names_into_words():
    assert words_of("n_Players") == {"n", "players"}
    assert words_of("ActorFactor") == {"actor", "factor"}
    assert not words_of("discount_factor") & FORBIDDEN_WORDS
    module = ast.parse("class C:\n    player: int\ndef f(tick): ...\ndef _g(actor): ...\nbid = 1")
    found = {name for name, _ in defined_names(module)}
    assert found == {"C", "player", "f", "tick", "bid"}


@pytest.mark.parametrize("path", [p for p in FILES if room_of(p.values[0]) != "cli"])
def test_the_library_is_silent(path):
    loud = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("print", "input")
    ]
    assert not loud


@pytest.mark.parametrize("path", [p for p in FILES if room_of(p.values[0]) in PLAYING])
def test_the_engine_knows_no_country(path):
    met = [
        f"line {number}: {line.strip()}"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if CASES.search(line)
    ]
    assert not met


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


# Written apart, so that this file does not name what it forbids.
INDEX_HOSTS = ("py" + "pi.org", "python" + "hosted.org", "conda.anaconda" + ".org")
MACHINE_PATHS = ("/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/", "/work/" + "main")


@pytest.mark.parametrize("mark", [*INDEX_HOSTS, *MACHINE_PATHS])
def test_the_tree_names_no_host_and_no_machine(mark):
    assert not [name for name, text in tracked_text() if mark in text]
