"""Dated changes of weights move the drawn numbers of every world, in the order of the file."""

from __future__ import annotations

import numpy as np
import pytest

from bargaining.engine import NegotiationModel
from tests.properties.play import changed, lively_document
from tests.reference.toy import between, read

STRAIN, PROOF = "payoffs.north.strain", "payoffs.north.proof"
PUSH = "conditions.strain.drivers.at_table"


def scenario():
    text = lively_document(4)
    text["payoffs"]["north"]["strain"] = between(-0.6, 0.6)
    text["payoffs"]["north"]["proof"] = between(-1.0, 1.0)
    return read(text)


def weights(*changes, worlds=5):
    """What the two weights are in every round and world, under some changes."""
    negotiation = NegotiationModel(
        changed(scenario(), *changes), worlds=worlds, worlds_per_draw=1, seed=3
    )
    found = []
    for _ in range(4):
        negotiation.step()
        found.append(
            [negotiation.world.parameters.number(path, np.nan) for path in (STRAIN, PROOF, PUSH)]
        )
    negotiation.release()
    return np.array(found).transpose(1, 0, 2)


STRAINS, PROOFS, PUSHES = weights()


def dated(kind, target, value, at=0, **more):
    return {"at": at, "kind": kind, "target": target, "value": value, **more}


def test_the_weights_are_drawn_world_by_world():
    assert len(np.unique(STRAINS[0])) == len(np.unique(PROOFS[0])) == 5
    assert (STRAINS[0] == STRAINS).all()


def test_a_multiple_of_another_weight_is_added_in_every_world():
    strain, proof, _ = weights(dated("add", STRAIN, 0.25, at=1, of="payoffs.north.proof"))
    np.testing.assert_array_equal(proof, PROOFS)
    np.testing.assert_array_equal(strain[0], STRAINS[0])
    np.testing.assert_allclose(strain[1:], (STRAINS + 0.25 * PROOFS)[1:], rtol=1e-15)


def test_a_number_is_added_while_the_change_lasts():
    strain, proof, push = weights(
        dated("add", STRAIN, -0.5, at=1, until=2), dated("add", PUSH, 0.5), dated("add", PROOF, 0.0)
    )
    np.testing.assert_array_equal(strain[[0, 3]], STRAINS[[0, 3]])
    np.testing.assert_allclose(strain[1:3], STRAINS[1:3] - 0.5, rtol=1e-15)
    np.testing.assert_array_equal(proof, PROOFS)
    np.testing.assert_allclose(push, PUSHES + 0.5, rtol=1e-15)


@pytest.mark.parametrize("factor", [0.0, -1.0, 2.0])
def test_what_is_added_is_what_the_other_weight_is_by_then(factor):
    add, scale = dated("add", STRAIN, 0.25, of=PROOF), dated("scale", PROOF, factor)
    first, *_ = weights(add, scale)
    np.testing.assert_allclose(first, STRAINS + 0.25 * PROOFS, rtol=1e-15)
    after, proof, _ = weights(scale, add)
    np.testing.assert_allclose(after, STRAINS + 0.25 * factor * PROOFS, rtol=1e-15)
    np.testing.assert_array_equal(proof, factor * PROOFS)


def test_a_weight_may_be_added_to_itself():
    strain, *_ = weights(dated("add", STRAIN, 1.0, of=STRAIN))
    np.testing.assert_array_equal(strain, 2 * STRAINS)
