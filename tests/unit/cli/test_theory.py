"""`bargaining theory`: lists, options made from lessons, numbers beside numbers, pictures."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bargaining.lessons import CHAPTERS, catalogue, lesson_named
from bargaining.text import percent
from tests.house.source import loaded_after

NAMES = [name for names in CHAPTERS.values() for name in names]
CLOSED = [name for name in NAMES if lesson_named(name).engine is None]


@pytest.fixture
def coarse(monkeypatch):
    """Have the engine play the two coarsest grids of each lesson only."""
    for name in NAMES:
        lesson = lesson_named(name)
        if lesson.engine is not None:
            engine = replace(lesson.engine, grids=lesson.engine.grids[:2])
            monkeypatch.setitem(catalogue._LESSONS, name, replace(lesson, engine=engine))


def test_all_lessons_are_listed_with_who_and_how(call):
    code, out, err = call("theory")
    assert (code, err) == (0, "")
    lines = [line.split() for line in out.splitlines() if line.strip()]
    assert [line[0] for line in lines if line[0] in NAMES] == NAMES
    told = " ".join(out.split())
    for name in NAMES:
        lesson = lesson_named(name)
        for word in lesson.who.split()[:1] + lesson.summary.split()[:2]:
            assert word in told
    played = len(NAMES) - len(CLOSED)
    assert told.count("Played by the engine") == played
    assert told.count("Closed form only") == len(CLOSED)
    assert (
        max(map(len, (line for line in out.splitlines() if not line.startswith("Written")))) <= 88
    )
    # No word is broken at its hyphen.
    assert not [line for line in out.splitlines() if "-  " in line or line.endswith("-")]


@pytest.mark.parametrize("columns", ["60", "100"])
def test_lines_are_as_long_as_the_terminal_is_wide(call, coarse, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    small = ("--worlds", "4", "-q")
    for words in ((), ("baron-ferejohn", "-q"), ("trust", *small), ("grit", *small)):
        out = call("theory", *words)[1]
        assert max(map(len, out.splitlines())) <= int(columns), words


def test_the_list_and_the_help_load_nothing_heavy():
    program = (
        "from bargaining.cli import main\ntry:\n    main({})\n"
        "except SystemExit as leave:\n    assert not leave.code"
    )
    asked = (["theory"], ["theory", "--help"], ["theory", "rubinstein", "--help"])
    for words, modules in zip(asked, loaded_after(*map(program.format, asked)), strict=True):
        loaded = {name.split(".")[0] for name in modules}
        assert not {"numpy", "scipy", "matplotlib", "mesa", "pandas", "rich"} & loaded, words


@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_a_lesson_lists_its_options(call, name):
    code, out, _ = call("theory", name, "--help")
    assert code == 0
    lesson = lesson_named(name)
    told = " ".join(out.split())
    for option in lesson.options:
        assert f"{option.flag} {' '.join(['X'] * option.count)}" in told
        assert f"[default: {option.write(option.default)}]" in told
    for flag in ("--worlds", "--seed"):
        assert (flag in told) == (lesson.engine is not None)
    for flag in ("--out", "--plot", "--json", "--quiet"):
        assert flag in told


@pytest.mark.slow
def test_theory_stands_beside_the_engine(call, tmp_path, whole_pictures):
    code, out, err = call("theory", "rubinstein", "--discount", "0.9", "0.8", "--worlds", "30")
    assert (code, err) == (0, "")
    assert "discount 0.9 0.8" in out
    assert "share of the first proposer: exact 0.7143" in out
    counted = call("theory", "tactics", "--worlds", "2", "-q")[1]
    assert "round of agreement: exact 11\n" in counted
    rows = [line.split() for line in out.splitlines() if line.strip().startswith("0.005")]
    assert len(rows) == 2
    assert abs(float(rows[0][1]) - 5 / 7) < 0.03
    assert rows[0][-4:] == ["yes", "30", "of", "30"]
    # A share of worlds has no quantiles, and the other party's share is the rest.
    assert rows[1][3] == "–"
    assert "share of the other" not in out
    folder = tmp_path / "bargaining-output" / "theory" / "rubinstein"
    assert str(folder) in out
    for file in ("convergence.png", "lesson.png"):
        assert (folder / file).read_bytes().startswith(b"\x89PNG")


def test_numbers_for_scripts_and_nothing_else(call, coarse, tmp_path):
    words = ("--belief", "0.3", "--worlds", "20", "--seed", "4", "--out", "o", "--json")
    code, out, err = call("theory", "trust", *words)
    assert (code, err) == (0, "")
    data = json.loads(out)
    assert data["options"]["belief"] == 0.3
    assert data["closed_form"]["threshold of the belief"] == 0.5
    assert data["engine"]["seed"] == 4
    assert {one["counted"] for one in data["engine"]["readings"]} == {20}
    assert sorted(data["files"]) == [
        str(tmp_path / "o" / "convergence.png"),
        str(tmp_path / "o" / "lesson.png"),
    ]


def test_the_legend_tells_of_what_is_there(call, coarse):
    told = " ".join(call("theory", "trust", "--worlds", "20", "-q")[1].split())
    assert "the choice noise alone" in told
    assert "of a share of worlds" in told
    for idle in ("ladder", "5 % to 95 %", "a step away"):
        assert idle not in told
    told = " ".join(call("theory", "grit", "--worlds", "4", "-q")[1].split())
    assert "5 % to 95 %" in told
    assert "of a share of worlds" not in told


@pytest.mark.slow
def test_a_bound_that_allows_everything_is_none(call):
    """At a coarse step every probability of agreement would be within it."""
    out = call("theory", "rubinstein", "--worlds", "20", "--json")[1]
    readings = [
        one
        for one in json.loads(out)["engine"]["readings"]
        if one["quantity"] == "agreed in the first round"
    ]
    assert readings[0]["bound"] is None
    assert readings[0]["within_bound"] is None
    assert readings[-1]["bound"] < 1


@pytest.mark.slow
def test_patience_beyond_the_grid_is_no_test_and_told_in_words(call, coarse):
    """A share of the pie cannot be off by more than its bound, and many do not agree at once."""
    out = call("theory", "rubinstein", "--discount", ".99", ".99", "--worlds", "40", "--quiet")[1]
    row = next(line for line in out.splitlines() if line.strip().startswith("0.05"))
    assert "no test" in row
    agreed = next(
        line.split()[1] for line in out.splitlines()[::-1] if line.strip().startswith("0.")
    )
    share = percent(float(agreed), 0)
    told = f'"agreed in the first round" holds in {share} % of worlds, 100 % in theory.'
    assert told in " ".join(out.split())
    sound = call("theory", "rubinstein", "--discount", ".9", ".8", "--worlds", "40", "--quiet")[1]
    assert "in theory." not in sound


def test_one_picture_goes_where_it_is_asked_for(call, tmp_path, whole_pictures):
    code, out, err = call("theory", "nash", "--plot", "nash.svg")
    assert (code, err) == (0, "")
    assert "Written: " in out
    assert (tmp_path / "nash.svg").read_text("utf-8").startswith("<?xml")
    assert not (tmp_path / "bargaining-output").exists()
    assert call("theory", "nash", "--plot", "nash.txt")[0] == 2


def test_a_picture_of_another_run_is_named(call, tmp_path):
    folder = tmp_path / "o"
    folder.mkdir()
    (folder / "convergence.png").write_bytes(b"old")
    _, out, _ = call("theory", "nash", "--out", "o")
    assert "Still there from another run" in out
    assert out.rstrip().endswith("convergence.png")
    assert (folder / "convergence.png").read_bytes() == b"old"


@pytest.mark.parametrize("name", CLOSED[:1])
def test_a_closed_form_only_says_so(call, tmp_path, name):
    code, out, _ = call("theory", name)
    assert code == 0
    assert "a closed form only" in out
    folder = tmp_path / "bargaining-output" / "theory" / name
    assert [path.name for path in folder.iterdir()] == ["lesson.png"]
    assert json.loads(call("theory", name, "--json")[1])["engine"] is None


@pytest.mark.slow
def test_options_that_no_ladder_holds_keep_their_closed_form(call, coarse, tmp_path):
    code, out, err = call("theory", "setter", "--reversion", "0.123456", "--worlds", "4")
    assert (code, err) == (0, "")
    assert "closed form" in out
    assert "its column is missing: the engine's treaties climb a ladder" in " ".join(out.split())
    folder = tmp_path / "bargaining-output" / "theory" / "setter"
    assert [path.name for path in folder.iterdir()] == ["lesson.png"]
    code, out, _ = call("theory", "setter", "--ideals", "0.6", "0.5", "--worlds", "4")
    assert code == 0
    assert "lesson.png" in out


@pytest.mark.slow
def test_what_no_world_has_is_not_judged(call, coarse):
    code, out, err = call("theory", "stahl", "--discount", "1", "1", "--worlds", "4", "--quiet")
    assert (code, err) == (0, "")
    assert "nan" not in out
    assert "NO" not in out
    row = next(line.split() for line in out.splitlines() if line.strip().startswith("0.05"))
    assert row[:4] == ["0.05", "–", "–", "–"]
    assert row[-5:] == ["no", "test", "0", "of", "4"]
    assert "fewer than half of the worlds" in out
    assert "no test: no bound is claimed" in " ".join(out.split())
    data = json.loads(
        call("theory", "stahl", "--discount", "1", "1", "--worlds", "4", "--json")[1],
        parse_constant=pytest.fail,
    )
    assert data["closed_form"]["share of the first without a last round"] is None


@pytest.mark.parametrize("weights", [("1", "1000"), ("1000", "1")])
def test_weights_far_apart_have_numbers_and_a_picture(call, tmp_path, weights):
    code, out, err = call("theory", "nash", "--weights", *weights, "--out", "o")
    assert (code, err) == (0, "")
    assert (
        max(map(len, (line for line in out.splitlines() if not line.startswith("Written")))) <= 88
    )
    assert (tmp_path / "o" / "lesson.png").is_file()


def test_columns_stand_apart(call, coarse):
    """Rounds of two digits are wider than shares."""
    _, out, _ = call("theory", "tactics", "--worlds", "4")
    assert "11.0000 to 11.0000" in out
    assert "0.000011.0000" not in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--discount", "0.9"), "discount must be 2 numbers, such as 0.9 0.9; got one number"),
        (("--discount", "0.9", "--worlds", "5"), "discount must be 2 numbers"),
        (("--discount=0.9", "-q"), "discount must be 2 numbers"),
        (("--discount", "0.9", "0.8", "0.7"), "got 3 numbers"),
        (("--discount",), "got 0 numbers"),
        (("--discount", "0.9", "1.2"), "discount must be in (0, 1]; got 1.2"),
        (("--discount", "-1", "0.5"), "discount must be in (0, 1]; got -1"),
        (("--discount", "much", "0.5"), "got 'much'"),
        (("--discount", "1", "1"), "at least one discount factor must be below 1"),
        (("--worlds", "0"), "--worlds must be a whole number of at least 1; got 0"),
        (("--risk", "0.1"), "--risk"),
        (("--out", "file/below"), "--out DIR"),
    ],
)
def test_mistakes_are_told_in_words(call, tmp_path, words, said):
    (tmp_path / "file").write_text("")
    code, out, err = call("theory", "rubinstein", *words)
    assert code == 2
    assert said in err
    assert "Traceback" not in err
    assert out == ""


@pytest.mark.parametrize("words", [("--worlds", "100"), ("--seed", "0")])
def test_luck_is_idle_for_a_closed_form(call, words):
    code, out, err = call("theory", "baron-ferejohn", *words, "--json")
    assert code == 0
    assert "the engine does not play it" in err
    assert json.loads(out)["engine"] is None


def test_an_unknown_lesson_gets_a_suggestion(call):
    code, _, err = call("theory", "rubinstien")
    assert code == 2
    assert 'Did you mean "rubinstein"' in err


def test_a_stop_by_hand_is_no_bug(call, monkeypatch):
    import bargaining.lessons

    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(bargaining.lessons, "play_lesson", stop)
    code, out, err = call("theory", "trust")
    assert code == 130
    assert out == ""
    assert "Stopped. Kept: nothing." in err
