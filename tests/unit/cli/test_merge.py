"""`bargaining run --part` and `bargaining merge`."""

from __future__ import annotations

import json

import pytest

RUN = ("run", "two-types", "--worlds", "60", "--worlds-per-draw", "5", "--workers", "1")


def test_parts_are_merged_to_the_file_of_the_whole_run(call, tmp_path):
    for number in (3, 1, 2):
        code, out, err = call(*RUN, "--part", f"{number}/3", "--out", "parts")
        assert (code, err) == (0, "")
        # No picture of a part.
        assert out.endswith(f"Written: {tmp_path}/parts/outcomes-part-{number}-of-3.parquet\n")
    parts = sorted(map(str, (tmp_path / "parts").iterdir()))
    assert len(parts) == 3
    code, out, err = call("merge", *parts, "--out", "whole.parquet")
    assert (code, err) == (0, "")
    _, table, _ = call(*RUN, "--out", "whole", "--quiet")
    assert out.startswith(table)
    assert f"Written: {tmp_path / 'whole.parquet'}" in out
    one = (tmp_path / "whole" / "outcomes.parquet").read_bytes()
    assert (tmp_path / "whole.parquet").read_bytes() == one
    code, out, _ = call("merge", *reversed(parts), "--out", "whole.npz", "--json")
    assert json.loads(out)["files"] == [str(tmp_path / "whole.npz")]
    assert json.loads(out)["run"]["worlds"] == 60


def test_what_cannot_be_merged_is_named_and_nothing_is_written(call, tmp_path):
    for number, seed in ((1, 0), (3, 0), (2, 1)):
        call(*RUN, "--part", f"{number}/3", "--out", "parts", "--seed", str(seed))
    parts = sorted(str(path.relative_to(tmp_path)) for path in (tmp_path / "parts").iterdir())
    code, out, err = call("merge", *parts, parts[0], "--out", "whole")
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        f"{parts[0]} is named twice",
        f"{parts[1]} is of another run: seed 1, but 0 in {parts[0]}",
    ]
    assert not list(tmp_path.glob("whole*"))
    assert call("merge", "nowhere.npz", "--out", "whole")[0] == 2
    assert "--out nowhere/x" in call("merge", *parts, "--out", "nowhere/x")[2]
    # Not over one of the parts.
    before = (tmp_path / parts[0]).read_bytes()
    assert "this is one of the parts" in call("merge", *parts, "--out", parts[0])[2]
    assert (tmp_path / parts[0]).read_bytes() == before
    # Neither without parts, nor without a place for the whole.
    assert call("merge", "--out", "whole")[0] == call("merge", *parts)[0] == 2


@pytest.mark.parametrize("part", ["3", "3/", "a/b", "/4", "-1/4", "1.0/4"])
def test_a_part_is_two_numbers(call, engine, part):
    code, _, err = call("run", "trust", f"--part={part}")
    assert code == 2
    assert f"--part must be a part and the number of parts, such as 3/40; got {part}" in err
    assert not engine.calls


def test_a_part_that_cannot_be_costs_one_line(call):
    code, _, err = call(*RUN, "--part", "3/40")
    assert code == 2
    assert err.count("\n") == 1
    assert "--part must be one of at most 12 parts, as many as there are draws" in err
    _, _, err = call(*RUN, "--part", "4/3")
    assert err == "--part must be one of 1 to 3; got 4/3\n"
    _, _, err = call(*RUN, "--part", "1/100000")
    assert err.startswith("--part must be one of at most 12 parts")
    assert "one of 1 to" not in err


def test_the_ending_of_the_whole_is_a_format(call, tmp_path):
    for number in (1, 2):
        call(*RUN, "--part", f"{number}/2", "--out", "parts")
    parts = sorted(map(str, (tmp_path / "parts").iterdir()))
    for name in ("m.xyz", "m.json", "m.PARQUET"):
        code, out, err = call("merge", *parts, "--out", name)
        assert (code, out) == (2, "")
        assert err == (
            "--out must end in .parquet or .npz, or for other programs in .csv or .nc; "
            f"got {name}\n"
        )
    assert not list(tmp_path.glob("m.*"))
    _, out, _ = call("merge", *parts, "--out", "m.csv")
    assert "A .csv file cannot be loaded again: save the result as .parquet or .npz too." in out
    assert "loaded again" not in call("merge", *parts, "--out", "m-2.5")[1]
    assert (tmp_path / "m-2.5.parquet").exists()
