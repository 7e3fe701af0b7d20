"""Files that speak for themselves, and files that are damaged, absurd, or of another version."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from bargaining.errors import OutcomesError
from bargaining.outcomes import Ending, Outcomes
from bargaining.outcomes.contents import digest
from tests.unit.outcomes.synthetic import small_scenario, synthetic
from tests.unit.outcomes.test_storage import SUFFIXES, rewrite, same_bits

DATA = Path(__file__).parent / "data"


@pytest.mark.slow
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_flipped_bit_is_noticed_or_harmless(tmp_path, suffix):
    run = synthetic(12)
    path = run.save(tmp_path / f"run{suffix}")
    whole = path.read_bytes()
    generator, noticed = np.random.default_rng(2014), 0
    for place in generator.integers(0, 8 * len(whole), 250):
        broken = bytearray(whole)
        broken[place // 8] ^= 1 << (place % 8)
        path.write_bytes(bytes(broken))
        try:
            back = Outcomes.load(path)
        except OutcomesError:
            noticed += 1
        else:
            assert back == run
            assert all(same_bits(back[name], run[name]) for name in run)
    assert noticed > 50


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_files_of_layout_1_are_read(suffix):
    old = Outcomes.load(DATA / f"layout-1{suffix}")
    run = synthetic(12, first_world=3)
    assert set(old) == set(run)
    assert all(same_bits(old[name], run[name]) for name in run)
    assert old.scenario == small_scenario()
    assert "Played by bargaining 0.1.0, an unknown model" in old.note
    assert re.sub(r"\s+", " ", old.note) in re.sub(r"\s+", " ", old.table())
    assert not run.note


def test_a_scenario_that_is_not_the_one_played_is_refused(tmp_path):
    path = tmp_path / "old.npz"
    with np.load(DATA / "layout-1.npz") as stored:
        held = dict(stored)
    header = json.loads(held["__header__"].tobytes())
    record = json.loads(header["record"])
    played = small_scenario().played_digest
    for other in (played, played.replace(played[0], "x")):
        record["played_digest"], header["record"] = other, json.dumps(record)
        header["record"] = json.dumps(record)
        held["__header__"] = np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)
        np.savez(path, **held)
        if other == played:
            assert Outcomes.load(path).scenario == small_scenario()
    with pytest.raises(OutcomesError, match="not the one that was played"):
        Outcomes.load(path)


def absurd(what):
    def change(header, record):
        ending = header["arrays"]["ending"]
        if what == "many worlds":
            header["worlds"] = 10**12
        elif what == "more worlds":
            header["worlds"] += 1
        elif what == "a column":
            ending["columns"] = ["no_such_column"]
        elif what == "negative":
            header["worlds"] = -5
        elif what == "a type of text":
            ending["type"] = "<U100"
        elif what == "an object":
            ending["type"] = "|O"
        elif what == "floats":
            ending["type"] = "<f8"
        elif what == "no world first":
            ending["axes"] = ["round"]
        elif what == "other axes":
            ending["axes"] = ["world", "round"]
        elif what == "an axis without labels":
            header["labels"].pop("issue")
        elif what == "a shape":
            ending["shape"] = [7]
        elif what == "a record":
            record["worlds_per_draw"] = 0

    return change


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("many worlds", "more than it can hold"),
        ("negative", "must be 0 or more"),
        ("a type of text", "has the type <U100"),
        ("an object", "has the type object"),
        ("floats", "holds integers; got the type float64"),
        ("no world first", "world first"),
        ("other axes", "has the axes world; got world, round"),
        ("an axis without labels", "issue"),
        ("a shape", "must have the shape"),
        ("a record", "worlds_per_draw must be"),
    ],
)
def test_what_a_header_claims_is_checked_before_anything_is_read(tmp_path, what, words):
    path = synthetic(12).save(tmp_path / "run.npz")
    rewrite(path, absurd(what))
    with pytest.raises(OutcomesError, match=words):
        Outcomes.load(path)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("many worlds", "more than it can hold"),
        ("more worlds", "12 rows for 13 worlds"),
        ("floats", "holds integers"),
        ("a column", "no_such_column"),
    ],
)
def test_so_is_what_a_parquet_file_claims(tmp_path, what, words):
    parquet = pytest.importorskip("pyarrow.parquet")
    path = synthetic(12).save(tmp_path / "run.parquet")
    with parquet.ParquetFile(path) as stored:
        table, texts = stored.read(), dict(stored.metadata.metadata)
    header = json.loads(texts[b"bargaining outcomes"])
    absurd(what)(header, {})
    texts[b"bargaining outcomes"] = json.dumps(header).encode()
    texts[b"bargaining check"] = digest(texts[b"bargaining outcomes"]).encode()
    with parquet.ParquetWriter(path, table.schema) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata(texts)
    with pytest.raises(OutcomesError, match=words):
        Outcomes.load(path)


@pytest.mark.parametrize(
    "ending",
    [np.zeros(12, dtype=np.int32), np.zeros((12, 1), dtype=np.int16), np.ones(12, dtype=np.int16)],
)
def test_an_array_that_is_not_what_the_header_says_is_refused(tmp_path, ending):
    path = synthetic(12).save(tmp_path / "run.npz")
    rewrite(path, lambda header, record: None, ending=ending)
    with pytest.raises(OutcomesError, match="damaged and cannot be read: the array 'ending'"):
        Outcomes.load(path)


def test_an_archive_that_swells_is_refused_unread(tmp_path):
    """An array of a terabyte of zeros is small when it is packed, and its header may say so."""
    import zipfile

    path = synthetic(12).save(tmp_path / "run.npz")
    with np.load(path) as stored:
        held = dict(stored)
    head = held.pop("__header__").tobytes()
    described = np.lib.format.header_data_from_array_1_0(np.zeros(1, dtype=np.uint8))
    with zipfile.ZipFile(path, "w") as archive, archive.open("__header__.npy", "w") as file:
        np.lib.format.write_array_header_1_0(file, described | {"shape": (10**12,)})
        file.write(head)
    with pytest.raises(OutcomesError, match="'__header__' is not of the type"):
        Outcomes.load(path)


def test_a_parquet_file_holds_named_columns_and_the_record_once(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    run = synthetic(40, first_world=5)
    path = run.save(tmp_path / "run.parquet")
    assert path.read_bytes().count(b'"discount_factor":{') == run.record.scenario.count(
        '"discount_factor":{'
    )
    schema = parquet.read_schema(path)
    assert schema.names[:3] == ["world", "draw", "ending"]
    table = parquet.read_table(path).to_pydict()
    assert table["world"] == list(range(5, 45))
    assert table["ending"] == [Ending(code).key for code in run.ending]
    drawn = run.parameters()
    assert list(table["parameter.outcome.partial"]) == list(drawn["outcome.partial"][run.draw])
    assert schema.field("parameter.outcome.partial").metadata[b"source"] == b"assumed"
    assert set(table["type.south"]) == {"tactical", "sincere"}
    assert table["round_of.agreement"] == [
        None if np.isnan(one) else one for one in run.first_round("agreement")
    ]
    np.testing.assert_array_equal(table["rung_by_round.water"], run.rung[:, :, 0])
    field = schema.field("level.water").metadata
    assert field == {
        b"long_name": b"Release of water: level of the ladder at the end, 0 to 1",
        b"units": b"1",
    }
    assert schema.field("belief_by_round.south").metadata[b"axis"] == b"round"
    assert b"settlement partial" in schema.field("ending_by_round").metadata[b"flag_meanings"]


def test_the_frame_is_the_scalar_part_of_the_file(tmp_path):
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    run = synthetic(40)
    frame = run.to_frame()
    stored = pandas.read_parquet(run.save(tmp_path / "run.parquet"), columns=["world", *frame])
    stored = stored.set_index("world").astype(frame.dtypes.to_dict())
    pandas.testing.assert_frame_equal(stored, frame)
    lean = run.save(tmp_path / "lean.parquet", parameters=False)
    lists = pandas.read_parquet(lean).drop(columns=[*run.to_frame(parameters=False), "world"])
    assert all("_by_round" in name or name.startswith("initial_rung.") for name in lists)
    assert Outcomes.load(lean) == run


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_plain_names_need_no_quotes(tmp_path, suffix):
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    run = synthetic(40)
    path = run.save(tmp_path / f"run{suffix}", plain_names=True)
    read = pandas.read_parquet if suffix == ".parquet" else pandas.read_csv
    names = list(read(path))
    assert all(re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII) for name in names)
    plain = ["world", *run.to_frame(plain_names=True)]
    assert set(plain) <= set(names) if suffix == ".parquet" else plain == names
    assert plain[:9] == names[:9]
    assert "round_of_default_south" in names
    if suffix == ".parquet":
        assert Outcomes.load(path) == run


def test_sql_reads_it(tmp_path):
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed (bargaining[dev])")
    pytest.importorskip("pyarrow")
    run = synthetic(200)
    path = run.save(tmp_path / "run.parquet", plain_names=True)
    asked = f"""
        SELECT ending, count(*), avg(level_water), avg(round_of_agreement),
               avg(list_max(tension)) FROM (SELECT *, condition_by_round_tension AS tension
                                            FROM '{path}') GROUP BY ending
    """
    tension = run.condition[:, :, 0].max(axis=1)
    frame = run.to_frame()
    found = {row[0]: row[1:] for row in duckdb.sql(asked).fetchall()}
    assert set(found) == set(frame["ending"])
    for ending, (n, level, signed, highest) in found.items():
        worlds = (frame["ending"] == ending).to_numpy()
        assert n == worlds.sum()
        assert level == pytest.approx(frame["level.water"][worlds].mean())
        assert highest == pytest.approx(tension[worlds].mean())
        mean = frame["round_of.agreement"][worlds].mean()
        assert signed is None if np.isnan(mean) else signed == pytest.approx(mean)
    dotted = run.save(tmp_path / "dotted.parquet")
    (level,) = duckdb.sql(f"SELECT avg(\"level.water\") FROM '{dotted}'").fetchall()[0]
    assert level == pytest.approx(frame["level.water"].mean())


def test_a_table_for_those_without_python(tmp_path):
    pandas = pytest.importorskip("pandas")
    run = synthetic(40)
    path = run.save(tmp_path / "run.csv")
    frame = run.to_frame()
    # Older versions of pandas read numbers wrongly in the last bit.
    exact = dict.fromkeys(frame.select_dtypes("floating"), lambda text: float(text or "nan"))
    read = pandas.read_csv(path, index_col="world", converters=exact)
    assert list(read) == list(frame)
    for name in frame:
        assert list(read[name].fillna(-1)) == list(frame[name].astype(read[name].dtype).fillna(-1))
    assert b"TRUE" in path.read_bytes()
    beside = json.loads((tmp_path / "run.csv-metadata.json").read_text("utf-8"))
    columns = beside["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == ["world", *frame]
    assert {column["name"]: column["datatype"] for column in columns}["one_sided"] == "boolean"
    assert beside["notes"][0]["record"]["scenario"]["scenario"]["name"] == "two-rivers"
    with pytest.raises(OutcomesError, match=r"load the \.parquet or \.npz file"):
        Outcomes.load(path)


@pytest.mark.slow
def test_netcdf_narrows_nothing(tmp_path):
    xarray = pytest.importorskip("xarray")
    pytest.importorskip("netCDF4", reason="netCDF4 is not installed (bargaining[netcdf])")
    run = synthetic(40, seed=2**62)
    data = run.to_xarray()
    with xarray.open_dataset(run.save(tmp_path / "run.nc"), engine="netcdf4") as stored:
        assert stored.load().equals(data)
        for name in data.variables:
            assert stored[name].dtype == data[name].dtype, name
            assert stored[name].attrs.get("long_name") == data[name].attrs.get("long_name")
        assert stored.attrs["seed"] == 2**62
        assert stored.attrs["record"] == run.record.to_json()


def test_netcdf_without_its_packages_says_what_to_install(tmp_path, monkeypatch):
    from bargaining.outcomes import storage

    monkeypatch.setattr(storage, "_NETCDF_ENGINES", {"none": ("no_such_package",)})
    with pytest.raises(OutcomesError, match=r"bargaining\[netcdf\]"):
        synthetic(10).save(tmp_path / "run.nc")
    assert not list(tmp_path.iterdir())
