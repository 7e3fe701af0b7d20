"""`bargaining play`: a game in the terminal, in the seat of one party or of several."""

from __future__ import annotations

import io
import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bargaining.cli import options
from bargaining.cli.folder import next_file, prepare_folder, whole_path
from bargaining.cli.playing import check_world, checked, stopping
from bargaining.cli.progress import shown_progress
from bargaining.cli.streams import reason, say, warn
from bargaining.errors import ArgumentError
from bargaining.text import entry, joined, terminal_width, wrap

if TYPE_CHECKING:
    from bargaining.by_hand.decisions import Decision
    from bargaining.by_hand.negotiation import Negotiation

__all__ = ["play"]

_LOST = "Stopped, and not kept."
_SAYS = {
    "a number": "takes that option; Enter alone takes option 0 where that is to do nothing",
    "a": "advice: what the default agent would do in your seat, and what it expects of it",
    "k": "what you know: your wishes, the ladders, what is believed",
    "h": "the history so far, as everybody saw it",
    "b": "back to the beginning of the last round; the luck stays the same",
    "q": "stop; the game is kept and can be taken up again",
}
# Others wait for an answer; elsewhere an empty line does nothing.
_TO_BE_ANSWERED = ("accept", "open", "ratify")


_Seats = Annotated[
    list[str] | None,
    typer.Option(
        "--as",
        metavar="PARTY",
        help="Whose seat you take [the first principal]; given again, several people play at one "
        "machine.",
    ),
]
_World = Annotated[
    int, options.count(metavar="I", help="Number of the world: another one has other luck.")
]
_Beside = Annotated[
    int, options.count(metavar="N", help="Worlds to set your history beside at the end.")
]
_Kept = Annotated[Path | None, typer.Option(metavar="GAME", help="Take up a game that was kept.")]


def play(
    context: typer.Context,
    scenario: options.NameOrFile,
    seats: _Seats = None,
    world: _World = 0,
    seed: options.Seed = options.SEED,
    worlds: _Beside = 1000,
    out: options.Out = None,
    resume: _Kept = None,
) -> None:
    """Take a seat: see what it may know, decide each month, and see what came of it."""
    from bargaining.by_hand.negotiation import Negotiation

    checked(worlds=worlds, seed=seed)
    check_world(world)
    if resume is None:
        talks = Negotiation(scenario, seed=seed, world=world)
        taken = list(dict.fromkeys(seats or talks.scenario.table.principals[:1]))
        kept = next_file(prepare_folder(out, talks.scenario.name), "game")
    else:
        kept = whole_path(resume, "--resume")
        talks = Negotiation.load(kept, scenario=scenario)
        told = json.loads(kept.read_text("utf-8")).get("people")
        people = list(dict.fromkeys(map(str, told))) if isinstance(told, list) else []
        taken = people or list(dict.fromkeys(seats or ()))
        fixed = ("world", "seed", "out", *(["seats"] if people else []))
        if given := options.written(context, fixed):
            raise ArgumentError(
                f"{kept} says itself what is played, and who plays: leave out "
                f"{joined(given).replace('--seats', '--as')}"
            )
    game = _Game(talks, [talks[name].name for name in taken], kept)
    if not taken:
        raise ArgumentError(f"{kept} does not say who was played: say it with --as PARTY")
    again = f"bargaining play {scenario} --resume {kept}"
    try:
        game.run(worlds)
    except EOFError:
        say(f"\nKept. Go on with: {again}" if game.is_kept else f"\n{_LOST}")
        return
    except KeyboardInterrupt:
        with stopping(f"Stopped; nothing is lost. Go on with: {again}" if game.is_kept else _LOST):
            raise
    seat = " ".join(f"--as {name}" for name in game.seats)
    say(f"\nThe same with other luck: bargaining play {scenario} {seat} --world {talks.world + 1}")


