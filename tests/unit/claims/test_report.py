"""What a reader sees: the console's table, the stored record, the page."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from bargaining.claims.report import COLUMNS, by_article
from bargaining.claims.results import ClaimResults
from bargaining.errors import OutcomesError
from benchmarks.claims_page import MOST, findings, findings_page, page, picture_name, read_notes
from tests.unit.claims.studied import figures, result, results


def full(id: str, value: float, **values):
    """A result with every column."""
    plain = result(id, value, rests_on=["payoffs.west.relief * tension"], **values)
    return type(plain)(
        plain.scenario,
        plain.claim,
        plain.arms,
        plain.figures,
        null=figures(0.001),
        symmetric=figures(value),
        without=figures(value),
        strengths={0.0: 0.01, 0.5: 0.07},
        grid={"loud": 0.03, "myopic": -0.04},
    )


SOME = results(
    full("H10a", 0.08),
    full("H2", -0.2, claims=["tokyo-report-2014:3"], relative=True, threshold=0.01),
    full("H9", math.nan),
    full("H3", 0.03, claims=[], note="A note of the file."),
    checks={"draws": 6, "worlds_per_draw": 2, "worlds": 12, "claims": "H", "factors": [0.0, 0.5]},
    sizes={"minimal": {"draws": 5, "worlds_per_draw": 3, "worlds": 15}},
)


@pytest.mark.parametrize("columns", ["50", "60", "72"])
def test_the_table_follows_the_width_of_the_terminal(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    assert max(map(len, str(kinds()).splitlines())) <= int(columns)


def test_the_table_fits_and_tells_all_columns():
    text = str(SOME)
    assert max(map(len, text.splitlines())) <= 88
    assert "4 informative (1 supported, 1 contradicted, 1 undecided, 1 not tested)" in text
    line = next(line for line in text.splitlines() if line.startswith("H10a"))
    assert line.split() == ["H10a", "supported", "+0.080", "+0.070", "to", "+0.090", "75",
                            "%", "+0.001", "+0.080", "0.5", "1/2"]  # fmt: skip
    assert "-20.0 %" in text
    # Each column has a line that says in words what it is.
    for head, meaning in COLUMNS.items():
        assert f"{head} {meaning}." in " ".join(text.split())
    for private in ("k*", "symm.", "null", "grid", "outlasts"):
        assert private not in text
    assert "intervals measure Monte Carlo and" in " ".join(text.split())
    plain = SOME.table(ascii=True)
    assert plain.isascii()


def test_a_table_without_the_other_columns_does_not_speak_of_them():
    text = str(results(result("H1", 0.2)))
    assert "least factor" not in text
    assert "met in prior" in text
    assert "There are no claims" in str(results())


def test_claims_stand_by_article_and_by_number():
    groups = by_article(SOME)
    assert list(groups) == ["tokyo-report-2014", "keck-2014", ""]
    assert [one.id for one in groups["keck-2014"]] == ["H9", "H10a"]
    many = results(*(result(id, 0.1) for id in ("H06c1", "J2", "H06c", "H10", "H6")))
    assert [one.id for one in by_article(many)["keck-2014"]] == ["H6", "H06c", "H06c1", "H10", "J2"]


def test_the_record_comes_back_as_it_was(tmp_path):
    path = SOME.save(tmp_path / "claims.json")
    again = ClaimResults.load(path)
    text = path.read_text("utf-8")
    for one in (again, SOME):
        assert one.save(tmp_path / "again.json").read_text("utf-8") == text
    assert str(again) == str(SOME)
    data = json.loads(text)
    assert data["counts"]["informative"]["contradicted"] == 1
    assert data["claims"][0]["kind"] == "informative"
    assert data["claims"][2]["value"] is None
    assert data["seed"] == 7


def test_a_verdict_is_that_of_the_stored_numbers(tmp_path):
    path = SOME.save(tmp_path / "claims.json")
    data = json.loads(path.read_text("utf-8"))
    data["claims"][0] |= {"value": -0.08, "low": -0.09, "high": -0.07}
    path.write_text(json.dumps(data))
    again = ClaimResults.load(path)
    assert next(iter(again)).verdict.value == "contradicted"


@pytest.mark.parametrize("text", ["{", "[]", '{"claims": [], "format": 99}', "{}"])
def test_what_is_no_record_is_refused(text, tmp_path):
    (tmp_path / "some.json").write_text(text)
    with pytest.raises(OutcomesError, match=r"some.json: this (is no )?record of"):
        ClaimResults.load(tmp_path / "some.json")
    with pytest.raises(OutcomesError, match="cannot read"):
        ClaimResults.load(tmp_path / "absent.json")


def test_the_page_has_a_row_and_a_section_for_each_claim_and_the_notes():
    text = page(
        SOME,
        {"H2": "Since relief is dear.", "minimal/H9": "Nothing to see."},
        {"keck-2014": "keck.png"},
    )
    assert text.count("\n### ") == 4
    assert text.count("](#minimal-") == 4
    for one in SOME:
        assert f'<a id="minimal-{one.id.lower()}"></a>' in text
    assert "Since relief is dear." in text
    assert "Nothing to see." in text
    assert "A note of the file." in text
    assert "](keck.png)" in text
    assert "not myopic (-0.040)" in text
    assert "10 draws of 3 worlds in each arm, 5 of 3 for minimal (6 of 2 for the" in text
    assert "- factors tried: 0, 0.5." in text
    said = "4 informative (1 supported, 1 contradicted, 1 undecided, 1 not tested)"
    assert f"**4 claims: {said}.**" in text
    assert f"\n## {said}\n" in text
    assert "It rests on `payoffs.west.relief * tension`." in text
    assert "Of the undecided, 1 fall short" in text


def test_notes_are_texts_by_claim(tmp_path):
    file = tmp_path / "notes.toml"
    file.write_text('[H2]\nwhy = """\nOne line\nand another."""\n', "utf-8")
    assert read_notes(file) == {"H2": "One line and another."}
    file.write_text("[H2]\nbecause = 'x'\n", "utf-8")
    with pytest.raises(OutcomesError, match="H2 must be a table"):
        read_notes(file)
    with pytest.raises(OutcomesError, match="cannot read"):
        read_notes(tmp_path / "absent.toml")


def test_ids_that_stand_twice_are_told_apart():
    first = result("H1", 0.2)
    second = type(first)("other", first.claim, first.arms, first.figures)
    text = str(results(first, second, result("H2", 0.2)))
    assert "(minimal) What H1 says" in text
    assert "(other) What H1 says" in text
    assert "(minimal) What H2 says" not in text


def kinds():
    """Two claims of each kind that is shown apart."""
    put_in, noise = full("H1", 0.2), full("H4", 0.2)
    return results(
        replace(put_in, differing=("payoffs.west.relief * tension",)),
        full("H2", 0.2),
        full("H3", -0.2),
        replace(noise, null=figures(0.2)),
    )


def test_kinds_are_counted_and_shown_apart_informative_ones_first():
    text = str(kinds())
    assert "4 claims:\n  2 informative (1 supported, 1 contradicted)\n  1 met by noise" in text
    assert "86 supported" not in text
    assert text.index("INFORMATIVE") < text.index("H2 ") < text.index("MET BY NOISE")
    assert text.index("MET BY NOISE") < text.index("H4 ") < text.index("BY CONSTRUCTION")
    written = page(kinds(), {})
    heads = [line for line in written.splitlines() if line.startswith("## ")]
    assert heads == [
        "## 2 informative (1 supported, 1 contradicted)",
        "## 1 met by noise (1 supported)",
        "## 1 by construction (1 supported)",
    ]
    assert "the arms differ in `payoffs.west.relief * tension` itself" in written


def test_where_kinds_were_not_played_the_table_says_what_plays_them():
    said = 'KIND NOT KNOWN. Run again with `--columns all` (Python: `columns="all"`)'
    assert said in str(results(result("H1", 0.2)))
    few = replace(full("H1", 0.2), null=figures(0.2, n_draws=3))
    assert said not in str(results(few))


def test_findings_are_informative_and_supported_with_mechanism_and_grid():
    found = findings(kinds())
    assert [one.id for one in found] == ["H2"]
    mechanism = replace(found[0], terms={"payoffs.west.relief * tension": "West weighs relief."})
    text = findings_page(results(mechanism), lambda one: f"findings/{picture_name(one)}")
    assert "Of 1 claims 1 are supported, of which 1 is informative; there are no more" in text
    assert "- West weighs relief." in text
    assert "1/2 variants of the file (50 %)" in text
    assert "](findings/minimal-h2.png)" in text
    assert "of which 0 are informative" in findings_page(results())


def test_no_more_findings_are_shown_than_are_read_and_the_steadiest_come_first():
    steady = replace(full("H9", 0.2), grid={"loud": 0.2})
    many = results(*(full(f"H1{n}", 0.2) for n in range(MOST + 2)), steady)
    found = findings(many)
    assert len(found) == MOST
    assert found[0].id == "H9"
    assert f"here are the {MOST} that hold in the largest share" in findings_page(many)
