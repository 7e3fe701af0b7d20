"""Reading files and texts: limits, syntax, and where each problem stands."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import bargaining.scenario as room
from bargaining.errors import ArgumentError, ScenarioError
from bargaining.scenario import library, load, loads
from bargaining.scenario.reader import line_of

from .samples import MINIMAL, TEXT


def refusal(text: str) -> ScenarioError:
    with pytest.raises(ScenarioError) as caught:
        loads(text, "file.toml")
    return caught.value


def test_a_file_and_its_text_are_the_same_scenario() -> None:
    assert load(MINIMAL) == load(str(MINIMAL)) == loads(TEXT)
    assert loads("\ufeff" + TEXT.replace("\n", "\r\n")) == loads(TEXT)


@pytest.mark.parametrize("name", room.list_scenarios())
def test_a_bundled_scenario_is_sound_and_bears_its_own_name(name: str) -> None:
    scenario = load(name)
    assert scenario.name == name
    assert load(library.path(name)) == scenario


def test_an_unknown_name_gets_a_suggestion() -> None:
    with pytest.raises(ScenarioError, match='Did you mean "stockholm-2014"') as caught:
        load("stokholm-2014")
    assert "neither a file nor a scenario" in str(caught.value)
    with pytest.raises(ScenarioError, match='Did you mean "stockholm-2014"'):
        library.path("stockholm")


def test_what_is_no_readable_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="is a folder"):
        load(tmp_path)
    with pytest.raises(ScenarioError, match="neither a file"):
        load(tmp_path / "absent.toml")
    with pytest.raises(ScenarioError, match="cannot be read"):
        load("a\0b")
    for empty in ("", "   "):
        with pytest.raises(ArgumentError, match=r"the name of a scenario, .* empty text"):
            load(empty)
    with pytest.raises(ArgumentError, match="got int"):
        load(3)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="got bytes"):
        loads(b"")  # type: ignore[arg-type]


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "mkfifo"), reason="needs file modes")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    file = tmp_path / "closed.toml"
    file.write_text(TEXT, "utf-8")
    file.chmod(0)
    if os.access(file, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(ScenarioError, match="cannot be read: Permission denied"):
        load(file)


def test_a_file_that_is_not_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes(b'[scenario]\ntitle = "caf\xe9"\n')
    with pytest.raises(ScenarioError, match=r"latin\.toml:2: must be UTF-8"):
        load(file)


def test_a_file_over_1_mb_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "long.toml"
    file.write_text("#" * 1_000_001, "utf-8")
    with pytest.raises(ScenarioError, match="must be at most 1 MB"):
        load(file)
    assert "must be at most 1 MB" in str(refusal("#" * 1_000_001))
    assert "must be at most 1 MB" in str(refusal("é" * 600_000))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a = " + "[" * 100_000, "file.toml:1: nests brackets or dotted keys too deep"),
        ("\na = " + "{ b = " * 5_000, "file.toml:2: nests"),
        ("\n\n" + "a." * 400_000 + "a = 1", "file.toml:3: nests"),
        ("[" + "a." * 400_000 + "a]", "file.toml:1: nests"),
        ("a = " + "9" * 10_000, "thousands of digits"),
        ("a = 0x" + "f" * 100_000, "a must be a whole number below 2^63; got a whole number of"),
    ],
)
def test_texts_that_would_cost_too_much_are_refused(text: str, words: str) -> None:
    assert words in str(refusal(text))


@pytest.mark.parametrize(
    "text",
    [
        lambda size: "a = " + "[" * size,
        lambda size: "\na = " + "{ b = " * (size // 6),
        lambda size: "\n\n" + "a." * (size // 2) + "a = 1",
        lambda size: "[" + "a." * (size // 2) + "a]",
        lambda size: '"""' + '\\"""\n' * (size // 5),
        lambda size: 'a="' * (size // 3),
        lambda size: "[[a]]\n" * (size // 6),
        lambda size: "a = [" + "{}," * (size // 3) + "]",
        lambda size: "\n".join(f"k{i} = {i}" for i in range(size // 12)),
    ],
)
def test_a_refusal_takes_no_more_than_in_proportion_to_the_length(
    text: Callable[[int], str],
) -> None:
    # Both lengths are refused in turns by the same processor, so that its speed does not count:
    # eight times the text takes up to eight times as long, and 64 times where time is quadratic.
    def refuse(size: int) -> float:
        start = time.process_time()
        refusal(text(size))
        return time.process_time() - start

    tries = [(refuse(8_000), refuse(64_000)) for _ in range(3)]
    short, long = (min(times) for times in zip(*tries, strict=True))
    assert long < 30 * max(short, 0.001)


def test_a_syntax_error_stands_alone_with_its_line() -> None:
    error = refusal(TEXT.replace("open_at_start         = true", "open_at_start         = treu"))
    assert len(error.problems) == 1
    lines = TEXT.splitlines()
    line = 1 + next(i for i, text in enumerate(lines) if text.startswith("open_at_start"))
    assert str(error) == f"file.toml:{line}: is not TOML: invalid value. Did you mean true?"
    error = refusal('[a]\nb = "x')
    assert str(error).startswith("file.toml:2: is not TOML:")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a = 0,4", "If 0,4 is a number, write 0.4 with a point."),
        ('p = { value = -0,45, source = "x" }', "write -0.45 with a point."),
        ("title = Two towns", 'If Two towns is a text, put it in quotes: "Two towns".'),
        ("title = Bob's pie", 'put it in quotes: "Bob\'s pie".'),
        ('p = { value = 1, source = assumed, why = "a = b" }', 'in quotes: "assumed".'),
        ("a = False", "Did you mean false?"),
    ],
)
def test_a_slip_of_the_pen_is_guessed(line: str, said: str) -> None:
    message = str(refusal(f"[table]\n{line}\n"))
    assert message.startswith("file.toml:2: is not TOML: ")
    assert message.endswith(said)


@pytest.mark.parametrize("line", ['a = "x = b', "a = [1,, 2]", "a = 'x = 0,4' b", "a == 3"])
def test_what_is_no_slip_gets_no_guess(line: str) -> None:
    message = str(refusal(line))
    assert "is not TOML" in message
    assert "If " not in message
    assert "mean" not in message


def test_each_problem_has_its_line_and_they_stand_in_order() -> None:
    text = (
        TEXT.replace("foresight       =", "foresihgt       =")
        .replace("floor  = { value = 0,", 'floor  = { value = "none",')
        .replace('{ at = 1, kind = "talks", target = "closed" }', '{ at = 99, kind = "talks" }')
        .replace(
            '"relief * tension"            = { value = -0.4', '"tention*relief" = { value = -1'
        )
    )
    error = refusal(text)
    lines = text.splitlines()
    told = {problem.key: lines[(problem.line or 0) - 1] for problem in error.problems}
    assert told["settings.foresihgt"].startswith("foresihgt")
    # What is misspelt is not told missing besides.
    assert "settings.foresight" not in told
    assert told["acts.test.floor.value"].startswith("floor")
    assert told["counterfactuals.much.do[8].target"].startswith("  { at = 99")
    assert told["payoffs.west.relief * tention"].startswith('"tention*relief"')
    numbers = [problem.line or 0 for problem in error.problems]
    assert numbers == sorted(numbers)


def test_an_empty_text_lacks_every_required_table() -> None:
    keys = {problem.key for problem in refusal("").problems}
    assert keys == {"scenario", "settings", "table", "parties", "issues", "payoffs", "outcome"}


def test_a_long_list_of_problems_is_cut() -> None:
    problems = refusal(TEXT + "".join(f"\nkey_{i} = {i}" for i in range(1_000))).problems
    assert len(problems) == 201
    assert "may break more rules" in problems[-1].message


@pytest.mark.parametrize(
    ("written", "key", "said"),
    [
        (r"The\nEast", "parties.east.label", "its character 4 is a line break"),
        (r"a\u202eb", "parties.east.label", "character 2 is U+202E, right-to-left override"),
        (r"fill\u001b[31m", "parties.east.label", "character 5 is U+001B, a control character"),
    ],
)
def test_what_would_steer_the_page_is_refused(written: str, key: str, said: str) -> None:
    text = TEXT.replace('"The East"', f'"{written}"')
    line = 1 + next(i for i, one in enumerate(text.splitlines()) if written in one)
    (problem,) = refusal(text).problems
    assert (problem.key, problem.line) == (key, line)
    assert "must be plain text on one line" in problem.message
    assert said in problem.message
    assert str(refusal(text)).isprintable()


def test_long_texts_may_run_over_lines_but_steer_nothing() -> None:
    (old,) = (one for one in TEXT.splitlines() if one.startswith("summary"))
    read = loads(TEXT.replace(old, r'summary = "Two\nlines."'))
    assert read.header.summary == "Two\nlines."
    told = str(refusal(TEXT.replace(old, r'summary = "Two\u001b."')))
    assert "scenario.summary must be plain text; its character 4 is U+001B" in told
    # A key of a file is shown with escapes as well.
    assert r"parties.we\x1bst" in str(refusal(TEXT + '\n[parties."we\\u001bst"]\n'))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('base = "trust"\nremove = [""]\n', 'remove[0] names "", not in the base.'),
        (
            'base = "stockholm-2014"\nremove = ["table.menu.issues.0"]\n',
            'not in the base. Did you mean "table.menu.issues"?',
        ),
        (f'base = "{"x" * 5000}"\n', "which is neither a file beside this one nor a scenario"),
    ],
)
def test_bases_and_removals_of_any_length_are_answered(text: str, said: str) -> None:
    assert said in str(refusal(text + '[scenario]\nname = "x"\ntitle = "x"\n'))


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="needs streams that have a path")
def test_a_stream_is_read_once_and_asked_often() -> None:
    reading, writing = os.pipe()
    os.write(writing, TEXT.encode())
    os.close(writing)
    try:
        path = f"/dev/fd/{reading}"
        assert load(path) == load(path) == loads(TEXT)
        assert line_of(path, "scenario") == TEXT.splitlines().index("[scenario]") + 1
    finally:
        os.close(reading)


def test_a_file_in_the_home_folder_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "mine.toml").write_text(TEXT, "utf-8")
    assert load("~/mine.toml") == loads(TEXT)
    with pytest.raises(ScenarioError, match="neither a file"):
        load("~nosuchuser/mine.toml")


def test_a_bundled_scenario_is_read_once_and_is_everybodys_own(monkeypatch) -> None:
    first = load("ultimatum")
    monkeypatch.setattr("bargaining.scenario.reader.loads", lambda *text: pytest.fail("read again"))
    assert load("ultimatum") == first
    assert load("ultimatum").model_dump_json() == first.model_dump_json()
    # Records are frozen, but their tables are plain dicts.
    first.payoffs.clear()
    assert load("ultimatum").payoffs


def test_a_bundled_scenario_that_has_changed_is_read_again(tmp_path, monkeypatch) -> None:
    shelf = tmp_path / "scenarios"
    shutil.copytree(library.folder(), shelf)
    monkeypatch.setattr(library, "folder", lambda: shelf)
    before = load("ultimatum")
    file = library.path("ultimatum")
    file.write_text(file.read_text("utf-8").replace(before.header.title, "Another title"), "utf-8")
    assert load("ultimatum").header.title == "Another title"


def test_the_header_has_the_name_of_its_table_in_files_only() -> None:
    scenario = load("ultimatum")
    assert scenario.header.name == scenario.name == "ultimatum"
    assert not hasattr(scenario, "scenario")
    with pytest.raises(AttributeError, match="is its `header`"):
        _ = scenario.scenario  # type: ignore[attr-defined]
    dumped = (scenario.model_dump(), scenario.model_dump(by_alias=False))
    for data in (*dumped, json.loads(scenario.model_dump_json(indent=2))):
        assert data["scenario"]["name"] == "ultimatum"
        assert "header" not in data
    with pytest.raises(ScenarioError, match="header is not a known key"):
        loads("[header]")
    assert scenario.replace({"scenario.title": "Another"}).header.title == "Another"
