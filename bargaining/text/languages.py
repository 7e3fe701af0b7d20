"""Texts that can be told in several languages: the English text is the key of one catalogue."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, reduce
from importlib.resources import files
from typing import Any

from bargaining.errors import ArgumentError

__all__ = ["LANGUAGES", "REVIEW", "Told", "listed", "page_texts", "told", "translated"]

# Each language by its code, in its own words.
LANGUAGES = {"en": "English", "ja": "日本語", "ko": "한국어"}
# What readers of a translation are told about it. Remove a language once it has been reviewed.
REVIEW = dict.fromkeys(("ja", "ko"), "No native speaker has reviewed this translation yet.")

# Under these keys stand names of things, which may look like words of the catalogue.
_IDENTIFIERS = frozenset(
    ("issue", "key", "kind", "mode", "name", "party", "path", "scenario", "slot", "stage")
)
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
# Korean particles have two forms, written 이(가) in the catalogue: the one after a consonant, and
# after a vowel in brackets. What stands before may end with a quotation mark.
_PARTICLE = re.compile(r"(\S)([”’」)\]]*)(이\(가\)|은\(는\)|을\(를\)|과\(와\)|\(으\)로)")
# How digits and signs are read out.
_READ = dict(zip("0123456789%", "영일이삼사오육칠팔구트", strict=True))


class Told(str):
    """An English text that remembers how it was made, so that it can be told in another language.

    Attributes
    ----------
    template : str
        The text with places in braces.
    values : dict
        What is in the places: texts, which may be `Told` themselves, and numbers.
    """

    __slots__ = ("template", "values")
    template: str
    values: dict[str, Any]

    def __new__(cls, text: str, template: str, values: dict[str, Any]) -> Told:
        """Return a text with its template and its values."""
        made = super().__new__(cls, text)
        made.template, made.values = template, values
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Told, (str(self), self.template, self.values)

    def __deepcopy__(self, memo: Any) -> Told:
        return self

    def capitalize(self) -> Told:
        """Return the text with a capital letter at its beginning, and all else as it is."""
        return Told(self[:1].upper() + self[1:], self.template, self.values)


def told(template: str, /, **values: Any) -> Told:
    """Return a text that can be told in every language of the catalogue.

    Parameters
    ----------
    template : str
        The English text, with a place in braces for each value. The catalogue has translations of
        it as it is, with its places.
    **values : object
        Texts, numbers, or sequences of such, which become a list with commas.
    """
    shown = {
        name: listed(value) if isinstance(value, list | tuple) else value
        for name, value in values.items()
    }
    return Told(template.format(**shown) if shown else template, template, shown)


def listed(texts: Sequence[str], between: str = ", ") -> str:
    """Return texts one after the other, with commas or with something else between them."""
    template = f"{{one}}{between}{{other}}"
    return reduce(lambda one, other: told(template, one=one, other=other), texts) if texts else ""


def translated(value: Any, language: str) -> Any:
    """Return a text, or all texts in lists and mappings, in another language.

    Parameters
    ----------
    value : object
        A `Told`, a plain text that the catalogue knows, or a list, a tuple or a mapping of such.
        What the catalogue does not know stays English. What is no text stays as it is; so do the
        keys of a mapping, and what it has under a key that names things, such as ``"party"``.
    language : str
        One of `LANGUAGES`; English returns the value itself.

    Raises
    ------
    ArgumentError
        There is no such language.
    """
    if language not in LANGUAGES:
        raise ArgumentError(f"language must be one of {', '.join(LANGUAGES)}; got {language!r}")
    if language == "en":
        return value
    if isinstance(value, str):
        return _translated_text(value, language)
    if isinstance(value, Mapping):
        return {
            key: one if key in _IDENTIFIERS else translated(one, language)
            for key, one in value.items()
        }
    if isinstance(value, list | tuple):
        whole = [translated(one, language) for one in value]
        return whole if isinstance(value, list) else tuple(whole)
    return value


def _translated_text(text: str, language: str) -> str:
    known = _texts(language)
    if not isinstance(text, Told):
        # One label may stand for many that differ by a number, as those of the parts of a pie.
        numbers = [] if text in known else _NUMBER.findall(text)
        if len(numbers) != 1:
            return known.get(text, text)
        text = Told(text, _NUMBER.sub("{number}", text), {"number": numbers[0]})
    if text.template not in known:
        return str(text)
    values = {name: translated(value, language) for name, value in text.values.items()}
    # A template without values may hold braces of its own.
    shown = known[text.template].format(**values) if values else known[text.template]
    return _with_particles(shown) if language == "ko" else shown


def _with_particles(text: str) -> str:
    """Return a Korean text in which each particle has the form that goes with what precedes it."""

    def chosen(found: re.Match[str]) -> str:
        before, quote, particle = found.groups()
        syllable = ord(_READ.get(before, before)) - ord("가")
        if not 0 <= syllable <= ord("힣") - ord("가"):
            return found[0]
        final = syllable % 28
        if particle == "(으)로":
            # After ㄹ, the eighth final consonant, it is 로 as after a vowel.
            return f"{before}{quote}{'로' if final in (0, 8) else '으로'}"
        return f"{before}{quote}{particle[0] if final else particle[2]}"

    return _PARTICLE.sub(chosen, text)


def page_texts(language: str) -> dict[str, str]:
    """Return the texts of the class page by the English ones."""
    page = _catalogue()["page"]
    return {text: text if language == "en" else others[language] for text, others in page.items()}


@cache
def _catalogue() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(files("bargaining.text").joinpath("catalogue.toml").read_text("utf-8"))


@cache
def _texts(language: str) -> dict[str, str]:
    """Return all translations into a language, by the English text or template."""
    tables = _catalogue().values()
    return {text: others[language] for table in tables for text, others in table.items()}
