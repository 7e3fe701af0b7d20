"""The frame and the dataset hold what the arrays hold."""

import numpy as np
import pytest

from bargaining.outcomes import Ending
from tests.unit.outcomes.synthetic import synthetic


@pytest.fixture(autouse=True, scope="module")
def _both_packages():
    # They take a second to import, which only the process that runs these tests should spend.
    pytest.importorskip("pandas")
    pytest.importorskip("xarray")


def test_the_frame_has_one_row_per_world():
    run = synthetic(40, first_world=5)
    frame = run.to_frame()
    assert list(frame.index) == list(range(5, 45))
    assert list(frame["ending"]) == [Ending(code).key for code in run.ending]
    np.testing.assert_array_equal(frame["draw"], run.draw)
    np.testing.assert_array_equal(frame["level.power"], run.level[:, -1, 1])
    np.testing.assert_array_equal(frame["payoff.south"], run.payoff[:, 1])
    np.testing.assert_array_equal(frame["belief.south"], run.belief[:, -1, 1])
    np.testing.assert_array_equal(frame["round_of.agreement"], run.first_round("agreement"))
    np.testing.assert_array_equal(frame["times.raid"], run.act[:, :, 0].sum(axis=1))
    assert not frame.columns.duplicated().any()
    assert frame.attrs["seed"] == 7
    assert set(frame.attrs["columns"]) == set(frame)
    assert frame.attrs["columns"]["level.water"] == {
        "long_name": "Release of water: level of the ladder at the end, 0 to 1",
        "units": "1",
    }
    assert set(frame["type.south"]) == {"tactical", "sincere"}


def test_the_dataset_is_labelled():
    run = synthetic(40)
    data = run.to_xarray()
    assert data.sizes["world"] == 40
    water = data["level"].sel(issue="water", round=11)
    np.testing.assert_array_equal(water, run.level[:, -1, 0])
    assert data["ending"].attrs["flag_meanings"].split()[1] == "partial"
    assert data["ending"].dtype == np.int16
    np.testing.assert_array_equal(data["draw"], run.draw)
    by_draw = data["payoff"].groupby("draw").mean()
    assert by_draw.sizes["draw"] == 4
    assert data.attrs["seed"] == 7
    np.testing.assert_array_equal(data["acted"].sel(act="raid"), run.act[:, :, 0])
    assert len(data.data_vars) == len(run.names) + 2
    assert data["payoff"].attrs["units"] == "payoff units of the party"
    assert data["ending"].attrs["long_name"] == "how the world ended"
    assert data.attrs["record"] == run.record.to_json()


def test_what_was_drawn_goes_along():
    run = synthetic(40, first_world=5)
    drawn = run.parameters()
    assert list(drawn.index) == [0, 1, 2, 3, 4]
    frame, data = run.to_frame(), run.to_xarray()
    meanings = frame.attrs["columns"]
    for path in drawn:
        column = f"parameter.{path}"
        np.testing.assert_array_equal(frame[column], drawn[path].loc[run.draw])
        for what, key in (("unit", "units"), ("prior", "prior"), ("source", "source")):
            assert meanings[column].get(key, "") == drawn.attrs[what][path]
            assert data[what].sel(path=path).item() == drawn.attrs[what][path]
    np.testing.assert_array_equal(data["parameter"], drawn)
    assert list(data["path"].values) == list(drawn)
    assert list(data["parameter_draw"].values) == list(drawn.index)
    bare = run.to_frame(parameters=False)
    assert [name for name in frame if name not in bare] == [f"parameter.{path}" for path in drawn]
    assert "parameter" not in run.to_xarray(parameters=False)


def test_scattered_worlds_keep_their_numbers():
    part = synthetic(40).select([30, 2])
    assert list(part.to_frame().index) == [30, 2]
    np.testing.assert_array_equal(part.to_xarray()["world"], [30, 2])
