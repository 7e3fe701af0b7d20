"""Compiles the kernels, and keeps what is compiled in the user's cache folder.

Numba is imported here, in `lanes` for vectors, and nowhere else. Kernels are compiled when they are
first called and kept on disk. Numba sees a change in a kernel's own file and not one in a file that
the kernel calls, so the folder is named by a digest of all files of this room and of the versions
that compile them.

No `fastmath`: sums are added in the order in which they are written, and a product and a sum are
never contracted into one rounding, so results do not depend on the processor's vectors.
"""

from __future__ import annotations

import logging
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from bargaining.errors import MissingPackageError
from bargaining.solver.unfinished import UNFINISHED

try:
    import numba
    from numba.core import event
except ImportError as error:  # pragma: no cover - tested in processes of their own
    if isinstance(error, ModuleNotFoundError) and error.name == "numba":
        what = "is not installed here. Install it with: pip install numba"
    else:
        what = (
            f"cannot be imported here ({error}). "
            "Install versions that fit with: pip install --upgrade numba numpy"
        )
    raise MissingPackageError(
        f"playing a scenario needs the package numba, which {what}"
    ) from error

__all__ = [
    "cache_folder",
    "compilation_seconds",
    "finish_announcement",
    "inlined",
    "kernel",
    "nothing_is_kept",
    "part",
    "reserving",
    "unit",
]

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

_LOG = logging.getLogger("bargaining")


def cache_folder() -> Path | None:
    """Return the folder in which compiled kernels are kept, or None where none can be written.

    It lies in the user's cache folder, or where ``NUMBA_CACHE_DIR`` says, so that an installation
    that cannot be written to works as well.
    """
    asked = os.environ.get("NUMBA_CACHE_DIR")
    for root in [Path(asked)] if asked else [_user_cache(), Path(tempfile.gettempdir())]:
        folder = root / "bargaining" / f"kernels-{_digest()}"
        if not asked and root == Path(tempfile.gettempdir()):
            # Others write there too: a folder of one's own cannot hold what they compiled.
            user = os.environ.get("USERNAME", "user") if os.name == "nt" else os.getuid()
            folder = root / f"bargaining-{user}" / folder.name
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
        except OSError:
            continue
        if os.name == "nt" or asked or folder.stat().st_uid == os.getuid():
            return folder
    return None


def nothing_is_kept() -> bool:
    """Return whether there is a folder to keep kernels in, and none in it."""
    return _FOLDER is not None and not any(_FOLDER.rglob("*.nbi"))


