"""`tournament`, `strategies` and the option --strategy, with strategies of a user's own file."""

from __future__ import annotations

import csv
import json
import sys
from concurrent.futures import Executor, Future
from textwrap import dedent

import pytest
from cloudpickle import dumps, loads

from bargaining.cli.seats import is_file, load_strategy, read_strategy, split_label
from bargaining.errors import ArgumentError
from bargaining.strategies import CATALOGUE

OWN = '''
    from __future__ import annotations

    from dataclasses import dataclass

    import numpy as np

    import bargaining as bg

    print("the file is run")


    def half(view):
        return np.full(view.n, 0.5)


    @dataclass(frozen=True)
    class Fair(bg.UniformRandom):
        """A dataclass that calls a function of the file."""

        share: float = 0.5

        def respond(self, view):
            print("asked")
            return self.share * 2 * half(view)


    class Seated(bg.Party):
        def respond(self, view):
            return np.ones(view.n, dtype=bool)


    class Needy(bg.UniformRandom):
        def __init__(self, power):
            self.power = power


    class Wrong(bg.UniformRandom):
        def respond(self, view):
            return np.full(view.n, 2.0)


    class Failing(bg.UniformRandom):
        def propose(self, view):
            return view.level("shar")


    class Wide(bg.UniformRandom):
        def respond(self, view):
            return np.full((view.n, 3), 0.5)


    class Costly(bg.UniformRandom):
        def __init__(self):
            self.power = 1 / 0


    class Plain:
        def respond(self, view):
            return True


    strong = Needy(power=3)
    rule = bg.OneWorld(Plain())
'''


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Return a function that writes a file of strategies into the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))

    def write(text: str = OWN, name: str = "my_file.py") -> str:
        (tmp_path / name).write_text(dedent(text).lstrip(), "utf-8")
        return name

    return write


def line_of(words: str) -> int:
    """Return the line of the user's file that holds some words, from 1."""
    lines = dedent(OWN).lstrip().splitlines()
    return next(number for number, line in enumerate(lines, start=1) if words in line)


COSTLY, FAILING = line_of("1 / 0"), line_of('"shar"')
SMALL = ("--worlds", "8", "--workers", "1", "--out", "o")


