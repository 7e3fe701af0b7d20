"""GENIUS domains as scenarios: utilities to the last digit, and every mistake told at once."""

from __future__ import annotations

import re
import shutil

import numpy as np
import pytest
from hypothesis import given, settings

import bargaining as bg
from bargaining import TimeDependent
from bargaining.engine.package_values import value_packages
from bargaining.errors import ArgumentError, ScenarioError
from bargaining.interop import read_domain, read_genius
from bargaining.interop.domain import domain_text
from bargaining.parties import Party
from bargaining.scenario import loads, notes
from bargaining.theory import find_frontier, solve
from tests.unit.interop.domains import HARBOUR, SHARED, small_domains, utilities

# Number of packages, of packages on the frontier, and the two solutions, by brute force.
KNOWN = {
    "Laptop": (27, 4, {(1.0001, 0.8151)}, (0.874, 0.874)),
    "Grocery": (1600, 7, {(0.84, 0.895)}, (0.84, 0.895)),
    "Amsterdam": (3024, 11, {(0.83, 0.8558)}, (0.83, 0.8558)),
    "ItexvsCypress": (180, 18, {(0.6705, 0.7215)}, (0.6705, 0.7215)),
    "NiceOrDie": (3, 3, {(1, 0.16), (0.16, 1)}, (0.299, 0.299)),
}


@pytest.mark.parametrize("name", KNOWN)
def test_the_five_domains_have_their_known_answers(name):
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip("the shared domains are not here")
    n_packages, n_frontier, nash, fair = KNOWN[name]
    scenario = read_genius(folder)
    values = value_packages(scenario)
    assert values.feasible.all()
    assert values.n_packages == n_packages
    payoffs = values.value[0].T
    np.testing.assert_allclose(payoffs.T, utilities(read_domain(folder)), rtol=0, atol=1e-12)
    frontier = find_frontier(payoffs)
    assert frontier.sum() == n_frontier
    found = solve(payoffs, "nash", disagreement=values.disagreement[0])
    chosen = {tuple(point) for point in np.round(payoffs[found.chosen], 4).tolist()}
    assert chosen == nash
    even = solve(payoffs, "kalai-smorodinsky", disagreement=values.disagreement[0])
    np.testing.assert_allclose(even.payoffs, fair, atol=5.1e-5)
    assert notes(scenario) == ()


def test_the_harbour_is_worth_what_its_files_say():
    scenario = read_genius(HARBOUR, rounds=10)
    fleet, port = scenario.table.principals
    assert (fleet, port) == ("harbour_fleet", "harbour_port")
    values = value_packages(scenario)
    # Inner quay, own fuel, four years; then the docks, the port's fuel, two years.
    inner, docks = values.package_of(np.array([[1, 0, 2], [2, 1, 0]]))
    assert values.value[0, 0, inner] == pytest.approx(0.5 + 0.2 + 0.3 * 0.9, abs=1e-12)
    assert values.value[0, 1, inner] == pytest.approx(0.125 + 0.05 + 0.5 * 0.5, abs=1e-12)
    assert values.value[0, 0, docks] == pytest.approx(0.25 + 0 + 0.03, abs=1e-12)
    assert values.value[0, 1, docks] == pytest.approx(0.025 + 0.25 + 0.5, abs=1e-12)
    # Five years would be 1.3 by the line; it is cut at 1.
    five = values.package_of(np.array([1, 0, 3]))
    assert values.value[0, 0, five] == pytest.approx(1.0, abs=1e-12)
    assert values.disagreement[0].tolist() == [0.3, 0.0]
    assert values.at_table[0].tolist() == [0.0, 0.0]
    assert scenario.parties[fleet].discount_factor.value ** 10 == pytest.approx(0.64)
    assert scenario.parties[port].discount_factor.value == 1
    labels = [rung.label for rung in scenario.issues["berths"].rungs]
    assert labels == ["outer quay", "inner quay", '"Queen\'s" dock & crane']
    assert [rung.label for rung in scenario.issues["years"].rungs] == ["2", "3", "4", "5"]


