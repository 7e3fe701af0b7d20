"""The exported page holds all that it shows, and asks nobody for anything."""

import html.parser
import json
import re
from importlib.resources import files

import pytest

import bargaining as bg
from bargaining.classroom.export import _SCRIPTS, export
from bargaining.classroom.watch import Watch
from bargaining.text.languages import LANGUAGES, page_texts, translated
from bargaining.version import __version__

pytestmark = pytest.mark.slow
N, SEED = 10, 3
# A short history tells as much of the page.
TALKS = bg.load("stockholm-2014").replace({"settings.rounds": 4})
PAGE = files("bargaining.classroom") / "page"


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.texts, self.links = [], {}, []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.links += [value for name, value in attrs if name in ("src", "href", "action")]
        self.open.append(given.get("id") or given.get("type") or tag)

    def handle_endtag(self, tag):
        self.open.pop()

    def handle_data(self, data):
        if self.open:
            self.texts[self.open[-1]] = self.texts.get(self.open[-1], "") + data


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    told = []
    path = tmp_path_factory.mktemp("page") / "talks.html"
    assert export(TALKS, path, worlds=N, seed=SEED, progress=lambda *one: told.append(one)) == path
    total = told[-1][1]
    assert told == [(done, total) for done in range(N, total + N, N)]
    return path.read_text("utf-8")


@pytest.fixture(scope="module")
def page(written):
    parsed = Page()
    parsed.feed(written)
    return parsed


@pytest.fixture(scope="module")
def stored(page):
    return json.loads(page.texts["stored"])


def test_it_fetches_nothing(written, page):
    assert page.links == []
    assert "http:" not in written
    assert "https:" not in written
    assert "default-src 'none'" in written
    for way in ("fetch(", "import(", "XMLHttpRequest", "WebSocket", "@import", "url("):
        assert way not in written, way
    assert not re.search(r"^\s*(import|export) ", page.texts["module"], re.MULTILINE)


def test_data_cannot_end_the_script(written):
    data = written.partition('id="stored">')[2].partition("</script>")[0]
    assert "<" not in data
    assert json.loads(data)["data"]["scenario"] == "stockholm-2014"


def test_scripts_have_no_name_twice():
    named = re.compile(r"^(?:export )?(?:async )?(?:const|let|function|class) (\w+)", re.MULTILINE)
    names = [one for file in _SCRIPTS for one in named.findall((PAGE / file).read_text("utf-8"))]
    assert sorted(names) == sorted(set(names))
    for file in _SCRIPTS:
        for name in re.findall(r'from "\./(\S+)"', (PAGE / file).read_text("utf-8")):
            assert _SCRIPTS.index(name) < _SCRIPTS.index(file)


def test_it_holds_what_watch_plays(stored):
    watch = Watch(TALKS, worlds=N, seed=SEED)
    runs = {json.dumps(run["settings"]): run for run in stored["runs"]}
    switches, sliders = watch.play()["switches"], watch.sliders()
    assert len(runs) == len(stored["runs"]) == 1 + len(switches) + 3 * len(sliders)
    assert stored["sliders"] == sliders
    last = sliders[-1]
    for settings in (
        {"numbers": {}, "counterfactual": None},
        {"numbers": {}, "counterfactual": "preemptive_reward"},
        {"numbers": {last["path"]: last["high"]}, "counterfactual": None},
    ):
        run, played = runs[json.dumps(settings)], watch.play(settings)
        assert {**stored["data"], **run["data"]} == played
        world = stored["worlds"][-1]
        story, told = run["stories"][str(world)], watch.tell(world, settings)
        sentences = stored["sentences"]
        assert sentences[story["ending"]] == told["ending"]
        assert [[sentences[one] for one in part] for part in story["story"]] == [
            part["sentences"] for part in told["story"]
        ]
    for one in (*sliders, *switches, *stored["data"]["issues"]):
        assert stored["why"][one["path"]] == watch.why(one["path"])
    assert set(stored["theory"]) == {"ultimatum", "rubinstein"}


def test_worlds_of_each_ending_are_told(stored):
    endings = Watch(TALKS, worlds=N, seed=SEED).outcomes().ending
    assert stored["worlds"] == sorted(set(stored["worlds"]))
    assert {int(endings[world]) for world in stored["worlds"]} == set(endings.tolist())
    for run in stored["runs"]:
        assert [*map(int, run["stories"])] == stored["worlds"]


def test_it_speaks_every_language(stored):
    assert stored["languages"] == LANGUAGES
    for language in set(LANGUAGES) - {"en"}:
        assert stored["page"][language] == page_texts(language)
        texts = stored["texts"][language]
        for text in (
            *(one["label"] for one in stored["data"]["endings"]),
            *(one["label"] for one in stored["data"]["switches"]),
            *stored["data"]["dates"],
            stored["notes"][-1],
        ):
            assert texts[text] != text
        assert texts[stored["data"]["dates"][0]] == translated(
            Watch(TALKS, worlds=1).play()["dates"][0], language
        )
        untold = [one for one in stored["sentences"] if one not in texts]
        assert untold == []


def test_it_says_how_it_was_made(stored, written):
    assert f"bargaining {__version__}" in stored["notes"][-1]
    assert f"seed {SEED}" in stored["notes"][-1]
    assert f'content="bargaining {__version__}"' in written
    assert len(written.encode()) < 3_000_000
