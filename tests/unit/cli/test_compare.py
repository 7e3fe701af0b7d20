"""`bargaining compare` and `bargaining run --explain` on a handful of real worlds."""

import json
from pathlib import Path

import pytest

from bargaining.plots import plot_flow

NAME = "stockholm-2014"
FEW = ("--worlds", "8", "--worlds-per-draw", "2", "--quiet")
OWN = """
base = "stockholm-2014"

[scenario]
name    = "my-talks"
title   = "Stockholm without a table"
summary = "Nobody may sit."
start   = 2014-05-01
round   = "month"

[table]
open_at_start = false

[[interventions]]
at = 0
until = 23
kind = "talks"
target = "closed"
"""


def short(folder):
    """A file of one's own with few rounds, so that its worlds are quick."""
    path = Path(folder) / "short.toml"
    text = OWN.replace("my-talks", "short-talks").split("[table]")[0]
    rounds = '{ value = 4, source = "assumed", why = "A quick test." }'
    change = '{ at = 1, kind = "act", target = "nuclear" }'
    path.write_text(
        f'{text}[settings]\nrounds = {rounds}\n\n[[counterfactuals]]\nname = "my_test"\n'
        f'source = "assumed"\nwhy = "What if it tests at once?"\ndo = [{change}]\n'
    )
    return str(path)


def test_every_change_is_played_on_the_same_worlds_and_told(call, tmp_path):
    (tmp_path / "closed.toml").write_text(
        OWN.replace("until = 23", "until = 3").replace(
            "[table]",
            '[settings]\nrounds = { value = 4, source = "assumed", why = "Quick." }\n[table]',
        )
    )
    code, out, err = call("compare", short(tmp_path), "my_test", "closed.toml", *FEW)
    assert (code, err) == (0, "")
    assert out.count("8 worlds (4 draws), the same chance before and after") == 2
    assert "\nmy-talks\n" in out
    assert "for ±1" in out


def test_without_changes_named_all_counterfactuals_are_compared_in_json(call, tmp_path):
    _, out, _ = call("compare", short(tmp_path), "--json", *FEW)
    told = json.loads(out)
    assert list(told) == ["my_test"]
    flow = told["my_test"]["flow"]
    assert sum(sum(row.values()) for row in flow.values()) == 8


@pytest.mark.slow
def test_a_counterfactual_may_begin_at_another_date_or_round(call, tmp_path):
    file = short(tmp_path)
    by_date, by_round = (
        call("compare", file, "my_test", "--at", at, *FEW) for at in ("2014-07", "2")
    )
    assert by_date == by_round
    assert by_date[0] == 0
    assert "July 2014" in by_date[1]
    out = call("run", file, "--counterfactual", "my_test", "--at", "2014-07", *FEW)[1]
    assert "July 2014" in out
    for at in ("2031-01", "99", "3.5", "-1", "", "May", "2013-12", "2014-13", "\uff12", "\u0662"):
        code, _, err = call("compare", file, "my_test", f"--at={at}", *FEW)
        assert code == 2
        assert err == (
            "--at must be the number of a round, 0 to 3, or a date from May 2014 to August 2014, "
            f'such as 2014-05; got "{at}"\n'
        )
    _, _, err = call("compare", "rubinstein", "impatient_bob", "--at", "2014-07", *FEW)
    assert err.startswith("--at must be the number of a round, 0 to ")
    assert err.endswith('; got "2014-07"\n')


@pytest.mark.slow
def test_pictures_of_several_changes_have_names_of_their_own(call, tmp_path):
    file = short(tmp_path)
    code, out, _ = call("compare", file, "my_test", "--plot", "flow.png", *FEW[:-1])
    assert code == 0
    assert (tmp_path / "flow.png").read_bytes().startswith(b"\x89PNG")
    assert "Written: flow.png" in out
    several = (file, "my_test", "trust", "--plot", "flow.svg")
    assert call("compare", *several, *FEW)[0] == 0
    assert {path.name for path in tmp_path.glob("*.svg")} == {
        "flow-my_test.svg",
        "flow-trust.svg",
    }


@pytest.mark.slow
def test_a_folder_keeps_every_picture_and_all_numbers(call, tmp_path, whole_pictures):
    asked = ("compare", short(tmp_path), "my_test", "trust", "--out", "o")
    code, out, err = call(*asked, "--json", *FEW)
    assert (code, err) == (0, "")
    files = {path.name for path in (tmp_path / "o").iterdir()}
    pictures = {"my_test-flow.png", "trust-flow.png", "changes.png"}
    assert files == pictures | {"comparisons.json"}
    assert (tmp_path / "o" / "comparisons.json").read_text("utf-8") == out
    (tmp_path / "o" / "other-flow.png").write_text("")
    out = call(*asked, *FEW[:-1])[1]
    assert "Written to" in out
    assert out.endswith("Still there from another run, and not of this one:\n  other-flow.png\n")
    assert not list(tmp_path.glob("bargaining-output"))


def test_a_picture_for_two_places_is_drawn_once(call, tmp_path, monkeypatch):
    drawn = []

    def plot(comparison):
        drawn.append(comparison)
        return plot_flow(comparison)

    monkeypatch.setattr("bargaining.plots.plot_flow", plot)
    options = ("my_test", "--out", "o", "--plot", "flow.png")
    code, out, _ = call("compare", short(tmp_path), *options, *FEW[:-1])
    assert (code, len(drawn)) == (0, 1)
    kept = tmp_path / "o" / "my_test-flow.png"
    assert kept.read_bytes() == (tmp_path / "flow.png").read_bytes()
    told = f"Written to {tmp_path / 'o'}:\n  my_test-flow.png, comparisons.json\n\n"
    assert out.endswith(f"{told}Written to {tmp_path}:\n  flow.png\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((NAME, "nuclear_tost"), "nuclear_test"),
        ((NAME, "posturing-2014/china_softns"), "china_softens"),
        ((NAME, "no-such.toml"), "no-such.toml"),
        ((NAME, "--plot", "flow.docx"), ".png, .svg, .pdf"),
        ((NAME, "--plot", "nowhere/flow.png"), "cannot write to the folder"),
        ((NAME, "--worlds", "0"), "--worlds must be"),
        ((NAME, "nuclear_test", "--at", "99"), "the number of a round, 0 to 23, or a date from"),
        ((NAME, "kishida-2023", "--at", "2015-01"), "and kishida-2023 is none"),
    ],
)
def test_what_cannot_be_compared_is_said_before_anything_is_played(call, arguments, said):
    code, _, err = call("compare", *arguments)
    assert code == 2
    assert said in err
    assert "Traceback" not in err


@pytest.mark.slow
def test_a_run_explains_its_failures_when_asked(call, tmp_path):
    options = ("--explain", "--json", "--out", "here", *FEW)
    code, out, _ = call("run", short(tmp_path), *options)
    told = json.loads(out)
    assert code == 0
    failed = sum(one["worlds"] for one in told["explanation"]["failures"])
    endings = {key: of["worlds"] for key, of in told["endings"].items()}
    assert failed == 8 - endings["settlement"] - endings["partial"]
    assert (tmp_path / "here" / "failures.png").stat().st_size > 0
    _, out, _ = call("run", short(tmp_path), "--explain", "--out", "here", *FEW)
    assert "why there is no accommodation" in out.replace("\n", " ")
