"""Slips of the pen in a line that is no TOML: what its writer may have meant."""

from __future__ import annotations

import re

from bargaining.scenario.near import nearest

__all__ = ["syntax_hint"]

_QUOTED = re.compile(r"""\"(?:[^"\\]|\\.)*\"|\"[^\"]*$|'[^']*'|#.*""")
_DECIMAL_COMMA = re.compile(r"=\s*([+-]?\d+),(\d+)(?![\d.])")
_BARE_TEXT = re.compile(r"=\s*([^\W\d_][^=,}\]\"#]*)")
_WORDS = ("true", "false", "inf", "nan")
_LONGEST = 60


def syntax_hint(line: str) -> str:
    """Return a sentence on what to write in the place of a line, empty where nothing is guessed."""
    bare = _QUOTED.sub('""', line)
    comma = _DECIMAL_COMMA.search(bare)
    if comma:
        return f"If {comma[1]},{comma[2]} is a number, write {comma[1]}.{comma[2]} with a point."
    for found in _BARE_TEXT.finditer(bare):
        word = found[1].strip()
        if word in _WORDS:
            continue
        near = nearest(word, _WORDS[:2])
        if near is not None:
            return f"Did you mean {near}?"
        shown = word if len(word) <= _LONGEST else word[:_LONGEST] + "..."
        return f'If {shown} is a text, put it in quotes: "{shown}".'
    return ""
