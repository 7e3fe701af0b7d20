"""`simulate`: what it refuses, what it reports, and what it keeps when it is stopped."""

from __future__ import annotations

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bargaining as bg
from bargaining.engine import Interrupted, replay, simulate
from bargaining.engine.recorder import AXES, Recorder
from bargaining.errors import ArgumentError, OutcomesError
from tests.properties.play import arrays, assert_same_bits, lively, part

SCENARIO = lively(3)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("worlds", 0),
        ("worlds", 2.5),
        ("worlds", True),
        ("worlds_per_draw", 0),
        ("workers", 0),
        ("batch", -3),
        ("first_world", -1),
        ("seed", 1.0),
        ("seed", False),
        ("seed", "2014"),
    ],
)
def test_an_argument_out_of_its_range_is_refused_by_name(name: str, value: Any) -> None:
    with pytest.raises(ArgumentError, match=f"{name} must be"):
        simulate(SCENARIO, **{name: value})


def test_a_seat_of_nobody_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ArgumentError, match=r"nobody.*north, south"):
        simulate(SCENARIO, worlds=1, seats={"nobody": bg.Party})
    with pytest.raises(
        ArgumentError, match='seat of north: the catalogue has no strategy "a word"'
    ):
        simulate(SCENARIO, worlds=1, seats={"north": "a word"})
    with pytest.raises(ArgumentError, match="seat of north: a strategy is a name"):
        simulate(SCENARIO, worlds=1, seats={"north": 7})  # type: ignore[dict-item]


def test_a_seat_may_be_named_as_the_catalogue_does() -> None:
    named = simulate(SCENARIO, worlds=5, seats={"north": "hold"})
    handed_in = simulate(SCENARIO, worlds=5, seats={"north": bg.Hold()})
    of_class = simulate(SCENARIO, worlds=5, seats={"north": bg.Hold})
    assert (named.rung == handed_in.rung).all()
    assert (named.rung == of_class.rung).all()
    assert named.record.seats == {"north": "hold"}


def test_progress_counts_worlds_to_the_end() -> None:
    said: list[tuple[int, int]] = []
    simulate(SCENARIO, worlds=10, batch=4, progress=lambda done, total: said.append((done, total)))
    done = [worlds for worlds, _ in said]
    assert {total for _, total in said} == {10}
    assert done == sorted(done)
    assert {4, 8, 10} <= set(done)
    assert done[-1] == 10


def test_the_record_makes_the_result_again() -> None:
    outcomes = simulate(SCENARIO, worlds=6, worlds_per_draw=2, seed=9, first_world=13)
    record = outcomes.record
    again = simulate(
        outcomes.scenario,
        worlds=record.worlds,
        worlds_per_draw=record.worlds_per_draw,
        seed=record.seed,
        first_world=record.first_world,
    )
    assert_same_bits({n: again[n] for n in AXES}, {n: outcomes[n] for n in AXES})
    assert outcomes.draw.tolist() == [6, 7, 7, 8, 8, 9]
    assert set(record.versions) == {"bargaining", "python", "numpy", "numba", "scipy", "mesa"}


def test_a_bundled_scenario_is_found_by_name() -> None:
    assert len(simulate("ultimatum", worlds=2)) == 2


def test_any_executor_plays_the_same() -> None:
    with ThreadPoolExecutor(2) as executor:
        spread = arrays(SCENARIO, 12, seed=4, batch=5, executor=executor)
    assert_same_bits(spread, arrays(SCENARIO, 12, seed=4))


