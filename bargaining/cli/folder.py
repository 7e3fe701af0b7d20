"""Files and pictures that a command writes: tried before the first world is played."""

from __future__ import annotations

import os
import re
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bargaining.cli.streams import reason, say, warn
from bargaining.errors import ArgumentError, BargainingError
from bargaining.text import wrap

if TYPE_CHECKING:
    from bargaining.engine.folders import RunFolder

PICTURES = ("png", "svg", "pdf")
_DOTS_PER_INCH = 150


def whole_path(path: Path, option: str) -> Path:
    """Return the absolute path; a home that does not exist, and a lost folder, are told."""
    try:
        return path.expanduser().absolute()
    except (OSError, RuntimeError) as error:
        raise ArgumentError(f"{option} {path}: {reason(error)}") from None


def check_file(path: Path | None, option: str, *, picture: bool = False) -> Path | None:
    """Return the whole path of a file, and refuse one that could not be written."""
    if path is None:
        return None
    if picture and not _is_picture(path):
        endings = ", ".join(f".{kind}" for kind in PICTURES)
        raise ArgumentError(f"{option} must name a picture ending in {endings}; got {path}")
    whole = whole_path(path, option)
    folder = whole.parent
    try:
        if whole.is_dir():
            raise ArgumentError(f"{option} {path}: there is a folder of this name")
        if not folder.is_dir() or not os.access(folder, os.W_OK):
            raise ArgumentError(
                f"{option} {path}: cannot write to the folder {folder}. Make it first."
            )
    except OSError as error:
        raise ArgumentError(f"{option} {path}: {reason(error)}") from None
    return whole


def _is_picture(path: Path) -> bool:
    return path.suffix.lower().removeprefix(".") in PICTURES


def prepare_folder(wanted: Path | None, name: str) -> Path:
    """Make the folder asked for, or else ``bargaining-output/NAME``, and return its whole path."""
    path = whole_path(Path("bargaining-output", name) if wanted is None else wanted, "--out")
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise ArgumentError(
            f"cannot write to the folder {path}: {reason(error)}. Choose another: --out DIR."
        ) from error
    return path


def next_file(folder: Path, name: str) -> Path:
    """Make the next free file of a name in a folder, ``name-3.json``, before another does."""
    for number in count(1):
        path = folder / f"{name}-{number}.json"
        with suppress(FileExistsError):
            path.touch(exist_ok=False)
            break
    return path


def kept_folder(resume: Path | None, study: str, name: str = "") -> RunFolder | None:
    """Return the folder of `--resume`, or one in it for one of several runs of a command.

    One that holds something else than such a study is refused.
    """
    from bargaining.engine.folders import RunFolder, check_contents

    if resume is None:
        return None
    folder = RunFolder.prepare(whole_path(resume, "--resume"), warn)
    check_contents(folder.path, study)
    return folder.within(name) if name else folder


@dataclass(slots=True)
class Steps:
    """What a command does with its result, step by step: one that fails costs no other.

    A file or a stream that cannot be written costs one line and exit code 2. Anything else that
    goes wrong is a bug, and is raised at the end. `files` are those that were written; `tell` says
    what is no result; `pictures` is the kind of those that have no ending in their name.
    """

    quiet: bool
    tell: Callable[[str], None] = say
    pictures: str = PICTURES[0]
    files: list[Path] = field(default_factory=list)
    _code: int = 0
    _bug: Exception | None = None
    _letters: set[str] = field(default_factory=set)

    @contextmanager
    def step(self, what: str = "") -> Iterator[None]:
        """Do one step; `what` begins the line that tells of its failure."""
        begin = f"{what}: " if what else ""
        try:
            with warnings.catch_warnings(record=True) as noted:
                warnings.simplefilter("always")
                yield
            for note in noted:
                self._letters.update(getattr(note.message, "letters", ()))
        except SystemExit as gone:
            self._code = self._code or int(str(gone.code))
        except (BargainingError, OSError, MemoryError) as error:
            self._code = 2
            warn(begin + reason(error))
        except Exception as error:
            self._bug = self._bug or error

    def draw(self, plot: Callable[[], Any], *paths: Path) -> None:
        """Write the figure of what `plot` returns: axes, alone or several together."""
        figure: Any = None
        for path in paths:
            path = path if _is_picture(path) else path.with_name(f"{path.name}.{self.pictures}")
            with self.step(f"{path.name} cannot be written"):
                if figure is None:
                    axes = plot()
                    while not hasattr(axes, "get_figure"):
                        axes = next(iter(axes))
                    figure = axes.get_figure()
                # The default compresses a little better in twice the time.
                png = path.suffix.lower() == ".png"
                quick = {"pil_kwargs": {"compress_level": 3}} if png else {}
                figure.savefig(path, dpi=_DOTS_PER_INCH, **quick)
                self.files.append(path)

    def tell_files(self, own_names: re.Pattern[str] | None = None) -> None:
        """Say which files were written, and which of a command's own names are of another run."""
        if self.quiet or not self.files:
            return
        folder = self.files[0].parent
        for parent in dict.fromkeys(path.parent for path in self.files):
            names = [path.name for path in self.files if path.parent == parent]
            several = f"\nWritten to {parent.absolute()}:\n{_listed(names)}"
            self.tell(several if len(self.files) > 1 else f"\nWritten: {self.files[0]}")
        # They may hold worlds that took hours: nothing is removed.
        old = sorted(
            path.name
            for path in (folder.iterdir() if own_names else ())
            if path not in self.files and own_names and own_names.fullmatch(path.name)
        )
        if old:
            self.tell(f"Still there from another run, and not of this one:\n{_listed(old)}")

    def finish(self) -> int:
        """Return the exit code, after a note on letters that no font has."""
        if self._bug is not None:
            raise self._bug
        # A picture with boxes is no note: also where notes are not wanted.
        if self._letters:
            from bargaining.plots.letters import LettersMissing

            warn(str(LettersMissing(sorted(self._letters))))
        return self._code


def _listed(names: list[str]) -> str:
    return "\n".join(wrap(", ".join(names), indent=2, cut=False))
