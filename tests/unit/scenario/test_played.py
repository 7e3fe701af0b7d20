"""The played digest: every name, number and rule that is played, and nothing else."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from bargaining.scenario import Scenario, list_scenarios, load, loads
from bargaining.scenario.frozen import Record
from bargaining.scenario.played import played_differences, played_digest

from .samples import MINIMAL, TEXT

# Of the minimal sample, whatever the versions of Python, pydantic and NumPy. It moves only with the
# sample or with a new field that is not off by default.
PINNED = "727a968679f1acb9dbaadd4eccf06ea969707b5000bd7452f315bf19eb34a6e0"
WORDS = {"source", "why", "unit", "tag", "label", "type_labels", "type_meanings"}
NOT_PLAYED = {"claims", "facts", "counterfactuals", "arms", "variants"}
IN_THE_HEADER = {"name", "title", "summary", "note", "articles", "format"}

Path = tuple[str | int, ...]
BLOCK = """
[[correlations]]
name = "noises"
numbers = ["parties.west.inertia", "parties.neighbour.inertia"]
rank_correlations = [[1, 0.5], [0.5, 1]]
source = "assumed"
why = "alike"

"""
LOG = 'low = 0.1, high = 0.2, scale = "log", source = "assumed", why = "slow"'
FULL = (
    TEXT.replace("value = 0.08, source", "mean = 0.08, sd = 0.02, low = 0.01, source")
    .replace('{ value = 0.1, source = "assumed", why = "slow"', f"{{ {LOG}")
    .replace("[table.menu]", "opt_out = 'responder'\n[table.menu]")
    .replace("open_at_start         = true", "open_at_start = false")
    .replace(
        "[parties.west]",
        "[parties.west]\nstrategy = { name = 'time_dependent', parameters = { exponent = 2 } }",
    )
    .replace(
        "[outcome]",
        "[agreement]\npromises = { news = { target = 0.5, level_at_signing = 0.0 } }\n"
        "rounds_since = { value = 2, source = 'assumed', why = 'recent' }\nsource = 'keck-2014:4'\n"
        f"\n{BLOCK}[outcome]",
    )
)


@pytest.fixture(scope="module")
def full() -> Scenario:
    """A scenario in which every table of the format stands, with dated changes in force."""
    return loads(FULL).intervene("much")


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of everything in a scenario that holds nothing else."""
    if isinstance(value, Record):
        for field in type(value).model_fields:
            yield from leaves(getattr(value, field), (*path, field))
    elif isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, tuple) and value:
        for place, inner in enumerate(value):
            yield from leaves(inner, (*path, place))
    else:
        yield path


def tables(value: Any, path: Path = ()) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield every table with keys of the file's own."""
    if isinstance(value, Record):
        for field in type(value).model_fields:
            yield from tables(getattr(value, field), (*path, field))
    elif isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            yield from tables(inner, (*path, key))
    elif isinstance(value, tuple):
        for place, inner in enumerate(value):
            yield from tables(inner, (*path, place))


def put(value: Any, path: Path, change: Any) -> Any:
    """Return the value with what stands at a path changed, with no rule checked."""
    if not path:
        return change(value)
    key, rest = path[0], path[1:]
    if isinstance(value, Record):
        return value.model_copy(update={str(key): put(getattr(value, str(key)), rest, change)})
    if isinstance(value, dict):
        return {name: put(one, rest, change) if name == key else one for name, one in value.items()}
    return tuple(put(one, rest, change) if i == key else one for i, one in enumerate(value))


def other(value: Any) -> Any:
    """Return another value of the kind that stands in a field."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        return value + "_x"
    if isinstance(value, datetime.date):
        return value + datetime.timedelta(days=31)
    # What is absent or empty may come to be there.
    return "something" if value is None else type(value)(["x"]) if value == () else {"x": 1.0}


def is_played(path: Path) -> bool:
    if path[0] == "header":
        return path[1] not in IN_THE_HEADER
    keys = [
        key for place, key in enumerate(path) if place not in NAMED_BY_THE_FILE.get(path[0], ())
    ]
    return path[0] not in NOT_PLAYED and not WORDS & set(keys)


# Places in a path where a name of the file stands, which may be spelt like a field.
NAMED_BY_THE_FILE = {"parties": (1,), "issues": (1,), "conditions": (1,), "payoffs": (1, 2)}


def test_whatever_is_played_changes_it_and_nothing_else_does(full: Scenario) -> None:
    before = full.played_digest
    paths = list(leaves(full))
    assert len(paths) > 500
    wrong = [
        path
        for path in paths
        if (put(full, path, other).played_digest != before) is not is_played(path)
    ]
    assert not wrong


def test_where_two_scenarios_are_played_otherwise_is_named(full: Scenario) -> None:
    assert played_differences(full, full) == []
    paths = [path for path in leaves(full) if path[0] != "header"]
    for path in paths[::5]:
        found = played_differences(full, put(full, path, other))
        if is_played(path):
            (named,) = found
            assert ".".join(map(str, path)).startswith(named)
        else:
            assert found == []
    both = full.replace({"parties.west.inertia": 0.3, "settings.rounds": 2})
    # Two numbers in the order of the format, each as a whole.
    assert played_differences(full, both) == ["settings.rounds", "parties.west.inertia"]


def test_every_change_of_two_fields_is_told_apart(full: Scenario) -> None:
    played = [path for path in leaves(full) if is_played(path)]
    found = {put(full, path, other).played_digest for path in played}
    assert len(found) == len(played)


def renamed(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table with its first key renamed."""
    first = next(iter(table))
    return {key + "_x" if key == first else key: value for key, value in table.items()}