@settings(max_examples=20)
@given(small_domains())
def test_any_domain_becomes_a_scenario_of_the_same_utilities(domain):
    text = domain_text(domain, rounds=7, parties=None, choice_noise=0.01)
    scenario = loads(text)
    values = value_packages(scenario)
    assert values.feasible.sum() == domain.n_packages
    worth = values.value[0][:, values.feasible[0]]
    np.testing.assert_allclose(worth, utilities(domain), rtol=0, atol=1e-12)
    for side, profile in enumerate(domain.profiles):
        assert values.disagreement[0, side] == pytest.approx(profile.reservation_value, abs=1e-15)
        party = scenario.parties[scenario.table.principals[side]]
        assert party.discount_factor.value**7 == pytest.approx(profile.discount)


class Silent(Party):
    """Never makes an offer."""

    def propose(self, view):
        return np.full(view.n, view.passing)


class Random(Party):
    """Offers anything, and takes an offer in three rounds of ten."""

    def propose(self, view):
        return np.full((view.n, view.passing + 1), 1 / (view.passing + 1))

    def respond(self, view):
        return np.full(view.n, 0.3)


def test_no_agreement_pays_the_reservation_value_from_the_deadline_on():
    scenario = read_genius(HARBOUR, rounds=8)
    seats = dict.fromkeys(scenario.table.principals, Silent)
    outcomes = bg.simulate(scenario, worlds=3, seats=seats)
    np.testing.assert_allclose(outcomes.payoff, [[0.64 * 0.3, 0.0]] * 3, atol=1e-12)


def test_an_agreement_pays_its_utility_discounted_by_the_round():
    scenario = read_genius(HARBOUR, rounds=8)
    values = value_packages(scenario)
    seats = dict.fromkeys(scenario.table.principals, Random)
    outcomes = bg.simulate(scenario, worlds=200, seats=seats, seed=5)
    signed = outcomes.agreement_in_force | outcomes.completed
    worlds = np.flatnonzero(signed.any(axis=1))
    assert 100 < len(worlds) < 200
    rounds = signed[worlds].argmax(axis=1)
    assert len(set(rounds.tolist())) > 3
    package = values.package_of(outcomes.offer[worlds, rounds])
    worth = values.value[0][:, package].T
    discount = np.stack([0.64 ** (rounds / 8), np.ones(len(worlds))], axis=1)
    np.testing.assert_allclose(outcomes.payoff[worlds], discount * worth, atol=1e-12)
    # The package that leaves all ladders where they are is signed like any other.
    assert (package == 0).any()


@pytest.mark.parametrize("name", KNOWN)
def test_the_domains_are_played_by_time_dependent_tactics(name):
    """A conceder and a linear one agree on a package that both prefer to none."""
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip("the shared domains are not here")
    scenario = read_genius(folder, rounds=30)
    tactics = (TimeDependent(exponent=2.0), TimeDependent(exponent=1.0))
    seats = dict(zip(scenario.table.principals, tactics, strict=True))
    outcomes = bg.simulate(scenario, worlds=1, seats=seats)
    assert outcomes.completed.any()
    values = value_packages(scenario)
    package = values.package_of(outcomes.rung[0, -1])
    np.testing.assert_allclose(outcomes.flow[0, -1], values.value[0, :, package], atol=1e-12)
    assert (outcomes.flow[0, -1] > 0.1).all()


def test_a_scenario_saved_is_the_scenario_read(tmp_path):
    scenario = read_genius(HARBOUR, save_as=tmp_path / "harbour.toml")
    assert bg.load(tmp_path / "harbour.toml") == scenario


def test_files_and_names_may_be_given_one_by_one():
    files = [HARBOUR / f"harbour_{who}.xml" for who in ("port", "fleet")]
    scenario = read_genius(
        HARBOUR / "harbour_domain.xml", profiles=files, parties=("port", "fleet"), choice_noise=0.1
    )
    assert scenario.table.principals == ("port", "fleet")
    assert scenario.parties["fleet"].choice_noise.value == 0.1
    turned = value_packages(read_genius(HARBOUR)).value[:, ::-1]
    np.testing.assert_allclose(value_packages(scenario).value, turned, atol=1e-15)


