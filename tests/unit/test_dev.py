"""The bootstrap: installs once, says what is missing, never trusts a half-made environment."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = (ROOT / "dev.py").read_text("utf-8")


@pytest.fixture
def dev(tmp_path, monkeypatch) -> ModuleType:
    """Load dev.py as if it stood in an empty project; environments and pip are only pretended."""
    (tmp_path / "dev.py").write_text(SOURCE, "utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "constraints.txt").write_text("numpy==2.0\n")
    spec = importlib.util.spec_from_file_location("dev_under_test", tmp_path / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.installed = []
    module.made = 0

    def make() -> None:
        module.made += 1
        module.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        module.PYTHON.write_text("")

    monkeypatch.setattr(module, "make_environment", make)
    monkeypatch.setattr(module, "pip_install", module.installed.extend)
    monkeypatch.setattr(module, "can_be_used", lambda stamp: module.PYTHON.exists())
    return module


def test_it_installs_once(dev):
    dev.install(with_tools=False)
    dev.install(with_tools=False)
    assert dev.installed == [str(dev.ROOT)]
    assert dev.made == 1


def test_the_tools_come_when_they_are_needed_and_stay(dev):
    dev.install(with_tools=False)
    dev.install(with_tools=True)
    dev.install(with_tools=False)
    dev.install(with_tools=True)
    assert dev.installed == [str(dev.ROOT), f"{dev.ROOT}[dev]"]
    assert dev.made == 1


def test_changed_pins_are_installed_and_keep_the_tools(dev):
    dev.install(with_tools=True)
    (dev.ROOT / "constraints.txt").write_text("numpy==2.1\n")
    dev.install(with_tools=False)
    assert dev.installed == [f"{dev.ROOT}[dev]"] * 2


@pytest.mark.parametrize("trouble", [SystemExit("pip failed"), KeyboardInterrupt()])
def test_a_half_made_environment_is_never_taken_for_a_whole_one(dev, monkeypatch, trouble):
    dev.install(with_tools=False)
    (dev.ROOT / "constraints.txt").write_text("numpy==2.1\n")

    def fail(what: list[str]) -> None:
        raise trouble

    with monkeypatch.context() as broken:
        broken.setattr(dev, "pip_install", fail)
        with pytest.raises(type(trouble)):
            dev.install(with_tools=False)
    (dev.ROOT / "constraints.txt").write_text("numpy==2.0\n")
    dev.install(with_tools=False)
    assert len(dev.installed) == 2


def reloaded(dev: ModuleType) -> ModuleType:
    """Return the module with none of its functions pretended."""
    fresh = ModuleType("dev_under_test")
    fresh.__file__ = dev.__file__
    exec(compile(SOURCE, str(dev.__file__), "exec"), vars(fresh))
    return fresh


def test_a_folder_that_is_no_environment_is_left_alone(dev):
    dev.PLACE.mkdir()
    (dev.PLACE / "thesis.txt").write_text("do not delete")
    with pytest.raises(SystemExit, match="is no Python environment"):
        reloaded(dev).install(with_tools=False)
    assert (dev.PLACE / "thesis.txt").exists()


def test_a_python_without_venv_is_told_what_to_install(dev, monkeypatch):
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object()
    )
    with pytest.raises(SystemExit) as leave:
        reloaded(dev).install(with_tools=False)
    version = "{}.{}".format(*sys.version_info)
    assert f"sudo apt install python{version}-venv" in str(leave.value)
    assert not dev.PLACE.exists()


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("NewConnectionError: Failed to establish a new connection", "Connect to a network"),
        ("error: metadata-generation-failed", "All that it said is in"),
    ],
)
def test_a_failing_pip_is_told_in_a_sentence(dev, said, advice):
    fresh = reloaded(dev)
    fresh.PLACE.mkdir()
    script = fresh.PLACE / "pip_stands_in.py"
    script.write_text(f"print({said!r}); raise SystemExit(1)")

    fresh.PYTHON = sys.executable
    popen = subprocess.Popen

    class Subprocess:
        STDOUT = subprocess.STDOUT
        TimeoutExpired = subprocess.TimeoutExpired

        @staticmethod
        def Popen(command, **named):  # noqa: N802
            return popen([sys.executable, str(script)], **named)

    fresh.subprocess = Subprocess
    with pytest.raises(SystemExit) as leave:
        fresh.pip_install(["anything"])
    assert said in str(leave.value)
    assert advice in str(leave.value)


def test_an_old_python_can_read_it_and_is_told_so(tmp_path):
    ast.parse(SOURCE, feature_version=(3, 6))
    (tmp_path / "dev.py").write_text(SOURCE, "utf-8")
    pretend = "import sys; sys.version_info = (3, 9, 2); exec(open('dev.py').read())"
    done = subprocess.run(
        [sys.executable, "-c", pretend], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("asked", "started"),
    [
        (["run", "ultimatum", "--json"], ["-m", "bargaining", "run", "ultimatum", "--json"]),
        (["test", "-k", "floors"], ["-m", "pytest", "-k", "floors"]),
    ],
)
def test_commands_pass_through(dev, begun, asked, started):
    assert dev.main(asked) == 7
    assert begun == [started]


@pytest.fixture
def begun(dev, monkeypatch) -> list[list[str]]:
    """Pretend to run Python and keep what it was asked for; it leaves with 7."""
    kept: list[list[str]] = []
    monkeypatch.setattr(dev, "become", lambda arguments, folder: kept.append(arguments) or 7)
    return kept


@pytest.mark.parametrize(("played", "tested"), [(0, True), (1, True), (130, False)])
def test_a_world_is_played_before_several_processes_test(dev, monkeypatch, played, tested):
    """An error is left to the tests to tell, but who stops the play stops the tests."""
    codes, begun = [played, 7], []
    monkeypatch.setattr(
        dev, "become", lambda arguments, folder: begun.append(arguments) or codes.pop(0)
    )
    assert dev.main(["test"]) == (7 if tested else played)
    (first, code), *tests = begun
    assert first == "-c"
    assert "worlds=1)" in code
    compile(code, "played first", "exec")
    shared = ["-m", "not slow", "--numprocesses=auto", "--maxprocesses=4", "--dist=worksteal"]
    assert tests == [["-m", "pytest", *shared]] * tested


def test_the_quick_tests_take_options_too(dev, begun):
    dev.main(["test", "--quick", "-x"])
    assert begun == [["-m", "pytest", *dev.QUICK, "-m", "not slow", "-x"]]


def test_the_quick_tests_are_there_and_touch_every_part(dev):
    """Every folder of tests has a part in them, and so has each room with a folder of its own."""
    files = [place.partition("::")[0] for place in dev.QUICK]
    assert [place for place in files if not (ROOT / place).exists()] == []
    # Files that are slow as a whole, such as those that need a browser, have no cheap test.
    folders = {
        path.parent
        for path in (ROOT / "tests").rglob("test_*.py")
        if "\npytestmark = pytest.mark.slow\n" not in path.read_text("utf-8")
    }
    chosen = [ROOT / place for place in files]
    untouched = [
        folder.relative_to(ROOT).as_posix()
        for folder in sorted(folders)
        if not any(folder in (place, place.parent) for place in chosen)
    ]
    assert untouched == [], "add a cheap test of these to QUICK in dev.py"


def test_without_a_command_it_says_what_it_can_do(dev, capsys):
    assert dev.main([]) == 0
    assert "dev.py run stockholm-2014" in capsys.readouterr().out
    assert not dev.installed