def _user_cache() -> Path:
    """Return the folder for caches of this user and system."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    if sys.platform == "darwin":
        return home / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")


def _digest() -> str:
    """Name everything that compiled code depends on beside the processor, which Numba sees."""
    room = blake2b(digest_size=8)
    # Numba keeps the kernels of each installation by themselves.
    where = str(Path(__file__).parent)
    for one in (where, platform.python_version(), np.__version__, numba.__version__):
        room.update(f"{one}\0".encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        room.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return room.hexdigest()


# Other threads may run meanwhile; a division by zero is infinite, as in NumPy.
_OPTIONS = {"nogil": True, "error_model": "numpy"}


def _known(options: dict[str, bool]) -> dict[str, bool]:
    """Leave out options that this Numba does not know.

    They are not documented, and spare time only: without them kernels compute the same.
    """
    known = getattr(import_module("numba.core.cpu"), "CPUTargetOptions", None)
    return {name: value for name, value in options.items() if hasattr(known, name)}


_OF_KERNELS = _known({"no_cfunc_wrapper": True})
# Parts are called from kernels only, and hold no reference of their own to any array.
_OF_PARTS = _known({
    "_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True, "forceinline": True
})  # fmt: skip
_FOLDER = None if numba.config.DISABLE_JIT else cache_folder()


def kernel(function: Kernel) -> Kernel:
    """Compile a function of all rows, which Python calls, when it is first called.

    It lets other threads run while it computes. With ``NUMBA_DISABLE_JIT=1`` in the environment it
    stays plain Python, and NumPy is as silent in it as compiled code is.
    """
    if numba.config.DISABLE_JIT:
        return np.errstate(all="ignore")(function)
    # Numba chooses this folder for what is decorated meanwhile, and for no other code.
    before, numba.config.CACHE_DIR = numba.config.CACHE_DIR, str(_FOLDER or "")
    try:
        compile_ = numba.njit(cache=_FOLDER is not None, **_OPTIONS, **_OF_KERNELS)
        return compile_(function)  # type: ignore[no-any-return]
    finally:
        numba.config.CACHE_DIR = before


def part(function: Kernel) -> Kernel:
    """Compile a part of kernels, which works on one row and reserves no memory.

    References to arrays are not counted in it: counting them would cost more than the arithmetic.
    """
    return numba.njit(**_OPTIONS, **_OF_PARTS, **UNFINISHED)(function)  # type: ignore[no-any-return]


def unit(function: Kernel) -> Kernel:
    """Compile a larger part once, and call it wherever it is used."""
    options = {**_OPTIONS, **_OF_PARTS, **_known({"forceinline": False})}
    return numba.njit(**options, **UNFINISHED)(function)  # type: ignore[no-any-return]


def inlined(function: Kernel) -> Kernel:
    """Write out wherever it is called a part that returns a stretch of an array."""
    return numba.njit(inline="always", **_OPTIONS, **_OF_PARTS)(function)  # type: ignore[no-any-return]


def reserving(function: Kernel) -> Kernel:
    """Compile a function that reserves memory once, and call it wherever it is used."""
    options = {**_OPTIONS, **_OF_PARTS, **_known({"_nrt": True, "forceinline": False})}
    return numba.njit(**options, **UNFINISHED)(function)  # type: ignore[no-any-return]


class _Announcement(event.Listener):  # type: ignore[misc]
    """Says once that kernels are being compiled, and when a run is over how long it took."""

    def __init__(self) -> None:
        self._depth = 0
        self._began = 0.0
        self._unsaid = 0.0
        self._said = self._finished = False
        self.seconds = 0.0

    def on_start(self, event: Any) -> None:
        """Note that a kernel begins to be compiled."""
        if not _ours(event):
            return
        if self._depth == 0:
            self._began = time.perf_counter()
            if not self._said:
                self._said = True
                what = "the solver for this computer (once, one to two minutes)"
                if _FOLDER is None:
                    what = what.replace("once, ", "")
                elif not nothing_is_kept():
                    # Another run may be at it now, or was stopped, or did not need them.
                    parts = "parts of the solver that have not been compiled yet"
                    what = f"{parts} (once, one to two minutes)"
                _LOG.warning("Compiling %s ...", what)
        self._depth += 1

    def on_end(self, event: Any) -> None:
        """Note that it is compiled."""
        if not _ours(event):
            return
        self._depth -= 1
        if self._depth == 0:
            spent = time.perf_counter() - self._began
            self.seconds += spent
            self._unsaid += spent

    def finish(self) -> None:
        """Say how long it took, where that has not been said."""
        # A kernel that is first needed later, and compiled in a moment, is not worth a word.
        if self._unsaid == 0.0 or (self._finished and self._unsaid < 1.0):
            return
        kept = "not kept: no cache folder can be written to"
        if _FOLDER is not None:
            kept = f"kept in {_FOLDER}"
        what = "further parts of the solver" if self._finished else "the solver"
        _LOG.warning("Compiled %s in %.0f seconds; %s.", what, self._unsaid, kept)
        self._finished, self._unsaid = True, 0.0


def _ours(event: Any) -> bool:
    function = getattr((event.data or {}).get("dispatcher"), "py_func", None)
    return getattr(function, "__module__", "").startswith(f"{__package__}.")


_ANNOUNCEMENT = _Announcement()
if not numba.config.DISABLE_JIT:
    event.register("numba:compile", _ANNOUNCEMENT)


def compilation_seconds() -> float:
    """Return the seconds that this process has spent on compiling kernels."""
    return _ANNOUNCEMENT.seconds


def finish_announcement() -> None:
    """Say how long kernels took to compile, if any were; call it when something has been played.

    Kernels are compiled one by one when they are first called, so only the caller knows the last.
    """
    _ANNOUNCEMENT.finish()
