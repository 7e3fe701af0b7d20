"""Files that stand on others: what is joined, what is replaced, whose line an error is of."""

from __future__ import annotations

from pathlib import Path

import pytest

from bargaining.errors import ScenarioError
from bargaining.scenario import load, loads
from bargaining.scenario.reader import load_with_origins

MINIMAL = Path(__file__).parent / "minimal.toml"
HEADER = '[scenario]\nname = "child"\ntitle = "A child"\nstart = 2014-05-01\n'


def child(text: str = "", *, remove: str = "") -> str:
    return f'base = "{MINIMAL.as_posix()}"\n{remove}\n{HEADER}\n{text}'


def number(value: float, why: str) -> str:
    return f'{{ value = {value}, source = "assumed", why = "{why}" }}'


def test_a_file_that_changes_nothing_holds_what_its_base_holds() -> None:
    base, own = load(MINIMAL), loads(child())
    kept = {"header", "counterfactuals", "arms", "facts", "claims", "interventions"}
    for field in set(type(base).model_fields) - kept:
        assert getattr(own, field) == getattr(base, field), field
    assert own.name == "child"
    assert own.what_ifs == own.facts == own.claims == own.interventions == ()


def test_of_the_header_a_file_takes_over_the_note_alone(tmp_path: Path) -> None:
    base = tmp_path / "base.toml"
    noted = '[scenario]\nnote = "People are behind this."'
    base.write_text(MINIMAL.read_text("utf-8").replace("[scenario]", noted), "utf-8")
    file = f'base = "{base.as_posix()}"\n{HEADER}'
    own = loads(file)
    assert own.header.note == "People are behind this."
    assert own.header.summary == ""
    assert loads(f'{file}note = ""\n').header.note == ""


def test_a_number_replaces_a_number_whole_and_its_neighbours_stay() -> None:
    base = load(MINIMAL)
    own = loads(child(f"[parties.west]\nchoice_noise = {number(0.5, 'louder')}\n"))
    assert own.parties["west"].choice_noise.value == 0.5
    assert own.parties["west"].choice_noise.why == "louder"
    assert own.parties["west"].discount_factor == base.parties["west"].discount_factor


def test_a_term_is_the_same_term_however_it_is_spelt() -> None:
    base = load(MINIMAL)
    own = loads(child(f'[payoffs.west]\n"tension*relief" = {number(-0.1, "milder")}\n'))
    assert list(own.payoffs["west"]) == list(base.payoffs["west"])
    assert own.payoffs["west"]["relief * tension"].value == -0.1


@pytest.mark.parametrize("path", ["payoffs.west.relief * tension", "payoffs.west.tension*relief"])
def test_what_is_removed_is_gone(path: str) -> None:
    own = loads(child(remove=f'remove = ["{path}"]'))
    assert "relief * tension" not in own.payoffs["west"]


def test_an_act_is_changed_by_its_name_and_another_one_joins() -> None:
    base = load(MINIMAL)
    act = base.acts[0]
    own = loads(child(f'[[acts]]\nname = "{act.name}"\nlabel = "Renamed"\n'))
    assert [one.name for one in own.acts] == [one.name for one in base.acts]
    assert own.acts[0].label == "Renamed"
    assert own.acts[0].window == act.window


def test_correlations_are_taken_over_and_changed_by_name(tmp_path: Path) -> None:
    block = (
        '[[correlations]]\nname = "haste"\nnumbers = ["parties.east.inertia", '
        '"parties.east.belief"]\nrank_correlations = [[1, 0.6], [0.6, 1]]\nsource = "assumed"\n'
        'why = "alike"\n'
    )
    (tmp_path / "under.toml").write_text(child(block), "utf-8")
    above = f'base = "{(tmp_path / "under.toml").as_posix()}"\n%s\n{HEADER}'
    assert loads(above % "").correlations == loads(child(block)).correlations
    changed = '[[correlations]]\nname = "haste"\nrank_correlations = [[1, 0.2], [0.2, 1]]\n'
    (own,) = loads((above % "") + changed).correlations
    assert own.numbers == ("parties.east.inertia", "parties.east.belief")
    assert own.rank_correlations[0][1] == 0.2
    assert loads(above % 'remove = ["correlations.haste"]').correlations == ()


def test_a_number_that_a_file_fixes_cannot_be_correlated() -> None:
    block = (
        '[[correlations]]\nname = "haste"\nnumbers = ["parties.east.inertia", "%s"]\n'
        'rank_correlations = [[1, 0.6], [0.6, 1]]\nsource = "assumed"\nwhy = "alike"\n'
    )
    with pytest.raises(ScenarioError) as refused:
        loads(child(block % "parties.west.inertia"))
    (one,) = refused.value.problems
    assert one.key == "correlations.haste.numbers[1]"
    assert "names parties.west.inertia, which is fixed" in one.message
    assert "Give it a prior, such as `low` and `high`, or take it out of the block" in one.message
    fixed = f"[parties.east]\ninertia = {number(0.1, 'sure')}\n"
    with pytest.raises(ScenarioError, match="inertia, which is fixed and"):
        loads(child(fixed + block % "parties.east.belief"))


def test_a_normal_prior_replaces_what_stood_there() -> None:
    normal = '{ mean = 0.5, sd = 0.1, low = 0.2, source = "assumed", why = "a bell" }'
    own = loads(child(f"[parties.east]\ninertia = {normal}\n"))
    assert own.parties["east"].inertia.kind == "truncated normal"
    # A condition has a mean too, and is no number.
    own = loads(child(f"[conditions.tension]\nmean = {number(0.2, 'higher')}\n"))
    assert own.conditions["tension"].persistence == load(MINIMAL).conditions["tension"].persistence


