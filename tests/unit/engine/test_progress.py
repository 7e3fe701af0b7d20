"""Progress is told round by round, and a ready-made bar shows it."""

from __future__ import annotations

import builtins
import sys
from typing import Any

import pytest

import bargaining as bg
from bargaining.errors import ArgumentError

SCENARIO = "trust"


def test_progress_rises_to_the_number_of_worlds() -> None:
    heard: list[tuple[int, int]] = []
    bg.simulate(SCENARIO, worlds=30, batch=10, progress=lambda *told: heard.append(told))
    done = [count for count, _ in heard]
    assert done == sorted(done)
    assert done[-1] == 30
    assert {10, 20, 30} <= set(done)
    assert {total for _, total in heard} == {30}


def test_the_notebook_bar_counts_worlds(capsys: pytest.CaptureFixture[str]) -> None:
    bg.simulate(SCENARIO, worlds=20, progress=bg.notebook_progress("trust"))
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "trust: 100%" in shown.err
    assert "20/20" in shown.err


def test_without_tqdm_the_bar_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def refuse(name: str, *given: Any, **named: Any) -> Any:
        if name.startswith("tqdm"):
            raise ImportError(name)
        return imported(name, *given, **named)

    for name in [name for name in sys.modules if name.startswith("tqdm")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ArgumentError, match=r"bargaining\[notebook\]"):
        bg.notebook_progress()
