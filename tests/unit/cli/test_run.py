from __future__ import annotations

import json
import math

import pytest

import bargaining as bg
from bargaining.cli.streams import with_options
from tests.unit.cli.conftest import FakeOutcomes, Interrupted

NAME = "stockholm-2014"


def test_run_prints_the_table_and_says_where_everything_is(call, engine, tmp_path):
    code, out, _ = call("run", NAME, "--worlds", "400", "--seed", "3", "--workers", "2")
    folder = tmp_path / "bargaining-output" / NAME
    assert code == 0
    assert "400 worlds" in out
    assert str(folder) in out
    for file in ("endings.png", "timeline.png", "outcomes.npz"):
        assert file in out
        assert (folder / file).stat().st_size > 0
    (asked,) = engine.calls
    assert asked["scenario"].name == NAME
    given = {key: asked[key] for key in ("worlds", "worlds_per_draw", "seed", "workers")}
    assert given == {"worlds": 400, "worlds_per_draw": 5, "seed": 3, "workers": 2}


def test_pictures_are_pictures(call, engine, tmp_path):
    call("run", NAME, "--worlds", "20", "--out", "here")
    assert (tmp_path / "here" / "endings.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "here" / "timeline.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(("kind", "begin"), [("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_pictures_are_of_the_kind_that_is_asked_for(call, tmp_path, kind, begin):
    assert call("run", "trust", "--worlds", "20", "--out", "o", "--pictures", kind)[0] == 0
    for name in ("endings", "timeline"):
        assert (tmp_path / "o" / f"{name}.{kind}").read_bytes().startswith(begin)
    assert not [*(tmp_path / "o").glob("*.png")]
    out = call("run", "trust", "--worlds", "20", "--out", "o")[1]
    left = out.split("Still there from another run")[1]
    assert f"endings.{kind}" in left


def test_a_kind_of_picture_that_is_not_known_is_told(call):
    code, _, err = call("run", "trust", "--pictures", "docx")
    assert code == 2
    assert "must be png, svg, pdf; got docx" in err


def test_a_summary_is_saved_without_the_picture_of_the_rounds(call, engine, tmp_path):
    code, out, _ = call("run", NAME, "--worlds", "20", "--keep", "summary", "--out", "here")
    assert code == 0
    assert engine.calls[0]["keep"] == "summary"
    assert {path.name for path in (tmp_path / "here").iterdir()} == {"endings.png", "outcomes.npz"}
    assert "timeline" not in out
    call("run", NAME, "--worlds", "20")
    assert engine.calls[1]["keep"] == "all"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--keep", "endings"), "--keep must be all or summary; got endings"),
        (("--keep", "summary", "--explain"), "leave out --keep summary"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(call, engine, options, said):
    code, _, err = call("run", NAME, *options)
    assert code == 2
    assert said in err
    assert not engine.calls


def test_json_is_all_there_is_on_standard_output(call, engine, tmp_path):
    code, out, err = call("run", NAME, "--worlds", "40", "--json", "--out", "o")
    summary = json.loads(out)
    assert code == 0
    assert summary["run"]["worlds"] == 40
    assert summary["files"] == [
        str(tmp_path / "o" / name) for name in ("outcomes.npz", "endings.png", "timeline.png")
    ]
    assert summary["counterfactuals"] == {}
    assert str(tmp_path / "o") in err


def test_quiet_prints_the_table_alone(call, engine):
    _, out, err = call("run", NAME, "--worlds", "40", "--quiet")
    assert out.splitlines() == [FakeOutcomes(engine.calls[0]["scenario"], 40).table()]
    assert err == ""


def test_counterfactuals_are_played_with_the_same_seed_and_compared(call, engine, tmp_path):
    names = [c.name for c in _scenario().counterfactuals[:2]]
    options = [part for name in names for part in ("--counterfactual", name)]
    code, out, _ = call("run", NAME, "--worlds", "60", "--seed", "5", *options, "--out", "o")
    assert code == 0
    assert len(engine.calls) == 3
    assert {asked["seed"] for asked in engine.calls} == {5}
    assert engine.calls[1]["scenario"] != engine.calls[0]["scenario"]
    assert out.count("compared over 60 and 60 worlds") == 2
    for name in names:
        assert (tmp_path / "o" / f"{name}-outcomes.npz").exists()
        assert (tmp_path / "o" / f"{name}-flow.png").exists()
    assert not (tmp_path / "o" / "flow.png").exists()


def test_json_holds_the_comparison_with_each_counterfactual(call, engine):
    name = _scenario().counterfactuals[0].name
    _, out, _ = call("run", NAME, "--worlds", "40", "--json", "--counterfactual", name)
    (changed,) = json.loads(out)["counterfactuals"].values()
    assert changed["comparison"] == {"worlds": 40}
    assert changed["run"]["worlds"] == 40
    assert changed["files"][0].endswith(f"{name}-outcomes.npz")


def _scenario():
    from bargaining.scenario import load

    return load(NAME)


def test_an_unknown_counterfactual_stops_before_anything_is_played(call, engine):
    code, _, err = call("run", NAME, "--counterfactual", "nuclear_tost")
    assert code == 2
    assert "nuclear_test" in err
    assert "Traceback" not in err
    assert not engine.calls


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--worlds", "0"), "--worlds must be a whole number of at least 1; got 0"),
        (("--worlds", "-20"), "got -20"),
        (("--worlds-per-draw", "0"), "--worlds-per-draw must be"),
        (("--workers", "0"), "--workers must be"),
        (("--worlds", "ten"), "--worlds"),
    ],
)
def test_wrong_counts_are_refused_with_a_sentence(call, engine, options, said):
    code, out, err = call("run", NAME, *options)
    assert code == 2
    assert said in err
    assert "Traceback" not in err
    assert not out
    assert not engine.calls


LONG = "a" * 5000
# Options that no run can be played with, and words of the one line that says so.
OUT_OF_RANGE = [
    (("--worlds", "1000000000000"), "--worlds must be at most 1,000,000,000; got 1,000,000,000,0"),
    (("--worlds-per-draw", "1" + "0" * 30), "--worlds-per-draw must be at most 1,000,000,000"),
    (("--workers", "10000000000"), "--workers must be at most 1,000; got 10,000,000,000"),
    (("--out", "~nosuchuser/x"), "--out ~nosuchuser/x: no user of this name has a home folder"),
    (("--out", LONG), "cannot write to the folder"),
    (("--out", "a/" * 3000), "cannot write to the folder"),
    (("--strategy", f"time_dependent(exponent={'-' * 3000}1)"), "cannot be read"),
    (("--strategy", "-" * 3000), 'the catalogue has no strategy "---'),
    (("--strategy", "time_dependent(exponent=1, exponent=2)"), "each once"),
    (("--strategy", 'time_dependent(**{"exponent": 1})'), "each once"),
    (("--strategy", "~nosuchuser/x.py:X"), "~nosuchuser/x.py: no user of this name"),
    (("--strategy", f"{LONG}.py:X"), "File name too long"),
]


@pytest.mark.parametrize(("options", "said"), OUT_OF_RANGE)
def test_numbers_and_names_out_of_range_cost_one_line(call, engine, options, said):
    code, out, err = call("run", NAME, *options)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
    assert len(err) < 600
    assert not engine.calls


@pytest.mark.parametrize(
    "arguments",
    [
        ("compare", "trust", "two-types", "--plot", "~nosuchuser/x.png"),
        ("compare", "trust", "two-types", "--plot", f"{LONG}.png"),
        ("claims", NAME, "--quiet", "--json", "~nosuchuser/x.json"),
        ("claims", NAME, "--quiet", "--resume", "~nosuchuser/x"),
        ("backtest", "--json", "nowhere/x.json"),
        ("run", LONG),
        ("check", f"{LONG}.py:X"),
        ("show", "~nosuchuser/x.toml"),
    ],
)
def test_files_that_cannot_be_reached_are_told_before_anything_is_played(call, arguments):
    code, out, err = call(*arguments)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert len(err) < 600


def test_a_picture_that_cannot_be_written_costs_one_line_and_nothing_else(call, engine, tmp_path):
    (tmp_path / "o" / "endings.png").mkdir(parents=True)
    code, out, err = call("run", NAME, "--worlds", "20", "--out", "o")
    assert code == 2
    assert out.startswith(f"{NAME}: 20 worlds")
    assert err == "endings.png cannot be written: Is a directory\n"
    assert "outcomes.npz, timeline.png" in out
    code, out, _ = call("run", NAME, "--worlds", "20", "--out", "o", "--json", "--quiet")
    assert code == 2
    assert [file[-12:] for file in json.loads(out)["files"]] == ["outcomes.npz", "timeline.png"]


def test_a_fault_of_a_picture_comes_after_the_table(call, engine, monkeypatch):
    def fails(outcomes):
        raise ZeroDivisionError("in the picture")

    monkeypatch.setattr("bargaining.plots.plot_endings", fails)
    code, out, err = call("run", NAME, "--worlds", "20")
    assert code == 1
    assert out.startswith(f"{NAME}: 20 worlds")
    assert "timeline.png" in out
    assert "ZeroDivisionError: in the picture" in err


def test_letters_without_a_font_are_told_once(call, engine, monkeypatch):
    from bargaining.plots import letters

    monkeypatch.setattr(
        "bargaining.plots.plot_endings", letters.as_written(_with_title("\U000f0000 \U000f0001"))
    )
    _, _, err = call("run", NAME, "--worlds", "20")
    assert err.count("\n") == 1
    assert "no installed font has the letters \U000f0000\U000f0001" in err
    # Boxes in a picture are no note.
    assert "no installed font has the letters" in call("run", NAME, "--worlds", "20", "--quiet")[2]


def _with_title(title):
    def plot(outcomes):
        from matplotlib.figure import Figure

        ax = Figure().subplots()
        ax.set_title(title)
        return ax

    return plot


def test_all_wrong_counts_are_told_at_once(call, engine):
    _, _, err = call("run", NAME, "--worlds", "0", "--workers", "-1")
    assert "--worlds " in err
    assert "--workers " in err


def test_an_unknown_scenario_is_bad_input(call, engine):
    code, _, err = call("run", "stockholm-2015")
    assert code == 2
    assert NAME in err
    assert "Traceback" not in err


def test_a_folder_that_cannot_be_written_stops_before_anything_is_played(call, engine, tmp_path):
    (tmp_path / "file").write_text("")
    code, _, err = call("run", NAME, "--out", "file/below")
    assert code == 2
    assert str(tmp_path / "file" / "below") in err
    assert "--out" in err
    assert not engine.calls


def test_ctrl_c_keeps_the_finished_worlds(call, engine, tmp_path):
    engine.trouble[0] = Interrupted(FakeOutcomes(_scenario(), 1024))
    code, out, err = call("run", NAME, "--worlds", "5000", "--out", "o")
    kept = tmp_path / "o" / "partial-outcomes.npz"
    assert code == 130
    assert out == ""
    assert "1,024 of 5,000 worlds" in err
    assert str(kept) in err
    assert kept.read_text() == "1024"


@pytest.mark.parametrize("stop", [Interrupted(None), KeyboardInterrupt()])
def test_ctrl_c_before_the_first_batch_says_that_nothing_is_kept(call, engine, tmp_path, stop):
    engine.trouble[0] = stop
    code, _, err = call("run", NAME, "--out", "o")
    assert code == 130
    assert "Kept: nothing." in err
    assert not list((tmp_path / "o").iterdir())


def test_ctrl_c_in_a_counterfactual_keeps_the_baseline(call, engine, tmp_path):
    name = _scenario().counterfactuals[0].name
    engine.trouble[1] = Interrupted(FakeOutcomes(_scenario(), 512))
    code, _, err = call("run", NAME, "--counterfactual", name, "--out", "o")
    assert code == 130
    for file in ("outcomes.npz", f"{name}-partial-outcomes.npz"):
        assert str(tmp_path / "o" / file) in err
        assert (tmp_path / "o" / file).exists()


def test_a_bug_is_told_with_its_traceback_and_exit_code_1(call, engine):
    engine.trouble[0] = ZeroDivisionError("in the engine")
    code, _, err = call("run", NAME)
    assert code == 1
    assert "ZeroDivisionError: in the engine" in err
    assert "bug" in err


def test_too_little_memory_is_no_bug(call, engine):
    engine.trouble[0] = MemoryError()
    code, _, err = call("run", NAME)
    assert code == 2
    assert "fewer worlds" in err


def test_any_number_of_worlds_is_played(call, engine):
    code, _, _ = call("run", NAME, "--worlds", "30")
    assert code == 0
    (asked,) = engine.calls
    assert (asked["worlds"], asked["worlds_per_draw"]) == (30, 5)


def test_files_of_another_run_are_named_and_kept(call, engine, tmp_path):
    call("run", NAME, "--worlds", "20", "--out", "o", "--counterfactual", "nuclear_test")
    (tmp_path / "o" / "notes.png").write_text("")
    _, out, _ = call("run", NAME, "--worlds", "20", "--out", "o")
    told = out.split("Still there from another run")[1]
    for file in ("endings.png", "timeline.png", "outcomes.npz"):
        assert f"nuclear_test-{file}" in told
        assert (tmp_path / "o" / f"nuclear_test-{file}").exists()
        assert f" {file}" not in told
    assert "notes.png" not in told


def test_a_quick_look_plays_the_first_worlds_and_writes_nothing(call, tmp_path):
    code, out, _ = call("run", "two-types", "--quick", "--seed", "3", "--workers", "1")
    assert code == 0
    outcomes = bg.simulate("two-types", worlds=200, seed=3)
    assert out.startswith(with_options(outcomes.table()))
    off = math.ceil(100 * outcomes.summary()["precision"]["half_width"])
    told = " ".join(out.split())
    assert f"200 worlds in 40 draws: a share may be {off} points off (95 %)." in told
    assert out.endswith("  bargaining run two-types\n")
    assert list(tmp_path.iterdir()) == []
    code, quiet, err = call("run", "two-types", "--quick", "--seed", "3", "--quiet")
    assert (code, quiet, err) == (0, f"{with_options(outcomes.table())}\n", "")


@pytest.mark.parametrize(("name", "worlds"), [("stockholm-2014", 200), ("six-party-2014", 100)])
def test_a_quick_look_is_shorter_where_very_many_packages_exist(call, engine, name, worlds):
    call("run", name, "--quick", "--quiet")
    assert [one["worlds"] for one in engine.calls] == [worlds]


def test_a_quick_look_is_told_in_json_and_seats_strategies(call):
    asked = ("run", "two-types", "--quick", "--json", "--strategy", "boulware")
    code, out, err = call(*asked)
    assert code == 0
    summary = json.loads(out)
    assert (summary["run"]["worlds"], summary["run"]["seed"]) == (200, 0)
    assert summary["run"]["seats"] == {"ann": "boulware"}
    assert "boulware plays ann" in err
    assert "first look" in err


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--worlds", "50"), "--worlds"),
        (("--out", "kept", "--keep", "summary"), "--out and --keep"),
        (("--explain", "--part", "1/2", "--resume", "x"), "--explain, --part and --resume"),
        (("--counterfactual", "nuclear_test", "--at", "3"), "--counterfactual and --at"),
        (("--parameters", "x.csv", "--worlds-per-draw", "2"), "--worlds-per-draw and --parameters"),
    ],
)
def test_a_quick_look_refuses_what_it_would_not_follow(call, engine, options, named):
    said = f"--quick plays 200 worlds at most and writes no files: leave it out, or {named}\n"
    assert call("run", "two-types", "--quick", *options) == (2, "", said)
    assert engine.calls == []
