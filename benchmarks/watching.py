"""How soon a class sees its worlds again, how smoothly they unfold, and how large the pages are.

From the root of the repository:

    python -m benchmarks.watching --write

What a browser does is measured in Chromium, where that and Playwright are installed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from bargaining.classroom.export import export
from bargaining.classroom.watch import Watch
from benchmarks.benchmark import EVIDENCE, Benchmark, Found, digests, row, ruled

# Of the page that a phone opens, of what the teacher's page has besides, and of an exported one.
PHONE = ("index.html", "style.css", "app.js", "dom.js", "play.js", "vote.js")
TEACHER = ("watch.js", "draw.js", "theory.js")
SIZES = {"a projector, 1,920 by 1,080": (1920, 1080), "a phone, 360 by 740": (360, 740)}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DRAWN = """data => {
  SCRIPT
  const canvas = document.querySelector("canvas"), now = () => performance.now(), times = [];
  let start = now();
  const runs = [data.before, data.after].map(run => ({ counted: count(run, data.issues, data.dates.length) }));
  const made = scene(canvas, runs, data, innerHeight * 0.7);
  const built = now() - start;
  for (let i = 0; i < 240; i++) {
    start = now();
    paint(made, i / 10, 17, "");
    canvas.getContext("2d").getImageData(0, 0, 1, 1);
    times.push(now() - start);
  }
  return new Promise(done => {
    let frames = 0;
    const begun = now(), frame = () => {
      paint(made, (frames++ / 10) % data.dates.length, 17, "");
      if (now() - begun < 3000) requestAnimationFrame(frame);
      else done([built, times.sort((a, b) => a - b)[120], times[228], 1000 * frames / (now() - begun)]);
    };
    requestAnimationFrame(frame);
  });
}"""  # noqa: E501
EXPLAINED = """
Times are of a clock, so that whatever else the machine does counts (its load is above), in one
process; each is the median of {times} turns, the least in brackets. *Again* is from the message of
a page to its answer: the worlds are played with another value of an assumption, compared with those
before, and written as JSON. Numbers are ranked once, in 2,000 worlds, after the first picture. A
browser counts the worlds of both runs and draws once what stays; then each frame draws what is
shown so far, with the line of one world. It shows at most as many frames a second as its screen.
""".strip()


def measure(asked: argparse.Namespace) -> Found:
    played = {worlds: seconds(worlds, asked) for worlds in asked.worlds}
    small, large = asked.worlds[0], asked.worlds[-1]
    drawn = {worlds: frames(worlds) for worlds in asked.drawn} if browser() else {}
    page = exported(asked.export)
    own = size(*PHONE), size(*TEACHER)
    sentence = (
        f"**{small:,} worlds are played again within {median(played[small]['again']):.2f} s** of "
        f"moving a slider, {large:,} within {median(played[large]['again']):.2f} s"
    )
    if drawn:
        of_a_frame = ", ".join(
            f"{max(one[1] for one in found.values()):.1f} ms with {worlds:,}"
            for worlds, found in drawn.items()
        )
        sentence += f"; a frame takes {of_a_frame}"
    return Found(
        sentence=f"{sentence}; a page without Python has {page / 1e6:.2f} MB.",
        played=plays(),
        lines=[
            *of_engine(played),
            *(of_browser(drawn) if drawn else ["Chromium or Playwright is not installed.", ""]),
            *("## Pages", "", *ruled("page", "kB")),
            row("a phone's", f"{own[0] / 1e3:.1f}"),
            row("what the teacher's has besides", f"{own[1] / 1e3:.1f}"),
            row(f"exported, {asked.export:,} worlds", f"{page / 1e3:,.0f}"),
            *("", EXPLAINED.format(times=asked.times)),
        ],
    )


def seconds(worlds: int, asked: argparse.Namespace) -> dict[str, list[float]]:
    """Return how long the first picture takes, the ranking, and each picture after it."""
    Watch("stockholm-2014", worlds=5).play()
    watch = Watch("stockholm-2014", worlds=worlds)
    first = timed(lambda: json.dumps(watch.play()))
    ranking = timed(watch.sliders)
    slider = watch.sliders()[0]
    values = np.linspace(slider["low"], slider["high"], asked.times).tolist()
    again = [
        timed(lambda v=value: json.dumps(watch.play({"numbers": {slider["path"]: v}})))
        for value in values
    ]
    return {"first": [first], "ranking": [ranking], "again": again}


def timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def of_engine(played: Mapping[int, Mapping[str, list[float]]]) -> Iterator[str]:
    yield from ("## To play", "")
    yield from ruled("worlds", "first picture, s", "ranking, s", "again, s")
    for worlds, found in played.items():
        again = found["again"]
        yield row(
            f"{worlds:,}",
            *(f"{found[what][0]:.2f}" for what in ("first", "ranking")),
            f"{median(again):.2f} ({min(again):.2f})",
        )
    yield ""


def browser() -> str | None:
    """Return where Chromium is, None where it or what drives it is missing."""
    if find_spec("playwright") is None:
        return None
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def frames(worlds: int) -> dict[str, list[float]]:
    """Return of each screen: ms to count and build, of a frame (median, 95 %), frames a second."""
    from playwright.sync_api import sync_playwright

    data = Watch("stockholm-2014", worlds=worlds).play({"counterfactual": "nuclear_test"})
    page = files("bargaining.classroom") / "page"
    script = (page / "draw.js").read_text("utf-8").replace("export ", "")
    style = (page / "style.css").read_text("utf-8")
    body = f"<style>{style}</style><canvas class='worlds' style='width: 70%'></canvas>"
    found = {}
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        for name, (width, height) in SIZES.items():
            shown: Any = chromium.new_page(viewport={"width": width, "height": height})
            shown.set_content(body)
            found[name] = shown.evaluate(DRAWN.replace("SCRIPT", script), data)
        chromium.close()
    return found


def of_browser(drawn: Mapping[int, Mapping[str, list[float]]]) -> Iterator[str]:
    yield from ("## To draw, before and after side by side", "")
    yield from ruled("worlds", "screen", "once, ms", "a frame, ms", "95 % below", "frames a second")
    for worlds, found in drawn.items():
        for name, (built, middle, most, rate) in found.items():
            yield row(
                f"{worlds:,}", name, f"{built:.0f}", f"{middle:.1f}", f"{most:.1f}", f"{rate:.0f}"
            )
    yield ""


def exported(worlds: int) -> int:
    """Return how many bytes an exported page has."""
    with tempfile.TemporaryDirectory() as folder:
        path = export("stockholm-2014", Path(folder) / "page.html", worlds=worlds)
        return path.stat().st_size


def size(*names: str) -> int:
    page = files("bargaining.classroom") / "page"
    return sum(len((page / name).read_bytes()) for name in names)


def plays() -> dict[str, str]:
    """Played digests by name."""
    return digests(what_ifs=True)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--worlds", type=int, nargs="+", default=[500, 2_000], help="to play")
    parser.add_argument("--drawn", type=int, nargs="+", default=[500, 5_000], help="to draw")
    parser.add_argument("--export", type=int, default=500, help="worlds of the exported page")
    parser.add_argument("--times", type=int, default=7, help="turns of each")


BENCHMARK = Benchmark(
    name="watching",
    page=EVIDENCE / "watching.md",
    title="Watching",
    question="how soon does a class see its worlds again, and how smoothly?",
    measure=measure,
    plays=plays,
    options=options,
    quick=("--worlds", "100", "200", "--drawn", "100", "--export", "20", "--times", "2"),
)

if __name__ == "__main__":
    BENCHMARK.main()
