"""Numbers by path, sources by kind, notes, the sheet and the JSON Schema."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pydantic
import pytest

import bargaining.scenario as room
from bargaining.scenario import Scenario, list_scenarios, load, loads, notes, sheet
from bargaining.scenario.evidence import articles, kind_of_source, numbers_of, sourced, walk
from bargaining.scenario.fields import annotation_at, meaning
from bargaining.scenario.frozen import Record
from bargaining.scenario.numbers import Count, UnlimitedCount
from bargaining.scenario.reader import build
from bargaining.scenario.schema_file import FILES, json_schema, text

from .samples import DATA, GONE, MINIMAL, TEXT, number, spoiled

SCHEMA = Path(__file__).parents[3] / "scenarios" / "scenario.schema.json"


def test_every_number_stands_under_its_path_in_file_order() -> None:
    found = list(numbers_of(load(MINIMAL)))
    assert found[:2] == ["settings.spread", "table.breakdown_probability"]
    assert "parties.east.expected_delivery.type_0" in found
    assert "payoffs.east.type.east * undelivered.east" in found
    assert "conditions.strain.drivers.relief * tension" in found
    assert "conditions.drill.probability_by_month.3" in found
    assert "acts.test.window.factor_by_round.0" in found
    assert "outcome.scope.relief" in found
    assert "settings.rounds" not in found
    east = [path for path in found if path.startswith("payoffs.")]
    assert east[0] == "payoffs.east.relief.public"
    assert len(found) == TEXT.count("source") - len(
        [thing for thing in sourced(load(MINIMAL)) if not hasattr(thing.record, "expectation")]
    )


def test_shares_of_sources_add_up() -> None:
    scenario = load(MINIMAL)
    shares = room.source_shares(scenario)
    assert sum(shares.values()) == pytest.approx(1)
    # nothing is played from facts
    things = [thing for thing in sourced(scenario) if not thing.path.startswith("facts.")]
    cited = [thing for thing in things if thing.source[0].startswith("keck")]
    assert shares["article"] == pytest.approx(len(cited) / len(things))
    both = spoiled({"parties/west/inertia/source": ["keck-2014:1", "assumed"]})
    half = room.source_shares(build(both, "x"))
    assert half["article"] - shares["article"] == pytest.approx(0.5 / len(things))


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("assumed", "assumed"),
        ("keck-2014:3", "article"),
        ("literature: Putnam 1988, p. 436", "literature"),
        ("record: 2014-05-29 accord announced", "record"),
        ("literature:", None),
        ("keck-2014", None),
        ("Assumed", None),
    ],
)
def test_kinds_of_sources(source: str, kind: str | None) -> None:
    assert kind_of_source(source) == kind


def test_the_article_index_is_complete() -> None:
    for name, article in articles().items():
        assert article["title"], name
        assert list(article["paragraphs"]) == sorted(article["paragraphs"]), name
        assert all(told.endswith((".", "?")) for told in article["paragraphs"].values()), name


NEUTRAL = (
    (
        "table.foresee_ratification is absent, and so is every cost of a failure: principals may "
        "agree to texts that are sure to be refused at home."
    ),
    (
        "table.own_delivery is absent: a giver is expected to deliver the same share of every "
        "promise, whatever it would gain by keeping it."
    ),
)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, NEUTRAL),
        ({"parties/east/expected_delivery": GONE}, NEUTRAL[:1]),
        (
            {"parties/east/ratifier": GONE, "parties/east/hurdle": GONE}
            | {"claims": [], "counterfactuals": []},
            NEUTRAL[1:],
        ),
        # One key is enough to show that the file knows of them, at whatever setting.
        ({"table/own_delivery": "prior"}, ()),
        ({"parties/west/refusal_cost": number(0)}, ()),
    ],
)
def test_a_file_that_uses_no_rule_of_promises_is_told_so(
    changes: dict[str, Any], told: tuple[str, ...]
) -> None:
    found = notes(build(spoiled(changes), "x"))
    assert tuple(note for note in found if "is absent" in note) == told


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"table/talks_have_weight": True}, "changes nothing for east, west"),
        (
            {"table/talks_have_weight": True, "parties/west/moves_at_indifference": number(0.1)},
            "changes nothing for east",
        ),
        ({"table/default_voids_text": True, "table/delivery": "immediate"}, "plays no part"),
        (
            {"table/adjournment_probability": number(0.3), "table/may_walk": False},
            "ends sessions all the same",
        ),
        (
            {"payoffs/east/undelivered.east * type.east": GONE},
            "east signs packages and loses nothing by not delivering news.",
        ),
        (
            {"payoffs/east/undelivered.east * type.east/value": 0.5},
            "payoffs.east has no weight below 0 on a term with undelivered.east: east signs",
        ),
        ({"payoffs/west/news/value": -0.8}, "holds no package that leaves every principal better"),
        ({"payoffs/west/news/value": -0.8}, "issues.news: west loses by getting it."),
        ({"payoffs/east/news^2/value": 0.3}, "issues.news: east gains by giving it"),
        (
            {"parties/west/choice_noise/value": 0.4},
            "parties.west.choice_noise, 0.4, is half of its largest weight, 0.8, or more",
        ),
        (
            {"counterfactuals/1/do/1/until": 12},
            "the condition of tension runs until round 12, past the last one, 11.",
        ),
        (
            {"acts/0/window/factor_by_round": {"12": number(0.5)}},
            "window.factor_by_round names round 12, past the last one, 11.",
        ),
    ],
)
def test_notes_tell_of_rules_that_play_no_part(changes: dict[str, Any], said: str) -> None:
    assert any(said in note for note in notes(build(spoiled(changes), "x")))


def test_ladders_without_a_table_get_no_note_on_packages() -> None:
    assert notes(load("grim-trigger")) == ()
    quiet = {"table/may_open": False, "table/open_at_start": False, "counterfactuals": []}
    data = spoiled(quiet | {"claims": [], "payoffs/west/news/value": -0.8})
    assert not any("package" in note for note in notes(build(data, "x")))


def test_notes_tell_approximations_and_idle_parts() -> None:
    told = notes(load(MINIMAL))
    assert told == (*NEUTRAL, "issues.restraint enters no payoff: nobody cares about it.")
    changes = {
        "payoffs/west/tension * strain": number(1),
        "parties/west/expected_delivery": {
            "type_0": number(0.1, "low"),
            "type_1": number(0.2, "high"),
        },
        "parties/neighbour/belief": number(0.5),
        "parties/west/inertia/value": 0.01,
        "acts/0/issue": "news",
        "acts/0/sets/session": number(0.1, "a sitting"),
        "conditions/idle": {"persistence": number(1)},
        "parties/idler": {
            "discount_factor": number(0.9, "idle patience"),
            "choice_noise": number(0.1, "idle noise"),
        },
        "payoffs/idler": {"news": number(1, "curious")},
        "parties/west/inertia/source": "tokyo-report-2014:1",
        "scenario/articles": ["keck-2014", "stratfor-2014"],
        "parties/west/choice_noise/draw": "lonely",
    }
    data = spoiled(changes)
    for path in ("payoffs/west/tension * strain", "parties/neighbour/belief", "conditions/idle"):
        section, name, *rest = path.split("/")
        block = data[section][name]
        for key in rest:
            block = block[key]
        block.get("persistence", block)["why"] = f"on {path}"
    told = notes(build(data, "x"))
    for words in (
        "payoffs.west.strain * tension multiplies strain and tension",
        "parties.west.expected_delivery.type_0 plays no part",
        "parties.neighbour.belief is about a type that enters no payoff",
        "parties.west.inertia is below twice the choice noise",
        "acts.test.issue is irreversible",
        "acts.test.sets.session lasts for the round only",
        "conditions.idle enters no payoff",
        "parties.idler gives no issue",
        "cites tokyo-report-2014, which scenario.articles does not list",
        "scenario.articles lists stratfor-2014, which nothing cites",
        'the draw "lonely" is named by one number only',
    ):
        assert any(words in note for note in told), (words, told)


@pytest.mark.parametrize("name", ["minimal", *list_scenarios()])
def test_the_sheet_fits_a_page_and_names_everything(name: str) -> None:
    scenario = load(MINIMAL) if name == "minimal" else load(name)
    full = sheet(scenario, evidence=True)
    assert full.startswith(sheet(scenario).rstrip("\n"))
    assert max(len(line) for line in full.splitlines()) <= 88
    assert not any(line != line.rstrip() for line in full.splitlines())
    flat = " ".join(full.split())
    for path in numbers_of(scenario):
        assert path in flat
    for block in (scenario.parties, scenario.issues, scenario.conditions):
        for key, record in block.items():
            assert (record.label or key.replace("_", " ")) in flat
    for one in scenario.what_ifs:
        assert one.name in flat
    assert "None" not in full


def test_the_sheet_says_what_the_minimal_scenario_says() -> None:
    flat = " ".join(sheet(load(MINIMAL)).split())
    for words in (
        "The East and West sign. They propose in turn, The East first.",
        "Nobody sits at the table from March 2015 on.",
        "Answers at home to Assembly.",
        "Must approve what The East signs.",
        "cannot be taken back, inspected: found bogus with probability 0.05, 0.35 where The East",
        "Relief: given by West, starts at 0 or 0.5",
        "Present with probability 0.95 in March, 0.05 otherwise.",
        "-0.7 promises The East has not kept, if The East is high",
        "Test happens in November 2014",
        "the weight that West puts on Relief × Tension is multiplied by 0",
        "walk-out while Tension was at 0.3 or more",
    ):
        assert words in flat, words


def wants(scenario: Scenario) -> str:
    text = sheet(scenario)
    start = text.index("── What each party wants")
    ends = ("── Drawn together", "── How a history ends")
    return text[start : min(text.index(end) for end in ends if end in text)]


def test_the_sheet_says_in_what_and_how_surely_weights_are_known() -> None:
    stockholm = load("stockholm-2014")
    flat = " ".join(wants(stockholm).split())
    spread = stockholm.settings.spread.expectation()
    assert f"is the mean of a lognormal spread of {spread:g}" in flat
    units = {n.unit for terms in stockholm.payoffs.values() for n in terms.values() if n.unit}
    assert units
    for unit in units:
        assert f"in units of {unit}" in flat
    # Exact weights are spread by nothing.
    assert "lognormal" not in wants(stockholm.replace({"settings.spread": 0}))
    assert "lognormal" not in wants(load("ultimatum"))


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.3, 1.2, "+0.3 to +1.2"),
        (-0.5, 0.25, "-0.5 to +0.25"),
        (-2.0, -1.0, "-2 to -1"),
        (0.0, 1.0, " 0 to +1"),
    ],
)
def test_weights_bear_their_sign(low: float, high: float, said: str) -> None:
    path = "payoffs.west.relief * tension"
    changed = load(MINIMAL).replace({path: {"low": low, "high": high}})
    assert any(line.strip().startswith(said.strip()) for line in wants(changed).splitlines())


@pytest.mark.parametrize(("name", "extends"), FILES.items())
def test_the_exported_schemas_are_those_in_the_repository(name: str, extends: bool) -> None:
    if f"pydantic=={pydantic.VERSION}\n" in (SCHEMA.parents[1] / "constraints.txt").read_text():
        # Other versions order and name a few keys otherwise.
        assert (SCHEMA.parent / name).read_text("utf-8") == text(extension=extends), (
            "write it again: python -m bargaining.scenario.schema_file scenarios"
        )
    assert json_schema(extension=extends) == json.loads(text(extension=extends))
    assert room.json_schema() == json_schema()


def test_the_schema_counts_the_items_of_lists() -> None:
    properties = json_schema()["$defs"]["Counterfactual"]["properties"]
    assert properties["do"]["minItems"] == 1
    assert "minLength" not in properties["do"]


def test_every_field_has_a_meaning() -> None:
    assert all(
        field.description for record in records(Record) for field in record.model_fields.values()
    )
    schema = json_schema()
    for name, record in {"Scenario": schema, **schema["$defs"]}.items():
        assert record["description"], name
        for field, rules in record["properties"].items():
            assert rules["description"], (name, field)


def records(base: type[Record]) -> list[type[Record]]:
    below = [record for kind in base.__subclasses__() for record in (kind, *records(kind))]
    return [
        record
        for record in dict.fromkeys(below)
        if record.__module__.startswith("bargaining.scenario")
    ]


def test_annotations_are_found_by_path() -> None:
    assert annotation_at(("parties", "x", "nothing")) is None
    assert "ratifier must gain" in meaning(("parties", "x", "hurdle", "low"))
    assert annotation_at(("settings", "rounds")) is not None
    assert {Count, UnlimitedCount} <= set(records(Record))


def test_loading_leaves_the_data_alone() -> None:
    before = copy.deepcopy(DATA)
    build(DATA, "x")
    assert before == DATA
    scenario = loads(TEXT)
    assert (("acts", 0, "window"), "acts.test.window", scenario.acts[0].window) in [*walk(scenario)]


def test_the_sheet_parts_what_anybody_asks_from_what_only_claims_compare() -> None:
    flat = " ".join(sheet(load("kishida-2023")).split())
    asked, claims, besides = (
        flat.index(title)
        for title in (
            "── What if ",
            "── Claims to be tested ",
            "── Further changes that claims compare ",
        )
    )
    assert asked < flat.index("seoul_engages: ") < claims
    assert besides < flat.index("talks_held_open: ")
    order = "kishida-2023 < stockholm-2014 < pyongyang-2002, in at least 0.9 of draws"
    assert claims < flat.index(order) < besides
    assert "at most 0.15 From japan-times-2023:2, japan-times-2023:3" in flat


def test_the_sheet_shows_facts_with_quantity_band_and_source() -> None:
    flat = " ".join(sheet(load(MINIMAL)).split())
    assert "── Facts to compare the worlds with " in flat
    assert (
        "relief_by_spring: Relief was under way before a third of the time was over. "
        "P(ever(relief > 0, 0, 3)): between 0.3 and 0.9 From keck-2014:4." in flat
    )
