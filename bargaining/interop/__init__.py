"""Doors to the field's other tools: GENIUS domains, NegMAS scenarios, Gambit games."""

from bargaining.interop.domain import Domain
from bargaining.interop.gambit import write_efg, write_nfg
from bargaining.interop.genius_reader import read_domain, read_genius
from bargaining.interop.genius_writer import write_genius
from bargaining.interop.negmas_bridge import to_negmas

__all__ = [
    "Domain", "read_domain", "read_genius", "to_negmas", "write_efg", "write_genius", "write_nfg",
]  # fmt: skip
