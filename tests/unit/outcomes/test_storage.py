"""Files keep every bit and never pretend."""

import json
import os
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from bargaining.errors import ArgumentError, OutcomesError
from bargaining.outcomes import Outcomes, RunRecord, load_outcomes, storage
from bargaining.outcomes import parquet as parquet_files
from bargaining.outcomes.contents import STORAGE_FORMAT, digest
from bargaining.outcomes.layout import RENAMED
from tests.unit.outcomes.synthetic import record_of, small_scenario, synthetic

SUFFIXES = [".parquet", ".npz"]


def same_bits(a, b):
    return (
        a.dtype == b.dtype
        and a.shape == b.shape
        and np.ascontiguousarray(a).tobytes() == np.ascontiguousarray(b).tobytes()
    )


def rewrite(path, change, **arrays):
    """Change header and record of an npz file, with digests that fit, and some of its arrays."""
    with np.load(path) as stored:
        held = dict(stored) | arrays
    header, record = (json.loads(held[f"__{name}__"].tobytes()) for name in ("header", "record"))
    change(header, record)

    def put(name, text):
        held[f"__{name}__"] = np.frombuffer(text.encode(), dtype=np.uint8)
        return digest(text.encode())

    header["digests"]["record"] = put("record", json.dumps(record))
    put("check", put("header", json.dumps(header)))
    np.savez(path, **held)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nothing_is_lost(tmp_path, suffix):
    run = synthetic(40, first_world=13)
    path = run.save(tmp_path / f"run{suffix}")
    back = Outcomes.load(path)
    assert back == run
    assert back.names == run.names
    assert all(same_bits(back[name], run[name]) for name in run)
    assert back.record == run.record
    assert back.scenario == small_scenario()
    assert not back.ending.flags.writeable


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_arrays_that_bear_another_name_today_are_found_under_it(tmp_path, suffix):
    run = synthetic(10)
    old = {today: name for name, today in RENAMED.items()}
    arrays = {old.get(name, name): run[name] for name in run}
    axes = {old.get(name, name): of for name, of in run.axes.items()}
    path = Outcomes(arrays, axes, run.labels, run.record).save(tmp_path / f"old{suffix}")
    assert Outcomes.load(path) == run


@pytest.mark.slow
def test_a_file_written_some_worlds_at_a_time_is_read_as_one(tmp_path, monkeypatch):
    parquet = pytest.importorskip("pyarrow.parquet")
    run = synthetic(40)
    written, arrow_array = {}, parquet_files._arrow_array

    def noted(column, rows):
        written[column.name] = column
        return arrow_array(column, rows)

    monkeypatch.setattr(parquet_files, "_arrow_array", noted)
    path = run.save(tmp_path / "run.parquet", parameters=False)
    whole = parquet.ParquetFile(path).read()
    assert {*written} == {*whole.column_names}
    a_world = sum(column.values[:1].nbytes for column in written.values())
    monkeypatch.setattr(parquet_files, "_BYTES_AT_ONCE", 7 * a_world)
    path = run.save(tmp_path / "run.parquet", parameters=False)
    assert parquet.ParquetFile(path).num_row_groups == 6
    assert parquet.ParquetFile(path).read().equals(whole)
    back = Outcomes.load(path)
    assert all(same_bits(back[name], run[name]) for name in run)
    monkeypatch.setattr(parquet_files, "_BYTES_AT_ONCE", 1)
    assert Outcomes.load(run.save(tmp_path / "slow.parquet")) == run


@pytest.mark.slow
@pytest.mark.parametrize("suffix", SUFFIXES)
@given(data=st.data())
@settings(max_examples=25)
def test_any_arrays_come_back_bit_for_bit(tmp_path_factory, suffix, data):
    n_worlds, n_issues, n_rounds = (data.draw(st.integers(0, 4)) for _ in range(3))
    kinds = st.sampled_from(["<f8", ">f8", "<f4", "<i2", ">i2", "<i4", "<i8", "|b1", "|u1"])
    labels = data.draw(
        st.tuples(
            st.lists(st.text(), min_size=n_issues, max_size=n_issues, unique=True),
            st.lists(
                st.integers() | st.floats(allow_nan=False),
                min_size=n_rounds,
                max_size=n_rounds,
            ),
        )
    )
    shapes = {
        "short": (n_worlds,),
        "flat": (n_worlds, n_issues),
        "deep": (n_worlds, n_rounds, n_issues),
    }
    held = {
        name: data.draw(arrays_of.arrays(np.dtype(data.draw(kinds)), shape))
        for name, shape in shapes.items()
    }
    axes = {
        "short": ("world",),
        "flat": ("world", "issue"),
        "deep": ("world", "round", "issue"),
    }
    seed = data.draw(st.integers(-(2**70), 2**70))
    record = record_of(small_scenario(), seed=seed, worlds=n_worlds)
    run = Outcomes(held, axes, {"issue": tuple(labels[0]), "round": tuple(labels[1])}, record)
    back = load_outcomes(run.save(tmp_path_factory.mktemp("any") / f"run{suffix}"))
    assert all(same_bits(back[name], run[name]) for name in run)
    assert back.labels == run.labels
    assert [type(x) for x in back.labels["round"]] == [type(x) for x in run.labels["round"]]
    assert back.axes == run.axes
    assert back.record == run.record


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_selection_of_scattered_worlds_keeps_their_numbers(tmp_path, suffix):
    part = synthetic(40).select([3, 30, 11])
    assert Outcomes.load(part.save(tmp_path / f"part{suffix}")) == part


