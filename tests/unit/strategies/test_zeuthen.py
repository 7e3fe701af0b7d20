"""Zeuthen's concessions, by the risks they are defined by and by where they end."""

from __future__ import annotations

import numpy as np
import pytest

import bargaining as bg
from bargaining import HoldFirm, TimeDependent, Zeuthen
from bargaining.codes import Response
from tests.unit.strategies.tables import Recording, cells, table


def gains(one, package):
    own = one["values"][package] - one["apart"]
    return own, one["theirs"][package] - one["theirs_apart"]


def risk(kept, offered):
    """Share of what one's own offer gains that is lost by taking the other's instead."""
    return 1.0 if kept <= 0 else (kept - offered) / kept


def demand(one, theirs):
    """Return the offer of Zeuthen's strategy as risks define it; None to pass."""
    rational = [k for k in one["can"] if min(gains(one, k)) > 1e-9]
    own_first = sorted(rational, key=lambda k: (-one["values"][k], -one["theirs"][k], k))
    mine = one["own_offers"][-1] if one["own_offers"] else None
    if not own_first:
        return None
    if theirs is None or theirs not in rational:
        return own_first[0] if mine is None else mine
    if mine is not None:
        own_risk = risk(gains(one, mine)[0], gains(one, theirs)[0])
        other_risk = risk(gains(one, theirs)[1], gains(one, mine)[1])
        if own_risk > other_risk:
            return mine
    for package in own_first:
        own_risk = risk(gains(one, package)[0], gains(one, theirs)[0])
        other_risk = risk(gains(one, theirs)[1], gains(one, package)[1])
        if own_risk > other_risk + 1e-12:
            return package
    return theirs


@pytest.mark.parametrize("across", [Zeuthen(), TimeDependent(1.0), HoldFirm()])
@pytest.mark.parametrize("seat", ["ann", "bob"])
def test_concedes_as_the_risks_say(seat, across):
    recording = Recording(Zeuthen())
    other = "bob" if seat == "ann" else "ann"
    scenario = table(rungs=(5, 5), spread=0.3, rounds=16)
    bg.simulate(
        scenario, worlds=15, worlds_per_draw=1, seed=4, seats={seat: recording, other: across}
    )
    asked = 0
    for entry in recording.asked:
        for one in cells(entry):
            theirs = one["others_offers"][-1] if one["others_offers"] else None
            assert one["chosen"] == demand(one, theirs)
            asked += 1
    for entry in recording.answered:
        for one in cells(entry):
            after = demand(one, one["offered"])
            wanted = one["apart"] if after is None else max(one["values"][after], one["apart"])
            assert one["yes"] == (one["values"][one["offered"]] >= wanted - 1e-9)
    assert asked > 30


def test_two_of_them_end_where_the_product_of_gains_is_largest():
    """Harsanyi (1956): the pair meets at Nash's solution; here the best of all packages."""
    scenario = table(rungs=(5, 5), spread=0.4, rounds=80)
    ann = Recording(Zeuthen())
    outcomes = bg.simulate(
        scenario, worlds=60, worlds_per_draw=1, seed=8, seats={"ann": ann, "bob": Zeuthen()}
    )
    signed = outcomes.response == Response.AGREED
    first = list(cells(ann.asked[0]))
    products = [
        max(a * b for a, b in (gains(one, k) for k in one["can"]) if a > 0 and b > 0)
        for one in first
    ]
    assert signed.any(axis=1).all()
    assert len(set(np.round(products, 6))) > 30
    rungs = outcomes.offer[np.arange(60), signed.argmax(axis=1)]
    packages = ann.asked[0]["packages"].tolist()
    for one, product, agreed in zip(first, products, rungs.tolist(), strict=True):
        own, other = gains(one, packages.index(agreed))
        assert own * other == pytest.approx(product, rel=1e-6)


def test_it_never_takes_back():
    recording = Recording(Zeuthen())
    scenario = table(rungs=(6, 6), spread=0.3, rounds=40)
    bg.simulate(
        scenario,
        worlds=10,
        worlds_per_draw=1,
        seed=4,
        seats={"ann": recording, "bob": TimeDependent(0.5)},
    )
    last = {}
    for entry in recording.asked:
        for one in cells(entry):
            world = tuple(np.round(one["values"], 12))
            assert one["values"][one["chosen"]] <= last.get(world, np.inf) + 1e-9
            last[world] = one["values"][one["chosen"]]
    assert len(last) == 10


def test_where_both_cannot_gain_it_passes():
    opposed = table(ann=(0.0, -1.0, -1.0), rounds=4)
    outcomes = bg.simulate(opposed, worlds=2, seats={"ann": Zeuthen(), "bob": Zeuthen()})
    assert (outcomes.response == Response.PASSED).all()