def spoilt(tmp_path, file, *changes):
    folder = tmp_path / "harbour"
    if not folder.exists():
        shutil.copytree(HARBOUR, folder)
    path = folder / f"harbour_{file}.xml"
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("fleet", ('evaluation="8"', 'evaluation="eight"'), 'must have a number.*"eight"'),
        ("fleet", ('evaluation="8"', 'evaluation="nan"'), 'must have a number.*"nan"'),
        ("fleet", ('evaluation="8"', 'evaluation="-8"'), "at least 0; got -8"),
        ("fleet", (' evaluation="8"', ""), 'no attribute "evaluation"'),
        ("fleet", ('value="inner quay"', 'value="iner quay"'), 'Did you mean "inner quay"'),
        ("fleet", ('value="inner quay"', 'value="outer quay"'), "stands twice"),
        ("fleet", ('value="inner quay"', 'value="outer quay"'), "has no evaluation"),
        ("fleet", ('name="Fuel"', 'name="Fule"'), 'Did you mean "Fuel"'),
        ("fleet", ('name="Fuel"', 'name="Fule"'), 'issue "Fuel" is missing'),
        ("fleet", ('name="Fuel"', 'name="Berths"'), "stands twice"),
        ("fleet", ('<weight index="2" value="0.2"/>', ""), "has no weight"),
        ("fleet", ('<weight index="2"', '<weight index="7"'), "belongs to no issue"),
        ("fleet", ('<weight index="2"', '<weight index="1"'), "stands twice"),
        ("fleet", ('value="0.2"/>', 'value="a fifth"/>'), "must have a number"),
        ("fleet", ('value="0.2"/>', 'value="-0.2"/>'), "at least 0"),
        ("fleet", ('value="0.64"', 'value="much"'), 'discount_factor must have a number.*"much"'),
        ("fleet", ('value="0.3"/>\n</utility', 'value="low"/>\n</utility'), "reservation must"),
        ("fleet", ('ftype="linear"', 'ftype="triangular"'), '"linear"; got "triangular"'),
        ("fleet", ('slope="0.4"', 'slope="steep"'), "slope"),
        ("fleet", ("<utility_space>", '<utility_space type="nonlinear">'), "non-linear"),
        ("domain", ('type="integer" etype="integer" vtype="integer"', 'vtype="real"'), '"real"'),
        ("domain", ('upperbound="5"', 'upperbound="1"'), "lower first"),
        ("domain", ('upperbound="5"', 'upperbound="4.5"'), "whole bounds"),
        ("domain", ('upperbound="5"', 'upperbound="99999"'), "at most 4,001 values"),
        ("domain", ('upperbound="5"', 'upperbound="1e300"'), "at most 4,001 values"),
        ("domain", ('name="Fuel"', 'name="Berths"'), "stands twice"),
        ("domain", ('value="own"', 'value="port\'s"'), "stands twice"),
        ("domain", ('value="own"', ""), 'has no attribute "value"'),
    ],
)
def test_one_mistake_is_told_with_its_file_and_line(tmp_path, file, change, said):
    folder = spoilt(tmp_path, file, change)
    with pytest.raises(ScenarioError, match=said) as caught:
        read_genius(folder)
    assert f"harbour_{file}.xml" in str(caught.value)
    assert any(f"harbour_{file}.xml:" in line for line in str(caught.value).splitlines())


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path):
    spoilt(tmp_path, "fleet", ('evaluation="8"', 'evaluation="x"'), ('value="0.64"', 'value="x"'))
    spoilt(tmp_path, "port", ('<weight index="1" value="0.25"/>', ""))
    folder = spoilt(tmp_path, "domain", ('value="own"', 'value="port\'s"'))
    with pytest.raises(ScenarioError) as caught:
        read_genius(folder)
    lines = str(caught.value).splitlines()
    assert len(lines) == len(caught.value.problems)
    for file, said in (
        ("harbour_fleet.xml:5", "must have a number"),
        ("harbour_fleet.xml:20", "discount_factor must have a number"),
        ("harbour_port.xml:11", "has no weight"),
        ("harbour_domain.xml:13", "stands twice"),
    ):
        assert any(file in line and said in line for line in lines), (file, said, lines)


