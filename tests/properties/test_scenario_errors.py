"""Whatever stands in a scenario file, it is read or refused with a `ScenarioError`."""

from __future__ import annotations

import copy
import datetime
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bargaining.errors import ScenarioError
from bargaining.scenario import load, loads, sheet
from bargaining.scenario.reader import build
from bargaining.scenario.schema import Scenario
from bargaining.scenario.wording import key_text

MINIMAL = Path(__file__).parents[1] / "unit" / "scenario" / "minimal.toml"
TEXT = MINIMAL.read_text("utf-8")
DATA = tomllib.loads(TEXT)
SCENARIO = load(MINIMAL)
SIGNED = {"payoffs", "conditions", "acts", "counterfactuals"}
PLAIN = settings(suppress_health_check=list(HealthCheck))

Keys = tuple[str | int, ...]


def nodes(node: Any, path: Keys = ()) -> list[Keys]:
    inner: list[tuple[str | int, Any]] = []
    if isinstance(node, dict):
        inner = list(node.items())
    elif isinstance(node, list):
        inner = list(enumerate(node))
    below = [deeper for key, value in inner for deeper in nodes(value, (*path, key))]
    return [path, *below] if path else below


NODES = nodes(DATA)
LEAVES = [path for path in NODES if not any(p[: len(path)] == path and p != path for p in NODES)]

words = st.sampled_from(
    ["east", "west", "relief", "tension", "test", "assumed", "otherwise", "value", "^", "*", "."]
)
atoms = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=2**62, max_value=2**200)
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.text(max_size=20)
    | words
    | st.sampled_from([2**14_000, -(2**14_000), datetime.date(2014, 5, 1), datetime.time(1)])
    | st.datetimes()
)
junk = st.recursive(
    atoms,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(words | st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def put(data: dict[str, Any], path: Keys, value: Any) -> None:
    """Put the value at the path, where the path still leads somewhere."""
    node: Any = data
    try:
        for key in path[:-1]:
            node = node[key]
        if value is Ellipsis:
            del node[path[-1]]
        else:
            node[path[-1]] = value
    except (KeyError, IndexError, TypeError):
        return


def outcome_of(reading: Callable[[], Scenario]) -> Scenario | ScenarioError:
    """Return what a reading gives; any other exception than a `ScenarioError` passes through."""
    try:
        return reading()
    except ScenarioError as error:
        return error


def sound(outcome: Scenario | ScenarioError) -> bool:
    if isinstance(outcome, ScenarioError):
        return bool(outcome.problems) and bool(str(outcome))
    return len(outcome.played_digest) == 64 and bool(sheet(outcome))


@pytest.mark.slow
@PLAIN
@given(
    st.lists(st.tuples(st.sampled_from(NODES), junk | st.just(Ellipsis)), min_size=1, max_size=3)
)
def test_mutants_are_read_or_refused(mutations: list[tuple[Keys, Any]]) -> None:
    data = copy.deepcopy(DATA)
    for path, value in mutations:
        put(data, path, value)
    assert sound(outcome_of(lambda: build(data, "mutant")))


@pytest.mark.slow
@PLAIN
@given(st.sampled_from(NODES), words | st.text(max_size=8), junk)
def test_added_keys_are_read_or_refused(path: Keys, key: str, value: Any) -> None:
    data = copy.deepcopy(DATA)
    put(data, (*path, key), value)
    assert sound(outcome_of(lambda: build(data, "mutant")))


def bad_values(path: Keys) -> dict[str, Any]:
    """No leaf takes these, but for weights that may be negative."""
    bad: dict[str, Any] = {
        "a table": {"no such key": [[]]},
        "no number": float("nan"),
        "a huge number": 2**200,
        "no letter": "\0",
    }
    band = path[0] == "facts" and path[-1] == "low"
    may_be_negative = band or path[0] in SIGNED or {"threshold", "values"} & set(path)
    if not may_be_negative and path[-2:] != ("hurdle", "value"):
        bad["a negative number"] = -7.5
    return bad


def refused(values: dict[Keys, Any]) -> set[Keys]:
    """Put values into the file, which is then refused, and return the keys that it is told for."""
    data = copy.deepcopy(DATA)
    for path, value in values.items():
        put(data, path, value)
    outcome = outcome_of(lambda: build(data, "mutant"))
    assert isinstance(outcome, ScenarioError), values
    told = [f"{problem.key}." for problem in outcome.problems]
    return {
        path for path in values if any(key.startswith(f"{key_text(path, data)}.") for key in told)
    }


@pytest.mark.parametrize("table", DATA)
def test_a_bad_value_in_any_field_is_refused(table: str) -> None:
    leaves = [path for path in LEAVES if path[0] == table]
    for kind in ("a table", "no number", "a huge number", "no letter", "a negative number"):
        bad = {path: bad_values(path)[kind] for path in leaves if kind in bad_values(path)}
        # All at once, and then by itself what was not told beside the others' problems.
        for path in set(bad) - (refused(bad) if bad else set()):
            refused({path: bad[path]})


@pytest.mark.slow
@PLAIN
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(ScenarioError):
        loads(text)


@PLAIN
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(TEXT)),
            st.integers(0, 60),
            st.text(max_size=4) | st.sampled_from(['"""', "'''", "[[", "]]", "{", "}", "=", "\n"]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_spoiled_text_is_read_or_refused(cuts: list[tuple[int, int, str]]) -> None:
    text = TEXT
    for start, length, instead in cuts:
        text = text[:start] + instead + text[start + length :]
    outcome = outcome_of(lambda: loads(text))
    assert sound(outcome)
    lines = text.count("\n") + 1
    problems = outcome.problems if isinstance(outcome, ScenarioError) else ()
    assert all(1 <= (problem.line or 1) <= lines for problem in problems)


@PLAIN
@given(st.binary(max_size=300))
def test_any_bytes_in_a_file_are_refused(raw: bytes) -> None:
    file = _scratch()
    file.write_bytes(raw)
    with pytest.raises(ScenarioError):
        load(file)


@PLAIN
@given(
    st.sampled_from([".".join(str(key) for key in path) for path in NODES]) | st.text(max_size=30),
    junk,
)
def test_a_replaced_value_is_taken_or_refused(path: str, value: Any) -> None:
    assert sound(outcome_of(lambda: SCENARIO.replace({path: value})))


@PLAIN
@given(
    st.dictionaries(
        st.sampled_from(["at", "until", "kind", "target", "value", "x"]),
        junk | st.sampled_from(["scale", "menu", "parameter", "payoffs.west.news", "parties.east"]),
    )
)
def test_an_intervention_is_taken_or_refused(change: dict[str, Any]) -> None:
    assert sound(outcome_of(lambda: SCENARIO.intervene(change)))


_FOLDER: list[Path] = []


@pytest.fixture(autouse=True, scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    _FOLDER.append(tmp_path_factory.mktemp("bytes"))


def _scratch() -> Path:
    return _FOLDER[-1] / "random.toml"