def test_batches_are_handed_out_a_few_ahead_of_the_results(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bargaining.engine.runner._AHEAD", 3)
    ahead = []

    class Counting(ThreadPoolExecutor):
        submitted = 0

        def submit(self, *call: Any, **options: Any) -> Any:
            self.submitted += 1
            return super().submit(*call, **options)

    with Counting(1) as executor:
        outcomes = simulate(
            SCENARIO,
            worlds=20,
            batch=2,
            seed=4,
            executor=executor,
            progress=lambda done, total: ahead.append(executor.submitted - done // 2),
        )
    assert ahead == [3, 3, 3, 3, 3, 3, 3, 2, 1, 0]
    assert_same_bits({n: outcomes[n] for n in AXES}, arrays(SCENARIO, 20, seed=4))


def test_nothing_of_a_batch_is_left_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    left = []

    class Watched(Recorder):
        def __init__(self, world: Any) -> None:
            super().__init__(world)
            left.append(weakref.ref(self))

    monkeypatch.setattr("bargaining.engine.negotiation.Recorder", Watched)
    gc.collect()
    gc.disable()
    try:
        simulate(SCENARIO, worlds=6, batch=2)
        assert len(left) == 3
        assert [ledger() for ledger in left] == [None, None, None]
    finally:
        gc.enable()


def test_more_worlds_than_memory_holds_are_refused_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(ArgumentError, match=r"worlds must be at most 1,000,000,000; got 1,000,0"):
        simulate(SCENARIO, worlds=10**15)
    monkeypatch.setattr("os.sysconf", lambda name: 2**13)
    with pytest.raises(ArgumentError, match=r"1,000,000 worlds of [\d,]+ bytes each do not fit"):
        simulate(SCENARIO, worlds=1_000_000, batch=2)
    with pytest.raises(ArgumentError, match=r"1,000,000 worlds of 196 bytes each do not fit"):
        bg.tournament(SCENARIO, ["hold", "boulware"], worlds=1_000_000)


def test_an_executor_that_takes_no_work_is_refused_in_words() -> None:
    closed = ThreadPoolExecutor(1)
    closed.shutdown()
    with pytest.raises(ArgumentError, match="executor takes no work: cannot schedule"):
        simulate(SCENARIO, worlds=4, executor=closed)


def test_a_stopped_run_keeps_whole_batches_without_a_gap() -> None:
    def stop(done: int, total: int) -> None:
        if done > 8:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted, match="8 worlds were finished") as stopped:
        simulate(SCENARIO, worlds=20, batch=4, seed=4, progress=stop)
    kept = stopped.value.outcomes
    assert kept is not None
    assert len(kept) == kept.record.worlds == 8
    whole = arrays(SCENARIO, 20, seed=4)
    assert_same_bits({n: kept[n] for n in AXES}, part(whole, 0, 8))


def test_a_run_stopped_before_its_first_batch_keeps_nothing() -> None:
    class Stopping(bg.Party):
        def choose_step(self, view: Any) -> Any:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as stopped:
        simulate(SCENARIO, worlds=4, seats={"north": Stopping})
    assert stopped.value.outcomes is None


def test_more_worlds_of_a_draw_change_the_draws_not_the_luck() -> None:
    few = simulate(SCENARIO, worlds=8, worlds_per_draw=1, seed=2)
    many = simulate(SCENARIO, worlds=8, worlds_per_draw=8, seed=2)
    assert (few["window_open"] == many["window_open"]).all()
    assert (few["flow"] != many["flow"]).any()


def test_codes_are_bytes_and_floats_are_double() -> None:
    outcomes = simulate(SCENARIO, worlds=2)
    for name in AXES:
        assert outcomes[name].dtype in (np.dtype("i1"), np.dtype("f8"), np.dtype("?")), name
        assert outcomes[name].shape[0] == 2


def test_rungs_of_a_fine_ladder_get_wider_integers() -> None:
    def rungs(count: int) -> bg.Outcomes:
        fine = bg.load("rubinstein").model_dump()
        ladder = [{"level": i / (count - 1), "label": str(i)} for i in range(count)]
        fine["issues"]["share"]["rungs"] = ladder
        return simulate(bg.Scenario.model_validate(fine), worlds=8, seed=1)

    coarse, fine = rungs(128), rungs(301)
    assert coarse.rung.dtype == coarse.offer.dtype == coarse.initial_rung.dtype == np.int8
    assert fine.rung.dtype == fine.offer.dtype == fine.initial_rung.dtype == np.int16
    assert fine.response.dtype == fine.proposer.dtype == np.int8
    for outcomes in (coarse, fine):
        levels = np.array([rung.level for rung in outcomes.scenario.issues["share"].rungs])
        assert (outcomes.offer >= -1).all()
        assert (outcomes.level[:, :, 0] == levels[outcomes.rung[:, :, 0]]).all()
    assert fine.offer.max() > 127


def test_a_run_remembers_who_sat_in_it(tmp_path: Path) -> None:
    outcomes = simulate(SCENARIO, worlds=4, seats={"north": bg.Hold()})
    assert outcomes.record.seats == {"north": "hold"}
    assert outcomes.history(2).world == 2
    stored = bg.load_outcomes(outcomes.save(tmp_path / "kept.npz"))
    assert stored == outcomes
    # A strategy of the catalogue is seated again by its name.
    assert stored.transcript(world=2) == outcomes.transcript(world=2)
    with pytest.raises(OutcomesError, match="in the seat of north; got zeuthen"):
        replay(stored.record, 2, seats={"north": "zeuthen"})  # type: ignore[dict-item]
    again = replay(stored.record, 2, seats={"north": bg.Hold()})
    assert again.events == outcomes.history(2).events


def test_a_stored_run_does_not_hold_a_rule_of_a_users_own(tmp_path: Path) -> None:
    class Own(bg.Hold):
        pass

    outcomes = simulate(SCENARIO, worlds=4, seats={"north": Own()})
    stored = bg.load_outcomes(outcomes.save(tmp_path / "kept.npz"))
    with pytest.raises(OutcomesError, match="played with Own in the seat of north"):
        stored.transcript(world=2)


def test_a_run_tells_apart_strategies_of_one_class() -> None:
    slow, quick = (
        simulate("rubinstein", worlds=4, seats={"bob": name}) for name in ("boulware", "conceder")
    )
    assert slow.record.seats == {"bob": "boulware"}
    title = bg.compare(slow, quick).table().splitlines()[0]
    assert "boulware" in title
    assert "conceder" in title


@pytest.mark.parametrize(
    ("argument", "value", "rule"),
    [
        ("first_world", 2**63, "first_world must be at most"),
        ("progress", 3, "progress must be callable"),
        ("executor", 3, "executor must be a concurrent.futures.Executor"),
    ],
)
def test_what_could_not_be_used_is_refused_in_words(argument, value, rule):
    with pytest.raises(ArgumentError, match=rule):
        bg.simulate("ultimatum", worlds=2, **{argument: value})


class Own(bg.Japan):
    """A class of a user's own."""


SEATS = [
    ({"japan": lambda: Own()}, "a seat takes the class and no object of it: seats={...: Own}"),
    ({"japan": lambda: bg.NorthKorea}, ("the seat of japan: NorthKorea is a class of bg.NorthKorea "
     "and cannot decide for japan, whose country is Japan: derive it from bg.Party")),
    ({"china": lambda: Own}, "Own is a class of bg.Japan and cannot decide for china, whose"),
]  # fmt: skip


@pytest.mark.parametrize(("seats", "said"), SEATS)
def test_an_object_of_a_class_and_another_country_are_refused_in_a_sentence(seats, said):
    with pytest.raises(ArgumentError) as caught:
        bg.simulate("stockholm-2014", worlds=2, seats={name: of() for name, of in seats.items()})
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_all_that_cannot_sit_is_told_at_once():
    seats = {"japan": bg.China, "chna": "hold", "north_korea": "hld"}
    with pytest.raises(ArgumentError) as caught:
        bg.simulate("stockholm-2014", worlds=2, seats=seats)
    first, second, third = str(caught.value).split("\n")
    assert first.startswith("the seat of japan: China is a class of bg.China")
    assert second.endswith('Did you mean "china"?')
    assert third.endswith('Did you mean "hold"?')
    sound = {"japan": Own, "china": bg.Party, "north_korea": "hold"}
    assert len(bg.simulate("stockholm-2014", worlds=1, seats=sound)) == 1
