"""Arms are found by their names, played once, changed for each column, and kept."""

from __future__ import annotations

import math
import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import bargaining.claims.playing as playing
from bargaining import simulate
from bargaining.claims.arms import (
    FACTORS,
    NULL,
    Arm,
    Perturbation,
    ScenarioSet,
    perturbed,
    scalable,
    scaled_by,
)
from bargaining.claims.playing import ArmRun, Size, arm_digest
from bargaining.claims.results import ClaimResults
from bargaining.claims.study import Study, evaluate_claims
from bargaining.claims.testing import RobustnessChecks, in_words
from bargaining.claims.verdict import Verdict
from bargaining.errors import ArgumentError
from bargaining.scenario import load as load_scenario
from bargaining.scenario.played import played_digest
from tests.unit.claims.studied import scenario

RELIEF = {"id": "C1", "quantity": "E(mean(relief))", "compare": ["tested"], "direction": "<",
          "threshold": 0.0}  # fmt: skip
LEVEL = {"id": "C2", "quantity": "P(ever(act.test))", "direction": ">=", "threshold": 0.5}
NEVER = {"id": "C3", "quantity": "P(settlement | count(act.test) > 100)", "direction": ">",
         "threshold": 0.0}  # fmt: skip
ORDER = {"id": "C4", "quantity": "E(mean(relief))", "compare": ["tested", "baseline", "breakdown"],
         "direction": "<", "threshold": 0.9}  # fmt: skip
LOUD = Perturbation("variant", variant="loud")
SIZE = {"worlds": 12, "worlds_per_draw": 3, "seed": 5}


@pytest.fixture
def counted(monkeypatch):
    """Record every run that is played."""
    calls = []

    def simulate_and_count(played, **arguments):
        calls.append((played, arguments))
        return simulate(played, **arguments)

    monkeypatch.setattr(playing, "simulate", simulate_and_count)
    return calls


def test_a_name_means_the_own_file_first_and_then_a_scenario():
    own, other = scenario(), scenario(name="breakdown")
    files = ScenarioSet([own, other])
    assert files.arm("baseline", own) == Arm("minimal")
    assert files.arm("tested", own) == Arm("minimal", "tested")
    assert files.arm("breakdown", own) == Arm("breakdown")
    assert files.arm("breakdown/tested", own) == Arm("breakdown", "tested")
    assert files.arm("stockholm-2014", own) == Arm("stockholm-2014")
    with pytest.raises(ArgumentError, match='Did you mean "tested"'):
        files.arm("testde", own)
    with pytest.raises(ArgumentError, match="names no counterfactual of breakdown"):
        files.arm("breakdown/testde", own)
    with pytest.raises(ArgumentError, match="two scenarios"):
        ScenarioSet([own, own])


def test_an_id_without_its_zeros_is_recognised():
    own = scenario(*({**LEVEL, "id": id} for id in ("H17a", "H11a", "H01a", "H10")))
    for wrong, meant in (("H1a", "H01a"), ("h01A", "H01a"), ("H010", "H10")):
        with pytest.raises(ArgumentError, match=f'Did you mean "{meant}"'):
            Study.plan(own, size=Size(4, 2), seed=5, claims=[wrong])


def test_an_arm_is_played_once_for_all_claims_and_keeps_the_effect_of_a_plain_run(counted):
    own, other = scenario(RELIEF, LEVEL, NEVER, {**ORDER}), scenario(name="breakdown")
    results = evaluate_claims([own, other], **SIZE)
    assert len(counted) == 3
    arguments = [{**arguments, "progress": None} for _, arguments in counted]
    assert all(one == arguments[0] for one in arguments)
    means = [
        simulate(own.intervene("tested") if name else own, **SIZE)["rung"][:, :, 0].mean() / 2
        for name in ("tested", "")
    ]
    assert results["C1"].figures.value == pytest.approx(means[0] - means[1], abs=1e-6)
    assert results["C1"].figures.first == pytest.approx(means[0], abs=1e-6)
    assert results["C1"].arms == ("minimal/tested", "minimal")
    assert results["C3"].verdict is Verdict.NOT_TESTED
    assert math.isnan(results["C3"].figures.value)
    assert 0 <= results["C4"].figures.value <= 1
    assert results.record["played_digests"] == {
        one.name: played_digest(one, what_ifs=True) for one in (own, other)
    }


def test_a_level_of_another_arm_is_no_difference():
    own = scenario({**LEVEL, "compare": ["tested"], "level": True})
    found = evaluate_claims(own, **SIZE)["C2"]
    # The test is forced in that arm, so that its level is 1 whatever the baseline's.
    assert found.figures.value == 1.0
    assert found.arms == ("minimal/tested",)


