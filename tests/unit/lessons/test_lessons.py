"""Every lesson of the catalogue keeps the promises of `Lesson`."""

from __future__ import annotations

import ast
import math
import subprocess
import sys

import numpy as np
import pytest

from bargaining.errors import ArgumentError
from bargaining.lessons import CHAPTERS, Lesson, Option, lesson_named, lessons, play_lesson
from bargaining.lessons.catalogue import _FILES
from bargaining.lessons.options import options_of
from tests.house.source import LIBRARY, ROOT

NAMES = [name for names in CHAPTERS.values() for name in names]
PLAYED = [name for name in NAMES if lesson_named(name).engine is not None]
# What every lesson's command takes besides.
RESERVED = {"worlds", "seed", "out", "plot", "json", "as_json", "quiet", "help"}


def test_the_catalogue_names_every_file_once() -> None:
    files = {path.stem for path in (LIBRARY / "lessons" / "results").glob("*.py")} - {"__init__"}
    assert sorted(_FILES.values()) == sorted(files)
    assert [lesson.name for lesson in lessons()] == NAMES


def test_a_line_makes_an_option() -> None:
    first, second, third = options_of(
        "rounds 4 whole [1, 1000]: number of rounds: Ann begins",
        "power 0.3 0.8 (0, 1): chances to win",
        "reward -1.5: payoff",
    )
    assert first == Option("rounds", 4.0, "number of rounds: Ann begins", "[1, 1000]", whole=True)
    assert second == Option("power", (0.3, 0.8), "chances to win", "(0, 1)")
    assert third == Option("reward", -1.5, "payoff")


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_is_told_in_words(name: str) -> None:
    lesson = lesson_named(name)
    assert lesson.name == name
    assert name == name.lower()
    assert lesson.summary.endswith(".")
    assert lesson.summary.count(". ") == 0
    assert any(letter.isdigit() for letter in lesson.who)
    drawn = isinstance(lesson.solution(**lesson.complete()), tuple)
    assert drawn == (lesson.sweep is None)
    for option in lesson.options:
        assert option.name.isidentifier()
        assert option.name not in RESERVED
        assert option.meaning
        assert not option.meaning.endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_the_defaults_have_a_solution(name: str) -> None:
    lesson = lesson_named(name)
    solved = lesson.solve()
    assert solved
    assert all(math.isfinite(value) for value in solved.values())
    assert lesson.solve(**lesson.complete()) == solved
    for option in lesson.options:
        assert option.check(option.default) == lesson.complete()[option.name]


@pytest.mark.parametrize("name", NAMES)
def test_wrong_options_are_told_in_words(name: str) -> None:
    lesson = lesson_named(name)
    with pytest.raises(ArgumentError, match=f"no option of the lesson {name}"):
        lesson.solve(no_such_option=1)
    for option in lesson.options:
        one_more = [0.5] * (option.count + 1)
        for wrong in (one_more, "much", math.nan, [math.inf] * option.count):
            with pytest.raises(ArgumentError, match=rf"^{option.name} must be ") as error:
                lesson.solve(**{option.name: wrong})
            assert option.meaning in str(error.value)


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_shows_the_solution(name: str) -> None:
    lesson = lesson_named(name)
    picture = lesson.draw()
    assert 1 <= len(picture.curves) <= 5
    for curve in picture.curves:
        assert len(curve.x) == len(curve.y) > 1
        assert all(map(math.isfinite, (*curve.x, *curve.y)))
    sweep = lesson.sweep
    if sweep is not None:
        assert set(sweep.quantities) <= set(lesson.solve())
        assert list(sweep.values) == sorted(set(sweep.values))
        for value in (sweep.values[0], *sweep.played):
            asked = sweep.put(value, lesson.complete())
            assert sweep.value_in(asked) == value
            lesson.solve(**asked)
        assert not sweep.played or lesson.engine is not None


def test_a_last_round_without_impatience_has_no_endless_twin() -> None:
    lesson = lesson_named("stahl")
    assert math.isnan(lesson.solve(discount=(1, 1))["share of the first without a last round"])
    curves = {curve.label: curve for curve in lesson.draw(discount=(1, 1)).curves}
    assert set(curves["share of the first proposer"].y) == {0.0, 1.0}


@pytest.mark.parametrize("weights", [(1, 1000), (1000, 1), (1, 1e12), (0.3, 0.7)])
def test_weights_of_any_ratio_have_a_picture(weights: tuple[float, float]) -> None:
    lesson = lesson_named("nash")
    solved = lesson.solve(weights=weights)
    assert 0 < solved["product of gains"] <= 12 * 20
    curve = lesson.draw(weights=weights).curves[-1]
    assert curve.label == "equal products"
    ann, bob = np.array(curve.x), np.array(curve.y)
    assert np.isfinite([ann, bob]).all()
    assert bob.max() <= 20 * (1 + 1e-9)
    seen = bob > 1e-9
    logs = weights[0] * np.log(ann[seen]) + weights[1] * np.log(bob[seen])
    best = weights[0] * math.log(solved["Ann's payoff"]) + weights[1] * math.log(
        solved["Bob's payoff"]
    )
    np.testing.assert_allclose(logs, best, atol=1e-6 * max(weights))


def test_only_the_ratio_of_weights_counts() -> None:
    lesson = lesson_named("nash")
    assert lesson.solve(weights=(2, 1)) == pytest.approx(lesson.solve(weights=(200, 100)))


