"""How many files name one decision, one ending, one strategy, one column of results, and the like.

Each is a list that stands once. A file that names an existing member must be opened when a member
is added, or looks as if it must.
"""

from __future__ import annotations

import re

import pytest

from tests.house.source import files, name_of

# A member that occurs as nothing else, how many files name it, and how many should at most.
MEMBERS = {
    "a decision": (r"\bwalk_out\b", 6, 6),
    "an event of a history": (r"\"adjourn\"", 5, 5),
    "an ending": (r"\bRENEGE\b|\brenege\b", 4, 6),
    "a kind of condition": (r"\bprobability_by_month\b", 3, 6),
    "a kind of dated change": (r"\bno_act\b", 3, 3),
    "a kind of prior": (r"\bNormalNumber\b", 4, 4),
    "a strategy": (r"\bSalami\b|\bsalami\b", 2, 2),
    "a column of results": (r"\boffer_gain\b", 2, 2),
    "a command's option": (r"--bibtex", 1, 1),
}


@pytest.mark.parametrize("what", MEMBERS)
def test_few_files_name_a_member(what: str) -> None:
    pattern, known, aim = MEMBERS[what]
    found = [name_of(path) for path in files() if re.search(pattern, path.read_text("utf-8"))]
    assert len(found) <= max(known, aim), f"{what} is named in {', '.join(found)}"
    assert len(found) == known or known <= aim, f"{what}: lower the count to {len(found)}"
