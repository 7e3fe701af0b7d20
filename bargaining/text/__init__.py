"""Texts that people read: tables, wrapped lines, numbers, lists, dates."""

from bargaining.text.languages import LANGUAGES, Told, listed, page_texts, told, translated
from bargaining.text.reports import Report, folded, text_block
from bargaining.text.tables import (
    RULE,
    Column,
    entry,
    in_ascii,
    paragraphs,
    printable,
    table,
    terminal_width,
    wrap,
)
from bargaining.text.words import (
    MONTHS,
    Dates,
    Month,
    counted,
    decimal,
    extent,
    interval,
    joined,
    month_of,
    named,
    natural_key,
    of_hundred,
    percent,
    possessive,
    signed,
    spelled,
)

__all__ = [
    "LANGUAGES", "MONTHS", "RULE", "Column", "Dates", "Month", "Report", "Told", "counted",
    "decimal", "entry", "extent", "folded", "in_ascii", "interval", "joined", "listed",
    "month_of", "named", "natural_key", "of_hundred", "page_texts", "paragraphs", "percent",
    "possessive", "printable", "signed", "spelled", "table", "terminal_width", "text_block",
    "told", "translated", "wrap",
]  # fmt: skip