@pytest.mark.slow
def test_every_column_is_filled_and_arms_are_shared_between_columns():
    coefficients = ["payoffs.west.relief * tension"]
    own = scenario({**RELIEF, "rests_on": coefficients}, {**LEVEL, "rests_on": coefficients})
    study = Study.plan(own, size=Size(12, 3), seed=5, checks=RobustnessChecks(Size(4, 2)))
    changes = {str(arm.perturbation) for arm, _ in study.needs()}
    # Null, the turned sign, all strengths but 1, which is the effect itself, and one variant.
    assert len(changes) == 1 + 2 + len(FACTORS) - 1 + 1
    assert study.n_worlds == 2 * 12 + 2 * 4 * (2 + len(FACTORS) - 1 + 1 + 1)
    found = evaluate_claims(own, **SIZE, columns="all", column_worlds=4, column_worlds_per_draw=2)[
        "C1"
    ]
    assert list(found.strengths) == list(FACTORS)
    assert list(found.grid) == ["loud"]
    assert found.null is not None
    assert found.symmetric is not None
    assert found.symmetric.n_worlds == 2 * 4
    # Factor 1 is the claim as it stands, and factor 0 what is left without its terms.
    assert found.strengths[1.0] == found.figures.value
    assert found.strengths[0.0] == found.without.value
    assert list(found.terms) == coefficients
    assert "relief" in found.terms[coefficients[0]].lower()


@pytest.mark.slow
def test_fewer_checks_may_be_asked_for_and_fewer_worlds_for_some_scenarios(tmp_path):
    coefficients = ["payoffs.west.relief * tension"]
    own = scenario({**RELIEF, "rests_on": coefficients}, LEVEL)
    other = scenario({**RELIEF, "id": "C5", "rests_on": [], "note": "None."}, name="breakdown")
    checks = RobustnessChecks(Size(4, 2), factors=(2.0,))
    study = Study.plan(
        [own, other], size=Size(12, 3), seed=5, checks=checks, sizes={"breakdown": Size(6, 3)}
    )
    asked = {(str(arm), size.worlds) for arm, size in study.needs()}
    changes = ["", " (no payoffs)", " (loud)", *(f" ({f} × {coefficients[0]})" for f in (2, 0, -1))]
    names = ["minimal", "minimal/tested"]
    assert asked == {
        *((name, 12) for name in names),
        *(("breakdown" + name, 6) for name in ("", "/tested")),
        *((name + change, 4) for name in names for change in changes),
    }
    results = study.results(study.play())
    assert [one.figures.n_worlds for one in results] == [12, 12, 6]
    assert list(results["C1"].strengths) == [2.0]
    assert results["C5"].null is None
    again = ClaimResults.load(results.save(tmp_path / "claims.json"))
    assert again.to_dict() == results.to_dict()


def test_the_claims_of_one_article_may_be_asked_for():
    own = scenario({**RELIEF, "claims": ["keck-2014:2"]}, {**LEVEL, "claims": ["stratfor-2014:1"]})
    study = Study.plan(own, size=Size(4, 2), seed=5, article="stratfor-2014")
    assert [test.claim.id for test in study.tests] == ["C2"]
    with pytest.raises(ArgumentError, match=r'"keck" first. Did you mean "keck-2014"'):
        Study.plan(own, size=Size(4, 2), seed=5, article="keck")


def test_a_symmetric_prior_is_half_of_each_sign():
    target = "payoffs.east.relief.public"
    own = scenario({**LEVEL, "quantity": "E(mean(relief))", "rests_on": [target]})
    small = {"worlds": 8, "worlds_per_draw": 2, "seed": 5}
    found = evaluate_claims(own, **small, columns="all")["C2"]
    turned = simulate(perturbed(own, "", scaled_by(-1.0, [target])), **small)
    other = turned["rung"][:, :, 0].mean() / 2
    assert other != pytest.approx(found.figures.value)
    assert found.symmetric.value == pytest.approx((found.figures.value + other) / 2, abs=1e-6)
    assert found.symmetric.n_draws == 2 * found.figures.n_draws


