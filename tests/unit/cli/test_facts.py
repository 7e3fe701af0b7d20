"""`bargaining facts`: the facts of one file, held against its worlds."""

from __future__ import annotations

import json
from pathlib import Path

TOML = (Path(__file__).parent.parent / "scenario" / "minimal.toml").read_text("utf-8")
SMALL = ("--worlds", "4", "--worlds-per-draw", "2", "--workers", "1", "--quiet")


def test_the_facts_of_a_file_are_shown_beside_their_bands(call, tmp_path):
    (tmp_path / "mine.toml").write_text(TOML, "utf-8")
    code, out, errors = call("facts", "mine.toml", *SMALL)
    assert (code, errors) == (0, "")
    assert "relief_by_spring" in out
    assert "0.30 to 0.90" in out
    code, out, _ = call("facts", "mine.toml", *SMALL, "--json")
    assert code == 0
    assert [one["fact"]["name"] for one in json.loads(out)["facts"]] == ["relief_by_spring"]


def test_a_file_without_facts_is_not_played(call):
    code, out, errors = call("facts", "breakdown", *SMALL)
    assert (code, out) == (2, "")
    assert "states no facts" in errors


def test_wrong_counts_are_told_before_anything_is_read(call):
    code, _, errors = call("facts", "no-such-file", "--worlds", "0")
    assert code == 2
    assert "--worlds must be a whole number of at least 1" in errors


def test_a_stop_is_no_error(call, tmp_path, monkeypatch):
    import bargaining.cli.claims as command

    def stopped(*arguments, **more):
        raise KeyboardInterrupt

    (tmp_path / "mine.toml").write_text(TOML, "utf-8")
    monkeypatch.setattr(command, "play", stopped)
    assert call("facts", "mine.toml", *SMALL)[0] == 130