def test_paths_of_tit_for_tat_are_lines() -> None:
    assert {curve.kind for curve in lesson_named("noisy-reciprocity").draw().curves} == {"line"}


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("baron-ferejohn", {"needed": 6}, "needed must be at most parties; got 6 and 5"),
        ("baron-ferejohn", {"needed": 5, "discount": 1}, "discount must be below 1"),
        ("breakdown", {"disagreement": (0.6, 0.6)}, "numbers of disagreement must sum to at most"),
        ("risk-return", {"fighting": (0.5, 0.2)}, "the first number of fighting"),
        ("risk-return", {"disagreement": 0.7}, "disagreement and the second number of fighting"),
    ],
)
def test_options_that_do_not_fit_each_other_are_named(name, options, said) -> None:
    lesson = lesson_named(name)
    for call in (lesson.solve, lesson.draw):
        with pytest.raises(ArgumentError, match=said):
            call(**options)


def test_an_end_of_the_sweep_need_not_fit() -> None:
    """Where all must consent the closed form has no value at a discount factor of 1."""
    picture = lesson_named("baron-ferejohn").draw(needed=5)
    assert all(max(curve.x) < 1 for curve in picture.curves)


def test_who_needs_no_consent_pays_no_partner() -> None:
    alone = lesson_named("baron-ferejohn").solve(needed=1)
    assert alone["share of the proposer"] == 1
    assert not any("partner" in label for label in alone)


@pytest.mark.parametrize("name", PLAYED)
def test_the_engine_comes_within_the_bound(name: str) -> None:
    """At the defaults and at each case; at the finest grid, where the bound is tightest."""
    lesson = lesson_named(name)
    engine = lesson.engine
    assert engine is not None
    assert list(engine.grids) == list(dict.fromkeys(engine.grids))
    for case in ({}, *engine.cases):
        found = play_lesson(lesson, worlds=64, seed=7, grids=engine.grids[-1:], **case)
        solved = lesson.solve(**case)
        assert [one.quantity for one in found.readings] == [
            quantity for quantity in engine.measures if quantity in solved
        ]
        assert any(one.bound is not None for one in found.readings)
        for reading in found.readings:
            assert reading.counted > 0, reading
            assert reading.within is not False, (case, reading)


@pytest.mark.parametrize("name", PLAYED)
def test_the_bound_gets_tighter(name: str) -> None:
    lesson = lesson_named(name)
    engine = lesson.engine
    assert engine is not None
    asked = lesson.complete()
    by_grid = [engine.bounds(grid, **asked) for grid in engine.grids]
    assert {len(bounds) for bounds in by_grid} == {len(engine.measures)}
    for bounds in map(list, zip(*by_grid, strict=True)):
        if None in bounds:
            assert set(bounds) == {None}
        elif len(bounds) > 1:
            assert bounds == sorted(bounds, reverse=True)
            assert bounds[-1] < bounds[0] or bounds[0] == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_has_a_page_with_its_picture(name: str) -> None:
    page = ROOT / "docs" / "theory" / f"{name}.md"
    text = page.read_text("utf-8")
    assert f"]({name}.png)" in text
    picture = page.with_suffix(".png")
    assert 0 < picture.stat().st_size < 60_000
    assert f"({name}.md)" in (page.parent / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("asked", "not_loaded"),
    [
        ("", {"numpy", "scipy", "pydantic", "matplotlib", "mesa", "bargaining.theory"}),
        ("for one in lessons(): one.solve()", {"mesa", "numba", "bargaining.engine"}),
    ],
)
def test_a_list_loads_no_theory_and_closed_forms_no_engine(asked: str, not_loaded) -> None:
    program = (
        f"import sys\nfrom bargaining.lessons import lessons\nlessons()\n{asked}\n"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not not_loaded & set(done.stdout.split())


def test_a_lesson_holds_no_formula() -> None:
    """The closed form is in bargaining.theory: a lesson asks it, and computes none itself."""
    for path in (LIBRARY / "lessons" / "results").glob("[a-z]*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert "theory" in names, path.name


def test_unknown_lessons_get_a_suggestion() -> None:
    with pytest.raises(ArgumentError, match='Did you mean "rubinstein"'):
        lesson_named("rubinstien")


def test_a_closed_form_only_is_not_played() -> None:
    lesson = lesson_named("rubinstein")
    without = Lesson(
        name="x",
        title="X",
        who="X 1900",
        summary="X.",
        options=lesson.options,
        solution=lesson.solution,
        sweep=lesson.sweep,
    )
    with pytest.raises(ArgumentError, match="closed form only"):
        play_lesson(without)


def test_a_description_leaves_out_what_is_swept_or_has_its_range():
    for lesson in lessons():
        assert "…" not in lesson.describe(lesson.complete(), but_swept=True)
    pairs, alone = lesson_named("rubinstein"), lesson_named("outside-option")
    said = "Ann's discount factor 0.9; Bob's from 0.3 to 0.99"
    assert pairs.describe(pairs.complete(), but_swept=True) == said
    assert alone.describe(alone.complete(), but_swept=True) == "discount 0.9 0.9"


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("reputation", {"rate": (1e308, 1e-308)}),
        ("nash", {"worth": (1e308, 1e308, 1e308)}),
        ("audience-costs", {"costs": (-1e308, 1e308)}),
    ],
)
def test_numbers_beyond_what_formulas_bear_are_refused_in_a_sentence(name, given):
    with pytest.raises(ArgumentError, match=r"between 1e-100 and 1e\+100 in size"):
        lesson_named(name).solve(**given)
