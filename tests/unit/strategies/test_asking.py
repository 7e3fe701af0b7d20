"""Which package asks for so much: against a search one by one, with ties, losses and others."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bargaining.strategies import table
from bargaining.strategies.table import Aspiring, Zeuthen, choice_of, kindest, value_of

# Few values, so that ties and exact hits are common; their differences are far beyond rounding.
LEVELS = st.sampled_from([-2.0, -0.5, -0.1, 0.0, 0.1, 0.25, 0.5, 1.0, 3.0])


def view_of(values, feasible, **theirs):
    return SimpleNamespace(
        values=values,
        feasible=feasible,
        others=tuple(theirs),
        values_of=lambda name: theirs[name],
        passing=values.shape[-1],
        n=len(values),
    )


class Wanting(Aspiring):
    """Want what a test says, by row and type."""

    def __init__(self, wanted):
        self.wanted = wanted

    def target(self, view, low, high, round):
        return self.wanted


def least_at(view, target):
    """Return the package that is offered by own type, (row, type)."""
    view.round, view.value_apart, view.best_value = 0, target, target
    answer = Wanting(target).propose(view)
    if answer.ndim == 1:
        return answer[:, None]
    assert (np.sort(answer, axis=-1)[..., -2:] == (0.0, 1.0)).all()
    return answer.argmax(axis=-1)


@given(
    values=arrays(float, (4, 2, 7), elements=LEVELS),
    feasible=arrays(bool, (4, 7)),
    target=arrays(float, (4, 2), elements=LEVELS),
    theirs=arrays(float, (4, 7), elements=LEVELS),
)
def test_the_least_at_a_target_is_what_a_search_finds(values, feasible, target, theirs):
    view = view_of(values, feasible, bob=theirs)
    found = least_at(view, target)
    for row in range(4):
        for type_ in range(2):
            enough = [
                k
                for k in range(7)
                if feasible[row, k] and values[row, type_, k] >= target[row, type_]
            ]
            ordered = sorted(enough, key=lambda k: (values[row, type_, k], -theirs[row, k], k))
            assert found[row, type_] == (ordered[0] if ordered else 7)


def test_a_hair_below_the_target_is_at_it():
    values = np.array([[[0.1 + 0.2, 0.9]]])
    view = view_of(values, np.ones((1, 2), dtype=bool), bob=np.zeros((1, 2)))
    assert least_at(view, np.array([[0.3]])) == 0
    assert least_at(view, np.array([[np.nextafter(0.1 + 0.2, 1.0)]])) == 0
    assert least_at(view, np.array([[0.31]])) == 1


def test_several_others_are_weighed_on_their_own_scales():
    """In Bob's large units the second package is a trifle better, in Cid's small ones far worse."""
    bob, cid = np.array([[0.0, 1.0, 100.0]]), np.array([[0.02, 0.0, 0.0]])
    values = np.zeros((1, 1, 3))
    view = view_of(values, np.ones((1, 3), dtype=bool), bob=bob, cid=cid)
    tied = np.array([[[True, True, False]]])
    assert kindest(view, tied) == 0
    assert kindest(view_of(values, view.feasible, bob=bob), tied) == 1


def test_the_last_word_of_several_others_counts(monkeypatch):
    monkeypatch.setattr(table, "_demand", lambda view, theirs: theirs[:, None])
    offers = {
        "bob": np.array([[5, -1, -1], [-1, -1, -1]]),
        "cid": np.array([[-1, 3, -1], [-1] * 3]),
    }
    view = SimpleNamespace(
        n=2,
        round=3,
        others=("bob", "cid"),
        offers_of=lambda name: offers[name],
        last_offer=lambda name: offers[name].max(axis=1),
    )
    assert Zeuthen().propose(view).tolist() == [3, -1]
    view.others = ("cid", "bob")
    assert Zeuthen().propose(view).tolist() == [3, -1]


@pytest.mark.parametrize("types", [1, 2])
def test_packages_by_own_type_become_an_answer(types):
    view = view_of(np.arange(2.0 * types * 3).reshape(2, types, 3), np.ones((2, 3), dtype=bool))
    package = np.array([[0, 3], [2, 1]])[:, :types]
    answer = choice_of(view, package)
    if types == 1:
        assert answer.tolist() == [0, 2]
    else:
        assert answer.argmax(axis=-1).tolist() == package.tolist()
        assert (answer.sum(axis=-1) == 1).all()
    taken = value_of(view.values, np.minimum(package, 2))
    assert taken.tolist() == [
        [view.values[row, type_, min(package[row, type_], 2)] for type_ in range(types)]
        for row in range(2)
    ]