def turned(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table with its keys in the opposite order."""
    return dict(reversed(list(table.items())))


def test_names_count_and_their_order_counts_where_it_is_played(full: Scenario) -> None:
    before, sizes = full.played_digest, 0
    for path, table in tables(full):
        if not is_played((*path, "x")) or not table:
            continue
        assert put(full, path, renamed).played_digest != before, path
        if len(table) > 1:
            sizes += 1
            counts = path[-1] in ("parties", "issues", "conditions") or path[0] == "payoffs"
            counts = counts and path != ("payoffs",)
            assert (put(full, path, turned).played_digest != before) is counts, path
    assert sizes > 8


@pytest.mark.parametrize("field", ["acts", "interventions"])
def test_the_order_of_lists_counts(full: Scenario, field: str) -> None:
    entries = getattr(full, field)
    several = (*entries, entries[0].model_copy(update={"name": "again"}))
    one, back = (
        full.model_copy(update={field: order}) for order in (several, tuple(reversed(several)))
    )
    assert one.played_digest != back.played_digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0.25", "0.250"),
        ("level = 1,", "level = 1.0,"),
        ("value = 0,", "value = -0.0,"),
        ("exponent = 2 ", "exponent = 2.0 "),
        ("low = 0.95, high = 0.985", "high = 985e-3, low = 0.95"),
        ('"relief * tension"            =', '"tension*relief" ='),
        ("[settings]", "# a remark\n[settings]"),
        ("open_at_start = false", "may_walk = true"),
        ('title    = "Two parties', 'title = "The two parties'),
        ('why = "rare"', 'why = "hardly ever"'),
        ('"keck-2014:2"', '"keck-2014:3"'),
        ('label           = "The East"', 'label = "East"'),
        ("threshold = 0.0", "threshold = 0.1"),
        ('name     = "minimal"', 'name = "another"'),
    ],
)
def test_spelling_and_words_do_not_count(full: Scenario, old: str, new: str) -> None:
    assert old in FULL
    assert loads(FULL.replace(old, new)).played_digest == loads(FULL).played_digest


def test_a_file_on_a_base_is_played_like_the_same_file_written_out(tmp_path) -> None:
    header = '[scenario]\nname = "child"\ntitle = "A child"\nstart = 2014-05-01\n'
    path = tmp_path / "child.toml"
    (tmp_path / "minimal.toml").write_text(TEXT, "utf-8")
    spread = 'spread = { value = 0.5, source = "assumed", why = "more" }'
    path.write_text(f'base = "minimal.toml"\n{header}[settings]\n{spread}\n', "utf-8")
    whole = loads(TEXT).replace({"settings.spread": 0.5})
    assert load(path).played_digest == whole.played_digest


def test_the_start_counts_where_a_condition_follows_the_months() -> None:
    later = TEXT.replace("start    = 2014-05-01", "start = 2014-06-01")
    assert loads(later).played_digest != loads(TEXT).played_digest
    by_month, by_round = (
        "probability_by_month = { 3 =",
        "probability_by_round = { 3 =",
    )
    one, other_ = (loads(text.replace(by_month, by_round)) for text in (TEXT, later))
    assert one.played_digest == other_.played_digest


def test_what_ifs_are_covered_where_they_are_asked_for() -> None:
    one = loads(TEXT)
    moved = loads(TEXT.replace("at = 6, kind", "at = 7, kind"))
    varied = loads(TEXT.replace('choice_noise" = 2.0', 'choice_noise" = 3.0'))
    assert one.played_digest == moved.played_digest == varied.played_digest
    assert len({played_digest(each, what_ifs=True) for each in (one, moved, varied)}) == 3
    retold = loads(TEXT.replace("A test in the sixth round", "A test"))
    assert played_digest(one, what_ifs=True) == played_digest(retold, what_ifs=True)


def test_no_two_bundled_scenarios_are_played_alike() -> None:
    found = {load(name).played_digest for name in list_scenarios()}
    assert len(found) == len(list_scenarios())


def test_it_depends_on_no_library_and_no_process(full: Scenario) -> None:
    assert loads(TEXT).played_digest == PINNED
    code = (
        "from pathlib import Path; from bargaining.scenario import loads; "
        f"print(loads(Path({str(MINIMAL)!r}).read_text('utf-8')).played_digest)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout.strip() == PINNED