def test_the_null_takes_every_payoff_away_and_signs_are_turned_first():
    own = scenario()
    nobody = simulate(perturbed(own, "much", NULL), **SIZE)
    assert not nobody.flow.any()
    assert simulate(own, **SIZE).flow.any()
    turned = perturbed(own, "", scaled_by(-1.0, ["payoffs.west.tension * relief"]))
    assert [(one.target, one.value) for one in turned.interventions] == [
        ("payoffs.west.relief * tension", -1.0)
    ]
    # Scales of coefficients stand before all dated changes, so that what is added carries them.
    relief = "payoffs.west.relief * tension"
    add = {"at": 0, "kind": "add", "target": "payoffs.west.news", "value": 1.0, "of": relief}
    dated = perturbed(own.intervene(add), "much", scaled_by(2.0, [relief])).interventions
    assert [one.kind for one in dated[:3]] == ["scale", "add", "level"]
    assert perturbed(own, "tested", LOUD).settings.foresight.value == 0
    assert scaled_by(1.0, ["x"]) == scaled_by(1.0, [])


@pytest.mark.slow
def test_a_study_goes_on_where_it_was_stopped(counted, tmp_path, monkeypatch):
    own = scenario(RELIEF, LEVEL)
    monkeypatch.setattr(playing, "CHUNK", 6)
    whole = evaluate_claims(own, **SIZE)
    n_chunks = len(counted)
    assert n_chunks == 4

    def stop(done, total):
        if done >= 12:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evaluate_claims(own, **SIZE, folder=tmp_path, progress=stop)
    counted.clear()
    again = evaluate_claims(own, **SIZE, folder=tmp_path)
    assert 0 < len(counted) < n_chunks
    assert again.to_dict() == whole.to_dict()
    counted.clear()
    # Wording plays no part; a further quantity needs the arm again, beside what is kept.
    evaluate_claims(scenario({**RELIEF, "statement": "In other words."}), **SIZE, folder=tmp_path)
    assert not counted
    evaluate_claims(scenario({**LEVEL, "quantity": "P(partial)"}), **SIZE, folder=tmp_path)
    assert len(counted) == 2
    counted.clear()
    evaluate_claims(own, **SIZE, folder=tmp_path)
    assert not counted


def test_a_file_cut_short_is_played_again(counted, tmp_path):
    own = scenario(LEVEL)
    first = evaluate_claims(own, **SIZE, folder=tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:40])
    counted.clear()
    with pytest.warns(UserWarning, match="is damaged; its worlds are played again"):
        again = evaluate_claims(own, **SIZE, folder=tmp_path)
    assert again.to_dict() == first.to_dict()
    assert len(counted) == 1


def test_the_digest_of_what_is_played_knows_numbers_and_not_words():
    own = scenario(LEVEL)
    plain = Arm("minimal")
    assert arm_digest(own, plain) == arm_digest(scenario(RELIEF), plain)
    others = [
        (own, Arm("minimal", "tested")),
        (own, Arm("minimal", "", NULL)),
        (own, Arm("minimal", "", LOUD)),
        (own, Arm("minimal", "", scaled_by(2.0, ["payoffs.west.relief * tension"]))),
        (own, Arm("minimal", "", scaled_by(4.0, ["payoffs.west.relief * tension"]))),
        (own.replace({"parties.west.inertia": 0.09}), plain),
        (own.intervene("much"), plain),
    ]
    found = {arm_digest(*other) for other in others} | {arm_digest(own, plain)}
    assert len(found) == len(others) + 1


def test_workers_find_what_one_process_finds(monkeypatch):
    # In a thread, which takes no time to start; that chunks travel to a process is seen apart.
    executor = ThreadPoolExecutor(2)
    monkeypatch.setattr("loky.get_reusable_executor", lambda **watched: executor)
    own = scenario(RELIEF)
    assert (
        evaluate_claims(own, **SIZE, workers=1).to_dict()
        == evaluate_claims(own, **SIZE, workers=2).to_dict()
    )
    run = ArmRun(Arm("minimal"), own, ("P(settlement)",), 5, Size(12, 3))
    assert len(run.chunks) == 1
    chunk = run.chunk(0)
    assert pickle.loads(pickle.dumps(chunk)) == chunk


def test_chunks_are_whole_draws(monkeypatch):
    monkeypatch.setattr(playing, "CHUNK", 10)
    run = ArmRun(Arm("minimal"), scenario(), ("P(settlement)",), 5, Size(20, 4))
    cut = [run.chunk(number) for number in range(len(run.chunks))]
    assert [(one.first_world, one.size.worlds) for one in cut] == [(0, 8), (8, 8), (16, 4)]


