"""Mesa, without the packages that it loads and we do not use: half of the time it takes.

They stay out until somebody asks Mesa for what needs them. Mesa 3.5 asks for two of the four
while it is imported, so that only pandas and tqdm stay out. Nor is the source of all callers read,
of which Mesa's logging wants one name.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from types import ModuleType
from typing import Any

__all__ = ["mesa"]


class _Later(ModuleType):
    """A package in Mesa's hands that is loaded when Mesa first uses it."""

    def __getattr__(self, name: str) -> Any:
        # Mesa's logging looks at the `__file__` of every module, which must load none.
        if name.startswith("__"):
            raise AttributeError(name)
        if name in _TAKEN:
            return lambda *given, **options: getattr(self._loaded(), name)(*given, **options)
        return getattr(self._loaded(), name)

    def _loaded(self) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return importlib.import_module(self.__name__)


def _without_source(frame: Any, context: int = 1) -> inspect.Traceback:
    code = frame.f_code
    return inspect.Traceback(code.co_filename, frame.f_lineno, code.co_name, None, None)


_NOT_USED = ("pandas", "networkx", "scipy.spatial.distance", "tqdm.auto")
# What Mesa takes from them while it is itself imported.
_TAKEN = ("cdist", "tqdm")
_deferred = {name: _Later(name) for name in _NOT_USED if name not in sys.modules}
sys.modules.update(_deferred)
_with_source, inspect.getframeinfo = inspect.getframeinfo, _without_source
try:
    import mesa
finally:
    inspect.getframeinfo = _with_source
    for name, later in _deferred.items():
        if sys.modules.get(name) is later:
            del sys.modules[name]
