"""Folders held by one process at a time."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import platform
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from bargaining.errors import ArgumentError

__all__ = ["held"]

# What systems say of a file that another process has locked; others cannot lock files at all.
_LOCKED = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
# Windows lets nobody read what is locked: a byte behind all that is written.
_BYTE = 2**30


@contextlib.contextmanager
def held(folder: Path, name: str = "run") -> Iterator[None]:
    """Hold a folder, or what `name` stands for in it, against other processes.

    The system lets go of it when the process ends, however that ends. Where another process holds
    it, an ArgumentError names that one.
    """
    path = folder / f".{name}.lock"
    file = _acquired(path)
    try:
        since = datetime.now().astimezone().isoformat(" ", "seconds")
        owner = {"pid": os.getpid(), "host": platform.node(), "since": since}
        file.seek(0)
        file.truncate()
        file.write(json.dumps(owner).encode())
        file.flush()
        yield
    finally:
        # Emptied before: Windows removes no file that is open.
        with contextlib.suppress(OSError):
            file.truncate(0)
        with contextlib.suppress(OSError):
            path.unlink()
        file.close()


def _acquired(path: Path) -> IO[bytes]:
    """Open a file that no other process has locked, and lock it."""
    while True:
        try:
            file = path.open("a+b")
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise ArgumentError(
                f"cannot write to {path}: {reason}. Name another folder."
            ) from error
        try:
            free = True
            try:
                if sys.platform == "win32":
                    import msvcrt

                    file.seek(_BYTE)
                    msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                else:
                    import fcntl

                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                free = error.errno not in _LOCKED
            file.seek(0)
            owner: dict[str, str] = {}
            with contextlib.suppress(ValueError, KeyError, TypeError):
                written = json.loads(file.read())
                owner = {what: str(written[what]) for what in ("pid", "host", "since")}
            # Whether the process of another computer still runs cannot be seen from here.
            if not free or (owner and owner["host"] != platform.node()):
                who, remedy = "another process", "Wait for it, or name another folder"
                if owner:
                    pid, host = owner["pid"], owner["host"]
                    who = f"process {pid} on {host}, since {owner['since']}"
                    if host != platform.node():
                        remedy += (
                            f". Whether it still runs can only be seen there: `ps -p {pid}` on "
                            f'{host} (on Windows `tasklist /fi "pid eq {pid}"`). If that shows no '
                            f"such process, or {host} was started again since then, remove {path}"
                        )
                raise ArgumentError(f"{path.parent} is in use by {who}. {remedy}.")
            # Who held it may have removed it after it was opened here.
            if path.exists() and os.path.samestat(path.stat(), os.fstat(file.fileno())):
                return file
        except BaseException:
            file.close()
            raise
        file.close()
