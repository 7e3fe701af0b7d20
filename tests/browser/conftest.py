"""A class that is served by a process of its own, and browsers that join it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BIG, SMALL = (1920, 1080), (360, 740)


def browser_path() -> str:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium on the PATH: install it from your distribution for this test")
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    # No name is looked up: whatever the page would fetch from elsewhere fails.
    cut_off = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=["--no-sandbox", cut_off]
        )
        yield browser
        browser.close()


@dataclass
class Class:
    """A served class: its addresses, and the pages that are open."""

    browser: Any
    process: subprocess.Popen[str]
    own: str
    address: str
    kept: Path
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def page(
        self, *, teacher: bool = False, size: tuple[int, int] | None = None, **how: Any
    ) -> Any:
        """Open a page of a new browser profile."""
        width, height = size or (BIG if teacher else SMALL)
        context = self.browser.new_context(viewport={"width": width, "height": height}, **how)
        page = context.new_page()
        # Long enough for a machine that does much else; what never comes fails all the same.
        page.set_default_timeout(120_000)
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._note)
        page.goto(self.own if teacher else self.address)
        page.wait_for_selector("#language option", state="attached")
        return page

    def _note(self, message: Any) -> None:
        # A browser that loses its connection says so itself.
        if message.type == "error" and "WebSocket" not in message.text:
            self.faults.append(message.text)


@contextmanager
def served(browser: Any, folder: Path, *options: str) -> Iterator[Class]:
    """Serve a class at a free port until the block is left."""
    command = [sys.executable, "-m", "bargaining", "teach", *options, "--no-browser"]
    command += ["--port", "0"] if "--port" not in options else []
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "PYTHONIOENCODING": "utf-8",
        },
    )
    try:
        told = ""
        assert process.stdout is not None
        while "Ctrl-C stops." not in told:
            line = process.stdout.readline()
            assert line, told
            told += line
        found = re.search(r"(http://127\.0\.0\.1:[0-9]+/)#\S+", told)
        kept = re.search(r"Kept as it goes on: (.+)", told)
        assert found is not None
        assert kept is not None, told
        yield Class(browser, process, found[0], found[1], Path(kept[1]))
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def serve(chromium: Any, tmp_path: Path) -> Callable[..., Any]:
    return lambda *options: served(chromium, tmp_path, *options)
