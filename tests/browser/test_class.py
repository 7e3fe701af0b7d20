"""A teacher and five phones play a whole game in a browser that is cut off from all networks."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import BIG, SMALL

pytestmark = pytest.mark.slow

# Where pictures of the pages are kept to be looked at; nowhere unless this is set.
PICTURES = os.environ.get("BARGAINING_PICTURES")


# What is written in Latin letters in every language.
LATIN = re.compile(r"\b(?!English\b|bargaining\b|share\b)[A-Za-z]{2,}\b")
CLEAR = "rgba(0, 0, 0, 0)"
# Another question is asked, or the game is over.
NEXT = """old => document.querySelector("[id^=debrief]")
    || ![old, undefined].includes(document.querySelector("legend")?.innerText)"""


def picture(page: Any, name: str) -> None:
    """Keep a picture of a page, and check that nothing is wider than the screen."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{name} is {wide} pixels wider than the screen"


def vote(page: Any, question: str, option: int) -> None:
    """Vote for an option of a list, or let an offer pass."""
    page.wait_for_function(
        "text => document.querySelector('legend')?.innerText === text", arg=question
    )
    boxes = page.query_selector_all("input[name=option]")
    if boxes:
        boxes[min(option, len(boxes) - 1)].click()
        page.click("#decide")
    else:
        page.click("#pass")


