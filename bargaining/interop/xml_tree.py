"""XML from strangers, read safely, and one list of all that is wrong with a set of files.

The attacks on XML parsers (entities that expand without end, entities that name files or addresses)
all need a document type declaration. GENIUS files have none, so one is refused before anything in
it is read; expat then has no entity to expand and no address to open.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from bargaining.errors import Problem, ScenarioError
from bargaining.scenario.reader import bytes_of, refusal

__all__ = ["Complaints", "Element", "read_xml"]

_MOST_DEPTH = 20
_MOST_ELEMENTS = 50_000
_LONGEST = 80

_DOCTYPE = (
    "holds a document type declaration (<!DOCTYPE ...>), which can make a parser read other files "
    "or fill the memory. A GENIUS file has none; delete the declaration."
)


@dataclass(frozen=True, slots=True)
class Element:
    """An element with its attributes, its children, and the file and line where it begins."""

    tag: str
    attributes: dict[str, str]
    file: str
    line: int
    children: list[Element] = field(default_factory=list)

    def text(self, attribute: str) -> str:
        """Return an attribute without the spaces around it; empty where there is none."""
        return self.attributes.get(attribute, "").strip()

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
    """Raised inside expat to stop it; carries the sentence for the reader."""


def read_xml(file: Path) -> Element:
    """Return the root element of a file; raise a ScenarioError for one that is refused."""
    try:
        raw = bytes_of(file, str(file), "an XML file")
    except FileNotFoundError:
        raise refusal(str(file), "does not exist. Check the path.") from None
    parser, count = expat.ParserCreate(), itertools.count(1)
    around = Element("", {}, str(file), 0)
    above = [around]

    def begin(tag: str, attributes: dict[str, str]) -> None:
        if len(above) > _MOST_DEPTH:
            raise _Refused(
                f"nests elements more than {_MOST_DEPTH} deep; a GENIUS file needs four levels."
            )
        if next(count) > _MOST_ELEMENTS:
            raise _Refused(f"has more than {_MOST_ELEMENTS:,} elements; use a smaller domain.")
        above.append(Element(tag, attributes, str(file), parser.CurrentLineNumber))
        above[-2].children.append(above[-1])

    def refuse(*_: object) -> None:
        raise _Refused(_DOCTYPE)

    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda tag: above.pop()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(raw, True)
    except _Refused as error:
        raise refusal(str(file), str(error), parser.CurrentLineNumber) from None
    except expat.ExpatError as error:
        named = re.match(rb"""\s*<\?xml[^>]*encoding\s*=\s*["']([^"']*)""", raw)
        other = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
        if not other and (named is None or named[1].lower() == b"utf-8"):
            try:
                raw.decode("utf-8")
            except UnicodeDecodeError as wrong:
                sentence = (
                    f"holds the byte 0x{raw[wrong.start]:02X}, which is not UTF-8, the encoding "
                    f"{'that it names' if named else 'of XML that names none'}. Save it as UTF-8, "
                    "or name its encoding in its first line, such as "
                    '<?xml version="1.0" encoding="ISO-8859-1"?>.'
                )
                line = raw.count(b"\n", 0, wrong.start) + 1
                raise refusal(str(file), sentence, line) from None
        what = f"is not well-formed XML: {expat.ErrorString(error.code)}."
        sentence = f"{what} Open it in an editor that checks XML."
        raise refusal(str(file), sentence, error.lineno) from None
    except (LookupError, ValueError) as error:  # an encoding that Python does not know
        sentence = f"has an encoding that cannot be read: {error}. Save it as UTF-8."
        raise refusal(str(file), sentence) from None
    return around.children[0]


@dataclass(slots=True)
class Complaints:
    """Problems by file, so that one message lists all, and notes on what is odd but not wrong.

    The name is that of the files together, for the head of a message that is about several.
    """

    name: str
    notes: list[str] = field(default_factory=list)
    found: list[tuple[str, Problem]] = field(default_factory=list)

    def read(self, file: Path) -> Element | None:
        """Return a file's root element; None where it cannot be read, with a complaint."""
        try:
            return read_xml(file)
        except ScenarioError as error:
            self.found += [(error.origin, problem) for problem in error.problems]
            return None

    def add(self, element: Element, where: str, sentence: str) -> None:
        """Complain about an element."""
        self.found.append((element.file, Problem(where, sentence, element.line)))

    def note(self, sentence: str) -> None:
        """Remember what a reader of the result should know, if nothing is wrong."""
        if not self.found:
            self.notes.append(sentence)

    def number(
        self,
        element: Element,
        where: str,
        attribute: str,
        remedy: str,
        *,
        low: float = -math.inf,
        otherwise: float = 0.0,
    ) -> float:
        """Return an attribute as a finite number, or `otherwise` after a complaint."""
        text = element.attributes.get(attribute)
        try:
            value = math.nan if text is None else float(text.strip())
        except ValueError:
            value = math.nan
        if text is None:
            fault = f'has no attribute "{attribute}".'
        elif not math.isfinite(value):
            shown = text if len(text) <= _LONGEST else text[:_LONGEST] + "..."
            fault = f'must have a number as its {attribute}; got "{shown}".'
        elif value < low:
            fault = f"must have a {attribute} of at least {low:g}; got {value:g}."
        else:
            return value
        self.add(element, where, f"{fault} {remedy}")
        return otherwise

    def settle(self) -> None:
        """Raise one ScenarioError that tells everything, if there is anything."""
        files = {file for file, _ in self.found}
        if len(files) == 1:
            raise ScenarioError(files.pop(), [problem for _, problem in self.found])
        told = []
        for file, problem in self.found:
            place = file if problem.line is None else f"{file}:{problem.line}"
            key = f"{place}: {problem.key}" if problem.key else f"{place}:"
            told.append(Problem(key, problem.message))
        if told:
            raise ScenarioError(self.name, told)
