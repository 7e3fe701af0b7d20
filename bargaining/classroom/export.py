"""One file with worlds that were played before, to be watched anywhere without Python."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from bargaining.classroom.theory import LESSONS, theory
from bargaining.classroom.watch import Watch
from bargaining.codes import Ending
from bargaining.defaults import SEED
from bargaining.outcomes.storage import write_whole
from bargaining.scenario import Scenario
from bargaining.text.languages import LANGUAGES, REVIEW, page_texts, told, translated
from bargaining.version import __version__

__all__ = ["export"]

_SCRIPTS = ("dom.js", "draw.js", "theory.js", "watch.js", "alone.js")
_IMPORT, _EXPORT = re.compile(r"^import .*;\n", re.MULTILINE), re.compile(r"^export ", re.MULTILINE)
# Worlds whose stories are in the file, and how many of each ending.
_STORIES, _OF_EACH = 10, 2
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
<meta name="generator" content="bargaining {version}">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<noscript>This page needs JavaScript, which it brings along itself.</noscript>
<script type="application/json" id="stored">{stored}</script>
<script type="module">
{script}</script>
</body>
</html>
"""


def export(
    scenario: Scenario | str,
    path: str | Path,
    *,
    worlds: int | None = None,
    seed: int = SEED,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Write one file of HTML in which worlds of a scenario can be watched, in all languages.

    The file holds the worlds as the scenario is, under each of its counterfactuals, and with each
    of the numbers that matter most at three values; the stories of some worlds; theory beside the
    worlds. It fetches nothing, so that any browser of any machine shows it.

    Parameters
    ----------
    scenario : Scenario or str
        A scenario, the name of a bundled one, or the path of a file.
    path : str or Path
        The file.
    worlds, seed : int, optional
        As for `Watch`.
    progress : callable, optional
        Called as ``progress(done, total)`` with worlds that are played, over all settings.

    Returns
    -------
    Path
        The file.
    """
    watch, file = Watch(scenario, worlds=worlds, seed=seed), Path(path)
    stored = _stored(watch, progress or (lambda done, total: None))
    page = files("bargaining.classroom") / "page"
    script = "".join((page / name).read_text("utf-8") for name in _SCRIPTS)
    text = _PAGE.format(
        version=__version__,
        title=escape(watch.scenario.header.title),
        style=(page / "style.css").read_text("utf-8"),
        stored=json.dumps(stored, ensure_ascii=False, separators=(",", ":")).replace(
            "<", r"\u003c"
        ),
        script=_EXPORT.sub("", _IMPORT.sub("", script)),
    )
    write_whole(file, lambda written: written.write(text.encode()))
    return file


def _stored(watch: Watch, progress: Callable[[int, int], None]) -> dict[str, Any]:
    """Return all that the page shows."""
    data, sliders = watch.play(), watch.sliders()
    asked: list[dict[str, Any]] = [{"numbers": {}, "counterfactual": None}]
    asked += [
        {"numbers": {}, "counterfactual": one["path"].removeprefix("counterfactuals.")}
        for one in data["switches"]
    ]
    asked += [
        {"numbers": {one["path"]: one[end]}, "counterfactual": None}
        for one in sliders
        for end in ("low", "middle", "high")
    ]
    worlds, sentences, runs = _told_worlds(watch), dict[str, int](), []
    for done, settings in enumerate(asked, start=1):
        found = watch.play(settings)
        stories = {world: watch.tell(world, settings) for world in worlds}
        runs.append({
            "settings": settings,
            "data": {key: found[key] for key in ("settings", "endings", "after", "effect")},
            "stories": {
                world: {
                    "ending": _place(story["ending"], sentences),
                    "story": [
                        [_place(one, sentences) for one in part["sentences"]]
                        for part in story["story"]
                    ],
                }
                for world, story in stories.items()
            },
        })  # fmt: skip
        progress(done * watch.worlds, len(asked) * watch.worlds)
    paths = ["outcome", *(one["path"] for one in (*sliders, *data["switches"], *data["issues"]))]
    shown = {
        "data": {key: one for key, one in data.items() if key not in ("after", "effect")},
        "sliders": sliders,
        "why": {path: watch.why(path) for path in paths},
        "theory": {lesson: theory(lesson) for lesson in LESSONS},
        "sentences": list(sentences),
        "notes": _notes(watch),
        "runs": runs,
    }
    others = [language for language in LANGUAGES if language != "en"]
    return {
        "languages": LANGUAGES,
        "review": REVIEW,
        "page": {language: page_texts(language) for language in others},
        "texts": {language: dict(_in_other_words(shown, language)) for language in others},
        "worlds": worlds,
        **shown,
    }


def _told_worlds(watch: Watch) -> list[int]:
    """Return worlds to be told: some of each ending, and the first ones."""
    endings = watch.outcomes().ending
    some = [world for one in Ending for world in np.flatnonzero(endings == one)[:_OF_EACH].tolist()]
    first = [world for world in range(len(endings)) if world not in some]
    return sorted([*some, *first[: max(0, _STORIES - len(some))]])


def _place(sentence: str, sentences: dict[str, int]) -> int:
    """Return the place of a sentence among all that are told, each once."""
    return sentences.setdefault(sentence, len(sentences))


def _notes(watch: Watch) -> list[str]:
    """Return what is said below: a note on what the scenario is about, and what was played."""
    note = watch.scenario.header.note
    return [
        *([note] if note else []),
        told(
            "Made by bargaining {version} from {scenario}: {worlds} worlds for each setting, "
            "{each} to a draw of the numbers, seed {seed}. The stories of {stories} of them are in "
            "this file.",
            version=__version__,
            scenario=watch.scenario.name,
            worlds=f"{watch.worlds:,}",
            each=watch.worlds_per_draw,
            seed=watch.seed,
            stories=_STORIES,
        ),
    ]


def _in_other_words(value: Any, language: str) -> Iterator[tuple[str, str]]:
    """Yield each text of a value with what it is in a language, where that differs."""
    if isinstance(value, str):
        if (other := translated(value, language)) != value:
            yield str(value), other
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _in_other_words(one, language)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _in_other_words(one, language)
