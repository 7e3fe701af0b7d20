from __future__ import annotations

import json

import pytest

from bargaining.scenario import list_scenarios, load

NAME = "stockholm-2014"


def test_list_names_every_shipped_scenario(call):
    code, out, _ = call("list")
    assert code == 0
    listed = [line.split()[0] for line in out.splitlines() if line[:3].strip() and line[0] == " "]
    assert sorted(listed) == sorted(list_scenarios())
    assert listed.index("e9-2019") < listed.index("e10-2023")
    # One that stands alone, two that stand on a base or on each other, one of another shelf.
    for name in ("rubinstein", NAME, "detente-2014", "e9-2019"):
        assert f"{name} " in out
        assert load(name).header.title in " ".join(out.split())


def test_show_prints_a_sheet_and_its_evidence(call):
    code, sheet, err = call("show", NAME)
    assert code == 0, err
    assert load(NAME).header.title in sheet
    _, longer, _ = call("show", NAME, "--evidence")
    assert len(longer) > len(sheet)


def test_show_of_an_unknown_name_suggests_a_known_one(call):
    code, _, err = call("show", "stockholm-2041")
    assert code == 2
    assert NAME in err


def test_schema_is_a_json_schema(call):
    code, out, _ = call("schema")
    assert code == 0
    assert "properties" in json.loads(out)


def test_check_passes_a_shipped_scenario(call):
    code, out, err = call("check", NAME)
    assert code == 0
    assert f"{NAME}: no problems" in out
    assert err == ""


@pytest.fixture
def broken(tmp_path):
    from bargaining.scenario.library import path

    text = path("rubinstein").read_text("utf-8")
    file = tmp_path / "broken.toml"
    file.write_text("[scenari]\n" + text, "utf-8")
    return file


def test_check_tells_every_problem_and_leaves_with_2(call, broken):
    code, out, err = call("check", NAME, str(broken))
    assert code == 2
    assert f"{NAME}: no problems" in out
    assert f"{broken}:1: scenari" in err
    assert "Traceback" not in err
    assert "1 problem found." in err


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('country = "Japn"', 'Did you mean "Japan"?'),
        ('strategy = { name = "tit_for_tet" }', 'Did you mean "tit_for_tat"?'),
        ('strategy = { name = "TitForTat" }', 'Write "tit_for_tat".'),
    ],
)
def test_check_tells_the_line_of_a_seat_that_cannot_be_taken(call, tmp_path, wrong, said):
    from bargaining.scenario.library import path

    text = path(NAME).read_text("utf-8") + f"\n[parties.japan]\n{wrong}\n"
    file = tmp_path / "seats.toml"
    file.write_bytes(text.replace("\n", "\r\n").encode())
    code, _, err = call("check", str(file))
    assert code == 2
    line = 1 + text.splitlines().index(wrong)
    assert f"{file}:{line}: parties.japan." in err
    assert said in err


def test_check_of_a_missing_file_leaves_with_2(call):
    code, _, err = call("check", "nowhere.toml")
    assert code == 2
    assert "nowhere.toml" in err


def test_a_saved_result_is_cited(call, tmp_path):
    from tests.unit.outcomes.synthetic import synthetic

    path = synthetic(20).save(tmp_path / "talks.npz")
    code, out, _ = call("cite", str(path))
    assert code == 0
    assert "two-rivers, 20 worlds from number 0" in " ".join(out.split())
    assert call("cite", str(path), "--bibtex")[1].startswith("@software{bargaining,")
    code, _, err = call("cite", str(tmp_path / "none.npz"))
    assert code == 2
    assert "cannot be opened" in err


def test_why_tells_where_a_number_comes_from(call):
    code, out, _ = call("why", "stockholm-2014", "parties.japan.discount_factor")
    assert code == 0
    assert out.startswith("  parties.japan.discount_factor = 0.95 to 0.985 per round\n")
    assert "in five-countries.toml" in out
    code, _, err = call("why", "stockholm-2014", "parties.japan.discount")
    assert code == 2
    assert 'Did you mean "parties.japan.discount_factor"?' in err


def test_why_tells_the_same_in_json(call):
    path = "parties.japan.discount_factor"
    code, out, err = call("why", "stockholm-2014", path, "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    [number] = told["sourced"]
    assert (told["scenario"], told["path"], number["path"]) == ("stockholm-2014", path, path)
    assert (number["low"], number["high"], number["in_words"]) == (0.95, 0.985, "0.95 to 0.985")
    assert [one["source"] for one in told["paragraphs"]] == number["source"][:-1]
    said = call("why", "stockholm-2014", path)[1]
    for text in (number["why"], *(one["says"] for one in told["paragraphs"])):
        assert text in " ".join(said.split())
    code, out, err = call("why", "stockholm-2014", "parties.japan.discount", "--json")
    assert (code, out) == (2, "")
    assert "Did you mean" in err


def test_all_that_a_file_cites_is_told_in_json(call):
    told = json.loads(call("why", "six-party-2014", "payoffs", "--json")[1])
    assert len(told["sourced"]) > 50
    assert len({one["file"] for one in told["sourced"]}) > 1


def test_show_on_one_screen(call):
    code, out, err = call("show", NAME, "--brief")
    assert (code, err) == (0, "")
    assert out.startswith("Stockholm talks, May 2014")
    assert f"bargaining run {NAME} --quick" in out
    code, out, err = call("show", NAME, "--brief", "--evidence")
    assert (code, out) == (2, "")
    assert "leave one out" in err


def test_role_sheets_are_written_and_a_wrong_seat_is_told(call, tmp_path):
    code, out, _ = call("handout", "stockholm-2014", "--as", "japan", "--as", "north_korea")
    assert code == 0
    page = tmp_path / "bargaining-output" / "stockholm-2014" / "handout.html"
    assert str(page) in out
    assert page.read_text("utf-8").count("<section>") == 2
    code, _, err = call("handout", "stockholm-2014", "--as", "jappan")
    assert code == 2
    assert '"jappan" has no role sheet' in err
    assert "japan" in err
