"""Text in pictures as it was written: nothing read as mathematics, every letter from some font.

Whatever draws text of files, claims or strategies is decorated with `as_written`.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np

from bargaining.errors import ArgumentError
from bargaining.text import printable
from bargaining.text import wrap as lines_of

if TYPE_CHECKING:
    pass

P = ParamSpec("P")
Axes = TypeVar("Axes")

_BOX = "□"
# Fonts of mathematics, and one that has a box for everything.
_NO_WORDS = re.compile("cm[a-z]+10|STIX(Size|Non)|Last ?Resort", re.IGNORECASE)


class LettersMissing(UserWarning):
    """No installed font has some letters, so that boxes are drawn.

    Parameters
    ----------
    letters : iterable of str
        The letters.
    """

    def __init__(self, letters: Iterable[str]) -> None:
        self.letters = tuple(letters)
        shown = "".join(self.letters[:20]) + ("…" if len(self.letters) > 20 else "")
        super().__init__(
            f"no installed font has the letters {shown}, so that pictures have boxes for them. "
            f"Install one that has, such as Noto Sans CJK for Chinese, Japanese and Korean"
        )


def as_written(plot: Callable[P, Axes]) -> Callable[P, Axes]:
    """Let a function that returns axes draw all text as written, in fonts that have the letters.

    Warns
    -----
    LettersMissing
        At most once a call.
    """

    @wraps(plot)
    def draw(*arguments: P.args, **options: P.kwargs) -> Axes:
        from matplotlib.text import Text

        if not isinstance(title := options.get("title"), str | None):
            raise ArgumentError(f"title must be a text; got {title!r}")
        given = _axes_in([*arguments, *options.values()])
        # Text that was there before is left alone.
        pages = {ax.figure for ax in given}
        before = {text: text.get_text() for page in pages for text in page.findobj(Text)}
        axes = plot(*arguments, **options)
        drawn = _axes_in([axes])
        places = pages or {drawn[0].figure}
        missing: set[str] = set()
        mended: dict[str, str] = {}
        for text in (text for place in places for text in place.findobj(Text)):
            written = text.get_text()
            if before.get(text) == written:
                continue
            if "$" in written:
                text.set_parse_math(False)
            if written.isascii() and written.isprintable():
                continue
            visible = "\n".join(map(printable, written.split("\n")))
            own = tuple(text.get_fontfamily())
            families, without = _families(frozenset(visible), own)
            if families != own:
                text.set_fontfamily(list(families))
            if without:
                missing |= without
                visible = "".join(_BOX if letter in without else letter for letter in visible)
            if visible != written:
                text.set_text(visible)
                mended[written] = visible
        for ax in drawn if mended else ():
            # Marks of an axis are written again whenever it is drawn.
            for axis in (ax.xaxis, ax.yaxis):
                labels = [label.get_text() for label in axis.get_ticklabels()]
                if mended.keys() & set(labels):
                    new = [mended.get(label, label) for label in labels]
                    axis.set_ticks(axis.get_ticklocs(), new)
        if missing:
            warnings.warn(LettersMissing(sorted(missing)), stacklevel=2)
        return axes

    return draw


def _axes_in(values: Iterable[Any]) -> list[Any]:
    """Return the axes among some values, those in lists and arrays included."""
    found: list[Any] = []
    for value in values:
        if hasattr(value, "get_figure"):
            found.append(value)
        elif isinstance(value, list | tuple | np.ndarray):
            found += _axes_in(value)
    return found


@cache
def _families(letters: frozenset[str], own: tuple[str, ...]) -> tuple[tuple[str, ...], set[str]]:
    """Return families of fonts that have all letters, and the letters that none has."""
    from matplotlib.font_manager import FontProperties, fontManager

    wanted = {letter for letter in letters if not letter.isspace()}
    path = fontManager.findfont(FontProperties(family=list(own)))
    wanted -= _letters_in(str(path), frozenset(wanted))
    families = list(own)
    if wanted:
        _look_for_new_fonts()
    entries = {
        entry.fname: entry
        for entry in fontManager.ttflist
        if entry.style == "normal" and not _NO_WORDS.match(entry.name)
    }
    while wanted:
        found = {path: _letters_in(path, frozenset(wanted)) for path in entries}
        # The plainest of those with most of the letters.
        best = max(
            entries,
            key=lambda path: (len(found[path]), -abs(int(entries[path].weight) - 400), path),
            default=None,
        )
        if best is None or not found[best]:
            break
        families.append(entries[best].name)
        wanted -= found[best]
    return tuple(families), wanted


@cache
def _look_for_new_fonts() -> None:
    """Let matplotlib know of fonts that were installed after it had looked for the first time."""
    from matplotlib.font_manager import findSystemFonts, fontManager

    for path in set(findSystemFonts()) - {entry.fname for entry in fontManager.ttflist}:
        try:
            fontManager.addfont(path)
        except (OSError, RuntimeError, ValueError):
            continue


@cache
def _letters_in(path: str, letters: frozenset[str]) -> frozenset[str]:
    """Return those of some letters that a font has."""
    from matplotlib.font_manager import get_font

    try:
        font = get_font(path)
    except (OSError, RuntimeError):
        return frozenset()
    return frozenset(letter for letter in letters if font.get_char_index(ord(letter)))


def wrap(text: str, letters: int, *, most: int = 0, indent: int = 0) -> list[str]:
    """Wrap text into lines of so many letters, at most so many lines, with an ellipsis then."""
    lines = lines_of(text, letters, indent=indent)
    if most and len(lines) > most:
        # Room for the ellipsis, at the cost of a word.
        last, *_ = lines_of(lines[most - 1], letters - 2)
        lines = [*lines[: most - 1], f"{last} …"]
    return lines


def width_of(line: str, size: float) -> float:
    """Return how wide a line is in points, a letter without a font as wide as a box."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(size=size)
    families, without = _families(frozenset(line), tuple(font.get_family()))
    font.set_family(list(families))
    drawn = "".join(_BOX if letter in without else letter for letter in line)
    return float(text_to_path.get_text_width_height_descent(drawn, font, ismath=False)[0])
