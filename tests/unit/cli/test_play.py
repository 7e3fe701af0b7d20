"""A game in the terminal."""

from __future__ import annotations

import codecs
import errno
import io
import json
import os
import re
import select
import signal
import struct
import sys
from contextlib import suppress
from itertools import cycle
from pathlib import Path

import pytest

import bargaining as bg
from tests.house.source import ROOT


@pytest.fixture
def typed(monkeypatch):
    """Return a function that says what the player types: a list, or an answer to each question."""

    def type_(answers, *, then_stop=True):
        lines = iter(answers)
        asked = []

        def read(prompt=""):
            asked.append(prompt)
            line = next(lines, None)
            if line is None:
                raise EOFError
            if isinstance(line, BaseException):
                raise line
            return line

        monkeypatch.setattr("builtins.input", read)
        return asked

    return type_


def stockholm(*more):
    return ("play", "stockholm-2014", "--as", "north_korea", *more)


def test_a_game_is_kept_and_taken_up_again(call, typed):
    typed(["0", "k", "0"])
    code, out, err = call(*stockholm())
    assert code == 0, err
    assert "You decide for North Korea, 24 rounds" in out
    game = Path("bargaining-output/stockholm-2014/game-1.json")
    assert f"--resume {game.absolute()}" in out
    typed(["", ""] * 4)
    code, out, _ = call("play", "stockholm-2014", "--resume", str(game))
    assert code == 0
    assert "You decide for North Korea" in out
    kept = json.loads(game.read_text())
    assert kept["people"] == ["north_korea"]
    assert kept["round"] >= 1
    typed([])
    code, out, _ = call("play", "stockholm-2014", "--resume", str(game))
    assert bg.Negotiation.load(game).round == kept["round"]
    # Another game has another name.
    typed([])
    assert "game-2.json" in call(*stockholm())[1]


def test_advice_and_what_one_knows_come_on_request_only(call, typed):
    typed([])
    assert "the agent" not in call(*stockholm())[1].partition("q           stop")[2]
    typed(["a", "k", "h", "?"])
    _, out, _ = call(*stockholm())
    assert "the agent" in out.partition("q           stop")[2]
    assert out.count("What it wants, by weight:") == 2
    assert "Nothing has happened yet." in out
    assert out.count("You can type:") == 2


def test_a_seat_sees_at_once_the_month_in_which_it_is_asked(call, typed):
    """A session of the Diet begins with the first month."""
    typed(["k"])
    first, _, known = call(*stockholm())[1].partition("You can type:")
    told = [
        [line for line in text.splitlines() if "Session of the Diet" in line]
        for text in (first, known)
    ]
    assert told[0] == told[1]
    assert told[0][0].endswith("1.00")


def test_what_is_no_option_is_said_and_asked_again(call, typed):
    asked = typed(["nonsense", "99", "-1", "²"])
    code, _, err = call(*stockholm())
    assert code == 0
    assert "There is no option 'nonsense' here." in err
    assert "There is no option '99' here." in err
    assert len(asked) == 5


def test_what_nobody_can_read_is_no_option(call, monkeypatch):
    said = b"\xff\xfe\n" + b"9" * 6000 + b"\n0\x00\n\nq\n"
    stream = io.TextIOWrapper(io.BytesIO(said), "ascii")
    monkeypatch.setattr("sys.stdin", stream)
    code, out, err = call(*stockholm())
    assert code == 0, err
    assert err.count("There is no option") == 3
    assert "Kept. Go on with:" in out


def test_what_was_decided_in_a_round_that_is_not_over_is_kept(call, typed):
    asked = typed(["0"])
    call("play", "stockholm-2014", "--as", "japan", "--as", "north_korea")
    game = Path("bargaining-output/stockholm-2014/game-1.json")
    assert len(asked) == 2
    # The first Enter lets a player come to the keyboard.
    typed(["", "0"])
    call("play", "stockholm-2014", "--resume", str(game))
    (planned,) = bg.Negotiation.load(game).planned
    assert (planned.round, planned.value) == (None, None)


def test_a_full_disk_loses_nothing_that_was_kept(call, typed, monkeypatch):
    typed(["0", "0"])
    call(*stockholm())
    game = Path("bargaining-output/stockholm-2014/game-1.json")
    whole = game.read_bytes()

    def full(path, write):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("bargaining.outcomes.storage.write_whole", full)
    typed(["0", "0"])
    code, out, err = call("play", "stockholm-2014", "--resume", str(game))
    assert code == 0
    assert "The game cannot be kept in" in err
    assert "No space left on device" in err
    assert "Stopped, and not kept." in out
    assert game.read_bytes() == whole


@pytest.mark.parametrize("people", [5, None, "japan", {"japan": 1}, []])
def test_a_game_that_does_not_say_who_was_played_asks_for_it(call, typed, people):
    typed(["q"])
    told = {**bg.Negotiation("stockholm-2014").to_dict(), "people": people}
    Path("game.json").write_text(json.dumps(told))
    code, _, err = call("play", "stockholm-2014", "--resume", "game.json")
    assert code == 2
    assert "does not say who was played" in " ".join(err.split())
    assert call("play", "stockholm-2014", "--resume", "game.json", "--as", "japan")[0] == 0


def test_options_that_a_kept_game_would_not_follow_are_refused(call, typed):
    typed([])
    call(*stockholm())
    game = "bargaining-output/stockholm-2014/game-1.json"
    for option in (("--as", "japan"), ("--world", "3"), ("--seed", "3"), ("--out", "x")):
        code, _, err = call("play", "stockholm-2014", "--resume", game, *option)
        assert code == 2
        assert f"leave out {option[0]}" in " ".join(err.split())


