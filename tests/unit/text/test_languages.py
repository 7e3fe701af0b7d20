"""Texts that can be told in another language, and the catalogue of translations."""

import ast
import copy
import datetime
import pickle
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from string import Formatter

import pytest

import bargaining as bg
from bargaining.analysis.compare import Difference, net_effect
from bargaining.by_hand.moves import QUESTIONS
from bargaining.codes import Cause, Ending
from bargaining.errors import ArgumentError
from bargaining.outcomes.ending_in_words import _CLOSED_BY, _SEVERAL, _TOLD
from bargaining.outcomes.events import ending_meaning, event_words
from bargaining.scenario.episodes import CHANGES
from bargaining.scenario.words import _COLUMNS, Wording, change_text
from bargaining.stats import Estimate
from bargaining.text import (
    LANGUAGES,
    Dates,
    Told,
    joined,
    languages,
    listed,
    page_texts,
    possessive,
    told,
    translated,
)

ROOT = Path(__file__).parents[3]
OTHERS = [language for language in LANGUAGES if language != "en"]
ARTICLES = [
    "bilateral-2014", "detente-2014", "kishida-2023", "posturing-2014", "pyongyang-2002",
    "six-party-2014", "stockholm-2014", "trilateral-2014",
]  # fmt: skip
GAMES = [file.stem for file in sorted((ROOT / "scenarios" / "classroom").glob("*.toml"))]


@dataclass
class Letter:
    said: str
    also: tuple


def entries():
    for table, texts in languages._catalogue().items():
        for text, others in texts.items():
            yield table, text, others


