"""Which files of the class's page a phone opens, and which the teacher's page has besides."""

import re
from importlib.resources import files

from benchmarks.watching import PHONE, TEACHER, size

PAGE = files("bargaining.classroom") / "page"


def test_every_file_of_the_page_is_counted_once():
    others = {"alone.js", "favicon.svg"}  # of the exported page, and of the browser's tab
    assert {one.name for one in PAGE.iterdir() if "." in one.name} - others == {*PHONE, *TEACHER}
    assert size(*PHONE, *TEACHER) == size(*PHONE) + size(*TEACHER)


def test_a_phone_opens_no_file_of_the_worlds():
    for name in PHONE:
        if name.endswith(".js"):
            opened = re.findall(r'^import .* from "./(.+)";$', (PAGE / name).read_text(), re.M)
            assert {*opened} <= {*PHONE}, name
