"""A pretended library, so that every rule of the house can be seen to fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house import source


@pytest.fixture(autouse=True, scope="module")
def _parsed_files() -> Iterator[None]:
    """Forget the parsed files, some hundred megabytes, once a module's rules have read them."""
    yield
    source.tree.cache_clear()
    source.nodes.cache_clear()


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Return a function that writes a file; the rules then read only what was written."""
    monkeypatch.setattr(source, "ROOT", tmp_path)
    monkeypatch.setattr(source, "LIBRARY", tmp_path / "bargaining")

    def written(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    return written
