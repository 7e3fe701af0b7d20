"""The cells: their files hold what was known before, and their endings follow from the rule."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from pydantic import ValidationError

import bargaining as bg
from bargaining.codes import ending_of
from bargaining.history import Month, cells, coded_endings, covariates_before, record, standings
from bargaining.history.record import Cell, data_of
from bargaining.outcomes import Closing, Response
from bargaining.scenario import load
from bargaining.scenario.evidence import sourced

CELLS = {cell.id: cell for cell in cells()}


@cache
def file_of(cell):
    return load(CELLS[cell].scenario)


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_a_file_fits_its_cell(cell):
    scenario = file_of(cell.id)
    start = scenario.header.start
    assert (Month(start.year, start.month), start.day) == (cell.start, 1)
    assert scenario.settings.rounds.value == cell.months
    assert scenario.header.round == "month"
    assert scenario.header.title.startswith(f"Back-test cell {cell.id}: ")
    assert not scenario.interventions


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_what_the_record_decides_is_as_the_rules_have_it(cell):
    scenario, known = file_of(cell.id), covariates_before(cell.start)
    windows = {act.name: act.window.probability for act in scenario.acts}
    assert (windows["missile"].low, windows["missile"].high) == pytest.approx(
        known.missile_window, abs=6e-4
    )
    if known.nuclear_window is not None:
        assert (windows["nuclear"].low, windows["nuclear"].high) == pytest.approx(
            known.nuclear_window, abs=6e-4
        )
    tension = scenario.conditions["tension"].initial
    assert (tension.value if tension else 0.0) == pytest.approx(known.tension, abs=6e-4)
    # Cells on a file drawn from an article keep what it says of persons.
    if cell.id not in ("E1", "E2", "E7a", "E7b", "E10"):
        turnover = scenario.parties["japan"].turnover.value
        assert turnover == pytest.approx(known.turnover, abs=6e-4)


def test_the_rules_use_the_numbers_of_the_base():
    from bargaining.history.record import PERSISTENCE, TENSION

    scenario = file_of("E5")
    persistence = scenario.conditions["tension"].persistence
    assert (persistence.low + persistence.high) / 2 == pytest.approx(PERSISTENCE)
    sets = {act.name: act.sets["tension"].value for act in scenario.acts}
    assert sets == TENSION


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_a_coding_cites_events_of_its_months(cell):
    for coding in cell.codings:
        for id in coding.entries:
            day = record()[id].first
            assert cell.start <= Month(day.year, day.month) <= cell.end, id


def test_files_of_cells_cite_no_later_date():
    # What stands in a cell's own file, not in the file below it, is dated before the cell.
    for cell in CELLS.values():
        scenario = file_of(cell.id)
        own = {thing.path: thing.source for thing in sourced(scenario)}
        for path in ("conditions.tension.initial", "acts.missile.window.probability"):
            for source in own.get(path, ()):
                if source.startswith("record: "):
                    assert int(source[8:12]) <= cell.start.year, (cell.id, source)


def test_a_pause_is_read_by_one_rule():
    # cell -> what stood at the start, what is not counted as given, what stood at the end
    paused = {}
    for id, cell in CELLS.items():
        issue = file_of(id).issues["test_restraint"]
        initial, baseline = (
            0.0 if number is None else number.value for number in (issue.initial, issue.baseline)
        )
        assert initial == baseline, id
        paused[id] = (initial, cell.codings[-1].reached["test_restraint"])
    # Reactors frozen from 1994 to 2003, launches paused from 1999 to 2005.
    assert [paused[id] for id in ("E0", "E1", "E2", "E3")] == [(0.5, 1), (1, 0), (0, 0), (0, 0)]
    # Promised in 2018, called off at the end of 2019.
    assert [paused[id] for id in ("E8", "E9")] == [(1, 1), (1, 0)]


def test_endings_follow_from_the_rule():
    coded = {
        id: {ending.key: w for ending, w in coded_endings(file_of(id), cell).items()}
        for id, cell in CELLS.items()
    }
    assert coded["E2"] == {"partial": 0.5, "renege": 0.5}
    assert coded["E7a"] == {"partial": 1.0}
    assert coded["E7b"] == {"renege": 1.0}
    moved = {
        id
        for id, cell in CELLS.items()
        if coded[id] != {ending.key: weight for ending, weight in cell.first_coding.items()}
    }
    # The cells at which the rule departs from what was written down first, all marked as doubtful.
    assert moved == {"E0", "E3", "E5", "E6"}
    assert {CELLS[id].confidence for id in moved} == {"low"}


def test_no_cell_turns_on_whether_what_stands_or_what_was_broken_is_asked_first():
    for id, cell in CELLS.items():
        scenario = file_of(id)
        for coding in cell.codings:
            least = min(standings(scenario, coding.reached).values())
            assert not (coding.agreed and coding.defaulted and least >= 0.15)


def test_the_rule_ends_played_worlds_as_the_engine_does():
    outcomes = bg.simulate(file_of("E7a"), worlds=40, worlds_per_draw=5, seed=3)
    scenario, last = outcomes.scenario, outcomes.level[:, -1]
    issues = list(outcomes.labels["issue"])
    given = np.array(
        [list(standings(scenario, dict(zip(issues, row, strict=True))).values()) for row in last]
    )
    assert given.min(axis=1) == pytest.approx(outcomes["net_concession"][:, -1].min(axis=1))
    ruptured = np.zeros(40, dtype=bool)
    tension = outcomes["condition"][:, :, list(outcomes.labels["condition"]).index("tension")]
    for world, row in enumerate(outcomes["closing"]):
        closed = np.flatnonzero(row != Closing.NONE)
        if closed.size:
            at = closed[-1]
            ruptured[world] = row[at] == Closing.BREAKDOWN or (
                row[at] == Closing.WALK_OUT and tension[world, at] >= 0.30 - 1e-9
            )
    endings = ending_of(
        given.min(axis=1),
        settlement=0.70,
        partial=0.15,
        agreed=(outcomes["response"] == Response.AGREED).any(axis=1),
        defaulted=outcomes["defaulted"].any(axis=(1, 2)),
        at_table=outcomes["at_table"][:, -1],
        closing_was_rupture=ruptured,
    )
    assert (endings == outcomes["ending"]).all()
    assert len(set(endings.tolist())) >= 3


def test_two_horizons_of_one_episode_are_the_same_worlds():
    short = bg.simulate(file_of("E7a"), worlds=5, worlds_per_draw=5, seed=8)
    longer = bg.simulate(file_of("E7b"), worlds=5, worlds_per_draw=5, seed=8)
    assert (longer["ending_by_round"][:, : CELLS["E7a"].months] == short["ending_by_round"]).all()


def test_codings_weigh_one_rest_on_entries_and_reach_rungs():
    assert len(CELLS) == len(cells())
    for id, cell in CELLS.items():
        assert cell.months >= 1, id
        assert sum(coding.weight for coding in cell.codings) == pytest.approx(1), id
        assert sum(cell.first_coding.values()) == pytest.approx(1), id
        scenario = file_of(id)
        for coding in cell.codings:
            assert coding.entries, id
            assert coding.why.strip(), id
            for name in scenario.outcome.scope:
                levels = [rung.level for rung in scenario.issues[name].rungs]
                assert min(abs(coding.reached[name] - level) for level in levels) < 1e-9, id


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"split": "held out"}, "split"),
        ({"title": "x"}, "title"),
        ({"months": "4"}, "months"),
        ({"codings": [{"weight": 1.0}]}, "ruptured"),
    ],
)
def test_what_no_cell_can_be_is_refused(change, said):
    raw = data_of("cells.toml")["cells"][0]
    assert Cell.model_validate(raw).id == raw["id"]
    with pytest.raises(ValidationError, match=said):
        Cell.model_validate({**raw, **change})
