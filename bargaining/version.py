"""The library's version, in a file of its own that imports nothing."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.2.0"