def test_odd_weights_and_worthless_issues_are_noted_and_used(tmp_path):
    spoilt(
        tmp_path, "fleet", ('<weight index="2" value="0.2"/>', '<weight index="2" value="0.3"/>')
    )
    folder = spoilt(
        tmp_path, "port", ('evaluation="5"', 'evaluation="0"'), ('evaluation="1"', 'evaluation="0"')
    )
    scenario = read_genius(folder)
    summary = scenario.header.summary
    assert "weights of harbour_fleet sum to 1.1 and not to 1" in summary
    assert 'All evaluations of issue "Fuel" are 0' in summary
    assert value_packages(scenario).value[0, 0].max() == pytest.approx(1.1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"rounds": 0}, "rounds"),
        ({"rounds": 400}, "rounds"),
        ({"rounds": 5.0}, "rounds"),
        ({"choice_noise": 0}, "choice_noise"),
        ({"choice_noise": float("nan")}, "choice_noise"),
        ({"parties": ("one",)}, "parties must be two"),
        ({"parties": "ab"}, "parties must be two"),
        ({"profiles": "ab"}, "profiles must be two"),
    ],
)
def test_arguments_out_of_range_are_refused(arguments, said):
    with pytest.raises(ArgumentError, match=said):
        read_genius(HARBOUR, **arguments)


def test_a_folder_must_hold_one_domain_and_two_profiles(tmp_path):
    folder = spoilt(tmp_path, "port")
    (folder / "harbour_port.xml").rename(folder / "harbour_port.txt")
    with pytest.raises(ScenarioError, match=r"got harbour_domain.xml and harbour_fleet.xml"):
        read_genius(folder)
    with pytest.raises(ArgumentError, match="profiles"):
        read_genius(folder / "harbour_domain.xml")
    with pytest.raises(ScenarioError, match="does not exist"):
        read_genius(tmp_path / "x.xml", profiles=(tmp_path / "y.xml", tmp_path / "z.xml"))


def test_an_attack_in_a_profile_is_told_as_such(tmp_path):
    attack = '<!DOCTYPE x [<!ENTITY a "b">]>\n<utility_space>'
    folder = spoilt(tmp_path, "fleet", ("<utility_space>", attack))
    with pytest.raises(ScenarioError, match="document type declaration"):
        read_genius(folder)


@pytest.mark.parametrize("value", ["0.0", "-1", "1.64"])
def test_a_discount_that_is_none_is_read_as_none(tmp_path, value):
    folder = spoilt(tmp_path, "fleet", ('value="0.64"', f'value="{value}"'))
    scenario = read_genius(folder)
    fleet = scenario.table.principals[0]
    assert scenario.parties[fleet].discount_factor.value == 1
    (note,) = read_domain(folder).notes
    assert f"discount factor of harbour_fleet is {float(value):g}; it is read as 1" in note


def test_the_payoffs_of_a_domain_are_those_of_its_scenario():
    found, values = read_domain(HARBOUR), value_packages(read_genius(HARBOUR))
    np.testing.assert_allclose(found.payoffs, values.value[0].T, rtol=0, atol=1e-12)
    assert found.disagreement.tolist() == values.disagreement[0].tolist()
    best = int(found.payoffs[:, 0].argmax())
    chosen = [list(issue.values).index(found.package(best)[issue.name]) for issue in found.issues]
    assert best == int(values.package_of(np.array([chosen]))[0])


def large_domain(tmp_path, sizes):
    """Write a domain of so many values an issue, which the two sides rank the other way round."""
    folder = tmp_path / "large"
    folder.mkdir()
    issues = range(1, len(sizes) + 1)
    for name, way in (("domain", 0), ("first", 1), ("second", -1)):
        rows = []
        for index, size in zip(issues, sizes, strict=True):
            items = "".join(
                f'<item value="v{k}" evaluation="{1 + (k if way > 0 else size - 1 - k)}"/>'
                for k in range(size)
            )
            rows.append(f'<issue index="{index}" name="i{index}">{items}</issue>')
            if way:
                rows.append(f'<weight index="{index}" value="{1 / len(sizes)!r}"/>')
        space = f'<objective name="root">{"".join(rows)}</objective>'
        space = f"<utility_space>{space}</utility_space>"
        if not way:
            space = f"<negotiation_template>{space}</negotiation_template>"
        (folder / f"large_{name}.xml").write_text(space)
    return folder


def test_a_domain_too_large_to_be_played_has_its_solutions(tmp_path):
    """As many packages as the largest domains of the competition of 2012 have, and more."""
    folder = large_domain(tmp_path, [5] * 8)
    with pytest.raises(ScenarioError, match=r"has 390,625 packages .*at most 20,000.*read_domain"):
        read_genius(folder)
    found = read_domain(folder)
    assert found.payoffs.shape == (390_625, 2)
    nash = solve(found.payoffs, "nash", disagreement=found.disagreement)
    assert nash.chosen.any()
    np.testing.assert_allclose(found.payoffs[nash.chosen], 0.6)
    assert find_frontier(found.payoffs).all()