class _Game:
    """A negotiation, the seats that people hold, and the file in which it is kept."""

    def __init__(self, talks: Negotiation, seats: list[str], kept: Path) -> None:
        self.talks, self.seats, self.kept = talks, seats, kept
        self._at_keyboard = ""
        self.is_kept = False

    def run(self, worlds: int) -> None:
        """Play until the end and say what it came to; raise EOFError where the player stops."""
        scenario, words = self.talks.scenario, [self.talks[name].label for name in self.seats]
        self._keep()
        say("\n".join(wrap(scenario.header.title)))
        told = f"You decide for {joined(words)}, {self.talks.rounds} rounds. All others are agents."
        say("\n".join(wrap(told)))
        if len(self.seats) == 1:
            over = self.talks.over
            self._sit(self.seats[0], None if over else self.talks.next_decision(*self.seats))
        _help()
        while not self.talks.over:
            decision = self.talks.next_decision(*self.seats)
            if decision is None:
                story = self.talks.step()
                self._keep()
                say(f"\n{story}")
            else:
                self._sit(decision.party, decision)
                self._decide(decision)
                self._keep()
        say("\n" + "─" * terminal_width())
        say("\n".join(self.talks.ending()))
        for name in self.seats:
            with shown_progress("other worlds", worlds, wanted=True) as progress:
                found = self.talks.debrief(name, worlds=worlds, progress=progress)
            say(f"\n{found}")
        if self.is_kept:
            say(f"\nKept: {self.kept}")

    def _sit(self, name: str, decision: Decision | None) -> None:
        """Let another player come to the keyboard, who must not see what the last one saw."""
        from rich.console import Console

        if name == self._at_keyboard:
            return
        label = self.talks[name].label
        if len(self.seats) > 1:
            console = Console()
            console.clear()
            if console.is_terminal and not (console.is_dumb_terminal or console.legacy_windows):
                console.file.write("\x1b[3J")  # What one could scroll back to.
            _read(f"{label} comes to the keyboard now. Press Enter. ")
            for story in self.talks.story[-1:]:
                say(f"\n{story}")
        self._at_keyboard = name
        # As things are in the round that has begun: with it scheduled conditions have moved.
        say(f"\n{self.talks[name].knows() if decision is None else decision.knows}")

    def _decide(self, decision: Decision) -> None:
        """Let the player decide, or go back a round."""
        offers = decision.kind == "offer"
        listed = decision.options[: 1 if offers else None]
        lines = ["", *decision.heading(), ""]
        for one in listed:
            lines += entry(str(one.number), one.label, 6)
        lines += entry("o", "make an offer, issue by issue", 6) if offers else []
        say("\n".join(lines))
        while True:
            said = _read("> ").strip().lower()
            if said == "" and decision.kind not in _TO_BE_ANSWERED:
                said = "0"
            if (number := _number(said, len(listed))) is not None:
                return self.talks.decide(decision, number)
            if said == "b":
                self.talks.back(min(self.talks.round, 1))
                return say(f"Back in {self.talks.date}.")
            if said == "o" and offers:
                try:
                    return self.talks.decide(decision, self._package(decision))
                except ArgumentError:
                    warn(
                        "This cannot be offered: an offer changes something, and asks only for "
                        "what is still to be given and not ruled out now. o builds another, 0 none."
                    )
            elif said == "q":
                raise EOFError
            elif said == "a":
                say("\n".join(decision.advice()))
            elif said == "k":
                say(str(decision.knows))
            elif said == "h":
                say("\n".join(map(str, self.talks.story)) or "Nothing has happened yet.")
            else:
                if said not in ("", "?"):
                    warn(f"There is no option {said[:40]!r} here.")
                _help()

    def _package(self, decision: Decision) -> dict[str, int]:
        """Build an offer issue by issue."""
        package = {}
        ladders = {one.issue: one for one in decision.knows.ladders}
        for issue in self.talks.scenario.table.menu.issues:
            ladder = ladders[issue]
            lines = wrap(f"{ladder.label} ({ladder.giver} gives)", indent=2)
            for rung, label in enumerate(ladder.rungs):
                now = " (as it is)" if rung == ladder.rung else ""
                lines += entry(f"  {rung}", f"{label}{now}", 8)
            say("\n".join(lines))
            while said := _read("  rung, or Enter to leave it as it is > ").strip():
                if (number := _number(said, len(ladder.rungs))) is not None:
                    package[issue] = number
                    break
                warn(f"Type a number from 0 to {len(ladder.rungs) - 1}, or press Enter.")
        return package

    def _keep(self) -> None:
        """Write the game down."""
        from bargaining.outcomes.storage import write_whole

        told: dict[str, Any] = {**self.talks.to_dict(), "people": self.seats}
        text = json.dumps(told, indent=1) + "\n"
        try:
            write_whole(self.kept, lambda file: file.write(text.encode()))
            self.is_kept = True
        except OSError as error:
            self.is_kept = False
            warn(f"The game cannot be kept in {self.kept}: {reason(error)}.")


def _help() -> None:
    """Say what can be typed."""
    lines = ["", "You can type:"]
    for said, what in _SAYS.items():
        lines += entry(said, what, 14)
    say("\n".join(lines))


def _read(prompt: str) -> str:
    """Return a line that was typed; raise EOFError at the end of what can be read."""
    if sys.stdin is None or sys.stdin.closed:
        raise EOFError
    # What no letters stand for is no option, and no reason to stop.
    with suppress(io.UnsupportedOperation):
        if isinstance(sys.stdin, io.TextIOWrapper) and sys.stdin.errors != "replace":
            sys.stdin.reconfigure(errors="replace")
    sys.stdout.flush()
    return input(prompt)


def _number(said: str, many: int) -> int | None:
    """Return a number below another one that was typed; None where it is none."""
    short = said.isdecimal() and len(said) <= len(str(many))
    return int(said) if short and int(said) < many else None