def test_the_other_side_is_never_shown(call, typed):
    typed(["k", "a", *[""] * 30])
    _, out, _ = call("play", "stockholm-2014", "--as", "japan", "--seed", "5")
    scenario = bg.load("stockholm-2014")
    meanings = scenario.parties["north_korea"].type_meanings
    assert not any(meaning in out for meaning in meanings)
    assert "What only it knows:\n  Japan is" in out


def finish(prompt):
    """Answer whatever is asked, so that a game goes on to its end."""
    return "0"


@pytest.mark.slow
def test_at_the_end_the_history_stands_among_others(call, monkeypatch):
    monkeypatch.setattr("builtins.input", finish)
    code, out, err = call(*stockholm("--worlds", "40"))
    assert code == 0, err
    assert "How it ended:" in out
    told = " ".join(out.split())
    assert re.search(r"\d+ % \(\d+ to \d+\) ended better for North Korea", told)
    assert "in your seat would probably have decided otherwise" in told
    assert "--world 1" in out
    kept = bg.Negotiation.load("bargaining-output/stockholm-2014/game-1.json")
    assert kept.over
    assert {move.party for move in kept.moves} == {"north_korea"}
    # Of a game that is over there is the end alone.
    code, out, _ = call(
        "play", "stockholm-2014", "--worlds", "10",
        "--resume", "bargaining-output/stockholm-2014/game-1.json",
    )  # fmt: skip
    assert code == 0
    assert "How it ended:" in out


def test_an_offer_is_made_issue_by_issue(call, monkeypatch):
    rungs, other = iter(["9", "1", "1", ""]), cycle(["o", "0"])
    asked = []

    def read(prompt):
        if "rung" in prompt:
            asked.append(prompt)
            return next(rungs)
        if asked:
            raise EOFError
        return next(other)

    monkeypatch.setattr("builtins.input", read)
    code, _, err = call("play", "stockholm-2014", "--as", "japan")
    assert code == 0, err
    assert len(asked) == 4
    assert "Type a number from 0 to" in err
    assert "There is no option 'o' here." in err
    assert "cannot be offered" not in err


def test_back_plays_the_round_again_with_the_same_luck(call, typed):
    months = ["0"] * 12
    typed([*months, "b"])
    _, out, _ = call(*stockholm())
    assert "Back in " in out


def test_two_people_share_a_machine(call, typed):
    asked = typed([""] * 20)
    code, out, _ = call("play", "stockholm-2014", "--as", "japan", "--as", "north_korea")
    assert code == 0
    assert "You decide for Japan and North Korea" in out
    turns = [prompt for prompt in asked if "comes to the keyboard" in prompt]
    assert any("Japan" in prompt for prompt in turns)
    assert any("North Korea" in prompt for prompt in turns)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--as", "north_corea"), 'there is no party "north_corea"'),
        (("--world", "-1"), "--world must be the number of a world"),
        (("--worlds", "0"), "--worlds must be a whole number of at least 1"),
        (("--resume", "nothing.json"), "nothing.json cannot be read"),
    ],
)
def test_what_cannot_be_played_is_refused_in_a_sentence(call, typed, asked, said):
    typed([])
    code, _, err = call("play", "stockholm-2014", *asked)
    assert code == 2
    assert said in err


def test_ctrl_c_keeps_the_game(call, typed):
    typed(["0", KeyboardInterrupt()])
    code, _, err = call(*stockholm())
    assert code == 130
    assert "nothing is lost" in err
    assert Path("bargaining-output/stockholm-2014/game-1.json").exists()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals of this kind")
@pytest.mark.parametrize("columns", [60, 120])
def test_in_a_terminal(tmp_path, columns):
    """Wrong input, another width in the middle of it, no colours, and Ctrl-C."""
    import fcntl
    import pty
    import termios

    child, terminal = pty.fork()
    if child == 0:
        os.chdir(tmp_path)
        # Tests that run in the background may have been told to ignore Ctrl-C.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        # Without what a library has set behind Python's back.
        there = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
        there |= {"NO_COLOR": "1", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "bargaining", *stockholm("--worlds", "20")]
        os.execve(sys.executable, command, there)

    def wide(width):
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, width, 0, 0))

    decode = codecs.getincrementaldecoder("utf-8")().decode

    def until(end, again=b""):
        seen = ""
        while not (end and seen.endswith(end)):
            ready, _, _ = select.select([terminal], [], [], 5 if again else 60)
            if again and not ready:
                # A signal between the prompt and the wait for keys is noticed with the next key.
                os.write(terminal, again)
                again = b""
                continue
            assert ready, f"nothing came after {seen[-200:]!r}"
            try:
                seen += decode(os.read(terminal, 65536))
            except OSError:
                # The command has ended.
                assert not end, seen[-200:]
                break
        return seen

    try:
        wide(columns)
        seen = until("> ")
        os.write(terminal, b"what?\n")
        seen += until("> ")
        wide(50)
        os.write(terminal, b"k\n")
        narrow = until("> ")
        os.write(terminal, b"\x03")
        last = until("", again=b"\x03")
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGHUP)
        _, status = os.waitpid(child, 0)
        os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 130
    assert "nothing is lost" in last
    assert "\x1b" not in seen + narrow
    assert max(map(len, seen.replace("\r", "").splitlines())) <= columns
    assert max(map(len, narrow.replace("\r", "").splitlines())) <= 50
    assert "There is no option" in seen
    assert (tmp_path / "bargaining-output" / "stockholm-2014" / "game-1.json").exists()
