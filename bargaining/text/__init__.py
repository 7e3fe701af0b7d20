"""Texts that people read: tables, wrapped lines, numbers, lists, dates."""

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
    "MONTHS", "RULE", "Column", "Dates", "Month", "Report", "counted", "decimal", "entry",
    "extent", "folded", "in_ascii", "interval", "joined", "month_of", "named", "natural_key",
    "of_hundred", "paragraphs", "percent", "possessive", "printable", "signed", "spelled",
    "table", "terminal_width", "text_block", "wrap",
]  # fmt: skip