def test_a_tournament_is_printed_drawn_and_written(call, own, tmp_path, whole_pictures):
    own()
    code, out, err = call(
        "tournament", "ultimatum", "--strategy", "my_file.py:Fair", "--strategy",
        "kind=my_file.py:Seated", "--strategy", "time_dependent(exponent=0.5)", *SMALL,
    )  # fmt: skip
    assert code == 0
    for words in ("3 strategies, 9 pairs", "Fair", "kind", "time_dependent(exp", "tournament.png"):
        assert words in out
    assert "the file is run" in err
    assert "asked" not in out
    assert (tmp_path / "o" / "tournament.png").read_bytes().startswith(b"\x89PNG")
    with (tmp_path / "o" / "tournament.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 9
    assert {row["strategy_first"] for row in rows} >= {"Fair", "kind"}


def test_one_strategy_meets_the_usual_ones_and_json_stands_alone(call, own, tmp_path):
    own()
    arguments = ("ultimatum", "--strategy", "my_file.py:Fair", "--worlds", "1", "--json")
    code, out, err = call("tournament", *arguments, "--workers", "1", "--out", "o")
    assert code == 0
    summary = json.loads(out)
    labels = {standing["strategy"] for standing in summary["standings"]}
    assert {"Fair", "boulware", "conceder", "hold_firm"} < labels
    assert "One strategy was named" in err
    assert summary["files"][0] == str(tmp_path / "o" / "tournament.png")


def test_a_country_decides_for_no_other(call, own):
    own("import bargaining as bg\n\nclass Mine(bg.Japan):\n    pass\n", "mine.py")
    pair = ("--strategy", "mine.py:Mine", "--strategy", "hold", *SMALL)
    code, _, err = call("tournament", "stockholm-2014", *pair)
    assert code == 2
    assert '"Mine" is a class of bg.Japan and cannot decide for north_korea' in err


def test_labels_are_told_apart(call, own):
    own()
    fair = ("--strategy", "my_file.py:Fair")
    code, out, _ = call("tournament", "ultimatum", *fair, *fair, *SMALL, "--quiet")
    assert code == 0
    assert "Fair 2" in out
    assert "Written" not in out
    twice = ("--strategy", "a=boulware", "--strategy", "a=conceder")
    code, _, err = call("tournament", "ultimatum", *twice, *SMALL, "--quiet")
    assert code == 2
    assert "give each a label of its own" in " ".join(err.split())


class InTheirPlace(Executor):
    """Plays here what processes are given, as it would arrive there."""

    def submit(self, *given, **named):
        call, *given, named = loads(dumps((*given, named)))
        done = Future()
        try:
            done.set_result(call(*given, **named))
        except Exception as error:
            done.set_exception(loads(dumps(error)))
        return done

    def shutdown(self, **_):
        pass


@pytest.mark.parametrize("processes", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_own_classes_travel_to_workers(call, own, monkeypatch, processes):
    if not processes:
        monkeypatch.setattr("loky.get_reusable_executor", lambda **_: InTheirPlace())
    monkeypatch.setattr("bargaining.engine.runner._WORLDS_TO_TRY", 4)
    monkeypatch.setattr("bargaining.engine.runner._SECONDS_TO_START", 0.0)
    own()
    common = ("ultimatum", "--worlds", "40", "--quiet", "--json", "--out", "o")
    chosen = ("--strategy", "my_file.py:Fair", "--strategy", "bob=my_file.py:Seated")
    found = []
    for workers in ("2", "1"):
        code, out, _ = call("run", *common, *chosen, "--workers", workers)
        assert code == 0
        found.append(json.loads(out))
    assert found[0] == found[1]
    assert found[0]["run"]["departures"] == ["Ann played by Fair", "Bob played by Seated"]
    code, _, err = call("run", *common, "--strategy", "my_file.py:Failing", "--workers", "2")
    assert code == 2
    assert err.splitlines()[-1].startswith(
        f"world 0 (draw 0), round 0: my_file.py, line {FAILING}: Failing.propose failed: "
        'there is no "shar".'
    )


def test_without_a_party_the_first_principal_plays_and_is_told(call, own):
    code, out, _ = call("run", "ultimatum", "--strategy", "boulware", *SMALL)
    assert code == 0
    assert out.startswith("boulware plays ann, the first principal.")
    assert "Ann played by boulware" in out


SLIP = """
import bargaining as bg

class Fair(bg.Hold):
    def proposes(self, view): ...

class Sound(bg.Hold):
    pass
"""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("bulware", 'the catalogue has no strategy "bulware". Did you mean "boulware"?'),
        ("anne=boulware", 'there is no party "anne". Did you mean "ann"?'),
        ("my_fil.py:Fair", 'my_fil.py does not exist. Did you mean "my_file.py"?'),
        (r"C:\none\my_file.py:Fair", "my_file.py does not exist."),
        ("my_file.py:Fare", 'my_file.py has no "Fare". Did you mean "Fair"?'),
        ("my_file.py", "holds 9 strategies: say which, as in my_file.py:Fair. They are Fair, "),
        (
            "my_file.py:Needy",
            "Needy cannot be made without arguments (missing a",
        ),
        (
            "my_file.py:Plain",
            "my_file.py: a strategy is a name of the catalogue, an object",
        ),
        ("my_file.py:half", "A rule for one world is wrapped: bg.OneWorld(half)"),
        (
            "my_file.py:Costly",
            f"my_file.py, line {COSTLY}: Costly() fails: ZeroDivisionError",
        ),
        (
            "bob=my_file.py:Wrong",
            "Wrong.respond (bob) must give probabilities from 0 to 1; got 2",
        ),
        (
            "bob=my_file.py:Wide",
            "Wide.respond (bob) must give one answer for each world, shape (8,): the party has no",
        ),
        ("my_file.py:Failing", f"my_file.py, line {FAILING}: Failing.propose failed: there"),
        ("broken.py:Fair", "broken.py, line 2: this is no Python: "),
        ("failing.py:Fair", "failing.py, line 3: cannot be run: ZeroDivisionError: division"),
        ("leaving.py:Fair", "leaving.py, line 1: cannot be run: SystemExit: 3"),
        ("slip.py:Fair", "slip.py: Fair.proposes is no decision. Did you mean"),
        ("empty.py", "empty.py holds no strategy"),
        ("folder.py:Fair", "folder.py is a folder."),
        ("time_dependent(2)", '"time_dependent(2)" cannot be read: parameters are named'),
        ("time_dependent(exponent=-1)", "exponent must be a number above 0; got -1"),
        ("time_dependent(speed=1)", "speed is no parameter of time_dependent."),
    ],
)
def test_what_is_wrong_is_told_in_words(call, own, tmp_path, given, said):
    own()
    own("class Fair\n", "broken.py")
    (tmp_path / "broken.py").write_text("x = 1\nclass Fair\n")
    own("def f():\n\n    return 1 / 0\n\n\nf()\n", "failing.py")
    own("raise SystemExit(3)\n", "leaving.py")
    own(SLIP, "slip.py")
    own("import bargaining as bg\n", "empty.py")
    (tmp_path / "folder.py").mkdir()
    code, _, err = call("run", "ultimatum", "--strategy", given, *SMALL)
    assert code == 2
    assert said in err
    assert "Traceback" not in err


