"""A small reader of Gambit's two text formats, written from their description, for the tests."""

from __future__ import annotations

import re
from collections import deque
from fractions import Fraction
from typing import Any

TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[{}]|[^\s{},]+')


def tokens(text: str) -> deque[str]:
    return deque(TOKEN.findall(text))


def take(words: deque[str], count: int) -> list[str]:
    return [words.popleft() for _ in range(count)]


def nested(words: deque[str]) -> Any:
    """Take one word, or one list in braces, off the front."""
    word = words.popleft()
    if word != "{":
        return word
    found = []
    while words[0] != "}":
        found.append(nested(words))
    words.popleft()
    return found


def read_nfg(text: str) -> tuple[list[list[str]], list[list[tuple[Fraction, Fraction]]]]:
    """Return the strategies of both sides, and payoffs by [first's][second's] strategy."""
    words = tokens(text)
    assert take(words, 4)[:3] == ["NFG", "1", "R"]
    players, strategies = nested(words), nested(words)
    assert len(players) == 2
    words.popleft()
    outcomes = [(Fraction(o[1]), Fraction(o[2])) for o in nested(words)]
    rows, columns = map(len, strategies)
    assert len(words) == rows * columns
    cell = {
        (place % rows, place // rows): outcomes[int(word) - 1] for place, word in enumerate(words)
    }
    return strategies, [[cell[r, c] for c in range(columns)] for r in range(rows)]


def solve_efg(text: str) -> tuple[tuple[Fraction, Fraction], list[str], int]:
    """Solve a tree of perfect information backwards.

    Returns the payoffs, the labels of the moves on the path of play, and the number of nodes. Who
    is indifferent takes what is listed first.
    """
    words = tokens(text)
    assert take(words, 4)[:3] == ["EFG", "2", "R"]
    assert len(nested(words)) == 2
    words.popleft()
    sets: set[tuple[str, str]] = set()
    count = 0

    def node() -> tuple[tuple[Fraction, Fraction], list[str]]:
        nonlocal count
        count += 1
        kind = words.popleft()
        words.popleft()
        if kind == "t":
            take(words, 2)
            first, second = nested(words)
            return (Fraction(first), Fraction(second)), []
        if kind == "c":
            take(words, 2)
            odds = [Fraction(p) for p in nested(words)[1::2]]
            assert words.popleft() == "0"
            assert sum(odds) == 1
            following = [node() for _ in odds]
            worth = [sum(p * f[0][i] for p, f in zip(odds, following, strict=True)) for i in (0, 1)]
            return (worth[0], worth[1]), []
        assert kind == "p"
        side, number = take(words, 2)
        assert (side, number) not in sets, "perfect information: one node to a set"
        sets.add((side, number))
        words.popleft()
        moves = nested(words)
        assert words.popleft() == "0"
        following = [node() for _ in moves]
        best = max(range(len(moves)), key=lambda m: (following[m][0][int(side) - 1], -m))
        return following[best][0], [moves[best].strip('"'), *following[best][1]]

    worth, path = node()
    assert not words
    return worth, path, count
