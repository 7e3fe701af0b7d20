"""How kernels are compiled, kept, announced, and played without compilation."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import bargaining.engine.batches
import bargaining.solver.compiled as compiled
from bargaining import simulate
from tests.house.source import LIBRARY, ROOT

CALLED = """
from bargaining.solver.compiled import part

@part
def times(x):
    return {factor} * x
"""
CALLING = """
from bargaining.solver.called import times
from bargaining.solver.compiled import kernel

@kernel
def fill(out):
    out[0] = times(7.0)
"""
# Uses a package as often as it is asked to, imported afresh after some files were written.
USING = """
import importlib, json, logging, sys
import numpy as np
found = []
for files in json.loads(sys.argv[1]):
    for file, text in files.items():
        open(file, "w", encoding="utf-8").write(text)
    for name in [name for name in sys.modules if name.split(".")[0] == "bargaining"]:
        del sys.modules[name]
    importlib.invalidate_caches()
    said = []
    handler = logging.Handler()
    handler.emit = lambda record, said=said: said.append(record.getMessage())
    logging.getLogger("bargaining").handlers = [handler]
    calling = importlib.import_module("bargaining.solver.calling")
    compiled = importlib.import_module("bargaining.solver.compiled")
    out = np.zeros(1)
    for _ in range(2):
        calling.fill(out)
        compiled.finish_announcement()
    found.append({
        "value": out[0], "said": said, "seconds": compiled.compilation_seconds(),
        "folder": str(compiled.cache_folder()),
    })
print(json.dumps(found))
"""
ELEMENTARY = """
import json, logging, os
import numpy as np
said = []
handler = logging.Handler()
handler.emit = lambda record: said.append(record.getMessage())
logging.getLogger("bargaining").addHandler(handler)
import bargaining.solver as room
from bargaining.solver import compiled, elementary
try:
    open(os.path.join(os.path.dirname(room.__file__), "probe"), "w").close()
    writable = True
except OSError:
    writable = False
value = float(elementary.exp_of(np.zeros(1))[0])
print(json.dumps({
    "value": value, "writable": writable, "said": said, "folder": str(compiled.cache_folder()),
}))
"""
PLAYED = """
import json, sys
from hashlib import sha256
import numpy as np
import bargaining as bg

found = {}
for name, worlds in json.loads(sys.argv[1]).items():
    run = bg.simulate(name, worlds=worlds, worlds_per_draw=2, seed=5)
    one = sha256()
    for array in run.names:
        one.update(array.encode() + np.ascontiguousarray(run[array]).tobytes())
    found[name] = one.hexdigest()
