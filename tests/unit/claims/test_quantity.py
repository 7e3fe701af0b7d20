"""The language: what is read, what is refused, and that no text does anything else."""

import contextlib
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bargaining.scenario.quantity import read_quantity
from bargaining.scenario.quantity_tree import (
    Constant,
    Lost,
    MeanOfWorlds,
    Operation,
    Quantity,
    Reducer,
    ShareOfDraws,
    ShareOfWorlds,
    Since,
    Word,
)
from bargaining.scenario.quantity_words import ENDINGS, EVENTS, FUNCTIONS, REDUCERS, Vocabulary
from tests.house.source import ROOT
from tests.unit.claims.made import read
from tests.unit.outcomes.synthetic import small_scenario

SETTLED = ShareOfWorlds(Word(("settlement",)))
PIECES = [
    *sorted(FUNCTIONS), *Vocabulary.of(small_scenario()).words,
    *"()|,.+-*/<>=!_\\'\"[]{}:;@&^~%# \n\t", "**", "//", "==", "<=", "and", "or", "not", "if",
    "else", "lambda", "for", "in", "is", "None", "True", "await", "yield", "__class__",
    "__import__",     "0", "1", "11", "12", "0.5", "1e999", "1j", "0x1", "9" * 50, "\u00e9", "\x00",
    "\u2028",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("P(settlement)", SETTLED),
        (" 2 *\n P( settlement ) ", Operation("*", (Constant(2.0), SETTLED))),
        ("E(payoff.north)", MeanOfWorlds(Word(("payoff", "north")))),
        ("lost(accommodation, 3)", Lost(Word(("accommodation",)), 3)),
        (
            "P(last(power) == 0 | ever(accommodation, 2, 5))",
            ShareOfWorlds(
                Operation("==", (Reducer("last", Word(("power",))), Constant(0.0))),
                Reducer("ever", Word(("accommodation",)), (2, 5)),
            ),
        ),
        (
            "share_of_draws(not P(settlement) <= 0.1)",
            ShareOfDraws(Operation("not", (Operation("<=", (SETTLED, Constant(0.1))),))),
        ),
        (
            "E(count(tension > 0.5 and at_table))",
            MeanOfWorlds(
                Reducer(
                    "count",
                    Operation(
                        "and",
                        (
                            Operation(">", (Word(("tension",)), Constant(0.5))),
                            Word(("at_table",)),
                        ),
                    ),
                )
            ),
        ),
    ],
)
def test_texts_are_read(text, tree):
    assert read(text).tree == tree


def test_a_condition_binds_last():
    inside = read("P(settlement and ever(lapse) or partial | not never(agreement) and renege)").tree
    assert isinstance(inside, ShareOfWorlds)
    assert inside.event.sign == "or"
    assert inside.given.sign == "and"


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("P(type.south == sincere)", "P(at(type.south, 0) == 1)"),
        ("P(last(type.south) == 'tactical')", "P(last(type.south) == 0)"),
        ('P(0.2 < last(power) < "at night")', "P(0.2 < last(power) < 0.5)"),
        ("P(ever(power >= always))", "P(ever(power >= 1))"),
        ("E(at(tension, 2014-07))", "E(at(tension, 2))"),
        ("E(mean(tension, 2014-05-01, 2014-07-31))", "E(mean(tension, 0, 2))"),
        ("P(first(lapse) < 2014-08)", "P(first(lapse) < 3)"),
        ("P(2014-06-15 <= first(lapse))", "P(1 <= first(lapse))"),
        ("median(payoff.north | settlement)", "quantile(payoff.north, 0.5 | settlement)"),
    ],
)
def test_labels_and_dates_stand_for_numbers_and_rounds(text, same):
    assert read(text).tree == read(same).tree
    assert read(text).text == text


def test_rounds_are_counted_from_an_event():
    tree = read("E(mean(tension, act.raid + 1, act.raid + 3))").tree
    since = Since(Word(("act", "raid")), Word(("tension",)), 1)
    assert tree == MeanOfWorlds(Reducer("mean", since, (0, 2)))
    assert read("E(change(power, lapse - 1, lapse))").tree.number.of.offset == -1
    assert read("P(at(at_table, lapse))").latest_round is None


def test_what_is_between_two_comparisons_is_between_both():
    tree = read("P(0.2 < last(power) <= 0.8)").tree
    assert [part.sign for part in tree.event.parts] == ["<", "<="]