def test_an_act_with_another_name_is_told_in_one_line_with_the_one_that_is_meant() -> None:
    act = load(MINIMAL).acts[0]
    renamed = f'[[acts]]\nname = "{act.name}s"\n[parties.wests]\ncountry = "Party"\n'
    with pytest.raises(ScenarioError) as caught:
        loads(child(renamed))
    told = {problem.key: problem.message for problem in caught.value.problems}
    lacks = "by, issue, floor and window"
    meant = f'is not in the base and lacks {lacks}. Did you mean "{act.name}"?'
    assert told[f"acts.{act.name}s"] == meant
    assert told["parties.wests"].endswith('and choice_noise. Did you mean "west"?')
    assert not [one for one in told.values() if "is missing" in one]
    with pytest.raises(ScenarioError) as other:
        loads(child('[[acts]]\nname = "quite_another"\n'))
    assert [one.message[:10] for one in other.value.problems] == ["is missing"] * 4


def test_an_unknown_base_and_an_unknown_removal_are_told_with_the_rest() -> None:
    text = f'base = "stokholm-2014"\n{HEADER}'
    with pytest.raises(ScenarioError, match="stockholm-2014") as caught:
        loads(text.replace("title", "titel"))
    assert [problem.key for problem in caught.value.problems] == ["base", "scenario.titel"]
    broken = child('[parties.west]\nlabl = "x"\n', remove='remove = ["payoffs.west.relif"]')
    with pytest.raises(ScenarioError) as caught:
        loads(broken, "child.toml")
    told = str(caught.value)
    assert 'names "payoffs.west.relif", not in the base' in told
    assert "labl" in told


def test_a_fault_in_the_base_is_told_with_the_base_and_its_line(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(
        MINIMAL.read_text("utf-8") + "\n[parties.west.expected_delivery]\ntipe_0 = 1\n", "utf-8"
    )
    (tmp_path / "own.toml").write_text(f'base = "base.toml"\n{HEADER}', "utf-8")
    lines = (tmp_path / "base.toml").read_text("utf-8").splitlines()
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / "own.toml")
    place = f"{tmp_path / 'base.toml'}:{lines.index('tipe_0 = 1') + 1}: "
    assert any(line.startswith(place) for line in str(caught.value).splitlines())


def test_no_file_stands_on_itself(tmp_path: Path) -> None:
    for name, other in (("a", "b"), ("b", "a")):
        (tmp_path / f"{name}.toml").write_text(f'base = "{other}.toml"\n{HEADER}', "utf-8")
    with pytest.raises(ScenarioError, match="leads back to"):
        load(tmp_path / "a.toml")


def test_removal_without_a_base_is_refused() -> None:
    with pytest.raises(ScenarioError, match="needs a `base`"):
        loads('remove = ["acts"]\n' + MINIMAL.read_text("utf-8"))


def test_a_variant_sets_and_scales() -> None:
    base = load(MINIMAL)
    varied = base.vary("loud")
    assert varied.settings.foresight.value == 0
    for name, party in base.parties.items():
        mean = party.choice_noise.expectation()
        assert varied.parties[name].choice_noise.expectation() == pytest.approx(2 * mean), name
        assert varied.parties[name].discount_factor == party.discount_factor
    with pytest.raises(ScenarioError, match='Did you mean "loud"'):
        base.vary("load")


def test_a_variant_scales_the_whole_of_a_normal_prior() -> None:
    normal = '{ mean = 0.5, sd = 0.1, low = 0.2, source = "assumed", why = "a bell" }'
    varied = loads(child(f"[parties.east]\nchoice_noise = {normal}\n")).vary("loud")
    noise = varied.parties["east"].choice_noise
    assert (noise.mean, noise.sd, noise.low) == (1, 0.2, 0.4)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('factors = { "parties.*.noise" = 2.0 }', "names no number"),
        ('factors = { "parties.east.belief" = 2.0 }', "beta prior"),
        ("", "changes nothing"),
    ],
)
def test_a_variant_that_cannot_be_built_is_refused(line: str, said: str) -> None:
    variant = f'[[variants]]\nname = "odd"\n{line}\nsource = "assumed"\nwhy = "to try"\n'
    with pytest.raises(ScenarioError, match=said):
        loads(child(variant))


def test_a_fault_of_its_own_header_is_told_of_the_file_itself() -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(child().replace("start = 2014-05-01\n", ""), "child.toml")
    (problem,) = caught.value.problems
    assert (problem.key, problem.line, problem.file) == ("scenario.start", 3, None)


def test_every_number_knows_its_file() -> None:
    _, of = load_with_origins("stockholm-2014")
    assert of["settings.rounds"] == "stockholm-2014.toml"
    assert of["acts.nuclear.window.factor_by_round.0"] == "stockholm-2014.toml"
    assert of["acts.nuclear.window.probability"] == "five-countries.toml"
    assert of["payoffs.japan.sanctions_relief"] == "five-countries.toml"


def test_a_file_can_stand_on_a_file_that_stands_on_another(tmp_path: Path) -> None:
    (tmp_path / "middle.toml").write_text(child(), "utf-8")
    text = f'base = "middle.toml"\n{HEADER}[settings]\nforesight = {number(0, "myopic")}\n'
    (tmp_path / "own.toml").write_text(text, "utf-8")
    own = load(tmp_path / "own.toml")
    assert own.settings.foresight.value == 0
    assert own.parties == load(MINIMAL).parties
