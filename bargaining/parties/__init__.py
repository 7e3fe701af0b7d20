"""Parties: those who decide. Each country's class answers the questions one asks of it."""

from bargaining.parties.china import China
from bargaining.parties.japan import Japan
from bargaining.parties.north_korea import NorthKorea
from bargaining.parties.party import Party, own_reactors
from bargaining.parties.south_korea import SouthKorea
from bargaining.parties.united_states import UnitedStates

__all__ = [
    "COUNTRIES", "China", "Japan", "NorthKorea", "Party", "SouthKorea", "UnitedStates",
    "own_reactors",
]  # fmt: skip

# The classes that a scenario's `country` may name.
COUNTRIES: dict[str, type[Party]] = {
    kind.__name__: kind for kind in (Party, Japan, NorthKorea, China, SouthKorea, UnitedStates)
}