def test_a_misspelt_class_of_a_file_costs_no_other(call, own):
    own(SLIP, "slip.py")
    code, _, err = call("run", "ultimatum", "--strategy", "slip.py:Sound", *SMALL)
    assert (code, err) == (0, "")


def test_a_party_is_given_one_strategy(call):
    twice = ("--strategy", "ann=hold", "--strategy", "boulware")
    code, _, err = call("run", "ultimatum", *twice, *SMALL)
    assert code == 2
    assert "gives ann two strategies, hold and boulware" in err


def test_a_file_with_one_strategy_needs_no_name_and_may_import_its_neighbour(own):
    own("LEVEL = 0.25\n", "a_neighbour_of_mine.py")
    own(
        """
        import a_neighbour_of_mine
        import bargaining as bg

        class Only(bg.Hold):
            level = a_neighbour_of_mine.LEVEL
        """,
        "one.py",
    )
    name, seat = load_strategy("one.py")
    assert (name, seat.level) == ("Only", 0.25)


@pytest.mark.parametrize(
    ("text", "label", "spec"),
    [
        ("boulware", None, "boulware"),
        ("ann=boulware", "ann", "boulware"),
        ("north_korea = my file.py:Mine", "north_korea", "my file.py:Mine"),
        (r"C:\a=b\my.py:Mine", None, r"C:\a=b\my.py:Mine"),
        (r"ann=C:\a\my.py:Mine", "ann", r"C:\a\my.py:Mine"),
        ("time_dependent(exponent=2)", None, "time_dependent(exponent=2)"),
    ],
)
def test_a_label_is_split_from_a_strategy(text, label, spec):
    assert split_label(text) == (label, spec)


@pytest.mark.parametrize("spec", ["my.py", "my.py:Mine", r"C:\a\my.py:Mine", "a.py/b.py:C", "A.PY"])
def test_files_are_known_by_their_ending(spec):
    assert is_file(spec)
    assert not is_file(spec.replace(".py", "").replace(".PY", ""))


def test_every_strategy_of_the_catalogue_can_be_named():
    for entry in CATALOGUE:
        name, strategy = read_strategy(entry.name)
        assert name == entry.name
        assert type(strategy) is type(entry.make())
    with pytest.raises(ArgumentError):
        read_strategy("none")


def test_the_catalogue_is_listed_with_its_lineage(call):
    code, out, _ = call("strategies")
    assert code == 0
    for entry in CATALOGUE:
        assert f"\n{entry.name} " in f"\n{out}"
    assert "Faratin, Sierra and Jennings 1998" in " ".join(out.split())
    assert max(map(len, out.splitlines())) <= 88


def test_one_strategy_is_shown_at_length(call):
    code, out, _ = call("strategies", "boulware")
    assert code == 0
    assert "Robotics and Autonomous Systems" in out
    assert "parameter exponent, 0.2 unless given" in out
    code, _, err = call("strategies", "boulwar")
    assert code == 2
    assert 'Did you mean "boulware"?' in err


def test_check_tells_of_a_strategy(call, own):
    own()
    code, out, _ = call("check", "my_file.py:Fair")
    assert code == 0
    assert "Fair: no problems" in out
    code, _, err = call("check", "my_file.py:Failing", "my_file.py:Nobody")
    assert code == 2
    assert f"propose: fails (my_file.py, line {FAILING}: return" in err
    assert "there is no" in err
    assert 'has no "Nobody"' in err
    assert "2 problems found" in err
    own("import sys, bargaining as bg\n\nclass Leaves(bg.QuantalResponse):\n"
        "    def respond(self, view):\n        sys.exit(0)\n", "leaves.py")  # fmt: skip
    code, _, err = call("check", "leaves.py:Leaves")
    assert code == 2
    assert "respond: ended the program (SystemExit)" in err