def serious(page: Any) -> list[str]:
    """Return what axe finds to be a serious or critical obstacle."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def test_a_teacher_and_five_phones_play_a_whole_game(serve):
    with serve("stockholm-2014", "--session", "class.json") as lesson:
        teacher = lesson.page(teacher=True)
        phones = [lesson.page() for _ in range(5)]
        teacher.click("#tab-Vote")
        teacher.wait_for_selector("text=5 of 5 who have joined are here.")
        teacher.click("#forecasting")
        for number, phone in enumerate(phones):
            phone.fill("#share-1", str(20 * number))
            picture(phone, f"phone-forecast-{number}")
            phone.click("#send-forecast")
            phone.wait_for_selector("text=Your forecast is in.")
        teacher.wait_for_selector("text=5 forecasts so far")
        picture(teacher, "teacher-vote")
        teacher.click("#tab-Play")
        teacher.click("#begin")
        decisions = 0
        while decisions < 200:
            shown = teacher.wait_for_selector("legend, [id^=debrief]")
            if teacher.query_selector("[id^=debrief]") is not None:
                break
            question = shown.inner_text()
            for number, phone in enumerate(phones):
                vote(phone, question, int(number > 1))
            teacher.wait_for_selector("text=5 of 5 have voted.")
            if decisions == 0:
                picture(teacher, "teacher-play")
                picture(phones[0], "phone-play")
            decisions += 1
            teacher.click("#close")
            teacher.wait_for_function(NEXT, arg=question)
        picture(teacher, "teacher-over")
        ending = teacher.inner_text("#debrief-japan .big")
        for phone in phones:
            phone.wait_for_selector("#debrief-japan")
            assert phone.inner_text("#debrief-japan .big") == ending
            assert re.search(r"Your Brier score\s+[0-9.]+", phone.inner_text("#scores"))
        picture(phones[0], "phone-over")
        game = json.loads(lesson.kept.read_text("utf-8"))["game"]
        assert len(game["moves"]) == decisions > 0
        assert lesson.faults == []
        assert all(url.startswith((lesson.address, "data:")) for url in lesson.asked)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-GB", "ja-JP", "ko-KR"])
def test_worlds_unfold_in_every_language_dark_and_light_large_and_small(serve, locale, scheme):
    with serve("stockholm-2014") as lesson:
        for size in (BIG, SMALL):
            page = lesson.page(teacher=True, size=size, locale=locale, color_scheme=scheme)
            page.click("#tab-Watch")
            page.wait_for_selector("#room-Watch canvas")
            page.wait_for_selector("#room-Watch .slider")
            # To the end, with another assumption and a counterfactual beside them.
            page.fill("#room-Watch input[type=range] >> nth=0", "24")
            page.fill("#room-Watch .slider input >> nth=0", page.get_attribute(
                "#room-Watch .slider input >> nth=0", "max"))  # fmt: skip
            page.check("#room-Watch input[type=checkbox] >> nth=0")
            page.wait_for_selector("#room-Watch [aria-live=polite] .big")
            name = f"watch-{locale[:2]}-{scheme}-{size[0]}"
            picture(page, name)
            assert serious(page) == [], name
            # Whatever the language, an ending has its colour.
            mark = page.locator("#room-Watch .legend i.stalemate")
            assert mark.evaluate("one => getComputedStyle(one).backgroundColor") != CLEAR
            if locale != "en-GB":
                page.eval_on_selector("details", "one => one.open = true")
                assert set(LATIN.findall(page.inner_text("body"))) == set(), name
        assert lesson.faults == []
        assert all(url.startswith((lesson.address, "data:")) for url in lesson.asked)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_on_the_pages_is_a_serious_obstacle(serve, scheme):
    with serve("stockholm-2014") as lesson:
        teacher = lesson.page(teacher=True, color_scheme=scheme)
        phone = lesson.page(color_scheme=scheme)
        found = [*serious(teacher), *serious(phone)]
        teacher.click("#tab-Vote")
        teacher.click("#forecasting")
        phone.click("#send-forecast")
        phone.wait_for_selector("text=Your forecast is in.")
        found += [*serious(teacher), *serious(phone)]
        teacher.click("#tab-Play")
        teacher.click("#begin")
        phone.wait_for_selector("#decide")
        teacher.wait_for_selector("legend")
        for page, name in ((teacher, "teacher"), (phone, "phone")):
            picture(page, f"{name}-{scheme}")
            found += serious(page)
        assert found == []


def seated(lesson: Any) -> tuple[Any, Any, str]:
    """Open a teacher's page and a phone that holds Japan's seat; return what only Japan knows."""
    teacher, phone = lesson.page(teacher=True), lesson.page()
    teacher.click("#tab-Play")
    teacher.select_option("#mode-japan", "people")
    phone.click("#sit-japan")
    phone.wait_for_selector("text=you sit here")
    teacher.click("#begin")
    phone.wait_for_selector("#decide")
    return teacher, phone, phone.inner_text("#own-type")


def test_a_phone_that_comes_back_finds_its_seat_and_others_learn_nothing_of_it(serve):
    with serve("stockholm-2014") as lesson:
        teacher, phone, secret = seated(lesson)
        phone.reload()
        phone.wait_for_selector("#decide")
        assert phone.inner_text("#own-type") == secret
        teacher.check("#allow-joining")
        other = lesson.page()
        other.wait_for_selector("text=What all saw")
        assert other.query_selector("#decide") is None
        assert secret not in other.content()
        assert lesson.faults == []


def test_a_class_goes_on_after_its_program_was_killed(serve, free_port):
    options = "stockholm-2014", "--session", "class.json", "--port", str(free_port)
    with serve(*options) as lesson:
        _, phone, secret = seated(lesson)
        before = vote_once(phone)
        lesson.process.kill()
        phone.wait_for_selector("text=No connection")
    with serve(*options) as again:
        # The page is not loaded again: it connects by itself.
        phone.wait_for_selector("#status:empty", state="attached")
        phone.wait_for_selector("#decide")
        assert phone.inner_text("#own-type") == secret
        assert phone.inner_text("legend") == before
        teacher = again.page(teacher=True)
        teacher.click("#tab-Play")
        teacher.wait_for_selector("text=Japan is asked")
        vote_once(phone)


def vote_once(page: Any) -> str:
    """Decide in a seat of one's own; return the question that follows."""
    question = page.inner_text("legend")
    vote(page, question, 0)
    page.wait_for_function(NEXT, arg=question)
    return page.inner_text("legend")


@pytest.mark.parametrize(("language", "locale"), [("ja", "ja-JP"), ("ko", "ko-KR")])
def test_a_class_reads_all_of_it_in_its_own_language(serve, language, locale):
    with serve("stockholm-2014") as lesson:
        teacher = lesson.page(teacher=True, locale=locale)
        # A phone that was in English takes the language from the list.
        phone = lesson.page()
        phone.select_option("#language", language)
        teacher.click("#tab-Play")
        teacher.click("#allow-advice")
        teacher.click("#begin")
        left = set[str]()
        for _ in range(6):
            phone.wait_for_selector("#decide")
            question = phone.inner_text("legend")
            phone.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
            for page, name in ((teacher, "teacher"), (phone, "phone")):
                picture(page, f"{name}-{language}")
                left |= set(LATIN.findall(page.inner_text("body")))
            vote(phone, question, 1)
            teacher.wait_for_selector("#close:not(:disabled)")
            teacher.click("#close")
            phone.wait_for_function(NEXT, arg=question)
        assert left == set()
        assert phone.get_attribute("html", "lang") == language
        assert lesson.faults == []