def test_atoms_are_each_once_and_rounds_are_known():
    quantity = read("P(settlement) - share_of_draws(P(settlement) < E(mean(power, 0, 7))) / 2")
    assert quantity.atoms == (SETTLED, MeanOfWorlds(Reducer("mean", Word(("power",)), (0, 7))))
    assert quantity.of_draws
    assert quantity.latest_round == 7
    assert read("lost(accommodation, 9)").latest_round == 9
    assert read("P(settlement)").latest_round is None
    assert str(quantity).startswith("P(settlement) - ")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("P(setlement)", 'no word "setlement". Did you mean "settlement"'),
        ("P(ever(act.riad))", 'Did you mean "act.raid"'),
        ("p(settlement)", 'Did you mean "P"'),
        ("P(accommodation)", r"ever\(accommodation\)"),
        ("E(tension)", r"mean\(tension\)"),
        ("settlement", r"write P\(settlement\)"),
        ("ever(lapse)", r"write P\(ever"),
        ("P(ever(settlement))", "of whole worlds"),
        ("P(settlement) > 0.1", "must be a number"),
        ("share_of_draws(P(settlement))", "compare it with a number"),
        ("share_of_draws(1 < 2) + P(settlement)", "P, E or lost within"),
        ("share_of_draws(share_of_draws(P(settlement) > 0) > 0)", "within share_of_draws"),
        ("P(payoff.north)", "compare it with a number"),
        ("E(settlement)", r"use P\(...\)"),
        ("P(settlement, partial)", r"P\(event \| condition\)"),
        ("P(settlement | partial | renege)", "joined with and"),
        ("P((settlement | partial))", "no part of the language"),
        ("E(payoff.north|)", "out of place"),
        ("P(ever(lapse, 3))", "first, last"),
        ("P(ever(lapse, 5, 3))", "earlier round first"),
        ("P(ever(lapse, 3, 12))", "between 0 and 11"),
        ("P(at(power, 3.0) > 0)", "whole numbers"),
        ("P(at(power, -1) > 0)", "whole numbers"),
        ("lost(accommodation, 0)", "a number of rounds between 1 and 11"),
        ("P(ending == stalemate)", r'Did you mean "P\(stalemate\)"'),
        ("stalemate == ending", r'Did you mean "P\(stalemate\)"'),
        ("P(ending == deadlock)", r"settlement, .* or stalemate, as in P\(stalemate\)"),
        ("share(stalemate)", 'no function "share". Did you mean "P"'),
        ("E(levels(relief))", 'no function "levels". Did you mean "last"'),
        ("E(utility.north)", 'no word "utility.north". Did you mean "payoff.north"'),
        ("E(trust.south)", r'no word "trust.south". Did you mean "mean\(belief.south\)"'),
        ("P(act.riad)", r'no word "act.riad". Did you mean "ever\(act.raid\)"'),
        ("act.riad", r'no word "act.riad". Did you mean "P\(ever\(act.raid\)\)"'),
        ("E(payoff(north))", 'no function "payoff". Did you mean "payoff.north"'),
        ("E(mean(payoff(north)))", r'no function "payoff". Did you mean "E\(payoff.north\)"'),
        ("P(settlement | type.south)", "compare it with tactical or sincere"),
        ("P(first(lapse) < 2016-08)", "between 0 and 11"),
        ("P(count(lapse) < 2014-08)", "where no round is named"),
        ("P(ever(ever(lapse)))", "one at a time"),
        ("P(P(settlement) > 0)", "about all worlds"),
        ("P(settlement) ** 2", "no part of the language"),
        ("P(settlement).__class__", "dots stand between names"),
        ("P(settlement) = 1", '"=="'),
        ("__import__('os')", "no function"),
        ("__import__{os}", "cannot be read from"),
        ("1e999 * P(settlement)", "finite"),
        ("P(settlement) * " + "9" * 400, "finite"),
        ("0x10 * P(settlement)", "names begin with a letter"),
        ("P(settlement", "close every parenthesis"),
        ("2 + 2", "ask something of the worlds"),
        ("", "empty"),
        ("P(settlement) +", "stopped at"),
        ("-" * 900 + "P(settlement)", "steps deep"),
        ("(" * 80, "parentheses"),
        ("P(settlement) + " * 100, "characters"),
        (7, "must be a text"),
        ("P(type.south == sincre)", 'no label "sincre". Did you mean "sincere"'),
        ("P(last(power) >= 'x')", 'no label "x". Known labels: none'),
        ("P(last(tension) >= 'x')", "label `'x'` out of place"),
        ("E(2014-07)", "write it as in at"),
        ("E(at(tension, 2010-07))", "before round 0"),
        ("E(at(tension, 2016-07))", "between 0 and 11"),
        ("2 * median(payoff.north)", "by itself"),
        ("quantile(payoff.north)", r"quantile\(number, 0.9\)"),
        ("quantile(payoff.north, 1.5)", r"quantile\(number, 0.9\)"),
        ("median(payoff.north, settlement)", r"median\(number \| condition\)"),
        ("share_of_draws(median(payoff.north) > 0)", "within share_of_draws"),
        ("E(mean(tension, act.raid + 1, 3))", "from one event"),
        ("E(mean(tension, act.raid + 1, lapse + 3))", "from one event"),
        ("E(mean(tension, act.raid + 3, act.raid + 1))", "earlier round first"),
        ("E(at(tension, act.raid + 12))", "at most 11 away"),
    ],
)
def test_faults_are_named_in_one_sentence(text, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        read(text)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


@settings(max_examples=100)
@given(st.text(max_size=40) | st.text(string.printable, max_size=40))
def test_no_text_does_anything_but_read_or_complain(text):
    read_or_complain(text)


@settings(max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_no_pieces_of_the_language_do_either(text):
    read_or_complain(text)


def read_or_complain(text):
    with contextlib.suppress(ValueError):
        quantity = read_quantity(text, small_scenario())
        assert isinstance(quantity, Quantity)
        assert read_quantity(quantity.text, small_scenario()).tree == quantity.tree


def test_the_page_of_the_docs_has_every_word():
    page = (ROOT / "docs" / "quantities.md").read_text("utf-8").replace("\\|", "|")
    words = {*EVENTS, *ENDINGS, *(taken.written for taken in REDUCERS.values())}
    words = {word for written in words for word in written.split(" or ")}
    words |= {
        word.split(".")[0] + "." for word in Vocabulary.of(small_scenario()).words if "." in word
    }
    words |= {f"{name}(" for name in FUNCTIONS}
    assert not [word for word in words if f"`{word}" not in page]