def places(template):
    return sorted(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def test_a_text_is_english_and_remembers_how_it_was_made():
    offer = told("{who} offered: {package}.", who="Japan", package="“none”")
    assert offer == "Japan offered: “none”."
    assert isinstance(offer, str)
    assert offer.template == "{who} offered: {package}."
    assert translated(offer, "ja") == "日本の提案：“none”。"


def test_texts_within_texts_are_translated_too():
    package = told(
        "{issue} at {rung}", issue="Restraint in testing", rung=told("“{rung}”", rung="none")
    )
    offer = told("{who} offered: {package}.", who="Japan", package=package)
    assert offer == "Japan offered: Restraint in testing at “none”."
    assert translated(offer, "ja") == "日本の提案：実験の自制は「なし」。"
    assert translated(offer, "ko") == "일본의 제안: 실험 자제는 “없음”."


@pytest.mark.parametrize(
    "carried", [copy.copy, copy.deepcopy, lambda text: pickle.loads(pickle.dumps(text))]
)
def test_it_survives_copies(carried):
    dates = joined([told("{month} {year}", month="May", year=2014), "Japan"])
    again = carried(dates)
    assert again == dates
    assert type(again) is Told
    assert translated(again, "ja") == "2014年5月と日本"


def test_it_survives_in_a_record_made_a_dictionary():
    letter = Letter(told("{who} refused.", who="China"), (told("{who} accepted.", who="Japan"),))
    assert translated(asdict(letter), "ko") == {
        "said": "중국은 거절했다.",
        "also": ("일본은 받아들였다.",),
    }


def test_english_is_the_value_itself():
    value = {"a": [told("{who} refused.", who="China")]}
    assert translated(value, "en") is value


def test_what_is_not_in_the_catalogue_stays_english():
    assert translated("Nobody wrote this.", "ja") == "Nobody wrote this."
    unknown = told("{who} sang.", who="Japan")
    assert translated(unknown, "ja") == "Japan sang."
    assert translated([1, None, 0.5, True], "ko") == [1, None, 0.5, True]
    assert translated("3 % of 7", "ja") == "3 % of 7"


def test_keys_of_mappings_are_left_as_they_are():
    assert translated({"Japan": "Japan"}, "ja") == {"Japan": "日本"}


def test_braces_in_a_text_without_values_are_kept():
    assert told("a {set}") == "a {set}"
    assert translated(told("a {set}"), "ja") == "a {set}"
    named = told("{who} refused.", who="{who}")
    assert named == "{who} refused."
    assert translated(named, "ja") == "{who}は拒否した。"


def test_an_unknown_language_is_refused():
    with pytest.raises(ArgumentError, match="must be one of en, ja, ko; got 'fr'"):
        translated("Japan", "fr")


@pytest.mark.parametrize(
    ("made", "english", "ja", "ko"),
    [
        (joined(["China", "Japan", "South Korea"]), "China, Japan and South Korea",
         "中国、日本と韓国", "중국, 일본과 한국"),
        (joined(["Japan", "China"], "or"), "Japan or China", "日本または中国", "일본 또는 중국"),
        (joined(["Japan"]), "Japan", "日本", "일본"),
        (joined(["Japan"] * 4, most=2), "Japan, Japan and 2 more", "日本、日本とほか2件",
         "일본, 일본과 그 밖의 2건"),
        (listed(["Japan", "China"], "; "), "Japan; China", "日本、中国", "일본, 중국"),
        (listed([]), "", "", ""),
        (told("unchanged: {issues}", issues=["Japan", "China"]), "unchanged: Japan, China",
         "変更なし：日本、中国", "변경 없음: 일본, 중국"),
        (possessive("Japan"), "Japan's", "日本の", "일본의"),
        (possessive("United States"), "United States'", "米国の", "미국의"),
        (told("collapse").capitalize(), "Collapse", "決裂", "결렬"),
        ("61.5 % to Bob", "61.5 % to Bob", "ボブに61.5 %", "밥에게 61.5 %"),
    ],
)  # fmt: skip
def test_lists_owners_and_capitals(made, english, ja, ko):
    assert made == english
    assert translated(made, "ja") == ja
    assert translated(made, "ko") == ko


@pytest.mark.parametrize(
    ("unit", "ja", "ko"),
    [
        ("month", "2014年6月", "2014년 6월"),
        ("quarter", "2014年第3四半期", "2014년 3분기"),
        ("year", "2015年", "2015년"),
        ("day", "2014年5月2日", "2014년 5월 2일"),
        ("week", "2014年5月8日の週", "2014년 5월 8일 주"),
        ("exchange", "第1ラウンド", "1라운드"),
    ],
)
@pytest.mark.parametrize("short", [False, True])
def test_dates(unit, ja, ko, short):
    date = Dates(datetime.date(2014, 5, 1), unit).name(1, short=short)
    ja = ja.removesuffix("の週") if short else ja
    ko = ko.removesuffix(" 주") if short else ko
    assert translated(date, "ja") == ja
    assert translated(date, "ko") == ko


def test_spans_of_dates():
    dates = Dates.of(bg.load("stockholm-2014"))
    assert translated(dates.when(1, None), "ja") == "2014年6月以降"
    assert translated(dates.when(1, 1), "ko") == "2014년 6월에"
    assert translated(dates.when(0, 2), "ja") == "2014年5月から2014年7月まで"
    assert translated(dates.names([0, 1]), "ja") == "2014年5月と6月"
    assert translated(dates.lasting(24), "ko") == "24개월"
    assert translated(Dates(None, "exchange").when(2, 4), "ja") == "第2〜第4ラウンドに"


@pytest.mark.parametrize(
    ("text", "told_as"),
    [
        ("일본이(가) 제안했다", "일본이 제안했다"),
        ("한 나라이(가) 제안했다", "한 나라가 제안했다"),
        ("“첫 보고”을(를) 중국은(는)", "“첫 보고”를 중국은"),
        ("일본과(와) 여론과(와)", "일본과 여론과"),
        ("53 %(으)로", "53 %로"),
        ("7(으)로 6(으)로 2(으)로", "7로 6으로 2로"),
        ("Oslo이(가)", "Oslo이(가)"),
    ],
)
def test_korean_particles_go_with_what_precedes_them(text, told_as):
    assert languages._with_particles(text) == told_as


def test_templates_have_the_same_places_in_all_languages():
    for _, text, others in entries():
        assert sorted(others) == sorted(OTHERS), text
        for language, other in others.items():
            assert other.strip(), (text, language)
            assert places(other) == places(text), (text, language)


def test_a_text_has_one_translation():
    known = {}
    for _, text, others in entries():
        assert known.setdefault(text, others) == others, text


def test_japanese_has_marks_of_its_own_width():
    for _, text, others in entries():
        assert not re.search(r"[():?!,;]", re.sub(r"\{\w+\}", "", others["ja"])), text


def test_translations_hold_no_letters_of_english():
    for _, text, others in entries():
        for other in others.values():
            assert not re.search("[A-Za-z]", re.sub(r"\{\w+\}", "", other)), text


def test_the_page_has_its_texts_in_every_language():
    for language in LANGUAGES:
        assert list(page_texts(language)) == list(page_texts("en"))
    assert all(text == other for text, other in page_texts("en").items())
    assert set(languages.REVIEW) == set(OTHERS)
    assert set(languages.REVIEW.values()) <= set(page_texts("en"))


def templates():
    """Yield the templates that stand as such in the library, and where."""
    for file in sorted((ROOT / "bargaining").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if called and node.func.id == "told" and node.args:
                first = node.args[0]
                chosen = (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,)
                for one in chosen:
                    if isinstance(one, ast.Constant):
                        yield one.value, f"{file.name}:{node.lineno}"


def test_every_template_of_the_library_is_in_the_catalogue():
    known = languages._texts("ja")
    found = list(templates())
    assert len(found) > 60
    assert [(text, where) for text, where in found if text not in known] == []


def test_the_words_of_tables_are_in_the_catalogue():
    asked = [text for one in QUESTIONS.values() for text in (one.asks, one.no, one.yes, one.seen)]
    endings = [text for one in Ending for text in (one.words, one.meaning)]
    few = [ending_meaning(one, 1) for one in Ending]
    events = [text for givers in (1, 2, 3) for text in event_words(givers).values()]
    causes = [one.words for one in Cause]
    ends = [*_TOLD.values(), *_SEVERAL.values(), *(text for _, text in _CLOSED_BY.values())]
    changes = [one.words for one in CHANGES.values()]
    texts = (*asked, *endings, *few, *events, *causes, *ends, *changes, *_COLUMNS.values())
    for language in OTHERS:
        assert [one for one in texts if one and one not in languages._texts(language)] == []


@pytest.mark.parametrize("name", ARTICLES)
def test_every_dated_change_can_be_told(name):
    scenario = bg.load(name)
    for change in (one for what_if in scenario.counterfactuals for one in what_if.do):
        for language in OTHERS:
            assert not re.search("[A-Za-z]", translated(change_text(change, scenario), language))


def test_the_net_effect_is_told():
    def of(low, value, high):
        share = Estimate(value, 0.01, low, high, *(100, 10, 100, 10), clustered=True)
        return Difference(0.3, 0.3 + value, share, 10)

    calm = dict.fromkeys(Ending, of(-0.01, 0.0, 0.01))
    rising = net_effect(calm | {Ending.COLLAPSE: of(0.05, 0.1, 0.15)})
    assert rising.startswith("Collapse rises by 10 ± 5 points, from 30 to 40 of 100 worlds")
    assert translated(rising, "ja") == "決裂が100世界のうち30から40に増える（差は10 ± 5ポイント）"
    falling = net_effect(calm | {Ending.RENEGE: of(-0.15, -0.1, -0.05)})
    assert translated(falling, "ko") == (
        "100개 세계 가운데 약속 파기가 30에서 20으로 줄어듦(차이 10 ± 5포인트)"
    )
    assert not re.search("[A-Za-z]", translated(net_effect(calm), "ja"))


def labels(name):
    scenario = bg.load(name)
    words = Wording(scenario)
    yield scenario.header.title
    yield scenario.header.summary.strip().partition("\n\n")[0]
    yield from filter(None, [scenario.header.note])
    for issue, ladder in scenario.issues.items():
        yield words.label(issue)
        yield from (str(rung.label) for rung in ladder.rungs)
    for party, record in scenario.parties.items():
        yield words.label(party)
        if record.belief is not None:
            yield from (*record.type_labels, *(record.type_meanings or ()))
    yield from (words.label(act.name) for act in scenario.acts)
    yield from (words.label(condition) for condition in scenario.conditions)
    yield from (change.title for change in scenario.counterfactuals)


@pytest.mark.parametrize("name", [*ARTICLES, *GAMES])
def test_every_label_of_a_scenario_is_translated(name):
    for language in OTHERS:
        left = [one for one in labels(name) if re.search("[A-Za-z]", translated(one, language))]
        assert left == []


def test_every_scenario_of_an_article_is_here():
    found = [name for name in bg.list_scenarios() if bg.load(name).header.articles]
    assert [name for name in found if not re.match(r"e\d+[ab]?-", name)] == ARTICLES


def test_names_of_things_are_no_texts():
    shown = {"key": "stalemate", "label": "stalemate", "all": [{"name": "none", "rung": "none"}]}
    korean = translated(shown, "ko")
    assert korean["key"] == "stalemate" != korean["label"]
    assert korean["all"][0]["name"] == "none" != korean["all"][0]["rung"]
