"""Worlds unfold in a browser: by keys, under other assumptions, and from one file."""

from __future__ import annotations

import re

import pytest

import bargaining as bg
from bargaining.classroom.export import export
from tests.browser.conftest import BIG, SMALL

pytestmark = pytest.mark.slow

SHOWN = "() => document.querySelector('canvas.worlds').toDataURL()"


def date(page) -> str:
    return page.inner_text(".beside .big").partition(".")[0]


def test_keys_and_sliders_move_the_worlds(serve):
    with serve("stockholm-2014") as lesson:
        page = lesson.page(teacher=True, reduced_motion="reduce")
        page.click("#tab-Watch")
        page.wait_for_selector(".slider")
        # Away from the tabs, which have the arrows for themselves.
        page.click(".beside .big")
        # Without motion it is shown as it ends.
        assert date(page) == "April 2016"
        page.keyboard.press("ArrowLeft")
        assert date(page) == "March 2016"
        page.keyboard.press("Home")
        assert date(page) == "Before May 2014"
        before = page.evaluate(SHOWN)
        page.keyboard.press("ArrowRight")
        assert date(page) == "May 2014"
        assert page.evaluate(SHOWN) != before
        page.keyboard.press("Space")
        page.wait_for_selector(".beside .big:not(:has-text('May 2014'))")
        page.keyboard.press("Space")
        page.keyboard.press("End")
        page.focus(".slider input")
        page.keyboard.press("End")
        page.wait_for_selector("[aria-busy=false] .beside .big >> nth=1")
        assert re.search(r"of 500 worlds end otherwise", page.inner_text(".beside"))
        numbers = page.inner_text(".legend b")
        assert " → " in numbers
        page.click(".slider button:has-text('as drawn')")
        page.wait_for_selector(".legend b:not(:has-text('→'))")
        page.click("button.ask >> nth=0")
        page.wait_for_selector("dialog:has-text('paragraph 7')")
        page.keyboard.press("Escape")
        page.click(".legend button >> nth=2")
        page.wait_for_selector("ol.story:has-text('Renege:')")
        assert lesson.faults == []


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "talks.html"
    return export(bg.load("stockholm-2014").replace({"settings.rounds": 9}), path, worlds=50)


@pytest.mark.parametrize("size", [BIG, SMALL])
def test_one_file_shows_all_of_it_in_three_languages(chromium, file, size):
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce", locale="en"
    )
    page, asked, faults = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text))
    page.goto(file.as_uri())
    page.wait_for_selector(".slider")
    page.check(".option input >> nth=0")
    page.wait_for_selector(".beside .big >> nth=1")
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    english = page.inner_text("main")
    assert "worlds end otherwise than before" in english
    for language in ("ja", "ko"):
        page.select_option("select >> nth=0", language)
        page.wait_for_function(
            "known => !known.includes(document.querySelector('.legend').innerText)", arg=english
        )
        assert page.get_attribute("html", "lang") == language
        told = page.inner_text(".beside")
        assert not re.search("[a-z]{3}", told), told
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert asked == [file.as_uri()]
    assert faults == []
    context.close()
