"""The page on architecture shows the rooms that there are, and the files it points to exist."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.house.source import DOORS, FLOORS, LIBRARY, ROOT, files, forbid, room_of

PAGE = ROOT / "docs" / "architecture.md"
ROOMS = re.compile(r"<!-- rooms: begin -->(.*?)<!-- rooms: end -->", re.DOTALL)
ROW = re.compile(r"^\| (\d+) \| `(\w+)` \|", re.MULTILINE)
BESIDE_THE_LIBRARY = ("bargaining", "scenarios", "tests", "docs", "benchmarks")


def rooms_shown(text: str) -> dict[str, int]:
    (block,) = ROOMS.findall(text)
    return {room: int(floor) for floor, room in ROW.findall(block)}


def wrong_rooms(text: str) -> Iterator[str]:
    there = {room_of(path) for path in files()} - set(DOORS)
    shown = rooms_shown(text)
    yield from (f"{room} is not shown" for room in sorted(there - set(shown)))
    yield from (f"{room} is shown and not there" for room in sorted(set(shown) - there))
    for room in sorted(there & set(shown)):
        if shown[room] != FLOORS[room]:
            yield f"{room} is shown on floor {shown[room]}; it is on floor {FLOORS[room]}"


def missing_places(text: str) -> Iterator[str]:
    for name in re.findall(r"`([a-z_]+/[\w/]*(?:\.py)?)`", text):
        top = name.split("/")[0]
        if not ((ROOT if top in BESIDE_THE_LIBRARY else LIBRARY) / name).exists():
            yield f"{name} does not exist"


def test_the_rooms_shown_are_those_of_the_library():
    forbid(wrong_rooms(PAGE.read_text("utf-8")), f"Show in {PAGE.name} the rooms there are:")


def test_the_files_it_points_to_exist():
    forbid(missing_places(PAGE.read_text("utf-8")), "Point to files that exist:")


def test_rooms_and_places_can_be_wrong():
    text = PAGE.read_text("utf-8")
    without = text.replace("| 2 | `theory`", "| 3 | `theory`").replace("`chance`", "`luck`")
    assert list(wrong_rooms(without)) == [
        "chance is not shown",
        "luck is shown and not there",
        "theory is shown on floor 3; it is on floor 2",
    ]
    assert list(missing_places("see `solver/attic.py`")) == ["solver/attic.py does not exist"]
