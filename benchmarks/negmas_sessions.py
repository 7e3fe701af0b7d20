"""Sessions per CPU-second: NegMAS on alternating offers over 3 issues of 5 values, 50 rounds.

    python -m benchmarks.negmas_sessions

Both sides follow NegMAS's aspiration tactic (boulware) with linear additive utilities of their own
in every session. A round is one offer, as in this library.
"""

from __future__ import annotations

import time
from collections import Counter

import numpy as np

ISSUES, VALUES, ROUNDS = 3, 5, 50


def negmas_sessions(n: int, seed: int) -> float:
    """Play `n` sessions and return how many a second of this process's CPU time pays for."""
    begun = time.process_time()
    _play(n, seed)
    return n / (time.process_time() - begun)


def _play(n: int, seed: int) -> Counter[bool]:
    """Return how many sessions ended with an agreement, and how many without."""
    from negmas import make_issue, make_os
    from negmas.preferences import LinearAdditiveUtilityFunction, TableFun
    from negmas.sao import AspirationNegotiator, SAOMechanism

    random = np.random.default_rng(seed)
    values = [str(value) for value in range(VALUES)]
    space = make_os([make_issue(values, name=f"issue {k}") for k in range(ISSUES)])
    agreed: Counter[bool] = Counter()
    for _ in range(n):
        session = SAOMechanism(outcome_space=space, n_steps=ROUNDS, one_offer_per_step=True)
        for _ in range(2):
            weights = random.dirichlet(np.ones(ISSUES)).tolist()
            worths = random.random((ISSUES, VALUES))
            worths /= worths.max(axis=1, keepdims=True)
            tables = [TableFun(dict(zip(values, row, strict=True))) for row in worths.tolist()]
            utility = LinearAdditiveUtilityFunction(
                tables, weights=weights, outcome_space=space, reserved_value=0.0
            )
            session.add(AspirationNegotiator(ufun=utility, aspiration_type="boulware"))
        session.run()
        agreed[session.agreement is not None] += 1
    return agreed


if __name__ == "__main__":
    negmas_sessions(5, seed=0)  # the first session pays for imports
    print(f"NegMAS: {negmas_sessions(200, seed=1):.0f} sessions per CPU-second")