print(json.dumps(found))
"""


def run_child(code, *arguments, folder=ROOT, before=(), **settings):
    """Run code in a process of its own; settings that are None are taken from its environment."""
    given = {name: str(value) for name, value in settings.items() if value is not None}
    kept = {name: value for name, value in os.environ.items() if name not in settings}
    done = subprocess.run(
        [*before, sys.executable, "-W", "error", "-c", code, *arguments],
        cwd=folder, env={**kept, **given}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


# What kernels are kept by.


@pytest.fixture
def small_package(tmp_path):
    """Return a package whose one kernel calls a part in another file, compiled like the solver."""
    room = tmp_path / "bargaining" / "solver"
    room.mkdir(parents=True)
    solver = ("solver/__init__.py", "solver/compiled.py", "solver/unfinished.py")
    for file in ("__init__.py", "errors.py", *solver):
        text = "" if file == "__init__.py" else (LIBRARY / file).read_text("utf-8")
        (tmp_path / "bargaining" / file).write_text(text, "utf-8")
    (room / "calling.py").write_text(CALLING, "utf-8")
    (room / "called.py").write_text(CALLED.format(factor=2.0), "utf-8")
    return tmp_path


CHANGE = {"bargaining/solver/called.py": CALLED.format(factor=3.0)}


def use(package, *files):
    """Use a package, first with these files written, and then again with those, and so on."""
    # Byte code of a file that is written twice in one second would be taken for current.
    return run_child(
        USING, json.dumps(files), folder=package, NUMBA_CACHE_DIR=package / "cache",
        PYTHONDONTWRITEBYTECODE=1,
    )  # fmt: skip


@pytest.mark.slow
def test_a_change_in_a_file_that_a_kernel_calls_is_seen(small_package):
    (before,) = use(small_package, {})
    # In another process, as everywhere, and in the same one.
    again, after = use(small_package, {}, CHANGE)
    assert [one["value"] for one in (before, again, after)] == [14.0, 14.0, 21.0]
    # Compilation is announced and timed once, and loading is not.
    start, end = before["said"]
    assert start.startswith("Compiling the solver for this computer")
    assert end.startswith("Compiled the solver in ")
    assert end.endswith(f"seconds; kept in {before['folder']}.")
    assert before["seconds"] > 0.0
    assert again["said"] == []
    assert again["seconds"] == 0.0
    assert again["folder"] == before["folder"] != after["folder"]


@pytest.mark.slow
def test_the_compiler_alone_would_not_see_it(small_package):
    # Otherwise the folder's name would be needless.
    own = small_package / "bargaining/solver/compiled.py"
    text = own.read_text("utf-8")
    assert text.count("{_digest()}") == 1
    own.write_text(text.replace("{_digest()}", "always-the-same"), "utf-8")
    assert [one["value"] for one in use(small_package, {}, CHANGE)] == [14.0, 14.0]


def test_the_folder_is_named_by_files_and_versions(monkeypatch):
    names = {compiled._digest()}
    monkeypatch.setattr(compiled.platform, "python_version", lambda: "3.99.0")
    names.add(compiled._digest())
    monkeypatch.setattr(compiled.np, "__version__", "9.9")
    names.add(compiled._digest())
    monkeypatch.setattr(compiled.numba, "__version__", "9.9")
    names.add(compiled._digest())
    assert len(names) == 4
    assert compiled._digest() in names


def test_a_run_ends_the_announcement(monkeypatch):
    calls = []
    monkeypatch.setattr(
        bargaining.engine.batches, "finish_announcement", lambda: calls.append("finished")
    )
    simulate("ultimatum", worlds=4, batch=2)
    assert calls == 2 * ["finished"]


@pytest.mark.slow
def test_options_that_the_compiler_does_not_know_are_left_out(small_package):
    own = small_package / "bargaining/solver/compiled.py"
    text = own.read_text("utf-8")
    for option in ("_nrt", "forceinline", "no_cpython_wrapper", "no_cfunc_wrapper"):
        assert f'"{option}"' in text
        text = text.replace(f'"{option}"', f'"gone_{option}"')
    own.write_text(text, "utf-8")
    # Nor does it hold compiled code in the way that parts left unfinished need.
    own = small_package / "bargaining/solver/unfinished.py"
    text = own.read_text("utf-8")
    assert text.count('"_optimize_final_module"') == 1
    own.write_text(text.replace('"_optimize_final_module"', '"_gone"'), "utf-8")
    (found,) = use(small_package, {})
    assert found["value"] == 14.0


# An installation that cannot be written to.


@pytest.fixture
def installed(tmp_path):
    """Return a folder with a copy of the package in which nothing can be written."""
    site = tmp_path / "site"
    # With its byte code, as an installer leaves it.
    shutil.copytree(LIBRARY, site / "bargaining")
    folders = [site, *(path for path in site.rglob("*") if path.is_dir())]
    for path in site.rglob("*.py"):
        path.chmod(0o444)
    for path in folders:
        path.chmod(0o555)
    yield site
    for path in folders:
        path.chmod(0o755)


def unprivileged():
    """Return what runs a command so that permissions hold for it: for root, without its powers."""
    if os.name == "nt":
        pytest.skip("permissions of folders are others on Windows")
    if os.getuid() != 0:
        return ()
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("root may write everywhere, and setpriv is not here to take that away")
    return (setpriv, "--bounding-set=-all", "--inh-caps=-all")


def use_installed(site, home, temporary):
    found = run_child(
        ELEMENTARY, folder=site, before=unprivileged(), NUMBA_CACHE_DIR=None, HOME=home,
        XDG_CACHE_HOME=None, TMPDIR=temporary, PYTHONDONTWRITEBYTECODE=1,
    )  # fmt: skip
    assert found["value"] == 1.0
    assert not found["writable"]
    return found


@pytest.fixture
def closed(tmp_path):
    """Return a folder in which nothing can be written."""
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


@pytest.mark.slow
def test_kernels_are_kept_in_the_users_cache(installed, tmp_path, closed):
    home = tmp_path / "home"
    home.mkdir()
    first = use_installed(installed, home, closed)
    assert home in Path(first["folder"]).parents
    assert len(first["said"]) == 1
    assert use_installed(installed, home, closed)["said"] == []


@pytest.mark.slow
def test_without_a_home_kernels_are_kept_with_temporary_files(installed, tmp_path, closed):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    first = use_installed(installed, closed, temporary)
    folder = Path(first["folder"])
    assert folder.parent == temporary / f"bargaining-{os.getuid()}"
    assert folder.stat().st_mode & 0o077 == 0
    assert use_installed(installed, closed, temporary)["said"] == []


def test_a_folder_of_somebody_else_is_not_trusted(tmp_path, monkeypatch):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if os.name == "nt":
        pytest.skip("folders have no owner's number on Windows")
    assert compiled.cache_folder() is not None
    owner = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    assert compiled.cache_folder() is None


# One compilation of each kernel is enough.

SIGNATURES = """
import json, sys
import bargaining as bg
import numpy as np
from numba.core.registry import CPUDispatcher