def test_progress_ends_at_all_worlds():
    told = []
    evaluate_claims(scenario(RELIEF), **SIZE, progress=lambda *worlds: told.append(worlds))
    assert told[-1] == (24, 24)
    assert np.all(np.diff([done for done, _ in told]) >= 0)


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ({"claims": ["C9"]}, 'no claim "C9"'),
        ({"columns": "some"}, "columns"),
        ({"worlds": 0}, "worlds"),
        ({"column_worlds_per_draw": -1}, "worlds_per_draw"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_played(arguments, fault):
    with pytest.raises(ArgumentError, match=fault):
        evaluate_claims(scenario(RELIEF), **{**SIZE, **arguments})


def test_a_quantity_that_another_file_lacks_is_told_with_the_arm():
    own = scenario({**RELIEF, "compare": ["stockholm-2014"]})
    with pytest.raises(ArgumentError, match="C1 cannot be tested, since for stockholm-2014 its"):
        evaluate_claims(own, **SIZE)


def test_what_the_arms_decide_by_themselves_is_not_played_again():
    relief, tension = "payoffs.east.relief.public", "payoffs.west.relief * tension"
    dated = {"at": 0, "kind": "scale", "target": relief, "value": 0.0}
    arms = [{"name": "dear", "source": "assumed", "why": "x", "do": [dated]}]
    claims = [
        {**RELIEF, "compare": ["dear"], "rests_on": [relief]},
        {**RELIEF, "id": "C2", "compare": ["dear"], "rests_on": [tension]},
        {**RELIEF, "id": "C3", "rests_on": [], "note": "No term connects the two."},
    ]
    own = scenario().replace({"arms": arms, "claims": claims})
    study = Study.plan(own, size=Size(4, 2), seed=5, checks=RobustnessChecks(Size(4, 2)))
    differ = {test.claim.id: test.differing for test in study.tests}
    assert differ == {"C1": (relief,), "C2": (), "C3": ()}
    assert [test.made for test in study.tests] == [True, False, True]
    assert list(study.tests[0].columns()) == ["effect"]


def test_a_weight_that_two_files_give_differently_is_one_in_which_arms_differ():
    relief = "payoffs.east.relief.public"
    own = scenario({**RELIEF, "compare": ["minimal", "breakdown"], "rests_on": [relief]})
    alike = scenario(name="breakdown")
    for other, found in ((alike, ()), (alike.replace({relief: -0.7}), (relief,))):
        study = Study.plan([own, other], size=Size(4, 2), seed=5)
        assert study.tests[0].differing == found


def test_a_country_s_rule_is_a_term_that_is_on_or_off():
    own = load_scenario("trilateral-2014")
    rule, weight = "rules.japan", "payoffs.japan.tension"
    assert scalable([rule, weight, "rules.japanese_public"], [own]) == (rule, weight)
    for factor, country in ((2.0, "Japan"), (0.0, "Party"), (-1.0, "Party")):
        assert perturbed(own, "", scaled_by(factor, [rule])).parties["japan"].country == country
    dated = perturbed(own, "nuclear_test", scaled_by(0.0, [rule, weight])).interventions
    assert [(one.kind, one.target) for one in dated] == [("scale", weight), ("act", "nuclear")]
    assert in_words(rule, own).startswith("Japan has a rule of its own: ease nothing ahead of")
    said = in_words("conditions.alliance_strain.drivers.unreciprocated.japan", own)
    assert said.startswith("Driver of Strain between Tokyo and its allies: what Japan has given")


def test_a_level_that_a_fact_grants_is_known_beforehand():
    fact = {"name": "few", "statement": "Few.", "quantity": "P(settlement)", "low": 0.0,
            "high": 0.1, "source": "assumed", "why": "x"}  # fmt: skip
    low = {"id": "C1", "quantity": "P(settlement)", "direction": "<=", "rests_on": []}
    for threshold, name in ((0.1, "few"), (0.05, "")):
        own = scenario({**low, "threshold": threshold, "note": "x"}).replace({"facts": [fact]})
        assert Study.plan(own, size=Size(4, 2), seed=5).tests[0].fact == name


def test_kinds_may_be_decided_in_fewer_worlds_than_effects():
    terms = ["payoffs.west.relief * tension"]
    own = scenario({**RELIEF, "rests_on": terms})
    checks = RobustnessChecks(Size(4, 2), kinds=Size(6, 3), factors=())
    study = Study.plan(own, size=Size(12, 3), seed=5, checks=checks)
    sizes = {str(arm.perturbation): size.worlds for arm, size in study.needs()}
    scaled = {f"-1 × {terms[0]}": 6, f"0 × {terms[0]}": 6}
    assert sizes == {"as written": 12, "no payoffs": 6, **scaled, "loud": 4}
    found = study.results(study.play())["C1"]
    assert found.null.n_draws == 2
    assert found.symmetric.n_draws == 4
