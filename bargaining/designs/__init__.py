"""Studies of a scenario's numbers, and of worlds in which something known is so."""
