"""Scenarios handed to NegMAS: the same outcomes, utilities and reserved values, if it is there."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import bargaining as bg
from bargaining.engine.package_values import value_packages
from bargaining.errors import ArgumentError
from bargaining.interop import read_genius, to_negmas, write_genius
from bargaining.interop.domain import domain_text
from bargaining.interop.genius_reader import read_domain
from bargaining.scenario import loads
from tests.unit.interop.domains import HARBOUR, with_term


def test_a_missing_package_is_told_with_the_way_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "negmas", None)
    with pytest.raises(ArgumentError, match=r"pip install 'bargaining\[negmas\]'"):
        to_negmas("rubinstein")
    with pytest.raises(ArgumentError, match="form must be"):
        to_negmas("rubinstein", form="compound")


@pytest.fixture(scope="module")
def negmas():
    return pytest.importorskip("negmas")


def crossed():
    text = domain_text(read_domain(HARBOUR), rounds=7, parties=None, choice_noise=0.01)
    return loads(with_term(text, "harbour_fleet", "ever_agreed * berths * fuel", 0.4))


def plain(utility):
    """Return a utility function without its discount."""
    return getattr(utility, "extract_base_ufun", lambda deep: utility)(deep=True)


def table_of(there):
    outcomes = list(there.outcome_space.enumerate())
    return np.array([[float(plain(u)(one)) for one in outcomes] for u in there.ufuns])


@pytest.mark.parametrize("form", ["issues", "packages"])
@pytest.mark.parametrize("make", [lambda: read_genius(HARBOUR), crossed])
def test_outcomes_are_packages_and_utilities_payoffs(negmas, make, form):
    scenario = make()
    there = to_negmas(scenario, form=form)
    values = value_packages(scenario)
    np.testing.assert_allclose(table_of(there), values.value[0], rtol=0, atol=1e-12)
    assert [u.reserved_value for u in there.ufuns] == values.disagreement[0].tolist()
    assert len(there.issues) == (3 if form == "issues" else 1)
    assert there.mechanism_params["n_steps"] == scenario.table.deadline.value
    impatient = there.ufuns[0]
    assert impatient.discount == scenario.parties["harbour_fleet"].discount_factor.value


def test_a_menu_with_a_missing_package_is_handed_over_as_a_list(negmas):
    with pytest.raises(ArgumentError, match="only 74 of the 75"):
        to_negmas("stockholm-2014")
    there = to_negmas("stockholm-2014", form="packages")
    values = value_packages("stockholm-2014")
    worth = values.value[0][:, values.feasible[0]]
    np.testing.assert_allclose(table_of(there), worth, rtol=0, atol=1e-12)


def test_negmas_reads_what_is_written_for_genius(negmas, tmp_path):
    from negmas.inout import Scenario

    patient = dict.fromkeys(
        ("parties.harbour_fleet.discount_factor", "parties.harbour_port.discount_factor"), 1.0
    )
    scenario = read_genius(HARBOUR).replace(patient)
    files = write_genius(scenario, tmp_path)
    there = Scenario.from_genius_files(str(files.domain), [str(one) for one in files.profiles])
    values = value_packages(scenario)
    np.testing.assert_allclose(table_of(there), values.value[0], rtol=0, atol=1e-12)
    assert [u.reserved_value for u in there.ufuns] == values.disagreement[0].tolist()


def test_what_negmas_writes_for_genius_is_read_here(negmas, tmp_path):
    scenario = bg.load("rubinstein").replace(
        dict.fromkeys(("parties.ann.discount_factor", "parties.bob.discount_factor"), 1.0)
    )
    scenario = scenario.replace({"issues.share.rungs": {"count": 6, "label": "{percent} to Bob"}})
    to_negmas(scenario).to_genius_folder(tmp_path)
    values, back = value_packages(scenario), value_packages(read_genius(tmp_path))
    sides = {tuple(np.round(side, 12)) for side in values.value[0][:, values.feasible[0]]}
    assert {tuple(np.round(side, 12)) for side in back.value[0]} == sides


def test_a_session_is_played_there(negmas):
    patient = {"parties.harbour_fleet.discount_factor": 1.0}
    there = to_negmas(read_genius(HARBOUR, rounds=20).replace(patient))
    session = there.make_session([negmas.sao.AspirationNegotiator(name=n) for n in ("a", "b")])
    session.run()
    assert session.state.agreement in set(there.outcome_space.enumerate())
