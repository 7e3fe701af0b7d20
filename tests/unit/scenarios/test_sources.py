"""Sources are real: what is cited exists, what is assumed says why, and the shares add up."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from bargaining.errors import ScenarioError
from bargaining.scenario import list_scenarios, load, source_shares, sourced
from bargaining.scenario.evidence import articles
from bargaining.scenario.library import shelves
from bargaining.scenario.quantity import read_quantity
from bargaining.scenario.quantity_tree import Word, nodes_within

ROOT = Path(__file__).resolve().parents[3]
INDEX = articles()
TEXTS = ROOT.parent / "shared" / "articles"
CITATION = re.compile(r"([a-z][a-z-]*-[0-9]{4}):([0-9]+)")
# Several tests look at each file; reading one takes longer than looking.
read = cache(load)
KINDS = {"article", "literature", "record", "assumed"}


def raw(name):
    files = list((ROOT / "scenarios").rglob(f"{name}.toml"))
    assert len(files) == 1
    return files[0].read_text(encoding="utf-8")


def strings_under(node, key):
    """Yield every text under a key, at any depth: off the data, not the records."""
    if isinstance(node, dict):
        for name, inner in node.items():
            if name == key:
                yield from [inner] if isinstance(inner, str) else inner
            else:
                yield from strings_under(inner, key)
    elif isinstance(node, list):
        for inner in node:
            yield from strings_under(inner, key)


@pytest.mark.parametrize("name", list_scenarios())
def test_every_cited_paragraph_is_in_the_index(name):
    data = tomllib.loads(raw(name))
    cited = [*strings_under(data, "source"), *strings_under(data.get("claims", []), "claims")]
    for source in cited:
        if source == "assumed" or source.startswith(("literature: ", "record: ")):
            continue
        found = CITATION.fullmatch(source)
        assert found, source
        assert int(found[2]) in INDEX[found[1]]["paragraphs"], source


def test_stockholm_names_exactly_the_articles_it_cites(stockholm):
    # with what it takes over from its base
    cited = {match[1] for match in CITATION.finditer(stockholm.model_dump_json())}
    assert cited == set(stockholm.header.articles)


def sources_in(node):
    """Count the keys `source` of nested data."""
    if isinstance(node, dict):
        return ("source" in node) + sum(map(sources_in, node.values()))
    return sum(map(sources_in, node)) if isinstance(node, list) else 0


@pytest.mark.parametrize("name", shelves()[""])
def test_each_file_names_two_to_five_counterfactuals_for_whoever_asks_what_if(name):
    assert 2 <= len(read(name).counterfactuals) <= 5


@pytest.mark.parametrize("name", list_scenarios())
def test_no_two_reasons_are_the_same(name):
    reasons = list(strings_under(tomllib.loads(raw(name)), "why"))
    plain = [" ".join(reason.lower().split()).rstrip(".") for reason in reasons]
    assert sorted(plain) == sorted(set(plain))


@pytest.mark.parametrize("name", list_scenarios())
def test_every_assumption_says_why(name):
    for thing in sourced(read(name)):
        assert "assumed" not in thing.source or (thing.why or "").strip(), thing.path


def test_everything_with_a_source_is_reported(stockholm):
    # `source` keys in the plain data, counted without the records
    count = sources_in(stockholm.model_dump(mode="json", exclude_none=True))
    assert len(list(sourced(stockholm))) == count
    assert count > 170


@pytest.mark.parametrize("name", list_scenarios())
def test_shares_by_kind_sum_to_one(name):
    shares = source_shares(read(name))
    assert set(shares) == KINDS
    assert all(0 <= share <= 1 for share in shares.values())
    assert sum(shares.values()) == pytest.approx(1)


def test_shares_count_what_is_there(stockholm):
    # a thing with several sources counts in equal parts toward each
    def kind(source):
        head = source.split(":")[0]
        return head if head in ("assumed", "literature", "record") else "article"

    totals = dict.fromkeys(KINDS, 0.0)
    things = [thing for thing in sourced(stockholm) if not thing.path.startswith("facts.")]
    for thing in things:
        for source in thing.source:
            totals[kind(source)] += 1 / len(thing.source)
    assert source_shares(stockholm) == pytest.approx(
        {name: total / len(things) for name, total in totals.items()}
    )
    assert source_shares(stockholm)["article"] > 0.3


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("tokyo-report-2014:5", "tokyo-report-2014:9"), "paragraph 9"),
        (("tokyo-report-2014:5", "tokyo-reprot-2014:5"), "tokyo-reprot-2014"),
        (
            (
                "In session throughout May.",
                "The talks were in Stockholm; earlier rounds were in Asia.",
            ),
            "why",
        ),
        (('source = "tokyo-report-2014:8"', 'source = "common knowledge"'), "common knowledge"),
        (("record: 2004-12 dispute", "record: dispute"), "date"),
    ],
)
def test_a_false_source_is_refused(change, complaint, tmp_path):
    # in the file itself or in what it stands on
    texts = {name: raw(name) for name in ("stockholm-2014", "five-countries")}
    assert any(change[0] in text for text in texts.values())
    for name, text in texts.items():
        changed = text.replace(*change).replace('"five-countries"', '"five-countries.toml"')
        (tmp_path / f"{name}.toml").write_text(changed, "utf-8")
    with pytest.raises(ScenarioError, match=complaint):
        load(tmp_path / "stockholm-2014.toml")


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the articles' texts are not part of the project")
def test_the_index_is_the_numbering_of_the_texts():
    numbering = {
        file.stem: [int(n) for n in re.findall(r"^\[([0-9]+)\] ", file.read_text("utf-8"), re.M)]
        for file in TEXTS.glob("*.txt")
    }
    assert {name: list(article["paragraphs"]) for name, article in INDEX.items()} == numbering


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the articles' texts are not part of the project")
@pytest.mark.parametrize("where", ["scenarios", "docs", "bargaining"])
def test_no_run_of_words_is_copied_from_the_texts(where):
    # facts and figures carry over, sentences do not: eight words in a row would be a quotation
    def runs(text):
        words = re.findall(r"[a-z0-9']+", text.lower().replace("\u2019", "'"))
        return {" ".join(words[i : i + 8]) for i in range(len(words) - 7)}

    bodies = [file.read_text("utf-8") for file in TEXTS.glob("*.txt")]
    theirs = set().union(
        *(runs(line) for body in bodies for line in body.splitlines() if line.startswith("["))
    )
    for file in sorted((ROOT / where).rglob("*")):
        if file.suffix in {".toml", ".md", ".py"}:
            assert not runs(file.read_text("utf-8")) & theirs, file


def test_claims_of_one_id_ask_one_thing_in_every_file():
    """Rounds and arms may differ between files; what is counted, and which way, may not."""
    asked: dict[str, set[object]] = {}
    for name in list_scenarios():
        scenario = read(name)
        for claim in scenario.claims:
            tree = read_quantity(claim.quantity, scenario).tree
            words = {node.parts for node in nodes_within(tree) if isinstance(node, Word)}
            size = None if claim.threshold is None else abs(claim.threshold)
            told = (frozenset(words), str(claim.direction)[:1], size, claim.relative)
            asked.setdefault(claim.id, set()).add(told)
    assert [id for id, told in asked.items() if len(told) > 1] == []
