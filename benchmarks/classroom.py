"""A class of many phones: how soon each shows what is decided, and what the server needs.

    python -m benchmarks.classroom [SCENARIO] [--members 60] [--decisions N]

A class is served by a process of its own to this machine only. All members join one seat and vote
on every decision of a game; the teacher's page closes each vote. Times are those of this process,
which holds all the connections, and so include what it needs to read them. The last step of a game
compares it with a thousand worlds, and is shown apart.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import http.client
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from websockets.asyncio.client import ClientConnection, connect

from bargaining.classroom.app import page_files
from benchmarks.benchmark import row, ruled

ROOT = Path(__file__).resolve().parent.parent


class Screen:
    """A connection, and what it was last shown of each kind."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.shown: dict[str, Any] = {}
        self.bytes = 0

    async def say(self, kind: str, **message: Any) -> None:
        await self.connection.send(json.dumps({"kind": kind, **message}))

    async def until(self, holds: Callable[[dict[str, Any]], object]) -> None:
        """Read until something holds of what is shown."""
        while not holds(self.shown):
            text = await self.connection.recv()
            self.bytes += len(text.encode())
            message = json.loads(text)
            if message["kind"] == "refused":
                raise RuntimeError(message["why"])
            self.shown[message["kind"]] = message


def is_asked(shown: dict[str, Any], but: str | None) -> bool:
    """Return whether a decision is open that is not the one before."""
    decision = shown.get("seat", {}).get("decision")
    return decision is not None and decision["number"] != but and not shown["room"]["busy"]


def is_on(shown: dict[str, Any], but: str | None) -> bool:
    """Return whether the next decision is shown, or the end of the game."""
    return shown.get("room", {}).get("stage") == "over" or is_asked(shown, but)


async def play(port: int, token: str, members: int, decisions: int, server: psutil.Process) -> None:
    """Let a class play, and print what it took."""
    origin: Any = f"http://127.0.0.1:{port}"
    before = server.memory_info().rss
    sockets = [
        await connect(f"ws://127.0.0.1:{port}/ws", origin=origin, max_size=None)
        for _ in range(members + 1)
    ]
    screens = [Screen(one) for one in sockets]
    teacher, *students = screens
    await teacher.say("hello", token=token)
    await asyncio.gather(*(one.say("hello") for one in students))
    await teacher.until(lambda shown: shown.get("room", {}).get("online") == members)
    joined = peak = server.memory_info().rss
    await teacher.say("begin")
    await asyncio.gather(*(one.until(lambda shown: is_asked(shown, None)) for one in screens))
    steps, tallies, last = [], [], None
    while teacher.shown["room"]["stage"] == "playing" and len(steps) < decisions:
        number = teacher.shown["seat"]["decision"]["number"]
        began = time.perf_counter()
        await asyncio.gather(
            *(one.say("decide", choice=at % 2, decision=number) for at, one in enumerate(students))
        )
        await teacher.until(lambda shown: (shown["room"]["asked"] or {}).get("votes") == members)
        tallies.append(time.perf_counter() - began)
        began = time.perf_counter()
        await teacher.say("close")
        await asyncio.gather(
            *(one.until(lambda shown, number=number: is_on(shown, number)) for one in screens)
        )
        steps.append(time.perf_counter() - began)
        peak = max(peak, server.memory_info().rss)
    if teacher.shown["room"]["stage"] == "over":
        last = steps.pop()
    print("\n".join(ruled("milliseconds", "n", "median", "95 %", "max")))
    measured = {"from the vote to the tally": tallies, "from the close to the last screen": steps}
    for label, found in measured.items():
        if found:
            parts = np.quantile(found, [0.5, 0.95, 1])
            print(row(label, f"{len(found)}", *(f"{1000 * one:.0f}" for one in parts)))
    if last is not None:
        print(row("the last, with its debrief", "1", "", "", f"{1000 * last:.0f}"))
    sent = sum(one.bytes for one in screens) / len(screens) / 1024
    print(f"\nSent to each screen: {sent:,.0f} kB before compression.")
    told = ", ".join(f"{one / 1024**2:.0f}" for one in (before, joined, peak))
    print(f"Memory of the server, MB: before, with {members} connections, at the peak: {told}.")
    await asyncio.gather(*(one.close() for one in sockets))


def load_page(port: int) -> None:
    """Print what the page weighs, and how long it takes to be here."""
    names = [name for name in page_files() if not name.startswith("words-")]
    connection = http.client.HTTPConnection("127.0.0.1", port)
    times = []
    for _ in range(20):
        began, plain, packed = time.perf_counter(), 0, 0
        for name in names:
            connection.request("GET", f"/{name}", headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            body = answer.read()
            packed += len(body)
            plain += len(gzip.decompress(body) if answer.headers["Content-Encoding"] else body)
        times.append(time.perf_counter() - began)
    connection.close()
    size = f"{plain / 1024:.1f} kB, {packed / 1024:.1f} kB as sent"
    took = f"{1000 * np.median(times):.0f} ms, at most {1000 * max(times):.0f} ms"
    print(f"The page, {len(names)} files: {size}; from the first request to the last byte {took}.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenario", nargs="?", default="stockholm-2014")
    parser.add_argument("--members", type=int, default=60)
    parser.add_argument("--decisions", type=int, default=10_000, help="stop after so many")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kept = str(Path(folder) / "class.json")
        command = ["teach", asked.scenario, "--no-browser", "--port", "0", "--session", kept]
        server = subprocess.Popen(
            [sys.executable, "-u", "-m", "bargaining", *command],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            said, found = "", None
            for line in server.stdout or ():
                said += line
                found = re.search(r"http://127\.0\.0\.1:([0-9]+)/#(\S+)", said)
                if found is not None:
                    break
            if found is None:
                sys.exit(f"no class was opened: {said}")
            port = int(found[1])
            load_page(port)
            asyncio.run(
                play(port, found[2], asked.members, asked.decisions, psutil.Process(server.pid))
            )
        finally:
            server.terminate()
            server.communicate()


if __name__ == "__main__":
    main()