def test_what_is_said_to_be_playable_is_read(tmp_path):
    assert (
        value_packages(read_genius(large_domain(tmp_path, [20, 10, 10, 10]))).n_packages == 20_000
    )


def test_more_packages_than_fit_are_refused(tmp_path):
    with pytest.raises(ArgumentError, match="100,000,000 packages"):
        read_domain(large_domain(tmp_path, [10] * 8)).payoffs  # noqa: B018


def test_other_files_in_a_folder_are_left_out_and_named(tmp_path):
    folder = spoilt(tmp_path, "fleet")
    (folder / "pareto.xml").write_text("<a/><b/>")
    (folder / "notes.xml").write_text("<notes/>")
    (note,) = read_domain(folder).notes
    assert "pareto.xml (the Pareto frontier as GENIUS computed it, not well-formed)" in note
    assert "notes.xml (root <notes>)" in note
    assert read_genius(folder) is not None
    # With a profile missing, what cannot be read may be it.
    (folder / "harbour_port.xml").unlink()
    with pytest.raises(ScenarioError, match=r"pareto.xml:1: is not well-formed"):
        read_genius(folder)
    (folder / "pareto.xml").unlink()
    with pytest.raises(ScenarioError, match=r"Neither of the two: notes.xml"):
        read_genius(folder)


def test_issues_without_an_objective_are_read_with_a_note(tmp_path):
    folder = spoilt(tmp_path, "fleet")
    plain = read_domain(folder)
    for file in folder.glob("*.xml"):
        text = re.sub(r"</?objective[^>]*>", "", file.read_text("utf-8"))
        file.write_text(text, "utf-8")
    found = read_domain(folder)
    np.testing.assert_array_equal(found.payoffs, plain.payoffs)
    assert len(found.notes) == 3
    assert "harbour_fleet.xml has no <objective>" in found.notes[1]
    (folder / "harbour_fleet.xml").write_text("<utility_space/>")
    with pytest.raises(ScenarioError, match=r"no <issue> either\. Give the file of a profile"):
        read_genius(folder)


def test_old_spellings_of_a_line_are_read(tmp_path):
    """parameter0 + parameter1 x number: here the same line as in the file, which starts at 2."""
    plain = read_domain(HARBOUR)
    folder = spoilt(tmp_path, "fleet")
    file = folder / "harbour_fleet.xml"
    offset, slope = (
        float(re.search(f'{key}="([^"]*)"', file.read_text("utf-8"))[1])
        for key in ("offset", "slope")
    )
    text = re.sub(
        r'offset="[^"]*"', f'parameter0="{offset - 2 * slope!r}"', file.read_text("utf-8")
    )
    file.write_text(re.sub(r'slope="', 'parameter1="', text), "utf-8")
    np.testing.assert_allclose(read_domain(folder).payoffs, plain.payoffs, atol=1e-12)


def test_issues_are_paired_by_name_and_other_indices_are_noted(tmp_path):
    changes = [(f'index="{old}"', f'index="{new}"') for old, new in ((1, "x"), (2, 1), ("x", 2))]
    folder = spoilt(tmp_path, "fleet")
    file = folder / "harbour_fleet.xml"
    text = file.read_text("utf-8")
    for old, new in changes:
        text = text.replace(old, new)
    file.write_text(text, "utf-8")
    found = read_domain(folder)
    np.testing.assert_array_equal(found.payoffs, read_domain(HARBOUR).payoffs)
    (note,) = found.notes
    assert "paired with the domain's by name" in note
    assert "Berths (index 1 there, 2 here), Fuel (index 2 there, 1 here). GENIUS pairs" in note


def test_a_byte_that_is_not_utf_8_names_the_encoding(tmp_path):
    folder = spoilt(tmp_path, "fleet")
    file = folder / "harbour_domain.xml"
    file.write_bytes(file.read_bytes().replace(b"Fuel", b"F\xfcel"))
    with pytest.raises(ScenarioError, match=r"0xFC, which is not UTF-8.*ISO-8859-1") as caught:
        read_genius(folder)
    assert caught.value.problems[0].line is not None
