"""Parties: those who decide. Each country's class answers the questions one asks of it."""

from bargaining.parties.party import Party

__all__ = ["COUNTRIES", "Party"]

COUNTRIES: dict[str, type[Party]] = {"Party": Party}
