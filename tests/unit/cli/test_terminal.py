"""What short commands print on a terminal that is narrow and shows no colour."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such terminals")

# What moves the cursor and clears a line, and what sets a colour.
_CONTROL = re.compile(r"\x1b\[[?0-9;]*[A-Za-z]")
_COLOUR = re.compile(r"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")


def on_terminal(*arguments, columns=60, typed=b""):
    """Return the exit code of a command on a terminal, and what it wrote there."""
    import fcntl
    import pty
    import struct
    import termios

    near, far = pty.openpty()
    fcntl.ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    there = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    there |= {"NO_COLOR": "1", "TERM": "xterm", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "bargaining", *arguments]
    with subprocess.Popen(command, stdin=far, stdout=far, stderr=far, env=there) as program:
        os.close(far)
        os.write(near, typed)
        written = b""
        while True:
            try:
                part = os.read(near, 65_536)
            except OSError:  # Linux's end of what a terminal writes.
                break
            if not part:
                break
            written += part
        code = program.wait()
    os.close(near)
    return code, written.decode()


@pytest.mark.slow
def test_a_scenario_on_a_narrow_screen():
    code, written = on_terminal("show", "stockholm-2014", "--brief")
    assert code == 0
    # Nothing steers the terminal.
    assert "\x1b" not in written
    lines = written.splitlines()
    assert max(map(len, lines)) <= 60
    assert lines[-4] == "  bargaining run stockholm-2014 --quick"
    assert len(on_terminal("show", "stockholm-2014", "--brief", columns=80)[1].splitlines()) <= 24


def test_who_comes_to_the_keyboard_cannot_scroll_back_to_what_the_last_player_saw(tmp_path):
    seats = ("--as", "ann", "--as", "bob", "--out", str(tmp_path))
    code, written = on_terminal("play", "rubinstein", *seats, typed=b"\n0\n\nq\n")
    assert code == 0
    for name in ("Ann", "Bob"):
        assert f"\x1b[2J\x1b[H\x1b[3J{name} comes to the keyboard now." in written


@pytest.mark.slow
def test_a_quick_look_on_a_narrow_screen():
    code, written = on_terminal("run", "two-types", "--quick")
    assert code == 0
    assert _COLOUR.search(written) is None
    # What a bar drew is gone before the table.
    shown = _CONTROL.sub("", written[written.index("A demand to an opponent") :]).splitlines()
    assert max(map(len, shown)) <= 60
    assert "How it ends" in "".join(shown)
    assert shown[-1] == "  bargaining run two-types"
    assert "This is a first look at 200 worlds in 40 draws" in " ".join(shown)
