"""NumPy and theory, loaded at their first use, so that a list of lessons loads neither."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = ["np", "theory"]

if TYPE_CHECKING:
    import numpy as np

    from bargaining import theory as theory
else:

    class _Later:
        def __init__(self, name: str) -> None:
            self._name = name

        def __getattr__(self, name: str) -> Any:
            return getattr(import_module(self._name), name)

    np, theory = _Later("numpy"), _Later("bargaining.theory")
