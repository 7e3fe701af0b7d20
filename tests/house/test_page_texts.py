"""Every text of the class's page stands in the catalogue in all languages, and no other does."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator

from bargaining.text.languages import LANGUAGES, REVIEW, page_texts
from tests.house.source import LIBRARY, forbid, nodes

PAGE = LIBRARY / "classroom" / "page"
REFUSES = ("app.py", "ballots.py", "connection.py", "session.py")
# What these files refuse is shown on the page as it is.
REFUSING = [LIBRARY / "classroom" / name for name in REFUSES]
TEXT = re.compile(r'\bt\(\s*("(?:[^"\\]|\\.)*")')
MARKED = re.compile(r'data-t="([^"]*)"')
PLACE = re.compile(r"\{\w+\}")


def texts() -> set[str]:
    found = set[str]()
    for path in PAGE.iterdir():
        source = path.read_text("utf-8")
        if path.suffix == ".js":
            found |= {json.loads(text) for text in TEXT.findall(source)}
        found |= set(MARKED.findall(source))
    return found | set(REVIEW.values()) | {text for path in REFUSING for text in refusals(path)}


def refusals(path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ArgumentError":
            for told in node.args:
                if isinstance(told, ast.Constant):
                    yield told.value
        # A text that is refused with in several places.
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_STRANGE":
            yield ast.literal_eval(node.value)


def test_every_text_of_the_page_is_in_the_catalogue():
    assert len(texts()) > 50
    for language in set(LANGUAGES) - {"en"}:
        known = page_texts(language)
        forbid(sorted(texts() - set(known)), f"Translate into {LANGUAGES[language]}, in [page]:")
        forbid(sorted(set(known) - texts()), "No page shows these of [page] any more:")


def test_places_in_a_text_are_those_of_its_translations():
    for language in set(LANGUAGES) - {"en"}:
        forbid(
            (
                f"{text}: {translation}"
                for text, translation in page_texts(language).items()
                if sorted(PLACE.findall(text)) != sorted(PLACE.findall(translation))
            ),
            "A translation has the places of its text:",
        )
