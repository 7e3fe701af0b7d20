"""XML from strangers, read safely: no document type, no entities, a limit on size and depth.

The attacks on XML parsers (entities that expand without end, entities that name files or addresses)
all need a document type declaration. GENIUS files have none, so one is refused before anything in
it is read; expat then has no entity to expand and no address to open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from bargaining.errors import Problem, ScenarioError

__all__ = ["Element", "read_xml"]

MOST_BYTES = 1_000_000
_MOST_DEPTH = 20
_MOST_ELEMENTS = 50_000

_DOCTYPE = (
    "holds a document type declaration (<!DOCTYPE ...>), which can make a parser read other files "
    "or fill the memory. A GENIUS file has none; delete the declaration."
)


@dataclass(frozen=True, slots=True)
class Element:
    """An element with its attributes, its children and the line on which it begins."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list[Element] = field(default_factory=list)

    def all(self, tag: str) -> list[Element]:
        """Return the children with this tag, in order."""
        return [child for child in self.children if child.tag == tag]

    def walk(self) -> Iterator[Element]:
        """Yield the element and everything in it, in order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.children))


class _Refused(Exception):
    """Raised inside expat to stop it; carries the sentence to be told."""


class _Builder:
    """Collects elements as expat meets them."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = 0

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) == _MOST_DEPTH:
            raise _Refused(
                f"nests elements more than {_MOST_DEPTH} deep; a GENIUS file needs four levels."
            )
        if self._count > _MOST_ELEMENTS:
            raise _Refused(f"has more than {_MOST_ELEMENTS:,} elements; use a smaller domain.")
        element = Element(tag, attributes, self.parser.CurrentLineNumber)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, tag: str) -> None:
        self._open.pop()

    def _doctype(self, *_: object) -> None:
        raise _Refused(_DOCTYPE)


def read_xml(file: Path) -> Element:
    """Return the root element of a file.

    Raises
    ------
    ScenarioError
        The file cannot be read, is too large or too deep, holds a document type declaration, or is
        no well-formed XML.
    """
    raw = _bytes_of(file)
    builder = _Builder()
    try:
        builder.parser.Parse(raw, True)
    except _Refused as refusal:
        line = builder.parser.CurrentLineNumber
        raise ScenarioError(str(file), [Problem("", str(refusal), line)]) from None
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code)
        sentence = f"is not well-formed XML: {what}. Open it in an editor that checks XML."
        raise ScenarioError(str(file), [Problem("", sentence, error.lineno)]) from None
    except (LookupError, ValueError) as error:  # an encoding that Python does not know
        sentence = f"has an encoding that cannot be read: {error}. Save it as UTF-8."
        raise ScenarioError(str(file), [Problem("", sentence)]) from None
    assert builder.root is not None
    return builder.root


def _bytes_of(file: Path) -> bytes:
    def refuse(sentence: str) -> ScenarioError:
        return ScenarioError(str(file), [Problem("", sentence)])

    try:
        if file.is_dir():
            raise refuse("is a folder; give the path of an XML file in it.")
        with file.open("rb") as stream:
            raw = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise refuse("does not exist. Check the path.") from None
    except (OSError, ValueError) as error:  # a NUL in a path is a ValueError
        reason = getattr(error, "strerror", None) or str(error)
        raise refuse(f"cannot be read: {reason}.") from None
    if len(raw) > MOST_BYTES:
        raise refuse(f"must be at most {MOST_BYTES:,} bytes; a GENIUS domain is a few kilobytes.")
    return raw
