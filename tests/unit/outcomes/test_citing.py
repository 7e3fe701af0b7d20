"""How a result is cited, and the file that says how the software is."""

import re
from dataclasses import replace

import bargaining
from bargaining.outcomes import Outcomes
from bargaining.outcomes.citing import software
from tests.house.source import ROOT
from tests.unit.outcomes.synthetic import scenario_data, scenario_of, synthetic


def cited():
    data = scenario_data()
    data["scenario"] |= {"articles": ["keck-2014"], "title": "Water & power: 50 % for _all_"}
    data["parties"]["north"]["choice_noise"]["source"] = [
        "literature: Fearon 1995, pp. 379-414",
        "stratfor-2014:3",
        "assumed",
    ]
    return synthetic(40, scenario=scenario_of(data), first_world=20)


def test_the_citation_file_is_of_this_version():
    about, text = software(), (ROOT / "CITATION.cff").read_text("utf-8")
    assert about["version"] == bargaining.__version__
    assert f"version: {bargaining.__version__}\n" in text
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'license = "{about["license"]}"' in project
    assert f'authors = [{{ name = "{about["name"]}" }}]' in project
    assert '"CITATION.cff" = "bargaining/CITATION.cff"' in project
    released = f"## {bargaining.__version__}\n" in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert released == ("date-released" in about)


def test_the_text_names_what_was_played_and_its_sources():
    run = cited()
    text = run.cite().text
    record = run.record
    for part in (
        f"Version {record.versions['bargaining']} [computer software]",
        "two-rivers, 40 worlds from number 20, 10 worlds per draw of the parameters, seed 7",
        f"played digest {record.played_digest}",
        "model unknown",
        'Zachary Keck, How Japan and North Korea "Use" Each Other, Editorial, 2014',
        "Japan's Growing Interest in a Better Relationship",
        "Fearon 1995, pp. 379-414",
    ):
        assert part in text
    assert "The bargaining authors. bargaining:" in text
    known = replace(record, model_number=2, seats={"south": "zeuthen"}, parameters="abc")
    arrays = {name: run[name] for name in run}
    other = Outcomes(arrays, run.axes, run.labels, known).cite().text
    assert "model 2" in other
    assert "zeuthen for south" in other
    assert "the digest abc" in other


def test_bibtex_has_an_entry_for_the_software_and_for_each_source():
    run = cited()
    citation = run.cite()
    entries = re.findall(
        r"^@(\w+)\{([\w-]+),\n((?:  [a-z]+ = \{.*\},\n)+)\}$", citation.bibtex, re.M
    )
    assert [key for _, key, _ in entries] == [
        "bargaining", "keck-2014", "stratfor-2014", "literature-1"
    ]  # fmt: skip
    assert "author = {{the bargaining authors}}" in entries[0][2]
    assert f"version = {{{run.record.versions['bargaining']}}}" in entries[0][2]
    assert run.record.played_digest in entries[0][2]
    assert "seed 7" in entries[0][2]
    assert str(citation).endswith(citation.bibtex)
    assert max(map(len, citation.lines()[:8])) <= 88


def test_letters_that_bibtex_reads_otherwise_are_escaped():
    from bargaining.outcomes.citing import _entry

    assert _entry("misc", "k", {"note": r"50 % & {_\}"}) == (
        "@misc{k,\n  note = {50 \\% \\& \\{\\_\\textbackslash{}\\}},\n}"
    )