for name in bg.list_scenarios():
    bg.simulate(name, worlds=3, worlds_per_draw=2, seed=7)
for party, seat in {
    "ann": bg.OneWorld(choose_step=lambda seen: "hold", react=lambda seen: "hold"),
    "bob": bg.TimeDependent(),
}.items():
    bg.simulate("two-types", worlds=2, seats={party: seat})
bg.simulate("stockholm-2014", worlds=1, seats={"china": bg.UniformRandom()})
bg.simulate("stockholm-2014", worlds=2, seats={"china": bg.Equilibrium(remaining_noise=0.5)})
bg.simulate("stockholm-2014", worlds=2, seats={"japan": bg.Equilibrium()})
bg.simulate("stockholm-2014", worlds=1, seats={"north_korea": bg.UniformRandom()})
# No file of the library has a truncated prior.
cut = {"mean": 0.96, "sd": 0.02, "low": 0.9, "high": 0.99}
own = bg.load("stockholm-2014").replace({"parties.japan.discount_factor": cut})
bg.simulate(own, worlds=2, worlds_per_draw=1)
run = bg.simulate("pyongyang-2002", worlds=5, worlds_per_draw=1)
run.transcript(2)
from bargaining.engine.package_values import value_packages
value_packages("stockholm-2014", worlds=3)
# What is compiled beforehand is what is called later.
from bargaining.solver import beforehand
beforehand.first_half()
beforehand.second_half()

found = {}
for module in [m for name, m in sys.modules.items() if name.startswith("bargaining.solver.")]:
    for name, function in vars(module).items():
        own = isinstance(function, CPUDispatcher) and function.__module__ == module.__name__
        if own and not function.targetoptions.get("no_cpython_wrapper"):
            found[f"{module.__name__}.{name}"] = [str(one) for one in function.signatures]
print(json.dumps(found))
"""


@pytest.mark.slow
def test_every_kernel_is_compiled_once():
    # A second signature (an array with gaps, or read-only) would cost a second compilation.
    found = run_child(SIGNATURES)
    twice = {name: signatures for name, signatures in found.items() if len(signatures) != 1}
    assert not twice
    assert len(found) > 12


def test_nothing_is_kept_in_an_empty_folder_only(tmp_path, monkeypatch, caplog):
    def first_words():
        begins = SimpleNamespace(data={"dispatcher": SimpleNamespace(py_func=compiled.kernel)})
        compiled._Announcement().on_start(begins)
        return caplog.messages[-1]

    monkeypatch.setattr(compiled, "_FOLDER", None)
    assert not compiled.nothing_is_kept()
    assert "once" not in first_words()
    monkeypatch.setattr(compiled, "_FOLDER", tmp_path)
    assert compiled.nothing_is_kept()
    assert first_words().startswith("Compiling the solver for this computer (once, ")
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "packages.value_packages.nbi").write_text("")
    assert not compiled.nothing_is_kept()
    # The first words of a second run that shares the folder while the first still compiles.
    assert first_words().startswith(
        "Compiling parts of the solver that have not been compiled yet (once, "
    )


# Without compilation.

SMALL = {
    "ultimatum": 4, "two-types": 4, "random-proposer": 3, "uniform-reservation": 3, "deadline": 3,
    "breakdown": 2, "setter": 2, "outside-option": 2, "win-set": 2, "grim-trigger": 2,
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("worlds", [SMALL, {"stockholm-2014": 2}], ids=["small", "stockholm-2014"])
def test_plain_python_makes_the_same_choices_without_a_warning(worlds):
    asked = json.dumps(worlds)
    assert run_child(PLAYED, asked, NUMBA_DISABLE_JIT=1) == run_child(PLAYED, asked)
