"""What a seat answers in words is what its party answers in arrays."""

from __future__ import annotations

import numpy as np
import pytest

import bargaining as bg
from bargaining.errors import ArgumentError
from bargaining.parties import COUNTRIES
from bargaining.views.table import TableEquilibrium


@pytest.fixture(scope="module")
def talks() -> bg.Negotiation:
    one = bg.Negotiation("stockholm-2014", seed=2014)
    one.step()
    return one


def test_a_seat_prints_who_it_is_what_it_knows_and_what_it_may_do(talks: bg.Negotiation) -> None:
    text = str(talks["japan"])
    for part in (
        "Japan, June 2014 (round 2 of 24)",
        "What only it knows:",
        "What it wants, by weight:",
        "What all know:",
        "What it may do now:",
        "What one can ask it:",
        "would_accept(package)",
        "snap_back_cost()",
    ):
        assert part in text, part
    assert "What only it knows" not in str(talks["china"])
    assert repr(talks["china"]) == "<China in world 0 of stockholm-2014: June 2014>"


def test_every_question_of_a_country_is_a_method_of_it() -> None:
    for name, country in COUNTRIES.items():
        for question in country.questions:
            assert callable(getattr(country, question)), (name, question)
        if country.questions:
            assert f"{next(iter(country.questions))}()" in str(country.questions)
    assert [len(bg.Party.questions), len(bg.NorthKorea.questions)] == [0, 2]


def test_a_country_without_a_seat_says_how_to_seat_it() -> None:
    with pytest.raises(ArgumentError, match=r"NorthKorea\.questions lists what it answers"):
        bg.NorthKorea()


def test_answers_are_those_of_the_party_for_its_own_type(talks: bg.Negotiation) -> None:
    north = talks["north_korea"]
    assert north.type in (0, 1)
    worth = north.value_of_talks()
    assert float(worth) == north.party.value_of_talks()[0, north.type]
    assert "what sitting at the table is worth" in str(worth)
    assert worth.unit in str(worth).replace("\n", " ")
    gain = north.test_gain("nuclear")
    whole = north.party.test_gain("nuclear")
    assert gain.values["both together"] == whole.total[0, north.type]
    assert sum([*gain.values.values()][:2]) == pytest.approx(gain.values["both together"])
    with pytest.raises(ArgumentError, match="this answer has 3 numbers"):
        float(gain)
    pull = talks["south_korea"].pull()
    assert next(iter(pull.values.values())) == talks["south_korea"].party.pull().courting[0, 0]
    assert float(talks["united_states"].backing_value()) == pytest.approx(
        talks["united_states"].party.backing_value()[0, 0]
    )


def test_nobody_elses_type_is_read_off_an_answer(talks: bg.Negotiation) -> None:
    lost = talks["china"].leverage().values["loss if the support fell by one rung"]
    both = talks["china"].party.leverage().one_rung[0]
    belief = talks.model.rows.belief(talks.model.game.party("north_korea"))[0]
    assert lost == pytest.approx((1 - belief) * both[0] + belief * both[1])


def test_what_there_is_not_is_said_in_words(talks: bg.Negotiation) -> None:
    cost = talks["japan"].snap_back_cost()
    assert np.isnan(float(cost))
    assert "there is none to take" in str(cost)
    with pytest.raises(AttributeError, match='Did you mean "snap_back_cost"'):
        talks["japan"].snap_back_costs()
    with pytest.raises(ArgumentError, match="china does not sit at the table"):
        talks["china"].win_set()
    assert "leverage" in dir(talks["china"])


def test_an_acceptance_has_its_numbers_and_words(talks: bg.Negotiation) -> None:
    japan = talks["japan"]
    said = japan.would_accept({"sanctions_relief": "travel", "abductee_information": 2})
    assert 0.0 <= said.probability <= 1.0
    assert 0.0 < said.ratified < 1.0
    assert said.ratifier == "Japanese public"
    assert "Japan would accept it with a probability of" in str(said)
    assert "Japanese public would ratify it with a probability of" in str(said)
    # What the offer leaves out stays as it is.
    assert said == japan.would_accept(
        {"sanctions_relief": 1, "abductee_information": "first report", "test_restraint": "none"}
    )


@pytest.mark.parametrize("name", ["ultimatum", "rubinstein"])
def test_an_offer_is_answered_as_was_said_beforehand(name: str) -> None:
    """Nothing lies between the question and the offer, which tells nothing of who makes it."""
    talks = bg.Negotiation(name, seed=2014)
    said = talks["bob"].would_accept({"share": 40})
    talks.offer("ann", {"share": 40})
    talks.step()
    (answer,) = (event for event in talks.events if event.decision == "response")
    assert answer.data["probability"] == said.probability
    assert answer.data["value_package"] == said.value
    assert answer.data["value_continuing"] == said.waiting


def test_a_win_set_holds_what_is_gained_and_passes(talks: bg.Negotiation) -> None:
    found = talks["north_korea"].win_set()
    assert 0 < len(found) <= found.n_offers
    assert (found.gains > 0).all()
    assert (np.diff(found.gains) <= 0).all()
    assert (found.approvals >= 0.5).all()
    assert f"and {len(found) - 12} packages more" in str(found)


@pytest.mark.parametrize("party", ["japan", "north_korea"])
def test_waiting_is_worth_the_same_whoever_has_the_floor(party: str) -> None:
    """Both questions weigh a package against a round without a signature, as it is played."""
    talks = bg.Negotiation("stockholm-2014", seed=2014)
    for floor in ("japan", "north_korea"):
        seat = talks[party]
        found = seat.win_set()
        said = [seat.would_accept(package) for package in found.packages]
        np.testing.assert_array_equal(found.gains, [one.value - one.waiting for one in said])
        table = TableEquilibrium(seat.party.rows, seat.party.reactors)
        waiting = table.of(table.waiting(talks[floor].party.index), seat.party.index)
        assert {one.waiting for one in said} == {waiting[0, seat.type]}
        # Nobody's wait is worth less than ending the talks.
        assert said[0].waiting > table.of(table.payoffs.without.apart, seat.party.index)[0, 0]
        talks.step()
