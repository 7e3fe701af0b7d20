"""`bargaining sensitivity` on a handful of real worlds."""

import json
import re

import pytest

from tests.unit.cli.test_compare import short

FEW = ("--worlds", "4", "--factor", "parties.japan.hurdle", "--factor", "parties.japan.belief")


def test_it_says_what_it_will_play_and_keeps_picture_and_numbers(call, tmp_path):
    code, out, err = call("sensitivity", short(tmp_path), *FEW, "--workers", "1", "--out", "kept")
    assert code == 0
    assert "To be played: 5 points, 4 worlds each: 20 worlds." in err
    assert "P(settlement)" in out.splitlines()[3]
    assert {path.name for path in (tmp_path / "kept").iterdir()} == {
        "sensitivity.json",
        "sensitivity.png",
    }


@pytest.mark.slow
def test_several_quantities_by_sobols_indices_in_json(call, tmp_path):
    quantities = ("--quantity", "P(partial)", "--quantity", "E(mean(tension))")
    more = ("--method", "sobol", "--points", "8", "--json", "--quiet", "--out", "kept")
    asked = ("sensitivity", short(tmp_path), *FEW, "--workers", "1", *quantities, *more)
    code, out, err = call(*asked)
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert (told["method"], told["worlds"]) == ("sobol", 8 * 4 * 4)
    assert [one["quantity"] for one in told["quantities"]] == ["P(partial)", "E(mean(tension))"]
    assert all(len(one["effects"]) == 2 and one["ranking"] for one in told["quantities"])
    assert (tmp_path / "kept" / "sensitivity-2.png").exists()


def test_after_the_first_worlds_it_says_how_long_all_take(call, tmp_path, monkeypatch):
    monkeypatch.setattr("bargaining.engine.designs.BATCH", 8)
    for name in ("_SECONDS_TO_TELL", "_SECONDS_TO_PLAY"):
        monkeypatch.setattr(f"bargaining.cli.progress.{name}", 0.0)
    _, _, err = call("sensitivity", short(tmp_path), *FEW, "--workers", "1")
    assert re.search(r"About \d+ seconds? more, as fast as the first \d+ worlds", err)


def test_stopped_it_says_what_is_lost(call, tmp_path, monkeypatch):
    def stop(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("bargaining.designs.sensitivity.sensitivity", stop)
    code, _, err = call("sensitivity", short(tmp_path), *FEW)
    assert code == 130
    assert "the worlds played are lost" in err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--method", "morris"), "method must be"),
        (("--points", "64"), "points are those of"),
        (("--points", "ten"), "must be a whole number"),
        (("--factor", "parties.japan.hurdel"), "Did you mean"),
        (("--quantity", "P(settled)"), "settled"),
    ],
)
def test_bad_input_is_told_in_a_line(call, tmp_path, options, words):
    code, _, err = call("sensitivity", short(tmp_path), *options)
    assert code == 2
    assert words in err
    assert "Traceback" not in err
    # Nothing is announced that is then refused.
    assert "To be played" not in err
