"""Pages of evidence say whose numbers they hold; an outdated one fails a release and no test."""

from __future__ import annotations

import argparse
from dataclasses import replace

import pytest

from bargaining.scenario.played import MODEL_NUMBER
from benchmarks import benchmark as shared
from benchmarks import evidence
from benchmarks.benchmark import Benchmark, Found, marked, provenance, sentence_of, unmarked


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """A benchmark of one number, the only part of an evidence of its own."""

    def options(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--worlds", type=int, default=7)
        parser.add_argument("--only", nargs="*")

    one = Benchmark(
        name="toy",
        page=tmp_path / "toy.md",
        title="A toy",
        question="how many?",
        measure=lambda asked: Found(f"**{asked.worlds} worlds** of a toy.", plays(), ["| a |"]),
        plays=lambda: plays(),
        options=options,
        quick=("--worlds", "1"),
    )
    monkeypatch.setattr(evidence, "PARTS", ("toy",))
    monkeypatch.setattr(evidence, "benchmark", lambda name: one)
    monkeypatch.setattr(evidence, "INDEX", tmp_path / "README.md")
    monkeypatch.setattr(evidence, "MINUTES", tmp_path / "minutes.md")
    monkeypatch.setattr(evidence, "SPENT", tmp_path / "spent.json")
    monkeypatch.setattr(evidence, "EVIDENCE", tmp_path)
    (tmp_path / "README.md").write_text("<!-- begin pages -->\n<!-- end pages -->\n", "utf-8")
    return one


def plays() -> dict[str, str]:
    return {"small": "ab" * 32}


def make_outdated(toy: Benchmark) -> None:
    text = toy.page.read_text("utf-8")
    toy.page.write_text(text.replace(f"model {MODEL_NUMBER};", "model 0;"), "utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", evidence.PARTS)
def test_a_page_says_so_in_its_first_line_if_it_is_not_of_this_version(name):
    one = evidence.benchmark(name)
    if one.page.exists():
        text = one.page.read_text("utf-8")
        assert text == marked(text, one), "run: python -m benchmarks.evidence --mark"


def test_the_index_holds_the_sentences_of_the_pages():
    text = evidence.INDEX.read_text("utf-8")
    assert text == evidence.indexed(text), "run: python -m benchmarks.evidence --mark"


@pytest.mark.parametrize("name", evidence.PARTS)
def test_every_part_has_a_command_and_a_quick_one(name):
    one = evidence.benchmark(name)
    assert one.name == name
    assert one.command().startswith(f"python -m benchmarks.{name} ")
    assert one.parser().parse_args(list(one.quick)) != one.parser().parse_args([])


def test_a_page_states_command_model_digests_and_sentence(toy, capsys):
    toy.main(["--write", "--only", "a", "b"])
    text = toy.page.read_text("utf-8")
    assert text.startswith("# A toy\n")
    assert "`python -m benchmarks.toy --worlds 7 --only a b`" in text
    assert f"model {MODEL_NUMBER}; played small {'ab' * 8};" in text
    assert sentence_of(text) == "7 worlds of a toy."
    assert capsys.readouterr().out.strip() == text.strip()
    assert toy.is_current()
    assert not toy.is_complete()  # of some rows only


def test_the_first_line_comes_and_goes(toy):
    toy.main(["--write"])
    fresh = toy.page.read_text("utf-8")
    make_outdated(toy)
    evidence.mark()
    text = toy.page.read_text("utf-8")
    assert text.startswith("> **Not of this version:** ")
    assert unmarked(text).startswith("# A toy")
    assert "(not of this version)" in evidence.INDEX.read_text("utf-8")
    assert evidence.mark() == []
    toy.page.write_text(
        fresh.replace("# A toy", "> **Not of this version:** x\n\n# A toy"), "utf-8"
    )
    evidence.mark()
    assert toy.page.read_text("utf-8") == fresh
    assert "| how many? | 7 worlds of a toy. |" in evidence.INDEX.read_text("utf-8")


def test_only_a_release_refuses_an_outdated_page(toy, capsys):
    assert evidence.main(["--release"]) == 1  # there is none yet
    toy.main(["--write"])
    assert evidence.main(["--release"]) == 0
    make_outdated(toy)
    assert evidence.main(["--mark"]) == 0
    assert evidence.main(["--release"]) == 1
    assert "toy" in capsys.readouterr().out


def test_what_is_done_is_not_made_again_and_minutes_are_kept(toy, monkeypatch, capsys):
    ran = []

    def call(command):
        ran.append(command[3:])
        if len(ran) == 1:
            raise KeyboardInterrupt
        toy.main(["--write"])
        return 0

    monkeypatch.setattr(evidence.subprocess, "call", call)
    with pytest.raises(KeyboardInterrupt):
        evidence.main(["--all"])
    assert '"toy"' in evidence.SPENT.read_text("utf-8")
    assert evidence.main(["--all", "--workers", "2"]) == 0
    assert ran == [["--write"], ["--write"]]
    assert "| toy | 0.0 |" in evidence.MINUTES.read_text("utf-8")
    assert evidence.SPENT.read_text("utf-8") == "{}"
    capsys.readouterr()
    assert evidence.main(["--all"]) == 0
    assert "toy: done before" in capsys.readouterr().out
    assert len(ran) == 2
    # Another size, another model: made again.
    toy.main(["--write", "--worlds", "3"])
    evidence.main(["--all"])
    make_outdated(toy)
    evidence.main(["--all"])
    assert len(ran) == 4


def test_a_part_that_fails_fails_the_command(toy, monkeypatch, capsys):
    monkeypatch.setattr(evidence.subprocess, "call", lambda command: 3)
    assert evidence.main(["--all"]) == 1
    assert "FAILED" in capsys.readouterr().out


def test_a_quick_look_writes_nothing(toy, monkeypatch, capsys):
    toy.main(["--write"])
    before = toy.page.read_text("utf-8")
    capsys.readouterr()
    done = evidence.subprocess.CompletedProcess([], 0, "# A toy\n\n**1 world** of a toy.\n")
    monkeypatch.setattr(evidence.subprocess, "run", lambda *_, **__: done)
    assert evidence.main(["--quick"]) == 0
    said = capsys.readouterr().out
    assert "now:    1 world of a toy." in said
    assert "stored: 7 worlds of a toy." in said
    assert toy.page.read_text("utf-8") == before


def test_what_ought_to_hold_fails_once_its_page_is_written(toy):
    broken = replace(toy, measure=lambda asked: Found("**No.**", plays(), holds=False))
    with pytest.raises(SystemExit):
        broken.main(["--write"])
    assert sentence_of(toy.page.read_text("utf-8")) == "No."


def test_zero_is_stated_and_what_is_absent_is_not(toy):
    assert toy.command(toy.parser().parse_args(["--worlds", "0"])).endswith("--worlds 0")
    assert shared.TALLIES in (shared.EVIDENCE.parents[1] / ".gitignore").read_text("utf-8")


def test_a_page_says_where_its_numbers_come_from() -> None:
    assert provenance({"a": "0" * 64, "b": ""}) == (
        f"model {MODEL_NUMBER}; played a {'0' * 16}, b unknown"
    )
    assert provenance({"a": ""}, None) == "model unknown; played a unknown"
