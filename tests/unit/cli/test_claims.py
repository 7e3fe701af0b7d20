"""`bargaining claims`: which claims are tested, in how many worlds, and what is kept."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

TOML = (Path(__file__).parent.parent / "scenario" / "minimal.toml").read_text("utf-8")
SMALL = ("--worlds", "4", "--worlds-per-draw", "2", "--workers", "1")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(TOML, "utf-8")
    return str(path)


def test_a_file_s_claims_are_tested_and_the_record_is_written(call, file, tmp_path):
    code, out, errors = call("claims", file, *SMALL, "--json", "claims.json", "--resume", "kept")
    assert code == 0
    assert "C1 " in out
    # How long is a guess from the engine's usual speed, which changes with the engine.
    said = r"1 claim, 2 arms, 8 worlds: roughly \d+ seconds? on 1 processor\."
    assert re.search(said, errors)
    data = json.loads((tmp_path / "claims.json").read_text("utf-8"))
    assert [one["claim"]["id"] for one in data["claims"]] == ["C1"]
    assert data["worlds_per_draw"] == 2
    assert len(list((tmp_path / "kept").iterdir())) == 2
    code, _, errors = call("claims", file, *SMALL, "--resume", "kept", "--quiet")
    assert (code, errors) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("--columns", "some"), '--columns must be "effect" or "all"; got "some"'),
        (("--worlds", "0"), "--worlds must be a whole number of at least 1"),
        (("--article", "keck-2041"), 'no claim cites the article "keck-2041" first'),
        (("--claim", "C7"), 'there is no claim "C7"'),
    ],
)
def test_wrong_options_are_told_in_a_sentence(call, file, arguments, fault):
    code, out, errors = call("claims", file, *arguments)
    assert (code, out) == (2, "")
    assert fault in errors


def test_a_stop_says_what_was_kept(call, file, monkeypatch):
    import bargaining.claims.playing as playing

    def stopped(*arguments, **more):
        raise KeyboardInterrupt

    monkeypatch.setattr(playing, "simulate", stopped)
    code, _, errors = call("claims", file, *SMALL, "--resume", "kept")
    assert code == 130
    assert "kept in kept" in errors
    code, _, errors = call("claims", file, *SMALL)
    assert "--resume FOLDER" in errors


def test_a_scenario_without_claims_or_facts_says_so_and_fails(call):
    for command in ("claims", "facts"):
        code, out, errors = call(command, "breakdown", "--quiet")
        assert (code, out) == (2, "")
        assert f"breakdown states no {command}" in " ".join(errors.split())
        assert f"[[{command}]]" in errors


@pytest.mark.slow
def test_a_slide_is_drawn_for_each_article(call, tmp_path, whole_pictures):
    first, second = (f'claims    = ["{id}:1"]\n' for id in ("keck-2014", "stratfor-2014"))
    head, claim = TOML.split("[[claims]]\n")
    claim, rest = claim.split("\n\n", 1)
    several = f"[[claims]]\n{first}{claim}\n\n[[claims]]\n{second}{claim.replace('C1', 'C2')}\n\n"
    (tmp_path / "two.toml").write_text(head + several + rest, "utf-8")
    few = ("claims", str(tmp_path / "two.toml"), *SMALL, "--plot", "slide.png")
    code, out, errors = call(*few)
    assert code == 0
    assert "2 kind not known" in out
    names = {"slide-keck-2014.png", "slide-stratfor-2014.png"}
    assert {file.name for file in tmp_path.glob("*.png")} == names
    assert all(name in errors for name in names)
    call(*few, "--article", "keck-2014", "--quiet")
    assert (tmp_path / "slide.png").exists()