def test_without_a_suffix_the_format_is_chosen(tmp_path, monkeypatch):
    run = synthetic(10)
    assert run.save(tmp_path / "run").name == "run.parquet"
    assert run.save(tmp_path / "seed-2.5").name == "seed-2.5.parquet"
    monkeypatch.setattr(storage, "_has_pyarrow", lambda: False)
    assert run.save(tmp_path / "run").name == "run.npz"
    with pytest.raises(OutcomesError, match="needs pyarrow"):
        run.save(tmp_path / "run.parquet")
    with pytest.raises(OutcomesError, match="needs pyarrow"):
        Outcomes.load(tmp_path / "run.parquet")
    assert Outcomes.load(tmp_path / "run.npz") == run


def test_other_formats_are_pointed_to(tmp_path):
    with pytest.raises(ArgumentError, match="to_frame"):
        synthetic(10).save(tmp_path / "run.xlsx")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_damaged_file_is_refused(tmp_path, suffix):
    path = synthetic(40).save(tmp_path / f"run{suffix}")
    whole = path.read_bytes()
    for cut in (len(whole) // 2, len(whole) - 3):
        path.write_bytes(whole[:cut])
        with pytest.raises(OutcomesError, match="damaged"):
            Outcomes.load(path)
    refused = 0
    generator = np.random.default_rng(1)
    run = synthetic(40)
    for place in generator.integers(4, len(whole), 40):
        broken = bytearray(whole)
        broken[place] ^= 0xFF
        path.write_bytes(bytes(broken))
        try:
            back = Outcomes.load(path)
        except OutcomesError:
            refused += 1
        else:
            # A byte that bears no data may change; what is read must be right.
            assert back == run
    assert refused > 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_stream_is_refused_and_left_unread(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutcomesError, match="is a stream"):
        Outcomes.load(tmp_path / "pipe")


def test_foreign_files_are_refused(tmp_path):
    path = tmp_path / "x.npz"
    path.write_text("worlds, endings")
    with pytest.raises(OutcomesError, match="no saved result"):
        Outcomes.load(path)
    np.savez(path, ending=np.zeros(3))
    with pytest.raises(OutcomesError, match="no saved result"):
        Outcomes.load(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "hello")
    with pytest.raises(OutcomesError):
        Outcomes.load(path)
    import pandas

    pandas.DataFrame({"a": [1, 2]}).to_parquet(tmp_path / "x.parquet")
    with pytest.raises(OutcomesError, match="no saved result"):
        Outcomes.load(tmp_path / "x.parquet")
    with pytest.raises(OutcomesError, match="cannot be opened"):
        Outcomes.load(tmp_path / "nowhere.npz")


def test_pickled_objects_are_never_loaded(tmp_path):
    path = synthetic(10).save(tmp_path / "run.npz")
    with np.load(path) as stored:
        held = dict(stored)
    held["ending"] = np.array([{"a": 1}] * 10, dtype=object)
    np.savez(path, **held)
    with pytest.raises(OutcomesError, match="damaged"):
        Outcomes.load(path)


@pytest.mark.parametrize("where", ["layout", "record"])
def test_newer_files_ask_for_an_update(tmp_path, where):
    path = synthetic(10).save(tmp_path / "run.npz")

    def newer(header, record):
        if where == "layout":
            header["format"] = STORAGE_FORMAT + 1
        else:
            record.update(format=99, new_field=1)

    rewrite(path, newer)
    with pytest.raises(OutcomesError, match="update the library"):
        Outcomes.load(path)


def test_a_record_of_the_first_layout_does_not_tell_what_was_played():
    record = synthetic(10).record
    old = json.loads(record.to_json())
    del old["played_digest"], old["model_number"]
    read = RunRecord.from_json(json.dumps({**old, "scenario_digest": "0123", "format": 1}))
    assert (read.played_digest, read.model_number) == ("", None)
    assert read == replace(record, played_digest="", model_number=None)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_write_that_fails_leaves_the_old_file_and_no_litter(tmp_path, monkeypatch, suffix):
    path = synthetic(10).save(tmp_path / f"run{suffix}")
    before = path.read_bytes()

    def fail(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(storage.os, "replace", fail)
    with pytest.raises(KeyboardInterrupt):
        synthetic(20).save(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(OutcomesError, match="cannot be written"):
        synthetic(10).save(tmp_path / "no" / "run.npz")


def test_the_record_reads_back_and_refuses_nonsense():
    record = record_of(small_scenario(), seed=-3)
    assert type(record).from_json(record.to_json()) == record
    for text in ("", "[]", "{}", '{"format": 1}', '{"format": "x"}'):
        with pytest.raises(OutcomesError):
            type(record).from_json(text)


def test_a_scenario_that_cannot_be_read_any_more_is_said_so():
    record = replace(record_of(small_scenario()), scenario='{"scenario": {}}')
    with pytest.raises(OutcomesError, match="cannot be read by this version"):
        record.parse_scenario()


@pytest.mark.parametrize("path", ["", None, 3, "a\0.npz"])
def test_what_names_no_file_is_refused(path):
    with pytest.raises(ArgumentError, match="path must be the name of a file"):
        synthetic(10).save(path)
    with pytest.raises(ArgumentError, match="path must be the name of a file"):
        load_outcomes(path)
